"""Why the number of diagnosed patients grows: new cancers, risk through survival, detection."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from spinemkt.analysis.claims.parts import LAST_YEAR
from spinemkt.figures.expression import Amount, Call, Function
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.model.result import Result
from spinemkt.terms import BASE_YEAR

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


def share_of_growth(study: Study, code: str) -> Figure:
    """What a driver brings to the growth of diagnosed patients, as a share of it."""
    return study.figure(Call(_SHARES[code], _ends(study)), label=f"{_LABEL} {DRIVERS[code]}, as a share of it")


def alone(study: Study, code: str) -> Figure:
    """How far a driver alone raises diagnosed patients, a fraction."""
    return study.figure(Call(_ALONE[code], _ends(study)), label=f"{_LABEL} {DRIVERS[code]} alone")


def _ends(study: Study) -> tuple[Amount, ...]:
    return tuple(Amount("diagnosed", {"year": year}, study.name) for year in (BASE_YEAR, LAST_YEAR))


def _share(code: str, result: Result) -> float:
    drivers = diagnosed_growth_drivers(result)
    return drivers[code] / sum(drivers.values())


def _functions(kind: str, words: str, reckon: Callable[[str, Result], float], python: str) -> Mapping[str, Function]:
    """A function for each driver. reckon: driver, run -> value; words, python: with {driver}, {code} and {run}."""

    def made(code: str) -> Function:
        return Function(
            f"{code}_{kind}",
            words.format("{0}", "{1}", driver=DRIVERS[code]),
            lambda values, amounts, runs: reckon(code, runs[0]),
            lambda amounts, runs, printed: python.format(code=code, run=runs[0]),
        )

    return {code: made(code) for code in DRIVERS}


_LABEL = f"Growth of diagnosed patients to {LAST_YEAR} through"
_SHARES = _functions(
    "share",
    "what {driver} brings to ln({1} / {0}), as a share of it",
    _share,
    "(drivers := spinemkt.diagnosed_growth_drivers({run}))[{code!r}] / sum(drivers.values())",
)
_ALONE = _functions(
    "alone",
    "how far {driver} alone raises {0} on its way to {1}",
    lambda code, result: float(np.expm1(diagnosed_growth_drivers(result)[code])),
    "numpy.expm1(spinemkt.diagnosed_growth_drivers({run})[{code!r}])",
)
