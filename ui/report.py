"""The form of a report to reconcile: its figure, published or typed, and what it counts; kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from spinemkt.analysis.reconcile import YEARS_PUBLISHED, Report, held
from spinemkt.analysis.uncertainty_views.verdicts import figure
from spinemkt.analysis.view import View, choices, few
from spinemkt.errors import QueryError
from spinemkt.wording import money
from ui import typed
from ui.controls import OWN_REPORT, REPORT_COUNTS, REPORT_LISTS, REPORT_MONEY, REPORT_SCOPES, report_choices
from ui.filters import countries

EVERYTHING = {
    "region": "the world",
    "country": "all countries",
    "primary": "all cancers",
    "treatment_type": "all types",
    "modality": "all modalities",
    "product_category": "all products",
}
LABELS = {
    "region": "Regions",
    "country": "Countries",
    "primary": "Cancers",
    "treatment_type": "Treatment types",
    "modality": "Modalities",
    "product_category": "Products",
}


def form(known: Mapping[str, Report], usual: str) -> tuple[Report | None, list[str]]:
    """Draw the form; return the report, None where there is no amount, and what of it could not be read.

    known: published figures by code. usual: the one chosen first. What is left empty is as published.
    """
    with st.container(key="report_form", gap="small"):
        options = report_choices(known)
        code = st.selectbox(
            "Published figure",
            list(options),
            list(options).index(usual),
            format_func=options.__getitem__,
            key="report",
            bind="query-params",
            on_change=_as_published,
            filter_mode="contains",
        )
        chosen = known.get(code) or Report("Your report", 0.0, View.year, View(money="nominal"))
        written = st.text_input(
            "Amount, USD a year",
            key="report_amount",
            bind="query-params",
            placeholder=money(chosen.amount, "") if chosen.amount else "such as 12.5 bn",
            max_chars=40,
        )
        year = st.selectbox(
            "Year it is of",
            list(range(YEARS_PUBLISHED[0], YEARS_PUBLISHED[1] + 1)),
            None,
            key="report_year",
            bind="query-params",
            placeholder=str(chosen.year),
            filter_mode="contains",
        )
        counts = _one("What it counts", "report_counts", REPORT_COUNTS, chosen.view.quantity)
        basis = _one("Money", "report_money", REPORT_MONEY, chosen.view.money)
        scope = _one("Cancer drugs counted", "report_scope", REPORT_SCOPES, chosen.view.scope)
        lists: dict[str, Any] = {
            name: tuple(_several(name, getattr(chosen.view, name)))
            for name in REPORT_LISTS
            if name != "product_category" or counts == "revenue"
        }
    view = replace(
        chosen.view,
        **{name: found for name, found in lists.items() if found},
        quantity=counts,
        money=basis,
        scope=scope,
    )
    view = view if counts == "revenue" else replace(view, product_category=())
    year = year or chosen.year
    report = replace(chosen, year=year, view=replace(view, year=held(year), years=(held(year),) * 2))
    try:
        amount = figure(written, "amount of the report") if written.strip() else chosen.amount
    except QueryError as error:
        return None, [str(error)]
    mine = amount != chosen.amount or report.view != chosen.view
    return (replace(report, amount=amount, name=_name(chosen, mine)), []) if amount else (None, [])


def _name(chosen: Report, changed: bool) -> str:
    return f"{chosen.name}, as you changed it" if changed and chosen.amount else chosen.name


def _one(label: str, key: str, options: Mapping[str, str], usual: str) -> str:
    found = st.selectbox(
        label,
        list(options),
        None,
        format_func=options.__getitem__,
        key=key,
        bind="query-params",
        placeholder=options[usual],
    )
    return found or usual


def _several(name: str, usual: tuple[str, ...]) -> list[str]:
    options, key = choices(countries())[name], f"report_{name}"
    placeholder = few([options[code] for code in usual]) or EVERYTHING[name]
    if name == "country":
        return typed.several(LABELS[name], key, options, options, placeholder)
    return st.multiselect(
        LABELS[name],
        list(options),
        format_func=options.__getitem__,
        placeholder=placeholder,
        filter_mode="contains",
        key=key,
        bind="query-params",
    )


def _as_published() -> None:
    """Leave all to the figure that was chosen, but a figure of one's own."""
    state = st.session_state
    if state.get("report") != OWN_REPORT:
        state["report_amount"] = ""
        for key in ("report_year", "report_counts", "report_money", "report_scope"):
            state[key] = None
        for name in REPORT_LISTS:
            state[f"report_{name}"] = []
