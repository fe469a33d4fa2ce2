"""Tables as CSV, with a header that says what they are, and cells that no spreadsheet can run."""

from __future__ import annotations

import csv
from collections.abc import Iterable

import pandas as pd

# A cell that starts with one of these is read as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(frame: pd.DataFrame, header: Iterable[tuple[str, str]]) -> bytes:
    """Return UTF-8 CSV: one '# name: value' line for each header entry, then the table with a header row."""
    lines = [f"# {name}: {_one_line(value)}" for name, value in header]
    safe = frame.copy()
    safe.columns = [defused(str(name)) for name in safe.columns]
    for name in safe.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in safe.dtypes]]:
        safe[name] = safe[name].map(defused)
    table = safe.to_csv(index=False, lineterminator="\n")
    if "#" in table:  # readers take what follows a bare '#' for a comment, too
        table = safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    return ("\ufeff" + "\n".join(lines) + "\n" + table).encode("utf-8")


def defused(cell: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _one_line(text: str) -> str:
    return " ".join(str(text).split())
