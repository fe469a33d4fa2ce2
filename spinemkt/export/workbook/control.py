"""The sheet Control: what the workbook is of, what can be chosen in it, and the changes that the scenario makes."""

from __future__ import annotations

import xlsxwriter

from spinemkt.export.workbook.nodes import Home
from spinemkt.export.workbook.page import Formats, label, opened_sheet
from spinemkt.export.workbook.tracing import AMOUNT, CHANGE_ROW, SCOPE_NUMBER
from spinemkt.scenario.change import described
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import REGIONS, SCOPES

WORLD = "World"
MONEY = ("Constant money", "Nominal money")
MONEY_NUMBER = Home("Control", SCOPE_NUMBER.row + 3, 2, fixed=True)
REGION = Home("Control", SCOPE_NUMBER.row + 5, 2, fixed=True)
_HEADS = ("Parameter", "Where", "Operation", "Unit", "Amount", "From year", "Years until in full", "Label", "Note")


def write_control(
    book: xlsxwriter.Workbook, formats: Formats, scenario: Scenario, scope: str, version: str, units: dict[str, str]
) -> None:
    """Scenario, scope, money and region, each chosen from a list; then the changes, whose amounts are inputs."""
    sheet = opened_sheet(book, formats, "Control", "Control", "What can be chosen here is blue; formulas follow.")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 8, 18)
    top = SCOPE_NUMBER.row - 2
    sheet.write_string(top, 0, "Scenario", formats.head)
    sheet.write_string(top, 2, scenario.name, formats.text)
    for row, said, options, chosen, name in (
        (SCOPE_NUMBER.row - 1, "Cancer-drug cost that counts", list(SCOPES.values()), SCOPES[scope], "scope_number"),
        (MONEY_NUMBER.row - 1, "Money of the chosen view", MONEY, MONEY[0], "money_number"),
    ):
        sheet.write_string(row, 0, said, formats.head)
        sheet.write_string(row, 2, chosen, formats.input)
        sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": list(options)})
        listed = ",".join(f'"{each}"' for each in options)
        number = list(options).index(chosen) + 1
        sheet.write_string(row + 1, 0, "its number in the list", formats.small)
        sheet.write_formula(row + 1, 2, f"=MATCH($C${row + 1},{{{listed}}},0)", formats.black, number)
        book.define_name(name, f"=Control!$C${row + 2}")
    sheet.write_string(REGION.row, 0, "Region of the chosen view", formats.head)
    sheet.write_string(REGION.row, 2, WORLD, formats.input)
    places = [WORLD, *REGIONS.values()]
    sheet.data_validation(REGION.row, 2, REGION.row, 2, {"validate": "list", "source": places})
    book.define_name("chosen_region", f"=Control!$C${REGION.row + 1}")
    sheet.write_string(REGION.row + 2, 0, "Data version", formats.head)
    sheet.write_string(REGION.row + 2, 2, version, formats.text)
    sheet.write_string(REGION.row + 3, 0, "Story", formats.head)
    sheet.write_string(REGION.row + 3, 2, scenario.story, formats.text)
    said = "Changes of the scenario: amounts are inputs. Years are fixed in this file." if scenario.changes else ""
    sheet.write_string(CHANGE_ROW - 2, 0, said or "The scenario makes no change.", formats.small)
    for column, head in enumerate(_HEADS if scenario.changes else ()):
        sheet.write_string(CHANGE_ROW - 1, column, head, formats.head)
    for row, change in enumerate(scenario.changes, CHANGE_ROW):
        where = "; ".join(f"{dim}: {', '.join(label(dim, code) for code in codes)}" for dim, codes in change.where)
        unit = units[change.parameter] if change.operation != "scale" else "factor"
        for column, text in enumerate((change.parameter, where, change.operation, unit)):
            sheet.write_string(row, column, text, formats.text)
        sheet.write_number(row, AMOUNT, change.amount, formats.input)
        sheet.write_number(row, AMOUNT + 1, change.year, formats.text)
        sheet.write_number(row, AMOUNT + 2, change.ramp, formats.text)
        sheet.write_string(row, AMOUNT + 3, change.label or described(change), formats.text)
        sheet.write_string(row, AMOUNT + 4, change.note, formats.text)
