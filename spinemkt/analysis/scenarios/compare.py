"""Runs side by side: their outcomes, how far each is from the reference, and which is farthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.narrative import Sentence, agreeing, what
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import count, inside, money, percent, signed

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
    Outcome("Treated locally", "treated"),
    Outcome("Operations", "episodes", "surgery"),
    Outcome("Radiation courses", "episodes", "radiation"),
    Outcome("Walking after treatment", "walking"),
    Outcome("Complications", "complications"),
    Outcome("Bed days", "bed_days"),
    Outcome("Linac fractions", "linac_fractions"),
)


@dataclass(frozen=True)
class Gap:
    """How a run stands to the reference in one measure and year."""

    name: str
    value: float
    base: float

    @property
    def share(self) -> float:
        """The difference as a share of the reference; NaN where that has nothing."""
        return self.value / self.base - 1 if self.base > 0 else 0.0 if self.value == self.base else float("nan")

    @property
    def hardly(self) -> bool:
        """Whether the two are as good as the same."""
        return abs(self.value - self.base) < _SAME * max(abs(self.base), 1e-9)

    def cell(self) -> str:
        """Say the difference in a table: +2.1 %, same, under 0.1 %, new."""
        if abs(self.value - self.base) <= 1e-9 * abs(self.base):
            return "same"
        if self.base <= 0:
            return "new"
        return "under 0.1 %" if self.hardly else signed(self.share)

    def words(self) -> str:
        """Say the difference in a sentence: 2.1 % above."""
        side = "above" if self.value > self.base else "below"
        return f"{percent(abs(self.share))} {side}" if self.base > 0 else side


@dataclass(frozen=True)
class Row:
    """One outcome in one year over all runs, the reference first: amounts in words and differences to it."""

    label: str
    year: int
    cells: tuple[tuple[str, str], ...]


def measure_of(view: View) -> Measure:
    """The measure that scenarios are compared by: the view's own, or treated patients where it is of persons."""
    return MEASURES["treated"] if view.of_persons else view.measure


def the(name: str) -> str:
    """Write a scenario's name inside a sentence: the baseline; any other name stays as it is."""
    return "the baseline" if name == BASELINE else name


def gaps(runs: Runs, view: View) -> list[Gap]:
    """How the other runs stand to the reference in the view's last year, the farthest first."""
    measure = measure_of(view)
    where = view.where(measure.name, year=view.years[1])
    (_, base), *others = [(name, run.total(measure.name, where)) for name, run in runs]
    return sorted((Gap(name, value, base) for name, value in others), key=lambda gap: -abs(gap.value - gap.base))


def answer(runs: Runs, view: View) -> Sentence:
    """Say which run is farthest from the reference and by how much, and which is nearest."""
    measure, year = measure_of(view), view.years[1]
    subject, reference = f"{inside(what(measure))} in {year}", the(runs[0][0])
    found = gaps(runs, view)
    first, last = found[0], found[-1]
    if max(first.base, *(gap.value for gap in found)) == 0:
        return Sentence(f"There {agreeing(measure, 'is', 'are')} no {subject} under these filters.")
    where = view.where(measure.name, year=year)
    numbers = {name: Amount(measure.name, where, name) for name, _ in runs}
    base = numbers[runs[0][0]]
    if first.hardly:
        who, said = "it stays" if len(found) == 1 else "all stay", amount(first.base, measure)
        return Sentence(f"By {subject}, {who} within 0.1 % of {reference}: {said}.", (compose((base,), shown=said),))
    by, at = amount(abs(first.value - first.base), measure), amount(first.value, measure)
    far = f"Farthest from {reference} is {first.name}" if len(found) > 1 else f"{first.name} departs from {reference}"
    said = f"{far}: {subject} {agreeing(measure, 'is', 'are')} {first.words()} ({by}), at {at}."
    pair = (numbers[first.name], base)
    answers = (*_change(pair, first), compose(pair, "difference", shown=by), compose(pair[:1], shown=at))
    if len(found) < 2:
        return Sentence(said, answers)
    near = "less than 0.1 % away" if last.hardly else last.words()
    more = () if last.hardly else _change((numbers[last.name], base), last)
    return Sentence(f"{said} Nearest is {last.name}, {near}.", (*answers, *more))


def _change(pair: tuple[Amount, Amount], gap: Gap) -> tuple[Figure, ...]:
    """What the share in `Gap.words` answers; nothing where the reference has nothing."""
    return (compose(pair, "change", shown=percent(abs(gap.share))),) if gap.base > 0 else ()


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
        measure = replace(view, quantity="spend").measure if outcome.measure == "spend" else MEASURES[outcome.measure]
        where = view.where(measure.name, **({"treatment_type": kind} if kind else {}))
        found[_label(outcome, measure, view)] = (measure.name, where)
    return found


def answers(frame: pd.DataFrame, view: View) -> list[Figure | None]:
    """What the cells of `rows` answer, two each: the amount, and its difference where that is a share."""
    asked, lines = outcome_questions(view), rows(frame)
    names = list(dict.fromkeys(frame["scenario"]))
    found: list[Figure | None] = []
    for line in lines:
        measure, where = asked[line.label]
        here = {**where, "year": line.year}
        base = Amount(measure, here, names[0])
        for name, (value, gap) in zip(names, line.cells, strict=True):
            number = Amount(measure, here, name)
            share = compose((number, base), "change", shown=gap) if gap[:1] in ("+", "-") else None
            found += [compose((number,), shown=value), share]
    return found


def side_by_side(found: Sequence[tuple[str, pd.DataFrame]], view: View) -> pd.DataFrame:
    """Lay the `outcomes` of scenarios by name beside each other, the reference first, in the year shown and the last.

    Columns: outcome, unit, year, scenario, value, difference to the reference as a share, and said, the same in words.
    Outcomes that are nothing in every scenario are left out: the filters keep none of their care.
    """
    years = list(dict.fromkeys((view.year, view.years[1])))
    tables = [table[table["year"].isin(years)].assign(scenario=name) for name, table in found]
    something = np.max([table["value"].to_numpy() for table in tables], axis=0) > 0
    some = tables[0].loc[something, "outcome"].unique()
    base = tables[0]["value"].to_numpy()
    tables = [table.assign(base=base) for table in tables]
    frame = pd.concat([table[table["outcome"].isin(some)] for table in tables], ignore_index=True)
    pairs = [Gap(*cells) for cells in zip(frame["scenario"], frame["value"], frame["base"], strict=True)]
    frame = frame.assign(difference=[gap.share for gap in pairs], said=[gap.cell() for gap in pairs])
    frame = frame.sort_values("year", kind="stable", ignore_index=True)
    return frame[["outcome", "unit", "year", "scenario", "value", "difference", "said"]]


def rows(frame: pd.DataFrame) -> list[Row]:
    """The lines of `side_by_side` in words, by year and in the order of the outcomes."""
    lines = []
    for (year, label), part in frame.groupby(["year", "outcome"], sort=False):
        cells = [
            (money(value, "") if unit.startswith("USD") else count(value), said)
            for value, unit, said in zip(part["value"], part["unit"], part["said"], strict=True)
        ]
        lines.append(Row(str(label), int(year), ((cells[0][0], ""), *cells[1:])))
    return lines


def _label(outcome: Outcome, measure: Measure, view: View) -> str:
    """Name an outcome with its money basis, and say where filters on care do not reach it."""
    if measure.money:
        return f"{outcome.label}, {replace(view, quantity='spend').basis}"
    return f"{outcome.label}, all care" if view.narrows_care and "modality" not in measure.dims else outcome.label
