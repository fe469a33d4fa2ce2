"""External checks: the model beside every published figure that it can be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from spinemkt.analysis.studies import named
from spinemkt.errors import QueryError
from spinemkt.model.result import Result

TOLERANCE = 0.35

_DENOMINATORS = ("new_cancer_cases", "diagnosed", "treated", "prevalent")
_LISTS = ("primary", "presentation", "treatment_type", "modality")


def external_checks(result: Result) -> pd.DataFrame:
    """Return one row per published figure: published (adjusted), model, ratio, verdict, reason, source.

    verdict: inside (within the published range, or within 35 % of the value), outside, or not comparable.
    """
    checks = result.inputs.tables["external_checks"].copy()
    checks["reason"] = [named(result.inputs, reason) for reason in checks["reason"]]
    checks["published"] = checks["value"] * checks["adjustment"]
    for end in ("low", "high"):
        checks[end] = checks[end] * checks["adjustment"]
    comparable = (checks["comparable"] == "yes") & checks["measure"].ne("") & checks["published"].notna()
    checks["model"] = [
        _model_value(result, row) if ok else float("nan")
        for row, ok in zip(checks.to_dict("records"), comparable, strict=True)
    ]
    comparable &= checks["model"].notna()
    checks["ratio"] = checks["model"] / checks["published"]
    in_range = checks["model"].between(checks["low"], checks["high"])
    near = checks["ratio"].sub(1).abs() <= TOLERANCE
    checks["verdict"] = "outside"
    checks.loc[in_range | near, "verdict"] = "inside"
    checks.loc[~comparable, "verdict"] = "not comparable"
    return checks[
        [
            "check_id",
            "label",
            "kind",
            "published_year",
            "model_year",
            "published",
            "low",
            "high",
            "model",
            "ratio",
            "verdict",
            "calibration",
            "unit",
            "reason",
            "source_id",
        ]
    ]


def standing(checks: pd.DataFrame) -> str:
    """Say how the comparable figures stand: all, those not used to set the model, and money apart."""
    comparable = checks[checks["verdict"] != "not comparable"]
    care, market = comparable[comparable["kind"] != "market"], comparable[comparable["kind"] == "market"]
    free = care[care["calibration"] == "no"]

    def score(rows: pd.DataFrame) -> str:
        return f"{int((rows['verdict'] == 'inside').sum())} of {len(rows)}"

    return (
        f"{score(care)} comparable figures on patients and volumes lie inside ({score(free)} of those not used to set "
        f"the model), and {score(market)} on money"
    )


def share_inside(checks: pd.DataFrame) -> float:
    """Return the share of comparable epidemiology and volume rows whose verdict is inside."""
    rows = checks[checks["kind"].isin(["epidemiology", "volume"]) & checks["verdict"].ne("not comparable")]
    return float((rows["verdict"] == "inside").mean())


def place_of(row: Mapping[str, Any]) -> dict[str, object]:
    """The year and the place of a check."""
    return {"year": int(row["model_year"]), **{dim: row[dim] for dim in ("region", "country") if row[dim]}}


def where_of(row: Mapping[str, Any]) -> dict[str, object]:
    """All that a check keeps of its measure."""
    return place_of(row) | {dim: row[dim].split(";") for dim in _LISTS if row[dim]}


def _model_value(result: Result, row: dict) -> float:
    try:
        found = result.total(row["measure"], where_of(row)) * row["multiplier"]
    except QueryError:  # own data may ask for what the model does not tell
        return float("nan")
    base = _denominator(result, row["denominator"], place_of(row))
    return found / base if base else float("nan")


def _denominator(result: Result, name: str, place: dict) -> float:
    if name in _DENOMINATORS:
        return result.total(name, place)
    if name == "none":
        return 1.0
    population = result.inputs.population.sel(year=place["year"])
    if "country" in place:
        population = population.sel(country=place["country"])
    elif "region" in place:
        countries = result.inputs.countries
        population = population.sel(country=list(countries.index[countries["region"] == place["region"]]))
    return float(population.sum())
