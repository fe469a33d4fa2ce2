"""Two levers against each other: the outcome on a grid of their amounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.levers import Handle, at_positions
from spinemkt.uncertainty.outcome import Outcome, Question

SIZE = 21


@dataclass(frozen=True, eq=False)
class Grid:
    """The outcome [amount of the second lever, amount of the first], and where the two stand in the scenario."""

    across: np.ndarray
    up: np.ndarray
    values: np.ndarray
    now: tuple[float, float]


def grid(
    inputs: Inputs,
    across: Handle,
    up: Handle,
    outcome: Outcome,
    scenario: Scenario | None = None,
    size: int = SIZE,
    scope: str = "attributed",
    include_myeloma: bool = False,
) -> Grid:
    """Run two levers over their evidence ranges; raise QueryError where they are one and the same."""
    if across.lever.name == up.lever.name and across.region == up.region:
        raise QueryError(f"Both levers are {across.lever.name!r}; choose another one to set against it.")
    question = Question(inputs, scenario or Scenario(), outcome, scope, include_myeloma)
    xs, ys = across.range(inputs, size), up.range(inputs, size)
    found = at_positions(question, [[(across, x), (up, y)] for y in ys for x in xs])
    now = tuple(each.lever.amount(question.scenario, inputs, each.region) for each in (across, up))
    return Grid(xs, ys, found.reshape(size, size).astype(float), (now[0], now[1]))
