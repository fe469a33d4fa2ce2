"""Which of a reader's own tables a number may rest on. Where that cannot be told apart, a number counts as touched."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.reading import FIRST_ROW

# Tables of counts that every number stands on; where the second ones reach cannot be told.
_COUNTS = ("cancer_incidence", "demographic_index")
_ALWAYS = ("countries", "population")


def touched(inputs: Inputs, parameters: pd.DataFrame, filters: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The own tables behind a number, in words: those with a row among its parameters, or with counts it stands on."""
    found = [f"{name}.csv" for name in _ALWAYS if f"{name}.csv" in inputs.own]
    found += [f"{name}.csv" for name in _COUNTS if _reaches(inputs, f"{name}.csv", filters)]
    mine = own_numbers(inputs, parameters)
    found += parameters.loc[mine, "file"].drop_duplicates().tolist()
    return tuple(file.removesuffix(".csv").replace("_", " ") for file in found)


def own_numbers(inputs: Inputs, parameters: pd.DataFrame) -> pd.Series:
    """Whether each number of the register is a reader's own."""
    places = {(file, int(row) + FIRST_ROW) for file, rows in inputs.own.items() for row in rows.index}
    pairs = zip(parameters["file"], parameters["row"], strict=True)
    return pd.Series([pair in places for pair in pairs], index=parameters.index, dtype=bool)


def _reaches(inputs: Inputs, file: str, filters: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether own counts of a file lie inside filters on places and primaries."""
    if file not in inputs.own:
        return False
    rows = inputs.own[file]
    keep = pd.Series(True, index=rows.index)
    if regions := filters.get("region"):
        keep &= rows["country"].map(inputs.region_of_country).isin(regions)
    if countries := filters.get("country"):
        keep &= rows["country"].isin(countries)
    if (primaries := filters.get("primary")) and "primary" in rows.columns:
        keep &= rows["primary"].isin(primaries)
    return bool(keep.any())
