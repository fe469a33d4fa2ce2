"""The Export menu of each chart and table, and that of the page: everything that a reader may take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import spinemkt
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import SpinemktError
from spinemkt.figures import printing
from spinemkt.figures.text import as_text
from spinemkt.scenario.scenario import Scenario
from ui import cache, deck_file, files, sharing
from ui.deck_file import PPTX
from ui.look import theme
from ui.text import named, plain, small
from ui.workspace import reader

LABEL = "Export"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = {"png": "image/png", "svg": "image/svg+xml"}
# A deferred file is made in a thread that cannot write to the page, so how far it is cannot be shown; times are those
# of `python -m tests.bench exports`.
WAIT = "Each of these files takes 5 to 20 seconds to make; a wheel turns on its button until then."
CHOSEN = "slides_chosen"  # of the reader's deck: name -> Slide


@dataclass(frozen=True)
class Slide:
    """A chart as a deck finds it: its page, its key, and what was chosen on the page (filled while that is drawn)."""

    page: str
    key: str
    chosen: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name in a deck."""
        return f"{self.page}.{self.key}"


def of_chart(
    chart: Chart,
    name: str,
    key: str,
    view: View,
    table: Callable[[], files.Table],
    runs: Mapping[str, Scenario],
    slide: Slide | None,
    notes: Sequence[str],
) -> None:
    """Offer a chart as files and as lines of Python. table: as in `files.offer_table`. runs: of its figures.

    notes: what a picture of it says below. slide: where a deck finds it.
    """
    popover = st.popover(named(LABEL, name), type="tertiary", key=f"export_{key}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        if slide:
            _slide(slide, name, key)
        with _row():
            files.offer_table(name, key, table)
            if not chart.alone:
                _pictures(chart, name, key, notes)
        st.html(sharing.link())
        if code := python(chart, view, runs):
            st.html("<p class='sm-label'>The first number of the title in Python</p>")
            st.code(code, language="python", wrap_lines=True)


def _slide(slide: Slide, name: str, key: str) -> None:
    """Offer a chart as a slide, alone or beside others; nothing where no deck can find it."""
    from spinemkt.export.deck import pages  # PowerPoint's library comes with the first menu

    if slide.page not in pages.PAGES:
        return
    make = partial(_deck, workspace(), [slide.name], slide.chosen)
    with _row():
        files.offer(named("Slide (PowerPoint)", name), f"slide_{key}", f"{key}.pptx", make, PPTX)
        there = slide.name in st.session_state.setdefault(CHOSEN, {})
        words, act = ("Take out of the deck", _take) if there else ("Add to deck", _add)
        st.button(named(words, name), on_click=act, args=(slide,), type="tertiary", key=f"deck_{key}")


def _deck(work: Workspace, names: Sequence[str] | None, choices: Mapping[str, Any]) -> bytes:
    from spinemkt.export.deck import making

    return making.make(work, names, choices=choices).content


def _add(slide: Slide) -> None:
    st.session_state[CHOSEN] = {**st.session_state[CHOSEN], slide.name: slide}


def _take(slide: Slide) -> None:
    st.session_state[CHOSEN] = {name: one for name, one in st.session_state[CHOSEN].items() if name != slide.name}


def _pictures(chart: Chart, name: str, key: str, notes: Sequence[str]) -> None:
    """Offer a chart as a picture, as it is drawn on the screen; say what is needed where none can be drawn."""
    from spinemkt.export import browser, picture

    if needed := browser.missing():
        small(needed)
        return
    drawn_in = theme()
    for kind, mime in PICTURES.items():
        make = partial(picture.picture, chart, kind, notes, drawn_in)
        files.offer(named(f"Picture ({kind.upper()})", name), f"{kind}_{key}", f"{key}.{kind}", make, mime)
    if st.button(named("Picture to copy", name), type="tertiary", key=f"copy_{key}"):
        try:
            with st.spinner("Drawing the picture"):
                st.html(sharing.picture(picture.picture(chart, "png", notes, drawn_in), chart.alt))
        except SpinemktError as error:
            small(plain(str(error)))


def of_table(name: str, key: str, table: Callable[[], files.Table], words: str) -> None:
    """Offer a table as files. table, words: as in `files.offer_table`."""
    popover = st.popover(named(LABEL, name), type="tertiary", key=f"export_{key}", on_change="rerun")
    if popover.open:
        with popover:
            files.offer_table(name, key, table, words)


def of_page() -> None:
    """Offer the scenario and the view as slides, workbook and brief; charts and tables have menus of their own."""
    popover = st.popover(LABEL, type="tertiary", key="export", on_change="rerun")
    if not popover.open:
        return
    work = workspace()
    with popover:
        small("The scenario and the filters as they are now. Each chart and table has an Export of its own.")
        small(WAIT)
        with _row():
            pack = partial(_deck, work, None, {})
            files.offer("Market pack (PowerPoint)", "export_pack", "market_pack.pptx", pack, PPTX)
            _chosen_charts(work)
        with _row():
            book = partial(spinemkt.to_workbook, work.inputs, work.scenario, work.view.scope, work.view.myeloma)
            files.offer("Model with live formulas (Excel)", "export_model", "model.xlsx", book, files.XLSX)
            _brief(work)
        st.html(sharing.link())
        deck_file.upload(work)


def _chosen_charts(work: Workspace) -> None:
    chosen: dict[str, Slide] = st.session_state.get(CHOSEN, {})
    if not chosen:
        small("Add to deck, in the Export of a chart, makes a deck of your own.")
        return
    choices = {key: answer for one in chosen.values() for key, answer in one.chosen.items()}
    label = f"{len(chosen)} chosen chart{'s' * (len(chosen) > 1)} (PowerPoint)"
    files.offer(label, "export_chosen", "chosen_charts.pptx", partial(_deck, work, list(chosen), choices), PPTX)
    st.button("Empty the deck", on_click=_empty, type="tertiary", key="export_empty")


def _empty() -> None:
    st.session_state[CHOSEN] = {}


def _brief(work: Workspace) -> None:
    from spinemkt.export import browser
    from spinemkt.export.brief.make import brief_of

    if needed := browser.missing():
        small(needed)
        return
    files.offer("Brief for a board (PDF)", "export_pdf", "brief.pdf", partial(brief_of, work), PDF)
    files.offer("Brief (Word)", "export_docx", "brief.docx", partial(brief_of, work, "docx"), DOCX)


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def workspace() -> Workspace:
    """What an export is made from, in a thread that knows no session: the reader's data, scenario, view and ranges."""
    mine = reader()
    return Workspace(mine.inputs, mine.scenario, mine.view, ranges=mine.ranges, draws=mine.draws)


def python(chart: Chart, view: View, runs: Mapping[str, Scenario]) -> str:
    """Write the lines that print the first number of a chart's title; empty where it has none."""
    figures = as_text(chart.title).figures
    if not figures:
        return ""
    scenarios = {"": cache.mine(), **runs}
    figure, version = figures[0], cache.inputs().version
    return printing.python(figure, scenarios, figure.scope or view.scope, view.myeloma, version, cache.DRAWS)
