"""Each counted series beside the look back: the line, the points, how far they are apart, and a verdict in words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.checks import TOLERANCE
from spinemkt.analysis.lookback.backward import look_back
from spinemkt.analysis.lookback.population import FIRST_YEAR, LAST_YEAR, people, standardised
from spinemkt.errors import QueryError
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import BASE_YEAR
from spinemkt.wording import percent, signed, yearly_growth

NOT_SHOWN = "cannot be shown"
WITHIN, BEYOND = "within 35%", "beyond 35%"
_NO_YEAR = "Cannot be shown: no counted year lies within those of the line."
_LISTS = ("presentation", "treatment_type", "modality")
_YEARS = {"patients": range(FIRST_YEAR, LAST_YEAR + 1), "run": range(BASE_YEAR, LAST_YEAR + 1)}


@dataclass(frozen=True, eq=False)
class Series:
    """One counted series and the line of the look back, in the unit of the series.

    line: year, value; empty where it cannot be shown. points: year, counted, value (made alike), line (at that year,
    missing where the line has none), source_id, where, kind, note. basis and circular as in lookback_series.csv.
    """

    code: str
    label: str
    unit: str
    basis: str
    circular: str
    reason: str
    line: pd.DataFrame
    points: pd.DataFrame

    @property
    def compared(self) -> pd.DataFrame:
        """The points in years that the line has."""
        return self.points[self.points["line"].notna()]

    @property
    def error(self) -> float:
        """Mean absolute error over the compared points, in the unit; missing where there is none."""
        return float((self.compared["line"] - self.compared["value"]).abs().mean())

    @property
    def share_error(self) -> float:
        """Mean absolute error as a fraction of each compared point."""
        return float((self.compared["line"] / self.compared["value"] - 1).abs().mean())

    @property
    def verdict(self) -> str:
        """Within or beyond 35% on average, or that it cannot be shown."""
        if self.compared.empty:
            return NOT_SHOWN
        return WITHIN if self.share_error <= TOLERANCE else BEYOND

    @property
    def pace(self) -> tuple[float, float]:
        """Growth a year from the first to the last compared point, counted and of the line; missing for one point."""
        found = self.compared.sort_values("year")
        if len(found) < 2:
            return float("nan"), float("nan")
        first, last = found.iloc[0], found.iloc[-1]
        years = last["year"] - first["year"]
        return yearly_growth(first["value"], last["value"], years), yearly_growth(first["line"], last["line"], years)

    @property
    def words(self) -> str:
        """The verdict as a sentence."""
        number = len(self.compared)
        if not number:
            return f"Cannot be shown. {self.reason}" if self.line.empty else f"{_NO_YEAR} {self.reason}"
        apart, above = percent(self.share_error, 0), (self.compared["line"] > self.compared["value"])
        many = "the one counted point" if number == 1 else f"{number} counted points on average"
        side = "above" if above.all() else "below"
        said = f"The line lies {apart} {side} {many}"
        if above.any() and not above.all():
            said = f"The line is {apart} off {many}, above some and below others"
        left = len(self.points) - number
        counted, own = self.pace
        if counted == counted:
            way = "; it moves the other way" if counted * own < 0 else ""
            said += f"; counted {signed(counted)} a year, the line {signed(own)}{way}"
        rest = f" {left} more lie{'s' if left == 1 else ''} in years that it does not reach." if left else ""
        return f"{said}.{rest} {self.reason}"


@cached_on_first
def series(inputs: Inputs) -> tuple[Series, ...]:
    """Every series of lookback_series.csv, in its order."""
    return tuple(_made(inputs, row) for row in inputs.tables["lookback_series"].to_dict("records"))


def summary(found: tuple[Series, ...]) -> str:
    """How many series lie within 35%, of all and of those that no number of the model was set with."""
    shown = [one for one in found if one.verdict != NOT_SHOWN]
    free = [one for one in shown if one.circular == "no"]

    def score(some: list[Series]) -> str:
        return f"{sum(one.verdict == WITHIN for one in some)} of {len(some)}"

    hidden = len(found) - len(shown)
    return (
        f"{score(shown)} series lie within 35% on average, and {score(free)} of those that no number of the model was "
        f"set with; {hidden} cannot be shown."
    )


def frame(found: tuple[Series, ...]) -> pd.DataFrame:
    """Every counted point of every series in one table, with the line beside it and the mean errors of its series."""
    rows = [
        {
            "series": one.label,
            "year": point["year"],
            "counted": point["counted"],
            "made_alike": point["value"],
            "look_back": point["line"],
            "unit": one.unit,
            "mean_absolute_error": one.error,
            "mean_absolute_error_share": one.share_error,
            "verdict": one.verdict,
            "basis": one.basis,
            "circular": one.circular,
            "source_id": point["source_id"],
            "note": point["note"],
            "bear_in_mind": one.reason,
        }
        for one in found
        for point in one.points.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _made(inputs: Inputs, row: Mapping[Any, Any]) -> Series:
    table = inputs.tables["lookback_points"]
    points = table[table["series_id"] == row["series_id"]].sort_values("year").drop(columns="series_id")
    points = points.rename(columns={"value": "counted"}).assign(value=points["value"] * row["adjustment"])
    line = pd.Series(dtype=float)
    if row["basis"] != "none":
        with suppress(QueryError):  # own data may ask for what the model does not tell
            line = _line(inputs, row)
    at = np.interp(points["year"], line.index, line, np.nan, np.nan) if len(line) else np.nan
    return Series(
        row["series_id"],
        row["label"],
        row["unit"],
        row["basis"],
        row["circular"],
        row["reason"],
        line.rename_axis("year").reset_index(name="value"),
        points.assign(line=at).reset_index(drop=True),
    )


def _line(inputs: Inputs, row: Mapping[Any, Any]) -> pd.Series:
    """The line in the unit of the series, by year."""
    if row["basis"] == "published use":
        return _published(inputs, row) * row["multiplier"]
    where: dict[str, object] = {dim: row[dim].split(";") for dim in _LISTS if row[dim]}
    if row["country"]:
        where["country"] = row["country"]
    years = list(_YEARS[row["basis"]])
    found = look_back(inputs).table(row["measure"], ("year",), {**where, "year": years}).set_index("year")["value"]
    if row["denominator"] == "population":
        found = found / people(inputs).sel(country=row["country"], year=years).sum("age").to_numpy()
    if pd.notna(row["standard_year"]):
        found = found * standardised(inputs, row["country"], int(row["standard_year"])).sel(year=years).to_numpy()
    return found * row["multiplier"]


def _published(inputs: Inputs, row: Mapping[Any, Any]) -> pd.Series:
    """The published shares that a series names, by year; of one year their mean."""
    table = inputs.tables["evidence_points"]
    return table[table["point_id"].isin(row["curve_points"].split(";"))].groupby("year")["value"].mean()


def year_words(year: float) -> str:
    """A calendar year, or the middle of a period to a tenth."""
    return f"{round(year, 1):g}"


def sources_of(one: Series) -> list[str]:
    """The sources of the counted points of a series."""
    return list(dict.fromkeys(source for cell in one.points["source_id"] for source in cell.split(";")))
