"""The pages of the app, in groups."""

from __future__ import annotations

from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).resolve().parents[1] / "pages"


def pages() -> dict[str, list]:
    """Return the pages of each group. Streamlit notes on a page whether it may be run, so every drawing has copies."""
    return {group: [copy(page) for page in held] for group, held in _looked_up().items()}


@cache
def _looked_up() -> dict[str, list]:
    return {
        "Market": [
            st.Page(_FOLDER / "overview.py", title="Market overview", default=True),
            st.Page(_FOLDER / "segments.py", title="Segments"),
            st.Page(_FOLDER / "regions.py", title="Regions"),
            st.Page(_FOLDER / "modalities.py", title="Treatments"),
            st.Page(_FOLDER / "pathway.py", title="Care pathway"),
            st.Page(_FOLDER / "landscape.py", title="Competitive landscape"),
        ],
        "Scenarios": [
            st.Page(_FOLDER / "lab.py", title="Scenario builder"),
            st.Page(_FOLDER / "compare.py", title="Compare"),
            st.Page(_FOLDER / "change.py", title="Growth drivers"),
        ],
        "Strategy": [
            st.Page(_FOLDER / "opportunities.py", title="Opportunities"),
        ],
        "Evidence": [
            st.Page(_FOLDER / "sensitivity.py", title="Sensitivity"),
            st.Page(_FOLDER / "evidence.py", title="Evidence"),
            st.Page(_FOLDER / "reconcile.py", title="Reconcile a report"),
            st.Page(_FOLDER / "answers.py", title="FAQ and glossary"),
            st.Page(_FOLDER / "own_data.py", title="Use your own data"),
        ],
    }
