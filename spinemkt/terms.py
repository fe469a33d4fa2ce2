"""The closed lists of codes, their labels and how they nest.

Every list is an ordered mapping of code to label; order is the order on screen. Modalities, tiers and primaries are
rows in data/vocabulary.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from spinemkt.errors import DataError, Fault, nearest

VOCABULARY = Path(__file__).parent.parent / "data" / "vocabulary"

Rows = Sequence[Mapping[str, str]]


def code_rows(
    name: str, words: Collection[str] = ("label",), blank: Collection[str] = (), **allowed: Mapping[str, str]
) -> Rows:
    """The rows of a list of codes in data/vocabulary.

    words: the columns that must hold text. blank: those that may be empty. allowed: the codes of the others. Raises
    DataError with every fault.
    """
    with (VOCABULARY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restval="")
        rows = list(reader)
    columns = ["code", *words, *blank, *allowed]
    if set(reader.fieldnames or ()) != set(columns) or any(None in row for row in rows):
        raise DataError([_fault(name, -1, None, None, f"each row must have just the columns {', '.join(columns)}")])
    codes = [row["code"] for row in rows]
    faults = []
    for at, row in enumerate(rows):
        if row["code"] in codes[:at]:
            faults.append(_fault(name, at, "code", row["code"], "the code stands twice"))
        faults += [
            _fault(name, at, column, row[column], "it must not be empty")
            for column in ("code", *words)
            if not row[column].strip()
        ]
        faults += [
            _fault(
                name, at, column, row[column], f"it must be one of: {', '.join(known)}.{nearest(row[column], known)}"
            )
            for column, known in allowed.items()
            if row[column] not in known
        ]
    if faults:
        raise DataError(faults)
    return rows


def modality_rows() -> Rows:
    """The rows of modalities; numbers_as names one of the same type and base that has its own numbers, or nothing."""
    rows = code_rows(
        "modalities",
        words=("label", "meaning"),
        blank=("cancer_drug", "takes_the_rest", "numbers_as"),
        treatment_type=TREATMENT_TYPES,
        base=BASES,
    )
    faults = []
    for at, row in enumerate(rows):
        alike = [
            other["code"]
            for other in rows
            if not other["numbers_as"] and all(other[column] == row[column] for column in ("treatment_type", "base"))
        ]
        if (named := row["numbers_as"]) and named not in alike:
            rule = "it must be empty or a modality of the same type and base that has its own numbers: "
            faults.append(
                _fault("modalities", at, "numbers_as", named, f"{rule}{', '.join(alike)}.{nearest(named, alike)}")
            )
    if faults:
        raise DataError(faults)
    return rows


def product_category_rows() -> Rows:
    """The rows of product categories; components and attribute name codes of price components and attributes.

    in_fractions is yes where fractions are what a machine gives; raises DataError with every fault.
    """
    rows = code_rows(
        "product_categories", words=("label", "unit", "meaning"), blank=("components", "attribute", "in_fractions")
    )
    known: Mapping[str, Collection[str]] = {
        "components": PRICE_COMPONENTS,
        "attribute": ATTRIBUTES,
        "in_fractions": ("yes",),
    }
    rule = "it must be empty or name: "
    faults = [
        _fault("product_categories", at, column, row[column], f"{rule}{', '.join(allowed)}.{nearest(code, allowed)}")
        for at, row in enumerate(rows)
        for column, allowed in known.items()
        for code in _several(row[column])
        if code not in allowed
    ]
    if faults:
        raise DataError(faults)
    return rows


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _fault(name: str, place: int, column: str | None, found: str | None, rule: str) -> Fault:
    return Fault(f"vocabulary/{name}.csv", place + 2, column, found, rule)


def _labels(rows: Rows) -> dict[str, str]:
    return _column(rows, "label")


def _column(rows: Rows, name: str) -> dict[str, str]:
    return {row["code"]: row[name] for row in rows}


BASE_YEAR = 2022
PRICE_YEAR = 2025  # of constant money
UPTAKE_YEAR = 2024
PRESENT_YEAR = 2026
YEARS = tuple(range(BASE_YEAR, 2041))

REGIONS = {
    "north_america": "North America",
    "europe": "Europe",
    "asia_pacific": "Asia-Pacific",
    "latin_america": "Latin America",
    "middle_east_africa": "Middle East and Africa",
}

_TIERS = code_rows("tiers", region=REGIONS)
TIERS = _labels(_TIERS)
TIER_REGION = _column(_TIERS, "region")

PRIMARY_GROUPS = {"lung": "Lung", "breast": "Breast", "prostate": "Prostate", "others": "Others"}

_PRIMARIES = code_rows("primaries", group=PRIMARY_GROUPS)
PRIMARIES = _labels(_PRIMARIES)
PRIMARY_GROUP = _column(_PRIMARIES, "group")

PRESENTATIONS = {
    "asymptomatic": "Asymptomatic",
    "painful_stable": "Painful, stable",
    "unstable": "Unstable or fractured",
    "cord_compression": "Cord compression",
}

TREATMENT_TYPES = {
    "radiation": "Radiation",
    "surgery": "Surgery",
    "medication": "Medication",
    "interventional": "Interventional",
    "supportive": "Supportive care",
    "diagnosis": "Diagnosis",
}

# The patients that an uptake share is a share of. Mixing these bases discounts treatment twice.
BASES = {
    "treated": "patients treated at the spine in the year",
    "followed": "diagnosed patients with access to treatment at the spine who are observed instead",
    "diagnosed": "patients newly diagnosed in the year",
    "prevalent": "patient-years lived with spinal metastasis",
}

_MODALITIES = modality_rows()
MODALITIES = _labels(_MODALITIES)
MODALITY_TYPE = _column(_MODALITIES, "treatment_type")
MODALITY_BASE = _column(_MODALITIES, "base")
MODALITY_MEANING = _column(_MODALITIES, "meaning")

# Whose rows stand for a modality that has none of its own, but for parameters with own_rows in the dictionary.
NUMBERS_AS = {code: other for code, other in _column(_MODALITIES, "numbers_as").items() if other}

# Drugs against the whole cancer; bone agents and radioligands, which act on bone, are spine care.
CANCER_DRUGS = tuple(row["code"] for row in _MODALITIES if row["cancer_drug"])

# Inside these types the techniques exclude one another: shares sum to one and this technique takes what is left.
REMAINDER_TECHNIQUE = {row["treatment_type"]: row["code"] for row in _MODALITIES if row["takes_the_rest"]}

ATTRIBUTES = {
    "robotic_navigated": "Robotic or navigated",
    "carbon_fibre": "Carbon-fibre constructs",
    "cyberknife": "CyberKnife platform",
}

ATTRIBUTE_TYPE = {"robotic_navigated": "surgery", "carbon_fibre": "surgery", "cyberknife": "sbrt_srs"}

END_USERS = {
    "neurosurgical_centre": "Neurosurgical centre",
    "orthopaedic_centre": "Orthopaedic centre",
    "cancer_radiation_centre": "Cancer and radiation centre",
    "general_hospital": "General or regional hospital",
    "ambulatory_home": "Ambulatory and home",
}

PAYERS = {
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "public": "Public, other than Medicare and Medicaid",
    "private": "Private insurance",
    "out_of_pocket": "Out of pocket",
}

SPINE_LEVELS = {"thoracic": "Thoracic", "lumbar": "Lumbar", "cervical": "Cervical"}

PRICE_COMPONENTS = {
    "hospital_procedure": "Hospital procedure",
    "implant_set": "Implant set",
    "radiotherapy": "Radiotherapy course",
    "branded_drug": "Branded drug",
    "bone_agent": "Bone-modifying agent",
    "generic_drug": "Generic drug",
    "ambulatory_service": "Imaging and ambulatory service",
}

_PRODUCT_CATEGORIES = product_category_rows()
PRODUCT_CATEGORIES = _labels(_PRODUCT_CATEGORIES)
PRODUCT_UNIT = _column(_PRODUCT_CATEGORIES, "unit")
PRODUCT_MEANING = _column(_PRODUCT_CATEGORIES, "meaning")
# The price components that pay for a category; empty where all do, as for machines.
PRODUCT_COMPONENTS = {row["code"]: _several(row["components"]) for row in _PRODUCT_CATEGORIES}
# The attribute of care that a category is used in alone, and those whose machines give fractions.
PRODUCT_ATTRIBUTE = {code: name for code, name in _column(_PRODUCT_CATEGORIES, "attribute").items() if name}
FRACTION_PRODUCTS = tuple(row["code"] for row in _PRODUCT_CATEGORIES if row["in_fractions"])

PERIODS = {"2022_2025": (2022, 2025), "2025_2030": (2025, 2030), "2030_2040": (2030, 2040)}
INFLATION_PERIODS = {"2022_2025": (2022, 2025), "2025_2026": (2025, 2026), "2026_2040": (2026, 2040)}

SCOPES = {
    "strict": "Spine care",
    "attributed": "Spine care and spine share of cancer drugs",
    "full": "All cancer-drug cost",
}

KINDS = {
    "evidence": "read in the source",
    "derived": "computed from figures read in the source",
    "assumption": "expert judgement, no source gives it",
    "calibrated": "set inside its evidence range to meet a published figure",
}

GRADES = {
    "A": "registry or official statistics",
    "B": "peer-reviewed study",
    "C": "company, payer, press or market report",
    "D": "assumption (expert judgement)",
}

DISTRIBUTIONS = {"pert": "PERT from low over value to high", "beta": "beta on 0..1, as wide", "fixed": "not varied"}

DIMENSIONS = {
    "region": REGIONS,
    "tier": TIERS,
    "primary": PRIMARIES,
    "primary_group": PRIMARY_GROUPS,
    "presentation": PRESENTATIONS,
    "treatment_type": TREATMENT_TYPES,
    "modality": MODALITIES,
    "attribute": ATTRIBUTES,
    "end_user": END_USERS,
    "spine_level": SPINE_LEVELS,
    "component": PRICE_COMPONENTS,
    "product_category": PRODUCT_CATEGORIES,
    "payer": PAYERS,
    "period": {code: code.replace("_", " to ") for code in PERIODS},
    "inflation_period": {code: code.replace("_", " to ") for code in INFLATION_PERIODS},
    "scope": SCOPES,
}
