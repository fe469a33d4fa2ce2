"""Pages as documents: what each says, as blocks, without an interface."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from spinemkt.analysis.view import View
from spinemkt.documents import (
    answers,
    compare,
    evidence,
    growth_drivers,
    landscape,
    modalities,
    opportunities,
    overview,
    pathway,
    reconcile,
    regions,
    segments,
    sensitivity,
)
from spinemkt.documents.blocks import (
    Bars,
    Block,
    Cards,
    Cell,
    Definitions,
    Exhibit,
    Head,
    Note,
    Page,
    Points,
    Steps,
    Table,
    Tabs,
    Tiles,
)
from spinemkt.documents.workspace import Workspace, blocks
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import BASELINE, Scenario

PAGES: dict[str, Callable[[Workspace], Page]] = {
    "overview": overview.page,
    "segments": segments.page,
    "regions": regions.page,
    "modalities": modalities.page,
    "pathway": pathway.page,
    "landscape": landscape.page,
    "compare": compare.page,
    "growth drivers": growth_drivers.page,
    "opportunities": opportunities.page,
    "sensitivity": sensitivity.page,
    "evidence": evidence.page,
    "answers": answers.page,
    "reconcile": reconcile.page,
}
STATES = {
    "default": (View(), ""),
    "one region, one cancer, nominal": (View(region=("europe",), primary=("breast",), money="nominal"), ""),
    "scenario, patients": (View(quantity="patients"), "Europe covers SBRT as Belgium did"),
    "one year": (View(years=(2030, 2030), year=2030), ""),
    "net revenue": (View(quantity="revenue", product_category=("implant_sets", "cement_kits")), ""),
}


SLOW = {"evidence", "sensitivity"}  # pages that are made in two states alone
CASES = [(page, state) for page in PAGES for number, state in enumerate(STATES) if page not in SLOW or number in (0, 2)]

EXACT, SINGLE = 1e-9, 5e-7  # relative; the tornado's amounts come from single precision


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def drawn(request: pytest.FixtureRequest, inputs: Inputs) -> tuple[Workspace, list[Block]]:
    """A page in one state, without ranges."""
    page, state = request.param
    view, name = STATES[state]
    work = Workspace(inputs, load_scenarios()[name] if name else Scenario(), view, ranges="off")
    return work, blocks(PAGES[page], work)


def words(found: Block) -> Iterator[object]:
    """Every text of a block, words and texts with figures alike."""
    match found:
        case Head():
            yield found.answer
        case Points():
            yield from found.sentences
        case Note():
            yield found.text
        case Definitions():
            for _, said in found.items:
                yield from [said] if isinstance(said, Text | str) else said
        case Steps():
            yield from (value for *_, value in found.steps)
        case Tiles():
            for tile in found.tiles:
                yield from (tile.value, tile.change, tile.parts)
        case Exhibit():
            yield from (found.chart.title, found.chart.subtitle)
            yield from words(found.narrow) if found.narrow else ()
        case Bars():
            yield from (bar.number for _, group in found.groups for bar in group)
        case Table():
            for row in (found.heads, *found.rows):
                yield from inside(row)
        case Cards():
            for _, lines in found.cards:
                yield from inside(lines)


def inside(cells: Iterable[object]) -> Iterator[object]:
    """Every text of cells, each words, a Cell, or several of them."""
    for content in cells:
        if isinstance(content, list | tuple):
            yield from inside(content)
        else:
            yield from (content.text, content.note) if isinstance(content, Cell) else [content]


def figures(found: Block) -> list[Figure]:
    """Every figure in the texts of a block."""
    return [figure for text in words(found) if isinstance(text, Text) for figure in text.figures]


def test_a_page_has_one_head_that_answers_a_question(drawn: tuple[Workspace, list[Block]]) -> None:
    _, found = drawn
    heads = [block for block in found if isinstance(block, Head)]
    (question,) = {head.question for head in heads}  # a tab may have its own answer
    assert question.endswith("?")
    assert len(heads) <= 1 + sum(isinstance(block, Tabs) for block in found)
    assert all(str(head.answer).endswith((".", "!")) for head in heads)


def test_an_exhibit_has_a_title_an_alternative_text_and_a_table(drawn: tuple[Workspace, list[Block]]) -> None:
    _, found = drawn
    for block in found:
        if isinstance(block, Exhibit):
            assert str(block.chart.title).strip(), block.key
            assert block.chart.frame.empty or len(block.chart.alt) > 20, block.key


def test_what_a_reader_reads_has_no_codes_of_units(drawn: tuple[Workspace, list[Block]]) -> None:
    said = [str(one) for found in drawn[1] for one in words(found)]
    assert said
    assert not [one for one in said if re.search(r"USD\d{4}|[a-z]/year\b", one)]


def test_keys_are_unique(drawn: tuple[Workspace, list[Block]]) -> None:
    _, found = drawn
    keys = [block.key for block in found if isinstance(block, Exhibit | Table | Points | Definitions | Steps)]
    assert len(keys) == len(set(keys))


def test_a_figure_in_a_text_is_what_its_expression_makes_of_the_runs(drawn: tuple[Workspace, list[Block]]) -> None:
    work, found = drawn
    count, heads = 0, {block.question for block in found if isinstance(block, Head)}
    for block in found:
        view = block.view or work.view
        for figure in figures(block):
            if figure.value is None or figure.of_draws:
                continue
            scoped = replace(view, scope=figure.scope or view.scope)
            runs = {"": work.scenario, BASELINE: Scenario(), **block.runs}
            made = figure.evaluate(lambda name, runs=runs, scoped=scoped: work.run(scoped, runs[name]))
            near = SINGLE if sensitivity.QUESTION in heads else EXACT
            assert math.isclose(made, figure.value, rel_tol=near, abs_tol=1e-9), (figure.shown, figure.expression)
            count += 1
    assert count or not any(map(figures, found))


def test_documents_need_no_interface() -> None:
    names = ", ".join(f"spinemkt.documents.{name.replace(' ', '_')}" for name in PAGES)
    code = f"import sys, {names}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_ranges_are_there_once_the_page_is_complete(inputs: Inputs) -> None:
    found = blocks(overview.page, Workspace(inputs))
    (tiles,) = [block for block in found if isinstance(block, Tiles)]
    assert len(tiles.ranges) == len(tiles.tiles)
    for tile, spread in zip(tiles.tiles, tiles.ranges, strict=True):
        assert spread is not None
        assert isinstance(tile.value, Text)
        low, high = spread.likely()
        assert low < tile.value.figures[0].number < high
