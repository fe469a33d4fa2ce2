"""How the projection moved between versions of the data, and why."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from spinemkt.analysis import ledger as moves
from spinemkt.analysis.view import MONEY
from spinemkt.charts.ledger import projections
from spinemkt.documents.blocks import Choice, Exhibit, File, Note, Page, Table, Title
from spinemkt.documents.options import LEDGER
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.ledger import AHEAD, ledger
from spinemkt.wording import count, digits_beside, money, percent, signed

YEAR = AHEAD[0]
HEADS = ("Version", f"Spend, {MONEY['real']}", "Diagnosed", "Patients treated at the spine", "Why")
RESTS_ON = (
    "Each version run once at expected values: spine care and spine share of cancer drugs, without myeloma. Its hash "
    "names the data files to the byte. Older figures are brought to the money of today by consumer prices."
)


def versions(work: Workspace) -> Page:
    """Yield the projection of each version, and what moved it."""
    loaded = work.inputs.bundle or work.inputs
    entries = moves.in_money_of_today(ledger(), loaded)
    yield Note(
        "A projection that is corrected in silence cannot be judged. Every version of the data whose figures differ "
        "from the one before keeps its figures for the years ahead, with the reason. Own data are not in it."
    )
    measure = yield Choice("ledger", "Figure", LEDGER, next(iter(LEDGER)), "pills")
    drawn = projections(entries, measure, work.theme)
    yield Exhibit("ledger_lines", drawn, measure, printed=RESTS_ON, loaded=loaded)
    frame = moves.movements(entries, YEAR)
    yield Title(f"What moved between versions: world, {YEAR}")
    rows = [
        (
            f"{row.number} · {row.date} · data {row.version}",
            _with(_money(row.spend, frame["spend"]), row.spend_change),
            _with(f"{_patients(row.diagnosed, frame['diagnosed'])} diagnosed", row.diagnosed_change),
            _with(f"{_patients(row.treated, frame['treated'])} treated", row.treated_change),
            row.reason,
        )
        for row in frame.itertuples()
    ]
    yield Table("versions", HEADS, rows)
    header = (("title", f"How the projection moved, world, {YEAR}"), ("evidence", RESTS_ON))
    yield File("ledger", "How the projection moved", frame, header=header)


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
