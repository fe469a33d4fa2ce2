"""What a shown number answers: a measure of a run and what of it is kept, or a ratio of such numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.attribute_part import part_of
from spinemkt.analysis.lineage.forms import FORMS
from spinemkt.analysis.lineage.moved import at_end
from spinemkt.model.query import kept_codes
from spinemkt.model.result import Result
from spinemkt.uncertainty.ensemble import Ensemble

OTHERS = "others"  # the code of what a chart folds together
RUN = "scenario"  # the column of a table that names whose run a row is of
SEPARATOR = "|"  # between the codes of a mark


@dataclass(frozen=True)
class Number:
    """One number of a run: a measure and what of it is kept. run: the scenario's name, empty for the reader's own.

    part: what an attribute makes of it, as in part_of; empty for all of it. moved: what the tornado calls a number, or
    numbers that move together, and end which end of its range it stands at, low or high; empty where all are central.
    """

    measure: str
    where: Mapping[str, object] = field(default_factory=dict)
    run: str = ""
    part: str = ""
    moved: str = ""
    end: str = ""

    def value(self, result: Result) -> float:
        """Return the number anew from a run, in the measure's unit."""
        if self.end:
            return at_end(result, self.measure, self.where, self.moved, self.end)
        if self.part:
            return part_of(result, self.measure, self.where, self.part)
        return result.total(self.measure, self.where)

    @property
    def kept(self) -> dict[str, list[object]]:
        """What of it is kept, the codes of each dimension in order."""
        return {dim: sorted(kept_codes(codes), key=str) for dim, codes in self.where.items()}

    @property
    def year(self) -> int:
        """The year, or the last one kept."""
        return max(int(str(year)) for year in kept_codes(self.where["year"]))


@dataclass(frozen=True)
class Answer:
    """A number as it is shown: how it is made (a name in FORMS) of numbers of runs, and what it is called.

    numbers: one or two, or parts and their whole; the third one of an effect of a bridge names the part that it is kept
    to, by the one filter it adds. shown: as the page writes it. unit: of a ratio, in words; else the measure's. factor:
    what the reader assumes, where the form says so; it has no source. scope: of its runs, empty for the view's. level:
    which quantile of its draws is shown, 0 to 1; None where it is made of expected values.
    """

    numbers: tuple[Number, ...]
    form: str = "amount"
    label: str = ""
    shown: str = ""
    unit: str = ""
    factor: float = 1.0
    scope: str = ""
    level: float | None = None

    @property
    def years(self) -> list[int]:
        """Every year that its numbers keep."""
        return sorted({int(str(year)) for number in self.numbers for year in kept_codes(number.where["year"])})

    def value(self, run_of: Callable[[str], Result]) -> float:
        """Return the number anew, at expected values. run_of: name of a scenario -> its run, '' the reader's own."""
        runs = [run_of(number.run) for number in self.numbers]
        values = [number.value(run) for number, run in zip(self.numbers, runs, strict=True)]
        return float(FORMS[self.form].reckon(values, self.numbers, runs)) * self.factor

    @property
    def of_draws(self) -> bool:
        """Whether it is made of draws, and has no value at expected inputs."""
        return self.level is not None or FORMS[self.form].of_all

    @property
    def has_draws(self) -> bool:
        """Whether it can be made draw by draw: its form can be, and its numbers are amounts of named years, whole."""
        whole = all("year" in number.where and not (number.part or number.moved) for number in self.numbers)
        return FORMS[self.form].drawn and whole

    def draws(self, drawn_of: Callable[[str, Collection[int]], Ensemble]) -> np.ndarray:
        """Return the number in each draw; of a form that is made of all draws together, that number.

        drawn_of: name of a scenario, years -> its draws.
        """
        drawn = [drawn_of(number.run, self.years) for number in self.numbers]
        values = [each.values(one.measure, (), one.where)[0] for one, each in zip(self.numbers, drawn, strict=True)]
        return FORMS[self.form].reckon(values, self.numbers, [each.central for each in drawn]) * self.factor

    def drawn(self, drawn_of: Callable[[str, Collection[int]], Ensemble]) -> float:
        """Return anew what is made of draws: their quantile, or what they make together. drawn_of: as in draws."""
        found = self.draws(drawn_of)
        return float(found if self.level is None else np.quantile(found, self.level))


def amount(measure: str, where: Mapping[str, object] | None = None, label: str = "", shown: str = "") -> Answer:
    """An amount of the reader's own run."""
    return Answer((Number(measure, dict(where or {})),), "amount", label, shown)


def growth(
    measure: str, where: Mapping[str, object], years: tuple[int, int], label: str = "", shown: str = ""
) -> Answer:
    """The yearly growth of an amount between two years."""
    ends = tuple(Number(measure, {**where, "year": year}) for year in years)
    return Answer(ends, "growth", label, shown, "a year")


def gain(measure: str, where: Mapping[str, object], years: tuple[int, int], label: str = "", shown: str = "") -> Answer:
    """What an amount gains between two years."""
    return Answer(growth(measure, where, years).numbers[::-1], "difference", label, shown)


def share(
    measure: str, part: Mapping[str, object], whole: Mapping[str, object], label: str = "", shown: str = ""
) -> Answer:
    """One amount as a share of another of the same measure."""
    return Answer((Number(measure, dict(part)), Number(measure, dict(whole))), "share", label, shown, "fraction")


@dataclass(frozen=True)
class Question:
    """What one column of a table answers, row by row: measure, the dimensions that a row names, filters of all rows.

    by: also RUN, the name of a scenario. column: where the numbers stand, empty where marks alone show them. form and
    base: how they are made of this amount and another one (growth: base is the first year, the share of a whole: base
    is the whole). run: the scenario of all rows. runs: what RUN says in this question's rows -> the scenario's name;
    empty where all rows are its own. folded: what a mark of OTHERS stands for, by dimension. unit: of a ratio.
    factors: what the reader assumes, by year. level: as an answer's.
    """

    measure: str
    by: tuple[str, ...] = ()
    where: Mapping[str, object] = field(default_factory=dict)
    column: str = "value"
    form: str = "amount"
    base: Question | None = None
    run: str = ""
    runs: Mapping[str, str] = field(default_factory=dict)
    folded: Mapping[str, Sequence[object]] = field(default_factory=dict)
    unit: str = ""
    factors: Mapping[int, float] = field(default_factory=dict)
    level: float | None = None

    def number(self, codes: Mapping[str, object]) -> Number:
        """The number of the run that a row's codes name."""
        named = {dim: codes[dim] for dim in self.by if dim in codes and dim != RUN}
        named |= {"year": int(str(named["year"]))} if "year" in named else {}
        run = str(codes[RUN]) if RUN in self.by else self.run
        return Number(self.measure, {**self.where, **named}, self.runs.get(run, run))

    def answer(self, codes: Mapping[str, object], label: str = "", shown: str = "") -> Answer:
        """What a row answers, by its codes."""
        numbers = [self.number(codes)]
        if self.base is not None:
            numbers.insert(0 if self.form == "growth" else 1, self.base.number(codes))
        factor = self.factors[numbers[0].year] if self.factors else 1.0
        return Answer(tuple(numbers), self.form, label, shown, self.unit, factor, level=self.level)

    def of_mark(self, mark: str) -> Answer | None:
        """What a chart's mark answers, by its codes in the order of `by`, or the first of them; None on other marks."""
        codes = mark.rsplit(SEPARATOR, len(self.by) - 1)  # names of scenarios, which come first, may hold the sign
        if not all(codes):
            return None
        named: dict[str, object] = dict(zip(self.by, codes, strict=False))
        if "year" in named and not str(named["year"]).isdecimal():
            return None
        named |= {"year": int(str(named["year"]))} if "year" in named else {}
        named |= {dim: list(rest) for dim, rest in self.folded.items() if rest and named.get(dim) == OTHERS}
        return self.answer(named)

    def answers(self, frame: pd.DataFrame) -> list[Answer | None]:
        """What the rows of a table answer, in their order; None for those of another question."""
        rows = frame.loc[:, list(self.by)].to_dict("records") if self.by else [{}] * len(frame)
        return [None if self.runs and row[RUN] not in self.runs else self.answer(row) for row in rows]


@dataclass(frozen=True)
class Listed(Question):
    """Answers given row by row; a mark's name is the place of its row."""

    listed: tuple[Answer | None, ...] = ()

    def of_mark(self, mark: str) -> Answer | None:
        """What the row of a mark answers; None on other marks."""
        return self.listed[int(mark)] if mark.isdecimal() and int(mark) < len(self.listed) else None

    def answers(self, frame: pd.DataFrame) -> list[Answer | None]:
        """What the rows of a table answer, by their places in it."""
        return [self.listed[place] for place in frame.index]


def mark(*codes: object) -> str:
    """The name of a chart's mark: its codes in the order of the question's `by`."""
    return SEPARATOR.join(map(str, codes))
