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
from spinemkt.terms import DIMENSIONS, MODALITIES, NUMBERS_AS

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
    """Stack the parameter files: id, parameter, label, stage, file, row, one column per dimension, numbers.

    A number that a modality takes from another has the file and row of that one.
    """
    parts = [
        rows.assign(file=file, row=rows.index + FIRST_ROW, **{name: number(rows[name]) for name in NUMBERS})
        for file, frame in frames.items()
        for rows in [with_taken(frame, dictionary)]
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


def with_taken(frame: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """The rows of a parameter file as text, and after them the rows that a modality without any takes from another.

    Such a row is an assumption and says from whom it is; the index of all is that of the row that stands in the file.
    """
    parts = [frame]
    for name, rows in frame.groupby("parameter", sort=False):
        spec = dictionary.parameters.get(str(name))
        if spec is None or spec.own_rows or "modality" not in spec.dims:
            continue
        for code, other in NUMBERS_AS.items():
            if code not in spec.codes["modality"] or (rows["modality"] == code).any():
                continue
            found = rows[rows["modality"] == other]
            parts.append(
                found.assign(
                    modality=code,
                    kind="assumption",
                    grade="D",
                    source_id=[_assumed(cell) for cell in found["source_id"]],
                    note=f"As {MODALITIES[other]}. " + found["note"],
                )
            )
    return pd.concat(parts) if len(parts) > 1 else frame


def _assumed(sources: str) -> str:
    return ";".join(dict.fromkeys(["assumption", *sources.split(";")]))


def grid_faults(frame: pd.DataFrame, file: str, dictionary: Dictionary) -> list[Fault]:
    """Name each combination of codes that a parameter needs and lacks, and the shares that do not sum to one."""
    specs = [spec for spec in dictionary.parameters.values() if spec.file == file]
    frame = with_taken(frame, dictionary)
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
        Fault(
            file,
            None,
            None,
            None,
            f"the grid has a hole: {parameter_id(spec.name, combination)} has no row{_way_out(spec)}",
        )
        for combination in product(*spec.codes.values())
        if combination not in found
    ]


def _way_out(spec: ParameterSpec) -> str:
    """What to do instead of a row of one's own, where a modality may take those of another."""
    if spec.own_rows or "modality" not in spec.dims:
        return ""
    return "; or numbers_as of vocabulary/modalities.csv names the modality whose rows it takes"


def _sum_faults(rows: pd.DataFrame, file: str, spec: ParameterSpec) -> list[Fault]:
    """Sum the shares of each combination of the other dimensions; one without any row sums to 0."""
    if not spec.sums_to_one:
        return []
    rest = [dim for dim in spec.dims if dim not in spec.sums_to_one]
    totals: dict[tuple[str, ...], float] = dict.fromkeys(product(*(spec.codes[dim] for dim in rest)), 0.0)
    for row, share in zip(rows[rest].to_dict("records"), number(rows["value"]), strict=True):
        totals[tuple(row.values())] += share
    return [
        Fault(
            file,
            None,
            "value",
            round(total, 6),
            f"the shares {parameter_id(spec.name, combination)} must sum to 1{'' if total else _way_out(spec)}",
        )
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
