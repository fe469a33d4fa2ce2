"""What the Regions page adds: the answer, the click on the map, the profile card."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from spinemkt.analysis.asked import pages as asked_of
from spinemkt.analysis.market import place_facts
from spinemkt.analysis.view import View
from ui import asks
from ui.cache import result, said


def clicked_country(event: object) -> None:
    """Put the country clicked on the map into the profile."""
    points = event["selection"]["points"] if event else []  # type: ignore[index]
    if not points:
        st.session_state.pop("clicked", None)
        return
    code = points[0].get("location") or points[0].get("customdata")
    code = code[0] if isinstance(code, list) else code
    if code and st.session_state.get("clicked") != code:
        st.session_state["clicked"] = code
        if code in result(View()).codes["country"]:
            st.session_state["place"] = code


def swipe_hint() -> None:
    """Say that the map moves sideways; shown on a phone only."""
    st.html("<p class='sm-text sm-swipe'>Move the map sideways to see all of the world.</p>")


def profile_card(view: View, level: str, code: str, name: str) -> None:
    """Write what to know of a place, and how much of it is assumption."""
    asked, rows = asked_of.profile(view, level, code), ""
    for fact in said(place_facts.profile, view, level, code):
        figures = (fact.words,) if fact.figures is None else fact.figures
        known = zip(asked.get(fact.what, ()), figures, strict=False)
        answers = [replace(answer, shown=figure) for answer, figure in known]
        words = asks.woven(fact.words, f"profile {fact.what}", answers, View(scope=view.scope, myeloma=view.myeloma))
        rows += (
            f"<tr><td>{escape(fact.what)}<br><span class='sm-evidence'>{escape(fact.source)}</span></td>"
            f"<td class='sm-figure'>{words}</td></tr>"
        )
    st.html(
        f"<h3 class='sm-title'>{escape(name)}, {view.year}</h3>"
        "<p class='sm-subtitle'>all modalities and solid primaries, constant 2022 USD</p>"
        f"<table class='sm-table'><tbody>{rows}</tbody></table>"
        f"<p class='sm-sources'>{escape(place_facts.evidence_gaps(result(view), level, code))}</p>"
    )
