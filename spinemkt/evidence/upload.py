"""Files that a reader gives, read as text cells and no more: nothing in them is run, and none can fill the memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from spinemkt.errors import DataError, Fault, nearest
from spinemkt.evidence.checking import files_of
from spinemkt.evidence.dictionary import Dictionary
from spinemkt.evidence.overlay import Sheet
from spinemkt.evidence.reading import Row, csv_rows, text_frame
from spinemkt.evidence.schema import MOST_WORDED
from spinemkt.evidence.workbook import workbook_rows

MOST_BYTES = 20 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 60
MOST_CELLS = 4_000_000
LONGEST_CELL = 5_000
LONGEST_NAME = 60
EXPLAINING = ("About", "Columns", "Codes")  # sheets of the template that hold no data
# Put before a cell that a spreadsheet would run, when tables are written as CSV; taken off again here.
DEFUSED = re.compile(r"'(?=[=+\-@\t\r])")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_COPY = re.compile(r"\s*\(\d+\)$")  # what browsers add to the name of a file fetched twice


def read_upload(files: Sequence[tuple[str, bytes]], dictionary: Dictionary) -> list[Sheet]:
    """Read CSV files and Excel workbooks, given as (name, content), into sheets; raise DataError with every fault.

    A CSV file is named after its table, as is each sheet of a workbook. Cells are text: a formula counts as the value
    that was saved with it, macros are left alone.
    """
    size = sum(len(content) for _, content in files)
    if size > MOST_BYTES:
        said = f"the files have {size / 2**20:,.1f} MB together; allowed: {MOST_BYTES / 2**20:.0f} MB"
        raise DataError([Fault(shown(files[0][0]), None, None, None, said)])
    faults: list[Fault] = []
    given: list[tuple[str, str, list[Row]]] = []  # the sheet's name to a reader, the table it says it is, its rows
    for name, content in files:
        read, found = _rows(shown(name), content)
        given += read
        faults += found
    if sum(len(rows) for _, _, rows in given) > MOST_ROWS + len(given):
        faults.append(Fault(given[0][0], None, None, None, f"more rows than allowed: {MOST_ROWS:,} in all"))
        given = []
    sheets = []
    for name, table, rows in given:
        sheet, found = _sheet(name, table, rows, dictionary)
        faults += found
        sheets += [sheet] if sheet else []
    if not faults and not sheets:
        faults.append(Fault(shown(files[0][0]) if files else "upload", None, None, None, "there is no table in it"))
    if faults:
        raise DataError(faults)
    return sheets


def shown(name: str) -> str:
    """A name of a file or sheet as a message shows it: visible letters alone, not too many."""
    seen = "".join(letter for letter in name if letter.isprintable())
    return seen if len(seen) <= LONGEST_NAME else f"{seen[: LONGEST_NAME - 1]}…"


def _rows(name: str, content: bytes) -> tuple[list[tuple[str, str, list[Row]]], list[Fault]]:
    stem, _, kind = name.rpartition(".")
    if kind.lower() == "csv":
        cells, fault = content.count(b",") + content.count(b"\n"), ""
        if cells > MOST_CELLS:
            fault = f"it has {cells:,} cells; allowed: {MOST_CELLS:,}"
        elif content.partition(b"\n")[0].count(b";") > content.partition(b"\n")[0].count(b","):
            fault = "its columns are separated by ';'; save it as CSV with ',' and decimal points, or as XLSX"
        if fault:
            return [], [Fault(name, None, None, None, fault)]
        rows, faults = csv_rows(content, name)
        return ([] if faults else [(name, _COPY.sub("", stem), rows)]), faults
    if kind.lower() in ("xlsx", "xlsm"):
        found, fault = workbook_rows(content, MOST_COLUMNS, MOST_ROWS, MOST_CELLS)
        kept = [(shown(title), title, rows) for title, rows in found if title not in EXPLAINING and rows]
        return kept, [Fault(name, None, None, None, fault)] if fault else []
    return [], [Fault(name, None, None, None, "it is neither CSV nor XLSX; allowed: .csv, .xlsx")]


def _sheet(name: str, table: str, rows: list[Row], dictionary: Dictionary) -> tuple[Sheet | None, list[Fault]]:
    files = files_of(dictionary)
    file = f"{table.strip().lower().removesuffix('.csv')}.csv"
    if file not in files:
        tables = [known.removesuffix(".csv") for known in files]
        said = f"no table has this name; allowed: {', '.join(tables)}.{nearest(table[:LONGEST_NAME].lower(), tables)}"
        return None, [Fault(name, None, None, None, said)]
    kept = [(at, list(map(_cell, row))) for at, row in _trimmed(rows)]
    faults = list(islice(_cell_faults(name, kept), MOST_WORDED))
    if faults:
        return None, faults
    frame, faults = text_frame(kept, name)
    if frame is None:
        return None, faults
    return Sheet(name, file, frame, tuple(at for at, _ in kept[1:])), []


def _trimmed(rows: Iterable[Row]) -> list[Row]:
    """Rows without those that are empty, and without empty cells beyond the header."""
    filled = [(at, row) for at, row in rows if any(row)]
    if not filled:
        return []
    width = len(filled[0][1])
    while width and not filled[0][1][width - 1]:
        width -= 1
    return [(at, row[:width] if not any(row[width:]) else row) for at, row in filled]


def _cell(text: str) -> str:
    return DEFUSED.sub("", text.replace("\r\n", "\n"), count=1) if text.startswith("'") or "\r" in text else text


def _cell_faults(name: str, rows: Sequence[Row]) -> Iterable[Fault]:
    """Cells that no table can hold: too many in a row, too long, or with signs that cannot be seen."""
    header = rows[0][1] if rows else []
    for at, row in rows:
        if len(row) > MOST_COLUMNS:
            yield Fault(name, at, None, None, f"the row has {len(row):,} cells; allowed: {MOST_COLUMNS}")
            return
        for column, cell in enumerate(row):
            if cell.isprintable() and len(cell) <= LONGEST_CELL:
                continue
            head = shown(header[column]) if column < len(header) else None
            if len(cell) > LONGEST_CELL:
                yield Fault(name, at, head, None, f"the cell has {len(cell):,} letters; allowed: {LONGEST_CELL:,}")
            elif any(
                unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") for sign in cell if sign not in "\n\t"
            ):
                yield Fault(name, at, head, shown(cell), "it must not hold signs that cannot be seen")
