"""Charts of the Opportunities page: value at stake by card, the funnel of an offer, and its forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from spinemkt.analysis.narrative import amount
from spinemkt.analysis.offer import Step
from spinemkt.analysis.opportunities import Reach, spending
from spinemkt.analysis.spread import Spread, between, likely, said
from spinemkt.analysis.view import View, span_words
from spinemkt.analysis.wording import inside, money, percent, signed
from spinemkt.charts import fan, titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.palette import tokens
from spinemkt.charts.rows import ROW, TEXTURES, Row, bars
from spinemkt.charts.series import years_axis
from spinemkt.charts.style import Chart, Drawing, axis, layout, scale, unit_name
from spinemkt.model.measures import Measure
from spinemkt.terms import GRADES

Reaches = Mapping[str, Reach]


def at_stake(
    frame: pd.DataFrame,
    view: View,
    theme: str,
    kinds: Mapping[str, str],
    shown: str,
    grades: Mapping[str, str],
    reaches: Reaches,
    country_names: Mapping[str, str],
) -> Chart:
    """Rank the cards by the spend at stake over the view's years; those of the kind shown are in the accent colour.

    frame: as `overview` gives it. grades: of each card. reaches: those of the 80 % ranges that are at hand.
    """
    look, measure = tokens(theme), spending(view).measure
    text = _signed(lambda value: money(value, ""))
    rows = [_row(each, grades[each.name], reaches.get(each.name), shown, look, text) for each in frame.itertuples()]
    figure = bars(rows, theme, ROW)
    title = _largest(frame, measure, view)
    ranges = "; thin line: 4 in 5 draws" if reaches else ""
    words = (
        f"Spend under each scenario less the baseline, {span_words(view.years)} added up, {unit_name(measure.unit)}"
        f"{ranges}; letter: weakest evidence grade; select a bar for its card"
    ).replace(" a year", "")
    subtitle = titles.subtitle(words, spending(view), country_names)
    names = list(frame["title"])
    alt = describe_bars(title, subtitle, names, [text(value) for value in frame["together"]])
    textures = dict.fromkeys(grades[name] for name in frame["name"])
    key = (
        (look.accent, f"{kinds[shown]}, the cards below"),
        (look.outline, "Other cards"),
        *((look.hairline, f"Grade {grade}, {_drawn(grade)}: {GRADES[grade]}") for grade in sorted(textures)),
    )
    return Chart(title, subtitle, figure, alt, _twin(frame, kinds, grades, reaches, view), key)


def _row(each: tuple, grade: str, found: Reach | None, shown: str, look: object, text: object) -> Row:
    value = each.together  # type: ignore[attr-defined]
    reach = f" ({text(found.together[0])} to {text(found.together[1])})" if found else ""  # type: ignore[operator]
    return Row(
        each.name,  # type: ignore[attr-defined]
        f"{grade}  {each.title}",  # type: ignore[attr-defined]
        f"{text(value)}{reach}",  # type: ignore[operator]
        0.0,
        value,
        look.accent if each.kind == shown else look.outline,  # type: ignore[attr-defined]
        f"{each.title}: {text(value)}{reach}",  # type: ignore[attr-defined,operator]
        TEXTURES[grade],
        found.together if found else None,
    )


def _drawn(grade: str) -> str:
    return {"": "solid", "/": "hatched", ".": "dotted"}[TEXTURES[grade]]


def _signed(form):
    return lambda value: signed(value, form)


def _largest(frame: pd.DataFrame, measure: Measure, view: View) -> str:
    """State which card moves most, and which takes most off."""
    years = span_words(view.years)
    moved = frame[frame["together"] != 0]
    if moved.empty:
        return f"No card moves spend in {years} under these filters"
    top = moved.iloc[0]
    verb = "adds" if top["together"] > 0 else "takes off"
    said_ = f"{top['title']} moves spend most: it {verb} {amount(abs(top['together']), measure)} in {years}"
    loss = moved[moved["together"] < 0]
    if top["together"] > 0 and len(loss):
        worst = loss.iloc[0]
        said_ += f"; {inside(worst['title'])} takes off most, {amount(-worst['together'], measure)}"
    return said_


def _twin(
    frame: pd.DataFrame, kinds: Mapping[str, str], grades: Mapping[str, str], reaches: Reaches, view: View
) -> pd.DataFrame:
    ends = [reaches.get(name) for name in frame["name"]]
    together = span_words(view.years)
    return pd.DataFrame(
        {
            "card": frame["title"],
            "kind": [kinds[code] for code in frame["kind"]],
            "weakest grade": [grades[name] for name in frame["name"]],
            f"spend less the baseline in {view.year}": frame["shown"],
            **({f"spend less the baseline in {view.years[1]}": frame["last"]} if view.year != view.years[1] else {}),
            f"{together} added up": frame["together"],
            f"{together}, p10": [each.together[0] if each else float("nan") for each in ends],
            f"{together}, p90": [each.together[1] if each else float("nan") for each in ends],
            "starts": frame["starts"].astype("Int64").astype(str).replace("<NA>", ""),
            f"half of {view.years[1]} reached": frame["half"].astype("Int64").astype(str).replace("<NA>", ""),
            "unit": frame["unit"],
        }
    )


def funnel(
    steps: Sequence[Step], view: View, theme: str, year: int, what: str, country_names: Mapping[str, str]
) -> Chart:
    """Draw what each limit takes away, from TAM over SAM to SOM. what: the offer in words."""
    look, measure = tokens(theme), spending(view).measure
    whole = steps[0].value
    rows = []
    for step in steps:
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
            )
        )
    last, reached = steps[-1].value, next(step.value for step in steps if step.label == "SAM")
    sizes = [amount(size, measure) for size in (last, reached, whole)]
    title = (
        f"{sizes[0]} won of {sizes[1]} within reach{f', of {sizes[2]} in all' if reached < whole else ''}, {year}"
        if whole
        else f"Nothing is left of this market in {year}"
    )
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
    return Chart(title, subtitle, bars(rows, theme, 36), alt, table)


def forecast(
    frame: pd.DataFrame,
    view: View,
    theme: str,
    spread: Spread | None,
    baseline: pd.DataFrame | None,
    what: str,
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
    traces.append(fan.central_line(line, unit, theme, False, quiet=spread is not None))
    if spread is not None:
        traces.append(fan.dots(spread, unit, theme))
    notes, margin = fan.named(float(line.iloc[-1]), spread, unit, theme, top, height, view.years[1])
    if baseline is not None:
        traces.append(
            go.Scatter(
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
    title = f"The offer wins {amount(float(line.iloc[-1]), measure)} in {year}"
    if spread is not None and line.iloc[-1] > 0:
        title += f", likely between {between(*spread.likely(), measure, 'and')}"
    dashed = "; dashed: under the baseline" if baseline is not None else ""
    words = f"SOM: {what}, {unit.name}, {titles.years_words(view.years)}; the share is your assumption{dashed}"
    subtitle = titles.subtitle(words, view_of(view), country_names)
    ends = "" if spread is None else f" {year}: {likely(*spread.likely(), measure)}."
    alt = f"{title}, {subtitle}. From {amount(float(line.iloc[0]), measure)} in {view.years[0]}.{ends}"
    return Chart(title, subtitle, figure, alt, _forecast_twin(frame, spread, baseline), about=said(spread))


def view_of(view: View) -> View:
    """The view without the filters on treatments, which the offer sets itself."""
    return View(**{**spending(view).__dict__, "modality": (), "treatment_type": ()})


def _forecast_twin(frame: pd.DataFrame, spread: Spread | None, baseline: pd.DataFrame | None) -> pd.DataFrame:
    out = frame.rename(columns={"tam": "TAM", "sam": "SAM", "share": "share won", "som": "SOM"})
    if spread is not None:
        ends = {f"SOM, {name}": spread.frame[name].to_numpy() for name in spread.frame if name.startswith("p")}
        out = out.assign(**ends)
    if baseline is not None:
        out = out.assign(**{"SOM under the baseline": baseline["som"].to_numpy()})
    return out[[*(name for name in out if name != "unit"), "unit"]].assign(year=out["year"].astype(str))
