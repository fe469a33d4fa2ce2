"""Each arrow of the model by hand: tiny arrays, the arithmetic beside the number."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinemkt.model import chain, prices
from spinemkt.model.growth import accumulated, compounded, inflow_growth
from spinemkt.model.labelled import Array, pick
from spinemkt.model.uptake import exclusive_techniques, in_tier, uptake
from spinemkt.terms import (
    ATTRIBUTES,
    INFLATION_PERIODS,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    PERIODS,
    PRESENTATIONS,
    PRICE_COMPONENTS,
    TIERS,
    TREATMENT_TYPES,
    YEARS,
)

YEAR = Array("year", [2022, 2024, 2032])


def one(value: float) -> Array:
    return Array((), float(value))


def along(dim: str, codes: object, others: float = 0.0, **values: float) -> Array:
    """An array over all codes of a dimension: the values named, and one for the others."""
    listed = list(codes)  # type: ignore[call-overload]
    return Array(dim, [float(values.get(code, others)) for code in listed])


def modalities(others: float = 0.0, **values: float) -> Array:
    return along("modality", MODALITIES, others, **values)


def presentations(*values: float) -> Array:
    return along("presentation", PRESENTATIONS, **dict(zip(PRESENTATIONS, values, strict=True)))


def test_new_cancer_cases() -> None:
    found = chain.new_cancer_cases(one(1100), one(0.02), YEAR)
    # 2022: 1000 x 1.1 x 1.02^0    2024: 1000 x 1.1 x 1.02^2    2032: 1000 x 1.1 x 1.02^10
    assert found.values == pytest.approx([1100, 1144.44, 1100 * 1.02**10])


def test_a_rate_may_change_over_the_years() -> None:
    year, rate = Array("year", [2022, 2023, 2024, 2025]), Array("year", [0.5, 0.1, 0.2, 0.3])
    # the rate of a year leads up to it: 1.1, then x 1.2, then x 1.3; that of the first year leads up to nothing here
    assert compounded(rate, year).values == pytest.approx([1, 1.1, 1.1 * 1.2, 1.1 * 1.2 * 1.3])
    assert compounded(rate, year, 2023, 2024).values == pytest.approx([1, 1, 1.2, 1.2])
    assert accumulated(rate, year).values == pytest.approx([0, 0.1, 0.3, 0.6])
    assert compounded(one(0.1), year, 2023, 2024).values == pytest.approx([1, 1, 1.1, 1.1])
    assert accumulated(one(0.1), year).values == pytest.approx([0, 0.1, 0.2, 0.3])


def test_spine_metastasis_patients() -> None:
    found = chain.spine_metastasis_patients(one(1000), one(0.06), one(0.75), one(0.02), one(0.5), YEAR)
    # 1000 x 0.06 / 0.75 = 80; the risk grows by 0.02 x 0.5 = 1% a year
    assert found.values == pytest.approx([80, 80 * 1.0201, 80 * 1.01**10])


def test_detection_takes_the_best_test_first() -> None:
    imaging = modalities(pet_ct=0.2, mri=0.5, ct=0.75)
    sensitivity = modalities(pet_ct=0.9, mri=0.8, ct=0.5)
    # PET-CT 0.2 x 0.9; of the 0.8 left MRI 0.5: 0.4 x 0.8; of the 0.4 left CT 0.75: 0.3 x 0.5
    assert float(chain.detection(imaging, sensitivity)) == pytest.approx(0.18 + 0.32 + 0.15)


def test_diagnosed() -> None:
    assert float(chain.diagnosed(one(80), one(0.65))) == pytest.approx(52)


def test_presentation_mix() -> None:
    found = chain.presentation_mix(presentations(0.2, 0.4, 0.3, 0.1), one(2), one(0.01), YEAR)
    # cord 0.1 x 2 = 0.2, the others x 0.8 / 0.9; then asymptomatic + 0.01 a year, the others x (1 - new) / (1 - old)
    start = np.array([0.2 * 8 / 9, 0.4 * 8 / 9, 0.3 * 8 / 9, 0.2])
    assert found.isel(year=0).values == pytest.approx(start)
    later = start * (1 - start[0] - 0.1) / (1 - start[0])
    later[0] = start[0] + 0.1
    assert found.isel(year=2).values == pytest.approx(later)


def test_presentation_mix_scales_its_shares_and_stops_at_95_percent() -> None:
    found = chain.presentation_mix(presentations(2, 4, 3, 1), one(1), one(0), YEAR)
    assert found.isel(year=0).values == pytest.approx([0.2, 0.4, 0.3, 0.1])
    found = chain.presentation_mix(presentations(0.2, 0.4, 0.3, 0.1), one(50), one(0), YEAR)
    # cord 0.95; the others keep 0.05 / 0.9 of what they had
    assert found.isel(year=0).values == pytest.approx([0.2 / 18, 0.4 / 18, 0.3 / 18, 0.95])


def test_presenting() -> None:
    assert chain.presenting(one(50), presentations(0.2, 0.4, 0.3, 0.1)).values == pytest.approx([10, 20, 15, 5])


def test_uptake_in_a_tier_is_that_of_its_region_times_its_use() -> None:
    found = in_tier(one(0.3), along("tier", TIERS, 1.0, china=1.5, asia_pacific_high=4.0))
    assert found.values[list(TIERS).index("china")] == pytest.approx(0.45)
    assert found.values[list(TIERS).index("asia_pacific_high")] == 1  # 1.2 is more than everybody
    assert found.values[0] == pytest.approx(0.3)


def test_treated() -> None:
    found = chain.treated(presentations(10, 20, 15, 5), presentations(0.3, 0.7, 0.8, 1.0), one(0.5))
    # 10 x 0.3 x 0.5, 20 x 0.7 x 0.5, 15 x 0.8 x 0.5, 5 x 1 x 0.5
    assert found.values == pytest.approx([1.5, 7, 6, 2.5])


def test_only_those_with_access_are_observed() -> None:
    found = chain.followed(presentations(10, 20, 15, 5), presentations(0.3, 0.7, 0.8, 1.0), one(0.5))
    # 10 x 0.7 x 0.5, 20 x 0.3 x 0.5, 15 x 0.2 x 0.5, none
    assert found.values == pytest.approx([3.5, 3, 1.5, 0])


def test_prevalent() -> None:
    median = 24 * math.log(2)  # months, so that the mean is 24 months = 2 years
    found = chain.prevalent(one(10), one(median), one(0.5), one(0.1), one(0), YEAR)
    assert found.values == pytest.approx([10, 10 * 1.21, 10 * 1.1**10])


def test_those_alive_today_were_diagnosed_when_fewer_were() -> None:
    median = 24 * math.log(2)  # months, so that the mean is 2 years: 10 x 2 / (1 + 0.05 x 2)
    found = chain.prevalent(one(10), one(median), one(1), one(0), one(0.05), YEAR)
    assert found.values == pytest.approx([20 / 1.1] * 3)
    days = np.arange(0, 60 * 365) / 365  # the same by adding up who of each day's inflow is alive
    counted = np.sum(10 / 365 * 1.05**-days * np.exp(-days / 2))
    assert found.values[0] == pytest.approx(counted, rel=0.01)


def test_inflow_grows_with_cases_and_their_trend() -> None:
    assert inflow_growth(one(0.02), one(0.01), YEAR).values == pytest.approx(1.02 * 1.01 - 1)
    every = Array("year", [0.01 if year < 2024 else 0.03 for year in YEARS])
    found = inflow_growth(one(0.02), every, YEAR)
    assert found.values == pytest.approx([1.02 * 1.01 - 1, 1.02 * 1.03 - 1, 1.02 * 1.03 - 1])


def test_modality_patients_stand_on_their_own_base() -> None:
    bases = {"treated": one(100), "followed": one(40), "diagnosed": one(140), "prevalent": one(200)}
    flows = {"treated": one(200), "followed": one(400), "diagnosed": one(140), "prevalent": one(1000)}
    mixes = {"treated": one(0.5), "followed": one(0.1), "diagnosed": one(1), "prevalent": one(0.2)}
    weights = (modalities(1, targeted_therapy=2), modalities(1, bracing=3))
    found = chain.modality_patients(chain.candidates(flows, mixes, *weights), modalities(0.5))
    assert float(pick(found, "modality", "sbrt_srs")) == 100 * 0.5
    assert float(pick(found, "modality", "observation")) == 40 * 0.5
    assert float(pick(found, "modality", "mri")) == 140 * 0.5
    assert float(pick(found, "modality", "targeted_therapy")) == 200 * 0.5 * 2
    assert float(pick(found, "modality", "bracing")) == 140 * 0.5 * 3
    for code, base in MODALITY_BASE.items():
        weight = {"targeted_therapy": 2, "bracing": 3}.get(code, 1)
        assert float(pick(found, "modality", code)) == float(bases[base]) * 0.5 * weight


def test_episodes() -> None:
    assert float(chain.episodes(one(50), one(1.2))) == pytest.approx(60)


def test_spend() -> None:
    assert float(chain.spend(one(60), one(10_000), one(0.25))) == pytest.approx(150_000)


def test_price_path_compounds_over_its_periods() -> None:
    year = Array("year", [2022, 2024, 2027, 2032])
    growth = along("period", PERIODS, **{"2022_2025": 0.1, "2025_2030": 0.2, "2030_2040": -0.5})
    # 2024: two years of 10%    2027: three of 10%, two of 20%    2032: three, five, and two of -50%
    expected = [1, 1.1**2, 1.1**3 * 1.2**2, 1.1**3 * 1.2**5 * 0.5**2]
    assert prices.price_path(growth, year).values == pytest.approx(expected)


def test_deflator() -> None:
    rate = along("inflation_period", INFLATION_PERIODS, **{"2022_2025": 0.25, "2025_2026": 0.1, "2026_2040": 0.02})
    found = prices.deflator(rate, YEAR).values  # of 2022, 2024 and 2032
    assert found == pytest.approx([1.25**3, 1.25, 1 / (1.1 * 1.02**6)])


def test_attribute_markup_falls_on_the_modalities_that_can_carry_it() -> None:
    share = along("attribute", ATTRIBUTES, robotic_navigated=0.5, carbon_fibre=0.1, cyberknife=0.2)
    premium = along("attribute", ATTRIBUTES, robotic_navigated=0.2, carbon_fibre=0.3, cyberknife=0.5)
    found = {code: float(prices.attribute_markup(share, premium, code)) for code in MODALITIES}
    # every operation: 0.5 x 0.2 + 0.1 x 0.3; every SBRT course: 0.2 x 0.5; nothing else
    expected = {code: 1.13 for code, kind in MODALITY_TYPE.items() if kind == "surgery"} | {"sbrt_srs": 1.1}
    assert found == pytest.approx(dict.fromkeys(MODALITIES, 1.0) | expected)
    assert set(prices.ATTRIBUTE_MODALITIES) == set(expected)


def test_price() -> None:
    components = along("component", PRICE_COMPONENTS, hospital_procedure=0.7, implant_set=0.3)
    level = along("component", PRICE_COMPONENTS, hospital_procedure=0.5, implant_set=0.8)
    path = along("component", PRICE_COMPONENTS, hospital_procedure=1.2, implant_set=0.5)
    components = components * modalities(sbrt_srs=1, proton=1)
    bare = prices.bare_price(modalities(800), components, level * path)
    found = prices.price(bare, {"sbrt_srs": one(1.25)})
    # 800 x 1.25 x (0.7 x 0.5 x 1.2 + 0.3 x 0.8 x 0.5), and without the markup
    assert found.values == pytest.approx(modalities(sbrt_srs=540, proton=432).values)


def test_uptake_goes_through_its_start_its_half_way_and_its_ceiling() -> None:
    year = Array("year", [2024, 2030, 2500])
    # in 2024 the start; 6 years later half-way between 0.1 and 0.5; in the end the ceiling
    assert uptake(one(0.1), one(0.5), one(6), year).values == pytest.approx([0.1, 0.3, 0.5])
    assert uptake(one(0.5), one(0.1), one(6), year).values == pytest.approx([0.5, 0.3, 0.1])


def test_uptake_at_its_ends() -> None:
    assert uptake(one(0.3), one(0.3), one(5), YEAR).values == pytest.approx([0.3, 0.3, 0.3])
    assert uptake(one(0), one(0.5), one(5), YEAR).values == pytest.approx([0, 0, 0])


def test_uptake_can_be_phased_out() -> None:
    year = Array("year", [2024, 2029, 10**9])
    # ceiling 0: half is gone after 5 years, all of it in the end
    assert uptake(one(0.4), one(0), one(5), year).values == pytest.approx([0.4, 0.2, 0], abs=1e-6)


def test_a_steep_decline_is_taken_back_no_higher_than_everyone() -> None:
    year = Array("year", [2022, 2023, 2024, 2025])
    # halves its way from 0.5 to 0.1 in one year; the formula alone gives -0.66 in 2022 and 2.5 in 2023
    assert uptake(one(0.5), one(0.1), one(1), year).values == pytest.approx([1, 1, 0.5, 0.3])


def types(**values: float) -> Array:
    return along("treatment_type", TREATMENT_TYPES, **values)


def test_the_remainder_technique_takes_what_is_left() -> None:
    share = modalities(imrt_igrt=0.3, sbrt_srs=0.2, mis_surgery=0.4, mri=0.7)
    found = exclusive_techniques(share, types(radiation=0.9, surgery=0.2))
    # radiation 0.9: IMRT 0.3, SBRT 0.2, conventional 1 - 0.5; surgery 0.2: MIS 0.4, open 1 - 0.4; the rest as it was
    expected = {
        "imrt_igrt": 0.27,
        "sbrt_srs": 0.18,
        "conventional_ebrt": 0.45,
        "mis_surgery": 0.08,
        "open_surgery": 0.12,
        "mri": 0.7,
    }
    assert found.values == pytest.approx(modalities(**expected).values)


def test_techniques_that_exceed_their_type_are_scaled_down_to_it() -> None:
    found = exclusive_techniques(modalities(imrt_igrt=0.9, sbrt_srs=0.6), types(radiation=0.8))
    # 0.9 + 0.6 = 1.5 of the type: each is divided by 1.5, nothing is left for conventional
    expected = modalities(imrt_igrt=0.8 * 0.6, sbrt_srs=0.8 * 0.4)
    assert found.values == pytest.approx(expected.values)


def test_delay_raises_late_presentation() -> None:
    # 1.5 x (1 + 5 weeks x 4%); a saving larger than everything leaves nothing
    assert float(chain.delayed(one(1.5), one(5), one(0.04))) == pytest.approx(1.8)
    assert float(chain.delayed(one(1.5), one(-30), one(0.04))) == 0


def test_tele_oncology_closes_part_of_the_access_gap() -> None:
    assert float(chain.reached(one(0.6), one(0.25))) == pytest.approx(0.6 + 0.4 * 0.25)


def test_boards_raise_a_share_at_most_to_everyone() -> None:
    assert float(chain.planned_by_boards(one(0.4), one(0.5), one(0.2))) == pytest.approx(0.4 * 1.1)
    assert float(chain.planned_by_boards(one(0.9), one(1), one(0.5))) == 1


def test_minimally_invasive_surgery_relaxes_the_frail_limit() -> None:
    mis = Array("year", [0.2, 0.3, 0.5])
    found = chain.operable(one(0.4), one(0.5), mis, YEAR)
    # of 100, 40 are frail; MIS takes half of them in its share of operations: 1 - 0.4 x (1 - 0.5 x 0.3) = 0.66 in 2024
    assert found.values == pytest.approx([0.64 / 0.66, 1, 0.70 / 0.66])
    frailer = chain.operable(Array("year", [0.4, 0.4, 0.6]), one(0.5), mis, YEAR)
    assert frailer.values == pytest.approx([0.64 / 0.66, 1, 0.55 / 0.66])


def test_capacity_grows_from_the_effort_of_2024() -> None:
    patients = Array(("modality", "year"), np.outer(modalities(sbrt_srs=10, mri=50).values, [1, 1, 4]))
    effort = modalities(sbrt_srs=3)
    headroom = chain.grown_headroom(one(2), one(0.05), YEAR)
    found = chain.capacity_use(patients, effort, headroom, YEAR)
    # 30 fractions in 2024, so the ceiling is 60 then and 60 x 1.05^8 in 2032, when 120 are asked for
    assert found.values == pytest.approx([30 / (60 / 1.05**0), 0.5, 120 / (60 * 1.05**8)])
    uptake = modalities(1)
    served = chain.modality_patients(patients, chain.served(uptake, [effort], [found]))
    assert pick(served, "modality", "sbrt_srs").values == pytest.approx([10, 10, 40 * 60 * 1.05**8 / 120])
    assert pick(served, "modality", "mri").values == pytest.approx([50, 50, 200])
