"""The map of two levers: the outcome in colour, the line on which a conclusion turns round, and the scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
import pandas as pd

from spinemkt.analysis.uncertainty_views.outcomes import heading, measured
from spinemkt.analysis.view import View
from spinemkt.charts.palette import sequential, tokens
from spinemkt.charts.style import Chart, Drawing, axis, layout, scale, unit_name
from spinemkt.charts.traces import trace
from spinemkt.figures.figure import amount
from spinemkt.uncertainty.grid import Grid
from spinemkt.wording import inside

TICKS = 5


def map_of_two(
    found: Grid,
    names: Sequence[str],
    words: Sequence[Callable[[float], str]],
    view: View,
    theme: str,
    filters: str,
    title: str,
) -> Chart:
    """Draw the outcome over two levers, the line on which a conclusion turns round, and where the scenario stands.

    names: of the two levers, and what the line separates. words: how an amount of each lever is written.
    """
    look, measure = tokens(theme), measured(view)
    across, up, values, lead = found.across, found.up, found.values, found.lead
    unit, colours = scale(values.ravel(), measure.unit), sequential(theme)
    traces: list = [
        trace(
            "heatmap",
            x=across,
            y=up,
            z=values / unit.divisor,
            colorscale=[[step / (len(colours) - 1), colour] for step, colour in enumerate(colours)],
            colorbar={
                "orientation": "h",
                "y": 1.02,
                "yanchor": "bottom",
                "thickness": 10,
                "len": 1.0,
                "outlinewidth": 0,
                **unit.ticks,
                "tickfont": {"color": look.muted, "size": 12},
                "nticks": 5,
            },
            hovertemplate=f"{unit.hover('z')}, {escape(unit_name(measure.unit))}<extra></extra>",
        )
    ]
    if found.turns:  # a pale line under the dark one, so that it shows on every colour of the map
        traces += [
            trace(
                "contour",
                x=across,
                y=up,
                z=lead,
                contours={"type": "constraint", "operation": "=", "value": 0},
                line={"color": colour, "width": width, "dash": dash},
                fillcolor="rgba(0,0,0,0)",
                showscale=False,
                hoverinfo="skip",
            )
            for colour, width, dash in ((look.page, 6, "solid"), (look.text, 2.5, "dash"))
        ]
    held = [float(np.clip(at, ends.min(), ends.max())) for at, ends in zip(found.now, (across, up), strict=True)]
    traces.append(
        trace(
            "scatter",
            x=[held[0]],
            y=[held[1]],
            mode="markers",
            marker={"symbol": "circle", "size": 16, "color": look.page, "line": {"color": look.text, "width": 4}},
            hovertemplate="The scenario stands here<extra></extra>",
            cliponaxis=False,
        )
    )
    figure = Drawing(
        traces,
        layout(
            theme,
            430,
            margin={"l": 8, "r": 16, "t": 44, "b": 8},
            xaxis=axis(theme, grid=False, title=_axis_title(names[0], theme), **_ticks(across, words[0])),
            yaxis=axis(theme, grid=False, title=_axis_title(names[1], theme), **_ticks(up, words[1])),
        ),
    )
    subtitle = f"{heading(view)}, {unit.name}, {inside(filters)}"
    frame = pd.DataFrame(
        {
            names[0]: np.tile(across, len(up)),
            names[1]: np.repeat(up, len(across)),
            "value": values.ravel(),
            names[2]: lead.ravel(),
            "unit": measure.unit,
        }
    )
    corners = (values[0, 0], values[0, -1], values[-1, 0], values[-1, -1])
    alt = (
        f"{title}, {subtitle}. Both at their low ends {amount(corners[0], measure)}; {inside(names[0])} high "
        f"{amount(corners[1], measure)}; {inside(names[1])} high {amount(corners[2], measure)}; both high "
        f"{amount(corners[3], measure)}."
    )
    return Chart(title, subtitle, figure, alt, frame)


def _axis_title(name: str, theme: str) -> dict:
    return {"text": escape(name, quote=False), "font": {"size": 13, "color": tokens(theme).text}, "standoff": 8}


def _ticks(amounts: np.ndarray, words: Callable[[float], str]) -> dict:
    at = np.linspace(amounts[0], amounts[-1], TICKS)
    return {"tickmode": "array", "tickvals": at, "ticktext": [words(float(amount)) for amount in at]}
