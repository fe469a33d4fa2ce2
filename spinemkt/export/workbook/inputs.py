"""The sheets of inputs: numbers with their ranges and sources, cases by country, and the demographic index."""

from __future__ import annotations

import xlsxwriter

from spinemkt.evidence.inputs import Inputs
from spinemkt.export.workbook.blocks import CONSTANT, FIRST_YEAR
from spinemkt.export.workbook.page import Formats, label, opened_sheet, yearly_sheet
from spinemkt.export.workbook.tracing import CASES, DIMS, INDEX, INPUT_ROW, INPUTS, VALUE
from spinemkt.terms import REGIONS, TIER_REGION, TIERS

NUMBERS = ("value", "low", "high")
TEXTS = ("unit", "grade", "source", "link", "note", "label", "kind")
TEXT_WIDTHS = (22, 7, 26, 40, 60, 50, 12)  # of the columns of texts
HEAD = ("parameter", *DIMS, *NUMBERS, *TEXTS, "most_likely", "distribution")


def write_inputs(book: xlsxwriter.Workbook, formats: Formats, inputs: Inputs) -> None:
    """One row a number: the value in use, which formulas read, its range, grade and sources."""
    said = (
        "Change the blue values in use; all else follows. A value in use is the mean of its range, not its most likely."
    )
    sheet = opened_sheet(book, formats, INPUTS, "Inputs", said, HEAD)
    sources = inputs.tables["sources"].set_index("source_id")
    links = sources["locator"].to_dict() if "locator" in sources else {}
    register = inputs.register
    for row, line in enumerate(register.to_dict("records"), INPUT_ROW):
        named = [code.strip() for code in str(line["source_id"]).split(";")]
        for column, name in enumerate(("parameter", *DIMS)):
            if line[name]:
                sheet.write_string(row, column, str(line[name]), formats.text)
        for column, number in enumerate((line["expected"], line["low"], line["high"]), VALUE):
            sheet.write_number(row, column, float(number), formats.input if column == VALUE else formats.text)
        texts = (
            line["unit"],
            line["grade"],
            line["source_id"],
            "; ".join(str(links[code]) for code in named if code in links),
            line["note"],
            line["label"],
            line["kind"],
        )
        for column, text in enumerate(texts, VALUE + len(NUMBERS)):
            sheet.write_string(row, column, str(text), formats.text)
        last = VALUE + len(NUMBERS) + len(TEXTS)
        sheet.write_number(row, last, float(line["value"]), formats.text)
        sheet.write_string(row, last + 1, line["distribution"], formats.text)
    sheet.freeze_panes(INPUT_ROW, 1)
    sheet.autofilter(INPUT_ROW - 1, 0, INPUT_ROW + len(register) - 1, len(HEAD) - 1)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(DIMS), 14)
    sheet.set_column(VALUE, VALUE + 2, 13)
    for column, width in enumerate(TEXT_WIDTHS, VALUE + len(NUMBERS)):
        sheet.set_column(column, column, width)


def write_countries(book: xlsxwriter.Workbook, formats: Formats, inputs: Inputs, order: list[str]) -> None:
    """Cases of 2022 by country and primary, and the demographic index by country and year, group by group."""
    said = "New cancer cases of 2022 by country, registry estimates, in persons; the countries stand by group."
    cases = inputs.new_cases
    sheet = opened_sheet(book, formats, CASES, "New cancer cases of 2022", said, ("Country", "Region", "Country group"))
    for column, primary in enumerate(cases["primary"].values, CONSTANT):
        sheet.write_string(INPUT_ROW - 1, column, label("primary", primary), formats.head)
    index = yearly_sheet(
        book, formats, INDEX, "Demographic index of new cases", "Cases of the year / cases of 2022, at constant rates."
    )
    tiers = dict(zip(inputs.tier_of_country["country"].values, inputs.tier_of_country.values, strict=True))
    for row, country in enumerate(order, INPUT_ROW):
        tier = tiers[country]
        names = (inputs.country_names[country], REGIONS[TIER_REGION[tier]], TIERS[tier])
        for each, array, first in (
            (sheet, cases, CONSTANT),
            (index, inputs.demographic_index, FIRST_YEAR),
        ):
            for column, text in enumerate(names):
                each.write_string(row, column, text, formats.text)
            for column, number in enumerate(array.sel(country=country).values.tolist(), first):
                each.write_number(row, column, float(number), formats.input)
    sheet.freeze_panes(INPUT_ROW, 1)
    sheet.set_column(0, 2, 26)
    sheet.set_column(CONSTANT, CONSTANT + cases.sizes["primary"] - 1, 14)
