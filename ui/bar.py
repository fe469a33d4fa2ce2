"""The scenario bar of every page: which scenario, what it changes and does, undo, redo, pin, save and share.

In the lab it is drawn as fragments, so that a lever redraws its effect before its buttons: FIRST, LATER.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from spinemkt import __version__
from spinemkt.analysis.scenarios.changes import effect, told
from spinemkt.analysis.uncertainty_views.spread import against
from spinemkt.analysis.view import View
from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.treatment import acts
from spinemkt.wording import money
from ui import asks, drafts, export, files, keeping, own, pinboard, scenarios, sharing, shelf
from ui.cache import baseline, inputs, result, run_of
from ui.text import named, plain
from ui.workspace import reader

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
        amounts, share = asks.text(words, "effect", view), asks.text(change, "effect_share", view)
        said += f"<p class='sm-effect'><span title='{whole}'>{amounts} <b>{share}</b></span></p>"
    st.html(f"<div class='sm-bar'>{said}</div>")


def _messages(view: View) -> None:
    """Say what was refused, what the scenario does draw by draw, and what is wrong with it."""
    if reason := scenarios.refused():
        with st.container(key="refused"):
            st.warning(plain(reason), title="That is not possible; nothing was changed")
    _range(view)
    _faults(view)


def _range(view: View) -> None:
    if scenarios.current().changes and (found := reader().gap(view)):
        said = asks.text(against(found, view) + ".", "bar_range", view)
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
            keeping.save(scenario)
        if scenario.changes:
            st.button("Pin", on_click=pinboard.pin, args=(scenario,), type="tertiary", key="pin")
            st.button("Reset", on_click=scenarios.put, args=(Scenario(),), type="tertiary", key="reset")
        _share(scenario)
        export.of_page()
    drafts.keep()


def versions() -> str:
    """Which model and which data the numbers are of."""
    return f"Model {__version__}, data {inputs().version}"


def _continue(left: drafts.Left) -> None:
    """Offer what the reader's browser had left unsaved."""
    found = left.scenario
    name = found.name if len(found.name) <= NAME_LETTERS else f"{found.name[: NAME_LETTERS - 1]}…"
    st.button(
        plain(f"Continue where you left off: {name}"),
        on_click=scenarios.put,
        args=(found,),
        key="continue",
        type="tertiary",
        help=plain(_content(left)),
    )


def _content(left: drafts.Left) -> str:
    """What was left unsaved and when, and whether there is more of the kind."""
    said = [told(act[0], inputs()) for act in acts(left.scenario.changes)[:5]]
    words = "; ".join(f"{change.label}, {change.new}" for change in said)
    more = len(drafts.left()) - 1
    others = f". {more} more left unsaved: see Scenarios" if more else ""
    return f"{left.when}: {words}{others}" if left.when else f"{words}{others}"


def _changed(scenario: Scenario) -> None:
    popover = st.popover(shelf.counted(scenario), type="tertiary", key="changed", on_change="rerun")
    if not popover.open:
        return
    with popover:
        if scenario.story:
            st.html(f"<p class='sm-text'>{escape(scenario.story)}</p>")
        for number, act in enumerate(acts(scenario.changes)):
            said = told(act[0], inputs())
            beyond = " · beyond evidence" if said.beyond else ""
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.html(
                f"<p class='sm-change-row'><b>{escape(said.label)}</b><br>{escape(said.old)} → {escape(said.new)}"
                f"{escape(' · ' + said.when if said.when else '')}{beyond}</p>"
            )
            right.button(
                named("Reset", f"{said.label}, {said.new}"),
                on_click=scenarios.reset,
                args=tuple(change.identity for change in act),
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
    if not popover.open:
        return
    with popover:
        linked = st.container()
        sharing.codes()
        files.offer("Scenario file", "download_scenario", "scenario.toml", scenario.to_text, files.TOML, "secondary")
        private = f"<p class='sm-text'>{escape(own.TRAVEL)}</p>" if inputs().own else ""
        linked.html(
            "<p class='sm-text'>This link holds the page, the filters and the whole scenario. Whoever opens it sees "
            f"the same numbers, and is told when the data have changed since.</p>{private}{sharing.link()}"
            f"<p class='sm-sources'>{versions()}</p>"
        )
        with linked:
            sharing.short_link(len(sharing.address()), scenario)


def _faults(view: View) -> None:
    """Say what is wrong with the scenario of the address, or that it was made on other data."""
    scenario = scenarios.current()
    code = st.session_state.get(scenarios.KEY) or ""
    try:
        scenarios.read(code)
        run_of(scenario, view)
    except ScenarioError as error:
        st.warning(plain(str(error)), title="This scenario cannot be used; the base case is shown")
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
