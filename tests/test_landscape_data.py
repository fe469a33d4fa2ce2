"""Companies, decisions and events: refused where they break a rule, graded as their sources, and nothing made up."""

from __future__ import annotations

import pytest

import spinemkt
from tests.conftest import BrokenData
from tests.test_data_faults import cell, faults

CASES = {
    "category that does not exist": (
        "companies.csv",
        cell("category", "carbon_fiber_implant"),
        "companies.csv, row 2, column category: found 'carbon_fiber_implant'; it must be one of: ablation, bone_agent, "
        "carbon_fibre_implant, cement, diagnostic_imaging, intraoperative_imaging, linear_accelerator, proton, "
        "radioligand, radiotherapy_planning, robot_navigation, smart_implant, surgical_planning, tele_planning, "
        "titanium_implant. Did you mean 'carbon_fibre_implant'?",
    ),
    "one of several codes that does not exist": (
        "market_events.csv",
        cell("region", "europe;oceania"),
        "market_events.csv, row 2, column region: found 'europe;oceania'; 'oceania' is none of the codes; each must be "
        "one of: north_america, europe, asia_pacific, latin_america, middle_east_africa.",
    ),
    "decision on a product that does not exist": (
        "clearances.csv",
        cell("product_id", "icotec_vadar"),
        "clearances.csv, row 2, column product_id: found 'icotec_vadar'; it must be one of: 59 known codes. "
        "Did you mean 'icotec_vader'?",
    ),
    "date that is none": (
        "market_events.csv",
        cell("date", "2026-02-30"),
        "market_events.csv, row 2, column date: found '2026-02-30'; it must be a date to the year, month or day: 2026, "
        "2026-02 or 2026-02-12",
    ),
    "date in another form": (
        "clearances.csv",
        cell("date", "12 Feb 2026"),
        "clearances.csv, row 2, column date: found '12 Feb 2026'; it must be a date to the year, month or day: 2026, "
        "2026-02 or 2026-02-12",
    ),
    "event without a date": (
        "market_events.csv",
        cell("date", ""),
        "market_events.csv, row 2, column date: found ''; it must be a date to the year, month or day: 2026, 2026-02 "
        "or 2026-02-12",
    ),
    "share that is none": (
        "companies.csv",
        cell("market_share", "1.2"),
        "companies.csv, row 2, column market_share: found '1.2'; it must be at least 0 and at most 1",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_rule_is_said(name: str, broken_data: BrokenData) -> None:
    file, change, message = CASES[name]
    assert faults(broken_data(file, change)) == [message]


def test_what_nobody_read_must_be_judgement_and_say_so(broken_data: BrokenData) -> None:
    found = faults(broken_data("companies.csv", cell("retrieved", "no")))
    assert found == [
        "companies.csv, row 2, column grade: found 'A'; what was not retrieved has grade D",
        "companies.csv, row 2, column note: found ''; what was not retrieved says in its note that it is judged or "
        "recalled",
    ]


def test_sales_name_a_source_or_are_empty(inputs: spinemkt.Inputs, broken_data: BrokenData) -> None:
    (fault,) = faults(broken_data("companies.csv", cell("sales_source_id", "globus")))
    assert "'globus' does not stand in sources.csv" in fault
    sold = inputs.tables["companies"]["sales_usd"].notna()
    for column in ("sales_year", "sales_of", "sales_source_id"):
        assert (inputs.tables["companies"][column].ne("") == sold).all()


@pytest.mark.parametrize("table", ["companies", "clearances", "market_events"])
def test_what_was_read_has_the_grade_of_its_source(inputs: spinemkt.Inputs, table: str) -> None:
    rows = inputs.tables[table]
    grades = inputs.tables["sources"].set_index("source_id")["grade"]
    read = rows[rows["retrieved"] == "yes"]
    assert len(read)
    assert (read["grade"] == read["source_id"].map(grades)).all()


def test_no_market_share_was_found(inputs: spinemkt.Inputs) -> None:
    """The day a source gives one, this test and the words of the page change together."""
    assert inputs.tables["companies"]["market_share"].isna().all()


def test_status_and_decisions_tell_the_same(inputs: spinemkt.Inputs) -> None:
    products, decisions = inputs.tables["companies"], inputs.tables["clearances"]
    allowing = decisions[decisions["kind"] != "breakthrough designation"]
    drugs = products["category"].isin(["bone_agent", "radioligand"])
    cleared = products["status"].isin(["cleared", "approved"])
    assert set(products.loc[cleared, "product_id"]) <= set(allowing["product_id"])
    assert (
        set(products.loc[~cleared & (products["status"] != "marketed"), "product_id"]) & set(allowing["product_id"])
        == set()
    )
    assert set(allowing.loc[allowing["kind"] == "drug approval", "product_id"]) == set(
        products.loc[drugs & cleared, "product_id"]
    )


def test_a_product_is_used_where_its_category_is(inputs: spinemkt.Inputs) -> None:
    served = inputs.tables["company_categories"].set_index("category")["modality"].str.split(";")
    for row in inputs.tables["companies"].itertuples():
        assert set(row.modality.split(";")) <= set(served[row.category]), row.product_id
    assert set(inputs.tables["companies"]["category"]) == set(served.index)


def test_events_end_after_they_start(inputs: spinemkt.Inputs) -> None:
    events = inputs.tables["market_events"]
    ended = events[events["until"] != ""]
    assert (ended["until"] > ended["date"]).all()
    assert len(ended) == 8


def test_counts_of_the_tables(inputs: spinemkt.Inputs) -> None:
    """59 products of 44 makers, two of them recalled; 23 events, six of them judged."""
    products, events = inputs.tables["companies"], inputs.tables["market_events"]
    assert (len(products), products["company"].nunique(), (products["retrieved"] == "no").sum()) == (59, 44, 2)
    assert (len(events), (events["retrieved"] == "no").sum()) == (23, 6)
