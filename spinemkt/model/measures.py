"""What a result can be asked for: each measure, its unit, the stage it stands on and the dimensions it has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spinemkt.terms import MODALITY_BASE, MODALITY_TYPE, PRICE_YEAR, REMAINDER_TECHNIQUE

PLACE = ("country", "region", "tier")
PRIMARY = ("primary", "primary_group")
MODALITY = ("treatment_type", "modality")


@dataclass(frozen=True)
class Measure:
    """A number that a run reports. weight names a parameter (by modality or presentation) that multiplies the stage."""

    name: str
    label: str
    unit: str
    stage: str
    dims: tuple[str, ...]
    description: str
    weight: str | None = None
    money: bool = False
    caution: str = ""

    @property
    def noun(self) -> str:
        """What it counts, in words: patients, procedures / courses, hours."""
        return {"persons": "patients", "episodes": "procedures / courses"}.get(
            counted := self.unit.partition("/")[0], counted
        )


_FLOW = (*PLACE, *PRIMARY, "spine_level", "year")
_PRESENTED = (*PLACE, *PRIMARY, "presentation", "spine_level", "year")
_DELIVERED = (*PLACE, *PRIMARY, "presentation", *MODALITY, "end_user", "spine_level", "year")

_PAID = (*_DELIVERED[:-1], "payer", "year")
_PRODUCED = (*_DELIVERED[:-1], "product_category", "year")
_SOLD = (*_PRODUCED[:-1], "payer", "year")

_ALL = [
    Measure(
        "new_cancer_cases",
        "New cancer cases",
        "persons/year",
        "new_cancer_cases",
        (*PLACE, *PRIMARY, "year"),
        "New diagnoses of the primary cancer.",
    ),
    Measure(
        "spine_metastasis_patients",
        "Patients with spinal metastasis",
        "persons/year",
        "spine_metastasis_patients",
        _FLOW,
        "New patients a year whose spinal metastasis imaging could find.",
    ),
    Measure("diagnosed", "Diagnosed patients", "persons/year", "diagnosed", _FLOW, "Newly diagnosed in the year."),
    Measure(
        "presenting",
        "Diagnosed patients by presentation",
        "persons/year",
        "presenting",
        _PRESENTED,
        "Diagnosed patients by how the metastasis shows.",
    ),
    Measure(
        "treated",
        "Patients treated at the spine",
        "persons/year",
        "treated",
        _PRESENTED,
        "Patients who receive radiation, surgery, cement or ablation in the year.",
    ),
    Measure(
        "untreated",
        "Patients not treated at the spine",
        "persons/year",
        "untreated",
        _PRESENTED,
        "Diagnosed patients without treatment at the spine in the year, with access to it or without.",
    ),
    Measure(
        "followed",
        "Observed patients",
        "persons/year",
        "followed",
        _PRESENTED,
        "Diagnosed patients with access to treatment at the spine who are observed in the year instead.",
    ),
    Measure(
        "prevalent",
        "Patients living with spinal metastasis",
        "patient-years",
        "prevalent",
        _PRESENTED,
        "Years lived with diagnosed spinal metastasis in the year.",
    ),
    Measure(
        "modality_patients",
        "Patients by modality",
        "persons/year",
        "modality_patients",
        _DELIVERED,
        "Patients who receive the modality; of several modalities only where no patient has two of them.",
    ),
    Measure(
        "patient_years",
        "Patient-years by modality",
        "patient-years",
        "modality_patients",
        _DELIVERED,
        "Years that patients are on the modality, a lasting drug, in the year.",
    ),
    Measure(
        "patient_treatments",
        "Patient treatments by modality",
        "patient treatments/year",
        "modality_patients",
        _DELIVERED,
        "Patients by modality summed; one with several modalities counts once in each.",
        caution="a patient counts once in each modality, on lasting drugs as patient-years",
    ),
    Measure(
        "episodes",
        "Procedures / courses",
        "episodes/year",
        "episodes",
        _DELIVERED,
        "Courses, operations, scans or patient-years of treatment.",
    ),
    Measure(
        "spend",
        "Spend, constant money",
        f"USD{PRICE_YEAR}/year",
        "spend",
        _PAID,
        f"What payers spend, in constant {PRICE_YEAR} USD.",
        money=True,
    ),
    Measure(
        "spend_nominal",
        "Spend, nominal money",
        "USD/year",
        "spend_nominal",
        _PAID,
        "What payers spend, in USD of each year.",
        money=True,
    ),
    Measure(
        "product_spend",
        "Spend on products, constant money",
        f"USD{PRICE_YEAR}/year",
        "product_spend",
        _SOLD,
        f"What payers spend on products, in constant {PRICE_YEAR} USD; nothing where no share is disclosed.",
        money=True,
    ),
    Measure(
        "maker_revenue",
        "Manufacturer net revenue, constant money",
        f"USD{PRICE_YEAR}/year",
        "maker_revenue",
        _SOLD,
        f"What manufacturers net of spend on products, after margins and rebates, in constant {PRICE_YEAR} USD.",
        money=True,
    ),
    Measure(
        "maker_revenue_nominal",
        "Manufacturer net revenue, nominal money",
        "USD/year",
        "maker_revenue_nominal",
        _SOLD,
        "What manufacturers net of spend on products, after margins and rebates, in USD of each year.",
        money=True,
    ),
    Measure(
        "units",
        "Units of products",
        "units/year",
        "units",
        _PRODUCED,
        "Sets, kits, doses, patient-years of drugs and machine-years in use, whole in every scope.",
        caution="units of different product categories do not add up to one number",
    ),
    Measure(
        "walking",
        "Patients ambulatory after treatment",
        "persons/year",
        "treated",
        _PRESENTED,
        "Patients treated at the spine who walk after treatment.",
        weight="walking_share",
    ),
    Measure(
        "complications",
        "Complications",
        "events/year",
        "episodes",
        _DELIVERED,
        "Complications of treatment at the spine.",
        weight="complication_rate",
    ),
    Measure(
        "bed_days",
        "Bed days",
        "days/year",
        "episodes",
        _DELIVERED,
        "Inpatient days of treatment at the spine, and of stays without an operation.",
        weight="bed_days_per_episode",
    ),
    Measure(
        "linac_fractions",
        "Linear-accelerator fractions",
        "fractions/year",
        "episodes",
        _DELIVERED,
        "Radiotherapy sessions.",
        weight="fractions_per_episode",
    ),
    Measure(
        "theatre_hours",
        "Theatre hours",
        "hours/year",
        "episodes",
        _DELIVERED,
        "Hours in the operating or angiography suite.",
        weight="theatre_hours_per_episode",
    ),
]

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _ALL})

# What a patient can have one of only: the techniques of such a type; any other modality is a group of its own.
EXCLUSIVE_GROUP = {code: kind if kind in REMAINDER_TECHNIQUE else code for code, kind in MODALITY_TYPE.items()}


def received(modalities: Collection[str]) -> str:
    """Name the measure that counts who receives modalities.

    Patients where none of them can have two, patient-years of one lasting drug, and else patient treatments, since
    no source says who has which together.
    """
    if len({EXCLUSIVE_GROUP[code] for code in modalities}) > 1:
        return "patient_treatments"
    return "patient_years" if {MODALITY_BASE[code] for code in modalities} == {"prevalent"} else "modality_patients"


# How patients are counted who receive any modality of a treatment type.
RECEIVED_BY_TYPE: Mapping[str, str] = MappingProxyType(
    {
        kind: received([code for code, its_type in MODALITY_TYPE.items() if its_type == kind])
        for kind in dict.fromkeys(MODALITY_TYPE.values())
    }
)
