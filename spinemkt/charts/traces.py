"""Traces as plain descriptions: Plotly checks them when a figure is made of them, which a page need not wait for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

Trace = dict[str, Any]


def trace(kind: str, **described: Any) -> Trace:
    """Describe a trace of a kind that Plotly knows, in its words; what is None is left out."""
    return {"type": kind, **{name: value for name, value in described.items() if value is not None}}


def listed(part: Any) -> Any:
    """A description whose arrays are lists, all the way down."""
    if isinstance(part, Mapping):
        return {name: listed(each) for name, each in part.items()}
    if isinstance(part, np.ndarray | np.generic | pd.Series | pd.Index):
        return part.tolist()
    return [listed(each) for each in part] if isinstance(part, list | tuple) else part
