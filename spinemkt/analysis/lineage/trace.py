"""The chain behind one number: formula, stages, parameters with sources, and what its uncertainty follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.analysis.lineage.dependencies import reach
from spinemkt.analysis.lineage.influence import influence_on, rows_behind
from spinemkt.analysis.lineage.steps import equation, formula, upstream
from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.model import prices
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.query import Where, check
from spinemkt.model.result import Result
from spinemkt.model.run import in_scope
from spinemkt.terms import YEARS
from spinemkt.uncertainty.ensemble import Ensemble
from spinemkt.uncertainty.groups import number_names

PRICED = ("spend", "spend_nominal")  # stages that are episodes x price x attribution
CASE_TABLES = ("cancer_incidence", "demographic_index")
SHARE_MEANS = "share of variance that a linear effect of this number explains"
_SHOWN = ["low", "high", "unit", "kind", "grade", "source_id", "where", "note", "file", "row"]


@dataclass(frozen=True, eq=False)
class Lineage:
    """One number and what stands behind it.

    where: as asked. value: of the run at expected inputs, in `unit`. formula: how it comes from the step before, in
    words. stages: measure, label, formula, value, unit, in the order of the chain, itself last; before spend its mean
    price and the share of cost counted, which multiply episodes to it. parameters: one row a
    number of the register: id, label, value (used in this run), baseline, most_likely, changed, low, high, unit, kind,
    grade, source_id, where (place in the source), note, file, row, carrier (of its share), share. carriers: what the
    spread follows: name, label, share, numbers, grade (as grade_of gives it), source_id; empty where no draws were at
    hand.
    sources: rows of the table of sources. fingerprint: a hash of data, scenario, setting and question.
    """

    measure: Measure
    where: Mapping[str, object]
    value: float
    unit: str
    formula: str
    stages: pd.DataFrame
    parameters: pd.DataFrame
    carriers: pd.DataFrame
    sources: pd.DataFrame
    fingerprint: str
    draws: int = 0

    @property
    def explained(self) -> float:
        """The part of the spread that the carriers account for together; NaN without draws."""
        return min(float(self.carriers["share"].sum()), 1.0) if self.draws else float("nan")

    @property
    def unexplained(self) -> float:
        """What is left: curvature, numbers acting together, and many shares too small to tell; NaN without draws."""
        return 1.0 - self.explained


def lineage(result: Result, measure: str, where: Where | None = None, ensemble: Ensemble | None = None) -> Lineage:
    """Return the lineage of one number of a run: the total of a measure over everything that `where` keeps.

    ensemble: draws of the same data, scenario, scope and years; without them no shares of the spread are given. Raises
    QueryError on a measure, dimension or code that is not there, and on draws of something else.
    """
    where = dict(where or {})
    check(measure, (), where, result.codes)
    base, spec = result.inputs.baseline, MEASURES[measure]
    rows = base.register.iloc[rows_behind(result, measure, where)]
    found = Lineage(
        spec,
        where,
        result.total(measure, where),
        spec.unit,
        formula(measure, base),
        _stages(result, measure, where),
        _parameters(result.inputs, rows, where),
        pd.DataFrame(columns=["name", "label", "share", "numbers", "grade", "source_id"]),
        _sources(base, rows),
        fingerprint(result, measure, where),
    )
    if ensemble is None:
        return found
    _alike(result, ensemble, where)
    return with_shares(found, base, influence_on(result, ensemble, measure, where), ensemble.draws)


def with_shares(found: Lineage, inputs: Inputs, shares: pd.DataFrame, draws: int) -> Lineage:
    """Return a lineage with what the spread follows, of its number or of one that is made of it.

    inputs: as loaded. shares: as influence returns them, over so many draws.
    """
    carriers, parameters = _carriers(inputs, shares), _with_shares(found.parameters, shares)
    return replace(found, carriers=carriers, parameters=parameters, draws=draws)


def fingerprint(result: Result, measure: str, where: Where | None = None) -> str:
    """Hash what a number hangs on: the data, every parameter that a scenario changed, the setting, the question."""
    inputs, base = result.inputs, result.inputs.baseline
    asked = {dim: sorted(map(str, _listed(codes))) for dim, codes in sorted((where or {}).items())}
    digest = hashlib.sha256()
    digest.update(json.dumps([base.version, result.scope, result.include_myeloma, measure, asked]).encode())
    for name in sorted(_changed(inputs)):
        array = inputs[name].transpose(*sorted(map(str, inputs[name].dims)))
        digest.update(json.dumps([name, list(map(str, array.dims)), array.shape]).encode())
        digest.update(np.ascontiguousarray(array.to_numpy(), dtype="<f8").tobytes())
    return digest.hexdigest()[:16]


def _stages(result: Result, measure: str, where: Mapping[str, object]) -> pd.DataFrame:
    base = result.inputs.baseline
    rows = []
    for name in upstream(measure, base, where):
        spec = MEASURES[name]
        kept = {dim: codes for dim, codes in where.items() if dim in spec.dims}
        if {"product_category"} & where.keys() - kept.keys() and "modality" in spec.dims:  # of those that use products
            kept["modality"] = sorted(reach(base, where).modalities)
        if name == measure and spec.stage in PRICED:
            rows += _priced(result, spec, kept)
        rows.append((name, spec.label, formula(name, base), result.total(name, kept), spec.unit))
    return pd.DataFrame(rows, columns=["measure", "label", "formula", "value", "unit"])


def _priced(result: Result, spec: Measure, where: Mapping[str, object]) -> list[tuple[str, str, str, float, str]]:
    """The last steps of spend: the mean price of its episodes, and the share of their cost that counts."""
    episodes, spend = result.total("episodes", where), result.total(spec.name, where)
    whole = in_scope(result, "full").total(spec.name, where)
    if not episodes or not whole:
        return []
    currency = spec.unit.partition("/")[0]
    return [
        ("price", "Mean price", equation(prices.price), whole / episodes, f"{currency}/procedure or course"),
        (
            "attribution",
            "Share of cost counted",
            "spine share of cancer-drug cost, all of other care",
            spend / whole,
            "fraction",
        ),
    ]


def _parameters(inputs: Inputs, rows: pd.DataFrame, where: Mapping[str, object]) -> pd.DataFrame:
    names = number_names(inputs.baseline)
    found = pd.DataFrame(
        {
            "id": rows["id"],
            "label": [names[place][1] for place in rows.index],
            "value": rows["expected"].astype(float),
            "baseline": rows["expected"],
            "most_likely": rows["value"],
        }
    ).join(rows[_SHOWN])
    for name in _changed(inputs) & set(rows["parameter"]):
        for place, cells in rows[rows["parameter"] == name].iterrows():
            found.at[place, "value"] = _used(inputs, name, cells, where)
    return found.assign(changed=~np.isclose(found["value"], found["baseline"], rtol=1e-9, atol=1e-12))


def _used(inputs: Inputs, name: str, cells: pd.Series, where: Mapping[str, object]) -> float:
    """The value that a run uses: in the years and places asked for, their mean where a scenario lets it vary."""
    array: xr.DataArray = inputs[name]
    own = inputs.dictionary.parameters[name].dims
    array = array.sel({dim: cells[dim] for dim in own})
    kept = reach(inputs.baseline, where).codes
    for dim in map(str, array.dims):
        codes = _listed(where.get("year", YEARS)) if dim == "year" else [c for c in array[dim].values if c in kept[dim]]
        array = array.sel({dim: [int(str(code)) for code in codes] if dim == "year" else codes})
    return float(array.mean())


def _changed(inputs: Inputs) -> set[str]:
    return {name for name, array in inputs.parameters.items() if array is not inputs.baseline.parameters[name]}


def _carriers(inputs: Inputs, shares: pd.DataFrame) -> pd.DataFrame:
    register, told = inputs.register, shares[shares["share"] > 0]
    return pd.DataFrame(
        {
            "name": told["name"],
            "label": told["label"],
            "share": told["share"],
            "numbers": [len(members) for members in told["rows"]],
            "grade": told["grade"],
            "source_id": [
                ";".join(dict.fromkeys(";".join(register["source_id"].iloc[members]).split(";")))
                for members in told["rows"]
            ],
        }
    ).reset_index(drop=True)


def _with_shares(found: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Write beside each number what carries it and that one's share; numbers that are not drawn have none."""
    label = {place: row.label for row in shares.itertuples() for place in row.rows}
    share = {place: row.share for row in shares.itertuples() for place in row.rows}
    return found.assign(
        carrier=[label.get(place, "") for place in found.index],
        share=[share.get(place, 0.0) for place in found.index],
    ).sort_values("share", ascending=False, kind="stable")


def _sources(inputs: Inputs, rows: pd.DataFrame) -> pd.DataFrame:
    named = {source for name in CASE_TABLES for source in inputs.dictionary.tables[name].sources}
    named |= {source for cell in rows["source_id"] for source in cell.split(";")}
    sources = inputs.tables["sources"]
    return sources[sources["source_id"].isin(named)].sort_values(["grade", "source_id"], ignore_index=True)


def _alike(result: Result, ensemble: Ensemble, where: Where) -> None:
    mine = (result.inputs.baseline.version, result.scope, result.include_myeloma)
    theirs = (ensemble.setting.inputs.version, ensemble.setting.scope, ensemble.setting.include_myeloma)
    changes = {name: result.inputs[name] for name in _changed(result.inputs)}
    other = {name: ensemble.central.inputs[name] for name in _changed(ensemble.central.inputs)}
    same = changes.keys() == other.keys() and all(changes[name].equals(other[name]) for name in changes)
    years = {int(str(year)) for year in _listed(where.get("year", YEARS))}
    if mine != theirs or not same or not years <= set(ensemble.setting.years):
        raise QueryError("The simulations are of other data, another scenario, setting or years than the run.")


def _listed(codes: object) -> list:
    return list(codes) if isinstance(codes, list | tuple | set | frozenset | range) else [codes]
