"""A file of separated cells as a table: encoding and separator are told from what the file says."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import islice

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.raw import RawTable, Row

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_LOOKED_AT = 100  # rows


def read_delimited(
    content: bytes, file: str, title: str, known: Callable[[Sequence[str]], int], most_cells: int, most_columns: int
) -> RawTable:
    """Read CSV; known counts the names of columns in a row. Raises DataError with the fault that stopped it."""
    text, said = _decoded(content, file)
    text = text.rstrip("\r\n")
    separator = max(SEPARATORS, key=lambda sign: _most_known(text, sign, known))
    cells = text.count(separator) + text.count("\n") + text.count("\r") - text.count("\r\n") + 1
    if cells > most_cells:
        raise DataError([Fault(file, None, None, None, f"it has {cells:,} cells; allowed: {most_cells:,}")])
    rows: list[Row] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
            wide = any(row[most_columns:])
            rows.append((len(rows) + 1, row if wide else row[: most_columns + 1]))
            if wide:  # it is refused for this row: no more of it need be read
                break
    except csv.Error as error:
        said = str(error)
        if "field limit" in said:
            said = f"row {len(rows) + 1} has a cell of more than {csv.field_size_limit():,} letters"
        raise DataError([Fault(file, None, None, None, f"it cannot be read as CSV: {said}")]) from None
    if rows and rows[0][1] and rows[0][1][0].lower().startswith("sep="):
        del rows[0]  # a line by which spreadsheets say the separator
    table = RawTable(file, "", title, rows, separator)
    table.notes += [said] if said else []
    if separator != ",":
        table.notes.append(f"its columns are separated by {SEPARATORS[separator]}")
    return table


def _decoded(content: bytes, file: str) -> tuple[str, str]:
    """The text of a file, and a note where it is not in UTF-8."""
    found = next((name for mark, name in _MARKS if content.startswith(mark)), "") or _unmarked(content)
    try:
        text = content.decode(found or "utf-8")
        return text.removeprefix("\ufeff"), f"it is in {found.upper()}" if found and found != "utf-8-sig" else ""
    except UnicodeDecodeError as error:
        first = error
    try:
        if not found:
            return content.decode("cp1252"), "it is not UTF-8; its letters were read as Windows-1252"
    except UnicodeDecodeError:
        pass
    line = content[: first.start].count(b"\n") + 1
    raise DataError(
        [Fault(file, line, None, None, f"the file is not {(found or 'utf-8').upper()} (byte {first.start})")]
    )


def _unmarked(content: bytes) -> str:
    """UTF-16 without a mark: every second byte of plain letters is zero."""
    even, odd = content[:400:2], content[1:400:2]
    if len(odd) < 8:
        return ""
    if odd.count(0) > len(odd) * 0.7 and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) * 0.7 and not odd.count(0) else ""


def _most_known(text: str, separator: str, known: Callable[[Sequence[str]], int]) -> int:
    """The most names of columns in one row, were the cells separated so."""
    most = 0
    try:
        for row in islice(csv.reader(StringIO(text[:200_000], newline=""), delimiter=separator), _LOOKED_AT):
            most = max(most, known(row))
    except csv.Error:
        pass
    return most
