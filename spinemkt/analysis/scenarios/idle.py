"""Which changes of a scenario do nothing: taken out, every figure of the run stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr

from spinemkt.analysis.scenarios.limits import RESOURCES, by_region, ceilings, over, remade
from spinemkt.errors import ScenarioError
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.scenario.apply import changed
from spinemkt.scenario.change import NEUTRAL, Change
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import REGIONS, TIER_REGION, TIERS, YEARS

MOST_CHANGES = 12
# A parameter that acts only together with another one, which is zero in the baseline.
NEEDS = {
    "board_treatment_gain": "board_reach",
    "board_technique_gain": "board_reach",
    "cord_compression_per_week": "added_delay",
}
_CAPACITY = {f"{resource}_{part}": resource for resource in RESOURCES for part in ("headroom", "growth")}
# What most changes move, and is there in any case, is looked at first. Of products what multiplies episodes is enough.
_CARE = [measure.stage for measure in MEASURES.values() if "product_category" not in measure.dims]
_STAGES = dict.fromkeys(("modality_patients", *reversed(_CARE), "maker_price", "product_price", "product_units"))
_WEIGHTS = [(measure.weight, measure.stage) for measure in MEASURES.values() if measure.weight]
_REGION_OF_PLACE = xr.Variable("place", [list(REGIONS).index(TIER_REGION[tier]) for tier in TIERS])


def idle(scenario: Scenario, result: Result, baseline: Result) -> list[Change]:
    """List the changes whose removal changes nothing; none of a scenario with many changes, which would take too long.

    Only a change that looks idle costs a run, and none where its parameter or the run itself already tells.
    """
    changes = scenario.changes
    if not 0 < len(changes) <= MOST_CHANGES:
        return []
    if len(changes) == 1:
        return list(changes) if same(result, baseline) else []
    return [
        change
        for number, change in enumerate(changes)
        for others in [(*changes[:number], *changes[number + 1 :])]
        if _changes_no_number(change, others, result, baseline)
        or _loses_nothing(change, others, result, baseline)
        or (_looks_idle(change, result) and _runs_alike(remade(scenario, others), result, baseline))
    ]


def same(a: Result, b: Result) -> bool:
    """Whether two runs find the same in every measure."""
    if not all(_close(a.stages.plain(stage).values, b.stages.plain(stage).values) for stage in _STAGES):
        return False
    return all(_weighted_alike(a, b, weight, stage) for weight, stage in _WEIGHTS)


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether all is equal apart from rounding; the last year is looked at first, since most changes show there."""
    return all(
        np.allclose(one, other, rtol=1e-9, atol=0.0, equal_nan=True)
        for one, other in ((a[..., -1], b[..., -1]), (a, b))
    )


def _weighted_alike(a: Result, b: Result, weight: str, stage: str) -> bool:
    if a.inputs[weight] is b.inputs[weight]:
        return True
    differs = a.inputs[weight].variable - b.inputs[weight].variable
    if "region" in differs.dims:
        differs = differs.isel(region=_REGION_OF_PLACE)
    return not bool(((differs != 0) & (a.stages[stage].variable > 0)).any())


def _changes_no_number(change: Change, others: Sequence[Change], result: Result, baseline: Result) -> bool:
    """Whether its parameter is the same without it: a neutral size, after the last year, or set over by a later one."""
    rest = [other for other in others if other.parameter == change.parameter]
    surely = change.year > YEARS[-1] or NEUTRAL.get(change.operation) == change.amount
    if rest and not surely and not any(other.operation == "set" and other.overlaps(change) for other in rest):
        return False
    array = baseline.inputs[change.parameter]
    for other in rest:
        array = changed(array, other)
    return bool((array.variable == result.inputs[change.parameter].variable).all())


def _looks_idle(change: Change, result: Result) -> bool:
    return any(_signs(change, result))


def _signs(change: Change, result: Result) -> Iterator[bool]:
    codes = change.codes
    yield result.scope not in codes.get("scope", (result.scope,))
    yield codes.get("primary") == ("myeloma",) and not result.include_myeloma
    yield change.parameter in NEEDS and not result.inputs[NEEDS[change.parameter]].to_numpy().any()
    for dim, stage in (("modality", "uptake"), ("attribute", "attribute_share")):
        if dim in codes:
            shares = result.stages[stage].variable
            names = result.stages[stage][dim].values
            there = shares.isel({dim: np.isin(names, codes[dim])})
            if "region" in codes and "place" in there.dims:
                there = there.isel(place=[TIER_REGION[tier] in codes["region"] for tier in TIERS])
            yield not there.isel(year=[year >= change.year for year in YEARS]).to_numpy().any()


def _loses_nothing(change: Change, others: Sequence[Change], result: Result, baseline: Result) -> bool:
    """Whether it moves the ceiling of a resource that nobody goes without, be it with the change or without."""
    resource = _CAPACITY.get(change.parameter)
    if resource is None:
        return False
    use = by_region(result, resource)
    if over(use).any():
        return False
    arrays = {name: baseline.inputs[name] for name, found in _CAPACITY.items() if found == resource}
    for other in others:
        if other.parameter in arrays:
            arrays[other.parameter] = changed(arrays[other.parameter], other)
    without = ceilings(baseline.inputs.with_values(**arrays), resource)
    return bool(without.all()) and not over(use * ceilings(result.inputs, resource) / without).any()


def _runs_alike(scenario: Scenario, result: Result, baseline: Result) -> bool:
    try:
        return same(run(baseline.inputs, scenario, result.scope, result.include_myeloma), result)
    except ScenarioError:
        return False
