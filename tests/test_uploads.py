"""Files as people and spreadsheets make them: read as they are meant, noted, or refused with the cell named."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from spinemkt.analysis.own import file_of
from spinemkt.errors import LONGEST_FAULTS, MOST_FAULTS, DataError
from spinemkt.evidence import sheet as sheets
from spinemkt.evidence import upload, workbook
from spinemkt.evidence.checking import numbers_of
from spinemkt.evidence.dates import iso_date
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.overlay import differences, overlaid
from spinemkt.evidence.scale import questions
from spinemkt.evidence.upload import read_upload
from spinemkt.export.template import template
from spinemkt.terms import DIMENSIONS
from tests.test_own_data import HEAD, OURS, book, laid, lines
from tests.test_own_data import faults as faults_of

EVENTS = "event_id,date,until,region,country,kind,category,modality,event,direction,size,size_unit,source_id,retrieved"
EVENTS += ",grade,note"
EVENT = (
    "ours,2026-02-12,,asia_pacific,CHN,price,,open_surgery,Prices fall,down,-50,percent of price,assumption,no,D,judged"
)
HEADS, ROW = HEAD.split(","), [float(c) if c.isdigit() else c for c in OURS.split(",")]


def made(change: Callable[[Worksheet], object], sheet: str = "unit_costs", rows: list | None = None) -> bytes:
    """A workbook as openpyxl writes it, its sheet changed."""
    found = openpyxl.Workbook()
    page = found.active
    page.title = sheet
    for row in rows or [HEADS, ROW]:
        page.append(row)
    change(page)
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def notes(inputs: Inputs, *files: tuple[str, str | bytes]) -> str:
    given = [(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return "\n".join(note for sheet in read_upload(given, inputs.dictionary) for note in sheet.notes)


def rows_of(inputs: Inputs, *files: tuple[str, str | bytes]) -> pd.DataFrame:
    """The rows of the one table that is given, as text in the codes and numbers of the model."""
    (sheet,) = read_upload(
        [(name, text.encode() if isinstance(text, str) else text) for name, text in files], inputs.dictionary
    )
    return sheet.frame


def price(inputs: Inputs, *files: tuple[str, str | bytes]) -> float:
    return float(rows_of(inputs, *files).set_index("modality").at["conventional_ebrt", "value"])


# ------------------------------------------------------------------------------------------------ cells and heads
SPACES = [" ", "\u00a0", "\u2009", "\u202f", "\u200b", "\ufeff", "\u3000", "\t"]


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
def test_spaces_of_every_kind_do_not_count(inputs: Inputs, space: str) -> None:
    spaced = ",".join(f"{space}{cell}{space}" for cell in OURS.split(","))
    heads = ",".join(f"{name}{space}" for name in HEADS)
    empty = ",".join([space] * len(HEADS))
    assert price(inputs, ("unit_costs.csv", lines(spaced, empty, head=heads))) == 9000
    (row,) = rows_of(inputs, ("unit_costs.csv", lines(spaced, head=heads))).to_dict("records")
    assert row == dict(zip(HEADS, OURS.split(","), strict=True))


NAMED = {
    "full width": "ｃｏｎｖｅｎｔｉｏｎａｌ＿ｅｂｒｔ",
    "capitals": "CONVENTIONAL_EBRT",
    "spaces": "conventional ebrt",
    "label": "Conventional external beam",
    "label with accents": "Convéntional Extérnal Beam",
}


@pytest.mark.parametrize("name", NAMED.values(), ids=NAMED)
def test_a_code_is_known_by_its_label_and_spelling(inputs: Inputs, name: str) -> None:
    assert price(inputs, ("Unit Costs.CSV", lines(OURS.replace("conventional_ebrt", name)))) == 9000


COUNTRIES = {
    "DEU": "DEU",
    "de": "DEU",
    "Germany": "DEU",
    "NA": "NAM",
    "Namibia": "NAM",
    "Türkiye": "TUR",
    "Turkey": "TUR",
}


@pytest.mark.parametrize(("text", "code"), COUNTRIES.items())
def test_a_country_is_known_by_name_and_code(inputs: Inputs, text: str, code: str) -> None:
    given = [("cancer_incidence.csv", f"country,primary,new_cases\n{text},Lung,7\n")]
    given.append(("own.xlsx", book({"cancer_incidence": [["country", "primary", "new_cases"], [text, "lung", 7]]})))
    for file in given:
        mine = laid(inputs, file)
        assert mine.own["cancer_incidence.csv"].to_numpy().tolist() == [[code, "lung", "7"]]
        assert mine.own["cancer_incidence.csv"].index[0] < len(inputs.cells["cancer_incidence.csv"])
    assert ("names read as codes" in notes(inputs, given[0])) == (text.upper() != code)


def test_a_country_that_is_not_modelled_is_named(inputs: Inputs) -> None:
    (said,) = faults_of(inputs, ("cancer_incidence.csv", "country,primary,new_cases\nLiechtenstein,lung,7\n"))
    assert "found 'Liechtenstein'; Liechtenstein is not modelled" in said
    assert "Did you mean" not in said
    (said,) = faults_of(inputs, ("cancer_incidence.csv", "country,primary,new_cases\nGermny,lung,7\n"))
    assert "found 'Germny'; it must be one of: 185 known codes. Did you mean 'Germany'?" in said


def test_a_fault_shows_the_cell_as_it_stands(inputs: Inputs) -> None:
    text = "country,primary,new_cases\nUK,lung,7\nGreat Britain,Lung,8\nFrance,lung,-1 000\n"
    twice, low = faults_of(inputs, ("cancer_incidence.csv", text))
    assert "row 3, column country: found 'Great Britain'; the key stands twice: country GBR" in twice
    assert "row 4, column new_cases: found '-1 000'; it must be at least 0" in low


def test_a_short_name_in_other_letters_replaces_its_row(inputs: Inputs) -> None:
    row = "China_Spine_Procurement ,2022-09-27,,asia_pacific,China,price,Titanium_Implant,Open surgery; MIS_surgery,x,"
    mine = laid(
        inputs, ("market_events.csv", lines(f"{row}down,-50,percent of price,CHINA_VBP2022,yes,C,", head=EVENTS))
    )
    (own,) = mine.own["market_events.csv"].to_dict("records")
    names = ("event_id", "country", "category", "modality", "source_id")
    assert [own[name] for name in names] == [
        "china_spine_procurement",
        "CHN",
        "titanium_implant",
        "open_surgery;mis_surgery",
        "china_vbp2022",
    ]
    assert mine.own["market_events.csv"].index[0] < len(inputs.cells["market_events.csv"])


def test_a_name_with_leading_zeros_keeps_them(inputs: Inputs) -> None:
    def seven(page: Worksheet) -> None:
        page["A2"] = 7
        page["A2"].number_format = "000"

    row = "007,Our prices,tariff,Pricing,2026,Contract prices,internal,internal,C,confidential,"
    head = ",".join(inputs.cells["sources.csv"].columns)
    files = [
        ("sources.csv", lines(row, head=head)),
        ("own.xlsx", made(seven, "sources", [head.split(","), row.split(",")])),
    ]
    for file in files:
        assert laid(inputs, file).own["sources.csv"]["source_id"].tolist() == ["007"]


# ------------------------------------------------------------------------------------------------ numbers
def test_one_file_of_a_continental_spreadsheet(inputs: Inputs) -> None:
    text = lines(OURS.replace(",", ";").replace("9000", "9000,5"), head=HEAD.replace(",", ";"))
    said = notes(inputs, ("unit_costs.csv", text))
    assert "separated by semicolons" in said
    assert "decimal commas read as points: 1 cell" in said
    assert price(inputs, ("unit_costs.csv", text)) == 9000.5


@pytest.mark.parametrize("sign", [";", "\t", "|"])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_separator_and_encoding_are_told_from_the_head(inputs: Inputs, sign: str, form: str) -> None:
    text = lines(OURS.replace(",", sign).replace("Our list", "geprüft"), head=HEAD.replace(",", sign))
    for ends in ("\n", "\r\n", "\r"):
        found = rows_of(inputs, ("unit_costs.csv", text.replace("\n", ends).encode(form)))
        assert found["note"].tolist() == ["geprüft"]


NUMBERS = {
    "13000.5": 13000.5,
    "13000,5": 13000.5,
    "13 000": 13000,
    "13\u202f000,5": 13000.5,
    "13'000.5": 13000.5,
    "13.000,5": 13000.5,
    "13,000.5": 13000.5,
    "1,300,000": 1_300_000,
    "１３０００": 13000,
    "1.3e4": 13000,
    "1.268": 1.268,
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_a_number_is_read_as_written(inputs: Inputs, text: str, value: float) -> None:
    row = OURS.replace("9000", f'"{text}"', 1).replace("8000", "1").replace("10000", "2000000")
    assert price(inputs, ("unit_costs.csv", lines(row))) == value
    row = [text if cell == 9000 else {8000: 1.0, 10000: 2e6}.get(cell, cell) for cell in ROW]
    assert price(inputs, ("own.xlsx", book({"unit_costs": [HEADS, row]}))) == value


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2013", "\uff0d"])
def test_a_minus_of_any_kind_is_one(inputs: Inputs, minus: str) -> None:
    found = rows_of(inputs, ("market_events.csv", lines(EVENT.replace("-50", f"{minus}50"), head=EVENTS)))
    assert found["size"].tolist() == ["-50"]


@pytest.mark.parametrize(
    ("text", "separator", "said"),
    [
        ('"13,000"', ",", "found '13,000'; it could be 13000 or 13.000"),
        ("13.000", ";", "found '13.000'; it could be 13.000 or 13000"),
    ],
)
def test_a_number_that_could_be_two_is_refused(inputs: Inputs, text: str, separator: str, said: str) -> None:
    row = OURS.replace(",", separator).replace("9000", text).replace("8000", "1").replace("10000", "20000")
    (fault,) = faults_of(inputs, ("unit_costs.csv", lines(row, head=HEAD.replace(",", separator))))
    assert f"row 2, column value: {said}: write it without a sign for thousands" in fault


def test_other_numbers_of_the_table_tell_the_sign(inputs: Inputs) -> None:
    row = OURS.replace(",", ";").replace("9000", "13.000").replace("8000", "1").replace("10000", "20000,5")
    assert price(inputs, ("unit_costs.csv", lines(row, head=HEAD.replace(",", ";")))) == 13000
    row = OURS.replace(",", ";").replace("9000", "9000,5").replace("8000", "800.5")
    (fault,) = faults_of(inputs, ("unit_costs.csv", lines(row, head=HEAD.replace(",", ";"))))
    assert "a decimal comma here, and a decimal point in row 2 ('800.5')" in fault


def test_percentages_are_shares_of_one(inputs: Inputs) -> None:
    rows = inputs.cells["attribution.csv"].iloc[[0]].assign(value="60%", low="54 %", high="0.75")
    mine = laid(inputs, ("attribution.csv", rows.to_csv(index=False)))
    assert mine.own["attribution.csv"][["value", "low", "high"]].to_numpy().tolist() == [["0.6", "0.54", "0.75"]]

    def shown_as_percent(page: Worksheet) -> None:
        page["K2"] = -0.84
        page["K2"].number_format = "0%"

    mine = laid(inputs, ("own.xlsx", made(shown_as_percent, "market_events", [EVENTS.split(","), EVENT.split(",")])))
    assert mine.own["market_events.csv"]["size"].tolist() == ["-84"]
    (fault,) = faults_of(inputs, ("unit_costs.csv", lines(OURS.replace("9000", "90%"))))
    assert "a percentage, but the unit is usd2022/episode" in fault


# ------------------------------------------------------------------------------------------------ dates
DATES = {
    "2026-02-12": "2026-02-12",
    "2026-02-12 00:00:00": "2026-02-12",
    "2026-02-12T00:00:00": "2026-02-12",
    "2026/2/12": "2026-02-12",
    "12.02.2026": "2026-02-12",
    "13/02/2026": "2026-02-13",
    "02/13/2026": "2026-02-13",
    "02/02/2026": "2026-02-02",
    "12 Feb 2026": "2026-02-12",
    "February 2026": "2026-02",
    "2/2026": "2026-02",
    "2026": "2026",
    "46065": "46065",
    "soon": "soon",
    "31.02.2026": "31.02.2026",
}


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_a_date_is_read_as_written(text: str, day: str) -> None:
    assert iso_date(text) == day


def test_a_date_that_could_be_two_days_is_refused(inputs: Inputs) -> None:
    (fault,) = faults_of(inputs, ("market_events.csv", lines(EVENT.replace("2026-02-12", "02/12/2026"), head=EVENTS)))
    assert "found '02/12/2026'; it could be 2026-12-02 or 2026-02-12; write it as year-month-day" in fault


@pytest.mark.parametrize(
    ("value", "form", "day"),
    [
        (datetime(2026, 2, 12), "yyyy-mm-dd", "2026-02-12"),
        (date(2026, 2, 12), 'd". "mmmm\\ yyyy', "2026-02-12"),
        (datetime(2026, 2, 12, 9, 30), "dd/mm/yyyy hh:mm", "2026-02-12"),
        (datetime(2026, 2, 1), "mmm yyyy", "2026-02"),
        (datetime(2026, 1, 1), "yyyy", "2026"),
        (2026, "General", "2026"),
        (2026.0, "0", "2026"),
    ],
)
def test_a_date_cell_is_a_date(inputs: Inputs, value: object, form: str, day: str) -> None:
    def typed(page: Worksheet) -> None:
        page["B2"] = value
        page["B2"].number_format = form

    file = ("own.xlsx", made(typed, "market_events", [EVENTS.split(","), EVENT.split(",")]))
    assert rows_of(inputs, file)["date"].tolist() == [day]
    assert ("date cell" in notes(inputs, file)) == ("y" in form)


def test_a_number_without_the_format_of_a_date_is_none(inputs: Inputs) -> None:
    rows = [EVENTS.split(","), EVENT.split(",")]
    (fault,) = faults_of(inputs, ("own.xlsx", made(lambda page: page.__setitem__("B2", 46065), "market_events", rows)))
    assert "found '46065'; it must be a date" in fault


# ------------------------------------------------------------------------------------------------ formulas, errors
def test_a_formula_in_the_head_is_named(inputs: Inputs) -> None:
    (fault,) = faults_of(inputs, ("own.xlsx", made(lambda page: page.__setitem__("D1", '="val"&"ue"'))))
    assert fault.startswith("own.xlsx, sheet unit_costs, row 1; cell D1: the formula has no saved value")


@pytest.mark.parametrize("cell", ["D2", "M2", "C2"])
def test_a_formula_without_a_saved_value_is_named(inputs: Inputs, cell: str) -> None:
    (fault,) = faults_of(inputs, ("own.xlsx", made(lambda page: page.__setitem__(cell, "=12000*1.1"))))
    assert fault.startswith("own.xlsx, sheet unit_costs, row 2, column ")
    assert f"cell {cell}: the formula has no saved value; open the file in a spreadsheet and save it" in fault


def test_a_zero_beside_a_formula_that_was_never_calculated_is_no_value(inputs: Inputs) -> None:
    content = book({"unit_costs": [HEADS, ROW]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>9000</v>", b"<f>A1*2</f><v>0</v>"))
    (fault,) = faults_of(inputs, ("own.xlsx", out.getvalue()))
    assert "column value: found '0'; cell D2: the formula has no saved value" in fault


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_of_the_spreadsheet_is_named(inputs: Inputs, error: str) -> None:
    (fault,) = faults_of(inputs, ("own.xlsx", made(lambda page: page.__setitem__("M2", error))))
    assert not notes(inputs, ("own.xlsx", made(lambda page: page.__setitem__("O2", "=1+1")))).count(
        "saved value was read"
    )
    assert f"column note: found '{error}'; cell M2: the cell shows {error}" in fault
    (fault,) = faults_of(inputs, ("unit_costs.csv", lines(OURS.replace("Our list", error))))
    assert f"column note: found '{error}'; cell M2: an error" in fault


# ------------------------------------------------------------------------------------------------ what is beside
def test_hidden_sheets_rows_and_columns_are_said(inputs: Inputs) -> None:
    def hide(page: Worksheet) -> None:
        page.append([*ROW[:1], "mri", *ROW[2:]])
        page.row_dimensions[3].hidden = True
        page.column_dimensions["F"].hidden = True
        other = page.parent.create_sheet("attribution")
        rows = inputs.cells["attribution.csv"].iloc[[0]]
        for row in [list(rows.columns), *rows.assign(note="x").to_numpy().tolist()]:
            other.append(row)
        other.sheet_state = "veryHidden"

    said = notes(inputs, ("own.xlsx", made(hide)))
    assert "sheet unit_costs: hidden in the file, and read: row 3\n" in said
    assert "sheet unit_costs: hidden in the file, and read: column F (high)" in said
    assert "sheet attribution: the sheet is hidden in the file" in said


def test_a_text_of_several_lines_is_read_as_it_is_seen(inputs: Inputs) -> None:
    found = rows_of(inputs, ("own.xlsx", book({"unit_costs": [HEADS, [*ROW[:-1], "one\r\ntwo"]]})))
    assert found["note"].tolist() == ["one\ntwo"]


def test_titles_notes_and_remarks_are_left_out_and_said(inputs: Inputs) -> None:
    rows = [
        ["Prices of our clinic"],
        [],
        [*HEADS, "", "Remarks of ours"],
        [*ROW, "checked", ""],
        ["Source: our pharmacy, 2026"],
    ]
    content = book({"My notes": [["ask the pharmacy"]], "unit_costs": rows, "prices 2025": [[1, 2], [3, 4]]})
    assert price(inputs, ("own.xlsx", content)) == 9000
    said = notes(inputs, ("own.xlsx", content))
    for part in (
        "row 1 above the head left out: 'Prices of our clinic'",
        "beside the table, left out: columns N ('checked'), O ('Remarks of ours')",
        "remarks among the rows, left out: row 5 ('Source: our pharmacy, 2026')",
        "sheet My notes: no table of the model, left out",
        "sheet prices 2025: no table of the model, left out",
    ):
        assert part in said
    padded = "\n".join(",".join(str(cell) for cell in [*row, *[""] * 15][:15]) for row in rows)
    assert price(inputs, ("unit_costs.csv", padded.replace("pharmacy, 2026", "pharmacy"))) == 9000


def test_a_row_of_a_table_is_no_remark(inputs: Inputs) -> None:
    head = "country,megavoltage_units,year\n"
    for row in ("Germany,,", "DEU,,"):
        assert faults_of(inputs, ("radiotherapy_units.csv", f"{head}AGO,3,2026\n{row}\n"))


def test_a_head_that_stands_again_is_left_out(inputs: Inputs) -> None:
    text = lines(OURS, HEAD.upper(), OURS.replace("conventional_ebrt", "mri"))
    assert price(inputs, ("unit_costs.csv", text)) == 9000
    assert "the head stands again and was left out: row 3" in notes(inputs, ("unit_costs.csv", text))


def test_a_sheet_with_the_head_of_a_table_is_not_left_out(inputs: Inputs) -> None:
    content = book({"unit_costs": [HEADS, ROW], "Sheet2": [HEADS, [*ROW[:1], "mri", *ROW[2:]]]})
    (fault,) = faults_of(inputs, ("own.xlsx", content))
    assert "own.xlsx, sheet Sheet2; no table has this name" in fault
    assert "Its head is that of unit_costs: name it so." in fault


def test_a_column_that_may_be_misspelled_is_not_left_out(inputs: Inputs) -> None:
    (fault,) = faults_of(inputs, ("own.xlsx", book({"unit_costs": [[*HEADS, "values"], [*ROW, 1]]})))
    assert "column values; the dictionary does not know this column. Did you mean 'value'?" in fault


def test_a_head_of_merged_cells_is_read(inputs: Inputs) -> None:
    groups = [*HEADS[:3], "Price", "", "", *HEADS[6:]]
    rows = [groups, ["", "", "", *HEADS[3:6]], ROW]

    def merge(page: Worksheet) -> None:
        page.merge_cells("D1:F1")
        for column in "ABCGHIJKLM":
            page.merge_cells(f"{column}1:{column}2")

    content = made(merge, rows=rows)
    assert price(inputs, ("own.xlsx", content)) == 9000
    assert "merged cells read as if their value stood in each: A1:A2, B1:B2, C1:C2, D1:F1" in notes(
        inputs, ("own.xlsx", content)
    )


def test_what_cannot_be_seen_is_shown(inputs: Inputs) -> None:
    (fault,) = faults_of(inputs, ("unit_costs.csv", lines(OURS.replace("conventional", "conv\u0435ntional"))))
    assert "found 'conv⟨U+0435⟩ntional_ebrt'" in fault
    (fault, *_) = faults_of(inputs, ("unit_costs.csv", lines(OURS, head=HEAD.replace("value", "v\u0430lue"))))
    assert "column value; the column is missing. Did you mean 'v⟨U+0430⟩lue'?" in fault


def test_of_two_files_of_one_name_the_later_counts(inputs: Inputs) -> None:
    wrong = ("unit_costs.csv", lines(OURS.replace("pert", "pret")))
    assert price(inputs, wrong, ("Unit_costs.csv", lines(OURS))) == 9000
    assert faults_of(inputs, ("unit_costs.csv", lines(OURS)), wrong)


# ------------------------------------------------------------------------------------------------ nothing is altered
def in_another_form(inputs: Inputs, file: str, draw: random.Random) -> tuple[str, bytes]:
    """A table of the bundle as somebody else's spreadsheet would write it, with names in place of codes."""
    frame, numeric = inputs.cells[file], numbers_of(inputs.dictionary, file)
    comma, sign = draw.random() < 0.5, draw.choice(";\t|")
    rows: list[list[str]] = [
        [draw.choice((name, name.upper(), f" {name}\u00a0", name.replace("_", " "))) for name in frame]
    ]
    for cells in frame.to_numpy().tolist():
        row = []
        for name, cell in zip(frame.columns, cells, strict=True):
            if name in numeric and comma:
                cell = cell.replace(".", ",").replace("-", "\u2212")
            elif name in DIMENSIONS and cell in DIMENSIONS[name]:
                cell = draw.choice((cell, DIMENSIONS[name][cell], cell.upper()))
            elif name == "country" and cell:
                cell = draw.choice((cell, cell.lower(), inputs.country_names.get(cell, cell)))
            row.append(draw.choice((cell, f"{cell} ", f"\u2009{cell}")) if name not in ("note", "text") else cell)
        rows.append(row)
    rows.insert(0, ["Our numbers"] + [""] * (len(frame.columns) - 1))
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator=draw.choice(("\n", "\r\n"))).writerows(rows)
    return file, out.getvalue().encode(draw.choice(("utf-8", "utf-8-sig", "utf-16")))


@pytest.mark.parametrize("seed", range(2))
def test_the_bundle_in_another_form_is_the_bundle(inputs: Inputs, seed: int) -> None:
    draw = random.Random(seed)
    files = [in_another_form(inputs, file, draw) for file in inputs.cells]
    for file in files:
        mine = laid(inputs, file)
        assert mine is inputs, differences(mine).head()


def test_own_data_read_again_are_the_same(inputs: Inputs) -> None:
    mine = laid(inputs, ("unit_costs.csv", lines(OURS.replace("9000", '"13,000.5"').replace("10000", "20000"))))
    given = [(file, text.encode()) for file, text in file_of(mine).items()]
    assert overlaid(inputs, read_upload(given, inputs.dictionary)).version == mine.version
    assert not notes(inputs, *given)


# ------------------------------------------------------------------------------------------------ asked about
def test_a_factor_is_asked_about(inputs: Inputs) -> None:
    rows = inputs.cells["unit_costs.csv"]
    rows = rows[rows["parameter"] == "unit_cost"].iloc[:12].copy()

    def asked(change: Callable[[float], float]) -> list[str]:
        own = rows.assign(**{name: rows[name].map(lambda cell: repr(change(float(cell)))) for name in HEADS[3:6]})
        return questions(laid(inputs, ("unit_costs.csv", own.to_csv(index=False))))

    assert asked(lambda cell: cell * 100) == [
        "All 12 changed values of unit_cost in unit_costs are 100 times those built in."
    ]
    assert "1/1,000 of those built in" in asked(lambda cell: cell / 1000)[0]
    assert "1.1 times those built in" in asked(lambda cell: cell * 1.1)[0]
    assert "are 5, whatever they were" in asked(lambda cell: 5.0)[0]
    assert asked(lambda cell: cell + 500) == []
    one = laid(inputs, ("unit_costs.csv", lines(OURS.replace("9000", "900000").replace("10000", "1000000"))))
    assert questions(one) == ["The changed value of unit_cost in unit_costs is about 120 times the one built in."]
    assert questions(laid(inputs, ("unit_costs.csv", lines(OURS)))) == []


# ------------------------------------------------------------------------------------------------ bounds
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
TEXT = "<c r='{}{}' t='inlineStr'><is><t>{}</t></is></c>"
HEAD_ROW = "<row r='1'>" + "".join(TEXT.format(chr(65 + n), 1, name) for n, name in enumerate(HEADS)) + "</row>"


def with_sheet(inputs: Inputs, rows: str, part: str = "xl/worksheets/sheet4.xml") -> tuple[str, bytes]:
    out = io.BytesIO()
    content = io.BytesIO(template(inputs, ["unit_costs.csv"]))
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, SHEET.format(rows) if name == part else old.read(name))
    return "own.xlsx", out.getvalue()


HOSTILE = {
    "a huge cell": (HEAD_ROW + "<row r='2'>" + TEXT.format("A", 2, "x" * 10**6) + "</row>", "1,000,000 letters"),
    "a huge row": (HEAD_ROW + "<row r='2'>" + "<c><v>1</v></c>" * 10**5 + "</row>", "row 2 has a cell in column BI"),
    "deep parts": ("<a>" * 10**4, "nested more than 60 deep"),
    "a huge comment": (f"<!--{'x' * 10**7}-->", "a tag or comment of more than 524,288 bytes"),
    "a huge tag": (f"<row r='2' a='{'x' * 10**7}'/>", "a tag or comment of more than 524,288 bytes"),
    "many merged cells": (HEAD_ROW + "<mergeCell ref='A1:XFD1048576'/>" * 10**4, "more than 2,000 merged cells"),
    "many rows": (HEAD_ROW + "<row><c><v>1</v></c></row>" * 60_000, "more than 50,000 rows or 300,000 cells"),
    "only rows of a format": (HEAD_ROW + "<row s='1' customFormat='1'/>" * 10**6, "a header but no rows"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_sheet_is_left_where_a_limit_is_passed(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rows, said = HOSTILE[name]
    taken = 0
    began = sheets.SheetReader.start

    def counted(self: sheets.SheetReader, *given: object) -> None:
        nonlocal taken
        taken += 1
        began(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(sheets.SheetReader, "start", counted)
    (fault,) = faults_of(inputs, with_sheet(inputs, rows))
    assert said in fault
    assert len(fault) < 1_000
    assert taken < 250_000  # tags: reading ends long before the sheet does


def test_empty_rows_of_a_format_do_not_hide_the_table(inputs: Inputs) -> None:
    row = (
        "<row r='2'>" + "".join(TEXT.format(chr(65 + n), 2, cell) for n, cell in enumerate(OURS.split(","))) + "</row>"
    )
    file = with_sheet(inputs, HEAD_ROW + row + "<row s='1'/>" * 10**6)
    assert price(inputs, file) == 9000
    assert "what comes after 20,000 empty rows" in notes(inputs, file)


def test_thousands_of_sheets_are_refused(inputs: Inputs) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book({"unit_costs": [HEADS, ROW]}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            at = part.find(b"<sheet ")
            one = part[at : part.find(b"/>", at) + 2] if name == "xl/workbook.xml" else b""
            new.writestr(name, part.replace(one, one * 5_000) if one else part)
    assert faults_of(inputs, ("own.xlsx", out.getvalue())) == ["own.xlsx; it has 5,000 sheets; allowed: 60"]


def test_reading_of_a_csv_ends_at_the_first_row_that_is_too_long(inputs: Inputs) -> None:
    (fault,) = faults_of(inputs, ("unit_costs.csv", f"{HEAD}\n{'x,' * 100_000}\n" + f"{OURS}\n" * 1_000))
    assert "unit_costs.csv, row 2; the row has 100,001 cells; allowed: 60" in fault


def test_cells_and_rows_are_limited_over_all_files(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    raw = upload._raw
    monkeypatch.setattr(upload, "_raw", lambda name, *rest: read.append(name) or raw(name, *rest))
    monkeypatch.setattr(upload, "MOST_CELLS", 40)
    files = [(f"unit_costs ({number}).csv", lines(OURS)) for number in range(9)]
    (fault,) = faults_of(inputs, *files)
    assert fault == "unit_costs (1).csv; more cells than allowed: 40 in all"
    assert len(read) == 2


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_very_many_faults_are_bounded(inputs: Inputs, file: str) -> None:
    heads = ["country", "megavoltage_units", "year"]
    rows = [["X" * 300, "many", "x"] for _ in range(20_000)]
    given = (
        ("radiotherapy_units.csv", "\n".join(map(",".join, [heads, *rows])))
        if file == "csv"
        else ("own.xlsx", book({"radiotherapy_units": [heads, *rows]}))
    )
    with pytest.raises(DataError) as error:
        laid(inputs, given)
    assert len(error.value.faults) <= MOST_FAULTS + 1
    assert sum(fault.count for fault in error.value.faults) > 50_000
    assert "more" in str(error.value.faults[-1])
    assert len(str(error.value)) < LONGEST_FAULTS + 1_000


def test_the_template_is_far_within_the_limits(inputs: Inputs) -> None:
    rows, cells = (sum(size(frame) for frame in inputs.cells.values()) for size in (len, lambda frame: frame.size))
    assert rows * 3 < upload.MOST_ROWS
    assert cells * 3 < upload.MOST_CELLS
    assert (
        20 * sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(template(inputs))).infolist())
        < workbook.MOST_UNPACKED
    )
