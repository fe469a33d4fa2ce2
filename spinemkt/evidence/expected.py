"""The expected value of each number of the register: what the model runs on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from spinemkt.evidence.dictionary import Dictionary
from spinemkt.terms import BASE_YEAR, PRESENT_YEAR

PEAK = 4.0  # weight of the value against its ends in PERT (Malcolm et al. 1959, doi:10.1287/opre.7.5.646)

# Rates that compound over the years, and the years after which the mean of what they make of the draws is met.
COMPOUNDING = ("incidence_trend", "survival_gain", "price_growth", "linac_growth", "theatre_growth")
HORIZON = PRESENT_YEAR + 9 - BASE_YEAR
TIMES = "_years_to_half"  # ends the names of times, of which the curve takes the inverse


def uncertain(rows: pd.DataFrame) -> np.ndarray:
    """Whether each row of the register is drawn: it is not fixed, and its range has a width."""
    return ((rows["distribution"] != "fixed") & (rows["high"] > rows["low"])).to_numpy()


def mean(rows: pd.DataFrame) -> np.ndarray:
    """The mean of each row's distribution: (low + 4 value + high) / 6 of PERT and beta; the value of what is fixed."""
    return np.where(uncertain(rows), (rows["low"] + PEAK * rows["value"] + rows["high"]) / (PEAK + 2.0), rows["value"])


def expected(rows: pd.DataFrame, dictionary: Dictionary) -> np.ndarray:
    """The number of each row under which a run gives the mean of its draws, to second order.

    That is the mean, but for two kinds that act otherwise than in proportion (Jensen's inequality). A rate that
    compounds: mean + (HORIZON - 1) / 2 x variance, whose growth over HORIZON years is the mean of the draws' growth.
    A time to half of a change: mean / (1 + variance / mean^2), whose speed is the mean of the draws' speeds.
    Shares that must sum to one are scaled to it, as in each draw.
    """
    centre = mean(rows)
    variance = np.where(uncertain(rows), (centre - rows["low"]) * (rows["high"] - centre) / (PEAK + 3.0), 0.0)
    compounding = rows["parameter"].isin(COMPOUNDING).to_numpy()
    times = rows["parameter"].str.endswith(TIMES).to_numpy() & (centre > 0)
    found = np.where(compounding, centre + (HORIZON - 1) / 2.0 * variance, centre)
    found = np.where(times, centre / (1.0 + variance / np.where(times, centre, 1.0) ** 2), found)
    for name, places in rows.groupby("parameter").indices.items():
        spec = dictionary.parameters[str(name)]
        if spec.sums_to_one:
            rest = [rows[dim].iloc[places].to_numpy() for dim in spec.dims if dim not in spec.sums_to_one]
            own = pd.Series(found[places])
            found[places] = own / (own.groupby(rest).transform("sum") if rest else own.sum())
    return found
