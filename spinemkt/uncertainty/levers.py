"""Many positions of levers run at once: one lever from end to end, or two against each other."""

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
from spinemkt.terms import REGIONS, UNIT_LIMITS
from spinemkt.uncertainty.outcome import Question
from spinemkt.uncertainty.sample import DRAW


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


def at_positions(
    question: Question, positions: Sequence[Sequence[tuple[Handle, float]]], by: tuple[str, ...] = ()
) -> np.ndarray:
    """Return the outcome [position], or [row, position] by some dimensions, with the levers of each position moved.

    The scenario's other changes stay; a change of its own on a lever that is moved gives way.
    """
    inputs = question.inputs
    changes = [_changes(question, position) for position in positions]
    names = dict.fromkeys(name for each in changes for name in each) or {"inflation": None}  # one has points at least
    made: dict[tuple[Change, ...], xr.DataArray] = {}
    stacked = {}
    for name in names:
        each = [_made(inputs[name], listed.get(name, ()), made) for listed in changes]
        stacked[name] = _stacked(each, UNIT_LIMITS[inputs.dictionary.parameters[name].unit])
    plain = Question(inputs, Scenario(), question.outcome, question.scope, question.include_myeloma)
    return plain.at(stacked, by)


def _changes(question: Question, position: Sequence[tuple[Handle, float]]) -> dict[str, tuple[Change, ...]]:
    """The changes of a scenario with its levers at some amounts, by parameter."""
    scenario = question.scenario
    for handle, amount in position:
        scenario = handle.moved(scenario, float(amount), question.inputs)
    found: dict[str, tuple[Change, ...]] = {}
    for change in scenario.changes:
        found[change.parameter] = (*found.get(change.parameter, ()), change)
    return found


def _made(
    array: xr.DataArray, changes: tuple[Change, ...], made: dict[tuple[Change, ...], xr.DataArray]
) -> xr.DataArray:
    """The array with the changes made, each set of them once."""
    if not changes:
        return array
    if changes not in made:
        made[changes] = changed(_made(array, changes[:-1], made), changes[-1])
    return made[changes]


def _stacked(each: Sequence[xr.DataArray], limits: tuple[float, float]) -> xr.DataArray:
    """Lay arrays side by side as points; those that are one and the same are made ready once."""
    distinct = {id(array): array for array in each}
    widest = max(distinct.values(), key=lambda array: array.ndim)
    ready = np.stack(
        [array.broadcast_like(widest).transpose(*widest.dims).to_numpy() for array in distinct.values()], axis=-1
    )
    order = {key: place for place, key in enumerate(distinct)}
    data = ready.astype(np.float32).clip(*limits).take([order[id(array)] for array in each], axis=-1)
    return xr.DataArray(data, widest.coords, (*widest.dims, DRAW))
