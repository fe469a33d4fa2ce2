"""The style sheet in the colours of a theme; the colours come from the palette."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spinemkt.charts.palette import tokens

_SHEET = Path(__file__).with_name("look.css")
_COLOURS = ("text", "muted", "hairline", "accent")


@cache
def styles(theme: str) -> str:
    """Return the style element of a theme: colours as variables, then the sheet."""
    colours = "".join(f"--sm-{name}: {getattr(tokens(theme), name)};" for name in _COLOURS)
    return f"<style>:root {{ {colours} }}\n{_SHEET.read_text(encoding='utf-8')}</style>"
