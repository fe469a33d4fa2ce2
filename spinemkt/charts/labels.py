"""Where names go beside marks: moved apart as little as possible, or into what room is free."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from spinemkt.charts.palette import tokens

LABEL_LETTERS = 17
LETTER, LINE = 6.6, 16  # pixels of a letter and of a line of 12-pixel type, on the wide side
NARROWEST = 300  # pixels across a chart on a phone; what fits there fits everywhere


def dodge(positions: Sequence[float], gap: float | Sequence[float], low: float, high: float) -> list[float]:
    """Move label positions apart, as little as possible, inside low..high; order is kept.

    gap: the room of every label, or of each; two neighbours end up at least the mean of their rooms apart.
    """
    rooms = [gap] * len(positions) if isinstance(gap, int | float) else list(gap)
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed, floor = [], low
    for index, after in zip_longest(order, order[1:]):
        placed.append(max(positions[index], floor))
        floor = placed[-1] + (rooms[index] + rooms[after]) / 2 if after is not None else floor
    ceiling = high
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], ceiling)
        if place:
            ceiling = placed[place] - (rooms[order[place]] + rooms[order[place - 1]]) / 2
    moved = dict(zip(order, placed, strict=True))
    return [moved[index] for index in range(len(positions))]


def end_labels(
    x: float,
    names: Sequence[str],
    positions: Sequence[float],
    theme: str,
    top: float,
    height: int,
    marks: Sequence[str] = (),
) -> tuple[list[dict[str, Any]], int]:
    """Return annotations that name each series at its right end, moved apart, and the margin in pixels they need.

    marks: what stands before each name, in the form of Plotly's text. A series without a name has none.
    """
    said = [index for index, name in enumerate(names) if name]
    names, positions = [names[index] for index in said], [positions[index] for index in said]
    marks = [marks[index] for index in said] if marks else ()
    wrapped = [folded(name) for name in names]
    pixel = top / max(height - 60, 1)
    rooms = [pixel * (17 * len(lines) + 1) for lines in wrapped]
    order = sorted(range(len(names)), key=lambda index: positions[index])
    low, high = ((len(wrapped[order[end]]) - 1) * pixel * 8.5 if names else 0.0 for end in (0, -1))
    placed = dodge(positions, rooms, pixel * 9 + low, top - high)
    longest = max((len(line) for lines in wrapped for line in lines), default=0)
    notes = [
        {
            "x": x,
            "y": y,
            "text": mark + "<br>".join(escape(line, quote=False) for line in lines),
            "align": "left",
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 6,
            "showarrow": False,
            "font": {"color": tokens(theme).text, "size": 13},
        }
        for lines, y, mark in zip(wrapped, placed, marks or [""] * len(names), strict=True)
    ]
    return notes, 16 + round(7.1 * longest) + (16 if marks else 0)


def folded(name: str, letters: int = LABEL_LETTERS) -> list[str]:
    """Break a name into lines of at most so many letters; a longer word stays whole."""
    return wrap(name, letters, break_long_words=False) or [""]


def clipped(name: str, lines: int, letters: int = LABEL_LETTERS) -> str:
    """Cut a name, and any word of it that fills no line, to what fits so many lines."""
    found = wrap(name, letters, break_long_words=True)
    if len(found) <= lines and max(map(len, name.split()), default=0) <= letters:
        return name
    last = found[min(lines, len(found)) - 1]
    rest = f"{last[: letters - 1].rstrip()}\u2026" if len(found) > lines else last
    return " ".join([*found[: min(lines, len(found)) - 1], rest])


def beside_points(
    across: Sequence[float], up: Sequence[float], radii: Sequence[float], names: Sequence[str], height: float
) -> list[str]:
    """Choose the side of each point on which its name meets no other name or point, '' where there is none.

    across and up: 0 to 1 of the plot; radii in pixels. The first names have the choice; a phone's width decides.
    """
    spots = [(x * NARROWEST, (1 - y) * height, radius) for x, y, radius in zip(across, up, radii, strict=True)]
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in spots]
    sides = []
    for (x, y, radius), name in zip(spots, names, strict=True):
        lines = name.split("<br>")
        wide, tall = max(map(len, lines)) * LETTER, len(lines) * LINE
        gap = radius + 3
        boxes = {
            "middle right": (x + gap, y - tall / 2, x + gap + wide, y + tall / 2),
            "middle left": (x - gap - wide, y - tall / 2, x - gap, y + tall / 2),
            "top center": (x - wide / 2, y - gap - tall, x + wide / 2, y - gap),
            "bottom center": (x - wide / 2, y + gap, x + wide / 2, y + gap + tall),
            "top right": (x + gap / 2, y - gap - tall, x + gap / 2 + wide, y - gap),
            "top left": (x - gap / 2 - wide, y - gap - tall, x - gap / 2, y - gap),
            "bottom right": (x + gap / 2, y + gap, x + gap / 2 + wide, y + gap + tall),
            "bottom left": (x - gap / 2 - wide, y + gap, x - gap / 2, y + gap + tall),
        }
        free = [
            side
            for side, box in boxes.items()
            if name
            and box[0] >= 0
            and box[2] <= NARROWEST
            and box[1] >= 0
            and box[3] <= height
            and not any(_meet(box, other) for other in taken)
        ]
        sides.append(free[0] if free else "")
        if free:
            taken.append(boxes[free[0]])
    return sides


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
