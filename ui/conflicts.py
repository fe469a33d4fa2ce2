"""The tab of conflicts: every source of a question on one axis, and the headline under each alternative."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from math import isnan

import streamlit as st

from spinemkt.analysis.conflicts import Conflict, Position, conflicts
from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import View
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure, amount, change
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say, shown
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import digits_beside, inside, listing
from ui import asks, parts, scenarios
from ui.cache import baseline, inputs, run_of
from ui.text import grade_mark, plain
from ui.words import figure

KEY = "alternatives"


def show(view: View) -> None:
    """Draw each question: strips of all sources, and what the alternatives would make of the headline."""
    found = _conflicts(inputs())
    measure = measure_of(view)
    subject = f"{what(measure)} in {view.years[1]}"
    parts.note(
        "All sources of a question on one axis: a line is a source's own range, a filled mark the figure that the "
        f"model uses. Where it could take another source's figure, {inside(subject)} under it stands beside, "
        "everything else as in the base case; one click makes it a scenario. Figures on one axis may be of different "
        "bases: the words under each say of what."
    )
    heads = [position for conflict in found for position in conflict.alternatives]
    runs = {one.says: one.scenario for one in heads if one.scenario}
    figures = [_headline(Study(run_of(scenario, view), says), view, subject) for says, scenario in runs.items()]
    usual = _headline(Study(baseline(view), BASELINE), view, subject)
    numbers = [figure.number for figure in figures]
    more = min(1, digits_beside(lambda value, more: amount(value, measure, more), usual.number, numbers))
    style = f"amount +{more}"
    amounts = asks.texts([shown(figure, style) for figure in figures], KEY, view, runs)
    headline = asks.text(
        say("{subject}, instead of {usual}", subject=subject, usual=shown(usual, style)), "instead", view
    )
    place = {id(one): number for number, one in enumerate(heads)}
    shares = [shown(change(one, usual)) if usual.number else Text() for one in figures]
    told = [asks.text(share, f"against_{number}", view, runs) for number, share in enumerate(shares)]
    cells_of = {
        id(one): f"{said}<span class='sm-evidence'> {share}</span>"
        for one, said, share in zip(heads, amounts, told, strict=True)
    }
    for conflict in found:
        cells = {id(one): cells_of[id(one)] for one in conflict.alternatives}
        parts.title(conflict.topic)
        st.html(_table(conflict, cells, headline))
        if conflict.alternatives:
            _buttons(conflict, place)


def _headline(study: Study, view: View, label: str) -> Figure:
    """The headline of a run: the measure of the view in its last year."""
    name = measure_of(view).name
    return replace(study.amount(name, **view.where(name, year=view.years[1])), label=label)


@cached_on_first
def _conflicts(loaded: Inputs) -> tuple[Conflict, ...]:
    return conflicts(loaded)


def _table(conflict: Conflict, cells: dict[int, str], headline: str) -> str:
    low, high = (figure(end) for end in conflict.ends)
    axis = f"<span class='sm-ends'><span>{low}</span><span>{high}</span></span>"
    last = f"<th>{headline}</th>" if cells else ""
    rows = "".join(_row(one, cells) for one in conflict.positions)
    heads = f"<th>Who says</th><th>Figure</th><th>{axis}</th><th>Source, grade</th>{last}<th>Why they differ</th>"
    return f"<table class='sm-table sm-stack sm-conflict'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(one: Position, cells: dict[int, str]) -> str:
    said = "<span class='sm-mark'>used</span>" if one.used else escape(one.reason)
    model = f"<td>{cells.get(id(one), said)}</td>" if cells else ""
    note = one.note if cells else f"{one.note} {'' if one.used or not one.reason else f'({one.reason})'}".strip()
    sources = escape(listing(cited(inputs(), one.source_id)))
    used = "" if cells or not one.used else "<span class='sm-mark'>used</span> "
    return (
        f"<tr><td>{escape(one.says)}</td>"
        f"<td class='sm-nowrap'>{escape(figure(one.value, one.low, one.high))}<br>"
        f"<span class='sm-evidence'>{escape(one.unit)}</span></td>"
        f"<td>{_strip(one)}</td><td>{sources} {grade_mark(one.grade)}</td>"
        f"{model}<td>{used}{escape(note)}</td></tr>"
    )


def _strip(one: Position) -> str:
    """A source's range as a line and its figure as a mark on the axis of the question."""
    if not one.on_axis or all(map(isnan, one.at)):
        return "<span class='sm-evidence'>other unit, not on this axis</span>" if not one.on_axis else ""
    low, value, high = (f"{place * 100:.1f}%" for place in one.at)
    line = "" if isnan(one.at[0]) else f"<i style='left:{low};width:calc({high} - {low})'></i>"
    mark = "" if isnan(one.at[1]) else f"<b class='{'sm-used' if one.used else ''}' style='left:{value}'></b>"
    return f"<span class='sm-strip-row' aria-hidden='true'>{line}{mark}</span>"


def _buttons(conflict: Conflict, place: dict[int, int]) -> None:
    with st.container(horizontal=True, gap="small"):
        for one in conflict.alternatives:
            st.button(
                plain(f"Make it my scenario: {one.says}"),
                on_click=scenarios.put,
                args=(one.scenario,),
                key=f"conflict_{place[id(one)]}",
            )
