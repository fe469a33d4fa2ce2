"""An end of the tornado as a scenario: the same numbers, set for good."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.text import FIXED_SPLITS, MOST_CHANGES
from spinemkt.terms import BASE_YEAR
from spinemkt.uncertainty.groups import Subject
from spinemkt.uncertainty.reference import NAME, RESTS_ON, reference_detection

ENDS = ("low", "high")


def scenario_at_bound(inputs: Inputs, subject: Subject, end: str, scenario: Scenario | None = None) -> Scenario:
    """Return the scenario in which each number of a subject stands at its low or high end from 2022 on.

    One `set` a number, made before the scenario's own changes, as the tornado does: the outcome is that of its end.
    Shares that sum to one are scaled to it again, and detection where the risk was measured follows, as in a draw.
    Raises QueryError on another end, on a split that scenarios may not change, and where the scenario would have too
    many changes.
    """
    if end not in ENDS:
        raise QueryError(unknown("end", end, ENDS))
    scenario = scenario or Scenario()
    names = dict.fromkeys(inputs.register["parameter"].iloc[subject.rows])
    if any(name in FIXED_SPLITS for name in names):
        raise QueryError(f"{subject.label} is a split that scenarios leave as it is: its parts must sum to one.")
    changes = [change for name in names for change in _set(inputs, name, subject.rows, end)]
    if any(name in RESTS_ON for name in names):
        changes += _reference(inputs, changes)
    targets = {change.identity for change in changes}
    own = [change for change in scenario.changes if not (change.identity in targets and change.year == BASE_YEAR)]
    if len(changes) + len(own) > MOST_CHANGES:
        raise QueryError(f"The scenario would have {len(changes) + len(own)} changes; allowed: {MOST_CHANGES}.")
    return replace(scenario, changes=(*changes, *own), found=())


def _reference(inputs: Inputs, changes: list[Change]) -> list[Change]:
    """Detection where the risk was measured, which follows imaging and tests there; none where it stays as it is."""
    at_end = Scenario(changes=tuple(changes)).apply(inputs).parameters
    amount = float(reference_detection(inputs, at_end))
    return [] if amount == float(inputs[NAME]) else [Change(NAME, "set", amount, where_of(), year=BASE_YEAR)]


def _set(inputs: Inputs, name: str, rows: np.ndarray, end: str) -> list[Change]:
    """One change for each number of a parameter among rows of the register, and for those that are scaled with them."""
    register, spec = inputs.register, inputs.dictionary.parameters[name]
    own = np.flatnonzero((register["parameter"] == name).to_numpy())
    moved = np.isin(own, rows)
    amounts = np.where(moved, register[end].to_numpy()[own], register["expected"].to_numpy()[own]).astype(float)
    if spec.sums_to_one:  # a share of one dimension alone; splits of more are refused
        amounts, moved = amounts / amounts.sum(), np.full(len(own), True)
    return [
        Change(name, "set", float(amount), where_of(**dict(zip(spec.dims, codes, strict=True))), year=BASE_YEAR)
        for codes, amount in zip(register[list(spec.dims)].to_numpy(str)[own[moved]], amounts[moved], strict=True)
    ]
