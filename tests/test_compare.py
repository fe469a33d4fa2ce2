"""Scenarios side by side: the model's own numbers, the right sign and name, one row a change, collisions found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis.scenarios.compare import OUTCOMES, Gap, answer, gaps, outcomes, rows, side_by_side
from spinemkt.analysis.scenarios.stack import RUNS, lever_rows, meetings, together
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS
from tests.texts import check_figures

DEARER = Scenario("Dearer", changes=(Change("unit_cost", "scale", 1.2),))
SBRT = Change("unit_cost", "scale", 1.5, where_of(modality="sbrt_srs"))
DEAR_SBRT = Scenario("Dear SBRT", changes=(SBRT,))
CHEAP_SBRT = Scenario("Cheap SBRT", changes=(replace(SBRT, amount=0.5),))
FIXED = Scenario("Fixed", changes=(Change("unit_cost", "set", 9000.0, where_of(modality="sbrt_srs")),))
VIEWS = [
    View(),
    View(quantity="patients", year=2030),
    View(quantity="episodes", country=("DEU",)),
    View(treatment_type=("surgery",), money="nominal"),
    View(modality=("mri",), years=(2030, 2031), year=2031),
    View(end_user=("ambulatory_home",), primary=("breast",), scope="strict"),
]


@pytest.fixture(scope="module")
def runs(inputs: spinemkt.Inputs, result: spinemkt.Result) -> list[tuple[str, spinemkt.Result]]:
    return [("Baseline", result), *((one.name, spinemkt.run(inputs, one)) for one in (DEARER, CHEAP_SBRT))]


def laid(runs: list[tuple[str, spinemkt.Result]], view: View):
    return side_by_side([(name, outcomes(run, view.timeless)) for name, run in runs], view)


# Outcomes


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_outcomes_are_the_models_totals(runs: list, view: View) -> None:
    frame = laid(runs, view)
    assert set(frame["year"]) == {view.year, view.years[1]}
    assert set(frame["scenario"]) == {"Baseline", "Dearer", "Cheap SBRT"}
    totals = dict(runs)
    for label, measure, extra in (
        ("Surgical procedures", "episodes", {"treatment_type": "surgery"}),
        ("RT courses", "episodes", {"treatment_type": "radiation"}),
        ("Bed days", "bed_days", {}),
    ):
        for row in frame[frame["outcome"] == label].itertuples():
            total = totals[row.scenario].total(measure, view.where(measure, **extra, year=row.year))
            assert row.value == pytest.approx(total, rel=1e-12)


def test_the_difference_is_to_the_reference(runs: list) -> None:
    frame = laid(runs, View()).set_index(["outcome", "year", "scenario"])
    spend = "Spend, constant 2025 USD"
    assert frame.loc[(spend, 2035, "Dearer"), "difference"] == pytest.approx(0.2)
    said = {(line.label, line.year): str(line.cells[1][1]) for line in rows(laid(runs, View()), View())}
    assert said[spend, 2035] == "+20.0%"
    assert said["Diagnosed", 2035] == "same"
    turned = laid([runs[1], runs[0]], View()).set_index(["outcome", "year", "scenario"])
    assert turned.loc[(spend, 2035, "Baseline"), "difference"] == pytest.approx(1 / 1.2 - 1)


def test_one_line_for_each_outcome_and_year(runs: list) -> None:
    lines = rows(laid(runs, View()), View())
    assert [line.year for line in lines] == [2026] * len(OUTCOMES) + [2035] * len(OUTCOMES)
    assert all(len(line.cells) == 3 and not line.cells[0][1] for line in lines)
    assert len(rows(laid(runs, View(year=2035)), View(year=2035))) == len(OUTCOMES)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_cells_of_outcomes_keep_their_figures(inputs: spinemkt.Inputs, view: View) -> None:
    scope = {"scope": view.scope}
    held = {one.name: spinemkt.run(inputs, one, **scope) for one in (Scenario(), DEARER, CHEAP_SBRT)}
    for line in rows(laid(list(held.items()), view), view):
        for name, (value, gap) in zip(held, line.cells, strict=True):
            (number,) = value.figures
            assert (number.amounts[0].run, number.years) == (name, [line.year])
            assert [one.amounts[1].run for one in gap.figures] == ["Baseline"] * (str(gap)[:1] in ("+", "-"))
            check_figures(value, held)
            check_figures(gap, held)


def test_what_the_filters_leave_nothing_of_is_left_out(runs: list) -> None:
    found = set(laid(runs, View(treatment_type=("surgery",)))["outcome"])
    assert "Surgical procedures" in found
    assert "RT courses" not in found
    assert {"Diagnosed, all care", "Patients with local treatment, all care"} <= found
    assert "Complications" not in set(laid(runs, View(modality=("mri",)))["outcome"])


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_gap_never_says_a_wrong_side(value: float, base: float) -> None:
    gap = Gap(
        "X", *(Figure(Amount("spend", {"year": 2035}, run), value=size) for run, size in (("X", value), ("", base)))
    )
    cell, words = str(gap.cell()), str(gap.words())
    if value > base:
        assert not cell.startswith("-")
        assert words.endswith("above")
    if value < base:
        assert not cell.startswith("+")
        assert words.endswith("below")
    if value == base:
        assert cell == "same"


# The sentence


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_answer_names_the_farthest(runs: list, view: View) -> None:
    for order in (runs, [runs[1], runs[0], runs[2]], [runs[2], runs[1]]):
        found = gaps(order, view)
        assert abs(found[0].apart.number) == max(abs(gap.apart.number) for gap in found)
        text = answer(order, view)
        said = str(text)
        check_figures(text, dict(order))
        if not found[0].hardly and found[0].apart.number:
            assert found[0].name.replace("Baseline", "aseline") in said
            assert str(found[0].words()) in said
        else:
            assert "within 0.1%" in said or "There is no" in said


def test_the_answer_in_words(runs: list) -> None:
    assert str(answer(runs, View())).startswith(
        "Farthest from the base case is Dearer: spend in 2035 is 20.0% above (4.2 bn"
    )
    assert str(answer(runs[:2], View())).startswith("Dearer departs from the base case: spend in 2035 is 20.0% above")
    assert str(answer(runs[:2], View(quantity="episodes"))).startswith(
        "By procedures / courses in 2035, it stays within 0.1%"
    )
    nothing = View(country=("MLT",), scope="strict", modality=("targeted_therapy",))
    strict = [(name, spinemkt.run(run.inputs, scope="strict")) for name, run in runs]
    assert str(answer(strict, nothing)) == "There is no spend in 2035 under these filters."


# Levers


def test_the_same_change_stands_on_one_row(inputs: spinemkt.Inputs) -> None:
    found = lever_rows([DEAR_SBRT, CHEAP_SBRT, DEARER], inputs)
    assert [row.cells for row in found] == [("x 1.5", "x 0.5", ""), ("", "", "x 1.2")]
    assert found[0].collision.startswith("they move it differently; meets ")
    assert found[1].collision.startswith("meets ")
    alike = lever_rows([DEAR_SBRT, replace(DEAR_SBRT, name="Other")], inputs)
    assert [(row.cells, row.collision) for row in alike] == [(("x 1.5", "x 1.5"), "all move it alike")]


def test_a_change_made_twice_in_one_scenario_is_said(inputs: spinemkt.Inputs) -> None:
    (row,) = lever_rows([DEAR_SBRT + CHEAP_SBRT], inputs)
    assert row.cells == ("x 1.5, then x 0.5",)
    assert row.collision == "one moves it twice"


def test_changes_of_one_scenario_alone_are_no_collision(inputs: spinemkt.Inputs) -> None:
    assert [row.collision for row in lever_rows([DEARER + DEAR_SBRT, Scenario("None")], inputs)] == ["", ""]


def test_every_lever_and_preset_has_its_row(inputs: spinemkt.Inputs) -> None:
    presets = list(spinemkt.load_scenarios().values())
    found = lever_rows(presets, inputs)
    assert len(found) == len({change.aim for one in presets for change in one.changes})
    assert all(len(row.cells) == len(presets) and any(row.cells) and row.label for row in found)


# Stacks


def test_collisions_are_said_in_the_order_they_are_made(inputs: spinemkt.Inputs) -> None:
    (said,) = meetings(DEAR_SBRT, FIXED, inputs)
    assert "x 1.5 (Dear SBRT), then " in said
    assert said.endswith("9,000 USD (Fixed)")
    event = Scenario("Event", changes=(Change("unit_cost", "scale", 0.9, label="Tender", year=2028),))
    (said,) = meetings(event, DEAR_SBRT, inputs)
    assert said.index("(Dear SBRT)") < said.index("(Event)")
    assert meetings(DEARER, Scenario("None"), inputs) == []


def test_what_two_do_together(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    def said(one: Scenario, two: Scenario, view: View) -> str:
        order = (one, two, one + two, two + one)
        runs = [("Baseline", result), *((each.name, spinemkt.run(inputs, each)) for each in order)]
        text = together(runs, view)
        check_figures(text, dict(zip(RUNS, (run for _, run in runs), strict=True)))
        return str(text)

    text = said(DEARER, DEAR_SBRT, View())
    assert "alone Dearer +20.0% and Dear SBRT +" in text
    assert text.endswith("The order does not matter.")
    assert "In the other order it would be" in said(DEAR_SBRT, FIXED, View(years=(2026, YEARS[-1])))
