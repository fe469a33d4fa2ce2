"""The blocks that a page is made of; a screen, a workbook or a deck renders them, each in its own way.

A page is a generator of blocks. Where it offers a choice, it yields a `Choice` and is sent back what was chosen, so
that one function says what a page shows whoever renders it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text
from spinemkt.scenario.scenario import Scenario

Words = Text | str


@dataclass(frozen=True, kw_only=True)
class Block:
    """view: the one its figures were made under; the page's own if none. runs: scenarios that its figures name."""

    view: View | None = None
    runs: Mapping[str, Scenario] = field(default_factory=dict)


Page = Generator[Block, Any, None]


@dataclass(frozen=True)
class Head(Block):
    """A page's question and its answer in one sentence; rendered at the top, whenever it comes."""

    question: str
    answer: Words


@dataclass(frozen=True)
class Section(Block):
    """The title of a section, and one line under it."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class Title(Block):
    """The title of a table or a list."""

    text: str


@dataclass(frozen=True)
class Note(Block):
    """One line. key: of its figures, where it has any.

    look: '' (muted), 'small', 'answer', 'said', 'entry', 'lead', 'dispute', 'warning' or 'swipe' (on a phone alone).
    """

    text: Words
    key: str = ""
    look: str = ""


@dataclass(frozen=True)
class Prose(Block):
    """A longer text in Markdown."""

    text: str


@dataclass(frozen=True)
class Points(Block):
    """Sentences as a short list. key: of the list, where a page has several. large: the heading is a section's."""

    sentences: Sequence[Words]
    heading: str = ""
    key: str = "point"
    large: bool = True


@dataclass(frozen=True)
class Tiles(Block):
    """Headline numbers. ranges: one of each, None while it is calculated; nothing where none is wanted."""

    tiles: Sequence[Tile]
    ranges: Sequence[Spread | None] = ()
    key: str = "tiles"


@dataclass(frozen=True)
class Bar:
    """A bar of `Bars`: its name, its number, its length as a share of the longest, its colour."""

    name: str
    number: Words
    share: float
    colour: str


@dataclass(frozen=True)
class Bars(Block):
    """Plain bars in groups under headings."""

    key: str
    groups: Sequence[tuple[str, Sequence[Bar]]]


@dataclass(frozen=True)
class Exhibit(Block):
    """A chart with its words, what it rests on, its table and its file; it is sent back the code of a selected mark.

    measure: what it rests on, the view's own if none. printed: what it rests on where that is not the model. yearly:
    makes the table of the file where that has more years than the chart. scenario: what the file says it shows.
    selects: marks can be selected. picture, foot: only the chart, or only what stands under it. loaded: the data it is
    of, where they are not the page's. narrow: the same as bars, where a screen is too narrow for the chart.
    """

    key: str
    chart: Chart
    measure: str = ""
    printed: str = ""
    scenario: str = ""
    yearly: Callable[[], pd.DataFrame] | None = None
    selects: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)
    picture: bool = True
    foot: bool = True
    loaded: Inputs | None = None
    narrow: Bars | None = None


@dataclass(frozen=True)
class Cell:
    """A cell of a table: words, and a muted note under them.

    look: '', 'mark', 'grade', 'unknown', 'blank', 'strong', 'narrow' (on a phone alone), 'ends' (words and note are the
    ends of an axis), 'used' (its place on an axis is the one in use), 'collision', 'dashed'. at: low end, value and
    high end on an axis from 0 to 1. line: the colour of the line that stands for it in a chart.
    """

    text: Words = ""
    note: Words = ""
    look: str = ""
    at: tuple[float, float, float] | None = None
    line: str = ""


Row = Sequence[Words | Cell | Sequence[Words | Cell]]


@dataclass(frozen=True)
class Table(Block):
    """A table of words; a cell is words, a Cell, or several of them as paragraphs.

    A row of one cell is the heading of those below it. name: what it is, for those who do not see it, where it has no
    title. look: names its column widths in the style sheet; several with spaces between. numbers: columns that are
    aligned to the right. named: the first cell of each row is its heading. narrow: what a phone does with it, 'stack'
    (each row a block), 'scroll', or '' (what its look says).
    """

    key: str
    heads: Sequence[Words | Cell]
    rows: Sequence[Row]
    title: str = ""
    subtitle: str = ""
    look: str = ""
    numbers: frozenset[int] = frozenset()
    named: bool = False
    narrow: str = "stack"
    name: str = ""


@dataclass(frozen=True)
class Cards(Block):
    """Steps one after another, each a card: its name, and lines. look of a line: as of a cell, or 'value', large."""

    key: str
    cards: Sequence[tuple[str, Sequence[Words | Cell]]]


@dataclass(frozen=True)
class File(Block):
    """A table to take away, and what it rests on. printed, scenario: as in `Exhibit`.

    header: what the file says of itself where that is not of the view; then nothing but printed stands beside it.
    prefix: of the name of its button.
    """

    key: str
    title: str
    frame: pd.DataFrame
    printed: str = ""
    scenario: str = ""
    header: Sequence[tuple[str, str]] = ()
    prefix: str = ""


@dataclass(frozen=True)
class DataTable(Block):
    """A long table that the reader can sort and search. title: what it is, for those who do not see it.

    widths: of columns in pixels, where a row below the first ones is longer than they are. asked: the column whose
    cells can be asked where they come from. figures: one of each of its cells.
    """

    key: str
    title: str
    frame: pd.DataFrame
    widths: Mapping[str, int] = field(default_factory=dict)
    asked: str = ""
    figures: Sequence[Figure | None] = ()


@dataclass(frozen=True)
class Definitions(Block):
    """Terms, and what is said of each: words, or a list of them.

    look: '' (two columns), 'words' (a glossary) or 'entry' (one thing found).
    """

    key: str
    items: Sequence[tuple[str, Words | Sequence[Words]]]
    look: str = ""


@dataclass(frozen=True)
class Steps(Block):
    """Steps of which each feeds the next: (name, words, muted words)."""

    key: str
    steps: Sequence[tuple[str, str, Words]]


@dataclass(frozen=True)
class Notice(Block):
    """What the reader should see first, under a title of its own. warns: there is something to mend."""

    title: str
    lines: Sequence[str]
    warns: bool = False


@dataclass(frozen=True)
class Progress(Block):
    """Where it is told how far what is made later has come. words: of `done` of `count` pieces of work."""

    words: str


@dataclass(frozen=True)
class Columns(Block):
    """Parts of a page side by side."""

    parts: Sequence[Page]


@dataclass(frozen=True)
class Details(Block):
    """A part of a page that is made once the reader opens it. subject: what it is of, for those who do not see it."""

    key: str
    label: str
    subject: str
    make: Callable[[], Page]


@dataclass(frozen=True)
class Tabs(Block):
    """Parts of a page of which one is open: title -> what makes it."""

    key: str
    parts: Mapping[str, Callable[[], Page]]


@dataclass(frozen=True)
class Choice(Block):
    """One of several options; the page is sent back the code chosen. form: 'list', 'buttons', 'pills' or 'switch'.

    options: code -> label. search: how typing finds one in a list, 'fuzzy' or 'contains'. typed: other names of
    countries are understood, too. linked: a link to the page holds the choice. follows: the key of an exhibit; a mark
    selected in it is chosen. marks: mark -> code, where they differ.
    """

    key: str
    label: str
    options: Mapping[Any, str]
    default: Any
    form: str = "list"
    help: str | None = None
    search: str = "fuzzy"
    typed: bool = False
    linked: bool = True
    follows: str = ""
    marks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices(Block):
    """Several choices in one row; the page is sent back their codes in order."""

    choices: Sequence[Choice]


@dataclass(frozen=True)
class Offer(Block):
    """Scenarios that the reader may open: (label, scenario). quiet: what else there is, beside what the page offers."""

    key: str
    scenarios: Sequence[tuple[str, Scenario]]
    quiet: bool = False


@dataclass(frozen=True)
class Link(Block):
    """The way to another page: its name, what its address says, and a small line under it."""

    page: str
    label: str
    query: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Control(Block):
    """A part that only an interface has, by its name: a form, an upload, a control that changes other pages."""

    name: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Beside(Block):
    """A control and, beside it, the part of a page that is made of its answer."""

    control: Control
    part: Callable[[Any], Page]


@dataclass(frozen=True)
class Empty(Block):
    """The filters leave nothing: said kindly, with the way back. text: what is said instead, without one."""

    text: str = ""


def _answer(choice: Choice, chosen: Mapping[str, Any]) -> Any:
    """What was chosen, or the default where that is not offered."""
    found = chosen.get(choice.key, choice.default)
    return found if choice.form == "switch" or found in choice.options else choice.default


def everything(page: Page, chosen: Mapping[str, Any] = MappingProxyType({})) -> Iterable[Block]:
    """Yield every block of a page, those inside columns and tabs too.

    chosen: answers to choices by key, and to controls by name; others are answered by their default, and by None.
    """
    reply: Any = None
    while True:
        try:
            block = page.send(reply)
        except StopIteration:
            return
        reply = None
        yield block
        match block:
            case Choice():
                reply = _answer(block, chosen)
            case Choices():
                reply = tuple(_answer(one, chosen) for one in block.choices)
            case Columns():
                for part in block.parts:
                    yield from everything(part, chosen)
            case Tabs():
                for make in block.parts.values():
                    yield from everything(make(), chosen)
            case Details():
                yield from everything(block.make(), chosen)
            case Control():
                reply = chosen.get(block.name)
            case Beside():
                yield from everything(block.part(chosen.get(block.control.name)), chosen)
