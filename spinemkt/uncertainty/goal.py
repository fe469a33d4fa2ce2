"""Goal seek: which amount of a lever makes an outcome reach a target, or one code of a dimension pass another."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from numbers import Real

import numpy as np

from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.levers import Handle, at_amounts
from spinemkt.uncertainty.outcome import Lead, Outcome, Question

POINTS = 41
ROUNDS = 3  # each divides the bracket by POINTS - 1


@dataclass(frozen=True)
class Goal:
    """The answer of a goal seek: the amount, or None where none is found; what the evidence range spans of the outcome.

    beyond: whether the amount lies outside the evidence range. scenario: the question's, with the lever there.
    """

    amount: float | None
    beyond: bool
    now: float
    lowest: float
    highest: float
    scenario: Scenario | None


def goal_seek(
    inputs: Inputs,
    lever: str,
    outcome: Outcome | Lead,
    target: float = 0.0,
    scenario: Scenario | None = None,
    region: str | None = None,
    scope: str = "attributed",
    include_myeloma: bool = False,
) -> Goal:
    """Find the amount nearest to the baseline at which the outcome is the target; evidence first, then what can be.

    outcome: with a lead and the target 0, the amount at which the two are level, beyond which one passes the other.

    The range is scanned on 41 amounts, then its bracket twice more, so that turning points are seen; exact to 1e-5 of
    the range. Raises QueryError on an unknown lever, region or outcome, and on a target that is not a number.
    """
    handle = Handle.of(lever, region)
    if not isinstance(target, Real) or not isfinite(float(target)):
        raise QueryError(f"The target is {target!r}; allowed: a finite number.")
    question = Question(inputs, scenario or Scenario(), outcome, scope, include_myeloma)
    baseline = handle.span(inputs).baseline
    now = float(_scan(question, handle, np.array([np.nan]))[0])
    scanned = handle.range(inputs, POINTS)
    found = _scan(question, handle, scanned)
    amount = _met(question, handle, scanned, found, float(target), baseline)
    beyond = False
    if amount is None:
        wide = handle.range(inputs, POINTS, beyond=True)
        amount = _met(question, handle, wide, _scan(question, handle, wide), float(target), baseline)
        beyond = amount is not None and handle.span(inputs).beyond(amount)
    moved = None if amount is None else handle.moved(question.scenario, amount, inputs)
    return Goal(amount, beyond, now, float(found.min()), float(found.max()), moved)


def _scan(question: Question, handle: Handle, amounts: np.ndarray) -> np.ndarray:
    return at_amounts(question, [(handle, amounts)]).astype(float)


def _met(
    question: Question, handle: Handle, amounts: np.ndarray, found: np.ndarray, target: float, near: float
) -> float | None:
    """The amount nearest to one at which the outcome crosses the target, None where it does not."""
    for left in range(ROUNDS):
        above = found >= target
        crossings = np.flatnonzero(above[1:] != above[:-1])
        if not len(crossings):
            return None
        middle = (amounts[crossings] + amounts[crossings + 1]) / 2
        first = crossings[np.abs(middle - near).argmin()]
        ends, values = amounts[[first, first + 1]], found[[first, first + 1]]
        if left < ROUNDS - 1:
            amounts = np.linspace(ends[0], ends[1], POINTS)
            found = _scan(question, handle, amounts)
    order = np.argsort(values)
    return float(np.interp(target, values[order], ends[order]))
