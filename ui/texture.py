"""Evidence quality on the charts of a page, and the key assumptions, once the simulations are at hand."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from spinemkt import Ensemble, ScenarioError
from spinemkt.analysis.lineage.grades import Grades, grades, weak_and_important
from spinemkt.analysis.lineage.influence import graded
from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.view import View
from spinemkt.figures.study import Study
from spinemkt.figures.text import say, worded
from spinemkt.terms import GRADES
from spinemkt.wording import inside, percent
from ui import asks, ranges
from ui.address import current
from ui.cache import ensemble_of, inputs, remembered, result

KEY = "textures"


def toggle() -> bool:
    """Offer to say on the charts how much rests on assumptions; the address keeps the choice."""
    return st.toggle(
        "Show evidence quality",
        key=KEY,
        bind="query-params",
        help="Says after each name which share of the variance follows assumptions (expert judgement, grade D); "
        "the rest follows registries, reviewed papers, and company and press figures (grades A to C).",
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
            Study(result(view)).amount(measure.name, **where),
        ),
    )
    if not found or found[0].empty:
        return
    weakest, whole = found
    subject = f"{inside(what(measure))} in {view.year}"
    rows = list(weakest.itertuples())
    shares = [worded(whole, percent(row.share, 0), str(whole)) for row in rows]
    said = asks.texts([say("{share} of the variance of ", share=share) for share in shares], "weak", view)
    lines = "".join(
        f"<li>{words}{subject} follows <b>{escape(row.label)}</b>, {graded(inputs(), row.rows, row.grade)}: "
        f"{GRADES[row.grade]}.</li>"
        for words, row in zip(said, rows, strict=True)
    )
    st.html(f"<h3 class='sm-title'>Key assumptions to validate</h3><ul class='sm-points'>{lines}</ul>")


def _found(view: View, question: tuple[str, tuple[str, ...], dict], make: Callable[[Ensemble], Any]) -> Any:
    """What is made of the draws of a question, kept with them; None while they are not at hand."""
    try:
        drawn = ensemble_of(current(), view, [question[2]["year"]])
    except ScenarioError:
        return None
    if not ranges.at_hand(drawn, question):
        return None
    return remembered(drawn, (make.__code__, repr(question)), lambda: make(drawn))
