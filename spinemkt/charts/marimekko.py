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

LETTERS = 10  # of the name of a thin column before it is broken
LEADER = 10  # pixels from a column, or the names below, up to the name of a thin column


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

    frame: across, up, value. Cells with room carry name and amount; height is that of the columns. A single cell says
    nothing that its title does not, and is not drawn.
    """
    wide = frame.pivot(index=across, columns=up, values="value").fillna(0.0)
    order = [last_of(wide.sum(axis=way).sort_values(ascending=False).index) for way in (1, 0)]
    wide = wide.loc[order[0], order[1]]
    if wide.size < 2:
        return Drawing()
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
                    _inside(labels[up][code], texts(cell), part * height / 100)
                    for cell, part in zip(cells, percent, strict=True)
                ],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                meta=[mark(column, code) for column in wide.index],
                textfont={"color": ink_on(colour[code]), "size": 12},
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
            uniformtext={"minsize": 12, "mode": "hide"},  # what does not fit at this width is in the key alone
            margin={"l": 8, "r": 8, "t": room, "b": 8},
            xaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[0, 100]),
            yaxis=axis(theme, grid=False, showline=False, **PERCENT.ticks, range=[0, 100]),
        ),
    )


def _inside(name: str, figure: str, tall: float) -> str:
    """Return name and figure in as many lines as a cell of so many pixels holds, or nothing."""
    return f"{name}<br>{figure}" if tall >= 2 * LINE + 4 else f"{name} {figure}" if tall >= LINE + 2 else ""


def _heads(
    names: Sequence[str], starts: np.ndarray, widths: np.ndarray, theme: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return the columns' names with their shares, the hairlines to them, and their room in pixels.

    Names of thin columns stand above the others, moved apart and tied to their columns by a hairline.
    """
    shares = [f"{width:.0f}%" if width >= 0.5 else "under 1%" for width in widths]
    centres = list(starts + widths / 2)
    straight = [_broken(name, share, width) for name, share, width in zip(names, shares, widths, strict=True)]
    lines = [own or [*folded(name, LETTERS), share] for own, name, share in zip(straight, names, shares, strict=True)]
    rooms = [100 / NARROWEST * LETTER * (max(map(len, each)) + 1) for each in lines]
    thin = [place for place, own in enumerate(straight) if not own]
    levels = [[place for place, own in enumerate(straight) if own], *_levels(thin, rooms)]
    heads, leaders, base = [], [], 4
    for level, members in enumerate(levels):
        if not members:
            continue
        if level:
            ends = rooms[members[0]] / 2, 100 - rooms[members[-1]] / 2
            places = dodge([centres[at] for at in members], [rooms[at] for at in members], *ends)
            shifts = [(place - centres[at]) * NARROWEST / 100 for at, place in zip(members, places, strict=True)]
            leaders += [
                _leader(centres[at], shift, base, tokens(theme).muted)
                for at, shift in zip(members, shifts, strict=True)
            ]
            base += LEADER
        else:
            shifts = [0.0] * len(members)
        heads += [_head(lines[at], centres[at], shift, base, theme) for at, shift in zip(members, shifts, strict=True)]
        base += LINE * max(len(lines[at]) for at in members) + 2
    return heads, leaders, base + 6


def _levels(places: Sequence[int], rooms: Sequence[float]) -> list[list[int]]:
    """Share names out to as few levels as hold them beside each other. rooms: of each name, in percent."""
    for count in range(1, len(places) + 1):
        levels = [list(places[start::count]) for start in range(count)]
        if all(sum(rooms[at] for at in level) <= 100 for level in levels):
            return levels
    return [[at] for at in places]


def _head(lines: Sequence[str], centre: float, shift: float, up: int, theme: str) -> dict[str, Any]:
    return {
        "x": centre,
        "xshift": shift,  # in pixels, so that on a wide screen names stay as near
        "xanchor": "center",
        "y": 1,
        "yref": "paper",
        "yshift": up,
        "yanchor": "bottom",
        "text": "<br>".join([*(f"<b>{line}</b>" for line in lines[:-1]), lines[-1]]),
        "align": "center",
        "showarrow": False,
        "bgcolor": tokens(theme).page,  # so that no hairline crosses a name
        "font": {"size": 12, "color": tokens(theme).text},
    }


def _leader(centre: float, shift: float, base: int, colour: str) -> dict[str, Any]:
    """A hairline from a column straight up past the names below, then over to its own name."""
    modes = {"xsizemode": "pixel", "xanchor": centre, "ysizemode": "pixel", "yanchor": 1, "yref": "paper"}
    path = f"M0,0 L0,{base} L{shift:.1f},{base + LEADER}"
    return {"type": "path", **modes, "path": path, "line": {"width": 1, "color": colour}}


def _broken(name: str, share: str, width: float) -> list[str]:
    """Return a column's name in lines that fit over it upright, its share below; nothing if they do not fit."""
    letters = int(width * NARROWEST / 100 / LETTER)
    lines = [*folded(name, max(letters, 1)), share]
    return lines if max(map(len, lines)) <= letters else []
