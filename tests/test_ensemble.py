"""Draws and ensembles: distributions, correlation, identities in every draw, one answer however work is shared."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from distributed import Client
from scipy import stats

import spinemkt
from spinemkt import Change, Scenario, where_of
from spinemkt.model.measures import MEASURES
from spinemkt.uncertainty.blocks import Setting, answer
from spinemkt.uncertainty.bounds import scenario_at_bound
from spinemkt.uncertainty.distributions import distributions
from spinemkt.uncertainty.groups import subject_of
from spinemkt.uncertainty.parallel import InlineExecutor, map_blocks
from spinemkt.uncertainty.quantiles import LARGE, quantiles_of
from spinemkt.uncertainty.sample import BLOCK, Sample

ROOT = Path(__file__).resolve().parents[1]
DRAWS = 500
DOUBLED = Scenario("Doubled", changes=(Change("unit_cost", "scale", 2.0, where_of(modality="sbrt_srs")),))


@pytest.fixture(scope="module")
def sample(inputs: spinemkt.Inputs) -> Sample:
    return Sample(inputs, 0)


@pytest.fixture(scope="module")
def values(sample: Sample) -> np.ndarray:
    return sample.values(4000)


@pytest.fixture(scope="module")
def ensemble(inputs: spinemkt.Inputs) -> spinemkt.Ensemble:
    return spinemkt.simulate(inputs, draws=DRAWS)


# The draws


def exact(row) -> stats._distn_infrastructure.rv_frozen:
    """The distribution of a row as SciPy has it, from the sentence in distributions()."""
    mean = (row.low + 4 * row.value + row.high) / 6
    a, b = 1 + 4 * (row.value - row.low) / (row.high - row.low), 1 + 4 * (row.high - row.value) / (row.high - row.low)
    pert = stats.beta(a, b, row.low, row.high - row.low)
    if row.distribution == "pert":
        return pert
    strength = mean * (1 - mean) / pert.var() - 1
    return stats.beta(mean * strength, (1 - mean) * strength)


def test_draws_have_the_mean_and_quantiles_of_their_distribution(inputs: spinemkt.Inputs, values: np.ndarray) -> None:
    rows = inputs.register
    uncertain = rows[(rows["distribution"] != "fixed") & (rows["high"] > rows["low"])]
    assert len(uncertain) > 900
    for row in uncertain.iloc[::7].itertuples():
        drawn, known, width = values[row.Index], exact(row), row.high - row.low
        assert drawn.mean() == pytest.approx(known.mean(), abs=0.01 * width), row.id
        for level in (0.05, 0.25, 0.5, 0.75, 0.95):
            assert np.quantile(drawn, level) == pytest.approx(known.ppf(level), abs=0.02 * width), (row.id, level)


def test_a_pert_stays_in_its_range_and_a_share_is_a_share(inputs: spinemkt.Inputs, values: np.ndarray) -> None:
    rows = inputs.register
    pert, beta = ((rows["distribution"] == name).to_numpy() for name in ("pert", "beta"))
    slack = 1e-6 * np.maximum(1.0, rows["high"].abs().to_numpy())[:, None]
    low, high = (rows[name].to_numpy()[:, None] for name in ("low", "high"))
    outside = (values < low - slack) | (values > high + slack)
    assert not outside[pert].any()
    assert values[beta].min() >= 0 and values[beta].max() <= 1
    assert outside[beta].mean() < 0.01


def test_what_is_fixed_does_not_move(inputs: spinemkt.Inputs, values: np.ndarray) -> None:
    fixed = (inputs.register["distribution"] == "fixed").to_numpy()
    assert fixed.sum() > 100
    assert np.ptp(values[fixed], axis=1).max() == 0
    assert values[fixed][:, 0] == pytest.approx(inputs.register["value"].to_numpy()[fixed])


def test_numbers_of_a_group_move_together_as_far_as_it_says(inputs: spinemkt.Inputs, sample: Sample) -> None:
    rows, deviates = inputs.register, np.concatenate([sample.deviates(block) for block in range(8)], axis=1)
    sbrt = np.flatnonzero(((rows["parameter"] == "uptake_ceiling") & (rows["modality"] == "sbrt_srs")).to_numpy())
    start = np.flatnonzero(((rows["parameter"] == "uptake_start") & (rows["modality"] == "sbrt_srs")).to_numpy())
    mri = np.flatnonzero(((rows["parameter"] == "uptake_ceiling") & (rows["modality"] == "mri")).to_numpy())
    wanted = inputs.dictionary.groups["uptake"].correlation
    found = np.corrcoef(deviates[[sbrt[0], sbrt[1], start[2], mri[0]]])
    assert found[0, 1] == pytest.approx(wanted, abs=0.05)
    assert found[0, 2] == pytest.approx(wanted, abs=0.05)
    assert found[0, 3] == pytest.approx(0, abs=0.06)
    assert deviates.std(axis=1) == pytest.approx(1.0, abs=0.08)


def test_seeds_differ_and_each_comes_back(inputs: spinemkt.Inputs, sample: Sample) -> None:
    again, other = Sample(inputs, 0), Sample(inputs, 1)
    assert (again.deviates(3) == sample.deviates(3)).all()
    assert (sample.values(1200)[:, BLOCK : 2 * BLOCK] == sample.values(2 * BLOCK)[:, BLOCK:]).all()
    drawn = [np.concatenate([sample.deviates(block, stream) for block in range(2)], axis=1) for stream in (0, 1)]
    drawn.append(np.concatenate([other.deviates(block) for block in range(2)], axis=1))
    for a, b in combinations(drawn, 2):
        across = np.array([np.corrcoef(one, another)[0, 1] for one, another in zip(a, b, strict=True)])
        assert np.abs(across).max() < 0.15 and np.abs(across).mean() < 0.04


def test_one_distribution_row_by_hand(inputs: spinemkt.Inputs) -> None:
    row = inputs.register.iloc[[0]].assign(low=0.0, value=2.0, high=12.0, distribution="pert")
    found = distributions(row).at(np.zeros((1, 1), dtype=np.float32))
    # PERT(0, 2, 12): beta(1 + 4/6, 1 + 40/12) x 12
    assert found[0, 0] == pytest.approx(stats.beta(1 + 4 * 2 / 12, 1 + 4 * 10 / 12).median() * 12, rel=1e-4)


# The same model


@pytest.mark.parametrize("measure", MEASURES)
def test_at_expected_values_a_draw_is_the_run(
    inputs: spinemkt.Inputs, result: spinemkt.Result, sample: Sample, measure: str
) -> None:
    central = inputs.register["expected"].to_numpy(dtype=np.float32)[:, None].repeat(3, axis=1)
    dims = [dim for dim in ("region", "modality", "presentation") if dim in MEASURES[measure].dims]
    for by in (("year",), tuple(dims)):
        where = {"year": [2022, 2030, 2040]}
        query = spinemkt.simulate(inputs, draws=1)._checked(measure, by, where)
        found = answer(
            Setting(inputs, Scenario(), "attributed", False, 0, (2022, 2030, 2040)), query, sample.arrays(central)
        )
        expected = result.table(measure, by, where)["value"].to_numpy()
        np.testing.assert_allclose(
            found, np.repeat(expected[:, None], 3, axis=1), rtol=2e-5, atol=1e-6 * expected.max()
        )


@pytest.mark.parametrize(
    ("measure", "by"),
    [
        ("spend", ("region",)),
        ("spend", ("treatment_type",)),
        ("spend", ("modality", "region")),
        ("spend", ("tier",)),
        ("spend", ("country",)),
        ("spend", ("primary",)),
        ("spend", ("primary_group",)),
        ("spend", ("presentation",)),
        ("spend", ("end_user",)),
        ("spend", ("spine_level", "region")),
        ("treated", ("presentation",)),
        ("walking", ("presentation",)),
        ("complications", ("modality",)),
        ("diagnosed", ("primary", "region")),
    ],
)
def test_parts_sum_to_the_whole_in_every_draw(ensemble: spinemkt.Ensemble, measure: str, by: tuple[str, ...]) -> None:
    where = {"year": 2035}
    whole = ensemble.values(measure, (), where)[0]
    assert len(np.unique(whole)) == DRAWS
    np.testing.assert_allclose(ensemble.values(measure, by, where).sum(axis=0), whole, rtol=2e-5)


def test_treated_and_observed_make_the_diagnosed_in_every_draw(ensemble: spinemkt.Ensemble) -> None:
    treated, untreated, presenting, diagnosed = (
        ensemble.values(name, ("region", "year")) for name in ("treated", "untreated", "presenting", "diagnosed")
    )
    np.testing.assert_allclose(treated + untreated, presenting, rtol=2e-5)
    np.testing.assert_allclose(presenting, diagnosed, rtol=2e-5)
    assert (treated <= diagnosed * (1 + 1e-5)).all()


def test_a_filter_of_the_cube_is_the_filter_of_a_run(ensemble: spinemkt.Ensemble) -> None:
    """Regions and types come from what is kept, tiers and primaries from a run of their own: one answer."""
    where = {"treatment_type": ["radiation", "surgery"], "region": ["europe"], "year": [2026, 2040]}
    kept = ensemble.values("spend", ("treatment_type", "year"), where)
    for extra in ("tier", "primary"):
        apart = ensemble.values("spend", ("treatment_type", "year", extra), where)
        frame = ensemble.table("spend", ("treatment_type", "year", extra), where, ())
        rows = frame.groupby(["treatment_type", "year"], sort=False).indices
        summed = np.stack([apart[rows[key]].sum(axis=0) for key in rows])
        np.testing.assert_allclose(summed, kept, rtol=2e-5)


def test_a_table_is_the_quantiles_of_its_values(ensemble: spinemkt.Ensemble, result: spinemkt.Result) -> None:
    frame = ensemble.table("spend", ("region", "year"), {"year": [2030, 2035]}, (0.05, 0.5, 0.9))
    values = ensemble.values("spend", ("region", "year"), {"year": [2030, 2035]})
    assert list(frame.columns) == ["region", "year", "central", "p5", "p50", "p90", "unit"]
    assert frame["p50"].to_numpy() == pytest.approx(np.median(values, axis=1))
    assert (frame["p5"] < frame["p50"]).all() and (frame["p50"] < frame["p90"]).all()
    central = result.table("spend", ("region", "year"), {"year": [2030, 2035]})
    assert frame[["region", "year"]].equals(central[["region", "year"]])
    assert frame["central"].tolist() == central["value"].tolist()


@pytest.mark.parametrize("draws", [1, 2, 11, 1000, LARGE // 4])
def test_quantiles_are_those_of_numpy(draws: int) -> None:
    values, levels = np.random.default_rng(0).lognormal(size=(5, draws)), [0, 0.05, 0.1, 0.5, 0.9, 0.975, 1]
    np.testing.assert_allclose(quantiles_of(values, levels), np.quantile(values, levels, axis=1), rtol=1e-12)


def test_thinned_years_give_what_all_years_give(inputs: spinemkt.Inputs, ensemble: spinemkt.Ensemble) -> None:
    late = Change("incidence_trend", "add", 0.01, (), 2028, 3)
    scenario = Scenario("Late", changes=(late, Change("linac_growth", "add", -0.05, (), 2027)))
    for each in (Scenario(), scenario):
        thin = spinemkt.simulate(inputs, each, DRAWS, years=(2026, 2035))
        full = spinemkt.simulate(inputs, each, DRAWS)
        where = {"year": [2026, 2035]}
        np.testing.assert_allclose(thin.values("spend", ("year",)), full.values("spend", ("year",), where), rtol=1e-5)


# Scenarios


def test_the_same_draws_stand_behind_every_scenario(inputs: spinemkt.Inputs, ensemble: spinemkt.Ensemble) -> None:
    doubled = spinemkt.simulate(inputs, DOUBLED, DRAWS)
    where = {"modality": "sbrt_srs", "year": 2035}
    np.testing.assert_allclose(doubled.values("spend", (), where), 2 * ensemble.values("spend", (), where), rtol=1e-5)
    found = spinemkt.difference(doubled, ensemble, "spend", ("modality",), {"year": 2035}).set_index("modality")
    assert found.loc["sbrt_srs", "above"] == 1.0
    assert (found.drop("sbrt_srs")[["central", "p10", "p90", "above"]] == 0).all(axis=None)
    apart = doubled.table("spend", (), where)["p90"] - ensemble.table("spend", (), where)["p10"]
    paired = found.loc["sbrt_srs", "p90"] - found.loc["sbrt_srs", "p10"]
    assert paired < apart[0]


def test_a_lever_that_sets_takes_the_spread_away(inputs: spinemkt.Inputs) -> None:
    chosen = Scenario("Set", changes=(Change("inflation", "set", 0.02, year=2023),))
    plain, known = (spinemkt.simulate(inputs, each, 250, years=(2040,)) for each in (Scenario(), chosen))
    ratio = [each.values("spend_nominal") / each.values("spend") for each in (plain, known)]
    assert np.ptp(ratio[0]) > 0.05 and np.ptp(ratio[1]) < 1e-4


def test_a_draw_that_a_lever_takes_beyond_its_unit_stops_there(inputs: spinemkt.Inputs) -> None:
    most = 1.0 / float(inputs["access_ceiling"].max())
    wide = Scenario("Wide", changes=(Change("access_ceiling", "scale", most),))
    ensemble = spinemkt.simulate(inputs, wide, 250, years=(2040,))
    assert (ensemble.values("treated") <= ensemble.values("diagnosed") * (1 + 1e-5)).all()


# However the work is shared out


@contextmanager
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def cluster(folder: Path) -> Iterator[Executor]:
    """A Dask scheduler and two workers, each a process of its own on this machine."""
    file = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    here = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    commands = [["distributed.cli.dask_scheduler", *here, "--port", "0"]]
    commands += [["distributed.cli.dask_worker", *here, "--nthreads", "1", "--local-directory", str(folder)]] * 2
    running = []
    try:
        for command in commands:
            running.append(
                subprocess.Popen([sys.executable, "-m", *command], env=environment, stderr=subprocess.DEVNULL)
            )
            until = time.monotonic() + 60
            while not file.exists() and time.monotonic() < until:
                time.sleep(0.05)
        with Client(scheduler_file=str(file), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.get_executor()
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def asked(inputs: spinemkt.Inputs, executor: Executor | None) -> np.ndarray:
    scenario = spinemkt.load_scenarios()["Advanced biologics hold the tumour for longer"]
    run = spinemkt.simulate(inputs, scenario, 1100, 3, years=(2026, 2035), executor=executor)
    return run.values("spend", ("region", "year"))


@pytest.mark.timeout(300)
def test_processes_and_a_cluster_give_the_same_to_the_last_bit(inputs: spinemkt.Inputs, tmp_path: Path) -> None:
    here = asked(inputs, InlineExecutor())
    assert (asked(inputs, None) == here).all()
    with processes() as pool:
        assert (asked(inputs, pool) == here).all()
    with cluster(tmp_path) as workers:
        assert (asked(inputs, workers) == here).all()


def test_any_number_of_chunks_gives_the_same_to_the_last_bit(
    inputs: spinemkt.Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for parts in (1, 2, 5):
        cut = lambda *work, parts=parts: map_blocks(*work[:5], tasks=parts)  # noqa: E731
        monkeypatch.setattr("spinemkt.uncertainty.ensemble.map_blocks", cut)
        found.append(spinemkt.simulate(inputs, draws=5 * BLOCK, years=(2035,)).values("spend", ("region",)))
    assert all((other == found[0]).all() for other in found[1:])


def test_fewer_draws_are_the_first_of_more(inputs: spinemkt.Inputs) -> None:
    few, many = (spinemkt.simulate(inputs, draws=draws, years=(2035,)).values("spend") for draws in (130, 600))
    assert few.shape == (1, 130)
    assert (few == many[:, :130]).all()


class Enough(Exception):
    pass


def test_progress_is_told_and_raising_from_it_ends_the_work(inputs: spinemkt.Inputs) -> None:
    told: list[tuple[int, int]] = []
    spinemkt.simulate(
        inputs, draws=4 * BLOCK, years=(2035,), progress=lambda done, all_: told.append((done, all_))
    ).values("spend")
    assert told == [(done, 4) for done in (1, 2, 3, 4)] or told[-1] == (4, 4)
    begun: list[int] = []

    def count(numbers: range) -> int:
        begun.extend(numbers)
        time.sleep(0.01)
        return len(numbers)

    def stop(done: int, count: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        list(map_blocks(count, (), 400, progress=stop, tasks=400))
    time.sleep(0.1)
    assert len(begun) < 100


def test_answers_kept_are_bounded(inputs: spinemkt.Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spinemkt.memory.ENSEMBLE", 100_000)
    ensemble = spinemkt.simulate(inputs, draws=BLOCK, years=(2030, 2035))
    for by in (("tier",), ("primary",), ("presentation",), ("end_user",), ("tier", "year")):
        ensemble.values("spend", by, {"year": 2035})
        assert sum(kept.nbytes for kept in ensemble._kept.values()) <= 100_000


# Bad input


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 0}, "draws is 0; allowed: a whole number from 1 to 100,000."),
        ({"draws": -5}, "draws is -5; allowed: a whole number from 1 to 100,000."),
        ({"draws": 10**9}, "draws is 1000000000; allowed: a whole number from 1 to 100,000."),
        ({"draws": 2.5}, "draws is 2.5; allowed: a whole number from 1 to 100,000."),
        ({"draws": True}, "draws is True; allowed: a whole number from 1 to 100,000."),
        ({"draws": "many"}, "draws is 'many'; allowed: a whole number from 1 to 100,000."),
        ({"seed": 0.5}, "seed is 0.5; allowed: a whole number from 0 to 4,294,967,295."),
        ({"seed": -1}, "seed is -1; allowed: a whole number from 0 to 4,294,967,295."),
        ({"seed": None}, "seed is None; allowed: a whole number from 0 to 4,294,967,295."),
        ({"scope": "all"}, "Unknown scope 'all'; allowed: strict, attributed, full."),
        ({"years": (1999,)}, "simulate() has no year 1999; allowed: 2022 to 2040."),
    ],
)
def test_what_cannot_be_simulated_is_refused(inputs: spinemkt.Inputs, given: dict, said: str) -> None:
    with pytest.raises(spinemkt.QueryError) as refused:
        spinemkt.simulate(inputs, **given)
    assert str(refused.value) == said


def test_changed_inputs_an_impossible_scenario_and_odd_quantiles_are_refused(
    inputs: spinemkt.Inputs, ensemble: spinemkt.Ensemble
) -> None:
    with pytest.raises(spinemkt.QueryError, match="as they were loaded"):
        spinemkt.simulate(inputs.with_values(inflation=inputs["inflation"] * 2))
    with pytest.raises(spinemkt.ScenarioError):
        spinemkt.simulate(inputs, Scenario("No", changes=(Change("access_ceiling", "set", 3.0),)))
    for level in (-0.1, 1.5, "half", float("nan")):
        with pytest.raises(spinemkt.QueryError, match="allowed: numbers from 0 to 1"):
            ensemble.table("spend", (), {"year": 2035}, (level,))
    with pytest.raises(spinemkt.QueryError, match="the same data, seed, simulations and years"):
        spinemkt.difference(ensemble, spinemkt.simulate(inputs, draws=DRAWS, seed=1), "spend")


@pytest.mark.parametrize(
    ("by", "where"),
    [
        (("tier",), {"year": 2030}),
        (("tier", "year"), {"year": [2026, 2030], "treatment_type": "surgery"}),
        (("primary",), {"year": [2026, 2030], "region": ["europe", "asia_pacific"]}),
        (("year", "tier"), {"year": 2030}),
    ],
    ids=str,
)
def test_an_answer_for_one_year_holds_the_others(inputs: spinemkt.Inputs, by: tuple, where: dict) -> None:
    years = (2026, 2030, 2035)
    kept = spinemkt.simulate(inputs, draws=BLOCK, years=years)
    kept.table("spend", by, {**where, "year": 2035})
    assert kept.knows("spend", by, where) == (by[0] != "year")
    direct = spinemkt.run(inputs).table("spend", by, where)
    found = kept.table("spend", by, where)
    assert found["central"].to_numpy() == pytest.approx(direct["value"].to_numpy())
    alone = spinemkt.simulate(inputs, draws=BLOCK, years=(2026, 2030)).values("spend", by, where)
    assert kept.values("spend", by, where) == pytest.approx(alone, rel=1e-5)
    assert len(alone) == len(found)


def test_a_difference_needs_the_same_years_asked_for(inputs: spinemkt.Inputs) -> None:
    every, few = (spinemkt.simulate(inputs, draws=BLOCK, years=years) for years in ((2026, 2030, 2035), (2026, 2035)))
    assert spinemkt.difference(every, few, "spend", ("year",), {"year": [2026, 2035]})["p50"].abs().max() < 1e5
    with pytest.raises(spinemkt.QueryError, match="same data, seed, simulations and years"):
        spinemkt.difference(every, few, "spend", ("year",))


def test_what_was_measured_with_a_test_does_not_move_with_how_well_it_finds(inputs: spinemkt.Inputs) -> None:
    """Where and when the risk was measured, patients diagnosed are what was counted, whatever the test finds."""
    counted = spinemkt.Outcome("diagnosed", {"country": ["USA"]}, 2022)
    later = spinemkt.Outcome("diagnosed", {"region": ["asia_pacific"]}, 2035)
    name = "test_sensitivity[mri]"
    there, elsewhere = (spinemkt.tornado(inputs, None, outcome, only=[name]).iloc[0] for outcome in (counted, later))
    assert there["at_low"] == pytest.approx(there["central"], rel=1e-5)
    assert there["at_high"] == pytest.approx(there["central"], rel=1e-5)
    assert elsewhere["at_low"] != pytest.approx(elsewhere["central"], rel=1e-4)
    found = spinemkt.run(inputs, scenario_at_bound(inputs, subject_of(inputs, name), "high"))
    assert found.total("diagnosed", {"region": "asia_pacific", "year": 2035}) == pytest.approx(elsewhere["at_high"])
