"""Room for the labels of axes, reserved before a chart is drawn.

Plotly measures labels once they stand and draws a chart a second time where its margins are too small for them. An
estimate that is seldom too small saves that time; where it is too small, Plotly still mends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any

NARROW, WIDE = "iIjlftr.,:;'|!()[] ", "mwMW@%"
LETTER_SHARE = {NARROW: 0.34, WIDE: 0.86}  # of the size of the type, in the bundled family
OTHER_LETTERS, CAPITALS = 0.5, 0.6
PAD = 20
STEPS = 6  # labels that Plotly gives an axis of usual length, about


def width_of(text: str, size: float) -> float:
    """Estimate how many pixels a line takes in the house type of a size; seldom less than it does."""
    return size * sum(
        next((share for letters, share in LETTER_SHARE.items() if letter in letters), None)
        or (CAPITALS if letter.isupper() else OTHER_LETTERS)
        for letter in text
    )


def with_margins(margin: Mapping[str, float], across: Mapping[str, Any], up: Mapping[str, Any]) -> dict[str, float]:
    """Return a margin in which the labels of both axes fit."""
    found = dict(margin)
    wide, tall = _size(up)[0], _size(across)[1]
    if up.get("automargin") and wide:
        found["l"] = max(found["l"], round(wide) + PAD)
    if across.get("automargin") and tall:
        side = "t" if across.get("side") == "top" else "b"
        found[side] = max(found[side], round(tall) + PAD)
        found["r"] = max(found["r"], 20)  # half of the last label stands beyond the axis
    if wide and "range" in up and not up.get("ticktext"):  # half of the topmost label
        found["t"] = max(found["t"], 20)
    return found


def _size(axis: Mapping[str, Any]) -> tuple[float, float]:
    """Width and height in pixels that the labels of an axis take, nothing where it has none."""
    if axis.get("showticklabels") is False:
        return 0.0, 0.0
    size = axis["tickfont"]["size"]
    lines = [str(text).split("<br>") for text in axis.get("ticktext") or [_longest(axis)]]
    wide, tall = max(width_of(line, size) for found in lines for line in found), 1.3 * size * max(map(len, lines))
    return (tall, wide) if abs(axis.get("tickangle", 0)) == 90 else (wide, tall)


def _longest(axis: Mapping[str, Any]) -> str:
    """A label as long as those that Plotly will choose for the range of an axis."""
    low, high = axis.get("range") or (0.0, 0.1)
    step = abs(high - low) / STEPS or 1.0
    digits = max(0, -floor(log10(step)))
    sign = "$" * axis.get("tickformat", "").startswith("$")
    return f"{sign}{max(low, high, key=abs):,.{digits}f}{axis.get('ticksuffix', '')}"
