"""The headline tiles: value, range, change, evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.figures.text import as_text, interval
from spinemkt.scenario.scenario import Scenario
from ui import asks, templates

NO_BREAK = "\u00a0"


def tiles(
    found: Sequence[Tile],
    ranges: Sequence[Spread | None] = (),
    view: View | None = None,
    key: str = "tiles",
    runs: Mapping[str, Scenario] | None = None,
) -> None:
    """Write the headline tiles, two by two on a phone; each can be asked where its value comes from.

    ranges: one of each value, None while it is calculated; nothing where none is wanted. view: the one the values were
    made under. runs: scenarios that figures name.
    """
    values = asks.texts([tile.value for tile in found], key, view, runs)
    drawn = [
        {
            "label": tile.label,
            "value": value.replace(NO_BREAK, " "),  # too long for one line of a narrow phone
            "range": _range(tile, ranges[place], f"{key}_range_{place}", view, runs) if ranges else "",
            "parts": asks.text(tile.parts, f"{key}_parts_{place}", view, runs),
            "change": asks.text(tile.change, f"{key}_{place}", view, runs),
            "evidence": _together(tile.evidence),
        }
        for place, (tile, value) in enumerate(zip(found, values, strict=True))
    ]
    templates.write("tiles.html", tiles=drawn, ranged=bool(ranges))


def _together(evidence: str) -> str:
    """Keep each grade on the line of what it grades."""
    return re.sub(r" (?=[A-D]\b)", NO_BREAK, evidence)


def _range(
    tile: Tile, drawn: Spread | None, key: str, view: View | None, runs: Mapping[str, Scenario] | None
) -> Markup:
    """The range of a tile, whose ends can be asked; room for it where it is not at hand."""
    if drawn is None:
        return Markup()
    figure, *_ = as_text(tile.value).figures
    style = "" if figure.measure.money else "count"  # the label says what is counted
    return asks.text(interval(figure, *drawn.likely(), "to", style), key, view, runs)
