"""Numbers and lists in sentences: grouped, scaled, signed, and never a power of ten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinemkt.wording import (
    NO_FIGURE,
    count,
    digits_beside,
    growth,
    listing,
    money,
    percent,
    points,
    signed,
    times,
)

NUMBER_FORMS = (money, count, percent, growth, points, times, signed)


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        (5.63e9, "5.6 bn USD"),
        (123.4e9, "123 bn USD"),
        (1.2345e12, "1,234 bn USD"),
        (99.96e9, "100 bn USD"),
        (340.2e6, "340 M USD"),
        (3.44e6, "3.4 M USD"),
        (9.96e6, "10 M USD"),
        (999.4e6, "999 M USD"),
        (999.6e6, "1.0 bn USD"),
        (999_600, "1.0 M USD"),
        (12_345, "12,300 USD"),
        (4.5, "4.5 USD"),
        (0.0, "0 USD"),
        (-5.63e9, "-5.6 bn USD"),
    ],
)
def test_money_takes_the_scale_that_reads_best(usd: float, text: str) -> None:
    assert money(usd) == text


def test_money_names_another_unit() -> None:
    assert money(5.63e9, "constant 2025 USD") == "5.6 bn constant 2025 USD"


def test_money_without_a_unit_has_no_trailing_blank() -> None:
    assert money(5.63e9, "") == "5.6 bn"


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (12_345, 3, "12,300"),
        (12_345, None, "12,345"),
        (12_345.6, None, "12,346"),
        (999_600, 3, "1,000,000"),
        (38.42, 3, "38"),
        (9.96, 3, "10"),
        (2.35, 3, "2.4"),
        (2.0, 3, "2"),
        (0, 3, "0"),
        (-12_345, 3, "-12,300"),
    ],
)
def test_count_keeps_three_digits_unless_told(number: float, digits: int | None, text: str) -> None:
    assert count(number, digits) == text


def test_the_last_bits_turn_no_tie() -> None:
    assert 0.12350000000000001 != 0.1235
    assert percent(0.12350000000000001) == percent(0.1235)


def test_fractions_become_percent_points_and_rates() -> None:
    assert percent(0.084) == "8.4%"
    assert percent(12.345, 0) == "1,234%"
    assert percent(-0.031) == "-3.1%"
    assert growth(0.031) == "3.1% a year"
    assert growth(-0.031) == "-3.1% a year"
    assert points(0.025) == "2.5 points"
    assert times(5.79) == "5.8 times"


def test_signed_shows_a_plus_only_on_what_is_more_than_zero() -> None:
    assert signed(0.031) == "+3.1%"
    assert signed(-0.031) == "-3.1%"
    assert signed(3.4e8, money) == "+340 M USD"
    assert signed(0.0) == "0.0%"


@pytest.mark.parametrize("number", [0.00001, -0.00001])
def test_a_rounded_zero_has_no_sign(number: float) -> None:
    assert signed(number) == "0.0%"
    assert percent(number) == "0.0%"


@pytest.mark.parametrize("form", NUMBER_FORMS)
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_no_figure(form, number) -> None:
    assert form(number) == NO_FIGURE == "no figure"


def test_listing_reads_like_a_sentence() -> None:
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a and b"
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing(iter(["a", "b", "c"]), "or") == "a, b or c"


@pytest.mark.parametrize("form", NUMBER_FORMS)
@given(number=st.floats(-1e15, 1e15))
def test_no_power_of_ten_and_a_minus_only_below_zero(form, number: float) -> None:
    text = form(number)
    assert "e" not in text.replace("year", "").replace("times", "")
    assert not text.startswith("-") or number < 0


def read(text: str) -> float:
    number, *unit = text.replace(",", "").split()
    return float(number) * {"bn": 1e9, "M": 1e6}.get(unit[0] if unit else "", 1.0)


@pytest.mark.parametrize(
    "form", [lambda value, more: money(value, more=more), lambda value, more: count(value, 3, more)]
)
@given(before=st.floats(10, 1e12), ratio=st.floats(0.5, 1.9), years=st.sampled_from([1, 1, 9]))
def test_a_change_follows_from_the_figures_beside_it_as_written(form, before: float, ratio: float, years: int) -> None:
    after = before * ratio
    more = digits_beside(form, before, [after], years)
    one, other = (read(form(amount, more)) for amount in (before, after))
    shown = float(percent(ratio ** (1 / years) - 1).split("%")[0])
    assert ((other / one) ** (1 / years) - 1) * 100 == pytest.approx(shown, abs=0.06 if years == 1 else 0.15)


def test_two_figures_have_more_digits_only_where_their_change_needs_them() -> None:
    for before, after, more in ((15.94e9, 15.78e9, 1), (13.6e9, 15.9e9, 0), (0.0, 1e9, 0), (5e6, 5e6, 0)):
        assert digits_beside(lambda value, more: money(value, more=more), before, [after]) == more
    assert (money(15.94e9, more=1), money(15.78e9, more=1)) == ("15.94 bn USD", "15.78 bn USD")
