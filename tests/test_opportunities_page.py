"""The Opportunities page: every card opens as a scenario; filters and links reach all of it, or are refused."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import spinemkt
from spinemkt.analysis.scenarios.changes import told
from spinemkt.analysis.view import View
from spinemkt.documents.options import DECIDE_TABS
from spinemkt.scenario.cards import deck
from spinemkt.scenario.levers import lever_groups, levers
from spinemkt.scenario.offer import Offer
from spinemkt.terms import ATTRIBUTES, END_USERS, YEARS
from tests.test_pages import check, html_of, opened, text_of
from ui import cache, ranges, scenarios

STAKES, OFFER = DECIDE_TABS
OFF = {"ranges": "off"}  # no draws, where a test is not about them
ELEMENTS = Path(__file__).parent / "elements" / "opportunities.csv"


def at(tab: str = STAKES, **state: object):
    return opened("opportunities", {**OFF, "decide_tab": tab, **state})


def words(app) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html) for html in html_of(app) if "<style" not in html)


# Cards


@pytest.mark.parametrize("kind", deck().kinds)
def test_every_kind_shows_its_cards(kind: str) -> None:
    app = at(card_kind=kind)
    check(app, 1)
    titles = text_of(app, "sm-title")
    for card in deck().cards.values():
        assert (card.title in titles) == (card.kind == kind)
    for part in ("When", "Evidence", "Gain in 2035", "Lose in 2035", "What would have to be true"):
        assert sum(html.count(f"<dt>{part}</dt>") for html in html_of(app)) == len(deck().of_kind(kind))


@pytest.mark.parametrize("card", deck().cards.values(), ids=lambda card: card.name)
def test_a_card_opens_as_a_scenario_that_runs(card) -> None:
    app = at(card_kind=card.kind)
    app.button(key=f"use_card_{card.name}").click().run()
    check(app, 1)
    assert not app.warning
    found = scenarios.read(app.session_state["scenario"])
    assert found.changes == card.preset.changes
    assert cache.run_on(cache.bundle(), View(), found).total("spend", {"year": 2035}) > 0
    assert "This is your scenario now." in words(app)


def test_a_card_is_stacked_on_the_readers_scenario() -> None:
    app = at(card_kind="outlook")
    app.button(key="use_card_boards").click().run()
    app.button(key="add_card_biologics").click().run()
    found = scenarios.read(app.session_state["scenario"])
    boards, biologics = (deck().cards[name].preset for name in ("boards", "biologics"))
    assert found.changes == boards.changes + biologics.changes
    app.button(key="also_biologics_0").click().run()
    assert scenarios.read(app.session_state["scenario"]).changes == deck().cards["biologics"].related[0].changes


def test_a_card_keeps_its_stake_whatever_the_readers_scenario() -> None:
    app = at()
    before = [html for html in html_of(app) if "sm-card" in html]
    app.button(key="use_card_carbon_fibre").click().run()
    assert [html for html in html_of(app) if "sm-card" in html] == before


def test_a_card_shows_the_numbers_of_the_model(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    run = spinemkt.run(inputs, deck().cards["radiopharmaceuticals"].preset)
    (html,) = [html for html in html_of(at(region=["europe"], year=2030)) if "Palliative radiopharm" in html]
    for years in (2030, 2035, View().span):
        where = {"region": "europe", "year": years}
        value = run.total("spend", where) - result.total("spend", where)
        assert f"+{spinemkt.wording.money(value, '')}<" in html


def test_why_these_sizes_lists_every_change(inputs: spinemkt.Inputs) -> None:
    app = at(card_kind="driver", why_asia_pacific=True)
    for change in deck().cards["asia_pacific"].preset.changes:
        assert told(change, inputs).label in words(app)


@pytest.mark.parametrize(
    "state",
    [
        {"years": (YEARS[0], YEARS[0])},
        {"years": (YEARS[-1], YEARS[-1]), "year": YEARS[-1]},
        {"years": (2030, 2031), "year": 2025},
        {"quantity": "patients", "treatment_type": ["radiation"]},
        {"money": "nominal", "myeloma": True, "scope": "full"},
        {"scope": "strict", "modality": ["targeted_therapy", "mri"]},
        {"country": ["MLT"], "primary": ["thyroid"], "modality": ["brachytherapy"], "quantity": "episodes"},
        {"end_user": ["ambulatory_home"], "treatment_type": ["supportive"]},
        {"card_kind": "challenge", "treatment_type": ["medication"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("tab", DECIDE_TABS)
def test_extreme_filters(tab: str, state: dict) -> None:
    check(at(tab, **state))


def test_nothing_left_is_said_kindly() -> None:
    app = at(modality=["proton"], end_user=["ambulatory_home"])
    check(app, 0)
    assert text_of(app, "sm-answer") == ["Nothing is left under these filters."]


# Ranges


def test_ranges_come_second_and_stay() -> None:
    app = opened("opportunities", {"card_kind": "challenge", "years": (2034, 2035)})
    check(app, 1)
    assert "80% range" in text_of(app, "sm-answer")[0]
    assert "How to read: each simulation" in words(app)
    card = next(html for html in html_of(app) if "Wait and see" in html)
    rows = [re.sub(r"<[^>]+>", "", row) for row in re.findall(r"<tr><th scope='row'>(.*?)</tr>", card)]
    assert [bool(re.search(r"-[\d,]+ to -[\d,]+", row)) for row in rows] == [True, False, False, False]
    fine = opened("opportunities", {"card_kind": "challenge", "years": (2034, 2035), "country": ["DEU"]})
    assert "in proportion" in words(fine)


def test_no_range_is_drawn_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nothing was to be drawn")

    monkeypatch.setattr(cache, "passing_ensemble", never)
    monkeypatch.setattr(ranges, "later", never)
    assert "4 in 5" not in words(at())


# The offer


def test_the_offer_opens_with_its_market(result: spinemkt.Result) -> None:
    app = at(OFFER)
    check(app, 2)
    tam = result.total("spend", {"modality": "sbrt_srs", "year": 2035})
    assert spinemkt.wording.money(tam) in text_of(app, "sm-value")
    assert all(word in words(app) for word in ("Total market", "Served market", "Share won", "not sales of suppliers"))


LINK = {
    "decide_tab": OFFER,
    "ranges": "off",
    "offer_name": "Beam",
    "offer_modality": ["sbrt_srs", "Proton"],
    "offer_region": "Europe",
    "offer_tier": "europe_west",
    "offer_country": ["DEU", "FRA"],
    "offer_end_user": "cancer_radiation_centre",
    "offer_price": "9,000",
    "offer_launch": "2028",
    "offer_peak": "25",
    "offer_years": "4",
}


def test_a_link_restores_the_offer(result: spinemkt.Result) -> None:
    app = opened("opportunities", link=LINK)
    check(app, 2)
    assert not app.warning
    where = {"modality": ["sbrt_srs", "proton"], "year": 2035}
    reach = {"country": ["DEU", "FRA"], "end_user": "cancer_radiation_centre"}
    sizes = [9000 * result.total("episodes", {**where, **more}) for more in ({}, reach)]
    shown = text_of(app, "sm-value")
    assert shown[:2] == [spinemkt.wording.money(size) for size in sizes]
    assert text_of(app, "sm-answer")[0].startswith("Beam could win ")


def test_a_hostile_link_is_refused_with_a_note() -> None:
    hostile = {
        **LINK,
        "offer_name": "<script>alert(1)</script>",
        "offer_modality": "sbrt",
        "offer_region": "atlantis",
        "offer_country": "XX",
        "offer_price": "1e99",
        "offer_launch": "-3",
        "offer_peak": "nan",
        "offer_years": "1e400",
        "offer_attribute": "<b>",
        "card_kind": "x",
    }
    app = opened("opportunities", link=hostile)
    check(app)
    told_of = " ".join(warning.value for warning in app.warning)
    assert "Unknown modality of the offer 'sbrt'" in told_of
    assert "The price of the offer is '1e99'" in told_of
    assert "Typed: 'nan'; it is not a number; allowed: 0 to 100%. 10% is taken." in told_of.replace("\\", "")
    assert "<script>" not in " ".join(html for html in html_of(app) if "<style" not in html)


@pytest.mark.parametrize(
    ("typed", "peak"), [("12,5", "12.5%"), ("12.5%", "12.5%"), ("\uff11\uff12.5", "12.5%"), ("120", "10.0%")]
)
def test_a_peak_share_is_read_as_it_is_written(typed: str, peak: str) -> None:
    app = opened("opportunities", link={**LINK, "offer_peak": typed, "offer_launch": "2024", "offer_years": "1"})
    check(app, 2)
    assert app.text_input(key="offer_peak").value == typed
    assert any(f"{peak} of SAM won" in text for text in text_of(app, "sm-tile")), text_of(app, "sm-tile")
    assert bool(app.warning) is (typed == "120")


def test_a_name_that_cannot_be_is_said() -> None:
    app = at(OFFER, offer_name="a\u200bb")
    assert not app.exception
    assert "it must be visible" in app.warning[0].value
    assert text_of(app, "sm-answer") == ["Mend the offer below, and its market is shown."]


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_an_attribute_has_a_market(attribute: str) -> None:
    app = at(OFFER, offer_attribute=attribute, offer_modality=[])
    check(app, 2)
    assert ATTRIBUTES[attribute].lower()[:6] in text_of(app, "sm-answer")[0].lower()


def test_the_forecast_follows_the_readers_scenario() -> None:
    app = at(OFFER, offer_modality=["radiopharmaceuticals"])
    before = text_of(app, "sm-value")
    app.session_state["scenario"] = deck().cards["radiopharmaceuticals"].preset.to_link()
    app.run()
    check(app, 2)
    assert text_of(app, "sm-value")[0] != before[0]
    assert "dashed: under the base case" in words(app)


def test_an_offer_is_saved_and_opened_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from spinemkt.scenario.store import Store
    from ui import shelf
    from ui.client import Client

    kept = Store(f"sqlite:///{tmp_path}/offers.sqlite")
    client = Client(lambda: kept)
    monkeypatch.setattr(shelf, "store", lambda: client)
    app = at(OFFER, offer_name="Beam", offer_peak="33", offer_region=["europe"], offer_price="12,000")
    app.button(key="offer_save").click().run()
    assert "Saved as 'Beam', version 1." in app.info[0].value
    (saved,) = kept.list("shared offers")
    assert Offer.from_text(kept.load("shared offers", saved.name).text).peak == pytest.approx(0.33)
    assert kept.list(shelf.SHELF) == []
    app.session_state["offer_peak"], app.session_state["offer_region"] = "1", []
    app.run()
    app.selectbox(key="offer_saved").select("Beam").run()
    app.button(key="offer_open").click().run()
    check(app, 2)
    assert app.session_state["offer_peak"] == "33"
    assert (app.session_state["offer_region"], app.session_state["offer_price"]) == (["europe"], "12,000")


# Elements of the source texts

ROWS = list(csv.DictReader(ELEMENTS.open(encoding="utf-8")))


def test_every_card_and_the_elements_name_one_another() -> None:
    cards = {row["name"] for row in ROWS if row["found_by"] == "card"}
    assert set(deck().cards) - cards == {"cement_ablation"}  # which the market text does not name
    assert {row["page"] for row in ROWS} == {"lab", "opportunities"}


@pytest.mark.parametrize("kind", deck().kinds)
def test_elements_found_by_a_card(kind: str) -> None:
    titles = text_of(at(card_kind=kind), "sm-title")
    named = [row["name"] for row in ROWS if row["found_by"] == "card"]
    assert set(named) <= set(deck().cards)
    for name in named:
        if deck().cards[name].kind == kind:
            assert deck().cards[name].title in titles


@pytest.mark.parametrize("group", lever_groups(), ids=lambda group: group.name)
def test_elements_found_by_a_lever(group) -> None:
    app = opened("lab", {**OFF, "group": group.name})
    named = [row["name"] for row in ROWS if row["found_by"] == "lever"]
    assert set(named) <= set(levers())
    for name in named:
        if levers()[name].group == group.name:
            assert levers()[name].label in words(app)


def test_elements_found_by_a_ready_made_scenario() -> None:
    app = opened("lab", {**OFF, "open_scenario": True})
    offered = app.selectbox(key="preset").options
    for row in ROWS:
        if row["found_by"] == "preset":
            assert row["name"] in offered


def test_elements_found_in_the_form_of_an_offer() -> None:
    app = at(OFFER)
    for row in ROWS:
        if row["found_by"] == "end_user":
            assert END_USERS[row["name"]] in app.multiselect(key="offer_end_user").options
        if row["found_by"] == "attribute":
            assert ATTRIBUTES[row["name"]] in app.selectbox(key="offer_attribute").options
    assert {row["found_by"] for row in ROWS} == {"card", "lever", "preset", "end_user", "attribute"}
