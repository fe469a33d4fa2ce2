"""How much room words take in the type of the deck, so that none run over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

POINTS = 72.0  # an inch
LINE = 1.2  # of the size of the type
BOLD = 1.07
SPARE = 1.02  # for types that stand in where a machine lacks this one
# Widths of the letters from space to ~ in Arial, in thousandths of its size; others are taken as wide ones.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
    "556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 "
    "722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 "
    "500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
WIDTHS = {chr(32 + place): int(width) / 1000 for place, width in enumerate(_WIDTHS.split())}
WIDTHS |= {"\u00a0": WIDTHS[" "], "\u2011": WIDTHS["-"]}
OTHERS = 0.7
MARK = "…"


# How wide other types are beside Arial; those that are not named are taken as wide ones.
FACES = {"arial": 1.0, "helvetica": 1.0, "calibri": 0.92, "times new roman": 0.93, "segoe ui": 1.02, "tahoma": 1.0}
FACES |= {"verdana": 1.2, "georgia": 1.1, "cambria": 0.98, "aptos": 1.0, "century gothic": 1.12}
WIDE_FACE = 1.12
_factor: ContextVar[float] = ContextVar("factor", default=1.0)


@contextmanager
def face(name: str) -> Iterator[None]:
    """Measure in another type within a block."""
    before = _factor.set(FACES.get(name.casefold(), WIDE_FACE))
    try:
        yield
    finally:
        _factor.reset(before)


def width(text: str, size: float, bold: bool = False) -> float:
    """Inches that a line takes. size: of the type, in points."""
    wide = SPARE * _factor.get() * (BOLD if bold else 1.0)
    return sum(WIDTHS.get(letter, OTHERS) for letter in text) * size * wide / POINTS


def lines(text: str, size: float, inches: float, bold: bool = False) -> int:
    """How many lines a text takes in a column; a word that is longer than a line is broken."""
    count = 0
    for paragraph in text.split("\n"):
        room, count = inches, count + 1
        for word in paragraph.split(" "):
            needs = width(f"{word} ", size, bold)
            if needs > room and room < inches:
                room, count = inches, count + 1
            while needs > inches:
                needs, count = needs - inches, count + 1
            room -= needs
    return count


def height(text: str, size: float, inches: float, bold: bool = False) -> float:
    """Inches that a text takes down in a column."""
    return lines(text, size, inches, bold) * size * LINE / POINTS


def fitting(text: str, sizes: Iterable[float], inches: float, most: int, bold: bool = False) -> float:
    """The first of some sizes in which a text takes at most so many lines, else the last."""
    size = 0.0
    for size in sizes:
        if lines(text, size, inches, bold) <= most:
            break
    return size


def cut(text: str, size: float, inches: float, most: int, bold: bool = False) -> str:
    """A text cut at a word to so many lines, with a mark where it was."""
    if lines(text, size, inches, bold) <= most:
        return text
    words = text.split(" ")
    while words and lines(" ".join(words) + MARK, size, inches, bold) > most:
        words.pop()
    return " ".join(words).rstrip(",;:") + MARK if words else text[: int(inches * POINTS / size)] + MARK
