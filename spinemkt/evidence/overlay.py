"""A reader's own rows laid over the bundled data: they replace the rows of the same key, or join them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pandas as pd

from spinemkt.errors import DataError, Fault, SpinemktError, unknown
from spinemkt.evidence.checking import checked, columns_of, files_of, key_of, numbers_of
from spinemkt.evidence.inputs import Inputs, assembled
from spinemkt.evidence.reading import FIRST_ROW, column_faults
from spinemkt.evidence.schema import number

CHANGED, ADDED = "changed", "added"
WHOLE_ROW = "(whole row)"
BUNDLE = "the bundle"
_FINGERPRINT = 12


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows for one file as text cells: the name their owner knows the sheet by, and the number of each row in it."""

    name: str
    file: str
    frame: pd.DataFrame
    rows: tuple[int, ...]


Origins = list[tuple[str, int] | None]  # of each row its sheet and number; None for a row of the bundle


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
        astray = column_faults(sheet.frame, sheet.name, columns_of(bundle.dictionary, sheet.file))
        faults += astray
        if not astray:
            by_file.setdefault(sheet.file, []).append(sheet)
    cells, origins = dict(bundle.cells), {}
    for file, found in by_file.items():
        cells[file], origins[file] = _merged(bundle, file, found)
    others = set() if "countries.csv" in by_file else set(cells) - set(by_file)  # a country is a code of most tables
    try:
        checked(bundle.dictionary, lambda file: (cells[file], []), others)
    except DataError as error:
        faults += [_placed(fault, origins, by_file) for fault in error.faults]
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
                origins.append((sheet.name, at))
                continue
            for column in numbers:
                if _same_number(row[column], rows[index][column]):
                    row[column] = rows[index][column]
            rows[index], origins[index] = row, (sheet.name, at)
    unchanged = [row == old for row, old in zip(rows, before.to_numpy().tolist(), strict=False)]
    origins[: len(unchanged)] = [
        None if same else origin for same, origin in zip(unchanged, origins[: len(unchanged)], strict=True)
    ]
    return pd.DataFrame(rows, columns=columns, dtype=str), origins


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


def _placed(fault: Fault, origins: Mapping[str, Origins], sheets: Mapping[str, Sequence[Sheet]]) -> Fault:
    """Say where a fault stands in the reader's sheet, or that it is a row of the bundle that no longer fits."""
    if fault.file not in origins:
        return replace(fault, file=f"{fault.file} of {BUNDLE}")
    if fault.row is None:
        names = dict.fromkeys(sheet.name for sheet in sheets[fault.file])
        return replace(fault, file=" and ".join(names))
    origin = origins[fault.file][fault.row - FIRST_ROW]
    if origin is None:
        return replace(fault, file=f"{fault.file} of {BUNDLE}")
    return replace(fault, file=origin[0], row=origin[1])
