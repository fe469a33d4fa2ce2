"""Studies of one outcome in one year, which take long and are kept with its run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.uncertainty_views import dispersion, outcomes, sensitivity
from spinemkt.analysis.view import View
from spinemkt.documents.workspace import DRAWS, Workspace

SEED = 0


def studied(work: Workspace, function: Callable[..., Any], view: View, *arguments: object, wait: str = "") -> Any:
    """Call a study of (workspace, view, ...), or return what it returned before. wait: what the reader is told."""
    view = outcomes.looked_at(view)
    key = (function, view, work.scenario.changes, arguments)
    make = partial(function, work, view, *arguments)
    return work.kept(work.run(view), key, lambda: work.slow(make, wait))


def filters(work: Workspace, view: View) -> str:
    """The filters in words, under a chart of one year."""
    return outcomes.filters(view, work.inputs.country_names)


def central(work: Workspace) -> float:
    """The outcome at expected values, under the workspace's scenario."""
    outcome = outcomes.outcome_of(work.view)
    return work.result.total(outcome.measure, {**outcome.where, "year": outcome.year})


def drawn(work: Workspace) -> np.ndarray:
    """The outcome of each draw of the workspace's scenario."""
    return studied(work, _drawn, work.view)


def swings(work: Workspace) -> pd.DataFrame:
    """The tornado with the share of variance of each of its rows."""
    return studied(work, _swings, work.view)


def _drawn(work: Workspace, view: View) -> np.ndarray:
    return dispersion.drawn(work.run(view), view, work.scenario, DRAWS, SEED)


def _swings(work: Workspace, view: View) -> pd.DataFrame:
    found = studied(work, _drawn, view)
    return sensitivity.swings(work.run(view), view, work.scenario, found)
