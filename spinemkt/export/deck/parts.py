"""The parts of a slide, each put into a box: charts, tables, lists, headline numbers, steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from spinemkt.analysis.uncertainty_views.spread import likely
from spinemkt.charts.palette import LIGHT
from spinemkt.documents.blocks import Words
from spinemkt.export.deck import fit, marks, shades
from spinemkt.export.deck.content import Boxes, Graph, Grid, Numbers, Part, Sentences
from spinemkt.export.deck.drawings import Drawn, read, second_title
from spinemkt.export.deck.looks import Room
from spinemkt.export.deck.native import NATIVE, ROW, dress, keyed
from spinemkt.export.deck.paper import Paper
from spinemkt.export.deck.shapes import KEY_LINE, Box, block, draw, write_key
from spinemkt.export.deck.sheets import kind_and_data
from spinemkt.export.deck.tables import cells, exhibit_table, laid, more_rows, tabulate
from spinemkt.figures.text import as_text

HEADING, SMALL = 12.0, 9.0
LISTED = (12.0, 11.0, 10.0)
_BULLET, _SPACE = 0.18, 0.07
BELOW = 0.06  # inches under a chart, into which an office may let the last name of an axis run
_SHORT = 0.3  # inches of a bar, below which its type is small
_DONE_ON_SCREEN = ("click ", "select ")  # what a reader of slides cannot do


@dataclass
class Page:
    """A slide that is being laid out; the words that were written and the charts that were drawn on it, by name."""

    slide: Any
    paper: Paper
    key: str
    words: dict[str, marks.Written] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def write(
        self,
        part: str,
        text: Words,
        box: Box,
        size: float,
        *,
        bold: bool = False,
        colour: str = LIGHT.text,
        most: int = 99,
    ) -> float:
        """Write a text into a box of its own, cut to so many lines; return the inches that it takes down."""
        left, top, width, _ = box
        said = str(as_text(text))
        kept = fit.cut(said, size, width, most, bold)
        tall = fit.height(kept, size, width, bold)
        shape = self.slide.shapes.add_textbox(*map(Inches, (left, top, width, tall)))
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for place, line in enumerate(kept.split("\n")):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = line, Pt(size), bold
            shades.paint(run.font, colour)
        self.note(shape, part, text if kept == said else kept)
        return tall

    def note(self, shape: Any, part: str, text: Words) -> None:
        """Name an object, and remember the words in it."""
        key = f"{self.key}/{part}"
        marks.mark(shape, key, str(as_text(text)))
        self.words[key] = marks.written(text)


def quiet(text: Words) -> Words:
    """An exhibit line without what can be done on a screen alone."""
    if not isinstance(text, str):
        return text
    return "; ".join(part for part in text.split("; ") if not part.startswith(_DONE_ON_SCREEN))


def place(page: Page, part: Part, box: Box) -> None:
    """Put one part into a box."""
    _PLACED[type(part)](page, part, box)


def natural(part: Part, width: float, most: float) -> float | None:
    """Inches that a part takes down in a column where it has no more than `most`; None where it fills any room."""
    if isinstance(part, Sentences):
        head = fit.height(part.heading, HEADING, width, bold=True) + 0.08 if part.heading else 0.0
        needs = next((n for size in LISTED if (n := _listed(part, size, width)) + head <= most), most)
        return min(most, needs + head)
    if isinstance(part, Grid):
        head = fit.height(str(as_text(part.title)), HEADING, width, bold=True) + 0.06 if part.title else 0.0
        return min(most, sum(laid(part, (0.0, 0.0, width, most - head))[1]) + head)
    return None


def _graph(page: Page, part: Graph, box: Box) -> None:
    left, top, width, height = box
    chart = part.chart
    if part.headed:
        title = second_title(chart) if part.form == "differences" else chart.title
        used = page.write(f"{part.key}/title", title, (left, top, width, 0.0), HEADING, bold=True, most=2)
        line = quiet(chart.subtitle) if not part.form else ""
        said = page.words.get(f"{page.key}/exhibit")
        if line and not (said and said.text == str(as_text(line))):
            under = (left, top + used + 0.02, width, 0.0)
            used += 0.02 + page.write(f"{part.key}/line", line, under, SMALL, colour=LIGHT.muted, most=2)
        top, height = top + used + 0.06, height - used - 0.06
    drawn = read(chart, part.form)
    key = f"{page.key}/{part.key}"
    if drawn.kind in NATIVE:
        _native(page, part, drawn, (left, top, width, height))
    elif drawn.kind == "table":
        table = tabulate(page.slide, exhibit_table(part.key, chart, {}), (left, top, width, height), key, chart.alt)
        page.words[key] = marks.Written(cells(table))
    else:
        group = page.slide.shapes.add_group_shape()
        draw(group, chart, drawn, (left, top, width, height))
        marks.mark(group, key, chart.alt)


def _native(page: Page, part: Graph, drawn: Drawn, box: Box) -> None:
    left, top, width, height = box
    key = [(colour, str(words)) for colour, words in part.chart.key]
    if keyed(drawn) and part.form != "differences":
        key = [(one.colours[0], one.name) for one in drawn.series]
    if part.form == "differences":
        key = []
    if key and drawn.kind in ("bars", "tornado", "lines", "points"):
        group = page.slide.shapes.add_group_shape()
        rows = write_key(group, key, (left, top + height, width, 0.0))
        marks.mark(group, f"{page.key}/{part.key}/key", "; ".join(words for _, words in key))
        height -= rows * KEY_LINE
    count = len(drawn.categories)
    fits = int(height / ROW)
    if drawn.kind == "bars" and count > fits:
        fits = int((height - ROW) / ROW)
        said = more_rows(count - fits)
        height -= page.write(
            f"{part.key}/more", said, (left, top + height - 0.16, width, 0.0), SMALL, colour=LIGHT.muted
        )
        drawn = first_rows(drawn, fits)
    size = SMALL if drawn.kind in ("bars", "tornado") and min(count, fits) * _SHORT > height else 10.0
    height -= BELOW
    kind, data = kind_and_data(drawn)
    frame = page.slide.shapes.add_chart(kind, *map(Inches, (left, top, width, height)), data)
    dress(frame.chart, drawn, Room(width, height, size))
    marks.mark(frame, f"{page.key}/{part.key}", part.chart.alt)
    page.drawn[f"{page.key}/{part.key}"] = drawn


def first_rows(drawn: Drawn, count: int) -> Drawn:
    """The first rows of a chart of bars."""
    series = [
        replace(one, values=one.values[:count], colours=one.colours[:count], hatched=one.hatched[:count])
        for one in drawn.series
    ]
    return replace(drawn, categories=drawn.categories[:count], series=series, labels=drawn.labels[:count])


def _grid(page: Page, part: Grid, box: Box) -> None:
    left, top, width, height = box
    if part.title:
        used = page.write(f"{part.key}/title", part.title, (left, top, width, 0.0), HEADING, bold=True, most=2) + 0.06
        top, height = top + used, height - used
    name = str(as_text(part.title)) or part.key.replace("_", " ")
    key = f"{page.key}/{part.key}"
    page.words[key] = marks.Written(
        cells(tabulate(page.slide, part, (left, top, width, height), key, f"Table: {name}"))
    )


def _listed(part: Sentences, size: float, width: float) -> float:
    return sum(fit.height(str(as_text(text)), size, width - _BULLET) + _SPACE for text in part.sentences)


def _sentences(page: Page, part: Sentences, box: Box) -> None:
    left, top, width, height = box
    bottom = top + height
    if part.heading:
        top += page.write(f"{part.key}/heading", part.heading, (left, top, width, 0.0), HEADING, bold=True) + 0.08
    size = next((size for size in LISTED if _listed(part, size, width) <= bottom - top + 0.01), LISTED[-1])
    for number, text in enumerate(part.sentences, 1):
        if top + fit.height(str(as_text(text)), size, width - _BULLET) > bottom + 0.02:
            break
        dot = block(page.slide, MSO_SHAPE.RECTANGLE, (left + 0.02, top + size / 72 * 0.42, 0.06, 0.06), LIGHT.accent)
        marks.mark(dot, f"{page.key}/{part.key}/{number}/dot", "Bullet")
        top += page.write(f"{part.key}/{number}", text, (left + _BULLET, top, width - _BULLET, 0.0), size) + _SPACE


Line = tuple[str, Words, float, bool, str]  # name, words, size, bold, colour


def _card(page: Page, key: str, lines: Sequence[Line], box: Box, alt: str, first: float = 0.0) -> None:
    """A frame with lines in it, cut to the room that it has. first: inches that the first line takes at least."""
    left, top, width, height = box
    frame = block(page.slide, MSO_SHAPE.RECTANGLE, box, LIGHT.panel)
    marks.mark(frame, f"{page.key}/{key}/frame", alt)
    at, inner, bottom = top + 0.07, width - 0.24, top + height - 0.05
    for name, text, size, bold, colour in lines:
        fits = int((bottom - at) / (size * fit.LINE / 72) + 0.01)
        if str(as_text(text)) and fits > 0:
            under = (left + 0.12, at, inner, 0.0)
            tall = page.write(f"{key}/{name}", text, under, size, bold=bold, colour=colour, most=fits)
            at += max(tall, first) + 0.03
            first = 0.0


def _numbers(page: Page, part: Numbers, box: Box) -> None:
    left, top, width, height = box
    wide = (width - 0.15 * (len(part.tiles) - 1)) / len(part.tiles)
    tallest = max(fit.height(str(as_text(tile.label)), 10.0, wide - 0.24) for tile in part.tiles)
    for number, tile in enumerate(part.tiles, 1):
        spread = part.ranges[number - 1] if number <= len(part.ranges) else None
        reach = likely(*spread.likely(), spread.spec) if spread else ""
        size = fit.fitting(str(as_text(tile.value)), (20.0, 18.0, 16.0, 14.0), wide - 0.24, 1, bold=True)
        lines: list[Line] = [
            ("label", tile.label, 10.0, False, LIGHT.muted),
            ("value", tile.value, size, True, LIGHT.accent),
            ("change", tile.change, 10.0, False, LIGHT.text),
            ("range", reach, SMALL, False, LIGHT.muted),
        ]
        at = (left + (number - 1) * (wide + 0.15), top, wide, height)
        _card(page, f"{part.key}/{number}", lines, at, f"Frame of {tile.label}", tallest)


def _boxes(page: Page, part: Boxes, box: Box) -> None:
    left, top, width, height = box
    across = 3 if len(part.steps) > 4 else 2
    down = -(-len(part.steps) // across)
    wide, tall = (width - 0.25 * (across - 1)) / across, (height - 0.14 * (down - 1)) / down
    for number, (name, words, muted) in enumerate(part.steps):
        at = (left + number % across * (wide + 0.25), top + number // across * (tall + 0.14), wide, tall)
        lines: list[Line] = [
            ("name", f"{number + 1}  {name}", 11.0, True, LIGHT.text),
            ("value", muted, 10.0, True, LIGHT.accent),
            ("words", words, SMALL, False, LIGHT.muted),
        ]
        _card(page, f"{part.key}/{number + 1}", lines, at, f"Frame of step {number + 1}, {name}")


_PLACED: dict[type, Callable[[Page, Any, Box], None]] = {
    Graph: _graph,
    Grid: _grid,
    Sentences: _sentences,
    Numbers: _numbers,
    Boxes: _boxes,
}
