"""One run: the chain called once, in order, with every stage kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Protocol

import numpy as np
import xarray as xr

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model import chain, prices
from spinemkt.model.growth import inflow_growth
from spinemkt.model.labelled import Array, assign, clip, multiply, pick, take
from spinemkt.model.lookup import Lookup, positions, yearly_growth
from spinemkt.model.product_stages import product_stages
from spinemkt.model.products import USE, product_uses
from spinemkt.model.result import Result
from spinemkt.model.stages import Product, Stages
from spinemkt.model.step_cache import StepCache
from spinemkt.model.uptake import exclusive_techniques, in_tier, uptake
from spinemkt.terms import MODALITIES, SCOPES, TIERS, TREATMENT_TYPES

SHARED = StepCache()
PATIENT = ("primary", "presentation")  # what tells patients of one place and year apart


class Patch(Protocol):
    """Anything that turns inputs into other inputs: a scenario."""

    def apply(self, inputs: Inputs) -> Inputs:
        """Return new inputs; the ones given stay as they are."""
        ...


def run(
    inputs: Inputs, scenario: Patch | None = None, scope: str = "attributed", include_myeloma: bool = False
) -> Result:
    """Run the model once at expected values and return its Result.

    scope: strict, attributed or full (how much of cancer-drug cost counts). Raises QueryError on an unknown scope.
    Countries are folded to tiers first, since every factor below new cases is the same for all countries of a tier.
    """
    if scope not in SCOPES:
        raise QueryError(unknown("scope", scope, SCOPES))
    if scenario is not None:
        inputs = scenario.apply(inputs)
    cases, share = demand(inputs.baseline, include_myeloma)
    return Result(inputs, run_stages(inputs, cases, list(TIERS), scope), share, scope, include_myeloma, scenario)


@cached_on_first
def in_scope(result: Result, scope: str) -> Result:
    """The run of the same inputs in another scope. Kept with the result."""
    return run(result.inputs, None, scope, result.include_myeloma)


@cached_on_first
def demand(inputs: Inputs, include_myeloma: bool) -> tuple[xr.DataArray, xr.DataArray]:
    """New cancer cases by tier at the rates of 2022, and each country's share of its tier: no parameter moves them."""
    return folded(inputs, country_cases(inputs, include_myeloma))


def folded(inputs: Inputs, cases: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Cases [country, primary, year] by tier, and each country's share of its tier; 0 where the tier has none."""
    tiers = inputs.tier_of_country.to_numpy()
    found = fold(cases, tiers)
    whole = found.to_numpy()[positions(TIERS, tiers)]
    share = np.divide(cases.to_numpy(), whole, out=np.zeros(cases.shape), where=whole > 0)
    return found, cases.copy(data=share)


def country_cases(inputs: Inputs, include_myeloma: bool = False) -> xr.DataArray:
    """New cancer cases in persons/year [country, primary, year] at the rates of 2022: cases x demographic index."""
    cases = inputs.new_cases if include_myeloma else inputs.new_cases.drop_sel(primary="myeloma")
    return (cases * inputs.demographic_index).transpose("country", "primary", "year")


def fold(cases: xr.DataArray, tiers: np.ndarray) -> xr.DataArray:
    """Sum [country, primary, year] over the countries of each tier; returns [place, primary, year] in tier order."""
    data = np.stack([cases.to_numpy()[tiers == tier].sum(axis=0) for tier in TIERS])
    found = xr.DataArray(
        data, coords={"place": list(TIERS), "primary": cases["primary"], "year": cases["year"]}, name="new_cancer_cases"
    )
    return found.assign_coords(growth=yearly_growth(found))


def run_stages(
    inputs: Inputs,
    demand: xr.DataArray,
    tier_of_place: list[str],
    scope: str = "attributed",
    over: Collection[str] = (),
    keep: bool = True,
) -> Stages:
    """Run the chain for cases at constant rates [place, primary, year], each place with its tier's parameters.

    The places may be tiers (what `run` uses) or countries (what the tests compare with), and a parameter may also vary
    by draw: the code is the same. Demand brings the growth of its cases as a coordinate, since a run of a few years
    cannot tell it. over: primary, presentation or both, summed before patients are multiplied out by
    modality. keep: whether steps may be kept for a next run. The years are those of the demand, 2024 among them.
    """
    at, steps = Lookup(inputs, demand, tier_of_place), SHARED if keep else StepCache(0)
    shares = steps.get_or_run(_shares, at, steps.get_or_run(wanted_shares, at, along="modality"))
    detected = chain.detection(shares["uptake"], at("test_sensitivity"))
    found, flows, mixes = steps.get_or_run(_patients, at, demand.variable, steps.unify(at, detected))
    candidates = partial(steps.get_or_run, _candidates, at, flows, mixes)
    summed = candidates(over=PATIENT)
    wanted = summed if set(over) == set(PATIENT) else candidates(over=tuple(over))
    given = _modalities(wanted, summed, shares["uptake"], steps.get_or_run(capacity, at), at.year)
    episodes = Product(chain.episodes, given["modality_patients"], at("episodes_per_patient"))
    levels = steps.get_or_run(_levels, at)
    bare = steps.get_or_run(_bare_price, at, levels, along="modality")
    price = steps.get_or_run(_price, at, bare)
    inflated = steps.get_or_run(_inflated, at)
    nominal = Product(multiply, price, inflated)
    attribution = pick(at("attribution"), "scope", scope)
    stages: dict[str, Array | Callable[[], Array]] = {
        **shares,
        **found,
        **given,
        "attribute_share": lambda: at.placed(at.curve("attribute")),
        "episodes": episodes,
        "price": price,
        "price_nominal": nominal,
        "spend": Product(chain.spend, episodes, price, attribution),
        "spend_nominal": Product(chain.spend, episodes, nominal, attribution),
        "presenting": Product(chain.presenting, flows["diagnosed"], mixes["diagnosed"]),
        **{base: Product(chain.presenting, flows[base], mixes[base]) for base in flows if base != "diagnosed"},
        **product_stages(at.apart(), given["modality_patients"], (levels, bare, inflated), attribution),
    }
    codes = {dim: tuple(demand[dim].values) for dim in ("place", "primary", "year")}
    return Stages(stages, {**codes, USE: product_uses(inputs.baseline).codes})


def wanted_shares(at: Lookup) -> Array:
    """The share that each modality alone would reach, by place and year."""
    start, ceiling = (in_tier(at(f"uptake_{end}"), at(f"tier_use_{end}")) for end in ("start", "ceiling"))
    curve = uptake(start, ceiling, at("uptake_years_to_half"), at.curve_year)
    return chain.planned_by_boards(curve, at("board_reach"), at("board_technique_gain"))


def _shares(at: Lookup, wanted: Array) -> dict[str, Array]:
    """Shares of the types, and of each modality in its base, by place and year."""
    tele = [list(MODALITIES).index("tele_oncology")]
    wanted = assign(wanted, "modality", (tele, chain.reached(take(wanted, "modality", tele), at("tele_reach"))))
    mis = pick(wanted, "modality", "mis_surgery")
    operable = chain.operable(at("frail_share"), at("mis_relief"), mis, at.year)
    type_share, surgery = at("type_share"), [list(TREATMENT_TYPES).index("surgery")]
    operated = clip(multiply(take(type_share, "treatment_type", surgery), operable), high=1.0)
    type_share = assign(type_share, "treatment_type", (surgery, operated))
    return {
        "type_share": type_share,
        "uptake": exclusive_techniques(wanted, type_share),
    }


def _patients(
    at: Lookup, demand: Array, detected: Array
) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    """Patients up to diagnosis; of each base its flow [place, primary, year] and mix [place, presentation, year]."""
    gain = at("survival_gain")
    cases = chain.new_cancer_cases(demand, at("incidence_trend"), at.year)
    patients = chain.spine_metastasis_patients(
        cases, at("diagnosed_risk"), at("reference_detection"), gain, at("risk_per_survival_gain"), at.year
    )
    diagnosed = chain.diagnosed(patients, detected)
    late = chain.delayed(at("late_presentation"), at("added_delay"), at("cord_compression_per_week"))
    mix = chain.presentation_mix(at("presentation_share"), late, at("asymptomatic_gain"), at.year)
    local = chain.planned_by_boards(at("local_treatment_share"), at("board_reach"), at("board_treatment_gain"))
    access = chain.reached(at.placed(at.curve("access")), at("tele_reach"))
    treated = chain.treated(mix, local, access)
    growth = inflow_growth(at.demand_growth, at("incidence_trend"), at.year)
    prevalent = chain.prevalent(diagnosed, at("median_survival"), at("survival_multiplier"), gain, growth, at.year)
    found = {
        "new_cancer_cases": cases,
        "detection": detected,
        "spine_metastasis_patients": patients,
        "diagnosed": diagnosed,
        "access": access,
    }
    flows = dict.fromkeys(("treated", "untreated", "followed", "diagnosed"), diagnosed) | {"prevalent": prevalent}
    mixes = {
        "treated": treated,
        "untreated": mix - treated,
        "followed": chain.followed(mix, local, access),
        "diagnosed": mix,
        "prevalent": mix,
    }
    return found, flows, mixes


def _candidates(at: Lookup, flows: dict[str, Array], mixes: dict[str, Array], over: Collection[str]) -> Array:
    return chain.candidates(flows, mixes, at("primary_weight"), at("presentation_weight"), over)


def capacity(at: Lookup) -> dict[str, tuple[Array, Array]]:
    """Of each resource what a patient of a modality takes of it, and its headroom by place and year."""
    each = {"linac": at("fractions_per_episode"), "theatre": at("theatre_hours_per_episode")}
    return {
        f"{name}_use": (
            chain.effort(at("episodes_per_patient"), effort),
            chain.grown_headroom(at(f"{name}_headroom"), at(f"{name}_growth"), at.year),
        )
        for name, effort in each.items()
    }


def _modalities(
    candidates: Array, summed: Array, uptake_share: Array, resources: dict[str, tuple[Array, Array]], year: Array
) -> dict[str, Array]:
    """Patients by modality, as far as capacity goes, and how far that is used.

    summed: the candidates without primary and presentation, who ask for capacity.
    """
    asking = chain.modality_patients(summed, uptake_share)
    uses = [chain.capacity_use(asking, effort, headroom, year) for effort, headroom in resources.values()]
    share = chain.served(uptake_share, [effort for effort, _ in resources.values()], uses)
    alike = candidates is summed and share is uptake_share
    patients = asking if alike else chain.modality_patients(candidates, share)
    return {"modality_patients": patients, **dict(zip(resources, uses, strict=True))}


def _levels(at: Lookup) -> Array:
    """Price level x price path in constant money, by component, place and year."""
    path = multiply(prices.price_path(at("price_growth"), at.year), prices.deflator(at("inflation"), at.year))
    return multiply(at("price_level"), path)


def _bare_price(at: Lookup, levels: Array) -> Array:
    return prices.bare_price(at("unit_cost"), at("component_share"), levels)


def _inflated(at: Lookup) -> Array:
    """What turns constant into nominal money."""
    return 1.0 / prices.deflator(at("inflation"), at.year)


def _price(at: Lookup, bare: Array) -> Array:
    """What an episode costs in constant money, by modality, place and year."""
    share, premium = at.curve("attribute"), at.raw("attribute_premium")
    return prices.price(
        bare, {code: at.placed(prices.attribute_markup(share, premium, code)) for code in prices.ATTRIBUTE_MODALITIES}
    )
