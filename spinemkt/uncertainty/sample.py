"""Draws of every uncertain number: the same seed gives the same draws, whichever part of them is asked for."""

from __future__ import annotations

from math import ceil
from threading import Lock

import numpy as np
import scipy
import xarray as xr
from cachetools import LRUCache

from spinemkt.evidence.inputs import Inputs
from spinemkt.uncertainty.distributions import distributions
from spinemkt.uncertainty.groups import membership
from spinemkt.uncertainty.reference import NAME, reference_detection

BLOCK = 500  # draws of one hypercube, never shared out apart
DRAW = "draw"
KEPT_DRAWS = 4000
APART = ("products.csv", "payer_mix.csv")  # files whose numbers are drawn apart from all others

Arrays = dict[str, xr.DataArray]


class Sample:
    """The draws of one seed, a block at a time: each is a Latin hypercube (McKay et al. 1979), blocks are independent.

    Scrambled Sobol points were tried: in the 1,300 dimensions there are here, pairs of them correlate by up to 0.3.
    Numbers of products and payers (files in APART) have a hypercube of their own: care is drawn as without them.
    """

    def __init__(self, inputs: Inputs, seed: int) -> None:
        self.inputs = inputs
        self.seed = seed
        self._distributions = distributions(inputs.register)
        self._group, self._weight = membership(inputs)
        self._apart = inputs.register["file"].isin(APART).to_numpy()
        self._places = _places(inputs)
        # One that is larger stays alone.
        self._kept: LRUCache[range, Arrays] = LRUCache(KEPT_DRAWS, lambda made: min(_draws(made), KEPT_DRAWS))
        self._standardised: LRUCache[int, np.ndarray] = LRUCache(1)
        self._lock = Lock()

    def deviates(self, block: int, stream: int = 0) -> np.ndarray:
        """Standard normal deviates [number of the register, draw] of one block; float32.

        The streams of one seed are independent of each other; ensembles take stream 0.
        """
        found = np.empty((len(self._group), BLOCK), dtype=np.float32)
        for rows, key in ((~self._apart, ()), (self._apart, (1,))):
            if rows.any():
                rng = np.random.default_rng([self.seed, stream, block, *key])
                found[rows] = _hypercube(self._group[rows], self._weight[rows, None], rng)
        return found

    def values(self, draws: int, stream: int = 0) -> np.ndarray:
        """Values [number of the register, draw] of the first draws; float32."""
        return self._values(range(ceil(draws / BLOCK)), stream)[:, :draws]

    def _values(self, blocks: range, stream: int = 0) -> np.ndarray:
        return np.concatenate([self._distributions.at(self.deviates(block, stream)) for block in blocks], axis=1)

    def blocks(self, numbers: range, keep: bool = True) -> Arrays:
        """Every parameter as an array with the last dimension draw, for blocks side by side; kept for a next time."""
        if (found := self._among_kept(numbers)) is not None:
            return found
        made = self.arrays(self._values(numbers))
        if not keep:
            return made
        with self._lock:
            self._kept[numbers] = made
        return made

    def _among_kept(self, numbers: range) -> Arrays | None:
        """The arrays of some blocks, where they are kept alone or beside others."""
        with self._lock:
            if numbers in self._kept:
                return self._kept[numbers]
            for kept in self._kept:
                if kept.start <= numbers.start and numbers.stop <= kept.stop:
                    part = slice((numbers.start - kept.start) * BLOCK, (numbers.stop - kept.start) * BLOCK)
                    return {name: array[..., part] for name, array in self._kept[kept].items()}
        return None

    def standardised(self, draws: int) -> np.ndarray:
        """Values [number of the register, draw] with mean 0 and variance 1, 0 where nothing is drawn; float32."""
        with self._lock:
            if (kept := self._standardised.get(draws)) is not None:
                return kept
        values = self.values(draws)
        values = values - values.mean(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
        spread = values.std(axis=1, keepdims=True)
        found = np.divide(values, spread, out=np.zeros_like(values), where=spread > 0)
        with self._lock:
            self._standardised[draws] = found
        return found

    def arrays(self, values: np.ndarray) -> Arrays:
        """Make the arrays of all parameters of values [number of the register, draw].

        Shares that sum to one are scaled to it again in each draw; detection where the risk was measured follows what
        it rests on.
        """
        found = {}
        for name, (rows, places) in self._places.items():
            central = self.inputs[name]
            spec = self.inputs.dictionary.parameters[name]
            data = np.repeat(central.to_numpy().astype(np.float32)[..., None], values.shape[1], axis=-1)
            data[places] = values[rows]
            array = xr.DataArray(data, central.coords, (*central.dims, DRAW), name)
            found[name] = array / array.sum(spec.sums_to_one) if spec.sums_to_one else array
        found[NAME] = reference_detection(self.inputs, found)
        return found


def _hypercube(group: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Standard normal deviates [number, draw] of one Latin hypercube. group: the common factor of each, -1 for none."""
    from scipy.stats import qmc  # here: it takes a third of a second, which the first page need not wait for

    factors = np.unique(group[group >= 0])
    points = qmc.LatinHypercube(len(factors) + len(group), rng=rng).random(BLOCK).T
    normal = scipy.special.ndtri(points.clip(1e-9, 1 - 1e-9)).astype(np.float32)
    common, own = normal[: len(factors)], normal[len(factors) :]
    shared = common[np.searchsorted(factors, group.clip(0))] if len(factors) else np.zeros_like(own)
    return weight * np.where(group[:, None] >= 0, shared, np.float32(0.0)) + np.sqrt(1.0 - weight**2) * own


def _draws(arrays: Arrays) -> int:
    return next(iter(arrays.values())).sizes[DRAW]


def _places(inputs: Inputs) -> dict[str, tuple[np.ndarray, tuple]]:
    """Of each parameter its rows in the register, and where they stand in its array."""
    register = inputs.register
    found: dict[str, tuple[np.ndarray, tuple]] = {}
    for name, rows in register.groupby("parameter").indices.items():
        central = inputs[str(name)]
        position = {dim: {code: index for index, code in enumerate(central[dim].values)} for dim in central.dims}
        places = tuple(np.array([position[dim][code] for code in register[dim].iloc[rows]]) for dim in central.dims)
        found[str(name)] = (rows, places or (np.newaxis,))
    return found
