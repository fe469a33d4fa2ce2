"""Why a scenario cannot be: each number that would leave what its unit allows, and the nearest size that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from spinemkt.evidence.dictionary import Dictionary
from spinemkt.scenario.change import Change
from spinemkt.terms import DIMENSIONS, TIER_REGION, UNITS, YEARS

MOST = 5
_SIZES = {"set": "{:.4g}", "scale": "x {:.4g}", "add": "{:+.4g}"}


@dataclass(frozen=True)
class Stray:
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


def refusal(strays: Sequence[Stray], changes: Sequence[Change], dictionary: Dictionary) -> str:
    """One line a number, at most MOST: what it is, where, what it would be, what is allowed, the nearest size."""
    return "\n".join(_line(stray, strays, changes, dictionary) for stray in strays[:MOST])


def _line(stray: Stray, strays: Sequence[Stray], changes: Sequence[Change], dictionary: Dictionary) -> str:
    spec = dictionary.parameters[stray.parameter]
    name = ", ".join([f"{spec.label} ({spec.name})", *stray.place(dictionary)])
    unit = UNITS[spec.unit].removesuffix(" between 0 and 1")
    said = f"{name} would be {stray.value:.6g}; allowed: {stray.low:g} to {stray.high:g} ({unit})."
    change = _alone(stray, changes, dictionary)
    sizes = [_fitting(other, change) for other in strays if change and _alone(other, changes, dictionary) is change]
    if change is None or None in sizes or len({other.value > other.high for other in strays}) > 1:
        return said
    form = _SIZES[change.operation]
    nearest = min(sizes, key=lambda size: abs(size - _still(change)))  # type: ignore[operator]
    return f"{said} Nearest size that can be: {form.format(nearest)} instead of {form.format(change.amount)}."


def _alone(stray: Stray, changes: Sequence[Change], dictionary: Dictionary) -> Change | None:
    """The change that has moved a number, where it is the only one and comes to act in full."""
    codes = stray.codes(dictionary)
    if "tier" in codes:
        codes = {"region": TIER_REGION[codes["tier"]], **codes}
    found = [
        change
        for change in changes
        if change.parameter == stray.parameter
        and all(codes.get(dim, chosen[0]) in chosen for dim, chosen in change.where)
    ]
    return found[0] if len(found) == 1 and found[0].year + found[0].ramp <= YEARS[-1] else None


def _fitting(stray: Stray, change: Change) -> float | None:
    """The size of a change at which a number just stays inside, on four digits towards where nothing changes."""
    edge = stray.high if stray.value > stray.high else stray.low
    if change.operation == "set":
        return edge
    if change.operation == "add":
        return _towards(change.amount - (stray.value - edge), up=edge == stray.low)
    return _towards(change.amount * edge / stray.value, up=edge == stray.low) if stray.value else None


def _towards(size: float, up: bool) -> float:
    """Round to four significant digits, up or down."""
    if not size:
        return 0.0
    step = 10.0 ** (floor(log10(abs(size))) - 3)
    return round((-floor(-size / step + 1e-9) if up else floor(size / step + 1e-9)) * step, 12)


def _still(change: Change) -> float:
    return 1.0 if change.operation == "scale" else 0.0
