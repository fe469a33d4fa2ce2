"""Functions of the library that a figure may be made by, with their words and their Python."""

from __future__ import annotations

from collections.abc import Sequence

from spinemkt.analysis.lineage.influence import influence
from spinemkt.figures.expression import Amount, Call, Function, Printer, Value
from spinemkt.model.places import fractions_given
from spinemkt.model.result import Result


def variance_share(amount: Amount) -> Call:
    """The share of an amount's variance over its draws that follows what `moved` names."""
    return Call(_VARIANCE_SHARE, (amount,))


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
    "the share of the amount's variance explained by the parameter named (squared correlation)",
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
