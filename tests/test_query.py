"""Questions to a result: what is refused, in which words, and the form of every answer."""

from __future__ import annotations

import re

import numpy as np
import pytest

import spinemkt
from spinemkt import MEASURES, QueryError, Result
from spinemkt.terms import TIER_REGION


@pytest.mark.parametrize(
    ("measure", "by", "where", "message"),
    [
        ("spends", (), {}, f"Unknown measure 'spends'; allowed: {', '.join(MEASURES)}. Did you mean 'spend'?"),
        (
            "diagnosed",
            ("regoin",),
            {},
            (
                "Unknown dimension of diagnosed 'regoin'; allowed: country, region, tier, primary, primary_group, "
                "spine_level, year. Did you mean 'region'?"
            ),
        ),
        (
            "new_cancer_cases",
            (),
            {"modality": "mri"},
            (
                "Unknown dimension of new_cancer_cases 'modality'; allowed: country, region, tier, primary, "
                "primary_group, year."
            ),
        ),
        (
            "treated",
            ("region",),
            {"presentation": ["unstabel"]},
            (
                "Unknown presentation 'unstabel'; allowed: asymptomatic, painful_stable, unstable, cord_compression. "
                "Did you mean 'unstable'?"
            ),
        ),
        (
            "treated",
            (),
            {"primary_group": "other"},
            "Unknown primary_group 'other'; allowed: lung, breast, prostate, others. Did you mean 'others'?",
        ),
        ("spend", ("region", "year", "region"), {}, "by names a dimension twice: region, year, region."),
    ],
)
def test_a_wrong_question_names_what_is_allowed(
    result: Result, measure: str, by: tuple[str, ...], where: dict[str, object], message: str
) -> None:
    with pytest.raises(QueryError, match=f"^{re.escape(message)}$"):
        result.table(measure, by, where)


def test_myeloma_is_unknown_until_it_is_included(result: Result) -> None:
    with pytest.raises(QueryError, match="Unknown primary 'myeloma'"):
        result.total("diagnosed", {"primary": "myeloma"})


def test_a_year_outside_the_model_is_unknown(result: Result) -> None:
    with pytest.raises(QueryError, match=r"Unknown year '2041'; allowed: 2022, .*, 2040\."):
        result.total("spend", {"year": 2041})


def test_an_unknown_country_names_the_nearest(result: Result) -> None:
    with pytest.raises(QueryError, match=r"Unknown country 'DEUT'; .* Did you mean 'DEU'\?$"):
        result.total("spend", {"country": "DEUT"})


def test_an_unknown_scope_names_those_allowed(inputs: spinemkt.Inputs) -> None:
    with pytest.raises(QueryError, match=r"^Unknown scope 'stric'; .* Did you mean 'strict'\?$"):
        spinemkt.run(inputs, scope="stric")


@pytest.mark.parametrize("region", ["europe", ["europe"], ("europe",), {"europe"}, np.array(["europe"])])
@pytest.mark.parametrize("year", [2030, np.int64(2030), [2030], range(2030, 2031), np.array([2030])])
def test_one_code_or_several(result: Result, region: object, year: object) -> None:
    frame = result.table("spend", ("region", "year"), {"region": region, "year": year})
    assert frame[["region", "year"]].to_numpy().tolist() == [["europe", 2030]]
    assert frame["value"].item() == pytest.approx(result.total("spend", {"region": ["europe"], "year": [2030]}))


def test_by_may_be_one_name(result: Result) -> None:
    assert result.table("spend", "region").equals(result.table("spend", ("region",)))


@pytest.mark.parametrize("measure", MEASURES)
def test_tables_are_tidy(result: Result, measure: str) -> None:
    dims = MEASURES[measure].dims
    for by in [(), *((dim,) for dim in dims), tuple(reversed(dims[-3:])), ("year", "country")]:
        frame = result.table(measure, by, {"year": [2022, 2040]})
        assert list(frame.columns) == [*by, "value", "unit"]
        assert not frame.isna().any(axis=None)
        assert set(frame["unit"]) == {MEASURES[measure].unit}
        assert not frame.duplicated(list(by)).any() if by else len(frame) == 1


def test_codes_stand_in_the_order_of_the_screen(result: Result) -> None:
    frame = result.table("spend", ("region", "year"))
    assert list(frame["region"].unique()) == list(spinemkt.terms.REGIONS)
    assert list(frame["year"][:19]) == list(spinemkt.terms.YEARS)


def test_region_tier_and_country_together(result: Result) -> None:
    frame = result.table("treated", ("region", "country", "tier"), {"year": 2030})
    assert len(frame) == 185
    assert (frame["tier"].map(TIER_REGION) == frame["region"]).all()
    assert (frame["tier"] == frame["country"].map(result.inputs.countries["tier"])).all()


@pytest.mark.parametrize(
    ("by", "where"),
    [
        (("region",), {"region": "europe", "country": "USA"}),
        (("country",), {"region": "europe", "country": "USA"}),
        (("region", "country"), {"region": "europe", "tier": "china"}),
        (("tier", "year"), {"region": "europe", "tier": "china"}),
        (("treatment_type",), {"treatment_type": "surgery", "modality": "mri"}),
        (("treatment_type", "end_user"), {"treatment_type": "surgery", "modality": "mri"}),
        (("primary_group", "spine_level"), {"primary_group": "lung", "primary": "breast"}),
        (("year",), {"year": []}),
    ],
)
def test_filters_without_anything_in_common_leave_an_empty_table(
    result: Result, by: tuple[str, ...], where: dict[str, object]
) -> None:
    frame = result.table("spend", by, where)
    assert frame.empty
    assert list(frame.columns) == [*by, "value", "unit"]
    assert result.total("spend", where) == 0
