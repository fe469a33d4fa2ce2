"""Who looks at the market: for each role, the measure and the filters that show its own part; never a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from spinemkt.analysis.view import View

FILTERS = ("treatment_type", "modality", "end_user", "product_category")  # what a role sets, beside the quantity


@dataclass(frozen=True)
class Role:
    """A reader's trade: its name, what it counts, and the products that are its own; all of them if none."""

    label: str
    quantity: str = "revenue"
    products: tuple[str, ...] = ()

    def seen(self, view: View) -> View:
        """A view as the role sees it; places, cancers, years and money stay."""
        kept: dict[str, Any] = dict.fromkeys(FILTERS, ()) | {"product_category": self.products}
        return replace(view, quantity=self.quantity, **kept)


ROLES: Mapping[str, Role] = {
    "everything": Role("Everything (payer spend)", "spend"),
    "implants": Role("Implants and devices", products=("implant_sets", "cement_kits", "robots_navigation")),
    "radiotherapy": Role("Radiotherapy", products=("linacs", "planning_software")),
    "pharma": Role("Pharma", products=("bone_agent_doses", "cancer_drugs")),
    "imaging": Role(
        "Radiopharmaceuticals and imaging",
        products=("radioligand_doses", "mri_scanners", "ct_scanners", "pet_ct_scanners"),
    ),
    "makers": Role("All manufacturers"),
}


def role_of(view: View) -> str | None:
    """The role that a view is as seen by; None where its filters are those of no role."""
    return next((code for code, role in ROLES.items() if role.seen(view) == view), None)
