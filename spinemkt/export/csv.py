"""The one way in which files of comma-separated values are written: nothing in them can be run by a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

import pandas as pd

from spinemkt.evidence.defusing import defused, defused_line

# The end that the csv module is told of: it puts cells into quotes that hold a sign of a line's end. What separates
# cells in other places, starts a comment or belongs to a formula is to be in quotes.
_END = ";\t#=+@|!\r\n"


class _Lines(StringIO):
    """Takes rows with the end that is not meant to be written, and writes a line feed."""

    def write(self, row: str) -> int:
        return super().write(row.removesuffix(_END) + "\n")


def to_csv(frame: pd.DataFrame, header: Iterable[tuple[str, str]]) -> bytes:
    """Return a table as CSV, after one '# name: value' line for each header entry; numbers stay numbers.

    A column's name that stands twice is numbered: spend, spend (2).
    """
    cells = frame.astype(object).where(frame.notna(), "")
    rows = cells.itertuples(index=False, name=None)
    return csv_bytes([distinct(map(str, frame.columns)), *rows], (f"# {name}: {value}" for name, value in header))


def csv_bytes(rows: Iterable[Sequence[object]], comments: Iterable[str] = ()) -> bytes:
    """Return comment lines and rows in UTF-8 with a byte order mark; a text that could be run has an apostrophe."""
    out = _Lines(newline="")
    for line in comments:
        out.write(defused_line(line))
    csv.writer(out, lineterminator=_END).writerows(
        [defused(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig", "replace")


def distinct(names: Iterable[str]) -> list[str]:
    """Return names that differ in more than case and space: one that stood before gets a number."""
    found: dict[str, str] = {}
    for name in names:
        new, number = name, 1
        while (key := " ".join(new.casefold().split())) in found:
            number += 1
            new = f"{name} ({number})"
        found[key] = new
    return list(found.values())
