"""Which numbers of the register a measure hangs on, as far as its filters reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.columns import columns
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.measures import EXCLUSIVE_GROUP, MEASURES, Measure
from spinemkt.model.query import kept_codes
from spinemkt.terms import (
    ATTRIBUTE_TYPE,
    DIMENSIONS,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRIMARY_GROUP,
    TIER_REGION,
    TIERS,
    YEARS,
)
from spinemkt.uncertainty import reference

IMAGING = ("mri", "ct", "pet_ct")
DELIVERED = ("modality_patients", "episodes", "spend", "spend_nominal")

_CASES = ("incidence_trend",)
_LOCAL = {"treated", "untreated", "followed"}
_PATIENTS = ("diagnosed_risk", "survival_gain", "risk_per_survival_gain", "reference_detection")
_CURVE = (
    "uptake_start",
    "uptake_ceiling",
    "tier_use_start",
    "tier_use_ceiling",
    "uptake_years_to_half",
    "board_technique_gain",
)
_FOUND = ("test_sensitivity", *_CURVE, "board_reach")
_PRESENTED = (
    "presentation_share",
    "late_presentation",
    "added_delay",
    "cord_compression_per_week",
    "asymptomatic_gain",
)
_ACCESS = ("access_start", "access_ceiling", "access_years_to_half", "tele_reach")
_TREATED = ("local_treatment_share", *_ACCESS, "board_reach", "board_treatment_gain")
_LIVED = ("median_survival", "survival_multiplier")
_SHARED = (*_CURVE, "board_reach", "primary_weight", "presentation_weight")
_FRAILTY = ("frail_share", "mis_relief")
_CAPACITY = {
    "linac": ("fractions_per_episode", "linac_headroom", "linac_growth"),
    "theatre": ("theatre_hours_per_episode", "theatre_headroom", "theatre_growth"),
}
_PRICE = (
    "unit_cost",
    "component_share",
    "price_level",
    "price_growth",
    "attribute_start",
    "attribute_ceiling",
    "attribute_years_to_half",
    "attribute_premium",
    "attribution",
)
# Shares that sum to one over a dimension: each of them moves the others.
_WHOLE = {"presentation_share": "presentation", "spine_level_share": "spine_level", "site_share": "end_user"}


@dataclass(frozen=True)
class Reach:
    """The codes that filters keep, by the dimensions of parameters. filtered: the dimensions named in the filters."""

    filtered: frozenset[str]
    codes: Mapping[str, frozenset[object]]
    modalities: frozenset[str]
    years: tuple[int, int]


def reach(inputs: Inputs, where: Mapping[str, object] | None) -> Reach:
    """Read filters as the codes that parameters have: countries and regions as tiers, groups as their members."""
    kept = {dim: kept_codes(value) for dim, value in (where or {}).items()}
    tiers = [tier for tier in TIERS if tier in kept.get("tier", TIERS)]
    tiers = [tier for tier in tiers if TIER_REGION[tier] in kept.get("region", TIER_REGION.values())]
    if "country" in kept:
        own = {inputs.countries.at[str(country), "tier"] for country in kept["country"]}
        tiers = [tier for tier in tiers if tier in own]
    primaries = [code for code in DIMENSIONS["primary"] if code in kept.get("primary", DIMENSIONS["primary"])]
    primaries = [code for code in primaries if PRIMARY_GROUP[code] in kept.get("primary_group", PRIMARY_GROUP.values())]
    types = kept.get("treatment_type", frozenset(MODALITY_TYPE.values()))
    wanted = {code for code in MODALITIES if MODALITY_TYPE[code] in types and code in kept.get("modality", MODALITIES)}
    if "end_user" in kept:
        rows = columns(inputs)
        wanted &= rows.modalities("site_share", rows["end_user"].isin(kept["end_user"]) & rows.able)
    codes: dict[str, frozenset[object]] = {
        "tier": frozenset(tiers),
        "region": frozenset(TIER_REGION[tier] for tier in tiers),
        "primary": frozenset(primaries),
        "presentation": kept.get("presentation", frozenset(DIMENSIONS["presentation"])),
        "treatment_type": frozenset(MODALITY_TYPE[code] for code in wanted),
        "attribute": frozenset(
            name for name, of in ATTRIBUTE_TYPE.items() if wanted & {of} or of in {MODALITY_TYPE[c] for c in wanted}
        ),
    }
    years = [int(str(year)) for year in kept.get("year", YEARS)]
    return Reach(frozenset(kept), codes, frozenset(wanted), (min(years), max(years)))


def behind(
    inputs: Inputs,
    measure: str,
    where: Mapping[str, object] | None = None,
    scope: str = "attributed",
    myeloma: bool = False,
    full: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return the rows of the register that a measure hangs on under filters, in the register's order.

    scope: of cancer-drug cost. myeloma: whether it is counted. full: linac, theatre or both, where a run uses them
    beyond their ceiling: then all that takes of them counts.
    """
    return inputs.register[upstream_rows(inputs, measure, where, scope, myeloma, full)]


def upstream_rows(
    inputs: Inputs,
    measure: str,
    where: Mapping[str, object] | None = None,
    scope: str = "attributed",
    myeloma: bool = False,
    full: tuple[str, ...] = (),
) -> np.ndarray:
    """Return whether each row of the register is one that behind returns for the same question; not to be changed."""
    filters = tuple((dim, kept_codes(codes)) for dim, codes in sorted((where or {}).items()))
    return _upstream_rows(inputs, measure, filters, scope, myeloma, full)


@cached_on_first
def _upstream_rows(
    inputs: Inputs,
    measure: str,
    filters: tuple[tuple[str, frozenset[object]], ...],
    scope: str,
    myeloma: bool,
    full: tuple[str, ...],
) -> np.ndarray:
    spec, found, rows = MEASURES[measure], reach(inputs, dict(filters)), columns(inputs)
    delivered, modality = spec.stage in DELIVERED, rows["modality"]
    if spec.weight and delivered:
        found = replace(found, modalities=found.modalities & rows.modalities(spec.weight, rows.able))
    takers = {code for resource in full for code in rows.modalities(_CAPACITY[resource][0], rows.used)}
    wanted = found.modalities | takers if found.modalities & takers and delivered else found.modalities
    names = _names(inputs, spec, found)
    keep = rows["parameter"].isin(names)
    for dim, codes in found.codes.items():
        free = rows.of(*(name for name, whole in _WHOLE.items() if whole == dim))
        keep &= rows[dim].isin({*codes, ""}) | free
    keep &= rows["scope"].isin((scope, "")) & (~rows["primary"].isin(("myeloma",)) | myeloma)
    keep &= rows.acts_in(*found.years)
    groups = {EXCLUSIVE_GROUP[code] for code in wanted} if delivered else set()
    siblings = {code for code in MODALITIES if EXCLUSIVE_GROUP[code] in groups} | set(IMAGING)
    shared = rows.of(*_CURVE)
    keep &= np.where(shared, modality.isin({*siblings, ""}), modality.isin({*wanted, ""})) | rows.of("test_sensitivity")
    components = rows["component"].within(rows.of("component_share") & modality.isin(wanted) & rows.able)
    keep &= ~rows.of("component_share") | rows.able
    keep &= ~rows.of("price_level", "price_growth") | rows["component"].isin(components)
    if reference.NAME in names:
        there = modality.isin(IMAGING) & rows["region"].isin((reference.REGION, ""))
        keep |= rows.of(*reference.RESTS_ON) & there
    keep.setflags(write=False)
    return keep


def _names(inputs: Inputs, spec: Measure, found: Reach) -> set[str]:
    """The parameters of the chain up to a measure's stage."""
    names = set(_CASES)
    names |= {spec.weight} if spec.weight else set()
    names |= {
        name
        for name, dim in (("spine_level_share", "spine_level"), ("site_share", "end_user"))
        if dim in found.filtered
    }
    if spec.stage == "new_cancer_cases":
        return names
    names |= set(_PATIENTS)
    if spec.stage == "spine_metastasis_patients":
        return names
    names |= set(_FOUND)
    delivered = spec.stage in DELIVERED
    bases = {MODALITY_BASE[code] for code in found.modalities} if delivered else {spec.stage}
    weighted = delivered and bool(found.modalities & columns(inputs).modalities("presentation_weight"))
    if bases & {"presenting", *_LOCAL} or weighted or "presentation" in found.filtered or spec.weight:
        names |= set(_PRESENTED)
    if bases & _LOCAL:
        names |= set(_TREATED)
    if "prevalent" in bases:
        names |= set(_LIVED)
    if not delivered:
        return names
    return names | _delivery(spec, found, inputs)


def _delivery(spec: Measure, found: Reach, inputs: Inputs) -> set[str]:
    """The parameters from patients to a modality's patients, its episodes and what they cost."""
    names = {*_SHARED, "type_share"}
    kinds = {MODALITY_TYPE[code] for code in found.modalities}
    names |= set(_FRAILTY) if "surgery" in kinds else set()
    names |= {"tele_reach"} if "tele_oncology" in found.modalities else set()
    rows = columns(inputs)
    for effort, *limits in _CAPACITY.values():
        names |= {effort, *limits} if found.modalities & rows.modalities(effort, rows.able) else set()
    names |= {"episodes_per_patient"}  # also what a capacity is measured by
    if spec.stage in ("spend", "spend_nominal"):
        names |= {*_PRICE} | ({"inflation"} if spec.stage == "spend" else set())
    return names
