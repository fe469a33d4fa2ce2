"""The ledger of the projection: what each version of the data gave for the years ahead, and why it moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.definitions import read_toml, shaped
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.terms import PRESENT_YEAR, YEARS

FOLDER = "ledger"
MEASURES = ("spend", "diagnosed", "treated")
AHEAD = tuple(year for year in YEARS if year >= PRESENT_YEAR)
_WORDS = ("version", "date", "model", "sha256", "price_year", "reason")
_ENTRIES = {*_WORDS, *MEASURES}


@dataclass(frozen=True)
class Entry:
    """One version of the data: its name, the day, the model's version, the SHA-256 of the data, why figures moved.

    figures: measure -> year -> world total at expected values, spine care and attributed cancer drugs, without
    myeloma; spend in constant USD of price_year, diagnosed and treated in persons/year.
    """

    number: int
    version: str
    date: date
    model: str
    sha256: str
    price_year: int
    reason: str
    figures: Mapping[str, Mapping[int, float]]

    def to_text(self) -> str:
        """The entry as its file has it, in TOML."""
        head = {"version": self.version, "model": self.model, "sha256": self.sha256, "reason": self.reason}
        lines = [f"date = {self.date.isoformat()}", f"price_year = {self.price_year}"]
        lines += [f'{name} = "{said}"' for name, said in head.items()]
        for measure in MEASURES:
            lines += ["", f"[{measure}]", *(f"{year} = {value!r}" for year, value in self.figures[measure].items())]
        return "\n".join(lines) + "\n"


@cache
def ledger(folder: Path = DATA_FOLDER / FOLDER) -> tuple[Entry, ...]:
    """Every entry, oldest first; raise DataError with every fault of the first file that has any, or without files."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DataError([Fault(FOLDER, None, None, None, "there is no entry")])
    return tuple(_read(path, number) for number, path in enumerate(paths, 1))


def file_name(number: int) -> str:
    """The name of the file of an entry."""
    return f"{number:03d}.toml"


def _read(path: Path, number: int) -> Entry:
    file = f"{FOLDER}/{path.name}"
    raw = read_toml(path, file)
    if faults := [Fault(file, None, None, None, said) for said in _contradictions(raw, path.name, number)]:
        raise DataError(faults)
    with shaped(file):
        figures = {measure: {int(year): float(value) for year, value in raw[measure].items()} for measure in MEASURES}
        words = {name: raw[name] for name in _WORDS}
        return Entry(number=number, figures=figures, **words)


def _contradictions(raw: Mapping[str, Any], name: str, number: int) -> list[str]:
    """What an entry lacks, has too much, or has in another form."""
    found = [f"it must be called {file_name(number)}: entries are numbered without a gap"] * (name != file_name(number))
    if astray := _ENTRIES ^ set(raw):
        return [*found, f"an entry is missing or not known: {', '.join(sorted(astray))}"]
    found += [f"{said} must not be empty" for said in ("version", "model", "reason") if not is_reason(raw[said])]
    found += ["date must be a day"] * (type(raw["date"]) is not date)
    found += ["price_year must be a year"] * (raw["price_year"] not in YEARS)
    found += ["sha256 must have 64 hexadecimal digits"] * (not re.fullmatch("[0-9a-f]{64}", str(raw["sha256"])))
    for measure in MEASURES:
        years = raw[measure]
        if not isinstance(years, dict) or list(years) != [str(year) for year in AHEAD]:
            found.append(f"{measure} must have the years {AHEAD[0]} to {AHEAD[-1]}")
        elif not all(type(value) is float and 0 < value < 1e15 for value in years.values()):
            found.append(f"{measure} must have a positive number for each year")
    return found


def is_reason(said: object) -> bool:
    """Whether a reason, or another word of an entry, can stand in its file: one line, not empty, without quotes."""
    return isinstance(said, str) and bool(said.strip()) and '"' not in said and "\\" not in said and "\n" not in said
