"""Draws of every uncertain number: the same seed gives the same draws, whichever part of them is asked for."""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np
import xarray as xr
from scipy.special import ndtri
from scipy.stats import qmc

from spinemkt.evidence.inputs import Inputs
from spinemkt.uncertainty.distributions import Distributions, distributions
from spinemkt.uncertainty.groups import membership

BLOCK = 250  # draws that are always calculated together, so that no chunking can change a bit
DRAW = "draw"


class Sample:
    """The draws of one seed, made by block: scrambled Sobol points (Owen 1998) turned into correlated ranks."""

    def __init__(self, inputs: Inputs, seed: int) -> None:
        self.inputs = inputs
        self.seed = seed
        self._rows = inputs.register
        self._distributions: Distributions = distributions(self._rows)
        self._group, self._weight = membership(inputs)
        self._factors = int(self._group.max()) + 1

    def deviates(self, first: int, count: int) -> np.ndarray:
        """Standard normal deviates [number, draw] of the draws from `first` on; float32."""
        engine = qmc.Sobol(self._factors + len(self._rows), scramble=True, rng=np.random.default_rng(self.seed))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # any number of draws is asked for, not powers of two alone
            if first:
                engine.fast_forward(first)
            points = engine.random(count)
        normal = ndtri(points.T.clip(1e-9, 1 - 1e-9)).astype(np.float32)
        common, own = normal[: self._factors], normal[self._factors :]
        common = np.where(self._group[:, None] >= 0, common[self._group], 0.0)
        return self._weight[:, None] * common + np.sqrt(1.0 - self._weight[:, None] ** 2) * own

    @lru_cache(maxsize=64)
    def block(self, number: int) -> dict[str, xr.DataArray]:
        """Every uncertain parameter as an array with the dimension draw, for the draws of one block."""
        return arrays(self.inputs, self._distributions.at(self.deviates(number * BLOCK, BLOCK)))


def arrays(inputs: Inputs, values: np.ndarray) -> dict[str, xr.DataArray]:
    """Make of values [number, draw] the arrays of all parameters; shares that sum to one are scaled to it again."""
    found = {}
    rows = inputs.register
    for name, spec in inputs.dictionary.parameters.items():
        mine = np.flatnonzero((rows["parameter"] == name).to_numpy())
        central = inputs[name]
        data = np.repeat(central.to_numpy().astype(np.float32)[..., None], values.shape[1], axis=-1)
        positions = tuple([list(central[dim].values).index(code) for code in rows[dim].iloc[mine]] for dim in spec.dims)
        data[positions if spec.dims else ...] = values[mine] if spec.dims else values[mine[0]]
        array = xr.DataArray(data, {dim: central[dim] for dim in central.dims}, (*central.dims, DRAW), name)
        found[name] = array / array.sum(list(spec.sums_to_one)) if spec.sums_to_one else array
    return found
