"""Numbers on a page that can be asked where they come from: each says what it answers, a click brings it back here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

import streamlit as st
from markupsafe import Markup

from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text
from spinemkt.scenario.scenario import Scenario
from ui.text import unbroken

OFFERED, BEFORE, ASKED = "numbers_offered", "numbers_offered_before", "number_asked"
QUANTILE = re.compile(r"\bp\d+(?:\.\d+)?$")  # the column of an end of a range
TITLE = "Where this number comes from"
BUTTON = Markup("<button class='sm-ask' data-asks='{asks_for}' title='" + TITLE + "'>{words}</button>")
HELD = Markup("<span class='sm-held'>{}</span>")
CLOSING = ").,;:"  # would stand at the start of a line alone


@dataclass(frozen=True)
class Offer:
    """The numbers of one part of a page. find: a mark or a place in the list -> its answer; all: every answer.

    view: whose scope they have. runs: scenarios by name, where the answers name any; '' is the reader's own.
    """

    find: Callable[[str], Figure | None]
    all: Callable[[], Sequence[Figure]]
    view: View
    runs: Mapping[str, Scenario]

    def view_of(self, answer: Figure) -> View:
        """The view that an answer is made anew in: this one, in the scope that the answer names."""
        return replace(self.view, scope=answer.scope or self.view.scope)


@dataclass(frozen=True)
class Asked:
    """A number that the reader has asked where it comes from."""

    answer: Figure
    view: View
    runs: Mapping[str, Scenario]


def start() -> None:
    """Before a page is drawn: put aside what has been offered; a click may come before all of it is offered anew."""
    state = st.session_state
    state[BEFORE] = {**state.get(BEFORE, {}), **state.get(OFFERED, {})}
    state[OFFERED] = {}


def offer(
    key: str, answers: Sequence[Figure | None], view: View | None, runs: Mapping[str, Scenario] | None = None
) -> None:
    """Offer a list of numbers; the figure of each is written by `figure` with its place in the list.

    view: the one the numbers were made under; None only where there is no number, else ValueError.
    """
    if view is None:
        if any(answers):
            raise ValueError(f"{key}: say under which view its numbers were made")
        view = View()

    def find(place: str) -> Figure | None:
        return answers[int(place)] if place.isdecimal() and int(place) < len(answers) else None

    def every() -> list[Figure]:
        return [answer for answer in answers if answer is not None]

    _offers()[key] = Offer(find, every, view, runs or {})


def chart(key: str, drawn: Chart, view: View, runs: Mapping[str, Scenario] | None = None) -> None:
    """Offer the numbers of a chart: those of its marks, and those of its table."""
    columns = drawn.columns
    if not columns:
        return

    def find(mark: str) -> Figure | None:
        kind, _, rest = mark.partition("#")  # a cell of the table: #row#column
        if kind:
            return columns[0].of_mark(mark)
        row, _, name = rest.partition("#")
        if not row.isdecimal() or int(row) >= len(drawn.frame):
            return None
        asked = [column for column in columns if column.name == name]
        if not asked and QUANTILE.search(name):
            return None  # of a range that is shown in proportion
        asked = asked or [columns[0]]
        found = (column.figures(drawn.frame.iloc[[int(row)]])[0] for column in asked)
        return next((figure for figure in found if figure), None)

    def every() -> list[Figure]:
        return [
            replace(figure, shown=repr(float(value)))
            for column in columns
            if column.name in drawn.frame
            for figure, value in zip(column.figures(drawn.frame), drawn.frame[column.name], strict=True)
            if figure is not None
        ]

    _offers()[key] = Offer(find, every, view, runs or {})


def figure(words: str, key: str, place: int) -> Markup:
    """Write a figure that can be asked."""
    return _button(words, f"{key}:{place}")


def _button(words: str, asks_for: str) -> Markup:
    return BUTTON.format(asks_for=asks_for, words=words)


def text(found: Text | str, key: str, view: View | None, runs: Mapping[str, Scenario] | None = None) -> Markup:
    """Write a text as HTML in which each figure can be asked; offer them."""
    (written,) = texts([found], key, view, runs)
    return written


def texts(
    found: Sequence[Text | str], key: str, view: View | None, runs: Mapping[str, Scenario] | None = None
) -> list[Markup]:
    """Write texts as HTML in which each figure can be asked; offer the figures of all of them together."""
    known, places = [as_text(one) for one in found], count()
    offer(key, [figure for one in known for figure in one.figures], view, runs)
    return [
        _html(tuple((words, f"{key}:{next(places)}" if shown else "") for words, shown in one.pieces)) for one in known
    ]


@lru_cache(maxsize=1024)
def _html(pieces: tuple[tuple[str, str], ...]) -> Markup:
    """Write pieces of a sentence: words, and what each asks, empty where nothing.

    A bracket that opens before a figure and the marks that close after it stay on its line.
    """
    done, closed = Markup(), 0
    for place, (words, asks_for) in enumerate(pieces):
        if not asks_for:
            opens = place + 1 < len(pieces) and pieces[place + 1][1] and words[closed:].endswith("(")
            done += unbroken(words[closed:].removesuffix("(") if opens else words[closed:])
            closed = 0
            continue
        before = pieces[place - 1][0] if place and not pieces[place - 1][1] else ""
        after = pieces[place + 1][0] if place + 1 < len(pieces) and not pieces[place + 1][1] else ""
        closed = len(after) - len(after.lstrip(CLOSING))
        opening = "(" if before.endswith("(") else ""
        asked = opening + _button(unbroken(words), asks_for) + after[:closed]
        done += HELD.format(asked) if opening or closed else asked
    return done


def offered() -> Mapping[str, Offer]:
    """Everything that the page offers, by the key of its part."""
    return _offers()


def ask(name: str) -> None:
    """Note that the reader asked for a number, by the name its figure or mark carries; an unknown one is nothing."""
    key, _, place = name.partition(":")
    found = _offers().get(key) or st.session_state.get(BEFORE, {}).get(key)
    answer = found.find(place) if found else None
    if found and answer:
        st.session_state[ASKED] = Asked(answer, found.view_of(answer), found.runs)


def _offers() -> dict[str, Offer]:
    return st.session_state.setdefault(OFFERED, {})
