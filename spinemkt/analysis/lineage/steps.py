"""The steps of the chain as the code has them: name, equation, and the measure that reports what a step gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from spinemkt.analysis.lineage.dependencies import DELIVERED, reach
from spinemkt.evidence.inputs import Inputs
from spinemkt.model import chain as arrows
from spinemkt.model import prices, products
from spinemkt.model.measures import MEASURES, received
from spinemkt.model.uptake import in_tier
from spinemkt.terms import MODALITY_BASE

Step = tuple[str, Callable[..., Any], str | None]

STEPS: list[Step] = [
    ("New cancer cases", arrows.new_cancer_cases, "new_cancer_cases"),
    ("Patients with spinal metastasis", arrows.spine_metastasis_patients, "spine_metastasis_patients"),
    ("Detection", arrows.detection, None),
    ("Diagnosed patients", arrows.diagnosed, "diagnosed"),
    ("Delayed treatment", arrows.delayed, None),
    ("Presentation", arrows.presenting, "presenting"),
    ("Access to treatment at the spine", arrows.reached, None),
    ("Tumour-board planning", arrows.planned_by_boards, None),
    ("Patients treated at the spine", arrows.treated, "treated"),
    ("Observed patients", arrows.followed, "followed"),
    ("Prevalent patients", arrows.prevalent, "prevalent"),
    ("Uptake by country group", in_tier, None),
    ("Operable patients", arrows.operable, None),
    ("Patients by modality", arrows.modality_patients, None),
    ("Capacity limits", arrows.capacity_use, None),
    ("Episodes", arrows.episodes, "episodes"),
    ("Price", prices.price, None),
    ("Spend", arrows.spend, "spend"),
    ("Units of products", products.units, None),
    ("Product price", products.product_price, None),
    ("Spend on products", products.product_spend, "product_spend"),
    ("Maker's price", products.maker_price, None),
    ("Manufacturer net revenue", products.maker_revenue, "maker_revenue"),
]

_EQUATIONS = {measure: function for _, function, measure in STEPS if measure}
_EQUATIONS |= {"modality_patients": arrows.modality_patients, "units": products.units}
_OWN = {
    "untreated": "not treated at the spine = presenting - treated",
    "spend_nominal": "spend = episodes x price in the money of each year x attribution",
    "maker_revenue_nominal": "net revenue = episodes x maker's price in the money of each year x attribution",
}
_FOUND = ("new_cancer_cases", "spine_metastasis_patients", "diagnosed")


def equation(function: Callable[..., Any]) -> str:
    """The first sentence of what an arrow of the chain says of itself."""
    return (inspect.getdoc(function) or "").partition(". ")[0].splitlines()[0].rstrip(".")


def formula(measure: str, inputs: Inputs) -> str:
    """Say in words how a measure comes from the step before it."""
    spec = MEASURES[measure]
    if spec.weight:
        stage = MEASURES[spec.stage].label
        return f"{spec.label.lower()} = {stage.lower()} x {inputs.dictionary.parameters[spec.weight].label.lower()}"
    return _OWN.get(measure) or equation(_EQUATIONS[spec.stage])


def upstream(measure: str, inputs: Inputs, where: Mapping[str, object] | None = None) -> list[str]:
    """List the measures that a measure is made of under filters, in the order of the chain, itself last."""
    spec, found = MEASURES[measure], reach(inputs, where)
    if spec.stage in _FOUND:
        return list(_FOUND[: _FOUND.index(spec.stage) + 1])
    names = list(_FOUND)
    bases = {MODALITY_BASE[code] for code in found.modalities} if spec.stage in DELIVERED else {spec.stage}
    if "presentation" in found.filtered or spec.stage == "presenting":
        names.append("presenting")
    names += [base for base in ("treated", "untreated", "followed", "prevalent") if base in bases]
    if spec.stage in DELIVERED:
        last = list(DELIVERED).index(spec.stage)
        names += [received(found.modalities), "episodes"][: min(last, 2)]
    return [*dict.fromkeys(name for name in names if name != measure), measure]
