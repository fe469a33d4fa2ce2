"""The table of claims on the Overview page."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis.claims import claims
from spinemkt.analysis.view import View
from ui import asks
from ui.cache import baseline, remembered


def claims_table(view: View) -> None:
    """Write each claim with its verdict, the figure that decides it, and what would reverse it."""
    run, rows = baseline(view), ""
    for claim in remembered(run, (claims, view.money_form), lambda: claims(run)):
        name = claim.claim_id
        figure = asks.text(claim.figure, name, view)
        reversal = asks.text(claim.reversal, f"{name}_reversal", view)
        verdict = f"<span class='sm-mark'>{escape(claim.verdict)}</span>"
        cells = (escape(claim.claim), verdict, figure, reversal)
        rows += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    top = "".join(
        f"<th>{head}</th>" for head in ("Claim", "Verdict", "By which figure", "Break-even: what would reverse this")
    )
    st.html(f"<table class='sm-table sm-stack'><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>")
