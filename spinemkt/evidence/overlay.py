"""A reader's own rows laid over the bundled data: they replace the rows of the same key, or join them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pandas as pd

from spinemkt.errors import DataError, Fault, SpinemktError, unknown
from spinemkt.evidence.checking import LISTED_BY, checked, columns_of, files_of, key_of, numbers_of
from spinemkt.evidence.inputs import Inputs, assembled
from spinemkt.evidence.names import country_code, fold, not_found
from spinemkt.evidence.raw import clean, visible
from spinemkt.evidence.reading import FIRST_ROW, column_faults
from spinemkt.evidence.schema import number

CHANGED, ADDED = "changed", "added"
WHOLE_ROW = "(whole row)"
BUNDLE = "the bundle"
_FINGERPRINT = 12
LAST_ROW = 2**31  # where a fault of no row stands


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows for one file as text cells: the name of the upload, the number of each row in it, its sheet, and notes.

    given: the cells as they stand in the file, before they were spelled as the model does.
    """

    name: str
    file: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    sheet: str = ""
    notes: tuple[str, ...] = ()
    given: Sequence[Sequence[str]] = ()

    def found(self, row: int, column: str | None, value: object) -> object:
        """What stands in a cell of the file, where that is known; else the value given."""
        if value is None or column is None or not self.given:
            return value
        return visible(clean(self.given[self.rows.index(row)][self.frame.columns.get_loc(column)]))

    def with_notes(self, notes: Iterable[str]) -> Sheet:
        """The sheet with more notes on what was read in another form, or left out."""
        return replace(self, notes=(*self.notes, *notes))


Origins = list[tuple[Sheet, int] | None]  # of each row its sheet and number; None for a row of the bundle


def overlaid(inputs: Inputs, sheets: Sequence[Sheet]) -> Inputs:
    """Return inputs with the rows of sheets in place of those of the same key, or after them; the ones given stay.

    Everything is checked as the bundle is. Raises DataError with every fault: sheet, row, column, value, rule. Rows
    that say what the bundle says are left out; where nothing else is there, the inputs come back as they were.
    """
    bundle = inputs.bundle or inputs
    by_file: dict[str, list[Sheet]] = {}
    faults: list[Fault] = []
    for sheet in sheets:
        if sheet.file not in bundle.cells:
            raise SpinemktError(unknown("table", sheet.file, bundle.cells))
        invalid = column_faults(sheet.frame, sheet.name, columns_of(bundle.dictionary, sheet.file))
        faults += invalid
        if not invalid:
            by_file.setdefault(sheet.file, []).append(sheet)
    cells, origins = dict(bundle.cells), {}
    sources = _own_sources(by_file)
    for file, found in by_file.items():
        cells[file], origins[file] = _merged(bundle, file, [_with_known_ids(bundle, each, sources) for each in found])
    others = set() if "countries.csv" in by_file else set(cells) - set(by_file)  # a country is a code of most tables
    try:
        checked(bundle.dictionary, lambda file: (cells[file], []), others)
    except DataError as error:
        names = bundle.countries["name"].to_dict()
        faults += _in_order([_placed(fault, origins, by_file, names) for fault in error.faults])
    if faults:
        raise DataError(faults)
    own = {file: _own_rows(cells[file], origins[file]) for file in files_of(bundle.dictionary) if file in by_file}
    own = {file: rows for file, rows in own.items() if len(rows)}
    if not own:
        return bundle
    made = assembled(bundle.dictionary, cells, f"{bundle.version} + own data {fingerprint(own)}")
    # Arrays of files without own rows stay the very same, so that what stands on them need not run again.
    kept = {
        name: bundle.parameters[name] if bundle.dictionary.parameters[name].file not in own else array
        for name, array in made.parameters.items()
    }
    return replace(made, parameters=kept, own=own, bundle=bundle)


def fingerprint(own: Mapping[str, pd.DataFrame]) -> str:
    """A short name of own rows that no other rows have."""
    digest = sha256()
    for file, rows in sorted(own.items()):
        digest.update(f"{file}\n{rows.to_csv(index=False)}\n".encode())
    return digest.hexdigest()[:_FINGERPRINT]


def is_own(inputs: Inputs, file: str) -> pd.Series:
    """Whether each row of a file is the reader's own."""
    return pd.Series(inputs.cells[file].index.isin(inputs.own[file].index if file in inputs.own else []))


def differences(inputs: Inputs) -> pd.DataFrame:
    """List what own data change: table, key, column, bundle, own, change (changed or added).

    A changed row has a line for each cell that differs; an added row has one line for all its cells.
    """
    lines: list[tuple[str, str, str, str, str, str]] = []
    for file in files_of(inputs.dictionary):
        if file not in inputs.own or inputs.bundle is None:
            continue
        table, before = file.removesuffix(".csv"), inputs.bundle.cells[file]
        key = key_of(inputs.dictionary, file)
        for place, row in zip(inputs.own[file].index, inputs.own[file].to_dict("records"), strict=True):
            name = ", ".join(row[column] for column in key if row[column])
            if place >= len(before):
                said = "; ".join(f"{column} {cell}" for column, cell in row.items() if cell and column not in key)
                lines.append((table, name, WHOLE_ROW, "", said, ADDED))
                continue
            old = before.loc[place]
            lines += [
                (table, name, column, old[column], cell, CHANGED) for column, cell in row.items() if cell != old[column]
            ]
    return pd.DataFrame(lines, columns=["table", "key", "column", "bundle", "own", "change"], dtype=str)


def _merged(bundle: Inputs, file: str, sheets: Sequence[Sheet]) -> tuple[pd.DataFrame, Origins]:
    """Lay sheets over a file: its rows in their order, then the new ones; a cell of the same number keeps its text."""
    before = bundle.cells[file]
    columns, key = list(before.columns), key_of(bundle.dictionary, file)
    numbers = [columns.index(name) for name in columns if name in numbers_of(bundle.dictionary, file)]
    place = {name: index for index, name in enumerate(_keys(before, key, bundle, file))}
    rows: list[list[str]] = before.to_numpy().tolist()
    origins: Origins = [None] * len(rows)
    for sheet in sheets:
        frame = sheet.frame[columns]
        for name, row, at in zip(_keys(frame, key, bundle, file), frame.to_numpy().tolist(), sheet.rows, strict=True):
            index = place.get(name)
            if index is None or origins[index] is not None:  # new, or the second of its key: the rules will say so
                rows.append(row)
                origins.append((sheet, at))
                continue
            for column in numbers:
                if _same_number(row[column], rows[index][column]):
                    row[column] = rows[index][column]
            rows[index], origins[index] = row, (sheet, at)
    unchanged = [row == old for row, old in zip(rows, before.to_numpy().tolist(), strict=False)]
    origins[: len(unchanged)] = [
        None if same else origin for same, origin in zip(unchanged, origins[: len(unchanged)], strict=True)
    ]
    return pd.DataFrame(rows, columns=columns, dtype=str), origins


def _own_sources(by_file: Mapping[str, Sequence[Sheet]]) -> list[str]:
    return [name for sheet in by_file.get("sources.csv", ()) for name in sheet.frame["source_id"]]


def _with_known_ids(bundle: Inputs, sheet: Sheet, sources: Sequence[str]) -> Sheet:
    """A sheet whose short names are spelled as those of the bundle, where they differ by case or accents alone."""
    lists = {name: [*bundle.cells[f"{file}.csv"][column]] for file, (name, (column, *_)) in LISTED_BY.items()}
    lists["source"] += sources
    numeric, changed = numbers_of(bundle.dictionary, sheet.file), {}
    spec = bundle.dictionary.tables.get(sheet.file.removesuffix(".csv"))
    for name in sheet.frame.columns:
        column = spec.columns[name] if spec else None
        if (name == "source_id" and sheet.file != "sources.csv") or (column and column.type == "sources"):
            known = lists["source"]
        elif column and column.codes in lists and column.codes != "country_with_incidence":
            known = lists[column.codes]
        elif spec and column and name in spec.key and name not in numeric and not column.codes:
            known = [*bundle.cells[sheet.file][name]]
        else:
            continue
        spelled = {fold(code): code for code in reversed(known)}
        several = column is None or column.type in ("sources", "codes")
        changed[name] = [_spelled(cell, spelled, several) for cell in sheet.frame[name]]
    return replace(sheet, frame=sheet.frame.assign(**changed))


def _spelled(cell: str, known: Mapping[str, str], several: bool) -> str:
    return ";".join(known.get(fold(part), part) for part in (cell.split(";") if several else [cell]))


def _keys(frame: pd.DataFrame, key: tuple[str, ...], bundle: Inputs, file: str) -> list[tuple[str, ...]]:
    """The key of each row, numbers in one spelling."""
    numeric = numbers_of(bundle.dictionary, file)
    spelled = [
        frame[name] if name not in numeric else number(frame[name]).astype(str).where(frame[name] != "", "")
        for name in key
    ]
    return list(zip(*spelled, strict=True))


def _same_number(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _own_rows(cells: pd.DataFrame, origins: Origins) -> pd.DataFrame:
    return cells[[origin is not None for origin in origins]]


def _placed(
    fault: Fault, origins: Mapping[str, Origins], sheets: Mapping[str, Sequence[Sheet]], countries: Mapping[str, str]
) -> Fault:
    """Say where a fault stands in the reader's sheet, or that it is a row of the bundle that no longer fits."""
    if fault.file not in origins:
        return replace(fault, file=f"{fault.file} of {BUNDLE}")
    if fault.row is None:
        files, titles = ([getattr(one, name) for one in sheets[fault.file]] for name in ("name", "sheet"))
        named = [" and ".join(dict.fromkeys(filter(None, names))) for names in (files, titles)]
        return replace(fault, file=named[0], sheet=named[1])
    origin = origins[fault.file][fault.row - FIRST_ROW]
    if origin is None:
        return replace(fault, file=f"{fault.file} of {BUNDLE}")
    sheet, row = origin
    value = sheet.found(row, fault.column, fault.value)
    rule = _country_rule(fault, str(value), countries)
    return replace(fault, file=sheet.name, row=row, value=value, sheet=sheet.sheet, rule=rule)


def _country_rule(fault: Fault, text: str, countries: Mapping[str, str]) -> str:
    """Say of a country that the model does not have that it is known and not modelled; of others the nearest name."""
    if fault.column != "country" or "must be one of" not in fault.rule:
        return fault.rule
    if country_code(text):
        return not_found("country", text, countries).rstrip(".")
    _, hint, near = not_found("country", text, countries).partition(" Did you mean ")
    return fault.rule if "Did you mean" in fault.rule else f"{fault.rule}{hint}{near}"


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Faults sheet by sheet as they were found, in each by row."""
    sheets = list(dict.fromkeys((fault.file, fault.sheet) for fault in faults))
    return sorted(faults, key=lambda fault: (sheets.index((fault.file, fault.sheet)), fault.row or LAST_ROW))
