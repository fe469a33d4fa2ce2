"""Identities: what must hold in every run whatever the inputs, each with the largest deviation found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.model.stages import Stages
from spinemkt.terms import (
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRICE_YEAR,
    REMAINDER_TECHNIQUE,
    TREATMENT_TYPES,
    YEARS,
)

TOLERANCE = 1e-9

_EXCLUSIVE = {
    kind: [code for code in MODALITIES if MODALITY_TYPE[code] == kind]
    for kind in TREATMENT_TYPES
    if kind in REMAINDER_TECHNIQUE
}


@dataclass(frozen=True)
class Identity:
    """One rule: its statement in words, the largest relative deviation found, and whether that is within TOLERANCE."""

    name: str
    statement: str
    deviation: float
    holds: bool = field(init=False)

    def __post_init__(self) -> None:
        """Settle whether the rule holds; NaN never does."""
        object.__setattr__(self, "holds", self.deviation <= TOLERANCE)

    @property
    def label(self) -> str:
        """Its name as pages write it."""
        return _worded(self.name).capitalize()


def identities(result: Result) -> tuple[Identity, ...]:
    """Check every identity on a result and return them in order; runs the model twice more, well under a second."""
    wholes = {name: _whole(result, measure) for name, measure in MEASURES.items()}
    dims = dict.fromkeys(dim for measure in MEASURES.values() for dim in measure.dims)
    sums = [
        Identity(
            f"parts_sum_by_{dim}",
            f"For each measure and year, the parts by {_worded(dim)} sum to the whole.",
            _parts_against_whole(result, dim, wholes),
        )
        for dim in dims
    ]
    return (*sums, *(Identity(name, statement, check(result)) for name, statement, check in _CHECKS))


def difference(found: ArrayLike, expected: ArrayLike) -> float:
    """Return the largest |found - expected| relative to the larger of the two; NaN anywhere gives NaN."""
    gap, scale = _gap(found, expected)
    return float(np.max(np.abs(gap) / scale, initial=0.0))


def excess(lower: ArrayLike, upper: ArrayLike) -> float:
    """Return by how much at most `lower` stands above `upper`, relative to the larger; 0 when it never does."""
    gap, scale = _gap(lower, upper)
    return float(np.max(gap / scale, initial=0.0))


def _gap(found: ArrayLike, expected: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    a, b = np.broadcast_arrays(np.asarray(found, dtype=float), np.asarray(expected, dtype=float))
    scale = np.maximum(np.abs(a), np.abs(b))
    return a - b, np.where(scale == 0, 1.0, scale)


def _largest(deviations: Iterable[float]) -> float:
    return float(np.max([*deviations], initial=0.0))


def _whole(result: Result, measure: Measure) -> np.ndarray:
    """Sum a measure by year straight from its stage, past every table."""
    stage = result.stages[measure.stage]
    if measure.weight:
        stage = stage * result.inputs[measure.weight]
    return stage.sum([dim for dim in stage.dims if dim != "year"], skipna=False).to_numpy()


def _parts_against_whole(result: Result, dim: str, wholes: dict[str, np.ndarray]) -> float:
    by = tuple(dict.fromkeys((dim, "year")))
    return _largest(
        difference(_by_year(result.table(name, by)), wholes[name])
        for name, measure in MEASURES.items()
        if dim in measure.dims
    )


def _by_year(table: pd.DataFrame) -> np.ndarray:
    return np.bincount(table["year"].to_numpy() - YEARS[0], weights=table["value"].to_numpy(), minlength=len(YEARS))


def _countries_against_tiers(result: Result) -> float:
    tiers = ["tier", "year"]
    return _largest(
        difference(*_aligned(result.table(name, ("country", *tiers)), result.table(name, tiers), tiers))
        for name, measure in MEASURES.items()
        if "country" in measure.dims
    )


def _aligned(fine: pd.DataFrame, coarse: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, np.ndarray]:
    expected = coarse.set_index(by)["value"]
    return fine.groupby(by)["value"].sum().reindex(expected.index).to_numpy(), expected.to_numpy()


def _patients_narrow(result: Result) -> float:
    stages = result.stages
    chain = [
        stages.treated.sum("presentation", skipna=False),
        stages.diagnosed,
        stages.spine_metastasis_patients,
        stages.new_cancer_cases,
    ]
    return _largest(_excess_aligned(lower, upper) for lower, upper in pairwise(chain))


def _excess_aligned(lower: xr.DataArray, upper: xr.DataArray) -> float:
    return excess(*xr.broadcast(lower, upper))


def _treated_and_observed(result: Result) -> float:
    stages = result.stages
    return difference(stages.treated + stages.untreated, stages.presenting)


def _presentation_mix(result: Result) -> float:
    return difference(result.stages.presenting.sum("presentation", skipna=False), result.stages.diagnosed)


def _techniques(kind: str) -> Callable[[Result], float]:
    def check(result: Result) -> float:
        shares = result.stages.uptake.sel(modality=_EXCLUSIVE[kind]).sum("modality", skipna=False)
        return difference(shares, result.stages.type_share.sel(treatment_type=kind, drop=True))

    return check


def _uptake_in_range(result: Result) -> float:
    uptake = result.stages.uptake
    return _largest([excess(uptake, 1.0), excess(0.0, uptake)])


def _recipients_in_base(result: Result) -> float:
    """Largest excess of a modality's patients over its base, or of zero over them, in any cell."""
    stages = result.stages
    largest = [excess(0.0, stages.modality_patients)]
    for base in dict.fromkeys(MODALITY_BASE.values()):
        patients = stages.modality_patients.sel(modality=[code for code in MODALITIES if MODALITY_BASE[code] == base])
        largest.append(_excess_aligned(patients, _base(stages, base)))
    return _largest(largest)


def _base(stages: Stages, base: str) -> xr.DataArray:
    return stages.presenting if base == "diagnosed" else stages[base]


def _sums_to_one(parameter: str, dim: str) -> Callable[[Result], float]:
    return lambda result: difference(result.inputs[parameter].sum(dim, skipna=False), 1.0)


def _doubled_costs(result: Result) -> float:
    inputs = result.inputs
    doubled = inputs.with_values(unit_cost=inputs["unit_cost"] * 2.0)
    return difference(_again(result, doubled).stages.spend, result.stages.spend * 2.0)


def _makers_within_spend(result: Result) -> float:
    """Largest excess of what makers net over spend on products, or of that over all spend, in any cell."""
    by = ("tier", "primary", "presentation", "modality", "year")
    (net, codes), (products, _) = (result.array(name, by) for name in ("maker_revenue", "product_spend"))
    spend, _ = result.array("spend", by, {"modality": codes["modality"]})
    return _largest([excess(net, products), excess(products, spend), excess(0.0, net)])


def _empty_change(result: Result) -> float:
    again = _again(result, result.inputs.with_values())
    return _largest(difference(again.stages[name], result.stages[name]) for name in Stages.names())


def _again(result: Result, inputs: Inputs) -> Result:
    return run(inputs, scope=result.scope, include_myeloma=result.include_myeloma)


def _local_treatment_reaches_all(result: Result) -> float:
    """By how much the shares of radiation, operations, cement and ablation miss one; they may overlap, so exceed it."""
    local = [code for code, base in MODALITY_BASE.items() if base == "treated"]
    return excess(1.0, result.stages.uptake.sel(modality=local).sum("modality"))


def _money_of_price_year(result: Result) -> float:
    stages = result.stages
    return difference(stages.spend.sel(year=PRICE_YEAR), stages.spend_nominal.sel(year=PRICE_YEAR))


def _worded(name: str) -> str:
    """Write a name as pages do: its dimensions as their labels call them."""
    return name.replace("tier", "country group").replace("end_user", "site of care").replace("_", " ")


_CHECKS: tuple[tuple[str, str, Callable[[Result], float]], ...] = (
    (
        "countries_sum_to_tiers",
        "For each measure and year, the countries of a country group sum to the group.",
        _countries_against_tiers,
    ),
    (
        "patients_narrow",
        "Treated <= diagnosed <= with spinal metastasis <= new cancers, in every country group, primary and year.",
        _patients_narrow,
    ),
    (
        "treated_and_observed",
        "Patients treated at the spine and those not sum to those who present, by country group, primary, presentation "
        "and year.",
        _treated_and_observed,
    ),
    (
        "presentation_mix",
        "The presentation mix sums to one in every country group, primary and year.",
        _presentation_mix,
    ),
    *(
        (
            f"{kind}_techniques",
            f"The {kind} techniques sum to the share of treated patients with {kind}, by country group and year.",
            _techniques(kind),
        )
        for kind in _EXCLUSIVE
    ),
    (
        "local_treatment_reaches_all",
        "Shares of treatment at the spine add up to all who are treated there, or more, in every country group and "
        "year.",
        _local_treatment_reaches_all,
    ),
    ("uptake_in_range", "Uptake lies between 0 and 1 for every country group, modality and year.", _uptake_in_range),
    (
        "recipients_within_base",
        "With its weights, no modality reaches fewer than none or more than all of its patients, in any cell and year.",
        _recipients_in_base,
    ),
    ("site_shares", "The sites of care of each modality sum to one.", _sums_to_one("site_share", "end_user")),
    ("payer_shares", "The payers of each country group sum to one.", _sums_to_one("payer_share", "payer")),
    (
        "price_component_shares",
        "The price components of each modality sum to one.",
        _sums_to_one("component_share", "component"),
    ),
    ("doubled_costs", "Doubling unit costs doubles spend in every cell.", _doubled_costs),
    (
        "makers_within_spend",
        "Makers net no more than is spent on products, and no more than payers spend, in any cell and year.",
        _makers_within_spend,
    ),
    ("money_of_price_year", f"Constant and nominal money agree in {PRICE_YEAR}.", _money_of_price_year),
    ("empty_change", "A run without any change repeats every stage of the base case.", _empty_change),
)
