"""What the numbers of a bridge answer: its two ends, the effects between them, and the parts of either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from spinemkt.analysis.lineage.question import Listed, compose
from spinemkt.analysis.scenarios.moves import LOOKED_AT, Move, named
from spinemkt.analysis.view import MONEY, View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.model.measures import Measure
from spinemkt.wording import count, money, percent, signed

Ends = tuple[Amount, Amount]


def ends(view: View, runs: Sequence[str] = ()) -> Ends:
    """The first and the last number: two years of the reader's run, or two runs by name in the year shown."""
    name = view.measure.name
    (before, after), (first, last) = runs or ("", ""), (view.year, view.year) if runs else view.years
    return Amount(name, view.where(year=first), before), Amount(name, view.where(year=last), after)


def steps(found: Ends, codes: Iterable[str], measure: Measure) -> Listed:
    """What the bars of a bridge answer. codes: effects in their order, the ends of a waterfall empty."""
    codes = list(codes)
    whole = {0: found[0], len(codes) - 1: found[1]}
    listed = [effect(found, code) if code else compose((whole[place],)) for place, code in enumerate(codes)]
    return Listed(measure.name, listed=tuple(listed))


def split(found: Ends, frame: pd.DataFrame, by: str, code: str, measure: Measure) -> Listed:
    """What the rows of a split answer: the change of each part, or one effect of it."""
    return Listed(measure.name, listed=tuple(part(found, by, own, code) for own in frame[by]))


def extremes(found: Ends, frame: pd.DataFrame, by: str, code: str, measure: Measure) -> tuple[Figure, ...]:
    """The numbers of the title of a split: who gains most and who loses most. frame: of the split, `by` and value."""
    changes = dict(zip(frame[by], frame["value"].tolist(), strict=True))
    rows = sorted(changes.items(), key=lambda row: -row[1])
    rows = [rows[0], rows[-1]] if rows else []
    return tuple(
        part(found, by, own, code, signed(value, lambda size: amount(size, measure))) for own, value in rows if value
    )


def part(found: Ends, by: str, own: str, code: str = "", shown: str = "") -> Figure:
    """The change of a part, or an effect on it."""
    first, last = (replace(number, where={**number.where, by: own}) for number in found)
    return effect((*found, last), code, shown) if code else compose((last, first), "difference", shown=shown)


def effect(numbers: tuple[Amount, ...], code: str, shown: str = "") -> Figure:
    """An effect between two ends; a third number names the part of the last end that it is kept to."""
    return compose(numbers, code, shown=shown)


def of_steps(found: Ends, values: Iterable[float], codes: Iterable[str], measure: Measure) -> list[Figure]:
    """The numbers of the sentence of a waterfall: its ends, and its two largest effects."""
    bars = list(zip(codes, map(float, values), strict=True))
    effects = {code: value for code, value in bars if code}
    largest = sorted(named(effects), key=lambda code: -abs(effects[code]))[:2]
    sizes = [value for code, value in bars if not code]
    whole = [compose((one,), shown=_short(size, measure)) for one, size in zip(found, sizes, strict=False)]
    return [*whole, *_effects(found, largest, effects, measure)]


def of_move(found: Ends, move: Move) -> list[Figure]:
    """The numbers of the sentence of a move, in its order: change, both amounts, effects, and who loses most."""
    first, last = found
    measure = move.measure
    by = compose((last, first), "difference", shown=amount(abs(move.change), measure))
    rate = [compose((last, first), "change", shown=percent(abs(move.change) / move.before))] if move.before else []
    basis = MONEY["nominal" if measure.unit.startswith("USD/") else "real"]
    to = compose((last,), shown=money(move.after, basis) if measure.money else amount(move.after, measure))
    losers = [
        part(found, dim, lost[0], shown=amount(-lost[1], measure)) for dim in LOOKED_AT if (lost := move.loser(dim))
    ]
    return [by, *rate, to, *_effects(found, named(move.effects), move.effects, measure), *losers]


def _effects(found: Ends, codes: Iterable[str], effects: Mapping[str, float], measure: Measure) -> list[Figure]:
    return [effect(found, code, _short(abs(effects[code]), measure, "")) for code in codes]


def _short(value: float, measure: Measure, unit: str | None = None) -> str:
    if not measure.money:
        return count(value)
    return money(value) if unit is None else money(value, unit)
