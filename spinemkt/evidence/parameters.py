"""The parameter register (one row a number) and the labelled arrays made of it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.errors import Fault
from spinemkt.evidence.dictionary import NUMBERS, Dictionary, ParameterSpec
from spinemkt.evidence.expected import expected
from spinemkt.evidence.reading import FIRST_ROW
from spinemkt.evidence.schema import number
from spinemkt.terms import DIMENSIONS

SUM_TOLERANCE = 1e-6

# What compounds over the years: all of them are needed, whichever are asked for.
RATES = (
    "incidence_trend",
    "survival_gain",
    "risk_per_survival_gain",
    "asymptomatic_gain",
    "price_growth",
    "inflation",
    "linac_growth",
    "theatre_growth",
)


def parameter_id(name: str, codes: tuple[str, ...]) -> str:
    """Spell the name of one number, for example uptake_start[sbrt_srs, europe]."""
    return f"{name}[{', '.join(codes)}]" if codes else name


def register(frames: dict[str, pd.DataFrame], dictionary: Dictionary) -> pd.DataFrame:
    """Stack the parameter files: id, parameter, label, stage, file, row, one column per dimension, numbers."""
    parts = [
        frame.assign(
            file=file, row=np.arange(len(frame)) + FIRST_ROW, **{name: number(frame[name]) for name in NUMBERS}
        )
        for file, frame in frames.items()
    ]
    stacked = pd.concat(parts, ignore_index=True)
    dims = [name for name in stacked.columns if name in DIMENSIONS]
    stacked[dims] = stacked[dims].fillna("")
    specs = [dictionary.parameters[name] for name in stacked["parameter"]]
    cells = stacked[dims].to_dict("records")
    return stacked.assign(
        expected=expected(stacked, dictionary),
        label=[spec.label for spec in specs],
        stage=[spec.stage for spec in specs],
        id=[
            parameter_id(spec.name, tuple(row[dim] for dim in spec.dims))
            for spec, row in zip(specs, cells, strict=True)
        ],
    )


def grid_faults(frame: pd.DataFrame, file: str, dictionary: Dictionary) -> list[Fault]:
    """Name each combination of codes that a parameter needs and lacks, and the shares that do not sum to one."""
    specs = [spec for spec in dictionary.parameters.values() if spec.file == file]
    return [
        fault
        for spec in specs
        for rows in [frame[frame["parameter"] == spec.name]]
        for fault in _holes(rows, file, spec) or _sum_faults(rows, file, spec)
    ]


def _holes(rows: pd.DataFrame, file: str, spec: ParameterSpec) -> list[Fault]:
    if spec.default is not None:
        return []
    found = set(rows[list(spec.dims)].itertuples(index=False, name=None)) if spec.dims else {()} if len(rows) else set()
    return [
        Fault(file, None, None, None, f"the grid has a hole: {parameter_id(spec.name, combination)} has no row")
        for combination in product(*spec.codes.values())
        if combination not in found
    ]


def _sum_faults(rows: pd.DataFrame, file: str, spec: ParameterSpec) -> list[Fault]:
    """Sum the shares of each combination of the other dimensions; one without any row sums to 0."""
    if not spec.sums_to_one:
        return []
    rest = [dim for dim in spec.dims if dim not in spec.sums_to_one]
    totals: dict[tuple[str, ...], float] = dict.fromkeys(product(*(spec.codes[dim] for dim in rest)), 0.0)
    for row, share in zip(rows[rest].to_dict("records"), number(rows["value"]), strict=True):
        totals[tuple(row.values())] += share
    return [
        Fault(file, None, "value", round(total, 6), f"the shares {parameter_id(spec.name, combination)} must sum to 1")
        for combination, total in totals.items()
        if abs(total - 1) > SUM_TOLERANCE
    ]


def parameter_array(rows: pd.DataFrame, spec: ParameterSpec, column: str = "expected") -> xr.DataArray:
    """Return one parameter as a labelled array over the full lists of its dimensions; gaps hold the default or 0."""
    coords = {dim: list(DIMENSIONS[dim]) for dim in spec.dims}
    fill = spec.default if spec.default is not None else 0.0
    data = np.full([len(codes) for codes in coords.values()], fill)
    position = {dim: {code: index for index, code in enumerate(codes)} for dim, codes in coords.items()}
    where = tuple(rows[dim].map(position[dim]).to_numpy(dtype=int) for dim in spec.dims)
    data[where] = rows[column].to_numpy() if spec.dims else rows[column].iloc[0]
    return xr.DataArray(data, coords=coords, dims=spec.dims, name=spec.name, attrs={"unit": spec.unit})
