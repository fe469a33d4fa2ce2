"""What the numbers of a study of sensitivity answer: an outcome, its draws, and what one number alone makes of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from spinemkt.analysis.asked.ranges import range_ends
from spinemkt.analysis.lineage.functions import variance_share
from spinemkt.analysis.lineage.question import Listed, Question, compose
from spinemkt.analysis.sure import dispersion, outcomes
from spinemkt.analysis.sure.sensitivity import SHARE
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.uncertainty.ends import ENDS
from spinemkt.wording import inside, percent


def outcome(view: View, label: str = "", shown: str = "") -> Figure:
    """The outcome that a study of sensitivity looks at."""
    found = outcomes.outcome_of(view)
    return compose((Amount(found.measure, {**found.where, "year": found.year}),), "amount", label, shown)


def moved_to(view: View, name: str, label: str, end: str, shown: str = "") -> Figure:
    """The outcome with what the tornado calls by a name at one end of its range."""
    answer = outcome(view, f"{outcomes.heading(view)}, with {inside(label)} at the {end} end of its range", shown)
    return answer.mapped(lambda amount: replace(amount, moved=name, end=end))


def of_first(frame: pd.DataFrame, view: View) -> tuple[Figure, ...]:
    """The share of variance of the first of the tornado, and the outcome with it at either end, the lower one first."""
    (row,) = frame.head(1).to_dict("records")
    found = sorted((float(row[f"at_{end}"]), end) for end in ENDS)
    measure = outcomes.measured(view)
    share = _share(view, row["name"], row["label"], percent(row["share"], 0))
    ends = (moved_to(view, row["name"], row["label"], end, amount(value, measure)) for value, end in found)
    return (share, *ends)


def how_sure(frame: pd.DataFrame, spread: pd.DataFrame, view: View) -> list[Figure]:
    """The numbers of the sentence of How sure, in its order: central, likely range, those of what makes most of it."""
    if frame.empty:
        return []
    central = outcome(view, shown=amount(float(frame["central"].iloc[0]), outcomes.measured(view)))
    likely = range_ends(dispersion.likely(spread, view), central)
    return [central, *likely, *of_first(frame, view)]


def percentiles(frame: pd.DataFrame, view: View) -> list[Figure]:
    """The numbers of the table of percentiles."""
    return [
        outcome(view).at(level / 100, amount(value, outcomes.measured(view)))
        for level, value in zip(frame["percentile"], frame["value"], strict=True)
    ]


def influence(frame: pd.DataFrame, view: View) -> list[Figure]:
    """What the shares of variance say and answer. frame: the weakest numbers."""
    return [_share(view, row.moved, row.name, f"{percent(row.share, 0)} of variance") for row in frame.itertuples()]


def tornado(frame: pd.DataFrame, view: View) -> tuple[Question, ...]:
    """What the columns of the tornado's table answer."""
    found = outcomes.outcome_of(view)
    asked = Question(found.measure, (), {**found.where, "year": found.year}, "Outcome at expected values")
    rows = list(frame.itertuples())
    columns = {
        f"Outcome at the {end} end": [moved_to(view, row.name, row.label, end) for row in rows] for end in ENDS
    } | {SHARE: [_share(view, row.name, row.label) for row in rows]}
    return (asked, *(Listed(found.measure, column=name, listed=tuple(each)) for name, each in columns.items()))


def _share(view: View, name: str, label: str, shown: str = "") -> Figure:
    (whole,) = outcome(view).amounts
    words = f"What {inside(label)} makes of the variance of {outcomes.subject(view)}"
    return Figure(variance_share(replace(whole, moved=name)), "", words, shown, "fraction")
