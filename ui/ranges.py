"""Ranges of what a page shows: those at hand are drawn at once; the rest are calculated once the page stands.

A page then is drawn a second time, so that no first word waits for the draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from spinemkt import Ensemble
from spinemkt.uncertainty.ensemble import Question
from ui import cache

DEFAULT = "80"
ROUNDS = 3  # how often a page may ask for more
_WANTED, _LATER, _PROGRESS, _TURN, _AGAIN, _ONCE = (
    "ranges_wanted",
    "ranges_later",
    "ranges_progress",
    "ranges_turn",
    "ranges_again",
    "ranges_once",
)


def start() -> None:
    """Before a page is drawn: forget what the last one asked for and, unless it is the same page, said once."""
    state = st.session_state
    state[_WANTED], state[_LATER], state[_PROGRESS], state[_TURN] = [], [], None, state.pop(_AGAIN, 0)
    if not state[_TURN]:
        state[_ONCE] = {}


def at_hand(ensemble: Ensemble, question: Question) -> bool:
    """Whether an answer is there. While a page is drawn, one that is not is noted; a part drawn alone waits for it."""
    if not ensemble.knows(*question):
        if _WANTED in st.session_state:
            st.session_state[_WANTED].append((ensemble, question))
            return False
        cache.prepare(ensemble, [question], listen)
    return True


def listen(done: int, count: int) -> None:
    """Let in what the reader does meanwhile: Streamlit looks for it whenever its state is asked."""
    _ = _WANTED in st.session_state


def later(job: Callable[[], None]) -> None:
    """Have something calculated once the page stands; the page is then drawn again."""
    st.session_state.setdefault(_LATER, []).append(job)


def progress(words: str) -> None:
    """Have it told here how far what is calculated later has come. words: of `done` of `count` jobs."""
    st.session_state[_PROGRESS] = (st.empty(), words)


def fill() -> None:
    """After a page is drawn: calculate the ranges that it asked for and had not, then draw it again."""
    cache.STANDS.set()
    state = st.session_state
    turn, wanted, jobs = state[_TURN], state.pop(_WANTED), state.pop(_LATER, [])
    progressing = state.pop(_PROGRESS)
    if not (wanted or jobs) or turn >= ROUNDS:
        return
    questions: dict[Ensemble, list] = {}
    for ensemble, question in wanted:
        questions.setdefault(ensemble, []).append(question)
    for ensemble, asked in questions.items():
        cache.prepare(ensemble, asked, listen)
    for done, job in enumerate(jobs):
        if progressing:
            slot, words = progressing
            slot.progress(done / len(jobs), words.format(done=done + 1, count=len(jobs)))
        job()
    state[_AGAIN] = turn + 1
    st.rerun()


def once(key: str, default: Any = "") -> Any:
    """Take out of the state what is to be said once; the second drawing of the same page says it again."""
    said = st.session_state[_ONCE]
    said[key] = st.session_state.pop(key, said.get(key, default))
    return said[key]
