"""Inputs: everything a run needs, loaded and checked once from a data folder, never changed afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.errors import DataError, Fault, SpinemktError, unknown
from spinemkt.evidence.dictionary import FILE, Dictionary, TableSpec, read_dictionary
from spinemkt.evidence.parameters import grid_faults, parameter_array, register
from spinemkt.evidence.schema import column_faults, parameter_schema, read_text_frame, table_schema, validate
from spinemkt.terms import DIMENSIONS, GRADES, TIER_REGION

DATA_FOLDER = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class Inputs:
    """The validated data: tables as frames, the parameter register, and each parameter as a labelled array.

    new_cases is [country, primary] in persons of 2022, demographic_index and population are [country, year].
    """

    version: str
    dictionary: Dictionary
    tables: Mapping[str, pd.DataFrame]
    register: pd.DataFrame
    parameters: Mapping[str, xr.DataArray]
    new_cases: xr.DataArray
    demographic_index: xr.DataArray
    population: xr.DataArray

    def __getitem__(self, name: str) -> xr.DataArray:
        """Return one parameter; raise SpinemktError naming the nearest when there is none of that name."""
        try:
            return self.parameters[name]
        except KeyError:
            raise SpinemktError(unknown("parameter", name, self.parameters)) from None

    def with_values(self, **changed: xr.DataArray) -> Inputs:
        """Return new inputs with some parameters replaced; raise SpinemktError on an unknown name."""
        for name in changed:
            self[name]
        return replace(self, parameters={**self.parameters, **changed})

    @cached_property
    def countries(self) -> pd.DataFrame:
        """The countries that have incidence, indexed by country, in the order of the arrays."""
        frame = self.tables["countries"].set_index("country")
        return frame.loc[list(self.new_cases["country"].values)]

    @cached_property
    def tier_of_country(self) -> xr.DataArray:
        """Tier code by country."""
        return xr.DataArray(
            self.countries["tier"].to_numpy(dtype=object), coords={"country": self.new_cases["country"]}, name="tier"
        )

    @cached_property
    def country_names(self) -> dict[str, str]:
        """Short name by ISO3, also of the countries without incidence."""
        frame = self.tables["countries"]
        return dict(zip(frame["country"], frame["name"], strict=True))


def load_inputs(path: str | Path | None = None) -> Inputs:
    """Load and validate a data folder (the bundled one by default); raise DataError with every fault found."""
    folder = Path(path) if path is not None else DATA_FOLDER
    dictionary = read_dictionary(folder)
    tables, faults = _read_tables(folder, dictionary)
    codes = _code_lists(tables)
    for name, spec in dictionary.tables.items():
        if name in tables:
            faults += _table_faults(tables[name], spec, codes)
    frames: dict[str, pd.DataFrame] = {}
    for file, dims in dictionary.parameter_files.items():
        frame, found = read_text_frame(folder, file)
        if frame is not None:
            found = column_faults(frame, file, ["parameter", *dims, *dictionary.parameter_columns])
            found = found or validate(frame, file, parameter_schema(file, dictionary, codes))
            found += grid_faults(frame, file, dictionary) if not found else []
            frames[file] = frame
        faults += found
    if faults:
        raise DataError(faults)
    return _assemble(folder, dictionary, tables, frames)


def _read_tables(folder: Path, dictionary: Dictionary) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    tables, faults = {}, []
    for name, spec in dictionary.tables.items():
        frame, found = read_text_frame(folder, spec.file)
        found = found or column_faults(frame, spec.file, spec.columns) if frame is not None else found
        if frame is not None and not found:
            tables[name] = frame
        faults += found
    return tables, faults


def _code_lists(tables: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    codes = {dim: list(labels) for dim, labels in DIMENSIONS.items()} | {"grade": list(GRADES)}
    countries, sources = tables.get("countries"), tables.get("sources")
    if countries is not None:
        codes["country_with_incidence"] = sorted(countries.loc[countries["has_incidence"] == "yes", "country"])
    else:
        codes["country_with_incidence"] = []
    codes["source"] = [] if sources is None else list(sources["source_id"])
    return codes


def _table_faults(frame: pd.DataFrame, spec: TableSpec, codes: dict[str, list[str]]) -> list[Fault]:
    faults = validate(frame, spec.file, table_schema(spec, codes))
    if spec.name == "countries":
        astray = frame[frame["tier"].map(TIER_REGION) != frame["region"]]
        faults += [
            Fault(spec.file, int(row) + 2, "tier", tier, "the tier belongs to another region")
            for row, tier in astray["tier"].items()
        ]
    if spec.grid and not faults:
        lists = [codes[c.codes] if (c := spec.columns[name]).codes else _years() for name in spec.grid]
        found = set(zip(*(frame[name] for name in spec.grid), strict=True))
        faults += [
            Fault(spec.file, None, None, None, f"the grid has a hole: {', '.join(hole)} has no row")
            for hole in product(*lists)
            if hole not in found
        ]
    return faults


def _years() -> list[str]:
    from spinemkt.terms import YEARS

    return [str(year) for year in YEARS]


def _assemble(
    folder: Path, dictionary: Dictionary, tables: dict[str, pd.DataFrame], frames: dict[str, pd.DataFrame]
) -> Inputs:
    typed = {name: _typed(frame, dictionary.tables[name]) for name, frame in tables.items()}
    rows = register(frames, dictionary)
    arrays = {
        name: parameter_array(rows[rows["parameter"] == name], spec) for name, spec in dictionary.parameters.items()
    }
    incidence = _wide(typed["cancer_incidence"], "country", "primary", "new_cases")
    return Inputs(
        version=f"{dictionary.version}-{_digest(folder, dictionary)}",
        dictionary=dictionary,
        tables=typed,
        register=rows,
        parameters=arrays,
        new_cases=incidence.sel(primary=list(DIMENSIONS["primary"])),
        demographic_index=_wide(typed["demographic_index"], "country", "year", "index_2022"),
        population=_wide(typed["population"], "country", "year", "population"),
    )


def _typed(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    out = frame.copy()
    for name, column in spec.columns.items():
        if column.type in ("number", "year"):
            out[name] = pd.to_numeric(out[name])
    return out


def _wide(frame: pd.DataFrame, rows: str, columns: str, value: str) -> xr.DataArray:
    wide = frame.pivot(index=rows, columns=columns, values=value).sort_index()
    return xr.DataArray(
        wide.to_numpy(dtype=float),
        coords={rows: wide.index.to_numpy(dtype=object), columns: np.array(wide.columns.tolist())},
        dims=(rows, columns),
    )


def _digest(folder: Path, dictionary: Dictionary) -> str:
    digest = hashlib.sha256()
    for file in sorted([FILE, *dictionary.parameter_files, *(spec.file for spec in dictionary.tables.values())]):
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()[:8]
