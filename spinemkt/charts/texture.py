"""Grade of evidence as texture: solid, hatched and dotted parts of bars and bands, and their key in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spinemkt.analysis.lineage.grades import PARTS, WORDS, Grades
from spinemkt.charts.palette import tokens
from spinemkt.charts.traces import Trace, remade

SHAPES = {"strong": "", "reported": "/", "judged": "."}
UNKNOWN = (0.0, 0.0, 1.0)  # what cannot be traced is drawn as the weakest


def parts_of(grades: Grades, code: str) -> tuple[float, float, float]:
    """The parts of a code's mark, the best grade first."""
    return grades.parts.get(code, UNKNOWN)


def pattern(part: str, colour: str | Sequence[str], theme: str) -> dict[str, Any]:
    """The fill of a part: the colour alone, or a texture of it on the page."""
    if not SHAPES[part]:
        return {"shape": ""}
    size = {"reported": 6, "judged": 5}[part]
    return {"shape": SHAPES[part], "fgcolor": colour, "bgcolor": tokens(theme).page, "size": size, "solidity": 0.45}


def textured_bars(bars: Trace, codes: Sequence[str], grades: Grades, theme: str) -> list[Trace]:
    """Split bars into their parts, laid end to end; they keep what they say and answer."""
    colours, starts = list(bars["marker"]["color"]), [0.0] * len(codes)
    found = []
    for place, part in enumerate(PARTS):
        sizes = [float(value) * parts_of(grades, code)[place] for value, code in zip(bars["x"], codes, strict=True)]
        marker = {
            "color": colours,
            "pattern": pattern(part, colours, theme),
            "line": {"width": 1, "color": colours},
        }
        one = remade(bars, x=sizes, base=list(starts), text=None, marker={**bars["marker"], **marker})
        starts = [start + size for start, size in zip(starts, sizes, strict=True)]
        found.append(one)
    return found


def textured_band(band: Trace, parts: tuple[float, float, float], colour: str, theme: str) -> list[Trace]:
    """Split a stacked band into its parts, the best grade at the bottom."""
    return [
        remade(
            band,
            y=[value * share for value in band["y"]],
            fillpattern=pattern(part, colour, theme),
            hovertemplate=None,
            hoverinfo="skip" if place else "text",
            text=[band["name"]] * len(band["y"]),
        )
        for place, (part, share) in enumerate(zip(PARTS, parts, strict=True))
    ]


def key(theme: str) -> tuple[tuple[str, str], ...]:
    """The key of the textures: a swatch and words for each."""
    ink, page = tokens(theme).muted, tokens(theme).page
    swatches = {
        "strong": ink,
        "reported": f"repeating-linear-gradient(135deg, {ink} 0 2px, {page} 2px 5px)",
        "judged": f"radial-gradient({ink} 35%, {page} 40%) 0 0 / 5px 5px",
    }
    return tuple((swatches[part], WORDS[part]) for part in PARTS)
