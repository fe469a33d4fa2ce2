"""Charts of an offer: the funnel from TAM to SOM, and its forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from spinemkt.analysis.strategy.offer import LEVELS, Step, levels, size, sizes
from spinemkt.analysis.strategy.offer_words import likely as likely_words
from spinemkt.analysis.strategy.offer_words import subject
from spinemkt.analysis.strategy.opportunities import spending
from spinemkt.analysis.uncertainty_views.spread import Spread, likely, said
from spinemkt.analysis.view import View
from spinemkt.charts import fan, titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.labelled_bars import Row, bars
from spinemkt.charts.palette import tokens
from spinemkt.charts.series import years_axis
from spinemkt.charts.style import Chart, Drawing, axis, layout, scale, unit_name
from spinemkt.charts.traces import trace
from spinemkt.figures.columns import ListedColumn, listed
from spinemkt.figures.figure import amount
from spinemkt.figures.text import as_text, say
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import money, percent


def funnel(
    steps: Sequence[Step],
    view: View,
    theme: str,
    year: int,
    what: str,
    country_names: Mapping[str, str],
) -> Chart:
    """Draw what each limit takes away, from TAM over SAM to SOM. what: the offer in words."""
    look, measure = tokens(theme), spending(view).measure
    whole = steps[0].value
    rows = []
    for place, step in enumerate(steps):
        share = f", {percent(step.value / whole)} of TAM" if whole and step.label != "TAM" else ""
        words = f"{'' if step.kind == 'level' else '- '}{money(step.value, '')}{share}"
        colour = look.accent if step.label == "SOM" else look.outline
        name = step.label if step.kind == "level" else step.label[:1].upper() + step.label[1:]
        rows.append(
            Row(
                step.label,
                name,
                words,
                step.start,
                step.start + step.value,
                colour,
                f"{name}: {words}",
                open=step.kind == "loss",
                ask=str(place) if step.figure else "",
            )
        )
    by_label = {step.label: step for step in steps}
    tam, sam, som = (size(by_label[name].figure, by_label[name].value, view) for name in LEVELS)
    in_all = say(", of {tam} in all", tam=tam) if by_label["SAM"].value < whole else ""
    title = (
        say("{som} won of {sam} within reach{in_all}, {year}", som=som, sam=sam, in_all=in_all, year=year)
        if whole
        else as_text(f"Nothing is left of this market in {year}")
    )
    subtitle = titles.subtitle(
        f"{what}, {unit_name(measure.unit)}, {year}; outlined: taken away", view_of(view), country_names
    )
    alt = describe_bars(str(title), subtitle, [row.bold for row in rows], [row.plain for row in rows])
    table = pd.DataFrame(
        {
            "step": [row.bold for row in rows],
            "what": ["level" if step.kind == "level" else "taken away" for step in steps],
            "value": [step.value for step in steps],
            "year": year,
            "unit": measure.unit,
        }
    )
    return Chart(title, subtitle, bars(rows, theme, 36), alt, table, columns=listed(step.figure for step in steps))


def forecast(
    frame: pd.DataFrame,
    view: View,
    theme: str,
    offer: Offer,
    spread: Spread | None,
    baseline: pd.DataFrame | None,
    country_names: Mapping[str, str],
    height: int = 300,
) -> Chart:
    """Draw SOM by year with the ranges of SAM times the share; dashed: the same under the baseline, if that differs.

    frame, baseline: as `forecast` of the offer gives them. spread: as `reached` gives it.
    """
    measure, look = spending(view).measure, tokens(theme)
    line = frame.set_index("year")["som"]
    highest = max([float(line.max()), *([float(baseline["som"].max())] if baseline is not None else [])])
    if spread is not None:
        highest = max(highest, float(spread.frame[spread.ends(spread.parts[0])[1]].max()))
    unit = scale([highest], measure.unit)
    top = fan.end_of_axis(highest / unit.divisor)
    traces = [] if spread is None else fan.bands(spread, unit, theme)
    traces.append(fan.central_line(line, unit, theme, False, spread))
    notes, margin = fan.named(float(line.iloc[-1]), spread, unit, theme, top, height, view.years[1])
    if baseline is not None:
        traces.append(
            trace(
                "scatter",
                x=baseline["year"],
                y=baseline["som"] / unit.divisor,
                mode="lines",
                line={"width": 2, "color": look.baseline, "dash": "dash"},
                name="Baseline",
                hovertemplate=f"%{{x}}, base case: {unit.hover('y')}<extra></extra>",
            )
        )
    figure = Drawing(
        traces,
        layout(
            theme,
            height,
            margin={"l": 8, "r": margin, "t": 12, "b": 8},
            annotations=notes,
            xaxis=years_axis(theme, line.index.to_numpy()),
            yaxis=axis(theme, **unit.ticks, range=[0, top]),
        ),
    )
    year = view.years[1]
    last = frame.iloc[-1]
    title = say("The offer wins {som} in {year}", som=sizes(offer, view, last)["SOM"], year=year)
    if line.iloc[-1] > 0:
        title += likely_words(offer, view, last, spread)
    dashed = "; dashed: under the base case" if baseline is not None else ""
    words = (
        f"SOM: {subject(offer)}, {unit.name}, {titles.years_words(view.years)}; the share is your assumption{dashed}"
    )
    subtitle = titles.subtitle(words, view_of(view), country_names)
    ends = "" if spread is None else f" {year}: {likely(*spread.likely(), measure)}."
    alt = f"{title}, {subtitle}. From {amount(float(line.iloc[0]), measure)} in {view.years[0]}.{ends}"
    table, columns = forecast_table(frame, spread, baseline), _columns(frame, view, offer, baseline)
    return Chart(title, subtitle, figure, alt, table, (), said(spread), columns)


def _columns(frame: pd.DataFrame, view: View, offer: Offer, baseline: pd.DataFrame | None) -> tuple[ListedColumn, ...]:
    """What columns of the table answer: SOM first, as its marks do, which are named by year."""
    found = [levels(offer, view, row) for _, row in frame.iterrows()]
    columns = {name: [each.get(name) for each in found] for name in ("SOM", "TAM", "SAM")}
    if baseline is not None:
        under = [levels(offer, view, row, BASELINE).get("SOM") for _, row in baseline.iterrows()]
        columns["SOM under the base case"] = under
    years, name = tuple(map(str, frame["year"])), spending(view).measure.name
    return tuple(
        ListedColumn(name, name=column, listed=tuple(each), marks=years)
        for column, each in columns.items()
        if any(each)
    )


def view_of(view: View) -> View:
    """The view without the filters on treatments, which the offer sets itself."""
    return View(**{**spending(view).__dict__, "modality": (), "treatment_type": ()})


def forecast_table(frame: pd.DataFrame, spread: Spread | None, baseline: pd.DataFrame | None) -> pd.DataFrame:
    """The table of a forecast. frame, spread, baseline: as `forecast` takes them."""
    out = frame.rename(columns={"tam": "TAM", "sam": "SAM", "share": "share won", "som": "SOM"})
    if spread is not None:
        ends = {f"SOM, {name}": spread.frame[name].to_numpy() for name in spread.frame if name.startswith("p")}
        out = out.assign(**ends)
    if baseline is not None:
        out = out.assign(**{"SOM under the base case": baseline["som"].to_numpy()})
    return out[[*(name for name in out if name != "unit"), "unit"]].assign(year=out["year"].astype(str))
