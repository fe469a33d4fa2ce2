"""What numbers that set one run against another answer."""

from __future__ import annotations

from collections.abc import Mapping

from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.scenario.scenario import BASELINE


def effect(words: str, change: str, view: View) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """What the amounts and the change that `changes.effect` says answer: the reader's own run and the baseline."""
    measure = measure_of(view).name
    run, base = against(measure, view.where(measure, year=view.years[1]), "")
    *before, after = words.partition(": ")[2].split(" → ")
    amounts = *(compose((base,), shown=text) for text in before), compose((run,), shown=after)
    return amounts, as_share((run, base), change)


def against(measure: str, where: Mapping[str, object], run: str, base: str = BASELINE) -> tuple[Amount, Amount]:
    """One amount of two runs, by name."""
    return Amount(measure, where, run), Amount(measure, where, base)


def as_share(pair: tuple[Amount, Amount], shown: str) -> tuple[Figure, ...]:
    """The first of two runs as a change of the second; nothing where words alone are shown, as 'under 0.1 %'."""
    return (compose(pair, "change", shown=shown),) if shown.lstrip("+-")[:1].isdecimal() else ()
