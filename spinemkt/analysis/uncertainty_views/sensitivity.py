"""How sure an outcome is and what it hangs on, in words and tables that need no statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.lineage.functions import variance_share
from spinemkt.analysis.lineage.influence import influence
from spinemkt.analysis.studies import ASSUMPTION, cited
from spinemkt.analysis.uncertainty_views import outcomes
from spinemkt.analysis.uncertainty_views.dispersion import likely
from spinemkt.analysis.uncertainty_views.outcomes import heading, measured, outcome_of, subject
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, join, say, unit_once
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import GRADES
from spinemkt.uncertainty.ends import ENDS
from spinemkt.uncertainty.tornado import tornado
from spinemkt.wording import inside, listing, percent

MOST = 12
SHARE = "Share of variance"
WEAK = ("C", "D")
# The share of variance that a number must make to be called so.
INFLUENCE = {"Large": 0.05, "Some": 0.01, "Little": 0.0}
ONE_AT_A_TIME = (
    "Each is moved alone to the ends of its range while all others stay; what they do together is not in it."
)


def swings(result: Result, view: View, scenario: Scenario, drawn: np.ndarray) -> pd.DataFrame:
    """The tornado of the view's outcome, and what each row makes of its variance; the largest share first.

    drawn: the outcome in each draw. Columns: those of tornado, with label, numbers and grade of what is behind the
    outcome under the view's filters; rows (places in the register) and share (of variance), as influence gives them.
    """
    outcome = outcome_of(view)
    found = influence([(result, outcome.measure, {**outcome.where, "year": outcome.year})], drawn)
    run = (result.scope, result.include_myeloma)
    frame = tornado(result.inputs.baseline, scenario, outcome, True, *run, list(found["name"]))
    known = found.assign(numbers=[len(rows) for rows in found["rows"]]).set_index("name")
    frame = frame.drop(columns=["label", "numbers", "grade"]).join(known, on="name", how="inner")
    return frame.sort_values(["share", "swing"], ascending=False, ignore_index=True)


def by_grade(frame: pd.DataFrame, inputs: Inputs) -> dict[str, float]:
    """The share of variance that numbers of each grade carry; that of a group is split evenly over its numbers."""
    grades = inputs.register["grade"].to_numpy()
    found = dict.fromkeys(GRADES, 0.0)
    for row in frame.itertuples():
        for place in row.rows:
            found[grades[place]] += row.share / len(row.rows)
    return found


def told_by_grade(shares: Mapping[str, float]) -> str:
    """Say what by_grade found, and what of the variance it leaves."""
    told = listing(f"{grade} {percent(share, 0)}" for grade, share in shares.items())
    rest = percent(max(1 - sum(shares.values()), 0), 0)
    return (
        f"Share of variance by grade of evidence: {told}; {rest} cannot be traced to single numbers. "
        "What numbers drawn together carry is split evenly over them, and each counts by its own grade."
    )


def at_ends(view: View, row: Any) -> dict[str, Figure]:
    """The outcome with what a row of `swings` names at the low and at the high end of its range, by end."""
    moved = f"{heading(view)}, with {inside(row.label)} at the"
    return {
        end: outcomes.figure(view, float(getattr(row, f"at_{end}")), f"{moved} {end} end of its range", row.name, end)
        for end in ENDS
    }


def share(view: View, name: str, label: str, value: float) -> Figure:
    """The share of variance that what the tornado calls by a name makes."""
    (whole,) = outcomes.figure(view).amounts
    words = f"What {inside(label)} makes of the variance of {subject(view)}"
    return Figure(variance_share(replace(whole, moved=name)), "", words, unit="fraction", value=value)


def answer(frame: pd.DataFrame, spread: pd.DataFrame, view: View, inputs: Inputs) -> Text:
    """Say the likely range of the outcome, what moves it most, and how much of that is judgement."""
    name = subject(view)
    if frame.empty:
        return as_text(f"Nothing that is uncertain moves {name} under these filters.")
    first, *rest = frame.head(3).itertuples()
    ends = sorted(at_ends(view, first).values(), key=lambda figure: figure.number)
    others = f"; next come {listing(inside(row.label) for row in rest)}" if rest else ""
    return say(
        "{heading}: {central} expected, 80% range {likely}. Most of that follows {label}, "
        "which makes {share:percent 0} of the variance: alone it moves the figure between {ends}{others}. "
        "Counted number by number, assumptions (expert judgement, grade D) carry {judged} of the variance.",
        heading=heading(view),
        central=outcomes.figure(view, float(first.central)),
        likely=likely(spread, view),
        label=inside(first.label),
        share=share(view, first.name, first.label, first.share),
        ends=join(unit_once(*ends)),
        others=others,
        judged=percent(by_grade(frame, inputs)["D"], 0),
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
            "Outcome at expected values": frame["central"],
            SHARE: frame["share"],
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
        cells = {name: frame.loc[(frame["grade"] == grade) & (classes == name), "label"] for name in INFLUENCE}
        rows.append({"grade": grade, **{name: "; ".join(found) for name, found in cells.items()}})
    return pd.DataFrame(rows)


def weakest(frame: pd.DataFrame, inputs: Inputs, most: int = 6) -> pd.DataFrame:
    """The numbers of grade C and D that make most of the variance.

    moved (as the tornado calls them), name, share, grade, sources, note, search (the words that find them).
    """
    register = inputs.register
    weak = frame[frame["grade"].isin(WEAK)].head(most)
    found = []
    for row in weak.itertuples():
        rows = register.iloc[row.rows]
        notes = [note for note in dict.fromkeys(rows["note"].dropna()) if note]
        found.append(
            {
                "moved": row.name,
                "name": row.label,
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
