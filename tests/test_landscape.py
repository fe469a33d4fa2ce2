"""The landscape: filters, breadth, spend addressed, events, charts whose names do not meet, and the page itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import numpy as np
import pytest

import spinemkt
from spinemkt.analysis import checks
from spinemkt.analysis.market import addressed, landscape, market_events
from spinemkt.analysis.market.company_card import card, date_words
from spinemkt.analysis.view import View
from spinemkt.charts import addressed as money_chart
from spinemkt.charts import landscape as charts
from spinemkt.charts.timeline import timeline
from spinemkt.scenario.presets import load_scenarios
from spinemkt.wording import inside
from tests.test_charts import lines_of
from tests.test_pages import check, html_of, opened, text_of

SURGERY = ["open_surgery", "mis_surgery", "separation_surgery"]
CARBON = "Carbon-fibre implants replace titanium"


def table(result: spinemkt.Result, view: View = View(), scenario: str = ""):  # noqa: B008
    runs = [("Base case", result)]
    if scenario:
        runs.append((scenario, spinemkt.run(result.inputs.baseline, load_scenarios()[scenario])))
    return addressed.addressed(runs, view)


# Who


def test_breadth_is_counted_from_the_products(inputs: spinemkt.Inputs) -> None:
    rows = landscape.breadth(inputs, View()).set_index("company")
    assert len(rows) == 44
    assert rows.index[0] == "Medtronic"
    # CD Horizon; Mazor and Stealth AXiS; O-arm; OsteoCool; Kyphon: 6 products of 5 categories. No decision was read for
    # CD Horizon and O-arm: 6 - 2 = 4. Open and minimally invasive surgery, ablation, cement: 4 modalities of 2 types.
    assert list(
        rows.loc["Medtronic", ["products", "categories", "with_decision", "modalities", "treatment_types"]]
    ) == [
        6,
        5,
        4,
        4,
        2,
    ]
    assert rows["products"].sum() == len(inputs.tables["companies"]) == 59


def test_treatment_types_and_modalities_narrow_the_categories(inputs: spinemkt.Inputs) -> None:
    radiation = landscape.catalogue(inputs, View(treatment_type=("radiation",)))
    assert list(radiation.categories) == ["linear_accelerator", "radiotherapy_planning", "proton"]
    proton = landscape.catalogue(inputs, View(modality=("proton",)))
    assert set(proton.products["product_id"]) == {"iba_proteus", "varian_probeam", "raysearch_raystation"}
    both = landscape.catalogue(inputs, View(treatment_type=("surgery",), modality=("proton",)))
    assert both.categories == {}


def test_a_place_narrows_where_decisions_were_read_and_else_says_so(inputs: spinemkt.Inputs) -> None:
    america = landscape.catalogue(inputs, View(region=("north_america",)))
    assert len(america.products) == 42
    assert "For 17 others none was read, which is not the same as none." in america.said  # 59 - 42
    assert landscape.catalogue(inputs, View(country=("USA",))).products.equals(america.products)
    europe = landscape.catalogue(inputs, View(region=("europe",)))
    assert len(europe.products) == 59
    assert europe.said.startswith("No decision for Europe was read")
    assert landscape.catalogue(inputs, View()).said == ""


def test_sentences_follow_the_products(result: spinemkt.Result) -> None:
    multimodal, integrated, carbon, smart = landscape.standouts(result, View())
    assert "Stryker: surgery and interventional" in multimodal
    assert "None of the 44 companies listed here makes both for surgery and radiation." in multimodal
    assert "with intraoperative imaging of its own: Medtronic." in integrated
    assert "CarboFix Orthopedics and icotec against 8 makers of titanium" in carbon
    assert "3 products" in smart
    without = landscape.standouts(result, View(treatment_type=("surgery", "interventional")))
    assert "Stryker: surgery and interventional" in without[0]
    assert "radiation" not in without[0], "what a filter took out is not missing"
    assert landscape.standouts(result, View(treatment_type=("medication",))) == [] or "surgery" not in " ".join(
        landscape.standouts(result, View(treatment_type=("medication",)))
    )


@pytest.mark.parametrize(
    ("date", "words"), [("2026-02-12", "12 Feb 2026"), ("2026-02", "Feb 2026"), ("2026", "2026"), ("", "date unknown")]
)
def test_dates_are_written_as_far_as_they_are_known(date: str, words: str) -> None:
    assert date_words(date) == words


def test_a_card_says_what_is_known_and_what_is_not(inputs: spinemkt.Inputs) -> None:
    found = card(inputs, "icotec")
    assert found.products[0].name == "VADER one and LightMore pedicle systems"
    assert found.seat == "Switzerland"
    assert found.products[0].decisions == ("date unknown, FDA 510(k) K190545: Pedicle system",)
    assert found.unknown[0] == "Share of spend on spinal metastases: no source read gives one."
    assert "Day of the decision: not read for K190545, K252327 and K233215." in found.unknown
    assert card(inputs, "Augmedics").seat == "Israel (recalled)"
    for name in landscape.names(inputs):
        assert card(inputs, name).unknown, name


def test_remarks_name_sources_as_readers_know_them(inputs: spinemkt.Inputs) -> None:
    products = [one for name in landscape.names(inputs) for one in card(inputs, name).products]
    assert any("confirmed by Mediontech 2026" in one.note for one in products)
    remarks = " ".join([*(f"{one.note} {one.feature}" for one in products), *market_events.all_events(inputs)["note"]])
    remarks += " ".join(checks.external_checks(spinemkt.run(inputs))["reason"])
    assert not {code for code in inputs.tables["sources"]["source_id"] if "_" in code} & set(
        re.findall(r"\w+", remarks)
    )


# Money


def test_spend_addressed_is_the_spend_of_the_modalities(result: spinemkt.Result) -> None:
    found = addressed.beside(table(result), 2035)
    machines = result.total("spend", {"modality": ["conventional_ebrt", "imrt_igrt", "sbrt_srs"], "year": 2035})
    assert found.at["linear_accelerator", "baseline"] == pytest.approx(machines, rel=1e-12)
    assert found.at["smart_implant", "baseline"] == 0
    assert (found["difference"] == 0).all()


def test_a_premium_is_what_disappears_with_it(result: spinemkt.Result, inputs: spinemkt.Inputs) -> None:
    """Spend of operations with every premium, less spend without that of one attribute."""
    found, premium = addressed.beside(table(result), 2035)["baseline"], inputs["attribute_premium"]
    whole = result.total("spend", {"modality": SURGERY, "year": 2035})
    for category, attribute in (("carbon_fibre_implant", "carbon_fibre"), ("robot_navigation", "robotic_navigated")):
        free = spinemkt.run(inputs.with_values(attribute_premium=premium.where(premium["attribute"] != attribute, 0.0)))
        gone = whole - free.total("spend", {"modality": SURGERY, "year": 2035})
        assert gone > 1e6
        assert found[category] == pytest.approx(gone, rel=1e-9)


def test_operations_without_carbon_fibre_and_with_it_make_the_whole(
    result: spinemkt.Result, inputs: spinemkt.Inputs
) -> None:
    """One tier, share s of premium p, share t of premium r: (1 - s)(1 + t r) without, s (1 + p + t r) with, of both."""
    view = View(country=("CAN",))
    found = addressed.beside(table(result, view), 2035)["baseline"]
    s, t = (
        float(result.stages.attribute_share.sel(attribute=code, place="canada", year=2035))
        for code in ("carbon_fibre", "robotic_navigated")
    )
    p, r = (float(inputs["attribute_premium"].sel(attribute=code)) for code in ("carbon_fibre", "robotic_navigated"))
    whole = result.total("spend", {"modality": SURGERY, "year": 2035, "country": "CAN"})
    markup = 1 + s * p + t * r
    assert found["titanium_implant"] == pytest.approx(whole * (1 - s) * (1 + t * r) / markup, rel=1e-9)
    assert found["carbon_fibre_implant"] == pytest.approx(whole * s * p / markup, rel=1e-9)
    assert (1 - s) * (1 + t * r) + s * (1 + p + t * r) == pytest.approx(markup, rel=1e-12)


def test_carbon_fibre_takes_from_titanium(result: spinemkt.Result) -> None:
    moved = addressed.beside(table(result, scenario=CARBON), 2035)["difference"]
    assert moved["carbon_fibre_implant"] > 1e6
    assert moved["titanium_implant"] < -1e6
    others = moved.drop(["carbon_fibre_implant", "titanium_implant"])
    assert np.abs(others).max() < 0.5


def test_filters_narrow_the_spend_addressed(result: spinemkt.Result) -> None:
    found = addressed.beside(table(result, View(modality=("sbrt_srs",), region=("europe",), money="nominal")), 2035)
    expected = result.total("spend_nominal", {"modality": "sbrt_srs", "region": "europe", "year": 2035})
    assert found["baseline"].to_dict() == {
        "linear_accelerator": pytest.approx(expected),
        "radiotherapy_planning": pytest.approx(expected),
    }


# Events


def test_events_join_decisions_and_market_events(result: spinemkt.Result, inputs: spinemkt.Inputs) -> None:
    found = market_events.events(result, View())
    dated = (inputs.tables["clearances"]["date"] != "").sum()
    assert len(found) == dated + len(inputs.tables["market_events"])
    assert found["start"].is_monotonic_decreasing
    assert sum(len(market_events.events(result, View(), group)) for group in market_events.EVENT_GROUPS) == len(found)
    china = market_events.events(result, View(country=("CHN",)))
    assert any("China buys" in event for event in china["event"])
    assert not any("Belgium" in event for event in china["event"])


def test_a_date_becomes_the_middle_of_what_is_known(result: spinemkt.Result) -> None:
    starts = market_events.events(result, View()).set_index("event")["start"]
    assert starts["Amgen, Xgeva (denosumab): denosumab"] == 2010.5
    # June is the sixth month: (5 + 5 / 31) / 12 of 2026
    assert starts["Medtronic, OsteoCool RF: OsteoCool and OsteoCool 2.0"] == pytest.approx(2026 + (5 + 5 / 31) / 12)


# Charts


def test_categories_are_ranked_by_companies_with_their_spend(result: spinemkt.Result, inputs: spinemkt.Inputs) -> None:
    drawn = charts.companies(result, View(), "light")
    counted = inputs.tables["companies"].groupby("category")["company"].nunique()
    (bars,) = drawn.figure.data
    assert list(bars.x) == sorted(counted, reverse=True) == list(drawn.frame["companies"])
    spend = addressed.beside(addressed.addressed([("Baseline", result)], View()), 2035)
    labels = spend.set_index("label")["baseline"]
    assert list(drawn.frame["spend addressed in 2035"]) == list(labels[drawn.frame["category"]])
    assert str(drawn.title).startswith("Most companies are in bone agents: 10 of 44; most spend")


def test_the_matrix_has_a_mark_for_each_company_and_category(result: spinemkt.Result, inputs: spinemkt.Inputs) -> None:
    drawn = charts.coverage(result, View(), "light")
    pairs = inputs.tables["companies"][["company", "category"]].drop_duplicates()
    assert sum(len(trace.x) for trace in drawn.figure.data) == len(pairs) == len(drawn.frame)
    assert {trace.marker.symbol for trace in drawn.figure.data} == set(charts.SYMBOLS.values())
    assert set(drawn.frame["market_share"]) == {"unknown"}


def test_marks_of_one_lane_of_the_timeline_do_not_meet(result: spinemkt.Result) -> None:
    drawn = timeline(result, View(), "light")
    _, marks = drawn.figure.data
    points = sorted(zip(marks.y, marks.x, strict=True))
    for (y, x), (other_y, other_x) in pairwise(points):
        assert y != other_y or other_x - x >= 0.9
    assert len(points) == len(drawn.frame)
    assert max(marks.y) < drawn.figure.layout.yaxis.range[0]


def test_a_scenario_stands_beside_the_baseline(result: spinemkt.Result) -> None:
    runs = [("Base case", result), (CARBON, spinemkt.run(result.inputs, load_scenarios()[CARBON]))]
    drawn = money_chart.bars(runs, View(), "light")
    baseline = addressed.beside(drawn.frame, 2035)["baseline"]
    for ends in lines_of(drawn.figure.data[-1]).T:
        np.testing.assert_allclose(ends, baseline)
    assert str(drawn.title).startswith(f"{CARBON} moves ")
    alone = money_chart.bars(runs[:1], View(), "light")
    assert len(alone.figure.data) == 1
    largest = addressed.beside(drawn.frame, 2035).nlargest(1, "baseline")["label"].item()
    assert str(alone.title).startswith(f"Largest addressed market: {inside(largest)}, ")
    idle = money_chart.bars([runs[0], ("Nothing", result)], View(), "light")
    assert str(idle.title) == "Nothing: no category addresses more or less in 2035"


@pytest.mark.parametrize(
    "state", [{"modality": ("rehabilitation",)}, {"treatment_type": ("diagnosis",)}, {"years": (2040, 2040)}]
)
def test_charts_stand_under_narrow_filters(result: spinemkt.Result, state: dict) -> None:
    view = replace(View(), **state)
    for builder in (charts.companies, charts.coverage, timeline):
        assert builder(result, view, "light").alt
    assert money_chart.bars([("Base case", result)], view, "light").title


# The page


def test_the_page_answers_at_once() -> None:
    app = opened("landscape")
    check(app, 4)
    (answer,) = text_of(app, "sm-answer")
    assert answer == (
        "The 44 companies listed here make 59 products in 15 categories; Medtronic reaches furthest, with 6 products "
        "in 5 categories. Market shares are unknown."
    )
    assert "Ireland; share unknown" in text_of(app, "sm-subtitle")
    assert "not in the model" in text_of(app, "sm-unknown")


def test_a_company_opens_from_a_link() -> None:
    app = opened("landscape", link={"company": "icotec", "events": "Prices and payment"})
    check(app, 4)
    assert any("K190545" in html for html in html_of(app))
    assert app.session_state["events"] == "money"
    assert any("China buys spine implants" in html for html in html_of(app))


def test_a_company_that_is_none_is_not_shown() -> None:
    app = opened("landscape", link={"company": "<b>Nobody</b>"})
    check(app, 4)
    assert not any("<b>Nobody" in html for html in html_of(app))


def test_filters_that_leave_no_product_are_said_kindly() -> None:
    app = opened("landscape", {"modality": ["rehabilitation"]})
    check(app, 0)
    assert [info.value for info in app.info] == [
        "No product in the tables serves the care that these filters keep. Loosen treatment type or modality."
    ]


def test_the_readers_scenario_has_its_column() -> None:
    code = load_scenarios()[CARBON].to_link()
    app = opened("landscape", {"scenario": code})
    check(app, 4)
    heads = [re.findall(r"<th(?: [^>]*)?>(.*?)</th>", html) for html in html_of(app)]
    assert ["Category", "Base case", CARBON, "What is addressed"] in heads


def test_a_name_of_a_scenario_is_escaped() -> None:
    scenario = replace(load_scenarios()[CARBON], name="<img src=x onerror=alert(1)>")
    app = opened("landscape", {"scenario": scenario.to_link()})
    check(app, 4)
    assert not any("<img" in html for html in html_of(app))
    assert any("<img" in unescape(html) for html in html_of(app))
