"""An answer, and what every answer is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, interval
from spinemkt.model.result import Result

Runs = Mapping[str, Result]  # by scope, all of one scenario


@dataclass(frozen=True)
class Answer:
    """One question with its answer, where the question or answer comes from, and the page that shows more."""

    question: str
    answer: Text = field(hash=False)
    origin: str = ""
    page: str = ""


@dataclass(frozen=True)
class Asked:
    """Runs by scope, the world's view, and the range of its spend by year where it is at hand."""

    runs: Runs
    view: View
    spread: Spread | None

    @property
    def study(self) -> Study:
        """The run looked at."""
        return Study(self.runs[self.view.scope])

    def amount(self, measure: str, **where: object) -> Figure:
        """Return an amount of the year shown, or of another one."""
        return self.study.amount(measure, **{"year": self.view.year, **where})

    def ends(self, spread: Spread) -> Text:
        """The ends of the range of spend in its last year."""
        year = int(spread.frame["year"].iloc[-1])
        return interval(Figure(Amount("spend", {"year": year})), *spread.likely())
