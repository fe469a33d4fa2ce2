"""An outcome: one number of a run; and the run of many points at once that all questions of sensitivity rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.query import Query, all_codes, check
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS
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
            raise QueryError(f"The year {self.year!r} of the outcome is none; allowed: {YEARS[0]} to {YEARS[-1]}.")
        primaries = [str(code) for code in inputs.new_cases["primary"].values if include_myeloma or code != "myeloma"]
        codes = all_codes(inputs.new_cases["country"].values.tolist(), primaries, YEARS)
        return check(self.measure, by, {**self.where, "year": years or self.year}, codes)


@dataclass(frozen=True, eq=False)
class Question:
    """What a study of sensitivity asks: an outcome of a scenario, in a scope."""

    inputs: Inputs
    scenario: Scenario
    outcome: Outcome
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
        return found if by else found[0]
