"""The sheets that explain and vouch: About, Sources, Change log, Certificate, Simulations and Tornado."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from spinemkt.charts.twin import heading
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.workbook.blocks import FIRST_YEAR
from spinemkt.export.workbook.formulas import YEAR_ROW
from spinemkt.export.workbook.outputs import NAMED, OUTPUTS, Outputs
from spinemkt.export.workbook.page import LAST_YEAR, UNIT, Formats, opened_sheet, yearly_sheet
from spinemkt.scenario.scenario import Scenario
from spinemkt.version import VERSION

CERTIFICATE, VERSION_LINE, SCENARIO_LINE = "Certificate", "data version", "scenario"
_NUMBER_WIDTH, _WIDEST = 15, 70  # letters
_SHEETS = (
    ("Control", "scenario, drug cost that counts, money and region to look at; amounts of the scenario's changes"),
    ("Inputs", "every number of the model: value in use, range, unit, grade, sources"),
    ("New cases ... Spend", "the chain, one sheet a stage; the same year stands in the same column on every sheet"),
    ("Outputs", "tables and charts, as on the pages Overview, Segments, Regions and Treatments"),
    ("Simulations, Tornado", "values pasted from the app; they do not follow the inputs"),
    ("Checks", "what must agree; their sum is 0, and each sheet shows it in its third row"),
    ("Sources, Change log, Certificate", "where numbers come from, what was changed, and how this file was made"),
)


def write_about(book: xlsxwriter.Workbook, formats: Formats, scenario: Scenario, version: str) -> None:
    """The legend, and what each sheet is."""
    said = f"{scenario.name}, data {version}. Not a medical device; gives no advice on a patient."
    sheet = opened_sheet(book, formats, "About", "The market for treating spinal metastases", said)
    sheet.write_string(4, 0, "Legend", formats.head)
    for row, (text, form) in enumerate(
        (
            ("Blue: an input, to be changed", formats.input),
            ("Black: a formula on its own sheet", formats.black),
            ("Green: a formula that reads another sheet", formats.green),
        ),
        5,
    ):
        sheet.write_string(row, 0, text, form)
    sheet.write_string(9, 0, "Sheets", formats.head)
    for row, (name, text) in enumerate(_SHEETS, 10):
        sheet.write_string(row, 0, name, formats.text)
        sheet.write_string(row, 1, text, formats.text)
    sheet.write_string(18, 0, "Names", formats.head)
    sheet.write_string(19, 0, ", ".join((*NAMED.values(), "years", "check_total")), formats.text)
    sheet.write_string(20, 0, "An edited workbook can be uploaded again on the page 'Use your own data'.", formats.text)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 100)


def write_listed(book: xlsxwriter.Workbook, formats: Formats, name: str, said: str, frame: pd.DataFrame) -> None:
    """A sheet with a table of values, its columns as wide as what stands in them."""
    heads = list(map(heading, frame.columns))
    sheet = opened_sheet(book, formats, name, name, said, heads)
    sheet.freeze_panes(YEAR_ROW, 1)
    for column, head in enumerate(heads):
        cells = frame.iloc[:, column].tolist()
        for row, cell in enumerate(cells, YEAR_ROW):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, formats.text)
            elif not pd.isna(cell):
                sheet.write_number(row, column, cell, formats.text if isinstance(cell, int) else formats.black)
        if not any(isinstance(cell, str) for cell in cells):
            sheet.write_string(YEAR_ROW - 1, column, head, formats.year)
        longest = max((len(cell) if isinstance(cell, str) else _NUMBER_WIDTH for cell in cells), default=0)
        sheet.set_column(column, column, min(max(longest, len(head)) + 2, _WIDEST))


def write_certificate(
    book: xlsxwriter.Workbook,
    formats: Formats,
    inputs: Inputs,
    scenario: Scenario,
    setting: dict[str, str],
    out: Outputs,
) -> None:
    """What the file was made of, and how far the outputs as they are now lie from those that the app gave."""
    said = "What this file was made of. The deviation is 0, to rounding, until an input is changed."
    sheet = yearly_sheet(book, formats, CERTIFICATE, CERTIFICATE, said)
    written = scenario.to_text()
    lines = {
        "made": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "library": f"spinemkt {VERSION}",
        VERSION_LINE: inputs.version,
        "data fingerprint (SHA-256 of the inputs)": fingerprint(inputs),
        "scenario, SHA-256 of its text": hashlib.sha256(written.encode()).hexdigest(),
        **setting,
        "engines that the tests recalculate with": "LibreOffice, Gnumeric; every output agrees with the app to 1e-9",
    }
    row = YEAR_ROW + 1
    for name, text in lines.items():
        sheet.write_string(row, 0, name, formats.text)
        sheet.write_string(row, 1, text, formats.text)
        row += 1
    row += 1
    deviations = []
    for measure, name in NAMED.items():
        values, _ = out.result.array(measure, ("year",))
        at = out.rows[measure, "", ""] + 1
        sheet.write_string(row, 0, f"{name}, as the app gave it", formats.text)
        sheet.write_string(row + 1, 0, f"{name}, relative deviation now", formats.text)
        for column, value in enumerate(values.tolist(), FIRST_YEAR):
            letter = xl_col_to_name(column)
            sheet.write_number(row, column, value, formats.text)
            formula = f"=ABS({OUTPUTS}!{letter}{at}-{letter}{row + 1})/{letter}{row + 1}"
            sheet.write_formula(row + 1, column, formula, formats.green, 0)
        deviations.append(row + 2)
        row += 2
    ends = [xl_col_to_name(column) for column in (FIRST_YEAR, LAST_YEAR)]
    sheet.write_string(row, 0, "largest deviation", formats.head)
    listed = ",".join(f"{ends[0]}{at}:{ends[1]}{at}" for at in deviations)
    sheet.write_formula(row, UNIT + 1, f"=MAX({listed})", formats.black, 0)
    book.define_name("largest_deviation", f"=Certificate!$H${row + 1}")
    row += 2
    sheet.write_string(row, 0, SCENARIO_LINE, formats.head)
    for at, line in enumerate(written.splitlines(), row + 1):
        sheet.write_string(at, 0, line[:32_000], formats.text)


def fingerprint(inputs: Inputs) -> str:
    """A SHA-256 of every number in use, and of the cases."""
    found = hashlib.sha256(inputs.version.encode())
    for name, array in sorted(inputs.parameters.items()):
        found.update(name.encode())
        found.update(array.to_numpy().tobytes())
    for array in (inputs.new_cases, inputs.demographic_index):
        found.update(array.to_numpy().tobytes())
    return found.hexdigest()


def change_log(scenario: Scenario, described: Iterable[str], version: str) -> pd.DataFrame:
    """What was done, in order: the data, then each change of the scenario; lines for one's own follow."""
    lines: Sequence[tuple[str, str]] = [
        ("data", f"version {version}"),
        ("scenario", scenario.name),
        *(("change", text) for text in described),
    ]
    return pd.DataFrame(lines, columns=["what", "text"])
