"""Lines over the years, each named at its right end; dashed where they run from history into projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from spinemkt.charts.labels import end_labels
from spinemkt.charts.marks import ranked_bars
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import PERCENT, Drawing, Scale, axis, last_of, layout
from spinemkt.charts.traces import trace
from spinemkt.figures.columns import mark
from spinemkt.terms import BASE_YEAR


def by_year(
    frame: pd.DataFrame,
    series: str,
    labels: Mapping[str, str],
    colour: Mapping[str, str],
    measure: Scale,
    theme: str,
    height: int = 340,
    share: bool = False,
) -> Drawing:
    """Draw one line per series over the years; of a single year ranked bars, since a line needs two.

    frame: year, series, value. share: as percent of each year's total; one series has all, and is not drawn.
    """
    if share and frame[series].nunique() == 1:
        return Drawing()
    if share:
        totals = frame.groupby("year")["value"].transform("sum")
        frame = frame.assign(value=(frame["value"] / totals).fillna(0.0))
        measure = PERCENT
    years = frame["year"].unique()
    if len(years) != 1:
        return lines(frame, series, labels, colour, measure, theme, height)
    ranked = frame.set_index(series)["value"].sort_values(ascending=False)
    ranked = ranked[last_of(ranked.index)] / measure.divisor
    texts = [measure.written(value) for value in ranked]
    names, fills = ([found[code] for code in ranked.index] for found in (labels, colour))
    marks = [mark(code, years[0]) for code in ranked.index]
    return ranked_bars(names, list(ranked), texts, fills, theme, codes=marks)


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
    if frame.empty:
        return Drawing([], layout(theme, height))
    wide = frame.pivot(index="year", columns=series, values="value").sort_index() / measure.divisor
    wide = wide[last_of(wide.sum().sort_values(ascending=False).index)]
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
    strokes = [f"<span style='color:{colour[code]}'><b>\u2014</b></span> " for code in wide] if len(names) > 1 else []
    notes, room = end_labels(years[-1], names, ends, theme, top, height, strokes)
    first = min([int(years[0]), *(int(year) for year in ([] if points is None else points["year"]))])
    rules, words = projection(theme) if mixed else ([], [])
    span = np.arange(first, int(years[-1]) + 1)
    start = {"range": [first - 0.02 * len(span), int(years[-1])]} if mixed else {}
    return Drawing(
        traces,
        layout(
            theme,
            height,
            margin={"l": 8, "r": room, "t": 26 if mixed else 12, "b": 8},
            annotations=[*notes, *words],
            shapes=rules,
            xaxis=years_axis(theme, span) | start,
            yaxis=axis(theme, **measure.ticks, range=[0, top]),
        ),
    )


def projection(theme: str) -> tuple[list[dict], list[dict]]:
    """Return the rule at the base year and the word beside it."""
    look = tokens(theme)
    rule = {"type": "line", "x0": BASE_YEAR, "x1": BASE_YEAR, "y0": 0, "y1": 1.03, "yref": "paper"}
    word = {"x": BASE_YEAR, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 2}
    said = {"text": "projection →", "showarrow": False, "font": {"size": 12, "color": look.muted}}
    return [{**rule, "line": {"width": 1, "color": look.muted}}], [{**word, **said}]


def years_axis(theme: str, years: np.ndarray) -> dict[str, object]:
    """Return an axis of whole years: the first, the last, and a few in between."""
    first, last = int(years[0]), int(years[-1])
    step = 1 if last - first <= 4 else 5 if last - first <= 20 else 10
    ticks = [first, *range(first - first % step + step, last, step), last]
    ticks = [tick for tick in ticks if tick in (first, last) or (tick - first > step / 2 and last - tick > step / 2)]
    return axis(theme, grid=False, tickmode="array", tickvals=ticks, tickformat="d", range=[first, last])
