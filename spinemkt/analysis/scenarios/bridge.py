"""The bridge: what moved a measure between two years or two runs, split exactly into a few effects.

Method: additive LMDI-I (Ang 2005, Energy Policy 33: 867-871; Ang 2015, Energy Policy 86: 233-238). In each cell c, p, m
(tier, primary, modality; presentations summed first)

    spend S_cpm = D x D_cp / D x E_cpm / D_cp x S_cpm / E_cpm
                  volume  case mix  modality mix   price

with D diagnosed patients and E episodes. A factor x moves the cell by

    L(S_a, S_b) x ln(x_b / x_a),   L(a, b) = (b - a) / ln(b / a), the logarithmic mean, and L(a, a) = a.

The logarithms of the factors add up to ln(S_b / S_a), so the effects add up to S_b - S_a; L is symmetric, so swapping
a and b flips every sign; no factor comes first. Sums of cells are sums of effects.

Zeros take the limit of these terms (Wood and Lenzen 2006, Energy Policy 34: 1326-1331): a cell at zero on both sides
gives 0; a cell at zero on one side gives its whole difference to the factor that is zero there. Where that factor is
the modality mix, a modality has come or gone among patients who are there on both sides: "new modality".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.caching import ObjectCache
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.query import Where, check, kept_codes
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, MODALITY_TYPE, PRIMARIES, PRIMARY_GROUP, TIER_REGION, TIERS

EFFECTS = {
    "volume": "Volume",
    "case_mix": "Case mix",
    "modality_mix": "Modality mix",
    "new_modality": "New modality",
    "price": "Price",
}

MEANINGS = {
    "volume": "how many patients are diagnosed",
    "case_mix": "which places and primaries they come from",
    "modality_mix": "how much of each modality a diagnosed patient receives",
    "new_modality": "modalities used on one side only",
    "price": "spend per episode, attribution included",
}

METHOD = (
    "Additive LMDI, the logarithmic mean Divisia index (Ang 2005, Energy Policy 33: 867-871; zeros after Wood and "
    "Lenzen 2006, Energy Policy 34: 1326-1331), in cells of place, primary and modality. No factor comes first, so the "
    "order does not matter; the effects sum to the change exactly; seen from the other end, each only turns its sign."
)

NOTHING = 1e-14  # a logarithm of rounding alone: a factor that did not move must not read as -0
DROPPED = "Dropped modality"  # what the effect of new modalities is called where it takes away

# What a measure is reached by from diagnosed patients (presenting: the same, open to a filter on presentation).
_PATIENTS = "presenting"
LEVELS = {
    "spend": ("episodes", "spend"),
    "spend_nominal": ("episodes", "spend_nominal"),
    "episodes": ("episodes",),
    "modality_patients": ("modality_patients",),
    "patient_years": ("patient_years",),
    "patient_treatments": ("patient_treatments",),
    **{name: ("episodes", name) for name in ("product_spend", "maker_revenue", "maker_revenue_nominal", "units")},
}

_CELL = {"tier": TIERS, "primary": PRIMARIES, "modality": MODALITIES}
# What a bridge can be split by: the side of the cell, and the code that each of its codes belongs to. Countries and
# sites of care are finer than a cell: keep one by `where` instead.
SPLITS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "region": ("tier", TIER_REGION),
    "tier": ("tier", {code: code for code in TIERS}),
    "primary_group": ("primary", PRIMARY_GROUP),
    "primary": ("primary", {code: code for code in PRIMARIES}),
    "treatment_type": ("modality", MODALITY_TYPE),
    "modality": ("modality", {code: code for code in MODALITIES}),
}


Levels = tuple[np.ndarray, dict[str, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Bridge:
    """A change and its effects by cell: arrays [tier, primary, modality], and which codes of each the filters keep."""

    measure: Measure
    start: float
    end: float
    effects: Mapping[str, np.ndarray]
    kept: Mapping[str, np.ndarray]

    def totals(self) -> dict[str, float]:
        """Return what each effect moves."""
        return {effect: float(cells.sum()) for effect, cells in self.effects.items()}

    def parts(self, by: str) -> tuple[list[str], dict[str, np.ndarray]]:
        """Return the codes of a name in SPLITS, and what each effect moves in each; raise QueryError on another."""
        if by not in SPLITS:
            raise QueryError(unknown("dimension of a bridge", by, SPLITS))
        fine, parent = SPLITS[by]
        of = np.array([parent[code] for code in _CELL[fine]], dtype=object)
        codes = list(dict.fromkeys(of[self.kept[fine]]))
        members = np.array([of == code for code in codes], dtype=float).reshape(len(codes), len(of))
        rest = tuple(axis for axis, dim in enumerate(_CELL) if dim != fine)
        return codes, {effect: members @ cells.sum(axis=rest) for effect, cells in self.effects.items()}

    def split(self, by: str | None = None) -> pd.DataFrame:
        """Return a tidy frame: effect, the `by` column if any, value, unit; raise QueryError on an unknown `by`."""
        unit = self.measure.unit
        if by is None:
            sums = self.totals()
            return pd.DataFrame({"effect": list(sums), "value": list(sums.values()), "unit": unit})
        codes, values = self.parts(by)
        columns = {"effect": np.repeat(list(self.effects), len(codes)), by: codes * len(values)}
        return pd.DataFrame({**columns, "value": np.concatenate(list(values.values())), "unit": unit})


def label(effect: str, value: float) -> str:
    """Name an effect by its code and sign: a modality that is new on one side only may have come or gone."""
    return DROPPED if effect == "new_modality" and value < 0 else EFFECTS[effect]


def bridge(
    result_a: Result,
    result_b: Result,
    year_a: int,
    year_b: int,
    by: str | None = None,
    where: Where | None = None,
    measure: str = "spend",
) -> pd.DataFrame:
    """Return how each effect moves a measure from one year and run to another: effect, the `by` column, value, unit.

    by: a name in SPLITS. where: filters as in Result.table, without year. measure: a name in LEVELS.
    The values sum to the measure of result_b in year_b less that of result_a in year_a.
    """
    return span(result_a, result_b, year_a, year_b, where, measure).split(by)


def span(
    result_a: Result, result_b: Result, year_a: int, year_b: int, where: Where | None = None, measure: str = "spend"
) -> Bridge:
    """Return the Bridge between two years or runs, to be split in more than one way; raise QueryError as `bridge`."""
    if measure not in LEVELS:
        raise QueryError(unknown("measure of a bridge", measure, LEVELS))
    if where and "year" in where:
        raise QueryError("The years of a bridge are year_a and year_b; where cannot name a year.")
    (before, kept_a), (after, kept_b) = (
        _levels(result, year, where or {}, measure) for result, year in ((result_a, year_a), (result_b, year_b))
    )
    moved, jumped = decompose(before, after)
    effects = {
        "volume": moved[0] + jumped[0],
        "case_mix": moved[1] + jumped[1],
        "modality_mix": moved[2],
        "new_modality": jumped[2],
    }
    if len(moved) > 3:
        effects["price"] = moved[3] + jumped[3]
    kept = {dim: kept_a[dim] | kept_b[dim] for dim in _CELL}
    return Bridge(MEASURES[measure], float(before[-1].sum()), float(after[-1].sum()), MappingProxyType(effects), kept)


def decompose(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the effects [factor, cell ...] of ordinary cells, and of cells at zero on one side.

    before, after: levels [level, cell ...]; each level is the one above it times a factor, the last is what moved.
    """
    here = (before > 0) & (after > 0)
    both = here.all(axis=0)
    growth = np.log(np.where(both, after, 1.0) / np.where(both, before, 1.0))
    # L(a, b) = sqrt(a b) x sinh(g / 2) / (g / 2) with g = ln(b / a): the same mean, exact where a and b are close.
    half = growth[-1] / 2
    ratio = np.divide(np.sinh(half), half, out=np.ones_like(half), where=half != 0)
    weight = np.sqrt(np.abs(before[-1])) * np.sqrt(np.abs(after[-1])) * ratio
    factors = np.diff(growth, axis=0, prepend=0.0)
    moved = weight * np.where(np.abs(factors) < NOTHING, 0.0, factors)
    first = np.argmin(here, axis=0)
    factor = np.arange(len(before)).reshape(-1, *[1] * first.ndim)
    jumped = np.where(~both & (factor == first), after[-1] - before[-1], 0.0)
    return moved, jumped


# The last levels of each run: a bridge and its splits ask for the same ones. They go when the run goes.
_LEVELS = ObjectCache(8)


def _levels(result: Result, year: int, where: Where, measure: str) -> Levels:
    """The levels of a run in a year, reckoned or kept."""
    key = (year, measure, frozenset((dim, kept_codes(value)) for dim, value in where.items()))
    return _LEVELS.get_or_make(result, key, lambda: _reckoned(result, year, where, measure))


def _reckoned(result: Result, year: int, where: Where, measure: str) -> Levels:
    """By cell: all patients, the patients of the cell, and so on to the measure; and which codes the filters keep."""
    sides = tuple(_CELL)

    def asked(name: str) -> Where:
        """The filters that a measure has: none on products before they are used."""
        return {"year": year, **{dim: value for dim, value in where.items() if dim in MEASURES[name].dims}}

    _ = check(measure, sides, where, result.codes)
    grids = [_grid(result, name, sides, asked(name)) for name in reversed(LEVELS[measure])]
    patients, _ = _grid(result, _PATIENTS, sides[:2], asked(_PATIENTS))
    whole, cells = np.full(grids[0][0].shape, patients.sum()), np.broadcast_to(patients[..., None], grids[0][0].shape)
    kept = {dim: np.isin(list(codes), grids[0][1][dim]) for dim, codes in _CELL.items()}
    return np.stack([whole, cells, *(grid for grid, _ in reversed(grids))]), kept


def _grid(result: Result, measure: str, sides: tuple[str, ...], where: Where) -> tuple[np.ndarray, dict[str, list]]:
    """A measure in the cells of some sides, zero where the filters keep nothing, and the codes that they keep."""
    values, codes = result.array(measure, sides, where)
    grid = np.zeros([len(_CELL[dim]) for dim in sides])
    grid[np.ix_(*([list(_CELL[dim]).index(code) for code in codes[dim]] for dim in sides))] = values
    return grid, codes
