"""Expressions that the chain is run on in place of numbers, each with its number beside it.

A node is a cell of the workbook to be, or a short operation on others. Equal operations are one node, so that whatever
is used twice has one place.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from spinemkt.model.labelled import Cell
from spinemkt.terms import BASE_YEAR, YEARS

Operand = Any  # a Node, or a plain number

RECKONED: Mapping[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "MAX": max,
    "MIN": min,
    "neg": operator.neg,
    "or_one": lambda a: a if a > 0 else 1.0,
    "positive": lambda a: float(a > 0),
    "CHOOSE": lambda number, *given: given[int(number) - 1],
}


class Placed(Protocol):
    """A block of rows on a sheet."""

    first: int


@dataclass(eq=False, slots=True)
class Home:
    """Where a node stands: a sheet, a row from the first one of its block, and a column, all from 0.

    fixed: whether the column stays where a formula is copied along the years.
    """

    sheet: str
    row: int
    column: int
    fixed: bool = False
    block: Placed | None = None
    named: tuple[str, str] | None = None  # how formulas on its own sheet and on others name it, once that was asked

    @property
    def at(self) -> int:
        """The row on the sheet."""
        return self.row + (self.block.first if self.block else 0)


class Node(Cell):
    """A cell or an operation on nodes and numbers. home: where it stands in the workbook, if it does."""

    __slots__ = ("args", "home", "known", "op", "value")

    def __init__(self, known: dict[tuple, Node], op: str, args: tuple[Operand, ...], value: float) -> None:
        self.known, self.op, self.args, self.value = known, op, args, value
        self.home: Home | None = None

    def __float__(self) -> float:
        return float("inf")  # any limit may be passed once inputs are changed

    def _whatever(self, other: object) -> bool:
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __ne__ = _whatever

    def __add__(self, other: Operand) -> Operand:
        return self if _is(other, 0) else operation("+", self, other)

    __radd__ = __add__

    def __sub__(self, other: Operand) -> Operand:
        return self if _is(other, 0) else operation("-", self, other)

    def __rsub__(self, other: Operand) -> Operand:
        return operation("-", other, self)

    def __mul__(self, other: Operand) -> Operand:
        if not isinstance(other, Node):
            return self if other == 1 else 0.0 if other == 0 else operation("*", self, other)
        if other.home is None and other.op == "/" and _is(other.args[0], 1):
            return operation("/", self, other.args[1])
        return operation("*", self, other)

    def __rmul__(self, other: Operand) -> Operand:
        if _is(other, 1):
            return self
        return 0.0 if _is(other, 0) else operation("*", other, self)

    def __truediv__(self, other: Operand) -> Operand:
        return self if _is(other, 1) else operation("/", self, other)

    def __rtruediv__(self, other: Operand) -> Operand:
        return 0.0 if _is(other, 0) else operation("/", other, self)

    def __pow__(self, other: Operand) -> Operand:
        return operation("^", self, other)

    def __rpow__(self, other: Operand) -> Operand:
        return 1.0 if _is(other, 1) else operation("^", other, self)

    def __neg__(self) -> Operand:
        return operation("neg", self)

    def at_least(self, low: Operand) -> Node:
        """MAX of the two."""
        return operation("MAX", self, low)

    def at_most(self, high: Operand) -> Node:
        """MIN of the two."""
        return operation("MIN", self, high)

    def or_one(self) -> Node:
        """IF it is above zero, itself, else one."""
        return operation("or_one", self)

    def positive(self) -> Node:
        """Whether it is above zero, which counts as one or zero."""
        return operation("positive", self)


class Header(Node):
    """The year that heads a column, on whichever sheet it is used."""

    __slots__ = ()

    def __int__(self) -> int:
        return int(self.value)

    def at_least(self, low: Operand) -> Node:
        """Itself where no year of the model is lower."""
        return self if not isinstance(low, Node) and low <= BASE_YEAR else operation("MAX", self, low)

    def at_most(self, high: Operand) -> Node:
        """Itself where no year of the model is higher."""
        return self if not isinstance(high, Node) and high >= YEARS[-1] else operation("MIN", self, high)


def _is(operand: Operand, number: float) -> bool:
    return not isinstance(operand, Node) and operand == number


def operation(op: str, *args: Operand) -> Node:
    """The node of an operation, made once for the same operands."""
    key = (op, *args)
    known = args[0].known if isinstance(args[0], Node) else args[1].known
    found = known.get(key)
    if found is None:
        value = RECKONED[op](*[each.value if isinstance(each, Node) else each for each in args])
        found = known[key] = Node(known, op, args, value)
    return found


@dataclass
class Leaves:
    """Makes the nodes of inputs, which know of each other so that equal operations on them are one."""

    known: dict[tuple, Node] = field(default_factory=dict)

    def cell(self, value: float, home: Home) -> Node:
        """A cell that holds a number."""
        found = Node(self.known, "cell", (), value)
        found.home = home
        return found

    def header(self, year: int) -> Header:
        """The header of a year's column."""
        return Header(self.known, "header", (), float(year))
