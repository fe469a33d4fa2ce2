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

ENDS = ("low", "high")


def opened(inputs: Inputs, subject: Subject, end: str, scenario: Scenario | None = None) -> Scenario:
    """Return the scenario in which each number of a subject stands at its low or high end from 2022 on.

    One `set` a number, made before the scenario's own changes, as the tornado does: the outcome is that of its end.
    Shares that sum to one are scaled to it again, as a draw is. Raises QueryError on another end, on a split that
    scenarios may not change, and where the scenario would have too many changes.
    """
    if end not in ENDS:
        raise QueryError(unknown("end", end, ENDS))
    scenario, register = scenario or Scenario(), inputs.register
    (name,) = set(register["parameter"].iloc[subject.rows])
    if name in FIXED_SPLITS:
        raise QueryError(f"{subject.label} is a split that scenarios leave as it is: its parts must sum to one.")
    spec = inputs.dictionary.parameters[name]
    rows = register.index[register["parameter"] == name] if spec.sums_to_one else subject.rows
    moved = np.isin(rows, subject.rows)
    amounts = np.where(moved, register[end].to_numpy()[rows], register["value"].to_numpy()[rows]).astype(float)
    if spec.sums_to_one:  # of a share of one dimension alone; splits of more are refused above
        amounts = amounts / amounts.sum()
    changes = []
    for row, amount in zip(rows, amounts, strict=True):
        where = where_of(**{dim: str(register[dim].iloc[row]) for dim in spec.dims})
        changes.append(Change(name, "set", float(amount), where, year=BASE_YEAR))
    targets = {change.target for change in changes}
    own = [change for change in scenario.changes if not (change.target in targets and change.year == BASE_YEAR)]
    if len(changes) + len(own) > MOST_CHANGES:
        raise QueryError(f"The scenario would have {len(changes) + len(own)} changes; allowed: {MOST_CHANGES}.")
    return replace(scenario, changes=(*changes, *own), found=())
