"""A published figure beside the model: a bridge from it to the market of a view, a difference of definition a step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from spinemkt.analysis.studies import cited, named
from spinemkt.analysis.view import IN_MONEY, LISTS, MONEY, QUANTITIES, View, few
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.expression import Constant
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, join, say, worded
from spinemkt.model.result import Result
from spinemkt.terms import END_USERS, MODALITIES, PRIMARIES, PRODUCT_CATEGORIES, REGIONS, SCOPES, TREATMENT_TYPES, YEARS
from spinemkt.wording import inside, money, percent, signed

YEARS_PUBLISHED = (2000, YEARS[-1])  # of a figure that can be typed
PUBLISHED_UNIT = "USD a year"
UNEXPLAINED, ADJUSTED = "Unexplained", "Adjusted to what the model counts"
UNEXPLAINED_MEANS = (
    "no setting of the model accounts for it: other methods, prices or contents, or an error on either side"
)
QUANTITY = {measures["nominal"]: quantity for quantity, measures in IN_MONEY.items()}  # of a published amount
SIGNED = "signed amount"
_STEPS = {  # what may differ, in the order in which it is brought to the view's: label, fields of a view
    "year": ("Year", ("year", "years")),
    "money": ("Money", ("money",)),
    "place": ("Places", ("region", "country")),
    "primary": ("Cancers", ("primary",)),
    "care": ("Care", ("treatment_type", "modality", "end_user")),
    "scope": ("Cancer drugs", ("scope",)),
    "products": ("Products or care", ("quantity", "product_category")),
}


@dataclass(frozen=True)
class Report:
    """A published amount in USD a year, and what it says it counts, as a view.

    factor: what the model's contents make of the amount, 1 where nothing is known; because: why, in words. year: as
    published, which may lie before the model's years; the view's is the nearest of those.
    """

    name: str
    amount: float
    year: int
    view: View
    factor: float = 1.0
    because: str = ""
    source: str = ""

    @property
    def adjusted(self) -> float:
        """The amount without what the model does not count."""
        return self.amount * self.factor


@dataclass(frozen=True)
class Step:
    """A step of the bridge: what changes it, by how much, and what the model has after it, where a run says so.

    figure: of the change, where the amounts it lies between are of one scope.
    """

    label: str
    words: str
    change: float
    level: Figure | None = None
    figure: Figure | None = None

    @property
    def said(self) -> Text | str:
        """The change in words."""
        words = signed(self.change, money)
        return worded(self.figure, words) if self.figure else words


@dataclass(frozen=True)
class Reconciled:
    """The steps from a report to the market of a view; they sum to the difference of the two."""

    report: Report
    steps: tuple[Step, ...]
    start: Figure
    end: Figure

    @property
    def unexplained(self) -> float:
        """The adjusted amount less what the model has on the report's own definition."""
        return self.report.adjusted - self.start.number


def held(year: int) -> int:
    """The year of the model nearest to one."""
    return min(max(year, YEARS[0]), YEARS[-1])


@cached_on_first
def published(inputs: Inputs) -> dict[str, Report]:
    """The published totals of money that the data hold against the model, each as a report: its code -> report."""
    rows = inputs.tables["external_checks"]
    kept = rows[rows["measure"].isin(QUANTITY) & (rows["unit"] == PUBLISHED_UNIT) & (rows["denominator"] == "none")]
    return {str(row["check_id"]): _report(inputs, row) for row in kept.to_dict("records")}


def _report(inputs: Inputs, row: Mapping[str, object]) -> Report:
    year = int(re.findall(r"\d{4}", str(row["published_year"]))[-1])
    lists: dict[str, Any] = {name: tuple(filter(None, str(row[name]).split(";"))) for name in LISTS if name in row}
    quantity = QUANTITY[str(row["measure"])]
    view = View(quantity, "nominal", years=(held(year),) * 2, year=held(year), **lists)
    because, source = named(inputs, str(row["reason"])), few(cited(inputs, str(row["source_id"])))
    factor = float(str(row["adjustment"]))
    return Report(str(row["label"]), float(str(row["value"])), year, view, factor, because, source)


def reconcile(
    report: Report, view: View, run_of: Callable[[View], Result], country_names: Mapping[str, str]
) -> Reconciled:
    """Lead from a report to the money of a view in the year shown; definitions change one by one, in a fixed order.

    run_of: a view -> the run in its scope. The order matters for the size of single steps, not for their sum.
    """
    there = replace(report.view, myeloma=view.myeloma)
    start = found = _level(there, run_of)
    adjusted, apart = Constant(report.adjusted), found.number - report.adjusted
    gap = Figure(found.expression - adjusted, SIGNED, scope=found.scope, value=apart)
    older = f", growth from {report.year} to {there.year} included" if report.year < there.year else ""
    means = (
        UNEXPLAINED_MEANS if report.factor != 1 or not report.because else f"{report.because} Else {UNEXPLAINED_MEANS}"
    )
    steps = [Step(UNEXPLAINED, means + older, gap.number, start, gap)]
    if report.factor != 1:
        steps.insert(0, Step(ADJUSTED, report.because, report.adjusted - report.amount))
    for code, (label, fields) in _STEPS.items():
        changed = {name: getattr(view, name) for name in fields}
        changed |= {"years": (view.year, view.year)} if code == "year" else {}
        after = replace(there, **changed)
        if after == there:
            continue
        words = f"from {_said(there, code, country_names)} to {_said(after, code, country_names)}"
        there, before = after, found
        found = _level(there, run_of)
        moved = replace(found - before, style=SIGNED) if found.scope == before.scope else None
        steps.append(Step(label, words, found.number - before.number, found, moved))
    return Reconciled(report, tuple(steps), start, found)


def _level(view: View, run_of: Callable[[View], Result]) -> Figure:
    """What the model has under a view in its year."""
    name = view.measure.name
    return Study(run_of(view), scope=view.scope).amount(name, **view.where(year=view.year))


def _said(view: View, code: str, country_names: Mapping[str, str]) -> str:
    """A part of a definition in words."""
    if code == "year":
        return str(view.year)
    if code == "money":
        return MONEY[view.money] if view.money == "real" else "money of the year"
    if code == "place":
        return few([country_names[one] for one in view.country] or [REGIONS[one] for one in view.region]) or "the world"
    if code == "primary":
        return few([inside(PRIMARIES[one]) for one in view.primary]) or "all cancers"
    if code == "care":
        kept = [MODALITIES[one] for one in view.modality] or [TREATMENT_TYPES[one] for one in view.treatment_type]
        sites = [END_USERS[one] for one in view.end_user]
        return few([inside(one) for one in [*kept, *sites]]) or "all treatments"
    if code == "products":
        return " of ".join(filter(None, (inside(QUANTITIES[view.quantity]), few(_products(view)))))
    return inside(SCOPES[view.scope])


def _products(view: View) -> list[str]:
    return [inside(PRODUCT_CATEGORIES[one]) for one in view.product_category]


def answer(found: Reconciled) -> Text:
    """Say what is unexplained and what the largest steps to the view's market are."""
    report, gap = found.report, found.unexplained
    share = f" ({percent(abs(gap) / report.adjusted, 0)})" if abs(gap) < report.adjusted else ""
    besides = f" Adjusted to what the model counts it is {money(report.adjusted)}." if report.factor != 1 else ""
    first = say(
        "{name}: {amount} in {year}.{besides} On the same definition the model has {level}: {gap} {more}{share}, "
        "which stays unexplained.",
        name=report.name.rstrip("."),
        amount=money(report.amount),
        year=report.year,
        besides=besides,
        level=found.start,
        gap=money(abs(gap)),
        more="more" if gap < 0 else "less",
        share=share,
    )
    moves = sorted((one for one in found.steps if one.label not in (UNEXPLAINED, ADJUSTED)), key=_size)[:3]
    if not moves:
        return first + " It counts what this page counts."
    parts = [
        say("{name} {change} ({words})", name=inside(one.label), change=one.said, words=one.words) for one in moves
    ]
    return first + say(" To the {end} of this page lead {told}.", end=found.end, told=join(parts))


def _size(step: Step) -> float:
    return -abs(step.change)


def frame(found: Reconciled) -> pd.DataFrame:
    """The bridge as a table: step, what changes, value, unit."""
    rows = [("Published", found.report.name, found.report.amount)]
    rows += [(one.label, one.words, one.change) for one in found.steps]
    rows.append(("This page", "the market of the filters", found.end.number))
    return pd.DataFrame(rows, columns=["step", "meaning", "value"]).assign(unit=found.end.measure.unit)
