"""Tables of words, and the numbers in them that can be asked where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.lineage.question import Answer
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart, heading, places, readable
from ui import asks
from ui.cache import inputs
from ui.text import unbroken

BARE = re.compile(r"[-+]?[\d.,]+(?: %)?")  # a figure that does not say what it counts


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    mark: str = "",
    key: str = "",
    answers: Sequence[Answer | None] = (),
    figure: str | Sequence[str] = "",
    view: View | None = None,
) -> None:
    """Write a table of words, one column framed as a mark; on a phone each row is a block, a bare figure with its head.

    answers: of each row what its figure answers, None where it is none of the model's; then key names the table and
    figure the column (the last one by default), and view is the one the numbers were made under. Where figure names
    several columns, answers holds one a column, row after row.
    """
    marked = heads.index(mark) if mark else -1
    asked = [heads.index(name) for name in ([figure] if isinstance(figure, str) else figure) if name]
    if answers:
        asks.offer(key, list(answers), view or View())

    def cell(row: int, index: int, text: str, last: int) -> str:
        inner = escape(text)
        columns = asked or [last]
        if answers and index in columns:
            place = row * len(columns) + columns.index(index)
            inner = asks.figure(text, key, place) if answers[place] is not None else inner
        alone = f" data-head='{escape(heads[index])}'" if heads and BARE.fullmatch(text) else ""
        return f"<td><span class='sm-mark'>{inner}</span></td>" if index == marked else f"<td{alone}>{inner}</td>"

    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(
        f"<tr>{''.join(cell(number, index, text, len(row) - 1) for index, text in enumerate(row))}</tr>"
        for number, row in enumerate(rows)
    )
    start = f"<thead><tr>{top}</tr></thead>" if top else ""
    st.html(unbroken(f"<table class='sm-table sm-stack'>{start}<tbody>{body}</tbody></table>"))


def twin(place: DeltaGenerator, chart: Chart, key: str) -> None:
    """Show a chart's table; a cell that is selected is asked where it comes from."""
    frame, names = chart.frame, inputs().country_names
    shown = readable(frame, names)
    if not chart.questions and not any(chart.rows):
        place.dataframe(shown, hide_index=True, alt=chart.alt, width=640)
        return
    place.caption("Select a number to see where it comes from.")
    place.dataframe(
        shown,
        hide_index=True,
        alt=chart.alt,
        width=640,
        key=f"twin_{key}",
        on_select=partial(_selected, key, frame),
        selection_mode="single-cell",
    )


def _selected(key: str, frame: pd.DataFrame) -> None:
    cells = st.session_state[f"twin_{key}"]["selection"]["cells"]
    if not cells:
        return
    row, column = cells[0]
    found = places(frame, inputs().country_names)
    heads = {heading(name): name for name in found.columns}
    name = heads.get(column, column)
    if name in frame.columns or str(name) in frame.columns:
        asks.ask(f"{key}:#{row}#{name}")
    else:
        asks.ask(f"{key}:#{int(found[name].iloc[row])}#value")
