"""What is selected in a chart or table, as the browser sends it: anything may come, and only what fits is returned."""

from __future__ import annotations

from typing import Any

import pandas as pd


def mark(event: Any) -> str:
    """Return the place or the custom data of the point selected in a chart; empty where there is none."""
    point = _first(event, "points")
    found = [point.get("location"), point.get("customdata")] if isinstance(point, dict) else []
    texts = [one[0] if isinstance(one, list) and one else one for one in found]
    return next((text for text in texts if isinstance(text, str)), "")


def cell(event: Any, shown: pd.DataFrame) -> tuple[int, str] | None:
    """Return row and column of the cell selected in a table, None where there is none such."""
    found = _first(event, "cells")
    match found:
        case [int(row), str(column)] if not isinstance(row, bool) and 0 <= row < len(shown):
            return row, column
    return None


def _first(event: Any, kind: str) -> Any:
    selection = event.get("selection") if isinstance(event, dict) else None
    found = selection.get(kind) if isinstance(selection, dict) else None
    return found[0] if isinstance(found, list) and found else None
