"""Many amounts of levers run at once: one lever from end to end, or two against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.apply import changed
from spinemkt.scenario.change import Change
from spinemkt.scenario.levers import Lever, Span, levers
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import REGIONS
from spinemkt.uncertainty.outcome import Question
from spinemkt.units import UNIT_LIMITS

BACK = 1e-12  # so near to the baseline a lever has no change


@dataclass(frozen=True)
class Handle:
    """A lever, in all regions or in one."""

    lever: Lever
    region: str | None = None

    @classmethod
    def of(cls, name: str, region: str | None = None) -> Handle:
        """Return the lever of a name; raise QueryError on an unknown lever or region, or one that is not regional."""
        if name not in levers():
            raise QueryError(unknown("lever", name, levers()))
        if region is not None and region not in REGIONS:
            raise QueryError(unknown("region", region, REGIONS))
        if region is not None and not levers()[name].regional:
            raise QueryError(f"The lever {name} acts on the world alone; found the region {region}; allowed: none.")
        return cls(levers()[name], region)

    def span(self, inputs: Inputs) -> Span:
        """What the lever may be, in its amounts."""
        return self.lever.span(inputs, self.region)

    def moved(self, scenario: Scenario, amount: float, inputs: Inputs) -> Scenario:
        """Return the scenario with the lever at an amount."""
        return self.lever.moved(scenario, amount, inputs, self.region)

    def range(self, inputs: Inputs, points: int, beyond: bool = False) -> np.ndarray:
        """Amounts from one end to the other of the evidence, or of what the numbers can be."""
        span = self.span(inputs)
        low, high = (span.least, min(span.most, 10.0 * max(abs(span.high), 1e-9))) if beyond else (span.low, span.high)
        return np.linspace(low, high, points)


def at_amounts(
    question: Question,
    moves: Sequence[tuple[Handle, np.ndarray]],
    by: tuple[str, ...] = (),
    years: tuple[int, ...] = (),
) -> np.ndarray:
    """Return the outcome [point], or [row, point] by some dimensions, with each lever at its amount of each point.

    An amount that is NaN leaves the lever where the scenario has it. The scenario's other changes stay; a change of its
    own on a lever that is moved gives way. years: those to be calculated, the outcome's own by default.
    """
    inputs = question.inputs
    arrays: dict[str, xr.DataArray] = {}
    for change, amounts in _slots(question, moves):
        arrays[change.parameter] = changed(arrays.get(change.parameter, inputs[change.parameter]), change, amounts)
    limits = {name: UNIT_LIMITS[inputs.dictionary.parameters[name].unit] for name in arrays}
    limited = {name: array.copy(data=_single(array).clip(*limits[name])) for name, array in arrays.items()}
    plain = Question(inputs, Scenario(), question.outcome, question.scope, question.include_myeloma)
    return plain.at(limited, by, years)


def _slots(question: Question, moves: Sequence[tuple[Handle, np.ndarray]]) -> list[tuple[Change, np.ndarray | None]]:
    """The scenario's changes in the order in which they are made, those of the moved levers with amounts by point."""
    scenario = question.scenario
    wanted: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}
    for handle, amounts in moves:
        change = handle.lever.change(float("nan"), handle.region)
        back = np.abs(amounts - handle.span(question.inputs).baseline) < BACK
        wanted[change.identity] = (amounts, back)
        if change.identity not in [own.identity for own in scenario.changes]:
            scenario = scenario.with_change(change)
    seen: set[tuple] = set()
    slots: list[tuple[Change, np.ndarray | None]] = []
    for change in scenario.changes:
        if change.identity not in wanted:
            slots.append((change, None))
            continue
        amounts, back = wanted[change.identity]
        moved = np.isnan(amounts) if change.identity not in seen else np.ones(len(amounts), dtype=bool)
        seen.add(change.identity)
        slots.append((change, np.where(back, np.nan, np.where(moved, change.amount, amounts)).astype(np.float32)))
    return slots


def _single(array: xr.DataArray) -> np.ndarray:
    return array.to_numpy().astype(np.float32)
