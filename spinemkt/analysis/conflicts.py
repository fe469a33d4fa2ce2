"""Sources that disagree: each question with all its figures on one axis, and those that could be a scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import BASE_YEAR

REASONS = {
    "other base": "not comparable: other base",
    "no parameter": "feeds no number of the model",
}
_OF_HUNDRED = re.compile(r"percent\b|per 100 ")


@dataclass(frozen=True, eq=False)
class Position:
    """What one source says. at: low, value and high between 0 and 1 of the question's axis, NaN where it has none.

    on_axis: whether its unit is that of the axis. scenario: the model with this figure, None where that cannot be.
    """

    says: str
    value: float
    low: float
    high: float
    unit: str
    source_id: str
    grade: str
    where: str
    used: bool
    comparable: str
    note: str
    on_axis: bool
    at: tuple[float, float, float]
    scenario: Scenario | None

    @property
    def reason(self) -> str:
        """Why the model cannot take it; empty where it can."""
        return REASONS.get(self.comparable, "")


@dataclass(frozen=True, eq=False)
class Conflict:
    """One question with what each source says to it. ends: of the axis, in the unit of most figures."""

    name: str
    topic: str
    unit: str
    ends: tuple[float, float]
    positions: tuple[Position, ...]

    @property
    def alternatives(self) -> tuple[Position, ...]:
        """The positions that the model does not take but could."""
        return tuple(position for position in self.positions if position.scenario)


def conflicts(inputs: Inputs) -> tuple[Conflict, ...]:
    """Return every question on which sources disagree, first those with a figure that the model could take instead."""
    grades = inputs.tables["sources"].set_index("source_id")["grade"]
    found = [
        _conflict(str(name), rows, grades)
        for name, rows in inputs.tables["conflicts"].groupby("conflict_id", sort=False)
    ]
    return tuple(sorted(found, key=lambda conflict: not conflict.alternatives))


def _conflict(name: str, rows: pd.DataFrame, grades: pd.Series) -> Conflict:
    kinds = [_kind(unit) for unit in rows["unit"]]
    main = max(kinds, key=kinds.count)
    on_axis = [kind == main for kind in kinds]
    figures = rows.loc[on_axis, ["value", "low", "high"]].to_numpy(dtype=float).ravel()
    known = figures[~pd.isna(figures)]
    top = float(known.max()) if len(known) else 1.0
    ends = (min(0.0, float(known.min()) if len(known) else 0.0), _round_up(top))
    positions = tuple(
        _position(row, axis, ends, grades) for row, axis in zip(rows.to_dict("records"), on_axis, strict=True)
    )
    units = rows.loc[on_axis, "unit"]
    return Conflict(name, str(rows["topic"].iloc[0]), "of 100" if main == "of 100" else units.iloc[0], ends, positions)


def _kind(unit: str) -> str:
    """Units that share an axis: everything of a hundred; all else by its own words before the comma."""
    return "of 100" if _OF_HUNDRED.match(unit) else unit.partition(",")[0]


def _position(row: dict, on_axis: bool, ends: tuple[float, float], grades: pd.Series) -> Position:
    width = ends[1] - ends[0] or 1.0
    low, value, high = ((float(row[name]) - ends[0]) / width for name in ("low", "value", "high"))
    grade = max((str(grades.get(source, "D")) for source in str(row["source_id"]).split(";")), default="D")
    return Position(
        row["position"],
        float(row["value"]),
        float(row["low"]),
        float(row["high"]),
        row["unit"],
        row["source_id"],
        grade,
        row["where"],
        row["used"] == "yes",
        row["comparable"],
        row["note"],
        on_axis,
        (low, value, high),
        _scenario(row),
    )


def _scenario(row: dict) -> Scenario | None:
    """The model with this figure in place of the one used, from 2022 on."""
    if row["comparable"] != "yes" or pd.isna(row["amount"]):
        return None
    pairs = (part.split("=") for part in str(row["codes"]).split(";") if part)
    where = where_of(**{dim: tuple(codes.split(",")) for dim, codes in pairs})
    note = f"{row['position']}: {row['value']:g} {row['unit']} ({row['source_id']})"
    change = Change(row["parameter"], "set", float(row["amount"]), where, year=BASE_YEAR, note=note[:600])
    return Scenario(f"{row['position']}"[:80], f"{row['topic']}. {row['note']}"[:2000], (change,))


def _round_up(top: float) -> float:
    steps = [step * 10.0**power for power in range(-2, 9) for step in (1, 2, 2.5, 4, 5, 8)]
    return next((step for step in sorted(steps) if step >= top), top)
