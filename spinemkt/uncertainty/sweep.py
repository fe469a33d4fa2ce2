"""Many scenarios under the same draws, on any executor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

import numpy as np
import pandas as pd

from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.ensemble import simulate
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.parallel import InlineExecutor, Progress, map_blocks
from spinemkt.uncertainty.quantiles import QUANTILES, with_quantiles


def sweep(
    inputs: Inputs,
    scenarios: Mapping[str, Scenario],
    outcome: Outcome,
    draws: int = 2000,
    seed: int = 0,
    quantiles: Sequence[float] = QUANTILES,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return one row a scenario: name, central, one column a quantile, the share of draws above the first one, unit.

    Scenarios share their draws. executor and progress are as in simulate(), counted in scenarios.
    """
    listed = list(scenarios.items())
    work = map_blocks(_some, (inputs, listed, outcome, draws, seed), len(listed), executor, progress, len(listed))
    parts = [part for _, part in work]
    central = [row for part in parts for row in part[0]]
    values = np.concatenate([part[1] for part in parts])
    unit = parts[0][2]
    frame = pd.DataFrame({"name": [name for name, _ in listed], "central": central, "unit": unit})
    found = with_quantiles(frame, values, quantiles)
    return found.assign(above=(values > values[:1]).mean(axis=1), unit=found.pop("unit"))


def _some(
    inputs: Inputs, listed: list[tuple[str, Scenario]], outcome: Outcome, draws: int, seed: int, numbers: range
) -> tuple[list[float], np.ndarray, str]:
    central, values, unit = [], [], ""
    where = {**outcome.where, "year": outcome.year}
    for _, scenario in (listed[number] for number in numbers):
        ensemble = simulate(inputs, scenario, draws, seed, years=(outcome.year,), executor=InlineExecutor())
        frame = ensemble.table(outcome.measure, (), where, ())
        central.append(float(frame["central"].iloc[0]))
        unit = str(frame["unit"].iloc[0])
        values.append(ensemble.values(outcome.measure, (), where)[0])
    return central, np.stack(values), unit
