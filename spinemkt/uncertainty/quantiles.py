"""Quantiles of draws, as columns of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real

import numpy as np
import pandas as pd

from spinemkt.errors import QueryError
from spinemkt.uncertainty.parallel import InlineExecutor, map_blocks

QUANTILES = (0.1, 0.5, 0.9)
LARGE = 1_000_000  # values, from which on threads sort faster than one does
NONE: Mapping[str, np.ndarray] = {}


def with_quantiles(
    frame: pd.DataFrame, values: np.ndarray, quantiles: Sequence[float], more: Mapping[str, np.ndarray] = NONE
) -> pd.DataFrame:
    """Return the frame with one column a quantile of values [row, draw], and more, before its unit."""
    if faults := [level for level in quantiles if not isinstance(level, Real) or not 0.0 <= float(level) <= 1.0]:
        raise QueryError(f"Invalid quantile {faults[0]!r}; allowed: numbers from 0 to 1.")
    found = quantiles_of(values, [float(level) for level in quantiles])
    columns = {column(float(level)): row for level, row in zip(quantiles, found, strict=True)}
    given = dict(frame.items())
    unit = given.pop("unit")
    return pd.DataFrame({**given, **columns, **more, "unit": unit})


def column(level: float) -> str:
    """Return the column of a quantile in a table: p10 of 0.1."""
    return f"p{round(level * 100, 4):g}"


def quantiles_of(values: np.ndarray, levels: Sequence[float]) -> list[np.ndarray]:
    """Return the quantiles of values [row, draw], one array a level, as numpy.quantile does, at a fifth of its time."""
    if not len(levels):
        return []
    ordered, last = values.copy(), values.shape[1] - 1
    for _ in map_blocks(_sort, (ordered,), len(ordered), InlineExecutor() if values.size < LARGE else None):
        pass
    places = [(int(level * last), min(int(level * last) + 1, last), level * last % 1) for level in levels]
    return [ordered[:, low] + (ordered[:, high] - ordered[:, low]) * part for low, high, part in places]


def _sort(values: np.ndarray, rows: range) -> None:
    values[rows.start : rows.stop].sort(axis=1)
