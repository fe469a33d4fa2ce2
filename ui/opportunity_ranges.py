"""The 80% ranges of the cards: those at hand, and the others calculated once the page stands, with their progress."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from spinemkt.analysis.strategy import opportunities
from spinemkt.analysis.strategy.opportunities import Reach
from spinemkt.analysis.view import View
from spinemkt.scenario.cards import deck
from spinemkt.scenario.scenario import Scenario
from ui import cache, ranges
from ui.cache import baseline, compared, inputs, remembered

KIND = "card_kind"
FIRST = "opportunity"

Ranges = dict[tuple[str, str], Reach]


def shown_kind() -> str:
    """The kind of cards that the reader looks at."""
    found = st.session_state.get(KIND)
    return found if found in deck().kinds else FIRST


def _wanted(view: View) -> list[tuple[str, str]]:
    """The spend of every card, and what the cards on the screen are judged by, as (card, outcome)."""
    if not ranges.parts():
        return []
    pairs = [(name, "Spend") for name in deck().cards]
    pairs += [(card.name, card.stake) for card in deck().of_kind(shown_kind())]
    return [pair for pair in dict.fromkeys(pairs) if opportunities.asked(pair[1], view) is not None]


def at_hand(view: View) -> Ranges:
    """The 80% ranges that have been calculated."""
    drawn = coarse(view)
    found = {pair: cache.known(baseline(drawn), _key(drawn, *pair)) for pair in _wanted(view)}
    return {pair: _scaled(reach, view, drawn, *pair) for pair, reach in found.items() if reach is not None}


def _scaled(reach: Reach, view: View, drawn: View, name: str, label: str) -> Reach:
    """The range under a view, in proportion to that of the coarser view that was drawn."""
    if coarse(view) == opportunities.spending(view.timeless):  # nothing finer is kept
        return reach
    pair = (Scenario(), deck().cards[name].preset)
    (mine,), (theirs,) = (compared(opportunities.stakes, pair, each, (label,)) for each in (view, drawn))
    return opportunities.in_proportion(reach, mine, theirs)


def coarse(view: View) -> View:
    """The view that ranges are drawn for: by region and treatment, since finer draws take minutes."""
    regions = inputs().region_of_country
    return opportunities.coarse(view, regions)


def complete(view: View, reaches: Ranges) -> None:
    """Have the ranges that are missing calculated once the page stands, with a word on how far that is."""
    missing: dict[str, list[str]] = {}
    for name, label in _wanted(view):
        if (name, label) not in reaches:
            missing.setdefault(name, []).append(label)
    if missing:
        slot = st.empty()
        ranges.later(lambda: _calculate(coarse(view), missing, slot.progress))


def _key(view: View, name: str, label: str) -> tuple:
    return ("reach", view.numbers, name, label, cache.DRAWS)


def _calculate(view: View, missing: dict[str, list[str]], say: Callable[..., object]) -> None:
    """Run the draws of the scenarios whose ranges are missing; what is done stays done if the reader moves on."""
    base = cache.ensemble_of(Scenario(), view, view.span)
    for number, (name, labels) in enumerate(missing.items()):
        say(number / len(missing), f"Ranges: scenario {number + 1} of {len(missing)}, {cache.DRAWS:,} simulations each")
        asked = {label: opportunities.asked(label, view) for label in labels}
        questions = [(one.measure.name, (), {**one.where, "year": view.span}) for one in asked.values() if one]
        run = cache.passing_ensemble(deck().cards[name].preset, view, base.setting.years)
        for each in (base, run):
            cache.prepare(each, questions, ranges.listen)
        for label, one in asked.items():
            if one:
                make = partial(opportunities.reach, run, base, one, view)
                remembered(baseline(view), _key(view, name, label), make)
