"""What a shown number answers: a measure of a run and what of it is kept, or a ratio of such numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from spinemkt.analysis.lineage.functions import SHARE_OF_MACHINES, variance_share
from spinemkt.figures.draw_shares import HAPPENED, share_in_which
from spinemkt.figures.expression import Amount, AtExpected, Call, Constant, Expression, Operation, People, Quantile
from spinemkt.figures.expression import growth as growth_of
from spinemkt.figures.figure import Figure

OTHERS = "others"  # the code of what a chart folds together
RUN = "scenario"  # the column of a table that names whose run a row is of
SEPARATOR = "|"  # between the codes of a mark


Maker = Callable[[Sequence[Amount]], Expression]


def _total(amounts: Sequence[Amount]) -> Expression:
    return sum(amounts[1:], amounts[0])


def _pace(first: Expression, last: Expression, amounts: Sequence[Amount]) -> Expression:
    return Operation("growth", (first, last), amounts[-1].year - amounts[0].year)


# Name -> what makes an expression of amounts, and its style where the expression says none.
FORMS: Mapping[str, tuple[Maker, str]] = {
    "amount": (lambda n: n[0], ""),
    "growth": (lambda n: growth_of(*n), ""),
    "decline": (lambda n: Operation("decline", tuple(n), n[1].year - n[0].year), ""),
    "growth_of_mean": (lambda n: _pace(n[0] / n[1], n[2] / n[3], n), ""),
    "growth_gap": (lambda n: growth_of(*n[:2]) - growth_of(*n[2:]), ""),
    "share": (lambda n: n[0] / n[1], "percent"),
    "share_gap": (lambda n: n[0] / n[1] - n[2] / n[3], "points"),
    "ratio_of_means": (lambda n: (n[0] / n[1]) / (n[2] / n[3]), "times"),
    "share_of_difference": (lambda n: (n[0] - n[1]) / (n[2] - n[3]), "percent"),
    "mean": (lambda n: n[0] / n[1], "mean"),
    "together": (lambda n: _total(n[:-1]) / n[-1], "percent"),
    "over_rest": (lambda n: Operation("change", (_total(n[:-1]), n[-1] - _total(n[:-1]))), "percent"),
    "times": (lambda n: n[0] / _total(n[1:]), "times"),
    "change": (lambda n: Operation("change", tuple(n)), ""),
    "fall": (lambda n: Operation("fall", tuple(n)), ""),
    "difference": (lambda n: n[0] - n[1], ""),
    "added": (lambda n: n[0] - n[1], "signed amount"),
    "gain_gap": (lambda n: (n[0] - n[1]) - (n[2] - n[3]), "amount"),
    "per_million": (lambda n: n[0] / People(n[0]) * Constant(1e6), "per"),
    "per_hundred_thousand": (lambda n: n[0] / People(n[0]) * Constant(1e5), "per"),
    "per_person": (lambda n: n[0] / People(n[0]), "per"),
    "of_machines": (lambda n: Call(SHARE_OF_MACHINES, tuple(n)), ""),
    "per_hundred": (lambda n: n[0] / n[1] * Constant(100), "per hundred"),
    "per_thousand": (lambda n: n[0] / n[1] * Constant(1e3), "per"),
    "rest_per_thousand": (lambda n: (n[0] - n[1]) / n[2] * Constant(1e3), "per"),
    "apart": (lambda n: Operation("change", (n[0], AtExpected(n[0]))), "size percent"),
    "variance_share": (lambda n: variance_share(n[0]), ""),
    **{name: (lambda n, name=name: share_in_which(name, *n), "") for name in HAPPENED},  # type: ignore[misc]
}


def compose(
    amounts: Sequence[Amount],
    form: str = "amount",
    label: str = "",
    shown: str = "",
    unit: str = "",
    scope: str = "",
    level: float | None = None,
) -> Figure:
    """Return the figure that a form, a name in FORMS, makes of amounts."""
    make, style = FORMS[form]
    expression = make(amounts)
    found = expression if level is None else Quantile(expression, level)
    return Figure(found, style, label, shown, unit, scope)


def amount(measure: str, where: Mapping[str, object] | None = None, label: str = "", shown: str = "") -> Figure:
    """An amount of the reader's own run."""
    return compose((Amount(measure, dict(where or {})),), "amount", label, shown)


def growth(
    measure: str, where: Mapping[str, object], years: tuple[int, int], label: str = "", shown: str = ""
) -> Figure:
    """The yearly growth of an amount between two years."""
    ends = tuple(Amount(measure, {**where, "year": year}) for year in years)
    return compose(ends, "growth", label, shown, "a year")


def gain(measure: str, where: Mapping[str, object], years: tuple[int, int], label: str = "", shown: str = "") -> Figure:
    """What an amount gains between two years."""
    return compose(growth(measure, where, years).amounts[::-1], "difference", label, shown)


def share(
    measure: str, part: Mapping[str, object], whole: Mapping[str, object], label: str = "", shown: str = ""
) -> Figure:
    """One amount as a share of another of the same measure."""
    return compose((Amount(measure, dict(part)), Amount(measure, dict(whole))), "share", label, shown, "fraction")


@dataclass(frozen=True)
class Question:
    """What one column of a table answers, row by row: measure, the dimensions that a row names, filters of all rows.

    by: also RUN, the name of a scenario. column: where the numbers stand, empty where marks alone show them. form and
    base: how they are made of this amount and another one (growth: base is the first year, the share of a whole: base
    is the whole). run: the scenario of all rows. runs: what RUN says in this question's rows -> the scenario's name;
    empty where all rows are its own. folded: what a mark of OTHERS stands for, by dimension. unit: of a ratio.
    level: as an answer's.
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
    level: float | None = None

    def number(self, codes: Mapping[str, object]) -> Amount:
        """The number of the run that a row's codes name."""
        named = {dim: codes[dim] for dim in self.by if dim in codes and dim != RUN}
        named |= {"year": int(str(named["year"]))} if "year" in named else {}
        run = str(codes[RUN]) if RUN in self.by else self.run
        return Amount(self.measure, {**self.where, **named}, self.runs.get(run, run))

    def answer(self, codes: Mapping[str, object], label: str = "", shown: str = "") -> Figure:
        """What a row answers, by its codes."""
        numbers = [self.number(codes)]
        if self.base is not None:
            numbers.insert(0 if self.form == "growth" else 1, self.base.number(codes))
        return compose(tuple(numbers), self.form, label, shown, self.unit, level=self.level)

    def of_mark(self, mark: str) -> Figure | None:
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

    def answers(self, frame: pd.DataFrame) -> list[Figure | None]:
        """What the rows of a table answer, in their order; None for those of another question."""
        rows = frame.loc[:, list(self.by)].to_dict("records") if self.by else [{}] * len(frame)
        return [None if self.runs and row[RUN] not in self.runs else self.answer(row) for row in rows]


@dataclass(frozen=True)
class Listed(Question):
    """Figures given row by row. marks: the names of the rows' marks; empty where they are the places of the rows."""

    listed: tuple[Figure | None, ...] = ()
    marks: tuple[str, ...] = ()

    def of_mark(self, mark: str) -> Figure | None:
        """What the row of a mark answers; None on other marks."""
        names = self.marks or map(str, range(len(self.listed)))
        return dict(zip(names, self.listed, strict=True)).get(mark)

    def answers(self, frame: pd.DataFrame) -> list[Figure | None]:
        """What the rows of a table answer, by their places in it."""
        return [self.listed[place] for place in frame.index]


def mark(*codes: object) -> str:
    """The name of a chart's mark: its codes in the order of the question's `by`."""
    return SEPARATOR.join(map(str, codes))
