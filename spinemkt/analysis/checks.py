"""External checks: the model beside every published figure that it can be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from spinemkt.analysis.studies import named
from spinemkt.errors import QueryError
from spinemkt.figures.expression import Amount, Constant, Expression, People
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.model.result import Result
from spinemkt.model.run import in_scope
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import percent

TOLERANCE, CLOSE = 0.35, 0.20
COMPARED, BRACKET, CEILING = ("yes", "bracket", "ceiling"), "bracket", "ceiling"

_PLACE = ("region", "country", "tier")
_LISTS = ("primary", "presentation", "treatment_type", "modality", "product_category")


def external_checks(result: Result) -> pd.DataFrame:
    """Return one row per published figure: published (adjusted), model, its figure, ratio, verdict, reason, source.

    verdict: inside (within the published range, or within 35% of the value), outside, or not comparable. A total
    of all care is no like-for-like figure but must lie between spine care and all cancer-drug cost (least and most, by
    the model): in its bracket, or outside it. What counts more than is modelled is a ceiling: below it, or above it.
    """
    checks = result.inputs.tables["external_checks"].copy()
    checks["reason"] = [named(result.inputs, reason) for reason in checks["reason"]]
    checks["published"] = checks["value"] * checks["adjustment"]
    for end in ("low", "high"):
        checks[end] = checks[end] * checks["adjustment"]
    comparable = checks["comparable"].isin(COMPARED) & checks["measure"].ne("") & checks["published"].notna()
    checks["figure"] = [
        _model_figure(result, row) if ok else None
        for row, ok in zip(checks.to_dict("records"), comparable, strict=True)
    ]
    checks["model"] = checks["figure"].map(_number)
    comparable &= checks["model"].notna()
    checks["ratio"] = checks["model"] / checks["published"]
    in_range = checks["model"].between(checks["low"], checks["high"])
    near = checks["ratio"].sub(1).abs() <= TOLERANCE
    checks["verdict"] = "outside"
    checks.loc[in_range | near, "verdict"] = "inside"
    bracket = checks["comparable"] == BRACKET
    for end, scope in (("least", "strict"), ("most", "full")):
        checks[end] = [
            _number(_model_figure(result, row, scope) if told else None)
            for row, told in zip(checks.to_dict("records"), bracket & comparable, strict=True)
        ]
    held = checks["published"].between(checks["least"], checks["most"])
    checks.loc[bracket, "verdict"] = held[bracket].map({True: "in its bracket", False: "outside its bracket"})
    ceiling = checks["comparable"] == CEILING
    checks.loc[ceiling, "verdict"] = (checks["model"] <= checks["published"])[ceiling].map(
        {True: "below its ceiling", False: "above its ceiling"}
    )
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
            "figure",
            "ratio",
            "least",
            "most",
            "verdict",
            "calibration",
            "unit",
            "reason",
            "source_id",
        ]
    ]


def standing(checks: pd.DataFrame) -> str:
    """Say how the comparable figures stand: how near, how many sources, those that did not set the model, brackets."""
    alike = checks[checks["verdict"].isin(["inside", "outside"])]
    free, brackets = alike[alike["calibration"] == "no"], checks[checks["verdict"].str.endswith("its bracket")]
    ceilings = checks[checks["verdict"].str.endswith("its ceiling")]
    near = {most: int((alike["ratio"].sub(1).abs() <= most).sum()) for most in (CLOSE, TOLERANCE)}
    sources = alike.assign(met=alike["verdict"] == "inside").groupby("source_id")["met"].mean()
    return (
        f"Of {len(alike)} published figures that count the same, {near[CLOSE]} lie within {percent(CLOSE, 0)} of the "
        f"model and {near[TOLERANCE]} within {percent(TOLERANCE, 0)}; with their published ranges {_score(alike)} are "
        f"met, {_score(free)} of those that were not used to set the model. Each source counted once, "
        f"{int((sources >= 0.5).sum())} of {len(sources)} are met in half of their figures or more. Of {len(brackets)} "
        f"totals of all care {int((brackets['verdict'] == 'in its bracket').sum())} lie between spine care and all "
        f"cancer-drug cost. Of {len(ceilings)} sales that also count other patients, "
        f"{int((ceilings['verdict'] == 'below its ceiling').sum())} lie above the model, as they must"
    )


def _score(rows: pd.DataFrame) -> str:
    return f"{int((rows['verdict'] == 'inside').sum())} of {len(rows)}"


def share_inside(checks: pd.DataFrame) -> float:
    """Return the share of comparable epidemiology and volume rows whose verdict is inside."""
    rows = checks[checks["kind"].isin(["epidemiology", "volume"]) & checks["verdict"].isin(["inside", "outside"])]
    return float((rows["verdict"] == "inside").mean())


def _place_of(row: Mapping[str, Any]) -> dict[str, object]:
    """The year and the place of a check."""
    return {"year": int(row["model_year"]), **{dim: row[dim].split(";") for dim in _PLACE if row[dim]}}


def _where_of(row: Mapping[str, Any]) -> dict[str, object]:
    """All that a check keeps of its measure."""
    return _place_of(row) | {dim: row[dim].split(";") for dim in _LISTS if row[dim]}


def _compared(row: Mapping[str, Any]) -> Expression:
    """What a check sets beside the published figure: an amount, or for each person or of another amount, scaled."""
    found, multiplier = _over_base(Amount(row["measure"], _where_of(row), BASELINE), row), float(row["multiplier"])
    return found if multiplier == 1 else found * Constant(multiplier)


def _over_base(amount: Amount, row: Mapping[str, Any]) -> Expression:
    name, where = str(row["denominator"]), _where_of(row)
    if name == "none":
        return amount
    if name == "population":
        return amount / People(amount)
    if name == "world":
        return amount / Amount(amount.measure, {dim: where[dim] for dim in where if dim not in _PLACE}, BASELINE)
    return amount / Amount(name, where if name == "episodes" else _place_of(row), BASELINE)


def _model_figure(result: Result, row: Mapping[str, Any], scope: str = "") -> Figure | None:
    """The model's own figure; None where it tells none, as own data may ask."""
    run = in_scope(result, scope) if scope not in ("", result.scope) else result
    styles = {"none": "", "population": "per"}
    style = styles.get(str(row["denominator"]), "per hundred" if row["multiplier"] == 100 else "mean")
    unit = "" if row["denominator"] == "none" else str(row["unit"])
    try:
        found = Study(run, BASELINE).figure(_compared(row), style, row["label"], unit)
    except QueryError:
        return None
    return None if isnan(found.number) else found


def _number(figure: Figure | None) -> float:
    return float("nan") if figure is None else figure.number
