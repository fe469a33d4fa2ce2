"""Which numbers move together: the named groups of the dictionary."""

from __future__ import annotations

import numpy as np

from spinemkt.evidence.inputs import Inputs


def membership(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Return of each row of the register the number of its common factor, -1 for none, and its weight on it.

    Two numbers of one group are correlated by the square of the weight.
    """
    rows = inputs.register
    factors: dict[tuple[str, ...], int] = {}
    group, weight = np.full(len(rows), -1), np.zeros(len(rows), dtype=np.float32)
    for name, found in inputs.dictionary.groups.items():
        for index in np.flatnonzero(rows["parameter"].isin(found.parameters).to_numpy()):
            apart = [
                dim
                for dim in inputs.dictionary.parameters[rows["parameter"].iloc[index]].dims
                if dim not in found.across
            ]
            key = (name, *(rows[dim].iloc[index] for dim in apart))
            group[index] = factors.setdefault(key, len(factors))
            weight[index] = np.sqrt(found.correlation)
    return group, weight
