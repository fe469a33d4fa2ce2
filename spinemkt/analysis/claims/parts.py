"""What a claim is, and the sums that several claims need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from spinemkt.analysis.wording import yearly_growth
from spinemkt.model.query import Where
from spinemkt.model.result import Result
from spinemkt.terms import (
    END_USERS,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRICE_YEAR,
    TREATMENT_TYPES,
)

SOURCE = "s0_market_text"
SUPPORTED, IN_PART, NOT_SUPPORTED = ("supported", "supported in part", "not supported")
FIRST_YEAR, LAST_YEAR = 2026, 2035

NAMED_REGIONS = ("north_america", "europe", "asia_pacific")
NAMED_PRIMARIES = ("lung", "breast", "prostate")
SPECIALISED_CENTRES = ("neurosurgical_centre", "orthopaedic_centre")

# Treatment of the spine itself: only here can patients be compared, since drugs are counted per patient-year.
LOCAL_TYPES = tuple(dict.fromkeys(MODALITY_TYPE[code] for code, base in MODALITY_BASE.items() if base == "treated"))

UNIT = f"constant {PRICE_YEAR} USD"
NOISE = 1e-9
COLLECTIONS = ("other", "gastrointestinal_other")


@dataclass(frozen=True)
class Claim:
    """One statement of the market text in our words, its verdict, the deciding figure, and what would reverse it."""

    claim_id: str
    claim: str
    source_id: str
    verdict: str
    figure: str
    reversal: str


def verdict_of(*tests: bool) -> str:
    """Supported when every test holds, in part when one does, else not supported."""
    if all(tests):
        return SUPPORTED
    return IN_PART if any(tests) else NOT_SUPPORTED


def values_by(result: Result, measure: str, dim: str, year: int, where: Where | None = None) -> dict[str, float]:
    """A measure of one year by code of a dimension."""
    table = result.table(measure, (dim,), {"year": year, **(where or {})})
    return dict(zip(table[dim], table["value"], strict=True))


def values_by_year(
    result: Result, measure: str, dim: str, years: Iterable[int], where: Where | None = None
) -> pd.DataFrame:
    """A measure by code of a dimension (rows) and year (columns)."""
    table = result.table(measure, (dim, "year"), {"year": list(years), **(where or {})})
    return table.pivot(index=dim, columns="year", values="value")


def swing(result: Result, measure: str, where: Where) -> float:
    """Standard deviation of the growth of a measure from year to year, over the years kept; a fraction."""
    return float(result.table(measure, ("year",), where)["value"].pct_change().std(ddof=0))


def shares_of(parts: Mapping[str, float]) -> dict[str, float]:
    """Each part divided by their sum."""
    whole = sum(parts.values())
    return {code: ratio(value, whole) for code, value in parts.items()}


def leader_of(parts: Mapping[str, float], without: Iterable[str] = ()) -> str:
    """The code with the largest value, some left out."""
    left_out = set(without)
    return max((code for code in parts if code not in left_out), key=lambda code: parts[code])


def ratio(part: float, whole: float) -> float:
    """Part by whole; NaN for an empty whole."""
    return part / whole if whole else float("nan")


def yearly_growth_of_span(first: float, last: float) -> float:
    """Constant yearly growth between the first and the last year of the claims."""
    return yearly_growth(first, last, LAST_YEAR - FIRST_YEAR)


def type_name(code: str) -> str:
    """A treatment type inside a sentence."""
    return TREATMENT_TYPES[code].lower()


def end_user_name(code: str) -> str:
    """An end user inside a sentence."""
    return f"the {END_USERS[code].lower()}"
