"""What is at stake: every card in one ranking, then the cards of one kind with what they rest on, as scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from itertools import count

import pandas as pd
import streamlit as st

from spinemkt.analysis.asked import offers as asked_offers
from spinemkt.analysis.decide import conditions, gains, opportunities
from spinemkt.analysis.decide.opportunities import Reach, Stake
from spinemkt.analysis.lineage.support import support
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.view import View, span_words
from spinemkt.charts.opportunities import at_stake
from spinemkt.charts.style import Chart
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.kept import kept_with
from spinemkt.figures.figure import Figure
from spinemkt.scenario.cards import Card, deck
from spinemkt.scenario.scenario import Scenario
from ui import asks, parts, scenarios, selection, shelf
from ui.cache import baseline, compared, inputs, remembered
from ui.look import theme
from ui.stakes import FIRST, KIND, Ranges, complete, exact, shown_kind
from ui.text import named, plain

CLICKED, AHEAD = "clicked_card", "card_ahead"


def ranked(view: View) -> pd.DataFrame:
    """The ranking of all cards by the spend at stake."""
    cards = tuple(deck().cards.values())
    everyone = (Scenario(), *(card.preset for card in cards))
    with st.spinner(f"Running {len(cards)} scenarios ..."):
        return compared(opportunities.overview, everyone, view, cards)


def answer(view: View, frame: pd.DataFrame, reaches: Ranges) -> str:
    """The page's sentence."""
    spread = _of_spend(reaches)
    key = ("leading", view, frozenset(spread.items()))
    return remembered(baseline(view), key, lambda: opportunities.answer(frame, view, _grades(), spread))


def answers(view: View, frame: pd.DataFrame, reaches: Ranges) -> tuple[list[Figure], Mapping[str, Scenario]]:
    """What the figures of the sentence answer, and the scenarios of all cards by name."""
    spread = _of_spend(reaches) if exact(view) else {}
    return asked_offers.leading(frame, view, spread), {card.scenario: card.preset for card in deck().cards.values()}


def ranking(view: View, frame: pd.DataFrame, reaches: Ranges) -> None:
    """Draw every card by the spend at stake; a click shows the cards of its kind."""
    spread, kind = _of_spend(reaches), shown_kind()
    key = ("at_stake", view, theme(), kind, frozenset(spread.items()))
    run = baseline(view)

    def draw() -> Chart:
        return at_stake(frame, view, theme(), deck().kinds, kind, _grades(), spread, inputs().country_names)

    drawn = remembered(run, key, draw)
    if not exact(view):
        drawn = replace(drawn, questions=tuple(one for one in drawn.questions if one.level is None))
    measure = opportunities.spending(view).measure.name
    words = "Baseline beside the ready-made scenario of each card"
    _, runs = answers(view, frame, reaches)
    event = parts.show(drawn, view, "at_stake", measure, on_select="rerun", scenario=words, runs=runs)
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
    pair, key = (Scenario(), card.preset), f"stakes_{card.name}"
    runs = {card.preset.name: card.preset}
    asks.offer(key, compared(asked_offers.stakes, pair, view, card.outcomes), view, runs)
    if asked := exact(view):
        ends = compared(asked_offers.reaches, pair, view, card.outcomes, mine)
        asks.offer(f"reach_{card.name}", ends, view, runs)
    changes = compared(gains.who, pair, view)
    sides = zip(("gain", "lose"), gains.who_words(changes), strict=True)
    told = tuple(asks.text(words + ".", f"{side}_{card.name}", view, runs) for side, words in sides)
    st.html(compared(_card_html, pair, view, card, mine, told, asked))
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


def _card_html(
    runs: Runs, view: View, card: Card, reaches: tuple[tuple[str, Reach], ...], who: tuple[str, ...], asked: bool
) -> str:
    """One card: what is at stake as a small table, then when, on what it rests, for whom, and what has to be true.

    who: gains and who loses, as HTML. asked: whether the ends of ranges can be.
    """
    pair, spread = runs, dict(reaches)
    rows = opportunities.stakes(pair, view, card.outcomes)
    years = dict.fromkeys((view.year, view.years[1]))
    heads = "".join(f"<th class='sm-figure'>{head}</th>" for head in (*years, f"{span_words(view.years)} added up"))
    places = count()
    body = "".join(_stake_html(stake, spread.get(stake.asked.label), view, card.name, places, asked) for stake in rows)
    gain, loss = who
    told = _conditions(inputs(), card.name)
    market = support(inputs(), "spend", opportunities.spending(view).where("spend", **_acts_on(card))).strip()
    when = opportunities.timing_words(opportunities.timing(pair, view, card.stake), view.years[1])
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
        f"<table class='sm-table sm-stakes'><thead><tr><th>Less the baseline</th>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table><dl class='sm-facts'>{facts}"
        f"<dt>What would have to be true</dt><dd class='sm-wide'><ul>{true}</ul></dd></dl></div>"
    )


def _stake_html(stake: Stake, reach: Reach | None, view: View, card: str, places: Iterator[int], asked: bool) -> str:
    """One outcome: by year and added up, with the range of the draws under what it belongs to.

    places: of the cells in the list of the card's answers. asked: whether the ends of ranges can be.
    """
    question = stake.asked
    values: list[tuple[float, tuple[float, float] | None]]
    values = [(stake.shown, None)] if view.year != view.years[1] else []
    values += [(stake.last, reach.last if reach else None), (stake.together, reach.together if reach else None)]
    cells = ""
    for value, ends in values:
        place = next(places)
        range_key = f"reach_{card}" if asked and value else ""
        under = f"<br><span class='sm-note'>{_between(ends, question, range_key, 2 * place)}</span>" if ends else ""
        cells += f"<td class='sm-figure'>{_figure(question.figure(value), value, f'stakes_{card}', place)}{under}</td>"
    unit = f"<span class='sm-evidence'>{escape(question.unit)}</span>"
    return f"<tr><th scope='row'>{escape(question.label)}<br>{unit}</th>{cells}</tr>"


def _figure(text: str, value: float, key: str, place: int) -> str:
    return asks.figure(text, key, place) if value else escape(text)


def _between(ends: tuple[float, float], question: opportunities.Asked, key: str, place: int) -> str:
    """A range as HTML; its ends can be asked where there is a key."""
    words = [question.figure(end) for end in ends]
    low, high = (asks.figure(text, key, place + at) if key else escape(text) for at, text in enumerate(words))
    return f"{low} to {high}"


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
    parts.table(("What moves", "Baseline to scenario", "Evidence", "Grade", "Why this size"), rows)


@kept_with
def _conditions(loaded: Inputs, name: str) -> tuple[conditions.Condition, ...]:
    return tuple(conditions.conditions(deck().cards[name].preset, loaded))


def _grades() -> dict[str, str]:
    return {name: conditions.grade_of(_conditions(inputs(), name)) for name in deck().cards}


def _of_spend(reaches: Ranges) -> dict[str, Reach]:
    return {name: reach for (name, label), reach in reaches.items() if label == "Spend"}
