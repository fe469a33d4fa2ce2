"""The rows of the pathway's two tables in words: elements of a step, their levers, and what others published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spinemkt.analysis.studies import said_by
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.levers import Group, lever_groups
from spinemkt.wording import measured

_FILTERS = ("spine_level", "presentation", "modality")


def rows(inputs: Inputs, step: str) -> list[Any]:
    """The elements of a step in order: item, label, text, measure, what it counts, levers, said_by."""
    return _grouped(inputs, "pathway_steps", "step").get(step, [])


def asked(row: Any) -> dict[str, tuple[str, ...]]:
    """What an element counts, as a table is asked for: dimension -> codes."""
    return {dim: tuple(cell.split(";")) for dim in _FILTERS if (cell := getattr(row, dim))}


def paid_for(inputs: Inputs, step: str) -> tuple[str, ...]:
    """The modalities that a step pays for: each modality is an element of exactly one step."""
    found = [row.modality for row in rows(inputs, step) if row.measure == "modality_patients"]
    return tuple(code for cell in found for code in cell.split(";"))


def levers_of(inputs: Inputs, step: str) -> tuple[Group, ...]:
    """The levers that move a step, by group in the order of the lab; a name that is no lever is left out."""
    names = {name for row in rows(inputs, step) for name in row.levers.split(";")}
    groups = [
        Group(group.name, group.label, tuple(lever for lever in group.levers if lever.name in names))
        for group in lever_groups()
    ]
    return tuple(group for group in groups if group.levers)


def published(inputs: Inputs, item: str) -> tuple[str, ...]:
    """The published figures on an element, each with unit, place, year, source and grade."""
    return tuple(_figure(inputs, row) for row in _evidence(inputs, (item,)))


def delays(inputs: Inputs, step: str) -> tuple[str, ...]:
    """The published delays of a step in short: '3 months, median, from back pain to referral (Kingdom 1997-1999)'."""
    found = _evidence(inputs, (row.item for row in rows(inputs, step)))
    return tuple(
        f"{measured(f'{row.value:g}', row.unit)}, {row.what} ({row.place}, {row.year})"
        for row in found
        if row.about == "delay"
    )


def names(inputs: Inputs, row: Any) -> str:
    """Who names an element: the texts, or us alone."""
    return "our reading" if row.said_by == "assumption" else said_by(inputs, row.said_by)


def _evidence(inputs: Inputs, items: Iterable[str]) -> list[Any]:
    found = _grouped(inputs, "pathway_evidence", "item")
    return [row for item in items for row in found.get(item, [])]


@cached_on_first
def _grouped(inputs: Inputs, table: str, column: str) -> dict[str, list[Any]]:
    """The rows of a table by what stands in a column, in the order of the file."""
    found: dict[str, list[Any]] = {}
    for row in inputs.tables[table].itertuples(index=False):
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _figure(inputs: Inputs, row: Any) -> str:
    spread = f" ({row.low:g} to {row.high:g})" if row.low == row.low and row.high == row.high else ""
    grades = {_grades(inputs)[source] for source in row.source_id.split(";")}
    derived = " derived," if row.kind == "derived" else ""
    words = f"{measured(f'{row.value:g}', row.unit)}{spread}: {row.what}; {row.place}, {row.year}; "
    words += f"{said_by(inputs, row.source_id)},{derived} grade {max(grades)}."
    return f"{words} {row.note}".strip()


@cached_on_first
def _grades(inputs: Inputs) -> dict[str, str]:
    return dict(inputs.tables["sources"][["source_id", "grade"]].itertuples(index=False, name=None))
