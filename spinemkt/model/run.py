"""One run: the chain called once, in order, with every stage kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Protocol

import numpy as np
import xarray as xr

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.model import chain, prices
from spinemkt.model.labelled import Array, pick
from spinemkt.model.result import Result
from spinemkt.model.stages import Stages
from spinemkt.model.uptake import exclusive_techniques, uptake
from spinemkt.terms import DIMENSIONS, PRIMARIES, REGIONS, SCOPES, TIER_REGION, TIERS, YEARS

ORDER = ("place", "primary", "presentation", "treatment_type", "modality", "year", "attribute")


class Patch(Protocol):
    """Anything that turns inputs into other inputs: a scenario."""

    def apply(self, inputs: Inputs) -> Inputs:
        """Return new inputs; the ones given stay as they are."""
        ...


def run(
    inputs: Inputs, scenario: Patch | None = None, scope: str = "attributed", include_myeloma: bool = False
) -> Result:
    """Run the model once at central values and return its Result.

    scope: strict, attributed or full (how much of cancer-drug cost counts). Raises QueryError on an unknown scope.
    Countries are folded to tiers first, since every factor below new cases is the same for all countries of a tier.
    """
    if scope not in SCOPES:
        raise QueryError(unknown("scope", scope, SCOPES))
    if scenario is not None:
        inputs = scenario.apply(inputs)
    known = inputs.baseline if inputs["incidence_trend"] is inputs.baseline["incidence_trend"] else inputs
    folded, share = _demand(known, include_myeloma)
    return Result(inputs, run_stages(inputs, folded, list(TIERS), scope), share, scope, include_myeloma)


@lru_cache(maxsize=8)
def _demand(inputs: Inputs, include_myeloma: bool) -> tuple[xr.DataArray, xr.DataArray]:
    """New cancer cases by tier, and each country's share of its tier: the same for all runs with one incidence."""
    cases = country_cases(inputs, include_myeloma)
    tiers = inputs.tier_of_country.to_numpy()
    folded = fold(cases, tiers)
    whole = folded.to_numpy()[_positions(TIERS, tiers)]
    share = np.divide(cases.to_numpy(), whole, out=np.zeros(cases.shape), where=whole > 0)
    return folded, cases.copy(data=share)


def country_cases(inputs: Inputs, include_myeloma: bool = False) -> xr.DataArray:
    """New cancer cases in persons/year [country, primary, year]."""
    cases = inputs.new_cases if include_myeloma else inputs.new_cases.drop_sel(primary="myeloma")
    trend = inputs["incidence_trend"].sel(primary=cases["primary"])
    if "region" in trend.dims:
        regions = list(inputs.region_of_country.values())
        trend = trend.isel(region=xr.DataArray(_positions(REGIONS, regions), dims="country"))
    found = chain.new_cancer_cases(
        cases.variable, inputs.demographic_index.variable, trend.variable, _years()
    ).transpose("country", "primary", "year")
    coords = {"country": cases["country"], "primary": cases["primary"], "year": list(YEARS)}
    return xr.DataArray(found, coords, name="new_cancer_cases")


def fold(cases: xr.DataArray, tiers: np.ndarray) -> xr.DataArray:
    """Sum [country, primary, year] over the countries of each tier; returns [place, primary, year] in tier order."""
    membership = (tiers[None, :] == np.array(list(TIERS), dtype=object)[:, None]).astype(float)
    data = np.tensordot(membership, cases.to_numpy(), axes=1)
    return xr.DataArray(
        data, coords={"place": list(TIERS), "primary": cases["primary"], "year": cases["year"]}, name="new_cancer_cases"
    )


def run_stages(inputs: Inputs, new_cases: xr.DataArray, tier_of_place: list[str], scope: str = "attributed") -> Stages:
    """Run the chain for new cases [place, primary, year], each place with the parameters of its tier and region.

    The places may be tiers (what `run` uses) or countries (what the tests compare with): the code is the same.
    """
    year = _years()
    axes = {
        "tier": ("place", _positions(TIERS, tier_of_place)),
        "region": ("place", _positions(REGIONS, [TIER_REGION[tier] for tier in tier_of_place])),
        "primary": ("primary", _positions(PRIMARIES, new_cases["primary"].values)),
    }

    def at(name: str) -> Array:
        array = inputs[name]
        data, dims = array.to_numpy(), list(array.dims)
        for dim, (renamed, positions) in axes.items():
            if dim in dims:
                axis = dims.index(dim)
                data, dims[axis] = data.take(positions, axis), renamed
        return Array(dims, data)

    def curve(prefix: str) -> Array:
        return uptake(at(f"{prefix}_start"), at(f"{prefix}_ceiling"), at(f"{prefix}_years_to_half"), year)

    cases = new_cases.variable
    wanted = chain.planned_by_boards(curve("uptake"), at("board_reach"), at("board_technique_gain"))
    wanted = _where_code("modality", "tele_oncology", chain.reached(wanted, at("tele_reach")), wanted)
    operable = chain.operable(at("frail_share"), at("mis_relief"), pick(wanted, "modality", "mis_surgery"), year)
    type_share = _where_code("treatment_type", "surgery", (at("type_share") * operable).clip(max=1.0), at("type_share"))
    uptake_share = exclusive_techniques(wanted, type_share)
    detected = chain.detection(uptake_share, at("test_sensitivity"))
    patients = chain.spine_metastasis_patients(
        cases,
        at("diagnosed_risk"),
        at("reference_detection"),
        at("survival_gain"),
        at("risk_per_survival_gain"),
        year,
    )
    diagnosed = chain.diagnosed(patients, detected)
    late = chain.delayed(at("late_presentation"), at("added_delay"), at("cord_compression_per_week"))
    mix = chain.presentation_mix(at("presentation_share"), late, at("asymptomatic_gain"), year)
    presenting = chain.presenting(diagnosed, mix)
    access = chain.reached(curve("access"), at("tele_reach"))
    local = chain.planned_by_boards(at("local_treatment_share"), at("board_reach"), at("board_treatment_gain"))
    treated = chain.treated(presenting, local, access)
    prevalent = chain.prevalent(presenting, at("median_survival"), at("survival_multiplier"), at("survival_gain"), year)
    bases = {"treated": treated, "untreated": presenting - treated, "diagnosed": presenting, "prevalent": prevalent}
    recipients = chain.modality_patients(bases, uptake_share, at("primary_weight"), at("presentation_weight"))
    recipients = recipients.transpose("place", "primary", "presentation", "modality", "year")
    efforts = [
        at("episodes_per_patient") * at(effort) for effort in ("fractions_per_episode", "theatre_hours_per_episode")
    ]
    delivered = recipients.sum(["primary", "presentation"])
    linac_use, theatre_use = (
        chain.capacity_use(delivered, effort, at(f"{name}_headroom"), at(f"{name}_growth"), year)
        for name, effort in zip(("linac", "theatre"), efforts, strict=True)
    )
    recipients = chain.within_capacity(recipients, list(zip((linac_use, theatre_use), efforts, strict=True)))
    episodes = chain.episodes(recipients, at("episodes_per_patient"))
    attribute_share = curve("attribute")
    price_nominal = prices.price(
        at("unit_cost"),
        prices.attribute_markup(attribute_share, at("attribute_premium")),
        at("component_share"),
        at("price_level"),
        prices.price_path(at("price_growth"), year),
    )
    price = price_nominal * prices.deflator(at("inflation"), year)
    attribution = pick(at("attribution"), "scope", scope)
    stages = {
        "new_cancer_cases": cases,
        "spine_metastasis_patients": patients,
        "detection": detected,
        "diagnosed": diagnosed,
        "presenting": presenting,
        "access": access,
        "type_share": type_share,
        "uptake": uptake_share,
        "attribute_share": attribute_share,
        "linac_use": linac_use,
        "theatre_use": theatre_use,
        "modality_patients": recipients,
        "episodes": episodes,
        "price_nominal": price_nominal,
        "price": price,
        "spend_nominal": chain.spend(episodes, price_nominal, attribution),
        "spend": chain.spend(episodes, price, attribution),
        **{name: bases[name] for name in ("treated", "untreated", "prevalent")},
    }
    places, primaries = (tuple(new_cases[dim].values) for dim in ("place", "primary"))
    arrays = {name: array.transpose(*(dim for dim in ORDER if dim in array.dims)) for name, array in stages.items()}
    return Stages(arrays, lambda array: xr.DataArray(array, _coordinates(array.dims, places, primaries)))


def _where_code(dim: str, code: str, there: Array, elsewhere: Array) -> Array:
    return xr.where(Array(dim, [name == code for name in DIMENSIONS[dim]]), there, elsewhere)


@lru_cache(maxsize=64)
def _coordinates(dims: tuple[Hashable, ...], places: tuple[str, ...], primaries: tuple[str, ...]) -> xr.Coordinates:
    codes = {"place": places, "primary": primaries, "year": YEARS}
    return xr.Coordinates({dim: list(codes.get(str(dim)) or DIMENSIONS[str(dim)]) for dim in dims})


def _positions(codes: Iterable[str], wanted: Iterable[str]) -> np.ndarray:
    position = {code: index for index, code in enumerate(codes)}
    return np.array([position[code] for code in wanted])


def _years() -> Array:
    return Array("year", np.array(YEARS))
