"""A small panel under lines that lie close: how far each is from the reference, on a scale of its own around zero."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from spinemkt.analysis.scenarios.compare import the
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import axis, scale
from spinemkt.charts.traces import Trace, trace

CLOSE = 0.12  # of the axis: lines nearer than this can hardly be told apart
HEIGHT, GAP = 110, 34  # pixels of the panel, and of its title above it
ROOM = HEIGHT + GAP
_MARGINS = 44  # pixels above the plot and, for the years, below


def wanted(values: Sequence[np.ndarray]) -> bool:
    """Whether lines over the same years differ from the first one, but by little on an axis from zero."""
    if len(values) < 2 or len(values[0]) < 2:
        return False
    far = max(float(np.abs(line - values[0]).max()) for line in values[1:])
    top = max(float(line.max()) for line in values)
    return 1e-5 * top < far < CLOSE * top


def panel(
    values: Sequence[np.ndarray],
    years: np.ndarray,
    names: Sequence[str],
    colours: Sequence[str],
    unit: str,
    theme: str,
    height: int,
) -> tuple[list[Trace], dict[str, Any], dict[str, Any]]:
    """Return the lines of the panel, what it changes in the layout of a chart of `height`, and the panel's title.

    values: [years] in `unit`, the reference first; names and colours likewise. The chart grows by the panel.
    """
    look, reference = tokens(theme), values[0]
    gaps = [line - reference for line in values[1:]]
    shown = scale(np.concatenate(gaps), unit)
    low, high = (float(end(np.concatenate([*gaps, [0.0]]))) / shown.divisor for end in (np.min, np.max))
    room = 0.08 * (high - low)
    plot = height + ROOM - _MARGINS
    split = HEIGHT / plot, ROOM / plot
    lines = [
        trace(
            "scatter",
            x=years,
            y=gap / shown.divisor,
            yaxis="y2",
            mode="lines",
            line={"width": 2, "color": colour, "dash": "solid"},
            fill="tozeroy" if len(gaps) == 1 else None,
            name=f"{name}, difference",
            hovertemplate=f"%{{x}}: {shown.hover('y', '+')}<extra></extra>",
        )
        for gap, name, colour in zip(gaps, names[1:], colours[1:], strict=True)
    ]
    zero = {"zeroline": True, "zerolinecolor": look.baseline, "zerolinewidth": 1}
    ends = sorted({low, 0.0, high})
    said = [shown.written(end, "+") if end else "0" for end in ends]
    below = axis(theme, range=[low - room, high + room], domain=[0, split[0]], tickvals=ends, ticktext=said)
    more = {"height": height + ROOM, "yaxis2": {**below, **zero, "anchor": "x"}}
    title = {
        "x": 0,
        "y": split[0],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "text": escape(f"Difference to {the(names[0])}", quote=False),
        "font": {"color": look.muted, "size": 12},
    }
    return lines, {**more, "domain": [split[1], 1]}, title
