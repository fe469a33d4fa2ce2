"""Which part of the world a map shows: longitudes and latitudes in degrees, by region and country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd


class Window(NamedTuple):
    """West, east, south and north edge; east may pass 180."""

    west: float
    east: float
    south: float
    north: float


WORLD = Window(-170, 190, -56, 78)
WIDEST = 200.0  # wider than this the whole world is shown

_REGIONS = {
    "north_america": Window(-170, -52, 17, 76),
    "europe": Window(-25, 62, 34, 72),
    "asia_pacific": Window(46, 212, -48, 56),
    "latin_america": Window(-118, -33, -56, 33),
    "middle_east_africa": Window(-26, 64, -36, 44),
}

# Countries too large for the room around a centre.
_COUNTRIES = {
    "ARG": Window(-76, -51, -57, -19),
    "AUS": Window(110, 157, -45, -8),
    "BRA": Window(-76, -32, -36, 8),
    "CAN": Window(-142, -52, 40, 76),
    "CHL": Window(-85, -60, -57, -16),
    "CHN": Window(72, 137, 16, 55),
    "IDN": Window(93, 143, -13, 8),
    "IND": Window(65, 100, 4, 38),
    "KAZ": Window(44, 90, 36, 59),
    "MEX": Window(-119, -84, 12, 35),
    "MNG": Window(85, 122, 38, 55),
    "NOR": Window(-2, 34, 55, 73),
    "RUS": Window(25, 192, 38, 79),
    "USA": Window(-170, -64, 16, 73),
}
_ROOM = (14.0, 10.5)  # degrees to either side, and up and down, of every other country


def window(regions: Iterable[str], countries: Iterable[str], places: pd.DataFrame) -> Window:
    """Return the part of the world that holds the chosen countries, else the chosen regions, else all of it.

    places: lat and lon by country.
    """
    found = [_of_country(code, places) for code in countries] or [_REGIONS[code] for code in regions]
    if not found:
        return WORLD
    west, south = min(each.west for each in found), min(each.south for each in found)
    east, north = max(each.east for each in found), max(each.north for each in found)
    return Window(west, east, south, north) if east - west <= WIDEST else WORLD


def geo(part: Window) -> Mapping[str, object]:
    """Return the map's projection and edges: the whole world as one knows it, a part of it seen from straight above."""
    edges: dict[str, object] = {"lonaxis": {"range": [*part[:2]]}, "lataxis": {"range": [*part[2:]]}}
    if part == WORLD:
        return {"projection": {"type": "natural earth"}, **edges}
    middle = {"lon": (part.west + part.east) / 2, "lat": (part.south + part.north) / 2}
    return {"projection": {"type": "mercator", "rotation": {"lon": middle["lon"]}}, "center": middle, **edges}


def _of_country(code: str, places: pd.DataFrame) -> Window:
    if code in _COUNTRIES:
        return _COUNTRIES[code]
    lon, lat = float(places.at[code, "lon"]), float(places.at[code, "lat"])
    lon += 360 if lon < WORLD.west or (places.at[code, "region"] == "asia_pacific" and lon < 0) else 0
    return Window(lon - _ROOM[0], lon + _ROOM[0], max(lat - _ROOM[1], -60), min(lat + _ROOM[1], 80))
