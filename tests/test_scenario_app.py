"""Scenarios through the whole app: moved, undone, replayed, stacked, saved, shared; and everything hostile."""

from __future__ import annotations

import base64
import json
import random
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Change, Scenario, ScenarioError, collisions, load_scenarios, where_of
from spinemkt.analysis.claims import claims
from spinemkt.analysis.scenarios.changes import effect, subject
from spinemkt.analysis.scenarios.moves import last_move, sentence
from spinemkt.analysis.view import View
from spinemkt.figures.study import Study
from spinemkt.scenario.levers import levers
from spinemkt.scenario.store import Store
from spinemkt.scenario.treatment import treatment_changes
from spinemkt.wording import digits_beside, money
from tests.test_pages import control_of, html_of, opened, text_of
from ui import address, drafts, scenarios, shelf

PAGES = ("overview", "segments", "regions", "modalities", "lab")
SBRT = Change("uptake_ceiling", "scale", 2.0, where_of(modality="sbrt_srs"))
LATE = Change("added_delay", "set", 6.0)
PRICE = Change("unit_cost", "scale", 0.5, where_of(modality="bone_modifying_agents"), 2028, 3, "Biosimilars")
TOO_FAR = Change("uptake_ceiling", "scale", 20.0, where_of(modality="sbrt_srs"))
PLAN = Scenario("Plan A", "Why it is so.", (SBRT, LATE, PRICE))
MIX = {"group": "Modality mix"}
BOX, SLIDER = "box_sbrt_ceiling_None", "slide_sbrt_ceiling_None"
NOT_USED = "This scenario cannot be used; the base case is shown"
REFUSED = "That is not possible; nothing was changed"
HOSTILE_NAME = "**b** <i>x</i> [l](http://a.example) :red[x] ![p](http://a.example/p.png)"


@pytest.fixture(autouse=True)
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database of each test's own."""
    file = tmp_path / "scenarios.sqlite"
    monkeypatch.setenv("SPINEMKT_DATABASE", f"sqlite:///{file}")
    monkeypatch.setattr(scenarios, "REPLAY_SECONDS", 0.0)
    shelf.store.clear()
    yield file
    shelf.store.clear()


def coded(scenario: Scenario, page: str = "overview", **link: object) -> AppTest:
    """The app opened by a link that holds a scenario."""
    return opened(page, link={"scenario": scenario.to_link(), **link})


def shown(app: AppTest) -> Scenario:
    return address.read(app.session_state["scenario"] or "")


def told(app: AppTest) -> list[str]:
    """What the app warns of; it must not have failed."""
    assert not app.exception
    assert not app.error
    return [f"{warning.proto.title}: {warning.value}" for warning in app.warning]


def written(app: AppTest) -> list[str]:
    """What stands on the page, without the style sheet."""
    return [html for html in html_of(app) if "<style" not in html]


def name_of(app: AppTest) -> str:
    """The name of the scenario in the bar."""
    (line,) = [html for html in written(app) if "sm-scenario'" in html]
    return unescape(re.search(r"<b [^>]*>(.*?)</b>", line)[1])


def agrees(app: AppTest, inputs: spinemkt.Inputs, scenario: Scenario, view: View | None = None) -> None:
    """The bar says what the library says of the scenario, run directly."""
    view = view or View()
    run, base = (
        spinemkt.run(inputs, one, scope=view.scope, include_myeloma=view.myeloma) for one in (scenario, Scenario())
    )
    assert text_of(app, "sm-effect") == ([" ".join(map(str, effect(run, base, view)))] if scenario.changes else [])


def whole(app: AppTest) -> AppTest:
    """All of the page: after a lever the test runner holds only the parts that were drawn anew."""
    return app.run()


def opened_shelf(app: AppTest) -> AppTest:
    app.session_state["open_scenario"] = True
    return app.run()


def test_share_is_made_when_it_opens() -> None:
    app = opened("lab", link={"scenario": PLAN.to_link()})
    assert not [html for html in html_of(app) if "class='sm-share'" in html]
    app.session_state["share"] = True
    app.run()
    link, code = (html for html in html_of(app) if "class='sm-share'" in html)
    assert f"scenario={PLAN.to_link()}" in link
    assert f"value='{PLAN.to_link()}'" in code
    assert [button.key for button in app.get("download_button") if button.key == "download_scenario"]


# Levers


@pytest.mark.parametrize(("key", "amount"), [(BOX, 1.5), (SLIDER, 1.6)])
def test_a_moved_lever_moves_bar_code_and_sentence(inputs: spinemkt.Inputs, key: str, amount: float) -> None:
    app = opened("lab", link=MIX)
    control = control_of(app, key)
    assert control.value == 1.0
    control.set_value(amount).run()
    assert not told(app)
    wanted = Scenario(changes=(Change("uptake_ceiling", "scale", amount, where_of(modality="sbrt_srs")),))
    found = shown(app)
    assert found.changes == wanted.changes
    assert found.data == inputs.version
    agrees(app, inputs, wanted)
    base, run = spinemkt.run(inputs), spinemkt.run(inputs, wanted)
    assert found.found == ((2035, pytest.approx(run.total("spend", {"year": 2035}), rel=1e-6)),)
    start = subject((), wanted.changes, inputs)
    assert f"{start} {sentence(last_move(Study(base), Study(run), 2035), 'it')}" in text_of(app, "sm-answer")
    assert control_of(app, BOX).value == control_of(app, SLIDER).value == amount


def test_the_sentence_is_of_the_last_step_alone(inputs: spinemkt.Inputs) -> None:
    app = opened("lab", link=MIX)
    control_of(app, BOX).set_value(1.5).run()
    control_of(app, BOX).set_value(1.2).run()
    one, two = ((Change("uptake_ceiling", "scale", size, where_of(modality="sbrt_srs")),) for size in (1.5, 1.2))
    move = last_move(*(Study(spinemkt.run(inputs, Scenario(changes=changes))) for changes in (one, two)), 2035)
    assert f"{subject(one, two, inputs)} {sentence(move, 'it')}" in text_of(app, "sm-answer")
    assert "x 1.5 to x 1.2" in subject(one, two, inputs)


def test_charts_of_patients_are_all_of_the_last_year(inputs: spinemkt.Inputs) -> None:
    app = coded(Scenario("S", "", (SBRT,)), "lab", quantity="patients", **MIX)
    assert "2035" in text_of(app, "sm-effect")[0]
    assert "Patients treated at the spine" in text_of(app, "sm-effect")[0]
    (who,) = [spec for spec in app.get("plotly_chart") if "gains most" in spec.proto.alt]
    run, base = spinemkt.run(inputs, Scenario(changes=(SBRT,))), spinemkt.run(inputs)
    where = {"year": 2035, "modality": ["sbrt_srs"]}
    gain = run.total("patient_treatments", where) - base.total("patient_treatments", where)
    assert "patient treatments" in who.proto.alt
    assert f"{gain:,.3g}"[:3].replace(".", "") in who.proto.alt.replace(",", "")


def test_a_lever_acts_on_one_region_alone(inputs: spinemkt.Inputs) -> None:
    app = opened("lab", link={**MIX, "lever_region": "Asia-Pacific"})
    control_of(app, "box_sbrt_ceiling_asia_pacific").set_value(2.0).run()
    change = Change("uptake_ceiling", "scale", 2.0, where_of(modality="sbrt_srs", region="asia_pacific"))
    assert shown(app).changes == (change,)
    agrees(app, inputs, Scenario(changes=(change,)))
    start = "SBRT and radiosurgery, peak adoption, Asia-Pacific, x 1 to x 2: it raises spend"
    assert any(text.startswith(start) for text in text_of(app, "sm-answer"))
    whole(app).session_state["lever_region"] = "everywhere"
    assert control_of(app.run(), BOX).value == 1.0


@pytest.mark.parametrize("key", [BOX, SLIDER])
def test_a_lever_back_at_its_baseline_leaves_no_change(key: str) -> None:
    app = opened("lab", link=MIX)
    control_of(app, BOX).set_value(1.5).run()
    control = control_of(app, key)
    control.set_value(1.0).run()
    assert app.session_state["scenario"] == ""
    assert name_of(app) == "Base case"
    assert not text_of(app, "sm-effect")


def test_the_slider_finds_every_baseline_again(inputs: spinemkt.Inputs) -> None:
    """Also one that lies between two of its steps."""
    for lever in levers().values():
        app = opened("lab", link={"group": lever.group})
        slider = control_of(app, f"slide_{lever.name}_None")
        start = slider.value
        slider.set_value(slider.max).run()
        assert shown(app).changes, lever.name
        slider = control_of(app, f"slide_{lever.name}_None")
        step = slider.min + round((start - slider.min) / slider.step) * slider.step
        slider.set_value(step).run()
        assert app.session_state["scenario"] == "", lever.name


def test_a_lever_draws_anew_what_it_moves_and_nothing_else() -> None:
    app = opened("lab", link=MIX)
    boxes = [f"{lever.label}, times" for lever in levers().values() if lever.group == "mix"]
    assert [box.label for box in app.text_input if box.label in boxes] == boxes
    assert app.sidebar.slider
    control_of(app, BOX).set_value(1.5).run()
    assert [box.label for box in app.text_input if box.label in boxes] == boxes[1:2]
    assert not app.sidebar.slider
    assert len(app.get("plotly_chart")) == 4
    assert not app.button(key="undo").disabled


# Steps


def moved(*sizes: float) -> AppTest:
    app = opened("lab", link=MIX)
    for size in sizes:
        control_of(app, BOX).set_value(size).run()
    return whole(app)


def size_of(app: AppTest) -> float:
    changes = shown(app).changes
    return changes[0].amount if changes else 1.0


def test_undo_and_redo_lead_through_all_steps(inputs: spinemkt.Inputs) -> None:
    app = moved(1.2, 1.4, 1.6)
    words = text_of(app, "sm-effect")
    for size in (1.4, 1.2, 1.0):
        app.button(key="undo").click().run()
        assert size_of(app) == size
        assert control_of(app, BOX).value == size
    assert app.button(key="undo").disabled
    for size in (1.2, 1.4, 1.6):
        app.button(key="redo").click().run()
        assert size_of(app) == size
    assert app.button(key="redo").disabled
    assert text_of(app, "sm-effect") == words


def test_a_new_step_cuts_what_was_undone() -> None:
    app = moved(1.2, 1.4, 1.6)
    app.button(key="undo").click().run()
    app.button(key="undo").click().run()
    control_of(app, BOX).set_value(1.8).run()
    assert app.button(key="redo").disabled
    app.button(key="undo").click().run()
    assert size_of(app) == 1.2


def test_one_change_or_all_are_reset(inputs: spinemkt.Inputs) -> None:
    app = coded(PLAN)
    app.session_state["changed"] = True
    app.run()
    rows = text_of(app, "sm-change-row")
    assert len(rows) == 3
    assert rows[2].endswith("from 2028, in full 2031")
    assert text_of(app, "sm-text")[0] == PLAN.story
    names = [button.label for button in app.button if button.key.startswith("reset_")]
    assert len(set(names)) == 3
    assert all(name.startswith("Reset *of ") for name in names)
    app.button(key="reset_1").click().run()
    assert set(shown(app).changes) == {SBRT, PRICE}
    agrees(app, inputs, Scenario(changes=(SBRT, PRICE)))
    app.button(key="reset").click().run()
    assert app.session_state["scenario"] == ""
    app.button(key="undo").click().run()
    assert set(shown(app).changes) == {SBRT, PRICE}


def test_a_replay_ends_where_it_began() -> None:
    app = moved(1.2, 1.6)
    before = app.session_state["scenario"], text_of(app, "sm-effect"), text_of(app, "sm-answer")
    app.button(key="replay").click().run()
    assert not told(app)
    assert (app.session_state["scenario"], text_of(app, "sm-effect"), text_of(app, "sm-answer")) == before
    assert app.button(key="redo").disabled


def test_a_replay_that_is_interrupted_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who acts during the pause ends the run that pauses."""
    app = moved(1.2, 1.6)

    def interrupted(seconds: float) -> None:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr(scenarios, "sleep", interrupted)
        app.button(key="replay").click().run()
    assert size_of(app) == 1.2
    assert size_of(app.run()) == 1.6


def test_a_lever_moved_during_a_replay_can_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    app = moved(1.2, 1.6)

    def interrupted(seconds: float) -> None:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr(scenarios, "sleep", interrupted)
        app.button(key="replay").click().run()
    control_of(app, BOX).set_value(1.4).run()
    assert size_of(app) == 1.4
    app.button(key="undo").click().run()
    assert size_of(app) == 1.2


def test_a_pasted_code_is_a_step_of_its_own(inputs: spinemkt.Inputs) -> None:
    app = moved(1.2, 1.4)
    pasted(app, f" {PLAN.to_link()}\n")
    assert not told(app)
    agrees(app, inputs, PLAN)
    run, before = spinemkt.run(inputs, PLAN), spinemkt.run(inputs, shown(moved(1.4)))
    assert any(
        str(sentence(last_move(Study(before), Study(run), 2035), "it")) in text for text in text_of(app, "sm-answer")
    )
    app.button(key="undo").click().run()
    assert size_of(app) == 1.4


def pasted(app: AppTest, text: str) -> None:
    """Open a code in Share."""
    app.session_state["share"] = True
    app.run()
    app.text_input(key="pasted_code").set_value(text)
    next(button for button in app.button if button.label == "Open").click().run()


def test_a_pasted_link_is_opened_too(inputs: spinemkt.Inputs) -> None:
    app = moved(1.2)
    pasted(app, f"https://market.example/regions?region=Europe&scenario={PLAN.to_link()}")
    agrees(app, inputs, PLAN)


@pytest.mark.parametrize("text", ["damaged!", "", "https://market.example/?region=Europe", "http://[", "x" * 100_000])
def test_what_cannot_be_opened_is_refused_and_the_scenario_stays(text: str) -> None:
    app = moved(1.2)
    pasted(app, text)
    assert REFUSED in [warning.proto.title for warning in app.warning]
    assert size_of(app) == 1.2


def test_a_link_can_be_undone_to_the_baseline_and_replayed(inputs: spinemkt.Inputs) -> None:
    app = coded(PLAN, "lab")
    assert app.session_state["scenario"] == PLAN.to_link()
    app.button(key="replay").click().run()
    assert app.session_state["scenario"] == PLAN.to_link()
    app.button(key="undo").click().run()
    assert app.session_state["scenario"] == ""
    app.button(key="redo").click().run()
    agrees(app, inputs, PLAN)


# Drafts


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make the sessions that follow those of one reader's browser; '' has no cookie."""

    def as_reader(who: str) -> None:
        monkeypatch.setattr(drafts, "reader", lambda: who)

    monkeypatch.setattr(drafts, "PAUSE_SECONDS", 0.0)
    as_reader("ann")
    return as_reader


def kept(app: AppTest) -> str:
    """What a session that opens the bare address afterwards offers to go on with."""
    assert drafts.writer.flush()
    assert not app.exception
    found = opened("overview")
    assert not told(found)
    offers = [button for button in found.button if button.key == "continue"]
    return offers[0].label if offers else ""


def test_an_unsaved_scenario_is_offered_when_the_app_is_opened_anew(reads: Callable, inputs: spinemkt.Inputs) -> None:
    app = moved(1.4)
    assert kept(app) == "Continue where you left off: My scenario"
    shelf.store.clear()  # as after a restart of the server
    again = opened("overview")
    assert "x 1.4" in again.button(key="continue").help
    again.button(key="continue").click().run()
    assert shown(again).changes == shown(app).changes
    agrees(again, inputs, shown(app))
    assert not [button for button in again.button if button.key == "continue"]
    again.button(key="undo").click().run()
    assert app.session_state["scenario"] != ""


def test_a_draft_is_seen_by_its_own_reader_alone(reads: Callable) -> None:
    app = moved(1.4)
    assert drafts.writer.flush()
    for other in ("bob", ""):
        reads(other)
        assert kept(app) == ""
    reads("bob")
    bob = coded(PLAN, "lab", **MIX)
    control_of(bob, BOX).set_value(1.7).run()
    assert kept(bob) == "Continue where you left off: Plan A"
    reads("ann")
    assert kept(app) == "Continue where you left off: My scenario"
    reads("")
    assert kept(moved(1.9)) == ""


def test_a_link_alone_is_no_draft_and_leaves_the_one_there_is(reads: Callable) -> None:
    moved(1.4)
    assert drafts.writer.flush()
    other = coded(PLAN, "lab", **MIX)
    assert not [button for button in other.button if button.key == "continue"]
    assert kept(other) == "Continue where you left off: My scenario"


def test_a_draft_that_a_new_one_replaces_can_still_be_opened(reads: Callable) -> None:
    first = moved(1.4)
    assert drafts.writer.flush()
    second = moved(1.2, 1.6)
    assert kept(second) == "Continue where you left off: My scenario"
    app = opened_shelf(opened())
    app.button(key="use_left_0").click().run()
    assert shown(app).changes == shown(second).changes
    app.button(key="use_left_1").click().run()
    assert shown(app).changes == shown(first).changes
    assert not told(app)


def test_a_reset_scenario_is_not_offered_but_can_be_opened(reads: Callable) -> None:
    app = moved(1.4)
    app.button(key="reset").click().run()
    assert kept(app) == ""
    opened_shelf(opened()).button(key="use_left_0").click().run()


def test_a_damaged_draft_or_store_leaves_the_app_whole(reads: Callable, saved: Path) -> None:
    assert kept(moved(1.4))
    with sqlite3.connect(saved) as connection:
        connection.execute("UPDATE spinemkt_draft SET text = 'x'")
    assert kept(opened()) == ""
    shelf.store.clear()
    saved.write_text("this is no database, but a text of some length" * 40)
    app = moved(1.6)
    assert drafts.writer.flush()
    assert size_of(app) == 1.6


# Every page


@pytest.mark.parametrize(
    "view", [View(), View(region=("europe",), years=(2027, 2033), year=2030, scope="full")], ids=["all", "some"]
)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_scenario(inputs: spinemkt.Inputs, page: str, view: View) -> None:
    dearer = Scenario("Dearer", "", (Change("unit_cost", "scale", 1.5),))
    link = {"region": list(view.region), "years": [str(year) for year in view.years], "year": str(view.year)}
    app = coded(dearer, page, scope=view.scope, **{name: value for name, value in link.items() if value})
    assert not told(app)
    agrees(app, inputs, dearer, view)
    run = spinemkt.run(inputs, dearer, scope=view.scope)
    if page == "overview":
        spend, later = (run.total("spend", view.where("spend", year=year)) for year in (view.year, view.years[1]))
        shown = digits_beside(lambda usd, more: money(usd, more=more), spend, [later], view.years[1] - view.year)
        assert text_of(app, "sm-value")[0] == money(spend, more=shown)
        assert money(spend) != money(spinemkt.run(inputs, scope=view.scope).total("spend", view.where(year=view.year)))


def test_the_claims_stay_those_of_the_baseline(result: spinemkt.Result) -> None:
    table = [html for html in written(coded(PLAN)) if "sm-mark" in html]
    assert table == [html for html in written(opened()) if "sm-mark" in html]
    assert all(claim.verdict in table[0] for claim in claims(result))


@pytest.mark.parametrize("tab", ["How the model works", "External checks", "Identities", "Data"])
def test_the_evidence_stays_that_of_the_baseline(tab: str) -> None:
    def read(app: AppTest) -> list[str]:
        assert not told(app)
        own = ("sm-scenario", "sm-effect", "sm-share")  # the bar and the link are the reader's
        return [html for html in written(app) if not any(name in html for name in own)]

    assert read(coded(PLAN, "evidence", evidence_tab=tab)) == read(opened("evidence", link={"evidence_tab": tab}))


# Ready-made scenarios


def test_a_ready_made_scenario_is_used_and_one_added(inputs: spinemkt.Inputs) -> None:
    presets = load_scenarios()
    one, other = list(presets)[5], list(presets)[7]
    app = opened_shelf(opened())
    app.selectbox(key="preset").set_value(one).run()
    app.button(key="use_preset").click().run()
    agrees(app, inputs, presets[one])
    assert name_of(app) == one
    app.selectbox(key="preset").set_value(other).run()
    app.button(key="add_preset").click().run()
    assert not told(app)
    agrees(app, inputs, presets[one] + presets[other])
    app.button(key="undo").click().run()
    assert shown(app).changes == presets[one].changes


def test_changes_that_meet_are_said_before_they_are_added() -> None:
    mine = Scenario("Mine", "", (Change("uptake_ceiling", "scale", 1.5, where_of(modality="sbrt_srs")),))
    for name, preset in load_scenarios().items():
        app = opened_shelf(coded(mine))
        app.selectbox(key="preset").set_value(name).run()
        said = [caption.value for caption in app.caption if "already changes these" in caption.value]
        assert bool(said) == bool(collisions(mine, preset)), name
        assert not any("1 times" in text for text in said)
        if said:
            return
    pytest.fail("no ready-made scenario moves SBRT")


def test_what_cannot_be_added_is_refused_and_mine_stays(inputs: spinemkt.Inputs) -> None:
    """Twice the long run, four times over, leaves the shares that there can be."""
    app = opened_shelf(coded(PLAN))
    app.file_uploader(key="scenario_file").set_value(
        ("more.toml", Scenario("More", "", (TOO_FAR,)).to_text().encode(), "application/toml")
    ).run()
    app.button(key="add_file").click().run()
    (said,) = told(app)
    assert said.startswith(REFUSED)
    assert "allowed: 0 to 100%" in said
    assert app.session_state["scenario"] == PLAN.to_link()
    agrees(app, inputs, PLAN)
    assert not told(app.run())


def events(name: str, first: int, note: str = "") -> Scenario:
    return Scenario(
        name,
        "",
        tuple(Change("added_delay", "add", 0.001, (), 2030, 0, f"Event {first + one}", note) for one in range(150)),
    )


def test_more_changes_than_a_code_may_hold_are_refused() -> None:
    mine = events("One", 0)
    app = uploaded(opened_shelf(coded(mine)), events("Two", 500).to_text().encode())
    app.button(key="add_file").click().run()
    (said,) = told(app)
    assert said.startswith(REFUSED)
    assert "at most 200 items" in said
    assert app.session_state["scenario"] == mine.to_link()


def test_more_words_than_a_code_may_hold_are_refused() -> None:
    chance = random.Random(1)
    noted = [
        replace(change, note="".join(map(chr, chance.choices(range(0x4E00, 0x9000), k=400))))
        for change in events("Long", 0).changes
    ]
    long = Scenario("Long", "", tuple(noted))
    app = uploaded(opened_shelf(coded(PLAN)), long.to_text().encode())
    if app.warning:
        assert "too long" in told(app)[0]
    else:
        app.button(key="use_file").click().run()
        assert "too long" in told(app)[0]
    assert app.session_state["scenario"] == PLAN.to_link()


# The shelf


def test_save_list_load_save_again_delete_and_bring_back(inputs: spinemkt.Inputs) -> None:
    app = coded(PLAN)
    app.text_input(key="save_name").set_value("  My   plan ").run()
    app.button(key="save").click().run()
    assert [info.value for info in app.info] == ["Saved as 'My plan', version 1."]
    assert name_of(app) == "My plan"

    other = opened_shelf(opened())
    assert other.selectbox(key="saved_name").options == ["My plan"]
    other.selectbox(key="saved_name").set_value("My plan").run()
    other.button(key="use_saved").click().run()
    agrees(other, inputs, PLAN)
    assert text_of(other, "sm-effect") == text_of(app, "sm-effect")
    other.session_state["changed"] = True
    other.run().button(key="reset_0").click().run()
    assert other.text_input(key="save_name").value == "My plan"
    other.button(key="save").click().run()
    assert [info.value for info in other.info] == ["Saved as 'My plan', version 2."]
    assert [one.version for one in Store().history("shared", "My plan")] == [2, 1]

    other.selectbox(key="saved_name").set_value("My plan").run()
    other.button(key="delete").click().run()
    assert other.selectbox(key="saved_name").options == []
    assert other.selectbox(key="deleted_name").value == "My plan"
    other.button(key="restore").click().run()
    assert not told(other)
    assert other.selectbox(key="saved_name").options == ["My plan"]
    assert not [box for box in other.selectbox if box.key == "deleted_name"]


def test_the_scenario_deleted_last_comes_back_first() -> None:
    for name in ("Old", "New"):
        Store().save("shared", name, PLAN.to_text(), "v")
    app = opened_shelf(opened())
    for name in ("New", "Old"):
        app.selectbox(key="saved_name").set_value(name).run()
        app.button(key="delete").click().run()
    assert app.selectbox(key="deleted_name").value == "Old"
    app.button(key="restore").click().run()
    assert app.selectbox(key="saved_name").options == ["Old"]
    assert app.selectbox(key="deleted_name").options == ["New"]


def test_another_scenario_is_not_saved_under_the_name_of_the_last() -> None:
    app = coded(PLAN)
    app.button(key="save").click().run()
    app.session_state["scenario"] = Scenario("Plan B", "", (SBRT,)).to_link()
    assert app.run().text_input(key="save_name").value == "Plan B"


def test_a_name_that_is_refused_stays_to_be_mended() -> None:
    app = coded(PLAN)
    app.text_input(key="save_name").set_value("Plan \u200b\x07 C").run()
    app.button(key="save").click().run()
    (info,) = app.info
    assert "Did you mean 'Plan C'?" in info.value
    assert app.text_input(key="save_name").value == "Plan \u200b\x07 C"
    assert Store().list("shared") == []
    assert app.session_state["scenario"] == PLAN.to_link()


@pytest.mark.parametrize("name", ["Base case", " BASE CASE ", "baseline"])
def test_the_name_of_the_baseline_is_refused_in_words(name: str) -> None:
    app = coded(PLAN)
    app.text_input(key="save_name").set_value(name).run()
    app.button(key="save").click().run()
    (info,) = app.info
    assert info.value.startswith("Not saved: the name")
    assert "'Plan A'" in info.value
    assert app.text_input(key="save_name").value == name
    assert Store().list("shared") == []
    assert name_of(app) == "Plan A"


@pytest.mark.parametrize("name", [HOSTILE_NAME, "<script>alert(1)</script>", "=1+1", "'\"`", "x" * 80])
def test_a_hostile_name_is_text_everywhere(name: str) -> None:
    app = coded(PLAN)
    app.text_input(key="save_name").set_value(name).run()
    app.button(key="save").click().run()
    assert not told(app)
    for page in ("lab", "overview"):
        app.switch_page(f"../pages/{page}.py").run()
        assert not told(app)
        assert not any(tag in html for html in written(app) for tag in ("<script", "<i>x", "<img"))
    opened_shelf(app).selectbox(key="saved_name").set_value(Store().list("shared")[0].name).run()
    app.button(key="delete").click().run()
    texts = [*(button.label for button in app.button), *(info.value for info in app.info)]
    assert not any("[l](http:" in text.replace("\\", "") and "\\[l" not in text for text in texts)


def test_a_damaged_row_is_said_and_the_others_can_be_used(saved: Path, inputs: spinemkt.Inputs) -> None:
    store = Store()
    for name in ("Whole", "Broken", "Foreign"):
        store.save("shared", name, PLAN.to_text() if name != "Foreign" else "scenario = 9", "v")
    with sqlite3.connect(saved) as connection:
        connection.execute(
            "UPDATE spinemkt_version SET text = 'x' WHERE scenario_id = "
            "(SELECT id FROM spinemkt_scenario WHERE name = 'Broken')"
        )
    app = opened_shelf(opened())
    for name, title in (("Broken", "This scenario is damaged"), ("Foreign", "This scenario cannot be read")):
        app.selectbox(key="saved_name").set_value(name).run()
        (said,) = told(app)
        assert said.startswith(title)
    app.selectbox(key="saved_name").set_value("Whole").run()
    app.button(key="use_saved").click().run()
    agrees(app, inputs, PLAN)


def test_a_scenario_that_somebody_else_took_away_is_said() -> None:
    store = Store()
    store.save("shared", "Gone", PLAN.to_text(), "v")
    app = opened_shelf(opened())
    app.selectbox(key="saved_name").set_value("Gone").run()
    with sqlite3.connect(store.place) as connection:
        connection.execute("DELETE FROM spinemkt_version")
        connection.execute("DELETE FROM spinemkt_scenario")
    app.button(key="delete").click().run()
    assert told(app)[0].startswith(REFUSED)
    assert "not among the 0 there" in told(app)[0]


def test_a_shelf_that_cannot_be_opened_is_said(saved: Path) -> None:
    saved.write_text("this is no database, but a text of some length" * 40)
    app = opened_shelf(coded(PLAN))
    assert told(app)[0].startswith("Saved scenarios cannot be read")
    app.button(key="save").click().run()
    assert "no store of scenarios" in app.info[0].value
    assert app.session_state["scenario"] == PLAN.to_link()


# Files


def uploaded(app: AppTest, content: bytes, name: str = "mine.toml") -> AppTest:
    return app.file_uploader(key="scenario_file").set_value((name, content, "application/toml")).run()


def test_a_good_file_is_used(inputs: spinemkt.Inputs) -> None:
    app = uploaded(opened_shelf(opened()), b"\xef\xbb\xbf" + PLAN.to_text().replace("\n", "\r\n").encode())
    assert not told(app)
    app.button(key="use_file").click().run()
    agrees(app, inputs, PLAN)


FILES = {
    "empty": (b"", "Field required"),
    "not UTF-8": ("scenario = 1\nname = 'é'".encode("latin-1"), "not a text in UTF-8"),
    "UTF-16": (PLAN.to_text().encode("utf-16"), "not a text in UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a text in UTF-8"),
    "too long": (b"#" * 500_000, "too long"),
    "huge": (b"#" * 1_000_001, "allowed: 1,000,000"),
    "key of many parts": (b"a." * 90_000 + b"a = 1", "more than nine parts"),
    "table of many parts": (b"[" + b'"a".' * 40_000 + b"a]", "more than nine parts"),
    "deep": (b"scenario = 1\nname = " + b"[" * 5000 + b"]" * 5000, "not TOML"),
    "deep tables": (b"scenario = 1\nname = 'a'\n[levers" + b".a" * 7 + b"]\n[[x]]" * 200, "not TOML"),
    "many digits": (b"scenario = " + b"9" * 190_000, "not TOML"),
    "open quotes": (b'"""\n\\' * 40_000, "not TOML"),
    "infinite": (b"scenario = 1\nname = 'a'\n[[levers]]\nparameter = 'added_delay'\nset = inf", "finite number"),
    "nan": (b"scenario = 1\nname = 'a'\n[[levers]]\nparameter = 'added_delay'\nset = nan", "finite number"),
    "script": (b"scenario = 1\nname = 'a'\n'<script>' = '![x](http://a.example/x.png)'", "not permitted"),
    "control characters": (b'scenario = 1\nname = "a\\u0007"', "control characters"),
}


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES)
def test_a_bad_file_is_refused_with_its_reason(content: bytes, words: str) -> None:
    app = uploaded(opened_shelf(coded(PLAN)), content)
    (said,) = told(app)
    assert said.startswith("This file is not a scenario: ")
    assert words in said
    assert len(said) < 1500
    assert "![x](" not in said
    assert app.session_state["scenario"] == PLAN.to_link()


# Events


def event(app: AppTest, label: str, lever: str, size: str, year: int = 2028, ramp: int = 2) -> AppTest:
    app.selectbox(key="event_lever").set_value(lever).run()
    app.run().text_input(key="event_label").set_value(label)
    app.text_input(key=f"event_size_{lever}").set_value(size)
    app.selectbox(key="event_year").set_value(year)
    app.selectbox(key="event_ramp").set_value(ramp)
    return app.button(key="FormSubmitter:event-Add event").click().run()


def test_an_event_is_added_beside_the_lever(inputs: spinemkt.Inputs) -> None:
    app = event(moved(1.2), "First  approval", "sbrt_ceiling", "+50%")
    assert not told(app)
    lever, added = shown(app).changes
    assert (lever.amount, added.amount, added.label) == (1.2, 1.5, "First approval")
    assert (added.year, added.ramp, added.where) == (2028, 2, where_of(modality="sbrt_srs"))
    agrees(app, inputs, Scenario(changes=(lever, added)))
    unnamed = event(opened("lab"), "", "sbrt_ceiling", "50")
    assert shown(unnamed).events[0].label == levers()["sbrt_ceiling"].label


@pytest.mark.parametrize(
    ("label", "lever", "size", "words"),
    [
        ("Too much", "sbrt_ceiling", "400", "Typed: '400'; allowed: -100 to +185.7%. Nearest: +185.7%."),
        ("Negative", "sbrt_ceiling", "-100.01", "Nearest: -100%."),
        ("Endless", "sbrt_ceiling", "1e300", "allowed: -100 to +185.7%"),
        ("Doubtful", "sbrt_ceiling", "1,200", "it can be read as 1.2 or as 1200"),
        ("No number", "delay", "soon", "Typed: 'soon'; it is not a number; allowed: -26 to 104 weeks."),
        ("Bell \x07", "sbrt_ceiling", "50", "control characters"),
        ("Hidden \u202e", "sbrt_ceiling", "50", "control characters"),
    ],
)
def test_a_bad_event_is_refused_and_the_last_step_stays(label: str, lever: str, size: str, words: str) -> None:
    app = event(moved(1.2, 1.4), label, lever, size)
    (said,) = told(app)
    assert said.startswith(REFUSED)
    assert words in said
    assert size_of(app) == 1.4
    assert app.button(key="redo").disabled
    assert (app.text_input(key="event_label").value, app.text_input(key=f"event_size_{lever}").value) == (label, size)
    assert app.selectbox(key="event_lever").value == lever


# Price and uptake of any treatment


def changed_treatment(app: AppTest, aspect: str, treatment: str, size: str, region: str = "europe") -> AppTest:
    app.session_state["treatment_aspect"] = aspect
    app.selectbox(key="treatment_code").set_value(treatment)
    app.selectbox(key="treatment_region").set_value(region)
    app.text_input(key="treatment_size").set_value(size)
    app.selectbox(key="treatment_year").set_value(2028)
    return app.button(key="FormSubmitter:treatment-Add change").click().run()


def test_a_treatment_gets_cheaper_in_one_region(inputs: spinemkt.Inputs) -> None:
    app = changed_treatment(opened("lab"), "price", "bone_modifying_agents", "-20%")
    assert not told(app)
    changes = treatment_changes("price", "bone_modifying_agents", 0.8, "europe", 2028, 3)
    assert shown(app).changes == changes
    agrees(app, inputs, Scenario(changes=changes))
    app.button(key="undo").click().run()
    assert app.session_state["scenario"] == ""


def test_a_change_of_uptake_is_one_change_and_is_reset_as_one(inputs: spinemkt.Inputs) -> None:
    app = changed_treatment(opened("lab"), "uptake", "sbrt_srs", "\u221212,5", "everywhere")
    assert not told(app)
    assert shown(app).changes == treatment_changes("uptake", "sbrt_srs", 0.875, None, 2028, 3)
    assert shelf.counted(shown(app)) == "1 change"
    app.session_state["changed"] = True
    app.run()
    (row,) = text_of(app, "sm-change-row")
    assert "Uptake of SBRT / SRS" in row
    assert "-12.5% · from 2028, in full 2031" in row
    app.button(key="reset_0").click().run()
    assert app.session_state["scenario"] == ""


@pytest.mark.parametrize(
    ("aspect", "treatment", "size", "words"),
    [
        ("uptake", "conventional_ebrt", "-20", "has no uptake of its own"),
        ("uptake", "mri", "200", "Typed: '200'; allowed: -100 to +"),
        ("price", "sbrt_srs", "-120", "allowed: -100 to +"),
        ("price", "sbrt_srs", "1,200", "it can be read as 1.2 or as 1200"),
        ("price", "sbrt_srs", "cheap", "it is not a number"),
    ],
)
def test_a_treatment_that_cannot_change_so_is_said(aspect: str, treatment: str, size: str, words: str) -> None:
    app = changed_treatment(moved(1.2), aspect, treatment, size)
    (said,) = told(app)
    assert said.startswith(REFUSED)
    assert words in said
    assert size_of(app) == 1.2
    assert app.text_input(key="treatment_size").value == size


# Codes in the address


@pytest.mark.parametrize("page", [*PAGES, "evidence"])
def test_a_code_opens_on_every_page_with_the_same_numbers(inputs: spinemkt.Inputs, page: str) -> None:
    app = coded(PLAN, page)
    assert not told(app)
    assert app.session_state["scenario"] == PLAN.to_link()
    assert name_of(app) == "Plan A"
    agrees(app, inputs, PLAN)


def test_a_code_of_an_older_data_version_says_so_with_both_results(inputs: spinemkt.Inputs) -> None:
    old = Scenario("Old", "", (SBRT,), "2024.01-abc", ((2035, 12.3e9),))
    app = coded(old)
    assert not told(app)
    (info,) = app.info
    now = money(spinemkt.run(inputs, old).total("spend", {"year": 2035}))
    assert info.proto.title == "This scenario is from another data version"
    assert f"data 2024.01-abc; these are {inputs.version}" in info.value
    assert f"2035 12.3 bn USD then, {now} now" in info.value
    agrees(app, inputs, old)
    assert not coded(Scenario("New", "", (SBRT,), inputs.version)).info
    assert "then" not in coded(Scenario("Old", "", (SBRT,), "2024.01-abc")).info[0].value


@pytest.mark.parametrize("page", [*PAGES, "evidence"])
def test_a_code_that_cannot_be_run_is_refused_and_kept(inputs: spinemkt.Inputs, page: str) -> None:
    bad = Scenario("Bad", "", (TOO_FAR, LATE))
    app = coded(bad, page, **MIX)
    (said,) = told(app)
    assert said.startswith(NOT_USED)
    assert "allowed: 0 to 100%" in said
    assert app.session_state["scenario"] == bad.to_link()
    assert text_of(app, "sm-effect")[0].endswith("no change")
    if page == "overview":
        total = spinemkt.run(inputs).total("spend", {"year": 2026})
        assert text_of(app, "sm-value")[0] == money(total)
    if page == "lab":
        assert not any("last step" in title for title in text_of(app, "sm-title"))


def test_what_cannot_be_run_is_mended_change_by_change(inputs: spinemkt.Inputs) -> None:
    more = Change("unit_cost", "scale", 1e9, where_of(modality="mri"))
    app = coded(Scenario("Bad", "", (TOO_FAR, more, LATE)), "lab")
    for left in (2, 1):
        assert told(app)[0].startswith(NOT_USED), left
        app.session_state["changed"] = True
        app.run().button(key="reset_0").click().run()
    assert not told(app)
    agrees(app, inputs, Scenario(changes=(LATE,)))
    app.button(key="undo").click().run()
    assert told(app)[0].startswith(NOT_USED)


def test_a_damaged_code_is_kept_until_the_next_step(inputs: spinemkt.Inputs) -> None:
    app = opened("lab", link={"scenario": "damaged!", **MIX})
    assert told(app)[0].startswith(NOT_USED)
    assert app.session_state["scenario"] == "damaged!"
    control_of(app, BOX).set_value(1.4).run()
    assert not told(app)
    agrees(app, inputs, shown(app))
    assert shown(app).changes[0].amount == 1.4
    assert len([title for title in text_of(app, "sm-title") if "above the base case" in title]) == 1
    app.button(key="undo").click().run()
    assert app.session_state["scenario"] == "damaged!"


# Pins


def named(number: int) -> Scenario:
    change = Change("uptake_ceiling", "scale", 1 + number / 10, where_of(modality="sbrt_srs"))
    return Scenario(f"Plan {number}", "", (change,))


def pins(app: AppTest) -> list[str]:
    return [address.read(code).name for code in filter(None, (app.session_state["pins"] or "").split("."))]


def test_pins_keep_their_order_and_are_four_at_most() -> None:
    app = opened()
    for number in range(1, 6):
        app.session_state["scenario"] = named(number).to_link()
        app.run().button(key="pin").click().run()
        assert pins(app) == [f"Plan {one}" for one in range(max(1, number - 3), number + 1)]
    app.button(key="pin").click().run()
    assert pins(app)[-1] == "Plan 5"
    assert len(pins(app)) == 4
    assert not told(app)


def test_hostile_pins_break_nothing() -> None:
    good = [named(number).to_link() for number in range(1, 6)]
    for text in ("...", ".a.b.c", "x" * 30_000, "<script>", "\x00", ".".join(["....", *good]), f"zz.{good[0]}.%%"):
        app = opened("lab", link={"pins": text, "scenario": named(9).to_link()})
        assert not app.exception
        app.button(key="pin").click().run()
        assert not app.exception
        assert pins(app)[-1] == "Plan 9"
    assert pins(app)[0] == "Plan 1"
    app = opened(link={"pins": ".".join(["....", *good]), "scenario": named(9).to_link()})
    app.button(key="pin").click().run()
    assert pins(app) == ["Plan 2", "Plan 3", "Plan 4", "Plan 9"]


# Hostile codes and texts


def squeezed(content: bytes) -> str:
    squeezer = zlib.compressobj(9, wbits=-15)
    return base64.urlsafe_b64encode(squeezer.compress(content) + squeezer.flush()).rstrip(b"=").decode()


VALUES = [
    None, True, -1, 0, 1, 2**70, 1e308, -1e-300, "", "x", "\x00", "\ud800", "\u202e", "<script>alert(1)</script>",
    "![x](http://a.example/x.png)", "x" * 3000, [], {}, [[]], {"a": {}}, "uptake_ceiling", "sbrt_srs",
]  # fmt: skip
LEVER_KEYS = ("parameter", "where", "set", "scale", "add", "year", "ramp", "note", "label", "amount", "\ud800", "<b>")
KEYS = ("scenario", "name", "story", "data", "spend_then", "levers", "events", "extra", "\ud800", "![x](u)")


def hostile(seed: int) -> str:
    """A code that somebody made up or damaged: its letters, its bytes, or what it says."""
    chance = random.Random(seed)
    good = PLAN.to_link()
    kind = seed % 6
    if kind == 0:
        at = chance.randrange(len(good))
        return (
            good[:at]
            + chance.choice(["", "=", "é", " ", "\x00", good, "%00", "\n"])
            + good[at + chance.randint(0, 3) :]
        )
    if kind == 1:
        return "".join(chance.choices("ABCabc019-_=./+é中\x00<>", k=chance.randint(1, 400)))
    if kind == 2:
        opening, closing = chance.choice([("[", "]"), ('{"a":', "}")])
        depth = chance.choice([10, 200, 700, 950, 1200, 9000])
        return squeezed(b'{"scenario":1,"name":"a","x":' + (opening * depth + "1" + closing * depth).encode() + b"}")
    if kind == 3:
        return squeezed(chance.choice([b" " * 3_000_000, b"1" * 150_000, bytes(chance.choices(range(256), k=500))]))
    plain = {"scenario": 1, "name": "a"}
    lever = {"parameter": "uptake_ceiling", "where": {"modality": "sbrt_srs"}, "scale": 1.5}
    lever |= {chance.choice(LEVER_KEYS): chance.choice(VALUES) for _ in range(chance.randint(0, 2))}
    plain |= {chance.choice(("levers", "events")): [lever] * chance.choice([1, 1, 2, 500])}
    if kind == 5:
        plain |= {chance.choice(KEYS): chance.choice(VALUES) for _ in range(chance.randint(1, 3))}
    return squeezed(json.dumps(plain).encode())


def readable(code: str) -> bool:
    """Whether the app's own reading takes a code; if not, it says why in a few words."""
    try:
        found = address.read(code)
    except ScenarioError as error:
        said = str(error)
        assert said.strip()
        assert len(said) < 2000
        said.encode()
        return False
    assert Scenario.from_link(found.to_link()) == found
    return True


def test_hostile_codes_are_refused_in_words_or_read() -> None:
    found = [readable(hostile(seed)) for seed in range(600)]
    assert 10 < sum(found) < 300


JUNK = ['"', "'''", "[" * 900, "a." * 300, "\x00", "\ud800", "= nan", "{", "\n\n[[levers]]\n", "é" * 99]


def test_hostile_texts_are_refused_in_words_or_read() -> None:
    written = PLAN.to_text()
    for seed in range(400):
        chance = random.Random(seed)
        at = chance.randrange(len(written))
        junk = chance.choice(JUNK)
        text = written[:at] + junk + written[at + chance.randint(0, 20) :]
        content = text.encode("utf-8", "surrogatepass") if seed % 2 else text
        try:
            Scenario.from_text(content)
        except ScenarioError as error:
            assert 0 < len(str(error)) < 2000
            str(error).encode()


@pytest.mark.parametrize("seed", range(30))
def test_hostile_codes_change_nothing_in_the_app(seed: int) -> None:
    code = hostile(1000 + seed)
    page = ("lab", "overview", "evidence")[seed // 6 % 3]
    app = opened(page, link={"scenario": code})
    said = told(app)
    readable_one = readable(code)
    assert readable_one or said
    assert all(len(text) < 2500 and "![x](" not in text for text in said)
    if said:
        assert said[0].startswith(NOT_USED)
        assert app.session_state["scenario"] == code
        assert not [html for html in written(app) if "<script" in html]
        if page == "overview":
            assert text_of(app, "sm-value") == text_of(opened(), "sm-value")


def test_an_earlier_version_can_be_used(inputs: spinemkt.Inputs) -> None:
    for amount in (1.2, 1.5):
        change = Change("uptake_ceiling", "scale", amount, where_of(modality="sbrt_srs"))
        Store().save(shelf.SHELF, "Grows", Scenario("Grows", "", (change,)).to_text(), "2026.11-x")
    app = opened("lab")
    app.session_state["open_scenario"] = True
    app.run().selectbox(key="saved_name").set_value("Grows").run()
    app.selectbox(key="version_Grows_2_2").set_value(1).run()
    app.button(key="use_saved").click().run()
    assert shown(app).changes[0].amount == 1.2
