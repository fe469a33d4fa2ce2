"""What the Regions page adds: the answer, the click on the map, the profile card."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis.narrative import amount
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import percent
from spinemkt.charts import regions
from spinemkt.model.result import Result
from ui.cache import result, said


def place_answer(run: Result, view: View) -> str:
    """Say the three largest countries and their share."""
    frame = run.table(view.measure.name, ("country",), view.where(year=view.year)).nlargest(3, "value")
    whole = run.total(view.measure.name, view.where(year=view.year))
    if whole == 0:
        return "Nothing is left under these filters."
    names = [run.inputs.country_names[code] for code in frame["country"]]
    share = percent(float(frame["value"].sum()) / whole, 0)
    first = amount(float(frame["value"].iloc[0]), view.measure)
    if len(names) == 1:
        return f"{names[0]}: {first} in {view.year}."
    return f"{names[0]} alone is {first} in {view.year}; with {' and '.join(names[1:])} it makes up {share}."


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


def profile_card(view: View, level: str, code: str, name: str) -> None:
    """Write what to know of a place, and how much of it is assumption."""
    rows = "".join(
        f"<tr><td>{escape(what)}<br><span class='sm-evidence'>{escape(source)}</span></td>"
        f"<td class='sm-figure'>{escape(figure)}</td></tr>"
        for what, figure, source in said(regions.profile, view, level, code)
    )
    st.html(
        f"<h3 class='sm-title'>{escape(name)}, {view.year}</h3>"
        "<p class='sm-subtitle'>all modalities and solid primaries, constant 2022 USD</p>"
        f"<table class='sm-table'><tbody>{rows}</tbody></table>"
        f"<p class='sm-sources'>{escape(regions.evidence_gaps(result(view), level, code))}</p>"
    )
