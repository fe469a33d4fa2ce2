"""Files that a reader gives, as tables of the model: bytes, raw tables, known tables, spelled rows.

Nothing in them is run, and none can fill the memory. What was read in another form than it stands in a file is noted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from spinemkt.errors import DataError, Fault, nearest
from spinemkt.evidence.checking import files_of
from spinemkt.evidence.delimited import read_delimited
from spinemkt.evidence.dictionary import Dictionary
from spinemkt.evidence.overlay import Sheet
from spinemkt.evidence.raw import LONGEST_NAME, RawTable, clean, shown, visible
from spinemkt.evidence.reading import Row, text_frame
from spinemkt.evidence.recognise import Known, recognised
from spinemkt.evidence.spelling import Speller, forms_of
from spinemkt.evidence.workbook import read_workbook

MOST_BYTES = 20 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 60
MOST_CELLS = 300_000  # of all: some five times the data of the bundle, and read in a few seconds
LONGEST_CELL = 5_000
EXPLAINING = ("About", "Columns", "Codes")  # sheets of the template that hold no data
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_SEPARATED = ("csv", "tsv", "txt")
_OTHERS = {"xls": "an old workbook", "xlsb": "a binary workbook", "ods": "an OpenDocument sheet", "numbers": "a sheet"}


def read_upload(files: Sequence[tuple[str, bytes]], dictionary: Dictionary) -> list[Sheet]:
    """Read CSV files and Excel workbooks, given as (name, content), into sheets; raise DataError with every fault.

    A CSV file is named after its table, as is each sheet of a workbook. Of two files of one name the later counts.
    Cells are text: a formula counts as the value that was saved with it, macros are left alone.
    """
    kept = {name.casefold(): (name, content) for name, content in files}
    files = list(kept.values())
    size = sum(len(content) for _, content in files)
    if size > MOST_BYTES:
        said = f"the files have {size / 2**20:,.1f} MB together; allowed: {MOST_BYTES / 2**20:.0f} MB"
        raise DataError([Fault(shown(files[0][0]), None, None, None, said)])
    known, rows, cells = Known(dictionary), 0, 0
    faults: list[Fault] = []
    sheets: list[Sheet] = []
    for name, content in files:
        over = ""
        try:
            tables = _raw(shown(name), content, known)
            rows += sum(len(table.rows) - 1 for table in tables)
            cells += sum(len(row) for table in tables for _, row in table.rows)
            over = _over(rows, cells)
            sheets += _sheets(tables, known, dictionary) if not over else []
        except DataError as error:
            faults += error.faults
        if over:  # no further file is read
            faults.append(Fault(shown(name), None, None, None, over))
            break
    if not faults and not sheets:
        faults.append(Fault(shown(files[0][0]) if files else "upload", None, None, None, "there is no table in it"))
    if faults:
        raise DataError(faults)
    return sheets


def _over(rows: int, cells: int) -> str:
    """Say which limit all files together pass, if they do."""
    limits = ((rows, MOST_ROWS, "rows"), (cells, MOST_CELLS, "cells"))
    return next((f"more {what} than allowed: {most:,} in all" for count, most, what in limits if count > most), "")


def _raw(name: str, content: bytes, known: Known) -> list[RawTable]:
    stem, _, kind = name.rpartition(".")
    kind = "xlsx" if content.startswith(b"PK\x03\x04") and kind.lower() in _SEPARATED else kind.lower()
    if kind in _SEPARATED:
        return [read_delimited(content, name, stem, known.count, MOST_CELLS, MOST_COLUMNS)]
    if kind in ("xlsx", "xlsm"):
        return read_workbook(content, name, MOST_COLUMNS, MOST_ROWS, MOST_CELLS, LONGEST_CELL)
    said = f"it is {_OTHERS.get(kind, 'neither CSV nor XLSX')}; allowed: .csv, .xlsx"
    raise DataError([Fault(name, None, None, None, said)])


def _sheets(tables: Sequence[RawTable], known: Known, dictionary: Dictionary) -> list[Sheet]:
    """The known tables of one file; those that are none are left out with a note, if another one is known."""
    sheets: list[Sheet] = []
    faults: list[Fault] = []
    unmatched: list[RawTable] = []
    for table in tables:
        if table.sheet and table.title in EXPLAINING:
            continue
        file = known.file(table.title)
        if file is None:
            unmatched.append(table)
            continue
        try:
            sheets.append(_sheet(table, file, known, dictionary))
        except DataError as error:
            faults += error.faults
    for table in unmatched:
        like = known.like(table)
        if like or not (sheets or faults):
            faults.append(_unnamed(table, like, dictionary))
    if faults:
        raise DataError(faults)
    notes = [f"{table.name}: no table of the model, left out{', and hidden' * table.hidden}" for table in unmatched]
    return [sheet if number else sheet.with_notes(notes) for number, sheet in enumerate(sheets)]


def _unnamed(table: RawTable, like: str | None, dictionary: Dictionary) -> Fault:
    tables = [file.removesuffix(".csv") for file in files_of(dictionary)]
    hint = nearest(table.title[:LONGEST_NAME].lower(), tables)
    if like and not hint:
        hint = f" Its head is that of {like.removesuffix('.csv')}: name it so."
    return table.fault(None, None, None, f"no table has this name; allowed: {', '.join(tables)}.{hint}")


def _sheet(table: RawTable, file: str, known: Known, dictionary: Dictionary) -> Sheet:
    if table.stopped:
        raise DataError([table.fault(None, None, None, table.stopped)])
    if faults := list(_too_wide(table)):
        raise DataError(faults)
    forms = forms_of(dictionary, file)
    found = recognised(table, file, known, forms)
    if faults := list(_cell_faults(table, found.columns, found.rows)):
        raise DataError(faults)
    speller = Speller(table, found.columns, forms)
    cells = speller.spelled(found.rows)
    if speller.faults:
        raise DataError(speller.faults)
    numbers = tuple(at for at, _ in found.rows)
    frame, faults = text_frame([(1, found.columns), *zip(numbers, cells, strict=True)], table.file)
    if frame is None:
        raise DataError(faults)
    notes = tuple(f"{table.name}: {said}" for said in (*table.notes, *speller.notes))
    return Sheet(table.file, file, frame, numbers, table.sheet, notes, [row for _, row in found.rows])


def _too_wide(table: RawTable) -> Iterable[Fault]:
    for at, row in table.rows:
        if len(row) > MOST_COLUMNS:
            yield table.fault(at, None, None, f"the row has {len(row):,} cells; allowed: {MOST_COLUMNS}")
            return


def _cell_faults(table: RawTable, columns: Sequence[str], rows: Iterable[Row]) -> Iterable[Fault]:
    """Cells that no table can hold: too long, or with signs that cannot be seen."""
    for at, row in rows:
        for column, cell in zip(columns, row, strict=True):
            if len(cell) > LONGEST_CELL:
                said = f"the cell has {len(cell):,} letters; allowed: {LONGEST_CELL:,}"
                yield table.fault(at, column, None, said)
            elif not cell.isprintable() and _unseen(clean(cell)):
                yield table.fault(at, column, visible(clean(cell)), "it must not hold signs that cannot be seen")


@lru_cache(maxsize=1_000)
def _unseen(text: str) -> bool:
    return any(unicodedata.category(sign) in _UNSEEN for sign in text if sign not in "\n\t")
