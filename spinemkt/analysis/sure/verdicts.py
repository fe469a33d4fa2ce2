"""What would flip a conclusion, and what it would take to reach a target, each in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.scenarios.changes import size_words
from spinemkt.analysis.sure.outcomes import between, heading, measured, subject
from spinemkt.analysis.view import View
from spinemkt.errors import QueryError, ScenarioError
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.scenario import typed
from spinemkt.terms import PRESENT_YEAR, REGIONS
from spinemkt.uncertainty.flip import Conclusion, Flip, Verdict
from spinemkt.uncertainty.goal import Goal
from spinemkt.uncertainty.levers import Handle
from spinemkt.wording import count, inside, percent

LARGEST = 1e15
STILL = 1e-6  # of the outcome: no more than the rounding of single precision
_SIZES = {"bn": 1e9, "billion": 1e9, "m": 1e6, "million": 1e6, "k": 1e3, "thousand": 1e3}
_SIZE = re.compile(rf"({'|'.join(_SIZES)})\b\s*", re.IGNORECASE)
_UNITS = ("", "usd", "$", "patients", "episodes", "persons")


def name_of(handle: Handle) -> str:
    """Name a lever, with its region if it has one: SBRT price, Asia-Pacific."""
    return f"{handle.lever.label}, {REGIONS[handle.region]}" if handle.region else handle.lever.label


def at(handle: Handle, size: float, inputs: Inputs) -> str:
    """Write an amount of a lever in its unit: x 1.25, 45 %."""
    return size_words(size, inputs.dictionary.parameters[handle.lever.parameter].unit, handle.lever.operation)


def flip_words(flip: Flip, inputs: Inputs) -> str:
    """Say one flip: Price of drugs at x 1.4, 60 % of the way to the end of its evidence."""
    return (
        f"{name_of(flip.handle)} goes to {at(flip.handle, flip.amount, inputs)} "
        f"({percent(flip.way, 0)} of the way to the end of its evidence)"
    )


def lead_words(conclusion: Conclusion, lead: float) -> str:
    """Say by how much the leader is ahead of, or behind, the next."""
    measure = MEASURES[conclusion.measure]
    side = "ahead of" if lead > 0 else "behind"
    return f"{amount(abs(lead), measure)} {side} the next in {conclusion.year}"


def verdict_words(found: Verdict, inputs: Inputs) -> str:
    """Say whether a conclusion holds and what turns it round, nearest first."""
    stated, lead = found.conclusion.statement, lead_words(found.conclusion, found.lead)
    if not found.flips:
        held = "holds" if found.holds else "does not hold"
        return f"{stated}: it {held} ({lead}), and no single lever within its evidence turns it round."
    first = flip_words(found.flips[0], inputs)
    others = len(found.flips) - 1
    more = f" {others} other lever{'s' if others > 1 else ''} can do it, too." if others else ""
    return (
        f"{stated}, unless {first}; it is {lead}.{more}"
        if found.holds
        else (f"{stated}: it does not hold ({lead}); it would if {first}.{more}")
    )


def lead_answer(found: Verdict, result: Result) -> Figure:
    """What the lead of a verdict answers: the leader's amount, or what it adds, less that of the next."""
    claim = found.conclusion
    years = (claim.year, PRESENT_YEAR) if claim.added else (claim.year,)
    ends = [result.table(claim.measure, (claim.dim,), {**claim.where, "year": year}) for year in years]
    amounts = [end.set_index(claim.dim)["value"] for end in ends]
    gained = amounts[0] - amounts[1] if claim.added else amounts[0]
    pair = (claim.leader, gained.drop(claim.leader).idxmax())
    codes = pair if found.lead > 0 else pair[::-1]
    kept = [{**claim.where, claim.dim: code, "year": year} for code in codes for year in years]
    numbers = tuple(Amount(claim.measure, where) for where in kept)
    shown = amount(abs(found.lead), MEASURES[claim.measure])
    return compose(numbers, "gain_gap" if claim.added else "difference", "", shown)


@dataclass(frozen=True)
class Asked:
    """A question of goal seek: a lever, and what it should make of the view's outcome."""

    handle: Handle
    target: float
    view: View


def met(asked: Asked, found: Goal) -> bool:
    """Whether the outcome is the target already, as far as both are shown."""
    return len({amount(each, measured(asked.view)) for each in (asked.target, found.now)}) == 1


def goal_words(asked: Asked, found: Goal, inputs: Inputs) -> str:
    """Answer in one sentence: at which amount the lever reaches the target, or why it does not."""
    view, handle = asked.view, asked.handle
    name, (target, stands) = name_of(handle), (amount(each, measured(view)) for each in (asked.target, found.now))
    now = f"it is {stands} now"
    if met(asked, found):
        return f"The target is met already: {subject(view)} is {stands} now, with {name} where it is."
    spans = f"it spans {between(found.lowest, found.highest, view, 'to')}"
    span = handle.span(inputs)
    if found.amount is None and found.highest - found.lowest <= STILL * abs(found.now):
        return f"{name} alone does not move {subject(view)}, so no amount of it brings that to {target}; {now}."
    if found.amount is None and found.now > asked.target:
        return (
            f"The target is exceeded already: {subject(view)} is {stands} now. {name} alone does not bring it down to "
            f"{target}: within the evidence range {spans}, and no other value that the lever can take brings it there."
        )
    if found.amount is None:
        return (
            f"{name} alone does not bring {subject(view)} to {target}: not reachable within the evidence range, where "
            f"{spans}, nor at any value that the lever can take; {now}."
        )
    size = at(handle, found.amount, inputs)
    ends = " to ".join(at(handle, end, inputs) for end in (span.low, span.high))
    if found.beyond:
        return (
            f"{name} brings {subject(view)} to {target} only beyond the evidence, at {size}: within it ({ends}) "
            f"{spans}; {now}."
        )
    return f"{name} brings {subject(view)} to {target} at {size}, inside its evidence ({ends}); {now}."


def figure(text: str, what: str = "target", limits: tuple[float, float] = (0.0, LARGEST)) -> float:
    """Read an amount as people write it: 16 bn, 340 M USD, 12,300; raise QueryError with what is allowed."""
    least, most = limits
    such = "16 bn, 340 M or 12,300" if most == LARGEST else "12,300"
    allowed = f"allowed: a number from {count(least, None)} to {count(most, None)}, such as {such}."
    said = f"The {what} is {' '.join(text.split())[:40]!r}; " if text.strip() else f"The {what} is empty; "
    try:
        found = typed.number(text, counts=not re.search(rf"\d\s*{_SIZE.pattern}", text, re.IGNORECASE))
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
        return f"{name} is {'above' if held else 'at or below'} the baseline everywhere on this map"
    return f"{name} is above the baseline in {percent(held, 0)} of this map; the dashed line is the baseline"


def lead_name(conclusion: Conclusion | None) -> str:
    """Name what the dashed line separates, for a table."""
    return f"Lead: {inside(conclusion.statement)}" if conclusion else "Above the baseline by"
