"""An edited workbook read again: what was changed in its inputs becomes a scenario, own data, or both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import pandas as pd

from spinemkt.errors import DataError, Fault, ScenarioError, nearest
from spinemkt.evidence.checking import key_of
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.overlay import Sheet, overlaid
from spinemkt.evidence.parameters import parameter_id, with_taken
from spinemkt.evidence.raw import RawTable, shown
from spinemkt.evidence.reading import FIRST_ROW
from spinemkt.evidence.upload import LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from spinemkt.evidence.workbook import read_workbook
from spinemkt.export.workbook.blocks import CONSTANT, FIRST_YEAR
from spinemkt.export.workbook.facts import CERTIFICATE, SCENARIO_LINE, VERSION_LINE
from spinemkt.export.workbook.inputs import HEAD
from spinemkt.export.workbook.tracing import AMOUNT, CASES, CHANGE_ROW, INDEX, INPUT_ROW, INPUTS
from spinemkt.scenario.change import Change, described, where_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.text import LONGEST, MOST_CHANGES
from spinemkt.terms import BASE_YEAR

CONTROL = "Control"
NAME = "Edited workbook"
# Columns of the sheet of inputs, and of the files of the data; `value`, what is in use, stands in no file.
FILED = {"most_likely": "value", "low": "low", "high": "high", "grade": "grade", "source": "source_id", "note": "note"}
SAME = 1e-12  # numbers that differ by less are the same, written with 16 digits
COUNTRIES = {CASES: ("cancer_incidence", "primary", "new_cases"), INDEX: ("demographic_index", "year", "index_2022")}


@dataclass(frozen=True, eq=False)
class Edited:
    """What an edited workbook says: its scenario, the inputs with own data, and each cell that differs.

    changes: sheet, row, column, what, before, after. inputs: those given, where no data were changed.
    """

    scenario: Scenario
    inputs: Inputs
    changes: pd.DataFrame


def is_workbook(content: bytes) -> bool:
    """Whether a file says that it is such a workbook; it may still be broken."""
    try:
        tables = _tables(content, "", (CERTIFICATE,))
    except DataError:
        return False
    return any(_line(table, VERSION_LINE) is not None for table in tables)


def read_edited(content: bytes, name: str, inputs: Inputs) -> Edited:
    """Read a workbook that `to_workbook` made of these inputs; raise DataError with every fault.

    A value in use that was moved becomes a change from 2022 on; a moved amount of the scenario's changes replaces it;
    ranges, most likely values, grades, sources, notes and cases by country become own data. Formulas are not run.
    """
    if len(content) > MOST_BYTES:
        said = f"the file has {len(content) / 2**20:,.1f} MB; allowed: {MOST_BYTES / 2**20:.0f} MB"
        raise DataError([Fault(shown(name), None, None, None, said)])
    tables = {table.title: table for table in _tables(content, shown(name), (INPUTS, CONTROL, CERTIFICATE, *COUNTRIES))}
    missing = [title for title in (INPUTS, CONTROL, CERTIFICATE, *COUNTRIES) if title not in tables]
    if missing:
        said = f"it is not a workbook of this tool: it has no sheet {', '.join(missing)}"
        raise DataError([Fault(shown(name), None, None, None, said)])
    if faults := [each.fault(None, None, None, each.stopped) for each in tables.values() if each.stopped]:
        raise DataError(faults)
    given = _scenario(tables[CERTIFICATE], inputs)
    reader = _Reader(inputs)
    moved = list(reader.inputs_sheet(tables[INPUTS]))
    amounts = list(reader.control(tables[CONTROL], given))
    for title in COUNTRIES:
        reader.countries(tables[title])
    if reader.faults:
        raise DataError(reader.faults)
    if len(moved) + len(amounts) > MOST_CHANGES:
        said = f"{len(moved):,} values in use were moved; a scenario has at most {MOST_CHANGES} changes: change ranges"
        raise DataError([tables[INPUTS].fault(None, "value", None, said)])
    made = overlaid(inputs, reader.sheets(shown(name))) if reader.rows else inputs
    touched = bool(moved) or any(one != other for one, other in zip(amounts, given.changes, strict=True))
    scenario = replace(given, name=_named(given), changes=(*moved, *amounts), found=()) if touched else given
    try:
        scenario.apply(made)
    except ScenarioError as error:
        raise DataError([tables[INPUTS].fault(None, "value", None, line) for line in str(error).splitlines()]) from None
    changes = pd.DataFrame(reader.changes, columns=["sheet", "row", "column", "what", "before", "after"])
    return Edited(scenario, made, changes)


def _tables(content: bytes, name: str, only: Sequence[str]) -> list[RawTable]:
    return read_workbook(content, name, MOST_COLUMNS, MOST_ROWS, MOST_CELLS, LONGEST_CELL, only)


def _line(table: RawTable, name: str) -> int | None:
    """Where a line of the certificate stands among the rows of its sheet."""
    return next((place for place, (_, row) in enumerate(table.rows) if row and row[0] == name), None)


def _scenario(table: RawTable, inputs: Inputs) -> Scenario:
    """The scenario that the workbook was made of, of the same data."""
    version, text = _line(table, VERSION_LINE), _line(table, SCENARIO_LINE)
    if version is None or text is None:
        said = f"it is broken: the lines '{VERSION_LINE}' and '{SCENARIO_LINE}' must stand in the first column"
        raise DataError([table.fault(None, None, None, said)])
    at, row = table.rows[version]
    found = row[1] if len(row) > 1 else ""
    if found != inputs.version:
        said = f"it was made of other data than those in use; allowed: {inputs.version}. Export it again and edit that"
        raise DataError([table.fault(at, VERSION_LINE, found, said)])
    try:
        return Scenario.from_text("\n".join(line[0] for _, line in table.rows[text + 1 :]))
    except ScenarioError as error:
        at = table.rows[text][0]
        raise DataError([table.fault(at, SCENARIO_LINE, None, line) for line in str(error).splitlines()]) from None


def _named(given: Scenario) -> str:
    return f"{given.name[: LONGEST['name'] - len(' (edited)')]} (edited)" if given.changes else NAME


class _Reader:
    """Compares the sheets of a workbook with the inputs; collects faults, changes, and rows of own data by file."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.faults: list[Fault] = []
        self.changes: list[tuple[str, int, str, str, str, str]] = []
        self.rows: dict[str, dict[int, dict[str, str]]] = {}  # file -> row of the workbook -> cells
        self._titles: dict[str, str] = {}

    def inputs_sheet(self, table: RawTable) -> Iterator[Change]:
        """The changes of values in use; what else was edited goes to the own data."""
        if INPUT_ROW not in dict(table.rows) or tuple(dict(table.rows)[INPUT_ROW])[: len(HEAD)] != HEAD:
            said = f"its head must stand in row {INPUT_ROW}: {', '.join(HEAD)}"
            self.faults.append(table.fault(INPUT_ROW, None, None, said))
            return
        register = self.inputs.register
        lines = {line["id"]: line for line in register.to_dict("records")}
        found: set[str] = set()
        for at, cells in ((at, row) for at, row in table.rows if at > INPUT_ROW and any(row)):
            row = dict(zip(HEAD, [*cells, *[""] * len(HEAD)], strict=False))
            name = row["parameter"].strip()
            spec = self.inputs.dictionary.parameters.get(name)
            code = parameter_id(name, tuple(row[dim].strip() for dim in spec.dims)) if spec else name
            if code not in lines or code in found:
                known = list(lines) if spec else list(self.inputs.dictionary.parameters)
                said = "the row stands twice" if code in found else f"no such number.{nearest(code, known)}"
                self.faults.append(table.fault(at, "parameter", code[:200], said))
                continue
            found.add(code)
            line = lines[code]
            if line["unit"] != row["unit"].strip():
                self.faults.append(table.fault(at, "unit", row["unit"][:200], f"the unit stays {line['unit']}"))
            yield from self._value(table, at, row, line)
            self._filed(table, at, row, line)
        if gone := [code for code in lines if code not in found]:
            said = f"{len(gone):,} rows are gone, the first of them {gone[0]}; formulas read rows by their place"
            self.faults.append(table.fault(None, "parameter", None, said))

    def _value(self, table: RawTable, at: int, row: Mapping[str, str], line: Mapping[str, object]) -> Iterator[Change]:
        name = str(line["parameter"])
        codes = {dim: str(line[dim]) for dim in self.inputs.dictionary.parameters[name].dims}
        before = float(str(line["expected"]))
        after = self._number(table, at, "value", row["value"])
        if after is not None and not _same(after, before):
            self._change(table, at, "value", str(line["id"]), before, after)
            yield Change(name, "set", after, where_of(**codes), BASE_YEAR, note="Moved in a workbook.")

    def _filed(self, table: RawTable, at: int, row: Mapping[str, str], line: Mapping[str, object]) -> None:
        """Take a row into the own data where a cell of it was edited that stands in a file."""
        edited = {}
        for column, filed in FILED.items():
            before, text = line[filed], row[column].strip()
            if filed in ("value", "low", "high"):
                number = self._number(table, at, column, row[column])
                if number is not None and not _same(number, float(str(before))):
                    edited[filed] = repr(number)
                    self._change(table, at, column, str(line["id"]), before, number)
            elif " ".join(text.split()) != " ".join(str(before).split()):
                edited[filed] = text
                self._change(table, at, column, str(line["id"]), before, text)
        if edited:
            file = str(line["file"])
            frame = with_taken(self.inputs.cells[file], self.inputs.dictionary)
            keys = ["parameter", *self.inputs.dictionary.parameters[str(line["parameter"])].dims]
            own = frame[(frame[keys] == [str(line[key]) for key in keys]).all(axis=1)].iloc[0].to_dict()
            self._own(file, table.title, at, {**own, **edited})

    def control(self, table: RawTable, given: Scenario) -> Iterator[Change]:
        """The changes of the scenario, with their amounts as they are now."""
        rows = dict(table.rows)
        for at, change in enumerate(given.changes, CHANGE_ROW + 1):
            cells = [*rows.get(at, []), *[""] * (AMOUNT + 1)]
            if cells[0].strip() != change.parameter:
                said = f"the changes of the scenario must stay where they are: here {change.parameter}"
                self.faults.append(table.fault(at, "Parameter", cells[0][:200], said))
            amount = self._number(table, at, "Amount", cells[AMOUNT], AMOUNT)
            if amount is not None and not _same(amount, change.amount):
                self._change(table, at, "Amount", described(change), change.amount, amount)
                change = replace(change, amount=amount)
            yield change

    def countries(self, table: RawTable) -> None:
        """Take cases and indices by country that were edited into the own data."""
        name, dim, value = COUNTRIES[table.title]
        array = self.inputs.new_cases if table.title == CASES else self.inputs.demographic_index
        codes = {label: code for code, label in self.inputs.country_names.items()}
        first = CONSTANT if table.title == CASES else FIRST_YEAR
        frame = self.inputs.cells[f"{name}.csv"]
        found = set()
        for at, cells in ((at, row) for at, row in table.rows if at > INPUT_ROW and any(row)):
            code = codes.get(cells[0].strip())
            if code is None or code in found or code not in array["country"].values:
                said = f"no such country, or it stands twice.{nearest(cells[0][:60], list(codes))}"
                self.faults.append(table.fault(at, "Country", cells[0][:200], said))
                continue
            found.add(code)
            listed = zip(array[dim].values.tolist(), array.sel(country=code).values.tolist(), strict=True)
            for place, (other, before) in enumerate(listed):
                text = cells[first + place] if first + place < len(cells) else ""
                after = self._number(table, at, str(other), text, first + place)
                if after is not None and not _same(after, before):
                    self._change(table, at, str(other), cells[0], before, after)
                    mine = frame[(frame["country"] == code) & (frame[dim] == str(other))].iloc[0].to_dict()
                    self._own(f"{name}.csv", table.title, at * 100 + place, {**mine, value: repr(after)})
        if not self.faults and len(found) < array.sizes["country"]:
            self.faults.append(table.fault(None, "Country", None, "rows of countries are gone"))

    def sheets(self, name: str) -> list[Sheet]:
        """The rows of own data, by file."""
        found = [
            Sheet(name, file, pd.DataFrame([*rows.values()], dtype=str), tuple(rows), self._titles[file])
            for file, rows in self.rows.items()
        ]
        return [*found, *self._in_use(found)]

    def _in_use(self, found: Sequence[Sheet]) -> Iterator[Sheet]:
        """The own data that the inputs have already, without the rows that were edited now."""
        edited = {sheet.file: sheet.frame for sheet in found}
        for file, frame in self.inputs.own.items():
            key = list(key_of(self.inputs.dictionary, file))
            mine = frame
            if file in edited:
                again = set(edited[file][key].itertuples(index=False, name=None))
                mine = frame[[row not in again for row in frame[key].itertuples(index=False, name=None)]]
            if len(mine):
                yield Sheet(file, file, mine, tuple(range(FIRST_ROW, FIRST_ROW + len(mine))))

    def _own(self, file: str, title: str, at: int, cells: dict[str, str]) -> None:
        self.rows.setdefault(file, {})[at] = cells
        self._titles[file] = title

    def _number(self, table: RawTable, at: int, column: str, text: str, place: int | None = None) -> float | None:
        """A cell as a finite number; a fault where it is none."""
        place = HEAD.index(column) if place is None else place
        said = table.flaws.get((at, place), "")
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if said or not isfinite(number):
            self.faults.append(table.fault(at, column, text[:200], said or "it must be a number"))
            return None
        return number

    def _change(self, table: RawTable, at: int, column: str, what: str, before: object, after: object) -> None:
        said = [f"{each:.10g}" if isinstance(each, float) else str(each) for each in (before, after)]
        self.changes.append((table.title, at, column, what, *said))  # type: ignore[arg-type]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))
