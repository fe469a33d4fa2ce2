"""The world by country, drawn without any request outside: outlines by local address, small states as points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from spinemkt.charts.palette import sequential, THEMES
from spinemkt.charts.style import Scale, layout

OUTLINES = "/app/static/countries.geojson"
STEPS = 7

# Plotly asks a remote server for its own base map unless a topology is given; an empty one stops that.
_EMPTY_TOPOLOGY = (
    'data:application/json,{"type":"Topology","arcs":[],"objects":{'
    + ",".join(
        f'"{layer}":{{"type":"GeometryCollection","geometries":[]}}'
        for layer in ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    )
    + "}}#"
)
MAP_CONFIG = {"topojsonURL": _EMPTY_TOPOLOGY}


def world(
    values: pd.Series,
    countries: pd.DataFrame,
    texts: Mapping[str, str],
    measure: Scale,
    theme: str,
    height: int = 440,
    outlines: object = OUTLINES,
) -> go.Figure:
    """Colour countries by value in classes of equal count, with small states as points and no-data countries hatched grey.

    values: by ISO3. countries: the whole countries table. texts: hover line by ISO3.
    """
    look = THEMES[theme]
    edges = class_edges(values)
    steps = _class_colours(theme, len(edges) - 1)
    classes = pd.Series(np.clip(np.searchsorted(edges, values.to_numpy(), side="right") - 1, 0, len(steps) - 1), values.index)
    drawn = countries.set_index("country")
    missing = [code for code in drawn.index if code not in values.index and drawn.at[code, "drawn_as"] == "outline"]
    shapes = [code for code in values.index if drawn.at[code, "drawn_as"] == "outline"]
    points = [code for code in values.index if drawn.at[code, "drawn_as"] == "point"]
    border = {"color": look.background, "width": 0.5}
    traces: list[object] = [
        go.Choropleth(
            locations=missing,
            z=[0] * len(missing),
            geojson=outlines,
            featureidkey="id",
            colorscale=[[0, look.no_data], [1, look.no_data]],
            showscale=False,
            marker={"line": border},
            text=[f"{drawn.at[code, 'name']}: no data" for code in missing],
            hovertemplate="%{text}<extra></extra>",
        ),
        go.Choropleth(
            locations=shapes,
            z=classes[shapes].to_numpy() + 0.5,
            zmin=0,
            zmax=len(steps),
            geojson=outlines,
            featureidkey="id",
            colorscale=_stepped(steps),
            showscale=False,
            marker={"line": border},
            text=[texts[code] for code in shapes],
            hovertemplate="%{text}<extra></extra>",
        ),
        go.Scattergeo(
            lat=[drawn.at[code, "lat"] for code in points],
            lon=[drawn.at[code, "lon"] for code in points],
            mode="markers",
            marker={
                "size": 7,
                "color": [steps[classes[code]] for code in points],
                "line": {"color": look.text, "width": 0.7},
            },
            customdata=points,
            text=[texts[code] for code in points],
            hovertemplate="%{text}<extra></extra>",
        ),
    ]
    geo = {
        "visible": False,
        "fitbounds": False,
        "projection": {"type": "natural earth"},
        "bgcolor": "rgba(0,0,0,0)",
        "lataxis": {"range": [-56, 78]},
        "lonaxis": {"range": [-170, 190]},
    }
    return go.Figure(traces, layout(theme, height, geo=geo, margin={"l": 0, "r": 0, "t": 0, "b": 0}))


def class_edges(values: pd.Series) -> np.ndarray:
    """Return the borders of up to seven classes with about equally many countries, rounded to two digits."""
    quantiles = np.quantile(values.to_numpy(dtype=float), np.linspace(0, 1, STEPS + 1)) if len(values) else np.array([0, 1])
    inner = [float(f"{edge:.2g}") for edge in quantiles[1:-1]]
    edges = np.unique([quantiles[0], *(edge for edge in inner if quantiles[0] < edge < quantiles[-1]), quantiles[-1]])
    return edges if len(edges) > 1 else np.array([edges[0], edges[0] + 1.0])


def legend(values: pd.Series, theme: str) -> list[tuple[str, float, float]]:
    """Return (colour, from, to) for each class of the map, low to high."""
    edges = class_edges(values)
    return [
        (colour, float(low), float(high))
        for colour, low, high in zip(_class_colours(theme, len(edges) - 1), edges[:-1], edges[1:], strict=True)
    ]


def _class_colours(theme: str, count: int) -> list[str]:
    steps = sequential(theme)
    return [steps[round(index)] for index in np.linspace(0, len(steps) - 1, count)] if count > 1 else [steps[len(steps) // 2]]


def _stepped(colours: list[str]) -> list[list[object]]:
    count = len(colours)
    return [stop for index, colour in enumerate(colours) for stop in ([index / count, colour], [(index + 1) / count, colour])]
