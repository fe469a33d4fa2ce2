"""The scenario bar of every page: which scenario, what it changes and does, undo, redo, pin, save and share.

In the lab it is drawn as fragments, so that a lever redraws its effect before its buttons: FIRST, LATER.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from spinemkt import __version__
from spinemkt.analysis.asked import scenarios as asked_scenarios
from spinemkt.analysis.asked.ranges import apart
from spinemkt.analysis.scenarios.changes import effect, told
from spinemkt.analysis.sure.spread import against
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import money
from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import Scenario
from ui import asks, drafts, own, pinboard, ranges, scenarios, shelf
from ui.address import PINS
from ui.cache import baseline, inputs, result, run_of
from ui.text import named, plain

FIRST, LATER = ("effect",), ("controls", "messages")
NAME_LETTERS = 40


def scenario_bar(view: View, in_fragments: bool) -> None:
    """Draw the bar; it holds the control that keeps the scenario in the address, so every page needs it."""

    def part(draw: Callable[..., None], *arguments: object) -> None:
        (st.fragment(draw, key=draw.__name__.strip("_")) if in_fragments else draw)(*arguments)

    line = st.container(key="bar").container(horizontal=True, vertical_alignment="center", gap="small", key="bar_line")
    with line:
        part(_effect, view)
        part(_controls)
    part(_messages, view)


def _effect(view: View) -> None:
    scenario = scenarios.current()
    name = escape(scenario.name)
    said = f"<p class='sm-scenario'><span>Scenario</span> <b title='{name}'>{name}</b></p>"
    if scenario.changes:
        words, change = effect(result(view), baseline(view), view)
        whole = escape(f"{words} {change}")
        amounts, share = asked_scenarios.effect(words, change, view)
        told = asks.woven(words, "effect", amounts, view), asks.woven(change, "effect_share", share, view)
        said += f"<p class='sm-effect'><span title='{whole}'>{told[0]} <b>{told[1]}</b></span></p>"
    st.html(f"<div class='sm-bar'>{said}<p class='sm-versions'><span>{versions()}</span></p></div>")


def _messages(view: View) -> None:
    """Say what was refused, what the scenario does draw by draw, and what is wrong with it."""
    if reason := scenarios.refused():
        with st.container(key="refused"):
            st.warning(plain(reason), title="That is not possible; nothing was changed")
    _range(view)
    _faults(view)


def _range(view: View) -> None:
    if scenarios.current().changes and (found := ranges.gap(view)):
        said = asks.woven(f"{against(found)}.", "bar_range", apart(found, view), view, unit_once=True)
        st.html(f"<p class='sm-sources sm-effect-range'>{said}</p>")


def _controls() -> None:
    scenario = scenarios.current()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar_controls"):
        if scenario.changes:
            _changed(scenario)
        if scenarios.can_step(-1) or scenarios.can_step(1):
            _step("Undo", -1, "Ctrl+Z")
            _step("Redo", 1, "Ctrl+Shift+Z")
        elif found := drafts.offered():
            _continue(found)
        shelf.choose(drafts.left())
        if scenario.changes or inputs().own:
            shelf.save(scenario)
        if scenario.changes:
            st.button("Pin", on_click=pinboard.pin, args=(scenario,), type="tertiary", key="pin")
            st.button("Reset", on_click=scenarios.put, args=(Scenario(),), type="tertiary", key="reset")
        _share(scenario)
    drafts.keep()


def versions() -> str:
    """Which model and which data the numbers are of."""
    return f"Model {__version__}, data {inputs().version}"


def _continue(found: Scenario) -> None:
    """Offer what the reader's browser had left unsaved."""
    name = found.name if len(found.name) <= NAME_LETTERS else f"{found.name[: NAME_LETTERS - 1]}…"
    st.button(
        plain(f"Continue where you left off: {name}"),
        on_click=scenarios.put,
        args=(found,),
        key="continue",
        type="tertiary",
        help=plain(
            "; ".join(f"{told(change, inputs()).label}, {told(change, inputs()).new}" for change in found.changes[:5])
        ),
    )


def _changed(scenario: Scenario) -> None:
    popover = st.popover(shelf.counted(scenario), type="tertiary", key="changed", on_change="rerun")
    if not popover.open:
        return
    with popover:
        if scenario.story:
            st.html(f"<p class='sm-text'>{escape(scenario.story)}</p>")
        for number, change in enumerate(scenario.changes):
            said = told(change, inputs())
            beyond = " · beyond evidence" if said.beyond else ""
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.html(
                f"<p class='sm-change-row'><b>{escape(said.label)}</b><br>{escape(said.old)} → {escape(said.new)}"
                f"{escape(' · ' + said.when if said.when else '')}{beyond}</p>"
            )
            right.button(
                named("Reset", f"{said.label}, {said.new}"),
                on_click=scenarios.reset,
                args=(change.target,),
                type="tertiary",
                key=f"reset_{number}",
            )


def _step(label: str, by: int, keys: str) -> None:
    st.button(
        label,
        on_click=scenarios.step,
        args=(by,),
        disabled=not scenarios.can_step(by),
        type="tertiary",
        key=label.lower(),
        shortcut=keys,
        help=keys,
    )


def _share(scenario: Scenario) -> None:
    popover = st.popover("Share", type="tertiary", key="share", on_change="rerun")
    with popover:
        linked = st.empty() if popover.open else None
        st.text_input(
            "Scenario code",
            key=scenarios.KEY,
            bind="query-params",
            placeholder="empty: the baseline",
            help="The scenario alone, without page and filters. Paste one here to open it.",
            on_change=st.rerun,
        )
        st.text_input("Pinned scenarios", key=PINS, bind="query-params", placeholder="none pinned", on_change=st.rerun)
        if linked is None:  # the fields alone hold the scenario and the pins in the address
            return
        st.download_button(
            "Download as text",
            data=lambda: scenario.to_text(),
            file_name="scenario.toml",
            mime="application/toml",
            key="download_scenario",
            on_click="ignore",
        )
        private = f"<p class='sm-text'>{escape(own.TRAVEL)}</p>" if inputs().own else ""
        linked.html(
            "<p class='sm-text'>This link holds the page, the filters and the whole scenario. Whoever opens it sees "
            f"the same numbers, and is told when the data have changed since.</p>{private}{_link()}"
            f"<p class='sm-sources'>{versions()}</p>"
        )


def _link() -> str:
    """The link of this page in a field, and a button that copies it (keys.js), with room for its answer."""
    query = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
    address = escape("?".join(filter(None, (st.context.url or "", query))))
    return (
        f"<label class='sm-share'>Link<input readonly value='{address}'></label>"
        "<button type='button' class='sm-copy'>Copy link</button><span class='sm-copied' role='status'></span>"
    )


def _faults(view: View) -> None:
    """Say what is wrong with the scenario of the address, or that it was made on other data."""
    scenario = scenarios.current()
    code = st.session_state.get(scenarios.KEY) or ""
    try:
        scenarios.read(code)
        run_of(scenario, view)
    except ScenarioError as error:
        st.warning(plain(str(error)), title="This scenario cannot be used; the baseline is shown")
        return
    if scenario.data and scenario.data != inputs().version:
        rows = [
            f"{year} {money(then)} then, {money(run_of(scenario, View()).total('spend', {'year': year}))} now"
            for year, then in scenario.found
        ]
        both = f" Spend of the world: {'; '.join(rows)}." if rows else ""
        private = f" {own.TRAVEL}" if "own data" in scenario.data else ""
        st.info(
            plain(f"It was made on data {scenario.data}; these are {inputs().version}.{private}{both}"),
            title="This scenario is from another data version",
        )
