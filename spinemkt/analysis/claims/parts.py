"""What a claim is, and the sums that several claims need."""

from __future__ import annotations

from dataclasses import dataclass

from spinemkt.figures.expression import Function
from spinemkt.figures.text import Text
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
    figure: Text
    reversal: Text


def verdict_of(*tests: bool) -> str:
    """Supported when every test holds, in part when one does, else not supported."""
    if all(tests):
        return SUPPORTED
    return IN_PART if any(tests) else NOT_SUPPORTED


def swing(result: Result, measure: str, where: Where) -> float:
    """Standard deviation of the growth of a measure from year to year, over the years kept; a fraction."""
    growth = result.table(measure, ("year",), where)["value"].pct_change().iloc[1:]
    return float(growth.fillna(0.0).std(ddof=0))


SWING = Function(
    "swing",
    "the standard deviation of the growth of {0} from year to year",
    lambda values, amounts, runs: swing(runs[0], amounts[0].measure, amounts[0].where),
    lambda amounts, runs, printed: f"spinemkt.swing({runs[0]}, {amounts[0].measure!r}, {amounts[0].kept!r})",
)


def type_name(code: str) -> str:
    """A treatment type inside a sentence."""
    return TREATMENT_TYPES[code].lower()


def end_user_name(code: str) -> str:
    """A site of care inside a sentence."""
    return f"the {END_USERS[code].lower()}"
