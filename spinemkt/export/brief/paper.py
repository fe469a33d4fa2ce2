"""The document between the pages of the app and a file: parts that PDF and Word render, each in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from spinemkt.export.printable import printable

_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Heading:
    """A heading. level: 1 (of the whole), 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Words. look: '' (running text), 'lead' (the answer), 'small' (what something rests on).

    cites: numbers of sources that end its last sentence, each a link.
    """

    text: str
    look: str = ""
    cites: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]


@dataclass(frozen=True)
class Headline:
    """A headline number: what it is, its value, its range, how it changes, and the grades behind it."""

    label: str
    value: str
    reach: str
    change: str
    evidence: str


@dataclass(frozen=True)
class Headlines:
    """Headline numbers side by side."""

    items: Sequence[Headline]


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG and its words. width: in pixels. key: (colour, words) of each class that marks cannot say."""

    name: str
    svg: bytes
    width: int
    height: int
    title: str
    subtitle: str
    alt: str
    key: Sequence[tuple[str, str]]
    source: str


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows of cells, the share of the width of each column.

    numbers: columns set to the right. cites: columns of numbers of sources, each a link.
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numbers: frozenset[int] = frozenset()
    cites: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sources:
    """Sources in the order of their numbers, from 1 on."""

    items: Sequence[str]


@dataclass(frozen=True)
class Code:
    """Lines of Python."""

    lines: str


@dataclass(frozen=True)
class Beside:
    """Two columns. share: of the width that the left one takes."""

    left: Sequence[Part]
    right: Sequence[Part]
    share: float = 0.5


Part = Heading | Paragraph | Bullets | Headlines | Drawing | Grid | Sources | Code | Beside


@dataclass(frozen=True)
class Paper:
    """A document. state: what it shows, in a line; pages: those of the board, each kept on one; annex: what follows."""

    title: str
    kind: str
    state: str
    foot: str
    pages: Sequence[Sequence[Part]]
    annex: Sequence[Part]

    @property
    def drawings(self) -> list[Drawing]:
        """Every drawing, in order."""
        return [part for page in (*self.pages, self.annex) for part in flat(page) if isinstance(part, Drawing)]


def flat(parts: Sequence[Part]) -> list[Part]:
    """Parts in reading order, those of columns one after another."""
    found: list[Part] = []
    for part in parts:
        found += [*flat(part.left), *flat(part.right)] if isinstance(part, Beside) else [part]
    return found


def printed(part: _Kept) -> _Kept:
    """Return a document or a part of one in which every text can be held by any file, as `printable` says."""
    return _printed(part)


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return tuple(map(_printed, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _printed(getattr(value, each.name)) for each in fields(value)})
    return value
