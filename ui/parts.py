"""The parts that pages share: page head, tiles, a chart with its words, table and file, and the empty state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from spinemkt import __version__
from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart, Drawing
from spinemkt.documents.blocks import Bars
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.text import Text, as_text
from spinemkt.scenario.scenario import Scenario
from spinemkt.wording import listing
from ui import asks, contents, export, files, templates
from ui.cache import inputs
from ui.files import file_header, printed_header, scenario_line
from ui.filters import clear, emptying
from ui.tables import table as table
from ui.tables import twin
from ui.text import named, plain, small

NOTES = {
    "": "sm-text",
    "small": "sm-sources",
    "answer": "sm-answer",
    "said": "sm-said",
    "entry": "sm-hit",
    "lead": "sm-text sm-lead",
    "dispute": "sm-dispute",
    "swipe": "sm-text sm-swipe",
}
CONFIG = {"displayModeBar": False, "responsive": True}
NONE: Mapping[str, Scenario] = MappingProxyType({})


def head(
    question: str,
    answer: str | Text,
    view: View | None = None,
    runs: Mapping[str, Scenario] = NONE,
) -> None:
    """Write a page's question and the one-sentence answer, whose figures can be asked."""
    templates.write("head.html", question=question, answer=asks.text(answer, "head", view, runs))
    contents.place()


def section(title: str, text: str = "") -> None:
    """Write a section's title and one line under it."""
    templates.write("section.html", title=title, text=text, anchor=contents.section(title))


def points(
    sentences: Iterable[str | Text], heading: str = "", view: View | None = None, key: str = "point", large: bool = True
) -> None:
    """Write sentences as a short list, under a heading where it has one; their figures can be asked.

    key: of the list, where the page has several. large: the heading is that of a section.
    """
    lines = [asks.text(as_text(one), f"{key}_{place}", view) for place, one in enumerate(sentences)]
    anchor = contents.section(heading) if heading and large else ""
    templates.write("points.html", lines=lines, heading=heading, large=large, anchor=anchor)


def title(text: str) -> None:
    """Write the title of a table."""
    templates.write("title.html", title=text, subtitle="", anchor=contents.title(text))


def note(
    text: Text | str, key: str = "", view: View | None = None, look: str = "", runs: Mapping[str, Scenario] = NONE
) -> None:
    """Write one muted line. key, runs: of its figures, where it has any."""
    templates.write("note.html", words=asks.text(text, key, view, runs), look=NOTES[look])


def bars(block: Bars, view: View) -> None:
    """Write plain bars, which a phone has in place of a chart; their numbers can be asked."""
    numbers = [bar.number for _, group in block.groups for bar in group]
    written = iter(asks.texts(numbers, block.key, view, block.runs))
    groups = [(head, [(bar, next(written)) for bar in group]) for head, group in block.groups]
    templates.write("bars.html", groups=groups)


def colour_key(drawn: Chart, key: str, view: View) -> None:
    """Write a chart's key: a swatch and words for each class; their figures can be asked."""
    items = [
        (fill, asks.text(as_text(text), f"key_{key}_{place}", view)) for place, (fill, text) in enumerate(drawn.key)
    ]
    templates.write("key.html", items=items)


def picture(
    drawn: Chart,
    view: View,
    key: str,
    config: dict | None = None,
    on_select: str = "ignore",
    runs: Mapping[str, Scenario] = NONE,
) -> Any:
    """Show a chart with title, subtitle, alt text and key, and nothing below it.

    view, runs: of the figures of the title and the subtitle.
    """
    title, about = asks.text(drawn.title, f"title_{key}", view, runs), drawn.subtitle
    subtitle = asks.text(about, f"subtitle_{key}", view, runs) if isinstance(about, Text) else about
    templates.write("title.html", title=title, subtitle=subtitle)
    if drawn.frame.empty:
        return note("Nothing to draw here: widen the years, or loosen a filter.")
    if drawn.alone:
        return st.html("<p class='sm-text sm-alone'>There is nothing to compare under these filters.</p>")
    event = st.plotly_chart(  # type: ignore[call-overload]
        drawn.figure,
        theme=None,
        key=key,
        alt=drawn.alt,
        config=CONFIG | (config or {}),
        on_select=on_select,
        selection_mode="points",
    )
    if drawn.key:
        colour_key(drawn, key, view)
    return event


def foot(
    chart: Chart,
    view: View,
    key: str,
    measure: str,
    scenario: str = "",
    printed: str = "",
    loaded: Inputs | None = None,
    yearly: Callable[[], pd.DataFrame] | None = None,
    runs: Mapping[str, Scenario] = NONE,
    slide: export.Slide | None = None,
) -> None:
    """Write what a chart rests on, and offer its table and its exports; nothing where there is nothing to draw.

    printed: what it rests on where that is not the model. loaded: the data, where they are not the reader's. yearly:
    what makes the table of the file, where that has more years than the chart; called outside the session. slide: what
    a deck needs to show it, if one can.
    """
    if chart.frame.empty:
        return
    scenario, loaded = scenario or scenario_line(), loaded or inputs()
    name = f"the chart {key.replace('_', ' ')}"  # its title would change with every figure, and be read anew
    words = printed or support(loaded, measure, view.where(measure)).line()

    def file() -> files.Table:
        header = (
            printed_header(chart, printed, loaded) if printed else file_header(chart, view, measure, scenario, loaded)
        )
        return yearly() if yearly else chart.frame, header

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"foot_{key}"):
        small(words)
        table = st.popover(named("Table", name), type="tertiary", key=f"table_{key}", on_change="rerun")
        if table.open:
            twin(table, chart, key)
        state = f"{scenario}. {view.sentence(loaded.country_names)}. Model {__version__}, data {loaded.version}."
        export.of_chart(chart, name, key, view, file, runs, slide, (words, "" if printed else state))


def table_foot(
    title: str,
    view: View,
    key: str,
    table: pd.DataFrame,
    printed: str = "",
    scenario: str = "",
    header: Sequence[tuple[str, str]] = (),
    prefix: str = "",
) -> None:
    """Say what a table without a chart rests on, and offer it as a file.

    printed: what it rests on where that is not the model. scenario: as in `show`. header: what the file says of itself
    where that is not of the view; then nothing but printed stands beside it. prefix: of the name of its button.
    """
    scenario, loaded = scenario or scenario_line(), inputs()
    chart = Chart(title, view.sentence(loaded.country_names), Drawing(), title, table)

    def file() -> files.Table:
        if header:
            return table, list(header)
        if printed:
            return table, printed_header(chart, printed, loaded)
        return table, file_header(chart, view, "spend", scenario, loaded)

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"file_{key}"):
        if printed or not header:
            small(printed or support(loaded, "spend", view.where("spend")).line())
        export.of_table(title, key, file, prefix)


def warn(heading: str, sentences: Sequence[str], most: int = 5) -> None:
    """Warn of what could not be read; the sentences may quote a stranger's text."""
    more = [f"{len(sentences) - most} more"] if len(sentences) > most else []
    st.warning("\n".join(f"- {text}" for text in [*map(plain, sentences[:most]), *more]), title=heading)


def empty(view: View) -> None:
    """Say kindly that the filters leave nothing, name those that do it, and offer the way back."""
    found = emptying(view)
    why = view.contradiction(inputs().country_names, inputs().region_of_country)
    if not why and found:
        listed = listing(f"{label.lower()} ({value})" for label, value in found.values())
        why = f"Nothing is left under {listed}{' together' if len(found) > 1 else ''}."
    way = (
        "Clear one of them, or loosen it in the sidebar." if found else "Loosen filters in the sidebar, or clear them."
    )
    st.info(plain(f"{why or 'These filters leave no patients and no spend.'} {way}"), title="Nothing to show here")
    with st.container(horizontal=True, gap="small"):
        for name, (label, _) in found.items():
            st.button(f"Clear {label.lower()}", on_click=clear, args=(name,), key=f"clear_{name}")
        st.button("Clear filters", on_click=clear, key="clear_empty", type="secondary" if found else "primary")
