"""Own numbers that look like another unit or a column filled by mistake: true as they may be, they are asked about."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from spinemkt.evidence.checking import key_of, numbers_of
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.schema import number

FAR = 30.0  # times as much, or as little: more than any price or share differs between sources
ALIKE = 3  # rows that change by one factor, or to one value
_CLOSE = 1e-3
_ROUND = (10.0, 100.0, 1_000.0, 10_000.0, 1_000_000.0)


def questions(inputs: Inputs) -> list[str]:
    """Ask about changed numbers that lie far from the bundle, or all change alike; one question a column."""
    if inputs.bundle is None:
        return []
    found = []
    for file, rows in inputs.own.items():
        before = inputs.bundle.cells[file]
        changed = rows.loc[rows.index < len(before)]
        by = changed["parameter"] if file in inputs.dictionary.parameter_files else pd.Series("", index=changed.index)
        for name, group in changed.groupby(by, sort=False):
            words = f"{name} in {file.removesuffix('.csv')}" if name else file.removesuffix(".csv")
            found += list(_of_table(inputs, file, words, group, before.loc[group.index]))
    return found


def _of_table(inputs: Inputs, file: str, words: str, own: pd.DataFrame, bundle: pd.DataFrame) -> Iterator[str]:
    """A question for the first column of numbers that needs one; the others follow it as a rule."""
    for column in own.columns:
        if column not in numbers_of(inputs.dictionary, file) - set(key_of(inputs.dictionary, file)) - {"year"}:
            continue
        mine, ours = number(own[column]).to_numpy(), number(bundle[column]).to_numpy()
        moved = np.isfinite(mine) & np.isfinite(ours) & (mine != ours)
        if said := _asked(mine[moved], ours[moved], f"of {column} in {words}".replace("of value in ", "of ")):
            yield said
            return


def _asked(mine: np.ndarray, ours: np.ndarray, what: str) -> str:
    count = len(mine)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = mine / ours
    usable = np.isfinite(ratio) & (ratio > 0)
    far = usable & ((ratio >= FAR) | (ratio <= 1 / FAR))
    if count >= ALIKE and np.ptp(mine) == 0:
        return f"All {count:,} changed values {what} are {mine[0]:g}, whatever they were before."
    if count >= ALIKE and usable.all() and np.ptp(ratio) <= _CLOSE * ratio.min():
        return f"All {count:,} changed values {what} are {_times(float(np.median(ratio)))} those built in."
    if far.any():
        number_of = "All" if far.all() and count > 1 else "" if count == 1 else f"{int(far.sum()):,} of"
        typical = _times(float(np.median(ratio[far])))
        if count == 1:
            return f"The changed value {what} is {typical} the one built in."
        return f"{number_of} {count:,} changed values {what} are {typical} those built in."
    return ""


def _times(ratio: float) -> str:
    """A factor in words: 100 times; one hundredth is 1/100 of."""
    exact = next((factor for factor in _ROUND if abs(max(ratio, 1 / ratio) / factor - 1) < _CLOSE), None)
    if ratio >= 1:
        return f"{exact:,.0f} times" if exact else f"{'' if ratio < FAR else 'about '}{ratio:,.3g} times"
    return f"1/{exact:,.0f} of" if exact else f"{ratio:.3g} times"
