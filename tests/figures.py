"""Figures of every kind that pages make, by the name of their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from spinemkt.analysis.lineage.functions import SHARE_OF_MACHINES, variance_share
from spinemkt.figures.draw_shares import HAPPENED, share_in_which
from spinemkt.figures.expression import Amount, AtExpected, Call, Constant, Expression, Operation, People, Quantile
from spinemkt.figures.expression import growth as growth_of
from spinemkt.figures.figure import Figure

Maker = Callable[[Sequence[Amount]], Expression]


def _total(amounts: Sequence[Amount]) -> Expression:
    return sum(amounts[1:], amounts[0])


def _pace(first: Expression, last: Expression, amounts: Sequence[Amount]) -> Expression:
    return Operation("growth", (first, last), amounts[-1].year - amounts[0].year)


# Name -> what makes an expression of amounts, and its style where the expression says none.
FORMS: Mapping[str, tuple[Maker, str]] = {
    "amount": (lambda n: n[0], ""),
    "growth": (lambda n: growth_of(*n), ""),
    "decline": (lambda n: Operation("decline", tuple(n), n[1].year - n[0].year), ""),
    "growth_of_mean": (lambda n: _pace(n[0] / n[1], n[2] / n[3], n), ""),
    "growth_gap": (lambda n: growth_of(*n[:2]) - growth_of(*n[2:]), ""),
    "share": (lambda n: n[0] / n[1], "percent"),
    "share_gap": (lambda n: n[0] / n[1] - n[2] / n[3], "points"),
    "ratio_of_means": (lambda n: (n[0] / n[1]) / (n[2] / n[3]), "times"),
    "share_of_difference": (lambda n: (n[0] - n[1]) / (n[2] - n[3]), "percent"),
    "mean": (lambda n: n[0] / n[1], "mean"),
    "together": (lambda n: _total(n[:-1]) / n[-1], "percent"),
    "over_rest": (lambda n: Operation("change", (_total(n[:-1]), n[-1] - _total(n[:-1]))), "percent"),
    "times": (lambda n: n[0] / _total(n[1:]), "times"),
    "change": (lambda n: Operation("change", tuple(n)), ""),
    "fall": (lambda n: Operation("fall", tuple(n)), ""),
    "difference": (lambda n: n[0] - n[1], ""),
    "added": (lambda n: n[0] - n[1], "signed amount"),
    "gain_gap": (lambda n: (n[0] - n[1]) - (n[2] - n[3]), "amount"),
    "per_million": (lambda n: n[0] / People(n[0]) * Constant(1e6), "per"),
    "per_hundred_thousand": (lambda n: n[0] / People(n[0]) * Constant(1e5), "per"),
    "per_person": (lambda n: n[0] / People(n[0]), "per"),
    "of_machines": (lambda n: Call(SHARE_OF_MACHINES, tuple(n)), ""),
    "per_hundred": (lambda n: n[0] / n[1] * Constant(100), "per hundred"),
    "per_thousand": (lambda n: n[0] / n[1] * Constant(1e3), "per"),
    "rest_per_thousand": (lambda n: (n[0] - n[1]) / n[2] * Constant(1e3), "per"),
    "apart": (lambda n: Operation("change", (n[0], AtExpected(n[0]))), "size percent"),
    "variance_share": (lambda n: variance_share(n[0]), ""),
    **{name: (lambda n, name=name: share_in_which(name, *n), "") for name in HAPPENED},  # type: ignore[misc]
}


def compose(
    amounts: Sequence[Amount],
    form: str = "amount",
    label: str = "",
    shown: str = "",
    unit: str = "",
    scope: str = "",
    level: float | None = None,
) -> Figure:
    """Return the figure that a form, a name in FORMS, makes of amounts."""
    make, style = FORMS[form]
    expression = make(amounts)
    found = expression if level is None else Quantile(expression, level)
    return Figure(found, style, label, shown, unit, scope)


def amount(measure: str, where: Mapping[str, object] | None = None, label: str = "", shown: str = "") -> Figure:
    """An amount of the reader's own run."""
    return compose((Amount(measure, dict(where or {})),), "amount", label, shown)


def growth(
    measure: str, where: Mapping[str, object], years: tuple[int, int], label: str = "", shown: str = ""
) -> Figure:
    """The yearly growth of an amount between two years."""
    ends = tuple(Amount(measure, {**where, "year": year}) for year in years)
    return compose(ends, "growth", label, shown, "a year")


def gain(measure: str, where: Mapping[str, object], years: tuple[int, int], label: str = "", shown: str = "") -> Figure:
    """What an amount gains between two years."""
    return compose(growth(measure, where, years).amounts[::-1], "difference", label, shown)


def share(
    measure: str, part: Mapping[str, object], whole: Mapping[str, object], label: str = "", shown: str = ""
) -> Figure:
    """One amount as a share of another of the same measure."""
    return compose((Amount(measure, dict(part)), Amount(measure, dict(whole))), "share", label, shown, "fraction")
