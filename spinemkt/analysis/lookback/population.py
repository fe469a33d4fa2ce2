"""Population by age backward, and the new cancer cases that follow from it at the rates of 2022."""

from __future__ import annotations

import numpy as np
import xarray as xr

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import BASE_YEAR, REGIONS

AGES = ("age_0_39", "age_40_54", "age_55_64", "age_65_74", "age_75")
FIRST_YEAR, LAST_YEAR = 2005, 2025
BACKWARD = tuple(range(FIRST_YEAR, BASE_YEAR + 1))
WORLD = "world"


@cached_on_first
def people(inputs: Inputs) -> xr.DataArray:
    """Persons by age in the years from 2005 to 2025 [country, year, age].

    Between the years of the table each age group grows at a constant rate. Countries as in the cases.
    """
    table = inputs.tables["population_by_age"]
    known = sorted(int(year) for year in table["year"].unique() if FIRST_YEAR <= year <= LAST_YEAR)
    countries = inputs.new_cases["country"].values
    wide = table.set_index(["country", "year"])[list(AGES)]
    counted = np.stack(
        [wide.xs(year, level="year").loc[list(countries)].to_numpy(dtype=float) for year in known], axis=1
    )
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    after = np.clip(np.searchsorted(known, years), 1, len(known) - 1)
    start, end = np.array(known)[after - 1], np.array(known)[after]
    passed = ((years - start) / (end - start))[None, :, None]
    found = counted[:, after - 1] ** (1 - passed) * counted[:, after] ** passed
    return xr.DataArray(found, {"country": countries, "year": years, "age": list(AGES)}, ("country", "year", "age"))


def rates(inputs: Inputs, fitted_to: str = WORLD) -> xr.DataArray:
    """Relative rates of new cancers by age, mean 1 over the population that they were fitted to."""
    table = inputs.tables["age_rates"]
    found = table[table["fitted_to"] == fitted_to].set_index("age_group")["relative_rate"]
    return xr.DataArray(found.loc[list(AGES)].to_numpy(dtype=float), {"age": list(AGES)}, ("age",))


def fit_error(inputs: Inputs, fitted_to: str = WORLD) -> float:
    """Mean absolute error of the forward index of cases that the rates give, as a fraction."""
    table = inputs.tables["age_rates"]
    return float(table.loc[table["fitted_to"] == fitted_to, "fit_error"].iloc[0])


def age_index(inputs: Inputs, fitted_to: str = WORLD) -> xr.DataArray:
    """Cases at constant rates relative to 2022 [country, year], 2005 to 2022: population by age x relative rate."""
    cases = (people(inputs).sel(year=list(BACKWARD)) * rates(inputs, fitted_to)).sum("age")
    return cases / cases.sel(year=BASE_YEAR, drop=True)


def standardised(inputs: Inputs, country: str, year_of_standard: int) -> xr.DataArray:
    """What turns a crude rate of a country into one at the ages of a standard year, [year], 1 in that year.

    The cases of a year fall on ages as the population by age x relative rate does. Ratio, 2005 to 2025.
    """
    ages = people(inputs).sel(country=country)
    crude = (ages * rates(inputs)).sum("age") / ages.sum("age")
    return crude.sel(year=year_of_standard, drop=True) / crude


def moved_by_region(inputs: Inputs, year: int) -> float:
    """By what fraction world cases of a year would move, were the rates by age fitted to each region apart."""
    cases = inputs.new_cases.drop_sel(primary="myeloma").sum("primary")
    regions = np.array([inputs.region_of_country[code] for code in cases["country"].values], dtype=object)
    apart = sum(
        float((cases * age_index(inputs, region).sel(year=year, drop=True)).to_numpy()[regions == region].sum())
        for region in REGIONS
    )
    return apart / float((cases * age_index(inputs).sel(year=year, drop=True)).sum()) - 1.0
