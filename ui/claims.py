"""The table of claims on the Overview page."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis.claims import Claim, claims
from spinemkt.analysis.view import View
from ui.cache import result


@st.cache_data(show_spinner=False)
def _rows(scope: str, myeloma: bool) -> tuple[Claim, ...]:
    return claims(result(View(scope=scope, myeloma=myeloma)))


def claims_table(view: View) -> None:
    """Write each claim with its verdict, the figure that decides it, and what would reverse it."""
    rows = "".join(
        f"<tr><td>{escape(claim.claim)}</td><td><span class='sm-mark'>{escape(claim.verdict)}</span></td>"
        f"<td>{escape(claim.figure)}</td><td>{escape(claim.reversal)}</td></tr>"
        for claim in _rows(view.scope, view.myeloma)
    )
    st.html(
        "<div class='sm-scroll'><table class='sm-table sm-stack'><thead><tr><th>Claim</th><th>Verdict</th>"
        f"<th>By which figure</th><th>What would reverse it</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
