"""Pathway: from the first symptom to life after treatment, step by step, and what trials found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spinemkt.analysis.market import pathway, pathway_flow, pathway_items, pathway_trials
from spinemkt.analysis.market.pathway import NO_SOURCE, PER, Element
from spinemkt.analysis.market.pathway_items import Group
from spinemkt.analysis.market.pathway_steps import STEPS
from spinemkt.analysis.market.pathway_trials import QUESTIONS
from spinemkt.analysis.view import View
from spinemkt.charts.palette import NEUTRAL, colour, pick
from spinemkt.charts.pathway import flow
from spinemkt.charts.trials import trials
from spinemkt.documents.blocks import (
    Bar,
    Bars,
    Block,
    Cards,
    Cell,
    Choice,
    Columns,
    Empty,
    Exhibit,
    File,
    Head,
    Link,
    Note,
    Page,
    Points,
    Row,
    Section,
    Table,
    Tiles,
    Title,
)
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import say
from spinemkt.terms import PRESENTATIONS, SCOPES
from spinemkt.wording import inside

ALL_CARE = "The pathway shows all of care: filters on treatment type, modality and site of care do not narrow it."
BLANK, NOT_COUNTED = Cell(NO_SOURCE, look="blank"), Cell("not in the model", look="blank")
RUNG_HEADS = ("Presentation", "Symptoms", "Per 1,000 diagnosed", "Of these have an MRI")


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view = pathway.of_pathway(work.view)
    yield Head("What happens from first symptom to life after treatment?", work.said(pathway.answer, view), view=view)
    if work.said(pathway.diagnosed, view) == 0:
        yield Empty()
        return
    yield Tiles(work.said(pathway.tiles, view), view=view)
    yield Exhibit("pathway_flow", work.chart(flow, view), measure="walking", narrow=_bars(work, view), view=view)
    yield Note(work.said(pathway_flow.overlap, view), "overlap", view=view)
    if work.view.narrows_care:
        yield Note(ALL_CARE)
    yield Section(
        "Step by step",
        f"Per 1,000 patients diagnosed in {view.year}, then a year. Spend in {view.basis}, "
        f"{inside(SCOPES[view.scope])}; the spends of the steps sum to that of the year. Delays are published figures, "
        "not the model's. Market information, not medical advice.",
    )
    yield _strip(work, view)
    step = yield Choice(
        "step", "Step shown", {code: step.label for code, step in STEPS.items()}, next(iter(STEPS)), "pills"
    )
    yield from _step(work, view, step)
    yield Section(
        "What trials found, and where they contradict",
        "Figures as published, none recomputed but where a row says so. Market information, not medical advice.",
    )
    questions = {code: question.label for code, question in QUESTIONS.items()}
    code = yield Choice("trials", "Outcome", questions, next(iter(QUESTIONS)), "pills")
    yield Note(work.said(pathway_trials.contradiction, View(), code), look="dispute")
    sources = work.said(pathway_trials.sources, View(), code)
    yield Exhibit("pathway_trials", work.chart(trials, view, code), printed=sources, view=view)


def _bars(work: Workspace, view: View) -> Bars:
    """The stations of the strands as bars, column by column."""
    counts = work.said(pathway_flow.stations, view)

    def bar(code: str) -> Bar:
        figure, grey = counts[code], pick(NEUTRAL, work.theme)
        fill = colour("presentation", code, work.theme) if code in PRESENTATIONS else grey
        return Bar(pathway_flow.STATIONS[code], say("{figure:count}", figure=figure), figure.number / PER, fill)

    columns = zip(pathway_flow.HEADS, pathway_flow.COLUMNS, strict=True)
    return Bars("pathway_bars", [(head, [bar(code) for code in codes]) for head, codes in columns], view=view)


def _strip(work: Workspace, view: View) -> Cards:
    """All steps in order, each with its number, a year, spend and delay."""
    cards = [
        (
            one.step.label,
            (
                Cell(one.figure, one.step.counts, "value"),
                one.yearly + " a year",
                "Spend: " + one.spend,
                f"Delay: {one.delay or NO_SOURCE}",
            ),
        )
        for one in work.said(pathway.strip, view)
    ]
    return Cards("strip", cards, view=view)


def _step(work: Workspace, view: View, code: str) -> Iterator[Block]:
    """One step: who is here, what they cost, what others found, and the levers that move it."""
    label = STEPS[code].label
    if code == "symptoms":
        title = f"The symptom ladder, per 1,000 diagnosed, {view.year}"
        yield Table("rungs", RUNG_HEADS, work.said(pathway.rungs, view), title=title, view=view)
    yield Table(
        "elements",
        ("What happens", "Per 1,000 diagnosed", f"Spend {view.year}, {view.basis}", "Published by others"),
        [_element(found) for found in work.said(pathway.elements, view, code)],
        title=f"{label}: who is here, and what they cost",
        look="elements",
        view=view,
    )
    table = work.said(pathway.element_table, view, code)
    yield File(f"step_{code}", f"{label}: elements of the step, {view.year}", table, view=view)
    groups = pathway_items.levers_of(work.inputs, code)
    if not groups:
        yield Note("No lever of the scenario builder moves this step.")
        return
    yield Title("Which levers move it")
    yield Columns((_levers(groups[::2]), _levers(groups[1::2])))


def _element(found: Element) -> Row:
    counted = Cell(found.figure, found.yearly) if found.figure else NOT_COUNTED if found.published else BLANK
    what = Cell(found.label, look="strong"), Cell(found.text, f"Named by: {found.named_by}")
    return what, counted, found.spend, list(found.published)


def _levers(groups: Sequence[Group]) -> Page:
    """The levers of groups, each group with the way to it in the scenario builder."""
    for group in groups:
        yield Link("lab", f"{group.label}: open the Scenario builder here", {"group": group.label})
        yield Points([f"{lever.label}. {lever.does}" for lever in group.levers], key=f"levers_{group.name}")
