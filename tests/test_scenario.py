"""Scenarios: their text and link, what they do to inputs, stacking, and everything hostile."""

from __future__ import annotations

import base64
import json
import random
import re
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spinemkt
from spinemkt import Change, Scenario, ScenarioError, collisions, where_of
from spinemkt.scenario.apply import beyond_evidence
from spinemkt.scenario.display import unit_of
from spinemkt.scenario.link import LARGEST_CONTENT, LONGEST_LINK, pack
from spinemkt.scenario.text import FIXED_SPLITS, LARGEST_TEXT, bundled_dictionary, places
from spinemkt.terms import DIMENSIONS, PRESENT_YEAR, YEARS

SBRT = Change("uptake_ceiling", "scale", 2.0, where_of(modality="sbrt_srs", region="asia_pacific"))
DENOSUMAB = Change("unit_cost", "scale", 0.4, where_of(modality="bone_modifying_agents"), 2025, 5, "Biosimilars")


def scenario(*changes: Change, name: str = "Test") -> Scenario:
    return Scenario(name, "A story.", tuple(changes), "2026.11-abc")


def random_change(chance: random.Random, event: bool) -> Change:
    known = bundled_dictionary().parameters
    spec = known[chance.choice([name for name in known if name not in FIXED_SPLITS])]
    dims = [dim for dim in places(spec) if chance.random() < 0.7]
    where = {
        dim: tuple(chance.sample(codes, chance.randint(1, min(2, len(codes)))))
        for dim in dims
        for codes in [list(spec.codes.get(dim) or DIMENSIONS[dim])]
    }
    operation = chance.choice(["set", "scale", "add"])
    amount = round(chance.uniform(0, 3), chance.randint(1, 6))
    label = f"Event {chance.randint(0, 99)}" if event else ""
    return Change(
        spec.name, operation, amount, where_of(**where), chance.randint(2023, 2040), chance.randint(0, 9), label
    )


def random_scenario(seed: int, changes: int | None = None) -> Scenario:
    chance = random.Random(seed)
    count = chance.randint(0, 12) if changes is None else changes
    made = tuple(random_change(chance, event=chance.random() < 0.3) for _ in range(count))
    return Scenario(f"Scenario {seed} é中", "Why.\nAnd how.", made, "2026.11-0123abcd")


def test_a_thousand_random_scenarios_survive_text_and_link() -> None:
    for seed in range(1000):
        made = random_scenario(seed)
        assert Scenario.from_text(made.to_text()) == made
        assert Scenario.from_link(made.to_link()) == made


def test_a_link_with_forty_moved_levers_is_short() -> None:
    for seed in range(20):
        chance = random.Random(seed)
        levers = tuple(random_change(chance, event=False) for _ in range(40))
        plain = tuple(Change(one.parameter, one.operation, round(one.amount, 3), one.where) for one in levers)
        assert len(Scenario("Forty levers", "", plain, "2026.11-0123abcd").to_link()) < 1600


def test_the_text_is_readable() -> None:
    assert scenario(SBRT, DENOSUMAB).to_text() == (
        'scenario = 1\nname = "Test"\nstory = "A story."\ndata = "2026.11-abc"\n\n'
        '[[levers]]\nparameter = "uptake_ceiling"\nscale = 2.0\n\n'
        '[levers.where]\nregion = "asia_pacific"\nmodality = "sbrt_srs"\n\n'
        '[[events]]\nlabel = "Biosimilars"\nparameter = "unit_cost"\nscale = 0.4\nyear = 2025\nramp = 5\n\n'
        '[events.where]\nmodality = "bone_modifying_agents"\n'
    )


def test_an_empty_scenario_is_the_baseline(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.run(inputs, Scenario())
    for year in (2022, 2030, 2040):
        assert found.total("spend", {"year": year}) == result.total("spend", {"year": year})


def test_a_lever_leaves_the_years_before_it_alone(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    for change in (SBRT, Change("incidence_trend", "add", 0.01), Change("unit_cost", "scale", 1.5)):
        found = spinemkt.run(inputs, scenario(change))
        for year in range(YEARS[0], PRESENT_YEAR):
            assert found.total("spend", {"year": year}) == pytest.approx(
                result.total("spend", {"year": year}), rel=1e-12
            )
        assert found.total("spend", {"year": 2035}) != pytest.approx(result.total("spend", {"year": 2035}), rel=1e-6)


def test_doubling_unit_cost_doubles_spend_from_its_year_on(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.run(inputs, scenario(Change("unit_cost", "scale", 2.0, year=2030)))
    ratio = {year: found.total("spend", {"year": year}) / result.total("spend", {"year": year}) for year in YEARS}
    assert [ratio[year] for year in (2029, 2030, 2040)] == pytest.approx([1, 2, 2], rel=1e-12)


def test_a_ramp_grows_in_equal_steps(inputs: spinemkt.Inputs) -> None:
    found = Change("unit_cost", "scale", 2.0, year=2030, ramp=3)
    cost = scenario(found).apply(inputs)["unit_cost"].sel(modality="mri") / inputs["unit_cost"].sel(modality="mri")
    # four steps: a quarter in 2030, all of it from 2033 on
    assert cost.sel(year=[2029, 2030, 2031, 2032, 2033, 2040]).values == pytest.approx([1, 1.25, 1.5, 1.75, 2, 2])


def test_a_region_can_be_named_for_a_parameter_without_one(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.run(inputs, scenario(Change("unit_cost", "scale", 3.0, where_of(region="europe"))))
    for region, times in (("europe", 3.0), ("asia_pacific", 1.0)):
        where = {"region": region, "year": 2030}
        assert found.total("spend", where) == pytest.approx(times * result.total("spend", where), rel=1e-12)
    trend = spinemkt.run(inputs, scenario(Change("incidence_trend", "add", 0.02, where_of(region="europe"))))
    where = {"region": "europe", "year": 2027}
    assert trend.total("new_cancer_cases", where) > 1.03 * result.total("new_cancer_cases", where)
    where = {"country": "USA", "year": 2027}
    assert trend.total("new_cancer_cases", where) == pytest.approx(result.total("new_cancer_cases", where), rel=1e-12)


def test_a_region_reaches_the_tiers_inside_it(inputs: spinemkt.Inputs) -> None:
    level = scenario(Change("price_level", "scale", 2.0, where_of(region="asia_pacific"))).apply(inputs)["price_level"]
    ratio = (level / inputs["price_level"]).sel(year=2030).mean("component").to_series()
    assert {tier for tier, times in ratio.items() if times == pytest.approx(2)} == {
        "asia_pacific_high",
        "asia_pacific_emerging",
        "china",
    }
    assert ratio.min() == pytest.approx(1)


def test_out_of_the_units_domain_is_refused_with_what_is_allowed(inputs: spinemkt.Inputs) -> None:
    too_far = scenario(Change("uptake_ceiling", "set", 1.2, where_of(modality="sbrt_srs", region="europe")))
    with pytest.raises(ScenarioError) as error:
        spinemkt.run(inputs, too_far)
    assert str(error.value) == (
        "Peak adoption, SBRT / SRS, Europe would be 120%; allowed: 0 to 100%. "
        "Nearest size that can be: 100% instead of 120%."
    )


def test_the_nearest_size_that_a_refusal_names_is_taken(inputs: spinemkt.Inputs) -> None:
    named = 0
    for seed in range(300):
        change = replace(random_change(random.Random(seed), event=seed % 2 == 0), amount=(-9.0, 1e4)[seed // 2 % 2])
        try:
            scenario(change).apply(inputs)
        except ScenarioError as error:
            said = str(error)
            spec = inputs.dictionary.parameters[change.parameter]
            assert said.startswith(f"{spec.label}")
            if found := re.search(r"Nearest size that can be: (.+) instead of", said):
                near = replace(change, amount=unit_of(change).read(found[1], -1e15, 1e15))
                scenario(near).apply(inputs)
                farther = replace(change, amount=near.amount + (change.amount - near.amount) * 0.02)
                with pytest.raises(ScenarioError):
                    scenario(farther).apply(inputs)
                named += 1
    assert named > 100


def test_events_of_one_label_stay_apart_and_a_lever_replaces_itself() -> None:
    event = Change("uptake_ceiling", "scale", 1.2, where_of(modality="sbrt_srs"), 2028, 2, "Approval")
    others = (
        replace(event, year=2030),
        replace(event, amount=1.3),
        replace(event, ramp=5),
        replace(event, where=where_of(modality="sbrt_srs", region="europe")),
    )
    made = scenario()
    for change in (event, *others, event, replace(others[0], note="Judged.")):
        made = made.with_change(change)
    assert made.changes == (event, replace(others[0], note="Judged."), *others[1:])
    assert Scenario.from_text(made.to_text()) == made == Scenario.from_link(made.to_link())
    assert made.without(others[1].identity).changes == (event, made.changes[1], *others[2:])
    lever = replace(event, label="")
    assert scenario(lever).with_change(replace(lever, amount=2.0, year=2030)).changes == (
        replace(lever, amount=2.0, year=2030),
    )


def test_beyond_evidence_is_allowed_and_said(inputs: spinemkt.Inputs) -> None:
    found = beyond_evidence(scenario(SBRT).apply(inputs), inputs)
    assert [(stray.name, stray.value) for stray in found] == [
        ("uptake_ceiling[sbrt_srs, asia_pacific]", pytest.approx(2 * (0.15 + 4 * 0.28 + 0.42) / 6))
    ]
    assert found[0].high < 0.56
    inside = Change("uptake_ceiling", "scale", 1.01, where_of(modality="sbrt_srs", region="asia_pacific"))
    assert beyond_evidence(scenario(inside).apply(inputs), inputs) == []


def test_scenarios_stack_and_say_where_they_collide(inputs: spinemkt.Inputs) -> None:
    a, b = scenario(SBRT, name="A"), scenario(DENOSUMAB, replace_region(SBRT), name="B")
    both = a + b
    assert both.changes == (SBRT, replace_region(SBRT), DENOSUMAB)
    assert both.name == "A + B"
    assert collisions(a, b) == []
    everywhere = scenario(Change("uptake_ceiling", "set", 0.3, where_of(modality=("sbrt_srs", "imrt_igrt"))))
    [found] = collisions(a, everywhere)
    assert (found.first, found.second) == (SBRT, everywhere.changes[0])
    assert "uptake_ceiling[asia_pacific, sbrt_srs] x 2 from 2026; then" in str(found)
    assert Scenario() + a == a == a + Scenario()
    stacked = (a + everywhere).apply(inputs)["uptake_ceiling"].sel(modality="sbrt_srs", region="asia_pacific")
    assert stacked.sel(year=2030) == pytest.approx(0.3)


def replace_region(change: Change) -> Change:
    return Change(change.parameter, change.operation, change.amount, where_of(modality="sbrt_srs", region="europe"))


BAD = {
    "nothing": ("", "scenario: found"),
    "not TOML": ("name = ", "not TOML"),
    "another format": ('scenario = 2\nname = "a"', "scenario: found 2"),
    "unknown parameter": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "uptake_ceilin"\nscale = 2',
        "levers 1: Unknown parameter 'uptake_ceilin'. Did you mean 'uptake_ceiling'?",
    ),
    "a split that sums to one": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "component_share"\nscale = 2',
        "Unknown parameter 'component_share'",
    ),
    "unknown code": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "uptake_ceiling"\nscale = 2\nwhere = {modality = "sbrt"}',
        "Unknown modality 'sbrt'",
    ),
    "unknown dimension": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = 2\nwhere = {tier = "china"}',
        "Unknown dimension of unit_cost 'tier'; allowed: modality, region.",
    ),
    "two sizes": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = 2\nadd = 1',
        "levers 1: 2 sizes; one of set, scale, add is needed.",
    ),
    "not a number": ('scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = nan', "finite number"),
    "infinite": ('scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = inf', "finite number"),
    "a word for a number": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = "2"',
        "valid number",
    ),
    "true for a number": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = true',
        "valid number",
    ),
    "a year too late": (
        'scenario = 1\nname = "a"\n[[levers]]\nparameter = "unit_cost"\nscale = 2\nyear = 2099',
        "levers 1 year: found 2099",
    ),
    "an event without a name": (
        'scenario = 1\nname = "a"\n[[events]]\nparameter = "unit_cost"\nscale = 2\nyear = 2030',
        "events 1 label",
    ),
    "a field too many": ('scenario = 1\nname = "a"\ncolour = "red"', "colour: found 'red'"),
    "a name too long": (f'scenario = 1\nname = "{"a" * 81}"', "at most 80"),
    "a bell in the name": ('scenario = 1\nname = "a\\u0007"', "control characters"),
    "too many levers": (
        'scenario = 1\nname = "a"\n' + '[[levers]]\nparameter = "unit_cost"\nscale = 2\n' * 201,
        "at most 200",
    ),
    "too long": ("a" * (LARGEST_TEXT + 1), "too long"),
    "nested deeply": ("a = " + "[" * 50_000, "not TOML"),
}


@pytest.mark.parametrize(("written", "says"), BAD.values(), ids=BAD)
def test_a_bad_text_is_refused_with_its_reason(written: str, says: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Scenario.from_text(written)
    assert says in str(error.value)
    assert len(str(error.value)) < 2500


def test_a_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(ScenarioError, match="not a text in UTF-8"):
        Scenario.from_text(b"\xff\xfe\x00")


def test_a_bomb_in_a_link_is_not_opened() -> None:
    bomb = zlib.compressobj(9, wbits=-15)
    squeezed = bomb.compress(b" " * 50 * LARGEST_CONTENT) + bomb.flush()
    code = base64.urlsafe_b64encode(squeezed).rstrip(b"=").decode()
    assert len(code) < LONGEST_LINK
    with pytest.raises(ScenarioError, match="damaged"):
        Scenario.from_link(code)


@pytest.mark.parametrize("plain", [None, 1, [], "a", {"scenario": 1}, {"scenario": 1, "name": "a", "levers": [[]]}])
def test_a_link_of_the_wrong_shape_is_refused(plain: object) -> None:
    squeezer = zlib.compressobj(9, wbits=-15)
    squeezed = squeezer.compress(json.dumps(plain).encode()) + squeezer.flush()
    with pytest.raises(ScenarioError):
        Scenario.from_link(base64.urlsafe_b64encode(squeezed).rstrip(b"=").decode())


def test_damaged_links_are_refused() -> None:
    code = scenario(SBRT, DENOSUMAB).to_link()
    chance = random.Random(0)
    for _ in range(700):
        at, kind = chance.randrange(len(code)), chance.randrange(3)
        broken = [code[:at], code[:at] + chance.choice("ABC-_é%<") + code[at + 1 :], code[:at] + code[at + 1 :]][kind]
        try:
            assert isinstance(Scenario.from_link(broken), Scenario)
        except ScenarioError as error:
            assert str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
KEYS = ["scenario", "name", "story", "data", "levers", "events"]


@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.just(1) | st.just("a"), max_size=6))
@settings(max_examples=700)
def test_links_of_hostile_values_are_refused_or_read(plain: dict) -> None:
    try:
        code = pack(plain)
    except ValueError:
        return
    try:
        assert isinstance(Scenario.from_link(code), Scenario)
    except ScenarioError as error:
        assert len(str(error)) < 2500


@given(st.text(max_size=300) | st.binary(max_size=300))
@settings(max_examples=700)
def test_hostile_texts_are_refused_or_read(written: str | bytes) -> None:
    try:
        assert isinstance(Scenario.from_text(written), Scenario)
    except ScenarioError as error:
        assert len(str(error)) < 2500


@pytest.mark.parametrize(
    ("parameter", "measure"),
    [
        ("walking_share", "walking"),
        ("complication_rate", "complications"),
        ("bed_days_per_episode", "bed_days"),
        ("fractions_per_episode", "linac_fractions"),
        ("theatre_hours_per_episode", "theatre_hours"),
    ],
)
def test_an_outcome_can_change_in_one_region(
    inputs: spinemkt.Inputs, result: spinemkt.Result, parameter: str, measure: str
) -> None:
    found = spinemkt.run(inputs, scenario(Change(parameter, "scale", 0.5, where_of(region="europe"))))
    for region, times in (("europe", 0.5), ("asia_pacific", 1.0)):
        where = {"region": region, "year": 2030}
        assert found.total(measure, where) == pytest.approx(times * result.total(measure, where), rel=1e-12)


def test_a_change_of_all_leaves_the_technique_that_takes_the_rest_alone(inputs: spinemkt.Inputs) -> None:
    found = scenario(Change("uptake_start", "set", 0.2), Change("uptake_ceiling", "set", 0.2)).apply(inputs)
    for name in ("uptake_start", "uptake_ceiling"):
        rest = found[name].sel(modality=["conventional_ebrt", "open_surgery"])
        assert float(abs(rest).max()) == 0
        assert float(found[name].sel(modality="sbrt_srs", year=2030).min()) == 0.2


def test_a_scenario_kept_under_the_former_name_of_the_base_case_opens() -> None:
    kept = Scenario("Baseline", changes=(Change("uptake_ceiling", "scale", 1.2),))
    for found in (Scenario.from_link(kept.to_link()), Scenario.from_text(kept.to_text())):
        assert (found.name, found.changes) == ("Base case", kept.changes)
