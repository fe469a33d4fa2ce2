"""The brief as PDF: tagged, with alternative texts, in the type kept here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from spinemkt.charts.palette import LIGHT
from spinemkt.export import typesetting
from spinemkt.export.brief.paper import Beside, Drawing, Paper, Part

_TEMPLATE = Path(__file__).parents[1] / "templates/brief.typ"


def to_pdf(paper: Paper) -> bytes:
    """Return a document as PDF/UA-1; each page of the board is set so that it keeps to one page."""
    data = {
        "title": paper.title,
        "kind": paper.kind,
        "state": paper.state,
        "foot": paper.foot,
        "look": asdict(LIGHT),
        "pages": [_parts(page) for page in paper.pages],
        "annex": _parts(paper.annex),
    }
    drawings = {f"{one.name}.svg": one.svg for one in paper.drawings}
    return typesetting.pdf(_TEMPLATE.read_bytes(), data, drawings)


def _parts(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [_part(part) for part in parts]


def _part(part: Part) -> dict[str, Any]:
    kind = type(part).__name__.lower()
    if isinstance(part, Beside):
        return {"part": kind, "left": _parts(part.left), "right": _parts(part.right), "share": part.share}
    fields = asdict(part)
    if isinstance(part, Drawing):
        del fields["svg"]  # a file of its own
    return {
        "part": kind,
        **{name: list(value) if isinstance(value, frozenset) else value for name, value in fields.items()},
    }
