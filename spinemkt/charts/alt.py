"""Alternative text for charts, made from their data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from spinemkt.figures.figure import amount
from spinemkt.figures.text import Text
from spinemkt.model.measures import Measure
from spinemkt.wording import listing

MOST = 6


def describe_series(
    title: str | Text, subtitle: str, frame: pd.DataFrame, series: str, labels: Mapping[str, str], measure: Measure
) -> str:
    """Say what each series of a chart over years does: its first and last value."""
    years = sorted(frame["year"].unique())
    if not years:
        return f"{title}, {subtitle}. No data."
    ends = frame[frame["year"].isin([years[0], years[-1]])].pivot(index=series, columns="year", values="value")
    ends = ends.sort_values(years[-1], ascending=False).head(MOST)
    said = [
        f"{labels[code]} from {amount(row[years[0]], measure)} to {amount(row[years[-1]], measure)}"
        for code, row in ends.iterrows()
    ]
    return f"{title}, {subtitle}. From {years[0]} to {years[-1]}: {listing(said)}."


def describe_bars(title: str | Text, subtitle: str, names: Sequence[str], values: Sequence[str]) -> str:
    """Say the bars of a ranked chart, top first."""
    said = [f"{name} {value}" for name, value in list(zip(names, values, strict=True))[:MOST]]
    rest = f", and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{title}, {subtitle}. {listing(said) or 'No data'}{rest}."
