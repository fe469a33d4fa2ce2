"""Every kind of fault in the data is refused with one exact message: file, row, column, value, rule, nearest."""

from __future__ import annotations

import contextlib
import csv
import io
import random
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

import spinemkt
from spinemkt.errors import Fault
from spinemkt.evidence.checking import LISTED_BY, checked, files_of
from spinemkt.evidence.dictionary import FILE, read_dictionary
from spinemkt.evidence.inputs import CHECKED, DATA_FOLDER, assembled, digest
from spinemkt.evidence.reading import read_text_frame
from spinemkt.units import UNITS
from tests.conftest import BrokenData

Rows = list[list[str]]
Change = Callable[[str], str | bytes | None]


def on_rows(edit: Callable[[Rows], object]) -> Change:
    """Turn an edit of the rows of a CSV file (0 is the header) into an edit of its text."""

    def change(text: str) -> str:
        rows = list(csv.reader(io.StringIO(text)))
        edit(rows)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue()

    return change


def cell(column: str, value: str, row: int = 2) -> Change:
    def edit(rows: Rows) -> None:
        rows[row - 1][rows[0].index(column)] = value

    return on_rows(edit)


def renamed(old: str, new: str) -> Change:
    return cell(old, new, row=1)


def without_column(column: str) -> Change:
    def edit(rows: Rows) -> None:
        index = rows[0].index(column)
        for row in rows:
            del row[index]

    return on_rows(edit)


def test_the_bundle_is_without_fault_and_known_to_be() -> None:
    dictionary = read_dictionary(DATA_FOLDER)
    checked(dictionary, partial(read_text_frame, DATA_FOLDER))
    assert (DATA_FOLDER / CHECKED).read_text() == digest(DATA_FOLDER, dictionary), "make data writes it anew"


def test_a_folder_that_is_not_known_is_the_same_once_checked(broken_data: BrokenData) -> None:
    folder = broken_data(CHECKED, lambda text: None)
    found, known = spinemkt.load_inputs(folder), spinemkt.load_inputs()
    assert found.version == known.version
    pd.testing.assert_frame_equal(found.register, known.register)
    assert all(found.tables[name].equals(frame) for name, frame in known.tables.items())


@pytest.mark.parametrize("text", ["", "x", "\0", "0" * 64])
def test_what_says_that_a_folder_is_known_must_be_its_digest(broken_data: BrokenData, text: str) -> None:
    folder = broken_data(CHECKED, lambda before: text)
    broken_data("access.csv", lambda before: before.replace("access", "acces", 1))
    assert faults(folder)


def faults(folder: Path) -> list[str]:
    with pytest.raises(spinemkt.DataError) as error:
        spinemkt.load_inputs(folder)
    return [str(fault) for fault in error.value.faults]


LISTS = {f"{table}.csv" for table in LISTED_BY}
WHOLE = read_dictionary(DATA_FOLDER)


class Breaking:
    """The bundle with some of its files changed; only those are written, and read from where they are written.

    The other files are as they were checked before. They are checked again where a list of codes is changed, as what
    is right in them depends on it.
    """

    def __init__(self, cells: Mapping[str, pd.DataFrame], folder: Path) -> None:
        self.cells, self.folder = cells, folder
        self.changed: set[str] = set()

    def change(self, file: str, change: Change) -> Breaking:
        place = self.folder / file
        content = change((place if file in self.changed else DATA_FOLDER / file).read_text(encoding="utf-8"))
        self.changed.add(file)
        if content is None:
            place.unlink(missing_ok=True)
        else:
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def read(self, file: str) -> tuple[pd.DataFrame | None, list[Fault]]:
        return read_text_frame(self.folder, file) if file in self.changed else (self.cells[file], [])

    def load(self) -> spinemkt.Inputs:
        """Load as a folder is loaded, apart from what says that a folder is known."""
        dictionary = read_dictionary(self.folder) if FILE in self.changed else WHOLE
        all_again = FILE in self.changed or self.changed & LISTS
        sound = () if all_again else set(files_of(dictionary)) - self.changed
        return assembled(dictionary, checked(dictionary, self.read, sound), "broken")

    def faults(self) -> list[str]:
        with pytest.raises(spinemkt.DataError) as error:
            self.load()
        return [str(fault) for fault in error.value.faults]


@pytest.fixture
def breaking(inputs: spinemkt.Inputs, tmp_path: Path) -> Breaking:
    return Breaking(inputs.cells, tmp_path)


SHARES = "local_treatment_share"
PARAMETER_FILES = (
    "demand.csv, survival.csv, detection.csv, presentation.csv, access.csv, uptake.csv, tier_use.csv, "
    "uptake_patterns.csv, attributes.csv, unit_costs.csv, price_levels.csv, price_paths.csv, inflation.csv, "
    "attribution.csv, site_of_care.csv, outcomes.csv, pathway.csv, products.csv, payer_mix.csv"
)
CASES: dict[str, tuple[str, Change, str]] = {
    "missing file": ("access.csv", lambda text: None, "access.csv; the file is missing"),
    "empty file": ("access.csv", lambda text: "", "access.csv; the file is empty"),
    "header only": (
        "access.csv",
        lambda text: text[: text.index("\n") + 1],
        "access.csv; the file has a header but no rows",
    ),
    "not UTF-8": (
        "access.csv",
        lambda text: b"parameter\n\xe9\n",
        "access.csv, row 2; the file is not UTF-8 (byte 10)",
    ),
    "unclosed quote": (
        "access.csv",
        lambda text: text + '"',
        "access.csv; it cannot be read as CSV: unexpected end of data",
    ),
    "only commas": ("access.csv", lambda text: ",,,\n,,,\n", "access.csv, row 1; a column has no name"),
    "dictionary without a table": (
        "dictionary.toml",
        lambda text: text.replace("[tables.population", "[tables.people"),
        "dictionary.toml; the model needs the table population",
    ),
    "dictionary without an entry": (
        "dictionary.toml",
        lambda text: text.replace("[parameter_columns]", "[columns]"),
        "dictionary.toml; the entry 'parameter_columns' is missing or not known",
    ),
    "dictionary with an entry of another form": (
        "dictionary.toml",
        lambda text: text.replace("[parameter_files]", "[[parameter_files]]"),
        "dictionary.toml; an entry has the wrong form: 'list' object has no attribute 'items'",
    ),
    "dictionary with an unknown unit": (
        "dictionary.toml",
        lambda text: text.replace('unit = "days/episode"', 'unit = "days"'),
        f"dictionary.toml; Unknown unit of bed_days_per_episode 'days'; allowed: {', '.join(UNITS)}.",
    ),
    "dictionary with an unknown file": (
        "dictionary.toml",
        lambda text: text.replace('file = "detection.csv"', 'file = "detections.csv"', 1),
        (
            "dictionary.toml; Unknown file of test_sensitivity 'detections.csv'; "
            f"allowed: {PARAMETER_FILES}. Did you mean 'detection.csv'?"
        ),
    ),
    "comment line": (
        "access.csv",
        on_rows(lambda rows: rows.insert(2, ["# local treatment, see note"])),
        "access.csv, row 3; a line cannot start with '#': these files have no comments",
    ),
    "ragged row": (
        "access.csv",
        on_rows(lambda rows: rows[2].append("more")),
        "access.csv, row 3; the row has 14 cells, the header 13",
    ),
    "column twice": (
        "access.csv",
        on_rows(lambda rows: [row.append(row[-1]) for row in rows]),
        "access.csv, row 1, column note; the column stands twice",
    ),
    "missing column": (
        "access.csv",
        without_column("value"),
        "access.csv, row 1, column value; the column is missing.",
    ),
    "unknown column": (
        "access.csv",
        on_rows(lambda rows: [row.append("") for row in rows[1:]] and rows[0].append("values")),
        "access.csv, row 1, column values; the dictionary does not know this column. Did you mean 'value'?",
    ),
    "unknown parameter": (
        "detection.csv",
        cell("parameter", "test_sensitivty", row=3),
        (
            "detection.csv, row 3, column parameter: found 'test_sensitivty'; it must be one of: "
            "test_sensitivity, reference_detection. Did you mean 'test_sensitivity'?"
        ),
    ),
    "unknown code of a parameter": (
        "access.csv",
        cell("presentation", "painful"),
        (
            f"access.csv, row 2, column presentation: found 'painful'; for {SHARES} it must be one of: "
            "asymptomatic, painful_stable, unstable, cord_compression. Did you mean 'painful_stable'?"
        ),
    ),
    "code in a dimension that the parameter lacks": (
        "access.csv",
        cell("tier", "china"),
        f"access.csv, row 2, column tier: found 'china'; for {SHARES} it must be empty",
    ),
    "unknown code of a table": (
        "countries.csv",
        cell("income", "hihg"),
        (
            "countries.csv, row 2, column income: found 'hihg'; it must be one of: "
            "high, upper_middle, lower_middle, low, unclassified. Did you mean 'high'?"
        ),
    ),
    "unknown country": (
        "health_expenditure.csv",
        cell("country", "AFGH"),
        (
            "health_expenditure.csv, row 2, column country: found 'AFGH'; it must be one of: 185 known codes. "
            "Did you mean 'AFG'?"
        ),
    ),
    "year outside the model": (
        "health_expenditure.csv",
        cell("year", "1999"),
        "health_expenditure.csv, row 2, column year: found '1999'; it must be at least 2015 and at most 2024",
    ),
    "duplicate key of a parameter": (
        "access.csv",
        on_rows(lambda rows: rows.insert(2, rows[1])),
        (
            f"access.csv, row 3, column parameter: found '{SHARES}'; "
            f"the key stands twice: parameter {SHARES}, presentation asymptomatic"
        ),
    ),
    "duplicate key of a table": (
        "cancer_incidence.csv",
        on_rows(lambda rows: rows.insert(2, rows[1])),
        "cancer_incidence.csv, row 3, column country: found 'AFG'; the key stands twice: country AFG, primary lung",
    ),
    "low above value": (
        "access.csv",
        cell("low", "0.99"),
        "access.csv, row 2, column low: found '0.99'; low must not be above value",
    ),
    "high below value": (
        "access.csv",
        cell("high", "0.01"),
        "access.csv, row 2, column high: found '0.01'; high must not be below value",
    ),
    "share above one": (
        "access.csv",
        cell("high", "1.2"),
        "access.csv, row 2, column high: found '1.2'; a fraction lies between 0 and 1",
    ),
    "share below zero": (
        "access.csv",
        cell("low", "-0.1"),
        "access.csv, row 2, column low: found '-0.1'; a fraction lies between 0 and 1",
    ),
    "number below its limit": (
        "cancer_incidence.csv",
        cell("new_cases", "-1"),
        "cancer_incidence.csv, row 2, column new_cases: found '-1'; it must be at least 0",
    ),
    "wrong unit for the parameter": (
        "access.csv",
        cell("unit", "ratio"),
        f"access.csv, row 2, column unit: found 'ratio'; the unit of {SHARES} is fraction",
    ),
    "unit not in the list": (
        "unit_costs.csv",
        cell("unit", "EUR"),
        "unit_costs.csv, row 2, column unit: found 'EUR'; the unit of unit_cost is USD2022/episode",
    ),
    "source that does not exist": (
        "access.csv",
        cell("source_id", "assumption;ontario_treated"),
        (
            "access.csv, row 2, column source_id: found 'assumption;ontario_treated'; "
            "'ontario_treated' does not stand in sources.csv. Did you mean 'ontario_treated_ses'?"
        ),
    ),
    "assumption with a better grade than D": (
        "attributes.csv",
        cell("grade", "B"),
        "attributes.csv, row 2, column grade: found 'B'; an assumption has grade D",
    ),
    "assumption that does not say so": (
        "attributes.csv",
        cell("source_id", "siegel2026"),
        "attributes.csv, row 2, column source_id: found 'siegel2026'; an assumption names the source 'assumption'",
    ),
    "hole in the grid of a parameter": (
        "access.csv",
        on_rows(lambda rows: rows.pop(1)),
        f"access.csv; the grid has a hole: {SHARES}[asymptomatic] has no row",
    ),
    "hole in the grid of a table": (
        "cancer_incidence.csv",
        on_rows(lambda rows: rows.pop(1)),
        "cancer_incidence.csv; the grid has a hole: AFG, lung has no row",
    ),
    "hole in the years": (
        "population.csv",
        on_rows(lambda rows: rows.pop(1)),
        "population.csv; the grid has a hole: AFG, 2022 has no row",
    ),
    "shares that do not sum to one": (
        "presentation.csv",
        on_rows(lambda rows: [row.__setitem__(slice(4, 7), ["0.3", "0", "1"]) for row in rows[1:5]]),
        "presentation.csv, column value: found 1.2; the shares presentation_share must sum to 1",
    ),
    "shares without a row": (
        "site_of_care.csv",
        on_rows(lambda rows: rows.__setitem__(slice(None), [row for row in rows if row[1] != "mri"])),
        "site_of_care.csv, column value: found 0.0; the shares site_share[mri] must sum to 1; or numbers_as of "
        "vocabulary/modalities.csv names the modality whose rows it takes",
    ),
    "not a number": (
        "access.csv",
        cell("low", "a few"),
        "access.csv, row 2, column low: found 'a few'; it must be a finite number",
    ),
    "blank number": (
        "access.csv",
        cell("value", ""),
        "access.csv, row 2, column value: found ''; it must be a finite number",
    ),
    "infinite number": (
        "price_levels.csv",
        cell("high", "inf"),
        "price_levels.csv, row 2, column high: found 'inf'; it must be a finite number",
    ),
    "NaN": (
        "cancer_incidence.csv",
        cell("new_cases", "nan"),
        "cancer_incidence.csv, row 2, column new_cases: found 'nan'; it must be a finite number",
    ),
    "tier of another region": (
        "countries.csv",
        cell("tier", "canada"),
        "countries.csv, row 2, column tier: found 'canada'; the country group belongs to the region north_america",
    ),
    "text where a name is due": (
        "evidence_points.csv",
        cell("point_id", " "),
        "evidence_points.csv, row 2, column point_id: found ' '; it must not be empty",
    ),
}


@pytest.mark.parametrize(("file", "change", "message"), CASES.values(), ids=CASES)
def test_a_fault_has_one_exact_message(breaking: Breaking, file: str, change: Change, message: str) -> None:
    assert breaking.change(file, change).faults() == [message]


@pytest.mark.parametrize("name", ["missing file", "hole in the grid of a table", "dictionary with an unknown unit"])
def test_a_fault_of_a_folder_has_the_same_message(broken_data: BrokenData, name: str) -> None:
    file, change, message = CASES[name]
    assert faults(broken_data(file, change)) == [message]


def test_a_misspelt_column_is_missing_and_unknown(breaking: Breaking) -> None:
    assert breaking.change("access.csv", renamed("value", "valeu")).faults() == [
        "access.csv, row 1, column value; the column is missing. Did you mean 'valeu'?",
        "access.csv, row 1, column valeu; the dictionary does not know this column. Did you mean 'value'?",
    ]


def test_a_missing_dictionary_stops_the_loading(broken_data: BrokenData) -> None:
    folder = broken_data("dictionary.toml", lambda text: None)
    assert faults(folder) == [f"dictionary.toml; the file is missing from {folder}"]


@pytest.mark.parametrize("content", ["version = ", "version = 'a", b"\xff\xfe"])
def test_a_dictionary_that_is_not_toml(breaking: Breaking, content: str | bytes) -> None:
    (message,) = breaking.change("dictionary.toml", lambda text: content).faults()
    assert message.startswith("dictionary.toml; it is not TOML: ")


def test_all_faults_of_all_files_are_reported_at_once(broken_data: BrokenData) -> None:
    broken_data("access.csv", cell("low", "0.99"))
    broken_data("demand.csv", cell("kind", "guess"))
    broken_data("population.csv", lambda text: None)
    folder = broken_data("cancer_incidence.csv", cell("new_cases", "many"))
    with pytest.raises(spinemkt.DataError) as error:
        spinemkt.load_inputs(folder)
    assert str(error.value) == "\n".join(
        [
            "The data could not be loaded (4 faults):",
            "cancer_incidence.csv, row 2, column new_cases: found 'many'; it must be a finite number",
            "population.csv; the file is missing",
            (
                "demand.csv, row 2, column kind: found 'guess'; "
                "it must be one of: evidence, derived, assumption, calibrated."
            ),
            "access.csv, row 2, column low: found '0.99'; low must not be above value",
        ]
    )


def test_two_faults_of_one_row(breaking: Breaking) -> None:
    breaking.change("access.csv", cell("distribution", "normal"))
    assert breaking.change("access.csv", cell("grade", "E")).faults() == [
        "access.csv, row 2, column distribution: found 'normal'; it must be one of: pert, beta, fixed.",
        "access.csv, row 2, column grade: found 'E'; it must be one of: A, B, C, D.",
    ]


@pytest.mark.parametrize("file", ["sources.csv", "countries.csv"])
def test_a_list_of_codes_that_is_gone_is_one_fault(breaking: Breaking, file: str) -> None:
    assert breaking.change(file, lambda text: None).faults() == [f"{file}; the file is missing"]


def test_another_folder_loads(broken_data: BrokenData, inputs: spinemkt.Inputs) -> None:
    same = broken_data("access.csv", lambda text: text)
    assert spinemkt.load_inputs(same).version == inputs.version
    dearer = spinemkt.load_inputs(str(broken_data("unit_costs.csv", cell("value", "9000"))))
    row = dearer.register.set_index("id").loc["unit_cost[conventional_ebrt]"]
    assert row["value"] == 9000
    assert dearer["unit_cost"].sel(modality="conventional_ebrt") == pytest.approx(
        (row["low"] + 4 * 9000 + row["high"]) / 6
    )
    assert dearer.version != inputs.version


def test_a_file_saved_by_a_spreadsheet_loads(broken_data: BrokenData, inputs: spinemkt.Inputs) -> None:
    folder = broken_data("access.csv", lambda text: "\ufeff" + text.replace("\n", "\r\n") + "\r\n")
    assert spinemkt.load_inputs(folder)["access_start"].identical(inputs["access_start"])


def test_a_hash_inside_a_cell_is_text(broken_data: BrokenData) -> None:
    note = "Table 2 # adults, item #3"
    register = spinemkt.load_inputs(broken_data("access.csv", cell("note", note))).register
    assert next(iter(register.loc[register["file"] == "access.csv", "note"])) == note


def test_an_unknown_parameter_names_the_nearest(inputs: spinemkt.Inputs) -> None:
    with pytest.raises(spinemkt.SpinemktError, match=r"Unknown parameter 'unit_costs'; .* Did you mean 'unit_cost'\?"):
        inputs["unit_costs"]


def _blank(rows: Rows, draw: random.Random) -> None:
    row = draw.choice(rows)
    row[draw.randrange(len(row))] = draw.choice(["", "nan", "-1", "1e999", '"', ";", "\x00", "9" * 40])


def _drop_column(rows: Rows, draw: random.Random) -> None:
    index = draw.randrange(len(rows[0]))
    for row in rows:
        del row[index]


def _drop_row(rows: Rows, draw: random.Random) -> None:
    rows.pop(draw.randrange(len(rows)))


def _twice(rows: Rows, draw: random.Random) -> None:
    rows.append(draw.choice(rows))


@pytest.mark.parametrize("seed", range(32))
def test_broken_files_never_crash_the_loading(breaking: Breaking, seed: int) -> None:
    """Whatever is done to a few files, the data loads or a DataError tells why."""
    draw = random.Random(seed)
    edits = [on_rows(lambda rows, edit=edit: edit(rows, draw)) for edit in (_blank, _drop_column, _drop_row, _twice)]
    junk = [lambda text: draw.randbytes(99), lambda text: text[: draw.randrange(len(text))]]
    files = sorted(path.name for path in DATA_FOLDER.glob("*.csv"))
    for file in draw.sample(files, 3):
        breaking.change(file, draw.choice([*edits, *junk]))
    if draw.random() < 0.2:
        breaking.change("dictionary.toml", junk[1])
    with contextlib.suppress(spinemkt.DataError):
        breaking.load()
