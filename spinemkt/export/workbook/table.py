"""Tables as Excel workbooks: text stays text, whatever it starts with, and numbers are numbers; no formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from math import isfinite

import numpy as np
import pandas as pd
import xlsxwriter

from spinemkt.export.csv import distinct

_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST = 32_000  # letters of a cell; Excel takes 32,767
_LARGE = 1e4  # numbers from here on have their thousands apart
_WIDEST = 50


@contextmanager
def opened(out: BytesIO, title: str) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written when the block ends; equal contents make equal files."""
    with xlsxwriter.Workbook(out, _PLAIN) as book:
        book.set_properties({"title": title, "created": datetime(2026, 1, 1)})
        yield book


def table_workbook(frame: pd.DataFrame, header: Iterable[tuple[str, str]]) -> bytes:
    """Return a table as a workbook: the sheet Table as in `to_csv`, and the sheet About with the header's entries."""
    out = BytesIO()
    with opened(out, "Table") as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet("Table")
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(distinct(map(str, frame.columns))):
            cells = frame.iloc[:, place].tolist()
            largest = max((abs(number) for cell in cells if (number := _number(cell)) is not None), default=0.0)
            large = name != "year" and largest >= _LARGE
            form = book.add_format({"num_format": "#,##0" if large else "General"})
            sheet.write_string(0, place, name, bold)
            for row, cell in enumerate(cells, 1):
                if (number := _number(cell)) is not None:
                    sheet.write_number(row, place, number, form)
                elif not pd.isna(cell) and cell != "":
                    sheet.write_string(row, place, str(cell)[:_LONGEST])
            longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=14 if large else 8)
            sheet.set_column(place, place, min(max(longest, len(name)) + 2, _WIDEST))
        sheet.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))
        _about(book, header)
    return out.getvalue()


def _number(cell: object) -> float | None:
    """A cell as a finite number; None for a text, a truth value, and where there is none."""
    number = float(cell) if isinstance(cell, int | float | np.number) and not isinstance(cell, bool) else None
    return number if number is not None and isfinite(number) else None


def _about(book: xlsxwriter.Workbook, header: Iterable[tuple[str, str]]) -> None:
    sheet, bold = book.add_worksheet("About"), book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    parts = (
        (name if start == 0 else "", value[start : start + _LONGEST])
        for name, value in header
        for start in range(0, max(len(value), 1), _LONGEST)
    )
    for row, (name, value) in enumerate(parts):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, value, wrapped)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110)
