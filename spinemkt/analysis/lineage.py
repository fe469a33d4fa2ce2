"""Which parameters and sources stand behind a measure, as far as the filters reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from spinemkt.analysis.touched import ALL_MODALITIES, VIEWS, touched
from spinemkt.analysis.wording import listing
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.kept import kept_with
from spinemkt.model.measures import MEASURES
from spinemkt.terms import MODALITIES, MODALITY_BASE, MODALITY_TYPE, TIER_REGION

# The stages that each stage of the chain stands on, itself included, in the order of the chain.
_CHAIN = ["new_cancer_cases", "spine_metastasis_patients", "diagnosed", "presenting", "treated"]
_UPSTREAM = {stage: _CHAIN[: index + 1] for index, stage in enumerate(_CHAIN)} | {
    "untreated": _CHAIN,
    "prevalent": [*_CHAIN[:4], "prevalent"],
    "modality_patients": [*_CHAIN, "prevalent", "episodes"],
    "episodes": [*_CHAIN, "prevalent", "episodes"],
    "spend": [*_CHAIN, "prevalent", "episodes", "spend"],
    "spend_nominal": [*_CHAIN, "prevalent", "episodes", "spend"],
}
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
_IMAGING = ("mri", "ct", "pet_ct")


@dataclass(frozen=True)
class Support:
    """What a number rests on: sources, the best grade first; typical grade of each step; a reader's own tables."""

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
        """Say the typical grade of each step the number stands on: cases A, risk B, uptake D, price B; own data."""
        return f"{self._grades()}; own data" if self.own else self._grades()

    def _grades(self) -> str:
        return ", ".join(f"{step} {grade}" for step, grade in self.steps.items())


def support(inputs: Inputs, measure: str, where: Mapping[str, object] | None = None) -> Support:
    """Return what stands behind a measure under filters; tables of counts add their own sources."""
    filters = {dim: _codes(value) for dim, value in (where or {}).items() if dim in _FILTERS}
    return _support(inputs.baseline, measure, tuple(sorted(filters.items())))


@kept_with
def _support(inputs: Inputs, measure: str, filters: tuple[tuple[str, tuple[str, ...]], ...]) -> Support:
    stage = MEASURES[measure].stage
    rows = inputs.register
    upstream = _UPSTREAM[stage]
    keep = rows["stage"].isin([*upstream, MEASURES[measure].name])
    imaging = rows["parameter"].str.startswith("uptake_") & rows["modality"].isin(_IMAGING)
    keep |= imaging & ("diagnosed" in upstream)
    parameters = rows[keep & _within(rows, dict(filters))]
    tables = [inputs.dictionary.tables[name] for name in ("cancer_incidence", "demographic_index")]
    named = {source for table in tables for source in table.sources}
    named |= {source for cell in parameters["source_id"] for source in cell.split(";")}
    sources = inputs.tables["sources"]
    sources = sources[sources["source_id"].isin(named)].sort_values(["grade", "source_id"])
    own = _own(inputs, rows, keep, dict(filters)) if inputs.own else ()
    return Support(sources, _steps(parameters), own)


def _own(inputs: Inputs, rows: pd.DataFrame, keep: pd.Series, where: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The own tables behind a number; a filter on modalities keeps out only what acts on each of them alone."""
    for_all = rows["stage"].isin(ALL_MODALITIES)
    wide = (keep & ~for_all & _within(rows, where)) | rows["stage"].eq(VIEWS)
    if keep[for_all].any():
        places = {dim: codes for dim, codes in where.items() if dim in ("region", "primary")}
        wide |= for_all & _within(rows, places)
    return touched(inputs, rows[wide], where)


def _steps(parameters: pd.DataFrame) -> dict[str, str]:
    """The middle grade (the worse one of two) of the parameter that carries each step; counts are registry data."""
    steps = {"cases": "A"}
    for step, name in _CARRIERS.items():
        grades = sorted(parameters.loc[parameters["parameter"] == name, "grade"])
        if grades:
            steps[step] = grades[len(grades) // 2]
    return steps


def _within(rows: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """Rows that the filters reach: a row without the dimension always counts."""
    keep = pd.Series(True, index=rows.index)
    regions = where.get("region", ())
    if regions:
        keep &= rows["region"].isin([*regions, ""])
        keep &= rows["tier"].map(lambda tier: not tier or TIER_REGION[tier] in regions)
    if primaries := where.get("primary", ()):
        keep &= rows["primary"].isin([*primaries, ""])
    types, modalities = where.get("treatment_type", ()), where.get("modality", ())
    if types or modalities:
        wanted = [
            code
            for code in MODALITIES
            if (not types or MODALITY_TYPE[code] in types) and (not modalities or code in modalities)
        ]
        keep &= rows["modality"].isin([*wanted, *_IMAGING, ""])
        bases = {MODALITY_BASE[code] for code in wanted}
        keep &= rows["stage"].ne("prevalent") | ("prevalent" in bases)
    return keep


def _codes(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))  # type: ignore[call-overload]
