"""Typst, which sets documents as tagged PDF and draws vector pictures as pixels, with the type kept here."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from spinemkt.errors import ExportError

FONTS = Path(__file__).with_name("fonts")
_STANDARD = "ua-1"
_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # so that equal contents make equal files
_PNG = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", alt: "")'
_POINTS = 72  # of an inch


def pdf(template: bytes, data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return a document as PDF/UA-1. data: read by the template as JSON; files: its pictures, by name.

    What is in data is never read as markup.
    """
    content = {"main": template, "data.json": json.dumps(data).encode(), **files}
    return _compiled(content, format="pdf", pdf_standards=_STANDARD, timestamp=_MADE)


def png(svg: bytes, scale: float) -> bytes:
    """Return an SVG as PNG. scale: pixels of the result for each of the SVG."""
    return _compiled({"main": _PNG.encode(), "picture.svg": svg}, format="png", ppi=scale * 96)


def _compiled(content: Mapping[str, bytes], **options: Any) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)  # of signs that no font here has
        try:
            found = typst.compile(dict(content), font_paths=_fonts(), **options)
        except typst.TypstError as error:
            raise ExportError(f"The file cannot be set: {error.message}") from None
    pages = found if isinstance(found, list) else [found]
    return bytes(pages[0])


@cache
def _fonts() -> Any:
    return typst.Fonts(font_paths=[FONTS])
