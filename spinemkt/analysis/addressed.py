"""Spend addressed by a category of products: what payers spend on the care in which such products are used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.compare import Runs
from spinemkt.analysis.landscape import catalogue, kept
from spinemkt.analysis.view import View
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.prices import attribute_markup
from spinemkt.model.result import Result
from spinemkt.terms import ATTRIBUTES, TIERS

MEANING = (
    "Addressed means: spend by payers on care in which such products are used, or the part of it that an attribute "
    "adds. It is not what companies sell. Categories share the same care, so they must not be added up."
)


def spend_measure(view: View) -> Measure:
    """The measure of spend in a view's money."""
    return MEASURES["spend" if view.money == "real" else "spend_nominal"]


def addressed(runs: Runs, view: View) -> pd.DataFrame:
    """Return the spend that each category addresses, by run, in the first and the last of the years that are told.

    Columns category, label, treatment_type, counted, note, scenario (name of the run), year, value in USD, unit.
    Runs: (name, result), the baseline first.
    """
    inputs = runs[0][1].inputs.baseline
    categories = inputs.tables["company_categories"].set_index("category")
    shown = catalogue(inputs, view).categories
    years = tuple(dict.fromkeys((view.year, view.years[1])))
    rows = []
    for name, run in runs:
        spend = _spend(run, view, years)
        for code in shown:
            row: Any = categories.loc[code]
            modalities = [one for one in row["modality"].split(";") if kept(one, view.treatment_type, view.modality)]
            values = _values(run, spend, row["counted"], row["attribute"], modalities, years)
            rows += [
                {
                    **row[["label", "treatment_type", "counted", "note"]],
                    "category": code,
                    "scenario": name,
                    "year": year,
                }
                | {"value": value, "unit": spend_measure(view).unit}
                for year, value in values.items()
            ]
    columns = ["category", "label", "treatment_type", "counted", "scenario", "year", "value", "unit", "note"]
    return pd.DataFrame(rows, columns=columns)


def _spend(run: Result, view: View, years: Collection[int]) -> pd.DataFrame:
    measure = spend_measure(view).name
    return run.table(measure, ("tier", "modality", "year"), view.where(measure, year=list(years)))


def _values(
    run: Result, spend: pd.DataFrame, counted: str, attribute: str, modalities: list[str], years: Collection[int]
) -> Mapping[int, float]:
    """Spend in USD by year: whole, without an attribute, its premium alone, or nothing."""
    own = spend[spend["modality"].isin(modalities)]
    amounts = own["value"].to_numpy() * (counted != "none")
    if attribute and counted != "none":
        amounts = amounts * _parts(run, own, attribute, counted)
    return {year: float(amounts[(own["year"] == year).to_numpy()].sum()) for year in years}


def _parts(run: Result, rows: pd.DataFrame, attribute: str, counted: str) -> np.ndarray:
    """The part of each row's spend that an attribute adds, or that is spent where it is absent.

    premium: share x premium / markup of all attributes. without: (1 - share) x (markup - share x premium) / markup.
    """
    shares, premium = run.stages.plain("attribute_share"), run.inputs["attribute_premium"].variable
    own = {"attribute": list(ATTRIBUTES).index(attribute)}
    share, added = shares.isel(own), shares.isel(own) * premium.isel(own)
    at = _positions(TIERS, rows["tier"]), _positions(run.codes["year"], rows["year"])
    parts = np.empty(len(rows))
    for modality in dict.fromkeys(rows["modality"]):
        markup = attribute_markup(shares, premium, modality)
        part = (added if counted == "premium" else (1.0 - share) * (markup - added)) / markup
        mine = (rows["modality"] == modality).to_numpy()
        parts[mine] = part.transpose("place", "year").to_numpy()[at[0][mine], at[1][mine]]
    return parts


def _positions(codes: Iterable[object], found: pd.Series) -> np.ndarray:
    place = {code: index for index, code in enumerate(codes)}
    return found.map(place).to_numpy(dtype=int)


def beside(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Lay the runs of one year side by side: a row a category with baseline, scenario and difference, largest first."""
    names = list(dict.fromkeys(frame["scenario"]))
    wide = frame[frame["year"] == year].pivot(index="category", columns="scenario", values="value")
    about = frame.drop_duplicates("category").set_index("category")[["label", "treatment_type", "counted", "note"]]
    out = about.assign(baseline=wide[names[0]], scenario=wide[names[-1]]) if len(wide) else about
    if out.empty:
        return out.assign(baseline=[], scenario=[], difference=[])
    out = out.assign(difference=out["scenario"] - out["baseline"])
    return out.sort_values("baseline", ascending=False, kind="stable")
