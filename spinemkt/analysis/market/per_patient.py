"""What payers spend for one patient, diagnosed or treated at the spine, or for a course; by place and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from spinemkt.analysis.market.place_facts import finer
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.model.measures import MEASURES
from spinemkt.model.query import Where, kept_codes
from spinemkt.model.result import Result
from spinemkt.terms import REGIONS

LOCAL = ("radiation", "surgery", "interventional")
# The measure that spend is divided by.
BASES: Mapping[str, str] = MappingProxyType(
    {"per_diagnosed": "diagnosed", "per_treated": "treated", "per_course": "episodes"}
)
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "per_diagnosed": "Per patient diagnosed",
        "per_treated": "Per patient treated at the spine",
        "per_course": "Treatment at the spine, per course",
    }
)
_UNITS = {"per_diagnosed": "a patient diagnosed", "per_treated": "a patient treated", "per_course": "a course"}
ALL, LARGEST = "All places", 12


def per_patient(
    result: Result, by: Iterable[str] = ("region", "year"), where: Where | None = None, measure: str = "spend"
) -> pd.DataFrame:
    """Return spend for one patient by places, primaries and years: the `by` columns, a column for each of BASES, unit.

    per_diagnosed and per_treated divide all spend that `where` keeps by the patients newly diagnosed, or treated
    locally, in the year; per_course divides spend on radiation, operations, cement and ablation by their episodes. In
    USD of the measure (spend or spend_nominal); NaN where there are none. Raises QueryError as `Result.table` does.
    """
    by = list(by)
    columns = []
    for name in BASES:
        pair = _pair(name, measure, where or {})
        spend, counted = (result.table(each, by, kept).set_index(by)["value"] for each, kept in pair)
        columns.append((spend / counted.where(counted > 0)).rename(name))
    return pd.concat(columns, axis=1).reset_index().assign(unit=MEASURES[measure].unit.partition("/")[0])


def _pair(name: str, measure: str, where: Where) -> list[tuple[str, dict[str, object]]]:
    """Spend and what it is divided by, each with the filters that it has."""
    kept = dict(where)
    if name == "per_course":
        kept["treatment_type"] = [kind for kind in LOCAL if kind in kept_codes(where.get("treatment_type", LOCAL))]
    pair = (measure, BASES[name])
    return [(each, {dim: codes for dim, codes in kept.items() if dim in MEASURES[each].dims}) for each in pair]


@dataclass(frozen=True)
class Row:
    """One place: its name, and spend for one patient by (column of BASES, year)."""

    place: str
    figures: Mapping[tuple[str, int], Figure]


def rows(result: Result, view: View) -> list[Row]:
    """All places of the view, then each region, or the largest countries where places are chosen."""
    level, money, years = finer(view), view.money, dict.fromkeys((view.year, view.years[1]))
    measure = "spend" if money == "real" else "spend_nominal"
    where = view.spending.where(year=list(years))
    size = result.table(measure, (level,), where).nlargest(LARGEST, "value")
    labels = REGIONS if level == "region" else result.inputs.country_names
    found = []
    for code in [ALL, *size[level]]:
        here = where if code == ALL else {**where, level: [code]}
        frame = per_patient(result, ("year",), here, measure).set_index("year")
        name = ALL if code == ALL else labels[code]
        figures = {
            (column, year): _figure(column, year, measure, here, name, float(frame.loc[year, column]))
            for year in years
            for column in BASES
        }
        found.append(Row(name, figures))
    return found


def _figure(column: str, year: int, measure: str, where: Where, place: str, value: float) -> Figure:
    spend, counted = (Amount(name, {**kept, "year": year}) for name, kept in _pair(column, measure, where))
    label = f"{LABELS[column]}, {place}, {year}"
    return Figure(spend / counted, "mean", label, unit=_UNITS[column], value=value)


def table(result: Result, view: View) -> pd.DataFrame:
    """The rows of a view as a table: place, then a column for each of LABELS and year shown or last."""
    return pd.DataFrame(
        {"Place": row.place, **{f"{LABELS[column]} {year}": one.number for (column, year), one in row.figures.items()}}
        for row in rows(result, view)
    )
