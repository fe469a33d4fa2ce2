"""Functions of the library that a figure may be made by, with their words and their Python."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from spinemkt.analysis.lineage.influence import influence
from spinemkt.analysis.scenarios.bridge import MEANINGS, span
from spinemkt.figures.expression import Amount, Call, Function, Printer, Value
from spinemkt.model.places import fractions_given
from spinemkt.model.result import Result


def effect(code: str, first: Amount, last: Amount, part: Amount | None = None) -> Call:
    """What an effect of the bridge, a name in MEANINGS, brings from one amount to another, or to a part of the last."""
    return Call(_EFFECTS[code], (first, last) if part is None else (first, last, part))


def variance_share(amount: Amount) -> Call:
    """The share of an amount's variance over its draws that follows what `moved` names."""
    return Call(_VARIANCE_SHARE, (amount,))


def kept_to(whole: Amount, part: Amount) -> tuple[str, object]:
    """The one filter that a part adds: the dimension and its code."""
    return next((dim, kept) for dim, kept in part.where.items() if kept != whole.where.get(dim))


def _effect(code: str, values: Sequence[Value], amounts: Sequence[Amount], runs: Sequence[Result]) -> Value:
    first, last, *part = amounts
    where = {dim: kept for dim, kept in first.where.items() if dim != "year"}
    found = span(runs[0], runs[1], first.year, last.year, where, first.measure)
    if not part:
        return float(found.effects[code].sum())
    by, own = kept_to(last, part[0])
    rows = found.split(by)
    return float(rows.loc[(rows["effect"] == code) & (rows[by] == own), "value"].sum())


def _effect_line(code: str, amounts: Sequence[Amount], runs: Sequence[str], printed: Printer) -> str:
    first, last, *part = amounts
    where = {dim: codes for dim, codes in first.kept.items() if dim != "year"}
    by, own = kept_to(last, part[0]) if part else ("", "")
    asked = f"{runs[0]}, {runs[1]}, {first.year}, {last.year}, {by or None!r}, {where!r}, {first.measure!r}"
    kept = f" & (found[{by!r}] == {own!r})" if by else ""
    return f"(found := spinemkt.bridge({asked})).loc[(found['effect'] == {code!r}){kept}, 'value'].sum()"


_EFFECTS = {
    code: Function(code, f"what {meaning} brings to {{1}} - {{0}}", partial(_effect, code), partial(_effect_line, code))
    for code, meaning in MEANINGS.items()
}


def _share_of_variance(values: Sequence[Value], amounts: Sequence[Amount], runs: Sequence[Result]) -> Value:
    (amount,) = amounts
    found = influence([(runs[0], amount.measure, amount.where)], values[0]).set_index("name")["share"]
    return float(found.get(amount.moved, 0.0))


def _variance_line(amounts: Sequence[Amount], runs: Sequence[str], printed: Printer) -> str:
    (amount,), (drawn,) = amounts, runs
    found = f"spinemkt.lineage({drawn}.central, {amount.measure!r}, {amount.kept!r}, {drawn})"
    return f"{found}.carriers.set_index('name')['share'].get({amount.moved!r}, 0.0)"


_VARIANCE_SHARE = Function(
    "variance_share",
    "the share of the amount's variance over its draws that follows the number named in a straight line",
    _share_of_variance,
    _variance_line,
    over_draws=True,
)


def query(amount: Amount, run: str) -> str:
    """Write what is asked of a run, as arguments of Python."""
    return f"{run}, {amount.measure!r}, {amount.kept!r}"


SHARE_OF_MACHINES = Function(
    "share_of_machines",
    "{0} / fractions that the machines on record in the place can give",
    lambda values, amounts, runs: values[0] / (fractions_given(runs[0], amounts[0].where) or float("nan")),
    lambda amounts, runs, printed: f"spinemkt.share_of_machines({query(amounts[0], runs[0])})",
    by_draw=True,
)
