"""Where scenarios come from and go to: the bundled ones, the saved ones, a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from spinemkt.errors import SpinemktError
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.saved import Saved, same
from spinemkt.scenario.scenario import BASELINE, Scenario, collisions
from spinemkt.scenario.text import LONGEST
from ui import own, scenarios
from ui.cache import inputs
from ui.ranges import once
from ui.text import plain

if TYPE_CHECKING:
    from spinemkt.scenario.store import Store

SHELF = os.environ.get("SPINEMKT_SHELF", "shared")
LARGEST_FILE = 1_000_000


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of saved scenarios of this server."""
    from spinemkt.scenario.store import Store  # here: the first page stands before the database is needed

    return Store()


def choose(left: Sequence[Scenario]) -> None:
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
            st.markdown(f"Left unsaved: **{plain(one.name)}**, {counted(one)}")
            _offer(one, f"left_{number}")
        _upload()


def counted(scenario: Scenario) -> str:
    """How many changes a scenario makes."""
    count = len(scenario.changes)
    return f"{count} change{'s' if count > 1 else ''}"


def save(scenario: Scenario) -> None:
    """Offer to keep the scenario under a name."""
    with st.popover("Save", type="tertiary", key="save_popover"):
        name = scenario.name if scenario.changes else own.NAME
        if st.session_state.get("save_name_of") != name:
            st.session_state["save_name_of"] = st.session_state["save_name"] = name
        st.text_input("Name", max_chars=LONGEST["name"], key="save_name")
        st.button("Save", on_click=_keep, args=(scenario,), key="save", type="primary")
        _told()


def _offer(scenario: Scenario, key: str) -> None:
    st.caption(plain(scenario.story))
    if scenario.own:
        st.caption(plain(own.tables_of(scenario)))
    take_or_add(scenario, key)


def take_or_add(
    scenario: Scenario, key: str, take: str = "Use", kind: Literal["primary", "secondary"] = "primary"
) -> None:
    """Offer to make a scenario the reader's, or to stack it on the reader's own; say where both change the same."""
    now = scenarios.current()
    left, right = st.columns(2)
    left.button(take, on_click=_use, args=(scenario,), key=f"use_{key}", type=kind)
    if now.changes:
        right.button("Add to mine", on_click=scenarios.put, args=(now + scenario,), key=f"add_{key}")
        if met := collisions(now, scenario):
            more = f", and {len(met) - 1} more" if len(met) > 1 else ""
            st.caption(plain(f"Both change the same numbers: {met[0]}{more}."))


@scenarios.everywhere
def _use(scenario: Scenario) -> None:
    try:
        own.bring(scenario)
    except SpinemktError as error:
        scenarios.refuse(error)
    else:
        scenarios.take(replace(scenario, own=()))


@scenarios.everywhere
def _keep(scenario: Scenario) -> None:
    name = st.session_state.get("save_name") or scenario.name
    if same(name) == same(BASELINE):
        near = scenario.name if same(scenario.name) != same(BASELINE) else "My scenario"
        st.session_state["save_said"] = (
            f"Not saved: the name {name!r} is that of the model without changes. Allowed: any other name, for example "
            f"{near!r}."
        )
        return
    try:
        named = scenarios.renamed(scenario, name)
        saved = scenarios.stamped(named) if named.changes else replace(named, data=inputs().version)
        kept = store().save(SHELF, saved.name, own.kept_with(saved).to_text(), inputs().version)
        scenarios.take(saved)
        st.session_state["save_said"] = f"Saved as {kept.name!r}, version {kept.version}."
    except SpinemktError as error:
        st.session_state["save_said"] = str(error)


def _told() -> None:
    if said := once("save_said"):
        st.info(plain(said))


def _saved() -> None:
    try:
        kept = store().list(SHELF)
        gone = store().list(SHELF, deleted=True)
    except SpinemktError as error:
        st.warning(plain(str(error)), title="Saved scenarios cannot be read")
        return
    names = [one.name for one in kept]
    name = st.selectbox(
        "Saved", names, index=None, key="saved_name", placeholder="none chosen" if names else "none yet"
    )
    if name:
        one = _version(next(found for found in kept if found.name == name))
        if one.damaged:
            st.warning(plain(one.damaged), title="This scenario is damaged")
        else:
            try:
                _offer(Scenario.from_text(one.text), "saved")
            except SpinemktError as error:
                st.warning(plain(str(error)), title="This scenario cannot be read")
        st.button("Delete", on_click=_delete, args=(name,), key="delete", type="tertiary")
    if gone:
        back = st.selectbox("Deleted", list(dict.fromkeys(one.name for one in gone)), key="deleted_name")
        st.button("Bring back", on_click=_restore, args=(back,), key="restore", type="tertiary")


def _version(newest: Saved) -> Saved:
    """Let the reader choose an earlier version of a saved scenario, if there is one."""
    if newest.version == 1:
        return newest
    versions = {one.version: one for one in store().history(SHELF, newest.name)}
    chosen = st.selectbox(
        "Version",
        list(versions),
        list(versions).index(newest.version),
        format_func=lambda number: f"{number}, saved {versions[number].saved_at:%d %B %Y, %H:%M} UTC",
        key=f"version_{newest.name}_{newest.version}",
    )
    return versions[chosen]


@scenarios.everywhere
def _delete(name: str) -> None:
    try:
        store().delete(SHELF, name)
        st.session_state["saved_name"], st.session_state["deleted_name"] = None, name
    except SpinemktError as error:
        scenarios.refuse(error)


@scenarios.everywhere
def _restore(name: str) -> None:
    try:
        store().restore(SHELF, name)
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
