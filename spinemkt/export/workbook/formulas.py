"""Nodes written as formulas of Excel 2010; sums of cells side by side are written as SUM or SUMPRODUCT of ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from xlsxwriter.utility import xl_col_to_name

from spinemkt.export.workbook.nodes import Home, Node

YEAR_ROW = 5  # of the years on every sheet that has them, from 1
LEVEL = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
ATOM = 4
COLUMNS = [xl_col_to_name(column) for column in range(64)]

Term = tuple[bool, object]  # whether it is taken away, and what


def address(home: Home, sheet: str) -> str:
    """A cell as a formula on a sheet names it."""
    if home.named is None:
        column = COLUMNS[home.column]
        near = f"${column}${home.at + 1}" if home.fixed else f"{column}{home.at + 1}"
        home.named = near, f"{quoted(home.sheet)}{near}"
    return home.named[home.sheet != sheet]


@cache
def quoted(sheet: str) -> str:
    """The name of a sheet before the address of a cell."""
    return f"{sheet}!" if sheet.isalnum() and not sheet[0].isdigit() else f"'{sheet}'!"


def formula(node: Node, sheet: str, column: int) -> str:
    """What stands in the cell of a node on a sheet in a column."""
    return f"={_Writer(sheet, column).operation(node)[0]}"


def reference(operand: object, sheet: str, column: int) -> str:
    """A formula that takes over an operand as it is."""
    return f"={_Writer(sheet, column).written(operand)[0]}"


def number(value: float) -> str:
    """A plain number of the chain."""
    return repr(int(value)) if float(value).is_integer() else repr(float(value)).upper()


class _Writer:
    def __init__(self, sheet: str, column: int) -> None:
        self.sheet, self.column = sheet, column

    def written(self, operand: object) -> tuple[str, int]:
        """An operand and how tightly it holds together."""
        if not isinstance(operand, Node):
            return number(operand), ATOM  # type: ignore[arg-type]
        if operand.home is not None:
            return address(operand.home, self.sheet), ATOM
        if operand.op == "header":
            return f"{COLUMNS[self.column]}${YEAR_ROW}", ATOM
        return self.operation(operand)

    def operation(self, node: Node) -> tuple[str, int]:
        """The operation of a node, wherever the node stands."""
        if node.op in LEVEL and node.op != "+":
            return self._of_two(node)
        if node.op in ("MAX", "MIN", "CHOOSE"):
            return f"{node.op}({','.join([self.written(each)[0] for each in node.args])})", ATOM
        if node.op == "or_one":
            given = self.written(node.args[0])[0]
            return f"IF({given}>0,{given},1)", ATOM
        if node.op == "positive":
            return f"({self.written(node.args[0])[0]}>0)", ATOM
        if node.op == "neg":
            return f"(-{self._held(self.written(node.args[0]), 2)})", ATOM
        return self._sum(node)

    def _of_two(self, node: Node) -> tuple[str, int]:
        level = LEVEL[node.op]
        first, other = self.written(node.args[0]), self.written(node.args[1])
        left = self._held(first, level + (node.op == "^"))
        right = self._held(other, level + (node.op in "-/^"))
        return f"{left}{node.op}{right}", level

    def _held(self, part: tuple[str, int], level: int) -> str:
        text, own = part
        return f"({text})" if own < level or (level > 1 and text[0] == "-") else text

    def _sum(self, node: Node) -> tuple[str, int]:
        terms = list(_terms(node))
        parts = list(self._runs(terms))
        return ("+".join(parts), 1 if len(parts) > 1 else ATOM)

    def _runs(self, terms: Sequence[object]) -> Iterator[str]:
        """The terms, those that stand one under the other taken together."""
        start = 0
        while start < len(terms):
            first = _columns(terms[start])
            end = start + 1
            while first and end < len(terms) and _below(first, _columns(terms[end]), end - start):
                end += 1
            if end - start > 1 and len(first) <= 2:
                ranges = ",".join(self._range(each, end - start) for each in first)
                yield f"{'SUM' if len(first) == 1 else 'SUMPRODUCT'}({ranges})"
            else:
                end = start + 1
                yield self._held(self.written(terms[start]), 1)
            start = end

    def _range(self, home: Home, count: int) -> str:
        last = Home(home.sheet, home.row + count - 1, home.column, home.fixed, home.block)
        return f"{address(home, self.sheet)}:{address(last, home.sheet)}"


def _terms(operand: object) -> Iterator[object]:
    """The terms of a sum, down to what has a place of its own; the one that is summed itself counts as none."""
    waiting = list(operand.args) if isinstance(operand, Node) else []
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, Node) and each.op == "+" and each.home is None:
            waiting[:0] = each.args
        else:
            yield each


def _columns(term: object) -> list[Home]:
    """The places of a term that is a cell, or a product of cells; empty for another."""
    if not isinstance(term, Node):
        return []
    if term.home is not None:
        return [term.home]
    if term.op == "*":
        found = [_columns(each) for each in term.args]
        return [home for homes in found for home in homes] if all(found) else []
    return []


def _below(first: Sequence[Home], other: Sequence[Home], rows: int) -> bool:
    return [(home.sheet, home.column, home.at + rows) for home in first] == [
        (home.sheet, home.column, home.at) for home in other
    ]
