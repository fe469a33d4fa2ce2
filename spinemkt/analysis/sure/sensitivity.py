"""How sure an outcome is and what it hangs on, in words and tables that need no statistics."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spinemkt.analysis.narrative import amount
from spinemkt.analysis.studies import ASSUMPTION, cited
from spinemkt.analysis.sure.dispersion import likely
from spinemkt.analysis.sure.outcomes import between, heading, measured, outcome_of, subject
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import inside, listing
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import GRADES
from spinemkt.uncertainty.groups import subjects
from spinemkt.uncertainty.tornado import tornado

MOST = 12
WEAK = ("C", "D")
# How much of all swings together a number must make to be called so.
INFLUENCE = {"Large": 0.05, "Some": 0.01, "Little": 0.0}
ONE_AT_A_TIME = (
    "Each is moved alone to the ends of its range while all others stay; what they do together is not in it."
)


def swings(result: Result, view: View, scenario: Scenario) -> pd.DataFrame:
    """The tornado of the view's outcome, with the share of each swing in all of them, and a short name for a chart."""
    run = (result.scope, result.include_myeloma)
    frame = tornado(result.inputs.baseline, scenario, outcome_of(view), True, *run)
    whole = float(frame["swing"].sum())
    return frame.assign(share=frame["swing"] / whole if whole else 0.0, short=[short(text) for text in frame["label"]])


def short(label: str) -> str:
    """Cut what explains a code off a label: 'Attribution to the spine, Immunotherapy'."""
    head, colon, _ = label.partition(": ")
    return head.rpartition(", ")[0] if colon else head


def answer(frame: pd.DataFrame, spread: pd.DataFrame, view: View) -> str:
    """Say the likely range of the outcome, what moves it most, and how much of that is judgement."""
    name = subject(view)
    if frame.empty:
        return f"Nothing that is uncertain moves {name} under these filters."
    first, *rest = frame.head(3).itertuples()
    ends = between(min(first.at_low, first.at_high), max(first.at_low, first.at_high), view)
    others = f"; next come {listing(inside(row.short) for row in rest)}" if rest else ""
    judged = int((frame.head(MOST)["grade"] == "D").sum())
    return (
        f"{heading(view)}: {amount(float(first.central), measured(view))} at central values, and likely "
        f"(8 of 10 draws) between {likely(spread, view)}. Most of it hangs on {inside(first.short)}: alone it moves "
        f"the figure between {ends}{others}. Of the {min(MOST, len(frame))} that move it most, {judged} rest on "
        "stated judgement."
    )


def twin(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """The tornado as a table for reading and for a file."""
    return pd.DataFrame(
        {
            "What is moved": frame["label"],
            "Numbers moved together": frame["numbers"],
            "Evidence grade": frame["grade"],
            "Low end of the number": frame["low"],
            "High end of the number": frame["high"],
            "Outcome at the low end": frame["at_low"],
            "Outcome at the high end": frame["at_high"],
            "Outcome at central values": frame["central"],
            "Share of all swings": frame["share"],
            "unit": measured(view).unit,
        }
    )


def weak_and_important(frame: pd.DataFrame) -> pd.DataFrame:
    """Grade x influence: one row a grade, of each class of influence the names, largest first, joined by '; '."""
    classes = pd.Series(
        [next(name for name, least in INFLUENCE.items() if share >= least) for share in frame["share"]],
        index=frame.index,
        dtype=object,
    )
    rows = []
    for grade in GRADES:
        cells = {name: frame.loc[(frame["grade"] == grade) & (classes == name), "short"] for name in INFLUENCE}
        rows.append({"grade": grade, **{name: "; ".join(found) for name, found in cells.items()}})
    return pd.DataFrame(rows)


def weakest(frame: pd.DataFrame, inputs: Inputs, most: int = 6) -> pd.DataFrame:
    """The numbers of grade C and D that move the outcome most.

    moved (as the tornado calls them), name, share, grade, sources, note, search (the words that find them).
    """
    register = inputs.register
    rows_of = {found.name: found.rows for found in subjects(inputs.baseline, True)}
    weak = frame[frame["grade"].isin(WEAK)].head(most)
    found = []
    for row in weak.itertuples():
        rows = register.iloc[rows_of[str(row.name)]]
        notes = [note for note in dict.fromkeys(rows["note"].dropna()) if note]
        found.append(
            {
                "moved": row.name,
                "name": row.short,
                "share": row.share,
                "grade": row.grade,
                "sources": cited(inputs, ";".join(rows["source_id"])),
                "note": notes[0] if notes else "",
                "search": rows["id"].iloc[0] if len(rows) == 1 else str(rows["parameter"].iloc[0]),
            }
        )
    return pd.DataFrame(found, columns=["moved", "name", "share", "grade", "sources", "note", "search"])


def rests_on(sources: Sequence[str], most: int = 3) -> str:
    """Say what a number rests on: a source or several by name, or the word assumption."""
    named = [source for source in sources if source != ASSUMPTION]
    words = [*named[:most], *([f"{len(named) - most} more"] if len(named) > most else [])]
    return listing([*words, ASSUMPTION] if ASSUMPTION in sources else words)
