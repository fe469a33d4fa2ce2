"""The levers that a reader may move: declared once in data/levers.toml, measured against the evidence of their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import floor, log10
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from spinemkt.errors import unknown
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.definitions import read_toml, shaped
from spinemkt.evidence.inputs import DATA_FOLDER, Inputs
from spinemkt.evidence.parameters import parameter_id
from spinemkt.scenario.change import NEUTRAL, Change, Where, where_of
from spinemkt.scenario.display import DisplayUnit, unit_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.text import bundled_dictionary, places
from spinemkt.terms import MODALITIES, MODALITY_TYPE, TIER_REGION, TREATMENT_TYPES
from spinemkt.units import UNIT_LIMITS

FILE = "levers.toml"
BANDS = ("very low", "low", "about the base case", "high", "very high")


class Lever(BaseModel):
    """One lever: the numbers it moves and how, and in words what it does and does not do.

    operation scale is a factor on each number; add and set are in the parameter's unit, and set is for one number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    group: str
    label: Annotated[str, Field(max_length=48)]
    parameter: str
    codes: dict[str, str | list[str]] = Field(default={}, alias="where")
    operation: Literal["set", "scale", "add"]
    regional: bool = True
    does: Annotated[str, Field(max_length=200)]
    does_not: Annotated[str, Field(max_length=200)]

    def where(self, region: str | None = None) -> Where:
        """The codes that the lever reaches, in all regions or in one."""
        return where_of(**self.codes, **({"region": region} if region else {}))

    @property
    def unit(self) -> DisplayUnit:
        """The unit in which its amounts are shown and typed."""
        return unit_of(self.change(0.0))

    def change(self, amount: float, region: str | None = None) -> Change:
        """The change that puts the lever at an amount."""
        return Change(self.parameter, self.operation, float(amount), self.where(region))

    def amount(self, scenario: Scenario, inputs: Inputs, region: str | None = None) -> float:
        """Where the lever stands in a scenario: its own change, or the baseline."""
        target = self.change(0.0, region).target
        found = [change.amount for change in scenario.changes if change.target == target]
        return found[-1] if found else self.span(inputs, region).baseline

    def moved(self, scenario: Scenario, amount: float, inputs: Inputs, region: str | None = None) -> Scenario:
        """Return the scenario with the lever at an amount; at the baseline its change is gone."""
        change = self.change(amount, region)
        if abs(amount - self.span(inputs, region).baseline) < 1e-12:
            return scenario.without(change.target)
        return scenario.with_change(change)

    def span(self, inputs: Inputs, region: str | None = None) -> Span:
        """Measure the lever against the rows that it moves."""
        return span_of(self.change(0.0, region), inputs)


@dataclass(frozen=True)
class Span:
    """What a lever may be, in its amounts: the baseline, the evidence range, and the limits of what its numbers can be.

    grade: the weakest of its rows. sources: theirs.
    """

    baseline: float
    low: float
    high: float
    least: float
    most: float
    grade: str
    sources: tuple[str, ...]
    rows: tuple[str, ...]

    def band(self, amount: float) -> str:
        """Say in words where an amount lies on the evidence range."""
        if self.high <= self.low:
            return BANDS[2]
        below = (amount >= self.low) + (amount >= self._between(self.low))
        return BANDS[below + (amount > self._between(self.high)) + (amount > self.high)]

    def beyond(self, amount: float) -> bool:
        """Whether an amount lies outside the evidence range."""
        return not self.low - 1e-9 <= amount <= self.high + 1e-9

    def _between(self, end: float) -> float:
        return self.baseline + (end - self.baseline) / 3


@dataclass(frozen=True)
class Group:
    """One group of levers, in the order of the file."""

    name: str
    label: str
    levers: tuple[Lever, ...]


@cache
def lever_groups() -> tuple[Group, ...]:
    """All levers, by group; raise DataError when the file is broken or names what the dictionary does not have."""
    found = read_toml(DATA_FOLDER / FILE, FILE)
    with shaped(FILE):
        levers = [Lever(name=name, **_by_modality(entry)) for name, entry in found["levers"].items()]
        for lever in levers:
            _check(lever, found["groups"])
        return tuple(
            Group(name, label, tuple(lever for lever in levers if lever.group == name))
            for name, label in found["groups"].items()
        )


@cache
def levers() -> Mapping[str, Lever]:
    """All levers by name."""
    return {lever.name: lever for group in lever_groups() for lever in group.levers}


def lever_of(change: Change) -> tuple[Lever, str | None] | None:
    """The lever, and the region if only one, that a change is a move of; None for any other change."""
    for lever in levers().values():
        if (lever.parameter, lever.operation) != (change.parameter, change.operation) or change.label:
            continue
        if change.where == lever.where():
            return lever, None
        regions = change.codes.get("region", ())
        if len(regions) == 1 and change.where == lever.where(regions[0]):
            return lever, regions[0]
    return None


def round_step(size: float) -> float:
    """The round number (1, 2 or 5 times a power of ten) at or below a size."""
    power = 10.0 ** floor(log10(size))
    return max(power * digit for digit in (1, 2, 5) if power * digit <= size * (1 + 1e-9))


def _by_modality(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry whose treatment type is spelled out as its modalities, where its parameter is by modality."""
    where = dict(entry.get("where", {}))
    if "treatment_type" not in where or "modality" not in bundled_dictionary().parameters[entry["parameter"]].dims:
        return dict(entry)
    kind = where.pop("treatment_type")
    if kind not in TREATMENT_TYPES:
        raise ValueError(unknown("treatment type", kind, TREATMENT_TYPES))
    return {**entry, "where": {"modality": [code for code in MODALITIES if MODALITY_TYPE[code] == kind], **where}}


def _check(lever: Lever, groups: Mapping[str, str]) -> None:
    spec = bundled_dictionary().parameters[lever.parameter]
    if lever.group not in groups or not set(lever.codes) <= set(places(spec)):
        raise ValueError(f"{lever.name}: its group or where is not known")


def span_of(change: Change, inputs: Inputs) -> Span:
    """Measure any change against the rows that it reaches, whatever its amount."""
    return _span(inputs, change)


@cached_on_first
def _span(inputs: Inputs, change: Change) -> Span:
    spec = inputs.dictionary.parameters[change.parameter]
    wanted = change.codes
    regions = wanted.get("region")
    combinations = [dict(zip(spec.dims, codes, strict=True)) for codes in product(*spec.codes.values())]
    kept = [
        codes
        for codes in combinations
        if all(codes[dim] in chosen for dim, chosen in wanted.items() if dim in codes)
        and (regions is None or "tier" not in codes or TIER_REGION[codes["tier"]] in regions)
    ]
    rows = (
        inputs.register.set_index("id")
        .reindex([parameter_id(spec.name, tuple(codes.values())) for codes in kept])
        .dropna(subset=["expected"])
    )
    lowest, highest = UNIT_LIMITS[spec.unit]
    ends = {column: _in_amounts(rows, column, change.operation) for column in ("low", "high")}
    least, most = _limits(rows["expected"], change.operation, lowest, highest)
    sources = dict.fromkeys(source for cell in rows["source_id"] for source in cell.split(";"))
    return Span(
        baseline=NEUTRAL.get(change.operation, float(rows["expected"].mean())),
        **ends,
        least=least,
        most=most,
        grade=str(rows["grade"].max()),
        sources=tuple(sources),
        rows=tuple(rows.index),
    )


def _in_amounts(rows: pd.DataFrame, column: str, operation: str) -> float:
    """The end of the evidence range as an amount of the lever: mean over its rows, each with its own range."""
    if operation == "scale":
        known = rows[rows["expected"] > 0]
        return float((known[column] / known["expected"]).mean()) if len(known) else 1.0
    return float((rows[column] - rows["expected"]).mean()) if operation == "add" else float(rows[column].mean())


def _limits(values: pd.Series, operation: str, lowest: float, highest: float) -> tuple[float, float]:
    """The amounts that keep every number inside the domain of its unit."""
    if operation == "set":
        return lowest, highest
    if operation == "add":
        return lowest - float(values.min()), highest - float(values.max())
    return 0.0, highest / float(values.max()) if values.max() > 0 else 1.0
