"""From low, value and high to a distribution: one rule for every number of the register."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from spinemkt.evidence.expected import PEAK, mean, uncertain

_Z = np.linspace(-4.0, 4.0, 513)  # standard normal deviates at which the quantiles are kept; straight lines in between


@dataclass(frozen=True)
class Distributions:
    """Scaled beta distributions, one a number: `quantiles` [number, deviate] at 513 standard normal deviates."""

    quantiles: np.ndarray

    def at(self, deviates: np.ndarray) -> np.ndarray:
        """Turn standard normal deviates [number, draw] into values of the same ranks; float32."""
        step = (np.clip(deviates, _Z[0], _Z[-1]) - _Z[0]) / (_Z[1] - _Z[0])
        left = np.minimum(step.astype(np.int32), len(_Z) - 2)
        part = (step - left).astype(np.float32)
        found = np.take_along_axis(self.quantiles, left, axis=1)
        found += part * (np.take_along_axis(self.quantiles, left + 1, axis=1) - found)
        return found


def distributions(rows: pd.DataFrame) -> Distributions:
    """Return the distribution of each row of the register.

    pert: the beta between low and high whose mean is (low + 4 value + high) / 6; low and high are its ends.
    beta: the beta on 0..1 with the mean and the standard deviation of that PERT, so that a share stays a share; about
    99 in 100 draws lie between low and high. fixed: always the value.
    """
    low, value, high = (rows[column].to_numpy(dtype=float) for column in ("low", "value", "high"))
    fixed = ~uncertain(rows)
    share = (rows["distribution"] == "beta").to_numpy() & ~fixed
    width = np.where(fixed, 1.0, high - low)
    centre = mean(rows)
    a = np.where(fixed, 1.0, 1.0 + PEAK * (value - low) / width)
    b = np.where(fixed, 1.0, 1.0 + PEAK * (high - value) / width)
    variance = a * b / ((a + b) ** 2 * (a + b + 1.0)) * width**2
    inside = share & (centre > 0.0) & (centre < 1.0)
    strength = np.where(inside, centre * (1.0 - centre) / np.where(variance > 0, variance, 1.0) - 1.0, 1.0)
    a, b = np.where(inside, centre * strength, a), np.where(inside, (1.0 - centre) * strength, b)
    start, width = np.where(inside, 0.0, low), np.where(inside, 1.0, width)
    special = scipy.special  # imported by its first use here, so that the first page need not wait for it
    found = start[:, None] + width[:, None] * special.betaincinv(a[:, None], b[:, None], special.ndtr(_Z)[None])
    found[fixed] = value[fixed, None]
    return Distributions(found.astype(np.float32))
