"""The headline tiles: value, range, change, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from spinemkt.analysis.narrative import Tile


def tiles(found: Sequence[Tile], ranges: Sequence[str] = ()) -> None:
    """Write the headline tiles, two by two on a phone; ranges: one under each value, empty while it is calculated."""
    under = [f"<div class='sm-range'>{_likely(words)}</div>" for words in ranges] or [""] * len(found)
    cells = "".join(
        f"<div class='sm-tile'><div class='sm-label'>{escape(tile.label)}</div>"
        f"<div class='sm-value'>{escape(tile.value)}</div>"
        f"{words}"
        f"<div class='sm-change'>{escape(tile.change)}</div>"
        f"<div class='sm-evidence'>{escape(tile.evidence)}</div></div>"
        for tile, words in zip(found, under, strict=True)
    )
    st.html(f"<div class='sm-tiles'>{cells}</div>")


def _likely(words: str) -> str:
    return f"4 in 5 draws between <span>{escape(words)}</span>" if words else ""
