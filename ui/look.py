"""The theme, its style sheet in colours that come from the palette, and what keys do in text fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

from spinemkt.charts.palette import on_paper, tokens
from ui import drawing, script

_SHEETS = [Path(__file__).with_name(name) for name in ("look.css", "paper.css", "contrast.css")]
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
    """Return the style element of a theme, its colours as variables and then the sheet, and the script of the page.

    Paper is white: there the colours are the light ones, and --sm-inks says to the script which those of charts are.
    """
    inks = " ".join(f"{dark} {light}" for dark, light in on_paper().items()) if theme == "dark" else ""
    colours = f":root {{ {_variables(theme)} --sm-inks: {inks or 'none'}; }}"
    paper = f"@media print {{ :root {{ {_variables('light')} }} }}"
    sheets = "\n".join(file.read_text(encoding="utf-8") for file in _SHEETS)
    return Markup(f"<style>{colours}\n{paper}\n{sheets}</style><script>{script.text()}</script>")


def _variables(theme: str) -> str:
    return " ".join(f"--sm-{name}: {getattr(tokens(theme), name)};" for name in _COLOURS)
