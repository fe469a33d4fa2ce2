"""The run of 2005 to 2025: the chain of the model on populations of the past, and nothing of its projection of use."""

from __future__ import annotations

import xarray as xr

from spinemkt.analysis.lookback.population import LAST_YEAR, WORLD, age_index
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.model.run import country_cases, demand, folded, run_stages
from spinemkt.terms import BASE_YEAR, TIERS

AHEAD = tuple(range(BASE_YEAR + 1, LAST_YEAR + 1))


@cached_on_first
def look_back(inputs: Inputs, fitted_to: str = WORLD, scope: str = "attributed") -> Result:
    """The baseline run on 2005 to 2025, without myeloma; from 2022 on it is the run itself.

    Before 2022 cases follow the population by age, and incidence trend, survival gain and mix of presentations run
    backward by the model's own formulas. Imaging, access, and shares that move on an S-curve stand as in 2022: no year
    of theirs was published, or the published years are laid over them by `series`. Prices before 2022 are not known, so
    spend of those years means nothing and nobody may ask for it.
    """
    cases, share = folded(inputs, _cases(inputs, fitted_to))
    grown = demand(inputs, include_myeloma=False)[0].coords["growth"].drop_vars("growth").reindex(year=cases["year"])
    cases = cases.assign_coords(growth=cases["growth"].drop_vars("growth").where(cases["year"] < BASE_YEAR, grown))
    stages = run_stages(inputs, cases, list(TIERS), scope, keep=False)
    return Result(inputs, stages, share, scope, include_myeloma=False)


def _cases(inputs: Inputs, fitted_to: str) -> xr.DataArray:
    """New cancer cases at the rates of 2022 [country, primary, year], back by age, ahead of 2022 by the index."""
    found = inputs.new_cases.drop_sel(primary="myeloma")
    before = found * age_index(inputs, fitted_to)
    after = country_cases(inputs).sel(year=list(AHEAD))
    return xr.concat([before.transpose("country", "primary", "year"), after], dim="year")
