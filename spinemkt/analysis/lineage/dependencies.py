"""Which numbers of the register a measure depends on under filters: what the chain reads for it.

Four corrections: shares and deflators that are read but cancel out, limits of capacity that the run does not reach but
draws may, and detection where the risk was measured, which draws tie to today's imaging.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.labelled import Array
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.products import USE, Uses, product_uses
from spinemkt.model.query import kept_codes
from spinemkt.model.reads import PLACES, Reads, joined, reads
from spinemkt.terms import (
    DIMENSIONS,
    INFLATION_PERIODS,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRICE_YEAR,
    PRIMARY_GROUP,
    TIER_REGION,
    YEARS,
)
from spinemkt.uncertainty import reference

PRODUCED = ("units", "product_spend", "maker_revenue", "maker_revenue_nominal")
DELIVERED = ("modality_patients", "episodes", "spend", "spend_nominal", *PRODUCED)
NOMINAL = ("spend_nominal", "maker_revenue_nominal")

_CODES: Mapping[str, Collection] = {
    **{dim: DIMENSIONS[dim] for dim in ("tier", "primary", "presentation", "modality", "end_user", "spine_level")},
    **{dim: DIMENSIONS[dim] for dim in ("product_category", "payer")},
    "year": YEARS,
}
_COARSE = {
    "tier": ("region", TIER_REGION),
    "primary": ("primary_group", PRIMARY_GROUP),
    "modality": ("treatment_type", MODALITY_TYPE),
}
_SPLITS = {"spine_level": "spine_level_share", "end_user": "site_share", "payer": "payer_share"}


@dataclass(frozen=True)
class Reach:
    """The codes that filters keep, by the dimensions of parameters. filtered: the dimensions named in the filters."""

    filtered: frozenset[str]
    codes: Mapping[str, frozenset]

    @property
    def modalities(self) -> frozenset[str]:
        """The modalities that filters keep."""
        return self.codes["modality"]


def reach(inputs: Inputs, where: Mapping[str, object] | None) -> Reach:
    """Read filters as the codes that parameters have: countries and regions as tiers, groups as their members."""
    kept = {dim: kept_codes(value) for dim, value in (where or {}).items()}
    codes = {dim: kept.get(dim, frozenset(every)) for dim, every in _CODES.items()}
    for dim, (coarse, parent) in _COARSE.items():
        codes[dim] &= {code for code in parent if parent[code] in kept.get(coarse, parent.values())}
    if "country" in kept:
        codes["tier"] &= {inputs.countries.at[str(country), "tier"] for country in kept["country"]}
    if "end_user" in kept:
        sites = inputs["site_share"].sel(end_user=sorted(kept["end_user"])).sum("end_user")
        codes["modality"] &= set(sites["modality"].values[sites > 0])
    if "product_category" in kept:
        pairs = product_uses(inputs.baseline).pairs
        codes["modality"] &= {modality for modality, category in pairs if category in kept["product_category"]}
    return Reach(frozenset(kept), codes | {"region": frozenset(TIER_REGION[tier] for tier in codes["tier"])})


def behind(inputs: Inputs, measure: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
    """Return the rows of the register that a measure hangs on under filters, in the register's order."""
    return inputs.register[upstream_rows(inputs, measure, where)]


def upstream_rows(
    inputs: Inputs,
    measure: str,
    where: Mapping[str, object] | None = None,
    scope: str = "attributed",
    myeloma: bool = False,
    full: tuple[str, ...] = (),
) -> np.ndarray:
    """Return whether a measure under filters hangs on each row of the register; not to be changed.

    scope: of cancer-drug cost. myeloma: whether it is counted. full: linac_use, theatre_use or both, where a run
    is beyond the ceiling: then all that takes of it counts.
    """
    filters = tuple((dim, kept_codes(codes)) for dim, codes in sorted((where or {}).items()))
    return _upstream_rows(inputs, measure, filters, scope, myeloma, full)


class Column:
    """A column of the register as the distinct codes and which of them each row has, so that it is quickly searched."""

    def __init__(self, cells: pd.Series) -> None:
        self._index, codes = pd.factorize(cells)
        self._codes = list(codes)

    def isin(self, wanted: Collection[object]) -> np.ndarray:
        """Whether the code of each row is one of those wanted."""
        return np.array([code in wanted for code in self._codes], dtype=bool)[self._index]


@cached_on_first
def _columns(inputs: Inputs) -> dict[str, Column]:
    return {name: Column(inputs.register[name]) for name in ("parameter", *DIMENSIONS) if name in inputs.register}


@cached_on_first
def _upstream_rows(
    inputs: Inputs,
    measure: str,
    filters: tuple[tuple[str, frozenset[object]], ...],
    scope: str,
    myeloma: bool,
    full: tuple[str, ...],
) -> np.ndarray:
    spec, found, columns = MEASURES[measure], reach(inputs, dict(filters)), _columns(inputs)
    opened = {*found.filtered, "presentation"} if spec.weight == "walking_share" else found.filtered
    chain = reads(inputs, tuple(dim for dim in ("primary", "presentation") if not opened & {dim, f"{dim}_group"}))
    rows = chain.rows(_read(chain, spec, found, full, product_uses(inputs.baseline))) & columns["scope"].isin(
        (scope, "")
    )
    rows &= myeloma | ~columns["primary"].isin(("myeloma",))
    rows &= np.logical_and.reduce([columns[dim].isin({*found.codes[dim], ""}) for dim in PLACES])
    rows &= ~columns["inflation_period"].isin(_cancelled(spec, found))
    if (rows & columns["parameter"].isin((reference.NAME,))).any():  # it is drawn with imaging and tests there
        there = columns["parameter"].isin(reference.RESTS_ON) & columns["region"].isin((reference.REGION, ""))
        rows |= chain.rows(joined(chain.factors("detection"), {})) & there
    rows.setflags(write=False)
    return rows


def _cancelled(spec: Measure, found: Reach) -> Collection[str]:
    """The periods of inflation that are read and cancel out: in nominal money, and from the constant year on."""
    if spec.stage in NOMINAL:
        return INFLATION_PERIODS
    return [code for code, (_, last) in INFLATION_PERIODS.items() if last <= PRICE_YEAR <= min(found.codes["year"])]


def _read(chain: Reads, spec: Measure, found: Reach, full: tuple[str, ...], uses: Uses) -> int:
    """The bits of what the chain reads for a measure."""
    kept = {dim: [index for index, code in enumerate(_CODES[dim]) if code in found.codes[dim]] for dim in _CODES}
    weights = [name for name in (spec.weight, *(_SPLITS.get(dim) for dim in found.filtered)) if name]
    factors = [*chain.factors(spec.stage), *(chain.parameters[name] for name in weights)]

    def read(arrays: Collection[Array], modalities: Collection[str]) -> int:
        positions = [index for index, code in enumerate(MODALITIES) if code in modalities]
        products = uses.positions(modalities, found.codes["product_category"])
        return joined(arrays, {**kept, "modality": positions, USE: products}) if positions else 0

    if spec.stage not in DELIVERED:
        return read(factors, MODALITIES) & ~_cancelled_mix(chain, spec.stage, found)
    wanted = found.modalities.intersection(*(chain.modalities(name, kept) for name in weights))
    if spec.stage in PRODUCED:
        wanted &= {modality for modality, _ in uses.pairs}
    weighed = wanted & chain.modalities("presentation_weight", {})
    bits = read(factors, weighed)
    for base in {MODALITY_BASE[code] for code in wanted - weighed}:
        of_base = {code for code in wanted - weighed if MODALITY_BASE[code] == base}
        bits |= read(factors, of_base) & ~_cancelled_mix(chain, base, found)
    for name, resource in chain.capacity.items():  # the ceiling may bind in draws, even if not in the run
        limits = read(resource, wanted)
        bits |= limits | (joined(chain.factors(name), kept) if limits and name in full else 0)
    return bits


def _cancelled_mix(chain: Reads, base: str, found: Reach) -> int:
    """What is read for a mix of presentations where it sums to one whatever that is: nothing treats or tells apart."""
    return chain.mix if base in ("diagnosed", "presenting", "prevalent") and "presentation" not in found.filtered else 0
