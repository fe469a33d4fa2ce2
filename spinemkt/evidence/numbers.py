"""Numbers as people and spreadsheets write them, as digits and a decimal point; what could be two is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from spinemkt.evidence.raw import Number, plain

_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"))
_SIGN = r"[-+]?"
_POWER = r"(e[-+]?\d+)?"
_BARE = re.compile(rf"{_SIGN}\d+{_POWER}", re.IGNORECASE)
_GROUPED = re.compile(rf"{_SIGN}\d{{1,3}}([ '’])\d{{3}}(\1\d{{3}})*([.,]\d+)?")
_ANY = re.compile(rf"{_SIGN}(\d+|\d{{1,3}}([.,])\d{{3}}(\2\d{{3}})*)?([.,]\d*)?{_POWER}", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """What one text may mean as a number: with a decimal point, and with a decimal comma; empty where it cannot."""

    point: str
    comma: str
    percent: bool = False

    @property
    def says(self) -> str:
        """The decimal sign that the text can only have: . or ,; empty where both or neither can be."""
        if bool(self.point) == bool(self.comma) or not (self.point or self.comma):
            return ""
        return "." if self.point else ","

    @property
    def doubtful(self) -> bool:
        """Whether the text is one number with a point and another with a comma."""
        return bool(self.point and self.comma) and float(self.point) != float(self.comma)

    def with_sign(self, sign: str) -> str:
        """The number where the decimal sign is known; empty where it is none."""
        return self.comma if sign == "," else self.point


def written(text: str) -> Written | None:
    """What a cell may mean as a number; None where it cannot be one."""
    return Written(text, text) if isinstance(text, Number) else _written(plain(text))


@lru_cache(maxsize=10_000)
def _written(text: str) -> Written | None:
    bare = _digits(text.translate(_MINUS))
    bare, percent = (bare[:-1].rstrip(), True) if bare.endswith("%") else (bare, False)
    bare = re.sub(r"^([-+]) (?=\d)", r"\1", bare)
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[ '’]", "", bare)
        if "," not in bare or "." not in bare:  # groups are marked already: the sign left is the decimal one
            sign = "," if "," in bare else "."
            value = bare.replace(",", ".")
            return Written("" if sign == "," else value, value if sign == "," or "." not in bare else "", percent)
    if not _ANY.fullmatch(bare) or not any(map(str.isdigit, bare)):
        return None
    return Written(_read(bare, ",", "."), _read(bare, ".", ","), percent)


def decimal_sign(found: Iterable[Written]) -> set[str]:
    """The decimal signs that the numbers of a table can only have."""
    return {each.says for each in found} - {""}


def shifted(number: str, places: int) -> str:
    """A number with its decimal point moved, and no digit changed: 59.5 by -2 is 0.595."""
    return f"{Decimal(number).scaleb(places).normalize():f}"


def _read(text: str, group: str, sign: str) -> str:
    """The number where groups of thousands and decimals are marked so; empty where it is none."""
    whole, _, part = text.partition(sign)
    if _BARE.fullmatch(text):
        return text
    if sign in part or group in part:
        return ""
    grouped = rf"{_SIGN}[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+"
    if group in whole and not re.fullmatch(grouped, whole):
        return ""
    return whole.replace(group, "") + (f".{part}" if part else "")


def _digits(text: str) -> str:
    """Digits of every script as those of ASCII."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
