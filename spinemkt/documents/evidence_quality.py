"""The switch that shows on which grades of evidence the marks of a chart rest."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from spinemkt.documents.blocks import Block, Choice

KEY = "textures"
HELP = (
    "Solid, hatched and dotted parts of bars and bands: how much of what makes a number uncertain follows registries "
    "and reviewed papers, company and press figures, or assumptions (expert judgement)."
)


def shown_quality() -> Generator[Block, Any, bool]:
    """Offer to show evidence quality on the charts; return whether it is shown."""
    return (yield Choice(KEY, "Show evidence quality", {}, False, "switch", HELP))
