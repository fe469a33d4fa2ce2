"""Which numbers move together: the named groups of the dictionary, and what a reader calls them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spinemkt.errors import QueryError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.kept import kept_with
from spinemkt.terms import DIMENSIONS
from spinemkt.uncertainty.distributions import uncertain


@dataclass(frozen=True, eq=False)
class Subject:
    """Numbers that a study moves together: their rows in the register, a name, a label, the weakest grade."""

    name: str
    label: str
    rows: np.ndarray
    grade: str

    def end(self, register: pd.DataFrame, column: str) -> float:
        """The low or high end where there is one number; NaN where there are many."""
        return float(register[column].iloc[self.rows[0]]) if len(self.rows) == 1 else float("nan")


@kept_with
def subjects(inputs: Inputs, together: bool) -> tuple[Subject, ...]:
    """Every uncertain number, or every set of one parameter's numbers that a group draws together."""
    register = inputs.register
    across = {name: group.across for group in inputs.dictionary.groups.values() for name in group.parameters}
    keys: dict[tuple[str, ...], list[int]] = {}
    for index in np.flatnonzero(uncertain(register)):
        parameter = str(register["parameter"].iloc[index])
        dims = inputs.dictionary.parameters[parameter].dims
        apart = [dim for dim in dims if not together or dim not in across.get(parameter, ())]
        spelled = [f"{dim}={register[dim].iloc[index]}" for dim in apart]
        keys.setdefault((parameter, *spelled), []).append(int(index))
    found = []
    for (parameter, *codes), rows in keys.items():
        names = [DIMENSIONS[dim][code] for dim, code in (pair.split("=") for pair in codes)]
        label = ", ".join([inputs.dictionary.parameters[parameter].label, *names])
        grade = str(register["grade"].iloc[rows].max())
        found.append(Subject(f"{parameter}[{', '.join(codes)}]" if codes else parameter, label, np.array(rows), grade))
    return tuple(found)


def subject_of(inputs: Inputs, name: str, together: bool = True) -> Subject:
    """Return the numbers that the tornado calls by a name; raise QueryError where there are none."""
    found = {subject.name: subject for subject in subjects(inputs, together)}
    if name not in found:
        raise QueryError(unknown("group of numbers", name, found))
    return found[name]


@kept_with
def factors(inputs: Inputs) -> tuple[tuple[tuple[str, ...], ...], np.ndarray, np.ndarray]:
    """Return the common factors, each a group and the names of its codes, and what `membership` returns."""
    register = inputs.register
    found: dict[tuple[str, ...], int] = {}
    factor, weight = np.full(len(register), -1), np.zeros(len(register), dtype=np.float32)
    for name, group in inputs.dictionary.groups.items():
        for parameter in group.parameters:
            apart = [dim for dim in inputs.dictionary.parameters[parameter].dims if dim not in group.across]
            for index in np.flatnonzero((register["parameter"] == parameter).to_numpy()):
                key = (name, *(DIMENSIONS[dim][str(register[dim].iloc[index])] for dim in apart))
                factor[index] = found.setdefault(key, len(found))
                weight[index] = np.sqrt(group.correlation)
    return tuple(found), factor, weight


def membership(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Return of each row of the register the number of its common factor (-1: none) and its weight on that factor.

    Two numbers with one factor correlate, as standard normal deviates, by the square of the weight.
    """
    return factors(inputs)[1:]
