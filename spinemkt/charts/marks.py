"""Marks of one year: bars, marimekko, grid. A tidy frame in, a figure out; colours and labels come in by argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from spinemkt.charts.palette import ink_on, sequential, tokens
from spinemkt.charts.style import Drawing, axis, layout


def ranked_bars(
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    colours: Sequence[str],
    theme: str,
    height: int | None = None,
    hovers: Sequence[str] | None = None,
) -> Drawing:
    """Draw horizontal bars in the order given, top first, each with its value written at the end; zero is the base."""
    numbers = np.asarray(values, dtype=float)
    low, high = min(0.0, float(numbers.min(initial=0.0))), max(0.0, float(numbers.max(initial=0.0)))
    longest = max((len(text) for text in texts), default=0)
    room = (high - low or 1.0) * max(0.2, 0.05 * longest)
    bars = go.Bar(
        x=numbers,
        y=list(range(len(names))),
        orientation="h",
        marker={"color": list(colours), "line": {"width": 0}},
        text=list(texts),
        textposition="outside",
        cliponaxis=False,
        textfont={"color": tokens(theme).text, "size": 13},
        customdata=list(hovers or texts),
        hovertemplate="%{customdata}<extra></extra>",
        width=0.66,
    )
    return Drawing(
        [bars],
        layout(
            theme,
            height or 44 + 30 * max(len(names), 1),
            xaxis=axis(
                theme, grid=False, showline=False, showticklabels=False, range=[low - (room if low else 0), high + room]
            ),
            yaxis=axis(
                theme,
                grid=False,
                showline=False,
                autorange="reversed",
                tickmode="array",
                tickvals=list(range(len(names))),
                ticktext=list(names),
                tickfont={"color": tokens(theme).text, "size": 13},
            ),
        ),
    )


def marimekko(
    frame: pd.DataFrame,
    across: str,
    up: str,
    labels: Mapping[str, Mapping[str, str]],
    colour: Mapping[str, str],
    texts: Callable[[float], str],
    theme: str,
    height: int = 400,
) -> Drawing:
    """Draw one column per `across` code, as wide as its share of the total, split upwards by `up`, in percent.

    frame: across, up, value. Cells large enough carry their own amount.
    """
    wide = frame.pivot(index=across, columns=up, values="value").fillna(0.0)
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False).index, wide.sum().sort_values(ascending=False).index]
    totals = wide.sum(axis=1).to_numpy()
    whole = float(totals.sum()) or 1.0
    widths = totals / whole * 100
    starts = np.cumsum(widths) - widths
    traces = []
    for code in wide:
        cells = wide[code].to_numpy()
        percent = np.divide(cells, totals, out=np.zeros_like(cells), where=totals > 0) * 100
        roomy = (percent > 10) & (widths > 9)
        traces.append(
            go.Bar(
                x=starts,
                y=percent,
                width=widths,
                offset=0,
                name=labels[up][code],
                marker={"color": colour[code], "line": {"width": 1, "color": tokens(theme).page}},
                text=[
                    f"{labels[up][code]}<br>{texts(cell)}" if ok else "" for cell, ok in zip(cells, roomy, strict=True)
                ],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": ink_on(colour[code]), "size": 12},
                constraintext="none",
                customdata=[
                    f"{labels[across][row]} · {labels[up][code]}: {texts(cell)} ({part:.0f} % of the column)"
                    for row, cell, part in zip(wide.index, cells, percent, strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    heads = [
        {
            "x": start + width / 2,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "text": f"<b>{labels[across][code]}</b><br>{share:.0f} %",
            "showarrow": False,
            "font": {"size": 12, "color": tokens(theme).text},
        }
        for code, start, width, share in zip(wide.index, starts, widths, widths, strict=True)
        if width > 6.5
    ]
    return Drawing(
        traces,
        layout(
            theme,
            height,
            barmode="stack",
            bargap=0,
            annotations=heads,
            margin={"l": 8, "r": 8, "t": 44, "b": 8},
            xaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[0, 100]),
            yaxis=axis(theme, grid=False, showline=False, ticksuffix=" %", range=[0, 100]),
        ),
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
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False).index, wide.sum().sort_values(ascending=False).index]
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
    trace = go.Heatmap(
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
    )
    return Drawing(
        [trace],
        layout(
            theme,
            height or 70 + 34 * values.shape[0],
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
