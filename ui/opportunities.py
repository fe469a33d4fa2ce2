"""What is at stake: every card in one ranking, then the cards of one kind with what they rest on, as scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from itertools import islice

import pandas as pd
import streamlit as st

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.strategy import conditions, gains, opportunities
from spinemkt.analysis.strategy.opportunities import Reach, Stake
from spinemkt.analysis.view import View, span_words
from spinemkt.charts.opportunities import at_stake
from spinemkt.charts.style import Chart
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, say
from spinemkt.scenario.cards import Card, deck
from spinemkt.scenario.scenario import Scenario
from ui import asks, parts, scenarios, selection, shelf
from ui.cache import baseline, compared, inputs, remembered
from ui.look import theme
from ui.opportunity_ranges import FIRST, KIND, Ranges, complete, shown_kind
from ui.text import named, plain

CLICKED, AHEAD = "clicked_card", "card_ahead"


def ranked(view: View) -> pd.DataFrame:
    """The ranking of all cards by the spend at stake."""
    cards = tuple(deck().cards.values())
    everyone = (Scenario(), *(card.preset for card in cards))
    with st.spinner(f"Running {len(cards)} scenarios ..."):
        return compared(opportunities.overview, everyone, view, cards)


def answer(view: View, frame: pd.DataFrame, reaches: Ranges) -> Text:
    """The page's sentence."""
    spread = _of_spend(reaches)
    key = ("leading", view, frozenset(spread.items()))
    return remembered(baseline(view), key, lambda: opportunities.answer(frame, view, _grades(), spread))


def runs() -> Mapping[str, Scenario]:
    """The scenarios of all cards by name."""
    return {card.scenario: card.preset for card in deck().cards.values()}


def ranking(view: View, frame: pd.DataFrame, reaches: Ranges) -> None:
    """Draw every card by the spend at stake; a click shows the cards of its kind."""
    spread, kind = _of_spend(reaches), shown_kind()
    key = ("at_stake", view, theme(), kind, frozenset(spread.items()))
    run = baseline(view)

    def draw() -> Chart:
        return at_stake(frame, view, theme(), deck().kinds, kind, _grades(), spread, inputs().country_names)

    drawn = remembered(run, key, draw)
    measure = opportunities.spending(view).measure.name
    words = "Base case beside the ready-made scenario of each card"
    event = parts.show(drawn, view, "at_stake", measure, on_select="rerun", scenario=words, runs=runs())
    _clicked(event)
    if view.quantity != "spend":
        parts.note("Stakes are weighed in money on this page, whatever measure the sidebar counts.")
    if spread:
        parts.note(opportunities.how_to_read(view))
    complete(view, reaches)


def _clicked(event: object) -> None:
    """Put the kind of the card whose bar was clicked into the choice below."""
    name = selection.mark(event)
    if name in deck().cards and st.session_state.get(CLICKED) != name:
        st.session_state[CLICKED] = st.session_state[AHEAD] = name
        st.session_state[KIND] = deck().cards[name].kind
        st.rerun()
    st.session_state[CLICKED] = name


def kinds() -> str:
    """Draw the choice of a kind."""
    return st.segmented_control(
        "Cards",
        list(deck().kinds),
        default=FIRST,
        required=True,
        format_func=deck().kinds.__getitem__,
        key=KIND,
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )


def cards(view: View, kind: str, reaches: Ranges) -> None:
    """Write the cards of a kind, two a row."""
    ahead = st.session_state.get(AHEAD)
    chosen = sorted(deck().of_kind(kind), key=lambda card: card.name != ahead)
    for first in range(0, len(chosen), 2):
        for column, card in zip(st.columns(2, gap="large"), chosen[first : first + 2], strict=False):
            with column, st.container(key=f"card_{card.name}"):
                _card(view, card, reaches)


def _card(view: View, card: Card, reaches: Ranges) -> None:
    mine = tuple((label, reach) for (name, label), reach in reaches.items() if name == card.name)
    pair, runs = (Scenario(), card.preset), {card.preset.name: card.preset}
    cells = tuple(asks.texts(compared(_cells, pair, view, card, mine), f"stakes_{card.name}", view, runs))
    gain, loss = compared(_who, pair, view)
    who = asks.text(gain, f"gain_{card.name}", view, runs), asks.text(loss, f"lose_{card.name}", view, runs)
    st.html(compared(_card_html, pair, view, card, cells, who))
    if scenarios.current().changes == card.preset.changes:
        parts.note("This is your scenario now.")
    else:
        shelf.take_or_add(card.preset, f"card_{card.name}", "Open as my scenario", "secondary")
    with st.container(horizontal=True, gap="small", key=f"more_{card.name}"):
        why = st.popover(
            named("Why these sizes", card.title), type="tertiary", key=f"why_{card.name}", on_change="rerun"
        )
        if why.open:
            with why:
                _sizes(card)
        for number, other in enumerate(card.related):
            st.button(
                plain(f"See also: {other.name}"),
                on_click=scenarios.put,
                args=(other,),
                key=f"also_{card.name}_{number}",
                type="tertiary",
                help="Makes it your scenario.",
            )


def _who(runs: Runs, view: View) -> tuple[Text, Text]:
    """Who gains and who loses, as sentences."""
    gain, loss = gains.who_words(gains.who(runs, view))
    return gain + ".", loss + "."


def _cells(runs: Runs, view: View, card: Card, reaches: tuple[tuple[str, Reach], ...]) -> list[Text]:
    """What the cells of a card's table say, row by row: each amount, and then its range where it is at hand.

    In a row: the year shown unless it is the last, the last, cumulative over all years.
    """
    found: list[Text] = []
    for stake in opportunities.stakes(runs, view, card.outcomes):
        reach = dict(reaches).get(stake.asked.label)
        found += [stake.asked.said(stake.shown), Text()] if view.year != view.years[1] else []
        for figure, ends in ((stake.last, reach and reach.last), (stake.together, reach and reach.together)):
            found += [
                stake.asked.said(figure),
                _between(stake, figure, ends, reach.exact) if reach and ends else Text(),
            ]
    return found


def _between(stake: Stake, figure: Figure, ends: tuple[float, float], exact: bool) -> Text:
    """The range of an amount; its ends can be asked where they are of its own draws."""
    low, high = (
        stake.asked.said(replace(figure.at(level), value=end))
        for level, end in zip(opportunities.ENDS, ends, strict=True)
    )
    words = say("{low} to {high}", low=low, high=high)
    return words if exact and figure.number else as_text(str(words))


def _card_html(runs: Runs, view: View, card: Card, cells: tuple[str, ...], who: tuple[str, str]) -> str:
    """One card: what is at stake as a small table, then when, on what it rests, for whom, and what has to be true.

    cells: of the table, as `_cells` has them. who: gains and who loses. Both as HTML.
    """
    rows = opportunities.stakes(runs, view, card.outcomes)
    years = dict.fromkeys((view.year, view.years[1]))
    heads = "".join(f"<th class='sm-figure'>{head}</th>" for head in (*years, f"cumulative {span_words(view.years)}"))
    pairs = zip(cells[::2], cells[1::2], strict=True)
    body = "".join(_stake_html(stake, islice(pairs, len(years) + 1)) for stake in rows)
    gain, loss = who
    told = _conditions(inputs(), card.name)
    market = support(inputs(), "spend", opportunities.spending(view).where("spend", **_acts_on(card))).strip()
    when = opportunities.timing_words(opportunities.timing(runs, view, card.stake), view.years[1])
    lines = (
        ("When", escape(f"{when}.")),
        ("Evidence", escape(f"{conditions.grade_words(told)}. The market it acts on: {market}.")),
        (f"Gain in {view.years[1]}", gain),
        (f"Lose in {view.years[1]}", loss),
    )
    facts = "".join(f"<dt>{escape(head)}</dt><dd>{text}</dd>" for head, text in lines)
    true = "".join(f"<li>{escape(text)}</li>" for text in conditions.sentences(told))
    return (
        f"<div class='sm-card'><h3 class='sm-title'>{escape(card.title)}</h3>"
        f"<p class='sm-text'>{escape(card.story)}</p>"
        f"<table class='sm-table sm-stakes'><thead><tr><th>Change vs base case</th>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table><dl class='sm-facts'>{facts}"
        f"<dt>What would have to be true</dt><dd class='sm-wide'><ul>{true}</ul></dd></dl></div>"
    )


def _stake_html(stake: Stake, cells: Iterable[tuple[str, str]]) -> str:
    """One outcome: by year and cumulative, with the 80% range under what it belongs to."""
    body = ""
    for amount, ends in cells:
        under = f"<br><span class='sm-note'>{ends}</span>" if ends else ""
        body += f"<td class='sm-figure'>{amount}{under}</td>"
    unit = f"<span class='sm-evidence'>{escape(stake.asked.unit)}</span>"
    return f"<tr><th scope='row'>{escape(stake.asked.label)}<br>{unit}</th>{body}</tr>"


def _acts_on(card: Card) -> dict[str, tuple[str, ...]]:
    """The modalities that the scenario of a card changes, where it names some."""
    named_codes = dict.fromkeys(code for change in card.preset.changes for code in change.codes.get("modality", ()))
    return {"modality": tuple(named_codes)} if named_codes else {}


def _sizes(card: Card) -> None:
    """List every change of a card's scenario with its evidence range, grades and the reason for its size."""
    rows = [
        (
            condition.label,
            f"{condition.old} to {condition.new}{f', {condition.when}' if condition.when else ''}",
            f"{condition.low} to {condition.high}",
            ", ".join(sorted(set(condition.grades))),
            condition.change.note,
        )
        for condition in _conditions(inputs(), card.name)
    ]
    parts.note(f"Scenario: {card.scenario}. {card.preset.story}")
    parts.table(("What moves", "Base case to scenario", "Evidence", "Grade", "Why this size"), rows)


@cached_on_first
def _conditions(loaded: Inputs, name: str) -> tuple[conditions.Condition, ...]:
    return tuple(conditions.conditions(deck().cards[name].preset, loaded))


def _grades() -> dict[str, str]:
    return {name: conditions.grade_of(_conditions(inputs(), name)) for name in deck().cards}


def _of_spend(reaches: Ranges) -> dict[str, Reach]:
    return {name: reach for (name, label), reach in reaches.items() if label == "Spend"}
