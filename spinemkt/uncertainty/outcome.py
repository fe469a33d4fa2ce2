"""An outcome, one number of a run, and the lead of one over another; the run of many points at once.

All questions of sensitivity rest on these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.query import Query, all_codes, check
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import DIMENSIONS, YEARS
from spinemkt.uncertainty.blocks import Setting, answer
from spinemkt.uncertainty.sample import DRAW, Arrays


@dataclass(frozen=True)
class Outcome:
    """A measure, what of it is kept, and the year: spend on SBRT in Asia-Pacific in 2032."""

    measure: str = "spend"
    where: Mapping[str, object] = field(default_factory=dict)
    year: int = 2035

    def query(
        self, inputs: Inputs, include_myeloma: bool = False, by: tuple[str, ...] = (), years: tuple[int, ...] = ()
    ) -> Query:
        """Return the question to a run; raise QueryError on what the measure or the data do not have.

        years: those to be kept, the outcome's own by default.
        """
        if self.year not in YEARS:
            raise QueryError(f"Invalid year {self.year!r} of the outcome; allowed: {YEARS[0]} to {YEARS[-1]}.")
        primaries = [str(code) for code in inputs.new_cases["primary"].values if include_myeloma or code != "myeloma"]
        codes = all_codes(inputs.new_cases["country"].values.tolist(), primaries, YEARS)
        return check(self.measure, by, {**self.where, "year": years or self.year}, codes)


@dataclass(frozen=True)
class Lead:
    """How far one code of a dimension is ahead of another: spend on SBRT less that on conventional beams in 2035.

    of: the outcome that both are compared in; what it keeps of the dimension gives way to the two codes.
    """

    dim: str
    code: str
    other: str
    of: Outcome = field(default_factory=Outcome)

    @property
    def year(self) -> int:
        """The year of the comparison."""
        return self.of.year

    def query(
        self, inputs: Inputs, include_myeloma: bool = False, by: tuple[str, ...] = (), years: tuple[int, ...] = ()
    ) -> Query:
        """Return the question whose rows are the two codes, each by `by`; raise QueryError as an outcome does.

        Also where the dimension is none, or both codes are one.
        """
        if self.dim not in DIMENSIONS:
            raise QueryError(unknown("dimension", self.dim, DIMENSIONS))
        if self.code == self.other:
            raise QueryError(f"{self.code!r} is compared with itself; choose another code of {self.dim}.")
        where = {**self.of.where, self.dim: [self.code, self.other]}
        return replace(self.of, where=where).query(inputs, include_myeloma, (self.dim, *by), years)

    def less(self, rows: np.ndarray) -> np.ndarray:
        """Return the one less the other. rows: of the question, [row, point] in the order of the dimension's codes."""
        first, second = np.split(rows, 2)
        order = list(DIMENSIONS[self.dim])
        return first - second if order.index(self.code) < order.index(self.other) else second - first


@dataclass(frozen=True, eq=False)
class Question:
    """What a study of sensitivity asks: an outcome of a scenario, or a lead in one, in a scope."""

    inputs: Inputs
    scenario: Scenario
    outcome: Outcome | Lead
    scope: str = "attributed"
    include_myeloma: bool = False

    def at(self, arrays: Arrays, by: tuple[str, ...] = (), years: tuple[int, ...] = ()) -> np.ndarray:
        """Return the outcome at many points [point], or [row, point] by some dimensions.

        arrays: at least one parameter with the last dimension draw, one a point; the others stay as they are. years:
        those calculated, the outcome's own by default; name year in `by` to keep them apart.
        """
        wanted = years or (self.outcome.year,)
        setting = Setting(self.inputs, self.scenario, self.scope, self.include_myeloma, 0, wanted)
        found = answer(setting, self.outcome.query(self.inputs, self.include_myeloma, by, wanted), arrays)
        if found.ndim == 1:  # nothing that was moved reaches the outcome
            points = max(array.sizes.get(DRAW, 0) for array in arrays.values())
            found = np.repeat(found[:, None], points, axis=1)
        if isinstance(self.outcome, Lead):
            found = self.outcome.less(found)
        return found if by else found[0]
