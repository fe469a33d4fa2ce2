"""What the Regions page adds: the answer, the click on the map, the profile card."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis.market import per_patient, place_facts
from spinemkt.analysis.view import MONEY, View
from spinemkt.figures.text import shown
from ui import asks, parts, selection
from ui.cache import result, said
from ui.controls import places
from ui.filters import countries
from ui.typed import HELP


def clicked_country(event: object) -> None:
    """Put the country clicked on the map into the profile."""
    code = selection.mark(event)
    if not code:
        st.session_state.pop("clicked", None)
    elif st.session_state.get("clicked") != code:
        st.session_state["clicked"] = code
        if code in result(View()).codes["country"]:
            st.session_state["place"] = code


def swipe_hint() -> None:
    """Say that the map moves sideways; shown on a phone only."""
    st.html("<p class='sm-text sm-swipe'>Move the map sideways to see all of the world.</p>")


def choose_profile(view: View) -> tuple[str, str]:
    """Offer regions and countries, and return the one whose profile is shown, as code and name."""
    choices = places(countries())
    first = next(iter((*view.country, *view.region)), "north_america")
    chosen = st.selectbox(
        "Profile of",
        list(choices),
        list(choices).index(first),
        format_func=lambda code: choices.get(code, code),
        key="place",
        bind="query-params",
        filter_mode="contains",
        accept_new_options=True,
        help=f"Or click a country on the map. {HELP}",
    )
    return chosen, choices[chosen]


def profile_card(view: View, level: str, code: str, name: str) -> None:
    """Write what to know of a place, and how much of it is assumption."""
    rows, places = "", View(scope=view.scope, myeloma=view.myeloma)
    for fact in said(place_facts.profile, view, level, code):
        words = asks.text(fact.words, f"profile {fact.what}", places)
        rows += (
            f"<tr><td>{escape(fact.what)}<br><span class='sm-evidence'>{escape(fact.source)}</span></td>"
            f"<td class='sm-figure'>{words}</td></tr>"
        )
    st.html(
        f"<h3 class='sm-title'>{escape(name)}, {view.year}</h3>"
        f"<p class='sm-subtitle'>all modalities and solid primaries, {MONEY['real']}</p>"
        f"<table class='sm-table'><tbody>{rows}</tbody></table>"
        f"<p class='sm-sources'>{escape(place_facts.evidence_gaps(result(view), level, code))}</p>"
    )


def patient_costs(view: View) -> None:
    """Write what payers spend for one patient in each place, in the year shown and the last, with a file."""
    found = said(per_patient.rows, view)
    heads = [f"{per_patient.LABELS[column]}, {year}" for column, year in found[0].figures]
    rows = [
        [row.place, *(shown(one, "bare dollars") if one.number > 0 else "none" for one in row.figures.values())]
        for row in found
    ]
    parts.table(("Place", *heads), rows, key="patient", view=view)
    title = f"Spend for one patient, {view.sentence(countries())}"
    parts.table_foot(title, view, "patient", said(per_patient.table, view))
