"""One run: the chain called once, in order, with every stage kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import xarray as xr

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.model import chain, prices
from spinemkt.model.result import Result
from spinemkt.model.stages import Stages
from spinemkt.model.uptake import exclusive_techniques, uptake
from spinemkt.terms import PRIMARIES, REGIONS, SCOPES, TIER_REGION, TIERS, YEARS

ORDER = ("place", "primary", "presentation", "modality", "year")


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
    cases = country_cases(inputs, include_myeloma)
    tiers = inputs.tier_of_country.to_numpy()
    with xr.set_options(arithmetic_join="exact"):
        stages = run_stages(inputs, fold(cases, tiers), list(TIERS), scope)
    folded = stages.new_cancer_cases.to_numpy()[_positions(TIERS, tiers)]
    share = np.divide(cases.to_numpy(), folded, out=np.zeros(cases.shape), where=folded > 0)
    return Result(inputs, stages, cases.copy(data=share), scope, include_myeloma)


def country_cases(inputs: Inputs, include_myeloma: bool = False) -> xr.DataArray:
    """New cancer cases in persons/year [country, primary, year]."""
    cases = inputs.new_cases if include_myeloma else inputs.new_cases.drop_sel(primary="myeloma")
    projected = chain.new_cancer_cases(cases, inputs.demographic_index, inputs["incidence_trend"], _years())
    return projected.transpose("country", "primary", "year")


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
    labels = {"place": new_cases["place"], "primary": new_cases["primary"]}

    def at(name: str) -> xr.DataArray:
        array = inputs[name]
        data, dims = array.to_numpy(), list(array.dims)
        for dim, (renamed, positions) in axes.items():
            if dim in dims:
                axis = dims.index(dim)
                data, dims[axis] = data.take(positions, axis), renamed
        return xr.DataArray(data, {dim: labels.get(str(dim), array.coords.get(dim)) for dim in dims}, dims)

    def curve(prefix: str) -> xr.DataArray:
        return uptake(at(f"{prefix}_start"), at(f"{prefix}_ceiling"), at(f"{prefix}_years_to_half"), year)

    uptake_share = exclusive_techniques(curve("uptake"), at("type_share"))
    detected = chain.detection(uptake_share, at("test_sensitivity"))
    patients = chain.spine_metastasis_patients(
        new_cases,
        at("diagnosed_risk"),
        at("reference_detection"),
        at("survival_gain"),
        at("risk_per_survival_gain"),
        year,
    )
    diagnosed = chain.diagnosed(patients, detected)
    mix = chain.presentation_mix(at("presentation_share"), at("late_presentation"), at("asymptomatic_gain"), year)
    presenting = chain.presenting(diagnosed, mix)
    access = curve("access")
    treated = chain.treated(presenting, at("local_treatment_share"), access)
    prevalent = chain.prevalent(presenting, at("median_survival"), at("survival_multiplier"), at("survival_gain"), year)
    bases = {"treated": treated, "untreated": presenting - treated, "diagnosed": presenting, "prevalent": prevalent}
    recipients = chain.modality_patients(bases, uptake_share, at("primary_weight"), at("presentation_weight"))
    recipients = recipients.transpose(*ORDER)
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
    attribution = at("attribution").sel(scope=scope, drop=True)
    stages = {
        "new_cancer_cases": new_cases,
        "spine_metastasis_patients": patients,
        "detection": detected,
        "diagnosed": diagnosed,
        "presenting": presenting,
        "access": access,
        "uptake": uptake_share,
        "attribute_share": attribute_share,
        "modality_patients": recipients,
        "episodes": episodes,
        "price_nominal": price_nominal,
        "price": price,
        "spend_nominal": chain.spend(episodes, price_nominal, attribution),
        "spend": chain.spend(episodes, price, attribution),
        **{name: bases[name] for name in ("treated", "untreated", "prevalent")},
    }
    return Stages(**{name: array.transpose(*_order(array)) for name, array in stages.items()})


def _order(array: xr.DataArray) -> list[str]:
    return [str(dim) for dim in (*ORDER, "attribute") if dim in array.dims]


def _positions(codes: Iterable[str], wanted: Iterable[str]) -> np.ndarray:
    position = {code: index for index, code in enumerate(codes)}
    return np.array([position[code] for code in wanted])


def _years() -> xr.DataArray:
    return xr.DataArray(np.array(YEARS), dims="year", coords={"year": np.array(YEARS)})
