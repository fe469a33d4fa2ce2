"""One block of draws: the scenario made in each of them, the chain run on all at once, one question answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import xarray as xr
from cachetools import LRUCache

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.query import Query
from spinemkt.model.result import Result
from spinemkt.model.run import demand, run_stages
from spinemkt.scenario.apply import drawn
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import TIERS, UPTAKE_YEAR
from spinemkt.uncertainty.sample import BLOCK, Arrays, Sample

KEPT_SAMPLES = 2
PART = BLOCK // 2  # draws that are run at once where nothing is kept


@dataclass(frozen=True, eq=False)
class Setting:
    """What is run: loaded inputs, a scenario, scope, myeloma or not, the seed of the draws, the years wanted.

    keep: whether blocks are run all at once, and they and the steps of the chain are kept for the next scenario.
    """

    inputs: Inputs
    scenario: Scenario
    scope: str
    include_myeloma: bool
    seed: int
    years: tuple[int, ...]
    keep: bool = False


def evaluate(setting: Setting, queries: Sequence[Query], blocks: range) -> list[np.ndarray]:
    """Answer questions that leave out the same sums for some blocks of draws; returns [row of the table, draw] each.

    Blocks run half by half where steps are not kept: that takes a quarter of the memory and twice the time.
    """
    sample = sample_of(setting.inputs, setting.seed)
    if setting.keep:
        return _answers(setting, queries, sample.blocks(blocks, keep=True))
    answers = [_answers(setting, queries, arrays) for number in blocks for arrays in _parts(sample, number)]
    return [np.concatenate(parts, axis=1) for parts in zip(*answers, strict=True)]


def _parts(sample: Sample, number: int) -> Iterator[Arrays]:
    arrays = sample.blocks(range(number, number + 1), keep=False)
    for first in range(0, BLOCK, PART):
        yield {name: array[..., first : first + PART] for name, array in arrays.items()}


def answer(setting: Setting, query: Query, arrays: Arrays) -> np.ndarray:
    """Answer a question on drawn parameters; returns [row of the table, draw]."""
    return _answers(setting, [query], arrays)[0]


def _answers(setting: Setting, queries: Sequence[Query], arrays: Arrays) -> list[np.ndarray]:
    folded, share = _demand(setting.inputs, setting.include_myeloma, tuple(sorted({*setting.years, UPTAKE_YEAR})))
    years = folded["year"].values.tolist()
    inputs = drawn(setting.inputs.with_values(**arrays), setting.scenario.changes, years)
    stages = run_stages(inputs, folded, list(TIERS), setting.scope, summed(queries[0]), setting.keep)
    result = Result(inputs, stages, share, setting.scope, setting.include_myeloma)
    return [result.rows(query) for query in queries]


@cached_on_first
def _demand(inputs: Inputs, include_myeloma: bool, years: tuple[int, ...]) -> tuple[xr.DataArray, xr.DataArray]:
    folded, share = demand(inputs, include_myeloma)
    return folded.sel(year=list(years)).astype(np.float32), share.sel(year=list(years)).astype(np.float32)


def summed(query: Query) -> tuple[str, ...]:
    """The dimensions that a question needs nowhere, so that patients need not be multiplied out by them."""
    asked = {*query.by, *query.kept}
    weighted = query.measure.weight == "walking_share"
    found = []
    if not asked & {"primary", "primary_group", "country"}:
        found.append("primary")
    if "presentation" not in asked and not weighted:
        found.append("presentation")
    return tuple(found)


# By version, not by inputs: a process that is sent its blocks gets new inputs with each.
_samples: LRUCache[tuple[str, int], Sample] = LRUCache(KEPT_SAMPLES)
_lock = Lock()


def sample_of(inputs: Inputs, seed: int) -> Sample:
    """Return the sample of a data version and a seed; a process keeps the last two."""
    key = (inputs.version, seed)
    with _lock:
        if key not in _samples:
            _samples[key] = Sample(inputs, seed)
        return _samples[key]


def forget(version: str) -> None:
    """Let go of the samples of a data version that nobody looks at any more."""
    with _lock:
        for key in [key for key in _samples if key[0] == version]:
            del _samples[key]
