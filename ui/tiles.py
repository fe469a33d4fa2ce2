"""The headline tiles: value, range, change, evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.figures.text import as_text, interval
from spinemkt.scenario.scenario import Scenario
from ui import asks

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
    values, cells = asks.texts([tile.value for tile in found], key, view, runs), ""
    for place, (tile, value) in enumerate(zip(found, values, strict=True)):
        cells += (
            f"<div class='sm-tile'><div class='sm-label'>{escape(tile.label)}</div>"
            f"<div class='sm-value'>{value.replace(NO_BREAK, ' ')}</div>"  # too long for one line of a narrow phone
        )
        if ranges:
            cells += f"<div class='sm-range'>{_range(tile, ranges[place], f'{key}_range_{place}', view, runs)}</div>"
        if tile.parts:
            cells += f"<div class='sm-parts'>{asks.text(tile.parts, f'{key}_parts_{place}', view, runs)}</div>"
        cells += (
            f"<div class='sm-change'>{asks.text(tile.change, f'{key}_{place}', view, runs)}</div>"
            f"<div class='sm-evidence'>{escape(_together(tile.evidence))}</div></div>"
        )
    st.html(f"<div class='sm-tiles'>{cells}</div>")


def _together(evidence: str) -> str:
    """Keep each grade on the line of what it grades."""
    return re.sub(r" (?=[A-D]\b)", NO_BREAK, evidence)


def _range(tile: Tile, drawn: Spread | None, key: str, view: View | None, runs: Mapping[str, Scenario] | None) -> str:
    """The range of a tile, whose ends can be asked; room for it where it is not at hand."""
    if drawn is None:
        return ""
    figure, *_ = as_text(tile.value).figures
    style = "" if figure.measure.money else "count"  # the label says what is counted
    ends = asks.text(interval(figure, *drawn.likely(), "to", style), key, view, runs)
    return f"80% range: <span>{ends}</span>"
