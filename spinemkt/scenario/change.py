"""One change of a scenario: which numbers of a parameter, what happens to them, and from when on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from spinemkt.terms import DIMENSIONS, PRESENT_YEAR

Where = tuple[tuple[str, tuple[str, ...]], ...]

OPERATIONS: Mapping[str, Callable] = {
    "set": lambda found, amount: found * 0 + amount,
    "scale": lambda found, amount: found * amount,
    "add": lambda found, amount: found + amount,
}
NEUTRAL = {"scale": 1.0, "add": 0.0}


@dataclass(frozen=True)
class Change:
    """Set, scale or add to a parameter where its dimensions have some codes (everywhere if none is named).

    amount: in the parameter's unit for set and add, a factor for scale. year: the first year it acts in; ramp: years
    until it acts in full. An event has a label; a lever has none. note: why this size, with its source.
    """

    parameter: str
    operation: str
    amount: float
    where: Where = ()
    year: int = PRESENT_YEAR
    ramp: int = 0
    label: str = ""
    note: str = ""

    @property
    def aim(self) -> tuple:
        """What it moves, whatever the size and year: what two scenarios have in common on one row of a table."""
        return (self.parameter, self.where, self.operation, self.label)

    @property
    def target(self) -> tuple:
        """What tells one change from another: moving a lever again replaces its change, an event stands for itself."""
        return (*self.aim, self.amount, self.year, self.ramp) if self.label else self.aim

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes by dimension."""
        return dict(self.where)

    def meets(self, other: Change) -> bool:
        """Whether the two reach for some number together."""
        if self.parameter != other.parameter:
            return False
        mine, theirs = self.codes, other.codes
        return all(set(mine[dim]) & set(theirs[dim]) for dim in mine.keys() & theirs.keys())


def where_of(**codes: str | tuple[str, ...] | list[str]) -> Where:
    """Make a where from codes by dimension: where_of(modality="sbrt_srs", region=("europe", "asia_pacific")).

    Dimensions and codes come in the order of DIMENSIONS; a code that is not known comes last.
    """
    listed = {dim: (found,) if isinstance(found, str) else tuple(found) for dim, found in codes.items()}
    order = list(DIMENSIONS)
    return tuple((dim, _in_order(dim, listed[dim])) for dim in sorted(listed, key=order.index))


def _in_order(dim: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    order = list(DIMENSIONS[dim])
    return tuple(sorted(codes, key=lambda code: order.index(code) if code in order else len(order)))


def described(change: Change) -> str:
    """Say a change in short: uptake_ceiling[sbrt_srs, asia_pacific] x 2 from 2026."""
    where = ", ".join("/".join(codes) for _, codes in change.where)
    size = {"set": "=", "scale": "x", "add": "+" if change.amount >= 0 else "-"}[change.operation]
    amount = abs(change.amount) if change.operation == "add" else change.amount
    name = f"{change.label}: " if change.label else ""
    place = f"[{where}]" if where else ""
    ramp = f", in full {change.year + change.ramp}" if change.ramp else ""
    return f"{name}{change.parameter}{place} {size} {amount:g} from {change.year}{ramp}"
