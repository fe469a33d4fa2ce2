"""The spread of an outcome: its draws, their percentiles, and what they are made of."""

from __future__ import annotations

from concurrent.futures import Executor
from math import sqrt

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.influence import influence
from spinemkt.analysis.uncertainty_views import outcomes
from spinemkt.analysis.uncertainty_views.outcomes import measured, outcome_of
from spinemkt.analysis.view import View
from spinemkt.figures.text import Text, interval
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.ensemble import simulate
from spinemkt.uncertainty.variance import families, variance_shares
from spinemkt.uncertainty.work import Progress
from spinemkt.wording import inside, percent

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
MEANINGS = (
    "1 simulation in 20 lies below",
    "1 simulation in 10 lies below",
    "1 simulation in 4 lies below",
    "Half of the simulations lie below, half above",
    "1 simulation in 4 lies above",
    "1 simulation in 10 lies above",
    "1 simulation in 20 lies above",
)
HOW_VARIANCE = (
    "All numbers are drawn at once. Alone: the share of variance that follows the family in a straight line, as in "
    "every table of influence. Total: how much would stay if everything else were known (Sobol index); thin lines: the "
    "error of chance (95%). Numbers that are drawn together count as one family."
)
HOW_WORTH = "Approximate: 1 - square root of (1 - share alone), which is exact only where the spread keeps its shape."


def drawn(
    result: Result,
    view: View,
    scenario: Scenario,
    draws: int,
    seed: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """The outcome in each draw; executor and progress as in simulate()."""
    inputs, run = result.inputs.baseline, (result.scope, result.include_myeloma)
    found = simulate(inputs, scenario, draws, seed, *run, executor, (view.year,), progress)
    outcome = outcome_of(view)
    return found.values(outcome.measure, (), {**outcome.where, "year": outcome.year})[0]


def percentiles(found: np.ndarray, view: View) -> pd.DataFrame:
    """One row a percentile: percentile (0 to 100), value, unit."""
    unit = measured(view).unit
    levels = [round(100 * level) for level in LEVELS]
    return pd.DataFrame({"percentile": levels, "value": np.quantile(found, LEVELS).astype(float), "unit": unit})


def table_of_draws(found: np.ndarray) -> pd.DataFrame:
    """One row a draw: its number from 1 on, and the outcome."""
    return pd.DataFrame({"draw": np.arange(1, len(found) + 1), "outcome": found.astype(float)})


def above_central(found: np.ndarray, central: float) -> str:
    """Say where the expected value lies among the draws, and why not in the middle."""
    share = float((found > central).mean())
    said = f"{percent(share, 0)} of the simulations lie above the expected value"
    if 0.4 <= share <= 0.6:
        return f"{said}, the mean of them all: it lies near the middle."
    way = "down than up" if share > 0.5 else "up than down"
    return f"{said}, the mean of them all: most ranges reach further {way}."


def likely(frame: pd.DataFrame, view: View) -> Text:
    """Say the range that holds 8 of 10 simulations: 11 to 17 bn USD."""
    at = frame.set_index("percentile")["value"]
    return interval(outcomes.figure(view), float(at[10]), float(at[90]), "to")


def shares(result: Result, view: View, scenario: Scenario, found: np.ndarray) -> pd.DataFrame:
    """The shares of variance of the view's outcome by family of numbers, with what knowing each would be worth.

    found: the outcome in each draw. Columns: name, label, alone (the sum of the shares that influence gives the numbers
    of the family), total and total_error (as variance_shares gives them), narrows (by about how much the range of
    likely values would narrow if the family were known, 1 - sqrt(1 - alone)). The largest share alone first.
    """
    inputs, outcome = result.inputs.baseline, outcome_of(view)
    family = {row: name for name, (_, rows) in families(inputs).items() for row in rows}
    each = influence([(result, outcome.measure, {**outcome.where, "year": outcome.year})], found)
    alone = each.groupby([family[rows[0]] for rows in each["rows"]])["share"].sum()
    frame = variance_shares(inputs, scenario, outcome, scope=result.scope, include_myeloma=result.include_myeloma)
    frame = frame.assign(alone=frame["name"].map(alone).fillna(0.0)).drop(columns="alone_error")
    frame["narrows"] = [1.0 - sqrt(1.0 - min(share, 1.0)) for share in frame["alone"]]
    return frame.sort_values(["alone", "total"], ascending=False, ignore_index=True)


def worth(frame: pd.DataFrame, most: int = 4) -> list[str]:
    """Say of the largest families what knowing them would be worth."""
    told = frame[frame["alone"] > 0].sort_values("narrows", ascending=False).head(most)
    return [
        f"If {inside(row.label)} were known, the 80% range would narrow by about {percent(row.narrows, 0)} "
        f"(it makes {percent(row.alone, 0)} of the variance)."
        for row in told.itertuples()
    ]
