"""Which numbers move together: the named groups of the dictionary, what a reader calls them, and their grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.expected import uncertain
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import DIMENSIONS

MATERIAL = 0.05  # of a group's uncertain numbers; a grade that fewer of them have does not count


def grade_of(inputs: Inputs, rows: Sequence[int]) -> str:
    """Return the grade of a figure that rests on several numbers: the weakest that a material part of them has.

    rows: the numbers behind the figure, as places in the register. Their part is counted, each the same, since numbers
    drawn together follow one common factor; so the grade is the same with draws and without. Numbers without a range
    count only where none has one.
    """
    grades, drawn = _graded(inputs)
    counted = [grades[row] for row in rows if drawn[row]] or [grades[row] for row in rows]
    return max(grade for grade, size in Counter(counted).items() if size >= MATERIAL * len(counted))


@cached_on_first
def _graded(inputs: Inputs) -> tuple[list[str], list[bool]]:
    """The grade of every number of the register, and whether it has a range."""
    return inputs.register["grade"].tolist(), uncertain(inputs.register).tolist()


@dataclass(frozen=True, eq=False)
class Subject:
    """Numbers that are drawn together and so move together: their rows in the register, a name, a label, the grade."""

    name: str
    label: str
    rows: np.ndarray
    grade: str

    def end(self, register: pd.DataFrame, column: str) -> float:
        """The low or high end where there is one number; NaN where there are many."""
        return float(register[column].iloc[self.rows[0]]) if len(self.rows) == 1 else float("nan")


@cached_on_first
def subjects(inputs: Inputs, together: bool) -> tuple[Subject, ...]:
    """Every uncertain number, or every set of numbers that a group draws together, in the register's order."""
    factor = factors(inputs)[1]
    sets: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(uncertain(inputs.register)).tolist():
        group = int(factor[row]) if together else -1
        sets.setdefault((group, row if group < 0 else -1), []).append(row)
    return tuple(subject(inputs, rows) for rows in sets.values())


def subject(inputs: Inputs, rows: Sequence[int]) -> Subject:
    """Return numbers of one common factor, or one number, as a subject of studies."""
    grade = grade_of(inputs, rows)
    if len(rows) == 1:
        return Subject(*number_names(inputs)[rows[0]], np.array(rows), grade)
    keys, factor, _ = factors(inputs)
    group, *codes = keys[factor[rows[0]]]
    labels = [_worded(dim, code) for dim, code in codes]
    name = f"{group}[{', '.join(code for _, code in codes)}]" if codes else group
    return Subject(name, ", ".join([inputs.dictionary.groups[group].label, *labels]), np.array(rows), grade)


def subject_of(inputs: Inputs, name: str) -> Subject:
    """Return the numbers that studies call by a name, a group's or one number's; raise QueryError on another name."""
    found = {subject.name: subject for together in (False, True) for subject in subjects(inputs, together)}
    if name not in found:
        raise QueryError(unknown("group of numbers", name, found))
    return found[name]


@cached_on_first
def number_names(inputs: Inputs) -> tuple[tuple[str, str], ...]:
    """Id and words of every number of the register: Unit cost, United States, SBRT / SRS."""
    specs = inputs.dictionary.parameters
    return tuple(
        (cells["id"], ", ".join([cells["label"], *(_worded(dim, cells[dim]) for dim in dims if dim != "scope")]))
        for cells in inputs.register.to_dict("records")
        for dims in [specs[cells["parameter"]].dims]
    )


def _worded(dim: str, code: str) -> str:
    return DIMENSIONS[dim][code].partition(":")[0]


@cached_on_first
def factors(inputs: Inputs) -> tuple[tuple[tuple, ...], np.ndarray, np.ndarray]:
    """Return the common factors, each a group and (dimension, code) of its parts, and what `membership` returns."""
    register = inputs.register
    found: dict[tuple, int] = {}
    factor, weight = np.full(len(register), -1), np.zeros(len(register), dtype=np.float32)
    for name, group in inputs.dictionary.groups.items():
        for parameter in group.parameters:
            apart = [dim for dim in inputs.dictionary.parameters[parameter].dims if dim not in group.across]
            for index in np.flatnonzero((register["parameter"] == parameter).to_numpy()):
                key = (name, *((dim, str(register[dim].iloc[index])) for dim in apart))
                factor[index] = found.setdefault(key, len(found))
                weight[index] = np.sqrt(group.correlation)
    return tuple(found), factor, weight


def membership(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Return of each row of the register the number of its common factor (-1: none) and its weight on that factor.

    Two numbers with one factor correlate, as standard normal deviates, by the square of the weight.
    """
    return factors(inputs)[1:]
