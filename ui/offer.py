"""The form of the reader's own offer, kept in the address."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.strategy.offer_words import price_of
from spinemkt.analysis.view import MONEY
from spinemkt.errors import QueryError, ScenarioError
from spinemkt.scenario.display import display_unit
from spinemkt.scenario.offer import LAUNCHES, LONGEST_RISE, Offer
from spinemkt.scenario.typed import LONGEST
from spinemkt.terms import END_USERS, MODALITIES, REGIONS, TIERS
from ui import typed
from ui.controls import ANY, CARRIED
from ui.filters import countries

PEAK_UNIT = display_unit("fraction", "set")


def form() -> tuple[Offer | None, list[str]]:
    """Draw the controls of the offer and return it, or None, and what of it could not be taken."""
    with st.container(key="offer_form", gap="small"):
        name = st.text_input("Name", key="offer_name", bind="query-params", placeholder="My offer", max_chars=80)
        values: dict[str, object] = {"modality": _several("Modality", "modality", MODALITIES, "All modalities")}
        carried = st.selectbox(
            "Technology",
            list(CARRIED),
            format_func=CARRIED.__getitem__,
            key="offer_attribute",
            bind="query-params",
            help="Robotic or navigated, carbon-fibre constructs, or the CyberKnife platform of SBRT.",
        )
        written = st.text_input(
            f"Price per course, {MONEY['real']}",
            key="offer_price",
            bind="query-params",
            placeholder="the model's mean price",
            max_chars=40,
            help="A course stands for a radiation course, an operation, a scan, or a patient-year of a drug.",
        )
        values["region"] = _several("Regions reached", "region", REGIONS, "All regions")
        values["tier"] = _several("Country groups reached", "tier", TIERS, "All country groups")
        known = countries()
        values["country"] = tuple(typed.several("Countries reached", "offer_country", known, known, "All countries"))
        values["end_user"] = _several("Sites of care reached", "end_user", END_USERS, "All sites of care")
        one, two = st.columns(2)
        values["launch"] = _whole(one, "Launch year", "launch", *LAUNCHES)
        values["years"] = _whole(two, "Years to peak", "years", 1, LONGEST_RISE)
        peak = st.text_input(
            "Peak share of SAM, %",
            PEAK_UNIT.number(_usual("peak")),
            key="offer_peak",
            bind="query-params",
            max_chars=LONGEST,
            help="Your assumption: the model knows no shares of suppliers.",
        )
    values |= {"attribute": "" if carried == ANY else carried}
    values |= {"name": name} if name.strip() else {}
    faults: list[str] = []
    try:
        values["peak"] = PEAK_UNIT.read(peak, 0.0, 1.0)
    except ScenarioError as error:
        faults.append(f"The peak share of the offer. {error} {PEAK_UNIT.exact(_usual('peak'))} is taken.")
    try:
        values["price"] = price_of(written)
    except QueryError as error:
        faults.append(f"{error} The model's mean price is taken.")
    try:
        return Offer.of(values), faults
    except ScenarioError as error:
        return None, [*faults, *str(error).splitlines()]


def _whole(place: DeltaGenerator, label: str, name: str, least: int, most: int) -> int:
    options = list(range(least, most + 1))
    return place.selectbox(
        label, options, options.index(_usual(name)), key=f"offer_{name}", bind="query-params", filter_mode="contains"
    )


def _usual(name: str) -> Any:
    return Offer.model_fields[name].default


def _several(label: str, name: str, options: dict[str, str], everything: str) -> tuple[str, ...]:
    key = f"offer_{name}"
    return tuple(
        st.multiselect(
            label,
            list(options),
            list(_usual(name)),
            format_func=options.__getitem__,
            placeholder=everything,
            filter_mode="contains",
            key=key,
            bind="query-params",
        )
    )
