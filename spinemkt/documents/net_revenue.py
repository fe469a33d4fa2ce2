"""What manufacturers net: the waterfall from payer spend, products with units and net prices, what is not disclosed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spinemkt.analysis.market.maker import NOT_DISCLOSED, undisclosed
from spinemkt.analysis.view import View
from spinemkt.charts import maker, overview
from spinemkt.documents.blocks import Block, Exhibit, Note, Section, Table
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, PRODUCT_CATEGORIES, PRODUCT_UNIT
from spinemkt.wording import inside, listing

HEADS = ("Product", "Net revenue", "Units", "Net price of a unit")
INTRODUCTION = (
    "What payers spend holds the products of manufacturers, less what distributors keep and rebates give back."
)
UNITS = (
    "A unit of a machine is a year of one machine in full use. Net prices count all of a product, also where only the "
    "spine share of a drug is counted above."
)


def net_revenue(work: Workspace) -> Iterator[Block]:
    """Yield where the spend of the year shown goes, and what each product category brings."""
    view = work.view
    yield Section("From payer spend to net revenue", INTRODUCTION)
    yield Exhibit("waterfall", work.chart(maker.waterfall, view), "maker_revenue")
    spread = work.by(view, "product_category")
    yield Exhibit("by_product", work.chart(overview.ranked, view, "product_category", len(PRODUCT_CATEGORIES), spread))
    rows = work.said(_rows, view)
    yield Table("products", HEADS, rows, "Products, units and net prices", numbers=frozenset({1, 2, 3}), named=True)
    yield Note(UNITS)
    yield Note(missing(work))


def missing(work: Workspace) -> str:
    """Say of which modalities no share of a product is known."""
    hidden = listing([inside(MODALITIES[code]) for code in undisclosed(work.inputs)])
    return f"{NOT_DISCLOSED.capitalize()}: no source gives the share of products in {hidden}; none is assumed."


def _rows(result: Result, view: View) -> list[list[Text | str]]:
    """A row of each product category: name, net revenue, units, net price of a unit."""
    study, full, measure = Study(result), Study(result).of_scope("full"), view.measure.name
    where = view.where("units", year=view.year)
    found = {name: study.by(name, "product_category", **where) for name in (measure, "units")}
    rows: list[list[Text | str]] = []
    for code in sorted(found[measure], key=lambda code: -found[measure][code].number):
        kept = {**where, "product_category": code}
        units = found["units"][code]
        price = full.amount("maker_revenue", **kept) / full.amount("units", **kept) if units.number else None
        rows.append(
            [
                PRODUCT_CATEGORIES[code],
                say("{revenue:amount}", revenue=found[measure][code]),
                say("{units:count} {of}", units=units, of=PRODUCT_UNIT[code]),
                say("{price:money} each", price=replace(price, unit="USD a unit")) if price else "none",
            ]
        )
    return rows
