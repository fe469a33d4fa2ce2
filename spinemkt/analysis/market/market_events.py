"""What happened and what may come: decisions of regulators and market events in one list, dated."""

from __future__ import annotations

import pandas as pd

from spinemkt.analysis.market.company_card import date_words
from spinemkt.analysis.market.landscape import catalogue, kept
from spinemkt.analysis.studies import named, said_by
from spinemkt.analysis.view import View
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.wording import inside

# Kinds of event as a reader asks for them, and which kinds of the data each takes in.
EVENT_GROUPS = {
    "decision": "Decisions of regulators",
    "money": "Prices and payment",
    "company": "Launches and companies",
    "other": "Trials, guidelines, capacity",
}
ALL_EVENTS = "all"
EVENTS = {ALL_EVENTS: "All", **EVENT_GROUPS}
_GROUP = {
    "approval": "decision",
    "price": "money",
    "reimbursement": "money",
    "patent": "money",
    "launch": "company",
    "company": "company",
    "trial": "other",
    "guideline": "other",
    "capacity": "other",
    "technology": "other",
}


def events(result: Result, view: View, group: str = ALL_EVENTS) -> pd.DataFrame:
    """Return the dated events under a view's filters, the newest first.

    Columns when (words), start and end (year with fraction), event, category, label, kind, group, judged, source,
    grade, note. A place keeps what holds there or everywhere.
    """
    inputs = result.inputs.baseline
    found = catalogue(inputs, view)
    frame = all_events(inputs)
    types, modalities = view.treatment_type, view.modality
    keep = frame["modality"].map(
        lambda cell: not cell or any(kept(code, types, modalities) for code in cell.split(";"))
    )
    if types or modalities:
        keep &= frame["modality"] != ""
    if found.regions:
        keep &= frame["region"].map(lambda cell: not cell or bool(set(cell.split(";")) & set(found.regions)))
    if group in EVENT_GROUPS:
        keep &= frame["group"] == group
    return frame[keep].reset_index(drop=True)


@cached_on_first
def all_events(inputs: Inputs) -> pd.DataFrame:
    """Every dated decision and event, the newest first, with region and modality."""
    labels = inputs.tables["company_categories"].set_index("category")["label"]
    products = inputs.tables["companies"].set_index("product_id")
    decisions = inputs.tables["clearances"]
    decisions = decisions[decisions["date"] != ""]
    made = products.loc[decisions["product_id"]].reset_index(drop=True)
    decided = decisions.reset_index(drop=True).assign(
        event=[
            f"{company}, {product}: {inside(what)}"
            for company, product, what in zip(made["company"], made["product"], decisions["what"], strict=True)
        ],
        category=made["category"],
        modality=made["modality"],
        until="",
        group="decision",
    )
    other = inputs.tables["market_events"].assign(number="")
    frame = pd.concat([decided, other.assign(group=other["kind"].map(_GROUP))], ignore_index=True)
    frame = frame.assign(
        start=frame["date"].map(_years),
        end=[_years(until or date) for date, until in zip(frame["date"], frame["until"], strict=True)],
        when=[
            " to ".join(map(date_words, filter(None, pair))) for pair in zip(frame["date"], frame["until"], strict=True)
        ],
        kind=frame["kind"] + frame["number"].map(lambda number: f" {number}" if number else ""),
        label=frame["category"].map(labels).fillna("Not one category"),
        judged=frame["retrieved"] == "no",
        source=[said_by(inputs, cell) for cell in frame["source_id"]],
        note=[named(inputs, note) for note in frame["note"]],
    )
    columns = [
        "when",
        "start",
        "end",
        "event",
        "category",
        "label",
        "kind",
        "group",
        "judged",
        "source",
        "grade",
        "note",
    ]
    return frame.sort_values(["start", "event"], ascending=[False, True])[[*columns, "region", "modality"]]


def _years(date: str) -> float:
    """A date as years with a fraction, in the middle of what is known: 2026 -> 2026.5."""
    year, *rest = map(int, date.split("-"))
    month = rest[0] if rest else None
    day = rest[1] if len(rest) > 1 else 15
    return year + (0.5 if month is None else (month - 1 + day / 31) / 12)
