"""The cells of every file of a data folder, checked one after the other: columns, rows, holes, all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import product

import pandas as pd

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.dictionary import NUMBERS, Dictionary, TableSpec
from spinemkt.evidence.parameters import grid_faults
from spinemkt.evidence.reading import column_faults
from spinemkt.evidence.schema import Rule, parameter_rules, table_rules, validate
from spinemkt.terms import DIMENSIONS, GRADES, TIER_REGION, YEARS

# Reads a file as text cells: the frame, or None and the faults that stopped the reading.
Reader = Callable[[str], tuple[pd.DataFrame | None, list[Fault]]]

# Tables that list codes: the list, and the columns that it is made of.
LISTED_BY = {
    "countries": ("country_with_incidence", ("country", "has_incidence")),
    "sources": ("source", ("source_id",)),
    "company_categories": ("category", ("category",)),
    "companies": ("product", ("product_id",)),
    "lookback_series": ("series", ("series_id",)),
}


def checked(dictionary: Dictionary, read: Reader, sound: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Return the cells of every file; raise DataError with every fault found.

    sound: files that were checked before against the same lists of codes; they are taken as they are.
    """
    tables, codes, faults = _read_tables(dictionary, read, sound)
    cells = {dictionary.tables[name].file: frame for name, frame in tables.items()}
    for file in dictionary.parameter_files:
        if file in sound:
            cells[file] = read(file)[0]
            continue
        frame, found = _read_checked(read, file, columns_of(dictionary, file), _rules_of(dictionary, file, codes))
        if frame is not None:
            cells[file] = frame
            found = found or grid_faults(frame, file, dictionary)
        faults += found
    if faults:
        raise DataError(faults)
    return cells


def files_of(dictionary: Dictionary) -> list[str]:
    """Every file, the tables first."""
    return [*(spec.file for spec in dictionary.tables.values()), *dictionary.parameter_files]


def key_of(dictionary: Dictionary, file: str) -> tuple[str, ...]:
    """The columns that tell the rows of a file apart."""
    if file in dictionary.parameter_files:
        return ("parameter", *dictionary.parameter_files[file])
    return dictionary.tables[file.removesuffix(".csv")].key


def numbers_of(dictionary: Dictionary, file: str) -> set[str]:
    """The columns of a file that hold numbers."""
    if file in dictionary.parameter_files:
        return set(NUMBERS)
    columns = dictionary.tables[file.removesuffix(".csv")].columns.values()
    return {column.name for column in columns if column.type in ("number", "year")}


def columns_of(dictionary: Dictionary, file: str) -> list[str]:
    """The columns that a file must have."""
    if file in dictionary.parameter_files:
        return ["parameter", *dictionary.parameter_files[file], *dictionary.parameter_columns]
    return list(dictionary.tables[file.removesuffix(".csv")].columns)


def _rules_of(dictionary: Dictionary, file: str, codes: dict[str, list[str]]) -> list[Rule]:
    """The rules that every row of a file must obey."""
    if file in dictionary.parameter_files:
        return parameter_rules(file, dictionary, codes)
    spec = dictionary.tables[file.removesuffix(".csv")]
    return [*table_rules(spec, codes), *_nesting(spec)]


def _read_checked(
    read: Reader, file: str, columns: Collection[str], rules: Sequence[Rule]
) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read a file and check its columns, then its rows; the frame is None when its cells cannot be named."""
    frame, faults = read(file)
    if frame is None:
        return None, faults
    faults = column_faults(frame, file, columns)
    return (None, faults) if faults else (frame, validate(frame, file, rules))


def _read_tables(
    dictionary: Dictionary, read: Reader, sound: Collection[str]
) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]], list[Fault]]:
    """Read the tables, first those that list codes, so that the others are checked against lists without faults."""
    tables: dict[str, pd.DataFrame] = {}
    codes = {dim: list(labels) for dim, labels in DIMENSIONS.items()} | {
        "grade": list(GRADES),
        "year": [str(year) for year in YEARS],
    }
    faults: list[Fault] = []
    for spec in sorted(dictionary.tables.values(), key=lambda spec: spec.name not in LISTED_BY):
        rules = [] if spec.file in sound else _rules_of(dictionary, spec.file, codes)
        frame, found = _read_checked(read, spec.file, spec.columns, rules)
        if frame is not None:
            tables[spec.name] = frame
            found = found or (
                [] if spec.file in sound else _table_holes(frame, spec, codes) + _lacking(frame, spec, codes)
            )
            listed, columns = LISTED_BY.get(spec.name, ("", ()))
            if listed and not any(fault.column in columns for fault in found):
                codes[listed] = _codes_of(frame, columns)
        faults += found
    return tables, codes, faults


def _codes_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return the codes that a table lists in its first column; those with a no in the second are left out."""
    code, *switch = columns
    return sorted(frame.loc[frame[switch[0]] == "yes", code] if switch else frame[code])


def _nesting(spec: TableSpec) -> list[Rule]:
    if spec.name != "countries":
        return []
    return [
        Rule(
            "tier",
            lambda row: f"the tier belongs to the region {TIER_REGION[row['tier']]}",
            lambda frame: frame["tier"].map(TIER_REGION).fillna(frame["region"]) == frame["region"],
        )
    ]


def _table_holes(frame: pd.DataFrame, spec: TableSpec, codes: dict[str, list[str]]) -> list[Fault]:
    needed = [spec.columns[name].codes or "year" for name in spec.grid]
    if not needed or not set(needed) <= set(codes):
        return []
    found = set(frame[list(spec.grid)].itertuples(index=False, name=None))
    return [
        Fault(spec.file, None, None, None, f"the grid has a hole: {', '.join(hole)} has no row")
        for hole in product(*(codes[name] for name in needed))
        if hole not in found
    ]


def _lacking(frame: pd.DataFrame, spec: TableSpec, codes: dict[str, list[str]]) -> list[Fault]:
    """Name the codes that no row of a column names which must name them all."""
    return [
        Fault(spec.file, None, column.name, None, f"{code} stands in no row")
        for column in spec.columns.values()
        if column.complete
        for named in [{code for cell in frame[column.name] for code in cell.split(";")}]
        for code in codes[str(column.codes)]
        if code not in named
    ]
