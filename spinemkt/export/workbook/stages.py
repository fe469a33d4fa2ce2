"""The sheets of the stages: every block of rows that the chain left, as formulas with our numbers beside."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from spinemkt.evidence.inputs import Inputs
from spinemkt.export.workbook.blocks import CONSTANT, FIRST_YEAR, Block
from spinemkt.export.workbook.formulas import formula, reference
from spinemkt.export.workbook.nodes import Node
from spinemkt.export.workbook.page import UNIT, Formats, labels, yearly_sheet
from spinemkt.export.workbook.tracing import INPUT_ROW, INPUTS
from spinemkt.model import chain, growth, prices, products, uptake
from spinemkt.terms import TIER_REGION

# What is put together here and not by an equation of the chain: in words, and its unit.
OWN = {
    "change": ("number under the scenario = number of the base case, changed from its year on", ""),
    "demand": (
        "cases at the rates of 2022 = cases of 2022 x demographic index, all countries of a group",
        "persons/year",
    ),
    "growth": ("growth of cases at constant rates = cases / cases of the year before - 1", "fraction/year"),
    "attribution": ("attribution = share of the cost that counts, in the scope chosen on Control", "fraction"),
    "spend_per_candidate": ("spend per candidate = share served x episodes per patient x price x attribution", "USD"),
    "total": ("total = sum over presentations or primaries, or money of each year", ""),
}
_MODULES = (chain, growth, prices, products, uptake)


def equation_of(names: Sequence[str]) -> tuple[str, str]:
    """The last of the equations within one another in words, and the unit of what it returns."""
    if names[0] in OWN:
        return OWN[names[0]]
    name = names[-1]
    function: Callable[..., Any] = next(getattr(module, name) for module in _MODULES if hasattr(module, name))
    said = inspect.getdoc(function) or ""
    unit = re.search(r"Returns (\S+?)[.,]?(?:\s|$)", said)
    return said.splitlines()[0].rstrip("."), unit[1] if unit and unit[1] not in ("what", "those") else ""


def write_stages(
    book: xlsxwriter.Workbook, formats: Formats, laid_out: Mapping[str, Sequence[Block]], inputs: Inputs
) -> None:
    """Write every sheet of stages."""
    inputs_in_words = inputs.register["label"].tolist()
    for name, blocks in laid_out.items():
        said = "One formula a row. Rows that are as on an earlier sheet are not repeated: formulas go there."
        sheet = yearly_sheet(book, formats, name, name, said)
        for block in blocks:
            _write(sheet, formats, block, inputs_in_words)


def _write(sheet: Worksheet, formats: Formats, block: Block, inputs_in_words: Sequence[str]) -> None:
    said, unit = equation_of(block.names)
    sheet.write_string(block.first - 1, 0, said, formats.block)
    name = said.partition(" = ")[0]
    for place, row in enumerate(block.rows):
        at = block.first + place
        found = {0: name, **_region(row.codes), UNIT: unit}
        for column, text in labels(row.codes).items():
            found[column] = f"{name}: {text}" if column == 0 else text
        if read := _read(row.cells[0], inputs_in_words):
            found[0] = f"{found[0]}: {read}"
        for column, text in found.items():
            if text:
                sheet.write_string(at, column, text, formats.text)
        for column, cell in enumerate(row.cells, FIRST_YEAR if row.yearly else CONSTANT):
            if not isinstance(cell, Node):
                sheet.write_number(at, column, float(cell), formats.black)  # type: ignore[arg-type]
                continue
            home = cell.home
            own = home is not None and home.block is block and home.row == place and home.column == column
            text = (formula if own else reference)(cell, block.sheet, column)
            sheet.write_formula(at, column, text, formats.of_formula(text), cell.value)


def _region(codes: Mapping[str, Sequence[str]]) -> dict[int, str]:
    tiers = codes.get("place") or codes.get("tier") or ()
    return labels({"region": list(dict.fromkeys(TIER_REGION[tier] for tier in tiers))}) if tiers else {}


def _read(cell: object, inputs_in_words: Sequence[str]) -> str:
    """The rows of inputs that a formula reads itself, in words, where it has no more of them than two."""
    found: dict[str, None] = {}
    waiting = list(cell.args) if isinstance(cell, Node) else []
    while waiting:
        each = waiting.pop()
        if isinstance(each, Node) and each.home is None:
            waiting += each.args
        elif isinstance(each, Node) and each.home is not None and each.home.sheet == INPUTS:
            found[inputs_in_words[each.home.row - INPUT_ROW]] = None
    return ", ".join(reversed(found)) if len(found) <= 2 else ""
