"""HTML of the page from the templates in `html/`; what is put in is escaped unless it is Markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ui.text import unbroken

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("html")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    finalize=lambda value: unbroken(value) if type(value) is str else value,
)


def write(name: str, **values: Any) -> None:
    """Write a template into the page."""
    st.html(rendered(name, **values))


def rendered(name: str, **values: Any) -> str:
    """Return a template as HTML."""
    return _templates.get_template(name).render(values)
