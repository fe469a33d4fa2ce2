"""Inputs: everything a run needs, loaded and checked once from a data folder, never changed afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.errors import SpinemktError, unknown
from spinemkt.evidence.checking import checked, files_of
from spinemkt.evidence.dictionary import FILE, Dictionary, TableSpec, read_dictionary
from spinemkt.evidence.parameters import parameter_array, register
from spinemkt.evidence.reading import read_text_frame
from spinemkt.terms import DIMENSIONS, VOCABULARY

DATA_FOLDER = Path(__file__).resolve().parents[2] / "data"
CHECKED = "checked.sha256"  # in a data folder: the digest of files that were found without fault (`make data`)


@dataclass(frozen=True, eq=False)
class Inputs:
    """The validated data: tables as frames, the parameter register, and each parameter as a labelled array.

    new_cases is [country, primary] in persons of 2022, demographic_index and population are [country, year].
    cells: every file as the text that stands in it. own: of each file that a reader's own data touch, the rows that
    are the reader's; bundle: what they were laid over.
    """

    version: str
    dictionary: Dictionary
    cells: Mapping[str, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]
    register: pd.DataFrame
    parameters: Mapping[str, xr.DataArray]
    new_cases: xr.DataArray
    demographic_index: xr.DataArray
    population: xr.DataArray
    origin: Inputs | None = None
    own: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    bundle: Inputs | None = None

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
    """Load and validate a data folder (the bundled one by default); raise DataError with every fault found.

    Files that are byte for byte those that CHECKED says were found without fault are not validated again.
    """
    folder = Path(path) if path is not None else DATA_FOLDER
    dictionary = read_dictionary(folder)
    found, before = digest(folder, dictionary), folder / CHECKED
    sound = files_of(dictionary) if before.is_file() and before.read_bytes() == found.encode() else ()
    cells = checked(dictionary, partial(read_text_frame, folder), sound)
    return assembled(dictionary, cells, f"{dictionary.version}-{found[:8]}")


def assembled(dictionary: Dictionary, cells: Mapping[str, pd.DataFrame], version: str) -> Inputs:
    """Make inputs of the cells of every file, which must have been checked."""
    typed = {name: _typed(cells[spec.file], spec) for name, spec in dictionary.tables.items()}
    rows = register({file: cells[file] for file in dictionary.parameter_files}, dictionary)
    numbers, none = dict(iter(rows.groupby("parameter"))), rows.iloc[:0]
    arrays = {name: parameter_array(numbers.get(name, none), spec) for name, spec in dictionary.parameters.items()}
    incidence = _wide(typed["cancer_incidence"], "country", "primary", "new_cases")
    return Inputs(
        version=version,
        dictionary=dictionary,
        cells=cells,
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


def digest(folder: Path, dictionary: Dictionary) -> str:
    """The SHA-256 of every file of a data folder and of the lists of codes; those that are missing count as empty."""
    found = hashlib.sha256()
    for path in (*(folder / file for file in sorted([FILE, *files_of(dictionary)])), *sorted(VOCABULARY.glob("*.csv"))):
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()
