"""Numbers as people type them: 0.5, 0,5, -20 %, 1 200, 1,234.5; what can be read in two ways is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spinemkt.errors import ScenarioError
from spinemkt.evidence.numbers import written
from spinemkt.evidence.raw import plain

LONGEST = 40
_FORM = re.compile(r"(\W?\s?(?:\d[\d\s,.'’]*|[,.]\d+)(?:e[+-]?\d{1,3})?)\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """A number as it was typed: its value, whether it had a sign, and the words behind it in small letters."""

    value: float
    signed: bool
    rest: str


def number(text: str, counts: bool = False) -> Typed:
    """Read a number and the words behind it; raise ScenarioError with the reason alone, to follow on what was typed.

    counts: whether no thousandth is ever written of what is counted, as of persons or dollars: there 12,300 can be read
    in one way, elsewhere 1.234.
    """
    if len(text) > LONGEST:
        raise ScenarioError(f"it is too long; at most {LONGEST} signs")
    tidy = plain(text)
    small = any(sign.isnumeric() and not sign.isdecimal() for sign in text)  # 5² is not 52
    parts = None if small else _FORM.fullmatch(tidy)
    found = written(parts[1].strip()) if parts else None
    if parts is None or found is None:
        raise ScenarioError("it is not a number" if tidy else "nothing is typed")
    point, comma = (float(each or "nan") for each in (found.point, found.comma))
    if found.doubtful and ("," in parts[1]) is not counts:
        raise ScenarioError(f"it can be read as {min(point, comma):g} or as {max(point, comma):.0f}; type one of these")
    value = point if found.point else comma
    return Typed(value, not parts[1][0].isdecimal() and parts[1][0] not in ",.", parts[2].strip().lower())
