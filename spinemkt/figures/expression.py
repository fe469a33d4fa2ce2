"""What a number is: an amount of a run, or an operation on such; evaluated on runs or on draws from one tree."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from spinemkt.figures.bounds import at_bound
from spinemkt.model.attribute_parts import part_of
from spinemkt.model.places import countries_of
from spinemkt.model.query import kept_codes
from spinemkt.model.result import Result
from spinemkt.uncertainty.ensemble import Ensemble
from spinemkt.wording import yearly_growth

Value = Any  # a float at expected inputs, or an array over draws


class Source(Protocol):
    """Where the amounts of an expression are read: runs at expected inputs, or draws."""

    def amount(self, amount: Amount) -> Value:
        """Return an amount in its measure's unit."""
        ...

    def run(self, name: str) -> Result:
        """Return a run at expected inputs by the name of its scenario, '' the user's own."""
        ...


@dataclass(frozen=True)
class Expression(ABC):
    """A node of the tree. Subclasses say what it is made of (`parts`) and how it is evaluated (`of`)."""

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The nodes right below."""
        return ()

    @abstractmethod
    def of(self, source: Source) -> Value:
        """Return the value, a float or an array over draws."""

    def mapped(self, change: Callable[[Amount], Amount]) -> Expression:
        """Return the same expression of other amounts."""
        return self

    def nodes(self) -> Iterator[Expression]:
        """This node and all below it, depth first."""
        yield self
        for part in self.parts:
            yield from part.nodes()

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The amounts that it is made of, each once, in order."""
        found: list[Amount] = []
        for node in self.nodes():
            if isinstance(node, Amount) and node not in found:
                found.append(node)
        return tuple(found)

    def __add__(self, other: Expression) -> Expression:
        return Operation("+", (*_terms(self), *_terms(other)))

    def __sub__(self, other: Expression) -> Expression:
        return Operation("-", (self, other))

    def __mul__(self, other: Expression) -> Expression:
        return Operation("*", (self, other))

    def __truediv__(self, other: Expression) -> Expression:
        return Operation("/", (self, other))


@dataclass(frozen=True)
class Amount(Expression):
    """A measure of a run, summed over what `where` keeps. run: the scenario's name, empty for the user's own.

    part: what an attribute makes of it, as in part_of; empty for all of it. moved: what the tornado calls a parameter,
    or parameters that move together, and end which end of its range it takes, low or high; empty at expected inputs.
    """

    measure: str
    where: Mapping[str, object] = field(default_factory=dict)
    run: str = ""
    part: str = ""
    moved: str = ""
    end: str = ""

    def mapped(self, change: Callable[[Amount], Amount]) -> Expression:
        """Return what the amount becomes."""
        return change(self)

    def of(self, source: Source) -> Value:
        """Return the amount in its measure's unit."""
        return source.amount(self)

    def value(self, result: Result) -> float:
        """Return the amount of a run at expected inputs, in the measure's unit."""
        if self.end:
            return at_bound(result, self.measure, self.where, self.moved, self.end)
        if self.part:
            return part_of(result, self.measure, self.where, self.part)
        return result.total(self.measure, self.where)

    @property
    def kept(self) -> dict[str, list[object]]:
        """What of the measure is kept, the codes of each dimension in order."""
        return {dim: sorted(kept_codes(codes), key=str) for dim, codes in self.where.items()}

    @property
    def years(self) -> list[int]:
        """The years kept, in order."""
        return sorted(int(str(year)) for year in kept_codes(self.where["year"]))

    @property
    def year(self) -> int:
        """The year, or the last one kept."""
        return self.years[-1]


@dataclass(frozen=True)
class Constant(Expression):
    """A number that no run gives, for example a scale. words: what it is; empty where the number says it."""

    number: float
    words: str = ""

    def of(self, source: Source) -> Value:
        """Return the number."""
        return self.number


@dataclass(frozen=True)
class People(Expression):
    """The inhabitants of the places and the year that an amount keeps; persons."""

    amount: Amount

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The amount."""
        return (self.amount,)

    def of(self, source: Source) -> Value:
        """Return the inhabitants, the same in every draw."""
        inputs = source.run(self.amount.run).inputs
        places = countries_of(inputs, self.amount.where)
        return float(inputs.population.sel(country=places, year=self.amount.year).sum())


@dataclass(frozen=True)
class AtExpected(Expression):
    """An amount at expected inputs, also where the expression around it is evaluated draw by draw."""

    amount: Amount

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The amount."""
        return (self.amount,)

    def of(self, source: Source) -> Value:
        """Return the amount of the run at expected inputs."""
        return self.amount.value(source.run(self.amount.run))


def _over(part: Value, whole: Value) -> Value:
    if isinstance(whole, np.ndarray):
        return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole != 0)
    return part / whole if whole else float("nan")


def growth_between(first: Value, last: Value, years: int) -> Value:
    """Return the constant yearly growth (last / first)^(1 / years) - 1; 0 in draws with nothing at first, else NaN."""
    if isinstance(first, np.ndarray):
        ratio = np.divide(last, first, out=np.ones_like(last), where=first > 0)
        return ratio ** (1 / years) - 1
    return yearly_growth(first, last, years)


@dataclass(frozen=True)
class Kind:
    """A kind of operation. reckon: years between, values -> value. words, python: with {0}, {1} for its parts.

    binds, needs: how tightly it holds together and what its parts must, 1 as a sum does, 2 as a product, 3 as a power.
    """

    reckon: Callable[..., Value]
    words: str
    python: str
    binds: int = 1
    needs: int = 3


_POWER = "({1} / {0}) ** (1 / {years})"
OPERATIONS: Mapping[str, Kind] = {
    "+": Kind(lambda _, *values: sum(values), "{all}", "{all}", needs=1),
    "-": Kind(lambda _, first, second: first - second, "{0} - {1}", "{0} - {1}", needs=2),
    "*": Kind(lambda _, first, second: first * second, "{0} x {1}", "{0} * {1}", 2, 2),
    "/": Kind(lambda _, first, second: _over(first, second), "{0} / {1}", "{0} / {1}", 2),
    "change": Kind(lambda _, first, second: _over(first, second) - 1, "{0} / {1} - 1", "{0} / {1} - 1"),
    "fall": Kind(lambda _, first, second: 1 - _over(second, first), "1 - {1} / {0}", "1 - {1} / {0}"),
    "growth": Kind(
        lambda years, first, last: growth_between(first, last, years),
        "({1} / {0}) ^ (1 / years between) - 1",
        f"{_POWER} - 1",
    ),
    "decline": Kind(
        lambda years, first, last: -growth_between(first, last, years),
        "1 - ({1} / {0}) ^ (1 / years between)",
        f"1 - {_POWER}",
    ),
}


@dataclass(frozen=True)
class Operation(Expression):
    """An operation, a name in OPERATIONS, on other expressions. years: between first and last, of a growth."""

    name: str
    args: tuple[Expression, ...]
    years: int = 0

    @property
    def parts(self) -> tuple[Expression, ...]:
        """What it is made of."""
        return self.args

    def mapped(self, change: Callable[[Amount], Amount]) -> Expression:
        """Return the operation on other amounts."""
        return replace(self, args=tuple(part.mapped(change) for part in self.args))

    def of(self, source: Source) -> Value:
        """Return the value of the operation on those of its parts."""
        return OPERATIONS[self.name].reckon(self.years, *(part.of(source) for part in self.args))


Printer = Callable[["Expression"], str]


@dataclass(frozen=True)
class Function:
    """A function of the library that makes a number of amounts. reckon: values, amounts, runs -> value.

    words: what it gives, {0} the first amount. python: amounts, the names of their runs or draws, and what prints an
    amount -> an expression of Python. by_draw: whether it can be evaluated draw by draw. over_draws: whether it is made
    of all draws together, so that it has no value at expected inputs.
    """

    name: str
    words: str
    reckon: Callable[[Sequence[Value], Sequence[Amount], Sequence[Result]], Value] = field(repr=False)
    python: Callable[[Sequence[Amount], Sequence[str], Printer], str] = field(repr=False)
    by_draw: bool = False
    over_draws: bool = False


@dataclass(frozen=True)
class Call(Expression):
    """A function of the library on amounts."""

    function: Function
    args: tuple[Amount, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The amounts that go into the function."""
        return self.args

    def mapped(self, change: Callable[[Amount], Amount]) -> Expression:
        """Return the function of other amounts."""
        return replace(self, args=tuple(change(one) for one in self.args))

    def of(self, source: Source) -> Value:
        """Return what the function gives."""
        values, runs = [one.of(source) for one in self.args], [source.run(one.run) for one in self.args]
        return self.function.reckon(values, self.args, runs)


@dataclass(frozen=True)
class Quantile(Expression):
    """A quantile of an expression over draws. level: 0 to 1."""

    inner: Expression
    level: float

    @property
    def parts(self) -> tuple[Expression, ...]:
        """What is drawn."""
        return (self.inner,)

    def mapped(self, change: Callable[[Amount], Amount]) -> Expression:
        """Return the quantile of the same of other amounts."""
        return replace(self, inner=self.inner.mapped(change))

    def of(self, source: Source) -> Value:
        """Return the quantile of the draws."""
        return float(np.quantile(self.inner.of(source), self.level))


@dataclass(frozen=True)
class Runs:
    """Amounts at expected inputs. run_of: name of a scenario -> its run."""

    run_of: Callable[[str], Result]

    def amount(self, amount: Amount) -> Value:
        """Return an amount of its run."""
        return amount.value(self.run_of(amount.run))

    def run(self, name: str) -> Result:
        """Return a run by the name of its scenario."""
        return self.run_of(name)


@dataclass(frozen=True)
class Draws:
    """Amounts in each draw. drawn_of: name of a scenario, years -> its draws, paired by their seed."""

    drawn_of: Callable[[str, Collection[int]], Ensemble]
    years: Collection[int]

    def amount(self, amount: Amount) -> Value:
        """Return an amount in each draw [draw]."""
        return self.drawn_of(amount.run, self.years).values(amount.measure, (), amount.where)[0]

    def run(self, name: str) -> Result:
        """Return the run at expected inputs that the draws are around."""
        return self.drawn_of(name, self.years).central


def growth(first: Amount, last: Amount) -> Operation:
    """The constant yearly growth from one amount to another of a later year."""
    return Operation("growth", (first, last), last.year - first.year)


def _terms(expression: Expression) -> tuple[Expression, ...]:
    return expression.args if isinstance(expression, Operation) and expression.name == "+" else (expression,)
