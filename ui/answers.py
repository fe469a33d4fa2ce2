"""What the page of questions and words adds: the search with its results, the questions, the glossary."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import streamlit as st

from spinemkt.analysis import faq
from spinemkt.analysis.faq.answer import Answer
from spinemkt.analysis.glossary import GLOSSARY, GROUPS
from spinemkt.analysis.search import KINDS, Entry, Found, search
from spinemkt.analysis.view import View
from spinemkt.documents.options import ANSWER_TABS
from spinemkt.terms import SCOPES
from spinemkt.wording import listing
from ui import asks, parts, ranges
from ui.cache import inputs, remembered, result, years_drawn
from ui.text import plain, small

PAGES = Path(__file__).resolve().parents[1] / "pages"
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
ASKED = "Search parameters, sources, companies, events, words and questions"
SET_BY_LINKS = ("q", "evidence_tab", "company", "events", "place")


def answer() -> str:
    """Say what can be asked here."""
    return (
        f"{len(faq.QUESTIONS)} questions answered with the figures of the model, {len(GLOSSARY)} words explained, and "
        "one "
        "search over everything the model rests on."
    )


def questions(view: View) -> list[Answer]:
    """Every question, answered for the world with the reader's scenario."""
    wide = faq.everything(view)
    spread = ranges.spread(wide, "spend", ("year",), wide.where("spend", year=years_drawn(wide)))

    def make() -> list[Answer]:
        return faq.answers({scope: result(replace(wide, scope=scope)) for scope in SCOPES}, wide, spread)

    return remembered(result(wide), ("questions", wide, spread), make)


def ask(found: list[Answer]) -> bool:
    """Draw the search box and what it finds; whether anything was asked."""
    text = st.text_input(
        ASKED, placeholder="SBRT Europe, Medtronic, K253381, cord compression ...", key="ask", bind="query-params"
    )
    if not text.strip():
        return False
    hits = search(inputs(), found, text)
    if not hits.count:
        _nothing(hits)
        return True
    for name in SET_BY_LINKS:  # the link decides, not what was last chosen on its page
        st.session_state.pop(name, None)
    small(f"{hits.count:,} found, the best of each kind first.")
    for kind, entries in hits.groups.items():
        st.html(f"<h2 class='sm-title'>{KINDS[kind]} <span class='sm-note'>{len(entries):,}</span></h2>")
        for number, entry in enumerate(entries[:SHOWN]):
            _hit(entry, f"{kind}_{number}")
        if len(entries) > SHOWN:
            small(f"{len(entries) - SHOWN:,} more: add a word to narrow the search.")
    return True


def _hit(entry: Entry, key: str) -> None:
    """Write one thing found, with a link to the place that shows it."""
    if entry.kind in ("term", "question") or (entry.kind == "country" and not entry.opens):
        st.html(f"<p class='sm-hit'><b>{escape(entry.title)}</b><br>{escape(entry.text)}</p>")
        return
    page, query = _place(entry)
    with st.container(key=f"hit_{key}", gap=None):
        st.page_link(PAGES / f"{page}.py", label=plain(entry.title), query_params=query)
        small(entry.text)


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


def _nothing(hits: Found) -> None:
    """Say kindly that nothing was found, with the nearest words."""
    near = [f"{word!r}: did you mean {listing(map(repr, others), 'or')}?" for word, others in hits.nearest.items()]
    advice = " ".join(near) or "Use fewer or shorter words."
    st.info(plain(f"Every word must stand in what is found. {advice}"), title="Nothing found")


def tabs(found: list[Answer], view: View) -> None:
    """Draw the questions and the words, each when its tab is open."""
    drawn = [_questions, _words]
    for tab, draw in zip(st.tabs(ANSWER_TABS, key="answer_tab", bind="query-params"), drawn, strict=True):
        if tab.open:
            with tab:
                draw(found, view)


def _questions(found: list[Answer], view: View) -> None:
    wide = faq.everything(view)
    parts.note("Figures are for the world and all care, with the scenario that is open, in the snapshot year.")
    for number, one in enumerate(found):
        origin = f"<br><span class='sm-evidence'>{escape(one.origin)}</span>" if one.origin else ""
        said = asks.text(one.answer, f"faq_{number}", wide)
        st.html(f"<h2 class='sm-title'>{escape(one.question)}</h2><p class='sm-hit'>{said}{origin}</p>")
        if one.page:
            st.page_link(PAGES / f"{one.page}.py", label=f"More on {NAMES[one.page]}")


def _words(found: list[Answer], view: View) -> None:
    for group, words in GROUPS.items():
        items = "".join(
            f"<div><dt>{escape(word)}</dt><dd>{escape(meaning)}</dd></div>" for word, meaning in words.items()
        )
        st.html(f"<h2 class='sm-title'>{escape(group)}</h2><dl class='sm-words sm-words-wide'>{items}</dl>")
