"""One company: its products with status, decisions and sources, and what is not known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spinemkt.analysis.market.landscape import DESIGNATION, modality_words
from spinemkt.analysis.studies import named, said_by
from spinemkt.evidence.inputs import Inputs
from spinemkt.wording import listing, money

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class ProductCard:
    """One product: what it is, what it is used in, status, decisions, who says so, and a remark."""

    name: str
    category: str
    used_in: str
    feature: str
    status: str
    decisions: tuple[str, ...]
    source: str
    note: str


@dataclass(frozen=True)
class CompanyCard:
    """One company: where it sits, its products, its sales as read, and what is unknown."""

    name: str
    seat: str
    products: tuple[ProductCard, ...]
    sales: tuple[str, ...]
    unknown: tuple[str, ...]


def date_words(date: str) -> str:
    """Write a date as known: '12 Feb 2026', 'Feb 2026' or '2026'; 'date unknown' where empty."""
    if not date:
        return "date unknown"
    year, *rest = date.split("-")
    return " ".join(
        [*([str(int(rest[1]))] if len(rest) > 1 else []), *([_MONTHS[int(rest[0]) - 1]] if rest else []), year]
    )


def card(inputs: Inputs, company: str) -> CompanyCard:
    """Return what the tables say of a company."""
    own = inputs.tables["companies"]
    rows = list(own[own["company"] == company].itertuples())
    labels = inputs.tables["company_categories"].set_index("category")["label"]
    seat = next((row.country for row in rows if row.country), "")
    recalled = any(part in row.recalled for row in rows for part in ("country", "all"))
    return CompanyCard(
        company,
        f"{inputs.country_names.get(seat, seat)}{' (recalled)' if recalled else ''}" if seat else "seat unknown",
        tuple(_product(inputs, row, labels[row.category]) for row in rows),
        tuple(
            f"{money(row.sales_usd)} ({row.sales_year}): {row.sales_of}; {said_by(inputs, row.sales_source_id)}"
            for row in rows
            if row.sales_usd == row.sales_usd
        ),
        tuple(_unknown(inputs, rows)),
    )


def _product(inputs: Inputs, row: Any, category: str) -> ProductCard:
    decisions = _decisions(inputs, row.product_id)
    remarks = [
        named(inputs, row.note),
        f"Recalled, not read: {row.recalled}." if row.recalled not in ("", "all") else "",
    ]
    return ProductCard(
        row.product,
        category,
        modality_words(row.modality.split(";")),
        named(inputs, row.feature),
        row.status,
        tuple(_decision(inputs, decision, row.source_id) for decision in decisions),
        f"{said_by(inputs, row.source_id)}, grade {row.grade}",
        " ".join(filter(None, remarks)),
    )


def _decisions(inputs: Inputs, product: str) -> list[Any]:
    table = inputs.tables["clearances"]
    own = table[table["product_id"] == product]
    return sorted(own.itertuples(), key=lambda row: (not row.date, row.date))


def _decision(inputs: Inputs, row: Any, known: str) -> str:
    """Say one decision, with its source where that is not the product's own."""
    number = f" {row.number}" if row.number else ""
    who = "" if row.source_id == known else f" ({said_by(inputs, row.source_id)})"
    return f"{date_words(row.date)}, {row.authority} {row.kind}{number}: {row.what}{who}"


def _unknown(inputs: Inputs, rows: list[Any]) -> list[str]:
    found = []
    if all(row.market_share != row.market_share for row in rows):
        found.append("Share of spend on spinal metastases: no source read gives one.")
    if not any(row.sales_usd == row.sales_usd for row in rows):
        found.append("Sales: none were read.")
    else:
        found.append(
            "Sales for spinal metastases alone: shown in nothing that was read; the figures are of more than that."
        )
    found.append("Decisions outside the United States: no records were read.")
    decisions = {row.product: _decisions(inputs, row.product_id) for row in rows}
    allowing = {name: [d for d in own if d.kind != DESIGNATION] for name, own in decisions.items()}
    if none := [name for name, own in allowing.items() if not own]:
        found.append(f"Clearance or approval: none was read for {listing(none)}.")
    if undated := [d.number or name for name, own in decisions.items() for d in own if not d.date]:
        found.append(f"Day of the decision: not read for {listing(undated)}.")
    if silent := [row.product for row in rows if row.names_tumour == "not read"]:
        found.append(f"Whether the label names tumours: not read for {listing(silent)}.")
    return found
