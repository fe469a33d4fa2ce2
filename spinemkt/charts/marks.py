"""Marks of one year: bars and grid. A tidy frame in, a figure out; colours and labels come in by argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.grades import Grades
from spinemkt.charts.palette import ink_on, sequential, tokens
from spinemkt.charts.style import LEAST_HEIGHT, Drawing, axis, last_of, layout
from spinemkt.charts.texture import textured_bars
from spinemkt.charts.traces import Trace, listed, trace
from spinemkt.figures.columns import mark


def ranked_bars(
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    colours: Sequence[str],
    theme: str,
    height: int | None = None,
    hovers: Sequence[str] | None = None,
    ranges: Sequence[tuple[float, float]] | None = None,
    codes: Sequence[str] = (),
    grades: Grades | None = None,
) -> Drawing:
    """Draw horizontal bars in the order given, top first, each with its value written at the end; zero is the base.

    ranges: low and high of each bar, drawn as a thin line through its end; the value is then written beyond it. codes:
    what each bar is of, so that it can be asked where it comes from. grades: draw its evidence as texture.
    """
    numbers = np.asarray(values, dtype=float)
    lows, highs = (numbers, numbers) if ranges is None else np.asarray(ranges, dtype=float).reshape(-1, 2).T
    outer = np.where(numbers < 0, np.minimum(numbers, lows), np.maximum(numbers, highs))
    low, high = (
        min(0.0, float(np.minimum(outer, lows).min(initial=0.0))),
        max(0.0, float(np.maximum(outer, highs).max(initial=0.0))),
    )
    longest = max((len(text) for text in texts), default=0)
    room = (high - low or 1.0) * max(0.2, 0.05 * longest)
    before = 1.8 * room  # the values of bars below zero stand beside the names, which leave a phone little width
    height = height or max(44 + 30 * len(names), LEAST_HEIGHT)
    bars = trace(
        "bar",
        x=numbers,
        y=list(range(len(names))),
        orientation="h",
        marker={"color": list(colours), "line": {"width": 0}},
        text=list(texts) if ranges is None else None,
        textposition="outside",
        cliponaxis=False,
        textfont={"color": tokens(theme).text, "size": 13},
        customdata=list(hovers or texts),
        hovertemplate="%{customdata}<extra></extra>",
        meta=list(codes) or None,
        width=min(0.66, 26 * len(names) / (height - 40)),
    )
    drawn = [bars] if grades is None else textured_bars(bars, codes, grades, theme)
    if grades is not None or ranges is not None:
        drawn.append(_ends(outer, texts, theme))
    if ranges is not None:  # a line on a rim in the page's colour, which parts it from its bar
        drawn[-2]["error_x"] = error_bars(highs - numbers, numbers - lows, 4.5, tokens(theme).page)
        drawn[-1]["error_x"] = error_bars(highs - outer, outer - lows, 1.5, tokens(theme).text)
    return Drawing(
        drawn,
        layout(
            theme,
            height,
            barmode="overlay",
            xaxis=axis(
                theme,
                grid=False,
                showline=False,
                showticklabels=False,
                range=[low - (before if low else 0), high + room],
            ),
            yaxis=axis(
                theme,
                grid=False,
                showline=False,
                range=[max(len(names), 1) - 0.5, -0.5],
                tickmode="array",
                tickvals=list(range(len(names))),
                ticktext=list(names),
                tickfont={"color": tokens(theme).text, "size": 13},
            ),
        ),
    )


def error_bars(above: Sequence[float | None], below: Sequence[float | None], width: float, colour: str) -> Trace:
    """Lines that reach so far above and below each mark, with an end stroke at both ends; None where there is none."""
    ends = {"array": listed(above), "arrayminus": listed(below), "symmetric": False, "type": "data"}
    return {**ends, "thickness": width, "width": 4.5 + width / 2, "color": colour}


def _ends(places: np.ndarray, texts: Sequence[str], theme: str) -> Trace:
    """The value of each bar in words, beyond its end."""
    return trace(
        "scatter",
        x=places,
        y=list(range(len(texts))),
        mode="text",
        text=[f" {text} " for text in texts],
        textposition=["middle left" if place < 0 else "middle right" for place in places],
        textfont={"color": tokens(theme).text, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
    )


def heat(
    frame: pd.DataFrame,
    rows: str,
    columns: str,
    labels: Mapping[str, Mapping[str, str]],
    texts: Callable[[float], str],
    theme: str,
    height: int | None = None,
) -> Drawing:
    """Cross two dimensions as a grid of cells, stronger for more, each with its amount written in."""
    wide = frame.pivot(index=rows, columns=columns, values="value").fillna(0.0)
    order = [last_of(wide.sum(axis=way).sort_values(ascending=False).index) for way in (1, 0)]
    wide = wide.loc[order[0], order[1]]
    steps = sequential(theme)
    values = wide.to_numpy()
    top = float(values.max(initial=0.0)) or 1.0
    fills = [[steps[round(max(cell, 0.0) / top * (len(steps) - 1))] for cell in line] for line in values]
    notes = [
        {
            "x": column,
            "y": row,
            "text": texts(values[row, column]),
            "showarrow": False,
            "font": {"size": 12, "color": ink_on(fills[row][column])},
        }
        for row in range(values.shape[0])
        for column in range(values.shape[1])
    ]
    cells = trace(
        "heatmap",
        z=values,
        x=list(range(values.shape[1])),
        y=list(range(values.shape[0])),
        colorscale=[[index / (len(steps) - 1), colour] for index, colour in enumerate(steps)],
        zmin=0,
        zmax=top,
        showscale=False,
        xgap=2,
        ygap=2,
        customdata=[
            [f"{labels[rows][r]} · {labels[columns][c]}: {texts(wide.at[r, c])}" for c in wide] for r in wide.index
        ],
        hovertemplate="%{customdata}<extra></extra>",
        meta=[[mark(row, column) for column in wide] for row in wide.index],
    )
    return Drawing(
        [cells],
        layout(
            theme,
            height or max(70 + 34 * values.shape[0], LEAST_HEIGHT),
            annotations=notes,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis=_names(theme, [labels[columns][code] for code in wide], side="top"),
            yaxis=_names(theme, [labels[rows][code] for code in wide.index], autorange="reversed"),
        ),
    )


def _names(theme: str, names: Sequence[str], **more: object) -> dict[str, object]:
    return axis(
        theme,
        grid=False,
        showline=False,
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=list(names),
        tickfont={"color": tokens(theme).text, "size": 12},
        **more,
    )
