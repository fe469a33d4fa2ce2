"""A run that is asked for figures: amounts with their values, one by one or by the codes of a dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spinemkt.figures.expression import Amount, Expression, Runs
from spinemkt.figures.figure import Figure
from spinemkt.model.result import Result
from spinemkt.model.run import in_scope


@dataclass(frozen=True, eq=False)
class Study:
    """A run under the name that its figures give it, '' for the user's own. scope: its own, if not the view's."""

    result: Result
    name: str = ""
    scope: str = ""

    def of_scope(self, scope: str) -> Study:
        """Return the same in a scope that its figures name."""
        result = self.result if scope == self.result.scope else in_scope(self.result, scope)
        return Study(result, self.name, scope)

    def amount(self, measure: str, **where: object) -> Figure:
        """Return an amount in the measure's unit."""
        return self.figure(Amount(measure, where, self.name))

    def by(self, measure: str, dim: str, **where: object) -> dict[str, Figure]:
        """Return the amounts of the codes of a dimension, from one table."""
        rows = self.result.table(measure, (dim,), where)
        codes, values = map(str, rows[dim]), map(float, rows["value"])
        return {
            code: Figure(Amount(measure, {**where, dim: code}, self.name), value=value, scope=self.scope)
            for code, value in zip(codes, values, strict=True)
        }

    def by_year(self, measure: str, dim: str, years: Iterable[int], **where: object) -> dict[str, dict[int, Figure]]:
        """Return the amounts of the codes of a dimension in some years, from one table: code -> year -> amount."""
        found: dict[str, dict[int, Figure]] = {}
        for row in self.result.table(measure, (dim, "year"), {**where, "year": list(years)}).itertuples(index=False):
            code, year, value = str(row[0]), int(row[1]), float(row.value)
            amount = Amount(measure, {**where, dim: code, "year": year}, self.name)
            found.setdefault(code, {})[year] = Figure(amount, value=value, scope=self.scope)
        return found

    def figure(self, expression: Expression, style: str = "", label: str = "", unit: str = "") -> Figure:
        """Return an expression on this run with its value."""
        value = float(expression.of(Runs(lambda name: self.result)))
        return Figure(expression, style, label, "", unit, self.scope, value)


def largest(figures: dict[str, Figure], without: Sequence[str] = ()) -> str:
    """Return the code with the largest figure, some left out."""
    return max((code for code in figures if code not in without), key=lambda code: figures[code].number)
