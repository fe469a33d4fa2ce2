"""One run: the chain called once, in order, with every stage kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache, partial
from typing import Protocol

import numpy as np
import xarray as xr

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.model import chain, prices
from spinemkt.model.labelled import Array, pick, product, put
from spinemkt.model.result import Result
from spinemkt.model.stages import Stages
from spinemkt.model.uptake import exclusive_techniques, uptake
from spinemkt.terms import MODALITIES, PRIMARIES, REGIONS, SCOPES, TIER_REGION, TIERS, TREATMENT_TYPES, YEARS

# What compounds over the years: all of them are needed, whichever are asked for.
RATES = (
    "incidence_trend",
    "survival_gain",
    "risk_per_survival_gain",
    "asymptomatic_gain",
    "price_growth",
    "inflation",
    "linac_growth",
    "theatre_growth",
)


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
    folded, share = demand(inputs.baseline, include_myeloma)
    return Result(inputs, run_stages(inputs, folded, list(TIERS), scope), share, scope, include_myeloma)


@lru_cache(maxsize=8)
def demand(inputs: Inputs, include_myeloma: bool) -> tuple[xr.DataArray, xr.DataArray]:
    """New cancer cases by tier at the rates of 2022, and each country's share of its tier: no parameter moves them."""
    cases = country_cases(inputs, include_myeloma)
    tiers = inputs.tier_of_country.to_numpy()
    folded = fold(cases, tiers)
    whole = folded.to_numpy()[_positions(TIERS, tiers)]
    share = np.divide(cases.to_numpy(), whole, out=np.zeros(cases.shape), where=whole > 0)
    return folded, cases.copy(data=share)


def country_cases(inputs: Inputs, include_myeloma: bool = False) -> xr.DataArray:
    """New cancer cases in persons/year [country, primary, year] at the rates of 2022: cases x demographic index."""
    cases = inputs.new_cases if include_myeloma else inputs.new_cases.drop_sel(primary="myeloma")
    return (cases * inputs.demographic_index).transpose("country", "primary", "year")


def fold(cases: xr.DataArray, tiers: np.ndarray) -> xr.DataArray:
    """Sum [country, primary, year] over the countries of each tier; returns [place, primary, year] in tier order."""
    membership = (tiers[None, :] == np.array(list(TIERS), dtype=object)[:, None]).astype(float)
    data = np.tensordot(membership, cases.to_numpy(), axes=1)
    return xr.DataArray(
        data, coords={"place": list(TIERS), "primary": cases["primary"], "year": cases["year"]}, name="new_cancer_cases"
    )


def run_stages(
    inputs: Inputs,
    demand: xr.DataArray,
    tier_of_place: list[str],
    scope: str = "attributed",
    over: Collection[str] = (),
) -> Stages:
    """Run the chain for cases at constant rates [place, primary, year], each place with its tier's parameters.

    The places may be tiers (what `run` uses) or countries (what the tests compare with), and a parameter may also vary
    by draw: the code is the same. over: primary, presentation or both, summed before patients are multiplied out by
    modality. The years are those of the demand, 2024 among them.
    """
    year = Array("year", demand["year"].values.astype(demand.dtype))
    axes = {
        "tier": ("place", _positions(TIERS, tier_of_place)),
        "region": ("place", _positions(REGIONS, [TIER_REGION[tier] for tier in tier_of_place])),
        "primary": ("primary", _positions(PRIMARIES, demand["primary"].values)),
    }

    def placed(array: Array) -> Array:
        data, dims = array.values, list(array.dims)
        for dim, (renamed, positions) in axes.items():
            if dim in dims:
                axis = dims.index(dim)
                data, dims[axis] = data.take(positions, axis), renamed
        return Array(dims, data)

    thinned = [YEARS.index(int(code)) for code in demand["year"].values] if demand.sizes["year"] < len(YEARS) else None

    def raw(name: str) -> Array:
        array = inputs[name].variable
        return array.isel(year=thinned) if thinned and "year" in array.dims and name not in RATES else array

    def at(name: str) -> Array:
        return placed(raw(name))

    def curve(prefix: str) -> Array:
        return uptake(raw(f"{prefix}_start"), raw(f"{prefix}_ceiling"), raw(f"{prefix}_years_to_half"), year)

    cases = chain.new_cancer_cases(demand.variable, at("incidence_trend"), year)
    wanted = chain.planned_by_boards(curve("uptake"), raw("board_reach"), raw("board_technique_gain"))
    tele = list(MODALITIES).index("tele_oncology")
    wanted = put(wanted, "modality", [tele], chain.reached(wanted.isel(modality=[tele]), raw("tele_reach")))
    operable = chain.operable(raw("frail_share"), raw("mis_relief"), pick(wanted, "modality", "mis_surgery"), year)
    type_share, surgery = raw("type_share"), list(TREATMENT_TYPES).index("surgery")
    operated = product(type_share.isel(treatment_type=[surgery]), operable).clip(max=1.0)
    type_share = put(type_share, "treatment_type", [surgery], operated)
    uptake_share = placed(exclusive_techniques(wanted, type_share))
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
    access = chain.reached(placed(curve("access")), at("tele_reach"))
    local = chain.planned_by_boards(at("local_treatment_share"), at("board_reach"), at("board_treatment_gain"))
    treated = chain.treated(mix, local, access)
    prevalent = chain.prevalent(diagnosed, at("median_survival"), at("survival_multiplier"), at("survival_gain"), year)
    flows = {"treated": diagnosed, "untreated": diagnosed, "diagnosed": diagnosed, "prevalent": prevalent}
    mixes = {"treated": treated, "untreated": mix - treated, "diagnosed": mix, "prevalent": mix}
    recipients = chain.modality_patients(
        flows, mixes, uptake_share, at("primary_weight"), at("presentation_weight"), over
    )
    efforts = [
        product(at("episodes_per_patient"), at(effort))
        for effort in ("fractions_per_episode", "theatre_hours_per_episode")
    ]
    delivered = recipients.sum([dim for dim in ("primary", "presentation") if dim not in over], skipna=False)
    linac_use, theatre_use = (
        chain.capacity_use(delivered, effort, at(f"{name}_headroom"), at(f"{name}_growth"), year)
        for name, effort in zip(("linac", "theatre"), efforts, strict=True)
    )
    recipients = chain.within_capacity(recipients, list(zip((linac_use, theatre_use), efforts, strict=True)))
    episodes = chain.episodes(recipients, at("episodes_per_patient"))
    attribute_share = curve("attribute")
    markups = {
        code: placed(prices.attribute_markup(attribute_share, raw("attribute_premium"), code))
        for code in prices.CARRIERS
    }
    deflator = prices.deflator(at("inflation"), year)
    path = product(prices.price_path(at("price_growth"), year), deflator)
    price = prices.price(at("unit_cost"), markups, at("component_share"), at("price_level"), path)
    attribution = pick(at("attribution"), "scope", scope)
    stages: dict[str, Array | Callable[[], Array]] = {
        "new_cancer_cases": cases,
        "spine_metastasis_patients": patients,
        "detection": detected,
        "diagnosed": diagnosed,
        "access": access,
        "type_share": placed(type_share),
        "uptake": uptake_share,
        "attribute_share": placed(attribute_share),
        "linac_use": linac_use,
        "theatre_use": theatre_use,
        "modality_patients": recipients,
        "episodes": episodes,
        "price": price,
        "price_nominal": lambda: price / deflator,
        "spend": lambda: chain.spend(episodes, price, attribution),
        "spend_nominal": lambda: chain.spend(episodes, price / deflator, attribution),
        "presenting": lambda: chain.presenting(diagnosed, mix),
        **{base: partial(chain.presenting, flows[base], mixes[base]) for base in ("treated", "untreated", "prevalent")},
    }
    codes = {dim: tuple(demand[dim].values) for dim in ("place", "primary", "year")}
    return Stages(stages, codes)


def _positions(codes: Iterable[str], wanted: Iterable[str]) -> np.ndarray:
    position = {code: index for index, code in enumerate(codes)}
    return np.array([position[code] for code in wanted])
