"""Outlines of countries on a flat sheet, of equal areas, for a map that is drawn as shapes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

Ring = list[tuple[float, float]]  # longitude and latitude in degrees, or points of a sheet

# The file that the app serves to browsers for its own map.
FILE = Path(__file__).resolve().parents[3] / "ui" / "static" / "countries.geojson"
_A = (1.340264, -0.081106, 0.000893, 0.003796)  # Equal Earth: Savric, Patterson and Jenny 2018


@cache
def outlines() -> Mapping[str, Sequence[Ring]]:
    """ISO3 -> the outer rings of a country, in degrees."""
    features = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    return {one["id"]: list(_rings(one["geometry"])) for one in features}


def _rings(geometry: Mapping) -> Iterator[Ring]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    yield from ([(float(x), float(y)) for x, y in part[0]] for part in parts)


def flat(longitude: float, latitude: float, middle: float) -> tuple[float, float]:
    """A point of the earth on a sheet, to the right and up. middle: the longitude at its centre, in degrees."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    slope = _A[0] + 3 * _A[1] * square + square**3 * (7 * _A[2] + 9 * _A[3] * square)
    across = 2 * math.sqrt(3) * math.radians(longitude - middle) * math.cos(angle) / (3 * slope)
    return across, angle * (_A[0] + _A[1] * square + square**3 * (_A[2] + _A[3] * square))


def within(ring: Ring, west: float, east: float, south: float, north: float) -> Ring:
    """A ring moved into a window of degrees and cut at its edges; empty where it lies outside."""
    turn = 360 * (sum(x for x, _ in ring) / len(ring) < west)
    turned = [(x + turn, y) for x, y in ring]
    inside = any(west <= x <= east and south <= y <= north for x, y in turned)
    return [(min(max(x, west), east), min(max(y, south), north)) for x, y in turned] if inside else []
