"""Why the number of diagnosed patients grows: new cancers, risk through survival, detection."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

from spinemkt.analysis.claims.parts import (
    LAST_YEAR,
    ratio,
)
from spinemkt.model.result import Result
from spinemkt.terms import (
    BASE_YEAR,
)

DRIVERS = {"new_cancers": "new cancers", "survival": "risk through longer survival", "detection": "detection"}


def diagnosed_growth_drivers(result: Result) -> dict[str, float]:
    """Split the log growth of diagnosed patients, 2022 to 2035, over new_cancers, survival and detection.

    The split is taken in every tier and primary and weighted by logarithmic means (LMDI), so that the three sum
    exactly to the log of the total growth, with no remainder and whatever the order.
    """
    stages = result.stages
    new, patients, found = (
        [stages[name].sel(year=year, drop=True).transpose("place", "primary") for year in (BASE_YEAR, LAST_YEAR)]
        for name in ("new_cancer_cases", "spine_metastasis_patients", "diagnosed")
    )
    weight = _logarithmic_mean(*found) / _logarithmic_mean(*(array.sum() for array in found))
    links = {
        "new_cancers": new[1] / new[0],
        "survival": (patients[1] / new[1]) / (patients[0] / new[0]),
        "detection": (found[1] / patients[1]) / (found[0] / patients[0]),
    }
    return {name: float((weight * np.log(link.where(weight > 0, 1.0))).sum()) for name, link in links.items()}


def _logarithmic_mean(a: xr.DataArray, b: xr.DataArray) -> xr.DataArray:
    """Return (a - b) / ln(a / b); a where the two agree, 0 where either is 0."""
    positive = (a > 0) & (b > 0)
    apart = positive & (np.abs(a - b) > 1e-12 * b)
    log = np.log((a / b).where(apart, math.e))
    return xr.where(apart, (a - b) / log, a.where(positive, 0.0))


def found_share(result: Result, year: int) -> float:
    """Share of patients with spinal metastasis who are diagnosed in a year."""
    return ratio(result.total("diagnosed", {"year": year}), result.total("spine_metastasis_patients", {"year": year}))
