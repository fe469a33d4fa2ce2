"""How much of a number's spread follows each uncertain number in a straight line: squared correlations over draws."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from spinemkt.evidence.expected import uncertain
from spinemkt.evidence.inputs import Inputs
from spinemkt.uncertainty.blocks import sample_of
from spinemkt.uncertainty.groups import factors, subject

SURE = 4.0  # standard deviations above what chance alone would show; what stays below is not told


def spread_shares(inputs: Inputs, values: np.ndarray, rows: Collection[int], seed: int = 0) -> pd.DataFrame:
    """Return what a number's spread follows: one row a number of the register, or a group of those drawn together.

    values: the number in each draw of the seed, as Ensemble.values gives it. rows: the register's numbers behind it.
    Columns: rows (places in the register), share (of the variance: R squared less what chance gives so many numbers, 0
    where it cannot be told from chance), name, label, grade (as grade_of gives it); largest first. What the shares
    leave of 1 is curvature, numbers acting together, and many shares too small to tell.
    """
    draws = len(values)
    spread = float(values.std())
    behind = np.array(sorted(rows), dtype=int)
    behind = behind[uncertain(inputs.register.iloc[behind])]
    if draws < 3 or not spread > 0:
        return pd.DataFrame({name: [] for name in ("rows", "share", "name", "label", "grade")})
    number = ((values - values.mean()) / spread).astype(np.float32)
    drawn = sample_of(inputs, seed).standardised(draws)
    along = (drawn @ number)[behind] / draws
    factor = factors(inputs)[1]
    found = []
    grouped = factor[behind]
    for row, r in zip(behind[grouped < 0], along[grouped < 0], strict=True):
        found.append(([int(row)], float(r) ** 2))
    for group in np.unique(grouped[grouped >= 0]):
        at = np.flatnonzero(grouped == group)
        part = drawn[behind[at]]
        among = (part @ part.T / draws).astype(float)
        found.append(([int(row) for row in behind[at]], float(along[at] @ np.linalg.solve(among, along[at]))))
    sizes = np.array([len(members) for members, _ in found])
    explained = np.array([share for _, share in found])
    chance = sizes / (draws - 1)
    told = explained > chance + SURE * np.sqrt(2 * sizes) / (draws - 1)
    share = np.where(told, (explained - chance) / (1 - chance), 0.0).clip(0.0)
    frame = pd.DataFrame({"rows": [members for members, _ in found], "share": share})
    frame = frame.sort_values("share", ascending=False, ignore_index=True, kind="stable")
    named = [subject(inputs, members) for members in frame["rows"]]
    return frame.assign(**{name: [getattr(one, name) for one in named] for name in ("name", "label", "grade")})
