"""A published figure beside the model: steps that sum, unexplained first, what was left empty as published."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt.analysis.reconcile import ADJUSTED, UNEXPLAINED, Report, answer, held, published, reconcile
from spinemkt.analysis.view import View
from spinemkt.documents.reconcile import MONEY_ONLY, USUAL
from spinemkt.documents.workspace import Workspace
from tests.test_pages import check, html_of, opened

VIEWS = {
    "default": View(),
    "nominal, Europe": View(money="nominal", region=("europe",), year=2030),
    "radiation, lung, strict": View(treatment_type=("radiation",), primary=("lung",), scope="strict"),
    "full, myeloma": View(scope="full", myeloma=True, years=(2028, 2032), year=2032),
}


@pytest.fixture(scope="module")
def work(inputs: spinemkt.Inputs) -> Workspace:
    return Workspace(inputs, ranges="off")


def words(app: AppTest) -> str:
    """The text of a page without marks."""
    return unescape(re.sub(r"<[^>]*>", "", " ".join(html_of(app))))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_steps_lead_from_the_published_amount_to_the_page(work: Workspace, view: View) -> None:
    for report in published(work.inputs).values():
        found = reconcile(report, view, work.run, work.inputs.country_names)
        total = report.amount + sum(step.change for step in found.steps)
        end = work.run(view).total(view.measure.name, view.where(year=view.year))
        assert total == pytest.approx(end, rel=1e-9)
        assert found.end.number == pytest.approx(end, rel=1e-12)
        places = [step.label for step in found.steps]
        assert places.index(UNEXPLAINED) == int(ADJUSTED in places)


def test_a_step_is_the_difference_of_two_runs(work: Workspace) -> None:
    """United States in nominal money of 2024, bone agents alone, by hand."""
    report = published(work.inputs)["us_xgeva_sales_2024"]
    found = reconcile(report, View(), work.run, work.inputs.country_names)
    run = work.result

    def spend(measure: str, **where: object) -> float:
        return float(run.total(measure, where))

    usa, agents = {"country": ["USA"]}, {"modality": ["bone_modifying_agents"]}
    levels = [
        spend("spend_nominal", year=2024, **usa, **agents),
        spend("spend_nominal", year=2026, **usa, **agents),
        spend("spend", year=2026, **usa, **agents),
        spend("spend", year=2026, **agents),
        spend("spend", year=2026),
    ]
    changes = {step.label: step.change for step in found.steps}
    assert changes.pop(ADJUSTED) == pytest.approx(report.amount * (report.factor - 1))
    assert changes.pop(UNEXPLAINED) == pytest.approx(levels[0] - report.amount * report.factor)
    assert list(changes) == ["Year", "Money", "Places", "Care"]
    assert list(changes.values()) == pytest.approx([after - before for before, after in pairwise(levels)])


def test_a_figure_that_counts_the_same_leaves_the_unexplained_alone(work: Workspace) -> None:
    view = replace(View(), years=(2026, 2026))
    found = reconcile(Report("Mine", 20e9, 2026, view), View(), work.run, work.inputs.country_names)
    assert [step.label for step in found.steps] == [UNEXPLAINED]
    assert found.unexplained == pytest.approx(20e9 - found.end.number)
    assert "counts what this page counts" in str(answer(found))
    assert "less (14%), which stays unexplained" in str(answer(found))


def test_a_year_before_the_model_is_said_to_be_in_what_is_unexplained(work: Workspace) -> None:
    old = published(work.inputs)["us_cost_burden_2004"]
    assert (old.year, old.view.year, held(2050)) == (2004, 2022, 2040)
    steps = reconcile(old, View(), work.run, work.inputs.country_names).steps
    assert "growth from 2004 to 2022 included" in steps[1].words


def test_the_page_takes_a_figure_as_it_is_typed() -> None:
    app = opened("reconcile", link={"report": "A figure of your own"})
    check(app, 0)
    assert "Type the figure of a report" in words(app)
    app.text_input(key="report_amount").set_value("12.5 bn").run()
    assert "Your report: 12.5 bn USD in 2026." in words(app)
    app.multiselect(key="report_region").set_value(["europe"]).run()
    assert "from Europe to the world" in words(app)
    app.text_input(key="report_amount").set_value("a lot").run()
    (said,) = app.warning
    assert "it is not a number" in said.value and not app.exception


def test_another_published_figure_comes_as_published() -> None:
    app = opened("reconcile", {"report_amount": "1 bn", "report_region": ["europe"], "report_year": 2024})
    assert "as you changed it: 1.0 bn USD in 2024" in words(app)
    app.selectbox(key="report").set_value("us_xgeva_sales_2024").run()
    assert "sales of the leading bone agent: 1.5 bn USD in 2024" in words(app)
    assert app.text_input(key="report_amount").value == ""
    assert app.multiselect(key="report_region").value == []


def test_a_link_opens_the_reader_s_report() -> None:
    link = {"report": "A figure of your own", "report_amount": "3 bn", "report_year": "2030", "report_country": "DEU"}
    app = opened("reconcile", link=link)
    assert "Your report: 3.0 bn USD in 2030" in words(app)
    assert "from Germany to the world" in words(app)


def test_patients_are_not_held_against_money() -> None:
    app = opened("reconcile", {"quantity": "patients"})
    assert MONEY_ONLY in words(app)


def test_the_usual_one_is_published(work: Workspace) -> None:
    assert published(work.inputs)[USUAL].amount == 19.7e9
