"""Pages are tested with one block of draws; what 2,000 take is for the benchmark to say."""

from __future__ import annotations

from spinemkt.uncertainty.sample import BLOCK
from ui import cache


def draw_few() -> None:
    """Have every page of this process take one block of draws."""
    cache.DRAWS = BLOCK
