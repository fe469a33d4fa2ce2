"""The scenarios that a reader has put aside for comparison, kept in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.scenario.text import LONGEST
from ui.address import MOST_PINS, PINS, put, read, written
from ui.scenarios import everywhere


def pinned() -> list[Scenario]:
    """The scenarios put aside for comparison, in the order they were pinned, each under a name of its own."""
    return list(_read_pins(st.session_state.get(PINS) or "")[0])


def pin_faults() -> tuple[str, ...]:
    """Which pins of the address were left out, and why."""
    return _read_pins(st.session_state.get(PINS) or "")[1]


@everywhere
def pin(*chosen: Scenario) -> None:
    """Put scenarios aside for comparison; those pinned longest ago give way to a fifth. A callback."""
    kept = [other for other in pinned() if other.changes not in [scenario.changes for scenario in chosen]]
    for scenario in chosen:
        kept.append(_apart(scenario, kept))
    put(PINS, ".".join(map(written, kept[-MOST_PINS:])))


@everywhere
def unpin(name: str) -> None:
    """Take a scenario away from the comparison; a callback."""
    put(PINS, ".".join(written(other) for other in pinned() if other.name != name))


@lru_cache(maxsize=256)
def _read_pins(codes: str) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    found: list[Scenario] = []
    faults = []
    given = [code for code in codes.split(".") if code]
    for place, code in enumerate(given[:MOST_PINS], 1):
        try:
            scenario = read(code)
        except ScenarioError as error:
            faults.append(f"Pinned scenario {place} was left out. {error}")
            continue
        if scenario.changes:
            found.append(_apart(scenario, found))
        else:
            faults.append(f"Pinned scenario {place} was left out: it changes nothing.")
    if len(given) > MOST_PINS:
        faults.append(f"{len(given):,} scenarios are pinned; the first {MOST_PINS} are read.")
    return tuple(found), tuple(faults)


def _apart(scenario: Scenario, others: Sequence[Scenario]) -> Scenario:
    """The scenario under a name that neither the baseline nor any of the others has."""
    taken = {BASELINE.lower(), *(other.name.lower() for other in others)}
    name = tidy = " ".join(scenario.name.split()) or "Scenario"
    number = 1
    while name.lower() in taken:
        number += 1
        name = f"{tidy[: LONGEST['name'] - 4]} {number}"
    return replace(scenario, name=name)
