"""How sure, what matters, what flips it: the studies agree with whole runs of the scenarios that they stand for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from time import sleep

import numpy as np
import pytest

import spinemkt
from spinemkt import Change, Scenario, where_of
from spinemkt.analysis.uncertainty_views import dispersion, outcomes, sensitivity, verdicts
from spinemkt.analysis.view import View
from spinemkt.errors import QueryError
from spinemkt.scenario.levers import levers
from spinemkt.scenario.text import FIXED_SPLITS
from spinemkt.terms import GRADES
from spinemkt.uncertainty.ends import opened
from spinemkt.uncertainty.flip import CONCLUSIONS, verdict
from spinemkt.uncertainty.goal import Goal, goal_seek
from spinemkt.uncertainty.grid import grid
from spinemkt.uncertainty.groups import subject_of
from spinemkt.uncertainty.job import QUEUE, Job
from spinemkt.uncertainty.levers import Handle, at_amounts
from spinemkt.uncertainty.outcome import Outcome, Question
from spinemkt.uncertainty.tornado import tornado
from spinemkt.uncertainty.work import Progress
from spinemkt.wording import percent
from tests.texts import check_figures

BUSY = Scenario(
    "Busy",
    changes=(
        Change("unit_cost", "scale", 1.2),
        Change("diagnosed_risk", "scale", 1.1, year=2030, ramp=5),
        Change("uptake_ceiling", "scale", 1.3, where_of(modality="sbrt_srs")),
        Change("presentation_share", "set", 0.2, where_of(presentation="unstable")),
        Change("board_reach", "set", 0.4, where_of(region="europe"), 2028, 3, "Boards in Europe"),
    ),
)
SCENARIOS = {"baseline": Scenario(), "busy": BUSY}
OUTCOMES = {
    "spend": Outcome(),
    "sbrt in asia": Outcome("spend", {"modality": ("sbrt_srs",), "region": ("asia_pacific",)}, 2032),
    "treated": Outcome("treated", {}, 2030),
    "operations": Outcome("episodes", {"treatment_type": ("surgery",)}, 2040),
}
# Draws are single precision; a whole run is double.
EXACT = 5e-6


def total(inputs: spinemkt.Inputs, scenario: Scenario, outcome: Outcome) -> float:
    return spinemkt.run(inputs, scenario).total(outcome.measure, {**outcome.where, "year": outcome.year})


# Ends of the tornado


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=list(OUTCOMES))
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_an_end_opened_as_a_scenario_gives_the_outcome_of_the_tornado(
    inputs: spinemkt.Inputs, scenario: Scenario, outcome: Outcome
) -> None:
    frame = tornado(inputs, scenario, outcome)
    open_to_scenarios = [row for row in frame.itertuples() if str(row.name).partition("[")[0] not in FIXED_SPLITS]
    for row in [*open_to_scenarios[:12], *open_to_scenarios[12::9]]:
        for end, expected in (("low", row.at_low), ("high", row.at_high)):
            made = opened(inputs, subject_of(inputs, str(row.name)), end, scenario)
            assert total(inputs, made, outcome) == pytest.approx(expected, rel=EXACT), (row.name, end)


def test_the_other_end_takes_the_place_of_the_first(inputs: spinemkt.Inputs) -> None:
    subject = subject_of(inputs, "risk")
    low = opened(inputs, subject, "low", BUSY)
    assert opened(inputs, subject, "high", low) == opened(inputs, subject, "high", BUSY)
    assert low.changes[-len(BUSY.changes) :] == BUSY.changes
    assert Scenario.from_link(low.to_link()) == low


def test_ends_that_cannot_be_opened_say_what_is_allowed(inputs: spinemkt.Inputs) -> None:
    with pytest.raises(QueryError, match="diagnosed_risk"):
        subject_of(inputs, "diagnosed_rsk")
    with pytest.raises(QueryError, match="low, high"):
        opened(inputs, subject_of(inputs, "risk"), "lowest")
    split = next(name for name in tornado(inputs)["name"] if name.startswith("component_share"))
    with pytest.raises(QueryError, match="must sum to one"):
        opened(inputs, subject_of(inputs, split), "low")


# Levers


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_every_lever_at_amounts_is_the_run_of_its_scenario(inputs: spinemkt.Inputs, scenario: Scenario) -> None:
    question = Question(inputs, scenario, Outcome())
    for number, (name, lever) in enumerate(levers().items()):
        region = "europe" if lever.regional and number % 3 == 0 else None
        handle = Handle.of(name, region)
        span = handle.span(inputs)
        amounts = np.array([span.low, span.baseline, math.nan, span.high])
        found = at_amounts(question, [(handle, amounts)])
        made = [scenario if math.isnan(size) else handle.moved(scenario, float(size), inputs) for size in amounts]
        assert found == pytest.approx([total(inputs, one, Outcome()) for one in made], rel=EXACT), name


def test_a_grid_is_the_runs_of_both_levers(inputs: spinemkt.Inputs) -> None:
    across, up = Handle.of("mri"), Handle.of("pet_ct")
    found = grid(inputs, across, up, Outcome(), BUSY, size=5)
    for row, column in ((0, 0), (1, 3), (4, 2)):
        made = up.moved(across.moved(BUSY, float(found.across[column]), inputs), float(found.up[row]), inputs)
        assert found.values[row, column] == pytest.approx(total(inputs, made, Outcome()), rel=EXACT)
    assert found.lead == pytest.approx(found.values - total(inputs, Scenario(), Outcome()), abs=1e4)


def test_the_zero_line_of_a_grid_is_where_the_conclusion_turns(inputs: spinemkt.Inputs) -> None:
    conclusion = CONCLUSIONS[1]
    found = grid(inputs, Handle.of("spine_risk"), Handle.of("price_growth"), Outcome(), size=5, conclusion=conclusion)
    for row, column in ((0, 0), (4, 4), (2, 1)):
        made = Handle.of("spine_risk").moved(Scenario(), float(found.across[column]), inputs)
        made = Handle.of("price_growth").moved(made, float(found.up[row]), inputs)
        by = spinemkt.run(inputs, made).table("spend", ("region",), {"year": 2035}).set_index("region")["value"]
        ahead = by["north_america"] - by.drop("north_america").max()
        assert found.lead[row, column] == pytest.approx(ahead, rel=1e-4)


# Conclusions


def turned() -> Scenario:
    """Asia-Pacific dearer and North America with less, so that single levers decide."""
    return Scenario("Near", changes=(Change("unit_cost", "scale", 1.62, where_of(region="asia_pacific")),))


def test_a_flip_turns_the_conclusion_and_one_before_it_does_not(inputs: spinemkt.Inputs) -> None:
    conclusion = CONCLUSIONS[1]
    found = verdict(inputs, conclusion, turned())
    assert found.flips
    for flip in found.flips[:3]:
        by = spinemkt.run(inputs, flip.scenario).table("spend", ("region",), {"year": 2035})
        largest = by.set_index("region")["value"].idxmax()
        assert (largest == conclusion.leader) != found.holds
        amounts = flip.handle.range(inputs, 21)
        now = flip.handle.lever.amount(turned(), inputs)
        nearer = [float(size) for size in amounts if abs(size - now) < abs(flip.amount - now) - 1e-12]
        if nearer:
            at = max(nearer, key=lambda size: abs(size - now))
            run = spinemkt.run(inputs, flip.handle.moved(turned(), at, inputs))
            by = run.table("spend", ("region",), {"year": 2035}).set_index("region")["value"]
            assert (by.idxmax() == conclusion.leader) == found.holds
    assert [flip.way for flip in found.flips] == sorted(flip.way for flip in found.flips)


def test_a_conclusion_on_what_is_added_counts_from_the_present(inputs: spinemkt.Inputs) -> None:
    found = verdict(inputs, CONCLUSIONS[2])
    table = spinemkt.run(inputs).table("spend", ("region", "year"), {"year": [2026, 2035]})
    wide = table.pivot(index="region", columns="year", values="value")
    added = wide[2035] - wide[2026]
    assert found.lead == pytest.approx(added["asia_pacific"] - added.drop("asia_pacific").max(), rel=1e-4)


def test_a_verdict_says_what_turns_it_or_that_nothing_does(inputs: spinemkt.Inputs) -> None:
    held = str(verdicts.verdict_words(verdict(inputs, CONCLUSIONS[0]), spinemkt.run(inputs)))
    assert "no single lever within its evidence turns it round" in held
    near = verdict(inputs, CONCLUSIONS[1], turned())
    text = verdicts.verdict_words(near, spinemkt.run(inputs, turned()))
    said = str(text)
    check_figures(text, {"": spinemkt.run(inputs, turned())})
    assert near.flips[0].handle.lever.label in said
    assert ("unless" in said) == near.holds


# Goal seek


def test_every_lever_can_be_asked(inputs: spinemkt.Inputs) -> None:
    for name in levers():
        handle = Handle.of(name)
        span = handle.span(inputs)
        made = handle.moved(Scenario(), span.low + 0.1 * (span.high - span.low), inputs)
        outcome = Outcome("spend", {}, 2035)
        target = total(inputs, made, outcome)
        found = goal_seek(inputs, name, outcome, target)
        assert found.lowest * (1 - 1e-12) <= found.now <= found.highest * (1 + 1e-12)
        if found.lowest * 1.0001 < target < found.highest * 0.9999:
            assert found.scenario is not None, name
            assert total(inputs, found.scenario, outcome) == pytest.approx(target, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "number"),
    {
        "16 bn": 16e9,
        "340M USD": 340e6,
        " 12,300 ": 12300.0,
        "1.5e3": 1500.0,
        "16,5 bn": 16.5e9,
        "16.5 bn USD": 16.5e9,
        "12\u202f300": 12300.0,
        "1.234 bn": 1.234e9,
        "0": 0.0,
        "2 thousand": 2e3,
    }.items(),
)
def test_targets_are_read_as_people_write_them(text: str, number: float) -> None:
    assert verdicts.figure(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "   ", "much", "-5", "5%", "1e99", "nan", "inf", "12 apples", "=1+1", "1" * 400, "16,500 bn", "12.300"],
)
def test_bad_targets_are_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(QueryError, match="allowed: a number from 0"):
        verdicts.figure(text)


def test_goals_are_answered_in_one_sentence(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    asked = verdicts.Asked(Handle.of("sbrt_ceiling"), 1e9, View(year=2035))
    spans = {"now": 10e9, "lowest": 9e9, "highest": 12e9}

    def said(asked: verdicts.Asked, amount: float | None, beyond: bool = False) -> str:
        found = Goal(amount, beyond, scenario=None if amount is None else Scenario(), **spans)
        text = verdicts.goal_words(asked, found, inputs)
        (now,) = text.figures
        assert (now.number, now.shown) == (10e9, "10.0 bn USD")
        assert now.evaluate({"": result}.__getitem__) == result.total("spend", {"year": 2035})
        return str(text)

    inside, beyond = said(asked, 1.2), said(asked, 5.0, beyond=True)
    never, exceeded = said(replace(asked, target=20e9), None), said(asked, None)
    there = said(replace(asked, target=10.01e9), 1.001)
    assert "at x 1.2, inside its evidence" in inside
    assert "only beyond the evidence, at x 5" in beyond
    assert "not reachable within the evidence range, where it spans 9.0 to 12.0 bn USD" in never
    assert "exceeded" not in never
    assert exceeded.startswith("The target is exceeded already: spend in 2035 is 10.0 bn USD now.")
    assert "not reachable" not in exceeded
    assert there.startswith("The target is met already: spend in 2035 is 10.0 bn USD now, with SBRT")


# Words and tables


VIEWS: Mapping[str, View] = {
    "default": View(),
    "patients": View(quantity="patients", year=2030),
    "one country": View(country=("DEU",), primary=("lung",), year=2035),
    "narrow": View(
        region=("asia_pacific",), modality=("sbrt_srs",), quantity="episodes", end_user=("general_hospital",)
    ),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_swings_and_draws_of_every_kind_of_view(inputs: spinemkt.Inputs, view: View) -> None:
    result = spinemkt.run(inputs, scope=view.scope)
    drawn = dispersion.drawn(result, view, Scenario(), 250, 0)
    frame = sensitivity.swings(result, view, Scenario(), drawn)
    outcome = outcomes.outcome_of(view)
    central = result.total(outcome.measure, {**outcome.where, "year": outcome.year})
    assert frame["central"].iloc[0] == pytest.approx(central, rel=1e-5)
    assert frame["share"].is_monotonic_decreasing
    assert 0.5 < frame["share"].sum() < 1.1
    table = dispersion.percentiles(drawn, view)
    assert drawn.shape == (250,)
    assert table["value"].is_monotonic_increasing
    assert ((drawn < table["value"].iloc[1]).mean()) == pytest.approx(0.1, abs=0.01)
    said = sensitivity.answer(frame, table, view, inputs)
    assert frame["label"].iloc[0][1:] in str(said)
    assert str(view.year) in str(said)
    assert [figure.level for figure in said.figures] == [None, 0.1, 0.9, None, None, None]
    ensemble = spinemkt.simulate(inputs, None, 250, years=(view.year,), scope=view.scope, include_myeloma=view.myeloma)
    for figure in said.figures:
        made = figure.over_draws(lambda *_: ensemble) if figure.of_draws else figure.evaluate(lambda name: result)
        assert made == pytest.approx(figure.number, rel=1e-5)
        assert format(figure, "percent 0" if figure.kind == "percent" else figure.kind) == figure.shown


def test_weak_and_important_numbers(inputs: spinemkt.Inputs) -> None:
    run, view = spinemkt.run(inputs), View(year=2035)
    frame = sensitivity.swings(run, view, Scenario(), dispersion.drawn(run, view, Scenario(), 500, 0))
    table = sensitivity.weak_and_important(frame).set_index("grade")
    assert list(table.index) == list(GRADES)
    listed = [
        name for row in table.to_dict("records") for cell in row.values() for name in str(cell).split("; ") if name
    ]
    assert len(listed) == len(frame)
    large = frame[(frame["grade"] == "D") & (frame["share"] >= sensitivity.INFLUENCE["Large"])]
    assert table.at["D", "Large"] == "; ".join(large["label"])
    weak = sensitivity.weakest(frame, inputs)
    assert set(weak["grade"]) <= set(sensitivity.WEAK)
    assert weak["share"].is_monotonic_decreasing
    for row in weak.itertuples():
        assert inputs.register["id"].str.contains(str(row.search), regex=False).any()


def test_what_knowing_a_family_is_worth(inputs: spinemkt.Inputs) -> None:
    run, view = spinemkt.run(inputs), View(year=2035)
    frame = dispersion.shares(run, view, Scenario(), dispersion.drawn(run, view, Scenario(), 500, 0))
    row = frame.iloc[0]
    assert row["narrows"] == pytest.approx(1 - math.sqrt(1 - row["alone"]))
    said = dispersion.worth(frame)
    assert said
    assert all("would narrow by about" in text for text in said)
    none = frame.assign(alone=0.0)
    assert dispersion.worth(none) == []


# Draws and long work


def test_the_expected_value_stands_where_the_sentence_says() -> None:
    found = np.arange(100.0)
    assert dispersion.above_central(found, 24.5).startswith("75% of the simulations lie above")
    assert "further down than up" in dispersion.above_central(found, 24.5)
    assert "further up than down" in dispersion.above_central(found, 80.5)
    assert "near the middle" in dispersion.above_central(found, 50.5)


def test_a_job_tells_its_progress_and_its_result(inputs: spinemkt.Inputs) -> None:
    run, view = spinemkt.run(inputs), View(year=2035)
    told: list[tuple[int, int]] = []

    def work(progress: Progress) -> np.ndarray:
        def heard(done: int, whole: int) -> None:
            told.append((done, whole))
            progress(done, whole)

        return dispersion.drawn(run, view, Scenario(), 2500, 3, QUEUE, heard)

    job = Job(work)
    assert job.wait(60) == "done"
    assert job.share == 1.0
    assert told == [(done, 5) for done in range(1, 6)]
    assert np.array_equal(job.result, dispersion.drawn(run, view, Scenario(), 2500, 3))


def test_a_cancelled_job_ends_early_and_frees_the_queue(inputs: spinemkt.Inputs) -> None:
    run, view = spinemkt.run(inputs), View(year=2035)
    begun = Event()

    def work(progress: Progress) -> np.ndarray:
        def heard(done: int, whole: int) -> None:
            begun.set()
            progress(done, whole)

        return dispersion.drawn(run, view, Scenario(), 100_000, 4, QUEUE, heard)

    job = Job(work)
    assert begun.wait(60)
    job.cancel()
    assert job.look() == "cancelled"
    assert job.wait(30) == "cancelled"
    assert job.result is None
    assert 0 < job.share < 0.5
    assert QUEUE.submit(int, "7").result(timeout=30) == 7


def test_a_job_that_nobody_looks_at_ends() -> None:
    go = Event()

    def work(progress: Progress) -> None:
        go.wait(10)
        progress(1, 2)

    job = Job(work, patience=0.0)
    sleep(0.01)
    go.set()
    assert job.wait(10) == "left"


def test_a_job_that_fails_says_why() -> None:
    def work(progress: Progress) -> None:
        raise QueryError("draws is 0; allowed: a whole number from 1 to 100,000.")

    job = Job(work)
    assert job.wait(10) == "failed"
    assert "allowed" in job.error


def test_the_variance_by_grade_is_that_of_the_numbers_in_each_group(inputs: spinemkt.Inputs) -> None:
    run, view = spinemkt.run(inputs), View()
    frame = sensitivity.swings(run, view, Scenario(), dispersion.drawn(run, view, Scenario(), 500, 0))
    found = sensitivity.by_grade(frame, inputs)
    assert sum(found.values()) == pytest.approx(frame["share"].sum())
    by_hand = {
        grade: sum(
            row.share * sum(inputs.register["grade"].iloc[place] == grade for place in row.rows) / len(row.rows)
            for row in frame.itertuples()
        )
        for grade in GRADES
    }
    assert found == pytest.approx(by_hand)
    told = sensitivity.told_by_grade(found)
    assert f"D {percent(found['D'], 0)};" in told
    assert f"{percent(1 - frame['share'].sum(), 0)} cannot be traced" in told
