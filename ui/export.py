"""The Export menu of each chart and table, and that of the page: everything that a reader may take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.figures import printing
from spinemkt.figures.text import as_text
from spinemkt.scenario.scenario import Scenario
from ui import cache, files
from ui.text import named

LABEL = "Export"


def of_chart(
    chart: Chart, name: str, key: str, view: View, table: Callable[[], files.Table], runs: Mapping[str, Scenario]
) -> None:
    """Offer a chart as files and as lines of Python. table: as in `files.offer_table`. runs: of its figures."""
    popover = st.popover(named(LABEL, name), type="tertiary", key=f"export_{key}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        files.offer_table(name, key, table)
        if code := python(chart, view, runs):
            st.html("<p class='sm-label'>The first number of the title in Python</p>")
            st.code(code, language="python", wrap_lines=True)


def of_table(name: str, key: str, table: Callable[[], files.Table], words: str) -> None:
    """Offer a table as files. table, words: as in `files.offer_table`."""
    popover = st.popover(named(LABEL, name), type="tertiary", key=f"export_{key}", on_change="rerun")
    if popover.open:
        with popover:
            files.offer_table(name, key, table, words)


def python(chart: Chart, view: View, runs: Mapping[str, Scenario]) -> str:
    """Write the lines that print the first number of a chart's title; empty where it has none."""
    figures = as_text(chart.title).figures
    if not figures:
        return ""
    scenarios = {"": cache.mine(), **runs}
    figure, version = figures[0], cache.inputs().version
    return printing.python(figure, scenarios, figure.scope or view.scope, view.myeloma, version, cache.DRAWS)
