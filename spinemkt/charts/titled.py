"""What the figures of charts' titles answer, in the order in which titles may state them.

A title states some of them only; those that it does not are passed over when its figures are looked for.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from spinemkt.analysis.lineage.question import amount, compose, gain, growth, share
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.figure import amount as written
from spinemkt.model.measures import Measure
from spinemkt.wording import growth as pace_words
from spinemkt.wording import percent


def largest(values: pd.Series, dimension: str, view: View, form: str = "amount", unit: str = "") -> tuple[Figure, ...]:
    """The largest amount in the year shown, and the whole. values: by code; form and unit: of each, if not amounts."""
    return largest_cell(values.rename_axis(dimension), view, form, unit)


def largest_cell(values: pd.Series, view: View, form: str = "amount", unit: str = "") -> tuple[Figure, ...]:
    """The same of values by the codes of several dimensions, which name the levels of their index."""
    if not len(values) or values.max() <= 0:
        return ()
    measure, where = view.measure, view.where(year=view.year)
    found = values.idxmax()
    codes = dict(zip(values.index.names, found if isinstance(found, tuple) else (found,), strict=True))
    top, whole = written(float(values.max()), measure), written(float(values.sum()), measure)
    parts = form == "amount" and len(values) > 1
    one = compose((Amount(measure.name, {**where, **codes}),), form, unit=unit)
    both = replace(one, shown=top), amount(measure.name, where, shown=whole)
    return both if parts else (replace(one, shown=top),)


def over_years(first: pd.Series, last: pd.Series, dimension: str, view: View) -> tuple[Figure, ...]:
    """Who gains or loses most, and the whole in the first and the last year. first, last: by code."""
    measure, where, (start, end) = view.measure, view.where(), view.years
    if start == end or not len(last):
        return largest(last, dimension, replace(view, year=end)) if len(last) else ()
    wholes, moved = total(float(first.sum()), float(last.sum()), measure, where, view.years), last - first
    code = moved.idxmax() if last.sum() > first.sum() else moved.idxmin()
    most = gain(measure.name, {**where, dimension: code}, view.years, shown=written(abs(float(moved[code])), measure))
    return (most, *wholes) if len(moved) > 1 and len(wholes) > 1 else wholes


def total(
    first: float, last: float, measure: Measure, where: dict[str, object], years: tuple[int, int]
) -> tuple[Figure, ...]:
    """The whole in the first and the last year, or in the last alone where both are written alike."""
    ends = written(first, measure), written(last, measure)
    found = [
        amount(measure.name, {**where, "year": year}, shown=shown) for year, shown in zip(years, ends, strict=True)
    ]
    return tuple(found[1:] if ends[0] == ends[1] else found)


def share_over_years(first: pd.Series, last: pd.Series, dimension: str, view: View) -> tuple[Figure, ...]:
    """The share that moves most, in the first and the last year, or the largest one. first, last: by code."""
    if first.sum() <= 0 or last.sum() <= 0 or len(last) < 2:
        return ()
    name, where = view.measure.name, view.where()
    before, after = first / first.sum(), last / last.sum()
    code = (after - before).abs().idxmax()

    def one(year: int, code: object, value: float, digits: int) -> Figure:
        whole = {**where, "year": year}
        return share(name, {**whole, dimension: code}, whole, shown=percent(value, digits))

    digits = 0 if percent(before[code], 0) != percent(after[code], 0) else 1
    ends = [
        one(year, code, float(values[code]), digits) for year, values in zip(view.years, (before, after), strict=True)
    ]
    if view.years[0] == view.years[1] or abs(after[code] - before[code]) < 0.005:
        ends = [one(view.years[1], after.idxmax(), float(after.max()), 0)]
    return tuple(ends)


def fastest(pace: pd.Series, dimension: str, view: View) -> tuple[Figure, ...]:
    """The ends of a ranking by yearly growth; where some grow, a decline is told without its sign. pace: by code."""
    name, where = view.measure.name, view.where()
    found = []
    for code, unsaid in ((pace.idxmax(), ""), (pace.idxmin(), " a year")) if len(pace) else ():
        answer = growth(name, {**where, dimension: code}, view.years, shown=pace_words(float(pace[code])))
        if pace.max() > 0:
            answer = replace(answer, shown=answer.shown.removesuffix(unsaid))
        if pace[code] < 0 < pace.max():
            answer = compose(answer.amounts, "decline", shown=answer.shown.lstrip("-"), unit=answer.unit)
        found.append(answer)
    return tuple(found)


def gains(first: pd.Series, last: pd.Series, pace: pd.Series, dimension: str, view: View) -> tuple[Figure, ...]:
    """What the place that adds most adds, and how fast the quickest one grows. All by code."""
    if len(first) < 2 or view.years[0] == view.years[1]:
        return ()
    name, where, added = view.measure.name, view.where(), last - first
    adds, quick = added.idxmax(), pace.idxmax()
    if added[adds] <= 0:
        return ()
    return (
        gain(name, {**where, dimension: adds}, view.years, shown=written(float(added[adds]), view.measure)),
        growth(name, {**where, dimension: quick}, view.years, shown=pace_words(float(pace[quick]))),
    )
