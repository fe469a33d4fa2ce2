"""Tables of words, and the numbers in them that can be asked where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from spinemkt.analysis.question import Answer
from spinemkt.analysis.view import View
from ui import asks


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    mark: str = "",
    key: str = "",
    answers: Sequence[Answer | None] = (),
    figure: str = "",
    view: View | None = None,
) -> None:
    """Write a table of words, one column framed as a mark; on a phone each row becomes a block.

    answers: of each row what its figure answers, None where it is none of the model's; then key names the table and
    figure the column (the last one by default), and view is the one the numbers were made under.
    """
    marked, asked = (heads.index(name) if name else -1 for name in (mark, figure))
    if answers:
        asks.offer(key, list(answers), view or View())

    def cell(row: int, index: int, text: str, last: int) -> str:
        inner = escape(text)
        if answers and index == (asked if figure else last) and answers[row] is not None:
            inner = asks.figure(text, key, row)
        return f"<td><span class='sm-mark'>{inner}</span></td>" if index == marked else f"<td>{inner}</td>"

    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(
        f"<tr>{''.join(cell(number, index, text, len(row) - 1) for index, text in enumerate(row))}</tr>"
        for number, row in enumerate(rows)
    )
    start = f"<thead><tr>{top}</tr></thead>" if top else ""
    st.html(f"<table class='sm-table sm-stack'>{start}<tbody>{body}</tbody></table>")
