"""Where a scenario meets a limit, shares over 100% or a ceiling of capacity, and the change that keeps it inside."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, floor

import numpy as np
import xarray as xr

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.growth import compounded
from spinemkt.model.lookup import Lookup
from spinemkt.model.result import Result
from spinemkt.model.run import demand, wanted_shares
from spinemkt.model.uptake import together
from spinemkt.scenario.apply import SLACK, changed
from spinemkt.scenario.change import NEUTRAL, OPERATIONS, Change, where_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import (
    MODALITIES,
    MODALITY_TYPE,
    PRESENT_YEAR,
    REGIONS,
    REMAINDER_TECHNIQUE,
    TIER_REGION,
    TIERS,
    TREATMENT_TYPES,
    UPTAKE_YEAR,
    YEARS,
)
from spinemkt.units import UNIT_LIMITS

# What the shares of techniques are made of.
SHARES = (
    "uptake_start",
    "uptake_ceiling",
    "tier_use_start",
    "tier_use_ceiling",
    "uptake_years_to_half",
    "board_reach",
    "board_technique_gain",
)
RESOURCES = ("linac", "theatre")

_LEVELS = SHARES[:2]
_STEPS = 1000
_YEAR = xr.Variable("year", np.array(YEARS))
_TIERS_OF = [[row for row, tier in enumerate(TIERS) if TIER_REGION[tier] == region] for region in REGIONS]


def over(numbers: np.ndarray) -> np.ndarray:
    """Which numbers are above 1, apart from rounding."""
    return numbers > 1.0 + SLACK


def technique_sums(inputs: Inputs) -> dict[str, np.ndarray]:
    """What techniques ask for together, as a share of their type's patients [region's foremost tier, year], by type."""
    at = Lookup(inputs, demand(inputs.baseline, False)[0], list(TIERS))
    wanted = together(wanted_shares(at)).transpose("treatment_type", "place", "year").to_numpy()
    sums = np.stack([wanted[:, rows].max(axis=1) for rows in _TIERS_OF], axis=1)
    return {kind: sums[list(TREATMENT_TYPES).index(kind)] for kind in REMAINDER_TECHNIQUE}


def lighter(scenario: Scenario, inputs: Inputs, kind: str) -> Scenario | None:
    """Return the scenario with the techniques of a type brought to at most 100%, or None where nothing found does it.

    The scenario's own rises are made smaller, all in one proportion; where that is not enough, or they are not of these
    techniques alone, the techniques are scaled down together in each region that is over.
    """
    techniques = tuple(code for code in MODALITIES if MODALITY_TYPE[code] == kind and code != REMAINDER_TECHNIQUE[kind])
    sums = _sums(scenario, inputs, kind)
    return _smaller_rises(scenario, inputs, kind, techniques, sums) or _scaled(scenario, inputs, kind, techniques, sums)


def roomier(scenario: Scenario, result: Result, resource: str) -> Scenario | None:
    """Return the scenario with the ceiling of a resource raised so that nothing is lost, or None where nothing does it.

    In each region that is over, its growth rises by the fewest tenths of a point; where growth cannot, its headroom is
    scaled.
    """
    use = by_region(result, resource)
    for index, region in enumerate(REGIONS):
        if not over(use[index]).any():
            continue
        change = _growth(result.inputs, resource, region, use[index]) or _headroom(
            result.inputs, resource, region, use[index]
        )
        if change is None:
            return None
        scenario = on_top(scenario, change, "More capacity")
    return scenario


def by_region(result: Result, resource: str) -> np.ndarray:
    """The use of a resource in its most used tier [region, year]."""
    use = result.stages[f"{resource}_use"].to_numpy()
    return np.array([np.fmax.reduce(use[rows]) for rows in _TIERS_OF])


def ceilings(inputs: Inputs, resource: str) -> np.ndarray:
    """The ceiling of a resource relative to what was asked for in 2024 [region, year]."""
    headroom, growth = (inputs[f"{resource}_{part}"].variable for part in ("headroom", "growth"))
    found = headroom * compounded(growth, _YEAR, UPTAKE_YEAR)
    return found.transpose("region", "year").to_numpy()


def on_top(scenario: Scenario, change: Change, label: str) -> Scenario:
    """Make one more change after all others: a lever where it can be, an event of this label where it must be."""
    reaching = [other for other in scenario.changes if other.meets(change)]
    if reaching:
        last = reaching[-1]
        if (last.target, last.year, last.ramp) == (change.target, change.year, change.ramp):
            amount = round(OPERATIONS[change.operation](last.amount, change.amount), 9)
            return scenario.with_change(replace(last, amount=amount))
    if any(other.label or other.target == change.target for other in reaching):
        change = replace(change, label=label)
    return remade(scenario, (*scenario.changes, change))


def remade(scenario: Scenario, changes: Sequence[Change]) -> Scenario:
    """Return the scenario with other changes."""
    return replace(scenario, changes=tuple(changes), found=())


def _sums(scenario: Scenario, inputs: Inputs, kind: str) -> np.ndarray:
    arrays = {name: inputs[name] for name in SHARES}
    for change in scenario.changes:
        if change.parameter in arrays:
            arrays[change.parameter] = changed(arrays[change.parameter], change)
    return technique_sums(inputs.with_values(**arrays))[kind]


def _smaller_rises(
    scenario: Scenario, inputs: Inputs, kind: str, techniques: tuple[str, ...], sums: np.ndarray
) -> Scenario | None:
    regions = {region for region, numbers in zip(REGIONS, sums, strict=True) if over(numbers).any()}
    bases = {
        number: base
        for number, change in enumerate(scenario.changes)
        if change.parameter in _LEVELS
        and set(change.codes.get("modality", MODALITIES)) <= set(techniques)
        and regions & set(change.codes.get("region", REGIONS))
        and (base := _resting(change, inputs)) < change.amount
    }

    def made(step: int) -> Scenario:
        return remade(
            scenario,
            [
                replace(change, amount=_between(bases[number], change, step / _STEPS)) if number in bases else change
                for number, change in enumerate(scenario.changes)
            ],
        )

    step = _most(lambda step: not over(_sums(made(step), inputs, kind)).any()) if bases else 0
    return made(step) if step else None


def _resting(change: Change, inputs: Inputs) -> float:
    """The amount at which a change raises nothing: of one that sets, the largest number that it finds."""
    if change.operation in NEUTRAL:
        return NEUTRAL[change.operation]
    codes = {dim: list(found) for dim, found in change.where}
    return float(inputs[change.parameter].sel(codes).max())


def _between(base: float, change: Change, part: float) -> float:
    """A rounded amount on the way from the resting amount to that of the change, never above the exact one."""
    grid = 100 if change.operation == "scale" else 1000
    return max(base, floor((base + part * (change.amount - base)) * grid + 1e-6) / grid)


def _scaled(
    scenario: Scenario, inputs: Inputs, kind: str, techniques: tuple[str, ...], sums: np.ndarray
) -> Scenario | None:
    for region, numbers in zip(REGIONS, sums, strict=True):
        if over(numbers).any():
            where = where_of(modality=techniques, region=region)
            since = min(PRESENT_YEAR, YEARS[int(over(numbers).argmax())])
            attempts = (
                _scaled_there(scenario, inputs, kind, [Change(name, "scale", 1.0, where, since) for name in names])
                for names in (_LEVELS[1:], _LEVELS)
            )
            found = next(filter(None, attempts), None)
            if found is None:
                return None
            scenario = found
    return scenario


def _scaled_there(scenario: Scenario, inputs: Inputs, kind: str, changes: list[Change]) -> Scenario | None:
    index = list(REGIONS).index(changes[0].codes["region"][0])

    def made(percent: int) -> Scenario:
        found = scenario
        for change in changes:
            found = on_top(found, replace(change, amount=percent / 100), "Shares kept within 100%")
        return found

    percent = _most(lambda percent: not over(_sums(made(percent), inputs, kind)[index]).any(), 100)
    return made(percent) if percent else None


def _growth(inputs: Inputs, resource: str, region: str, use: np.ndarray) -> Change | None:
    first = YEARS[int(over(use).argmax())]
    if first <= UPTAKE_YEAR:
        return None
    name, index = f"{resource}_growth", list(REGIONS).index(region)
    since = min(PRESENT_YEAR, first)
    before = ceilings(inputs, resource)[index]
    room = UNIT_LIMITS["fraction/year"][1] - _largest(inputs, name, region, since)

    def made(tenths: int) -> Change:
        return Change(name, "add", tenths / 1000, where_of(region=region), since)

    def enough(tenths: int) -> bool:
        raised = inputs.with_values(**{name: changed(inputs[name], made(tenths))})
        return not over(use * before / ceilings(raised, resource)[index]).any()

    most = floor(room * 1000 + 1e-6)
    return made(bisect_left(range(most), True, key=enough)) if most > 0 and before.all() and enough(most) else None


def _headroom(inputs: Inputs, resource: str, region: str, use: np.ndarray) -> Change | None:
    name = f"{resource}_headroom"
    since = min(PRESENT_YEAR, YEARS[int(over(use).argmax())])
    times = ceil(float(use.max()) * 100 - 1e-6) / 100
    if not ceilings(inputs, resource).all() or times * _largest(inputs, name, region, since) > UNIT_LIMITS["ratio"][1]:
        return None
    return Change(name, "scale", times, where_of(region=region), since)


def _largest(inputs: Inputs, name: str, region: str, since: int) -> float:
    numbers = inputs[name].sel(region=region)
    return float((numbers.sel(year=slice(since, None)) if "year" in numbers.dims else numbers).max())


def _most(fits: Callable[[int], bool], steps: int = _STEPS) -> int:
    """The last of the steps 1, 2, ... that fits, 0 where none does; after one that does not, none does."""
    return bisect_left(range(1, steps + 1), True, key=lambda step: not fits(step)) if fits(1) else 0
