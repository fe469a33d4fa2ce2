"""The parameter register (one row a number) and the labelled arrays made of it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.errors import Fault
from spinemkt.evidence.dictionary import Dictionary, ParameterSpec
from spinemkt.evidence.schema import FIRST_ROW
from spinemkt.terms import DIMENSIONS

SUM_TOLERANCE = 1e-6


def parameter_id(name: str, codes: tuple[str, ...]) -> str:
    """Spell the name of one number, for example uptake_start[sbrt_srs, europe]."""
    return f"{name}[{', '.join(codes)}]" if codes else name


def register(frames: dict[str, pd.DataFrame], dictionary: Dictionary) -> pd.DataFrame:
    """Stack the parameter files into one frame: id, parameter, label, stage, file, row, one column per dimension, numbers."""
    parts = []
    for file, frame in frames.items():
        part = frame.copy()
        part["file"], part["row"] = file, np.arange(len(frame)) + FIRST_ROW
        parts.append(part)
    stacked = pd.concat(parts, ignore_index=True).fillna("")
    specs = stacked["parameter"].map(dictionary.parameters)
    stacked["label"] = [spec.label for spec in specs]
    stacked["stage"] = [spec.stage for spec in specs]
    stacked["id"] = [
        parameter_id(spec.name, tuple(row[dim] for dim in spec.dims))
        for spec, row in zip(specs, stacked.to_dict("records"), strict=True)
    ]
    return stacked.astype({"value": float, "low": float, "high": float})


def grid_faults(frame: pd.DataFrame, file: str, dictionary: Dictionary) -> list[Fault]:
    """Name every combination of codes that a parameter needs and has no row for, and the shares that do not sum to one."""
    faults = []
    for spec in dictionary.parameters.values():
        if spec.file != file:
            continue
        rows = frame[frame["parameter"] == spec.name]
        found = set(zip(*(rows[dim] for dim in spec.dims), strict=True)) if spec.dims else {()} if len(rows) else set()
        if spec.default is None:
            holes = [combo for combo in product(*(spec.codes[dim] for dim in spec.dims)) if combo not in found]
            faults += [
                Fault(file, None, None, None, f"the grid has a hole: {parameter_id(spec.name, hole)} has no row")
                for hole in holes
            ]
        if spec.sums_to_one and not faults:
            faults += _sum_faults(rows, file, spec)
    return faults


def _sum_faults(rows: pd.DataFrame, file: str, spec: ParameterSpec) -> list[Fault]:
    rest = [dim for dim in spec.dims if dim not in spec.sums_to_one]
    values = pd.to_numeric(rows["value"], errors="coerce")
    totals = values.groupby([rows[dim] for dim in rest]).sum() if rest else pd.Series({(): values.sum()})
    wrong = totals[(totals - 1).abs() > SUM_TOLERANCE]
    return [
        Fault(file, None, "value", round(float(total), 6), f"the {spec.name} of {name or 'all rows'} must sum to 1")
        for name, total in wrong.items()
    ]


def parameter_array(rows: pd.DataFrame, spec: ParameterSpec, column: str = "value") -> xr.DataArray:
    """Return one parameter as a labelled array over the full code lists of its dimensions; gaps hold the default or 0."""
    coords = {dim: list(DIMENSIONS[dim]) for dim in spec.dims}
    fill = spec.default if spec.default is not None else 0.0
    data = np.full([len(codes) for codes in coords.values()], fill)
    position = {dim: {code: index for index, code in enumerate(codes)} for dim, codes in coords.items()}
    where = tuple(rows[dim].map(position[dim]).to_numpy() for dim in spec.dims)
    data[where] = rows[column].to_numpy() if spec.dims else rows[column].iloc[0]
    return xr.DataArray(data, coords=coords, dims=spec.dims, name=spec.name, attrs={"unit": spec.unit})
