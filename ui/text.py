"""Text put into the page: without a stranger's Markdown, with a name for screen readers, or small and muted."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from spinemkt.terms import GRADES

# What Markdown would turn into a style, a picture or an icon, and what it would turn into a link wherever it stands.
_MARKDOWN = re.compile(r"[\\`*_\[\]#$~<>|]|:(?=\w)")
_LINK = re.compile(r"(?<=http)s?:|(?<=www)\.|@", re.IGNORECASE)
_UNIT = re.compile(r"(?<=\d) (?=(?:bn|M|USD)\b)|(?<=\d bn) (?=USD\b)|(?<=\d M) (?=USD\b)")


def unbroken(text: str) -> str:
    """Return text in which a unit of money stays on the line of its number."""
    return _UNIT.sub("\u00a0", text)


def plain(text: str) -> str:
    """Return text on one line for a place that reads Markdown, with every sign of Markdown muted."""
    return _LINK.sub("\u2060\\g<0>", _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split())))


def named(label: str, what: str) -> str:
    """Return a short label that goes on, for screen readers alone: the style sheet hides what is emphasised."""
    return f"{label} *of {plain(what)}*"


def grade_mark(grade: str) -> str:
    """Write a grade as HTML: a letter in a frame, whose hint says what it means."""
    meaning = f"Grade {grade}: {GRADES[grade]}"
    return f"<abbr class='sm-mark' title='{escape(meaning)}'>{grade}</abbr>"


def small(text: str) -> None:
    """Write one small muted line, beside a control or under a chart."""
    st.html(f"<p class='sm-sources'>{escape(text)}</p>")
