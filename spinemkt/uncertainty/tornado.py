"""The tornado: each number, or each group of numbers, moved to the ends of its range while all others stay."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.blocks import sample_of
from spinemkt.uncertainty.groups import subject_of, subjects
from spinemkt.uncertainty.outcome import Outcome, Question

POINTS = 1000  # moved numbers that are run at once


def tornado(
    inputs: Inputs,
    scenario: Scenario | None = None,
    outcome: Outcome | None = None,
    together: bool = True,
    scope: str = "attributed",
    include_myeloma: bool = False,
    only: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row a group of numbers that move together (or a number), largest swing first.

    together: whether numbers of a group move as one. only: the names of those to be moved, all by default. Columns:
    name, label, numbers (how many), grade (as grade_of gives it), low and high (the ends; empty for many numbers),
    at_low and at_high (the outcome there), central, swing = |at_high - at_low|. What the outcome does not hang on is
    left out. One at a time: what they do together is not in it.
    Raises QueryError on an outcome that cannot be, and on a name that is none.
    """
    question = Question(inputs, scenario or Scenario(), outcome or Outcome(), scope, include_myeloma)
    register, moved = inputs.register, [subject_of(inputs, name) for name in only]
    moved = moved or list(subjects(inputs, together))
    values = [register[column].to_numpy(dtype=np.float32) for column in ("low", "high")]
    central = register["expected"].to_numpy(dtype=np.float32)
    points = np.repeat(central[:, None], 2 * len(moved) + 1, axis=1)
    for place, subject in enumerate(moved):
        for end in (0, 1):
            points[subject.rows, 1 + 2 * place + end] = values[end][subject.rows]
    sample = sample_of(inputs, 0)
    parts = [points[:, first : first + POINTS] for first in range(0, points.shape[1], POINTS)]
    found = np.concatenate([question.at(sample.arrays(part)) for part in parts]).astype(float)
    frame = pd.DataFrame(
        {
            "name": [subject.name for subject in moved],
            "label": [subject.label for subject in moved],
            "numbers": [len(subject.rows) for subject in moved],
            "grade": [subject.grade for subject in moved],
            "low": [subject.end(register, "low") for subject in moved],
            "high": [subject.end(register, "high") for subject in moved],
            "at_low": found[1::2],
            "at_high": found[2::2],
            "central": found[0],
        }
    )
    frame["swing"] = (frame["at_high"] - frame["at_low"]).abs()
    reach = (frame[["at_low", "at_high"]].sub(frame["central"], axis=0)).abs().max(axis=1)
    return frame[reach > 0].sort_values("swing", ascending=False, ignore_index=True)
