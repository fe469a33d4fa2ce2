"""A scenario: a short, immutable patch on the baseline, that turns inputs into other inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario import apply, link, text
from spinemkt.scenario.change import Change, described

BASELINE, FORMER_BASELINE = "Base case", "Baseline"  # the name of no change, and the one that it had


@dataclass(frozen=True)
class Scenario:
    """Changes of parameters, with a name and a story; without changes it is the baseline.

    Levers are applied first, then dated events, each in their order. data: the data version it was made on; empty when
    that does not matter. found: what spend was then, in USD: (year, amount) pairs, to be laid beside what it is now.
    own: its owner's own data as (table, CSV) pairs, unchecked; they are in the text alone, never in a link.
    """

    name: str = BASELINE
    story: str = ""
    changes: tuple[Change, ...] = ()
    data: str = ""
    found: tuple[tuple[int, float], ...] = ()
    own: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Put levers before events, as the text form does."""
        object.__setattr__(self, "changes", tuple(sorted(self.changes, key=lambda change: bool(change.label))))

    def apply(self, inputs: Inputs) -> Inputs:
        """Return inputs with every change made; raise ScenarioError naming each value that cannot be."""
        return apply.patched(inputs, self.changes)

    def __add__(self, other: Scenario) -> Scenario:
        """Stack another scenario on this one: its changes are made after these."""
        if not self.changes or not other.changes:
            return other if other.changes else self
        story = " ".join(part for part in (self.story, other.story) if part)
        name = f"{self.name} + {other.name}"[: text.LONGEST["name"]]
        data = self.data if self.data == other.data else ""
        return Scenario(name, story[: text.LONGEST["story"]], self.changes + other.changes, data)

    @property
    def parts(self) -> text.Parts:
        """Everything it is made of, in the order of its fields."""
        return self.name, self.story, self.changes, self.data, self.found, self.own

    @property
    def events(self) -> tuple[Change, ...]:
        """The dated market events."""
        return tuple(change for change in self.changes if change.label)

    def with_change(self, change: Change) -> Scenario:
        """Return the scenario with a change put in the place of the one on the same target, or at the end."""
        targets = [other.identity for other in self.changes]
        if change.identity not in targets:
            return replace(self, changes=(*self.changes, change), found=())
        at = targets.index(change.identity)
        return replace(self, changes=(*self.changes[:at], change, *self.changes[at + 1 :]), found=())

    def without(self, target: tuple) -> Scenario:
        """Return the scenario without the changes on a target."""
        return replace(self, changes=tuple(change for change in self.changes if change.identity != target), found=())

    def to_text(self) -> str:
        """Write the scenario as TOML, for reading, editing and keeping."""
        return text.write(self.parts)

    @classmethod
    def from_text(cls, written: str | bytes) -> Scenario:
        """Read TOML; raise ScenarioError with every fault: where, found, allowed, nearest."""
        return _renamed(cls(*text.read(written)))

    def to_link(self) -> str:
        """Write the scenario as a short code of letters, digits, - and _."""
        return link.pack(text.document(self.parts[:-1]))

    @classmethod
    def from_link(cls, code: str) -> Scenario:
        """Read such a code; raise ScenarioError when it is damaged, too large or names what is not known."""
        return _renamed(cls(*text.checked(link.unpack(code))[:-1]))


def _renamed(scenario: Scenario) -> Scenario:
    """The same under the name of today, where it was kept under the former one of the base case."""
    return replace(scenario, name=BASELINE) if scenario.name == FORMER_BASELINE else scenario


@dataclass(frozen=True)
class Collision:
    """Two changes that reach for the same numbers; the second is made on top of the first."""

    first: Change
    second: Change

    def __str__(self) -> str:
        return f"{described(self.first)}; then {described(self.second)}"


def collisions(a: Scenario, b: Scenario) -> list[Collision]:
    """List the pairs of changes of two scenarios that reach for the same numbers."""
    return [Collision(first, second) for first in a.changes for second in b.changes if first.overlaps(second)]
