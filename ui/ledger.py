"""The tab of the ledger: how the projection moved between versions of the data, and why."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from spinemkt.analysis import ledger as moves
from spinemkt.analysis.view import MONEY, View
from spinemkt.charts.ledger import projections
from spinemkt.documents.options import LEDGER
from spinemkt.evidence.ledger import AHEAD, ledger
from spinemkt.wording import count, digits_beside, money, percent, signed
from ui import files, parts
from ui.cache import bundle
from ui.look import theme

YEAR = AHEAD[0]
RESTS_ON = (
    "Each version run once at expected values: spine care and attributed cancer drugs, without myeloma. Its hash names "
    "the data files to the byte. Older figures are brought to the money of today by consumer prices."
)


def show(view: View) -> None:
    """Draw the projection of each version, and list what moved it."""
    entries = moves.in_money_of_today(ledger(), bundle())
    parts.note(
        "A projection that is corrected in silence cannot be judged. Every version of the data whose figures differ "
        "from the one before keeps its figures for the years ahead, with the reason. Own data are not in it."
    )
    measure = st.pills(
        "Figure",
        list(LEDGER),
        default=next(iter(LEDGER)),
        required=True,
        format_func=LEDGER.__getitem__,
        key="ledger",
        bind="query-params",
    )
    drawn = projections(entries, measure, theme())
    parts.picture(drawn, view, "ledger_lines")
    parts.foot(drawn, view, "ledger_lines", measure, printed=RESTS_ON, loaded=bundle())
    frame = moves.movements(entries, YEAR)
    parts.title(f"What moved between versions: world, {YEAR}")
    heads = ["Version", f"Spend, {MONEY['real']}", "Diagnosed", "Patients with local treatment", "Why"]
    rows = [
        [
            f"{row.number} · {row.date} · data {row.version}",
            _with(_money(row.spend, frame["spend"]), row.spend_change),
            _with(f"{_patients(row.diagnosed, frame['diagnosed'])} diagnosed", row.diagnosed_change),
            _with(f"{_patients(row.treated, frame['treated'])} treated", row.treated_change),
            row.reason,
        ]
        for row in frame.itertuples()
    ]
    parts.table(heads, rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        header = [("title", f"How the projection moved, world, {YEAR}"), ("evidence", RESTS_ON)]
        files.offer_table("How the projection moved", "ledger", lambda: (frame, header))


def _money(value: float, column: pd.Series) -> str:
    return _digits(lambda usd, more: money(usd, more=more), value, column)


def _patients(value: float, column: pd.Series) -> str:
    return _digits(lambda number, more: count(number, more=more), value, column)


def _digits(form: Callable[[float, int], str], value: float, column: pd.Series) -> str:
    """A figure with the digits that its differences to the others of its column need."""
    return form(value, digits_beside(form, column.iloc[0], column))


def _with(words: str, change: float) -> str:
    """A figure and by how much it differs from the version before; nothing where it did not move."""
    return f"{words} ({signed(change, lambda share: percent(share, 2))})" if abs(change) > moves.TOLERANCE else words
