"""The sidebar: every filter bound to the address bar, read into one View."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from spinemkt import wording
from spinemkt.analysis.narrative import size
from spinemkt.analysis.view import View, choices, few, narrowed, responsible, span_words, year_shown
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import SCOPES, YEARS
from spinemkt.wording import USD
from ui import controls, drawing, typed
from ui.cache import inputs, result
from ui.drawing import needs_session
from ui.ranges import DEFAULT
from ui.text import plain, small

COUNTED = "Cancer-drug cost"
_LABELS = {
    "region": "Region",
    "country": "Country",
    "primary": "Primary cancer",
    "treatment_type": "Treatment type",
    "modality": "Modality",
    "end_user": "Site of care",
}
_EVERYTHING = {
    "region": "All regions",
    "country": "All countries",
    "primary": "All cancers",
    "treatment_type": "All types",
    "modality": "All modalities",
    "end_user": "All sites of care",
}
_VIEW = "view"
_PARENT = {"country": "region", "modality": "treatment_type"}


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
    """Draw the filters."""
    options = choices(countries())
    default = View()
    regions, chosen = inputs().region_of_country, _chosen()

    def several(name: str) -> None:
        left = narrowed(name, chosen, options[name], regions)
        if name == "country":
            typed.several(_LABELS[name], name, left, options[name], _EVERYTHING[name])
            return
        st.multiselect(
            _LABELS[name],
            left,
            format_func=options[name].__getitem__,
            placeholder=_EVERYTHING[name],
            filter_mode="contains",
            key=name,
            bind="query-params",
        )

    def one(name: str, label: str, help: str) -> None:
        st.segmented_control(
            label,
            list(options[name]),
            format_func=options[name].__getitem__,
            default=getattr(default, name),
            required=True,
            key=name,
            bind="query-params",
            help=help,
        )

    one(
        "quantity",
        "Measure",
        "Payer spend; patients, or patient treatments where they overlap; procedures and courses of care.",
    )
    st.slider("Years", YEARS[0], YEARS[-1], default.years, key="years", bind="query-params")
    st.slider(
        "Snapshot year",
        YEARS[0],
        YEARS[-1],
        default.year,
        key="year",
        bind="query-params",
        help="The year of tiles, maps and splits; kept inside the range above.",
    )
    if outside := year_shown(st.session_state["year"], st.session_state["years"])[1]:
        small(outside)
    for name in ("region", "country", "treatment_type", "modality"):
        several(name)
    st.toggle(
        "Include myeloma",
        default.myeloma,
        key="myeloma",
        bind="query-params",
        help="A marrow cancer, not a metastasis; outside the market unless switched on or chosen as a primary.",
    )
    several("primary")
    st.toggle(
        "Group smaller cancers",
        default.grouped,
        key="grouped",
        bind="query-params",
        help="Top three cancers (lung, breast, prostate) and others, instead of all ten.",
    )
    several("end_user")
    st.radio(
        COUNTED,
        list(SCOPES),
        list(SCOPES).index(default.scope),
        options["scope"].__getitem__,
        key="scope",
        bind="query-params",
        help="Bone agents and radioligands are spine care. Of chemotherapy, targeted, immune and hormone therapy the "
        "default counts the spine share; all of their cost is for context.",
    )
    real = options["money"]["real"]
    one("money", "Currency basis", f"{real} excludes general inflation; Nominal is in the money of each year.")
    one("money_form", "Number format", "How amounts of money are written on screen and in files.")
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
    lists = {name: tuple(state[name]) for name in _LABELS}
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
    state = {field.name: getattr(View(), field.name) for field in fields(View)}
    return {name: list(value) if name in _LABELS else value for name, value in state.items()}
