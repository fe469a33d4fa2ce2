"""The sidebar: every filter bound to the address bar, read into one View."""

from __future__ import annotations

import dataclasses

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt import wording
from spinemkt.analysis.narrative import size
from spinemkt.analysis.view import View, choices, few, narrowed, responsible, span_words, year_shown
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.typed import LONGEST
from spinemkt.terms import SCOPES, YEARS
from spinemkt.wording import USD
from ui import controls, drawing, fields, typed
from ui.cache import inputs, result
from ui.drawing import needs_session
from ui.ranges import DEFAULT
from ui.text import plain, small

COUNTED = "Cancer-drug cost"
_LABELS = {
    "region": "Region",
    "country": "Country",
    "treatment_type": "Treatment type",
    "modality": "Modality",
    "end_user": "Site of care",
    "primary": "Primary cancer",
    "product_category": "Product",
}
_OF = {"product_category": "revenue"}  # filters that only one quantity has
_EVERYTHING = {
    "region": "All regions",
    "country": "All countries: name or code",
    "primary": "All cancers",
    "treatment_type": "All types",
    "modality": "All modalities",
    "end_user": "All sites of care",
    "product_category": "All products",
}
_VIEW = "view"
_PARENT = {"country": "region", "modality": "treatment_type"}
_YEARS = {"years": "Years", "year": "Snapshot year"}
_TELLS = {
    "years": "Projected years shown in charts over time",
    "year": "The year of tiles, maps and splits; kept inside the range above",
}


@drawing.once
def _asked_form() -> str:
    return str(st.session_state.get("money_form", USD))


def money_form() -> str:
    """How the reader wants money written; as always where there is no reader, in a thread of its own."""
    try:
        return _asked_form()
    except drawing.NoSession:
        return USD


wording.follow(money_form)


def countries() -> dict[str, str]:
    """Code -> name of the countries that the model has, by name."""
    return by_name(inputs())


@cached_on_first
def by_name(loaded: Inputs) -> dict[str, str]:
    """Code -> name of the countries of inputs, by name."""
    return dict(sorted(loaded.countries["name"].to_dict().items(), key=lambda pair: pair[1]))


def narrow() -> None:
    """Take out of the filters what their parents do not hold, and say so."""
    options, regions = choices(countries()), inputs().region_of_country
    for name, parent in _PARENT.items():
        left, before = narrowed(name, _chosen(), options[name], regions), st.session_state.get(name, [])
        if lost := [code for code in before if code not in left]:
            st.session_state[name] = [code for code in before if code in left]
            gone = few([options[name][code] for code in lost])
            held = few([options[parent][code] for code in _chosen()[parent]])
            are, were = ("is", "was") if len(lost) == 1 else ("are", "were")
            st.toast(plain(f"{gone} {are} not in {held} and {were} taken out."), duration="long")


def _chosen() -> dict[str, list[str]]:
    return {name: st.session_state.get(name, []) for name in _PARENT.values()}


def sidebar() -> None:
    """Draw the filters: what is counted and when, then where and of whom, then what is rarely changed."""
    with st.container(gap="small", key="filters"):
        _one(
            "quantity",
            "Measure",
            "Payer spend; what manufacturers net of it; patients, or patient treatments where they overlap; courses.",
        )
        _span()
        _snapshot()
        for name in _LABELS:
            if _has(name):
                _several(name)
        with st.expander("Definitions and units", key="definitions"):
            _definitions()


def _has(name: str) -> bool:
    """Whether what is counted has a filter."""
    return _OF.get(name) in (None, st.session_state["quantity"])


def _several(name: str) -> None:
    options = choices(countries())[name]
    left = narrowed(name, _chosen(), options, inputs().region_of_country)
    if name == "country":
        typed.several(_LABELS[name], name, left, options, _EVERYTHING[name], label_visibility="collapsed")
        return
    st.multiselect(
        _LABELS[name],
        left,
        format_func=options.__getitem__,
        placeholder=_EVERYTHING[name],
        filter_mode="contains",
        key=name,
        bind="query-params",
        label_visibility="collapsed",
    )


def _one(name: str, label: str, help: str) -> None:
    options = choices(countries())[name]
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        default=getattr(View(), name),
        required=True,
        key=name,
        bind="query-params",
        help=help,
    )


def _span() -> None:
    """Draw the range of years: two fields to type in, and a slider below."""
    first, last = st.session_state.get("years", View.years)
    with _line("years"):
        faults = [_year("First year", "years", 0, first), _year("Last year", "years", 1, last)]
    st.slider("Years", YEARS[0], YEARS[-1], View.years, key="years", bind="query-params", label_visibility="collapsed")
    fields.say(" ".join(filter(None, faults)))


def _snapshot() -> None:
    """Draw the year of tiles, maps and splits: a field to type in, and a slider below."""
    shown = st.session_state.get("year", View.year)
    with _line("year"):
        fault = _year("Snapshot year", "year", 0, shown)
    st.slider(
        "Snapshot year", YEARS[0], YEARS[-1], View.year, key="year", bind="query-params", label_visibility="collapsed"
    )
    fields.say(fault)
    if outside := year_shown(st.session_state["year"], st.session_state["years"])[1]:
        small(outside)


def _line(name: str) -> DeltaGenerator:
    """A line with the label of a control, where fields of years stand at its end."""
    line = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"line_{name}")
    line.html(f"<span class='sm-filter' title='{_TELLS[name]}'>{_YEARS[name]}</span>", width="stretch")
    return line


def _year(label: str, name: str, place: int, shown: int) -> str:
    """Draw a field for a year; return why what is typed there is not taken, empty where it is."""
    key = fields.box(f"typed_{name}_{place}", shown, _typed_year)
    st.text_input(
        label,
        str(shown),
        max_chars=LONGEST,
        key=key,
        on_change=_take_year,
        args=(name, place, key),
        label_visibility="collapsed",
        width=56,
        autocomplete="off",
    )
    if _typed_year(key) == shown:
        return ""
    return f"{label}: type a year from {YEARS[0]} to {YEARS[-1]}. It stays {shown}."


def _typed_year(key: str) -> int | None:
    """The year that stands in a field; None where there is none that the model has."""
    text = str(st.session_state.get(key) or "").strip()
    return int(text) if text.isdecimal() and int(text) in YEARS else None


def _take_year(name: str, place: int, key: str) -> None:
    """Set the year that was typed; the other end of a range goes along where it would be passed."""
    year = _typed_year(key)
    if year is None or key != fields.standing(f"typed_{name}_{place}"):
        return
    if name == "years":
        first, last = st.session_state["years"]
        st.session_state["years"] = (min(first, year), year) if place else (year, max(year, last))
    else:
        st.session_state["year"] = year


def _definitions() -> None:
    """Draw what is rarely changed: which cancers and costs count, in which money, and how ranges are shown."""
    default = View()
    st.toggle(
        "Include myeloma",
        default.myeloma,
        key="myeloma",
        bind="query-params",
        help="A marrow cancer, not a metastasis; outside the market unless switched on or chosen as a primary.",
    )
    st.toggle(
        "Group smaller cancers",
        default.grouped,
        key="grouped",
        bind="query-params",
        help="Top three cancers (lung, breast, prostate) and others, instead of all ten.",
    )
    st.radio(
        COUNTED,
        list(SCOPES),
        list(SCOPES).index(default.scope),
        choices(countries())["scope"].__getitem__,
        key="scope",
        bind="query-params",
        help="Bone agents and radioligands are spine care. Of chemotherapy, targeted, immune and hormone therapy the "
        "default counts the spine share; all of their cost is for context.",
    )
    real = choices(countries())["money"]["real"]
    _one("money", "Currency basis", f"{real} excludes general inflation; Nominal is in the money of each year.")
    _one("money_form", "Number format", "How amounts of money are written on screen and in files.")
    st.segmented_control(
        "Uncertainty",
        list(controls.RANGES),
        format_func=controls.RANGES.__getitem__,
        default=DEFAULT,
        required=True,
        key="ranges",
        bind="query-params",
        help="How far results reach when every uncertain number varies over its range in the evidence: "
        "P10-P90 holds 80% of 2,000 simulations, P2.5-P97.5 holds 95%.",
    )


def view() -> View:
    """The view of the drawing that goes on; raises NoSession in a thread that belongs to no session."""
    needs_session("the view")
    return st.session_state[_VIEW]


def read_view() -> View:
    """Read the view that the widgets' state makes, once a drawing."""
    state = st.session_state
    lists = {name: tuple(state.get(name, [])) if _has(name) else () for name in _LABELS}
    years = min(state["years"]), max(state["years"])
    found = state[_VIEW] = View(
        quantity=state["quantity"],
        money=state["money"],
        money_form=state["money_form"],
        scope=state["scope"],
        years=years,
        year=year_shown(state["year"], years)[0],
        grouped=state["grouped"],
        myeloma=state["myeloma"] or "myeloma" in state["primary"],
        **lists,
    )
    return found


def emptying(view: View) -> dict[str, tuple[str, str]]:
    """Return the filters of an empty view that leave something once one is cleared: name -> (label, what is chosen)."""
    options, labels = choices(countries()), {**_LABELS, "scope": COUNTED, "years": "Years"}

    def left(other: View) -> float:
        return size(result(other), other)

    def chosen(name: str) -> str:
        value = getattr(view, name)
        return (
            span_words(value)
            if name == "years"
            else few([options[name][code] for code in ([value] if name == "scope" else value)])
        )

    return {name: (labels[name], chosen(name)) for name in responsible(view, left)}


def clear(*names: str) -> None:
    """Put the filters named, or else every filter, back to the default; a button's callback."""
    default = defaults()
    st.session_state.update({name: default[name] for name in names or set(default) - {"money_form"}})
    st.session_state["link_faults"] = []


def defaults() -> dict[str, object]:
    """The filters' state where nothing is chosen."""
    state = {field.name: getattr(View(), field.name) for field in dataclasses.fields(View)}
    return {name: list(value) if name in _LABELS else value for name, value in state.items()}
