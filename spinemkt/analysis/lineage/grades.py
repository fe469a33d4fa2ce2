"""On which grade of evidence the variance of a number rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from spinemkt.analysis.lineage.influence import influence, influence_on
from spinemkt.figures.columns import OTHERS
from spinemkt.model.result import Result
from spinemkt.uncertainty.ensemble import Ensemble
from spinemkt.wording import percent

CLASSES = {"A": "strong", "B": "strong", "C": "reported", "D": "judged"}
PARTS = ("strong", "reported", "judged")
RULE = "in brackets: share of the traceable variance that follows assumptions (grade D)"
LEAST = 0.01  # of the spread; what follows less is not called important


@dataclass(frozen=True, eq=False)
class Grades:
    """Of each code of a dimension, the parts of its spread that follow numbers of each grade; they sum to one."""

    dimension: str
    year: int
    parts: dict[str, tuple[float, float, float]]

    def with_rest(self, sizes: Mapping[str, float]) -> Grades:
        """The same with OTHERS: the mean of its members, weighted by their sizes."""
        known = {code: size for code, size in sizes.items() if code in self.parts and size > 0}
        whole = sum(known.values())
        if not whole:
            return self
        means = [sum(size * self.parts[code][place] for code, size in known.items()) / whole for place in range(3)]
        return replace(self, parts={**self.parts, OTHERS: (means[0], means[1], means[2])})


def judged(found: Grades | None, code: str) -> str:
    """Say in brackets how much of the variance of a code follows assumptions; nothing where that is not known."""
    return f" (D {percent(found.parts[code][2], 0)})" if found and code in found.parts else ""


def grades(result: Result, ensemble: Ensemble, measure: str, dimension: str, where: dict, year: int) -> Grades:
    """Return the parts by code of a dimension in one year. A code whose spread cannot be traced has none of them.

    where: filters but the year.
    """
    asked = {**where, "year": year}
    frame = result.table(measure, (dimension,), asked)
    values = ensemble.values(measure, (dimension,), asked)
    parts = {}
    for code, drawn in zip(frame[dimension], values, strict=True):
        amount = (result, measure, {**asked, dimension: [code]})
        split = _by_grade(influence([amount], drawn, ensemble.setting.seed))
        whole = sum(split.values())
        if whole > 0:
            parts[str(code)] = tuple(split[part] / whole for part in PARTS)
    return Grades(dimension, year, parts)  # type: ignore[arg-type]


def _by_grade(shares: pd.DataFrame) -> dict[str, float]:
    found = dict.fromkeys(PARTS, 0.0)
    for grade, share in shares.groupby("grade")["share"].sum().items():
        found[CLASSES[str(grade)]] += float(share)
    return found


def weak_and_important(result: Result, ensemble: Ensemble, measure: str, where: dict, most: int = 3) -> pd.DataFrame:
    """Return what is of grade D and moves a number most, as rows of influence, the largest share of variance first."""
    shares = influence_on(result, ensemble, measure, where)
    return shares[(shares["grade"] == "D") & (shares["share"] >= LEAST)].head(most)
