"""A reader's own data in words: how much of it there is, which numbers it touches, what it does to the headline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spinemkt.analysis.narrative import pair, what
from spinemkt.analysis.view import MONEY, View
from spinemkt.evidence.defusing import defused
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.overlay import ADDED, CHANGED, differences
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.wording import listing, signed

HEADLINE = ("spend", "diagnosed", "treated", "episodes")


@dataclass(frozen=True)
class Effect:
    """One number before and after: its name, both amounts and the change, in words."""

    label: str
    before: str
    after: str
    change: str


def counted(inputs: Inputs) -> str:
    """Say how much own data there is: 12 rows in unit costs and 3 rows in access."""
    return listing(
        f"{len(rows):,} row{'' if len(rows) == 1 else 's'} in {table_words(file)}" for file, rows in inputs.own.items()
    )


def table_words(file: str) -> str:
    """How a sentence calls a table: unit costs."""
    return file.removesuffix(".csv").replace("_", " ")


def changes(inputs: Inputs) -> pd.DataFrame:
    """What own data change, for a reader: table, row, column, bundle, own data, change."""
    frame = differences(inputs)
    words = {"table": "Table", "key": "Row", "column": "Column", "bundle": "Bundle", "own": "Own", "change": "Change"}
    return frame.assign(table=frame["table"].map(table_words)).rename(columns=words)


def summary(frame: pd.DataFrame) -> str:
    """Say how many cells differ and how many rows are new."""
    kinds = frame["Change"].value_counts()
    cells, rows = int(kinds.get(CHANGED, 0)), int(kinds.get(ADDED, 0))
    said = [f"{cells:,} cell{'' if cells == 1 else 's'} changed"] * bool(cells)
    return listing([*said, *[f"{rows:,} row{'' if rows == 1 else 's'} added"] * bool(rows)])


def effects(before: Result, after: Result, view: View) -> list[Effect]:
    """The headline of the world in the year shown, on the bundle and on own data."""
    found = []
    for name in HEADLINE:
        old, new = (run.total(name, {"year": view.year}) for run in (before, after))
        words = "no change" if np.isclose(old, new, rtol=1e-9) else signed(new / old - 1) if old else "new"
        label = f"{what(MEASURES[name])} {view.year}" + (f", {MONEY['real']}" if MEASURES[name].money else "")
        found.append(Effect(label, *pair(old, new, MEASURES[name]), words))
    return found


def empty_of(run: Result) -> str:
    """Name what own data leave nothing of in some year of the world, where no page would have anything to show."""
    for name in HEADLINE:
        frame = run.table(name, ("year",))
        if (gone := frame[frame["value"] <= 0]).size:
            return f"they leave no {what(MEASURES[name]).lower()} in {gone['year'].iloc[0]}; every year needs some"
    return ""


def sentence(inputs: Inputs, found: list[Effect]) -> str:
    """Say in one sentence what own data do to spend."""
    spend, moved = found[0], sum(each.change != "no change" for each in found)
    whole = f"the world's {spend.label[:1].lower()}{spend.label[1:]},"
    if spend.change != "no change":
        return f"Your {counted(inputs)} take {whole} from {spend.before} to {spend.after} ({spend.change})."
    return f"Your {counted(inputs)} leave {whole} at {spend.after}{'' if moved else ', and patients as they are'}."


def file_of(inputs: Inputs) -> Mapping[str, str]:
    """Own data as (table, CSV) texts, ready to be read again."""
    return {file: rows.map(defused).to_csv(index=False, lineterminator="\n") for file, rows in inputs.own.items()}
