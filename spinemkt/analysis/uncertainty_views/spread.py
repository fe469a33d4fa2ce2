"""Ranges in words: how far the draws of one question reach, and how to read a chart of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from spinemkt.analysis.view import View
from spinemkt.figures.columns import Column
from spinemkt.figures.expression import Amount, growth_between
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.text import Text, as_text, interval, say
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.scenario.scenario import BASELINE
from spinemkt.uncertainty.ensemble import Ensemble
from spinemkt.uncertainty.quantiles import column, with_quantiles
from spinemkt.wording import listing

# What a range may be: how many of the draws it holds, and the quantiles at its ends.
FAN: Mapping[str, tuple[float, float]] = {
    "19 in 20": (0.025, 0.975),
    "4 in 5": (0.1, 0.9),
    "half": (0.25, 0.75),
}
LEVELS: Mapping[str, tuple[str, ...]] = {"off": (), "80": ("4 in 5", "half"), "95": ("19 in 20", "4 in 5", "half")}
NAMES = {"half": "50% range", "4 in 5": "80% range", "19 in 20": "95% range"}
LIKELY = ("p10", "p90")
LOW, HIGH = FAN["4 in 5"]
MEDIAN = 0.5


@dataclass(frozen=True, eq=False)
class Spread:
    """The answer of an ensemble to one question; equal to itself alone, so that a chart can be kept by it.

    frame: the columns asked by, central (the run at expected values), one column a quantile, unit. parts: which ranges.
    """

    frame: pd.DataFrame
    measure: str
    parts: tuple[str, ...]
    draws: int
    seed: int

    @property
    def spec(self) -> Measure:
        """The measure asked for."""
        return MEASURES[self.measure]

    @cached_property
    def columns(self) -> Mapping[str, np.ndarray]:
        """The columns of the frame as arrays, sooner had than from the frame each time."""
        return {name: column.to_numpy() for name, column in self.frame.items()}

    def likely(self, row: int = -1) -> tuple[float, float]:
        """The ends of the 80% range in a row of the frame."""
        low, high = (float(self.columns[end][row]) for end in LIKELY)
        return low, high

    @cached_property
    def words(self) -> str:
        """The 80% range of the last row: '12.6 and 25.4 bn USD'."""
        return between(*self.likely(), self.spec, "and")

    @cached_property
    def reach(self) -> float:
        """How far above the expected value the widest range goes at most, as a ratio."""
        return float((self.columns[self.ends(self.parts[0])[1]] / self.columns["central"]).max())

    def ends(self, part: str) -> tuple[str, str]:
        """The columns at the ends of a range."""
        low, high = (column(level) for level in FAN[part])
        return low, high


def growth_spread(
    ensemble: Ensemble, measure: str, by: str, where: Mapping[str, object], years: tuple[int, int], parts: Sequence[str]
) -> Spread:
    """The ranges of yearly growth by one dimension: (last / first)^(1 / years between) - 1 in each draw.

    Where a draw has nothing in the first year its growth counts as 0. The frame has no column central.
    """
    first, last = (ensemble.values(measure, (by,), {**where, "year": year}) for year in years)
    frame = ensemble.central.table(measure, (by,), {**where, "year": years[0]})[[by]]
    frame = with_quantiles(
        frame.assign(unit="1/year"), growth_between(first, last, years[1] - years[0]), quantiles(parts)
    )
    return Spread(frame, measure, tuple(parts), ensemble.draws, ensemble.setting.seed)


def quantile_columns(of: Column, spread: Spread | None) -> tuple[Column, ...]:
    """A column of a table, then one for each column of quantiles beside it."""
    levels = () if spread is None else quantiles(spread.parts)
    return (of, *(replace(of, name=column(level), level=level) for level in levels))


def quantiles(parts: Sequence[str]) -> tuple[float, ...]:
    """The quantiles that ranges need, and the median, from low to high."""
    return tuple(sorted({MEDIAN, *(level for part in parts for level in FAN[part])}))


def between(low: float, high: float, measure: Measure, word: str = "to") -> str:
    """Write a range, its unit once: '12.6 to 25.4 bn USD'."""
    one, other = amount(low, measure), amount(high, measure)
    number, _, unit = one.partition(" ")
    return f"{number if unit == other.partition(' ')[2] else one} {word} {other}"


def likely(low: float, high: float, measure: Measure) -> str:
    """Say the 80% range."""
    return f"80% range: {between(low, high, measure)}"


def against(spread: Spread, view: View) -> Text:
    """Say how far the reader's own run lies from the baseline in the last year, draw by draw, and in how many above it.

    spread: of differences, with the share of draws above 0 in the column above.
    """
    (low, high), above = spread.likely(), float(spread.columns["above"][-1])
    if low == high == 0:
        return as_text("No simulation makes a difference here")
    where = view.where(spread.measure, year=view.years[1])
    apart = Figure(Amount(spread.measure, where) - Amount(spread.measure, where, BASELINE))
    least, most = FAN["4 in 5"]
    if low < 0 < high:
        less, more = (replace(apart.at(level), value=value) for level, value in ((least, low), (most, high)))
        reach = say("between {less:size amount} less and {more:size amount} more", less=less, more=more)
    else:
        ends, levels = ((low, high), (least, most)) if low >= 0 else ((high, low), (most, least))
        reach = interval(apart, *ends, "to", "size amount", levels) + (" more" if low >= 0 else " less")
    share = "all" if above == 1 else "none" if above == 0 else f"{min(max(round(above * 100), 1), 99)} in 100"
    return say("80% range: {reach} than the base case; above it in {share}", reach=reach, share=share)


def reading(parts: Sequence[str], draws: int, spread: Spread | None = None) -> str:
    """Say how to read a fan of ranges, for a reader who knows no statistics. spread: once it is there."""
    bands = ["half of the results stay inside the strong band", "4 in 5 inside the faint one"]
    if len(parts) > len(bands):
        bands.append("19 in 20 inside the faintest")
    words = (
        f"How to read: the model was run {draws:,} times, each time with every uncertain number drawn anew from its "
        f"range in the evidence; {listing(bands)}. The line is the expected value: the run with every number at "
        "the mean of its range."
    )
    if spread is not None and spread.columns[column(MEDIAN)][-1] < spread.columns["central"][-1]:
        words += " It lies a little above the middle result, since most ranges reach further up than down."
    return f"{words} What nobody has put a range on, such as a new kind of treatment, is not in the bands."


def reading_gap(parts: Sequence[str]) -> str:
    """Say how to read a fan of differences."""
    bands = ["half of the differences lie inside the strong band", "4 in 5 inside the faint one"]
    if len(parts) > len(bands):
        bands.append("19 in 20 inside the faintest")
    return (
        "How to read: each simulation is run twice, without and with the scenario, so that only the "
        f"scenario differs; {listing(bands)}. The line is the difference at expected values."
    )


def said(spread: Spread | None) -> tuple[tuple[str, str], ...]:
    """What a file says of the ranges in it: (name, words)."""
    if spread is None:
        return ()
    ends = [f"{part} of the simulations lie between {' and '.join(spread.ends(part))}" for part in spread.parts]
    words = f"{listing(ends)}; {column(MEDIAN)}: the middle simulation; central: the run at expected values"
    return (("ranges", f"{words}; {spread.draws:,} simulations of every uncertain number, seed {spread.seed}"),)
