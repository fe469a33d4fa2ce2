"""An amount with what the tornado calls a parameter, or a group of them, at an end of its range."""

from __future__ import annotations

from collections.abc import Mapping

from spinemkt.model.query import kept_codes
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.tornado import tornado


def outcome_in(measure: str, where: Mapping[str, object]) -> Outcome:
    """Return the outcome that an amount of one year is."""
    (year,) = kept_codes(where["year"])
    return Outcome(measure, {dim: codes for dim, codes in where.items() if dim != "year"}, int(str(year)))


def at_bound(result: Result, measure: str, where: Mapping[str, object], moved: str, end: str) -> float:
    """Return an amount with what the tornado calls by a name at its low or high end, in the measure's unit."""
    scenario = result.scenario if isinstance(result.scenario, Scenario) else None
    asked = outcome_in(measure, where)
    found = tornado(result.inputs.baseline, scenario, asked, True, result.scope, result.include_myeloma, [moved])
    return float(found[f"at_{end}"].iloc[0])
