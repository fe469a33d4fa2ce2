"""Which parameters and sources stand behind a measure, as far as the filters reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from spinemkt.analysis.lineage.dependencies import behind
from spinemkt.analysis.lineage.own_data_use import touched
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.uncertainty.groups import grade_of
from spinemkt.wording import listing

# The parameter that carries each step: its grade stands for the step.
_CARRIERS = {
    "risk": "diagnosed_risk",
    "treatment": "local_treatment_share",
    "uptake": "uptake_start",
    "price": "unit_cost",
}
REGISTRIES = {"globocan2022": "GLOBOCAN 2022", "cancertomorrow2024": "Cancer Tomorrow 2024"}
# The filters that parameters have a dimension for.
_FILTERS = ("region", "primary", "treatment_type", "modality", "country")


@dataclass(frozen=True)
class Support:
    """What a number rests on: sources, the best grade first; the grade of each step; a reader's own tables."""

    sources: pd.DataFrame
    steps: Mapping[str, str]
    own: tuple[str, ...] = ()

    def line(self) -> str:
        """Say it in one line: the registries, how many other sources, and the grade of each step."""
        others = len(self.sources) - len(REGISTRIES)
        papers = f" and {others} papers, tariffs and reports" if others else ""
        own = f" Own data: {listing(self.own)}." if self.own else ""
        return f"Sources: {' and '.join(REGISTRIES.values())}{papers}. Evidence: {self._grades()}.{own}"

    def strip(self) -> str:
        """Say the grade of most steps, the weaker of two, and those of the others: mostly D (assumption); cases A."""
        counts = Counter(self.steps.values())
        most = max(counts, key=lambda grade: (counts[grade], grade))
        others = ", ".join(f"{step} {grade}" for step, grade in self.steps.items() if grade != most)
        main = f"{'mostly ' * bool(others)}{most}{' (assumption)' * (most == 'D')}"
        return "; ".join(filter(None, (main, others, "own data" * bool(self.own))))

    def _grades(self) -> str:
        return ", ".join(f"{step} {grade}" for step, grade in self.steps.items())


def support(inputs: Inputs, measure: str, where: Mapping[str, object] | None = None) -> Support:
    """Return what stands behind a measure under filters; tables of counts add their own sources."""
    filters = {dim: _codes(value) for dim, value in (where or {}).items() if dim in _FILTERS}
    return _support(inputs.baseline, measure, tuple(sorted(filters.items())))


@cached_on_first
def _support(inputs: Inputs, measure: str, filters: tuple[tuple[str, tuple[str, ...]], ...]) -> Support:
    parameters = behind(inputs, measure, dict(filters))
    tables = [inputs.dictionary.tables[name] for name in ("cancer_incidence", "demographic_index")]
    named = {source for table in tables for source in table.sources}
    named |= {source for cell in parameters["source_id"] for source in cell.split(";")}
    sources = inputs.tables["sources"]
    sources = sources[sources["source_id"].isin(named)].sort_values(["grade", "source_id"])
    return Support(
        sources, _steps(inputs, parameters), touched(inputs, parameters, dict(filters)) if inputs.own else ()
    )


def _steps(inputs: Inputs, parameters: pd.DataFrame) -> dict[str, str]:
    """The grade of the parameter that carries each step; counts are registry data."""
    steps = {"cases": "A"}
    for step, name in _CARRIERS.items():
        rows = parameters.index[parameters["parameter"] == name]
        if len(rows):
            steps[step] = grade_of(inputs, rows)
    return steps


def _codes(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))  # type: ignore[call-overload]
