"""Evidence as texture on the charts of a page, and the key assumptions, once the draws are at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from spinemkt import Ensemble, ScenarioError
from spinemkt.analysis.lineage.grades import Grades, grades
from spinemkt.analysis.view import View
from ui import ranges
from ui.address import current
from ui.cache import ensemble_of, remembered, result

KEY = "textures"


def toggle() -> bool:
    """Offer to show the grade of evidence as texture; the address keeps the choice."""
    return st.toggle(
        "Show evidence quality",
        key=KEY,
        bind="query-params",
        help="Solid, hatched and dotted parts of bars and bands: how much of what makes a number uncertain follows "
        "registries and reviewed papers, company and press figures, or assumptions (expert judgement).",
    )


def by(view: View, dimension: str, year: int) -> Grades | None:
    """The grades behind the view's measure by one dimension; None while the draws are not at hand, or not wanted."""
    if not st.session_state.get(KEY):
        return None
    measure, where = view.measure.name, view.where()
    question = (measure, (dimension,), {**where, "year": year})
    return _found(view, question, lambda drawn: grades(result(view), drawn, measure, dimension, where, year))


def _found(view: View, question: tuple[str, tuple[str, ...], dict], make: Callable[[Ensemble], Any]) -> Any:
    """What is made of the draws of a question, kept with them; None while they are not at hand."""
    try:
        drawn = ensemble_of(current(), view, [question[2]["year"]])
    except ScenarioError:
        return None
    if not ranges.at_hand(drawn, question):
        return None
    return remembered(drawn, (make.__code__, repr(question)), lambda: make(drawn))
