"""What each table and parameter is, read from data/dictionary.toml: the one description that all others come from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spinemkt.errors import DataError, Fault
from spinemkt.terms import DIMENSIONS

FILE = "dictionary.toml"


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a table: type is code, text, number, year or sources; codes names a closed list."""

    name: str
    type: str
    description: str
    codes: str | None = None
    allowed: tuple[str, ...] | None = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    optional: bool = False


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

    default is the value of combinations without a row; None means that every combination needs one.
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


@dataclass(frozen=True)
class Dictionary:
    """The whole dictionary of a data folder."""

    version: str
    tables: Mapping[str, TableSpec]
    parameters: Mapping[str, ParameterSpec]
    parameter_files: Mapping[str, tuple[str, ...]]
    parameter_columns: Mapping[str, str] = field(default_factory=dict)


def read_dictionary(folder: Path) -> Dictionary:
    """Read the dictionary of a data folder; raise DataError when it is missing or not TOML."""
    path = folder / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError([Fault(FILE, None, None, None, f"the file is missing from {folder}")]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError([Fault(FILE, None, None, None, f"it cannot be read as TOML: {error}")]) from error
    return Dictionary(
        version=raw["version"],
        tables={name: _table(name, body) for name, body in raw["tables"].items()},
        parameters={name: _parameter(name, body) for name, body in raw["parameters"].items()},
        parameter_files={name: tuple(dims) for name, dims in raw["parameter_files"].items()},
        parameter_columns=raw["parameter_columns"],
    )


def _table(name: str, body: dict[str, Any]) -> TableSpec:
    columns = {
        column: ColumnSpec(column, **{key: tuple(v) if isinstance(v, list) else v for key, v in spec.items()})
        for column, spec in body["columns"].items()
    }
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


def _parameter(name: str, body: dict[str, Any]) -> ParameterSpec:
    only, without = body.get("only", {}), body.get("except", {})
    codes = {
        dim: tuple(code for code in only.get(dim, DIMENSIONS[dim]) if code not in without.get(dim, ()))
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
    )
