"""The look back: 2022 is the run, the past follows from populations, and every error is what its points say."""

from __future__ import annotations

import csv
import math

import numpy as np
import pandas as pd
import pytest

import spinemkt
from spinemkt.analysis.lookback import population
from spinemkt.analysis.lookback.backward import look_back
from spinemkt.analysis.lookback.population import AGES, age_index, people, rates
from spinemkt.analysis.lookback.series import BEYOND, NOT_SHOWN, WITHIN, Series, frame, series, summary
from spinemkt.charts.lookback import beside
from spinemkt.errors import DataError
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.evidence.ledger import ledger
from spinemkt.model.measures import MEASURES
from spinemkt.terms import MODALITY_TYPE
from tests.conftest import BrokenData
from tests.test_pages import html_of, opened
from tools.fit_age_rates import fitted

TAB = {"evidence_tab": "How it would have done"}


@pytest.fixture(scope="module")
def back(inputs: spinemkt.Inputs) -> spinemkt.Result:
    return look_back(inputs)


def rows(file: str) -> list[dict[str, str]]:
    with (DATA_FOLDER / file).open(encoding="utf-8", newline="") as opened_file:
        return list(csv.DictReader(opened_file))


# ------------------------------------------------------------------------------------------- the run backward
@pytest.mark.parametrize("measure", MEASURES)
def test_the_look_back_of_2022_to_2025_is_the_run(measure: str, back: spinemkt.Result, result: spinemkt.Result) -> None:
    by = [dim for dim in ("country", "primary", "year") if dim in MEASURES[measure].dims]
    years = {"year": [2022, 2023, 2024, 2025]}
    found, run = back.table(measure, by, years), result.table(measure, by, years)
    pd.testing.assert_frame_equal(found, run, rtol=1e-9, atol=0)


def test_populations_are_those_of_the_table_and_between_them_in_between(inputs: spinemkt.Inputs) -> None:
    found = people(inputs)
    for row in rows("population_by_age.csv"):
        if int(row["year"]) <= 2025:
            here = found.sel(country=row["country"], year=int(row["year"])).values
            assert here == pytest.approx([float(row[age]) for age in AGES], rel=1e-12)
    assert bool(np.isfinite(found).all())
    for year, before, after in ((2008, 2005, 2010), (2021, 2020, 2022), (2024, 2022, 2025)):
        ends = np.stack([found.sel(year=before).values, found.sel(year=after).values])
        assert (found.sel(year=year).values >= ends.min(axis=0) * (1 - 1e-12)).all()
        assert (found.sel(year=year).values <= ends.max(axis=0) * (1 + 1e-12)).all()


def test_population_by_age_adds_up_to_the_population_of_2022(inputs: spinemkt.Inputs) -> None:
    total = people(inputs).sel(year=2022).sum("age")
    assert total.values == pytest.approx(inputs.population.sel(year=2022, country=total["country"]).values, abs=3)


def test_rates_by_age_are_those_that_the_tool_fits(inputs: spinemkt.Inputs) -> None:
    pd.testing.assert_frame_equal(fitted(inputs), inputs.tables["age_rates"], rtol=1e-5, atol=1e-6)


def test_the_error_of_the_fit_is_what_the_rates_give(inputs: spinemkt.Inputs) -> None:
    table = {(row["country"], row["year"]): row for row in rows("population_by_age.csv")}
    rate = dict(zip(AGES, rates(inputs).values, strict=True))

    def cases(country: str, year: str) -> float:
        return sum(float(table[country, year][age]) * rate[age] for age in AGES)

    missed = weight = 0.0
    for country in inputs.new_cases["country"].values:
        size = float(inputs.new_cases.sel(country=country).sum())
        for year in ("2025", "2030", "2040"):
            index = float(inputs.demographic_index.sel(country=country, year=int(year)))
            missed += abs(cases(country, year) / cases(country, "2022") - index) / 3 * size
        weight += size
    assert missed / weight == pytest.approx(population.fit_error(inputs), abs=1e-5)


def test_patients_of_the_past_worked_by_hand(inputs: spinemkt.Inputs, back: spinemkt.Result) -> None:
    """Norwegian lung cancer in 2010, a year of the table: 12 years back from 2022."""
    ages = {row["year"]: row for row in rows("population_by_age.csv") if row["country"] == "NOR"}
    rate = rates(inputs).values
    then, now = (
        sum(float(ages[year][age]) * rate[place] for place, age in enumerate(AGES)) for year in ("2010", "2022")
    )
    trend, gain = (float(inputs[name].sel(primary="lung")) for name in ("incidence_trend", "survival_gain"))
    risk = float(inputs["risk_per_survival_gain"])
    cases = float(inputs.new_cases.sel(country="NOR", primary="lung")) * then / now * (1 + trend) ** -12
    where = {"country": "NOR", "primary": "lung"}
    assert back.total("new_cancer_cases", {**where, "year": 2010}) == pytest.approx(cases)
    ratio = then / now * ((1 + trend) * (1 + gain * risk)) ** -12
    diagnosed = back.total("diagnosed", {**where, "year": 2022}) * ratio
    assert back.total("diagnosed", {**where, "year": 2010}) == pytest.approx(diagnosed)
    around = {"tier": "europe_west", "primary": "lung"}
    grown = back.total("new_cancer_cases", {**around, "year": 2010}) / back.total(
        "new_cancer_cases", {**around, "year": 2009}
    )
    median = float(inputs["median_survival"].sel(primary="lung"))
    mean = median / 12 / math.log(2) * float(inputs["survival_multiplier"].sel(tier="europe_west")) * (1 + gain) ** -12
    assert back.total("prevalent", {**where, "year": 2010}) == pytest.approx(
        diagnosed * mean / (1 + (grown - 1) * mean)
    )


def test_no_curve_of_the_projection_is_taken_backward(back: spinemkt.Result) -> None:
    for stage in ("uptake", "access", "attribute_share", "detection"):
        found = back.stages[stage]
        assert bool((found.sel(year=[2005, 2015]) == found.sel(year=2022)).all()), stage
    moved = back.stages["uptake"]
    assert not bool((moved.sel(year=2025) == moved.sel(year=2022)).all())


def test_the_choice_of_regions_moves_world_cases_as_the_indices_say(inputs: spinemkt.Inputs) -> None:
    cases = inputs.new_cases.drop_sel(primary="myeloma").sum("primary")
    apart = 0.0
    for country in cases["country"].values:
        index = age_index(inputs, inputs.region_of_country[country]).sel(country=country, year=2010)
        apart += float(cases.sel(country=country)) * float(index)
    whole = float((cases * age_index(inputs).sel(year=2010)).sum())
    assert population.moved_by_region(inputs, 2010) == pytest.approx(apart / whole - 1)


# -------------------------------------------------------------------------------------------------- the series
def by_code(inputs: spinemkt.Inputs) -> dict[str, Series]:
    return {one.code: one for one in series(inputs)}


def value_at(values: dict[int, float], year: float) -> float:
    before = int(np.floor(year))
    part = year - before
    return values[before] * (1 - part) + (values[before + 1] * part if part else 0.0)


@pytest.mark.parametrize("row", rows("lookback_series.csv"), ids=lambda row: row["series_id"])
def test_each_error_worked_anew(row: dict[str, str], inputs: spinemkt.Inputs, back: spinemkt.Result) -> None:
    one = by_code(inputs)[row["series_id"]]
    points = [point for point in rows("lookback_points.csv") if point["series_id"] == row["series_id"]]
    assert len(points) == len(one.points) > 0
    if row["basis"] == "none":
        assert one.verdict == NOT_SHOWN and one.line.empty and one.words.startswith("Cannot be shown")
        return
    where = {dim: row[dim].split(";") for dim in ("presentation", "treatment_type", "modality") if row[dim]}
    where |= {"country": row["country"]} if row["country"] else {}
    shares = {point["point_id"]: point for point in rows("evidence_points.csv")}
    errors, ratios = [], []
    for point in points:
        year, counted = float(point["year"]), float(point["value"]) * float(row["adjustment"])
        if row["basis"] == "published use":
            known = sorted(
                (float(shares[code]["year"]), float(shares[code]["value"])) for code in row["curve_points"].split(";")
            )
            if not known[0][0] <= year <= known[-1][0]:
                continue
            line = float(np.interp(year, *zip(*known, strict=True)))
        else:
            first = 2022 if row["basis"] == "run" else 2005
            if not first <= year <= 2025:
                continue
            values = {}
            for code in {int(np.floor(year)), int(np.ceil(year))}:
                values[code] = back.total(row["measure"], {**where, "year": code})
                ages = people(inputs).sel(year=code)
                if row["denominator"] == "population":
                    values[code] /= float(ages.sel(country=row["country"]).sum())
                if row["standard_year"]:
                    standard = people(inputs).sel(country=row["country"], year=int(row["standard_year"]))
                    own = ages.sel(country=row["country"])
                    crude = float(own @ rates(inputs)) / float(own.sum())
                    values[code] *= float(standard @ rates(inputs)) / float(standard.sum()) / crude
            line = value_at(values, year)
        line *= float(row["multiplier"])
        errors.append(abs(line - counted))
        ratios.append(abs(line / counted - 1))
    assert len(one.compared) == len(errors)
    assert one.error == pytest.approx(np.mean(errors))
    assert one.share_error == pytest.approx(np.mean(ratios))
    assert one.verdict == (WITHIN if np.mean(ratios) <= 0.35 else BEYOND)


def test_published_use_comes_from_other_studies_than_the_counted_points(inputs: spinemkt.Inputs) -> None:
    table = inputs.tables["evidence_points"].set_index("point_id")
    joined = [row for row in rows("lookback_series.csv") if row["basis"] == "published use"]
    assert joined
    for row in joined:
        found = table.loc[row["curve_points"].split(";")]
        assert set(found["source_id"]).isdisjoint(by_code(inputs)[row["series_id"]].points["source_id"])
        assert set(found["modality"]) == {row["modality"]}
        assert set(found["comparable_base"]) == {MODALITY_TYPE[row["modality"]]}


def test_a_series_says_what_it_is_laid_beside() -> None:
    for row in rows("lookback_series.csv"):
        assert (row["basis"] in ("patients", "run")) == (row["measure"] in MEASURES), row["series_id"]
        assert (row["basis"] == "published use") == bool(row["curve_points"]), row["series_id"]
        assert row["reason"], row["series_id"]


def test_money_is_not_compared_before_2022() -> None:
    money = [
        row for row in rows("lookback_series.csv") if row["measure"] in MEASURES and MEASURES[row["measure"]].money
    ]
    assert money and {row["basis"] for row in money} == {"run"}


def test_figures_that_set_the_model_are_marked(inputs: spinemkt.Inputs) -> None:
    checks = inputs.tables["external_checks"]
    used = checks[(checks["calibration"] == "yes") & checks["country"].ne("")]
    for one in series(inputs):
        same = used[used["source_id"].isin(one.points["source_id"]) & used["value"].isin(one.points["counted"])]
        assert one.circular != "no" or same.empty, one.code


def test_words_say_how_far_and_which_way(inputs: spinemkt.Inputs) -> None:
    found = by_code(inputs)
    japan, korea = found["japan_operations"], found["korea_patients"]
    assert f"{japan.share_error:.0%}" in japan.words and "above 2 counted points" in japan.words
    assert korea.pace[0] < 0 < korea.pace[1] and "it moves the other way" in korea.words
    assert "1 more lies in years that it does not reach" in found["us_operations_rate"].words
    shown = [one for one in found.values() if one.verdict != NOT_SHOWN]
    assert f"{sum(one.verdict == WITHIN for one in shown)} of {len(shown)} series" in summary(tuple(found.values()))


def test_the_table_has_every_point(inputs: spinemkt.Inputs) -> None:
    table = frame(series(inputs))
    assert len(table) == len(rows("lookback_points.csv"))
    assert table.loc[table["verdict"] == NOT_SHOWN, "look_back"].isna().all()


def test_every_series_can_be_drawn_and_read_aloud(inputs: spinemkt.Inputs) -> None:
    for one in series(inputs):
        drawn = beside(inputs, one, "dark")
        assert len(drawn.figure.data) == 1 + (not one.line.empty)
        assert one.label in drawn.alt and "counted" in drawn.alt and len(drawn.frame) >= len(one.points)


# ------------------------------------------------------------------------------------------------------ the data
def test_a_point_of_no_series_is_named(broken_data: BrokenData) -> None:
    folder = broken_data("lookback_points.csv", lambda text: text.replace("japan_operations,2012", "japan_ops,2012"))
    with pytest.raises(DataError, match=r"lookback_points\.csv, row \d+, column series_id") as error:
        spinemkt.load_inputs(folder)
    assert "japan_operations" in str(error.value)


def test_a_country_that_lost_its_ages_is_named(broken_data: BrokenData) -> None:
    folder = broken_data("population_by_age.csv", lambda text: text.replace("NOR,2010,", "NOR,2010,-", 1))
    with pytest.raises(DataError, match=r"population_by_age\.csv, row \d+, column age_0_39"):
        spinemkt.load_inputs(folder)


# ------------------------------------------------------------------------------------------------------ the page
def test_the_page_shows_the_chosen_series_and_all_of_them(inputs: spinemkt.Inputs) -> None:
    app = opened("evidence", {**TAB, "series": "japan_operations"})
    words = " ".join(html_of(app))
    one = by_code(inputs)["japan_operations"]
    assert not app.exception
    assert f"{one.label}: {one.share_error:.0%} apart on average" in words
    assert all(each.label in words for each in series(inputs))
    assert words.count("cannot be shown</span>") + words.count("cannot be shown; circular</span>") == sum(
        each.verdict == NOT_SHOWN for each in series(inputs)
    )
    (chart,) = app.get("plotly_chart")
    assert "2012 counted 877" in chart.proto.alt


def test_a_link_opens_a_series() -> None:
    app = opened("evidence", link={**TAB, "series": "us_vertebral_augmentation"})
    assert not app.exception
    assert app.selectbox(key="series").value == "us_vertebral_augmentation"


def test_the_ledger_is_shown_with_its_reasons() -> None:
    app = opened("evidence", {"evidence_tab": "How the projection moved", "ledger": "treated"})
    words = " ".join(html_of(app))
    assert not app.exception
    assert all(one.version in words for one in ledger())
    assert "expected value instead of the most likely one" in words
