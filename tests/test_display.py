"""Amounts as readers see and type them: one unit for field and words, no comma lost, what is refused is said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinemkt import Inputs, ScenarioError
from spinemkt.scenario.change import OPERATIONS
from spinemkt.scenario.display import FACTOR, PERCENT_CHANGE, display_unit
from spinemkt.scenario.levers import levers
from spinemkt.scenario.typed import number
from spinemkt.units import UNIT_LIMITS

POINTS = display_unit("fraction/year", "add")
SHARE = display_unit("fraction", "set")
WEEKS = display_unit("weeks", "set")
UNITS = [display_unit(unit, operation, dated) for unit in UNIT_LIMITS for operation in OPERATIONS for dated in (0, 1)]


@pytest.mark.parametrize(
    ("unit", "typed", "amount"),
    [
        (POINTS, "0.5", 0.005),
        (POINTS, "0,5", 0.005),
        (POINTS, " + 0.5 points a year", 0.005),
        (POINTS, "\u22120.5", -0.005),
        (POINTS, "0.5 %", 0.005),
        (SHARE, "15", 0.15),
        (SHARE, "15 %", 0.15),
        (SHARE, "12,6\u00a0%", 0.126),
        (FACTOR, "1,2", 1.2),
        (FACTOR, "x 1.2", 1.2),
        (FACTOR, "1.2 times", 1.2),
        (FACTOR, "-20 %", 0.8),
        (FACTOR, "1.250", 1.25),
        (PERCENT_CHANGE, "-20", 0.8),
        (PERCENT_CHANGE, "\u201320\u202f%", 0.8),
        (PERCENT_CHANGE, "+12,5 %", 1.125),
        (PERCENT_CHANGE, "x 0.8", 0.8),
        (WEEKS, "6 weeks", 6.0),
        (WEEKS, "\uff11\uff12", 12.0),
    ],
)
def test_what_is_typed_is_in_the_unit_of_the_words(unit, typed: str, amount: float) -> None:
    assert unit.read(typed, -50.0, 50.0) == pytest.approx(amount, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "typed", "words"),
    [
        (SHARE, "140", "Typed: '140'; allowed: 0 to 100%. Nearest: 100%."),
        (SHARE, "-1", "Nearest: 0%."),
        (SHARE, "1e400", "Nearest: 100%."),
        (FACTOR, "1,200", "it can be read as 1.2 or as 1200; type one of these"),
        (FACTOR, "20 %", "a percentage needs a sign here"),
        (FACTOR, "x 1.2 %", "'%' is not its unit"),
        (WEEKS, "6 years", "'years' is not its unit (weeks)"),
        (SHARE, "", "nothing is typed"),
        (SHARE, "nan", "it is not a number"),
        (SHARE, "5\u00b2", "it is not a number"),
        (SHARE, "1,2,3", "it is not a number"),
        (SHARE, "12 5", "it is not a number"),
        (SHARE, "=1+1", "it is not a number"),
        (SHARE, "x" * 10_000, "it is too long"),
        (SHARE, "9" * 4_300, "it is too long"),
    ],
)
def test_what_is_not_taken_is_said_with_what_is_allowed(unit, typed: str, words: str) -> None:
    with pytest.raises(ScenarioError) as error:
        unit.read(typed, 0.0, 1.0)
    assert words in str(error.value)
    assert "allowed: " in str(error.value)
    assert len(str(error.value)) < 250


@given(st.sampled_from(UNITS), st.floats(-1e4, 1e4))
def test_what_a_field_shows_is_read_back(unit, amount: float) -> None:
    assert unit.from_display(unit.to_display(amount)) == pytest.approx(amount, rel=1e-9, abs=1e-9)
    assert unit.to_display(unit.parsed(unit.number(amount))) == pytest.approx(
        unit.to_display(amount), rel=1e-5, abs=1e-10
    )
    assert unit.parsed(unit.exact(amount)) == unit.parsed(unit.number(amount))


@given(
    st.sampled_from([POINTS, SHARE, FACTOR, PERCENT_CHANGE, WEEKS]),
    st.floats(-100, 100),
    st.floats(-10, 0),
    st.floats(0.5, 10),
)
def test_the_nearest_that_a_refusal_names_is_taken(unit, amount: float, least: float, width: float) -> None:
    try:
        found = unit.read(unit.number(amount), least, least + width)
    except ScenarioError as error:
        found = unit.read(str(error).partition("Nearest: ")[2].rstrip("."), least, least + width)
    assert least <= found <= least + width


def test_every_lever_takes_its_own_words(inputs: Inputs) -> None:
    for lever in levers().values():
        span, unit = lever.span(inputs), lever.unit
        for amount in (span.baseline, span.low, span.high, span.least, span.most):
            assert unit.read(unit.number(amount), span.least, span.most) == pytest.approx(amount, rel=1e-5, abs=1e-9)
        number = re.match(r"(?:x )?(\S*\d)", unit.words(span.baseline))
        assert number is not None and number[1] == f"{unit.to_display(span.baseline):.1f}".rstrip(
            "0" if unit in (FACTOR, WEEKS) else ""
        ).rstrip(".")


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        found = number(text)
    except ScenarioError:
        return
    assert found.value == found.value
