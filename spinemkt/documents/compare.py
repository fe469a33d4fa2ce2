"""Compare: scenarios side by side on one scale, what comes out of each, what each moves, and two combined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from spinemkt.analysis.scenarios import compare, stack
from spinemkt.analysis.scenarios.changes import scenario_line
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.charts.palette import tokens
from spinemkt.charts.scenarios import line_colours, paths
from spinemkt.documents.blocks import (
    Block,
    Cell,
    Control,
    Empty,
    Exhibit,
    File,
    Head,
    Note,
    Notice,
    Page,
    Points,
    Section,
    Table,
    Title,
    Words,
)
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import ScenarioError
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario

QUESTION = "How do the scenarios compare?"
NONE_YET = "Nothing is pinned yet: pin up to four scenarios to compare them with the base case on one scale."
HOW_TO_PIN = (
    "Move levers in the Scenario builder or open a scenario above, then choose Pin in the line of the scenario. "
    "Pins stay in the address: a link to this page holds them all."
)
EXAMPLE = (
    "Asia-Pacific spends more and adopts modern protocols",
    "Europe covers SBRT as Belgium did",
    "Denosumab biosimilars cut prices deeper",
)
MOST = 4  # scenarios beside the base case
HEIGHT = 340

Scenarios = tuple[Scenario, ...]


def example() -> Scenarios:
    """Return the ready-made scenarios that are compared while nothing is pinned."""
    presets = load_scenarios()
    return tuple(presets[name] for name in EXAMPLE)


def page(work: Workspace) -> Page:
    """Yield the blocks of the page.

    The control `pins` is answered by the scenarios to compare (None for the example), `reference` by the one that the
    others are measured against (None for the base case), and `pair` by two of them to combine.
    """
    asked = yield Control("pins")
    pins: Scenarios = example() if asked is None else asked
    if not pins:
        yield Head(QUESTION, NONE_YET)
        yield Note(HOW_TO_PIN)
        yield Control("invitation")
        return
    first = (yield Control("reference", (pins,))) or Scenario()
    everyone = (Scenario(), *pins)
    chosen = (first, *(one for one in everyone if one.name != first.name))
    over, runs = work.view.timeless, {one.name: one for one in chosen}
    yield Head(QUESTION, work.compared(compare.answer, chosen, over), view=over, runs=runs)
    if _is_empty(work, chosen):
        yield Empty()
        return
    places = _places(chosen, pins)
    drawn = work.compared(paths, chosen, over, work.theme, HEIGHT, places)
    line = scenario_line(*chosen)
    yield Exhibit("paths", drawn, measure_of(over).name, scenario=line, view=over, runs=runs)
    yield Section("What comes out", "Each amount, and how far it is from the reference.")
    yield from _outcomes(work, chosen, places)
    yield Section("What they move", "One row a change; empty where a scenario leaves it at the base case.")
    yield from _levers(work, pins)
    if len(pins) > 1:
        yield Section("Combine two scenarios", "One scenario made on top of another.")
        yield from _combined(work, pins)


def _is_empty(work: Workspace, chosen: Scenarios) -> bool:
    """Whether the filters leave nothing in any of the scenarios."""
    view, name = work.view, compare.measure_of(work.view).name
    return not any(work.run(view, one).total(name, view.where(name, year=view.span)) for one in chosen)


def _places(chosen: Scenarios, pins: Scenarios) -> tuple[int, ...]:
    """The colour of each scenario beside the reference: a pin keeps its own, the base case takes the last."""
    names = [one.name for one in pins]
    if len(chosen) == 2 and chosen[1].name in names:
        return ()
    return tuple(names.index(one.name) if one.name in names else MOST for one in chosen[1:])


def _outcomes(work: Workspace, chosen: Scenarios, places: tuple[int, ...]) -> Iterator[Block]:
    """The table of outcomes by year, the colours of the chart's lines at its heads, and its file."""
    frame, lines = work.kept(work.baseline, ("outcomes", work.view, chosen), partial(_beside, work, chosen))
    colours = [tokens(work.theme).baseline, *line_colours(len(chosen) - 1, work.theme, places)]
    heads = [
        Cell(one.name, note="" if at else "reference", look="" if at else "dashed", line=colour)
        for at, (one, colour) in enumerate(zip(chosen, colours, strict=True))
    ]
    rows: list[list[Cell | str]] = []
    for year in dict.fromkeys(line.year for line in lines):
        rows.append([str(year)])
        rows += [
            [line.label, *(Cell(amount, apart) for amount, apart in line.cells)] for line in lines if line.year == year
        ]
    numbers = frozenset(range(1, len(heads) + 1))
    runs = {one.name: one for one in chosen}
    yield Note("Move the tables sideways and up to see all of them.", look="swipe")
    yield Table(
        "outcome",
        ["Outcome", *heads],
        rows,
        look="versus",
        numbers=numbers,
        named=True,
        narrow="scroll",
        runs=runs,
        name="Outcomes of the scenarios",
    )
    title = f"Outcomes of {len(chosen)} scenarios beside {chosen[0].name}"
    yield File("outcomes", title, frame, scenario=scenario_line(*chosen))


def _beside(work: Workspace, chosen: Scenarios) -> tuple[pd.DataFrame, list[compare.Row]]:
    view = work.view
    found = [(one.name, work.of(work.run(view, one), compare.outcomes, view.timeless)) for one in chosen]
    frame = compare.side_by_side(found, view)
    return frame, compare.rows(frame, view)


def _levers(work: Workspace, pins: Scenarios) -> Iterator[Block]:
    """The table of what each scenario moves, and its file."""
    moved = stack.lever_rows(pins, work.inputs)
    names = [one.name for one in pins]
    rows: list[list[Words | list[Words | Cell]]] = [[_moved(row), row.old, *row.cells] for row in moved]
    heads = ["What moves", "Base case", *names]
    yield Table("moves", heads, rows, look="moves", named=True, narrow="scroll", name="What the scenarios move")
    frame = pd.DataFrame(
        [(row.label, row.old, *row.cells, row.collision) for row in moved],
        columns=["what moves", "base case", *names, "collision"],
    )
    yield File("moves", f"What {len(pins)} scenarios move", frame, scenario=scenario_line(*pins))


def _moved(row: stack.LeverRow) -> list[Words | Cell]:
    return [row.label, Cell(row.collision, look="collision")] if row.collision else [row.label]


def _combined(work: Workspace, pins: Scenarios) -> Page:
    """Two of the scenarios combined: what both do together, and where they reach for the same numbers."""
    one, two = (yield Control("pair", (pins,))) or pins[:2]
    if one.name == two.name:
        yield Note("Choose two different scenarios to combine.")
        return
    both = one + two
    try:
        work.run(work.view, both)
    except ScenarioError as error:
        yield Notice("These two cannot be combined", [str(error)], warns=True)
        return
    five, over = (Scenario(), one, two, both, two + one), work.view.timeless
    said = work.compared(stack.together, five, over)
    yield Note(said, "stacked", view=over, runs=dict(zip(stack.RUNS, five, strict=True)))
    if met := stack.meetings(one, two, work.inputs):
        yield Title(f"{len(met)} collision{'s' if len(met) > 1 else ''}")
        yield Points(met, key="collisions")
        yield Note(stack.ORDER)
    yield Control("use", (both,))
