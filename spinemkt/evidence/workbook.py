"""An Excel workbook as rows of text cells: of formulas the saved value, never a calculation; no macros, no links."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from spinemkt.evidence.reading import Row

MOST_UNPACKED = 100 * 2**20
MOST_PARTS = 1_000
MOST_SHEETS = 60
_LAST_ROW = 2**20  # the last row that Excel knows
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password


def workbook_rows(
    content: bytes, most_columns: int, most_rows: int, most_cells: int
) -> tuple[list[tuple[str, list[Row]]], str]:
    """Return (title, numbered rows) of every sheet that is not empty, and why the workbook cannot be read, if so."""
    if content.startswith(_OLD):
        return [], "it is an old workbook, or one under a password; save it as .xlsx without a password"
    if fault := _unpacked(content):
        return [], fault
    try:
        return _sheets(content, most_columns, most_rows, most_cells)
    except Exception as error:  # a hostile workbook can break the reading library in any way
        return [], f"it cannot be read as an Excel workbook ({type(error).__name__})"


def _unpacked(content: bytes) -> str:
    """Why the archive must not be unpacked, by its own list of contents: reading never goes beyond the sizes there."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except Exception:  # as above
        return "it is not an Excel workbook (.xlsx)"
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED:
        return f"unpacked it has {size / 2**20:,.0f} MB; allowed: {MOST_UNPACKED / 2**20:.0f} MB"
    if len(parts) > MOST_PARTS:
        return f"it has {len(parts):,} parts; allowed: {MOST_PARTS:,}"
    if len({part.filename for part in parts}) < len(parts):
        return "it is not an Excel workbook: a part stands twice in it"
    return ""


def _sheets(
    content: bytes, most_columns: int, most_rows: int, most_cells: int
) -> tuple[list[tuple[str, list[Row]]], str]:
    import openpyxl  # here: no page needs it before a reader uploads a workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        if len(sheets) > MOST_SHEETS:
            return [], f"it has {len(sheets):,} sheets; allowed: {MOST_SHEETS}"
        found, cells, filled = [], 0, 0
        for sheet in sheets:
            sheet.reset_dimensions()  # what the file says of its size need not be so
            rows: list[Row] = []
            # One column more than allowed, so that more than allowed is seen.
            read = sheet.iter_rows(max_row=_LAST_ROW, max_col=most_columns + 1, values_only=True)
            for at, values in enumerate(read, 1):
                if not any(value is not None for value in values):
                    continue
                row = [_text(value) for value in values]
                while row and not row[-1]:
                    row.pop()
                cells, filled = cells + len(row), filled + 1
                if filled > most_rows + len(sheets) or cells > most_cells:
                    return [], f"it has more than {most_rows:,} rows or {most_cells:,} cells"
                rows.append((at, row))
            found.append((str(sheet.title), _padded(rows)))
        return found, ""
    finally:
        book.close()


def _padded(rows: list[Row]) -> list[Row]:
    """Cells at the end of a row that are empty are not in the file; the header says how many there are."""
    width = len(rows[0][1]) if rows else 0
    return [(at, row + [""] * (width - len(row))) for at, row in rows]


def _text(value: Any) -> str:
    """A cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, str | int | timedelta) else ""
