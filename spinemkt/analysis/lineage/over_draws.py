"""What is made of arrays of draws: a growth in each draw, and the share of draws in which something has happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

AHEAD, HALVED, DOUBLED = "ahead", "halved", "doubled"

# Name -> its share in words; of a first and a second number in each draw, whether it has happened; that in Python.
HAPPENED: Mapping[str, tuple[str, Callable[[np.ndarray, np.ndarray], np.ndarray], str]] = {
    AHEAD: ("share of draws in which the first exceeds the second", lambda first, second: first > second, "{0} > {1}"),
    HALVED: (
        "share of draws in which the second is at most half of the first",
        lambda first, second: (first > 0) & (second <= first / 2),
        "({0} > 0) & ({1} <= {0} / 2)",
    ),
    DOUBLED: (
        "share of draws in which the second is at least twice the first",
        lambda first, second: (first > 0) & (second >= first * 2),
        "({0} > 0) & ({1} >= {0} * 2)",
    ),
}


def growth_of_draws(first: np.ndarray, last: np.ndarray, years: int) -> np.ndarray:
    """Yearly growth draw by draw: (last / first)^(1 / years) - 1; 0 where a draw has nothing in the first year."""
    ratio = np.divide(last, first, out=np.ones_like(last), where=first > 0)
    return ratio ** (1 / years) - 1


def share_of_draws(happened: str, values: Sequence[np.ndarray], *_: object) -> float:
    """The share of draws in which something has happened, a name in HAPPENED. values: first and second, by draw."""
    return float(np.mean(HAPPENED[happened][1](*values)))
