"""Runs side by side: their outcomes, how far each is from the reference, and which is farthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spinemkt.analysis.narrative import agreeing, what
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, change
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, say, shown
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import inside

# Runs by name; the first is the reference of all.
Runs = Sequence[tuple[str, Result]]

# A difference to the reference below this share is not told as one.
_SAME = 5e-4


@dataclass(frozen=True)
class Outcome:
    """One line of the comparison: a measure, of one treatment type where that is what it counts."""

    label: str
    measure: str
    treatment_type: str = ""


OUTCOMES = (
    Outcome("Spend", "spend"),
    Outcome("Diagnosed", "diagnosed"),
    Outcome("Patients treated at the spine", "treated"),
    Outcome("Surgical procedures", "episodes", "surgery"),
    Outcome("RT courses", "episodes", "radiation"),
    Outcome("Ambulatory after treatment", "walking"),
    Outcome("Complications", "complications"),
    Outcome("Bed days", "bed_days"),
    Outcome("Linac fractions", "linac_fractions"),
)


@dataclass(frozen=True)
class Gap:
    """How a run stands to the reference in one measure and year."""

    name: str
    mine: Figure
    base: Figure

    @property
    def apart(self) -> Figure:
        """The difference."""
        return self.mine - self.base

    @property
    def hardly(self) -> bool:
        """Whether the two are as good as the same."""
        return abs(self.apart.number) < _SAME * max(abs(self.base.number), 1e-9)

    def cell(self) -> Text:
        """Say the difference in a table: +2.1%, same, under 0.1%, new."""
        if abs(self.apart.number) <= 1e-9 * abs(self.base.number):
            return as_text("same")
        if self.base.number <= 0:
            return as_text("new")
        return as_text("under 0.1%") if self.hardly else shown(change(self.mine, self.base))

    def words(self) -> Text:
        """Say the difference in a sentence: 2.1% above."""
        side = "above" if self.mine.number > self.base.number else "below"
        if self.base.number <= 0:
            return as_text(side)
        return say("{share:size percent} {side}", share=change(self.mine, self.base), side=side)


@dataclass(frozen=True)
class Row:
    """One outcome in one year over all runs, the reference first: amounts, and differences to the reference."""

    label: str
    year: int
    cells: tuple[tuple[Text, Text], ...]


def measure_of(view: View) -> Measure:
    """The measure that scenarios are compared by: the view's own, or treated patients where it is of persons."""
    return MEASURES["treated"] if view.of_persons else view.measure


def the(name: str) -> str:
    """Write a scenario's name inside a sentence: the baseline; any other name stays as it is."""
    return "the base case" if name == BASELINE else name


def gaps(runs: Runs, view: View) -> list[Gap]:
    """How the other runs stand to the reference in the view's last year, the farthest first."""
    name = measure_of(view).name
    where = view.where(name, year=view.years[1])
    base, *others = (Study(run, code).amount(name, **where) for code, run in runs)
    found = [Gap(code, other, base) for (code, _), other in zip(runs[1:], others, strict=True)]
    return sorted(found, key=lambda gap: -abs(gap.apart.number))


def answer(runs: Runs, view: View) -> Text:
    """Say which run is farthest from the reference and by how much, and which is nearest."""
    measure, year = measure_of(view), view.years[1]
    subject, reference = f"{inside(what(measure))} in {year}", the(runs[0][0])
    found = gaps(runs, view)
    first, last = found[0], found[-1]
    if max(first.base.number, *(gap.mine.number for gap in found)) == 0:
        return as_text(f"There {agreeing(measure, 'is', 'are')} no {subject} under these filters.")
    if first.hardly:
        who = "it stays" if len(found) == 1 else "all stay"
        start = f"By {subject}, {who} within 0.1% of {reference}"
        return say("{start}: {base}.", start=start, base=first.base)
    far = f"{first.name} differs from {reference}"
    if len(found) > 1:
        far = f"Farthest from {reference} is {the(first.name)}"
    said = say(
        "{far}: {subject} {verb} {words} ({by:size amount}), at {at}.",
        far=far,
        subject=subject,
        verb=agreeing(measure, "is", "are"),
        words=first.words(),
        by=first.apart,
        at=first.mine,
    )
    if len(found) < 2:
        return said
    near = "less than 0.1% away" if last.hardly else last.words()
    return said + say(" Nearest is {name}, {near}.", name=the(last.name), near=near)


def outcomes(result: Result, view: View) -> pd.DataFrame:
    """Every outcome of a run under the view's filters, in every year: outcome, unit, year, value."""
    kept = [
        result.table(measure, ("year",), where).assign(outcome=label)
        for label, (measure, where) in outcome_questions(view).items()
    ]
    return pd.concat(kept, ignore_index=True)[["outcome", "unit", "year", "value"]]


def outcome_questions(view: View) -> dict[str, tuple[str, dict[str, object]]]:
    """Measure and filters of every outcome under a view, by its label."""
    found = {}
    for outcome in OUTCOMES:
        kind, types = outcome.treatment_type, view.treatment_type
        if kind and types and kind not in types:
            continue
        measure = view.spending.measure if outcome.measure == "spend" else MEASURES[outcome.measure]
        where = view.where(measure.name, **({"treatment_type": kind} if kind else {}))
        found[_label(outcome, measure, view)] = (measure.name, where)
    return found


def side_by_side(found: Sequence[tuple[str, pd.DataFrame]], view: View) -> pd.DataFrame:
    """Lay the `outcomes` of scenarios by name beside each other, the reference first, in the year shown and the last.

    Columns: outcome, unit, year, scenario, value, and difference to the reference as a share, NaN where that is 0.
    Outcomes that are nothing in every scenario are left out: the filters keep none of their care.
    """
    years = list(dict.fromkeys((view.year, view.years[1])))
    tables = [table[table["year"].isin(years)].assign(scenario=name) for name, table in found]
    something = np.max([table["value"].to_numpy() for table in tables], axis=0) > 0
    some = tables[0].loc[something, "outcome"].unique()
    base = tables[0]["value"].to_numpy()
    tables = [table.assign(difference=_share(table["value"].to_numpy(), base)) for table in tables]
    frame = pd.concat([table[table["outcome"].isin(some)] for table in tables], ignore_index=True)
    frame = frame.sort_values("year", kind="stable", ignore_index=True)
    return frame[["outcome", "unit", "year", "scenario", "value", "difference"]]


def _share(values: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Differences to the reference as shares of it; NaN where that has nothing and the other has something."""
    share = np.divide(values, base, out=np.full_like(base, np.nan), where=base > 0) - 1
    return np.where(values == base, 0.0, share)


def rows(frame: pd.DataFrame, view: View) -> list[Row]:
    """The lines of `side_by_side` as figures, by year and in the order of the outcomes."""
    asked, lines = outcome_questions(view), []
    for (year, label), part in frame.groupby(["year", "outcome"], sort=False):
        measure, where = asked[str(label)]
        here, style = {**where, "year": int(year)}, "bare money" if MEASURES[measure].money else "count"
        figures = [
            Figure(Amount(measure, here, name), value=float(value))
            for name, value in zip(part["scenario"], part["value"], strict=True)
        ]
        base = figures[0]
        gaps = [Text(), *(Gap("", figure, base).cell() for figure in figures[1:])]
        cells = tuple((shown(figure, style), gap) for figure, gap in zip(figures, gaps, strict=True))
        lines.append(Row(str(label), int(year), cells))
    return lines


def _label(outcome: Outcome, measure: Measure, view: View) -> str:
    """Name an outcome with its money basis, and say where filters on care do not reach it."""
    if measure.money:
        return f"{outcome.label}, {view.spending.basis}"
    return f"{outcome.label}, all care" if view.narrows_care and "modality" not in measure.dims else outcome.label
