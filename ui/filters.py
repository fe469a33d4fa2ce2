"""The sidebar: every filter bound to the address bar, read into one View."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from spinemkt.analysis.view import View, choices, narrowed, read_link
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import YEARS
from ui.cache import inputs

_LABELS = {
    "region": "Region",
    "country": "Country",
    "primary": "Primary tumour",
    "treatment_type": "Treatment type",
    "modality": "Modality",
    "end_user": "End user",
}
_EVERYTHING = {
    "region": "All regions",
    "country": "All countries",
    "primary": "All primaries",
    "treatment_type": "All types",
    "modality": "All modalities",
    "end_user": "All sites of care",
}


def countries() -> dict[str, str]:
    """Code -> name of the countries that the model has, by name."""
    return _by_name(inputs())


@lru_cache(maxsize=2)
def _by_name(loaded: Inputs) -> dict[str, str]:
    return dict(sorted(loaded.countries["name"].to_dict().items(), key=lambda pair: pair[1]))


def open_link() -> list[str]:
    """On a session's first run, take filters given as codes from the address, and say what could not be read."""
    if "link_faults" not in st.session_state:
        query = {name: st.query_params.get_all(name) for name in st.query_params}
        codes, faults = read_link(query, countries(), inputs().region_of_country)
        labels = choices(countries())
        written = {name: [labels[name][code] for code in codes.get(name, [])] for name in labels.keys() & query.keys()}
        if len(query.get("years", [])) == 2:
            written["years"] = sorted(query["years"])
        st.session_state["link_faults"] = faults
        if any(query[name] != values for name, values in written.items()):
            st.query_params.from_dict(query | written)
            st.rerun()
    return st.session_state["link_faults"]


def sidebar() -> View:
    """Draw the filters and return the view they make."""
    options = choices(countries())
    default = View()
    regions = inputs().region_of_country

    def chosen() -> dict[str, list[str]]:
        return {name: st.session_state.get(name, []) for name in ("region", "treatment_type")}

    def several(name: str) -> None:
        st.multiselect(
            _LABELS[name],
            narrowed(name, chosen(), options[name], regions),
            format_func=options[name].__getitem__,
            placeholder=_EVERYTHING[name],
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
        "quantity", "Measure", "Spend by payers; patients who receive a modality; episodes: courses, operations, scans."
    )
    st.slider("Years", YEARS[0], YEARS[-1], default.years, key="years", bind="query-params")
    st.slider(
        "Year shown",
        YEARS[0],
        YEARS[-1],
        default.year,
        key="year",
        bind="query-params",
        help="The year of tiles, maps and splits; kept inside the range above.",
    )
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
        "Group primaries",
        default.grouped,
        key="grouped",
        bind="query-params",
        help="Lung, breast, prostate and others, instead of all ten.",
    )
    several("end_user")
    one(
        "scope",
        "Drug cost counted",
        "Strict: no cancer drugs. Attributed: the spine's share of cancer drugs. Full: all of it, for context.",
    )
    one("money", "Money", "Constant 2022 USD take general inflation off; nominal USD are those of each year.")
    return view()


def view() -> View:
    """The view that the widgets' state makes."""
    state = st.session_state
    lists = {name: tuple(state[name]) for name in _LABELS}
    years = min(state["years"]), max(state["years"])
    return View(
        quantity=state["quantity"],
        money=state["money"],
        scope=state["scope"],
        years=years,
        year=min(max(state["year"], years[0]), years[1]),
        grouped=state["grouped"],
        myeloma=state["myeloma"] or "myeloma" in state["primary"],
        **lists,
    )


def clear() -> None:
    """Put every filter back to its default; a button's callback."""
    default = View()
    for name in [*_LABELS, "quantity", "money", "scope", "years", "year", "grouped", "myeloma"]:
        value = getattr(default, name)
        st.session_state[name] = list(value) if name in _LABELS else value
    st.session_state["link_faults"] = []
