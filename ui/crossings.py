"""What changes places over the years of a view, with the share of draws once that is calculated."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from spinemkt.analysis.market import crossing_words, crossings
from spinemkt.analysis.market.crossings import Event
from spinemkt.analysis.view import View
from spinemkt.scenario.scenario import Scenario
from ui import cache, parts, ranges
from ui.cache import result, said


def changes(view: View) -> None:
    """List what passes what, and the first modality to halve or double; nothing where nothing does."""
    found = said(crossings.events, view)
    if not found:
        return
    shares = _shares(view, found)
    parts.section(crossing_words.HEADING, crossing_words.introduction(view, shares is not None))
    parts.points(said(crossing_words.sentences, view, found, shares), view=view, key="change")


def _shares(view: View, found: tuple[Event, ...]) -> tuple[float, ...] | None:
    """The share of draws of each event; None while they are not at hand, or not wanted."""
    if not ranges.parts():
        return None
    run, key = result(view), ("shares of simulations", found, view.numbers)
    shares = cache.known(run, key)
    if shares is None:
        ranges.later(partial(_draw, view, found, cache.mine(), key))
    return shares


def _draw(view: View, found: Sequence[Event], scenario: Scenario, key: tuple) -> None:
    """Draw the few years that events are told of, which takes less than to draw all years once more."""
    years = sorted({year for one in found for _, year in one.pair})
    drawn = cache.passing_ensemble(scenario, view, years)
    cache.prepare(drawn, crossings.questions(found, view).values(), ranges.listen)
    cache.remembered(result(view), key, lambda: crossings.shares(found, view, drawn))
