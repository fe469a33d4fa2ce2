"""What the ends of ranges answer: quantiles of the draws of a figure."""

from __future__ import annotations

from dataclasses import replace

from spinemkt.analysis.lineage.question import Question
from spinemkt.analysis.sure.spread import FAN, Spread, quantiles
from spinemkt.figures.figure import Figure
from spinemkt.uncertainty.quantiles import column

LOW, HIGH = FAN["4 in 5"]


def range_ends(words: str, figure: Figure, levels: tuple[float, float] = (LOW, HIGH)) -> tuple[Figure, ...]:
    """The ends of the 80 % range of a figure. words: both, joined by 'and', the unit once."""
    low, high = words.split(" and ")
    unit = "" if " " in low else f" {high.partition(' ')[2]}".rstrip()
    ends = zip((f"{low}{unit}", high), levels, strict=True)
    return tuple(figure.at(level, text) for text, level in ends)


def with_quantiles(asked: Question, spread: Spread | None) -> tuple[Question, ...]:
    """A question, then one for each column of quantiles in its table."""
    levels = () if spread is None else quantiles(spread.parts)
    return (asked, *(replace(asked, column=column(level), level=level) for level in levels))
