"""The reader's scenario, with the own data in use, saved under a name; what such a name holds, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from spinemkt.analysis.scenarios.changes import told
from spinemkt.errors import SpinemktError
from spinemkt.scenario.saved import Saved, same
from spinemkt.scenario.scenario import BASELINE, FORMER_BASELINE, Scenario
from spinemkt.scenario.text import LONGEST
from spinemkt.scenario.treatment import acts
from ui import own, saving, scenarios, shelf
from ui.cache import inputs

MOST_CHANGES = 5  # of what a name holds
SAVE = "save"  # the key of the place where scenarios are saved


def save(scenario: Scenario) -> None:
    """Offer to keep the scenario under a name."""
    with st.popover("Save", type="tertiary", key="save_popover"):
        name = scenario.name if scenario.changes else own.NAME
        if st.session_state.get("save_name_of") != name:
            st.session_state["save_name_of"] = st.session_state["save_name"] = name
        st.text_input("Name", max_chars=LONGEST["name"], key="save_name")
        st.button("Save", on_click=_keep, args=(scenario,), key="save", type="primary")
        saving.told(SAVE, st.session_state["save_name"], of(scenario))
        st.caption(saving.SHARED)


@scenarios.everywhere
def _keep(scenario: Scenario) -> None:
    name = st.session_state.get("save_name") or scenario.name
    if same(name) in map(same, (BASELINE, FORMER_BASELINE)):
        near = scenario.name if same(scenario.name) != same(BASELINE) else "My scenario"
        saving.say(
            SAVE,
            f"Not saved: the name {name!r} is that of the model without changes. Allowed: any other name, for example "
            f"{near!r}.",
        )
    else:
        save_as(scenario, name, SAVE)


def save_as(
    scenario: Scenario, name: str, key: str, otherwise: str = "", then: Callable[[Saved], None] | None = None
) -> None:
    """Save the reader's scenario with the own data in use under a name, or another; a callback's work."""
    try:
        spelled, expected = saving.known(shelf.SHELF, scenarios.renamed(scenario, name).name)
        named = replace(scenario, name=spelled)
        saved = scenarios.stamped(named) if named.changes else replace(named, data=inputs().version)
        text = own.with_own_data(saved).to_text()
    except SpinemktError as error:
        return saving.say(key, str(error))

    def done(kept: Saved) -> None:
        if scenarios.current().changes == saved.changes:
            scenarios.take(replace(saved, name=kept.name))
        if inputs().own:
            own.remember_saved(kept.name)
        if then:
            then(kept)

    saving.save(
        saving.Attempt(
            key, shelf.store(), shelf.SHELF, spelled, text, expected, holds, done, of(scenario), otherwise=otherwise
        )
    )


def of(scenario: Scenario) -> tuple[object, ...]:
    """What a reader saves: the changes, and the data."""
    return scenario.changes, inputs().version


def holds(text: str) -> str:
    """What the text of a scenario holds, in a few words."""
    try:
        scenario = Scenario.from_text(text)
        made = acts(scenario.changes)
        changes = [told(act[0], inputs()) for act in made[:MOST_CHANGES]]
    except SpinemktError as error:
        return f"it cannot be read: {str(error).splitlines()[0]}"
    said = [shelf.counted(scenario) if scenario.changes else "no change of the model"]
    said += [", ".join(filter(None, (change.label, change.new, change.when))) for change in changes]
    said += [own.tables_of(scenario)] if scenario.own else []
    more = len(made) - len(changes)
    return "; ".join(said) + (f"; and {more} more" if more > 0 else "")
