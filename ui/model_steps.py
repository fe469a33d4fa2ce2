"""How the model works, on the Evidence page: each arrow's equation as the code has it, and its value."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from spinemkt.analysis.lineage.steps import STEPS, equation
from spinemkt.analysis.view import View
from spinemkt.charts.style import unit_name
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, worded
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASES
from spinemkt.wording import in_dollars
from ui import asks
from ui.cache import baseline


def chain(view: View) -> None:
    """Draw the chain: each arrow's equation as the code has it, and its value in the year shown."""
    study = Study(baseline(view), BASELINE)
    values = [_value(study.amount(measure, year=view.year), name) if measure else Text() for name, _, measure in STEPS]
    items = "".join(
        f"<li><b>{escape(name)}</b>{escape(equation(function))}<br><span class='sm-note'>{value}</span></li>"
        for (name, function, _), value in zip(STEPS, asks.texts(values, "chain", view), strict=True)
    )
    st.html(f"<p class='sm-text'>World, {view.year}; each box feeds the next.</p><ol class='sm-chain'>{items}</ol>")
    bases = "; ".join(f"{name}: {text}" for name, text in BASES.items())
    st.html(
        "<p class='sm-text'>An uptake share is always a share of one of four bases, never mixed: "
        f"{escape(bases)}. The risk of spinal metastasis counts diagnosed patients; the Canadian and Norwegian "
        "population rates count treated patients and are compared with those only.</p>"
    )


def _value(figure: Figure, name: str) -> Text:
    """Word a total with three digits and its unit."""
    form = "bare money" if figure.measure.money else "count"
    between = ", " if figure.measure.money and in_dollars() else " "
    return worded(replace(figure, label=name), f"{figure:{form}}{between}{unit_name(figure.measure.unit)}")
