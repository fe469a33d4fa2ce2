"""What the Modalities page adds: the price table and two modalities side by side."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis import modality_facts
from spinemkt.analysis.view import View
from spinemkt.terms import MODALITIES
from ui.cache import result, said


def prices(view: View) -> None:
    """Write the table of patients, episodes, unit cost and spend by modality."""
    frame = said(modality_facts.price_table, view)
    money = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        frame.round({name: 0 for name in frame.columns if "USD" not in name}),
        hide_index=True,
        column_config={name: money for name in frame.columns if name not in ("Modality", "Type")},
        alt="Patients, episodes, unit cost and spend by modality",
    )


def beside(view: View) -> None:
    """Choose two modalities, and lay their figures and published outcomes beside each other."""
    codes = list(MODALITIES)
    columns = st.columns(2, gap="large")
    for column, key, label, first in zip(
        columns, ("first", "second"), ("First", "Second"), ("sbrt_srs", "conventional_ebrt"), strict=True
    ):
        with column:
            code = st.selectbox(label, codes, codes.index(first), MODALITIES.__getitem__, key=key, bind="query-params")
            rows = "".join(
                f"<tr><td>{escape(what)}</td><td class='sm-figure'>{escape(figure)}</td></tr>"
                for what, figure in said(modality_facts.side_by_side, view, code)
            )
            st.html(f"<table class='sm-table'><tbody>{rows}</tbody></table>")
            outcomes = modality_facts.outcomes(result(view), code)
            if outcomes.empty:
                st.html("<p class='sm-text'>No published outcome was found for this modality.</p>")
            else:
                st.dataframe(outcomes, hide_index=True, alt=f"Published outcomes of {MODALITIES[code]}")
