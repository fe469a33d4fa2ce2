"""Build ui/static/countries.geojson, the country outlines of the world map.

Source: the npm package world-atlas 2.0.2 (ISC licence), Natural Earth 1:110m (public domain), a TopoJSON file
whose shapes carry the UN M49 number. data/countries.csv turns that number into the ISO3 code, which becomes the
feature id. The numbers shown on the map follow UN territories, so a few shapes are mended to match (see below).

Run from anywhere (needs Node's npm, and the network unless --source is given):

    python tools/build_outlines.py [--source countries-110m.json]

The output is minified, has two decimals (about 1 km) and is the same to the byte on every run.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COUNTRIES = ROOT / "data" / "countries.csv"
OUTPUT = ROOT / "ui" / "static" / "countries.geojson"
PACKAGE, MEMBER = "world-atlas@2.0.2", "package/countries-110m.json"
DECIMALS = 2

Point = tuple[float, float]  # longitude, latitude
Ring = list[Point]  # not closed: the first point is not repeated at the end
Polygon = list[Ring]  # outer ring, then holes
Shapes = dict[str, list[Polygon]]

# Shapes without a number in the source, by name. The first two belong to the country of that code.
UNNUMBERED = {"N. Cyprus": "CYP", "Somaliland": "SOM", "Kosovo": "XKX"}
# Source numbers that are left out: Antarctica and the French Southern Lands have no data and no row.
DROPPED = {"010", "260"}
# (from, to, west, south, east, north): polygons of `from` inside this box are handed to `to`.
MOVED = (
    ("FRA", "GUF", -55.0, 2.0, -51.0, 6.0),  # French Guiana has data of its own
    ("RUS", "UKR", 32.0, 44.0, 37.0, 46.5),  # Crimea: counted with Ukraine in the UN population figures
)
# (from, to, vertex, vertex): `from` is cut along the line between two of its own vertices, and what lies south
# goes to `to`. Natural Earth gives most of Western Sahara to Morocco; the UN border is the parallel of 27.67 N.
CUT = (("MAR", "ESH", (-13.12, 27.65), (-8.82, 27.66)),)
# Countries made of parts that now touch: their inner borders are dissolved.
DISSOLVED = ("CYP", "SOM", "UKR", "ESH")


def fetch(source: Path | None) -> dict[str, Any]:
    """The TopoJSON from a local file, or from the package, downloaded to a temporary folder."""
    if source:
        text = source.read_bytes()
    else:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                member = archive.extractfile(MEMBER)
                assert member is not None, f"{MEMBER} is not a file in {PACKAGE}"
                text = member.read()
    topology: dict[str, Any] = json.loads(text)
    return topology


def decode(topology: dict[str, Any]) -> Iterable[tuple[str | None, str, list[Polygon]]]:
    """Number, name and rounded polygons of every shape (arcs are delta-coded; ~i means arc i backwards)."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        x, y, arc = 0, 0, []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            lon, lat = round(x * scale_x + move_x, DECIMALS), round(y * scale_y + move_y, DECIMALS)
            arc.append((-180.0 if lon == 180 else lon, lat))  # one name for the antimeridian
        arcs.append(arc)
    for shape in topology["objects"]["countries"]["geometries"]:
        parts = {"Polygon": [shape["arcs"]], "MultiPolygon": shape["arcs"]}[shape["type"]]
        polygons = [[clean(p for i in r for p in (arcs[i] if i >= 0 else arcs[~i][::-1])) for r in q] for q in parts]
        # North Korea has a speck that shrinks to one point; d3 could take an empty ring for the whole sphere.
        yield shape.get("id"), shape["properties"]["name"], [polygon for polygon in polygons if len(polygon[0]) > 2]


def clean(points: Iterable[Point]) -> Ring:
    """Drop repeated neighbours (also the closing point)."""
    ring: Ring = []
    for point in points:
        if not ring or point != ring[-1]:
            ring.append(point)
    while len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def area(ring: Ring) -> float:
    """Signed area in square degrees: negative when the ring runs clockwise (north up, east to the right)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def split(ring: Ring, first: int, second: int) -> tuple[Ring, Ring]:
    """Cut a ring in two along the line between two of its vertices."""
    low, high = sorted((first, second))
    return ring[low : high + 1], ring[high:] + ring[: low + 1]


def dissolve(polygons: list[Polygon]) -> list[Polygon]:
    """Merge polygons without holes: an edge that is met in both directions is an inner border and goes."""
    assert all(len(polygon) == 1 for polygon in polygons), "a polygon with holes cannot be dissolved here"
    edges = {edge for (ring,) in polygons for edge in zip(ring, ring[1:] + ring[:1], strict=True)}
    onward = {a: b for a, b in sorted(edges) if (b, a) not in edges}
    merged: list[Polygon] = []
    while onward:
        ring = [min(onward)]
        while (point := onward.pop(ring[-1])) != ring[0]:
            ring.append(point)
        merged.append([ring])
    return merged


def cut_antimeridian(polygon: Polygon) -> list[Polygon]:
    """Cut a polygon that crosses longitude 180 there. The source has a vertex at every such crossing."""
    ring = polygon[0]
    edge = [i for i, point in enumerate(ring) if point[0] == -180]
    if not edge:
        return [polygon]
    assert len(polygon) == 1 and len(edge) == 2, "expected one ring that meets the antimeridian twice"
    halves = []
    for half in split(ring, *edge):
        side = 180.0 if half[1][0] > 0 else -180.0
        halves.append([[(side if x == -180 else x, y) for x, y in half]])
    return halves


def mend(shapes: Shapes) -> None:
    """Apply MOVED, CUT and DISSOLVED in place."""
    for origin, target, west, south, east, north in MOVED:
        inside = [p for p in shapes[origin] if all(west < x < east and south < y < north for x, y in p[0])]
        assert len(inside) == 1, f"expected one polygon of {origin} for {target}"
        shapes[origin].remove(inside[0])
        shapes.setdefault(target, []).extend(inside)
    for origin, target, first, second in CUT:
        index = next(i for i, polygon in enumerate(shapes[origin]) if {first, second} <= set(polygon[0]))
        ring = shapes[origin].pop(index)[0]
        south_part, north_part = sorted(
            split(ring, ring.index(first), ring.index(second)), key=lambda r: min(y for _, y in r)
        )
        shapes[origin].insert(index, [north_part])
        shapes[target].append([south_part])
    for code in DISSOLVED:
        shapes[code] = dissolve(shapes[code])


def shorten(point: Point) -> list[float]:
    """Whole numbers without their ".0"."""
    return [int(value) if value.is_integer() else value for value in point]


def feature(code: str, name: str, polygons: list[Polygon]) -> dict[str, Any]:
    """A GeoJSON feature. d3, and so Plotly, wants outer rings clockwise; the other way round fills the ocean."""
    coordinates = []
    for polygon in polygons:
        rings = [ring if (area(ring) < 0) == (i == 0) else ring[::-1] for i, ring in enumerate(polygon)]
        coordinates.append([[shorten(point) for point in [*ring, ring[0]]] for ring in rings])
    geometry: dict[str, Any] = {"type": "Polygon", "coordinates": coordinates[0]}
    if len(coordinates) > 1:
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "id": code, "properties": {"name": name}, "geometry": geometry}


def build(topology: dict[str, Any]) -> str:
    """The GeoJSON text."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["un_m49"]: row["country"] for row in rows}
    shapes: Shapes = {}
    for number, name, polygons in decode(topology):
        if number not in DROPPED:
            code = codes[number] if number else UNNUMBERED[name]
            shapes.setdefault(code, []).extend(polygons)
    mend(shapes)
    names = {row["country"]: row["name"] for row in rows}
    features = [
        feature(code, names[code], [part for polygon in polygons for part in cut_antimeridian(polygon)])
        for code, polygons in sorted(shapes.items())
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Write ui/static/countries.geojson."""
    parser = argparse.ArgumentParser(description="Build ui/static/countries.geojson.")
    parser.add_argument("--source", type=Path, help="a local countries-110m.json of world-atlas 2.0.2")
    text = build(fetch(parser.parse_args().source))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(f"{OUTPUT.relative_to(ROOT)}: {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
