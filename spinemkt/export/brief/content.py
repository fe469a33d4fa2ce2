"""What the brief holds: parts of the documents of three pages, as they stand there, then the annex."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.scenarios.changes import moves
from spinemkt.analysis.uncertainty_views.sensitivity import ONE_AT_A_TIME
from spinemkt.charts.sensitivity import tornado_bars
from spinemkt.charts.style import Chart
from spinemkt.documents import blocks, growth_drivers, overview, sensitivity
from spinemkt.documents.blocks import Block, Cell, Words
from spinemkt.documents.studies import filters, swings
from spinemkt.documents.workspace import Workspace
from spinemkt.documents.workspace import blocks as made
from spinemkt.errors import ExportError
from spinemkt.export.brief import paper
from spinemkt.export.brief.assumptions import READING, Numbered, assumptions
from spinemkt.export.brief.paper import Part
from spinemkt.export.brief.python_lines import lines
from spinemkt.export.picture import drawing, height_of, rests_on, state, still, versions
from spinemkt.figures.text import as_text, interval
from spinemkt.scenario.scenario import BASELINE

TITLE = "The market for treating spinal metastases"
KIND = "Board brief"
RANGE = "80% range"
ANNEX = "Annex: the assumptions behind the figures"
RANKED = "Every assumption, ranked by influence"
NUMBERED = "Sources"
AGAIN = "How to make these figures again"
NOTICE = "Market information, not medical advice. Incidence: IARC/WHO, free with credit, not for sale."
HALF, LEFT = 520, 0.66  # pixels across a chart beside a column, and its share of the width
WIDE = 800  # pixels across a chart that takes the whole width
FLIPS = "point"  # the list of conclusions on the page of sensitivity
EVENTS, CHANGES = 4, 6  # of what changes places, and of a scenario, at most
BARS = 9  # of the tornado; the annex ranks all
LEAST_DRAWS = "80"  # ranges are drawn also where the reader's screen shows none

_Block = TypeVar("_Block", bound=Block)


def content(work: Workspace) -> paper.Paper:
    """Return the brief of a workspace: its scenario, view and data.

    Raises ExportError where the filters leave nothing, and where no browser is found that draws its charts.
    """
    work = replace(work, theme="light", ranges=work.ranges if work.parts else LEAST_DRAWS)
    if work.is_empty:
        raise ExportError("The filters leave nothing to write a brief of; loosen one of them.")
    size, drivers, sure = (made(page, work) for page in (overview.page, growth_drivers.page, sensitivity.page))
    numbered = Numbered(work.inputs)
    ranked = assumptions(work, numbered)
    found = paper.Paper(
        TITLE,
        KIND,
        state(work),
        f"{NOTICE} {versions(work)}",
        (_first(work, size, drivers), _second(work, size, sure)),
        _annex(work, size, sure, ranked, numbered),
    )
    return paper.printed(found)


def _first(work: Workspace, size: Sequence[Block], drivers: Sequence[Block]) -> list[Part]:
    """The answer, the headline numbers, the market over the years and what stands out in it, and what moves it."""
    head, tiles = _one(size, blocks.Head), _one(size, blocks.Tiles)
    over = _exhibit(size, "total") or _exhibit(size, "over_time")
    beside = [*_bullets(size, "point"), *_bullets(size, "change", EVENTS)]
    return [
        paper.Heading(str(head.question)),
        paper.Paragraph(str(head.answer), "lead"),
        *_scenario(work),
        paper.Headlines([_headline(*each) for each in _with_ranges(tiles)]),
        *([paper.Beside([_drawn(work, over, HALF)], beside, LEFT)] if over else beside),
        *(_moves(work, drivers) or _places(work, size)),
    ]


def _moves(work: Workspace, drivers: Sequence[Block]) -> list[Part]:
    """What moves the market between two years; nothing where the view has one year alone."""
    moves, bridge = _one(drivers, blocks.Head), _exhibit(drivers, "bridge")
    if not bridge:
        return []
    effects = [
        paper.Bullets([f"{name}: {words}" for name, words in _rows(table)]) for table in _tables(drivers, "effects")
    ]
    return [
        paper.Heading(str(moves.question)),
        paper.Paragraph(str(moves.answer), "lead"),
        paper.Beside([_drawn(work, bridge, HALF)], effects, LEFT),
    ]


def _places(work: Workspace, size: Sequence[Block]) -> list[Part]:
    """Where the market is."""
    found = _exhibit(size, "by_region")
    return [_drawn(work, found, WIDE)] if found else []


def _scenario(work: Workspace) -> list[Part]:
    """What the scenario is, and what it does against the base case; nothing for the base case itself."""
    if not work.scenario.changes:
        return []
    between = made(growth_drivers.page, work, {"between": "scenario"})
    moved = moves(work.scenario.changes, work.inputs, CHANGES)
    said = " ".join(filter(None, (work.scenario.story, str(_one(between, blocks.Head).answer))))
    return [paper.Paragraph(str(said)), paper.Paragraph(str(moved), "small")]


def _second(work: Workspace, size: Sequence[Block], sure: Sequence[Block]) -> list[Part]:
    """How certain the size is and what drives that, what would turn the conclusions round, and the claims."""
    certain, frame = _one(sure, blocks.Head), swings(work)
    found: list[Part] = [paper.Heading(str(certain.question)), paper.Paragraph(str(certain.answer), "lead")]
    if not frame.empty:
        bars = tornado_bars(frame.head(BARS), work.view, work.theme, filters(work, work.view))
        drawn = _picture("tornado", bars, HALF)
        beside = [*_bullets(size, "weak"), *_percentiles(sure)]
        found.append(paper.Beside([drawn, paper.Paragraph(ONE_AT_A_TIME, "small")], beside, LEFT))
    for points in [block for block in sure if isinstance(block, blocks.Points) and block.key == FLIPS]:
        found += [paper.Heading(_titled(sure, points), 3), *_bullets(sure, FLIPS)]
    for table in _tables(size, "claims"):
        claim, verdict, _, reversal = range(len(table.heads))
        of = f" ({BASELINE.lower()})" if work.scenario.changes else ""  # whatever scenario is shown
        found += [
            paper.Heading(f"{_section(size, table).title}{of}", 3),
            _grid(table, (0.36, 0.14, 0.5), (claim, verdict, reversal)),
        ]
    return found


def _section(found: Sequence[Block], table: Block) -> blocks.Section:
    """The section that a block stands in."""
    return next(block for block in reversed(found[: found.index(table)]) if isinstance(block, blocks.Section))


def _percentiles(sure: Sequence[Block]) -> list[Part]:
    """Where the outcome may lie, in words and in amounts, under the title of that table."""
    found: list[Part] = []
    for table in _tables(sure, "percentiles"):
        _, value, words = range(len(table.heads))
        found += [paper.Heading(_titled(sure, table), 3), _grid(table, (0.66, 0.34), (words, value))]
    return found


def _titled(found: Sequence[Block], block: Block) -> str:
    """The title that stands above a block."""
    return str(next(one.text for one in reversed(found[: found.index(block)]) if isinstance(one, blocks.Title)))


def _annex(
    work: Workspace, size: Sequence[Block], sure: Sequence[Block], ranked: paper.Grid, numbered: Numbered
) -> list[Part]:
    found: list[Part] = [paper.Heading(ANNEX, 1)]
    for table in _tables(size, "claims"):
        section = _section(size, table)
        found += [paper.Heading(section.title), paper.Paragraph(section.text, "small")]
        found.append(_grid(table, (0.2, 0.1, 0.37, 0.33)))
    view = work.view
    cases = f"{READING} {support(work.inputs, view.measure.name, view.where()).line()} Cases: sources"
    found += [paper.Heading(RANKED), paper.Paragraph(_by_grade(sure), "small")]
    found += [paper.Paragraph(cases, "small", numbered.registries()), ranked]
    found += [paper.Heading(AGAIN), paper.Code(lines(work, _one(size, blocks.Tiles)))]
    return [*found, paper.Heading(NUMBERED), numbered.listed()]


def _by_grade(sure: Sequence[Block]) -> str:
    """The note between the section of key assumptions and its table: how the variance divides by grade."""
    place = next(at for at, block in enumerate(sure) if isinstance(block, blocks.Table) and block.key == "weak_grid")
    return str(next(block.text for block in reversed(sure[:place]) if isinstance(block, blocks.Note)))


# From blocks to parts.


def _one(found: Iterable[Block], kind: type[_Block]) -> _Block:
    return next(block for block in found if isinstance(block, kind))


def _tables(found: Iterable[Block], key: str) -> list[blocks.Table]:
    return [block for block in found if isinstance(block, blocks.Table) and block.key == key]


def _exhibit(found: Iterable[Block], key: str) -> blocks.Exhibit | None:
    """The chart of a key, where it has something to draw."""
    kept = [block for block in found if isinstance(block, blocks.Exhibit) and block.key == key]
    return next((one for one in kept if not one.chart.frame.empty and not one.chart.alone), None)


def _bullets(found: Sequence[Block], key: str, most: int | None = None) -> list[Part]:
    """The list of a key, or its first sentences, under its heading or that of the section it stands in."""
    for place, block in enumerate(found):
        if isinstance(block, blocks.Points) and block.key == key:
            before = found[place - 1] if place else None
            section = before.title if isinstance(before, blocks.Section) else ""
            heading = block.heading or section
            title = [paper.Heading(str(heading), 3)] if heading else []
            return [*title, paper.Bullets([str(one) for one in block.sentences[:most]])]
    return []


def _with_ranges(tiles: blocks.Tiles) -> Iterable[tuple[Any, Any]]:
    return zip(tiles.tiles, tiles.ranges or [None] * len(tiles.tiles), strict=True)


def _headline(tile: Any, spread: Any) -> paper.Headline:
    reach = ""
    if spread is not None:
        figure, *_ = as_text(tile.value).figures
        low, high = spread.likely()
        reach = f"{RANGE} {interval(figure, low, high, 'to', '' if figure.measure.money else 'count')}"
    return paper.Headline(*map(str, (tile.label, tile.value, reach, tile.change, tile.evidence)))


def _drawn(work: Workspace, exhibit: blocks.Exhibit, width: int) -> paper.Drawing:
    return _picture(exhibit.key, exhibit.chart, width, rests_on(exhibit, work))


def _picture(name: str, chart: Chart, width: int, source: str = "") -> paper.Drawing:
    return paper.Drawing(
        name,
        drawing(chart, width),
        width,
        height_of(chart),
        str(chart.title),
        still(chart),
        str(chart.alt),
        [(fill, str(words)) for fill, words in chart.key],
        str(source),
    )


def _grid(table: blocks.Table, widths: Sequence[float], columns: Sequence[int] = ()) -> paper.Grid:
    """A table in shares of the width. columns: which of its columns are kept, all if none are named."""
    kept = columns or range(len(table.heads))
    rows = [[row[place] for place in kept] for row in _rows(table)]
    numbers = frozenset(at for at, place in enumerate(kept) if place in table.numbers)
    return paper.Grid(table.key, [_cell(table.heads[place]) for place in kept], rows, widths, numbers)


def _rows(table: blocks.Table) -> list[list[str]]:
    return [[_cell(cell) for cell in row] for row in table.rows]


def _cell(cell: Words | Cell | Sequence[Words | Cell]) -> str:
    if isinstance(cell, list | tuple):
        return "\n".join(_cell(one) for one in cell)
    if isinstance(cell, Cell):
        return str("\n".join(filter(None, (str(cell.text), str(cell.note)))))
    return str(cell)
