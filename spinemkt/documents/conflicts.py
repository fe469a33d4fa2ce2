"""Conflicts: every source of a question on one axis, and the headline under each alternative."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isnan

from spinemkt.analysis.conflicts import Conflict, Position, conflicts
from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import View
from spinemkt.documents.blocks import Cell, Note, Offer, Page, Table, Title, Words
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure, amount, change
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say, shown
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import digits_beside, inside, listing, with_range

USED = Cell("used", look="mark")


def conflict_tables(work: Workspace) -> Page:
    """Yield each question: strips of all sources, and what the alternatives would make of the headline."""
    view, found = work.view, _conflicts(work.inputs)
    measure = measure_of(view)
    subject = f"{what(measure)} in {view.years[1]}"
    yield Note(
        "All sources of a question on one axis: a line is a source's own range, a filled mark the figure that the "
        f"model uses. Where it could take another source's figure, {inside(subject)} under it stands beside, "
        "everything else as in the base case; one click makes it a scenario. Figures on one axis may be of different "
        "bases: the words under each say of what."
    )
    heads = [position for conflict in found for position in conflict.alternatives]
    runs = {one.says: one.scenario for one in heads if one.scenario}
    figures = {says: _headline(Study(work.run(view, one), says), view, subject) for says, one in runs.items()}
    usual = _headline(Study(work.baseline, BASELINE), view, subject)
    numbers = [figure.number for figure in figures.values()]
    more = min(1, digits_beside(lambda value, more: amount(value, measure, more), usual.number, numbers))
    style = f"amount +{more}"
    cells = {
        says: Cell(shown(figure, style), shown(change(figure, usual)) if usual.number else Text())
        for says, figure in figures.items()
    }
    headline = say("{subject}, instead of {usual}", subject=subject, usual=shown(usual, style))
    row = partial(_row, work.inputs)
    for number, conflict in enumerate(found):
        own = {one.says: cells[one.says] for one in conflict.alternatives}
        yield Title(conflict.topic)
        rows = [row(one, own) for one in conflict.positions]
        yield Table(f"alternatives_{number}", _heads(conflict, headline), rows, look="conflict", runs=runs)
        if conflict.alternatives:
            offered = [(f"Make it my scenario: {one.says}", runs[one.says]) for one in conflict.alternatives]
            yield Offer(f"conflict_{number}", offered)


def _headline(study: Study, view: View, label: str) -> Figure:
    """The headline of a run: the measure of the view in its last year."""
    name = measure_of(view).name
    return replace(study.amount(name, **view.where(name, year=view.years[1])), label=label)


@cached_on_first
def _conflicts(loaded: Inputs) -> tuple[Conflict, ...]:
    return conflicts(loaded)


def _heads(conflict: Conflict, headline: Text) -> list[Words | Cell]:
    low, high = map(with_range, conflict.ends)
    last = [headline] if conflict.alternatives else []
    return ["Who says", "Figure", Cell(low, high, "ends"), "Source, grade", *last, "Why they differ"]


def _row(loaded: Inputs, one: Position, cells: dict[str, Cell]) -> list[Cell | list[Cell]]:
    """What one source says. cells: the headline under each alternative of the question, where it has any."""
    reason = [] if one.used or not one.reason or cells else [f"({one.reason})"]
    note = Cell(" ".join([one.note, *reason]).strip())
    model = [cells.get(one.says, USED if one.used else Cell(one.reason))] if cells else []
    return [
        Cell(one.says),
        Cell(with_range(one.value, one.low, one.high), one.unit),
        _strip(one),
        [Cell(listing(cited(loaded, one.source_id))), Cell(one.grade, look="grade")],
        *model,
        [USED, note] if one.used and not cells else note,
    ]


def _strip(one: Position) -> Cell:
    """A source's range as a line and its figure as a mark on the axis of the question."""
    if not one.on_axis:
        return Cell(note="other unit, not on this axis")
    return Cell() if all(map(isnan, one.at)) else Cell(look="used" if one.used else "", at=one.at)
