"""How a shown number is made of numbers of runs: in words, as a reckoning, and as a line of Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from spinemkt.analysis.claims import diagnosed_growth_drivers
from spinemkt.analysis.claims.care import extra_operated
from spinemkt.analysis.claims.drivers import DRIVERS
from spinemkt.analysis.claims.parts import swing
from spinemkt.analysis.lineage.moved import share_of_variance
from spinemkt.analysis.lineage.over_draws import HAPPENED, growth_of_draws, share_of_draws
from spinemkt.analysis.market.places import countries_of, fractions_given
from spinemkt.analysis.scenarios.bridge import MEANINGS, span
from spinemkt.analysis.wording import yearly_growth
from spinemkt.model.result import Result

if TYPE_CHECKING:
    from spinemkt.analysis.lineage.question import Number


Value = Any  # a float at expected values, or an array of draws


class Form(NamedTuple):
    """One way in which a number is made of others, at expected values or, where it is drawn, draw by draw.

    python: of the names of the numbers, {0} first; most: all but the last, others: all but the first; central: the
    first at expected values; runs and asked: the run of each, and with it what is asked. Empty where the lines of
    Python are written apart. of_all: made of all draws together, so that it has no value at expected inputs.
    """

    words: str
    reckon: Callable[[Sequence[Value], Sequence[Number], Sequence[Result]], Value]
    python: str = ""
    drawn: bool = True
    of_all: bool = False


def _first(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return values[0]


def _growth(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    reckon = growth_of_draws if isinstance(values[0], np.ndarray) else yearly_growth
    return reckon(values[0], values[1], numbers[1].year - numbers[0].year)


def _mean_growth(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return _growth((_over(values[:2], numbers, runs), _over(values[2:], numbers, runs)), numbers[::2], runs)


def _growth_gap(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return _growth(values[:2], numbers[:2], runs) - _growth(values[2:], numbers[2:], runs)


def _per_million(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    people = runs[0].inputs.population
    people = people.sel(country=countries_of(runs[0].inputs, numbers[0].where), year=numbers[0].year)
    return values[0] / float(people.sum()) * 1e6


def _over(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    part, whole = values
    if isinstance(whole, np.ndarray):
        return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole != 0)
    return part / whole if whole else float("nan")


def _less(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return values[0] - values[1]


def kept_to(whole: Number, part: Number) -> tuple[str, object]:
    """The one filter that a part adds: the dimension and its code."""
    return next((dim, kept) for dim, kept in part.where.items() if kept != whole.where.get(dim))


def _effect(code: str, values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    first, last, *part = numbers
    where = {dim: kept for dim, kept in first.where.items() if dim != "year"}
    found = span(runs[0], runs[1], first.year, last.year, where, first.measure)
    if not part:
        return float(found.effects[code].sum())
    by, own = kept_to(last, part[0])
    rows = found.split(by)
    return float(rows.loc[(rows["effect"] == code) & (rows[by] == own), "value"].sum())


def _swing(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return swing(runs[0], numbers[0].measure, numbers[0].where)


def _swing_change(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return _swing(values, numbers, runs) / _swing(values, numbers[1:], runs[1:]) - 1


def _variance_share(values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    (number,) = numbers
    return share_of_variance(runs[0], values[0], number.measure, number.where, number.moved)


def _driver_share(code: str, values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    drivers = diagnosed_growth_drivers(runs[0])
    return drivers[code] / sum(drivers.values())


def _driver_alone(code: str, values: Sequence[Value], numbers: Sequence[Number], runs: Sequence[Result]) -> Value:
    return float(np.expm1(diagnosed_growth_drivers(runs[0])[code]))


OF_DRIVERS = tuple(f"{code}_{counted}" for code in DRIVERS for counted in ("share", "alone"))

FORMS: Mapping[str, Form] = {
    "amount": Form("the amount itself", _first, "{0}"),
    "growth": Form("(second / first) ^ (1 / years between) - 1", _growth, "({1} / {0}) ** (1 / {years}) - 1"),
    "decline": Form(
        "1 - (second / first) ^ (1 / years between)",
        lambda *given: -_growth(*given),
        "1 - ({1} / {0}) ** (1 / {years})",
    ),
    "growth_of_mean": Form(
        "((third / fourth) / (first / second)) ^ (1 / years between) - 1",
        _mean_growth,
        "(({2} / {3}) / ({0} / {1})) ** (1 / {years}) - 1",
    ),
    "growth_gap": Form(
        "(second / first) ^ (1 / years between) - (fourth / third) ^ (1 / years between)",
        _growth_gap,
        "({1} / {0}) ** (1 / {years}) - ({3} / {2}) ** (1 / {years})",
    ),
    "share": Form("first / second", _over, "{0} / {1}"),
    "share_gap": Form(
        "first / second - third / fourth",
        lambda values, *rest: _over(values[:2], *rest) - _over(values[2:], *rest),
        "{0} / {1} - {2} / {3}",
    ),
    "ratio_of_means": Form(
        "(first / second) / (third / fourth)",
        lambda values, *rest: _over((_over(values[:2], *rest), _over(values[2:], *rest)), *rest),
        "({0} / {1}) / ({2} / {3})",
    ),
    "share_of_difference": Form(
        "(first - second) / (third - fourth)",
        lambda values, *rest: _over((_less(values[:2], *rest), _less(values[2:], *rest)), *rest),
        "({0} - {1}) / ({2} - {3})",
    ),
    "mean": Form("first / second", _over, "{0} / {1}"),
    "together": Form(
        "sum of all but the last / last",
        lambda values, *rest: _over((sum(values[:-1]), values[-1]), *rest),
        "({most}) / {last}",
    ),
    "over_rest": Form(
        "sum of all but the last / what the last has besides - 1",
        lambda values, *rest: _over((sum(values[:-1]), values[-1] - sum(values[:-1])), *rest) - 1,
        "({most}) / ({last} - ({most})) - 1",
    ),
    "times": Form(
        "first / sum of the others",
        lambda values, *rest: _over((values[0], sum(values[1:])), *rest),
        "{0} / ({others})",
    ),
    "change": Form("first / second - 1", lambda values, *rest: _over(values, *rest) - 1, "{0} / {1} - 1"),
    "fall": Form("1 - second / first", lambda values, *rest: 1 - _over((values[1], values[0]), *rest), "1 - {1} / {0}"),
    "difference": Form("first - second", _less, "{0} - {1}"),
    "gain_gap": Form(
        "(first - second) - (third - fourth)",
        lambda values, *rest: _less(values[:2], *rest) - _less(values[2:], *rest),
        "({0} - {1}) - ({2} - {3})",
    ),
    "per_million": Form("amount / people of the place x 1,000,000", _per_million, "{0} / people * 1e6"),
    "per_hundred_thousand": Form(
        "amount / people of the place x 100,000", lambda *given: _per_million(*given) / 10, "{0} / people * 1e5"
    ),
    "per_person": Form("amount / people of the place", lambda *given: _per_million(*given) / 1e6, "{0} / people"),
    "of_machines": Form(
        "amount / fractions that the machines on record in the place can give",
        lambda values, numbers, runs: _over((values[0], fractions_given(runs[0], numbers[0].where)), numbers, runs),
        "spinemkt.share_of_machines({asked[0]})",
    ),
    "per_hundred": Form("first / second x 100", lambda *given: _over(*given) * 100, "{0} / {1} * 100"),
    "added": Form("first - second, each added up over its years", _less, "{0} - {1}"),
    "assumed": Form("the amount x what you assume (the share won, the price an episode)", _first, "{0} * {factor!r}"),
    "assumed_difference": Form(
        "(first - second) x what you assume (the share won, the price an episode)", _less, "({0} - {1}) * {factor!r}"
    ),
    "per_thousand": Form("first / second x 1,000", lambda *given: _over(*given) * 1e3, "{0} / {1} * 1e3"),
    "rest_per_thousand": Form(
        "(first - second) / third x 1,000",
        lambda values, *rest: _over((values[0] - values[1], values[2]), *rest) * 1e3,
        "({0} - {1}) / {2} * 1e3",
    ),
    "swing": Form(
        "the standard deviation of its growth from year to year", _swing, "spinemkt.swing({asked[0]})", drawn=False
    ),
    "swing_change": Form(
        "the standard deviation of the first's growth from year to year / that of the second's - 1",
        _swing_change,
        "spinemkt.swing({asked[0]}) / spinemkt.swing({asked[1]}) - 1",
        drawn=False,
    ),
    "extra_operated": Form(
        "the amount less what it would be had each tier, primary and presentation kept its rate of 2026",
        lambda values, numbers, runs: extra_operated(runs[0]),
        "spinemkt.extra_operated({runs[0]})",
        drawn=False,
    ),
    **{
        f"{code}_share": Form(
            f"what {words} brings to ln(second / first), as a share of it",
            partial(_driver_share, code),
            f"(drivers := spinemkt.diagnosed_growth_drivers({{runs[0]}}))[{code!r}] / sum(drivers.values())",
            drawn=False,
        )
        for code, words in DRIVERS.items()
    },
    **{
        f"{code}_alone": Form(
            f"how far {words} alone raises the first on its way to the second",
            partial(_driver_alone, code),
            f"numpy.expm1(spinemkt.diagnosed_growth_drivers({{runs[0]}})[{code!r}])",
            drawn=False,
        )
        for code, words in DRIVERS.items()
    },
    "apart": Form(
        "the amount / what it is at expected values - 1",
        lambda values, numbers, runs: values[0] / numbers[0].value(runs[0]) - 1,
        "{0} / {central} - 1",
    ),
    "variance_share": Form(
        "the share of the amount's variance over its draws that follows the number named in a straight line",
        _variance_share,
        drawn=False,
        of_all=True,
    ),
    **{
        code: Form(words, partial(share_of_draws, code), f"numpy.mean({line})", drawn=False, of_all=True)
        for code, (words, _, line) in HAPPENED.items()
    },
    **{
        code: Form(f"what {meaning} brings to second - first", partial(_effect, code), drawn=False)
        for code, meaning in MEANINGS.items()
    },
}
