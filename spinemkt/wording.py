"""How numbers and lists read in sentences: 5.6 bn USD, 12,300, 8.4%, 3.1% a year, a, b and c."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace

NO_FIGURE = "no figure"

# How money is written: code -> an example.
USD, DOLLAR = "usd", "dollar"
MONEY_FORMS = {USD: "13.6 bn USD", DOLLAR: "$13.6B"}
_usual = SimpleNamespace(form=lambda: USD)
_form: ContextVar[str | None] = ContextVar("money_form", default=None)

# How far, in percent, a change may be from what two rounded figures beside it make: half its last digit, or one of it.
_OF_A_CHANGE, _OF_A_GROWTH = 0.055, 0.15
_PLAIN_CHANGE = 1.0  # from a doubling on nobody takes the change from two rounded figures
_MOST = 3

# Size, the scaled number from which the decimal goes, and the sign in either form.
_MAGNITUDES = ((1e9, 99.95, {USD: " bn", DOLLAR: "B"}), (1e6, 9.95, {USD: " M", DOLLAR: "M"}))
_SHOWN = re.compile(r"(-?)\$?([\d.,]+) ?(bn|B|M)?")


def follow(chosen: Callable[[], str]) -> None:
    """Write money from now on in the form that a call tells, a code in MONEY_FORMS; it is called for each amount."""
    _usual.form = chosen


@contextmanager
def money_form(form: str) -> Iterator[None]:
    """Write money in a form, a code in MONEY_FORMS, within a block."""
    before = _form.set(form)
    try:
        yield
    finally:
        _form.reset(before)


def _asked_form() -> str:
    return _form.get() or str(_usual.form())


def in_dollars() -> bool:
    """Whether money is written $13.6B."""
    return _asked_form() == DOLLAR


def money(usd: float, unit: str = "USD", more: int = 0) -> str:
    """Word an amount in USD: '5.6 bn USD', '340 M USD', '12,300 USD'; one decimal only where the number is short.

    As dollars: '$5.6B', and with a unit that says more '$5.6B (constant 2025)'. more: digits beyond those, as
    `digits_beside` finds them.
    """
    return _worded(usd, lambda amount: _priced(_scaled(amount, more), unit))


def dollars(usd: float, unit: str = "USD") -> str:
    """Word an amount in three digits: '2.55 bn USD', '59.3 M USD', '8,800 USD'; or '$2.55B'."""
    for size, _, names in _MAGNITUDES:
        if usd >= size * 0.9995:
            digits = 2 - min(2, int(math.log10(usd / size * 1.0005)))
            return _priced(f"{usd / size:.{digits}f}{names[_asked_form()]}", unit)
    return money(usd, unit)


def _priced(number: str, unit: str) -> str:
    if not in_dollars():
        return f"{number} {unit}".rstrip()
    basis = unit.removesuffix("USD").strip()
    return f"${number} ({basis})" if basis else f"${number}"


def count(number: float, digits: int | None = 3, more: int = 0) -> str:
    """Word a number of persons, episodes or hours: '12,300'; digits is how many count, None keeps every whole one."""
    return _worded(number, lambda size: _plain(_significant(size, digits and digits + more), more))


def digits_beside(form: Callable[[float, int], str], before: float, after: Iterable[float], years: int = 1) -> int:
    """How many more digits amounts need, for the change that stands beside them to follow from them as written.

    form: writes an amount with so many more digits. years: over more than one it is a growth a year, which may
    differ by about one in its last digit. 15.9 and 15.8 beside -1.0% need one more: 15.94 and 15.78.
    """
    pairs = [(before, one) for one in after if before > 0 and one > 0 and years > 0]
    apart = _OF_A_GROWTH if years > 1 else _OF_A_CHANGE

    def follows(one: float, other: float, more: int) -> bool:
        exact = yearly_growth(one, other, years)
        if abs(exact) > _PLAIN_CHANGE:
            return True
        start, end = (_read(form(amount, more)) for amount in (one, other))
        return abs(yearly_growth(start, end, years) * 100 - _read(percent(exact))) <= apart

    return next((more for more in range(_MOST) if all(follows(*pair, more) for pair in pairs)), _MOST)


def digits_adding(form: Callable[[float, int], str], parts: Sequence[float], whole: str) -> int:
    """How many more digits parts need, for their sum as written to be the whole as written; form as above."""

    def adds(more: int) -> bool:
        return form(sum(_read(form(part, more)) for part in parts), 0) == form(_read(whole), 0)

    return next((more for more in range(_MOST) if adds(more)), _MOST)


def percent(share: float, digits: int = 1) -> str:
    """Word a fraction: 0.084 -> '8.4%'."""
    return _worded(share, lambda size: f"{size * 100:,.{digits}f}%")


def measured(number: str, unit: str) -> str:
    """Put a unit behind a number as written: '12% of segments', '340 patients', '6 weeks'."""
    unit = unit.replace("percent", "%", 1) if unit.startswith("percent") else unit
    return f"{number}{'' if unit.startswith('%') else ' '}{unit}".rstrip()


def growth(rate: float, digits: int = 1) -> str:
    """Word a yearly rate given as a fraction: 0.031 -> '3.1% a year'."""
    return _worded(rate, lambda size: f"{percent(size, digits)} a year")


def points(difference: float, digits: int = 1) -> str:
    """Word the difference of two fractions: 0.025 -> '2.5 points'."""
    return _worded(difference, lambda size: f"{size * 100:,.{digits}f} points")


def times(ratio: float, digits: int = 1) -> str:
    """Word a ratio: 4.5 -> '4.5 times'."""
    return _worded(ratio, lambda size: f"{size:,.{digits}f} times")


def signed(number: float, form: Callable[[float], str] = percent) -> str:
    """Word a change in any of the forms above, with + or - in front: '+3.1%', '-340 M USD'; no sign on a zero."""
    text = form(number)
    return f"+{text}" if number > 0 and _shows(text) else text


def listing(words: Iterable[str], last: str = "and") -> str:
    """Join words the way a sentence does: 'a', 'a and b', 'a, b and c'; last may be 'or'."""
    *first, final = list(words) or [""]
    return f"{', '.join(first)} {last} {final}" if first else final


def inside(label: str) -> str:
    """Write a label inside a sentence: small first letter, but abbreviations and brands keep their capitals."""
    return label if any(letter.isupper() for letter in label.partition(" ")[0][1:]) else label[:1].lower() + label[1:]


def yearly_growth(first: float, last: float, years: int) -> float:
    """Return the constant yearly growth that leads from first to last; NaN where it has no meaning."""
    return (last / first) ** (1 / years) - 1 if first > 0 and last > 0 and years > 0 else float("nan")


def _worded(number: float, form: Callable[[float], str]) -> str:
    if not math.isfinite(number):
        return NO_FIGURE
    text = form(float(f"{abs(number):.12g}"))  # the last bits of a reckoning must not turn a tie
    return f"-{text}" if number < 0 and _shows(text) else text


def _shows(text: str) -> bool:
    """Whether rounding has left more than a zero."""
    return any(digit in text for digit in "123456789")


def _scaled(amount: float, more: int = 0) -> str:
    for size, short, names in _MAGNITUDES:
        if amount >= size * 0.9995:
            scaled = amount / size
            return f"{scaled:,.{more + (1 if scaled < short else 0)}f}{names[_asked_form()]}"
    return _plain(_significant(amount, 3 + more), more)


def _plain(number: float, more: int = 0) -> str:
    """Group thousands; a number below ten that is not whole keeps one decimal, and so many more as there are digits."""
    decimals = 1 if round(number, 1) < 10 else 0
    if more and number:
        decimals = max(0, 1 + more - math.floor(math.log10(number)))
    return f"{number:,.{decimals if round(number, decimals) % 1 else 0}f}"


def _read(text: str) -> float:
    """The number that a text of `money` or `count` shows."""
    found = _SHOWN.match(text)
    if found is None:
        return float("nan")
    scales = {name.strip(): size for size, _, names in _MAGNITUDES for name in names.values()}
    return float(f"{found[1]}{found[2].replace(',', '')}") * scales.get(found[3], 1.0)


def _significant(number: float, digits: int | None) -> float:
    if digits is None or number == 0:
        return number
    return round(number, digits - 1 - math.floor(math.log10(number)))
