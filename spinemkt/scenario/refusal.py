"""Why a scenario cannot be: each number that would leave what its unit allows, and the nearest size that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spinemkt.evidence.dictionary import Dictionary
from spinemkt.scenario.change import Change
from spinemkt.scenario.display import display_unit, inward, unit_of
from spinemkt.terms import DIMENSIONS, TIER_REGION, YEARS
from spinemkt.units import UNITS

MOST = 5


@dataclass(frozen=True)
class OutOfRange:
    """A number outside a range: its name, the number, the range."""

    name: str
    value: float
    low: float
    high: float

    @property
    def parameter(self) -> str:
        """The parameter that the number belongs to."""
        return self.name.partition("[")[0]

    def codes(self, dictionary: Dictionary) -> dict[str, str]:
        """The code in each dimension of the parameter."""
        listed = self.name.rstrip("]").partition("[")[2]
        dims = dictionary.parameters[self.parameter].dims
        return dict(zip(dims, listed.split(", "), strict=True)) if dims else {}

    def place(self, dictionary: Dictionary) -> list[str]:
        """The names of its codes, in the order of the dimensions."""
        return [DIMENSIONS[dim][code] for dim, code in self.codes(dictionary).items()]


def refusal(numbers: Sequence[OutOfRange], changes: Sequence[Change], dictionary: Dictionary) -> str:
    """One line a number, at most MOST: what it is, where, what it would be, what is allowed, the nearest size."""
    return "\n".join(_line(number, numbers, changes, dictionary) for number in numbers[:MOST])


def _line(number: OutOfRange, numbers: Sequence[OutOfRange], changes: Sequence[Change], dictionary: Dictionary) -> str:
    spec = dictionary.parameters[number.parameter]
    name = ", ".join([spec.label, *number.place(dictionary)])
    unit = display_unit(spec.unit, "set")
    meaning = "" if unit.per != 1.0 or unit.name == UNITS[spec.unit] else f" ({UNITS[spec.unit]})"
    said = f"{name} would be {unit.exact(number.value)}; allowed: {unit.allowed(number.low, number.high)}{meaning}."
    change = _alone(number, changes, dictionary)
    found = [_fitting(other, change) for other in numbers if change and _alone(other, changes, dictionary) is change]
    sizes = [size for size in found if size is not None]
    if change is None or len(sizes) < len(found) or len({other.value > other.high for other in numbers}) > 1:
        return said
    form, still = unit_of(change).exact, _still(change)
    nearest = min(sizes, key=lambda size: abs(size - still))
    return f"{said} Nearest size that can be: {form(nearest)} instead of {form(change.amount)}."


def _alone(number: OutOfRange, changes: Sequence[Change], dictionary: Dictionary) -> Change | None:
    """The change that has moved a number, where it is the only one and comes to act in full."""
    codes = number.codes(dictionary)
    if "tier" in codes:
        codes = {"region": TIER_REGION[codes["tier"]], **codes}
    found = [
        change
        for change in changes
        if change.parameter == number.parameter
        and all(codes.get(dim, chosen[0]) in chosen for dim, chosen in change.where)
    ]
    return found[0] if len(found) == 1 and found[0].year + found[0].ramp <= YEARS[-1] else None


def _fitting(number: OutOfRange, change: Change) -> float | None:
    """The size of a change at which a number just stays inside, on four digits towards where nothing changes."""
    edge = number.high if number.value > number.high else number.low
    if change.operation == "set":
        return edge
    if change.operation == "add":
        return inward(change.amount - (number.value - edge), up=edge == number.low)
    return inward(change.amount * edge / number.value, up=edge == number.low) if number.value else None


def _still(change: Change) -> float:
    return 1.0 if change.operation == "scale" else 0.0
