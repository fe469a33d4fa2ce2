"""The steps of the clinical pathway, each with the number of the model that stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spinemkt.terms import PRESENTATIONS

Where = Mapping[str, str | tuple[str, ...]]
_SYMPTOMATIC = tuple(code for code in PRESENTATIONS if code != "asymptomatic")


@dataclass(frozen=True)
class Step:
    """One step: its headline number as a table is asked for, what that counts, and why it may have no spend."""

    label: str
    measure: str
    where: Mapping[str, tuple[str, ...]]
    counts: str
    unpaid: str = ""


STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "symptoms": Step(
            "Symptoms", "presenting", {"presentation": _SYMPTOMATIC}, "have symptoms", "none before diagnosis"
        ),
        "diagnosis": Step("Diagnosis", "modality_patients", {"modality": ("mri",)}, "have an MRI"),
        "presentation": Step(
            "Presentation",
            "presenting",
            {"presentation": ("cord_compression",)},
            "come with cord compression",
            "none of its own",
        ),
        "decision": Step("Decision", "treated", {}, "are treated at the spine"),
        "treatment": Step(
            "Treatment", "modality_patients", {"treatment_type": ("radiation",)}, "have radiation, the most common"
        ),
        "complications": Step("Complications", "complications", {}, "complications", "inside the cost of treatment"),
        "rehabilitation": Step(
            "Rehabilitation", "modality_patients", {"modality": ("rehabilitation",)}, "have rehabilitation"
        ),
        "life_after": Step("Life after", "walking", {}, "treated patients walk", "none of its own"),
    }
)
