"""Which parameters and sources stand behind a measure, as far as the filters reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from spinemkt.analysis.reach import behind
from spinemkt.evidence.inputs import Inputs

# The parameter that carries each step: its grade stands for the step.
_CARRIERS = {
    "risk": "diagnosed_risk",
    "treatment": "local_treatment_share",
    "uptake": "uptake_start",
    "price": "unit_cost",
}
REGISTRIES = {"globocan2022": "GLOBOCAN 2022", "cancertomorrow2024": "Cancer Tomorrow 2024"}
# The filters that parameters have a dimension for.
_FILTERS = ("region", "primary", "treatment_type", "modality")


@dataclass(frozen=True)
class Support:
    """What a number rests on: its sources, the best grade first, and the typical grade of each step."""

    sources: pd.DataFrame
    steps: Mapping[str, str]

    def line(self) -> str:
        """Say it in one line: the registries, how many other sources, and the grade of each step."""
        others = len(self.sources) - len(REGISTRIES)
        papers = f" and {others} papers, tariffs and reports" if others else ""
        return f"Sources: {' and '.join(REGISTRIES.values())}{papers}. Evidence: {self.strip()}."

    def strip(self) -> str:
        """Say the typical grade of each step the number stands on: cases A, risk B, uptake D, price B."""
        return ", ".join(f"{step} {grade}" for step, grade in self.steps.items())


def support(inputs: Inputs, measure: str, where: Mapping[str, object] | None = None) -> Support:
    """Return what stands behind a measure under filters; tables of counts add their own sources."""
    filters = {dim: _codes(value) for dim, value in (where or {}).items() if dim in _FILTERS}
    return _support(inputs.baseline, measure, tuple(sorted(filters.items())))


@lru_cache(maxsize=512)
def _support(inputs: Inputs, measure: str, filters: tuple[tuple[str, tuple[str, ...]], ...]) -> Support:
    parameters = behind(inputs, measure, dict(filters))
    tables = [inputs.dictionary.tables[name] for name in ("cancer_incidence", "demographic_index")]
    named = {source for table in tables for source in table.sources}
    named |= {source for cell in parameters["source_id"] for source in cell.split(";")}
    sources = inputs.tables["sources"]
    sources = sources[sources["source_id"].isin(named)].sort_values(["grade", "source_id"])
    return Support(sources, _steps(parameters))


def _steps(parameters: pd.DataFrame) -> dict[str, str]:
    """The middle grade (the worse one of two) of the parameter that carries each step; counts are registry data."""
    steps = {"cases": "A"}
    for step, name in _CARRIERS.items():
        grades = sorted(parameters.loc[parameters["parameter"] == name, "grade"])
        if grades:
            steps[step] = grades[len(grades) // 2]
    return steps


def _codes(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))  # type: ignore[call-overload]
