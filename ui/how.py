"""How the model works, on the Evidence page: each arrow's equation as the code has it, and its value."""

from __future__ import annotations

import inspect
from html import escape

import streamlit as st

from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, money
from spinemkt.charts.style import unit_name
from spinemkt.model import chain as arrows
from spinemkt.model import prices
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.terms import BASES
from ui.cache import baseline

_STEPS = [
    ("New cancer cases", arrows.new_cancer_cases, "new_cancer_cases"),
    ("Patients with spinal metastasis", arrows.spine_metastasis_patients, "spine_metastasis_patients"),
    ("Detection", arrows.detection, None),
    ("Diagnosed patients", arrows.diagnosed, "diagnosed"),
    ("Delay", arrows.delayed, None),
    ("Presenting", arrows.presenting, "presenting"),
    ("Access", arrows.reached, None),
    ("Boards", arrows.planned_by_boards, None),
    ("Treated locally", arrows.treated, "treated"),
    ("Living with it", arrows.prevalent, "prevalent"),
    ("Fit for surgery", arrows.operable, None),
    ("Patients by modality", arrows.modality_patients, None),
    ("Capacity", arrows.capacity_use, None),
    ("Episodes", arrows.episodes, "episodes"),
    ("Price", prices.price, None),
    ("Spend", arrows.spend, "spend"),
]


def chain(view: View) -> None:
    """Draw the chain: each arrow's equation as the code has it, and its value in the year shown."""
    run, items = baseline(view), ""
    for name, function, measure in _STEPS:
        equation = (inspect.getdoc(function) or "").partition(". ")[0].splitlines()[0].rstrip(".")
        value = _amount(run.total(measure, {"year": view.year}), MEASURES[measure]) if measure else ""
        items += f"<li><b>{escape(name)}</b>{escape(equation)}<br><span class='sm-note'>{escape(value)}</span></li>"
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
