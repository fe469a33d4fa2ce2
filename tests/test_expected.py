"""The centre: the run at the expected value of every number is the mean of its draws."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import spinemkt
from spinemkt.evidence.expected import COMPOUNDING, HORIZON, TIMES, mean, uncertain
from spinemkt.terms import REGIONS
from spinemkt.uncertainty.sample import Sample

MEASURES = ("spend", "spend_nominal", "episodes", "modality_patients", "diagnosed", "treated")
PLACES = ({}, *({"region": [code]} for code in REGIONS))
YEARS = (2026, 2035)


@pytest.fixture(scope="module")
def drawn(inputs: spinemkt.Inputs) -> spinemkt.Ensemble:
    return spinemkt.simulate(inputs, draws=4000, years=YEARS)


@pytest.fixture(scope="module")
def values(inputs: spinemkt.Inputs) -> np.ndarray:
    return Sample(inputs, 0).values(4000)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("measure", MEASURES)
def test_the_centre_is_the_mean_of_the_draws(drawn: spinemkt.Ensemble, measure: str, year: int) -> None:
    for place in PLACES:
        where = {**place, "year": [year]}
        centre = drawn.central.total(measure, where)
        assert drawn.values(measure, (), where).mean() == pytest.approx(centre, rel=0.005), where


@pytest.mark.parametrize("spend", ["medication", "radiation", "surgery", "diagnosis", "supportive", "interventional"])
def test_so_it_is_by_treatment_type(drawn: spinemkt.Ensemble, spend: str) -> None:
    for year in YEARS:
        where = {"treatment_type": [spend], "year": [year]}
        centre = drawn.central.total("spend", where)
        assert drawn.values("spend", (), where).mean() == pytest.approx(centre, rel=0.008), where


def test_the_centre_lies_near_the_middle_of_its_range(drawn: spinemkt.Ensemble) -> None:
    for measure, year in product(MEASURES, YEARS):
        below = (drawn.values(measure, (), {"year": [year]}) < drawn.central.total(measure, {"year": year})).mean()
        assert 0.45 < below < 0.62, measure


def test_of_most_numbers_it_is_the_mean_of_three(inputs: spinemkt.Inputs, values: np.ndarray) -> None:
    rows = inputs.register
    plain = ~rows["parameter"].isin(COMPOUNDING) & ~rows["parameter"].str.endswith(TIMES)
    alone = [spec.name for spec in inputs.dictionary.parameters.values() if not spec.sums_to_one]
    plain &= rows["parameter"].isin(alone)
    three = (rows["low"] + 4 * rows["value"] + rows["high"]) / 6
    drawn = rows["distribution"] != "fixed"
    assert rows["expected"][plain & drawn].to_numpy() == pytest.approx(three[plain & drawn].to_numpy())
    assert rows["expected"][~drawn].to_numpy() == pytest.approx(rows["value"][~drawn].to_numpy())
    assert plain.sum() > 700


def test_a_rate_that_compounds_grows_as_its_draws_do_in_the_mean(inputs: spinemkt.Inputs, values: np.ndarray) -> None:
    rows = inputs.register
    some = (rows["parameter"].isin(COMPOUNDING) & uncertain(rows)).to_numpy()
    grown = ((1 + values[some].astype(float)) ** HORIZON).mean(axis=1)
    assert (1 + rows["expected"][some].to_numpy()) ** HORIZON == pytest.approx(grown, rel=0.02)  # to second order
    assert (rows["expected"][some] > mean(rows)[some]).all()


def test_a_time_to_half_is_as_fast_as_its_draws_are_in_the_mean(inputs: spinemkt.Inputs, values: np.ndarray) -> None:
    rows = inputs.register
    some = (rows["parameter"].str.endswith(TIMES) & uncertain(rows)).to_numpy()
    speed = (1 / values[some].astype(float)).mean(axis=1)
    assert 1 / rows["expected"][some].to_numpy() == pytest.approx(speed, rel=5e-3)


def test_shares_that_must_sum_to_one_do(inputs: spinemkt.Inputs) -> None:
    for name, spec in inputs.dictionary.parameters.items():
        if spec.sums_to_one:
            assert inputs[name].sum(spec.sums_to_one).to_numpy() == pytest.approx(1.0), name
