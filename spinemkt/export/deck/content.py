"""What a slide holds, before it is laid out: exhibits, tables, lists and headline numbers, all taken from documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.documents.blocks import Cell, Row, Table, Words
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, chained
from spinemkt.scenario.scenario import Scenario

_ENDS = re.compile(r"(?<=[.!?]) (?=[A-Z0-9])")  # of sentences


@dataclass(frozen=True)
class Graph:
    """A chart. headed: its title and exhibit line stand above it, since they are not those of the slide.

    form: '' (as it is drawn), 'doughnut' (the parts that its key tells) or 'differences' (its second panel).
    """

    key: str
    chart: Chart
    headed: bool = True
    form: str = ""


@dataclass(frozen=True)
class Grid:
    """A table; a row of one cell is the heading of those below it. numbers: columns aligned to the right.

    widths: of the columns, as shares; equal where there are none. whole: how many rows there are, where not all of
    them were given.
    """

    key: str
    heads: Sequence[Words]
    rows: Sequence[Sequence[Words]]
    title: Words = ""
    numbers: frozenset[int] = frozenset()
    widths: Sequence[float] = ()
    whole: int = 0


@dataclass(frozen=True)
class Sentences:
    """A short list of sentences under a heading."""

    key: str
    sentences: Sequence[Words]
    heading: str = ""


@dataclass(frozen=True)
class Numbers:
    """Headline numbers with their ranges."""

    key: str
    tiles: Sequence[Tile]
    ranges: Sequence[Spread | None] = ()


@dataclass(frozen=True)
class Boxes:
    """Steps of which each feeds the next: (name, words, muted words)."""

    key: str
    steps: Sequence[tuple[str, str, Words]]


Part = Graph | Grid | Sentences | Numbers | Boxes
Column = tuple[float, Sequence[tuple[float, Part]]]  # share of the width, and of the height of each part


@dataclass(frozen=True)
class Slide:
    """One slide: its title, the line under it, its parts in columns, and what it rests on.

    top: a part above the columns, and its share of the height. measure: what it rests on. view: that of its figures.
    runs: scenarios that they name.
    """

    key: str
    section: str
    title: Words
    columns: Sequence[Column]
    exhibit: Words = ""
    top: tuple[float, Part] | None = None
    sources: str = ""
    view: View = field(default_factory=View)
    runs: Mapping[str, Scenario] = field(default_factory=dict)

    @property
    def parts(self) -> list[Part]:
        """Every part, from left to right."""
        above = [self.top[1]] if self.top else []
        return [*above, *(part for _, parts in self.columns for _, part in parts)]

    @property
    def figures(self) -> list[Figure]:
        """The figures of its words, each once: of the title first."""
        texts: list[Words] = [self.title, self.exhibit]
        for part in self.parts:
            if isinstance(part, Graph):
                texts += [part.chart.title]
            elif isinstance(part, Numbers):
                texts += [tile.value for tile in part.tiles]
            elif isinstance(part, Sentences):
                texts += part.sentences
        found = [figure for text in texts for figure in as_text(text).figures]
        return list({repr((figure.expression, figure.shown)): figure for figure in found}.values())


def grid(table: Table, key: str = "", widths: Sequence[float] = ()) -> Grid:
    """A document's table for a slide; what stands under a cell's words comes after them."""
    rows = [[_flat(cell) for cell in row] for row in table.rows]
    heads = [_flat(head) for head in table.heads]
    return Grid(key or table.key, heads, rows, table.title, table.numbers, widths)


def sentence(text: Words, place: int = 0) -> Text:
    """One sentence of a text that keeps its figures; the first, or that at a place; empty where there is none."""
    whole = as_text(text)
    ends = [found.end() for found in _ENDS.finditer(str(whole))]
    starts = [0, *ends]
    if place >= len(starts) or starts[place] >= len(str(whole)):
        return Text()
    return _between(whole, starts[place], ends[place] - 1 if place < len(ends) else len(str(whole)))


def _between(text: Text, first: int, last: int) -> Text:
    """The pieces of a text between two letters of it."""
    found, at = [], 0
    for words, figure in text.pieces:
        kept = words[max(first - at, 0) : max(last - at, 0)]
        found += [(kept, figure)] if kept else []
        at += len(words)
    return Text(tuple(found))


def unended(text: Words) -> Text:
    """A sentence as a title, without its full stop."""
    *first, (words, figure) = as_text(text).pieces or (("", None),)
    return Text((*first, (words.removesuffix("."), figure)))


def _unbroken(note: Words) -> Text:
    """A note in which no line ends between a minus and its number."""
    return Text(tuple((words.replace("-", "\u2011"), figure) for words, figure in as_text(note).pieces))


def _flat(cell: Row | Words | Cell) -> Words:
    """The words of a cell in one line."""
    if isinstance(cell, Cell):
        return chained((text for text in (cell.text, _unbroken(cell.note)) if text), " · ") if cell.note else cell.text
    if isinstance(cell, Text | str):
        return cell
    return chained((_flat(one) for one in cell if str(_flat(one))), "; ")
