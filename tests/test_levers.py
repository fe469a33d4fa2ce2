"""Levers: what they say, what they may be, and that each moves what it says, in the direction it says."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

import spinemkt
from spinemkt import Scenario
from spinemkt.model.query import Where
from spinemkt.scenario.levers import BANDS, Lever, Span, lever_groups, lever_of, levers
from spinemkt.scenario.text import FIXED_SPLITS, bundled_dictionary
from spinemkt.terms import MODALITIES, MODALITY_TYPE

NAMES = list(levers())
REGIONAL = [name for name in NAMES if levers()[name].regional]
YEAR = 2035
VISIBLE = 0.0003

# What the world of 2035 is asked for when each lever goes up: measure, what is kept of it, sign.
MEDICINES = {"treatment_type": "medication"}
SURGERY = {"treatment_type": "surgery"}
RADIATION = {"treatment_type": "radiation"}
CORD = {"presentation": "cord_compression"}
IMPLANTS = {"product_category": "implant_sets"}
MOVES: Mapping[str, list[tuple[str, Where, int]]] = {
    "incidence": [("new_cancer_cases", {}, 1), ("spend", {}, 1)],
    "survival": [("spine_metastasis_patients", {}, 1), ("prevalent", {}, 1), ("spend", MEDICINES, 1)],
    "spine_risk": [("spine_metastasis_patients", {}, 1), ("spend", {}, 1)],
    "mri": [("diagnosed", {}, 1), ("episodes", {"modality": "mri"}, 1), ("spend", {}, 1)],
    "pet_ct": [("diagnosed", {}, 1), ("episodes", {"modality": "pet_ct"}, 1), ("spend", {}, 1)],
    "earlier_imaging": [
        ("presenting", {"presentation": "asymptomatic"}, 1),
        ("presenting", CORD, -1),
        ("untreated", {}, 1),
    ],
    "delay": [("presenting", CORD, 1), ("spend", {}, 1), ("walking", {}, -1)],
    "unstable": [
        ("presenting", {"presentation": "unstable"}, 1),
        ("modality_patients", {"modality": "vertebroplasty_kyphoplasty"}, 1),
        ("modality_patients", SURGERY, 1),
    ],
    "local_treatment": [("treated", {}, 1), ("untreated", {}, -1), ("episodes", RADIATION, 1)],
    "boards": [
        ("treated", {}, 1),
        *[
            ("modality_patients", {"modality": code}, 1)
            for code in ("sbrt_srs", "separation_surgery", "vertebroplasty_kyphoplasty")
        ],
    ],
    "frailty": [("modality_patients", SURGERY, -1), ("theatre_hours", {}, -1)],
    "mis": [
        ("modality_patients", {"modality": "mis_surgery"}, 1),
        ("modality_patients", {"modality": "open_surgery"}, -1),
        ("modality_patients", SURGERY, 1),
        ("bed_days", SURGERY, -1),
    ],
    "sbrt_ceiling": [
        ("modality_patients", {"modality": "sbrt_srs"}, 1),
        ("modality_patients", {"modality": "conventional_ebrt"}, -1),
        ("linac_fractions", {}, -1),
    ],
    "proton_brachytherapy": [
        ("modality_patients", {"modality": "proton"}, 1),
        ("modality_patients", {"modality": "brachytherapy"}, 1),
        ("modality_patients", {"modality": "conventional_ebrt"}, -1),
    ],
    "cement_ablation": [
        ("modality_patients", {"modality": "vertebroplasty_kyphoplasty"}, 1),
        ("modality_patients", {"modality": "tumor_ablation"}, 1),
        ("spend", {}, 1),
    ],
    "robotic": [("spend", SURGERY, 1)],
    "carbon_fibre": [("spend", SURGERY, 1)],
    "radioligands": [("modality_patients", {"modality": "radiopharmaceuticals"}, 1), ("spend", {}, 1)],
    "targeted_immune": [("spend", {"modality": "targeted_therapy"}, 1), ("spend", {"modality": "immunotherapy"}, 1)],
    "bone_agents": [("modality_patients", {"modality": "bone_modifying_agents"}, 1), ("spend", {}, 1)],
    "radiation_price": [("spend", RADIATION, 1)],
    "surgery_price": [("spend", SURGERY, 1)],
    "drug_price": [("spend", MEDICINES, 1)],
    "price_growth": [("spend", {"treatment_type": kind}, 1) for kind in dict.fromkeys(MODALITY_TYPE.values())],
    "tele_oncology": [("treated", {}, 1), ("modality_patients", {"modality": "tele_oncology"}, 1)],
    "linac_ceiling": [("linac_fractions", {}, 1)],
    "theatre_ceiling": [("theatre_hours", {}, 1), ("modality_patients", SURGERY, 1)],
    "device_share": [("product_spend", IMPLANTS, 1), ("maker_revenue", IMPLANTS, 1)],
    "device_margins": [("maker_revenue", IMPLANTS, -1), ("maker_revenue", {"product_category": "cement_kits"}, -1)],
    "drug_margins": [("maker_revenue", MEDICINES, -1)],
    "machine_margins": [("maker_revenue", RADIATION, -1), ("maker_revenue", {"modality": "mri"}, -1)],
    "machine_life": [("product_spend", RADIATION, -1), ("maker_revenue", {"modality": "mri"}, -1)],
    "complications": [("complications", {}, 1)],
    "walking": [("walking", {}, 1)],
    "bed_days": [("bed_days", {}, 1)],
}

# What the words of a lever say it leaves alone.
LEAVES: Mapping[str, list[tuple[str, Where]]] = {
    "survival": [("new_cancer_cases", {})],
    "earlier_imaging": [("diagnosed", {})],
    "delay": [("diagnosed", {})],
    "unstable": [("diagnosed", {})],
    "local_treatment": [("diagnosed", {}), ("spend", MEDICINES)],
    "boards": [("spend", MEDICINES)],
    "frailty": [("spend", RADIATION), ("spend", MEDICINES)],
    "mis": [("spend", RADIATION), ("spend", MEDICINES)],
    "sbrt_ceiling": [("modality_patients", RADIATION)],
    "proton_brachytherapy": [("modality_patients", RADIATION)],
    "cement_ablation": [("modality_patients", RADIATION), ("modality_patients", SURGERY)],
    "robotic": [("episodes", SURGERY), ("complications", {})],
    "carbon_fibre": [("episodes", SURGERY), ("episodes", RADIATION)],
    "radioligands": [("episodes", RADIATION), ("spend", {"modality": "hormone_therapy"})],
    "targeted_immune": [("prevalent", {})],
    "bone_agents": [("episodes", RADIATION)],
    "radiation_price": [("modality_patients", {})],
    "surgery_price": [("modality_patients", {})],
    "drug_price": [("modality_patients", {})],
    "price_growth": [("modality_patients", {})],
    "tele_oncology": [("diagnosed", {})],
    "device_share": [("spend", {}), ("units", IMPLANTS), ("product_spend", MEDICINES)],
    "device_margins": [("spend", {}), ("product_spend", {})],
    "drug_margins": [("spend", {}), ("product_spend", {})],
    "machine_margins": [("spend", {}), ("product_spend", {})],
    "machine_life": [("spend", {}), ("units", {"product_category": "linacs"})],
    "complications": [("spend", {}), ("bed_days", {})],
    "walking": [("spend", {}), ("treated", {})],
    "bed_days": [("spend", {})],
}

# They act only where a ceiling binds, and none binds in the baseline: more room changes nothing.
WITHOUT_EFFECT_UPWARDS = {"linac_ceiling", "theatre_ceiling"}


def ends(lever: Lever, inputs: spinemkt.Inputs) -> dict[int, float]:
    """The ends of the evidence range that are not the baseline, by direction."""
    span = lever.span(inputs)
    return {sign: end for sign, end in ((-1, span.low), (1, span.high)) if not math.isclose(end, span.baseline)}


def moved(inputs: spinemkt.Inputs, *changes: spinemkt.Change) -> spinemkt.Result:
    return spinemkt.run(inputs, Scenario("Moved", changes=tuple(changes)))


def growth(found: spinemkt.Result, baseline: spinemkt.Result, measure: str, where: Where | None = None) -> float:
    kept = {"year": YEAR, **(where or {})}
    return found.total(measure, kept) / baseline.total(measure, kept) - 1


# ------------------------------------------------------------------------------------------------------ words
def test_there_are_levers_for_every_group() -> None:
    assert len(lever_groups()) == 7
    assert all(group.levers for group in lever_groups())
    assert sum(len(group.levers) for group in lever_groups()) == len(NAMES)


def test_labels_and_targets_are_told_apart() -> None:
    assert len({lever.label for lever in levers().values()}) == len(NAMES)
    assert len({lever.change(0.0).identity for lever in levers().values()}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_lever_says_what_it_does_in_one_sentence(name: str) -> None:
    lever = levers()[name]
    assert len(lever.label) <= 48
    for said in (lever.does, lever.does_not):
        assert said.endswith(".")
        assert said.count(". ") == 0
    assert lever.does_not.startswith("Does ")
    assert lever.parameter in bundled_dictionary().parameters
    assert lever.parameter not in FIXED_SPLITS


@pytest.mark.parametrize(
    ("name", "region"), [(name, None) for name in NAMES] + [(name, "asia_pacific") for name in REGIONAL]
)
def test_a_change_of_a_lever_gives_the_lever_back(name: str, region: str | None) -> None:
    lever = levers()[name]
    change = lever.change(0.25, region)
    assert lever_of(change) == (lever, region)
    [read] = Scenario.from_text(Scenario("Moved", changes=(change,)).to_text()).changes
    assert lever_of(read) == (lever, region)


# ----------------------------------------------------------------------------------------------------- ranges
@pytest.mark.parametrize("name", NAMES)
def test_the_evidence_range_holds_the_baseline_and_stays_within_the_domain(name: str, inputs: spinemkt.Inputs) -> None:
    for region in (None, *(spinemkt.terms.REGIONS if levers()[name].regional else ())):
        span = levers()[name].span(inputs, region)
        assert span.least <= span.low <= span.baseline <= span.high <= span.most
        assert span.low < span.high
        assert span.rows
        assert set(span.sources) <= set(inputs.tables["sources"]["source_id"])


@pytest.mark.parametrize("name", NAMES)
def test_the_words_rise_with_the_amount(name: str, inputs: spinemkt.Inputs) -> None:
    span = levers()[name].span(inputs)
    width = span.high - span.low
    amounts = [span.low - 0.2 * width + step * width / 200 for step in range(281)]
    places = [BANDS.index(span.band(amount)) for amount in amounts]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 4)
    assert span.band(span.baseline) == "near the base case"
    assert not span.beyond(span.low)
    assert span.beyond(amounts[0])


def test_a_range_that_begins_at_the_baseline_has_no_low_end(inputs: spinemkt.Inputs) -> None:
    span: Span = levers()["boards"].span(inputs)
    assert span.low == span.baseline == 0
    assert [span.band(amount) for amount in (0.0, 0.1, 0.4, 0.6)] == [*BANDS[2:3] * 2, "high", "very high"]


# ---------------------------------------------------------------------------------------------------- effects
@pytest.mark.parametrize("name", NAMES)
def test_a_lever_moves_what_it_says_and_leaves_what_it_says(
    name: str, inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    """It also moves one of the world's totals of 2035, not only a corner of the result."""
    lever = levers()[name]
    totals = (
        "spend",
        "diagnosed",
        "treated",
        "walking",
        "complications",
        "bed_days",
        "linac_fractions",
        "maker_revenue",
    )
    for direction, amount in ends(lever, inputs).items():
        found = moved(inputs, lever.change(amount))
        idle = direction > 0 and name in WITHOUT_EFFECT_UPWARDS
        for measure, where, sign in MOVES[name]:
            change = growth(found, result, measure, where)
            if idle:
                assert change == pytest.approx(0, abs=1e-12), measure
            else:
                assert change * sign * direction > VISIBLE, (measure, where, amount)
        for measure, where in LEAVES.get(name, []):
            assert growth(found, result, measure, where) == pytest.approx(0, abs=1e-12), (measure, where)
        assert idle or max(abs(growth(found, result, measure)) for measure in totals) > VISIBLE, amount


@pytest.mark.parametrize("name", REGIONAL)
def test_a_lever_of_one_region_moves_that_region_alone(
    name: str, inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    lever, region = levers()[name], "middle_east_africa"
    span = lever.span(inputs, region)
    amount = span.low if span.low < span.baseline else span.high
    found = moved(inputs, lever.change(amount, region))
    for measure, where, _ in MOVES[name]:
        assert abs(growth(found, result, measure, {**where, "region": region})) > VISIBLE, measure
        for other in ("europe", "asia_pacific"):
            assert growth(found, result, measure, {**where, "region": other}) == pytest.approx(0, abs=1e-12)


def test_minimally_invasive_surgery_relaxes_the_limit_of_frailty(
    inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    frail, mis = levers()["frailty"].change(0.45), levers()["mis"].change(1.5)
    alone, relaxed = moved(inputs, frail), moved(inputs, frail, mis)
    operated = [growth(found, result, "modality_patients", SURGERY) for found in (alone, relaxed)]
    assert operated[0] < operated[1] < 0


def test_more_room_helps_once_a_ceiling_binds(inputs: spinemkt.Inputs) -> None:
    """The same ceilings do act on a larger demand."""
    demand = levers()["spine_risk"].change(2.0), levers()["incidence"].change(0.06)
    for name in WITHOUT_EFFECT_UPWARDS:
        bound = moved(inputs, *demand)
        for measure, where, sign in MOVES[name]:
            assert growth(moved(inputs, *demand, levers()[name].change(1.5)), bound, measure, where) * sign > VISIBLE


def test_every_lever_of_the_mix_names_the_modalities_it_moves() -> None:
    named = [code for lever in levers().values() for _, codes in lever.where() for code in codes if code in MODALITIES]
    assert {"sbrt_srs", "proton", "brachytherapy", "tumor_ablation", "mis_surgery"} <= set(named)
    assert list(MOVES) == NAMES
