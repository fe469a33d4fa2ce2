"""The identities hold on the bundled data, in every scope, and each one fails when its rule is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import spinemkt
from spinemkt.analysis.identities import TOLERANCE, Identity, difference, excess, identities
from spinemkt.model.query import Where
from spinemkt.model.result import Result

DIMS = list(dict.fromkeys(dim for measure in spinemkt.MEASURES.values() for dim in measure.dims))


def broken(result: Result) -> set[str]:
    return {identity.name for identity in identities(result) if not identity.holds}


def doctored(result: Result, **changes: Callable[[xr.DataArray], xr.DataArray]) -> Result:
    """The same result with some stages changed behind the model's back."""
    stages = result.stages.replaced(**{name: change(result.stages[name]) for name, change in changes.items()})
    return Result(result.inputs, stages, result.country_share, result.scope, result.include_myeloma)


def scaled(factor: float) -> Callable[[xr.DataArray], xr.DataArray]:
    return lambda array: array * factor


def rerun(result: Result, **changes: xr.DataArray) -> Result:
    return spinemkt.run(result.inputs.with_values(**changes))


class Leaky(Result):
    """A result whose tables lose the last code of one dimension."""

    lost = ""

    def table(self, measure: str, by: Iterable[str] = ("region", "year"), where: Where | None = None) -> pd.DataFrame:
        frame = super().table(measure, by, where)
        return frame[frame[self.lost] != frame[self.lost].iloc[-1]] if self.lost in frame else frame


@pytest.mark.parametrize("scope", ["strict", "attributed", "full"])
@pytest.mark.parametrize("include_myeloma", [False, True])
def test_every_identity_holds_on_the_bundled_data(inputs: spinemkt.Inputs, scope: str, include_myeloma: bool) -> None:
    found = identities(spinemkt.run(inputs, scope=scope, include_myeloma=include_myeloma))
    assert [(identity.name, identity.deviation) for identity in found if not identity.holds] == []


def test_each_identity_has_its_own_name_and_a_statement(result: Result) -> None:
    found = identities(result)
    assert len({identity.name for identity in found}) == len(found)
    assert all(identity.statement.endswith(".") for identity in found)
    assert {f"parts_sum_by_{dim}" for dim in DIMS} < {identity.name for identity in found}


@pytest.mark.parametrize("dim", DIMS)
def test_a_lost_part_is_found(result: Result, dim: str) -> None:
    leaky = Leaky(result.inputs, result.stages, result.country_share, result.scope, result.include_myeloma)
    leaky.lost = dim
    assert f"parts_sum_by_{dim}" in broken(leaky)


def test_a_country_that_claims_too_much_is_found(result: Result) -> None:
    share = result.country_share.copy(deep=True)
    share.loc[{"country": "FRA"}] *= 1.01
    greedy = Result(result.inputs, result.stages, share, result.scope, result.include_myeloma)
    assert broken(greedy) == {"countries_sum_to_tiers", "parts_sum_by_country"}


@pytest.mark.parametrize("stage", ["treated", "diagnosed", "spine_metastasis_patients"])
def test_a_stage_larger_than_the_one_before_it_is_found(result: Result, stage: str) -> None:
    assert "patients_narrow" in broken(doctored(result, **{stage: scaled(30.0)}))


def test_one_cell_out_of_line_is_enough(result: Result) -> None:
    def lift(treated: xr.DataArray) -> xr.DataArray:
        lifted = treated.copy(deep=True)
        lifted.loc[{"place": "canada", "primary": "thyroid", "year": 2031}] *= 30.0
        return lifted

    assert "patients_narrow" in broken(doctored(result, treated=lift))


def test_patients_neither_treated_nor_observed_are_found(result: Result) -> None:
    assert "treated_and_observed" in broken(doctored(result, untreated=scaled(0.99)))


def test_a_presentation_mix_off_one_is_found(result: Result) -> None:
    assert "presentation_mix" in broken(doctored(result, presenting=scaled(1.01)))


@pytest.mark.parametrize(
    ("modality", "name"), [("sbrt_srs", "radiation_techniques"), ("mis_surgery", "surgery_techniques")]
)
def test_techniques_that_do_not_fill_their_type_are_found(result: Result, modality: str, name: str) -> None:
    extra = (result.stages.uptake["modality"] == modality) * 0.01
    found = broken(doctored(result, uptake=lambda uptake: (uptake + extra).transpose(*uptake.dims)))
    assert name in found
    assert len(found & {"radiation_techniques", "surgery_techniques"}) == 1


@pytest.mark.parametrize("offset", [1.1, -1.1])
def test_an_uptake_outside_zero_to_one_is_found(result: Result, offset: float) -> None:
    assert "uptake_in_range" in broken(doctored(result, uptake=lambda uptake: uptake + offset))


def test_weights_that_push_a_modality_past_its_base_are_found(result: Result) -> None:
    found = broken(rerun(result, primary_weight=result.inputs["primary_weight"] * 30.0))
    assert "recipients_within_base" in found
    assert "uptake_in_range" not in found


@pytest.mark.parametrize("modality", ["sbrt_srs", "observation", "mri", "bone_modifying_agents"])
def test_each_base_bounds_its_own_modalities(result: Result, modality: str) -> None:
    factor = xr.where(result.stages.modality_patients["modality"] == modality, 100.0, 1.0)
    found = broken(doctored(result, modality_patients=lambda patients: (patients * factor).transpose(*patients.dims)))
    assert "recipients_within_base" in found


def test_negative_patients_are_found(result: Result) -> None:
    assert "recipients_within_base" in broken(doctored(result, modality_patients=scaled(-0.1)))


def test_shares_of_sites_levels_and_components_off_one_are_found(result: Result) -> None:
    site = rerun(result, site_share=result.inputs["site_share"] * 1.01)
    assert broken(site) == {"site_shares", "parts_sum_by_end_user"}
    level = rerun(result, spine_level_share=result.inputs["spine_level_share"] * 1.01)
    assert broken(level) == {"parts_sum_by_spine_level"}
    component = rerun(result, component_share=result.inputs["component_share"] * 1.01)
    assert broken(component) == {"price_component_shares"}


def test_spend_that_does_not_follow_cost_is_found(result: Result) -> None:
    assert "doubled_costs" in broken(doctored(result, spend=lambda spend: spend + 1.0))


def test_two_moneys_that_differ_in_the_price_year_are_found(result: Result) -> None:
    assert "money_of_price_year" in broken(doctored(result, spend_nominal=scaled(1.01)))


def test_a_baseline_that_does_not_repeat_is_found(result: Result) -> None:
    assert broken(doctored(result, access=scaled(1.01))) == {"empty_change"}


def test_a_run_of_another_scope_repeats_in_its_own_scope(result: Result) -> None:
    mixed = Result(result.inputs, result.stages, result.country_share, "full", result.include_myeloma)
    assert broken(mixed) == {"empty_change", "doubled_costs"}


def test_a_hole_never_holds(result: Result) -> None:
    holed = doctored(result, treated=lambda treated: treated.where(treated["year"] != 2030))
    assert {"patients_narrow", "treated_and_observed", "parts_sum_by_region", "empty_change"} <= broken(holed)
    assert not Identity("hole", "A hole.", float("nan")).holds


def test_tolerance_is_the_border() -> None:
    assert Identity("at", "At the border.", TOLERANCE).holds
    assert not Identity("past", "Past the border.", TOLERANCE * 1.001).holds


def test_difference_and_excess_are_relative_to_the_larger() -> None:
    assert difference([2.0, 4.0], [2.0, 5.0]) == pytest.approx(0.2)
    assert difference([0.0], [0.0]) == 0.0
    assert excess([2.0, 5.0], [3.0, 4.0]) == pytest.approx(0.2)
    assert excess([2.0], [3.0]) == 0.0
    assert np.isnan(excess([np.nan], [1.0]))
