"""The claims of the market text: verdicts read by hand from tables, that flip where the reversal says they do."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import spinemkt
from spinemkt.analysis.claims import IN_PART, NOT_SUPPORTED, SUPPORTED, Claim, claims, diagnosed_growth_drivers
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_TYPE, SCOPES, TIER_REGION, TREATMENT_TYPES
from spinemkt.wording import inside, money, percent, points, times

CLAIM_IDS = (
    "radiation_dominant",
    "north_america_largest",
    "asia_pacific_fastest",
    "europe_steady",
    "prevalence_and_imaging",
    "mis_extends",
    "main_primaries",
    "specialised_hubs",
)
THREE = ["lung", "breast", "prostate"]
CENTRES = ["neurosurgical_centre", "orthopaedic_centre"]
LOCAL = ["radiation", "surgery", "interventional"]
JUST = 1e-6


def claim(result: Result, claim_id: str) -> Claim:
    return {found.claim_id: found for found in worded(result)}[claim_id]


def worded(result: Result) -> list[Claim]:
    """The claims with their texts as plain words."""
    return [replace(one, figure=str(one.figure), reversal=str(one.reversal)) for one in claims(result)]  # type: ignore[arg-type]


def verdict(result: Result, claim_id: str) -> str:
    return claim(result, claim_id).verdict


def rerun(result: Result, scope: str = "attributed", **changes: xr.DataArray) -> Result:
    return spinemkt.run(result.inputs.with_values(**changes), scope=scope)


def values(result: Result, measure: str, dim: str, year: int = 2026, **where: object) -> pd.Series:
    return result.table(measure, (dim,), {"year": year, **where}).set_index(dim)["value"]


def at(array: xr.DataArray, factor: float, **codes: list[str]) -> xr.DataArray:
    """The parameter with the named codes multiplied."""
    scaled = array.copy(deep=True)
    scaled.loc[codes] *= factor
    return scaled


def modalities(*kinds: str) -> list[str]:
    return [code for code, kind in MODALITY_TYPE.items() if kind in kinds]


def tiers(region: str) -> list[str]:
    return [tier for tier, parent in TIER_REGION.items() if parent == region]


def growth_of_regions(result: Result) -> pd.Series:
    return (values(result, "spend", "region", 2035) / values(result, "spend", "region", 2026)) ** (1 / 9) - 1


def test_the_verdicts_on_the_bundled_data(result: Result) -> None:
    assert {found.claim_id: found.verdict for found in claims(result)} == {
        "radiation_dominant": IN_PART,
        "north_america_largest": SUPPORTED,
        "asia_pacific_fastest": IN_PART,
        "europe_steady": SUPPORTED,
        "prevalence_and_imaging": SUPPORTED,
        "mis_extends": IN_PART,
        "main_primaries": SUPPORTED,
        "specialised_hubs": NOT_SUPPORTED,
    }


def test_every_claim_names_a_listed_source_and_says_its_year_and_unit(result: Result) -> None:
    found = worded(result)
    assert tuple(each.claim_id for each in found) == CLAIM_IDS
    assert {each.source_id for each in found} <= set(result.inputs.tables["sources"]["source_id"])
    for each in found:
        assert re.search(r"20[23]\d", each.figure), each.figure
        for sentence in (each.claim, each.figure, each.reversal):
            assert sentence.endswith(".")
            assert not re.search(r"no figure|\bnan\b|\de[+-]?\d|--|\.\.", sentence), sentence


@pytest.mark.parametrize("scope", ["strict", "full"])
def test_claims_word_every_scope_and_name_it(inputs: spinemkt.Inputs, scope: str) -> None:
    found = worded(spinemkt.run(inputs, scope=scope, include_myeloma=True))
    assert f"({inside(SCOPES[scope])}" in found[0].figure
    assert not any("no figure" in f"{each.figure}{each.reversal}" for each in found)


@pytest.mark.parametrize("scope", ["strict", "attributed", "full"])
def test_every_figure_of_a_claim_is_what_its_expression_gives(inputs: spinemkt.Inputs, scope: str) -> None:
    runs = {code: spinemkt.run(inputs, scope=code) for code in SCOPES}
    for each in claims(runs[scope]):
        assert len(each.figure.figures) >= 2
        assert len(each.reversal.figures) >= 1
        for figure in (*each.figure.figures, *each.reversal.figures):
            anew = figure.evaluate({"Baseline": runs[figure.scope or scope]}.__getitem__)
            assert anew == pytest.approx(figure.number, rel=1e-12), figure
            assert {amount.run for amount in figure.amounts} == {"Baseline"}


def test_a_world_without_spend_still_reads(result: Result) -> None:
    nothing = rerun(result, unit_cost=result.inputs["unit_cost"] * 0)
    assert verdict(nothing, "north_america_largest") == NOT_SUPPORTED
    assert verdict(nothing, "europe_steady") == NOT_SUPPORTED
    assert verdict(nothing, "asia_pacific_fastest") == NOT_SUPPORTED
    assert verdict(nothing, "specialised_hubs") == NOT_SUPPORTED
    assert tuple(each.claim_id for each in claims(nothing)) == CLAIM_IDS


def test_radiation_figure_and_reversal_are_those_of_the_tables(result: Result) -> None:
    found = claim(result, "radiation_dominant")
    spend = values(result, "spend", "treatment_type")
    patients = values(result, "modality_patients", "treatment_type", treatment_type=LOCAL)
    treated = result.total("treated", {"year": 2026})
    assert f"medication leads spend with {percent(spend['medication'] / spend.sum())}" in found.figure
    assert f"radiation has {percent(spend['radiation'] / spend.sum())}" in found.figure
    assert f"radiation reaches {percent(patients['radiation'] / treated)}" in found.figure
    for scope in ("strict", "attributed", "full"):
        other = values(spinemkt.run(result.inputs, scope=scope), "spend", "treatment_type")
        above = [(kind, size) for kind, size in other.items() if size > other["radiation"]]
        falls = [
            f"{TREATMENT_TYPES[kind].lower()} fell by {percent(1 - other['radiation'] / size)}" for kind, size in above
        ]
        assert f"if {' and '.join(falls)} ({inside(SCOPES[scope])})" in found.reversal


@pytest.mark.parametrize(("margin", "expected"), [(1 - JUST, SUPPORTED), (1 + JUST, IN_PART)])
def test_radiation_leads_once_medication_falls_as_far_as_said(result: Result, margin: float, expected: str) -> None:
    cost = at(result.inputs["unit_cost"], 0.5, modality=modalities("supportive"))
    spend = values(rerun(result, unit_cost=cost), "spend", "treatment_type")
    factor = margin * spend["radiation"] / spend["medication"]
    cost = at(cost, factor, modality=modalities("medication"))
    assert verdict(rerun(result, unit_cost=cost), "radiation_dominant") == expected


def test_radiation_in_the_lead_says_what_ends_it(result: Result) -> None:
    cost = at(result.inputs["unit_cost"], 1e-6, modality=modalities("medication"))
    cost = at(cost, 0.5, modality=modalities("supportive"))
    cheap = rerun(result, unit_cost=cost)
    spend = values(cheap, "spend", "treatment_type")
    fall = percent(1 - spend["supportive"] / spend["radiation"])
    reversal = claim(cheap, "radiation_dominant").reversal
    assert f"leads spend until it falls by {fall}, behind supportive care (spine care)" in reversal


def test_radiation_without_patients_or_spend_is_not_supported(result: Result) -> None:
    rare = at(result.inputs["type_share"], 0.01, treatment_type=["radiation"])
    assert verdict(rerun(result, type_share=rare), "radiation_dominant") == NOT_SUPPORTED


def test_north_america_figure_is_that_of_the_table(result: Result) -> None:
    found = claim(result, "north_america_largest")
    spend, treated = values(result, "spend", "region"), values(result, "treated", "region")
    assert f"North America spends {money(spend['north_america'], 'constant 2025 USD')}" in found.figure
    assert f"{percent(spend['north_america'] / spend.sum())} of the world" in found.figure
    assert f"{percent(treated['north_america'] / treated.sum())} of the locally treated" in found.figure
    assert f"Europe spends {money(spend['europe'])}" in found.figure


@pytest.mark.parametrize(("margin", "expected"), [(1 - JUST, NOT_SUPPORTED), (1 + JUST, SUPPORTED)])
def test_europe_overtakes_at_the_price_level_said(result: Result, margin: float, expected: str) -> None:
    spend = values(result, "spend", "region")
    factor = spend["europe"] / spend["north_america"]
    assert f"prices fell by {percent(1 - factor)}" in claim(result, "north_america_largest").reversal
    level = at(result.inputs["price_level"], factor * margin, tier=tiers("north_america"))
    assert verdict(rerun(result, price_level=level), "north_america_largest") == expected


def test_a_cheap_north_america_is_told_how_far_behind_it_is(result: Result) -> None:
    level = at(result.inputs["price_level"], 0.5, tier=tiers("north_america"))
    cheap = rerun(result, price_level=level)
    spend = values(cheap, "spend", "region")
    rise = percent(spend["europe"] / spend["north_america"] - 1)
    assert f"overtake Europe if its prices rose by {rise}" in claim(cheap, "north_america_largest").reversal


def test_growth_of_regions_is_that_of_the_table(result: Result) -> None:
    found = claim(result, "asia_pacific_fastest")
    rate = growth_of_regions(result)
    for region, label in {"asia_pacific": "Asia-Pacific", "europe": "Europe", "latin_america": "Latin America"}.items():
        assert f"{label} {percent(rate[region])}" in found.figure
    assert f"with {points(rate.max() - rate['asia_pacific'])} a year more" in found.reversal


@pytest.mark.parametrize(("margin", "expected"), [(1 + JUST, SUPPORTED), (1 - JUST, IN_PART)])
def test_asia_pacific_grows_fastest_with_the_points_said(result: Result, margin: float, expected: str) -> None:
    rate = growth_of_regions(result) + 1
    factor = margin * rate.max() / rate["asia_pacific"]
    assert verdict(with_growth(result, "asia_pacific", factor), "asia_pacific_fastest") == expected


def test_a_shrinking_asia_pacific_is_not_supported(result: Result) -> None:
    assert verdict(with_growth(result, "asia_pacific", 0.9), "asia_pacific_fastest") == NOT_SUPPORTED


def test_asia_pacific_slower_than_the_named_but_largest_in_gain_is_in_part(result: Result) -> None:
    quicker = with_growth(result, "europe", 1.03)
    level = at(quicker.inputs["price_level"], 0.01, tier=tiers("europe"))
    small = rerun(quicker, price_level=level)
    assert growth_of_regions(small)["europe"] > growth_of_regions(small)["asia_pacific"]
    assert verdict(small, "asia_pacific_fastest") == IN_PART
    assert verdict(quicker, "asia_pacific_fastest") == NOT_SUPPORTED


def with_growth(result: Result, region: str, factor: float, periods: tuple[str, ...] = ()) -> Result:
    """Prices of one region growing by another factor each year, in all periods or in some."""
    price_growth = result.inputs["price_growth"].copy(deep=True)
    where = {"tier": tiers(region), "period": list(periods or price_growth["period"].values)}
    price_growth.loc[where] = (1 + price_growth.loc[where]) * factor - 1
    return rerun(result, price_growth=price_growth)


def test_europe_figure_is_that_of_the_table(result: Result) -> None:
    found = claim(result, "europe_steady")
    years = list(range(2026, 2036))
    spend = result.table("spend", ("region", "year"), {"year": years}).pivot(
        index="year", columns="region", values="value"
    )
    yearly = spend.to_numpy()[1:] / spend.to_numpy()[:-1] - 1
    spread = pd.Series(yearly.std(axis=0), spend.columns)
    europe = yearly[:, list(spend.columns).index("europe")]
    assert (
        f"between {percent(europe.min())} (in {years[1:][europe.argmin()]}) and {percent(europe.max())}" in found.figure
    )
    assert f"{points(spread['europe'], 2)} against {points(np.median(spread), 2)}" in found.figure
    assert f"{percent(np.median(spread) / spread['europe'] - 1)} wider" in found.reversal


def test_a_shrinking_europe_is_steady_in_part_and_a_bumpy_one_too(result: Result) -> None:
    shrinking = with_growth(result, "europe", 0.97)
    assert verdict(shrinking, "europe_steady") == IN_PART
    assert "Europe would grow every year with" in claim(shrinking, "europe_steady").reversal
    bumpy = with_growth(result, "europe", 1.02, ("2025_2030",))
    assert verdict(bumpy, "europe_steady") == IN_PART
    assert "narrower" in claim(bumpy, "europe_steady").reversal


def test_a_shrinking_and_bumpy_europe_is_not_steady(result: Result) -> None:
    assert verdict(with_growth(result, "europe", 0.97, ("2030_2040",)), "europe_steady") == NOT_SUPPORTED


def test_drivers_sum_to_the_growth_of_diagnosed_patients(result: Result) -> None:
    drivers = diagnosed_growth_drivers(result)
    total = result.total("diagnosed", {"year": 2035}) / result.total("diagnosed", {"year": 2022})
    assert sum(drivers.values()) == pytest.approx(np.log(total), rel=1e-12)
    figure = claim(result, "prevalence_and_imaging").figure
    assert f"{percent(drivers['new_cancers'] / np.log(total), 0)} is new cancers" in figure
    assert f"{percent(drivers['detection'] / np.log(total), 0)} detection" in figure


def test_each_driver_is_what_its_own_parameter_moves(result: Result) -> None:
    drivers = diagnosed_growth_drivers(result)
    no_gain = diagnosed_growth_drivers(rerun(result, survival_gain=result.inputs["survival_gain"] * 0))
    assert no_gain["survival"] == pytest.approx(0, abs=1e-12)
    assert no_gain["detection"] == pytest.approx(drivers["detection"], rel=0.01)
    still = diagnosed_growth_drivers(without_new_imaging(result))
    assert still["detection"] == pytest.approx(0, abs=1e-12)
    assert still["survival"] == pytest.approx(drivers["survival"], rel=0.01)


def test_the_split_is_by_hand_the_same_for_one_cell(result: Result) -> None:
    one = {"tier": "china", "primary": "lung"}
    stages = {
        name: result.stages[name].sel(place=["china"], primary=["lung"])
        for name in ("new_cancer_cases", "spine_metastasis_patients", "diagnosed")
    }
    alone = Result(result.inputs, stages, result.country_share, result.scope, result.include_myeloma)
    new, patients, found = (
        result.total(name, {**one, "year": 2035}) / result.total(name, {**one, "year": 2022})
        for name in ("new_cancer_cases", "spine_metastasis_patients", "diagnosed")
    )
    assert diagnosed_growth_drivers(alone) == pytest.approx(
        {"new_cancers": np.log(new), "survival": np.log(patients / new), "detection": np.log(found / patients)}
    )


def without_new_imaging(result: Result) -> Result:
    ceiling = result.inputs["uptake_ceiling"].copy(deep=True)
    imaging = {"modality": ["mri", "ct", "pet_ct"]}
    ceiling.loc[imaging] = result.inputs["uptake_start"].loc[imaging]
    use = result.inputs["tier_use_ceiling"].copy(deep=True)
    use.loc[imaging] = result.inputs["tier_use_start"].loc[imaging]
    return rerun(result, uptake_ceiling=ceiling, tier_use_ceiling=use)


def test_the_driver_claim_needs_both_new_cancers_and_imaging(result: Result) -> None:
    still = without_new_imaging(result)
    assert verdict(still, "prevalence_and_imaging") == IN_PART
    assert "Detection would be a driver if more than" in claim(still, "prevalence_and_imaging").reversal
    fewer = rerun(result, incidence_trend=result.inputs["incidence_trend"] - 0.03)
    assert verdict(fewer, "prevalence_and_imaging") == IN_PART
    assert "New cancers would be the main driver" in claim(fewer, "prevalence_and_imaging").reversal
    neither = rerun(still, incidence_trend=result.inputs["incidence_trend"] - 0.03)
    assert verdict(neither, "prevalence_and_imaging") == NOT_SUPPORTED


def test_minimally_invasive_figure_is_that_of_the_table(result: Result) -> None:
    result = rerun(result, mis_relief=result.inputs["mis_relief"] * 0)
    found = claim(result, "mis_extends")
    first, last = (values(result, "episodes", "modality", year, treatment_type="surgery") for year in (2026, 2035))
    before, after = first["mis_surgery"] / first.sum(), last["mis_surgery"] / last.sum()
    operated = values(result, "modality_patients", "modality", 2035, treatment_type="surgery").sum()
    treated = result.total("treated", {"year": 2035})
    assert f"from {percent(before)} of operations in 2026 to {percent(after)} in 2035" in found.figure
    assert "neither more nor fewer" in found.figure
    assert f"{percent(operated * (1 + after - before) / treated)} of locally treated" in found.reversal


def test_minimally_invasive_surgery_extends_by_assumption_only(result: Result) -> None:
    found = claim(result, "mis_extends")
    assert found.verdict == IN_PART
    assert "because the model assumes that it can take 50% of those too frail" in found.figure
    assert "judged (grade D)" in found.reversal


def with_operated(result: Result, factor: float) -> Result:
    """The same result with more or fewer patients operated on in 2035."""
    patients = result.stages.modality_patients.copy(deep=True)
    patients.loc[{"modality": modalities("surgery"), "year": 2035}] *= factor
    stages = result.stages.replaced(modality_patients=patients)
    return Result(result.inputs, stages, result.country_share, result.scope, result.include_myeloma)


def test_a_declining_minimally_invasive_surgery_is_not_supported(result: Result) -> None:
    ceiling = at(result.inputs["uptake_ceiling"], 0.3, modality=["mis_surgery"])
    fading = rerun(result, uptake_ceiling=ceiling)
    assert verdict(fading, "mis_extends") == NOT_SUPPORTED
    assert "It would gain ground with more than" in claim(fading, "mis_extends").reversal
    assert verdict(with_operated(fading, 1.1), "mis_extends") == NOT_SUPPORTED


@pytest.mark.parametrize(("factor", "words"), [(1.1, "more patients"), (0.9, "not more patients")])
def test_more_operated_patients_of_the_same_kind_make_it_more_than_a_shift(
    result: Result, factor: float, words: str
) -> None:
    moved = with_operated(result, factor)
    assert verdict(moved, "mis_extends") == IN_PART
    assert words in claim(moved, "mis_extends").figure


def test_primaries_figure_is_that_of_the_table(result: Result) -> None:
    found = claim(result, "main_primaries")
    share = values(result, "diagnosed", "primary")
    share = share / share.sum()
    three = share[THREE].sum()
    assert f"lung {percent(share['lung'])}, breast {percent(share['breast'])}" in found.figure
    assert f"make up {percent(three)} of" in found.figure
    assert f"grew by {percent(three / (1 - three) - 1)}" in found.reversal


@pytest.mark.parametrize(("margin", "expected"), [(1 - JUST, SUPPORTED), (1 + JUST, IN_PART)])
def test_the_three_fall_to_half_where_said(result: Result, margin: float, expected: str) -> None:
    patients = values(result, "diagnosed", "primary")
    three = patients[THREE].sum()
    others = [code for code in result.inputs["diagnosed_risk"]["primary"].values if code not in THREE]
    factor = margin * three / (patients.sum() - three)
    risk = at(result.inputs["diagnosed_risk"], factor, primary=others)
    assert verdict(rerun(result, diagnosed_risk=risk), "main_primaries") == expected


def test_rare_metastases_of_the_three_are_not_supported(result: Result) -> None:
    risk = at(result.inputs["diagnosed_risk"], 0.05, primary=THREE)
    rare = rerun(result, diagnosed_risk=risk)
    assert verdict(rare, "main_primaries") == NOT_SUPPORTED
    assert "would pass half if their patients grew by" in claim(rare, "main_primaries").reversal


def test_hubs_figure_is_that_of_the_table(result: Result) -> None:
    found = claim(result, "specialised_hubs")
    spend = values(result, "spend", "end_user")
    care = values(result, "episodes", "end_user", treatment_type=LOCAL)
    own = spend[CENTRES].sum()
    assert f"receive {percent(own / spend.sum())} of spend" in found.figure
    assert f"give {percent(care[CENTRES].sum() / care.sum())} of local treatments" in found.figure
    assert f"cancer and radiation centre ({percent(spend['cancer_radiation_centre'] / spend.sum())})" in found.figure
    assert f"{times(spend.max() / own)} what it is" in found.reversal


def sent_to_neurosurgery(result: Result, *kinds: str) -> Result:
    site = result.inputs["site_share"].copy(deep=True)
    site.loc[{"modality": modalities(*kinds)}] = 0.0
    site.loc[{"modality": modalities(*kinds), "end_user": "neurosurgical_centre"}] = 1.0
    return rerun(result, site_share=site)


def test_hubs_are_supported_by_what_they_would_be_given(result: Result) -> None:
    local = sent_to_neurosurgery(result, *LOCAL)
    assert verdict(local, "specialised_hubs") == IN_PART
    everything = sent_to_neurosurgery(result, *LOCAL, "medication", "supportive", "diagnosis")
    assert verdict(everything, "specialised_hubs") == SUPPORTED
    assert "would lose the lead in spend" in claim(everything, "specialised_hubs").reversal
