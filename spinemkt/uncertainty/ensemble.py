"""The model run on many draws at once: tables with quantiles, and differences paired by draw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import cached_property
from math import ceil
from numbers import Integral
from threading import Lock

import numpy as np
import pandas as pd
from cachetools import LRUCache

from spinemkt import memory
from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.query import Query, Where, check
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS
from spinemkt.uncertainty import cube
from spinemkt.uncertainty.blocks import Setting, evaluate, summed
from spinemkt.uncertainty.parallel import Progress, map_blocks
from spinemkt.uncertainty.quantiles import QUANTILES, with_quantiles
from spinemkt.uncertainty.sample import BLOCK

MOST_DRAWS = 100_000
LIVE_DRAWS = 2000  # up to here, steps of the chain are kept for the next scenario, and run on all draws at once
FEW_YEARS = 6  # up to here, too: steps of all years would take most of the memory there is
MOST_SEED = 2**32 - 1
SMALL_BYTES, MOST_SMALL = 200_000, 6_400_000  # of one reduced answer, and of all that are held on to

Question = tuple[str, Iterable[str], Where | None]  # measure, by, where: as a table is asked for


class Ensemble:
    """A scenario under uncertainty: the same draws for every scenario of one seed, so that differences are paired.

    Nothing is calculated before a table is asked for; answers are kept, the least used go first.
    """

    def __init__(self, setting: Setting, draws: int, executor: Executor | None, progress: Progress | None) -> None:
        self.setting = setting
        self.draws = draws
        self._executor, self._progress = executor, progress
        most = memory.ENSEMBLE  # one answer that is larger stays alone
        self._kept: LRUCache[tuple, np.ndarray] = LRUCache(most, lambda values: min(values.nbytes, most))
        self._small: LRUCache[tuple, np.ndarray] = LRUCache(MOST_SMALL, lambda values: values.nbytes)  # made of those
        self._lock = Lock()  # readers of one process share ensembles

    @cached_property
    def central(self) -> Result:
        """The run at expected values: the centre line of every chart."""
        setting = self.setting
        return run(setting.inputs, setting.scenario, setting.scope, setting.include_myeloma)

    def table(
        self,
        measure: str,
        by: Iterable[str] = ("region", "year"),
        where: Where | None = None,
        quantiles: Sequence[float] = QUANTILES,
    ) -> pd.DataFrame:
        """Return a tidy frame: the `by` columns, central (the run at expected values), one column a quantile, unit.

        The quantile 0.1 is the column p10. Raises QueryError as Result.table does, and on quantiles outside 0..1.
        """
        query = self._checked(measure, by, where)
        return with_quantiles(self._frame(query), self._values(query), quantiles)

    def values(self, measure: str, by: Iterable[str] = (), where: Where | None = None) -> np.ndarray:
        """Return the values [row of the table, draw], in the order of the rows of `table`; float32."""
        return self._values(self._checked(measure, by, where))

    def _checked(self, measure: str, by: Iterable[str], where: Where | None) -> Query:
        years = self.setting.years
        query = check(measure, by, where, {**self.central.codes, "year": years})
        return replace(query, kept={"year": frozenset(years), **query.kept})

    def _frame(self, query: Query) -> pd.DataFrame:
        kept = {dim: sorted(codes, key=str) for dim, codes in query.kept.items()}
        frame = self.central.table(query.measure.name, query.by, kept)
        frame.columns = [*query.by, "central", "unit"]
        return frame

    def knows(self, measure: str, by: Iterable[str] = (), where: Where | None = None) -> bool:
        """Whether a table can be made without a further run of the draws. Raises QueryError as table does."""
        return _key(self._whole(self._checked(measure, by, where))) in self._kept

    def prepare(self, questions: Iterable[Question], progress: Progress | None = None) -> None:
        """Answer questions (measure, by, where) in one pass over the draws, so that their tables are at hand.

        progress: as in simulate(). Raises QueryError as table does.
        """
        self._answer([self._whole(self._checked(*question)) for question in questions], progress or self._progress)

    def _values(self, query: Query) -> np.ndarray:
        with self._lock:
            if (small := self._small.get(key := _key(query))) is not None:
                return small
        whole = self._whole(query)
        kept = self._answer([whole], self._progress)[_key(whole)]
        found = cube.reduced(kept, query, self.setting.years)
        if found.nbytes <= SMALL_BYTES:
            found.setflags(write=False)
            with self._lock:
                self._small[key] = found
        return found

    def _whole(self, query: Query) -> Query:
        return cube.whole(query, self.setting.years)

    def _answer(self, queries: Sequence[Query], progress: Progress | None) -> dict[tuple, np.ndarray]:
        """Return the answers by key; those not kept are calculated, all that leave out the same sums in one pass."""
        with self._lock:
            found = {_key(query): self._kept[_key(query)] for query in queries if _key(query) in self._kept}
        passes: dict[tuple[str, ...], dict[tuple, Query]] = {}
        for query in queries:
            if (key := _key(query)) not in found:
                passes.setdefault(summed(query), {})[key] = query
        for missing in passes.values():
            found.update(zip(missing, self._run(list(missing.values()), progress), strict=True))
        with self._lock:
            self._kept.update(found)
        return found

    @property
    def nbytes(self) -> int:
        """The bytes of the answers that are kept."""
        with self._lock:
            return int(self._kept.currsize + self._small.currsize)

    def _run(self, queries: Sequence[Query], progress: Progress | None) -> list[np.ndarray]:
        found: list[np.ndarray] = []
        tasks = 1 if self.setting.keep else None
        work = (evaluate, (self.setting, queries), ceil(self.draws / BLOCK), self._executor, progress, tasks)
        for blocks, parts in map_blocks(*work):
            found = found or [np.empty((len(part), self.draws), dtype=part.dtype) for part in parts]
            first = blocks.start * BLOCK
            for whole, part in zip(found, parts, strict=True):
                whole[:, first : first + part.shape[1]] = part[:, : self.draws - first]
        return found


def _key(query: Query) -> tuple:
    return (query.measure.name, query.by, frozenset(query.kept.items()))


def simulate(
    inputs: Inputs,
    scenario: Scenario | None = None,
    draws: int = 2000,
    seed: int = 0,
    scope: str = "attributed",
    include_myeloma: bool = False,
    executor: Executor | None = None,
    years: Collection[int] = YEARS,
    progress: Progress | None = None,
    central: Result | None = None,
) -> Ensemble:
    """Return the ensemble of a scenario (the baseline by default); the same arguments give the same numbers.

    inputs: as loaded; changes belong into the scenario. draws: 1 to 100,000. seed: a whole number, 0 is one like any
    other. executor: where blocks of 500 draws are run, threads here by default; the numbers are the same to the last
    bit wherever that is. years: those calculated. progress: called with (blocks done, blocks) while a table is made;
    raise from it to cancel. central: the run of the same scenario and scope, where that is at hand.
    Raises QueryError on any other value, ScenarioError where the scenario cannot be.
    """
    _whole("draws", draws, 1, MOST_DRAWS)
    _whole("seed", seed, 0, MOST_SEED)
    if inputs.baseline is not inputs:
        raise QueryError("simulate() takes inputs as they were loaded; put what is changed into a scenario.")
    unknown = [year for year in years if year not in YEARS]
    if unknown or not years:
        raise QueryError(f"simulate() has no year {unknown[0] if unknown else ''}; allowed: {YEARS[0]} to {YEARS[-1]}.")
    setting = Setting(
        inputs,
        scenario or Scenario(),
        scope,
        include_myeloma,
        int(seed),
        tuple(sorted(set(years))),
        draws <= LIVE_DRAWS and len(set(years)) <= FEW_YEARS,
    )
    ensemble = Ensemble(setting, int(draws), executor, progress)
    if central is not None:
        ensemble.central = central
    _ = ensemble.central  # refuses an unknown scope or an impossible scenario now, not at the first table
    return ensemble


def difference(
    a: Ensemble,
    b: Ensemble,
    measure: str,
    by: Iterable[str] = (),
    where: Where | None = None,
    quantiles: Sequence[float] = QUANTILES,
) -> pd.DataFrame:
    """Return a - b draw by draw: the `by` columns, central, one column a quantile, the share of draws above 0, unit.

    Raises QueryError where the two have not the same draws, or not the same years.
    """
    years = [sorted(each._checked(measure, by, where).kept["year"]) for each in (a, b)]  # type: ignore[type-var]
    alike = [
        (each.setting.inputs.version, each.setting.seed, each.draws, kept)
        for each, kept in zip((a, b), years, strict=True)
    ]
    if alike[0] != alike[1]:
        raise QueryError(
            f"A difference needs the same data, seed, simulations and years; found {alike[0]} and {alike[1]}."
        )
    values = a.values(measure, by, where) - b.values(measure, by, where)
    frame = a._frame(query := a._checked(measure, by, where))
    frame["central"] -= b.central.rows(query)
    return with_quantiles(frame, values, quantiles, {"above": (values > 0).mean(axis=1)})


def _whole(what: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral) or not least <= int(value) <= most:
        raise QueryError(f"{what} is {value!r}; allowed: a whole number from {least:,} to {most:,}.")
