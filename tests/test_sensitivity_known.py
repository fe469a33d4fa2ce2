"""Sensitivity against known answers: functions with published indices, and the run itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

import spinemkt
from spinemkt import Handle, Outcome, Scenario
from spinemkt.scenario.levers import levers
from spinemkt.uncertainty.flip import Conclusion
from spinemkt.uncertainty.outcome import Question
from spinemkt.uncertainty.variance import families, indices

SBRT_ASIA = Outcome("spend", {"modality": ["sbrt_srs"], "region": ["asia_pacific"]}, 2032)


def two_sets(dims: int, draws: int = 4096) -> tuple[np.ndarray, np.ndarray]:
    points = qmc.Sobol(2 * dims, rng=7).random(draws).T
    return points[:dims], points[dims:]


def test_ishigami() -> None:
    """Published for a = 7, b = 0.1: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (Ishigami & Homma 1990)."""

    def ishigami(points: np.ndarray) -> np.ndarray:
        x = np.pi * (2 * points - 1)
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    found = indices(*two_sets(3), {name: np.array([row]) for row, name in enumerate("abc")}, ishigami)
    assert found["alone"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found["total"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_sobol_g_and_a_family_of_two() -> None:
    """S_i = V_i / V with V_i = 1 / (3 (1 + a_i)^2) and V = prod(1 + V_i) - 1 (Saltelli & Sobol 1995)."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    parts = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + parts) - 1

    def g(points: np.ndarray) -> np.ndarray:
        return np.prod((np.abs(4 * points - 2) + a[:, None]) / (1 + a[:, None]), axis=0)

    found = indices(*two_sets(4), {str(row): np.array([row]) for row in range(4)}, g)
    assert found["alone"].to_numpy() == pytest.approx(parts / whole, abs=0.02)
    pairs = indices(*two_sets(4), {"first": np.array([0, 1]), "rest": np.array([2, 3])}, g)
    assert pairs["alone"][0] == pytest.approx((np.prod(1 + parts[:2]) - 1) / whole, abs=0.02)


def test_families_hold_every_uncertain_number_once(inputs: spinemkt.Inputs) -> None:
    rows = inputs.register
    uncertain = np.flatnonzero(((rows["distribution"] != "fixed") & (rows["high"] > rows["low"])).to_numpy())
    assert sorted(np.concatenate([found for _, found in families(inputs).values()])) == uncertain.tolist()


def test_shares_of_variance_of_the_model(inputs: spinemkt.Inputs) -> None:
    found = spinemkt.variance_shares(inputs, outcome=Outcome("diagnosed", {}, 2035), draws=250).set_index("name")
    assert found.index[0] == "risk"
    assert found["alone"].sum() == pytest.approx(1, abs=0.2)
    assert (found.loc[["price_level", "unit_cost", "inflation"], ["alone", "total"]] == 0).all(axis=None)


# The tornado


def at(inputs: spinemkt.Inputs, row: int, end: str, outcome: Outcome) -> float:
    """The outcome of a run with one number of the register at an end of its range."""
    number = inputs.register.iloc[row]
    spec = inputs.dictionary.parameters[number["parameter"]]
    array = inputs[spec.name].copy(deep=True)
    array.loc[{dim: number[dim] for dim in spec.dims}] = number[end]
    changed = inputs.with_values(**{spec.name: array})
    return spinemkt.run(changed).total(outcome.measure, {**outcome.where, "year": outcome.year})


def test_an_end_of_the_tornado_is_a_run(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.tornado(inputs, outcome=SBRT_ASIA, together=False)
    rows = {name: row for row, name in enumerate(inputs.register["id"])}
    central = result.total("spend", {**SBRT_ASIA.where, "year": 2032})
    checked = 0
    for place in [*range(6), 20, 40]:
        line = found.iloc[place]
        spec = inputs.dictionary.parameters[line["name"].partition("[")[0]]
        row = rows[line["name"]]
        if spec.sums_to_one:
            continue
        for end in ("low", "high"):
            assert line[f"at_{end}"] == pytest.approx(at(inputs, row, end, SBRT_ASIA), rel=2e-5), line["name"]
            checked += 1
        assert line["central"] == pytest.approx(central, rel=2e-5)
    assert checked >= 10
    assert found["swing"].is_monotonic_decreasing
    assert not found["name"].str.contains("attribution.*strict|site_share|walking_share").any()


def test_a_tornado_of_groups_holds_what_its_numbers_do_together(inputs: spinemkt.Inputs) -> None:
    outcome = Outcome("diagnosed", {}, 2035)
    single, grouped = (spinemkt.tornado(inputs, outcome=outcome, together=flag) for flag in (False, True))
    risk = grouped.set_index("name").loc["risk"]
    alone = single[single["name"].str.startswith("diagnosed_risk")]
    assert risk["numbers"] == 11
    assert risk["swing"] == pytest.approx(alone["swing"].sum(), rel=1e-3)  # patients are linear in the risk


def test_a_scenario_moves_the_centre_of_the_tornado(inputs: spinemkt.Inputs) -> None:
    scenario = spinemkt.load_scenarios()["Cement and ablation spread"]
    central = spinemkt.run(inputs, scenario).total("spend", {"year": 2035})
    assert spinemkt.tornado(inputs, scenario)["central"][0] == pytest.approx(central, rel=2e-5)


# Questions


@pytest.mark.parametrize(("target", "beyond"), [(1.9e8, False), (1.4e8, False)])
def test_goal_seek_finds_what_a_run_confirms(inputs: spinemkt.Inputs, target: float, beyond: bool) -> None:
    goal = spinemkt.goal_seek(inputs, "sbrt_ceiling", SBRT_ASIA, target, region="asia_pacific")
    assert goal.scenario is not None and goal.beyond is beyond
    found = spinemkt.run(inputs, goal.scenario).total("spend", {**SBRT_ASIA.where, "year": 2032})
    assert found == pytest.approx(target, rel=1e-4)
    assert goal.lowest < target < goal.highest


def test_goal_seek_says_what_is_beyond_and_what_cannot_be(inputs: spinemkt.Inputs) -> None:
    goal = spinemkt.goal_seek(inputs, "sbrt_ceiling", SBRT_ASIA, 3e8, region="asia_pacific")
    assert goal.beyond and goal.highest < 3e8
    never = spinemkt.goal_seek(inputs, "sbrt_ceiling", SBRT_ASIA, 1e12, region="asia_pacific")
    assert (never.amount, never.scenario, never.beyond) == (None, None, False)
    assert never.highest == goal.highest


def test_goal_seek_starts_from_the_scenario(inputs: spinemkt.Inputs) -> None:
    scenario = spinemkt.load_scenarios()["US radiotherapy payment keeps falling"]
    outcome = Outcome("spend", {"treatment_type": ["radiation"]}, 2035)
    goal = spinemkt.goal_seek(inputs, "spine_risk", outcome, 2.4e9, scenario)
    assert goal.now == pytest.approx(
        spinemkt.run(inputs, scenario).total("spend", {**outcome.where, "year": 2035}), rel=1e-5
    )


@pytest.mark.parametrize("pair", [("sbrt_ceiling", "drug_price"), ("mri", "pet_ct")])
def test_a_grid_is_made_of_runs(inputs: spinemkt.Inputs, pair: tuple[str, str]) -> None:
    outcome = Outcome("spend", {}, 2035)
    across, up = (Handle.of(name) for name in pair)
    found = spinemkt.grid(inputs, across, up, outcome, size=5)
    for x, y in ((0, 0), (4, 1), (2, 3)):
        scenario = up.moved(across.moved(Scenario(), found.across[x], inputs), found.up[y], inputs)
        expected = spinemkt.run(inputs, scenario).total("spend", {"year": 2035})
        assert found.values[y, x] == pytest.approx(expected, rel=2e-5)


def test_a_conclusion_is_read_from_the_run_and_turned_where_its_flip_says(inputs: spinemkt.Inputs) -> None:
    result = spinemkt.run(inputs)
    techniques = {"modality": ("sbrt_srs", "imrt_igrt")}
    narrow = Conclusion("narrow", "SBRT ahead of IMRT", "episodes", "modality", "sbrt_srs", techniques)
    assert [flip.handle.lever.name for flip in spinemkt.verdict(inputs, narrow).flips] == ["sbrt_ceiling"]
    for conclusion in (*spinemkt.CONCLUSIONS, narrow):
        verdict = spinemkt.verdict(inputs, conclusion)
        assert verdict.holds == (lead(result, conclusion) > 0)
        assert verdict.lead == pytest.approx(lead(result, conclusion), rel=1e-3)
        for flip in verdict.flips:
            assert (lead(spinemkt.run(inputs, flip.scenario), conclusion) > 0) != verdict.holds
            assert 0 <= flip.fraction_of_range <= 1


def lead(result: spinemkt.Result, conclusion) -> float:
    def rows(year: int):
        frame = result.table(conclusion.measure, (conclusion.dim,), {**conclusion.where, "year": year})
        return frame.set_index(conclusion.dim)["value"]

    found = rows(conclusion.year) - (rows(2026) if conclusion.added else 0)
    return found[conclusion.leader] - found.drop(conclusion.leader).max()


def test_every_lever_can_be_asked(inputs: spinemkt.Inputs) -> None:
    question = Question(inputs, Scenario(), Outcome("spend", {}, 2035))
    for name in levers():
        amounts = Handle.of(name).range(inputs, 3)
        assert np.isfinite(amounts).all() and amounts[0] <= amounts[-1]
    assert question.outcome.year == 2035


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda inputs: spinemkt.goal_seek(inputs, "sbrt", SBRT_ASIA, 1.0), "Unknown lever 'sbrt'"),
        (lambda inputs: spinemkt.goal_seek(inputs, "mri", SBRT_ASIA, 1.0, region="asia"), "Unknown region 'asia'"),
        (lambda inputs: spinemkt.goal_seek(inputs, "mri", SBRT_ASIA, float("nan")), "allowed: a finite number"),
        (lambda inputs: spinemkt.goal_seek(inputs, "mri", SBRT_ASIA, "much"), "allowed: a finite number"),
        (lambda inputs: spinemkt.tornado(inputs, outcome=Outcome("spend", {}, 1999)), "allowed: 2022 to 2040"),
        (lambda inputs: spinemkt.tornado(inputs, outcome=Outcome("sales")), "Unknown measure 'sales'"),
        (
            lambda inputs: spinemkt.tornado(inputs, outcome=Outcome("spend", {"region": "mars"})),
            "Unknown region 'mars'",
        ),
        (lambda inputs: spinemkt.grid(inputs, Handle.of("mri"), Handle.of("mri"), SBRT_ASIA), "choose another one"),
    ],
)
def test_what_cannot_be_asked_is_refused(inputs: spinemkt.Inputs, call, said: str) -> None:
    with pytest.raises(spinemkt.QueryError) as refused:
        call(inputs)
    assert said in str(refused.value)


def test_a_sweep_pairs_its_scenarios(inputs: spinemkt.Inputs) -> None:
    bundled = spinemkt.load_scenarios()
    names = ["Prices of care rise faster", "Denosumab biosimilars cut prices deeper"]
    told: list[tuple[int, int]] = []
    found = spinemkt.sweep(
        inputs,
        {"Base case": Scenario(), **{name: bundled[name] for name in names}},
        Outcome("spend", {}, 2035),
        draws=250,
        progress=lambda done, count: told.append((done, count)),
    ).set_index("name")
    assert told[-1] == (3, 3)
    assert found.loc["Base case", "above"] == 0
    assert found.loc[names[0], "above"] == 1 and found.loc[names[1], "above"] == 0
    for name in names:
        ensemble = spinemkt.simulate(inputs, bundled[name], 250, years=(2035,))
        expected = ensemble.table("spend", (), {"year": 2035})
        assert found.loc[name, ["central", "p10", "p50", "p90"]].tolist() == pytest.approx(
            expected.loc[0, ["central", "p10", "p50", "p90"]].tolist()
        )
