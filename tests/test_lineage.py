"""The lineage of a number: nothing that moves it is missing, shares of the spread are right where they are known."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import spinemkt
from spinemkt import Change, QueryError, Scenario, where_of
from spinemkt.analysis.claims import claims
from spinemkt.analysis.conflicts import conflicts
from spinemkt.analysis.lineage import citation, dependencies
from spinemkt.analysis.lineage.dependencies import behind, upstream_rows
from spinemkt.analysis.lineage.steps import upstream
from spinemkt.analysis.scenarios.bridge import EFFECTS
from spinemkt.analysis.scenarios.effects import steps
from spinemkt.figures.columns import Column, mark
from spinemkt.figures.draw_shares import HAPPENED
from spinemkt.figures.expression import OPERATIONS, Amount, Call, Constant, Expression, Operation
from spinemkt.figures.figure import Figure
from spinemkt.figures.printing import python
from spinemkt.figures.study import Study
from spinemkt.uncertainty.blocks import sample_of
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.outcome import Question as Moved
from spinemkt.uncertainty.sample import BLOCK
from spinemkt.uncertainty.shares import spread_shares
from tests.figures import amount, compose, growth, share

ROOT = Path(__file__).resolve().parents[1]

ASKED: list[tuple[str, dict[str, object]]] = [
    ("new_cancer_cases", {}),
    ("spine_metastasis_patients", {"region": ["europe"]}),
    ("diagnosed", {"primary": ["lung"]}),
    ("presenting", {"presentation": ["unstable"]}),
    ("treated", {"country": ["DEU"]}),
    ("untreated", {"tier": ["china"]}),
    ("prevalent", {"primary_group": ["others"]}),
    ("modality_patients", {"modality": ["sbrt_srs"]}),
    ("episodes", {"treatment_type": ["surgery"], "region": ["europe"]}),
    ("spend", {}),
    ("spend", {"modality": ["tele_oncology", "observation"]}),
    ("spend", {"end_user": ["ambulatory_home"]}),
    ("spend", {"spine_level": ["cervical"], "modality": ["mri"]}),
    ("spend_nominal", {"modality": ["mis_surgery"], "primary": ["breast"]}),
    ("spend", {"modality": ["rehabilitation"], "presentation": ["cord_compression"]}),
    ("walking", {}),
    ("complications", {}),
    ("linac_fractions", {"region": ["asia_pacific"]}),
    ("theatre_hours", {}),
]


def movers(inputs: spinemkt.Inputs, measure: str, where: Mapping[str, object], year: int) -> np.ndarray:
    """Whether the number moves when one number of the register does and all else stays, by brute force."""
    register = inputs.register
    central, low, high = (register[name].to_numpy(np.float32) for name in ("expected", "low", "high"))
    far = np.where(high - central > central - low, high, low)
    far = np.where(far == central, central * 1.02 + 0.001, far)
    far = np.where((register["unit"] == "fraction") & (far > 1), 0.98, far)
    points = np.repeat(central[:, None], len(register) + 1, axis=1)
    points[np.arange(len(register)), np.arange(len(register)) + 1] = far
    question = Moved(inputs, Scenario(), Outcome(measure, where, year))
    sample = sample_of(inputs, 0)
    parts = [points[:, first : first + 700] for first in range(0, points.shape[1], 700)]
    found = np.concatenate([question.at(sample.arrays(part)) for part in parts]).astype(float)
    return np.abs(found[1:] - found[0]) > 2e-6 * abs(found[0])


@pytest.mark.parametrize(("measure", "where"), ASKED, ids=lambda value: str(value)[:40])
def test_whatever_moves_a_number_is_listed_behind_it(
    inputs: spinemkt.Inputs, measure: str, where: dict[str, object]
) -> None:
    for year in (2024, 2035):
        listed = behind(inputs, measure, {**where, "year": year})
        moved = movers(inputs, measure, where, year)
        assert set(inputs.register["id"][moved]) <= set(listed["id"])
        if year == 2035:
            assert moved.sum() >= 0.55 * len(listed)  # and not much else


def test_what_is_behind_a_number_is_looked_up_once_for_some_data(
    inputs: spinemkt.Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"region": ["europe"], "modality": "sbrt_srs", "year": 2030}
    first = upstream_rows(inputs, "spend", asked)
    assert not first.flags.writeable  # what is kept is no one's to change
    with monkeypatch.context() as patched:
        patched.setattr(dependencies, "columns", None)  # what would read the register anew
        assert upstream_rows(inputs, "spend", {"year": [2030], "modality": ("sbrt_srs",), "region": "europe"}) is first
    register = inputs.register.copy()
    register.loc[register["parameter"].eq("component_share") & register["modality"].eq("sbrt_srs"), "high"] = 0.0
    other = replace(inputs, register=register, version="other")
    assert len(behind(other, "spend", asked)) < int(first.sum())
    assert upstream_rows(inputs, "spend", asked) is first


def test_stages_are_those_upstream(inputs: spinemkt.Inputs) -> None:
    found = ["new_cancer_cases", "spine_metastasis_patients", "diagnosed"]
    assert upstream("diagnosed", inputs) == found
    assert upstream("spend", inputs, {"modality": "mri"}) == [*found, "modality_patients", "episodes", "spend"]
    local = [*found, "treated", "modality_patients", "episodes"]
    assert upstream("episodes", inputs, {"treatment_type": "surgery"}) == local
    drugs = [*found, "prevalent", "patient_years", "episodes", "spend"]
    assert upstream("spend", inputs, {"modality": ["chemotherapy"]}) == drugs
    everything = [*found, "treated", "followed", "prevalent", "patient_treatments", "episodes", "spend"]
    assert upstream("spend", inputs) == everything
    assert upstream("patient_treatments", inputs) == everything[:-2]
    assert upstream("walking", inputs) == [*found, "treated", "walking"]


def test_stages_have_the_values_of_the_run(result: spinemkt.Result) -> None:
    where = {"region": ["europe"], "modality": ["sbrt_srs"], "year": 2030}
    found = spinemkt.lineage(result, "spend", where)
    assert found.value == result.total("spend", where)
    stages = found.stages.set_index("measure")["value"]
    assert stages["diagnosed"] == result.total("diagnosed", {"region": ["europe"], "year": 2030})
    assert stages["modality_patients"] == result.total("modality_patients", where)
    assert found.unit == "USD2025/year"


@pytest.mark.parametrize("scope", ["strict", "attributed", "full"])
@pytest.mark.parametrize("measure", ["spend", "spend_nominal"])
def test_the_last_steps_of_spend_multiply_to_it(inputs: spinemkt.Inputs, scope: str, measure: str) -> None:
    where = {"region": ["europe"], "year": 2030}
    run = spinemkt.run(inputs, scope=scope)
    found = spinemkt.lineage(run, measure, where)
    assert list(found.stages["measure"][-4:]) == ["episodes", "price", "attribution", measure]
    episodes, price, share, spend = found.stages["value"][-4:]
    assert episodes * price * share == pytest.approx(spend, rel=1e-12)
    assert (share == 1.0) is (scope == "full")
    paid = run.table("spend", by=("modality",), where=where)["value"].sum()
    assert measure == "spend_nominal" or spend == pytest.approx(paid, rel=1e-12)
    assert "price" not in set(spinemkt.lineage(run, "episodes", where).stages["measure"])


def test_shares_are_right_where_they_are_known(inputs: spinemkt.Inputs) -> None:
    """2 a + b of independent a and b with unit variance: a has 4/5 of the variance, b 1/5, whatever else is listed."""
    rows = [
        inputs.register.index[inputs.register["id"] == name][0]
        for name in ("unit_cost[mri]", "unit_cost[ct]", "unit_cost[xray]")
    ]
    draws = sample_of(inputs, 0).values(2000)[rows]
    a, b, _ = (draws - draws.mean(axis=1, keepdims=True)) / draws.std(axis=1, keepdims=True)
    found = spread_shares(inputs, 2 * a + b, rows).set_index("name")["share"]
    assert found["unit_cost[mri]"] == pytest.approx(0.8, abs=0.03)
    assert found["unit_cost[ct]"] == pytest.approx(0.2, abs=0.03)
    assert found["unit_cost[xray]"] == 0.0  # chance is not told as a share


def test_numbers_drawn_together_count_as_one(inputs: spinemkt.Inputs) -> None:
    rows = inputs.register.index[inputs.register["parameter"] == "diagnosed_risk"]
    drawn = sample_of(inputs, 0).values(2000)[rows]
    found = spread_shares(inputs, drawn.sum(axis=0), rows)
    assert len(found) == 1
    assert found["share"].iloc[0] == pytest.approx(1.0, abs=1e-3)


def test_a_number_that_nothing_moves_has_no_shares(inputs: spinemkt.Inputs) -> None:
    assert spread_shares(inputs, np.ones(500), [0, 1, 2]).empty


def test_draws_of_another_scenario_are_refused(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    change = Change("unit_cost", "scale", 2.0, where_of(modality="mri"))
    other = spinemkt.simulate(inputs, Scenario("Dearer", changes=(change,)), 100, years=(2030,))
    with pytest.raises(QueryError, match="another scenario"):
        spinemkt.lineage(result, "spend", {"year": 2030}, other)
    mine = spinemkt.simulate(inputs, None, 500, years=(2030,))
    with pytest.raises(QueryError, match="years"):
        spinemkt.lineage(result, "spend", {}, mine)
    found = spinemkt.lineage(result, "spend", {"year": 2030}, mine)
    assert 0.5 < found.explained <= 1.0
    assert found.explained + found.unexplained == pytest.approx(1.0)
    assert found.carriers["share"].is_monotonic_decreasing


def test_what_a_scenario_changes_is_marked(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    change = Change("unit_cost", "scale", 1.5, where_of(modality="sbrt_srs"), year=2028)
    run = spinemkt.run(inputs, Scenario("Dearer", changes=(change,)))
    where = {"modality": "sbrt_srs", "year": 2030}
    base, found = (spinemkt.lineage(each, "spend", where) for each in (result, run))
    moved = found.parameters[found.parameters["changed"]]
    assert list(moved["id"]) == ["unit_cost[sbrt_srs]"]
    assert moved["value"].iloc[0] == pytest.approx(1.5 * moved["baseline"].iloc[0])
    assert found.value == pytest.approx(1.5 * base.value)
    assert found.fingerprint != base.fingerprint
    assert not base.parameters["changed"].any()
    before = spinemkt.lineage(run, "spend", {"modality": "sbrt_srs", "year": 2026})
    assert not before.parameters["changed"].any()  # the change acts later


def test_the_fingerprint_names_data_setting_and_question(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    def of(run: spinemkt.Result, measure: str, where: dict[str, object]) -> str:
        return spinemkt.lineage(run, measure, where).fingerprint

    one = of(result, "spend", {"region": ["europe", "asia_pacific"], "year": 2030})
    assert one == of(spinemkt.run(inputs), "spend", {"year": [2030], "region": ["asia_pacific", "europe"]})
    others = {of(result, "episodes", {"year": 2030}), of(spinemkt.run(inputs, scope="full"), "spend", {"year": 2030})}
    assert len({one, *others, of(result, "spend", {"year": 2030})}) == 4


def test_unknown_questions_are_refused(result: spinemkt.Result) -> None:
    with pytest.raises(QueryError, match="spend"):
        spinemkt.lineage(result, "spent", {})
    with pytest.raises(QueryError, match="europe"):
        spinemkt.lineage(result, "spend", {"region": "euorpe"})


SCENARIO = Scenario("Dearer scans", changes=(Change("unit_cost", "scale", 1.5, where_of(modality="mri")),))
ENDS, SOME = (2026, 2035), ("asia_pacific", "europe")
PRINTED = [
    amount("spend", {"region": ["europe"], "year": 2035}),
    growth("spend", {"modality": "sbrt_srs"}, (2026, 2035)),
    compose(growth("spend", {"modality": "bone_modifying_agents"}, (2026, 2035)).amounts, "decline"),
    share("episodes", {"treatment_type": "surgery", "year": 2030}, {"year": 2030}),
    compose(
        (Amount("spend", {"modality": "mri", "year": 2030}), Amount("episodes", {"modality": "mri", "year": 2030})),
        "mean",
    ),
    compose((Amount("spend", {"year": 2035}), Amount("spend", {"year": 2035}, "Baseline")), "difference"),
    compose((Amount("diagnosed", {"country": ["DEU"], "year": 2030}),), "per_million"),
    compose((Amount("spend", {"region": "europe", "year": 2030}),), "per_person"),
    compose((Amount("linac_fractions", {"country": ["DEU"], "year": 2030}),), "of_machines"),
    compose((Amount("diagnosed", {"year": 2030}), Amount("new_cancer_cases", {"year": 2030})), "per_hundred"),
    compose((Amount("spend", {"year": [2026, 2027]}), Amount("spend", {"year": [2026, 2027]}, "Baseline")), "added"),
    Figure(Amount("spend", {"modality": "mri", "year": 2030}) * Constant(0.095, "a share"), "money"),
    Figure((Amount("spend", {"year": 2035}) - Amount("spend", {"year": 2035}, "Baseline")) * Constant(2.0), "money"),
    compose((Amount("treated", {"year": 2030}), Amount("diagnosed", {"year": 2030})), "per_thousand"),
    compose(tuple(Amount(name, {"year": 2030}) for name in ("treated", "walking", "diagnosed")), "rest_per_thousand"),
    compose((Amount("spend", {"treatment_type": "surgery", "year": 2035}, part="without carbon_fibre"),)),
    compose(
        (
            Amount("spend", {"treatment_type": "surgery", "year": 2035}, part="premium carbon_fibre"),
            Amount("episodes", {"treatment_type": "surgery", "year": 2035}, part="with carbon_fibre"),
        ),
        "mean",
    ),
    compose(tuple(Amount(name, {"year": year}) for year in ENDS for name in ("spend", "treated")), "growth_of_mean"),
    *(
        compose(
            tuple(
                Amount("spend", {"region": code, "year": year}) for code in ("asia_pacific", "europe") for year in ENDS
            ),
            form,
        )
        for form in ("growth_gap", "gain_gap", "share_gap", "ratio_of_means", "share_of_difference")
    ),
    *(
        compose(
            tuple(
                Amount("diagnosed", {**kept, "year": 2026}) for kept in ({"primary": "lung"}, {"primary": "breast"}, {})
            ),
            form,
        )
        for form in ("together", "over_rest", "times")
    ),
    *(
        compose((Amount("spend", {"region": "europe", "year": 2026}), Amount("spend", {"year": 2026})), form)
        for form in ("change", "fall")
    ),
    compose((Amount("treated", {"country": ["DEU"], "year": 2030}),), "per_hundred_thousand"),
    *(compose((Amount("spend", {"year": 2035}),), form, level=0.5) for form in ("amount", "apart")),
    compose((Amount("spend", {"year": 2035}), Amount("spend", {"year": 2035}, "Baseline")), "difference", level=0.1),
    growth("treated", {"region": ["europe"]}, (2026, 2035)).at(0.9),
    *(compose((Amount("spend", {"year": 2030}, moved="survival", end=end),)) for end in ("low", "high")),
    compose((Amount("spend", {"year": 2030}, moved="survival"),), "variance_share"),
    compose(tuple(Amount("spend", {"region": code, "year": 2028}) for code in SOME), "ahead"),
    *(
        compose(tuple(Amount("spend", {"modality": code, "year": year}) for year in (2024, 2035)), form)
        for code, form in (("bone_modifying_agents", "halved"), ("tumor_ablation", "doubled"))
    ),
]


# Put before the lines: what was asked for once with the same words is not made again.
ONCE = """
import functools
import spinemkt

def once(make):
    made = {}

    @functools.wraps(make)
    def kept(*given, **named):
        asked = *(id(one) if isinstance(one, spinemkt.Inputs) else repr(one) for one in given), repr(named)
        if asked not in made:
            made[asked] = make(*given, **named)
        return made[asked]

    return kept

for name in ("load_inputs", "run", "simulate"):
    setattr(spinemkt, name, once(getattr(spinemkt, name)))
"""


def test_the_lines_of_python_print_the_same_numbers(inputs: spinemkt.Inputs) -> None:
    runs = {"": spinemkt.run(inputs, SCENARIO, "strict"), "Baseline": spinemkt.run(inputs, scope="strict")}
    scenarios = {"": SCENARIO, "Baseline": Scenario()}
    said = [text for claim in claims(runs["Baseline"]) for text in (claim.figure, claim.reversal)]
    moved = steps(Study(runs["Baseline"], "Baseline"), Study(runs[""]), ENDS)
    effects = [*moved.effects.values(), moved.changes("region", "volume")["europe"], moved.changes("modality")["mri"]]
    figures = [*PRINTED, *effects, *(figure for text in said for figure in text.figures if not figure.scope)]
    codes = [python(figure, scenarios, "strict", False, inputs.version, BLOCK) for figure in figures]
    lines = "\n".join([ONCE, *codes])
    ran = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, timeout=600, check=True
    )
    nodes = [node for figure in figures for node in figure.expression.nodes()]
    assert {node.name for node in nodes if isinstance(node, Operation)} == set(OPERATIONS)
    assert {type(node) for node in nodes} == set(Expression.__subclasses__())
    functions = {node.function.name for node in nodes if isinstance(node, Call)}
    assert functions >= {*EFFECTS, *HAPPENED, "variance_share", "share_of_machines", "swing", "extra_operated"}
    printed = [float(line.split()[0]) for line in ran.stdout.splitlines()]

    @cache
    def drawn(name: str, years: tuple[int, ...]) -> spinemkt.Ensemble:
        scenario = SCENARIO if name == "" else None
        return spinemkt.simulate(runs[name].inputs.baseline, scenario, BLOCK, scope="strict", years=years)

    def value_of(figure: Figure) -> float:
        if figure.of_draws:
            return figure.over_draws(lambda name, years: drawn(name, tuple(years)))
        return figure.evaluate(runs.__getitem__)

    assert printed == pytest.approx([value_of(figure) for figure in figures], rel=1e-12)


def test_the_same_of_two_runs_says_whose_each_is() -> None:
    names = {
        citation.named(compose(tuple(Amount("spend", {"year": 2035}, run) for run in runs), form), {})
        for runs, form in ((("", "Baseline"), "difference"), (("Plan B", ""), "change"))
    }
    assert names == {
        "Spend, 2035: the scenario less the base case",
        'Spend, 2035: "Plan B" against the scenario',
    }


def test_a_mark_of_others_is_all_that_it_folds(result: spinemkt.Result) -> None:
    asked = Column("spend", ("modality", "year"), {}, folded={"modality": ["ct", "xray"]})
    answer = asked.of_mark(mark("others", 2030))
    assert answer is not None
    both = [result.total("spend", {"modality": code, "year": 2030}) for code in ("ct", "xray")]
    assert answer.evaluate(lambda name: result) == pytest.approx(sum(both))
    assert asked.of_mark("mri|soon") is None


def test_alternatives_of_conflicts_can_be_run_and_hold_the_figure(inputs: spinemkt.Inputs) -> None:
    found = [one for conflict in conflicts(inputs) for one in conflict.alternatives]
    assert len(found) >= 5
    for one in found:
        assert one.scenario is not None
        inside = one.scenario.apply(inputs)
        (change,) = one.scenario.changes
        array = inside[change.parameter].sel(year=2030)
        code = {dim: codes[0] for dim, codes in change.where}
        held = float(array.sel(code)) * 100
        if change.parameter == "presentation_share":  # scaled to one; the asymptomatic are those without symptoms
            held = held / float(array.sum())
            held = 100 - held if code["presentation"] == "asymptomatic" else held
        assert held == pytest.approx(one.value, rel=2e-3)
        assert one.reason == ""


def test_every_position_says_why_the_model_cannot_take_it(inputs: spinemkt.Inputs) -> None:
    for conflict in conflicts(inputs):
        assert conflict.positions
        for one in conflict.positions:
            assert one.scenario or one.reason or one.used
            assert all(np.isnan(place) or -1e-9 <= place <= 1 + 1e-9 for place in one.at) or not one.on_axis
