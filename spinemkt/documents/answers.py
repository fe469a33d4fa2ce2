"""FAQ and glossary: questions answered with the figures of the model, words explained, and one search over all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from spinemkt.analysis import faq
from spinemkt.analysis.faq.answer import Answer
from spinemkt.analysis.glossary import GLOSSARY, GROUPS
from spinemkt.analysis.search import KINDS, Entry, Found, search
from spinemkt.documents.blocks import Block, Control, Definitions, Head, Link, Note, Notice, Page, Tabs, Title
from spinemkt.documents.options import ANSWER_TABS
from spinemkt.documents.workspace import Workspace, years_drawn
from spinemkt.terms import SCOPES
from spinemkt.wording import listing

QUESTION = "What does it mean, and where is it?"
SHOWN = 5  # of each kind
NAMES = {
    "overview": "Market overview",
    "segments": "Segments",
    "regions": "Regions",
    "modalities": "Treatments",
    "landscape": "Competitive landscape",
    "lab": "Scenario builder",
    "sensitivity": "Sensitivity",
    "evidence": "Evidence",
}


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    yield Head(
        QUESTION,
        f"{len(faq.QUESTIONS)} questions answered with the figures of the model, {len(GLOSSARY)} words explained, and "
        "one search over everything the model rests on.",
    )
    found = _answers(work)
    asked = yield Control("search")
    if asked:
        yield from _hits(search(work.inputs, found, asked))
        return
    questions, glossary = ANSWER_TABS
    yield Tabs("answer_tab", {questions: partial(_questions, work, found), glossary: _glossary})


def _answers(work: Workspace) -> list[Answer]:
    """Every question, answered for the world with the workspace's scenario."""
    wide = faq.everything(work.view)
    spread = work.spread(wide, "spend", ("year",), wide.where("spend", year=years_drawn(wide)))

    def make() -> list[Answer]:
        return faq.answers({scope: work.run(replace(wide, scope=scope)) for scope in SCOPES}, wide, spread)

    return work.kept(work.run(wide), ("questions", wide, spread), make)


def _hits(hits: Found) -> Iterator[Block]:
    """Yield what was found, the best of each kind first; where nothing was, the nearest words."""
    if not hits.count:
        near = [f"{word!r}: did you mean {listing(map(repr, others), 'or')}?" for word, others in hits.nearest.items()]
        advice = " ".join(near) or "Use fewer or shorter words."
        yield Notice("Nothing found", [f"Every word must stand in what is found. {advice}"])
        return
    yield Note(f"{hits.count:,} found, the best of each kind first.", look="small")
    for kind, entries in hits.groups.items():
        yield Title(f"{KINDS[kind]} {len(entries):,}")
        yield from map(_hit, entries[:SHOWN])
        if len(entries) > SHOWN:
            yield Note(f"{len(entries) - SHOWN:,} more: add a word to narrow the search.", look="small")


def _hit(entry: Entry) -> Block:
    """One thing found, with a link to the place that shows it."""
    if entry.kind in ("term", "question") or (entry.kind == "country" and not entry.opens):
        return Definitions(f"hit_{entry.title}", [(entry.title, entry.text)], "entry")
    page, query = _place(entry)
    return Link(page, entry.title, query, entry.text)


def _place(entry: Entry) -> tuple[str, dict[str, str]]:
    """The page that shows an entry, and what its address has to say."""
    if entry.kind == "company":
        return "landscape", {"company": entry.opens}
    if entry.kind == "country":
        return "regions", {"place": entry.title}
    if entry.kind == "event":
        return "landscape", {"events": entry.opens}
    if entry.opens:
        return "evidence", {"evidence_tab": "Parameters", "q": entry.opens}
    return "evidence", {"evidence_tab": "Sources"}


def _questions(work: Workspace, found: list[Answer]) -> Page:
    """Yield every question with its answer, where that comes from, and the page that says more."""
    wide = faq.everything(work.view)
    yield Note("Figures are for the world and all care, with the scenario that is open, in the snapshot year.")
    for number, one in enumerate(found):
        yield Title(one.question)
        yield Note(one.answer, f"faq_{number}", "entry", view=wide)
        if one.origin:
            yield Note(one.origin, look="small")
        if one.page:
            yield Link(one.page, f"More on {NAMES[one.page]}")


def _glossary() -> Page:
    for group, words in GROUPS.items():
        yield Title(group)
        yield Definitions(f"words_{group}", list(words.items()), "words")
