"""Loaded once, run once a setting, drawn once a view: what all readers of one process share."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from time import monotonic

import streamlit as st

import spinemkt
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart


@st.cache_resource(show_spinner="Reading the data and running the model ...")
def inputs() -> spinemkt.Inputs:
    """The validated data, with the default run made."""
    loaded = spinemkt.load_inputs()
    _run(loaded, View().scope, View().myeloma)
    return loaded


TIDY_SECONDS = 15.0
_tidying = Lock()
_next_tidy = 0.0


def tidy() -> None:
    """Collect garbage thoroughly now and then, and leave what lives on out of the collections in between.

    Streamlit runs a full collection after every rerun; with many readers those would take most of the time.
    """
    global _next_tidy
    if monotonic() < _next_tidy or not _tidying.acquire(blocking=False):
        return
    try:
        _next_tidy = monotonic() + TIDY_SECONDS
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    finally:
        _tidying.release()


@lru_cache(maxsize=8)
def _run(loaded: spinemkt.Inputs, scope: str, myeloma: bool) -> spinemkt.Result:
    return spinemkt.run(loaded, scope=scope, include_myeloma=myeloma)


def result(view: View) -> spinemkt.Result:
    """The run that a view looks at."""
    return _run(inputs(), view.scope, view.myeloma)


@lru_cache(maxsize=1024)
def _drawn(builder: Callable[..., Chart], run: spinemkt.Result, view: View, theme: str, arguments: tuple) -> Chart:
    return builder(run, view, theme, *arguments)


def chart(builder: Callable[..., Chart], view: View, *arguments: object) -> Chart:
    """Build a chart of a view in the reader's theme, or return the one built before."""
    return _drawn(builder, result(view), view, theme(), arguments)


@lru_cache(maxsize=1024)
def _said(function: Callable[..., object], run: spinemkt.Result, view: View, arguments: tuple) -> object:
    return function(run, view, *arguments)


def said(function: Callable[..., object], view: View, *arguments: object):
    """Call a function of (result, view, ...) from the library, or return what it returned before."""
    return _said(function, result(view), view, arguments)


def theme() -> str:
    """light or dark, as the reader's browser shows the app."""
    return "dark" if st.context.theme.type == "dark" else "light"
