"""The country outlines of the map: complete, small, and wound the way d3 and Plotly need."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
GEOJSON = ROOT / "ui" / "static" / "countries.geojson"
Ring = list[list[float]]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (ROOT / "data" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    collection = json.loads(GEOJSON.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = collection["features"]
    return found


def polygons(feature: dict[str, Any]) -> list[list[Ring]]:
    geometry = feature["geometry"]
    found: list[list[Ring]] = (
        geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    )
    return found


def rings(features: list[dict[str, Any]]) -> Iterator[tuple[str, bool, Ring]]:
    """Code, whether it is an outer ring, and the ring."""
    for feature in features:
        for polygon in polygons(feature):
            for i, ring in enumerate(polygon):
                yield feature["id"], i == 0, ring


def signed_area(ring: Ring) -> float:
    """Planar area in square degrees: negative when clockwise with north up."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


def holds(ring: Ring, lon: float, lat: float) -> bool:
    """Point in polygon, by counting the edges to the east."""
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def test_small_and_minified() -> None:
    text = GEOJSON.read_text(encoding="utf-8")
    assert GEOJSON.stat().st_size < 250_000
    assert ": " not in text and text.count("\n") == 1
    coordinates = json.loads(text, parse_float=str, parse_int=str)["features"][0]["geometry"]["coordinates"]
    assert all(len(value.partition(".")[2]) <= 2 for ring in coordinates for point in ring for value in point)


def test_ids_match_the_country_list(rows: list[dict[str, str]], features: list[dict[str, Any]]) -> None:
    ids = [feature["id"] for feature in features]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {row["country"] for row in rows}
    assert set(ids) == {row["country"] for row in rows if row["drawn_as"] == "outline"}


def test_points_have_a_place(rows: list[dict[str, str]], features: list[dict[str, Any]]) -> None:
    points = [row for row in rows if row["drawn_as"] == "point"]
    assert points
    for row in points:
        assert -90 <= float(row["lat"]) <= 90, row["country"]
        assert -180 <= float(row["lon"]) <= 180, row["country"]


def test_rings_are_closed_and_proper(features: list[dict[str, Any]]) -> None:
    for code, _, ring in rings(features):
        assert ring[0] == ring[-1], code
        assert len(ring) >= 4, code
        assert all(a != b for a, b in itertools.pairwise(ring)), code
        assert len({tuple(point) for point in ring}) == len(ring) - 1, code
        assert all(-180 <= x <= 180 and -90 < y < 90 for x, y in ring), code


def test_winding(features: list[dict[str, Any]]) -> None:
    """d3 fills what lies to the right of a ring, so outer rings run clockwise and holes the other way.

    d3 judges on the sphere. The planar sign is the same here, because no ring crosses the antimeridian (next test)
    or goes round a pole (Antarctica is left out).
    """
    for code, outer, ring in rings(features):
        assert (signed_area(ring) < 0) == outer, code


def test_nothing_crosses_the_antimeridian(features: list[dict[str, Any]]) -> None:
    for code, _, ring in rings(features):
        longitudes = [x for x, _ in ring]
        assert max(longitudes) - min(longitudes) < 180, code
    for code in ("RUS", "FJI"):
        edges = {x for other, _, ring in rings(features) if other == code for x, _ in ring if abs(x) == 180}
        assert edges == {-180, 180}, code


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("CYP", 33.6, 35.3),  # the north of the island
        ("SOM", 45.0, 9.6),  # Somaliland
        ("GUF", -53.0, 4.0),
        ("FRA", 2.0, 47.0),
        ("XKX", 20.9, 42.6),
        ("UKR", 34.3, 45.3),  # Crimea
        ("ESH", -14.0, 25.0),  # west of the berm
        ("MAR", -7.0, 32.0),
        ("RUS", -175.0, 67.0),  # east of the antimeridian
        ("LSO", 28.2, -29.5),  # inside the hole of South Africa
    ],
)
def test_mended_places(features: list[dict[str, Any]], code: str, lon: float, lat: float) -> None:
    found = [
        feature["id"]
        for feature in features
        for outer, *holes in polygons(feature)
        if holds(outer, lon, lat) and not any(holds(hole, lon, lat) for hole in holes)
    ]
    assert found == [code]


def test_merged_countries_have_no_inner_border(features: list[dict[str, Any]]) -> None:
    parts = {feature["id"]: len(polygons(feature)) for feature in features}
    assert {code: parts[code] for code in ("CYP", "SOM", "UKR", "ESH", "GUF")} == dict.fromkeys(
        ("CYP", "SOM", "UKR", "ESH", "GUF"), 1
    )
    for feature in features:
        edges = [
            edge
            for polygon in polygons(feature)
            for ring in polygon
            for edge in zip(map(tuple, ring), map(tuple, ring[1:]), strict=False)
        ]
        assert not {(b, a) for a, b in edges} & set(edges), feature["id"]
