"""What a scenario changes, in words: each change as old -> new, and what all of them do to the headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spinemkt.analysis.narrative import pair, what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures import figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, say, shown, worded
from spinemkt.model.result import Result
from spinemkt.scenario.change import Change, described
from spinemkt.scenario.display import display_unit, unit_of
from spinemkt.scenario.levers import lever_of
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.scenario.treatment import acts, treatment_words
from spinemkt.terms import DIMENSIONS, PRESENT_YEAR, REGIONS
from spinemkt.wording import inside, listing

# As shares of an amount: what is no more than rounding, and the least change that is told in percent.
_ROUNDING, _LEAST = 1e-9, 5e-4


@dataclass(frozen=True)
class Told:
    """One change in words: what it moves, from where to where, from when on, and whether it leaves the evidence."""

    change: Change
    label: str
    old: str
    new: str
    when: str
    beyond: bool


def told(change: Change, inputs: Inputs) -> Told:
    """Say one change: by its lever where it has one, else by its parameter."""
    when = "" if (change.year, change.ramp) == (PRESENT_YEAR, 0) else f"from {change.year}"
    when += f", in full {change.year + change.ramp}" if change.ramp else ""
    found = lever_of(change)
    unit = unit_of(change)
    if found:
        lever, region = found
        span = lever.span(inputs.baseline, region)
        label = f"{lever.label}, {REGIONS[region]}" if region else lever.label
        old, beyond = unit.words(span.baseline), span.beyond(change.amount)
    else:
        spec = inputs.dictionary.parameters[change.parameter]
        where = [DIMENSIONS[dim][code] for dim, codes in change.where for code in codes]
        label = f"{change.label} ({inside(spec.label)})" if change.label else spec.label
        label = treatment_words(change) or f"{label}{', ' * bool(where)}{listing(where)}"
        old, beyond = "baseline", False
    return Told(change, label, old, unit.words(change.amount), when, beyond)


def moves(changes: Sequence[Change], inputs: Inputs, most: int = 2) -> str:
    """Say in one line what changes move: the first of them with their amounts, and how many more there are."""
    found = [told(act[0], inputs) for act in acts(changes)]
    said = [f"{one.change.label or one.label.replace(', long run', '')} {one.new}" for one in found[:most]]
    more = [f"{len(found) - most} more"] if len(found) > most else []
    return " · ".join([*said, *more])


def size_words(size: float, unit: str, operation: str) -> str:
    """Write an amount of a lever: x 1.25, 45%, +0.5 points a year, 6 weeks."""
    return display_unit(unit, operation).words(size)


def effect(result: Result, baseline: Result, view: View) -> tuple[Text, Text]:
    """Say what a scenario does to the view's measure in its last year: (from -> to, change in percent).

    Of patients over all of care it is what it does to those treated locally.
    """
    measure = measure_of(view)
    where = view.where(measure.name, year=view.years[1])
    before, after = (Study(*run).amount(measure.name, **where) for run in ((baseline, BASELINE), (result, "")))
    name = f"{what(measure)} {view.years[1]}"
    if abs(after.number - before.number) <= _ROUNDING * max(before.number, after.number):
        return say("{name}: {after}", name=name, after=after), as_text("no change")
    start, end = map(worded, (before, after), pair(before.number, after.number, measure))
    words = say("{name}: {start} → {end}", name=name, start=start, end=end)
    if not before.number:
        return words, as_text("new")
    share = figure.change(after, before)
    return words, shown(share) if abs(share.number) >= _LEAST else as_text("under 0.1%")


def subject(scenario_before: tuple[Change, ...], scenario_after: tuple[Change, ...], inputs: Inputs) -> str:
    """Say what a move was, to start a sentence with: 'Moving SBRT, Asia-Pacific, from x 1 to x 2'."""
    gone = [change for change in scenario_before if change not in scenario_after]
    come = [change for change in scenario_after if change not in scenario_before]
    if not gone and len(acts(come)) == 1:
        come = come[:1]
    if not come and len(acts(gone)) == 1:
        gone = gone[:1]
    if len(come) == 1 and len(gone) <= 1 and (not gone or gone[0].aim == come[0].aim):
        new = told(come[0], inputs)
        old = told(gone[0], inputs).new if gone else new.old
        return f"{new.label}, {old} to {new.new}:" if not come[0].label else f"{new.label}:"
    if not come and len(gone) == 1:
        return f"{told(gone[0], inputs).label}, back to the base case:"
    count = len(acts(come)) + len(acts(gone))
    return f"{count} changes at once:" if count else ""


def listed(changes: tuple[Change, ...]) -> str:
    """Write changes as they stand in a file, for those who read code."""
    return "; ".join(map(described, changes))


def scenario_line(*scenarios: Scenario) -> str:
    """Write scenarios and their changes on one line, as a file says them."""
    return " | ".join(f"{one.name}: {listed(one.changes)}" if one.changes else one.name for one in scenarios)
