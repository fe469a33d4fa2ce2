"""Flip points: the smallest single change that turns a conclusion round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.query import kept_codes
from spinemkt.scenario.levers import levers
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import DIMENSIONS, PRESENT_YEAR
from spinemkt.uncertainty.levers import Handle, at_positions
from spinemkt.uncertainty.outcome import Outcome, Question

POINTS = 21


@dataclass(frozen=True)
class Conclusion:
    """One code of a dimension is ahead of all others in a measure: in a year, or in what it adds since 2026."""

    name: str
    statement: str
    measure: str
    dim: str
    leader: str
    where: Mapping[str, object] = field(default_factory=dict)
    year: int = 2035
    added: bool = False

    def lead(self, question: Question, positions: list) -> np.ndarray:
        """How far the leader is ahead of the next at each position; below 0 where it is not."""
        found = self._rows(question, positions, self.year)
        if self.added:
            found = found - self._rows(question, positions, PRESENT_YEAR)
        listed = kept_codes(self.where[self.dim]) if self.dim in self.where else DIMENSIONS[self.dim]
        first = [code for code in DIMENSIONS[self.dim] if code in listed].index(self.leader)
        return found[first] - np.delete(found, first, axis=0).max(axis=0)

    def _rows(self, question: Question, positions: list, year: int) -> np.ndarray:
        asked = Question(
            question.inputs,
            question.scenario,
            Outcome(self.measure, self.where, year),
            question.scope,
            question.include_myeloma,
        )
        return at_positions(asked, positions, (self.dim,)).astype(float)


LOCAL = {"treatment_type": ("radiation", "surgery", "interventional")}

CONCLUSIONS = (
    Conclusion(
        "radiation_leads",
        "Radiation stays the local treatment that most patients receive",
        "modality_patients",
        "treatment_type",
        "radiation",
        LOCAL,
    ),
    Conclusion("north_america_largest", "North America stays the largest market", "spend", "region", "north_america"),
    Conclusion("asia_pacific_adds", "Asia-Pacific adds most spend", "spend", "region", "asia_pacific", added=True),
)


@dataclass(frozen=True)
class Flip:
    """A lever that turns a conclusion round: where, how far that is on the way to the end of its evidence (0 to 1)."""

    handle: Handle
    amount: float
    way: float
    scenario: Scenario


@dataclass(frozen=True)
class Verdict:
    """Whether a conclusion holds in the scenario, its lead, and the levers that turn it round, nearest first."""

    conclusion: Conclusion
    holds: bool
    lead: float
    flips: tuple[Flip, ...]


def verdict(
    inputs: Inputs,
    conclusion: Conclusion,
    scenario: Scenario | None = None,
    scope: str = "attributed",
    include_myeloma: bool = False,
) -> Verdict:
    """Move every lever alone over its evidence range, and find where the conclusion turns round."""
    question = Question(inputs, scenario or Scenario(), Outcome(), scope, include_myeloma)
    handles = [Handle.of(name) for name in levers()]
    positions: list = [()]
    ranges = [handle.range(inputs, POINTS) for handle in handles]
    for handle, amounts in zip(handles, ranges, strict=True):
        positions += [[(handle, float(amount))] for amount in amounts]
    found = conclusion.lead(question, positions)
    holds = bool(found[0] > 0)
    flips = []
    for number, (handle, amounts) in enumerate(zip(handles, ranges, strict=True)):
        leads = found[1 + number * POINTS : 1 + (number + 1) * POINTS]
        flip = _nearest(inputs, question.scenario, handle, amounts, (leads > 0) != holds)
        flips += [flip] if flip else []
    return Verdict(conclusion, holds, float(found[0]), tuple(sorted(flips, key=lambda flip: flip.way)))


def _nearest(
    inputs: Inputs, scenario: Scenario, handle: Handle, amounts: np.ndarray, turned: np.ndarray
) -> Flip | None:
    """The amount nearest to where the lever stands at which the conclusion is turned."""
    if not turned.any():
        return None
    now = handle.lever.amount(scenario, inputs, handle.region)
    amount = float(amounts[turned][np.abs(amounts[turned] - now).argmin()])
    end = amounts[-1] if amount >= now else amounts[0]
    way = abs(amount - now) / max(abs(end - now), 1e-12)
    return Flip(handle, amount, way, handle.moved(scenario, amount, inputs))
