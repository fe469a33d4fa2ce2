"""What the Pathway page adds: strands or a ladder, the strip of steps, and one step in full."""

from __future__ import annotations

from html import escape
from itertools import cycle
from pathlib import Path

import streamlit as st

from spinemkt.analysis.market import pathway, pathway_flow, pathway_items, pathway_trials
from spinemkt.analysis.market.pathway import NO_SOURCE, Card, Element
from spinemkt.analysis.market.pathway_steps import STEPS
from spinemkt.analysis.market.pathway_trials import QUESTIONS
from spinemkt.analysis.view import View
from spinemkt.charts import trials as charts
from spinemkt.charts.palette import NEUTRAL, colour, pick
from spinemkt.charts.pathway import flow
from spinemkt.model.result import Result
from spinemkt.terms import PRESENTATIONS
from ui import asks, parts
from ui.cache import chart, inputs, said
from ui.look import theme
from ui.text import unbroken

_BLANK, _NOT_COUNTED = (f"<span class='sm-blank'>{words}</span>" for words in (NO_SOURCE, "not in the model"))
FLOW = "pathway_flow"
LAB = Path(__file__).resolve().parents[1] / "pages" / "lab.py"


def strands(view: View) -> None:
    """Draw the strands where there is room for them; a phone gets the same numbers as a ladder of bars."""
    drawn = chart(flow, view)
    asks.offer(FLOW, said(pathway_flow.figures, view), view)
    parts.picture(drawn, view, FLOW)
    st.html(said(_ladder, view, theme()))
    parts.foot(drawn, view, FLOW, "walking")
    st.html(f"<p class='sm-text'>{asks.text(said(pathway_flow.overlap, view), 'overlap', view)}</p>")


def _ladder(result: Result, view: View, shade: str) -> str:
    counts = pathway_flow.stations(result, view)
    stages = ""
    for head, column in zip(pathway_flow.HEADS, pathway_flow.COLUMNS, strict=True):
        stages += f"<dt>{escape(head)}</dt>"
        for code in column:
            fill = colour("presentation", code, shade) if code in PRESENTATIONS else pick(NEUTRAL, shade)
            figure = asks.figure(f"{counts[code]:count}", FLOW, pathway_flow.PLACES[code])
            wide = counts[code].number / pathway.PER
            stages += (
                f"<dd><span>{escape(pathway_flow.STATIONS[code])}</span><b>{figure}</b>"
                f"<i style='width:{wide:.1%};background:{fill}'></i></dd>"
            )
    return f"<dl class='sm-ladder'>{stages}</dl>"


def strip(view: View) -> None:
    """Write all steps in order, each with its number, a year, spend and delay."""
    cards = said(pathway.strip, view)
    cells = iter(asks.texts([text for one in cards for text in (one.figure, one.yearly, one.spend)], "strip", view))
    items = "".join(map(_card, cards, cells, cells, cells))
    st.html(f"<ol class='sm-chain sm-steps'>{items}</ol>")


def _card(card: Card, figure: str, yearly: str, spend: str) -> str:
    delay = escape(card.delay) if card.delay else _BLANK
    return (
        f"<li><b>{escape(card.step.label)}</b><span class='sm-value'>{figure}</span> "
        f"{escape(card.step.counts)}<p>{yearly} a year</p><p>Spend: {spend}</p>"
        f"<p>Delay: {delay}</p></li>"
    )


def choose() -> str:
    """Offer the steps, one of which is shown in full; the address keeps the choice."""
    return st.pills(
        "Step shown",
        list(STEPS),
        default=next(iter(STEPS)),
        required=True,
        format_func=lambda code: STEPS[code].label,
        key="step",
        bind="query-params",
    )


def step(view: View, code: str) -> None:
    """Write one step: who is here, what they cost, what others found, and the levers that move it."""
    if code == "symptoms":
        parts.title(f"The symptom ladder, per 1,000 diagnosed, {view.year}")
        heads = ("Presentation", "Symptoms", "Per 1,000 diagnosed", "Of these have an MRI")
        parts.table(heads, said(pathway.rungs, view), key="rungs", view=view)
    _elements(view, code)
    parts.table_foot(
        f"{STEPS[code].label}: elements of the step, {view.year}",
        view,
        f"step_{code}",
        said(pathway.element_table, view, code),
    )
    _levers(code)


def _elements(view: View, code: str) -> None:
    found = said(pathway.elements, view, code)
    cells = iter(asks.texts([text for one in found for text in (one.figure, one.yearly, one.spend)], "elements", view))
    rows = "".join(map(_element, found, cells, cells, cells))
    heads = ("What happens", "Per 1,000 diagnosed", f"Spend {view.year}, {view.basis}", "Published by others")
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    st.html(
        f"<h3 class='sm-title'>{escape(STEPS[code].label)}: who is here, and what they cost</h3>"
        f"<table class='sm-table sm-stack sm-elements'><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _element(found: Element, figure: str, yearly: str, spend: str) -> str:
    published = "".join(f"<p>{escape(text)}</p>" for text in found.published)
    figure = f"{figure}<span class='sm-evidence'>{yearly}</span>" if figure else ""
    figure = figure or (_NOT_COUNTED if published else _BLANK)
    return (
        f"<tr><td><b>{escape(found.label)}</b><br>{escape(found.text)}{_small(f'Named by: {found.named_by}')}</td>"
        f"<td>{figure}</td><td>{spend}</td><td>{published}</td></tr>"
    )


def _small(text: str) -> str:
    return f"<span class='sm-evidence'>{escape(text)}</span>"


def _levers(code: str) -> None:
    """List the levers of a step by group, each group with the way to it in the scenario builder."""
    groups = pathway_items.levers_of(inputs(), code)
    if not groups:
        return parts.note("No lever of the scenario builder moves this step.")
    parts.title("Which levers move it")
    with st.container(key="step_levers"):
        for column, group in zip(cycle(st.columns(2, gap="large")), groups, strict=False):  # columns go round
            with column:
                words = f"{group.label}: open the Scenario builder here"
                st.page_link(str(LAB), label=words, query_params={"group": group.label})
                parts.points(f"{lever.label}. {lever.does}" for lever in group.levers)


def trials(view: View) -> None:
    """Lay published outcomes of one question beside each other, and say where and why they contradict."""
    code = st.pills(
        "Outcome",
        list(QUESTIONS),
        default=next(iter(QUESTIONS)),
        required=True,
        format_func=lambda code: QUESTIONS[code].label,
        key="trials",
        bind="query-params",
    )
    st.html(f"<p class='sm-dispute'>{unbroken(escape(said(pathway_trials.contradiction, View(), code)))}</p>")
    drawn = chart(charts.trials, view, code)
    parts.picture(drawn, view, "pathway_trials")
    parts.foot(drawn, view, "pathway_trials", "", printed=said(pathway_trials.sources, View(), code))
