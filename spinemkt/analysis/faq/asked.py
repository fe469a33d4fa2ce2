"""What every answer is made from, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spinemkt.analysis.lineage.question import amount, compose
from spinemkt.analysis.sure.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure
from spinemkt.model.result import Result

Runs = Mapping[str, Result]  # by scope, all of one scenario


@dataclass(frozen=True)
class Answer:
    """One question with its answer, where the question or answer comes from, and the page that shows more.

    figures: what the figures in the answer are of, in its order.
    """

    question: str
    answer: str
    origin: str = ""
    page: str = ""
    figures: tuple[Figure, ...] = field(default=(), hash=False)


@dataclass(frozen=True)
class Asked:
    """Runs by scope, the one looked at, the world's view, and the range of its spend by year where it is at hand."""

    runs: Runs
    run: Result
    view: View
    spread: Spread | None

    def total(self, measure: str, *, run: Result | None = None, **where: str) -> float:
        """The measure in the year shown, summed over what `where` keeps."""
        return (run or self.run).total(measure, {"year": self.view.year, **where})

    def of(self, shown: str, measure: str, **where: object) -> Figure:
        """What an amount as it is shown is of: a measure in the year shown."""
        return amount(measure, {"year": self.view.year, **where}, shown=shown)

    def ratio(self, shown: str, part: Figure, whole: Figure, form: str = "share") -> Figure:
        """What a ratio as it is shown is of: two amounts."""
        return compose((*part.amounts, *whole.amounts), form, shown=shown, unit="fraction")


def part(one: float, whole: float) -> float:
    """A part of a whole; 0 where there is no whole."""
    return one / whole if whole else 0.0
