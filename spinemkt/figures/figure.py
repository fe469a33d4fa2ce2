"""A figure: a number with what it is made of, how it is written, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from spinemkt import wording
from spinemkt.figures.expression import (
    OPERATIONS,
    Amount,
    Call,
    Constant,
    Draws,
    Expression,
    Operation,
    People,
    Quantile,
    Runs,
)
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.terms import PRICE_YEAR
from spinemkt.uncertainty.ensemble import Ensemble


@dataclass(frozen=True)
class Figure:
    """A number of runs or draws. style: as `styled` takes it, empty where the expression says it.

    shown: as a page writes it. unit: of a ratio, in words; else that of the measure. scope: of its runs, empty for the
    view's. value: as computed with the page, None where only its expression is known.
    """

    expression: Expression
    style: str = ""
    label: str = ""
    shown: str = ""
    unit: str = ""
    scope: str = ""
    value: float | None = None

    @property
    def kind(self) -> str:
        """How it is written: its style, or what its expression says."""
        return self.style or style_of(self.expression)

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The amounts that it is made of, each once, in order."""
        return self.expression.amounts

    @property
    def measure(self) -> Measure:
        """The measure of its first amount."""
        return MEASURES[self.amounts[0].measure]

    @property
    def years(self) -> list[int]:
        """Every year that its amounts keep."""
        return sorted({year for amount in self.amounts for year in amount.years})

    @property
    def level(self) -> float | None:
        """Which quantile of its draws it is, 0 to 1; None where it is none."""
        return self.expression.level if isinstance(self.expression, Quantile) else None

    @property
    def inner(self) -> Expression:
        """What is drawn, where it is a quantile; else its expression."""
        return self.expression.inner if isinstance(self.expression, Quantile) else self.expression

    @property
    def of_draws(self) -> bool:
        """Whether it is made of draws, and has no value at expected inputs."""
        calls = [node.function for node in self.expression.nodes() if isinstance(node, Call)]
        return self.level is not None or any(function.over_draws for function in calls)

    @property
    def has_draws(self) -> bool:
        """Whether it can be made draw by draw: its amounts are whole ones of named years, its functions allow it."""
        whole = all("year" in one.where and not (one.part or one.moved) for one in self.amounts)
        return whole and all(one.function.by_draw for one in self.inner.nodes() if isinstance(one, Call))

    def at(self, level: float, shown: str = "") -> Figure:
        """Return a quantile of its draws. level: 0 to 1."""
        return replace(self, expression=Quantile(self.inner, level), shown=shown, value=None)

    def mapped(self, change: Callable[[Amount], Amount]) -> Figure:
        """Return the same figure of other amounts."""
        return replace(self, expression=self.expression.mapped(change), value=None)

    def evaluate(self, run_of: Callable[[str], Result]) -> float:
        """Return its value at expected inputs. run_of: name of a scenario -> its run, '' the user's own."""
        return float(self.expression.of(Runs(run_of)))

    def by_draw(self, drawn_of: Callable[[str, Collection[int]], Ensemble]) -> np.ndarray:
        """Return its value in each draw [draw]. drawn_of: name of a scenario, years -> its draws."""
        return self.inner.of(Draws(drawn_of, self.years))

    def over_draws(self, drawn_of: Callable[[str, Collection[int]], Ensemble]) -> float:
        """Return what is made of draws: a quantile, or what they make together. drawn_of: as in by_draw."""
        return float(self.expression.of(Draws(drawn_of, self.years)))

    def __format__(self, style: str) -> str:
        return written(self, self.number, style) if style else str(self)

    def __str__(self) -> str:
        return self.shown or written(self, self.number)

    def __add__(self, other: Figure) -> Figure:
        return combined("+", self, other)

    def __sub__(self, other: Figure) -> Figure:
        return combined("-", self, other)

    def __truediv__(self, other: Figure) -> Figure:
        return combined("/", self, other)

    def __mul__(self, factor: float) -> Figure:
        value = None if self.value is None else self.value * factor
        return replace(self, expression=self.expression * Constant(factor), shown="", value=value)

    @property
    def number(self) -> float:
        """Its value as computed with the page; ValueError where only its expression is known."""
        if self.value is None:
            raise ValueError(f"{self.label or self.expression}: its value was not computed")
        return self.value


def combined(name: str, *figures: Figure, years: int = 0) -> Figure:
    """Return what an operation, a name in OPERATIONS, makes of figures. years: between the two of a growth."""
    kind, scopes = OPERATIONS[name], {figure.scope for figure in figures}
    known = [figure.value for figure in figures if figure.value is not None]
    value = kind.reckon(years, *known) if len(known) == len(figures) else None
    made = Operation(name, tuple(figure.expression for figure in figures), years)
    return Figure(made, unit=_unit(made, figures), scope=scopes.pop() if len(scopes) == 1 else "", value=value)


def _unit(made: Operation, figures: Sequence[Figure]) -> str:
    """The unit in words of what an operation makes; empty where the measure says it."""
    if made.years:
        return "a year"
    if made.name in ("+", "-"):
        units = {figure.unit for figure in figures}
        return units.pop() if len(units) == 1 else ""
    return "fraction" if style_of(made) == "percent" else ""


def change(figure: Figure, of: Figure) -> Figure:
    """How far a figure lies above another one, as a fraction of that: figure / of - 1."""
    return combined("change", figure, of)


def fall(figure: Figure, to: Figure) -> Figure:
    """By what fraction a figure would fall to reach another one: 1 - to / figure."""
    return combined("fall", figure, to)


def growth(first: Figure, last: Figure) -> Figure:
    """The constant yearly growth from a figure to one of a later year."""
    return combined("growth", first, last, years=last.years[-1] - first.years[-1])


def style_of(expression: Expression) -> str:
    """The name in STYLES of how an expression is written where nothing else is said."""
    if isinstance(expression, Quantile):
        return style_of(expression.inner)
    if not isinstance(expression, Operation):
        return "percent" if isinstance(expression, Call) else "amount"
    first, second = expression.args[0], expression.args[-1]
    if expression.name in ("+", "*"):
        return style_of(first)
    if expression.name == "-":
        return "signed amount" if style_of(first) in ("amount", "signed amount") else "points"
    if expression.name == "/":
        money = [MEASURES[side.amounts[0].measure].money for side in (first, second)]
        return "mean" if money == [True, False] or isinstance(second, People) else "percent"
    return {"growth": "growth", "change": "signed percent"}.get(expression.name, "percent")


def amount(value: float, measure: Measure, more: int = 0) -> str:
    """Write a value of a measure with its unit: 5.6 bn USD, 12,300 patients; more: digits, as `digits_beside` says."""
    if measure.money:
        return wording.money(value, more=more)
    return f"{wording.count(value, more=more)} {measure.noun}"


def written(figure: Figure, value: float, style: str = "") -> str:
    """Write a value of a figure in words with its unit. style: as `styled` takes it; empty for the figure's own."""
    return styled(style or figure.kind, figure.measure, figure.unit)(value)


Writer = Callable[[float], str]
SIZES = ("amount", "signed amount", "per", "mean")  # styles that say the unit, in full also where a page does not

STYLES: Mapping[str, Callable[[Measure, str], Callable[..., str]]] = {
    "amount": lambda measure, unit: partial(amount, measure=measure),
    "per": lambda measure, unit: lambda value: f"{amount(value, measure)} {unit}".rstrip(),
    "mean": lambda measure, unit: lambda value: f"{wording.money(value)} {unit}".rstrip(),
    "money": lambda measure, unit: wording.money,
    "real money": lambda measure, unit: partial(wording.money, unit=f"constant {PRICE_YEAR} USD"),
    "bare money": lambda measure, unit: partial(wording.money, unit=""),
    "dollars": lambda measure, unit: wording.dollars,
    "bare dollars": lambda measure, unit: partial(wording.dollars, unit=""),
    "count": lambda measure, unit: wording.count,
    "percent": lambda measure, unit: wording.percent,
    "growth": lambda measure, unit: wording.growth,
    "points": lambda measure, unit: wording.points,
    "times": lambda measure, unit: wording.times,
    "per hundred": lambda measure, unit: lambda value: f"{value:.1f} for every 100",
}


def styled(style: str, measure: Measure, unit: str = "") -> Writer:
    """Return what writes a value in a style: a name in STYLES, with `signed` or `size` before it or digits behind it.

    For example "percent 0", "signed money", or "amount +1" with one digit more than usual; size: without its sign.
    """
    name, digits = parted(style)
    sign, _, rest = name.partition(" ")
    form = STYLES[rest if sign in ("signed", "size") else name](measure, unit)
    form = partial(form, **{"more" if digits.startswith("+") else "digits": int(digits)}) if digits else form
    if sign == "signed":
        return lambda value: wording.signed(value, form)
    return (lambda value: form(abs(value))) if sign == "size" else form


def parted(style: str) -> tuple[str, str]:
    """Part a style into its name and the digits behind it, empty where there are none."""
    name, _, digits = style.rpartition(" ")
    return (name, digits) if digits.removeprefix("+").isdecimal() else (style, "")
