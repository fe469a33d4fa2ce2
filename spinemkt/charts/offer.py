"""Charts of an offer: the funnel from TAM to SOM, and its forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from spinemkt.analysis.decide.offer import Step
from spinemkt.analysis.decide.opportunities import spending
from spinemkt.analysis.lineage.question import Question
from spinemkt.analysis.sure.spread import Spread, between, likely, said
from spinemkt.analysis.view import View
from spinemkt.charts import fan, titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.palette import tokens
from spinemkt.charts.rows import Row, bars
from spinemkt.charts.series import years_axis
from spinemkt.charts.style import Chart, Drawing, axis, layout, scale, unit_name
from spinemkt.charts.traces import trace
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.text import Text, interval, say, worded
from spinemkt.model.measures import Measure
from spinemkt.wording import money, percent


def funnel(
    steps: Sequence[Step],
    view: View,
    theme: str,
    year: int,
    what: str,
    country_names: Mapping[str, str],
    answers: Sequence[Figure | None] = (),
) -> Chart:
    """Draw what each limit takes away, from TAM over SAM to SOM. what: the offer in words. answers: of the steps."""
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
                ask=str(place) if answers and answers[place] else "",
            )
        )
    title: Text | str = f"Nothing is left of this market in {year}"
    if whole:
        known = answers or [None] * len(steps)
        size = {step.label: _size(step.value, one, measure) for step, one in zip(steps, known, strict=True)}
        reached = next(step.value for step in steps if step.label == "SAM")
        every = say(", of {tam} in all", tam=size["TAM"]) if reached < whole else ""
        said = "{som} won of {sam} within reach{every}, {year}"
        title = say(said, som=size["SOM"], sam=size["SAM"], every=every, year=year)
    subtitle = titles.subtitle(
        f"{what}, {unit_name(measure.unit)}, {year}; outlined: taken away", view_of(view), country_names
    )
    alt = describe_bars(title, subtitle, [row.bold for row in rows], [row.plain for row in rows])
    table = pd.DataFrame(
        {
            "step": [row.bold for row in rows],
            "what": ["level" if step.kind == "level" else "taken away" for step in steps],
            "value": [step.value for step in steps],
            "year": year,
            "unit": measure.unit,
        }
    )
    return Chart(title, subtitle, bars(rows, theme, 36), alt, table, rows=tuple(answers))


def forecast(
    frame: pd.DataFrame,
    view: View,
    theme: str,
    spread: Spread | None,
    baseline: pd.DataFrame | None,
    what: str,
    country_names: Mapping[str, str],
    questions: tuple[Question, ...] = (),
    won: Figure | None = None,
    height: int = 300,
) -> Chart:
    """Draw SOM by year with the ranges of SAM times the share; dashed: the same under the baseline, if that differs.

    frame, baseline: as `forecast` of the offer gives them. spread: as `reached` gives it.
    questions: what columns of the table answer. won: SOM in the last year, where the model holds it.
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
                hovertemplate=f"%{{x}}, baseline: %{{y:,.3~r}}{unit.suffix}<extra></extra>",
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
            yaxis=axis(theme, ticksuffix=unit.suffix, range=[0, top]),
        ),
    )
    year = view.years[1]
    last = float(line.iloc[-1])
    title = say("The offer wins {won} in {year}", won=_size(last, won, measure), year=year)
    if spread is not None and last > 0:
        ends = interval(won, *spread.likely()) if won else between(*spread.likely(), measure, "and")
        title += say(", likely between {ends}", ends=ends)
    dashed = "; dashed: under the baseline" if baseline is not None else ""
    words = f"SOM: {what}, {unit.name}, {titles.years_words(view.years)}; the share is your assumption{dashed}"
    subtitle = titles.subtitle(words, view_of(view), country_names)
    reach = "" if spread is None else f" {year}: {likely(*spread.likely(), measure)}."
    alt = f"{title}, {subtitle}. From {amount(float(line.iloc[0]), measure)} in {view.years[0]}.{reach}"
    return Chart(title, subtitle, figure, alt, forecast_table(frame, spread, baseline), (), said(spread), questions)


def _size(value: float, figure: Figure | None, measure: Measure) -> Text | str:
    """An amount in words, which can be asked where it has a figure."""
    words = amount(value, measure)
    return worded(figure, words) if figure else words


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
        out = out.assign(**{"SOM under the baseline": baseline["som"].to_numpy()})
    return out[[*(name for name in out if name != "unit"), "unit"]].assign(year=out["year"].astype(str))
