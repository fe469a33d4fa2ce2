"""Marks of one year: bars and grid. A tidy frame in, a figure out; colours and labels come in by argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from spinemkt.charts.labels import folded
from spinemkt.charts.margins import width_of
from spinemkt.charts.palette import ink_on, sequential, tokens
from spinemkt.charts.style import LEAST_HEIGHT, Drawing, axis, last_of, layout
from spinemkt.charts.traces import Trace, listed, trace
from spinemkt.figures.columns import mark

NAME_LETTERS = 26  # of a bar's name before it is broken
GAP = 14  # pixels between bars and the column of values
RANGED = 0.7  # of a bar's height, where its range stands below it


def ranked_bars(
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    colours: Sequence[str],
    theme: str,
    hovers: Sequence[str] | None = None,
    ranges: Sequence[tuple[float, float]] | None = None,
    codes: Sequence[str] = (),
) -> Drawing:
    """Draw horizontal bars in the order given, top first; zero is the base. Values stand in a column at the right.

    A single bar says nothing that its title does not, and is not drawn.

    ranges: low and high of each bar, drawn as a thin line below it. codes: what each bar is of, so that it can be asked
    where it comes from.
    """
    if len(names) < 2:
        return Drawing()
    look, rows = tokens(theme), np.arange(len(names))
    numbers = np.asarray(values, dtype=float)
    reach = np.stack([numbers, numbers], 1) if ranges is None else np.asarray(ranges, dtype=float).reshape(-1, 2)
    low, high = (pick([0.0, *numbers, *reach.ravel()]) for pick in (min, max))
    room = 0.02 * (high - low or 1.0)
    height = max(44 + 30 * len(names), LEAST_HEIGHT)
    width = min(0.66, 26 * len(names) / (height - 40)) * (1.0 if ranges is None else RANGED)
    bars = trace(
        "bar",
        x=numbers,
        y=rows if ranges is None else rows - 0.1,
        orientation="h",
        marker={"color": list(colours), "line": {"width": 0}},
        customdata=list(hovers or texts),
        hovertemplate="%{customdata}<extra></extra>",
        meta=list(codes) or None,
        width=width,
    )
    wide = round(max((width_of(text, 13) for text in texts), default=0.0))
    drawn = [bars] if ranges is None else [bars, whiskers(numbers, reach, rows + width / 2 + 0.02, theme)]
    column = [
        {"x": 1, "xref": "paper", "xanchor": "right", "y": row, "text": text, "showarrow": False, "align": "right"}
        | {"xshift": GAP + wide, "font": {"color": look.text, "size": 13}}
        for row, text in enumerate(texts)
    ]
    return Drawing(
        drawn,
        layout(
            theme,
            height,
            barmode="overlay",
            annotations=column,
            margin={"l": 8, "r": GAP + wide + 4, "t": 8, "b": 8},
            xaxis=axis(
                theme,
                grid=False,
                showline=False,
                showticklabels=False,
                range=[low - (room if low else 0.0), high + room],
                zeroline=bool(low < 0),
                zerolinecolor=look.muted,
            ),
            yaxis=axis(
                theme,
                grid=False,
                showline=False,
                range=[max(len(names), 1) - 0.5, -0.5],
                tickmode="array",
                tickvals=rows,
                ticktext=["<br>".join(folded(name, NAME_LETTERS)) for name in names],
                tickfont={"color": look.text, "size": 13},
            ),
        ),
    )


def whiskers(values: np.ndarray, reach: np.ndarray, rows: np.ndarray, theme: str) -> Trace:
    """A line from low to high of each value, on the page, beside its mark. reach: [value, end], nan where unknown."""
    away = {"array": listed(reach[:, 1] - values), "arrayminus": listed(values - reach[:, 0])}
    stroke = {"symmetric": False, "type": "data", "thickness": 1.5, "width": 3, "color": tokens(theme).text}
    return trace(
        "scatter", x=values, y=rows, mode="markers", marker={"opacity": 0}, error_x={**away, **stroke}, hoverinfo="skip"
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
    """Cross two dimensions as a grid of cells, stronger for more, each with its amount written in; one is not drawn."""
    wide = frame.pivot(index=rows, columns=columns, values="value").fillna(0.0)
    order = [last_of(wide.sum(axis=way).sort_values(ascending=False).index) for way in (1, 0)]
    wide = wide.loc[order[0], order[1]]
    if wide.size < 2:
        return Drawing()
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
