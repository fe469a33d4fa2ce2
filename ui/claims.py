"""The table of claims on the Overview page."""

from __future__ import annotations

import streamlit as st

from spinemkt.analysis.claims import Claim, claims
from spinemkt.analysis.view import View
from ui import parts
from ui.cache import result


@st.cache_data(show_spinner=False)
def _rows(scope: str, myeloma: bool) -> tuple[Claim, ...]:
    return claims(result(View(scope=scope, myeloma=myeloma)))


def claims_table(view: View) -> None:
    """Write each claim with its verdict, the figure that decides it, and what would reverse it."""
    cells = [[claim.claim, claim.verdict, claim.figure, claim.reversal] for claim in _rows(view.scope, view.myeloma)]
    parts.table(["Claim", "Verdict", "By which figure", "What would reverse it"], cells, mark="Verdict")
