"""The share of draws in which something has happened to two amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from spinemkt.figures.expression import Amount, Call, Function, Printer

AHEAD, HALVED, DOUBLED = "ahead", "halved", "doubled"

# Name -> its share in words; of a first and a second amount in each draw, whether it has happened; that in Python.
HAPPENED: Mapping[str, tuple[str, Callable[[np.ndarray, np.ndarray], np.ndarray], str]] = {
    AHEAD: (
        "share of simulations in which the first exceeds the second",
        lambda first, second: first > second,
        "{0} > {1}",
    ),
    HALVED: (
        "share of simulations in which the second is at most half of the first",
        lambda first, second: (first > 0) & (second <= first / 2),
        "({0} > 0) & ({1} <= {0} / 2)",
    ),
    DOUBLED: (
        "share of simulations in which the second is at least twice the first",
        lambda first, second: (first > 0) & (second >= first * 2),
        "({0} > 0) & ({1} >= {0} * 2)",
    ),
}


def share_of_draws(happened: str, values: Sequence[np.ndarray], *_: object) -> float:
    """The share of draws in which something has happened, a name in HAPPENED. values: first and second, by draw."""
    return float(np.mean(HAPPENED[happened][1](*values)))


def _line(happened: str, amounts: Sequence[Amount], runs: Sequence[str], printed: Printer) -> str:
    return f"numpy.mean({HAPPENED[happened][2].format(*map(printed, amounts))})"


SHARES_OF_DRAWS = {
    name: Function(name, words, partial(share_of_draws, name), partial(_line, name), over_draws=True)
    for name, (words, _, _) in HAPPENED.items()
}


def share_in_which(happened: str, first: Amount, second: Amount) -> Call:
    """The share of draws in which something has happened, a name in HAPPENED, to two amounts."""
    return Call(SHARES_OF_DRAWS[happened], (first, second))
