"""The world by country, drawn without any request outside: outlines by local address, small states as points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from spinemkt.charts.palette import sequential, tokens
from spinemkt.charts.style import SELECTING, Drawing, layout
from spinemkt.charts.traces import trace
from spinemkt.charts.windows import WORLD, Window, geo

OUTLINES = "app/static/countries.geojson"  # beside the page, wherever the app is served
CLASSES = 7
EUROPE = Window(-11, 32, 35, 62)
INSET = {"x": [0.0, 0.22], "y": [0.02, 0.48]}  # of the chart: over the South Pacific
NO_LAYERS = ("showland", "showocean", "showcoastlines", "showlakes", "showrivers", "showcountries", "showsubunits")

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
    theme: str,
    height: int = 440,
    part: Window = WORLD,
    outlines: object = OUTLINES,
) -> Drawing:
    """Colour countries by value in round classes, with small states as points and no-data countries in grey.

    values: by ISO3. countries: the whole countries table. texts: hover line by ISO3. part: what the map shows.
    """
    look = tokens(theme)
    edges = class_edges(values)
    steps = _class_colours(theme, len(edges) + 1)
    classes = pd.Series(np.searchsorted(edges, values.to_numpy(), side="right"), values.index)
    places = {row.country: row for row in countries.itertuples()}
    known = set(values.index)
    missing = [code for code, place in places.items() if code not in known and place.drawn_as == "outline"]
    shapes = [code for code in values.index if places[code].drawn_as == "outline"]
    points = [code for code in values.index if places[code].drawn_as == "point"]
    border = {"color": look.page, "width": 0.5}
    traces = [
        trace(
            "choropleth",
            locations=missing,
            z=[0] * len(missing),
            geojson=outlines,
            featureidkey="id",
            colorscale=[[0, look.no_data], [1, look.no_data]],
            showscale=False,
            marker={"line": border},
            unselected={"marker": {"opacity": 1}},
            text=[f"{places[code].name}: {_absence(places[code].has_incidence)}" for code in missing],
            hovertemplate="%{text}<extra></extra>",
        ),
        trace(
            "choropleth",
            locations=shapes,
            z=classes[shapes].to_numpy() + 0.5,
            zmin=0,
            zmax=len(steps),
            geojson=outlines,
            featureidkey="id",
            colorscale=_stepped(steps),
            showscale=False,
            marker={"line": border},
            unselected={"marker": {"opacity": 1}},
            text=[texts[code] for code in shapes],
            hovertemplate="%{text}<extra></extra>",
        ),
        trace(
            "scattergeo",
            lat=[places[code].lat for code in points],
            lon=[places[code].lon for code in points],
            mode="markers",
            marker={
                "size": 7,
                "color": [steps[classes[code]] for code in points],
                "line": {"color": look.text, "width": 0.7},
            },
            unselected={"marker": {"opacity": 1}},
            customdata=points,
            text=[texts[code] for code in points],
            hovertemplate="%{text}<extra></extra>",
        ),
    ]
    look_of_map = {"visible": False, "fitbounds": False, "bgcolor": "rgba(0,0,0,0)", **geo(part)}
    more = {}
    if part == WORLD:  # where the small countries are that can hardly be clicked on a map of the world
        traces += [{**one, "geo": "geo2"} for one in traces]
        frame = {"showframe": True, "framecolor": look.outline, "framewidth": 1, "domain": INSET}
        look_of_map["domain"] = {"x": [0, 1], "y": [0, 1]}
        more["geo2"] = {**look_of_map, **geo(EUROPE), "visible": True, **frame, **dict.fromkeys(NO_LAYERS, False)}
    edge = dict.fromkeys("lrtb", 0)
    return Drawing(traces, layout(theme, height, clickmode=SELECTING, geo=look_of_map, margin=edge, **more))


def _absence(has_incidence: str) -> str:
    return "outside the filters" if has_incidence == "yes" else "no data"


def class_edges(values: pd.Series) -> np.ndarray:
    """Return the inner borders of up to seven classes: round numbers (1, 3, 10 or 1, 2, 5, 10), the highest ones."""
    numbers = values[values > 0].to_numpy(dtype=float)
    if not len(numbers):
        return np.array([])
    low, high = float(np.quantile(numbers, 0.05)), float(numbers.max())
    ladder = (1, 2, 5) if high / low < 300 else (1, 3)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    edges = [step * 10.0**power for power in powers for step in ladder]
    return np.array([edge for edge in edges if low < edge < high][-(CLASSES - 1) :])


def legend(
    values: pd.Series, theme: str, text: Callable[[float], str], absent: str = "no data"
) -> tuple[tuple[str, str], ...]:
    """Return (colour, words) for each class of the map, low to high, then for countries without a value."""
    edges = class_edges(values)
    words = (
        ["all"]
        if not len(edges)
        else [
            f"under {text(edges[0])}",
            *(f"{text(low)} to {text(high)}" for low, high in itertools.pairwise(edges)),
            f"over {text(edges[-1])}",
        ]
    )
    return (
        *zip(_class_colours(theme, len(words)), words, strict=True),
        (tokens(theme).no_data, absent),
    )


def _class_colours(theme: str, count: int) -> list[str]:
    steps = sequential(theme)
    return (
        [steps[round(index)] for index in np.linspace(0, len(steps) - 1, count)]
        if count > 1
        else [steps[len(steps) // 2]]
    )


def _stepped(colours: list[str]) -> list[list[object]]:
    count = len(colours)
    return [
        stop
        for index, colour in enumerate(colours)
        for stop in ([index / count, colour], [(index + 1) / count, colour])
    ]
