"""Evidence as texture on the charts of a page, and what is weak and important, once the draws are at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from spinemkt import Ensemble, ScenarioError
from spinemkt.analysis.lineage.grades import Grades, grades, weak_and_important
from spinemkt.analysis.lineage.influence import graded
from spinemkt.analysis.lineage.question import amount
from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.view import View
from spinemkt.terms import GRADES
from spinemkt.wording import inside, percent
from ui import asks, ranges
from ui.address import current
from ui.cache import ensemble_of, inputs, remembered, result

KEY = "textures"


def toggle() -> bool:
    """Offer to show the grade of evidence as texture; the address keeps the choice."""
    return st.toggle(
        "Show the evidence as texture",
        key=KEY,
        bind="query-params",
        help="Solid, hatched and dotted parts of bars and bands: how much of what makes a number uncertain follows "
        "registries and reviewed papers, company and press figures, or stated judgement.",
    )


def by(view: View, dimension: str, year: int) -> Grades | None:
    """The grades behind the view's measure by one dimension; None while the draws are not at hand, or not wanted."""
    if not st.session_state.get(KEY):
        return None
    measure, where = view.measure.name, view.where()
    question = (measure, (dimension,), {**where, "year": year})
    return _found(view, question, lambda drawn: grades(result(view), drawn, measure, dimension, where, year))


def weak(view: View) -> None:
    """Say in three lines at most what is stated judgement and moves the total most; each opens its lineage.

    Nothing where the reader wants no draws.
    """
    if not ranges.parts():
        return
    measure = measure_of(view)
    where = view.where(measure.name, year=view.year)
    found = _found(
        view,
        (measure.name, (), where),
        lambda drawn: (
            weak_and_important(result(view), drawn, measure.name, where),
            amount(measure.name, where, shown=repr(result(view).total(measure.name, where))),
        ),
    )
    if not found or found[0].empty:
        return
    weakest, whole = found
    subject = f"{inside(what(measure))} in {view.year}"
    asks.offer("weak", [whole] * len(weakest), view)
    lines = "".join(
        f"<li>{asks.figure(percent(row.share, 0), 'weak', place)} of the variance of {subject} follows "
        f"<b>{asks.escape(row.label)}</b>, {graded(inputs(), row.rows, row.grade)}: {GRADES[row.grade]}.</li>"
        for place, row in enumerate(weakest.itertuples())
    )
    st.html(f"<h3 class='sm-title'>Weak and important</h3><ul class='sm-points'>{lines}</ul>")


def _found(view: View, question: tuple[str, tuple[str, ...], dict], make: Callable[[Ensemble], Any]) -> Any:
    """What is made of the draws of a question, kept with them; None while they are not at hand."""
    try:
        drawn = ensemble_of(current(), view, [question[2]["year"]])
    except ScenarioError:
        return None
    if not ranges.at_hand(drawn, question):
        return None
    return remembered(drawn, (make.__code__, repr(question)), lambda: make(drawn))
