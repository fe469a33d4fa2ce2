"""Published outcomes of two modalities on one row each: measured in one study, measured apart, and in disagreement."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt
from typing import Any

from spinemkt.analysis.studies import journals, said_by, study_names
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.text import Text
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES
from spinemkt.wording import inside, listing, measured

# A figure in such a unit already holds a modality against its comparator; the number is what no difference would be.
_RELATIVE = {"ratio": 1.0, "difference": 0.0, "per QALY": float("nan")}
# A difference of two shares counts as one beyond this many standard errors.
_ERRORS = 1.96


@dataclass(frozen=True)
class Cell:
    """One figure with its unit, and in small what to know of it."""

    figure: str | Text
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One row of two modalities side by side: what, where from, the figures of each, and how they compare."""

    what: str
    detail: str
    first: tuple[Cell, ...]
    second: tuple[Cell, ...]
    compared: Cell = Cell("")


@dataclass(frozen=True)
class Outcomes:
    """Published outcomes of two modalities: in one study, apart, and a sentence for each topic in dispute."""

    together: tuple[Line, ...]
    apart: tuple[Line, ...]
    disputes: tuple[str, ...]


@dataclass(frozen=True)
class _Pair:
    """The rows of one study for the first and the second modality, and the modality with the better figure, if any."""

    first: Any
    second: Any
    better: str

    @property
    def row(self) -> Any:
        return self.first or self.second


def outcomes(result: Result, _view: View, first: str, second: str) -> Outcomes:
    """Lay the published outcomes of two modalities beside each other, those measured in one study first."""
    inputs = result.inputs
    table = inputs.tables["outcome_evidence"]
    rows = list(table[table["modality"].isin([first, second])].itertuples())
    topics = inputs.dictionary.tables["outcome_evidence"].columns["topic"].allowed or ()
    pairs = sorted(_pairs(rows, first, second), key=lambda pair: topics.index(pair.row.topic))
    disputed = _disputed(pairs)
    used = {row.Index for pair in pairs for row in (pair.first, pair.second) if row}
    rest = [row for row in rows if row.Index not in used]
    apart = [
        Line(
            topic.capitalize(),
            "",
            tuple(_apart(inputs, row) for row in rest if row.topic == topic and row.modality == first),
            tuple(_apart(inputs, row) for row in rest if row.topic == topic and row.modality == second),
        )
        for topic in topics
        if any(row.topic == topic for row in rest)
    ]
    return Outcomes(
        tuple(_together(inputs, pair, disputed.get(pair.row.topic, [])) for pair in pairs),
        tuple(apart),
        tuple(_dispute(inputs, topic, found) for topic, found in disputed.items()),
    )


def _pairs(rows: list[Any], first: str, second: str) -> list[_Pair]:
    """Rows that compare the two modalities: both sides from one study, or one figure that is itself a comparison."""
    found, seen = [], set()
    for row in rows:
        other = second if row.modality == first else first
        key = (row.source_id, row.outcome)
        if row.comparator != other or key in seen:
            continue
        twins = [twin for twin in rows if (twin.source_id, twin.outcome, twin.modality) == (*key, other)]
        if not twins and _neutral(row.unit) is None:
            continue
        seen.add(key)
        a, b = (row, *twins[:1], None)[:2]
        a, b = (a, b) if row.modality == first else (b, a)
        found.append(_Pair(a, b, _better(a, b)))
    return found


def _neutral(unit: str) -> float | None:
    """What no difference would be in a unit that compares (NaN where there is no such number); None in other units."""
    return next((value for word, value in _RELATIVE.items() if word in unit), None)


def _better(a: Any, b: Any) -> str:
    """The modality with the better figure, '' where neither is or chance alone could explain it."""
    row = a or b
    if row.better == "neither":
        return ""
    if a and b:
        if a.value == b.value or _by_chance(a, b):
            return ""
        return a.modality if (a.value > b.value) == (row.better == "high") else b.modality
    neutral = _neutral(row.unit)
    if neutral is None or isnan(neutral) or row.low <= neutral <= row.high:
        return ""
    return row.modality if (row.value > neutral) == (row.better == "high") else row.comparator


def _by_chance(a: Any, b: Any) -> bool:
    """Whether two shares of counted patients differ by less than the error of counting."""
    if not a.unit.startswith("percent") or isnan(a.patients) or isnan(b.patients):
        return False
    error = sqrt(sum(side.value * (100 - side.value) / side.patients for side in (a, b)))
    return abs(a.value - b.value) < _ERRORS * error


def _disputed(pairs: list[_Pair]) -> dict[str, list[_Pair]]:
    """Topic -> the pairs with a clear winner, of topics in which two studies have different ones."""
    found: dict[str, list[_Pair]] = {}
    for pair in pairs:
        if pair.first and pair.second and pair.better:
            found.setdefault(pair.row.topic, []).append(pair)
    return {
        topic: items
        for topic, items in found.items()
        if any(a.better != b.better and a.row.source_id != b.row.source_id for a in items for b in items)
    }


def _dispute(inputs: Inputs, topic: str, found: list[_Pair]) -> str:
    sides = [
        f"{study_names(inputs)[pair.row.source_id]} favours {inside(MODALITIES[pair.better])} "
        f"({_number(pair.first.value)} against {_figure(pair.second)}, {pair.row.outcome})"
        for pair in found
    ]
    return f"Studies disagree on {topic}: {listing(sides)}."


def _together(inputs: Inputs, pair: _Pair, disputed: list[_Pair]) -> Line:
    row = pair.row
    kind = inputs.tables["sources"].set_index("source_id")["kind"][row.source_id.split(";")[0]].replace("_", " ")
    against = [study_names(inputs)[other.row.source_id] for other in disputed if pair.better not in ("", other.better)]
    verdict = MODALITIES.get(pair.better) or ("" if row.better == "neither" else "no clear difference")
    reference = Cell("the reference", "the figure beside is against it")
    return Line(
        row.outcome[:1].upper() + row.outcome[1:],
        _whom(inputs, row, kind),
        (Cell(_figure(pair.first), _small(pair.first, kind)) if pair.first else reference,),
        (Cell(_figure(pair.second), _small(pair.second, kind)) if pair.second else reference,),
        Cell(verdict, f"but {listing(against)}: the opposite" if against else ""),
    )


def _apart(inputs: Inputs, row: Any) -> Cell:
    return Cell(_figure(row), f"{row.outcome}; {_whom(inputs, row)}; {_small(row)}")


def _whom(inputs: Inputs, row: Any, kind: str = "") -> str:
    """Say who published a figure, of which years, and where."""
    years = "years not shown" if row.year == "n.d." else row.year
    journal = journals(inputs)[row.source_id.split(";")[0]]
    parts = [said_by(inputs, row.source_id), kind, "" if years in journal else years, journal]
    return ", ".join(part for part in parts if part)


def _small(row: Any, kind: str = "") -> str:
    """Of how many patients a figure is, unless it comes from a model, and its note."""
    patients = "n not shown" if isnan(row.patients) else f"n {row.patients:,.0f}"
    return "; ".join(part for part in ("" if kind == "model estimate" else patients, row.note) if part)


def _figure(row: Any) -> str:
    """Write a published figure with unit and range: '12.35% of segments (7.7 to 34.4)', 'odds ratio 0.6'."""
    spread = "" if isnan(row.low) or isnan(row.high) else f"{_number(row.low)} to {_number(row.high)}"
    if isnan(row.value):
        return measured(spread, row.unit)
    number = _number(row.value)
    words = f"{row.unit} {number}" if row.unit.endswith("ratio") else measured(number, row.unit)
    return f"{words} ({spread})" if spread else words


def _number(value: float) -> str:
    return f"{value:,.10g}"
