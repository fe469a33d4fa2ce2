"""What several scenarios move, side by side: one row a change, and where they reach for the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spinemkt.analysis.narrative import agreeing, what
from spinemkt.analysis.scenarios.changes import told
from spinemkt.analysis.scenarios.compare import Runs, measure_of
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures import figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, join, say
from spinemkt.scenario.change import Change
from spinemkt.scenario.scenario import BASELINE, Scenario, collisions
from spinemkt.wording import inside, listing

RUNS = (BASELINE, "the first alone", "the second alone", "the second on the first", "the first on the second")
ORDER = (
    "The second is made on top of the first: a size that is set replaces what is there, a factor multiplies it, an "
    "addition adds to it. Levers come before dated events."
)


@dataclass(frozen=True)
class LeverRow:
    """One change: what it moves, from where, and to where in each scenario ('' where one leaves it alone).

    collision: with which other changes, or in what way, scenarios reach for the same numbers; '' where none do.
    """

    label: str
    old: str
    cells: tuple[str, ...]
    collision: str


def lever_rows(scenarios: Sequence[Scenario], inputs: Inputs) -> list[LeverRow]:
    """One row for each change of any of the scenarios; the same change in several stands on one row."""
    held: dict[tuple, list[list[Change]]] = {}
    for place, scenario in enumerate(scenarios):
        for change in scenario.changes:
            held.setdefault(change.lever_key, [[] for _ in scenarios])[place].append(change)
    changes = list(held.values())
    names = [told(_any(sides), inputs) for sides in changes]
    rows = []
    for row, sides in enumerate(changes):
        cells = tuple(", then ".join(_size(change, inputs) for change in side) for side in sides)
        others = [names[other].label for other in range(len(changes)) if other != row and _meet(sides, changes[other])]
        rows.append(LeverRow(names[row].label, names[row].old, cells, _collision(cells, sides, others)))
    return rows


def meetings(a: Scenario, b: Scenario, inputs: Inputs) -> list[str]:
    """Say every collision of b stacked on a, in the order in which the changes are made: levers before events."""
    said = []
    for found in collisions(a, b):
        pair = [(found.first, a.name), (found.second, b.name)]
        (one, whose), (two, other) = sorted(pair, key=lambda side: bool(side[0].label))
        first, second = told(one, inputs).label, told(two, inputs).label
        again = "" if first == second else f"{second} "
        said.append(f"{first} {_size(one, inputs)} ({whose}), then {again}{_size(two, inputs)} ({other})")
    return said


def _collision(cells: Sequence[str], sides: Sequence[list[Change]], others: Sequence[str]) -> str:
    moved = [cell for cell in cells if cell]
    said = []
    if len(moved) > 1:
        said.append("all move it alike" if len(set(moved)) == 1 else "they move it differently")
    if any(len(side) > 1 for side in sides):
        said.append("one moves it twice")
    if others:
        said.append(f"meets {listing(dict.fromkeys(others))}")
    return "; ".join(said)


def _meet(one: Sequence[list[Change]], other: Sequence[list[Change]]) -> bool:
    """Whether two different scenarios reach for the same numbers with two changes."""
    return any(
        place != elsewhere and first.overlaps(second)
        for place, mine in enumerate(one)
        for elsewhere, theirs in enumerate(other)
        for first in mine
        for second in theirs
    )


def _any(sides: Sequence[list[Change]]) -> Change:
    return next(change for side in sides for change in side)


def _size(change: Change, inputs: Inputs) -> str:
    said = told(change, inputs)
    beyond = ["beyond evidence"] if said.beyond else []
    return ", ".join(filter(None, [said.new, said.when, *beyond]))


def together(runs: Runs, view: View) -> Text:
    """Say what two scenarios do alone, together, and in the other order.

    runs: the baseline, the two, the second on the first, the first on the second: as the figures name them, RUNS.
    """
    measure, year = measure_of(view), view.years[1]
    where = view.where(measure.name, year=year)
    base, *others = (Study(run, name).amount(measure.name, **where) for name, (_, run) in zip(RUNS, runs, strict=True))
    subject = f"{inside(what(measure))} in {year}"
    if base.number <= 0:
        return as_text(f"There {agreeing(measure, 'is', 'are')} no {subject} under these filters.")
    one, two, share, other_share = (figure.change(other, base) for other in others)
    both, turned = others[2:]
    alone = (say("{name} {share}", name=name, share=own) for (name, _), own in zip(runs[1:3], (one, two), strict=True))
    said = say(
        "Together they bring {subject} to {both}, {share} against the base case; alone {alone}.",
        subject=subject,
        both=both,
        share=share,
        alone=join(alone),
    )
    if abs(turned.number - both.number) <= 1e-9 * base.number:
        return said + " The order does not matter."
    return said + say(" In the other order it would be {turned}, {share}.", turned=turned, share=other_share)
