"""The switch that says how much of what a chart shows follows assumptions."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from spinemkt.documents.blocks import Block, Choice

KEY = "textures"
HELP = (
    "Says after each name which share of the variance follows assumptions (expert judgement, grade D); the rest "
    "follows registries, reviewed papers, and company and press figures (grades A to C)."
)


def shown_quality() -> Generator[Block, Any, bool]:
    """Offer to show evidence quality on the charts; return whether it is shown."""
    return (yield Choice(KEY, "Show evidence quality", {}, False, "switch", HELP))
