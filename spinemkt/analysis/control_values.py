"""What each control of the app offers: what a link may set, and what a browser may send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeGuard

from spinemkt.analysis.view import LISTS
from spinemkt.terms import YEARS


@dataclass(frozen=True)
class Controls:
    """What a link may set: choices (name -> code -> label), those of them that take several, switches, free texts, and
    numbers (name -> least and most; whole ones where both are).

    A name says what it stands for, unless `words` says it better. countries: which choices are of countries, so that
    each of a country's names is understood. former: labels that links were written with before they were renamed, and
    the code that each stands for.
    """

    options: Mapping[str, Mapping[str, str]]
    several: frozenset[str] = frozenset(LISTS)
    switches: frozenset[str] = frozenset({"grouped", "myeloma"})
    texts: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    countries: frozenset[str] = frozenset({"country"})
    former: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """How a sentence calls what a name stands for."""
        return self.words.get(name, name.replace("_", " "))

    @property
    def names(self) -> list[str]:
        """Every name that a link may use."""
        return [*self.options, *sorted(self.switches), *sorted(self.texts), *self.numbers, "years", "year"]

    def valid(self, name: str, value: object) -> object:
        """What of a control's value the control offers: the value itself, part of a list, or None where nothing is."""
        if name in self.options:
            known = self.options[name]
            if name not in self.several:
                return value if isinstance(value, str) and value in known else None
            if not isinstance(value, list | tuple):
                return None
            left = [code for code in value if isinstance(code, str) and code in known]
            return value if len(left) == len(value) else left
        if name in self.switches:
            return value if isinstance(value, bool) else None
        if name in self.texts:
            return value if isinstance(value, str) else None
        least, most = self.numbers.get(name, (YEARS[0], YEARS[-1]))
        numbers = list(value) if name == "years" and isinstance(value, list | tuple) and len(value) == 2 else [value]
        inside = all(_is_number(number) and least <= number <= most for number in numbers)
        return value if inside and (name == "years") == (len(numbers) == 2) else None


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
