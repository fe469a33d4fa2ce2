"""Marks over the years: bands and lines, named at their right end; solid to the base year, lighter after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.grades import Grades
from spinemkt.charts.labels import end_labels
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import LEAST_HEIGHT, PERCENT, Drawing, Scale, axis, last_of, layout
from spinemkt.charts.texture import parts_of, textured_band
from spinemkt.charts.traces import trace
from spinemkt.figures.columns import mark
from spinemkt.terms import BASE_YEAR

WASH = 0.25  # how far the page shows through what is projected


def stacked_areas(
    frame: pd.DataFrame,
    series: str,
    labels: Mapping[str, str],
    colour: Mapping[str, str],
    measure: Scale,
    theme: str,
    height: int = 360,
    share: bool = False,
    grades: Grades | None = None,
) -> Drawing:
    """Stack one band per series over the years, the largest at the bottom, named at the right end.

    frame: year, series, value. share: bands as percent of each year's total. grades: draw their evidence as texture.
    """
    if frame.empty:
        return Drawing([], layout(theme, height))
    wide = frame.pivot(index="year", columns=series, values="value").sort_index()
    wide = wide[last_of(wide.sum().sort_values(ascending=False).index)]
    values = wide.div(wide.sum(axis=1), axis=0).fillna(0.0) * 100 if share else wide / measure.divisor
    unit = PERCENT if share else measure
    years, top = values.index.to_numpy(), float(values.sum(axis=1).max())
    if len(years) == 1:
        return _stacked_bar(values.iloc[0], labels, colour, unit, theme, height)
    mixed, width = years[0] <= BASE_YEAR < years[-1], 0.03 * (years[-1] - years[0])
    if mixed and years[0] == BASE_YEAR:  # one year has no width: the base year stands as a column before its line
        values = pd.concat([values.iloc[:1].set_axis([BASE_YEAR - width]), values])
    traces = [
        trace(
            "scatter",
            x=values.index.to_numpy(),
            y=values[code].to_numpy(),
            stackgroup="all",
            mode="lines",
            line={"width": 0.8, "color": tokens(theme).page},
            fillcolor=colour[code],
            name=labels[code],
            hovertemplate=f"%{{x:.0f}} · {labels[code]}: {unit.hover('y')}<extra></extra>",
            meta=[mark(code, max(round(year), int(years[0]))) for year in values.index],
        )
        for code in values
    ]
    if grades is not None:
        split = [
            textured_band(band, parts_of(grades, str(code)), colour[code], theme)
            for band, code in zip(traces, values, strict=True)
        ]
        traces = [part for parts in split for part in parts]
    ends = values.iloc[-1].to_numpy()
    middles = list(np.cumsum(ends) - ends / 2)
    notes, room = end_labels(years[-1], [labels[code] for code in values], middles, theme, top, height)
    parts, words = projection(theme, years, wash=True) if mixed else ([], [])
    start = {"range": [values.index[0], years[-1]]} if mixed else {}
    return Drawing(
        traces,
        layout(
            theme,
            height,
            hovermode="x",
            hoverdistance=-1,  # a click between two years is of the nearer one
            margin={"l": 8, "r": room, "t": 26 if mixed else 12, "b": 8},
            annotations=[*notes, *words],
            shapes=parts,
            xaxis=years_axis(theme, years) | start,
            yaxis=axis(theme, **unit.ticks, rangemode="tozero", range=[0, top * 1.04]),
        ),
    )


def lines(
    frame: pd.DataFrame,
    series: str,
    labels: Mapping[str, str],
    colour: Mapping[str, str],
    measure: Scale,
    theme: str,
    height: int = 320,
    points: pd.DataFrame | None = None,
    emphasis: Sequence[str] = (),
) -> Drawing:
    """Draw one line per series over the years, named at its right end; published points as open marks.

    frame: year, series, value. points: year, value, text and optionally series.
    """
    wide = frame.pivot(index="year", columns=series, values="value").sort_index()
    wide = wide / measure.divisor
    years = wide.index.to_numpy()
    mixed = years[0] <= BASE_YEAR < years[-1]
    highest = [float(np.nanmax(wide.to_numpy(), initial=0.0))]
    traces = [
        trace(
            "scatter",
            x=years,
            y=wide[code].to_numpy(),
            mode="lines",
            line={
                "width": 3 if code in emphasis or not emphasis else 1.75,
                "color": colour[code],
                "dash": "6px,2px" if mixed else "solid",
            },
            name=labels[code],
            hovertemplate=f"%{{x}} · {labels[code]}: {measure.hover('y')}<extra></extra>",
            meta=[mark(code, year) for year in years],
        )
        for code in wide
    ]
    if mixed:
        traces.append(
            trace(
                "scatter",
                x=[BASE_YEAR] * wide.shape[1],
                y=wide.loc[BASE_YEAR].to_numpy(),
                mode="markers",
                marker={"size": 8, "color": [colour[code] for code in wide]},
                hoverinfo="skip",
            )
        )
    if points is not None and len(points):
        highest.append(float(points["value"].max()) / measure.divisor)
        marks = [colour[code] for code in points[series]] if series in points else tokens(theme).text
        traces.append(
            trace(
                "scatter",
                x=points["year"],
                y=points["value"] / measure.divisor,
                mode="markers",
                marker={"symbol": "circle-open", "size": 9, "line": {"width": 2}, "color": marks},
                text=points["text"],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    top = max(highest) * 1.08 or 1.0
    names = [labels[code] for code in wide]
    ends = [float(wide[code].iloc[-1]) for code in wide]
    notes, room = end_labels(years[-1], names, ends, theme, top, height)
    first = min([int(years[0]), *(int(year) for year in ([] if points is None else points["year"]))])
    parts, words = projection(theme, years, wash=False) if mixed else ([], [])
    span = np.arange(first, int(years[-1]) + 1)
    start = {"range": [first - 0.02 * len(span), int(years[-1])]} if mixed else {}
    return Drawing(
        traces,
        layout(
            theme,
            height,
            margin={"l": 8, "r": room, "t": 26 if mixed else 12, "b": 8},
            annotations=[*notes, *words],
            shapes=parts,
            xaxis=years_axis(theme, span) | start,
            yaxis=axis(theme, **measure.ticks, range=[0, top]),
        ),
    )


def projection(theme: str, years: np.ndarray, wash: bool) -> tuple[list[dict], list[dict]]:
    """Return the rule at the base year, a veil over what follows if wished, and the word beside the rule."""
    look = tokens(theme)
    rule = {"type": "line", "x0": BASE_YEAR, "x1": BASE_YEAR, "y0": 0, "y1": 1.03, "yref": "paper"}
    veil = {"type": "rect", "x0": BASE_YEAR, "x1": int(years[-1]), "y0": 0, "y1": 1, "yref": "paper", "layer": "above"}
    shapes: list[dict] = [{**rule, "line": {"width": 1, "color": look.muted}}]
    if wash:
        shapes.insert(0, {**veil, "fillcolor": look.page, "opacity": WASH, "line": {"width": 0}})
    word = {"x": BASE_YEAR, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 2}
    return shapes, [
        {**word, "text": "projection →", "showarrow": False, "font": {"size": 12, "color": look.muted}},
    ]


def _stacked_bar(
    values: pd.Series, labels: Mapping[str, str], colour: Mapping[str, str], unit: Scale, theme: str, height: int
) -> Drawing:
    """Draw one year as one bar across, each part named inside or on hover."""
    traces = [
        trace(
            "bar",
            x=[value],
            y=[0],
            orientation="h",
            marker={"color": colour[code], "line": {"width": 1, "color": tokens(theme).page}},
            text=labels[code],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            width=0.5,
            hovertemplate=f"{labels[code]}: {unit.hover('x')}<extra></extra>",
            meta=[mark(code, values.name)],
        )
        for code, value in values.items()
    ]
    bars = axis(theme, grid=False, showline=False, showticklabels=False, range=[-0.5, 0.5])
    across = axis(theme, **unit.ticks, rangemode="tozero")
    return Drawing(traces, layout(theme, min(height, LEAST_HEIGHT), barmode="stack", xaxis=across, yaxis=bars))


def years_axis(theme: str, years: np.ndarray) -> dict[str, object]:
    """Return an axis of whole years: the first, the last, and a few in between."""
    first, last = int(years[0]), int(years[-1])
    step = 1 if last - first <= 6 else 2 if last - first <= 11 else 5
    ticks = [first, *range(first - first % step + step, last, step), last]
    ticks = [tick for tick in ticks if tick in (first, last) or (tick - first > step / 2 and last - tick > step / 2)]
    return axis(theme, grid=False, tickmode="array", tickvals=ticks, tickformat="d", range=[first, last])
