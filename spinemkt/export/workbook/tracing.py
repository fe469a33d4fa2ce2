"""The chain run on nodes: the same functions as a run, whose results are formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import xarray as xr

from spinemkt.evidence.inputs import Inputs
from spinemkt.export.workbook.blocks import CONSTANT, FIRST_YEAR, Block, Blocks
from spinemkt.export.workbook.nodes import Home, Leaves, operation
from spinemkt.model import chain
from spinemkt.model.equation import reported
from spinemkt.model.labelled import Array, multiply, pick, sum_over
from spinemkt.model.lookup import Lookup
from spinemkt.model.products import USE, product_uses
from spinemkt.model.run import PATIENT, country_cases, fold, run_stages
from spinemkt.model.stages import Stages
from spinemkt.scenario.apply import changed
from spinemkt.scenario.change import Change
from spinemkt.terms import BASES, DIMENSIONS, SCOPES, TIERS, YEARS

# The sheet on which each equation stands; those that are called within another one stand with it.
SHEETS = {
    "change": "Scenario",
    "demand": "New cases",
    "growth": "New cases",
    "new_cancer_cases": "New cases",
    "inflow_growth": "New cases",
    "spine_metastasis_patients": "Patients",
    "in_tier": "Uptake",
    "uptake": "Uptake",
    "planned_by_boards": "Uptake",
    "operable": "Uptake",
    "exclusive_techniques": "Uptake",
    "reached": "Uptake",
    "detection": "Diagnosed",
    "diagnosed": "Diagnosed",
    "delayed": "Presentation",
    "presentation_mix": "Presentation",
    "treated": "Treated",
    "followed": "Treated",
    "presenting": "Treated",
    "prevalent": "Prevalent",
    "candidates": "Candidates",
    "effort": "Capacity",
    "grown_headroom": "Capacity",
    "capacity_use": "Capacity",
    "served": "Capacity",
    "modality_patients": "Modality patients",
    "episodes": "Episodes",
    "price_path": "Price",
    "deflator": "Price",
    "bare_price": "Price",
    "attribute_markup": "Price",
    "price": "Price",
    "attribution": "Unit value",
    "spend_per_candidate": "Unit value",
    "spend": "Spend",
    "episode_units": "Product price",
    "machine_cost": "Product price",
    "machine_level": "Product price",
    "product_cost": "Product price",
    "attribute_premium": "Product price",
    "product_price": "Product price",
    "net_to_list": "Product price",
    "maker_price": "Product price",
    "product_spend": "Spend on products",
    "maker_revenue": "Net revenue",
    "used_units": "Units",
    "units": "Units",
    "total": "Totals",
}
SCOPE_NUMBER = Home("Control", 5, 2, fixed=True)  # beside the scope that is chosen, one row above
INPUTS, CASES, INDEX = "Inputs", "Cases 2022", "Demography"
DIMS = [dim for dim in DIMENSIONS if dim != "primary_group"]
VALUE = 1 + len(DIMS)  # the column of the value in use on the sheet of inputs
INPUT_ROW = 5  # the first row of inputs
PRODUCTS = ("product_spend", "maker_revenue", "units")
PATIENTS = ("new_cancer_cases", "spine_metastasis_patients", "diagnosed")
CHANGE_ROW, AMOUNT = 20, 4  # of the changes of a scenario on the sheet Control


@dataclass(frozen=True, eq=False)
class Traced:
    """The chain on nodes: blocks as they came, and of each measure the block in which it stands."""

    blocks: Blocks
    measures: Mapping[str, Block]


def traced(inputs: Inputs, changes: Sequence[Change], scope: str, include_myeloma: bool) -> Traced:
    """Run the chain on nodes for baseline inputs and a scenario's changes."""
    leaves = Leaves()
    header = Array("year", np.array([leaves.header(year) for year in YEARS] + [None], dtype=object)[:-1])
    cells = _with_cells(inputs, leaves)
    by_country = country_cases(cells, include_myeloma)
    codes: dict[str, Sequence[object]] = {**{dim: list(labels) for dim, labels in DIMENSIONS.items()}}
    codes |= {"place": list(TIERS), "primary": list(by_country["primary"].values), USE: product_uses(inputs).codes}
    blocks = Blocks(SHEETS, codes)
    parameters = _parameters(inputs, leaves, scope, blocks)
    demand = fold(by_country, inputs.tier_of_country.to_numpy())
    blocks.settle(("demand",), demand.variable)
    blocks.settle(("growth",), demand.coords["growth"].variable)
    demand = demand.assign_coords(header=header)
    every = {**codes, "primary": list(DIMENSIONS["primary"])}
    for place, change in enumerate(changes):
        amount = leaves.cell(change.amount, Home("Control", CHANGE_ROW + place, AMOUNT, fixed=True))
        found = changed(parameters[change.parameter], replace(change, amount=cast(float, amount)))
        parameters[change.parameter] = found
        Blocks.settle(_with_codes(blocks, every), ("change", change.parameter), found.variable)
    moved = replace(cells, parameters=parameters)
    at = Lookup(moved, demand, list(TIERS))
    with reported(blocks.listen):
        stages = run_stages(moved, demand, list(TIERS), scope, PATIENT, keep=False)
        arrays = {name: stages.plain(name) for name in (*PATIENTS, "modality_patients", "episodes", "spend", *PRODUCTS)}
        arrays |= {name: stages.summed(name, "presentation") for name in ("treated", "followed", "prevalent")}
        arrays["presenting"] = stages.summed("presenting", "primary")
        per_patient = chain.episodes(blocks.heard["served"], at("episodes_per_patient"))
        value = chain.spend(per_patient, stages.plain("price"), pick(at("attribution"), "scope", scope))
    blocks.settle(("spend_per_candidate",), value)
    spend = multiply(_candidates(stages, at), value).transpose("place", "modality", "primary", "year")
    blocks.settle(("spend",), spend)
    by_place = sum_over(arrays["spend"], "modality")
    arrays |= {"spend_by_primary": spend, "spend_by_place": by_place}
    arrays["spend_nominal"] = multiply(by_place, 1.0 / blocks.heard["deflator"])
    return Traced(blocks, {name: blocks.found(name, array) for name, array in arrays.items()})


def _candidates(stages: Stages, at: Lookup) -> Array:
    """Candidates by primary, from the flows and mixes that the run multiplied."""
    found = {base: stages.factors("presenting" if base == "diagnosed" else base) for base in BASES}
    flows, mixes = ({base: parts[index] for base, parts in found.items()} for index in (0, 1))
    return chain.candidates(flows, mixes, at("primary_weight"), at("presentation_weight"), ("presentation",))


def _with_codes(blocks: Blocks, codes: Mapping[str, Sequence[object]]) -> Blocks:
    found = Blocks(blocks.sheets, codes)
    found.blocks = blocks.blocks
    return found


def _parameters(inputs: Inputs, leaves: Leaves, scope: str, blocks: Blocks) -> dict[str, xr.DataArray]:
    """Each parameter as nodes: a cell for each row of the register, numbers where there is none."""
    register, found = inputs.register, {}
    for name, rows in register.groupby("parameter").indices.items():
        array = inputs.parameters[str(name)]
        data = array.to_numpy().astype(object)
        where = [
            register[dim].iloc[rows].map({code: at for at, code in enumerate(DIMENSIONS[str(dim)])})
            for dim in array.dims
        ]
        for row, place in zip(rows, zip(*where, strict=True) if where else [()] * len(rows), strict=True):
            cell = leaves.cell(float(array.to_numpy()[place]), Home(INPUTS, INPUT_ROW + int(row), VALUE, fixed=True))
            if data.ndim:
                data[place] = cell
            else:
                data = np.array([cell, None], dtype=object)[:1].reshape(())
        found[str(name)] = array.copy(data=data)
    attribution, number = found["attribution"], leaves.cell(list(SCOPES).index(scope) + 1.0, SCOPE_NUMBER)
    data = attribution.to_numpy()
    axis = attribution.dims.index("scope")
    for row in np.moveaxis(data, axis, -1).reshape(-1, len(SCOPES)):
        row[:] = operation("CHOOSE", number, *row)
    blocks.settle(("attribution",), attribution.variable)
    return {**dict(inputs.parameters), **found}


def in_order(inputs: Inputs) -> list[str]:
    """The countries with incidence, tier by tier."""
    tiers = list(TIERS)
    found = inputs.tier_of_country
    pairs = zip(found["country"].values, found.values, strict=True)
    return [str(country) for country, _ in sorted(pairs, key=lambda pair: tiers.index(pair[1]))]


def _with_cells(inputs: Inputs, leaves: Leaves) -> Inputs:
    """Inputs whose cases of 2022 and the demographic index are cells, country by country."""
    order = {country: at for at, country in enumerate(in_order(inputs))}
    found: dict[str, xr.DataArray] = {}
    for field, sheet, first in (("new_cases", CASES, CONSTANT), ("demographic_index", INDEX, FIRST_YEAR)):
        array = getattr(inputs, field).transpose("country", ...)
        data = np.empty(array.shape, dtype=object)
        for (row, column), number in np.ndenumerate(array.to_numpy()):
            home = Home(sheet, INPUT_ROW + order[array["country"].values[row]], first + column, field == "new_cases")
            data[row, column] = leaves.cell(float(number), home)
        found[field] = array.copy(data=data)
    return replace(inputs, new_cases=found["new_cases"], demographic_index=found["demographic_index"])
