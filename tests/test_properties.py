"""What must hold whatever the numbers are: sums, bounds, proportions, directions."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import spinemkt
from spinemkt import MEASURES, Inputs, Result
from spinemkt.evidence.parameters import parameter_array
from spinemkt.model.run import country_cases, demand, run_stages
from spinemkt.model.stages import Stages
from spinemkt.terms import (
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRICE_YEAR,
    REMAINDER_TECHNIQUE,
    TIER_REGION,
    UPTAKE_YEAR,
)

few = settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
MONEY = ("spend", "spend_nominal")
PARTS = [(measure, dim) for measure, spec in MEASURES.items() for dim in spec.dims]


def close(value: object, rel: float = 1e-9) -> object:
    return pytest.approx(value, rel=rel, abs=1e-9)


def totals(result: Result) -> dict[str, float]:
    return {measure: result.total(measure) for measure in MEASURES}


def scaled(inputs: Inputs, **factors: float) -> Inputs:
    return inputs.with_values(**{name: inputs[name] * factor for name, factor in factors.items()})


@st.composite
def questions(draw: st.DrawFn, codes: dict[str, list[object]], most: int = 2) -> tuple[str, tuple, dict]:
    """A measure, up to `most` of its dimensions, and filters on some others."""
    measure = draw(st.sampled_from(list(MEASURES)))
    dims = st.sampled_from(MEASURES[measure].dims)
    by = tuple(draw(st.lists(dims, min_size=1, max_size=most, unique=True)))
    where = {
        dim: draw(st.lists(st.sampled_from(codes[dim]), min_size=1, max_size=4))
        for dim in draw(st.lists(dims, max_size=2, unique=True))
    }
    return measure, by, where


# Parts and wholes


@pytest.mark.parametrize(("measure", "dim"), PARTS)
def test_parts_sum_to_the_whole(result: Result, measure: str, dim: str) -> None:
    assert result.table(measure, (dim,))["value"].sum() == close(result.total(measure))


@pytest.mark.parametrize(("measure", "dim"), PARTS)
def test_a_part_asked_for_alone_is_its_row_of_the_table(result: Result, measure: str, dim: str) -> None:
    rows = result.table(measure, (dim,))
    for code, value in zip(rows[dim][:6], rows["value"], strict=False):
        assert result.total(measure, {dim: code}) == close(value)


@few
@given(st.data())
def test_parts_sum_to_the_whole_of_any_filter(result: Result, data: st.DataObject) -> None:
    measure, by, where = data.draw(questions(result.codes))
    assert result.table(measure, by, where)["value"].sum() == close(result.total(measure, where))


@few
@given(st.data())
def test_a_finer_table_sums_to_the_coarser(result: Result, data: st.DataObject) -> None:
    measure, by, where = data.draw(questions(result.codes))
    fine, coarse = result.table(measure, by, where), result.table(measure, by[:1], where)
    summed = fine.groupby(by[0], sort=False)["value"].sum()
    assert summed.reindex(coarse[by[0]]).to_numpy() == close(coarse["value"].to_numpy())


@few
@given(st.data())
def test_the_order_of_by_only_reorders_rows(result: Result, data: st.DataObject) -> None:
    measure, by, where = data.draw(questions(result.codes, most=3))
    one, other = result.table(measure, by, where), result.table(measure, by[::-1], where)
    ordered = [frame.sort_values(list(by))[[*by, "value"]].reset_index(drop=True) for frame in (one, other)]
    pd.testing.assert_frame_equal(*ordered, rtol=1e-12)


@few
@given(st.data())
def test_a_filter_equals_filtering_the_whole_table(result: Result, data: st.DataObject) -> None:
    measure, by, _ = data.draw(questions(result.codes))
    where = {dim: data.draw(st.lists(st.sampled_from(result.codes[dim]), min_size=1, max_size=4)) for dim in by}
    whole = result.table(measure, by)
    kept = np.logical_and.reduce([whole[dim].isin(codes) for dim, codes in where.items()])
    filtered = result.table(measure, by, where)
    pd.testing.assert_frame_equal(
        filtered, whole[kept].reset_index(drop=True), rtol=1e-12, check_dtype=False, check_index_type=False
    )


def test_countries_give_what_tiers_give(inputs: Inputs, result: Result) -> None:
    """The chain run on the countries as places finds what the table opens from the tiers."""
    tiers = inputs.tier_of_country.rename(country="place")
    cases = country_cases(inputs).rename(country="place")
    grown = demand(inputs, include_myeloma=False)[0]["growth"].drop_vars("growth").sel(place=tiers)
    stages = run_stages(
        inputs, cases.assign_coords(growth=grown.assign_coords(place=cases["place"])), list(tiers.values)
    )
    years = [2022, 2031, 2040]
    for measure in MEASURES.values():
        if measure.weight is None:
            stage = stages[measure.stage].sel(year=years)
            stage = stage.sum("product_use") if "product_use" in stage.dims else stage
            by = ["country" if dim == "place" else str(dim) for dim in stage.dims]
            found = result.table(measure.name, by, {"year": years})["value"].to_numpy()
            np.testing.assert_allclose(found, stage.to_numpy().ravel(), rtol=1e-12, atol=0, err_msg=measure.name)


def test_use_by_tier_leaves_the_average_of_a_region_as_it_is(inputs: Inputs, result: Result) -> None:
    """Where the region's number is that of one tier, radioligands in Asia-Pacific, that tier has it unchanged."""
    for end in ("start", "ceiling"):
        use = inputs[f"tier_use_{end}"]
        for modality in np.unique(inputs.register.query("parameter == 'tier_use_start'")["modality"]):
            for region in ("asia_pacific", "middle_east_africa"):
                tiers = [tier for tier, of in TIER_REGION.items() if of == region]
                patients = result.table(MODALITY_BASE[modality], ["tier"], {"tier": tiers, "year": UPTAKE_YEAR})
                factors = use.sel(modality=modality, tier=patients["tier"].tolist()).to_numpy()
                if (modality, region) == ("radiopharmaceuticals", "asia_pacific"):
                    assert factors.max() == 1
                else:
                    assert np.average(factors, weights=patients["value"]) == pytest.approx(1, abs=0.005)


# Bounds


def bounds_hold(stages: Stages) -> None:
    """No number is missing or negative, no share above one, no stage above the one it comes from."""
    for name in Stages.names():
        assert np.isfinite(stages[name]).all(), name
        assert (stages[name] >= 0).all(), name
    for share in ("uptake", "access", "attribute_share", "detection"):
        assert (stages[share] <= 1 + 1e-12).all(), share
    assert (stages.diagnosed <= stages.spine_metastasis_patients * (1 + 1e-12)).all()
    assert (stages.treated <= stages.presenting * (1 + 1e-12)).all()
    xr.testing.assert_allclose(stages.presenting.sum("presentation"), stages.diagnosed, rtol=1e-12)
    xr.testing.assert_allclose(stages.treated + stages.untreated, stages.presenting, rtol=1e-12)


def test_bounds_hold_at_central_values(result: Result) -> None:
    bounds_hold(result.stages)


@few
@given(st.data())
def test_bounds_hold_at_any_end_of_the_ranges(inputs: Inputs, data: st.DataObject) -> None:
    free = [name for name, spec in inputs.dictionary.parameters.items() if not spec.sums_to_one]
    ends = data.draw(st.lists(st.sampled_from(["low", "value", "high"]), min_size=len(free), max_size=len(free)))
    rows = inputs.register
    changed = {
        name: parameter_array(rows[rows["parameter"] == name], inputs.dictionary.parameters[name], end)
        for name, end in zip(free, ends, strict=True)
    }
    bounds_hold(spinemkt.run(inputs.with_values(**changed)).stages)


@pytest.mark.parametrize("ceiling", [0.0, 1.0])
@pytest.mark.parametrize("years", [0.5, 50.0])
def test_bounds_hold_when_curves_are_steep(inputs: Inputs, ceiling: float, years: float) -> None:
    ends = {f"{curve}_ceiling": ceiling for curve in ("uptake", "access", "attribute")}
    paces = {f"{curve}_years_to_half": years for curve in ("uptake", "access", "attribute")}
    changed = {name: inputs[name] * 0 + value for name, value in {**ends, **paces}.items()}
    bounds_hold(spinemkt.run(inputs.with_values(**changed)).stages)


def test_patients_narrow_from_stage_to_stage(result: Result) -> None:
    for by in (("country", "year"), ("primary", "year")):
        steps = ("spine_metastasis_patients", "diagnosed", "treated")
        found, diagnosed, treated = (result.table(step, by)["value"] for step in steps)
        assert (treated <= diagnosed).all()
        assert (diagnosed <= found).all()
    new_cases = result.table("new_cancer_cases", ("primary", "year"))["value"]
    assert (result.table("spine_metastasis_patients", ("primary", "year"))["value"] <= new_cases).all()


def test_presentation_shares_sum_to_one(result: Result) -> None:
    shares = result.stages.presenting / result.stages.diagnosed
    np.testing.assert_allclose(shares.sum("presentation"), 1, rtol=1e-12)


@pytest.mark.parametrize("kind", REMAINDER_TECHNIQUE)
def test_techniques_sum_to_their_type(inputs: Inputs, result: Result, kind: str) -> None:
    techniques = [code for code in MODALITIES if MODALITY_TYPE[code] == kind]
    summed = result.stages.uptake.sel(modality=techniques).sum("modality")
    whole = result.stages.type_share.sel(treatment_type=kind)
    np.testing.assert_allclose(summed.transpose("place", "year"), whole.transpose("place", "year"), rtol=1e-12)
    regions = [spinemkt.terms.TIER_REGION[tier] for tier in summed["place"].values]
    share = inputs["type_share"].sel(treatment_type=kind, region=regions).to_numpy()
    np.testing.assert_allclose(whole.sel(year=spinemkt.terms.UPTAKE_YEAR), share, rtol=1e-12)


def test_nobody_receives_a_modality_twice(result: Result) -> None:
    """Uptake times the weights of primary and presentation stays a share."""
    stages = result.stages
    base = {name: stages["presenting" if name == "diagnosed" else name] for name in spinemkt.terms.BASES}
    for modality in MODALITIES:
        patients = stages.modality_patients.sel(modality=modality)
        assert (patients <= base[MODALITY_BASE[modality]] * (1 + 1e-12)).all(), modality


# Proportions


@pytest.mark.parametrize("factor", [2.0, 0.1])
def test_spend_is_proportional_to_unit_costs(inputs: Inputs, result: Result, factor: float) -> None:
    """Of products those that are used up are, too; machines are not (tests/test_products.py)."""
    found = totals(spinemkt.run(scaled(inputs, unit_cost=factor)))
    before = {name: value for name, value in totals(result).items() if "product_category" not in MEASURES[name].dims}
    expected = {name: value * (factor if name in MONEY else 1) for name, value in before.items()}
    assert {name: found[name] for name in before} == close(expected)


def test_doubling_unit_costs_alone_doubles_what_carries_no_attribute(inputs: Inputs, result: Result) -> None:
    twice = spinemkt.run(scaled(inputs, unit_cost=2))
    for modality in ("conventional_ebrt", "mri", "immunotherapy", "bracing"):
        where = {"modality": modality}
        assert twice.total("spend", where) == close(2 * result.total("spend", where))


def test_everything_is_proportional_to_new_cases(inputs: Inputs, result: Result) -> None:
    twice = spinemkt.run(replace(inputs, new_cases=inputs.new_cases * 2))
    assert totals(twice) == close({name: 2 * value for name, value in totals(result).items()})


def test_without_new_cases_there_is_nothing(inputs: Inputs) -> None:
    empty = spinemkt.run(replace(inputs, new_cases=inputs.new_cases * 0))
    assert set(totals(empty).values()) == {0.0}
    assert empty.table("spend", ("country",))["value"].eq(0).all()


def test_without_risk_there_are_cancers_and_nothing_else(inputs: Inputs, result: Result) -> None:
    found = totals(spinemkt.run(scaled(inputs, diagnosed_risk=0)))
    assert found.pop("new_cancer_cases") == result.total("new_cancer_cases")
    assert set(found.values()) == {0.0}


def test_without_access_all_are_observed(inputs: Inputs, result: Result) -> None:
    closed = spinemkt.run(scaled(inputs, access_start=0))
    assert closed.total("treated") == closed.total("walking") == closed.total("linac_fractions") == 0
    assert closed.total("untreated") == close(result.total("diagnosed"))


def test_without_prices_there_is_no_spend(inputs: Inputs) -> None:
    free = spinemkt.run(scaled(inputs, unit_cost=0))
    assert free.total("spend") == free.total("spend_nominal") == 0
    assert free.total("episodes") > 0


# Directions


@pytest.mark.parametrize(
    ("parameter", "up", "down"),
    [
        ("diagnosed_risk", ["spine_metastasis_patients", "diagnosed", "treated", "prevalent", "spend"], []),
        ("reference_detection", [], ["spine_metastasis_patients", "diagnosed", "treated", "spend"]),
        ("test_sensitivity", ["diagnosed", "treated", "spend"], []),
        ("access_start", ["treated", "walking", "linac_fractions"], ["untreated"]),
        ("access_ceiling", ["treated"], ["untreated"]),
        ("access_years_to_half", [], ["treated"]),
        ("local_treatment_share", ["treated"], ["untreated"]),
        ("median_survival", ["prevalent", "spend"], []),
        ("survival_gain", ["prevalent", "spine_metastasis_patients"], []),
        ("type_share", ["episodes", "spend", "linac_fractions", "bed_days"], []),
        ("episodes_per_patient", ["episodes", "spend"], []),
        ("unit_cost", ["spend", "spend_nominal"], []),
        ("attribute_premium", ["spend"], []),
        ("price_level", ["spend"], []),
        ("attribution", ["spend"], []),
        ("inflation", [], ["spend"]),
        ("walking_share", ["walking"], []),
        ("complication_rate", ["complications"], []),
    ],
)
def test_more_of_a_parameter_moves_measures_its_way(
    inputs: Inputs, result: Result, parameter: str, up: list[str], down: list[str]
) -> None:
    moved = spinemkt.run(scaled(inputs, **{parameter: 1.02}))
    for measure in MEASURES:
        before, after = result.total(measure, {"year": 2040}), moved.total(measure, {"year": 2040})
        if measure in up:
            assert after > before, measure
        elif measure in down:
            assert after < before, measure


def test_late_presentation_moves_patients_to_cord_compression(inputs: Inputs, result: Result) -> None:
    late = spinemkt.run(scaled(inputs, late_presentation=1.2))
    assert late.total("diagnosed") == close(result.total("diagnosed"))
    moves = (
        late.table("presenting", ("presentation",))["value"] - result.table("presenting", ("presentation",))["value"]
    )
    assert [value > 0 for value in moves] == [False, False, False, True]


# Scopes, money and myeloma


def test_scopes_nest(inputs: Inputs) -> None:
    by = ("region", "modality", "year")
    strict, attributed, full = (
        spinemkt.run(inputs, scope=scope).table("spend", by)["value"] for scope in ("strict", "attributed", "full")
    )
    assert (strict <= attributed).all()
    assert (attributed <= full).all()
    assert strict.sum() < attributed.sum() < full.sum()


def test_nominal_is_constant_money_in_the_price_year_only(result: Result) -> None:
    by = ("region", "modality", "year")
    nominal, constant = (result.table(measure, by).set_index(list(by))["value"] for measure in MONEY[::-1])
    base = nominal.index.get_level_values("year") == PRICE_YEAR
    assert nominal[base].to_numpy() == close(constant[base].to_numpy())
    later = nominal.index.get_level_values("year") > PRICE_YEAR
    assert (nominal[later] >= constant[later]).all()
    assert (nominal[~later] <= constant[~later] * (1 + 1e-12)).all()


@pytest.mark.parametrize("measure", ["new_cancer_cases", "diagnosed", "spend"])
def test_including_myeloma_adds_myeloma_and_nothing_else(inputs: Inputs, result: Result, measure: str) -> None:
    both = spinemkt.run(inputs, include_myeloma=True).table(measure, ("primary", "region", "year"))
    added = both["primary"] == "myeloma"
    assert both[added]["value"].gt(0).all()
    pd.testing.assert_frame_equal(
        both[~added].reset_index(drop=True), result.table(measure, ("primary", "region", "year")), rtol=1e-12
    )


# Nothing is changed behind one's back


def test_a_run_leaves_its_inputs_as_they_were(inputs: Inputs) -> None:
    before = copy.deepcopy(inputs)
    result = spinemkt.run(inputs, include_myeloma=True)
    result.table("spend", ("country", "modality"), {"year": 2030})
    for name, array in before.parameters.items():
        assert array.identical(inputs[name]), name
    for name in ("new_cases", "demographic_index", "population"):
        assert getattr(before, name).identical(getattr(inputs, name)), name
    pd.testing.assert_frame_equal(before.register, inputs.register)
    for name, frame in before.tables.items():
        pd.testing.assert_frame_equal(frame, inputs.tables[name])


def test_a_table_may_be_changed_without_changing_the_result(result: Result) -> None:
    before = result.total("spend")
    for by in (("year",), ("country", "year"), ("tier", "primary", "presentation", "modality", "year")):
        frame = result.table("spend", by)
        frame.loc[:, "value"] = 0.0
    assert result.total("spend") == before


def test_the_same_run_twice_is_the_same_to_the_last_bit(inputs: Inputs, result: Result) -> None:
    again = spinemkt.run(inputs)
    for name in Stages.names():
        assert again.stages[name].identical(result.stages[name]), name
