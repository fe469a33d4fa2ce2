"""Where scenarios come from and go to: the bundled ones, the saved ones, a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from spinemkt.analysis.scenarios.changes import moves
from spinemkt.errors import SpinemktError
from spinemkt.scenario.presets import load_scenarios, scenario_groups
from spinemkt.scenario.saved import Saved
from spinemkt.scenario.scenario import Scenario, collisions
from spinemkt.scenario.treatment import acts
from ui import notes, own, saving, scenarios
from ui.cache import inputs
from ui.client import Client
from ui.text import plain

if TYPE_CHECKING:
    from ui.drafts import Left

SHELF = os.environ.get("SPINEMKT_SHELF", "shared")
LARGEST_FILE = 1_000_000
FIRST = (
    "SBRT adoption doubles in Asia-Pacific",
    "Asia-Pacific spends more and adopts modern protocols",
    "Europe makes multidisciplinary care the standard",
    "Spine oncology boards plan from the diagnosis on",
    "Denosumab biosimilars cut prices deeper",
    "Wait and see until a deficit occurs",
)


@st.cache_resource(show_spinner=False)
def store() -> Client:
    """The store of saved scenarios of this server, asked with patience."""
    from spinemkt.scenario.store import Store  # here: the first page stands before the database is needed

    return Client(lambda: Store())


def note() -> None:
    """Say once above the page that the store does not answer or cannot be used, until it can."""
    client = store()
    client.probe()
    said, only_writing = client.trouble
    go_on = "You can work on; download your scenario to keep it (Share, Scenario file)."
    if client.silent:
        notes.put("store", notes.Note("Saved scenarios and drafts do not answer just now", go_on))
    elif said:
        what = "Nothing can be saved just now" if only_writing else "Saved scenarios and drafts cannot be used just now"
        notes.put("store", notes.Note(what, f"{said} {go_on}"))
    else:
        notes.take("store")


def choose(left: Sequence[Left]) -> None:
    """Offer the bundled scenarios, the saved ones, a file, and what the reader had left unsaved."""
    popover = st.popover("Scenarios", type="tertiary", key="open_scenario", on_change="rerun")
    if not popover.open:
        return
    with popover:
        presets = load_scenarios()
        chosen = st.selectbox(
            "Ready-made",
            list(presets),
            index=None,
            key="preset",
            filter_mode="contains",
            placeholder=f"{len(presets)} to choose from; type to search, for example SBRT",
        )
        if chosen:
            _offer(presets[chosen], "preset")
        _saved()
        for number, one in enumerate(left):
            when = f", {one.when}" if one.when else ""
            st.markdown(f"Left unsaved: **{plain(one.scenario.name)}**, {counted(one.scenario)}{when}")
            _offer(one.scenario, f"left_{number}")
        _upload()


def cards() -> None:
    """Offer the ready-made scenarios as cards that load them: six first, all in their groups when asked."""
    groups = scenario_groups()
    presets = load_scenarios()
    with st.container(gap="xsmall", key="cards"):
        st.html("<h3 class='sm-title'>Ready-made scenarios</h3>")
        for number, name in enumerate(FIRST):
            _card(presets[name], f"first_{number}")
        everything = st.expander(f"Show all {len(presets)}", key="all_presets", on_change="rerun")
        if everything.open:
            with everything:
                for group, held in groups.items():
                    st.html(f"<h4 class='sm-group'>{escape(group)}</h4>")
                    for number, one in enumerate(held):
                        _card(one, f"{group}_{number}")


def _card(scenario: Scenario, key: str) -> None:
    """A button with the name of a scenario and what it moves; its story is the hint."""
    used = scenarios.current().changes == scenario.changes
    st.button(
        f"**{plain(scenario.name)}** {plain(moves(scenario.changes, inputs()))}",
        on_click=_use,
        args=(scenario, None),
        key=f"card_{key}",
        type="primary" if used else "secondary",
        width="stretch",
        help=plain(scenario.story),
    )


def counted(scenario: Scenario) -> str:
    """How many changes a scenario makes."""
    count = len(acts(scenario.changes))
    return f"{count} change{'s' if count > 1 else ''}"


def _offer(scenario: Scenario, key: str, saved: Saved | None = None) -> None:
    st.caption(plain(scenario.story))
    if scenario.own:
        st.caption(plain(own.tables_of(scenario)))
    take_or_add(scenario, key, saved=saved)


def take_or_add(
    scenario: Scenario,
    key: str,
    take: str = "Use",
    kind: Literal["primary", "secondary"] = "primary",
    saved: Saved | None = None,
) -> None:
    """Offer to make a scenario the reader's, or to stack it on the reader's own; say where both change the same."""
    now = scenarios.current()
    left, right = st.columns(2)
    left.button(take, on_click=_use, args=(scenario, saved), key=f"use_{key}", type=kind)
    if now.changes:
        right.button("Add to mine", on_click=scenarios.put, args=(now + scenario,), key=f"add_{key}")
        if met := collisions(now, scenario):
            more = f", and {len(met) - 1} more" if len(met) > 1 else ""
            st.caption(plain(f"Both change the same numbers: {met[0]}{more}."))


@scenarios.everywhere
def _use(scenario: Scenario, saved: Saved | None) -> None:
    try:
        own.bring(scenario)
    except SpinemktError as error:
        scenarios.refuse(error)
    else:
        scenarios.take(replace(scenario, own=()))
        if saved:
            saving.saw(saved)


def _saved() -> None:
    try:
        kept, gone = store().ask(lambda store: (store.list(SHELF), store.list(SHELF, deleted=True)))
    except SpinemktError as error:
        st.warning(plain(str(error)), title="Saved scenarios cannot be read")
        return
    names = [one.name for one in kept]
    name = st.selectbox(
        "Saved", names, index=None, key="saved_name", placeholder="none chosen" if names else "none yet"
    )
    if name:
        newest = next(found for found in kept if found.name == name)
        try:
            one = _version(newest)
            if one.damaged:
                st.warning(plain(one.damaged), title="This scenario is damaged")
            else:
                _offer(Scenario.from_text(one.text), "saved", newest)
        except SpinemktError as error:
            st.warning(plain(str(error)), title="This scenario cannot be read")
        st.button("Delete", on_click=_delete, args=(name,), key="delete", type="tertiary")
    if gone:
        back = st.selectbox("Deleted", list(dict.fromkeys(one.name for one in gone)), key="deleted_name")
        st.button("Bring back", on_click=_restore, args=(back,), key="restore", type="tertiary")
    st.caption(saving.SHARED)


def _version(newest: Saved) -> Saved:
    """Let the reader choose an earlier version of a saved scenario, if there is one; raises SpinemktError."""
    if newest.version == 1:
        return newest
    versions = store().ask(lambda store: store.history(SHELF, newest.name)) or [newest]

    def worded(at: int) -> str:
        one = versions[at]
        return f"{one.version}, {f'saved {one.saved_at:%d %B %Y, %H:%M} UTC' if one.saved_at else 'damaged'}"

    chosen = st.selectbox(
        "Version",
        range(len(versions)),
        format_func=worded,
        key=f"version_{newest.name}_{newest.version}_{len(versions)}",
    )
    return versions[chosen]


@scenarios.everywhere
def _delete(name: str) -> None:
    try:
        store().ask(lambda store: store.delete(SHELF, name), writes=True)
        st.session_state["saved_name"], st.session_state["deleted_name"] = None, name
    except SpinemktError as error:
        scenarios.refuse(error)


@scenarios.everywhere
def _restore(name: str) -> None:
    try:
        store().ask(lambda store: store.restore(SHELF, name), writes=True)
        st.session_state["saved_name"] = name
    except SpinemktError as error:
        scenarios.refuse(error)


def _upload() -> None:
    file = st.file_uploader("From a file", type=["toml"], max_upload_size=1, key="scenario_file")
    if file is None:
        return
    try:
        _offer(read_file(file), "file")
    except SpinemktError as error:
        st.warning(plain(str(error)), title="This file is not a scenario")


def read_file(file: Any) -> Scenario:
    """Read an uploaded file, unless it is too large to be looked at; raise SpinemktError in words."""
    if file.size > LARGEST_FILE:
        raise SpinemktError(f"The file has {file.size:,} bytes; allowed: {LARGEST_FILE:,}.")
    return Scenario.from_text(file.getvalue())
