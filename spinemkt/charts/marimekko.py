"""The marimekko: columns as wide as their share of the whole, split upwards; every column has its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.charts.labels import LETTER, LINE, NARROWEST, dodge, folded
from spinemkt.charts.palette import ink_on, tokens
from spinemkt.charts.style import PERCENT, Drawing, axis, last_of, layout
from spinemkt.charts.traces import trace
from spinemkt.figures.columns import mark

LETTERS = 14  # of a column's name before it is broken
NO_BREAK = "\u00a0"
LEADER = 12  # pixels from a column up to its name


def marimekko(
    frame: pd.DataFrame,
    across: str,
    up: str,
    labels: Mapping[str, Mapping[str, str]],
    colour: Mapping[str, str],
    texts: Callable[[float], str],
    theme: str,
    height: int = 360,
) -> Drawing:
    """Draw one column per `across` code, as wide as its share of the total, split upwards by `up`, in percent.

    frame: across, up, value. Cells carry what they have room for on a phone; height is that of the columns.
    """
    wide = frame.pivot(index=across, columns=up, values="value").fillna(0.0)
    order = [last_of(wide.sum(axis=way).sort_values(ascending=False).index) for way in (1, 0)]
    wide = wide.loc[order[0], order[1]]
    totals = wide.sum(axis=1).to_numpy()
    whole = float(totals.sum()) or 1.0
    widths = totals / whole * 100
    starts = np.cumsum(widths) - widths
    traces = []
    for code in wide:
        cells = wide[code].to_numpy()
        percent = np.divide(cells, totals, out=np.zeros_like(cells), where=totals > 0) * 100
        traces.append(
            trace(
                "bar",
                x=starts,
                y=percent,
                width=widths,
                offset=0,
                name=labels[up][code],
                marker={"color": colour[code], "line": {"width": 1, "color": tokens(theme).page}},
                text=[
                    _inside(labels[up][code], texts(cell), width, part * height / 100)
                    for cell, width, part in zip(cells, widths, percent, strict=True)
                ],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                meta=[mark(column, code) for column in wide.index],
                textfont={"color": ink_on(colour[code]), "size": 12},
                constraintext="none",
                customdata=[
                    f"{labels[across][row]} · {labels[up][code]}: {texts(cell)} ({part:.0f}% of the column)"
                    for row, cell, part in zip(wide.index, cells, percent, strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    names = [labels[across][code] for code in wide.index]
    heads, leaders, room = _heads(names, starts, widths, theme)
    return Drawing(
        traces,
        layout(
            theme,
            height + room,
            barmode="stack",
            bargap=0,
            annotations=heads,
            shapes=leaders,
            margin={"l": 8, "r": 8, "t": room, "b": 8},
            xaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[0, 100]),
            yaxis=axis(theme, grid=False, showline=False, **PERCENT.ticks, range=[0, 100]),
        ),
    )


def _inside(name: str, figure: str, width: float, tall: float) -> str:
    """Return what a cell has room for: name and figure, the figure, or nothing. width in percent, tall in pixels."""
    letters = (width * NARROWEST / 100 - 4) / LETTER
    if tall >= 2 * LINE + 2 and letters >= max(len(name), len(figure)):
        return f"{name}<br>{figure}"
    return figure if tall >= LINE + 2 and letters >= len(figure) else ""


def _heads(
    names: Sequence[str], starts: np.ndarray, widths: np.ndarray, theme: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return the columns' names with their shares, the hairlines to them, and their room in pixels.

    Names stand upright over wide columns; over thin ones they are turned, moved apart and tied by a hairline.
    """
    look = tokens(theme)
    shares = [f"{width:.0f}%" if width >= 0.5 else "under 1%" for width in widths]
    upright = [_broken(name, share, width) for name, share, width in zip(names, shares, widths, strict=True)]
    lines = [
        straight or folded(f"{name} {share.replace(' ', NO_BREAK)}", LETTERS + 3)
        for straight, name, share in zip(upright, names, shares, strict=True)
    ]
    rooms = [
        100 / NARROWEST * (LETTER * max(map(len, straight)) if straight else LINE * len(each))
        for straight, each in zip(upright, lines, strict=True)
    ]
    centres = list(starts + widths / 2)
    places = dodge(centres, rooms, rooms[0] / 2, 100 - rooms[-1] / 2)
    heads, leaders = [], []
    for straight, each, centre, place in zip(upright, lines, centres, places, strict=True):
        shift = (place - centre) * NARROWEST / 100  # in pixels, so that on a wide screen names stay as near
        heads.append(
            {
                "x": centre,
                "xshift": shift,
                "xanchor": "center",
                "y": 1,
                "yref": "paper",
                "yshift": 4 if straight else LEADER + 2,
                "yanchor": "bottom",
                "text": "<br>".join([*(f"<b>{line}</b>" for line in each[:-1]), each[-1]] if straight else each),
                "textangle": 0 if straight else -90,
                "align": "center" if straight else "left",
                "showarrow": False,
                "font": {"size": 12, "color": look.text},
            }
        )
        if not straight:
            modes = {"xsizemode": "pixel", "xanchor": centre, "ysizemode": "pixel", "yanchor": 1, "yref": "paper"}
            ends = {"x0": 0, "x1": shift, "y0": 0, "y1": LEADER}
            leaders.append({"type": "line", **modes, **ends, "line": {"width": 1, "color": look.muted}})
    tallest = max(
        LINE * len(each) if straight else LEADER + LETTER * max(map(len, each))
        for straight, each in zip(upright, lines, strict=True)
    )
    return heads, leaders, round(tallest) + 10


def _broken(name: str, share: str, width: float) -> list[str]:
    """Return a column's name in lines that fit over it upright, its share below; nothing if they do not fit."""
    letters = int(width * NARROWEST / 100 / LETTER)
    lines = [*folded(name, max(letters, 1)), share]
    return lines if max(map(len, lines)) <= letters else []
