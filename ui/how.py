"""How the model works, on the Evidence page: each arrow's equation as the code has it, and its value."""

from __future__ import annotations

from html import escape

import streamlit as st

from spinemkt.analysis.asked import checks as asked_checks
from spinemkt.analysis.lineage.steps import STEPS, equation
from spinemkt.analysis.view import View
from spinemkt.charts.style import unit_name
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.terms import BASES
from spinemkt.wording import count, money
from ui import asks
from ui.cache import baseline


def chain(view: View) -> None:
    """Draw the chain: each arrow's equation as the code has it, and its value in the year shown."""
    run, items = baseline(view), ""
    values = {
        measure: _amount(run.total(measure, {"year": view.year}), MEASURES[measure]) for *_, measure in STEPS if measure
    }
    answers = asked_checks.chain(view.year, values)
    asks.offer("chain", answers, view)
    places = {answer.amounts[0].measure: place for place, answer in enumerate(answers)}
    for name, function, measure in STEPS:
        value = asks.figure(values[measure], "chain", places[measure]) if measure else ""
        items += f"<li><b>{escape(name)}</b>{escape(equation(function))}<br><span class='sm-note'>{value}</span></li>"
    st.html(f"<p class='sm-text'>World, {view.year}; each box feeds the next.</p><ol class='sm-chain'>{items}</ol>")
    bases = "; ".join(f"{name}: {text}" for name, text in BASES.items())
    st.html(
        "<p class='sm-text'>An uptake share is always a share of one of four bases, never mixed: "
        f"{escape(bases)}. The risk of spinal metastasis counts diagnosed patients; the Canadian and Norwegian "
        "population rates count treated patients and are compared with those only.</p>"
    )


def _amount(value: float, measure: Measure) -> str:
    """Word a total with three digits and its unit."""
    return f"{money(value, '') if measure.money else count(value)} {unit_name(measure.unit)}"
