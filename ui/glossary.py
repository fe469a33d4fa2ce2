"""The words of the field, at hand on every page."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis.glossary import GLOSSARY


def glossary() -> None:
    """Offer the words of the field, one line each, in a pop-over that is filled when it opens."""
    words = st.popover("Glossary", type="tertiary", key="words", on_change="rerun", help="What the terms mean")
    if words.open:
        items = "".join(f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in GLOSSARY.items())
        words.html(f"<dl class='sm-words'>{items}</dl>")
