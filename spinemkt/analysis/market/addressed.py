"""Spend addressed by a category of products: what payers spend on the care in which such products are used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from spinemkt.analysis.market.landscape import catalogue, kept
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.columns import RUN, Column
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.model.attribute_parts import parts
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.wording import dollars

MEANING = (
    "Addressed means: spend by payers on care in which such products are used, or the part of it that an attribute "
    "adds. It is not what companies sell. Categories share the same care, so they must not be summed."
)
NO_CHANGE = 0.5  # USD; less is rounding


def spend_measure(view: View) -> Measure:
    """The measure of spend in a view's money."""
    return MEASURES["spend" if view.money == "real" else "spend_nominal"]


def addressed(runs: Runs, view: View) -> pd.DataFrame:
    """Return the spend that each category addresses, by run, in the first and the last of the years that are told.

    Columns category, label, treatment_type, counted, note, scenario (name of the run), year, value in USD, unit.
    Runs: (name, result), the baseline first.
    """
    inputs = runs[0][1].inputs.baseline
    categories = _categories(inputs)
    shown = catalogue(inputs, view).categories
    years = tuple(dict.fromkeys((view.year, view.years[1])))
    rows = []
    for name, run in runs:
        spend = _spend(run, view, years)
        for code in shown:
            row: Any = categories.loc[code]
            values = _values(run, spend, row["counted"], row["attribute"], _modalities(row, view), years)
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


def _categories(inputs: Inputs) -> pd.DataFrame:
    return inputs.tables["company_categories"].set_index("category")


def _modalities(row: Any, view: View) -> list[str]:
    return [one for one in row["modality"].split(";") if kept(one, view.treatment_type, view.modality)]


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
        amounts = amounts * parts(run, own, attribute, counted)
    return {year: float(amounts[(own["year"] == year).to_numpy()].sum()) for year in years}


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


@dataclass(frozen=True)
class Addressed(Column):
    """What rows of `addressed` are of: spend on the modalities of their category, or the part that its attribute makes.

    categories: category -> (modalities, part as in Amount); those that are none of the model's are not in it.
    """

    categories: Mapping[str, tuple[Sequence[str], str]] = field(default_factory=dict)

    def amount(self, codes: Mapping[str, object]) -> Amount:
        """Return the amount that a row's category, scenario and year name."""
        category = str(codes["category"])
        modalities, part = self.categories.get(category, ([category], ""))
        found = super().amount({dim: code for dim, code in codes.items() if dim != "category"})
        return replace(found, where={**found.where, "modality": modalities}, part=part)

    def figures(self, frame: pd.DataFrame) -> list[Figure | None]:
        """Return the figures of rows; None for categories that are not in the model."""
        found = zip(frame["category"], super().figures(frame), strict=True)
        return [answer if category in self.categories else None for category, answer in found]


def question(inputs: Inputs, view: View) -> Addressed:
    """What the rows of `addressed` answer under a view."""
    measure, table = spend_measure(view).name, _categories(inputs.baseline)
    found = {}
    for code in catalogue(inputs.baseline, view).categories:
        row: Any = table.loc[code]
        part = f"{row['counted']} {row['attribute']}" if row["attribute"] else ""
        if row["counted"] != "none":
            found[code] = (_modalities(row, view), part)
    return Addressed(measure, (RUN, "category", "year"), view.where(measure), categories=found)


def figures(runs: Runs, view: View) -> Mapping[tuple[str, str, int], Figure]:
    """What the table of money shows, by category, run and year; the difference of two runs has an empty name."""
    frame, asked, found = addressed(runs, view), question(runs[0][1].inputs, view), {}
    for row, answer in zip(frame.to_dict("records"), asked.figures(frame), strict=True):
        if answer is not None:
            key = row["category"], row["scenario"], int(row["year"])
            found[key] = replace(answer, shown=dollars(row["value"]), value=float(row["value"]))
    if len(runs) > 1:
        (first, _), (second, _) = runs
        for code in asked.categories:
            change = found[code, second, view.years[1]] - found[code, first, view.years[1]]
            if abs(change.number) >= NO_CHANGE:
                found[code, "", view.years[1]] = replace(change, shown=f"{change:signed dollars}")
    return found
