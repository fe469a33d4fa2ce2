"""Own data: checked as the bundle is, equal to an edit of the files by hand, gone when let go of."""

from __future__ import annotations

import csv
import gc
import io
import random
import shutil
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import spinemkt
from spinemkt import Change, DataError, Scenario, ScenarioError
from spinemkt.analysis import own as words
from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.view import View
from spinemkt.evidence import upload, workbook
from spinemkt.evidence.inputs import DATA_FOLDER, Inputs
from spinemkt.evidence.overlay import differences, overlaid
from spinemkt.evidence.upload import read_upload
from spinemkt.export.csv import to_csv
from spinemkt.export.template import template, template_csv
from spinemkt.scenario.levers import levers
from spinemkt.scenario.text import LARGEST_TEXT
from spinemkt.terms import MODALITIES
from tests.test_data_faults import CASES

HEAD = "parameter,modality,component,value,low,high,distribution,unit,kind,source_id,where,grade,note"
OURS = "unit_cost,conventional_ebrt,,9000,8000,10000,pert,USD2022/episode,assumption,assumption,,D,Our list"
SOURCE_HEAD = "source_id,name,kind,authors,year,title,publisher,locator,grade,terms,note"
SOURCE = "ours2026,Our prices,tariff,Pricing,2026,Contract prices,internal,internal,C,confidential,"

Files = list[tuple[str, bytes]]


def laid(inputs: Inputs, *files: tuple[str, str | bytes]) -> Inputs:
    """Own data of files given as (name, content)."""
    given = [(name, content.encode() if isinstance(content, str) else content) for name, content in files]
    return overlaid(inputs, read_upload(given, inputs.dictionary))


def faults(inputs: Inputs, *files: tuple[str, str | bytes]) -> list[str]:
    with pytest.raises(DataError) as error:
        laid(inputs, *files)
    return [str(fault) for fault in error.value.faults]


def lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook of rows by sheet, strings as strings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.fixture(scope="module")
def dearer(inputs: Inputs) -> Inputs:
    """Radiotherapy that costs 9,000 instead of 7,500 USD."""
    return laid(inputs, ("unit_costs.csv", lines(OURS)))


# Faults

# What a file of rows alone cannot break: files that are missing, and rows that are not there.
NOT_BY_ROWS = {
    "missing file",
    "only commas",
    "not UTF-8",  # an upload may be in another encoding
    "text where a name is due",  # a space does not count
    "hole in the grid of a parameter",
    "hole in the grid of a table",
    "hole in the years",
    "shares without a row",
} | {name for name, (file, *_) in CASES.items() if file.endswith(".toml")}


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [case for name, case in CASES.items() if name not in NOT_BY_ROWS],
    ids=[name for name in CASES if name not in NOT_BY_ROWS],
)
def test_own_data_have_the_faults_of_the_bundle(inputs: Inputs, file: str, change: Callable, message: str) -> None:
    content = change((DATA_FOLDER / file).read_text(encoding="utf-8"))
    assert faults(inputs, (file, content)) == [message]


FAULTS: dict[str, tuple[str, str | bytes, str]] = {
    "unknown table": (
        "unit_cost.csv",
        lines(OURS),
        "Did you mean 'unit_costs'?",
    ),
    "neither CSV nor XLSX": ("prices.pdf", b"%PDF", "prices.pdf; it is neither CSV nor XLSX; allowed: .csv, .xlsx"),
    "no ending": ("prices", b"", "prices; it is neither CSV nor XLSX; allowed: .csv, .xlsx"),
    "NUL": (
        "unit_costs.csv",
        lines(OURS.replace("Our list", "Our\0list")),
        "unit_costs.csv, row 2, column note: found 'Our⟨U+0000⟩list'; it must not hold signs that cannot be seen",
    ),
    "direction of text turned round": (
        "unit_costs.csv",
        lines(OURS.replace("Our list", "Our\u202elist")),
        "unit_costs.csv, row 2, column note: found 'Our⟨U+202E⟩list'; it must not hold signs that cannot be seen",
    ),
    "too long a cell": (
        "unit_costs.csv",
        lines(OURS.replace("Our list", "x" * 5001)),
        "unit_costs.csv, row 2, column note; the cell has 5,001 letters; allowed: 5,000",
    ),
    "too many columns": (
        "unit_costs.csv",
        HEAD + "," * 100 + "x\n",
        "unit_costs.csv, row 1; the row has 113 cells; allowed: 60",
    ),
    "key twice in two spellings": (
        "radiotherapy_units.csv",
        "country,megavoltage_units,year\nAGO,4,2026\nAGO,5,2026\n",
        "radiotherapy_units.csv, row 3, column country: found 'AGO'; the key stands twice: country AGO",
    ),
    "source of one's own that is not given": (
        "unit_costs.csv",
        lines(OURS.replace("assumption,assumption,,D", "evidence,ours2026,,C")),
        "unit_costs.csv, row 2, column source_id: found 'ours2026'; 'ours2026' does not stand in sources.csv. "
        "Did you mean '",
    ),
    "a letter of another script": (
        "unit_costs.csv",
        lines(OURS.replace("conventional_ebrt", "conventional_\u0435brt")),
        "unit_costs.csv, row 2, column modality: found 'conventional_⟨U+0435⟩brt'; for unit_cost it must be one of: "
        f"{', '.join(MODALITIES)}. Did you mean 'conventional_ebrt'?",
    ),
    "an unknown code in a list of codes": (
        "evidence_points.csv",
        "point_id,modality,region,country,year,value,base,comparable_base,source_id,where,note\n"
        "ours,sbrt_srs,europe;asia,,2020,0.1,x,radiation,assumption,,\n",
        "evidence_points.csv, row 2, column region: found 'europe;asia'; 'asia' is none of the codes; each must be "
        "one of: north_america, europe, asia_pacific, latin_america, middle_east_africa.",
    ),
    "half of a split": (
        "site_of_care.csv",
        "parameter,modality,end_user,value,low,high,distribution,unit,kind,source_id,where,grade,note\n"
        "site_share,conventional_ebrt,cancer_radiation_centre,0.7,0.4,0.8,beta,fraction,assumption,assumption,,D,\n",
        "site_of_care.csv, column value: found 1.15; the shares site_share[conventional_ebrt] must sum to 1",
    ),
    "an old workbook": (
        "own.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "own.xlsx; it is an old workbook, or one under a password; save it as .xlsx without a password",
    ),
    "no workbook": ("own.xlsx", b"PK\x03\x04 no", "own.xlsx; it is not an Excel workbook (.xlsx)"),
    "an empty workbook": ("own.xlsx", book({"unit_costs": []}), "own.xlsx; there is no table in it"),
    "a sheet that is no table": (
        "own.xlsx",
        book({"Unit cost": [["a"], ["b"]]}),
        "own.xlsx, sheet Unit cost; no table has this name; allowed: countries, ",
    ),
}


@pytest.mark.parametrize(("name", "content", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_own_data_is_said(inputs: Inputs, name: str, content: str | bytes, message: str) -> None:
    (said,) = faults(inputs, (name, content))
    assert said == message or (message.endswith(("?", "countries, ", "mean '")) and message in said)


def test_faults_name_sheet_row_column_value_and_rule(inputs: Inputs) -> None:
    head, row = HEAD.split(","), OURS.split(",")
    wrong = ["a few" if cell == "9000" else cell for cell in row]
    sheets = {"unit_costs": [head, [], row, [wrong[0], "mri", *wrong[2:]]], "About": [["Anything"]]}
    with pytest.raises(DataError) as error:
        laid(inputs, ("own.xlsx", book(sheets)))
    (fault,) = error.value.faults
    assert (fault.file, fault.sheet, fault.row, fault.column, fault.value, fault.rule) == (
        "own.xlsx",
        "unit_costs",
        4,
        "value",
        "a few",
        "it must be a finite number",
    )


def test_a_row_of_the_bundle_that_no_longer_fits_is_said(inputs: Inputs) -> None:
    frame = inputs.cells["countries.csv"]
    malta = frame[frame["country"] == "MLT"].assign(has_incidence="no")
    found = faults(inputs, ("countries.csv", malta.to_csv(index=False)))
    assert found[0].startswith("cancer_incidence.csv of the bundle, row ")
    assert "column country: found 'MLT'; it must be one of: 184 known codes." in found[0]


def test_all_faults_of_all_files_are_said_at_once(inputs: Inputs) -> None:
    found = faults(
        inputs,
        ("unit_costs.csv", lines(OURS.replace("pert", "pret"))),
        ("sources.csv", lines(SOURCE.replace(",C,", ",E,"), head=SOURCE_HEAD)),
    )
    assert [fault.partition(",")[0] for fault in found] == ["sources.csv", "unit_costs.csv"]


def test_of_very_many_faults_the_first_are_worded(inputs: Inputs) -> None:
    rows = [f"X{number},many,2026" for number in range(5_000)]
    found = faults(inputs, ("radiotherapy_units.csv", lines(*rows, head="country,megavoltage_units,year")))
    assert len(found) == 51
    assert found[-1] == "radiotherapy_units.csv; and 9,950 more"
    assert sum(map(len, found)) < 11_000


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MOST_BYTES", 100, "the files have 0.0 MB together; allowed: 0 MB"),
        ("MOST_ROWS", 0, "more rows than allowed: 0 in all"),
        ("MOST_CELLS", 5, "it has 14 cells; allowed: 5"),
    ],
)
def test_sizes_are_limited(inputs: Inputs, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, said: str) -> None:
    monkeypatch.setattr(upload, limit, value)
    content = lines(OURS) if limit != "MOST_CELLS" else HEAD + "\nx\n"
    assert faults(inputs, ("unit_costs.csv", content)) == [f"unit_costs.csv; {said}"]


def test_the_limits_are_those_that_are_told() -> None:
    assert (upload.MOST_BYTES, upload.MOST_ROWS) == (20 * 2**20, 50_000)
    config = (DATA_FOLDER.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "maxUploadSize = 20" in config


def test_a_bomb_is_not_unpacked(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    content = book({"unit_costs": [HEAD.split(","), *([["0" * 1000] * 13] * 50)]})
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 20_000)
    (said,) = faults(inputs, ("own.xlsx", content))
    assert said.startswith("own.xlsx; unpacked it has ")
    assert openpyxl.DEFUSEDXML


# Equal to an edit by hand


def edited(inputs: Inputs, draw: random.Random) -> tuple[dict[str, list[int]], dict[str, pd.DataFrame]]:
    """Rows changed at random, and a new source: the places changed, and the whole files."""
    places, files = {}, {}
    for file in draw.sample(["unit_costs.csv", "uptake.csv", "demand.csv", "survival.csv", "access.csv"], 3):
        frame = inputs.cells[file].copy()
        alone = [
            place for place, name in frame["parameter"].items() if not inputs.dictionary.parameters[name].sums_to_one
        ]
        places[file] = sorted(draw.sample(alone, 4))
        for place in places[file]:
            low, high = (float(frame.loc[place, end]) for end in ("low", "high"))
            frame.loc[place, "value"] = repr(round(low + (high - low) * draw.random(), 6))
            frame.loc[place, "note"] = draw.choice(["=1+1", 'Näher, "so"', "-", "@x", "two\nlines"])
        files[file] = frame
    counts = inputs.cells["cancer_incidence.csv"].copy()
    places["cancer_incidence.csv"] = draw.sample(range(len(counts)), 30)
    for place in places["cancer_incidence.csv"]:
        counts.loc[place, "new_cases"] = str(draw.randrange(10**6))
    files["cancer_incidence.csv"] = counts
    sources = inputs.cells["sources.csv"]
    row = dict(zip(sources.columns, SOURCE.split(","), strict=True))
    files["sources.csv"] = pd.concat([sources, pd.DataFrame([row])], ignore_index=True)
    places["sources.csv"] = [len(sources)]
    return places, files


@pytest.mark.parametrize("seed", range(4))
def test_own_rows_give_what_an_edit_of_the_files_gives(inputs: Inputs, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    places, files = edited(inputs, draw)
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)
    given: Files = []
    sheets: dict[str, list[list[object]]] = {}
    for file, frame in files.items():
        frame.to_csv(folder / file, index=False, lineterminator="\n")
        rows = frame.loc[draw.sample(places[file], len(places[file])), draw.sample(list(frame.columns), frame.shape[1])]
        given.append((file, rows.to_csv(index=False).encode()))
        sheets[file.removesuffix(".csv")] = [list(rows.columns), *rows.to_numpy().tolist()]
    theirs = spinemkt.load_inputs(folder)
    for files_given in (given, [("own.xlsx", book(sheets))]):
        mine = laid(inputs, *files_given)
        for name, array in theirs.parameters.items():
            assert array.identical(mine.parameters[name]), name
        for name in ("new_cases", "demographic_index", "population"):
            assert getattr(theirs, name).identical(getattr(mine, name))
        pd.testing.assert_frame_equal(mine.register, theirs.register)
        for name, table in theirs.tables.items():
            pd.testing.assert_frame_equal(mine.tables[name], table)
        assert {file: sorted(rows.index) for file, rows in mine.own.items()} == {
            file: sorted(place) for file, place in places.items()
        }
    asked = ("spend", ("region", "year"))
    assert spinemkt.run(mine).table(*asked).equals(spinemkt.run(theirs).table(*asked))


def conventional(inputs: Inputs) -> pd.Series:
    """The row of the price of conventional radiotherapy."""
    return inputs.register.set_index("id").loc["unit_cost[conventional_ebrt]"]


def test_the_bundle_stays_as_it_was(inputs: Inputs) -> None:
    before = spinemkt.run(inputs).total("spend", {"year": 2026})
    found = laid(inputs, ("unit_costs.csv", lines(OURS)))
    assert conventional(found)["value"] == 9000
    assert conventional(inputs)["value"] == 7500
    assert spinemkt.run(inputs).total("spend", {"year": 2026}) == before
    assert not inputs.own
    assert found.version.startswith(f"{inputs.version} + own data ")
    assert len(found.version) <= 40  # what a scenario has room for


def test_hand_worked(inputs: Inputs, dearer: Inputs) -> None:
    """Conventional radiotherapy is priced by its unit cost alone, of each range the mean: 9,000 / 7,283.3 times."""
    where = {"modality": "conventional_ebrt", "year": 2026}
    before, after = (spinemkt.run(each).total("spend", where) for each in (inputs, dearer))
    prices = [(row["low"] + 4 * row["value"] + row["high"]) / 6 for row in map(conventional, (inputs, dearer))]
    assert after / before == pytest.approx(prices[1] / prices[0], rel=1e-12)


def test_a_second_set_takes_the_place_of_the_first(inputs: Inputs, dearer: Inputs) -> None:
    other = laid(dearer, ("sources.csv", lines(SOURCE, head=SOURCE_HEAD)))
    assert other["unit_cost"].identical(inputs["unit_cost"])
    assert set(other.own) == {"sources.csv"}


# The template


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_read_back_is_the_bundle(inputs: Inputs, form: str) -> None:
    if form == "csv":
        given = [(file, template_csv(inputs, file)) for file in inputs.cells]
    else:
        given = [("own_data.xlsx", template(inputs))]
    assert overlaid(inputs, read_upload(given, inputs.dictionary)) is inputs


def test_the_template_of_own_data_brings_them_again(inputs: Inputs, dearer: Inputs) -> None:
    again = laid(inputs, ("own_data (2).xlsx", template(dearer)))
    assert again.version == dearer.version
    one = laid(inputs, ("unit_costs (1).csv", template_csv(dearer, "unit_costs.csv")))
    assert one.version == dearer.version


def test_the_template_explains_every_column_and_parameter(inputs: Inputs) -> None:
    pages = openpyxl.load_workbook(io.BytesIO(template(inputs)), read_only=True)
    listed = {(row[0], row[1]) for row in pages["Columns"].iter_rows(values_only=True)}
    for file, frame in inputs.cells.items():
        assert {(file.removesuffix(".csv"), column) for column in frame.columns} <= listed
    assert set(inputs.dictionary.parameters) <= {name for _, name in listed}
    some = openpyxl.load_workbook(io.BytesIO(template(inputs, ["access.csv"])), read_only=True)
    assert some.sheetnames == ["About", "Columns", "Codes", "access"]


FORMULAS = ['=HYPERLINK("http://a.example")', "+1", "-1", "@SUM(1)", "'=1"]


def test_a_text_is_never_a_formula(inputs: Inputs) -> None:
    """Each text stands in the note of a row of its own."""
    prices = inputs.cells["unit_costs.csv"]
    ours = prices[prices["parameter"] == "unit_cost"].head(len(FORMULAS)).assign(note=FORMULAS)
    mine = laid(inputs, ("own.xlsx", book({"unit_costs": [list(ours), *ours.to_numpy().tolist()]})))
    found = list(mine.own["unit_costs.csv"]["note"])
    assert found == [text.removeprefix("'") for text in FORMULAS]
    pages = openpyxl.load_workbook(io.BytesIO(template(mine)))
    assert not [c for sheet in pages for row in sheet.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
    rows = csv.reader(io.StringIO(template_csv(mine, "unit_costs.csv").decode("utf-8-sig")))
    starts = {cell[:1] for row in rows for cell in row if not cell.lstrip("-").replace(".", "").isdigit()}
    assert not starts & set("=+-@")
    shown = to_csv(words.changes(mine), [("title", "x")]).decode()
    assert [cell for cell in found if f",{cell}," in shown] == ["-1"]  # a number stays a number
    assert laid(inputs, ("unit_costs.csv", template_csv(mine, "unit_costs.csv"))).version == mine.version


def test_of_a_formula_the_saved_value_counts(inputs: Inputs) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("unit_costs")
        sheet.write_row(0, 0, HEAD.split(","))
        row = OURS.split(",")
        sheet.write_row(1, 0, row)
        sheet.write_formula(1, 3, "=4500*2", None, 9500)
    mine = laid(inputs, ("own.xlsm", out.getvalue()))
    assert conventional(mine)["value"] == 9500


# What changes, in words


def test_differences_are_listed(inputs: Inputs) -> None:
    mine = laid(
        inputs,
        ("unit_costs.csv", lines(OURS.replace("assumption,assumption,,D", "evidence,ours2026,,C"))),
        ("sources.csv", lines(SOURCE, head=SOURCE_HEAD)),
    )
    frame = differences(mine)
    assert set(frame["table"]) == {"unit_costs", "sources"}
    changed = frame[frame["column"] == "value"].iloc[0]
    assert tuple(changed) == ("unit_costs", "unit_cost, conventional_ebrt", "value", "7500.0", "9000", "changed")
    added = frame[frame["change"] == "added"].iloc[0]
    assert (added["key"], added["column"], added["bundle"]) == ("ours2026", "(whole row)", "")
    assert added["own"].startswith("name Our prices; kind tariff; authors Pricing; ")
    assert words.counted(mine) == "1 row in sources and 1 row in unit costs"
    assert words.summary(words.changes(mine)) == "8 cells changed and 1 row added"
    named = support(mine, "spend", {"modality": "conventional_ebrt"}).sources.set_index("source_id")
    assert named.loc["ours2026", "grade"] == "C"  # as its owner gave it


def test_the_effect_is_told(inputs: Inputs, dearer: Inputs) -> None:
    found = words.effects(spinemkt.run(inputs), spinemkt.run(dearer), View())
    assert found[0].label == "Spend 2026, constant 2025 USD"
    assert found[0].change.startswith("+")
    assert {each.change for each in found[1:]} == {"no change"}
    said = words.sentence(dearer, found)
    assert said.startswith("Your 1 row in unit costs take the world's spend 2026, constant 2025 USD, from 17.")


@pytest.mark.parametrize(
    ("file", "rows", "touched", "untouched"),
    [
        (
            "unit_costs.csv",
            lines(OURS),
            [("spend", {}), ("spend", {"modality": ["conventional_ebrt"]}), ("spend_nominal", {"region": ["europe"]})],
            [("treated", {}), ("episodes", {}), ("spend", {"modality": ["open_surgery"]}), ("diagnosed", {})],
        ),
        (
            "cancer_incidence.csv",
            "country,primary,new_cases\nDEU,lung,1\n",
            [("diagnosed", {}), ("spend", {"region": ["europe"]}), ("treated", {"country": ["DEU"]})],
            [
                ("spend", {"region": ["north_america"]}),
                ("spend", {"primary": ["breast"]}),
                ("treated", {"country": ["FRA"]}),
            ],
        ),
    ],
)
def test_numbers_that_own_data_touch_are_marked(
    inputs: Inputs, file: str, rows: str, touched: list, untouched: list
) -> None:
    mine = laid(inputs, (file, rows))
    table = words.table_words(file)
    for measure, where in touched:
        assert support(mine, measure, where).line().endswith(f" Own data: {table}.")
        assert support(mine, measure, where).strip().endswith("; own data")
        assert not support(inputs, measure, where).own
    for measure, where in untouched:
        assert "wn data" not in support(mine, measure, where).line() + support(mine, measure, where).strip()


def test_every_number_that_moves_is_marked(inputs: Inputs) -> None:
    """Move each parameter alone; whatever then differs from the bundle, by region and modality, carries the mark."""
    result = spinemkt.run(inputs)
    draw = random.Random(5)
    for name in draw.sample(list(inputs.dictionary.parameters), 14):
        rows = inputs.register[
            (inputs.register["parameter"] == name) & (inputs.register["high"] > inputs.register["value"])
        ]
        spec = inputs.dictionary.parameters[name]
        if rows.empty or spec.sums_to_one:
            continue
        row = rows.iloc[draw.randrange(len(rows))]
        cells = inputs.cells[row["file"]].loc[[row["row"] - 2]].assign(value=repr(float(row["high"])))
        mine = laid(inputs, (row["file"], cells.to_csv(index=False)))
        other = spinemkt.run(mine)
        for measure, by in (
            ("spend", ("region", "modality")),
            ("episodes", ("modality",)),
            ("treated", ("region", "primary")),
        ):
            where = {"year": [2026, 2035]}
            before, after = (run.table(measure, (*by, "year"), where) for run in (result, other))
            moved = before[~np.isclose(before["value"], after["value"], rtol=1e-9)]
            cells = moved[list(by)].drop_duplicates().to_dict("records")
            for codes in draw.sample(cells, min(len(cells), 6)):
                filters = {dim: [code] for dim, code in codes.items()}
                assert support(mine, measure, filters).own, (row["id"], measure, filters)


# Kept with a scenario, and nowhere else


def test_a_text_keeps_own_data_and_a_link_does_not(inputs: Inputs, dearer: Inputs) -> None:
    lever = levers()["drug_price"]
    plan = lever.moved(Scenario("Mine"), 0.8, dearer)
    kept = replace(plan, own=tuple(words.file_of(dearer).items()))
    again = Scenario.from_text(kept.to_text())
    assert again == kept
    given = [(file, text.encode()) for file, text in again.own]
    assert overlaid(inputs, read_upload(given, inputs.dictionary)).version == dearer.version
    assert kept.to_link() == plan.to_link()
    assert not Scenario.from_link(kept.to_link()).own
    assert "9000" not in plan.to_text()


NOTES = ['"""', "'''", "a\\", 'say "so"', "[own_data]", "# no", "two\nlines", "=1", "'=1", "ä"]


def test_any_text_comes_back_from_a_saved_scenario(inputs: Inputs) -> None:
    """Each text stands in the note of a row of its own."""
    prices = inputs.cells["unit_costs.csv"]
    ours = prices[prices["parameter"] == "unit_cost"].head(len(NOTES)).assign(note=NOTES)
    mine = laid(inputs, ("unit_costs.csv", ours.to_csv(index=False)))
    assert len(mine.own["unit_costs.csv"]) == len(NOTES)
    text = Scenario("Mine", own=tuple(words.file_of(mine).items())).to_text()
    given = [(file, kept.encode()) for file, kept in Scenario.from_text(text).own]
    assert overlaid(inputs, read_upload(given, inputs.dictionary)).version == mine.version


@pytest.mark.parametrize("own", ["own_data = 1", "[own_data]\na = 1", "[own_data]\na = ['b']", "[own_data.a]\nb = 'c'"])
def test_own_data_of_another_form_are_refused(own: str) -> None:
    with pytest.raises(ScenarioError, match="own_data"):
        Scenario.from_text(f'scenario = 1\nname = "x"\n{own}')


def test_too_many_own_rows_are_not_read() -> None:
    with pytest.raises(ScenarioError, match="too long"):
        Scenario.from_text(Scenario("x", own=(("a.csv", "b" * LARGEST_TEXT),)).to_text())


def test_draws_are_of_their_own_data(inputs: Inputs, dearer: Inputs) -> None:
    where = {"modality": "conventional_ebrt", "year": 2026}
    ours, theirs = (
        spinemkt.simulate(each, draws=500, years=(2024, 2026)).table("spend", (), where, (0.5,))["p50"].iloc[0]
        for each in (inputs, dearer)
    )
    assert theirs > ours * 1.05


def test_nothing_holds_own_data_that_are_let_go_of(inputs: Inputs) -> None:
    mine = laid(inputs, ("unit_costs.csv", lines(OURS)))
    plan = Scenario(changes=(Change("unit_cost", "scale", 1.1),))
    result = spinemkt.run(mine, plan)
    support(mine, "spend")
    levers()["drug_price"].span(mine)
    gone = weakref.ref(mine)
    del mine, result
    gc.collect()
    assert gone() is None
