"""A total over the years with its ranges: one line, a strong band around it and fainter ones around that."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.uncertainty_views.spread import LIKELY, NAMES, Spread, against, likely, quantile_columns, said
from spinemkt.analysis.view import View
from spinemkt.charts import titles
from spinemkt.charts.labels import end_labels
from spinemkt.charts.palette import tokens
from spinemkt.charts.series import projection, years_axis
from spinemkt.charts.style import Chart, Drawing, Scale, axis, layout, scale
from spinemkt.charts.traces import Trace, trace
from spinemkt.figures.columns import Column
from spinemkt.figures.figure import amount
from spinemkt.figures.study import Study
from spinemkt.figures.text import interval, say
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASE_YEAR

SHADE = 0.2  # of one band; bands lie on one another and add up
ENDS = (
    1.0,
    1.2,
    1.4,
    1.6,
    1.8,
    2.0,
    2.5,
    3.0,
    3.5,
    4.0,
    5.0,
    6.0,
    7.0,
    8.0,
    9.0,
    10.0,
)  # where an axis may end, so that it seldom moves


def fan(
    result: Result, view: View, theme: str, spread: Spread | None = None, room: float = 1.0, height: int = 300
) -> Chart:
    """Draw the view's total over its years, and the ranges of its draws.

    spread: the ranges by year; None draws the line alone. room: how far above the line ranges may be expected to
    reach, as a ratio, so that the axis has its length before they are there.
    """
    measure = measure_of(view)
    frame = result.table(measure.name, ("year",), view.where(measure.name, year=view.span))
    line = frame.set_index("year")["value"]
    highest = float(line.max()) * room
    if spread is not None:
        frame = spread.frame
        highest = max(highest, float(frame[spread.ends(spread.parts[0])[1]].max()))
    unit = scale([highest], measure.unit)
    top = end_of_axis(highest / unit.divisor)
    mixed, years = view.years[0] <= BASE_YEAR < view.years[1], line.index.to_numpy()
    traces = [] if spread is None else bands(spread, unit, theme)
    traces.append(central_line(line, unit, theme, mixed, spread))
    notes, margin = named(float(line.iloc[-1]), spread, unit, theme, top, height, view.years[1])
    rules, words = projection(theme, years, wash=False) if mixed else ([], [])
    figure = Drawing(
        traces,
        layout(
            theme,
            height,
            margin={"l": 8, "r": margin, "t": 26 if mixed else 12, "b": 8},
            annotations=[*notes, *words],
            shapes=rules,
            xaxis=years_axis(theme, years),
            yaxis=axis(theme, **unit.ticks, range=[0, top]),
        ),
    )
    ends = {year: Study(result).amount(measure.name, **view.where(measure.name, year=year)) for year in view.years}
    title = titles.over_years({"total": ends}, ends, {"total": what(measure)}, "total", view.years)
    if spread is None:
        told = " to ".join(f"{figure} in {year}" for year, figure in ends.items())
    else:
        title += say(", likely between {ends}", ends=interval(ends[view.years[1]], *spread.likely()))
        drawn = _by_year(spread)
        told = "; ".join(f"{year}: {words}" for year, words in (drawn[0], drawn[-1]))
    subject = f"{what(measure)}, {unit.name}, {titles.years_words(view.years)}"
    subtitle = titles.subtitle(subject, view, result.inputs.country_names, measure)
    where, column = view.where(measure.name, year=view.span), "value" if spread is None else "central"
    alt = f"{title}, {subtitle}. {told}."
    asked = quantile_columns(Column(measure.name, ("year",), where, column), spread)
    return Chart(title, subtitle, figure, alt, frame, about=said(spread), columns=asked)


def gap(result: Result, view: View, theme: str, spread: Spread, height: int = 260) -> Chart:
    """Draw how far a scenario lies from the baseline over the years, draw by draw. spread: of the differences."""
    measure, columns = spread.spec, spread.columns
    edges = np.array([columns[name] for name in (*spread.ends(spread.parts[0]), "central")])
    unit = scale([float(np.abs(edges).max())], measure.unit)
    low, high = min(float(edges.min()), 0.0) / unit.divisor, max(float(edges.max()), 0.0) / unit.divisor
    room = (high - low or 1.0) * 0.08
    line = pd.Series(columns["central"], columns["year"])
    years, look = columns["year"], tokens(theme)
    notes, margin = named(float(line.iloc[-1]), spread, unit, theme, high + room, height, view.years[1], low - room)
    figure = Drawing(
        [*bands(spread, unit, theme), central_line(line, unit, theme, False, spread)],
        layout(
            theme,
            height,
            margin={"l": 8, "r": margin, "t": 12, "b": 8},
            annotations=notes,
            shapes=[
                {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 0, "y1": 0, "line": _dashed(look.baseline)}
            ],
            xaxis=years_axis(theme, years),
            yaxis=axis(theme, **unit.ticks, range=[low - room, high + room]),
        ),
    )
    year, words = _by_year(spread)[-1]
    title = say("{what} in {year}, {told}", what=what(measure), year=year, told=against(spread, view).inside)
    subject = (
        f"Difference to the base case (dashed), simulation by simulation, {unit.name}, {titles.years_words(view.years)}"
    )
    subtitle = titles.subtitle(subject, view, result.inputs.country_names, measure)
    base = Column(measure.name, ("year",), view.where(measure.name, year=view.span), "central", run=BASELINE)
    alt = f"{title}, {subtitle}. {year}: {words}."
    asked = quantile_columns(replace(base, form="difference", base=base, run=""), spread)
    return Chart(title, subtitle, figure, alt, spread.frame, about=said(spread), columns=asked)


def _dashed(colour: str) -> dict[str, object]:
    return {"width": 2, "color": colour, "dash": "dash"}


def bands(spread: Spread, unit: Scale, theme: str) -> list[Trace]:
    """The ranges, the widest first, so that the strong one lies on top."""
    years = spread.columns["year"]
    red, green, blue = (int(tokens(theme).accent[place : place + 2], 16) for place in (1, 3, 5))
    found = []
    for part in spread.parts:
        low, high = (spread.columns[end] / unit.divisor for end in spread.ends(part))
        found.append(
            trace(
                "scatter",
                x=np.concatenate([years, years[::-1]]),
                y=np.concatenate([high, low[::-1]]),
                mode="lines",
                fill="toself",
                fillcolor=f"rgba({red},{green},{blue},{SHADE})",
                line={"width": 0.5, "color": tokens(theme).accent},
                name=NAMES[part],
                hoverinfo="skip",
            )
        )
    return found


def central_line(line: pd.Series, unit: Scale, theme: str, mixed: bool, spread: Spread | None) -> Trace:
    """The central line; years for which ranges were drawn have a dot, and their range on hover."""
    colour = tokens(theme).accent
    ranged = {} if spread is None else _dotted(line, spread, colour)
    plain = {"mode": "lines", "hovertemplate": f"%{{x}}: {unit.hover('y')}<extra></extra>"}
    return trace(
        "scatter",
        x=line.index.to_numpy(),
        y=line.to_numpy() / unit.divisor,
        line={"width": 3, "color": colour, "dash": "6px,2px" if mixed else "solid"},
        name="expected",
        meta=[str(year) for year in line.index],
        **(ranged or plain),
    )


def _dotted(line: pd.Series, spread: Spread, colour: str) -> Trace:
    drawn = dict(_by_year(spread))
    return {
        "mode": "lines+markers",
        "marker": {"size": [6 if year in drawn else 0 for year in line.index], "color": colour},
        "customdata": [f"{year}: {drawn.get(year) or amount(value, spread.spec)}" for year, value in line.items()],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _by_year(spread: Spread) -> list[tuple[int, str]]:
    rows = zip(*(spread.columns[name].tolist() for name in ("year", "central", *LIKELY)), strict=True)
    return [
        (year, f"{amount(central, spread.spec)}, {likely(low, high, spread.spec)}") for year, central, low, high in rows
    ]


def named(
    central: float,
    spread: Spread | None,
    unit: Scale,
    theme: str,
    top: float,
    height: int,
    year: int,
    bottom: float = 0.0,
) -> tuple[list[dict], int]:
    """Name the line, and each band where its upper part ends."""
    names, places = ["expected"], [central]
    if spread is not None:
        edges = [float(spread.columns[spread.ends(part)[1]][-1]) for part in reversed(spread.parts)]
        names += [NAMES[part] for part in reversed(spread.parts)]
        places += [(inner + outer) / 2 for inner, outer in pairwise([central, *edges])]
    notes, room = end_labels(
        year, names, [place / unit.divisor - bottom for place in places], theme, top - bottom, height
    )
    return [{**note, "y": note["y"] + bottom} for note in notes], room


def end_of_axis(highest: float) -> float:
    """The next round number above a little more than the highest mark."""
    power = 10.0 ** np.floor(np.log10(highest)) if highest > 0 else 1.0
    return next(float(step * power) for step in (*ENDS, 12.0) if step * power >= highest * 1.02)
