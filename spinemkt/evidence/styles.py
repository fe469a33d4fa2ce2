"""What the format of a cell makes of its number: a date, a percentage, a number with leading zeros."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from spinemkt.evidence.raw import Number

DATE, PERCENT = "date", "percent"
LAST_DAY = 2_900_000  # of year 9839
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # parts of a format that are shown as they are


class Styles:
    """The number formats of a workbook by style; also takes in the part of the workbook that lists them."""

    def __init__(self) -> None:
        self.since_1904 = False
        self._formats: dict[str, str] = {}
        self._cells: list[str] = []  # of each style the number of its format
        self._listing = False

    def start(self, name: str, given: dict[str, str]) -> None:
        """Take in a tag of the part."""
        if name == "numFmt":
            self._formats[given["numFmtId"]] = given["formatCode"]
        elif name == "cellXfs":
            self._listing = True
        elif name == "xf" and self._listing:
            self._cells.append(given.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """Take in the end of a tag."""
        self._listing = self._listing and name != "cellXfs"

    def text(self, value: str, style: str) -> tuple[str, str]:
        """A number as its cell shows it where the format changes what it is, and which kind that is."""
        try:
            number = float(value)
        except ValueError:
            return value, ""
        code = self._format(style)
        kind = _kind(code) if isfinite(number) else ""
        if kind == DATE and 1 <= number < LAST_DAY:
            found = from_excel(number, CALENDAR_MAC_1904 if self.since_1904 else CALENDAR_WINDOWS_1900)
            return (_date(found, code), DATE) if isinstance(found, datetime | date) else (value, "")
        if kind == PERCENT:
            return f"{Decimal(repr(number)).scaleb(2).normalize():f}%", PERCENT
        spelled = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
        if kind.startswith("0") and number.is_integer() and number >= 0:
            return spelled.zfill(len(kind)), ""
        return Number(spelled), ""

    def _format(self, style: str) -> str:
        place = self._cells[int(style)] if style and int(style) < len(self._cells) else "0"
        return self._formats.get(place) or BUILTIN_FORMATS.get(int(place), "General")


@lru_cache(maxsize=500)
def _kind(code: str) -> str:
    """DATE, PERCENT, the zeros of a format that is nothing else, or empty."""
    first = _ASIDE.sub("", code.partition(";")[0])
    if is_date_format(code) and re.search("[ymd]", first, re.IGNORECASE):
        return DATE
    if "%" in first:
        return PERCENT
    return first if re.fullmatch("0{2,}", first) else ""


def _date(found: datetime | date, code: str) -> str:
    """A date as exact as its format shows it: to the day, the month or the year; with the time where there is one."""
    parts = _ASIDE.sub("", code.partition(";")[0]).lower()
    if isinstance(found, datetime) and (found.hour or found.minute or found.second):
        return found.isoformat(sep=" ", timespec="seconds")
    if "d" in parts:
        return f"{found:%Y-%m-%d}"
    return f"{found:%Y-%m}" if "m" in parts else f"{found:%Y}"
