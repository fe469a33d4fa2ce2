"""The reading of a data file as text, so that a fault can show exactly what stands in a cell."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Sequence
from io import StringIO
from pathlib import Path

import pandas as pd

from spinemkt.errors import Fault, nearest

FIRST_ROW = 2  # a row is counted as a spreadsheet shows it: the header is row 1
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


Row = tuple[int, list[str]]  # a row as its file counts it, and its cells


def read_text_frame(folder: Path, file: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read a CSV file as text cells; return the frame, or None and the faults that stopped the reading."""
    try:
        content = (folder / file).read_bytes()
    except FileNotFoundError:
        return None, [Fault(file, None, None, None, "the file is missing")]
    except OSError as error:
        return None, [Fault(file, None, None, None, f"it cannot be read: {error.strerror}")]
    rows, faults = csv_rows(content, file)
    return (None, faults) if faults else text_frame(rows, file)


def csv_rows(content: bytes, file: str) -> tuple[list[Row], list[Fault]]:
    """Read CSV as numbered rows of text cells, or name the fault that stopped the reading."""
    try:
        lines = StringIO(content.decode("utf-8-sig").rstrip("\r\n"), newline="")
        return list(enumerate(csv.reader(lines, strict=True), FIRST_ROW - 1)), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [], [Fault(file, line, None, None, f"the file is not UTF-8 (byte {error.start})")]
    except csv.Error as error:
        return [], [Fault(file, None, None, None, f"it cannot be read as CSV: {error}")]


def text_frame(rows: Sequence[Row], file: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Make a frame of rows, the first of them the header; or return None and the faults that stopped it."""
    if not rows:
        return None, [Fault(file, None, None, None, "the file is empty")]
    (first, header), *body = rows
    remarks = [number for number, row in rows if row and row[0].lstrip().startswith("#")]
    if remarks:
        return None, [
            Fault(file, n, None, None, "a line cannot start with '#': these files have no comments") for n in remarks
        ]
    if not body:
        return None, [Fault(file, None, None, None, "the file has a header but no rows")]
    if not all(name.strip() for name in header):
        return None, [Fault(file, first, None, None, "a column has no name")]
    twice = [name for name, count in Counter(header).items() if count > 1]
    faults = [Fault(file, first, name, None, "the column stands twice") for name in twice] + [
        Fault(file, number, None, None, f"the row has {len(row)} cells, the header {len(header)}")
        for number, row in body
        if len(row) != len(header)
    ]
    return (None, faults) if faults else (pd.DataFrame([row for _, row in body], columns=header, dtype=str), [])


def column_faults(frame: pd.DataFrame, file: str, expected: Collection[str]) -> list[Fault]:
    """Name the columns that are missing, and those that the dictionary does not know."""
    missing = [column for column in expected if column not in frame.columns]
    unknown = [column for column in frame.columns if column not in expected]
    return [Fault(file, 1, column, None, f"the column is missing.{nearest(column, unknown)}") for column in missing] + [
        Fault(file, 1, column, None, f"the dictionary does not know this column.{nearest(column, expected)}")
        for column in unknown
    ]


def is_date(cell: str) -> bool:
    """Whether a cell is a date to the year, month or day."""
    if not _DATE.fullmatch(cell):
        return False
    year, month, day = [*map(int, cell.split("-")), 1, 1][:3]
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
