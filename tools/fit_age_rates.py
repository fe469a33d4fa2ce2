"""Fit cancer rates by age to the forward index of cases, and write data/age_rates.csv.

The index of Cancer Tomorrow moves with the size and age of populations alone. So one set of relative rates by age, held
against the population by age of the same countries and years, has to give it back: non-negative least squares.

python tools/fit_age_rates.py
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from scipy.optimize import nnls

import spinemkt
from spinemkt.analysis.lookback.population import AGES
from spinemkt.evidence.inputs import DATA_FOLDER, Inputs
from spinemkt.terms import BASE_YEAR, REGIONS

OUTPUT = DATA_FOLDER / "age_rates.csv"
READ = (2025, 2030, 2040)  # years of the index that were read, not interpolated, and have a population by age
MOST_ROUNDS = 200
SETTLED = 1e-12


def fitted(inputs: Inputs) -> pd.DataFrame:
    """Relative rates by age of the world and of each region, as data/age_rates.csv has them.

    Mean over the population of 2022 is 1. fit_error: mean absolute error of the index over countries, by cases of 2022,
    and over the years READ.
    """
    countries = inputs.new_cases["country"].values.tolist()
    places = {"world": countries} | {
        region: [code for code in countries if inputs.region_of_country[code] == region] for region in REGIONS
    }
    rows = []
    for place, codes in places.items():
        rates, error = _fit(inputs, codes)
        rows += [
            {"fitted_to": place, "age_group": age, "relative_rate": round(rate, 6), "fit_error": round(error, 5)}
            for age, rate in zip(AGES, rates, strict=True)
        ]
    return pd.DataFrame(rows)


def _fit(inputs: Inputs, countries: Sequence[str]) -> tuple[np.ndarray, float]:
    """Rates of some countries together, and how far the index that they give is from the one read."""
    people = inputs.tables["population_by_age"].set_index(["country", "year"])[list(AGES)]
    base = np.array([people.loc[(code, BASE_YEAR)] for code in countries], dtype=float)
    then = np.array([[people.loc[(code, year)] for year in READ] for code in countries], dtype=float)
    index = inputs.demographic_index.sel(country=list(countries), year=list(READ)).to_numpy()
    cases = inputs.new_cases.sel(country=list(countries)).sum("primary").to_numpy()
    missed = then - index[:, :, None] * base[:, None, :]  # times the rates it has to be 0
    mean = base.sum(axis=0) / base.sum()
    rates = np.ones(len(AGES))
    for _ in range(MOST_ROUNDS):  # an error of the index is one of cases, over cases that depend on the rates
        rows = (missed / (base @ rates)[:, None, None] * np.sqrt(cases)[:, None, None]).reshape(-1, len(AGES))
        firm = 1e3 * np.abs(rows).max()  # holds the mean rate at 1
        before, (rates, _) = rates, nnls(np.vstack([rows, firm * mean]), np.append(np.zeros(len(rows)), firm))
        if np.abs(rates - before).max() < SETTLED:
            break
    rates = rates / (mean @ rates)
    errors = np.abs(then @ rates / (base @ rates)[:, None] - index).mean(axis=1)
    return rates, float(errors @ cases / cases.sum())


def main() -> int:
    """Write the file."""
    fitted(spinemkt.load_inputs()).to_csv(OUTPUT, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
