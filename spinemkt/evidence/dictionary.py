"""What each table and parameter is, read from data/dictionary.toml: the one description that all others come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spinemkt.errors import DataError, Fault, unknown
from spinemkt.evidence.definitions import read_toml, shaped
from spinemkt.terms import DIMENSIONS, NUMBERS_AS
from spinemkt.units import UNITS

FILE = "dictionary.toml"
COLUMN_TYPES = ("code", "codes", "text", "number", "year", "date", "sources")
CODE_LISTS = (*DIMENSIONS, "country_with_incidence", "grade", "category", "product", "series")
NUMBERS = ("value", "low", "high")
REGISTER = (*NUMBERS, "distribution", "unit", "kind", "source_id", "grade")
NEEDED = {
    "countries": ("country", "name", "region", "tier", "has_incidence"),
    "cancer_incidence": ("country", "primary", "new_cases"),
    "demographic_index": ("country", "year", "index_2022"),
    "population": ("country", "year", "population"),
    "sources": ("source_id",),
}


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a table; type is one of COLUMN_TYPES, codes names a closed list.

    codes and sources hold several codes, ;-separated; a date is known to the year, month or day: 2026-02-12. complete:
    each code of the list must stand in some row.
    """

    name: str
    type: str
    description: str
    codes: str | None = None
    allowed: tuple[str, ...] | None = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    optional: bool = False
    complete: bool = False


@dataclass(frozen=True)
class TableSpec:
    """One table: its columns, key, the columns whose every combination must be present, origin, terms and changes."""

    name: str
    title: str
    columns: Mapping[str, ColumnSpec]
    key: tuple[str, ...]
    grid: tuple[str, ...]
    origin: str
    terms: str
    changes: str
    sources: tuple[str, ...]

    @property
    def file(self) -> str:
        """Name of the table's file."""
        return f"{self.name}.csv"


@dataclass(frozen=True)
class ParameterSpec:
    """One parameter: where it stands, its dimensions, unit, the model stage it enters, and its codes per dimension.

    default is the value of combinations without a row; None means that every combination needs one. own_rows: no
    modality takes those of another.
    """

    name: str
    file: str
    dims: tuple[str, ...]
    unit: str
    stage: str
    label: str
    description: str
    codes: Mapping[str, tuple[str, ...]]
    default: float | None = None
    sums_to_one: tuple[str, ...] = ()
    own_rows: bool = False


@dataclass(frozen=True)
class GroupSpec:
    """Numbers that are drawn together: those of the parameters that differ in `across` alone correlate so far."""

    name: str
    label: str
    parameters: tuple[str, ...]
    across: tuple[str, ...]
    correlation: float
    note: str


@dataclass(frozen=True)
class Dictionary:
    """The whole dictionary of a data folder."""

    version: str
    tables: Mapping[str, TableSpec]
    parameters: Mapping[str, ParameterSpec]
    parameter_files: Mapping[str, tuple[str, ...]]
    parameter_columns: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, GroupSpec] = field(default_factory=dict)


def read_dictionary(folder: Path) -> Dictionary:
    """Read the dictionary of a data folder; raise DataError when it is missing, not TOML, or at odds with itself."""
    raw = read_toml(folder / FILE, FILE)
    with shaped(FILE):
        dictionary = Dictionary(
            version=str(raw["version"]),
            tables={name: _table(name, body) for name, body in raw["tables"].items()},
            parameters={name: _parameter(name, body) for name, body in raw["parameters"].items()},
            parameter_files={name: tuple(dims) for name, dims in raw["parameter_files"].items()},
            parameter_columns=raw["parameter_columns"],
            groups={name: _group(name, body) for name, body in raw.get("groups", {}).items()},
        )
        faults = [_fault(text) for text in _contradictions(dictionary)]
    if faults:
        raise DataError(faults)
    return dictionary


def _fault(text: str) -> Fault:
    return Fault(FILE, None, None, None, text)


def _contradictions(dictionary: Dictionary) -> Iterator[str]:
    """Yield what the model needs and the dictionary lacks, and what one entry says against another."""
    for name, columns in NEEDED.items():
        if name not in dictionary.tables:
            yield f"the model needs the table {name}"
        elif lacking := [column for column in columns if column not in dictionary.tables[name].columns]:
            yield f"the model needs the table {name} with the columns {', '.join(lacking)}"
    if lacking := [name for name in REGISTER if name not in dictionary.parameter_columns]:
        yield f"the model needs the parameter columns {', '.join(lacking)}"
    for table in dictionary.tables.values():
        if astray := {*table.key, *table.grid} - set(table.columns):
            yield f"the key or grid of {table.name} names no column of it: {', '.join(sorted(astray))}"
        for column in table.columns.values():
            if column.type not in COLUMN_TYPES:
                yield unknown(f"type of {table.name}.{column.name}", column.type, COLUMN_TYPES)
            if column.codes is not None and column.codes not in CODE_LISTS:
                yield unknown(f"codes of {table.name}.{column.name}", column.codes, CODE_LISTS)
    for spec in dictionary.parameters.values():
        if spec.unit not in UNITS:
            yield unknown(f"unit of {spec.name}", spec.unit, UNITS)
        if spec.file not in dictionary.parameter_files:
            yield unknown(f"file of {spec.name}", spec.file, dictionary.parameter_files)
        elif astray := set(spec.dims) - set(dictionary.parameter_files[spec.file]):
            yield f"{spec.file} has no column for a dimension of {spec.name}: {', '.join(sorted(astray))}"
    yield from _group_contradictions(dictionary)


def _group_contradictions(dictionary: Dictionary) -> Iterator[str]:
    for group in dictionary.groups.values():
        for name in group.parameters:
            if name not in dictionary.parameters:
                yield unknown(f"parameter of the group {group.name}", name, dictionary.parameters)
            elif astray := set(group.across) - set(dictionary.parameters[name].dims):
                yield f"the group {group.name} goes across what {name} has not: {', '.join(sorted(astray))}"
        if not 0.0 <= group.correlation <= 1.0:
            yield f"the correlation of the group {group.name} is {group.correlation}; it must lie in 0..1"
    listed = [name for group in dictionary.groups.values() for name in group.parameters]
    if twice := {name for name in listed if listed.count(name) > 1}:
        yield f"in more than one group: {', '.join(sorted(twice))}"


def _table(name: str, body: dict[str, Any]) -> TableSpec:
    columns = {column: _column(column, spec) for column, spec in body["columns"].items()}
    return TableSpec(
        name,
        body["title"],
        columns,
        key=tuple(body["key"]),
        grid=tuple(body.get("grid", ())),
        origin=body["origin"],
        terms=body["terms"],
        changes=body["changes"],
        sources=tuple(body["sources"]),
    )


def _column(name: str, body: dict[str, Any]) -> ColumnSpec:
    allowed = body.get("allowed")
    return ColumnSpec(**{**body, "name": name, "allowed": None if allowed is None else tuple(allowed)})


def _parameter(name: str, body: dict[str, Any]) -> ParameterSpec:
    only, without = body.get("only", {}), body.get("except", {})
    codes = {
        dim: tuple(code for code in _with_alike(only.get(dim, DIMENSIONS[dim])) if code not in without.get(dim, ()))
        for dim in body["dims"]
    }
    return ParameterSpec(
        name,
        body["file"],
        tuple(body["dims"]),
        body["unit"],
        body["stage"],
        body["label"],
        body["description"],
        codes,
        default=body.get("default"),
        sums_to_one=tuple(body.get("sums_to_one", ())),
        own_rows=bool(body.get("own_rows", False)),
    )


def _with_alike(codes: Iterable[str]) -> list[str]:
    """Codes, and after them the modalities that take their numbers from one of them."""
    listed = list(codes)
    return listed + [code for code, other in NUMBERS_AS.items() if other in listed and code not in listed]


def _group(name: str, body: dict[str, Any]) -> GroupSpec:
    lists = {"parameters": tuple(body["parameters"]), "across": tuple(body["across"])}
    return GroupSpec(**{**body, **lists, "name": name, "correlation": float(body["correlation"])})
