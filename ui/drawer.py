"""The drawer that says where a number comes from: chain, what its spread follows, parameters, sources, how to cite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

import spinemkt
from spinemkt import Ensemble, Lineage, QueryError, ScenarioError
from spinemkt.analysis.lineage import citation
from spinemkt.analysis.lineage.influence import Uncertainty, uncertainty
from spinemkt.analysis.lineage.trace import with_shares
from spinemkt.analysis.view import View
from spinemkt.charts.style import unit_name
from spinemkt.figures import printing
from spinemkt.figures.expression import Amount, AtExpected, Constant
from spinemkt.figures.figure import Figure, amount, written
from spinemkt.model import attribute_parts
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.terms import SCOPES
from spinemkt.uncertainty.ensemble import Question as Asking
from spinemkt.wording import inside
from ui import asks, cache, drawing, lineage_parts
from ui.address import current
from ui.cache import ensemble_of, inputs, prepare, remembered, run_of
from ui.text import plain

TABS = ["Calculation", "All parameters", "Sources", "Cite and reproduce"]
_LISTENER = "spinemkt_asks"


@lru_cache
def _component():
    script = Path(__file__).with_name("asks.js").read_text(encoding="utf-8")
    return st.components.v2.component(_LISTENER, js=script)


@st.fragment
def listen() -> None:
    """Mount what hears which number the reader asks for; alone, it opens the drawer and leaves the page as it is."""
    _component()(key="asks", on_asked_change=_heard)
    if drawing.alone():
        show()


def _heard() -> None:
    name = st.session_state["asks"].get("asked")
    if isinstance(name, str):
        asks.ask(name)


def show() -> None:
    """Open the drawer on the number that the reader asked for, if any."""
    asked = st.session_state.pop(asks.ASKED, None)
    if asked is not None:
        _drawer(asked)


@st.dialog(asks.TITLE, width="medium", position="right")
def _drawer(asked: asks.Asked) -> None:
    try:
        scenarios = {number.run: _scenario(asked, number.run) for number in asked.answer.amounts}
        value = _value(asked.answer, scenarios, asked.view)
    except (QueryError, ScenarioError, KeyError) as error:
        st.warning(plain(str(error)), title="This number cannot be traced here")
        return
    answer = asked.answer
    _headline(answer, value)
    own = _uncertainty(answer, scenarios, asked.view)
    lineage_parts.uncertainty(answer, own)
    number = answer.amounts[0]
    for assumed in (node for node in answer.expression.nodes() if isinstance(node, Constant) and node.words):
        st.html(f"<p class='sm-text'>Your assumption here: x {assumed.number:,.4g}; it has no source.</p>")
    if len(answer.amounts) > 1:
        number = _part(answer, scenarios, asked.view)
    elif not isinstance(answer.inner, Amount):
        st.html(f"<p class='sm-text'>Made of {escape(printing.words(answer.inner))}.</p>")
    if said := _beside(answer, scenarios, asked.view):
        st.html(f"<p class='sm-text'>{escape(said)}</p>")
    if number.part:
        st.html(f"<p class='sm-text'>Part of what follows: {escape(attribute_parts.words(number.part))}.</p>")
    found = traced(number, scenarios[number.run], asked.view, own)
    tabs = st.tabs(TABS, key="drawer_tab", on_change="rerun")
    drawn = [
        lambda: lineage_parts.chain(found),
        lambda: lineage_parts.parameters(found),
        lambda: lineage_parts.sources(found),
        lambda: _cite(answer, value, found, scenarios, asked.view),
    ]
    for tab, draw in zip(tabs, drawn, strict=True):
        if tab.open:
            with tab:
                draw()


def traced(number: Amount, scenario: Scenario, view: View, own: Uncertainty | None) -> Lineage:
    """The lineage of a number of a scenario, kept with the run; with the shares of what is made of it, if known."""
    run = run_of(scenario, view)
    key = ("lineage", number.measure, repr(sorted(number.where.items())))
    found = remembered(run, key, lambda: spinemkt.lineage(run, number.measure, number.where))
    return with_shares(found, inputs(), own.shares, own.draws) if own else found


def _value(answer: Figure, scenarios: Mapping[str, Scenario], view: View) -> float:
    """The number anew, at expected values or from the draws."""
    if answer.of_draws:
        return answer.over_draws(_draws_of(answer, scenarios, view))
    return answer.evaluate(lambda name: run_of(scenarios[name], view))


def _uncertainty(answer: Figure, scenarios: Mapping[str, Scenario], view: View) -> Uncertainty | None:
    """How uncertain the number itself is, kept with the run of its first part; None where it has no draws."""
    others = tuple(scenarios[number.run].changes for number in answer.amounts)
    key = ("uncertainty", repr(answer.inner), others)
    run = run_of(scenarios[answer.amounts[0].run], view)
    return remembered(run, key, lambda: uncertainty(answer, _draws_of(answer, scenarios, view)))


def _draws_of(
    answer: Figure, scenarios: Mapping[str, Scenario], view: View
) -> Callable[[str, Collection[int]], Ensemble]:
    """From a scenario's name and years to its draws, with all that the answer asks of them at hand."""

    def drawn(name: str, years: Collection[int]) -> Ensemble:
        return _drawn(scenarios[name], view, years, [one for one in answer.amounts if one.run == name])

    return drawn


def _drawn(scenario: Scenario, view: View, years: Collection[int], numbers: Sequence[Amount]) -> Ensemble:
    """The draws of a scenario, with the answers that numbers need at hand; says so where that takes a moment."""
    found = ensemble_of(scenario, view, years)
    asked: list[Asking] = [(one.measure, (), one.where) for one in numbers]
    if not all(found.knows(*each) for each in asked):
        with st.spinner("Simulating every uncertain parameter, to see which drive this number ..."):
            prepare(found, asked)
    return found


def _beside(answer: Figure, scenarios: Mapping[str, Scenario], view: View) -> str:
    """Say what is shown where it is not made of expected values, and what those give."""
    central = replace(answer, expression=answer.inner).mapped(lambda one: replace(one, end=""))
    if central.expression == answer.expression or any(isinstance(one, AtExpected) for one in answer.inner.nodes()):
        return ""
    at_centre = f"At expected values, as below, it is {written(central, _value(central, scenarios, view))}."
    if answer.level is None:
        return at_centre
    paired = ", both runs on the same simulations" if len({one.run for one in answer.amounts}) > 1 else ""
    return f"{answer.level * 100:g} in 100 of {cache.DRAWS:,} simulations lie below it{paired}. {at_centre}"


def _scenario(asked: asks.Asked, name: str) -> Scenario:
    if name in asked.runs:
        return asked.runs[name]
    if name == BASELINE:
        return Scenario()
    if name:
        raise KeyError(name)
    return current()


def _headline(answer: Figure, value: float) -> None:
    name = citation.named(answer, inputs().country_names)
    said = answer.shown or written(answer, value)
    unit = unit_name(answer.measure.unit) if answer.kind in ("amount", "signed amount") else answer.unit
    unit = unit.removesuffix(" a year") if len(answer.amounts[0].years) > 1 else unit
    unit = "" if unit == "fraction" or said.endswith(unit) else unit
    whole = unit.removesuffix(" a year")
    unit = unit.removeprefix(whole) if said.endswith(whole) else unit
    said = said.removesuffix(" USD") if "USD" in unit else said  # the unit says which
    said = said.removesuffix(" patients") if unit.strip().startswith("persons") else said
    st.html(
        f"<p class='sm-label'>{escape(name)}</p><p class='sm-drawer-value'>{escape(said)}"
        f"{f' <span>{escape(unit.strip())}</span>' if unit else ''}</p>"
    )


def _part(answer: Figure, scenarios: dict[str, Scenario], view: View) -> Amount:
    """Say what a ratio is made of, and choose the part to look at."""
    st.html(f"<p class='sm-text'>Calculated as {escape(printing.words(answer.inner))}.</p>")
    parts, several = {}, len({number.run for number in answer.amounts}) > 1
    for place, number in enumerate(answer.amounts):
        said = amount(number.value(run_of(scenarios[number.run], view)), spinemkt.MEASURES[number.measure])
        whose = f", {scenarios[number.run].name}" if several else ""
        order = printing.ordinal(place).capitalize()
        parts[place] = plain(f"{order}: {citation.subject(number, inputs().country_names)}{whose}: {said}")
    chosen = st.radio(
        "Look at", list(parts), format_func=parts.__getitem__, key="drawer_part", label_visibility="collapsed"
    )
    return answer.amounts[chosen or 0]


def _cite(answer: Figure, value: float, found: Lineage, scenarios: dict[str, Scenario], view: View) -> None:
    """Write the citation and the lines of Python, each with a button that copies it."""
    name = citation.named(answer, inputs().country_names)
    whose = scenarios[answer.amounts[0].run]
    setting = f"{inside(SCOPES[view.scope])}{', with myeloma' if view.myeloma else ''}"
    said = answer.shown or written(answer, value)
    text = citation.citation(
        name, said, whose, setting, spinemkt.__version__, inputs().version, found.fingerprint, _link()
    )
    lines = printing.python(answer, scenarios, view.scope, view.myeloma, inputs().version, cache.DRAWS)
    lineage_parts.cite(text, lines)


def _link() -> str:
    """The address of the page as the reader sees it; empty where that is not known."""
    query = urlencode(st.query_params.to_dict())
    return f"{st.context.url}{'?' if query else ''}{query}" if st.context.url else ""
