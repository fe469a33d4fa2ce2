"""A text that keeps its figures: plain words for titles and files, and the figure behind each number in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from string import Formatter

from spinemkt.figures.figure import SIZES, Figure, parted
from spinemkt.wording import inside


@dataclass(frozen=True)
class Text:
    """Words in pieces; a piece that shows a figure has it beside."""

    pieces: tuple[tuple[str, Figure | None], ...] = ()

    def __str__(self) -> str:
        return "".join(words for words, _ in self.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __add__(self, other: Text | str) -> Text:
        return Text((*self.pieces, *as_text(other).pieces))

    def __radd__(self, other: str) -> Text:
        return as_text(other) + self

    @property
    def inside(self) -> Text:
        """The same inside a sentence: with a small first letter, as `wording.inside` writes it."""
        (words, figure), *rest = self.pieces
        return Text(((inside(words), figure), *rest))

    @property
    def figures(self) -> list[Figure]:
        """The figures in their order."""
        return [figure for _, figure in self.pieces if figure is not None]


def say(template: str, **parts: object) -> Text:
    """Return a text from a template, {name} or {name:style}; a part may be a figure, a text, or any other value."""
    found = Text()
    for words, name, style, _ in Formatter().parse(template):
        found += words
        if name is not None:
            part = parts[name]
            found += shown(part, style or "") if isinstance(part, Figure) else as_text(part)
    return found


def shown(figure: Figure, style: str = "") -> Text:
    """Return a figure as a text. style: as in `styled`, its digits for these words only; empty for the figure's own.

    A style that says only the size of a signed figure is not kept.
    """
    words = format(figure, style)
    size_alone = figure.kind.startswith("signed ") and style.startswith("size ")
    own = not style or size_alone or figure.kind in SIZES
    kept = figure.style if own else parted(style)[0]
    return Text(((words, replace(figure, shown=words, style=kept)),))


def worded(figure: Figure, words: str, full: str = "") -> Text:
    """Return a figure as a text in words of one's own. full: what the figure says of itself, where that is more."""
    return Text(((words, replace(figure, shown=full or words)),))


def unit_once(*figures: Figure, style: str = "") -> tuple[Text, ...]:
    """Return figures as texts, each without its unit where the last one says the same: 5.9 and 13.6 bn USD."""
    full = [format(figure, style) for figure in figures]
    unit = full[-1].partition(" ")[2]
    bare = [words.removesuffix(f" {unit}") if unit and words.endswith(f" {unit}") else words for words in full[:-1]]
    return tuple(map(worded, figures, [*bare, full[-1]], full))


def interval(
    figure: Figure,
    low: float,
    high: float,
    word: str = "and",
    style: str = "",
    levels: tuple[float, float] = (0.1, 0.9),
) -> Text:
    """Return the ends of a range of a figure over its draws, the unit once: 12.6 and 25.4 bn USD."""
    ends = [replace(figure.at(level), value=value) for level, value in zip(levels, (low, high), strict=True)]
    first, last = unit_once(*ends, style=style)
    return first + f" {word} " + last


def as_text(part: object) -> Text:
    """Return words, or anything that str writes, as a text without figures; a text as it is."""
    if isinstance(part, Text):
        return part
    words = str(part)
    return Text(((words, None),) if words else ())


def chained(parts: Iterable[Text | str], between: str) -> Text:
    """Join texts with the same words between them."""
    found = Text()
    for place, part in enumerate(parts):
        found += as_text(between if place else "") + part
    return found


def join(parts: Iterable[Text | str], last: str = "and") -> Text:
    """Join texts as a sentence does: a, b and c; last may be 'or'."""
    *first, final = list(parts) or [Text()]
    return chained(first, ", ") + f" {last} " + final if first else as_text(final)
