"""The columns of the register as whole numbers, made once for some data: a set of cells is then a look into a table."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import INFLATION_PERIODS, PERIODS, PRICE_YEAR


class Column:
    """A column of the register: its distinct cells, and which of them stands in each row."""

    def __init__(self, cells: pd.Series) -> None:
        self._places, distinct = pd.factorize(cells)
        self._cells = [str(cell) for cell in distinct]

    def isin(self, wanted: Collection[object]) -> np.ndarray:
        """Whether the cell of each row is one of those wanted."""
        return np.array([cell in wanted for cell in self._cells], dtype=bool)[self._places]

    def within(self, rows: np.ndarray) -> set[str]:
        """The distinct cells of some rows. rows: whether each is one of them."""
        return {self._cells[place] for place in np.unique(self._places[rows])}


class Columns:
    """The columns that say where a number belongs; whether its high end and mean are above 0; when it acts."""

    def __init__(self, register: pd.DataFrame) -> None:
        names = ("parameter", "primary", "tier", "region", "presentation", "treatment_type", "modality", "attribute")
        self._of = {name: Column(register[name]) for name in (*names, "component", "scope", "end_user")}
        self.able, self.used = ((register[name] > 0).to_numpy() for name in ("high", "expected"))
        periods = {**PERIODS, **INFLATION_PERIODS, "": (0, 0)}
        span = (register["period"] + register["inflation_period"]).map(periods)
        self._since, self._until = span.str[0].to_numpy(), span.str[1].to_numpy()
        self._before = (register["inflation_period"] != "").to_numpy() & (self._until <= PRICE_YEAR)

    def __getitem__(self, name: str) -> Column:
        return self._of[name]

    def acts_in(self, first: int, last: int) -> np.ndarray:
        """Whether each row of a period acts in years: after its start, or before its end if it leads to PRICE_YEAR."""
        return np.where(self._before, first < self._until, self._since < last)

    def of(self, *parameters: str) -> np.ndarray:
        """Whether each row is one of the parameters named."""
        return self["parameter"].isin(parameters)

    def modalities(self, parameter: str, rows: np.ndarray | bool = True) -> set[str]:
        """The modalities that a parameter has a row for, among some rows."""
        return self["modality"].within(self.of(parameter) & rows)


@cached_on_first
def columns(inputs: Inputs) -> Columns:
    """The columns of the register of some data."""
    return Columns(inputs.register)
