"""The tables as a workbook or as CSV, to be filled in and read again as own data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from io import BytesIO

import xlsxwriter

from spinemkt.evidence.checking import columns_of, files_of, key_of, numbers_of
from spinemkt.evidence.dictionary import Dictionary
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.upload import EXPLAINING, MOST_BYTES, MOST_ROWS
from spinemkt.export.csv import csv_bytes
from spinemkt.export.workbook.table import opened
from spinemkt.terms import DIMENSIONS, DISTRIBUTIONS, GRADES, KINDS
from spinemkt.units import UNITS

ABOUT, COLUMNS, CODES = EXPLAINING
_HOW = (
    "Each sheet is one table of the model, with a header and the rows in use. Change cells, add rows, or delete the "
    "rows and sheets that you leave as they are: rows that are not here stay those of the bundle.",
    "A row replaces the row with the same key (the columns marked on the sheet 'Columns'), or joins the table where "
    "there is none. Combinations of codes that the model needs cannot be taken away.",
    "The model runs on the mean of each range, (low + 4 x value + high) / 6. To fix a number, make it low and high.",
    "Each number has a value between low and high, a unit, a kind, a grade and a source. A source of your own is a row "
    "on the sheet 'sources'. What nobody has published is an assumption: kind and source 'assumption', grade D.",
    "Codes are known by their labels, too; spaces, case and accents do not count. Dates may be date cells. In CSV the "
    "separator, the decimal sign and the encoding are told from the content. What was read in another form is said.",
    "Titles above the head, remarks beside the table and sheets of notes are left out. Of a formula the saved value is "
    "read; nothing is calculated, no macro is run.",
    f"At most {MOST_BYTES // 2**20} MB and {MOST_ROWS:,} rows.",
)
_FIXED = {"distribution": DISTRIBUTIONS, "kind": KINDS, "grade": GRADES}


def template(inputs: Inputs, files: Collection[str] = ()) -> bytes:
    """Return an Excel workbook (.xlsx) with a sheet for each file, all of them if none is named, and what they mean.

    Text is written as text whatever it starts with, numbers as numbers; there are no formulas.
    """
    chosen = [file for file in files_of(inputs.dictionary) if not files or file in files]
    out = BytesIO()
    with opened(out, "Own data") as book:
        head = book.add_format({"bold": True, "bottom": 1})
        _list(book, ABOUT, head, ["What to do"], [[line] for line in _HOW], [140])
        _list(
            book, COLUMNS, head, ["Table", "Column", "Key", "What it is", "Unit", "Allowed"], _columns(inputs, chosen)
        )
        _list(book, CODES, head, ["Dimension", "Code", "Meaning"], _codes())
        for file in chosen:
            _table(book, inputs, file, head)
    return out.getvalue()


def template_csv(inputs: Inputs, file: str) -> bytes:
    """Return one file as CSV in UTF-8; a text that a spreadsheet would run has an apostrophe before it."""
    frame = inputs.cells[file]
    return csv_bytes([frame.columns, *frame.itertuples(index=False, name=None)])


def _table(book: xlsxwriter.Workbook, inputs: Inputs, file: str, head: object) -> None:
    frame, numbers = inputs.cells[file], numbers_of(inputs.dictionary, file)
    sheet = book.add_worksheet(file.removesuffix(".csv"))
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, name, head)
        width = int(frame[name].str.len().max())
        sheet.set_column(place, place, min(max(width, len(name)) + 2, 50))
        for row, cell in enumerate(frame[name], 1):
            if cell and name in numbers:
                sheet.write_number(row, place, float(cell))
            elif cell:
                sheet.write_string(row, place, cell)


def _list(
    book: xlsxwriter.Workbook,
    title: str,
    head: object,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int] = (22, 22, 22, 70, 18, 90),
) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate([heads, *rows]):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell, *([head] if number == 0 else []))
    for place, width in enumerate(widths[: len(heads)]):
        sheet.set_column(place, place, width)


def _columns(inputs: Inputs, files: Iterable[str]) -> Iterable[list[str]]:
    """What each column of each table is; then what each parameter is."""
    dictionary = inputs.dictionary
    for file in files:
        table, key = file.removesuffix(".csv"), key_of(dictionary, file)
        for name in columns_of(dictionary, file):
            words, unit, allowed = _meaning(dictionary, file, name)
            yield [table, name, "key" if name in key else "", words, unit, allowed]
    for spec in dictionary.parameters.values():
        if spec.file in files:
            table = spec.file.removesuffix(".csv")
            where = "; ".join(f"{dim}: {', '.join(codes)}" for dim, codes in spec.codes.items())
            yield [table, spec.name, "", f"{spec.label}. {spec.description}", spec.unit, where]


def _meaning(dictionary: Dictionary, file: str, name: str) -> tuple[str, str, str]:
    if file not in dictionary.parameter_files:
        column = dictionary.tables[file.removesuffix(".csv")].columns[name]
        listed = ", ".join(column.allowed or ()) or (f"see {CODES}: {column.codes}" if column.codes else "")
        ends = (("at least", column.min), ("at most", column.max))
        limits = " and ".join(f"{word} {end:g}" for word, end in ends if end is not None)
        return column.description, column.unit or "", listed or limits
    if name == "parameter":
        names = [spec.name for spec in dictionary.parameters.values() if spec.file == file]
        return "Which parameter the number is", "", ", ".join(names)
    if name in dictionary.parameter_columns:
        return dictionary.parameter_columns[name], "", ", ".join(_FIXED.get(name, ()))
    return f"Code of the {name.replace('_', ' ')}; empty where the parameter has none", "", f"see {CODES}: {name}"


def _codes() -> Iterable[list[str]]:
    for name, labels in {**DIMENSIONS, **_FIXED, "unit": UNITS}.items():
        for code, label in labels.items():
            yield [name, str(code), str(label)]
