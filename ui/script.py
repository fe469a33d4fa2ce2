"""The script that every page carries: keys, paper, menu, address. The policy of the headers names it by its hash."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILES = ("keys.js", "page.js", "address.js")


@cache
def text() -> str:
    """The script, as it stands in the page."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _FILES)
