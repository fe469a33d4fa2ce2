"""Two levers against each other: the outcome on a grid of their amounts, and where a conclusion turns round."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.flip import Conclusion
from spinemkt.uncertainty.levers import Handle, at_amounts
from spinemkt.uncertainty.outcome import Outcome, Question

SIZE = 21


@dataclass(frozen=True, eq=False)
class Grid:
    """The outcome [amount of the second lever, amount of the first], and where the two stand in the scenario.

    lead: by how much a conclusion holds in each cell, in the unit of its measure; it turns round where that is 0.
    Without a conclusion it is by how much the outcome is above that of the baseline.
    """

    across: np.ndarray
    up: np.ndarray
    values: np.ndarray
    lead: np.ndarray
    now: tuple[float, float]

    @property
    def turns(self) -> bool:
        """Whether the conclusion holds in some cells and not in others."""
        return bool((self.lead > 0).any() and (self.lead <= 0).any())


def grid(
    inputs: Inputs,
    across: Handle,
    up: Handle,
    outcome: Outcome,
    scenario: Scenario | None = None,
    size: int = SIZE,
    scope: str = "attributed",
    include_myeloma: bool = False,
    conclusion: Conclusion | None = None,
) -> Grid:
    """Run two levers over their evidence ranges; raise QueryError where they are one and the same."""
    if across.lever.name == up.lever.name and across.region == up.region:
        raise QueryError(f"Both levers are {across.lever.name!r}; choose another one to set against it.")
    question = Question(inputs, scenario or Scenario(), outcome, scope, include_myeloma)
    xs, ys = across.range(inputs, size), up.range(inputs, size)
    moves = [(across, np.tile(xs, size)), (up, np.repeat(ys, size))]
    values = at_amounts(question, moves).astype(float)
    if conclusion:
        lead = conclusion.lead(question, moves)
    else:
        plain = replace(question, scenario=Scenario())
        lead = values - float(at_amounts(plain, [(across, np.array([np.nan]))])[0])
    now = tuple(each.lever.amount(question.scenario, inputs, each.region) for each in (across, up))
    return Grid(xs, ys, values.reshape(size, size), lead.reshape(size, size), (now[0], now[1]))
