"""The unit in which a reader sees and types an amount, from the amount and back: the only place that turns it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import floor, isfinite, log10

from spinemkt.errors import ScenarioError
from spinemkt.scenario import typed
from spinemkt.scenario.change import Change
from spinemkt.scenario.text import bundled_dictionary
from spinemkt.wording import measured

SLACK = 1e-5  # of a limit: a field shows six digits of an amount
_TIMES = ("times", "x", "×")
_PERCENT = ("%", "percent", "per cent", "pct")
_POINTS = ("points", "point", "percentage points", "percentage point", "pp", *_PERCENT)


@dataclass(frozen=True)
class DisplayUnit:
    """What a reader sees of an amount: the amount times `per`, less `origin`, and the name of the unit.

    mark: stands before the number. added: whether it is an addition, which has a sign. also: other names to be typed.
    """

    name: str
    per: float = 1.0
    origin: float = 0.0
    mark: str = ""
    added: bool = False
    also: tuple[str, ...] = ()

    def to_display(self, amount: float) -> float:
        """The number that a reader sees for an amount."""
        return float(f"{amount * self.per - self.origin:.12g}")

    def from_display(self, shown: float) -> float:
        """The amount of a number that a reader has typed or chosen."""
        return (shown + self.origin) / self.per

    def number(self, amount: float) -> str:
        """The number alone, on six digits, as it stands in a field; an addition has a sign."""
        return self._signed(f"{float(f'{self.to_display(amount):.6g}'):.12f}".rstrip("0").rstrip("."))

    def exact(self, amount: float) -> str:
        """The number on six digits with its unit, for a message: x 1.25, -20%, +0.5 points a year."""
        return self._named(self.number(amount))

    def words(self, amount: float) -> str:
        """An amount in a sentence, rounded: x 1.25, 45.3%, +0.5 points a year, 6 weeks."""
        shown = self.to_display(amount)
        if not isfinite(shown):
            return "no figure"
        rounded = f"{shown:.3g}" if self.mark else _decimals(shown) if self.per != 1.0 else _plain(shown)
        return self._named(self._signed(rounded))

    def allowed(self, least: float, most: float) -> str:
        """The ends between which an amount may lie, rounded inwards: 0 to 100%."""
        return f"{self.mark}{self.number(inward(least, up=True))} to {self.exact(inward(most, up=False))}"

    def read(self, text: str, least: float, most: float) -> float:
        """Read what was typed in a field of this unit; raise ScenarioError with what was typed, allowed and nearest."""
        said = f"Typed: {text if len(text) <= typed.LONGEST else text[: typed.LONGEST] + '…'!r}; "
        allowed = f"allowed: {self.allowed(least, most)}"
        try:
            amount = self.parsed(text)
        except ScenarioError as error:
            raise ScenarioError(f"{said}{error}; {allowed}.") from None
        if not least - SLACK * abs(least) <= amount <= most + SLACK * abs(most):
            nearest = inward(most, up=False) if amount > most else inward(least, up=True)
            raise ScenarioError(f"{said}{allowed}. Nearest: {self.exact(nearest)}.")
        return min(max(amount, least), most)

    def parsed(self, text: str) -> float:
        """Read what was typed as an amount, wherever it lies; raise ScenarioError with the reason alone."""
        ahead = self in (FACTOR, PERCENT_CHANGE) and text.strip()[:1].lower() in _TIMES[1:]
        found = typed.number(text.strip()[1:] if ahead else text)
        own = not ahead and found.rest in ("", self.name.lower(), *self.also)
        unit = self if own else FACTOR if ahead and not found.rest else _OTHER.get((self, found.rest))
        if unit is None or (ahead and unit is not FACTOR):
            raise ScenarioError(f"{found.rest[:20]!r} is not its unit ({self.name or 'a number alone'})")
        if unit is PERCENT_CHANGE and unit is not self and not found.signed:
            raise ScenarioError("a percentage needs a sign here: +20% is x 1.2, -20% is x 0.8")
        return unit.from_display(found.value)

    def _signed(self, number: str) -> str:
        return f"+{number}" if self.added and not number.startswith("-") and number.strip("0.") else number

    def _named(self, number: str) -> str:
        return f"{self.mark}{number}" if self.mark else measured(number, self.name)


FACTOR = DisplayUnit("times", mark="x ", also=_TIMES)
PERCENT_CHANGE = DisplayUnit("%", 100.0, 100.0, added=True, also=_PERCENT)
_OTHER = {(FACTOR, name): PERCENT_CHANGE for name in _PERCENT} | {(PERCENT_CHANGE, name): FACTOR for name in _TIMES}


@cache
def display_unit(unit: str, operation: str, dated: bool = False) -> DisplayUnit:
    """The unit shown of a parameter's unit under an operation; of a dated event, a factor is a change in percent."""
    if operation == "scale":
        return PERCENT_CHANGE if dated else FACTOR
    added = operation == "add"
    if unit.startswith("fraction") and not unit.startswith("fractions"):
        each = " a year" if unit == "fraction/year" else ""
        name = f"{'points' if added else '%'}{each}"
        return DisplayUnit(name, 100.0, added=added, also=_POINTS if added else _PERCENT)
    name = "" if unit == "ratio" else unit.partition("/")[0].replace("USD2022", "USD")
    return DisplayUnit(name, added=added, also=(name.lower().removesuffix("s"),))


def unit_of(change: Change) -> DisplayUnit:
    """The unit in which a change is shown."""
    return display_unit(bundled_dictionary().parameters[change.parameter].unit, change.operation, bool(change.label))


def inward(size: float, up: bool) -> float:
    """Round a limit to four significant digits, up or down."""
    if not size:
        return 0.0
    step = 10.0 ** (floor(log10(abs(size))) - 3)
    return round((-floor(-size / step + 1e-9) if up else floor(size / step + 1e-9)) * step, 12)


def _decimals(shown: float) -> str:
    """At least one decimal; more where the number is small, without zeros at the end."""
    size = abs(shown)
    places = 1 if size >= 10 or not size else 2 if size >= 0.1 else min(2 - floor(log10(size)), 10)
    whole, _, decimals = f"{float(f'{shown:.12g}'):,.{places}f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def _plain(shown: float) -> str:
    return f"{shown:,.4g}" if abs(shown) < 1000 else f"{float(f'{shown:.4g}'):,.0f}"
