"""Flip points: the smallest single change that turns a conclusion round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.query import kept_codes
from spinemkt.scenario.levers import levers
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import DIMENSIONS, PRESENT_YEAR
from spinemkt.uncertainty.levers import Handle, at_amounts
from spinemkt.uncertainty.outcome import Outcome, Question

POINTS = 21
AT_ONCE = 10  # levers a run: one alone pays for a whole run, and all together carry points into every parameter


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

    def lead(self, question: Question, moves: Sequence[tuple[Handle, np.ndarray]]) -> np.ndarray:
        """How far the leader is ahead of the next at each point, in the measure's unit; below 0 where it is not."""
        years = (PRESENT_YEAR, self.year) if self.added else (self.year,)
        asked = replace(question, outcome=Outcome(self.measure, self.where, self.year))
        found = at_amounts(asked, moves, (self.dim, "year"), years).astype(float)
        found = found.reshape(-1, len(years), found.shape[-1])
        amounts = found[:, -1] - found[:, 0] if self.added else found[:, 0]
        listed = kept_codes(self.where[self.dim]) if self.dim in self.where else DIMENSIONS[self.dim]
        first = [code for code in DIMENSIONS[self.dim] if code in listed].index(self.leader)
        return amounts[first] - np.delete(amounts, first, axis=0).max(axis=0)


LOCAL = {"treatment_type": ("radiation", "surgery", "interventional")}

CONCLUSIONS = (
    Conclusion(
        "radiation_leads",
        "Radiation stays the treatment at the spine that most patients receive",
        "patient_treatments",
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
    fraction_of_range: float
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
    lead = float(conclusion.lead(question, [(Handle.of(next(iter(levers()))), np.array([np.nan]))])[0])
    holds = lead > 0
    handles = [Handle.of(name) for name in levers()]
    flips = []
    for first in range(0, len(handles), AT_ONCE):
        some = handles[first : first + AT_ONCE]
        ranges = [handle.range(inputs, POINTS) for handle in some]
        leads = conclusion.lead(question, _apart(some, ranges)).reshape(len(some), POINTS)
        for handle, amounts, found in zip(some, ranges, leads, strict=True):
            flip = _nearest(inputs, question.scenario, handle, amounts, (found > 0) != holds)
            flips += [flip] if flip else []
    return Verdict(conclusion, holds, lead, tuple(sorted(flips, key=lambda flip: flip.fraction_of_range)))


def _apart(handles: Sequence[Handle], ranges: Sequence[np.ndarray]) -> list[tuple[Handle, np.ndarray]]:
    """Each lever moved through its own amounts while the others stay."""
    moves = []
    for number, (handle, amounts) in enumerate(zip(handles, ranges, strict=True)):
        points = np.full((len(handles), len(amounts)), np.nan)
        points[number] = amounts
        moves.append((handle, points.reshape(-1)))
    return moves


def _nearest(
    inputs: Inputs, scenario: Scenario, handle: Handle, amounts: np.ndarray, turned: np.ndarray
) -> Flip | None:
    """The amount nearest to where the lever stands at which the conclusion is turned."""
    if not turned.any():
        return None
    now = handle.lever.amount(scenario, inputs, handle.region)
    amount = float(amounts[turned][np.abs(amounts[turned] - now).argmin()])
    end = amounts[-1] if amount >= now else amounts[0]
    fraction = abs(amount - now) / max(abs(end - now), 1e-12)
    return Flip(handle, amount, fraction, handle.moved(scenario, amount, inputs))
