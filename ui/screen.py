"""Draws the blocks of a page on the screen, and hands the reader's choices back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.view import View
from spinemkt.documents import blocks
from spinemkt.documents.blocks import Block, Page
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import Text
from ui import asks, export, parts, ranges, scenarios, selection, tables, templates, typed
from ui.text import named, plain, small
from ui.tiles import tiles
from ui.workspace import reader

PAGES = Path(__file__).resolve().parents[1] / "pages"
BESIDE = (4, 9)  # widths of a form and of what comes of it
DEFINITIONS = {"": "sm-facts", "words": "sm-words sm-words-wide", "entry": "sm-hit"}
QUIET: dict[str, Any] = {"type": "tertiary", "help": "Makes it your scenario."}
BUTTONS: dict[str, Callable[..., Any]] = {"buttons": st.segmented_control, "pills": st.pills}


@dataclass(frozen=True)
class Screen:
    """Where a page is drawn. top: the place of its head. controls: what draws each `Control`, by name. name: its own.

    chosen: what the page was sent back, by the key of a choice and the name of a control.
    """

    work: Workspace
    top: DeltaGenerator
    controls: Mapping[str, Callable[..., Any]]
    name: str
    chosen: dict[str, Any] = field(default_factory=dict)

    def view(self, block: Block) -> View:
        """The view that a block's figures were made under."""
        return block.view or self.work.view

    def draw(self, page: Page) -> None:
        """Draw every block of a page or of a part of one."""
        reply: Any = None
        while True:
            try:
                block = page.send(reply)
            except StopIteration:
                return
            reply = render(block, self)
            self.note(block, reply)

    def note(self, block: Block, reply: Any) -> None:
        """Keep what a page is sent back, so that an export makes it again as the reader sees it."""
        match block:
            case blocks.Choice():
                self.chosen[block.key] = reply
            case blocks.Choices():
                self.chosen.update((one.key, answer) for one, answer in zip(block.choices, reply, strict=True))
            case blocks.Control():
                self.chosen[block.name] = reply


def show(page: Callable[[Workspace], Page], **controls: Callable[..., Any]) -> None:
    """Draw a page of the reader's workspace. controls: what draws each of its controls, by name."""
    top, work = st.container(), reader()
    Screen(work, top, controls, page.__module__.rpartition(".")[2]).draw(page(work))


@singledispatch
def render(block: Any, screen: Screen) -> Any:
    """Draw one block and return what the page is sent back."""
    raise TypeError(f"{type(block).__name__} cannot be drawn on a screen")


@render.register
def _(block: blocks.Head, screen: Screen) -> None:
    with screen.top:
        parts.head(block.question, block.answer, screen.view(block), block.runs)


@render.register
def _(block: blocks.Section, screen: Screen) -> None:
    parts.section(block.title, block.text)


@render.register
def _(block: blocks.Title, screen: Screen) -> None:
    parts.title(block.text)


@render.register
def _(block: blocks.Note, screen: Screen) -> None:
    if block.look == "warning":
        st.warning(plain(str(block.text)))
        return
    parts.note(block.text, block.key, screen.view(block), block.look, block.runs)


@render.register
def _(block: blocks.Prose, screen: Screen) -> None:
    st.markdown(block.text)


@render.register
def _(block: blocks.Points, screen: Screen) -> None:
    parts.points(block.sentences, block.heading, screen.view(block), block.key, block.large)


@render.register
def _(block: blocks.Tiles, screen: Screen) -> None:
    tiles(block.tiles, block.ranges, screen.view(block), block.key, block.runs)


@render.register
def _(block: blocks.Exhibit, screen: Screen) -> str:
    view, drawn, event = screen.view(block), block.chart, None
    if block.picture:
        if not block.printed:
            asks.chart(block.key, drawn, view, block.runs)
        how = "rerun" if block.selects else "ignore"
        event = parts.picture(drawn, view, block.key, dict(block.config), how, block.runs)
        if block.narrow:
            parts.bars(block.narrow, view)
    if block.foot:
        measure = block.measure or view.measure.name
        file = (block.scenario, block.printed, block.loaded, block.yearly)
        parts.foot(
            drawn, view, block.key, measure, *file, block.runs, export.Slide(screen.name, block.key, screen.chosen)
        )
    return selection.mark(event)


@render.register
def _(block: blocks.Table, screen: Screen) -> None:
    tables.draw(block, screen.view(block))


@render.register
def _(block: blocks.Cards, screen: Screen) -> None:
    tables.cards(block, screen.view(block))


@render.register
def _(block: blocks.File, screen: Screen) -> None:
    view, file = screen.view(block), (block.printed, block.scenario, block.header, block.prefix)
    parts.table_foot(block.title, view, block.key, block.frame, *file)


@render.register
def _(block: blocks.DataTable, screen: Screen) -> None:
    tables.sheet(block, screen.view(block))


@render.register
def _(block: blocks.Definitions, screen: Screen) -> None:
    several = [[said] if isinstance(said, Text | str) else list(said) for _, said in block.items]
    texts = asks.texts([one for each in several for one in each], block.key, screen.view(block), block.runs)
    written = map(Markup, texts)
    items = [(term, [next(written) for _ in each]) for (term, _), each in zip(block.items, several, strict=True)]
    templates.write("definitions.html", items=items, look=DEFINITIONS[block.look])


@render.register
def _(block: blocks.Steps, screen: Screen) -> None:
    texts = asks.texts([note for _, _, note in block.steps], block.key, screen.view(block), block.runs)
    steps = [(name, words, Markup(note)) for (name, words, _), note in zip(block.steps, texts, strict=True)]
    templates.write("steps.html", steps=steps)


@render.register
def _(block: blocks.Notice, screen: Screen) -> None:
    if block.warns:
        parts.warn(block.title, block.lines)
    else:
        st.info(plain(" ".join(block.lines)), title=block.title)


@render.register
def _(block: blocks.Progress, screen: Screen) -> None:
    ranges.progress(block.words)


@render.register
def _(block: blocks.Columns, screen: Screen) -> None:
    for column, part in zip(st.columns(len(block.parts), gap="large"), block.parts, strict=True):
        with column:
            screen.draw(part)


@render.register
def _(block: blocks.Beside, screen: Screen) -> None:
    left, right = st.columns(BESIDE, gap="large")
    with left:
        answer = render(block.control, screen)
    with right:
        screen.draw(block.part(answer))


@render.register
def _(block: blocks.Details, screen: Screen) -> None:
    label = named(block.label, block.subject)
    details = st.popover(label, type="tertiary", key=block.key, on_change="rerun")
    if details.open:
        with details:
            screen.draw(block.make())


@render.register
def _(block: blocks.Tabs, screen: Screen) -> None:
    for tab, make in zip(
        st.tabs(list(block.parts), key=block.key, bind="query-params"), block.parts.values(), strict=True
    ):
        if tab.open:
            with tab:
                screen.draw(make())


@render.register
def _(block: blocks.Choice, screen: Screen) -> Any:
    words, codes = block.label or block.key, list(block.options)
    if block.follows:
        follow(block)
    shared: dict[str, Any] = {"key": block.key, "help": block.help}
    shared |= {"bind": "query-params"} if block.linked else {"persist_state": "session"}
    if block.form == "switch":
        return st.toggle(words, block.default, **shared)
    shared["format_func"] = lambda code: block.options.get(code, code)
    if block.typed:
        shared |= {"accept_new_options": True, "help": " ".join(filter(None, (block.help, typed.HELP)))}
    if block.form == "list":
        return st.selectbox(words, codes, codes.index(block.default), filter_mode=block.search, **shared)  # type: ignore[call-overload]
    shared["label_visibility"] = "visible" if block.label else "collapsed"
    return BUTTONS[block.form](words, codes, default=block.default, required=True, wrap=True, **shared)


def follow(block: blocks.Choice) -> None:
    """Take a mark that has been selected anew in an exhibit as the choice."""
    state, noted = st.session_state, f"{block.key}_selected"
    mark = selection.mark(state.get(block.follows))
    code = block.marks.get(mark, mark)
    if code in block.options and state.get(noted) != mark:
        state[block.key] = code
    state[noted] = mark


@render.register
def _(block: blocks.Choices, screen: Screen) -> tuple[Any, ...]:
    with st.container(
        horizontal=True, gap="medium", vertical_alignment="bottom", key=f"choices_{block.choices[0].key}"
    ):
        return tuple(render(one, screen) for one in block.choices)


@render.register
def _(block: blocks.Offer, screen: Screen) -> None:
    with st.container(horizontal=True, gap="small", key=block.key):
        for number, (label, scenario) in enumerate(block.scenarios):
            key, look = f"{block.key}_{number}", QUIET if block.quiet else {}
            st.button(plain(label), on_click=scenarios.put, args=(scenario,), key=key, **look)


@render.register
def _(block: blocks.Link, screen: Screen) -> None:
    with st.container(gap=None):
        st.page_link(PAGES / f"{block.page}.py", label=plain(block.label), query_params=dict(block.query) or None)
        if block.text:
            small(block.text)


@render.register
def _(block: blocks.Control, screen: Screen) -> Any:
    return screen.controls[block.name](*block.arguments)


@render.register
def _(block: blocks.Empty, screen: Screen) -> None:
    if block.text:
        st.info(block.text, title="Nothing to show here")
    else:
        parts.empty(screen.view(block))
