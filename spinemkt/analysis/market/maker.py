"""The maker's view of spend: from what payers spend to what manufacturers net, exact to the whole."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.measures import MEASURES
from spinemkt.model.products import product_uses
from spinemkt.model.query import Where, check
from spinemkt.model.result import Result
from spinemkt.model.run import in_scope
from spinemkt.terms import MODALITIES

NOT_DISCLOSED = "not disclosed"


@dataclass(frozen=True, eq=False)
class Waterfall:
    """Where payer spend goes, in USD a year of constant money.

    spend = services + sum of product_spend; product_spend = margins_and_rebates + maker_revenue in each category.
    services: giving care and all other costs, with products of which no share is disclosed. categories: a row for each:
    product_category, product_spend, margins_and_rebates, maker_revenue, units. undisclosed: modality and spend of those
    without a share of any product.
    """

    spend: float
    services: float
    categories: pd.DataFrame
    undisclosed: pd.DataFrame
    unit: str

    @property
    def maker_revenue(self) -> float:
        """What all manufacturers net."""
        return float(self.categories["maker_revenue"].sum())

    def steps(self) -> pd.DataFrame:
        """Return step, value: payer spend, what is taken off (below zero), and manufacturer net revenue, their sum."""
        taken = float(self.categories["margins_and_rebates"].sum())
        values = {
            "Payer spend": self.spend,
            "Services and other costs": -self.services,
            "Margins and rebates": -taken,
            "Manufacturer net revenue": self.maker_revenue,
        }
        return pd.DataFrame({"step": list(values), "value": list(values.values()), "unit": self.unit})


def waterfall(result: Result, where: Where | None = None) -> Waterfall:
    """Return where the payer spend goes that filters keep.

    where: filters as in Result.table, but on product categories: the waterfall goes to all of them. Raises QueryError
    as Result.table does.
    """
    check("spend", (), where, result.codes)
    spend, by = result.total("spend", where), ("product_category",)
    found = {name: result.table(name, by, where).set_index(*by)["value"] for name in ("product_spend", "maker_revenue")}
    units = result.table("units", by, where).set_index(*by)["value"]
    categories = pd.DataFrame(found).assign(units=units)
    categories = categories.assign(margins_and_rebates=categories["product_spend"] - categories["maker_revenue"])
    of_modality = result.table("spend", ("modality",), where)
    hidden = of_modality["modality"].isin(undisclosed(result.inputs)) & (of_modality["value"] > 0)
    return Waterfall(
        spend,
        spend - float(categories["product_spend"].sum()),
        categories[["product_spend", "margins_and_rebates", "maker_revenue", "units"]].reset_index(),
        of_modality.loc[hidden, ["modality", "value"]].rename(columns={"value": "spend"}).reset_index(drop=True),
        MEASURES["spend"].unit,
    )


def undisclosed(inputs: Inputs) -> list[str]:
    """The modalities of which no share of any product is disclosed, in the order of the vocabulary."""
    known = {modality for modality, _ in product_uses(inputs.baseline).pairs}
    return [code for code in MODALITIES if code not in known]


def net_price(result: Result, product_category: str, where: Where | None = None) -> float | str:
    """Return what makers net for one unit of a product category, all of its cost counted; else "not disclosed".

    Net revenue in the full scope / units, USD of constant money a unit (a machine-year of what is not used up). where:
    other filters. Raises QueryError on a category that is not there.
    """
    if "product_category" in (where or {}):
        raise QueryError("net_price() takes its product category as an argument of its own, not in where.")
    kept = {**(where or {}), "product_category": product_category}
    revenue, units = in_scope(result, "full").total("maker_revenue", kept), result.total("units", kept)
    return revenue / units if units else NOT_DISCLOSED
