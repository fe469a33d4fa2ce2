"""Changes and scenarios in words and lines: each operation and unit, and titles that never state a wrong direction."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

import spinemkt
from spinemkt import Change, Result, Scenario, load_scenarios, where_of
from spinemkt.analysis.scenarios import compare, stack
from spinemkt.analysis.scenarios.changes import effect, size_words, subject, told
from spinemkt.analysis.scenarios.moves import last_move, sentence
from spinemkt.analysis.view import View
from spinemkt.charts import bridge
from spinemkt.charts.scenarios import paths
from spinemkt.figures.study import Study
from spinemkt.scenario.levers import levers
from spinemkt.scenario.scenario import BASELINE
from spinemkt.units import UNIT_LIMITS
from tests.texts import check_figures

SBRT = Change("uptake_ceiling", "scale", 2.0, where_of(modality="sbrt_srs"))
DEARER = Change("unit_cost", "scale", 1.2)
CHEAPER = Change("unit_cost", "scale", 0.9, where_of(modality="bone_modifying_agents"), 2028, 3, "Biosimilars")
NARROW = View(country=("MLT",), primary=("thyroid",), modality=("brachytherapy",))
EMPTY = View(modality=("proton",), end_user=("ambulatory_home",))
VIEWS = {
    "default": View(),
    "patients": View(quantity="patients"),
    "episodes": View(quantity="episodes"),
    "one year": View(years=(2030, 2030), year=2030),
    "nominal": View(money="nominal"),
    "narrow": NARROW,
    "nothing": EMPTY,
}


@pytest.mark.parametrize(
    ("size", "unit", "operation", "words"),
    [
        (1.25, "fraction", "scale", "x 1.25"),
        (1.0, "USD2022/episode", "scale", "x 1"),
        (0.453, "fraction", "set", "45.3%"),
        (0.0, "fraction", "set", "0.0%"),
        (0.1, "fraction", "add", "+10.0 points"),
        (-0.1, "fraction", "add", "-10.0 points"),
        (0.0, "fraction", "add", "0.0 points"),
        (0.005, "fraction/year", "add", "+0.5 points a year"),
        (-0.005, "fraction/year", "set", "-0.5% a year"),
        (6.0, "weeks", "set", "6 weeks"),
        (6.0, "weeks", "add", "+6 weeks"),
        (-2.5, "weeks", "add", "-2.5 weeks"),
        (0.0, "weeks", "add", "0 weeks"),
        (1.3, "ratio", "set", "1.3"),
        (0.2, "ratio", "add", "+0.2"),
        (250.0, "USD2022/episode", "set", "250 USD"),
    ],
)
def test_a_size_is_said_in_its_unit(size: float, unit: str, operation: str, words: str) -> None:
    assert size_words(size, unit, operation) == words


@pytest.mark.parametrize("operation", ["set", "scale", "add"])
@pytest.mark.parametrize("unit", UNIT_LIMITS)
def test_no_unit_shows_a_code(unit: str, operation: str) -> None:
    for size in (0.0, 0.05, 1.0, 42.0):
        words = size_words(size, unit, operation)
        assert words
        assert not re.search(r"[_/]|USD2022|e[+-]\d|nan", words)


def test_every_lever_is_told_by_its_name(inputs: spinemkt.Inputs) -> None:
    for lever in levers().values():
        span = lever.span(inputs)
        said = told(lever.change(span.high), inputs)
        assert (said.label, said.when, said.beyond) == (lever.label, "", False)
        assert said.old == size_words(
            span.baseline, inputs.dictionary.parameters[lever.parameter].unit, lever.operation
        )
        assert told(lever.change(span.high * 3 + 5), inputs).beyond
        if lever.regional:
            there = told(lever.change(span.high, "asia_pacific"), inputs)
            assert there.label == f"{lever.label}, Asia-Pacific"


def test_other_changes_are_told_by_their_parameter_and_their_years(inputs: spinemkt.Inputs) -> None:
    said = told(CHEAPER, inputs)
    assert said.label.startswith("Biosimilars (unit cost")
    assert said.label.endswith(", Bone-modifying agents")
    assert (said.old, said.new, said.when) == ("base case", "-10.0%", "from 2028, in full 2031")
    assert told(replace(CHEAPER, ramp=0), inputs).when == "from 2028"


def test_a_step_is_said_by_what_came_and_went(inputs: spinemkt.Inputs) -> None:
    more = replace(SBRT, amount=3.0)
    name = levers()["sbrt_ceiling"].label
    assert subject((), (SBRT,), inputs) == f"{name}, x 1 to x 2:"
    assert subject((SBRT,), (more,), inputs) == f"{name}, x 2 to x 3:"
    assert subject((SBRT,), (), inputs) == f"{name}, back to the base case:"
    assert subject((), (CHEAPER,), inputs) == f"{told(CHEAPER, inputs).label}:"
    assert subject((SBRT,), (DEARER,), inputs) == "2 changes at once:"
    assert subject((), (SBRT, DEARER, CHEAPER), inputs) == "3 changes at once:"
    assert subject((SBRT,), (SBRT,), inputs) == ""


@pytest.fixture(scope="module")
def runs(inputs: spinemkt.Inputs) -> list[tuple[str, Result]]:
    """The baseline, one above, one below, and three ready-made scenarios."""
    presets = list(load_scenarios().values())
    scenarios = [Scenario(), Scenario("Up", "", (DEARER,)), Scenario("Down", "", (CHEAPER,)), *presets[:3]]
    return [(scenario.name, spinemkt.run(inputs, scenario)) for scenario in scenarios]


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_effect_has_the_sign_of_the_difference(runs: list[tuple[str, Result]], view: View) -> None:
    base = runs[0][1]
    measure = "treated" if view.of_persons else view.measure.name
    where = view.where(measure, year=view.years[1])
    for _, run in runs:
        texts = effect(run, base, view)
        for text in texts:
            check_figures(text, {"Base case": base, "": run})
        words, change = map(str, texts)
        before, after = (one.total(measure, where) for one in (base, run))
        assert str(view.years[1]) in words
        if before == after:
            assert change == "no change"
            assert "→" not in words
        elif change != "under 0.1%":
            assert change.startswith("+") == (after > before)
            assert float(change.rstrip("%").replace(",", "")) == pytest.approx((after / before - 1) * 100, abs=0.051)
        else:
            assert abs(after / before - 1) < 1e-3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_paths_draw_every_run_and_its_numbers(
    runs: list[tuple[str, Result]], view: View, count: int, theme: str
) -> None:
    drawn = paths(runs[:count], view, theme)
    measure = "treated" if view.of_persons else view.measure.name
    lines = [trace for trace in drawn.figure.data if trace.yaxis != "y2"]
    assert len(lines) == count
    assert len({json.dumps(trace.line.color) for trace in lines}) == count
    assert [trace.line.dash for trace in lines].count("dash") == 1
    assert drawn.figure.layout.yaxis.range[0] == 0
    for name, run in runs[:count]:
        values = drawn.frame[drawn.frame["scenario"] == name]
        assert list(values["year"]) == view.span
        wanted = [run.total(measure, view.where(measure, year=year)) for year in view.span]
        np.testing.assert_allclose(values["value"], wanted, rtol=1e-9, atol=1e-9)
        assert name in drawn.alt
    assert not re.search(r"\bnan\b|\binf\b|no figure", f"{drawn.title} {drawn.subtitle} {drawn.alt}")


SMALL = Scenario("Small", "", (Change("uptake_ceiling", "scale", 1.2, where_of(modality="sbrt_srs")),))


@pytest.mark.parametrize("view", ["default", "nominal"])
def test_lines_that_lie_close_get_a_panel_of_their_difference(inputs: spinemkt.Inputs, view: str) -> None:
    base, near = spinemkt.run(inputs), spinemkt.run(inputs, SMALL)
    drawn = paths([("Base case", base), ("Small", near)], VIEWS[view], "light", 260)
    (below,) = [trace for trace in drawn.figure.data if trace.yaxis == "y2"]
    measure = VIEWS[view].measure.name
    by_year = [
        near.total(measure, VIEWS[view].where(measure, year=year))
        - base.total(measure, VIEWS[view].where(measure, year=year))
        for year in VIEWS[view].span
    ]
    np.testing.assert_allclose(below.y, np.array(by_year) / 1e6, rtol=1e-6)
    low, high = drawn.figure.layout.yaxis2.range
    assert low < 0 < high
    assert drawn.figure.layout.yaxis.domain[0] > drawn.figure.layout.yaxis2.domain[1]
    assert any(note.text == "Difference to the base case" for note in drawn.figure.layout.annotations)
    rows = drawn.frame[drawn.frame["scenario"] == "Small, difference to the base case"]
    np.testing.assert_allclose(rows["value"], by_year, rtol=1e-6)


def test_lines_that_lie_apart_or_on_each_other_get_none(inputs: spinemkt.Inputs, result: Result) -> None:
    far = spinemkt.run(inputs, Scenario(changes=(Change("unit_cost", "scale", 1.5),)))
    for other, view in ((far, View()), (result, View()), (far, VIEWS["one year"]), (far, EMPTY)):
        drawn = paths([("Base case", result), ("Other", other)], view, "light")
        assert not [trace for trace in drawn.figure.data if trace.yaxis == "y2"]
        assert set(drawn.frame["scenario"]) == {"Base case", "Other"}


PLURAL = re.compile(r"(?:patients|[Ee]pisodes)(?: in \d{4})? (?:is|moves|lies|rises|falls|stays)\b")
SINGULAR = re.compile(r"[Ss]pend(?: in \d{4})? (?:are|move|lie|rise|fall|stay)\b")


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_verbs_agree_with_what_is_measured(runs: list[tuple[str, Result]], view: View) -> None:
    said = [str(compare.answer(runs[:count], view)) for count in (2, 3)]
    pairs = [[runs[0], other] for other in runs[1:]]
    said += [str(paths(chosen, view, "light").title) for chosen in (*pairs, runs[:3], [runs[0], runs[0]])]
    said += [str(stack.together([*runs[:3], runs[1], runs[2]], view))]
    for _, run in runs:
        name = view.measure.name
        move = last_move(Study(runs[0][1], BASELINE), Study(run), view.years[1], view.where(name), name)
        said += map(str, [sentence(move), bridge.waterfall(run, replace(view, quantity="episodes"), "light").title])
    text = " | ".join(said)
    assert not PLURAL.search(text), text
    assert not SINGULAR.search(text), text


@pytest.mark.parametrize("reference", [0, 1, 2])
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_titles_never_state_a_wrong_direction(runs: list[tuple[str, Result]], view: View, reference: int) -> None:
    measure = "treated" if view.of_persons else view.measure.name
    where = view.where(measure, year=view.years[1])
    base = runs[reference]
    for other in runs:
        if other is base:
            continue
        text = paths([base, other], view, "light").title
        check_figures(text, dict([base, other]))
        title = str(text)
        before, after = (run.total(measure, where) for _, run in (base, other))
        assert str(view.years[1]) in title
        if " above " in title:
            assert after > before
        elif " below " in title:
            assert after < before
        else:
            assert abs(after - before) <= 5e-4 * before
