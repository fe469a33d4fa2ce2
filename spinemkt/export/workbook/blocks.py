"""Blocks of rows, one for each equation of the chain that was run on nodes, and the sheet that each stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from spinemkt.export.workbook.nodes import Home, Node
from spinemkt.model.labelled import Array
from spinemkt.model.products import USE, pair
from spinemkt.terms import YEARS

FIRST_YEAR = 8  # the column of 2022, on every sheet with years; the one before it holds what has no year
CONSTANT = FIRST_YEAR - 1
PLACES = ("place", "tier", "region")  # come first, so that what is summed in a place stands together
FIRST_ROW = 6  # of the rows below the head of a sheet


@dataclass
class Row:
    """One row: the codes it stands for, by dimension, and a cell for each year or one for all of them."""

    codes: dict[str, list[str]]
    cells: list[object]
    yearly: bool


@dataclass
class Block:
    """The rows of one equation on a sheet. names: the equations within which it was called, and its own, last."""

    names: tuple[str, ...]
    sheet: str
    rows: list[Row] = field(default_factory=list)
    first: int = 0  # its first row on the sheet


class Blocks:
    """Takes the results of equations in turn, and gives each node that has no place yet one in a block.

    sheets: of each outermost equation, the sheet it stands on. codes: of each dimension, those in use.
    """

    def __init__(self, sheets: Mapping[str, str], codes: Mapping[str, Sequence[object]]) -> None:
        self.sheets, self.codes = sheets, codes
        self.blocks: list[Block] = []
        self.heard: dict[str, Array] = {}

    def listen(self, names: tuple[str, ...], found: object) -> None:
        """Settle what an equation returned."""
        if isinstance(found, Array):
            self.heard[names[-1]] = found
        for array in found if isinstance(found, tuple | list) else [found]:
            if isinstance(array, Array) and array.dtype == object and not _left_out(array):
                self.settle(names, array)

    def settle(self, names: tuple[str, ...], array: Array, whole: bool = False) -> Block:
        """Give the nodes of an array a place, in a row for each combination of codes but the year's.

        whole: with a row also where all of it has its place elsewhere. Returns the block.
        """
        block = Block(names, self.sheets[names[0]])
        dims = sorted((str(dim) for dim in array.dims if dim != "year"), key=lambda dim: dim not in PLACES)
        yearly = "year" in array.dims
        data = array.transpose(*dims, *(["year"] if yearly else [])).values
        same: dict[tuple, Row] = {}
        for place in product(*(range(array.sizes[dim]) for dim in dims)):
            cells = list(data[place]) if yearly else [data[place]]
            codes = {dim: str(list(self.codes[dim])[index]) for dim, index in zip(dims, place, strict=True)}
            if USE in codes:
                codes["modality"], codes["product_category"] = pair(codes.pop(USE))
            key = tuple(map(id, cells))
            if key in same and not whole:
                for dim, code in codes.items():
                    if code not in same[key].codes[dim]:
                        same[key].codes[dim].append(code)
            elif whole or any(isinstance(cell, Node) and cell.home is None and cell.op != "header" for cell in cells):
                row = same[key] = Row({dim: [code] for dim, code in codes.items()}, cells, yearly)
                for column, cell in enumerate(cells):
                    if isinstance(cell, Node) and cell.home is None and cell.op != "header":
                        at = FIRST_YEAR + column if yearly else CONSTANT
                        cell.home = Home(block.sheet, len(block.rows), at, not yearly, block)
                block.rows.append(row)
        if block.rows:
            self.blocks.append(block)
        return block

    def found(self, measure: str, array: Array) -> Block:
        """The block in which an array stands, row for row; a block of totals where it stands in none."""
        array = array.transpose("place", ..., "year")
        rows = array.values.reshape(-1, array.sizes["year"])
        block = rows[0][0].home.block if rows[0][0].home else None
        if isinstance(block, Block) and len(rows) == len(block.rows):
            stand = (_stands(list(cells), block, row) for row, cells in enumerate(rows))
            if all(stand):
                return block
        return self.settle(("total", measure), array, whole=True)

    def laid_out(self) -> dict[str, list[Block]]:
        """The blocks of each sheet, each with its first row, one under the other with a line for its name between."""
        found: dict[str, list[Block]] = {}
        for block in self.blocks:
            before = found.setdefault(block.sheet, [])
            block.first = before[-1].first + len(before[-1].rows) + 2 if before else FIRST_ROW + 1
            before.append(block)
        return found


def _stands(cells: Sequence[Node], block: Block, row: int) -> bool:
    """Whether all years of a measure stand in a row of a block, each in its column."""
    homes = [cell.home if isinstance(cell, Node) else None for cell in cells]
    return all(
        home is not None and home.block is block and (home.row, home.column) == (row, FIRST_YEAR + year)
        for year, home in enumerate(homes)
    )


def _left_out(array: Array) -> bool:
    """Whether an array is none of those shown: of single years, or of every primary and modality or presentation."""
    dims = set(array.dims)
    return array.sizes.get("year", len(YEARS)) != len(YEARS) or (
        {"primary", "place"} <= dims and bool(dims & {"modality", "presentation"})
    )
