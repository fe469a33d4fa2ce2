"""Dates as people and spreadsheets write them, brought to ISO; a date that could be two days is refused."""

from __future__ import annotations

import re
from datetime import datetime

from spinemkt.evidence.reading import is_date

_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z| ?[AP]M)?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_MONTH_NAMED = re.compile(r"(\d{1,2} )?[A-Za-z]{3,9} (\d{1,2} )?\d{4}")
_NAMED = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%B %Y", "%b %Y")


def iso_date(text: str) -> str:
    """The ISO date that a cell means, or the cell where it means none; raises ValueError where it could mean two."""
    day = _TIME.sub("", text)
    if is_date(day):
        return day
    if found := _YEAR_FIRST.fullmatch(day):
        return _joined(text, *found.groups())
    if found := _MONTH_LAST.fullmatch(day):
        return _joined(text, found[2], found[1])
    if found := _YEAR_LAST.fullmatch(day):
        first, second = int(found[1]), int(found[3])
        if found[2] != "." and first != second and max(first, second) <= 12:
            said = f"{_iso(found[4], second, first)} or {_iso(found[4], first, second)}"
            raise ValueError(f"it could be {said}; write it as year-month-day")
        day_first = found[2] == "." or first > 12
        return _joined(text, found[4], *((found[3], found[1]) if day_first else (found[1], found[3])))
    named = " ".join(re.sub(r"[.,-]", " ", day).split())
    for form in _NAMED if _MONTH_NAMED.fullmatch(named) else ():
        try:
            return datetime.strptime(named, form).strftime("%Y-%m-%d" if "%d" in form else "%Y-%m")
        except ValueError:
            continue
    return text


def _joined(text: str, year: str, month: str, day: str | None = None) -> str:
    """The parts as ISO, or the text where they make no date."""
    made = _iso(year, int(month), int(day) if day else None)
    return made if is_date(made) else text


def _iso(year: str, month: int, day: int | None = None) -> str:
    return f"{year}-{month:02d}" + ("" if day is None else f"-{day:02d}")
