"""Rows of thin bars, each with its words above it: names of any length fit, on a phone too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from spinemkt.charts.marks import whiskers
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import LEAST_HEIGHT, Drawing, axis, layout
from spinemkt.charts.traces import trace

# How an evidence grade looks: solid, hatched, dotted.
TEXTURES = {"A": "", "B": "", "C": "/", "D": "."}
ROW = 34
SMALL = 0.02  # of the width: a bar that is shorter is a dot, which can be seen and clicked


@dataclass(frozen=True)
class Row:
    """One bar: its words (bold and plain), from where to where it goes, its range, colour and texture.

    code: what a click gives back. open: drawn as an outline, for what is taken away. ask: the name of a mark that can
    be asked where it comes from.
    """

    code: str
    bold: str
    plain: str
    start: float
    end: float
    colour: str
    hover: str
    texture: str = ""
    reach: tuple[float, float] | None = None
    open: bool = False
    ask: str = ""


def bars(rows: Sequence[Row], theme: str, row: int = ROW) -> Drawing:
    """Draw the rows, top first, on one scale with zero in it."""
    look, places = tokens(theme), range(len(rows))
    ends = [0.0, *(end for each in rows for end in (each.start, each.end, *(each.reach or ())))]
    low, high = min(ends), max(ends)
    room = (high - low or 1.0) * 0.02
    reaches = np.array([each.reach or (np.nan, np.nan) for each in rows]).reshape(-1, 2)
    known = ~np.isnan(reaches[:, 0])
    lines = whiskers(np.array([each.end for each in rows])[known], reaches[known], np.flatnonzero(known) + 0.42, theme)
    bar = trace(
        "bar",
        base=[each.start for each in rows],
        x=[each.end - each.start for each in rows],
        y=[place + 0.2 for place in places],
        orientation="h",
        width=0.28,
        marker={
            "color": [look.page if each.open else each.colour for each in rows],
            "line": {"color": [each.colour for each in rows], "width": 1},
            "pattern": {
                "shape": [each.texture for each in rows],
                "fgcolor": [each.colour for each in rows],
                "bgcolor": look.page,
                "size": 4,
                "solidity": 0.4,
            },
        },
        customdata=[each.code for each in rows],
        meta=[each.ask for each in rows],
        hovertext=[escape(each.hover, quote=False) for each in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    small = [place for place in places if abs(rows[place].end - rows[place].start) < SMALL * (high - low)]
    dots = trace(
        "scatter",
        x=[rows[place].end for place in small],
        y=[place + 0.2 for place in small],
        mode="markers",
        marker={"size": 8, "color": [rows[place].colour for place in small]},
        customdata=[rows[place].code for place in small],
        meta=[rows[place].ask for place in small],
        hovertext=[escape(rows[place].hover, quote=False) for place in small],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    notes = [
        {
            "x": 0,
            "xref": "paper",
            "y": place - 0.25,
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "showarrow": False,
            "text": f"<b>{escape(each.bold, quote=False)}</b>  {escape(each.plain, quote=False)}",
            "font": {"size": 13, "color": look.text},
        }
        for place, each in zip(places, rows, strict=True)
    ]
    zero = {
        "type": "line",
        "x0": 0,
        "x1": 0,
        "line": {"color": look.text, "width": 1},
    }  # beside bars, not through words
    bare = {"grid": False, "showline": False, "showticklabels": False}
    return Drawing(
        [bar, *([dots] if small else []), *([lines] if known.any() else [])],
        layout(
            theme,
            max(18 + row * len(rows), LEAST_HEIGHT),
            barmode="overlay",
            margin={"l": 2, "r": 8, "t": 4, "b": 4},
            annotations=notes,
            shapes=[{**zero, "y0": place + 0.03, "y1": place + 0.46} for place in places],
            xaxis=axis(theme, **bare, range=[low - room, high + room]),
            yaxis=axis(theme, **bare, range=[max(len(rows), 1) - 0.45, -0.5]),
        ),
    )
