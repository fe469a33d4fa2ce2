"""What the cells of a table are figures of: column by column, by the codes that a row names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from spinemkt.figures.expression import Amount, Constant, Expression, People, Quantile, growth
from spinemkt.figures.figure import Figure

OTHERS = "others"  # the code of what a chart folds together
RUN = "scenario"  # the column of a table that names whose run a row is of
SEPARATOR = "|"  # between the codes of a mark

# How a cell is made of its amount and, but for the first and the last, of another one; its style where it has its own.
MADE: Mapping[str, tuple[Callable[..., Expression], str]] = {
    "amount": (lambda amount: amount, ""),
    "share": (lambda part, whole: part / whole, "percent"),
    "growth": (lambda last, first: growth(first, last), ""),
    "difference": (lambda last, first: last - first, "signed amount"),
    "per_million": (lambda amount: amount / People(amount) * Constant(1e6), "per"),
}


@dataclass(frozen=True)
class Column:
    """What one column of a table is of, row by row: measure, the dimensions that a row names, filters of all rows.

    by: also RUN, the name of a scenario. name: of the column, empty where marks alone show its figures. form and base:
    how they are made, a name in MADE, of this amount and another one (of a growth the first year, of a share the
    whole). run: the scenario of all rows. runs: what RUN says in this column's rows -> the scenario's name; empty where
    all rows are its own. folded: what a mark of OTHERS stands for, by dimension. unit: of a ratio. level: of quantiles.
    """

    measure: str
    by: tuple[str, ...] = ()
    where: Mapping[str, object] = field(default_factory=dict)
    name: str = "value"
    form: str = "amount"
    base: Column | None = None
    run: str = ""
    runs: Mapping[str, str] = field(default_factory=dict)
    folded: Mapping[str, Sequence[object]] = field(default_factory=dict)
    unit: str = ""
    level: float | None = None

    def amount(self, codes: Mapping[str, object]) -> Amount:
        """Return the amount that a row's codes name."""
        named = {dim: codes[dim] for dim in self.by if dim in codes and dim != RUN}
        named |= {"year": int(str(named["year"]))} if "year" in named else {}
        run = str(codes[RUN]) if RUN in self.by else self.run
        return Amount(self.measure, {**self.where, **named}, self.runs.get(run, run))

    def figure(self, codes: Mapping[str, object]) -> Figure:
        """Return the figure of a row, by its codes."""
        made, style = MADE[self.form]
        amounts = [column.amount(codes) for column in (self, self.base) if column is not None]
        expression = made(*amounts)
        found = expression if self.level is None else Quantile(expression, self.level)
        return Figure(found, style, unit=self.unit)

    def of_mark(self, mark: str) -> Figure | None:
        """Return the figure of a chart's mark, by its codes in the order of `by`, or the first of them; else None."""
        codes = mark.rsplit(SEPARATOR, len(self.by) - 1)  # names of scenarios, which come first, may hold the sign
        if not all(codes):
            return None
        named: dict[str, object] = dict(zip(self.by, codes, strict=False))
        if "year" in named and not str(named["year"]).isdecimal():
            return None
        named |= {"year": int(str(named["year"]))} if "year" in named else {}
        named |= {dim: list(rest) for dim, rest in self.folded.items() if rest and named.get(dim) == OTHERS}
        return self.figure(named)

    def figures(self, frame: pd.DataFrame) -> list[Figure | None]:
        """Return the figures of a table's rows, in their order; None for rows of another column."""
        rows = frame.loc[:, list(self.by)].to_dict("records") if self.by else [{}] * len(frame)
        return [None if self.runs and row[RUN] not in self.runs else self.figure(row) for row in rows]


@dataclass(frozen=True)
class ListedColumn(Column):
    """Figures given row by row. marks: the names of the rows' marks; empty where they are the places of the rows."""

    listed: tuple[Figure | None, ...] = ()
    marks: tuple[str, ...] = ()

    def of_mark(self, mark: str) -> Figure | None:
        """Return the figure of a mark's row; None on other marks."""
        names = self.marks or map(str, range(len(self.listed)))
        return dict(zip(names, self.listed, strict=True)).get(mark)

    def figures(self, frame: pd.DataFrame) -> list[Figure | None]:
        """Return the figures of a table's rows, by their places in it."""
        return [self.listed[place] for place in frame.index]


def listed(figures: Iterable[Figure | None]) -> tuple[Column, ...]:
    """The column "value" of a table whose figures are given row by row."""
    found = tuple(figures)
    measure = next((one.measure.name for one in found if one is not None), "")
    return (ListedColumn(measure, listed=found),)


def mark(*codes: object) -> str:
    """The name of a chart's mark: its codes in the order of the column's `by`."""
    return SEPARATOR.join(map(str, codes))
