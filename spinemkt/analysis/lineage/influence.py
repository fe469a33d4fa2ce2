"""How uncertain a shown number is, and what that follows: the one measure of influence, share of variance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.dependencies import upstream_rows
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.uncertainty.ensemble import Ensemble
from spinemkt.uncertainty.shares import spread_shares

if TYPE_CHECKING:
    from spinemkt.figures.figure import Figure

Amount = tuple[Result, str, Mapping[str, object]]  # of a run: a measure, and what of it is kept

ENDS = (0.1, 0.9)  # of the range that holds 8 of 10 draws


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """The range of a number and what its spread follows.

    low, high: between which 8 of 10 draws lie, in the unit of the number. shares: as influence returns them.
    """

    low: float
    high: float
    shares: pd.DataFrame
    draws: int


def rows_behind(result: Result, measure: str, where: Mapping[str, object] | None) -> np.ndarray:
    """Return the places in the register of what is behind an amount of a run, as `behind` does for any run."""
    full = tuple(name for name in ("linac_use", "theatre_use") if float(result.stages.plain(name).max()) > 1.0)
    run = (result.scope, result.include_myeloma, full)
    return np.flatnonzero(upstream_rows(result.inputs.baseline, measure, where, *run))


def influence(asked: Sequence[Amount], values: np.ndarray, seed: int = 0) -> pd.DataFrame:
    """Return the share of variance of all that a number hangs on, as spread_shares does.

    asked: the amounts that it is made of: a run, a measure, filters. values: the number itself in each draw.
    """
    rows = np.unique(np.concatenate([rows_behind(*amount) for amount in asked]))
    return spread_shares(asked[0][0].inputs.baseline, values, rows, seed)


def influence_on(result: Result, ensemble: Ensemble, measure: str, where: Mapping[str, object]) -> pd.DataFrame:
    """Return the share of variance of all that an amount of a run hangs on. ensemble: draws of the same run."""
    return influence([(result, measure, where)], ensemble.values(measure, (), where)[0], ensemble.setting.seed)


def graded(inputs: Inputs, rows: Sequence[int], grade: str) -> str:
    """Say the grade of a group, and in how many of its numbers it rests: grade D in 1 of 10 numbers drawn together."""
    of = int((inputs.register["grade"].iloc[list(rows)] == grade).sum())
    share = f"{of} of {len(rows)}" if of < len(rows) else f"all {len(rows)}"
    return f"grade {grade} in {share} numbers drawn together" if len(rows) > 1 else f"grade {grade}"


def uncertainty(answer: Figure, drawn_of: Callable[[str, Collection[int]], Ensemble]) -> Uncertainty | None:
    """Return how uncertain a shown number is; None where it is not made draw by draw, or has no value in some draws.

    drawn_of: name of a scenario, years -> its draws, as in Figure.drawn.
    """
    if not answer.has_draws:
        return None
    values = answer.by_draw(drawn_of)
    if not np.isfinite(values).all():
        return None
    drawn = [drawn_of(number.run, answer.years) for number in answer.amounts]
    asked = [(each.central, one.measure, one.where) for one, each in zip(answer.amounts, drawn, strict=True)]
    shares = influence(asked, values, drawn[0].setting.seed)
    low, high = np.quantile(values, ENDS)
    return Uncertainty(float(low), float(high), shares, len(values))
