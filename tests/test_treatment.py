"""Price and uptake of any treatment: once in full the change is exact, elsewhere and before nothing moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import spinemkt
from spinemkt import Outcome, Scenario, ScenarioError, lineage
from spinemkt.analysis.scenarios.changes import subject, told
from spinemkt.scenario.levers import span_of
from spinemkt.scenario.treatment import ASPECTS, TREATMENTS, acts, treatment_changes, treatment_words
from spinemkt.terms import MODALITIES, MODALITY_TYPE, REGIONS, REMAINDER_TECHNIQUE

BY = ("region", "modality", "year")
FULL = 2031  # of a change from 2028 that is phased in over three years
PARTS = {2028: 0.25, 2029: 0.5, 2030: 0.75}
CHEAPER = Scenario("Cheaper", changes=treatment_changes("price", "bone_modifying_agents", 0.8, "europe", 2028, 3))
MORE = Scenario("More", changes=treatment_changes("uptake", "bone_modifying_agents", 1.2, "europe", 2028, 3))
REST = set(REMAINDER_TECHNIQUE.values())


def ratios(inputs: spinemkt.Inputs, scenario: Scenario, measure: str = "spend") -> pd.Series:
    """What a measure is under a scenario, as a share of the base case, by region, modality and year."""
    before, after = (
        run.table(measure, BY).set_index(list(BY))["value"]
        for run in (spinemkt.run(inputs), spinemkt.run(inputs, scenario))
    )
    return (after / before)[before > 0].sort_index()


@pytest.mark.parametrize(("scenario", "factor"), [(CHEAPER, 0.8), (MORE, 1.2)])
def test_bone_agents_in_europe_change_as_asked_and_nothing_else(
    inputs: spinemkt.Inputs, scenario: Scenario, factor: float
) -> None:
    found = ratios(inputs, scenario)
    mine = found.xs(("europe", "bone_modifying_agents"), level=("region", "modality"))
    for year, ratio in mine.items():
        part = 0.0 if year < 2028 else PARTS.get(year, 1.0)
        assert ratio == pytest.approx(1 + (factor - 1) * part, rel=1e-12), year
    others = found.drop(index=[("europe", "bone_modifying_agents")])
    assert np.allclose(others, 1.0, rtol=1e-12, atol=0)


def test_a_price_leaves_patients_and_episodes(inputs: spinemkt.Inputs) -> None:
    assert np.allclose(ratios(inputs, CHEAPER, "episodes"), 1.0, rtol=1e-12, atol=0)


@pytest.mark.parametrize("region", [None, "asia_pacific"])
@pytest.mark.parametrize("treatment", TREATMENTS)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_treatment_can_be_cut_by_a_fifth(
    inputs: spinemkt.Inputs, aspect: str, treatment: str, region: str | None
) -> None:
    if aspect == "uptake" and treatment in REST:
        with pytest.raises(ScenarioError, match="has no uptake of its own"):
            treatment_changes(aspect, treatment, 0.8, region)
        return
    scenario = Scenario("Cut", changes=treatment_changes(aspect, treatment, 0.8, region, 2028))
    found = ratios(inputs, scenario, "spend" if aspect == "price" else "episodes")
    kinds = [code for code in MODALITIES if treatment in (code, MODALITY_TYPE[code])]
    regions = [region] if region else list(REGIONS)
    mine = found.loc[found.index.isin(regions, level="region") & found.index.isin(kinds, level="modality")]
    late = mine.index.get_level_values("year") >= 2028
    assert late.any() or treatment == "observation"
    downstream = aspect == "uptake" and (MODALITY_TYPE.get(treatment, treatment) in ("diagnosis", "surgery"))
    if not downstream:  # imaging finds the patients that have it; less minimally invasive surgery leaves frail patients
        assert np.allclose(mine[late], 0.8, rtol=1e-9, atol=0)
    assert (mine[late] < 0.85).all()
    assert np.allclose(found[found.index.get_level_values("year") < 2028], 1.0, rtol=1e-12, atol=0)
    elsewhere = found[~found.index.isin(regions, level="region")]
    assert np.allclose(elsewhere, 1.0, rtol=1e-12, atol=0)


@pytest.mark.parametrize("scenario", [CHEAPER, MORE])
def test_it_survives_text_and_link_and_is_one_act(inputs: spinemkt.Inputs, scenario: Scenario) -> None:
    assert Scenario.from_text(scenario.to_text()).changes == scenario.changes
    assert Scenario.from_link(scenario.to_link()).changes == scenario.changes
    assert acts(scenario.changes) == [scenario.changes]
    assert subject((), scenario.changes, inputs) == f"{treatment_words(scenario.changes[0])}:"
    assert subject(scenario.changes, (), inputs) == f"{treatment_words(scenario.changes[0])}, back to the base case:"


def test_its_words_say_what_where_when_and_how_much(inputs: spinemkt.Inputs) -> None:
    said = told(CHEAPER.changes[0], inputs)
    assert said.label == "Price of bone-modifying agents, Europe"
    assert (said.new, said.when) == ("-20.0%", "from 2028, in full 2031")
    assert told(MORE.changes[0], inputs).label == "Uptake of bone-modifying agents, Europe"
    assert told(MORE.changes[1], inputs).label == "Uptake of bone-modifying agents, long run, Europe"
    for code in TREATMENTS:
        (change,) = treatment_changes("price", code, 2.0)
        assert told(change, inputs).label.startswith("Price of ")
        assert "(" not in told(change, inputs).label


def test_a_name_that_belongs_to_another_treatment_is_not_believed(inputs: spinemkt.Inputs) -> None:
    (change,) = treatment_changes("price", "sbrt_srs", 0.5)
    (other,) = treatment_changes("price", "immunotherapy", 0.5)
    false = spinemkt.Change("unit_cost", "scale", 0.5, other.where, change.year, 0, change.label)
    assert treatment_words(false) == ""
    assert "Immunotherapy" in told(false, inputs).label


def test_a_rise_that_cannot_be_is_refused_with_the_nearest(inputs: spinemkt.Inputs) -> None:
    changes = treatment_changes("uptake", "mri", 3.0, "europe", 2028)
    with pytest.raises(ScenarioError, match=r"allowed: 0 to 100%. Nearest .*: \+.*% instead of \+200%"):
        spinemkt.run(inputs, Scenario("Too far", changes=changes))
    assert min(span_of(change, inputs).most for change in changes) < 3.0


def test_draws_tornado_and_lineage_follow(inputs: spinemkt.Inputs) -> None:
    outcome = Outcome("spend", {"modality": "bone_modifying_agents", "region": "europe"}, 2035)
    where = {**outcome.where, "year": 2035}
    before, after = (
        spinemkt.simulate(inputs, scenario, draws=500, seed=3, years=(2035,)).values("spend", where=where)
        for scenario in (Scenario(), CHEAPER)
    )
    assert np.allclose(after / before, 0.8, rtol=1e-5)
    bars, base = (spinemkt.tornado(inputs, scenario, outcome) for scenario in (CHEAPER, Scenario()))
    # What moves next to nothing may lack.
    both = bars.merge(base, on="name", how="outer", suffixes=("", "_base")).fillna(0.0)
    assert np.allclose(both["swing"], 0.8 * both["swing_base"], atol=1e-6 * bars["central"].iloc[0])
    found = lineage(spinemkt.run(inputs, CHEAPER), "spend", where).parameters.set_index("id")
    assert bool(found.loc["unit_cost[bone_modifying_agents]", "changed"])
