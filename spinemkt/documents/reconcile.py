"""Reconcile a report: a published figure beside the model, and what lies between the two."""

from __future__ import annotations

from functools import partial

from spinemkt.analysis.reconcile import Reconciled, Report, answer, published, reconcile
from spinemkt.charts.reconcile import reconciliation
from spinemkt.documents.blocks import Beside, Cell, Control, Empty, Exhibit, Head, Note, Notice, Page, Table
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import say
from spinemkt.wording import money

QUESTION = "Why does my report say something else?"
USUAL = "world_bone_metastasis_market_2022"
MONEY_ONLY = (
    "A report's figure is in money: choose Spend or Net revenue as the measure, and it is held against this page."
)
READING = (
    "Each step brings one part of the report's definition to that of this page, as the difference of two amounts the "
    "model has. Their order changes single steps, not their sum. What is unexplained comes first."
)


def page(work: Workspace) -> Page:
    """Yield the form of the report, and the bridge from it. The control `report` is answered by it and its faults."""
    if not work.view.in_money:
        yield Head(QUESTION, MONEY_ONLY)
        yield Note("The measure stands at the top of the filters.")
        return
    if work.is_empty:
        yield Head(QUESTION, "The filters of the sidebar leave nothing to compare.")
        yield Empty()
        return
    yield Beside(Control("report", (published(work.inputs), USUAL)), partial(_result, work))


def _result(work: Workspace, asked: tuple[Report | None, list[str]] | None) -> Page:
    """Yield the bridge. asked: the report as it was read, and its faults; the usual one if none."""
    report, faults = asked or (published(work.inputs)[USUAL], [])
    if faults:
        yield Notice("This figure cannot be read", faults, warns=True)
    if report is None:
        yield Head(
            QUESTION, "Type the figure of a report, or choose a published one, and it is held against this page."
        )
        return
    key = ("reconciled", report, work.view)
    found = work.kept(work.result, key, partial(reconcile, report, work.view, work.run, work.inputs.country_names))
    drawn = work.kept(work.result, (*key, "chart", work.theme), partial(reconciliation, found, work.view, work.theme))
    yield Head(QUESTION, answer(found))
    yield Exhibit("reconciliation", drawn)
    yield _table(found)
    if report.source:
        yield Note(f"Published by {report.source}. {report.because}")
    yield Note(READING)


def _table(found: Reconciled) -> Table:
    """Every step: what changes, by how much, and what the model has then."""
    report = found.report
    when = "" if str(report.year) in report.name else f", {report.year}"
    rows: list[list[Cell | str]] = [["Published", report.name + when, "", money(report.amount)]]
    for step in found.steps:
        after = Cell(say("{level}", level=step.level)) if step.level else ""
        rows.append([step.label, step.words, Cell(step.said), after])
    return Table(
        "reconciled",
        ["Step", "What changes", "By", "Amount after it"],
        rows,
        numbers=frozenset({2, 3}),
        named=True,
        name="Steps from the report to this page",
    )
