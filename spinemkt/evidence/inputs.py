"""Inputs: everything a run needs, loaded and checked once from a data folder, never changed afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
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
from spinemkt.evidence.reading import column_faults, read_text_frame
from spinemkt.evidence.schema import Rule, parameter_rules, table_rules, validate
from spinemkt.terms import DIMENSIONS, GRADES, TIER_REGION, YEARS

DATA_FOLDER = Path(__file__).resolve().parents[2] / "data"

# Tables that list codes: the list, and the columns that it is made of.
LISTED_BY = {
    "countries": ("country_with_incidence", ("country", "has_incidence")),
    "sources": ("source", ("source_id",)),
    "company_categories": ("category", ("category",)),
    "companies": ("product", ("product_id",)),
}


@dataclass(frozen=True, eq=False)
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
    origin: Inputs | None = None

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
        return replace(self, parameters={**self.parameters, **changed}, origin=self.baseline)

    @property
    def baseline(self) -> Inputs:
        """The inputs as they were loaded, before any value was replaced."""
        return self.origin or self

    @cached_property
    def countries(self) -> pd.DataFrame:
        """The countries that have incidence, indexed by country, in the order of the arrays."""
        if self.origin:  # values of parameters alone differ
            return self.origin.countries
        frame = self.tables["countries"].set_index("country")
        return frame.loc[list(self.new_cases["country"].values)]

    @cached_property
    def tier_of_country(self) -> xr.DataArray:
        """Tier code by country."""
        if self.origin:  # values of parameters alone differ
            return self.origin.tier_of_country
        return xr.DataArray(
            self.countries["tier"].to_numpy(dtype=object), coords={"country": self.new_cases["country"]}, name="tier"
        )

    @cached_property
    def region_of_country(self) -> dict[str, str]:
        """Region by ISO3, of the countries with incidence."""
        if self.origin:  # values of parameters alone differ
            return self.origin.region_of_country
        return self.countries["region"].to_dict()

    @cached_property
    def country_names(self) -> dict[str, str]:
        """Short name by ISO3, also of the countries without incidence."""
        if self.origin:  # values of parameters alone differ
            return self.origin.country_names
        frame = self.tables["countries"]
        return dict(zip(frame["country"], frame["name"], strict=True))


def load_inputs(path: str | Path | None = None) -> Inputs:
    """Load and validate a data folder (the bundled one by default); raise DataError with every fault found."""
    folder = Path(path) if path is not None else DATA_FOLDER
    dictionary = read_dictionary(folder)
    tables, codes, faults = _read_tables(folder, dictionary)
    frames: dict[str, pd.DataFrame] = {}
    for file, dims in dictionary.parameter_files.items():
        columns = ["parameter", *dims, *dictionary.parameter_columns]
        frame, found = _read_checked(folder, file, columns, parameter_rules(file, dictionary, codes))
        if frame is not None:
            frames[file] = frame
            found = found or grid_faults(frame, file, dictionary)
        faults += found
    if faults:
        raise DataError(faults)
    return _assemble(folder, dictionary, tables, frames)


def _read_checked(
    folder: Path, file: str, columns: Collection[str], rules: Sequence[Rule]
) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read a file and check its columns, then its rows; the frame is None when its cells cannot be named."""
    frame, faults = read_text_frame(folder, file)
    if frame is None:
        return None, faults
    faults = column_faults(frame, file, columns)
    return (None, faults) if faults else (frame, validate(frame, file, rules))


def _read_tables(
    folder: Path, dictionary: Dictionary
) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]], list[Fault]]:
    """Read the tables, first those that list codes, so that the others are checked against lists without faults."""
    tables: dict[str, pd.DataFrame] = {}
    codes = {dim: list(labels) for dim, labels in DIMENSIONS.items()} | {
        "grade": list(GRADES),
        "year": [str(year) for year in YEARS],
    }
    faults: list[Fault] = []
    for spec in sorted(dictionary.tables.values(), key=lambda spec: spec.name not in LISTED_BY):
        frame, found = _read_checked(folder, spec.file, spec.columns, [*table_rules(spec, codes), *_nesting(spec)])
        if frame is not None:
            tables[spec.name] = frame
            found = found or _table_holes(frame, spec, codes)
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


def _assemble(
    folder: Path, dictionary: Dictionary, tables: dict[str, pd.DataFrame], frames: dict[str, pd.DataFrame]
) -> Inputs:
    typed = {name: _typed(frame, dictionary.tables[name]) for name, frame in tables.items()}
    rows = register(frames, dictionary)
    numbers, none = dict(iter(rows.groupby("parameter"))), rows.iloc[:0]
    arrays = {name: parameter_array(numbers.get(name, none), spec) for name, spec in dictionary.parameters.items()}
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
