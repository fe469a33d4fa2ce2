"""The theme, its style sheet in colours that come from the palette, and what keys do in text fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

from spinemkt.charts.palette import tokens
from ui import drawing

_SHEET = Path(__file__).with_name("look.css")
_KEYS = Path(__file__).with_name("keys.js")
_COLOURS = ("page", "text", "muted", "hairline", "accent")


@dataclass(frozen=True)
class Markup:
    """HTML that is sent as it is; a string would be read as text first, which takes long for a whole style sheet."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


@drawing.once
def theme() -> str:
    """light or dark, as the reader's browser shows the app."""
    return "dark" if st.context.theme.type == "dark" else "light"


@cache
def styles(theme: str) -> Markup:
    """Return the style element of a theme, colours as variables and then the sheet, and the script of the keys."""
    colours = "".join(f"--sm-{name}: {getattr(tokens(theme), name)};" for name in _COLOURS)
    sheet, keys = (file.read_text(encoding="utf-8") for file in (_SHEET, _KEYS))
    return Markup(f"<style>:root {{ {colours} }}\n{sheet}</style><script>{keys}</script>")
