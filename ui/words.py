"""How the Evidence page writes a figure of any unit."""

from __future__ import annotations

import pandas as pd

from spinemkt.wording import count, money


def figure(value: float, low: float = float("nan"), high: float = float("nan")) -> str:
    """Write a figure with three digits and its range, if any."""
    spread = "" if pd.isna(low) else f"{_digits(low)} to {_digits(high)}"
    if pd.isna(value):
        return spread
    return f"{_digits(value)} ({spread})" if spread else _digits(value)


def _digits(value: float) -> str:
    if abs(value) >= 1e9:
        return money(value, "")
    return count(value) if abs(value) >= 100 else f"{value:.3g}"
