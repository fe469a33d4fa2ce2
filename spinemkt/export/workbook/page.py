"""How every sheet of the workbook looks: its head, the flag of the checks, colours, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from spinemkt.export.workbook.blocks import CONSTANT, FIRST_YEAR
from spinemkt.export.workbook.formulas import COLUMNS, YEAR_ROW
from spinemkt.terms import DIMENSIONS, YEARS

HEADS = ("What", "Region", "Country group", "Primary cancer", "Presentation or product", "Modality", "Unit", "Constant")
WIDTHS = (44, 18, 26, 20, 18, 30, 16, 13)
UNIT = HEADS.index("Unit")
# The column of a code on a sheet of rows.
COLUMN = {"region": 1, "tier": 2, "place": 2, "primary": 3, "presentation": 4, "product_category": 4, "modality": 5}
LAST_YEAR = FIRST_YEAR + len(YEARS) - 1
FLAG = '=IF(check_total=0,"All checks are zero","A check is not zero: see the sheet Checks")'
NUMBER = "[>=1000]#,##0;[<=-1000]-#,##0;0.0#####"  # no more digits than a column has room for
BLUE, GREEN, BLACK = "#0000FF", "#007A33", "#000000"


@dataclass(frozen=True, eq=False)
class Formats:
    """The formats of a workbook, by what a cell is."""

    title: Any
    small: Any
    head: Any
    block: Any
    text: Any
    wrapped: Any
    year: Any  # or another head of numbers
    input: Any
    black: Any
    green: Any

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> Formats:
        """Make them."""
        return cls(
            title=book.add_format({"bold": True, "font_size": 14}),
            small=book.add_format({"italic": True, "font_color": "#595959"}),
            head=book.add_format({"bold": True, "bottom": 1}),
            block=book.add_format({"bold": True, "font_color": "#1F3864"}),
            text=book.add_format({}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
            year=book.add_format({"bold": True, "bottom": 1, "num_format": "0", "align": "right"}),
            input=book.add_format({"font_color": BLUE, "num_format": NUMBER}),
            black=book.add_format({"font_color": BLACK, "num_format": NUMBER}),
            green=book.add_format({"font_color": GREEN, "num_format": NUMBER}),
        )

    def of_formula(self, formula: str) -> Any:
        """Green for a formula that reads another sheet, else black."""
        return self.green if "!" in formula else self.black


class Sheet(Worksheet):
    """A sheet of formulas of Excel 2010: xlsxwriter asks each cell what else it could be, which takes most time."""

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any, value: float | str) -> Literal[0]:
        """Keep a formula, which is not searched for functions that came later."""
        self._check_dimensions(row, col)
        self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)
        return 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell; a formula that gives a number in one piece."""
        if isinstance(cell, CellFormulaTuple) and isinstance(cell.value, int | float):
            place, form = f"{COLUMNS[col]}{row + 1}", cell.format._get_xf_index()
            self.fh.write(f'<c r="{place}" s="{form}"><f>{escape(cell.formula)}</f><v>{cell.value}</v></c>')
        else:
            super()._write_cell(row, col, cell)


def opened_sheet(
    book: xlsxwriter.Workbook, formats: Formats, name: str, title: str, said: str, heads: Sequence[str] = ()
) -> Worksheet:
    """Add a sheet with its title, what it holds, and the flag of the checks; heads: of its columns, in row 5."""
    sheet = book.add_worksheet(name, Sheet)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, formats.title)
    sheet.write_string(1, 0, said, formats.small)
    sheet.write_formula(2, 0, FLAG, formats.small, "All checks are zero")
    for column, head in enumerate(heads):
        sheet.write_string(YEAR_ROW - 1, column, head, formats.head)
    return sheet


def yearly_sheet(book: xlsxwriter.Workbook, formats: Formats, name: str, title: str, said: str) -> Worksheet:
    """Add a sheet whose columns are the years."""
    sheet = opened_sheet(book, formats, name, title, said, HEADS)
    for column, year in enumerate(YEARS, FIRST_YEAR):
        sheet.write_number(YEAR_ROW - 1, column, year, formats.year)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST_YEAR, LAST_YEAR, 16)
    sheet.freeze_panes(YEAR_ROW, FIRST_YEAR)
    return sheet


def label(dim: str, code: str) -> str:
    """The label of a code."""
    return str(DIMENSIONS["tier" if dim == "place" else dim].get(code, code))


def labels(codes: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """What stands in the columns of a row's codes; those of other dimensions make part of the first one."""
    found: dict[int, str] = {}
    for dim, listed in codes.items():
        said = ", ".join(label(dim, code) for code in listed)
        found[COLUMN.get(dim, 0)] = said
    return found


__all__ = ["COLUMN", "CONSTANT", "FIRST_YEAR", "LAST_YEAR", "UNIT", "Formats", "label", "labels", "opened_sheet"]
