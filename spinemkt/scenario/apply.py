"""Changes made to the arrays of the parameters, and what they make of their ranges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from spinemkt.errors import ScenarioError
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.dictionary import ParameterSpec
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.parameters import RATES, parameter_array, parameter_id
from spinemkt.scenario.change import OPERATIONS, Change
from spinemkt.scenario.refusal import OutOfRange, refusal
from spinemkt.scenario.text import bundled_dictionary
from spinemkt.terms import DIMENSIONS, TIER_REGION, TIERS, YEARS
from spinemkt.units import UNIT_LIMITS

SLACK = 1e-9


def patched(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    """Return inputs with the changes made in order; raise ScenarioError naming each number outside its unit."""
    arrays: dict[str, xr.DataArray] = {}
    for change in changes:
        arrays[change.parameter] = changed(arrays.get(change.parameter, inputs[change.parameter]), change)
    faults = []
    for name, array in arrays.items():
        spec = inputs.dictionary.parameters[name]
        faults += _out_of_range(array, *UNIT_LIMITS[spec.unit], spec)
    if faults:
        raise ScenarioError(refusal(faults, changes, inputs.dictionary))
    return inputs.with_values(**arrays)


def drawn(inputs: Inputs, changes: Sequence[Change], years: Sequence[int]) -> Inputs:
    """Make the changes in inputs whose parameters have draws; what a draw would take beyond its unit stops there.

    years: those in which they are made; all of them where a rate compounds.
    """
    arrays: dict[str, xr.DataArray] = {}
    for change in changes:
        name = change.parameter
        limits = UNIT_LIMITS[inputs.dictionary.parameters[name].unit]
        wanted = YEARS if name in RATES else years
        arrays[name] = changed(arrays.get(name, inputs[name]), change, years=wanted, limits=limits)
    return inputs.with_values(**arrays)


def changed(
    array: xr.DataArray,
    change: Change,
    amounts: np.ndarray | None = None,
    years: Sequence[int] = YEARS,
    limits: tuple[float, float] | None = None,
) -> xr.DataArray:
    """Make one change: nothing of it before its year, a growing part over its ramp, all of it afterwards.

    Where the parameter has no number of its own (a technique that takes what is left), nothing changes.
    amounts: one a draw, in place of the change's own; NaN where the change is not made. They are the last dimension.
    years: in ascending order, those of the array if it has any. limits: where a changed number stops.
    """
    array = _by_year(_with_places(array, change), years)
    if amounts is not None and "draw" not in array.dims:
        array = array.expand_dims(draw=len(amounts), axis=len(array.dims))
    strength = np.clip((np.array(years) - change.year + 1) / (change.ramp + 1), 0.0, 1.0).astype(array.dtype)
    first = int((strength <= 0.0).sum())
    reached = _reached(array, change, range(first, len(years)))
    strength = strength[first:].reshape([-1 if dim == "year" else 1 for dim in array.dims])
    data = array.to_numpy().copy()
    found = data[reached]
    made = OPERATIONS[change.operation](found, change.amount if amounts is None else amounts)
    if amounts is not None:
        made = np.where(np.isnan(amounts), found, made)
    partly = strength < 1.0
    made = np.where(partly, found + (made - found) * strength, made) if partly.any() else made
    data[reached] = made if limits is None else made.clip(*limits)
    return array.copy(deep=False, data=data)


def _reached(array: xr.DataArray, change: Change, years: range) -> tuple:
    """The index of the numbers that a change moves; slices, which copy nothing, where they stand side by side."""
    chosen = {**bundled_dictionary().parameters[change.parameter].codes, **_codes(array, change)}
    moved = {"year": years, "draw": range(array.sizes.get("draw", 0))}
    places = [
        moved[dim]
        if dim in moved
        else [index for index, code in enumerate(array[dim].values) if code in chosen.get(dim, (code,))]
        for dim in map(str, array.dims)
    ]
    beside = [len(found) and found[-1] - found[0] + 1 == len(found) for found in places]
    return tuple(slice(found[0], found[-1] + 1) for found in places) if all(beside) else np.ix_(*places)


def beyond_evidence(inputs: Inputs, baseline: Inputs) -> list[OutOfRange]:
    """List the numbers of patched inputs that lie outside the evidence range of their row in the baseline."""
    found = []
    for name, array in inputs.parameters.items():
        if array is baseline.parameters[name]:
            continue
        found += _out_of_range(array, *_evidence_range(baseline, name), inputs.dictionary.parameters[name])
    return found


@cached_on_first
def _evidence_range(inputs: Inputs, name: str) -> tuple[np.ndarray, np.ndarray]:
    rows = inputs.register[inputs.register["parameter"] == name]
    spec = inputs.dictionary.parameters[name]
    low, high = (parameter_array(rows, spec, column).to_numpy() for column in ("low", "high"))
    return low, high


def _with_places(array: xr.DataArray, change: Change) -> xr.DataArray:
    if "region" in change.codes and not {"region", "tier"} & set(array.dims):
        return array.expand_dims(region=list(DIMENSIONS["region"]), axis=_axis(array, "year", "draw"))
    return array


def _by_year(array: xr.DataArray, years: Sequence[int]) -> xr.DataArray:
    return array if "year" in array.dims else array.expand_dims(year=list(years), axis=_axis(array, "draw"))


def _axis(array: xr.DataArray, *last: str) -> int:
    """Where a new dimension goes: before those that stand last."""
    return len(array.dims) - len(set(last) & set(array.dims))


def _codes(array: xr.DataArray, change: Change) -> dict[str, tuple[str, ...]]:
    codes = change.codes
    if "region" in codes and "tier" in array.dims:
        regions = codes.pop("region")
        chosen = tuple(tier for tier in TIERS if TIER_REGION[tier] in regions)
        codes["tier"] = tuple(tier for tier in chosen if tier in codes.get("tier", TIERS))
    return codes


def _out_of_range(
    array: xr.DataArray, low: np.ndarray | float, high: np.ndarray | float, spec: ParameterSpec
) -> list[OutOfRange]:
    """The numbers outside low..high, one for each combination of the parameter's own dimensions: the worst year."""
    numbers = array.variable.transpose(*spec.dims, ...).to_numpy()
    extra = tuple(range(len(spec.dims), numbers.ndim))
    listed = np.zeros(numbers.shape[: len(spec.dims)], dtype=bool)
    listed[np.ix_(*([list(DIMENSIONS[dim]).index(code) for code in spec.codes[dim]] for dim in spec.dims))] = True
    found = []
    for worst, edge, sign in ((numbers.max(axis=extra), high, 1), (numbers.min(axis=extra), low, -1)):
        for place in np.argwhere(listed & (sign * (worst - edge) > SLACK * np.maximum(1, np.abs(edge)))):
            codes = tuple(list(DIMENSIONS[dim])[index] for dim, index in zip(spec.dims, place, strict=True))
            ends = (float(np.broadcast_to(end, worst.shape)[tuple(place)]) for end in (low, high))
            found.append(OutOfRange(parameter_id(spec.name, codes), float(worst[tuple(place)]), *ends))
    return found
