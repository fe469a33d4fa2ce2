"""Cautions about a scenario: what they say, and that the repaired scenario no longer earns them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_scenario import random_scenario

import spinemkt
from spinemkt import Change, Result, Scenario, ScenarioError, where_of
from spinemkt.analysis.scenarios.cautions import Caution, cautions
from spinemkt.analysis.scenarios.idle import same
from spinemkt.analysis.scenarios.limits import SHARES
from spinemkt.scenario.text import MOST_CHANGES
from spinemkt.terms import MODALITY_TYPE, REGIONS, REMAINDER_TECHNIQUE

TECHNIQUES = [code for code, kind in MODALITY_TYPE.items() if REMAINDER_TECHNIQUE.get(kind, code) != code]
SBRT = where_of(modality="sbrt_srs")
HERE = where_of(modality="sbrt_srs", region="asia_pacific")


def about(baseline: Result, *changes: Change) -> tuple[Scenario, list[Caution]]:
    scenario = Scenario("Test", "", changes)
    return scenario, cautions(scenario, spinemkt.run(baseline.inputs, scenario), baseline)


def again(baseline: Result, caution: Caution) -> list[Caution]:
    assert caution.repaired is not None
    run = spinemkt.run(baseline.inputs, caution.repaired, baseline.scope, baseline.include_myeloma)
    return cautions(caution.repaired, run, baseline)


def of(kind: str, found: list[Caution]) -> list[Caution]:
    return [caution for caution in found if caution.kind == kind]


def subject(caution: Caution) -> str:
    """What a caution is about: the words before the first number, or the resource after it."""
    words = ("Radiation", "Surgery", "more radiotherapy", "more theatre time")
    return next(word for word in words if word in caution.text)


def test_the_baseline_and_a_small_move_earn_none(result: Result) -> None:
    assert about(result)[1] == []
    assert about(result, Change("uptake_ceiling", "scale", 1.05, SBRT))[1] == []


def test_techniques_over_their_type_are_said_and_the_rise_made_smaller(result: Result) -> None:
    scenario, found = about(result, Change("uptake_ceiling", "scale", 2.8, SBRT))
    [caution] = of("mix", found)
    assert caution.text == (
        "Radiation techniques add up to 127% of radiation patients in Asia-Pacific by 2040 (over 100% from 2033 on),"
        " and less so in 3 other regions: the model scales them down to 100%."
    )
    assert caution.repaired is not None
    [change] = caution.repaired.changes
    assert change.target == scenario.changes[0].target
    assert 1 < change.amount < 2.8
    assert f"from x 2.8 to x {change.amount:g}, so that they fit." in caution.repair
    assert not of("mix", again(result, caution))
    near = about(result, Change("uptake_ceiling", "scale", change.amount + 0.02, SBRT))[1]
    assert of("mix", near)


def test_only_rises_of_the_techniques_themselves_are_made_smaller(result: Result) -> None:
    lowered = Change("uptake_ceiling", "set", 0.1, where_of(modality="imrt_igrt", region="asia_pacific"))
    raised = Change("uptake_ceiling", "set", 0.98, HERE)
    started = Change("uptake_start", "set", 0.9, HERE)
    [caution] = of("mix", about(result, lowered, raised, started)[1])
    assert caution.repaired is not None
    assert caution.repaired.changes[0] == lowered
    assert [change.amount < 0.98 for change in caution.repaired.changes] == [True, True, True]
    assert not of("mix", again(result, caution))


def test_a_change_of_everything_is_left_and_the_techniques_scaled_in_their_regions(result: Result) -> None:
    everything = Change("uptake_ceiling", "add", 0.3, where_of(modality=("sbrt_srs", "imrt_igrt", "bracing")))
    steeper = Change("uptake_years_to_half", "scale", 0.3)
    _, found = about(result, everything, steeper)
    [caution] = of("mix", found)
    assert caution.repaired is not None
    assert caution.repaired.changes[:2] == (everything, steeper)
    added = caution.repaired.changes[2:]
    assert {change.operation for change in added} == {"scale"}
    assert all("conventional_ebrt" not in change.codes["modality"] and not change.label for change in added)
    assert caution.repair.startswith("Scale their uptake down (North America x 0.")
    assert not of("mix", again(result, caution))


def test_a_repair_is_made_after_an_event_that_would_undo_it(result: Result) -> None:
    reach = Change("uptake_ceiling", "set", 0.98, where_of(modality=("sbrt_srs", "xray")), 2030, 2, "Protocols change")
    other = Change("uptake_ceiling", "scale", 1.1, where_of(modality=("imrt_igrt", "ct")))
    [caution] = of("mix", about(result, reach, other)[1])
    assert caution.repaired is not None
    assert caution.repaired.changes[-1].operation == "scale"
    assert caution.repaired.changes[-1].label == "Shares kept within 100%"
    assert not of("mix", again(result, caution))


def test_lost_radiotherapy_is_said_and_its_ceiling_grows_faster(result: Result) -> None:
    here = where_of(region="asia_pacific")
    demand = Change("fractions_per_episode", "scale", 2.0, here, 2030)
    _, found = about(result, demand, Change("linac_headroom", "scale", 0.75, here))
    [caution] = of("capacity", found)
    assert caution.text.startswith("From 20")
    assert "more radiotherapy is asked for than can be given: in Asia-Pacific" in caution.text
    assert caution.repaired is not None
    [*_, change] = caution.repaired.changes
    assert (change.parameter, change.operation, change.where) == (
        "linac_growth",
        "add",
        where_of(region="asia_pacific"),
    )
    assert caution.repair == (
        f"Let its ceiling grow faster (+{change.amount * 100:.1f} points a year in Asia-Pacific), so that all "
        "radiotherapy asked for is given."
    )
    assert not of("capacity", again(result, caution))
    less = Change(change.parameter, "add", change.amount - 0.001, change.where)
    rest = (*caution.repaired.changes[:-1], less)
    assert of("capacity", about(result, *rest)[1])


def test_where_growth_cannot_the_ceiling_itself_is_raised(result: Result) -> None:
    halved = Change("theatre_headroom", "scale", 0.2, where_of(region="europe"))
    late = Change("theatre_hours_per_episode", "scale", 3.0, year=2026)
    [caution] = of("capacity", about(result, halved, late)[1])
    assert "more theatre time is asked for" in caution.text
    assert "hit hardest of" in caution.text
    assert caution.repaired is not None
    [europe] = [change for change in caution.repaired.changes if change.where == halved.where]
    assert (europe.parameter, europe.operation, europe.label) == ("theatre_headroom", "scale", "")
    assert europe.amount > 0.2
    assert "raise its ceiling (x " in caution.repair.lower()
    assert not of("capacity", again(result, caution))


def test_a_ceiling_at_nothing_has_no_repair(result: Result) -> None:
    [caution] = of("capacity", about(result, Change("linac_headroom", "scale", 0.0))[1])
    assert "100.0% of it is not given in 2026" in caution.text
    assert (caution.repair, caution.repaired) == ("", None)


def test_numbers_beyond_their_evidence_are_counted_and_three_named(result: Result) -> None:
    [caution] = about(result, Change("uptake_ceiling", "scale", 2.0, HERE))[1]
    assert caution == Caution(
        "beyond_evidence",
        "1 number lies outside the range of the evidence, which is allowed: uptake in the long run, SBRT / SRS, "
        "Asia-Pacific: 56.3% (evidence 15.0% to 42.0%).",
    )
    [caution] = of("beyond_evidence", about(result, Change("unit_cost", "scale", 3.0))[1])
    assert caution.text.count("(evidence") == 3
    assert caution.text.endswith("; and 25 more.")
    assert "SBRT / SRS: 37,400 USD (evidence" in caution.text


IDLE = {
    "a factor of 1": Change("unit_cost", "scale", 1.0),
    "nothing added": Change("incidence_trend", "add", 0.0, where_of(primary="lung")),
    "after the last year": Change("unit_cost", "scale", 2.0, year=2050, label="Late"),
    "set over by a later change": Change("added_delay", "set", 3.0),
    "of what nobody receives": Change("unit_cost", "scale", 1.2, where_of(modality="myelogram", region="europe")),
    "of another scope": Change("attribution", "scale", 0.5, where_of(scope="full")),
    "of a primary left out": Change("diagnosed_risk", "scale", 1.1, where_of(primary="myeloma")),
    "without boards": Change("board_treatment_gain", "set", 0.2),
    "more room than is needed": Change("linac_headroom", "scale", 1.2),
}


@pytest.mark.parametrize("idle", IDLE.values(), ids=IDLE)
def test_a_change_that_does_nothing_is_found_among_others_and_taken_out(result: Result, idle: Change) -> None:
    gone = Change("uptake_start", "set", 0.0, where_of(modality="myelogram"), 2022)
    others = (gone, Change("added_delay", "set", 1.0, where_of(region=("europe", "asia_pacific")), label="Watched"))
    others = (*others, Change("added_delay", "set", 2.0, label="Watched everywhere"))
    others = (*others, Change("unit_cost", "scale", 1.1), Change("incidence_trend", "add", 0.001))
    scenario, found = about(result, idle, *others)
    repaired = [caution.repaired for caution in of("no_effect", found)]
    rest = tuple(change for change in scenario.changes if change != idle)
    [mended] = [one for one in repaired if one is not None and one.changes == rest]
    assert same(spinemkt.run(result.inputs, mended), spinemkt.run(result.inputs, scenario))


def test_alone_it_is_found_too_and_named(result: Result) -> None:
    [caution] = about(result, IDLE["without boards"])[1]
    assert "(20.0%) has no effect here" in caution.text
    assert caution.repair == "Take this change out."
    assert caution.repaired == Scenario("Test")
    for change in (Change("walking_share", "scale", 0.99), Change("bed_days_per_episode", "scale", 0.99)):
        assert not of("no_effect", about(result, change)[1])


def test_a_change_that_acts_is_not_called_idle(result: Result) -> None:
    scarce = (Change("diagnosed_risk", "scale", 2.0), Change("linac_headroom", "scale", 1.02))
    room = Change("linac_growth", "add", 0.2)
    assert not of("no_effect", about(result, *scarce)[1])
    lost = Change("linac_headroom", "scale", 0.5)
    assert not of("no_effect", about(result, lost, Change("unit_cost", "scale", 1.1))[1])
    assert ["capacity" in one.text for one in of("no_effect", about(result, lost, room)[1])] == [True]


def test_with_many_changes_none_is_looked_for(result: Result) -> None:
    many = tuple(Change("unit_cost", "scale", 1.0, where_of(region="europe"), label=str(n)) for n in range(13))
    assert of("no_effect", about(result, *many)[1]) == []


def crowded_change(chance: random.Random) -> Change:
    """A change of what shares of techniques or ceilings of capacity are made of, mostly a large one."""
    name = chance.choice([*SHARES[:2], *SHARES, "linac_headroom", "linac_growth", "theatre_headroom", "diagnosed_risk"])
    codes: dict[str, tuple[str, ...]] = {}
    if name.startswith("uptake"):
        codes["modality"] = tuple(chance.sample(TECHNIQUES, chance.randint(1, 3)))
    if chance.random() < 0.6:
        codes["region"] = tuple(chance.sample(list(REGIONS), chance.randint(1, 3)))
    operation = chance.choice(["set", "scale", "add"])
    top = {"uptake": 1.0, "board_": 1.0, "linac_": 0.5, "theatr": 1.0, "diagno": 0.2, "tier_u": 2.0}[name[:6]]
    amount = round(chance.uniform(0, {"set": top, "scale": 2.5, "add": top / 2}[operation]), 3)
    label = f"Event {chance.randint(0, 9)}" if chance.random() < 0.3 else ""
    year = chance.choice([2023, 2026, 2026, 2026, 2032])
    return Change(name, operation, amount, where_of(**codes), year, chance.choice([0, 0, 4]), label)


@given(st.integers(0, 10**6), st.integers(1, 6), st.booleans())
@settings(max_examples=150)
def test_random_scenarios_have_cautions_whose_repairs_hold(
    result: Result, seed: int, changes: int, crowded: bool
) -> None:
    chance = random.Random(seed)
    few = Scenario("Test", "", tuple(crowded_change(chance) for _ in range(changes)))
    scenario = few if crowded else random_scenario(seed, changes)
    try:
        run = spinemkt.run(result.inputs, scenario)
    except ScenarioError:
        return
    for caution in cautions(scenario, run, result):
        assert caution.text.endswith(".")
        assert "nan" not in caution.text
        assert bool(caution.repair) == (caution.repaired is not None)
        if caution.repaired is None:
            continue
        assert len(caution.repaired.changes) <= MOST_CHANGES
        left = of(caution.kind, again(result, caution))
        if caution.kind == "no_effect":
            assert same(spinemkt.run(result.inputs, caution.repaired), run)
        else:
            assert subject(caution) not in map(subject, left)
