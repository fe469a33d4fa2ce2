"""What would flip a conclusion, and what it would take to reach a target, each in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spinemkt.analysis.scenarios.changes import size_words
from spinemkt.analysis.uncertainty_views.outcomes import between, heading, measured, outcome_of, subject
from spinemkt.analysis.view import View
from spinemkt.errors import QueryError, ScenarioError
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.study import Study, largest
from spinemkt.figures.text import Text, say
from spinemkt.model.result import Result
from spinemkt.scenario import typed
from spinemkt.terms import PRESENT_YEAR, REGIONS
from spinemkt.uncertainty.flip import Conclusion, Flip, Verdict
from spinemkt.uncertainty.goal import Goal
from spinemkt.uncertainty.levers import Handle
from spinemkt.wording import count, in_dollars, inside, percent

LARGEST = 1e15
STILL = 1e-6  # of the outcome: no more than the rounding of single precision
_SIZES = {"bn": 1e9, "billion": 1e9, "b": 1e9, "m": 1e6, "million": 1e6, "k": 1e3, "thousand": 1e3}
_SIZE = re.compile(rf"({'|'.join(_SIZES)})\b\s*", re.IGNORECASE)
_UNITS = ("", "usd", "$", "patients", "episodes", "persons")


def name_of(handle: Handle) -> str:
    """Name a lever, with its region if it has one: SBRT price, Asia-Pacific."""
    return f"{handle.lever.label}, {REGIONS[handle.region]}" if handle.region else handle.lever.label


def at(handle: Handle, size: float, inputs: Inputs) -> str:
    """Write an amount of a lever in its unit: x 1.25, 45%."""
    return size_words(size, inputs.dictionary.parameters[handle.lever.parameter].unit, handle.lever.operation)


def flip_words(flip: Flip, inputs: Inputs) -> str:
    """Say one flip: Price of drugs at x 1.4, 60% of the way to the end of its evidence."""
    return (
        f"{name_of(flip.handle)} goes to {at(flip.handle, flip.amount, inputs)} "
        f"({percent(flip.way, 0)} of the way to the end of its evidence)"
    )


def verdict_words(found: Verdict, result: Result) -> Text:
    """Say whether a conclusion holds and what turns it round, nearest first. result: the run that it is of."""
    claim, inputs = found.conclusion, result.inputs.baseline
    side = "ahead of" if found.lead > 0 else "behind"
    lead = say("{lead:size amount} {side} the next in {year}", lead=_lead(found, result), side=side, year=claim.year)
    if not found.flips:
        held = "holds" if found.holds else "does not hold"
        start, end = f"{claim.statement}: it {held}", "and no single lever within its evidence turns it round."
        return say("{start} ({lead}), {end}", start=start, lead=lead, end=end)
    first = flip_words(found.flips[0], inputs)
    others = len(found.flips) - 1
    more = f" {others} other lever{'s' if others > 1 else ''} can do it, too." if others else ""
    words = "{claim}, unless {first}; it is {lead}.{more}"
    if not found.holds:
        words = "{claim}: it does not hold ({lead}); it would if {first}.{more}"
    return say(words, claim=claim.statement, first=first, lead=lead, more=more)


def _lead(found: Verdict, result: Result) -> Figure:
    """The lead of a verdict: the leader's amount, or what it adds, less that of the next; seen from the one ahead."""
    claim, study = found.conclusion, Study(result)
    held = study.by(claim.measure, claim.dim, **claim.where, year=claim.year)
    if claim.added:
        before = study.by(claim.measure, claim.dim, **claim.where, year=PRESENT_YEAR)
        held = {code: figure - before[code] for code, figure in held.items()}
    leader, rival = held[claim.leader], held[largest(held, without=[claim.leader])]
    return leader - rival if found.lead > 0 else rival - leader


@dataclass(frozen=True)
class Asked:
    """A question of goal seek: a lever, and what it should make of the view's outcome."""

    handle: Handle
    target: float
    view: View


def met(asked: Asked, found: Goal) -> bool:
    """Whether the outcome is the target already, as far as both are shown."""
    return len({amount(each, measured(asked.view)) for each in (asked.target, found.now)}) == 1


def goal_words(asked: Asked, found: Goal, inputs: Inputs) -> Text:
    """Answer in one sentence: at which amount the lever reaches the target, or why it does not."""
    view, handle = asked.view, asked.handle
    outcome = outcome_of(view)
    now = Figure(Amount(outcome.measure, {**outcome.where, "year": outcome.year}), value=found.now)
    name, target, what = name_of(handle), amount(asked.target, measured(view)), subject(view)
    if met(asked, found):
        there = f"with {name} where it is."
        return say("The target is met already: {what} is {now} now, {there}", what=what, now=now, there=there)
    spans = f"it spans {between(found.lowest, found.highest, view, 'to')}"
    span = handle.span(inputs)
    stands = say("; it is {now} now.", now=now)
    if found.amount is None and found.highest - found.lowest <= STILL * abs(found.now):
        return f"{name} alone does not move {what}, so no amount of it brings that to {target}" + stands
    if found.amount is None and found.now > asked.target:
        return say("The target is exceeded already: {what} is {now} now. ", what=what, now=now) + (
            f"{name} alone does not bring it down to {target}: within the evidence range {spans}, and no other value "
            "that the lever can take brings it there."
        )
    if found.amount is None:
        words = (
            f"{name} alone does not bring {what} to {target}: not reachable within the evidence range, where {spans}, "
            "nor at any value that the lever can take"
        )
        return words + stands
    size = at(handle, found.amount, inputs)
    ends = " to ".join(at(handle, end, inputs) for end in (span.low, span.high))
    if found.beyond:
        words = f"{name} brings {what} to {target} only beyond the evidence, at {size}: within it ({ends}) {spans}"
        return words + stands
    return f"{name} brings {what} to {target} at {size}, inside its evidence ({ends})" + stands


def examples() -> str:
    """Amounts as they can be typed, in the form in which money is written."""
    return "$16B, $340M or 12,300" if in_dollars() else "16 bn, 340 M or 12,300"


def figure(text: str, what: str = "target", limits: tuple[float, float] = (0.0, LARGEST)) -> float:
    """Read an amount as people write it: 16 bn, 340 M USD, $16B, 12,300; raise QueryError with what is allowed."""
    least, most = limits
    such = examples() if most == LARGEST else "12,300"
    allowed = f"allowed: a number from {count(least, None)} to {count(most, None)}, such as {such}."
    said = f"The {what} is {' '.join(text.split())[:40]!r}; " if text.strip() else f"The {what} is empty; "
    try:
        bare = text.strip().removeprefix("$")
        found = typed.number(bare, counts=not re.search(rf"\d\s*{_SIZE.pattern}", bare, re.IGNORECASE))
    except ScenarioError as error:
        raise QueryError(f"{said}{error}; {allowed}" if text.strip() else f"{said}{allowed}") from None
    scaled = _SIZE.match(found.rest)
    number = found.value * (_SIZES[scaled[1]] if scaled else 1.0)
    if found.rest[scaled.end() if scaled else 0 :] not in _UNITS or not least <= number <= most:
        raise QueryError(f"{said}{allowed}")
    return number


def map_title(conclusion: Conclusion | None, held: float, view: View) -> str:
    """Say in how much of a map of two levers a conclusion holds. held: share of its cells."""
    if conclusion:
        name = conclusion.statement
        if held in (0.0, 1.0):
            return f"{name}: {'everywhere' if held else 'nowhere'} on this map"
        return f"{name} in {percent(held, 0)} of this map; the dashed line is where it turns round"
    name = heading(view)
    if held in (0.0, 1.0):
        return f"{name} is {'above' if held else 'at or below'} the base case everywhere on this map"
    return f"{name} is above the base case in {percent(held, 0)} of this map; the dashed line is the base case"


def lead_name(conclusion: Conclusion | None) -> str:
    """Name what the dashed line separates, for a table."""
    return f"Lead: {inside(conclusion.statement)}" if conclusion else "Above the base case by"
