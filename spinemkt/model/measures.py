"""What a result can be asked for: each measure, its unit, the stage it stands on and the dimensions it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spinemkt.terms import BASE_YEAR

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


_FLOW = (*PLACE, *PRIMARY, "spine_level", "year")
_PRESENTED = (*PLACE, *PRIMARY, "presentation", "spine_level", "year")
_DELIVERED = (*PLACE, *PRIMARY, "presentation", *MODALITY, "end_user", "spine_level", "year")

_ALL = [
    Measure(
        "new_cancer_cases",
        "New cancer cases",
        "persons/year",
        "new_cancer_cases",
        (*PLACE, *PRIMARY, "year"),
        "New diagnoses of the primary tumour.",
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
        "Locally treated patients",
        "persons/year",
        "treated",
        _PRESENTED,
        "Patients who receive radiation, surgery, cement or ablation in the year.",
    ),
    Measure(
        "untreated",
        "Observed patients",
        "persons/year",
        "untreated",
        _PRESENTED,
        "Diagnosed patients without local treatment in the year.",
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
        "Patients who receive the modality; one with several modalities counts once in each.",
        caution="a patient counts once in each modality, on lasting drugs as patient-years",
    ),
    Measure(
        "episodes",
        "Episodes",
        "episodes/year",
        "episodes",
        _DELIVERED,
        "Courses, operations, scans or patient-years of treatment.",
    ),
    Measure(
        "spend",
        "Spend, constant money",
        f"USD{BASE_YEAR}/year",
        "spend",
        _DELIVERED,
        f"What payers spend, in constant {BASE_YEAR} USD.",
        money=True,
    ),
    Measure(
        "spend_nominal",
        "Spend, nominal money",
        "USD/year",
        "spend_nominal",
        _DELIVERED,
        "What payers spend, in USD of each year.",
        money=True,
    ),
    Measure(
        "walking",
        "Patients walking after treatment",
        "persons/year",
        "treated",
        _PRESENTED,
        "Locally treated patients who walk after treatment.",
        weight="walking_share",
    ),
    Measure(
        "complications",
        "Complications",
        "events/year",
        "episodes",
        _DELIVERED,
        "Complications of local treatment.",
        weight="complication_rate",
    ),
    Measure(
        "bed_days",
        "Bed days",
        "days/year",
        "episodes",
        _DELIVERED,
        "Inpatient days of local treatment.",
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
