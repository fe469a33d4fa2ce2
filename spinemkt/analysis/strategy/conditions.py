"""What would have to be true for a scenario to come about: its sizes against their evidence, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spinemkt.analysis.scenarios.changes import told
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.change import Change
from spinemkt.scenario.display import unit_of
from spinemkt.scenario.levers import Span, span_of
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import GRADES
from spinemkt.wording import inside, listing, percent

SAID = 2  # changes that are said in full


@dataclass(frozen=True)
class Condition:
    """One change against its evidence: what moves, from where to where, the ends of the evidence, how far it goes.

    end: that of the evidence on its side. way: 0 at the baseline, 1 at that end; None where there is no way to it.
    """

    change: Change
    label: str
    old: str
    new: str
    when: str
    low: str
    high: str
    end: str
    way: float | None
    beyond: bool
    grades: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say how far on its evidence it goes: 55% of the way to the end of its evidence (x 1.6)."""
        if self.way is None:
            return "on which the evidence has no range"
        if self.beyond:
            return f"beyond the end of its evidence ({self.end})"
        return f"{percent(self.way, 0)} of the way to the end of its evidence ({self.end})"


def conditions(scenario: Scenario, inputs: Inputs) -> list[Condition]:
    """Every change of a scenario against the evidence of the numbers that it reaches."""
    return [_condition(change, inputs.baseline) for change in scenario.changes]


def grades(found: Sequence[Condition]) -> Counter[str]:
    """How many of the numbers that the changes reach are of each grade."""
    return Counter(grade for condition in found for grade in condition.grades)


def grade_of(found: Sequence[Condition]) -> str:
    """The grade of a scenario: that of the weakest number it moves."""
    return max(grades(found), default="D")


def grade_words(found: Sequence[Condition]) -> str:
    """Say what the sizes rest on: 'D, assumption (expert judgement): all 11 numbers moved'."""
    counts = grades(found)
    many = sum(counts.values())
    if len(counts) == 1:
        (grade,) = counts
        number = "the number moved" if many == 1 else f"all {many} numbers moved"
        return f"{grade}, {GRADES[grade]}: {number}"
    parts = listing(f"{counts[grade]} of grade {grade}" for grade in sorted(counts))
    return f"{grade_of(found)}, by its weakest; of {many} numbers moved {parts}"


def sentences(found: Sequence[Condition]) -> list[str]:
    """Say in two or three sentences what would have to be true, and whether the evidence allows it."""
    said = [_sentence(condition) for condition in _farthest(found)]
    rest = len(found) - len(said)
    beyond = [condition for condition in found if condition.beyond]
    more = f"{rest} more change{'s' if rest > 1 else ''} would have to come with it. " if rest else ""
    if not beyond:
        all_of = {1: "This size stays", 2: "Both sizes stay"}.get(len(found), f"All {len(found)} sizes stay")
        return [*said, f"{more}{all_of} inside the evidence."]
    names = listing(inside(condition.label) for condition in beyond)
    return [*said, f"{more}Beyond the evidence: {names}."]


def _farthest(found: Sequence[Condition]) -> list[Condition]:
    """The changes that ask most of the evidence, in their own order."""
    ranked = sorted(found, key=lambda condition: -(condition.way if condition.way is not None else 0.0))
    kept = ranked[:SAID]
    return [condition for condition in found if condition in kept]


def _sentence(found: Condition) -> str:
    when = f" {found.when}" if found.when else ""
    size = f"change by {found.new}" if unit_of(found.change).added else f"be at {found.new} instead of {found.old}"
    return f"{found.label} would have to {size}{when}: {found.words}."


def _condition(change: Change, inputs: Inputs) -> Condition:
    span, words = span_of(change, inputs), told(change, inputs)
    old, low, high = map(unit_of(change).words, (span.baseline, span.low, span.high))
    by_id = inputs.register.set_index("id")["grade"]
    return Condition(
        change,
        words.label,
        old,
        words.new,
        words.when,
        low,
        high,
        high if change.amount >= span.baseline else low,
        _way(change.amount, span),
        span.beyond(change.amount),
        tuple(by_id[list(span.rows)]),
    )


def _way(amount: float, span: Span) -> float | None:
    end = span.high if amount >= span.baseline else span.low
    return abs((amount - span.baseline) / (end - span.baseline)) if abs(end - span.baseline) > 1e-12 else None
