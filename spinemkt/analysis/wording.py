"""How numbers and lists read in sentences: 5.6 bn USD, 12,300, 8.4 %, 3.1 % a year, a, b and c."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

NO_FIGURE = "no figure"

# Size, the scaled number from which the decimal goes, and the sign.
_MAGNITUDES = ((1e9, 99.95, " bn"), (1e6, 9.95, " M"))


def money(usd: float, unit: str = "USD") -> str:
    """Word an amount in USD: '5.6 bn USD', '340 M USD', '12,300 USD'; one decimal only where the number is short."""
    return _worded(usd, lambda amount: f"{_scaled(amount)} {unit}".rstrip())


def count(number: float, digits: int | None = 3) -> str:
    """Word a number of persons, episodes or hours: '12,300'; digits is how many count, None keeps every whole one."""
    return _worded(number, lambda size: _plain(_significant(size, digits)))


def percent(share: float, digits: int = 1) -> str:
    """Word a fraction: 0.084 -> '8.4 %'."""
    return _worded(share, lambda size: f"{size * 100:,.{digits}f} %")


def growth(rate: float, digits: int = 1) -> str:
    """Word a yearly rate given as a fraction: 0.031 -> '3.1 % a year'."""
    return _worded(rate, lambda size: f"{percent(size, digits)} a year")


def points(difference: float, digits: int = 1) -> str:
    """Word the difference of two fractions: 0.025 -> '2.5 points'."""
    return _worded(difference, lambda size: f"{size * 100:,.{digits}f} points")


def times(ratio: float, digits: int = 1) -> str:
    """Word a ratio: 4.5 -> '4.5 times'."""
    return _worded(ratio, lambda size: f"{size:,.{digits}f} times")


def signed(number: float, form: Callable[[float], str] = percent) -> str:
    """Word a change in any of the forms above, with + or - in front: '+3.1 %', '-340 M USD'; no sign on a zero."""
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


def _scaled(amount: float) -> str:
    for size, short, name in _MAGNITUDES:
        if amount >= size * 0.9995:
            scaled = amount / size
            return f"{scaled:,.{1 if scaled < short else 0}f}{name}"
    return _plain(_significant(amount, 3))


def _plain(number: float) -> str:
    """Group thousands; a number below ten that is not whole keeps one decimal."""
    tenths = round(number, 1)
    return f"{number:,.{1 if tenths < 10 and tenths % 1 else 0}f}"


def _significant(number: float, digits: int | None) -> float:
    if digits is None or number == 0:
        return number
    return round(number, digits - 1 - math.floor(math.log10(number)))
