"""The headline tiles: value, range, change, evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from spinemkt.analysis.asked.ranges import range_ends
from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure
from spinemkt.scenario.scenario import Scenario
from ui import asks


def tiles(
    found: Sequence[Tile],
    ranges: Sequence[str] = (),
    view: View | None = None,
    key: str = "tiles",
    runs: Mapping[str, Scenario] | None = None,
) -> None:
    """Write the headline tiles, two by two on a phone; each can be asked where its value comes from.

    ranges: one under each value, empty while it is calculated. view: the one the values were made under. runs:
    scenarios that answers name.
    """
    asks.offer(key, [tile.answer for tile in found], view, runs)
    under = [
        _range(words, tile.answer, f"{key}_range_{place}", view, runs)
        for place, (words, tile) in enumerate(zip(ranges, found, strict=True) if ranges else ())
    ]
    cells = "".join(
        f"<div class='sm-tile'><div class='sm-label'>{escape(tile.label)}</div>"
        f"<div class='sm-value'>{asks.figure(tile.value, key, place) if tile.answer else escape(tile.value)}</div>"
        f"{words}"
        f"{_parts(tile, f'{key}_parts_{place}', view, runs)}"
        f"<div class='sm-change'>{asks.woven(tile.change, f'{key}_{place}', tile.later, view, runs)}</div>"
        f"<div class='sm-evidence'>{escape(_together(tile.evidence))}</div></div>"
        for place, (tile, words) in enumerate(zip(found, under or [""] * len(found), strict=True))
    )
    st.html(f"<div class='sm-tiles'>{cells}</div>")


def _together(evidence: str) -> str:
    """Keep each grade on the line of what it grades."""
    return re.sub(r" (?=[A-D]\b)", "\u00a0", evidence)


def _parts(tile: Tile, key: str, view: View | None, runs: Mapping[str, Scenario] | None) -> str:
    """What a tile's spend is made of, on a line of its own."""
    said = asks.woven(tile.parts, key, tile.part_answers, view, runs)
    return f"<div class='sm-parts'>{said}</div>" if tile.parts else ""


def _range(words: str, answer: Figure | None, key: str, view: View | None, runs: Mapping[str, Scenario] | None) -> str:
    """The range of a tile, whose ends can be asked; room for it where it is not at hand."""
    ends = range_ends(words, answer) if words and answer else ()
    said = asks.woven(words, key, ends, view, runs, unit_once=True)
    return f"<div class='sm-range'>{f'4 in 5 draws between <span>{said}</span>' if words else ''}</div>"
