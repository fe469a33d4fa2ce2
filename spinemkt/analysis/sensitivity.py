"""How sure an outcome is and what it hangs on, in words and tables that need no statistics."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from math import sqrt

import numpy as np
import pandas as pd

from spinemkt.analysis.compare import measure_of
from spinemkt.analysis.narrative import amount, what
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import inside, listing, percent
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.measures import Measure
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import GRADES
from spinemkt.uncertainty.ensemble import simulate
from spinemkt.uncertainty.groups import subjects
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.tornado import tornado
from spinemkt.uncertainty.variance import variance_shares
from spinemkt.uncertainty.work import Progress

MOST = 12
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
WEAK = ("C", "D")
# How much of all swings together a number must make to be called so.
INFLUENCE = {"Large": 0.05, "Some": 0.01, "Little": 0.0}
MEANINGS = (
    "1 draw in 20 lies below",
    "1 draw in 10 lies below",
    "1 draw in 4 lies below",
    "Half of the draws lie below, half above",
    "1 draw in 4 lies above",
    "1 draw in 10 lies above",
    "1 draw in 20 lies above",
)
HOW_VARIANCE = (
    "All numbers are drawn at once. Alone: how much of the spread (the variance) would go if the family were known "
    "exactly. Total: how much would stay if everything else were known. Thin lines: the error of chance (95 %). "
    "Numbers that are drawn together count as one family."
)
HOW_WORTH = "Approximate: 1 - square root of (1 - share alone), which is exact only where the spread keeps its shape."
ONE_AT_A_TIME = (
    "Each is moved alone to the ends of its range while all others stay; what they do together is not in it."
)


def looked_at(view: View) -> View:
    """The part of a view that an outcome of one year depends on."""
    return replace(view, years=(view.year, view.year), grouped=View.grouped)


def measured(view: View) -> Measure:
    """The measure of the outcome: the view's own, or where its counts overlap treated patients.

    Where the view keeps some of care only, which treated patients cannot be filtered by, it is episodes.
    """
    return view.addable.measure if view.narrows_care else measure_of(view)


def outcome_of(view: View) -> Outcome:
    """The outcome that a view looks at: its measure under its filters in the year shown."""
    name = measured(view).name
    return Outcome(name, view.where(name), view.year)


def subject(view: View) -> str:
    """Name the outcome inside a sentence: spend in 2035."""
    return f"{inside(what(measured(view)))} in {view.year}"


def heading(view: View) -> str:
    """Name the outcome as the head of a column: Spend in 2035."""
    name = subject(view)
    return f"{name[:1].upper()}{name[1:]}"


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


def drawn(
    result: Result,
    view: View,
    scenario: Scenario,
    draws: int,
    seed: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """The outcome in each draw; executor and progress as in simulate()."""
    inputs, run = result.inputs.baseline, (result.scope, result.include_myeloma)
    found = simulate(inputs, scenario, draws, seed, *run, executor, (view.year,), progress)
    outcome = outcome_of(view)
    return found.values(outcome.measure, (), {**outcome.where, "year": outcome.year})[0]


def percentiles(found: np.ndarray, view: View) -> pd.DataFrame:
    """One row a percentile: percentile (0 to 100), value, unit."""
    unit = measured(view).unit
    levels = [round(100 * level) for level in LEVELS]
    return pd.DataFrame({"percentile": levels, "value": np.quantile(found, LEVELS).astype(float), "unit": unit})


def table_of_draws(found: np.ndarray) -> pd.DataFrame:
    """One row a draw: its number from 1 on, and the outcome."""
    return pd.DataFrame({"draw": np.arange(1, len(found) + 1), "outcome": found.astype(float)})


def above_central(found: np.ndarray, central: float) -> str:
    """Say where the central values lie among the draws, and why not in the middle."""
    share = float((found > central).mean())
    said = f"{percent(share, 0)} of the draws lie above the run at central values"
    if 0.4 <= share <= 0.6:
        return f"{said}: it lies near the middle."
    way = "up than down" if share > 0.5 else "down than up"
    return f"{said}: most ranges reach further {way} from their value."


def likely(frame: pd.DataFrame, view: View) -> str:
    """Say the range that holds 8 of 10 draws: 11 and 17 bn USD."""
    at = frame.set_index("percentile")["value"]
    return between(float(at[10]), float(at[90]), view)


def between(low: float, high: float, view: View, joined: str = "and") -> str:
    """Write two amounts, the unit once where they share it: 11.2 and 17.3 bn USD."""
    one, other = (amount(value, measured(view)) for value in (low, high))
    number, _, unit = one.partition(" ")
    return f"{number if unit == other.partition(' ')[2] else one} {joined} {other}"


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
    """The numbers of grade C and D that move the outcome most: name, share, grade, sources, note, words to search."""
    register = inputs.register
    rows_of = {found.name: found.rows for found in subjects(inputs.baseline, True)}
    weak = frame[frame["grade"].isin(WEAK)].head(most)
    found = []
    for row in weak.itertuples():
        rows = register.iloc[rows_of[str(row.name)]]
        cited = dict.fromkeys(source for cell in rows["source_id"] for source in cell.split(";"))
        notes = [note for note in dict.fromkeys(rows["note"].dropna()) if note]
        found.append(
            {
                "name": row.short,
                "share": row.share,
                "grade": row.grade,
                "sources": list(cited),
                "note": notes[0] if notes else "",
                "search": rows["id"].iloc[0] if len(rows) == 1 else str(rows["parameter"].iloc[0]),
            }
        )
    return pd.DataFrame(found, columns=["name", "share", "grade", "sources", "note", "search"])


def rests_on(sources: Sequence[str], most: int = 3) -> str:
    """Say what a number rests on: a source or several, or the word assumption."""
    named = [source for source in sources if source != "assumption"]
    words = [*named[:most], *([f"{len(named) - most} more"] if len(named) > most else [])]
    return listing([*words, "assumption"] if "assumption" in sources else words)


def shares(result: Result, view: View, scenario: Scenario) -> pd.DataFrame:
    """The shares of variance of the view's outcome by family of numbers, with what knowing each would be worth.

    narrows: by about how much the range of likely values would narrow if the family were known, 1 - sqrt(1 - alone).
    """
    inputs = result.inputs.baseline
    found = variance_shares(
        inputs, scenario, outcome_of(view), scope=result.scope, include_myeloma=result.include_myeloma
    )
    held = found["alone"].clip(0.0, 1.0)
    return found.assign(narrows=[1.0 - sqrt(1.0 - share) for share in held])


def worth(frame: pd.DataFrame, most: int = 4) -> list[str]:
    """Say of the largest families what knowing them would be worth, and where chance leaves that open."""
    said = []
    for row in frame.sort_values("narrows", ascending=False).head(most).itertuples():
        if row.alone <= row.alone_error:
            continue
        said.append(
            f"If {inside(row.label)} were known, the 80 % range would narrow by about {percent(row.narrows, 0)} "
            f"(it makes {percent(row.alone, 0)} of the variance, give or take {percent(row.alone_error, 0)})."
        )
    return said
