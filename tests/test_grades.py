"""Evidence quality: parts of the variance that sum to one, follow the grades, and are said on the charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import spinemkt
from spinemkt.analysis.lineage.grades import Grades, grades, judged, weak_and_important
from spinemkt.analysis.view import View
from spinemkt.charts import overview
from tests.test_pages import check, opened, text_of


@pytest.fixture(scope="module")
def drawn(inputs: spinemkt.Inputs) -> Iterator[spinemkt.Ensemble]:
    yield spinemkt.simulate(inputs, None, 500, years=(2026, 2035))


@pytest.fixture(scope="module")
def found(result: spinemkt.Result, drawn: spinemkt.Ensemble) -> Grades:
    return grades(result, drawn, "spend", "region", {}, 2026)


def test_parts_sum_to_one_and_more_than_one_grade_counts(found: Grades) -> None:
    assert set(found.parts) == {"north_america", "europe", "asia_pacific", "latin_america", "middle_east_africa"}
    for parts in found.parts.values():
        assert sum(parts) == pytest.approx(1.0)
        assert min(parts) >= 0.0
        assert parts[2] > 0.1  # uptake is judgement everywhere
    assert max(parts[0] for parts in found.parts.values()) > 0.02  # some unit costs are printed tariffs


def test_a_register_of_judgement_alone_is_all_assumption(inputs: spinemkt.Inputs) -> None:
    judged = replace(inputs, register=inputs.register.assign(grade="D"), version="judged")
    drawn = spinemkt.simulate(judged, None, 500, years=(2026,))
    found = grades(spinemkt.run(judged), drawn, "diagnosed", "region", {}, 2026)
    assert found.parts["europe"] == pytest.approx((0.0, 0.0, 1.0))


def test_the_rest_is_the_mean_of_its_members_by_size() -> None:
    found = Grades("modality", 2026, {"mri": (1.0, 0.0, 0.0), "ct": (0.0, 0.0, 1.0)})
    assert found.with_rest({"mri": 3.0, "ct": 1.0}).parts["others"] == (0.75, 0.0, 0.25)  # (3 x 1 + 1 x 0) / 4
    assert found.with_rest({}).parts == found.parts


def test_names_say_how_much_follows_assumptions(result: spinemkt.Result, found: Grades) -> None:
    plain, said = (overview.ranked(result, View(), "light", "region", 8, None, each) for each in (None, found))
    names, more = (chart.figure.layout.yaxis.ticktext for chart in (plain, said))
    for name, words, code in zip(names, more, plain.figure.data[0].meta, strict=True):
        assert words.replace("<br>", " ") == f"{name} (D {found.parts[code][2]:.0%})"
    assert "share of the traceable variance that follows assumptions" in said.subtitle
    assert list(said.figure.data[0].x) == list(plain.figure.data[0].x)


def test_lines_say_how_much_follows_assumptions(result: spinemkt.Result, drawn: spinemkt.Ensemble) -> None:
    kinds = grades(result, drawn, "spend", "treatment_type", {}, 2035)
    chart = overview.over_time(result, View(), "dark", "treatment_type", False, kinds)
    assert chart.figure.data[0].name.startswith("Medication (D ")
    assert chart.subtitle.endswith("in 2035")


def test_what_cannot_be_traced_has_no_brackets() -> None:
    assert judged(Grades("region", 2026, {}), "europe") == judged(None, "europe") == ""


def test_what_is_weak_and_important_is_three_lines_at_most(result: spinemkt.Result, drawn: spinemkt.Ensemble) -> None:
    found = weak_and_important(result, drawn, "spend", {"year": 2035})
    assert 1 <= len(found) <= 3
    assert found["share"].is_monotonic_decreasing


@pytest.mark.parametrize("page", ["overview", "segments", "regions"])
@pytest.mark.parametrize(
    "state", [{}, {"quantity": "patients"}, {"quantity": "episodes", "region": ["europe"]}], ids=str
)
def test_pages_show_evidence_quality(page: str, state: dict[str, object]) -> None:
    app = opened(page, {**state, "textures": True})
    check(app)
    assert app.session_state["textures"] is True
    assert any("follows assumptions" in html for html in (element.value for element in app.get("html"))) or state
    assert text_of(app, "sm-question")
