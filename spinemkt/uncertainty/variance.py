"""What the spread of an outcome is made of: Sobol indices of groups of numbers."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from spinemkt.evidence.expected import uncertain
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.blocks import sample_of
from spinemkt.uncertainty.outcome import Outcome, Question

DRAWS = 512  # base draws of the design; the model is run (groups + 2) times as often


def families(inputs: Inputs) -> dict[str, tuple[str, np.ndarray]]:
    """Groups of numbers that are independent of each other: name -> (label, rows of the register).

    Numbers with a common factor stand in one family; every other parameter is its own.
    """
    register, dictionary = inputs.register, inputs.dictionary
    group_of = {name: group for group in dictionary.groups.values() for name in group.parameters}
    found: dict[str, tuple[str, list[int]]] = {}
    for name, rows in register[uncertain(register)].groupby("parameter", sort=False).groups.items():
        group = group_of.get(str(name))
        key, label = (group.name, group.label) if group else (str(name), dictionary.parameters[str(name)].label)
        found.setdefault(key, (label, []))[1].extend(rows)
    return {key: (label, np.array(sorted(rows))) for key, (label, rows) in found.items()}


def variance_shares(
    inputs: Inputs,
    scenario: Scenario | None = None,
    outcome: Outcome | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    scope: str = "attributed",
    include_myeloma: bool = False,
) -> pd.DataFrame:
    """Return one row a family of numbers, largest share first: name, label, alone, alone_error, total, total_error.

    alone: share of the outcome's variance that goes when the family is known (first-order Sobol index); total: what is
    left when all others are known (total index); the errors are half-widths of 95% intervals by bootstrap. Design and
    estimators: Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018, by SALib.
    """
    question = Question(inputs, scenario or Scenario(), outcome or Outcome(), scope, include_myeloma)
    sample, groups = sample_of(inputs, seed), families(inputs)
    first, second = (sample.values(draws, stream) for stream in (0, 1))
    rows = {name: rows for name, (_, rows) in groups.items()}
    found = indices(first, second, rows, lambda values: question.at(sample.arrays(values)))
    frame = found.assign(label=[groups[name][0] for name in found["name"]])
    order = ["name", "label", "alone", "alone_error", "total", "total_error"]
    return frame[order].sort_values("total", ascending=False, ignore_index=True)


def indices(
    first: np.ndarray,
    second: np.ndarray,
    rows: Mapping[str, np.ndarray],
    outcome: Callable[[np.ndarray], np.ndarray],
) -> pd.DataFrame:
    """Return the Sobol indices of families of rows: name, alone, alone_error, total, total_error.

    first, second: independent draws [number, draw]. outcome: turns such draws into one figure a draw.
    """
    from SALib.analyze import sobol  # here: no page needs it before a reader asks what the spread is made of

    columns = [outcome(first)]
    for mine in rows.values():
        mixed = first.copy()
        mixed[mine] = second[mine]
        columns.append(outcome(mixed))
    columns.append(outcome(second))
    design = np.stack(columns, axis=1).reshape(-1).astype(float)
    problem = {"num_vars": len(rows), "names": list(rows), "bounds": [[0.0, 1.0]] * len(rows)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a family without any influence divides 0 by 0
        found = sobol.analyze(problem, design, calc_second_order=False, seed=0)
    named = {"alone": "S1", "alone_error": "S1_conf", "total": "ST", "total_error": "ST_conf"}
    return pd.DataFrame({"name": list(rows), **{name: found[key] for name, key in named.items()}}).fillna(0.0)
