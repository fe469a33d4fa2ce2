"""What the model's figures beside published ones, and those of the chain, answer."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spinemkt.analysis.checks import divisor, where_of
from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.lineage.steps import STEPS
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.scenario.scenario import BASELINE

# How a figure is made for comparison: (denominator, multiplier) -> the name of a form.
_FORMS: Mapping[tuple[str, float], str] = {
    ("none", 1): "amount",
    ("population", 1e6): "per_million",
    ("population", 1e5): "per_hundred_thousand",
}
_RATIOS: Mapping[float, str] = {1: "mean", 100: "per_hundred"}


def checks(frame: pd.DataFrame, rows: pd.DataFrame, shown: list[str]) -> list[Figure | None]:
    """What the model's figure of each check answers; None where there is none.

    frame: as `external_checks` gives it, in any order. rows: the table of checks. shown: the figures as written.
    """
    by_name = rows.set_index("check_id").to_dict("index")
    return [
        _check(by_name[each.check_id], each.label, text) if pd.notna(each.model) else None
        for each, text in zip(frame.itertuples(), shown, strict=True)
    ]


def _check(row: Mapping, label: str, shown: str) -> Figure | None:
    denominator, multiplier = str(row["denominator"]), float(row["multiplier"])
    number = Amount(row["measure"], where_of(row), BASELINE)
    if form := _FORMS.get((denominator, multiplier)):
        return compose((number,), form, label, shown, "" if form == "amount" else row["unit"])
    form = _RATIOS.get(multiplier)
    whole = Amount(*divisor(row), BASELINE)
    return compose((number, whole), form, label, shown, row["unit"]) if form and denominator != "population" else None


def chain(year: int, shown: Mapping[str, str]) -> list[Figure]:
    """What the values of the chain answer, of the arrows that have one. shown: measure -> the value as written."""
    return [
        compose((Amount(measure, {"year": year}, BASELINE),), "amount", name, shown[measure])
        for name, _, measure in STEPS
        if measure
    ]
