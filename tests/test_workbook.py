"""The workbook with live formulas: what it holds, and that other programs calculate what the app says."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import spinemkt
from spinemkt.export.workbook.build import to_workbook
from spinemkt.terms import YEARS
from tests.office import Cells, by_gnumeric, by_libreoffice, cells, deviation

PRESETS = ("SBRT adoption doubles in Asia-Pacific", "Prices of care rise faster")
NAMES = {"spend_total": "spend", "treated_total": "treated", "episodes_total": "episodes"}
LATER = re.compile(rb"<f>[^<]*\b(LET|LAMBDA|OFFSET|INDIRECT|FILTER|XLOOKUP|IFS|_xlfn)\b")


@pytest.fixture(scope="module")
def books(inputs: spinemkt.Inputs) -> dict[str, bytes]:
    """The workbook of the base case and of two presets."""
    presets = spinemkt.load_scenarios()
    made = {name: to_workbook(inputs, presets[name], draws=0) for name in PRESETS}
    return {"base case": to_workbook(inputs, draws=50), **made}


@pytest.fixture(scope="module")
def recalculated(books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    return dict(by_libreoffice(books, tmp_path_factory.mktemp("office")))


def named(workbook: bytes, found: Cells, name: str) -> list[object]:
    """The cells of a defined name."""
    book = openpyxl.load_workbook(BytesIO(workbook), read_only=True)
    sheet, place = next(iter(book.defined_names[name].destinations))
    first, _, last = place.replace("$", "").partition(":")
    row, column = openpyxl.utils.cell.coordinate_to_tuple(first)
    _, end = openpyxl.utils.cell.coordinate_to_tuple(last or first)
    return list(found[sheet][row - 1][column - 1 : end])


def totals(workbook: bytes, found: Cells, run: spinemkt.Result) -> None:
    """Compare the named rows of the world with a run."""
    assert named(workbook, found, "years") == list(YEARS)
    for name, measure in NAMES.items():
        assert named(workbook, found, name) == pytest.approx(run.array(measure, ("year",))[0], rel=1e-9)
    assert named(workbook, found, "check_total") == [0]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base case", *PRESETS])
def test_libreoffice_calculates_from_nothing_what_the_app_says(
    books: dict[str, bytes], recalculated: Mapping[str, Cells], inputs: spinemkt.Inputs, name: str
) -> None:
    found, count = deviation(cells(books[name]), recalculated[name])
    assert found < 1e-9
    assert count > 100_000
    totals(books[name], recalculated[name], spinemkt.run(inputs, spinemkt.load_scenarios().get(name)))


@pytest.mark.slow
def test_gnumeric_calculates_the_same(books: dict[str, bytes], inputs: spinemkt.Inputs, tmp_path: Path) -> None:
    for name, found in by_gnumeric(books, tmp_path):
        assert deviation(cells(books[name]), found)[0] < 1e-9
        totals(books[name], found, spinemkt.run(inputs, spinemkt.load_scenarios().get(name)))


@pytest.mark.slow
def test_a_workbook_is_plain(books: dict[str, bytes]) -> None:
    """No functions of later versions, no merged cells, no macros, no links; formulas are short and nobody's text."""
    with zipfile.ZipFile(BytesIO(books["base case"])) as parts:
        assert not [name for name in parts.namelist() if "vba" in name or "external" in name.lower()]
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                part = parts.read(name)
                assert not LATER.search(part)
                assert b"<mergeCell" not in part
                assert max((len(found) for found in re.findall(rb"<f>([^<]*)</f>", part)), default=0) < 260
    assert len(books["base case"]) < 6e6


@pytest.mark.slow
def test_columns_have_room_for_their_numbers(books: dict[str, bytes]) -> None:
    """A number that does not fit is shown as ###; 0.0##### takes up to 10 signs."""
    book = openpyxl.load_workbook(BytesIO(books["base case"]), data_only=True)
    longest: dict[tuple[str, str], int] = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and "#,##0" in cell.number_format:
                    assert cell.number_format.startswith("[>=1000]#,##0;")
                    signs = len(f"{cell.value:,.0f}") if abs(cell.value) >= 1000 else 10
                    place = (sheet.title, cell.column_letter)
                    longest[place] = max(longest.get(place, 0), signs)
    assert len(longest) > 300
    widths = {place: _width(book[place[0]], place[1]) for place in longest}
    assert not {place: signs for place, signs in longest.items() if signs > widths[place]}


def _width(sheet: Any, letter: str) -> float:
    """The width of a column in signs; columns of one width are kept as one."""
    column = openpyxl.utils.column_index_from_string(letter)
    found = [kept.width for kept in sheet.column_dimensions.values() if kept.min <= column <= kept.max]
    return float(found[0]) if found else 8.43


@pytest.mark.slow
def test_the_head_of_the_inputs_is_as_promised(books: dict[str, bytes], inputs: spinemkt.Inputs) -> None:
    rows = cells(books["base case"])["Inputs"]
    head = next(row for row in rows if row[0] == "parameter")
    assert {"modality", "tier", "region", "value", "low", "high", "unit", "grade", "source"} <= set(head)
    listed = [row for row in rows[rows.index(head) + 1 :] if row[0]]
    assert [row[head.index("value")] for row in listed] == pytest.approx(inputs.register["expected"].tolist())
