"""The sheet Checks: what must agree in the workbook whatever its inputs are; each difference is 0, and so their sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from spinemkt.export.workbook.blocks import FIRST_YEAR, Block
from spinemkt.export.workbook.formulas import YEAR_ROW
from spinemkt.export.workbook.outputs import OUTPUTS, Outputs, rows_of
from spinemkt.export.workbook.page import LAST_YEAR, UNIT, Formats, yearly_sheet

CHECKS = "Checks"
SLACK = "0.000000001"  # of the larger of the two, and of 1
Side = Callable[[str], str]


def write_checks(book: xlsxwriter.Workbook, formats: Formats, out: Outputs) -> None:
    """A row a check, a column a year: 1 where two ways to a number differ by more than rounding, else 0."""
    said = "Each cell is 0 where two ways to the same number agree to 1e-9, and 1 where they do not."
    sheet = yearly_sheet(book, formats, CHECKS, CHECKS, said)
    first, checks = YEAR_ROW + 2, list(_checks(out))
    for row, (text, one, other) in enumerate(checks, first):
        sheet.write_string(row, 0, text, formats.text)
        sheet.write_string(row, UNIT, "0 or 1", formats.text)
        for column in range(FIRST_YEAR, LAST_YEAR + 1):
            name = xl_col_to_name(column)
            a, b = one(name), other(name)
            formula = f"=IF(ABS({a}-{b})<={SLACK}*MAX(1,ABS({b})),0,1)"
            sheet.write_formula(row, column, formula, formats.green, 0)
    ends = [xl_col_to_name(column) for column in (FIRST_YEAR, LAST_YEAR)]
    total = first + len(checks) + 1
    sheet.write_string(total, 0, "Sum of all checks (check_total)", formats.head)
    sheet.write_formula(total, 7, f"=SUM({ends[0]}{first + 1}:{ends[1]}{total - 1})", formats.black, 0)
    book.define_name("check_total", f"={CHECKS}!$H${total + 1}")


def _checks(out: Outputs) -> Sequence[tuple[str, Side, Side]]:
    measures = out.measures
    world = {measure: _cell(out, measure) for measure in ("diagnosed", "treated", "spend", "episodes", "maker_revenue")}
    found = [
        ("Spend by primary = spend by modality", _sum(measures["spend_by_primary"]), world["spend"]),
        ("Spend by country group = spend by modality", _sum(measures["spend_by_place"]), world["spend"]),
        ("Diagnosed by presentation = diagnosed by primary", _sum(measures["presenting"]), world["diagnosed"]),
        ("Treated and observed are no more than the diagnosed", _beyond(out), lambda name: "0"),
    ]
    for measure, dim, text in (
        ("spend", "region", "Spend of the regions"),
        ("spend", "tier", "Spend of the country groups"),
        ("treated", "region", "Treated of the regions"),
        ("spend", "treatment_type", "Spend of the treatment types"),
        ("episodes", "treatment_type", "Procedures of the treatment types"),
        ("maker_revenue", "product_category", "Net revenue of the product categories"),
    ):
        mine = [row for (name, its, code), row in out.rows.items() if (name, its) == (measure, dim)]
        found.append((f"{text} = world", _span(mine), world[measure]))
    return found


def _cell(out: Outputs, measure: str) -> Side:
    row = out.rows[measure, "", ""] + 1
    return lambda name: f"{OUTPUTS}!{name}{row}"


def _sum(block: Block) -> Side:
    return lambda name: f"SUM({rows_of(block, name)})"


def _span(rows: Sequence[int]) -> Side:
    return lambda name: f"SUM({OUTPUTS}!{name}{min(rows) + 1}:{name}{max(rows) + 1})"


def _beyond(out: Outputs) -> Side:
    """What treated and observed patients are beyond the diagnosed, which is nothing."""
    treated, followed, diagnosed = (_cell(out, measure) for measure in ("treated", "followed", "diagnosed"))
    return lambda name: f"MAX(0,{treated(name)}+{followed(name)}-{diagnosed(name)})"
