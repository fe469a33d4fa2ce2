"""Pandera schemas made from the dictionary, and the reading of one file against its schema.

Files are read as text, so that a fault can show exactly what stands in the cell; numbers are made afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from io import StringIO
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaErrors
from pandera.pandas import Check, Column, DataFrameSchema

from spinemkt.errors import Fault, nearest
from spinemkt.evidence.dictionary import ColumnSpec, Dictionary, TableSpec
from spinemkt.terms import DISTRIBUTIONS, GRADES, KINDS, UNITS, YEARS

Codes = Mapping[str, Collection[str]]

FIRST_ROW = 2  # a row is counted as a spreadsheet shows it: the header is row 1


def read_text_frame(folder: Path, file: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read a CSV file as text cells; return the frame, or None and the fault that stopped the reading."""
    path = folder / file
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None, [Fault(file, None, None, None, "the file is missing")]
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Fault(file, row, None, None, f"the file is not UTF-8 (byte {error.start})")]
    if not text.strip():
        return None, [Fault(file, None, None, None, "the file is empty")]
    try:
        frame = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    except pd.errors.ParserError as error:
        return None, [Fault(file, None, None, None, f"it cannot be read as CSV: {str(error).strip()}")]
    if frame.empty:
        return None, [Fault(file, None, None, None, "the file has a header but no rows")]
    return frame, []


def column_faults(frame: pd.DataFrame, file: str, expected: Collection[str]) -> list[Fault]:
    """Name the columns that are missing, and those that the dictionary does not know."""
    missing = [column for column in expected if column not in frame.columns]
    unknown = [column for column in frame.columns if column not in expected]
    return [Fault(file, 1, column, None, f"the column is missing.{nearest(column, unknown)}") for column in missing] + [
        Fault(file, 1, column, None, f"the dictionary does not know this column.{nearest(column, expected)}")
        for column in unknown
    ]


def validate(frame: pd.DataFrame, file: str, schema: DataFrameSchema) -> list[Fault]:
    """Check a text frame against a schema, all rules at once; return the faults in file order."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        faults = []
        for column, rule, row in zip(cases["column"], cases["check"], cases["index"], strict=True):
            name = None if column not in frame.columns else str(column)
            named, _, text = str(rule).partition("|")
            name = named or name
            value = frame.at[row, name] if name in frame.columns else None
            faults.append(Fault(file, int(row) + FIRST_ROW, name, value, text))
        return sorted(set(faults), key=lambda fault: (fault.row or 0, str(fault.column), fault.rule))
    return []


def rule(column: str, text: str, holds: Callable[[pd.DataFrame], pd.Series]) -> Check:
    """One row-wise rule over a frame, reported at a column with a text; holds returns True for good rows."""
    return Check(lambda frame: holds(frame).astype(bool), error=f"{column}|{text}", ignore_na=False)


def number(cells: pd.Series) -> pd.Series:
    """Turn text cells into numbers; what is not one becomes missing."""
    return pd.to_numeric(cells, errors="coerce")


def table_schema(spec: TableSpec, codes: Codes) -> DataFrameSchema:
    """Build the schema of a table: types, closed lists, ranges and a key without duplicates."""
    checks = [check for column in spec.columns.values() for check in _column_rules(column, codes)]
    checks.append(_key_rule(spec.key))
    if {"value", "low", "high"} <= set(spec.columns):
        checks += _range_rules()
    return DataFrameSchema({name: Column(str) for name in spec.columns}, checks=checks)


def parameter_schema(file: str, dictionary: Dictionary, codes: Codes) -> DataFrameSchema:
    """Build the schema of a parameter file: each row's dimensions, unit, range, kind, grade and sources."""
    dims = dictionary.parameter_files[file]
    specs = {name: spec for name, spec in dictionary.parameters.items() if spec.file == file}
    checks = [_code_rule("parameter", specs), _key_rule(("parameter", *dims))]
    for dim in dims:
        allowed = {name: set(spec.codes.get(dim, ("",))) for name, spec in specs.items()}
        listed = {name: ", ".join(spec.codes.get(dim, ("(empty)",))) for name, spec in specs.items()}
        for name in specs:
            checks.append(
                rule(
                    dim,
                    f"for {name} it must be one of: {listed[name]}",
                    lambda frame, name=name, dim=dim, ok=allowed[name]: (frame["parameter"] != name) | frame[dim].isin(ok),
                )
            )
    checks += [_number_rule(column) for column in ("value", "low", "high")] + _range_rules()
    for name, spec in specs.items():
        checks.append(
            rule(
                "unit",
                f"the unit of {name} is {spec.unit}",
                lambda frame, name=name, unit=spec.unit: (frame["parameter"] != name) | (frame["unit"] == unit),
            )
        )
    for column in ("value", "low", "high"):
        checks.append(
            rule(
                column,
                "a fraction lies between 0 and 1",
                lambda frame, column=column: (frame["unit"] != "fraction") | ~_outside(frame[column], 0, 1),
            )
        )
    checks += [
        _code_rule("unit", UNITS),
        _code_rule("distribution", DISTRIBUTIONS),
        _code_rule("kind", KINDS),
        _code_rule("grade", GRADES),
        _source_rule("source_id", codes["source"]),
        rule(
            "grade",
            "an assumption has grade D",
            lambda frame: (frame["kind"] != "assumption") | (frame["grade"] == "D"),
        ),
        rule(
            "source_id",
            "an assumption names the source 'assumption'",
            lambda frame: (frame["kind"] != "assumption") | frame["source_id"].str.contains("assumption"),
        ),
    ]
    columns = ["parameter", *dims, *dictionary.parameter_columns]
    return DataFrameSchema({name: Column(str) for name in columns}, checks=checks)


def _column_rules(column: ColumnSpec, codes: Codes) -> list[Check]:
    name = column.name
    if column.type == "sources":
        return [_source_rule(name, codes["source"])]
    if column.type == "year":
        return [_code_rule(name, [str(year) for year in YEARS])]
    if column.type == "number":
        rules = [_number_rule(name, column.optional)]
        if column.min is not None or column.max is not None:
            low, high = column.min, column.max
            text = f"it must be at least {low:g}" if high is None else f"it must lie between {low:g} and {high:g}"
            rules.append(rule(name, text, lambda frame: ~_outside(frame[name], low, high)))
        return rules
    if column.allowed is not None:
        return [_code_rule(name, column.allowed)]
    if column.codes is not None:
        return [_code_rule(name, codes[column.codes])]
    if column.type == "code":
        return [rule(name, "it must not be empty", lambda frame: frame[name].str.strip() != "")]
    return []


def _code_rule(column: str, allowed: Collection[str]) -> Check:
    listed = ", ".join(allowed) if len(allowed) <= 30 else f"{len(allowed)} known codes"
    return rule(column, f"it must be one of: {listed}", lambda frame: frame[column].isin(set(allowed)))


def _number_rule(column: str, optional: bool = False) -> Check:
    return rule(
        column,
        "it must be a number",
        lambda frame: number(frame[column]).abs().lt(float("inf")) | (frame[column].eq("") & optional),
    )


def _source_rule(column: str, known: Collection[str]) -> Check:
    return rule(
        column,
        "each source_id must stand in sources.csv",
        lambda frame: frame[column].map(lambda cell: bool(cell) and set(cell.split(";")) <= set(known)),
    )


def _key_rule(key: tuple[str, ...]) -> Check:
    return rule(
        key[0],
        f"the key ({', '.join(key)}) stands twice",
        lambda frame: ~frame.duplicated(list(key), keep="first"),
    )


def _range_rules() -> list[Check]:
    def ordered(frame: pd.DataFrame, below: str, above: str) -> pd.Series:
        return ~(number(frame[below]) > number(frame[above]))

    return [
        rule("low", "low must not be above value", lambda frame: ordered(frame, "low", "value")),
        rule("high", "high must not be below value", lambda frame: ordered(frame, "value", "high")),
    ]


def _outside(cells: pd.Series, low: float | None, high: float | None) -> pd.Series:
    values = number(cells)
    below = values < low if low is not None else pd.Series(False, index=cells.index)
    above = values > high if high is not None else pd.Series(False, index=cells.index)
    return below | above
