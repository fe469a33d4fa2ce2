"""An edited workbook: it calculates what the library does with the same change, and comes back as a scenario."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

import spinemkt
from spinemkt.errors import DataError
from spinemkt.export.template import template
from spinemkt.export.workbook.build import to_workbook
from spinemkt.export.workbook.inputs import HEAD
from spinemkt.export.workbook.reading import NAME, is_workbook, read_edited
from spinemkt.export.workbook.tracing import INPUT_ROW
from spinemkt.units import UNIT_LIMITS
from tests.office import by_libreoffice, with_cells
from tests.test_own_data_app import given
from tests.test_pages import check, html_of, opened
from tests.test_workbook import NAMES, named

PRESET = "SBRT adoption doubles in Asia-Pacific"
BROKEN = 200
COLUMN = dict(zip(HEAD, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))


@pytest.fixture(scope="module")
def books(inputs: spinemkt.Inputs) -> dict[str, bytes]:
    return {
        "": to_workbook(inputs, draws=0),
        PRESET: to_workbook(inputs, spinemkt.load_scenarios()[PRESET], draws=0),
    }


def row_of(inputs: spinemkt.Inputs, number: str) -> int:
    """The row of a number on the sheet of inputs."""
    return INPUT_ROW + 1 + inputs.register["id"].tolist().index(number)


def moved_at_random(inputs: spinemkt.Inputs, draw: random.Random) -> tuple[dict[str, float], spinemkt.Inputs]:
    """Ten numbers moved at random inside their units: the cells, and the inputs with the same numbers."""
    cells, arrays = {}, {}
    for place in draw.sample(range(len(inputs.register)), 10):
        row = inputs.register.iloc[place]
        low, high = UNIT_LIMITS[row["unit"]]
        number = float(np.clip(row["expected"] * draw.uniform(0.7, 1.3), low, high))
        name = row["parameter"]
        array = arrays.setdefault(name, inputs[name].copy(deep=True))
        array.loc[{dim: row[dim] for dim in array.dims}] = number
        cells[f"{COLUMN['value']}{INPUT_ROW + 1 + place}"] = number
    return cells, inputs.with_values(**arrays)


@pytest.mark.slow
def test_inputs_changed_at_random_give_what_the_library_gives(
    books: dict[str, bytes], inputs: spinemkt.Inputs, tmp_path: Path
) -> None:
    draw = random.Random(18)
    changed = {name: moved_at_random(inputs, draw) for name in books}
    edited = {name: with_cells(book, {"Inputs": changed[name][0]}) for name, book in books.items()}
    for name, found in by_libreoffice(edited, tmp_path):
        run = spinemkt.run(changed[name][1], spinemkt.load_scenarios().get(name))
        for total, measure in NAMES.items():
            assert named(books[name], found, total) == pytest.approx(run.array(measure, ("year",))[0], rel=1e-9)
        before = spinemkt.run(inputs, spinemkt.load_scenarios().get(name)).array("spend", ("year",))[0]
        assert np.abs(np.array(named(books[name], found, "spend_total"), dtype=float) / before - 1).max() > 1e-5
        assert named(books[name], found, "check_total") == [0]


@pytest.mark.slow
def test_a_workbook_that_nobody_edited_says_nothing_new(books: dict[str, bytes], inputs: spinemkt.Inputs) -> None:
    for name, book in books.items():
        found = read_edited(book, "book.xlsx", inputs)
        assert found.changes.empty
        assert found.inputs is inputs
        assert found.scenario == (spinemkt.load_scenarios()[name] if name else spinemkt.Scenario())


@pytest.mark.slow
def test_a_value_in_use_becomes_a_change_and_a_range_own_data(books: dict[str, bytes], inputs: spinemkt.Inputs) -> None:
    value, low = "incidence_trend[lung]", "unit_cost[sbrt_srs]"
    cells = {
        "Inputs": {f"{COLUMN['value']}{row_of(inputs, value)}": 0.02, f"{COLUMN['low']}{row_of(inputs, low)}": 9000.0},
        "Control": {"E21": 1.5},
        "Cases 2022": {"H8": 12345.0},
    }
    found = read_edited(with_cells(books[PRESET], cells), "book.xlsx", inputs)
    assert found.scenario.name == f"{PRESET} (edited)"
    first, second = found.scenario.changes
    assert (first.parameter, first.operation, first.amount, first.year) == ("incidence_trend", "set", 0.02, 2022)
    assert dict(first.where) == {"primary": ("lung",)}
    assert (second.parameter, second.amount) == ("uptake_ceiling", 1.5)
    assert set(found.inputs.own) == {"unit_costs.csv", "cancer_incidence.csv"}
    assert float(found.inputs.register.set_index("id").loc[low, "low"]) == 9000
    assert found.changes["sheet"].tolist() == ["Inputs", "Inputs", "Control", "Cases 2022"]
    assert spinemkt.Scenario.from_text(found.scenario.to_text()).changes == found.scenario.changes


@pytest.mark.slow
def test_a_moved_value_runs_as_the_workbook_calculates(
    books: dict[str, bytes], inputs: spinemkt.Inputs, tmp_path: Path
) -> None:
    cells = {"Inputs": {f"{COLUMN['value']}{row_of(inputs, 'diagnosed_risk[breast]')}": 0.05}}
    edited = with_cells(books[""], cells)
    read = read_edited(edited, "book.xlsx", inputs)
    assert read.scenario.name == NAME
    ((_, found),) = by_libreoffice({"": edited}, tmp_path)
    run = spinemkt.run(inputs, read.scenario)
    assert named(edited, found, "spend_total") == pytest.approx(run.array("spend", ("year",))[0], rel=1e-9)


REFUSED = {
    "no number": ({"Inputs": {f"{COLUMN['value']}10": "much"}}, "must be a number"),
    "out of its unit": ({"Inputs": {f"{COLUMN['value']}20": 7.0}}, "allowed"),
    "another parameter": ({"Inputs": {"A9": "incidence_trent"}}, "incidence_trend"),
    "another head": ({"Inputs": {f"{COLUMN['value']}5": "valeu"}}, "head"),
    "other data": ({"Certificate": {"B9": "1999.1-abc"}}, "other data"),
    "a lost change": ({"Control": {"A21": "something"}}, "stay where they are"),
    "another country": ({"Cases 2022": {"A8": "Atlantis"}}, "no such country"),
    "a formula": ({"Inputs": {f"{COLUMN['value']}10": "=1+1"}}, "must be a number"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", list(REFUSED))
def test_what_cannot_be_is_refused_with_a_reason(books: dict[str, bytes], inputs: spinemkt.Inputs, fault: str) -> None:
    cells, said = REFUSED[fault]
    with pytest.raises(DataError, match=said):
        read_edited(with_cells(books[PRESET], cells), "book.xlsx", inputs)


@pytest.mark.slow
def test_a_foreign_workbook_is_none_of_ours(inputs: spinemkt.Inputs) -> None:
    other = template(inputs, ["unit_costs.csv"])
    assert not is_workbook(other)
    with pytest.raises(DataError, match="no sheet"):
        read_edited(other, "other.xlsx", inputs)
    with pytest.raises(DataError):
        read_edited(b"PK\x03\x04 no workbook", "other.xlsx", inputs)


def broken(book: bytes, draw: random.Random) -> bytes:
    """A workbook with some bytes of one of the parts that are read changed, cut or put in; or of the whole file."""
    if draw.random() < 0.2:
        return damaged(book, draw)
    with zipfile.ZipFile(BytesIO(book)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    small = [name for name in parts if len(parts[name]) < 2_000_000]
    name = draw.choice([*small, *[name for name in small if "sheet" not in name]])
    parts[name] = damaged(parts[name], draw)
    if draw.random() < 0.1:
        del parts[draw.choice(small)]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for each, content in parts.items():
            new.writestr(each, content)
    return out.getvalue()


def damaged(content: bytes, draw: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(draw.choice((1, 5, 50))):
        at = draw.randrange(len(made))
        made[at : at + draw.choice((0, 1, 20))] = draw.choice(
            (b"", b"<", b"\x00", b"999", b"</c>", bytes([draw.randrange(256)]))
        )
    return bytes(made)


@pytest.mark.slow
def test_broken_workbooks_are_read_or_refused_in_words(books: dict[str, bytes], inputs: spinemkt.Inputs) -> None:
    with zipfile.ZipFile(BytesIO(books[PRESET])) as old:  # without the stages, which are not read
        kept = {name: old.read(name) for name in old.namelist()}
    kept = {name: part if len(part) < 2_000_000 else part[:400] for name, part in kept.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name, part in kept.items():
            new.writestr(name, part)
    draw, refused = random.Random(1), 0
    for _ in range(BROKEN):
        made = broken(out.getvalue(), draw)
        is_workbook(made)
        try:
            read_edited(made, "broken.xlsx", inputs)
        except DataError as error:
            assert error.faults
            refused += 1
    assert refused > BROKEN / 4


@pytest.mark.slow
def test_an_edited_workbook_is_taken_on_the_page(books: dict[str, bytes], inputs: spinemkt.Inputs) -> None:
    cells = {"Inputs": {f"{COLUMN['value']}{row_of(inputs, 'diagnosed_risk[breast]')}": 0.05}}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    app = given(opened("own_data"), ("book.xlsx", with_cells(books[""], cells), kind))
    app = app.button(key="use_workbook").click().run()
    check(app)
    assert any(NAME in found for found in html_of(app))


@pytest.mark.slow
def test_a_workbook_without_edits_is_refused_on_the_page(books: dict[str, bytes]) -> None:
    app = given(opened("own_data"), ("book.xlsx", books[""], "application/zip"))
    assert any("none of its inputs was edited" in warning.value for warning in app.warning)
