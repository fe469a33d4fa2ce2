"""An amount with what studies call a number, or a group of them, at an end of its range; the share of variance."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.influence import influence
from spinemkt.model.query import kept_codes
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.tornado import tornado


def outcome_in(measure: str, where: Mapping[str, object]) -> Outcome:
    """The outcome that an amount of one year is."""
    (year,) = kept_codes(where["year"])
    return Outcome(measure, {dim: codes for dim, codes in where.items() if dim != "year"}, int(str(year)))


def at_end(result: Result, measure: str, where: Mapping[str, object], moved: str, end: str) -> float:
    """Return an amount with what the tornado calls by a name at its low or high end, in the measure's unit."""
    return float(_tornado(result, measure, where, [moved])[f"at_{end}"].iloc[0])


def share_of_variance(
    result: Result, values: np.ndarray, measure: str, where: Mapping[str, object], moved: str
) -> float:
    """Return the share of variance of what studies call by a name. values: the amount in each draw of seed 0."""
    found = influence([(result, measure, where)], values).set_index("name")["share"]
    return float(found.get(moved, 0.0))


def _tornado(result: Result, measure: str, where: Mapping[str, object], only: Collection[str] = ()) -> pd.DataFrame:
    scenario = result.scenario if isinstance(result.scenario, Scenario) else None
    inputs, asked = result.inputs.baseline, outcome_in(measure, where)
    return tornado(inputs, scenario, asked, True, result.scope, result.include_myeloma, only)
