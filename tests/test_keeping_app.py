"""What the pages keep and say of it: a failing store, names that others use, tabs, own data that ended, short links."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Scenario
from spinemkt.errors import StoreError
from spinemkt.scenario.store import Store
from spinemkt.terms import MODALITIES
from tests.test_own_data_app import FILE, given
from tests.test_pages import opened, text_of
from tests.test_scenario_app import LATE, PLAN, PRICE, SBRT, agrees, coded, moved, name_of, opened_shelf, shown
from ui import client, drafts, linked, saving, shelf

SILENT = "Saved scenarios and drafts do not answer just now"
ENDED = "Your own data are not in use here"
OTHER = Scenario("Plan A", "", (LATE,))


@pytest.fixture(autouse=True)
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database of each test's own, and one reader's browser."""
    file = tmp_path / "scenarios.sqlite"
    monkeypatch.setenv("SPINEMKT_DATABASE", f"sqlite:///{file}")
    monkeypatch.setattr(drafts, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(drafts, "writer", drafts.Writer())
    reads(monkeypatch, "ann")
    shelf.store.clear()
    yield file
    shelf.store.clear()


def reads(monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    monkeypatch.setattr(drafts, "reader", lambda: who)


def notes(app: AppTest) -> dict[str, str]:
    """What the page tells above itself, by title."""
    assert not app.exception
    return {info.proto.title: info.value for info in app.info if info.proto.title}


def keys(app: AppTest) -> list[str]:
    return [button.key for button in app.button]


def saved_as(app: AppTest, name: str) -> AppTest:
    app.text_input(key="save_name").set_value(name).run()
    return app.button(key="save").click().run()


# A store that does not answer


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Event]]:
    """Make calls of the store wait until an event is set; a page waits for a tenth of a second."""
    monkeypatch.setattr(client, "PATIENCE", 0.1)
    monkeypatch.setattr(client, "AT_ONCE", 0.01)
    event = Event()

    def hangs(*names: str) -> Event:
        for name in names:
            act = getattr(Store, name)

            def waits(self: Store, *given: object, act: Callable = act, **named: object) -> object:
                event.wait()
                return act(self, *given, **named)

            monkeypatch.setattr(Store, name, waits)
        return event

    yield hangs
    event.set()


EVERY = ("__init__", "list", "history", "load", "save", "draft", "drafts", "keep_draft", "delete", "restore", "find")


def test_a_silent_store_is_said_once_and_the_page_stands(hang: Callable, inputs: spinemkt.Inputs) -> None:
    hang(*EVERY)
    for page in ("overview", "lab"):
        app = coded(PLAN, page)
        assert "download your scenario" in notes(app)[SILENT]
        agrees(app, inputs, PLAN)
    app.button(key="dismiss_store").click().run()
    app.switch_page("../pages/segments.py").run()
    assert SILENT not in notes(app)
    opened_shelf(app)
    assert [warning.proto.title for warning in app.warning] == ["Saved scenarios cannot be read"]
    app.button(key="save").click().run()
    assert any(info.value.startswith("Not saved: The store of scenarios does not answer") for info in app.info)
    assert shown(app).changes == PLAN.changes


def test_an_outage_that_is_over_is_no_longer_said_and_the_next_is(
    hang: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = hang("drafts")
    app = opened()
    assert SILENT in notes(app)
    app.button(key="dismiss_store").click().run()
    monkeypatch.setattr(client, "PAUSE", 0.0)
    event.set()
    while shelf.store().silent:
        shelf.store().probe()
    app.run()
    assert SILENT not in notes(app)
    event.clear()
    monkeypatch.setattr(client, "PAUSE", 1000.0)
    opened()
    assert SILENT in notes(app.run())


def test_a_save_without_answer_is_perhaps_saved_and_looked_for(hang: Callable, saved: Path) -> None:
    app = coded(PLAN)
    event = hang("save")
    saved_as(app, "Mine")
    assert "It is not known whether 'Mine' was saved" in notes(app)["Perhaps saved"]
    app.button(key="save_check").click().run()
    assert "Perhaps saved" in notes(app)
    assert not [info for info in app.info if "Saved as" in info.value]
    attempt = app.session_state["save_open"]
    event.set()
    assert attempt.call.ended.wait(30)
    app.button(key="save_check").click().run()
    assert "Perhaps saved" not in notes(app)
    assert [info.value for info in app.info] == ["Saved as 'Mine', version 1."]
    assert name_of(app) == "Mine"
    assert [one.name for one in Store().list("shared")] == ["Mine"]


def test_a_save_that_fails_late_is_told_as_not_saved(hang: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    app = coded(PLAN)
    event = Event()

    def fails(self: Store, *given: object) -> None:
        event.wait()
        raise StoreError("The disk is full.")

    hang()
    monkeypatch.setattr(Store, "save", fails)
    saved_as(app, "Mine")
    attempt = app.session_state["save_open"]
    event.set()
    assert attempt.call.ended.wait(30)
    app.button(key="save_check").click().run()
    assert "Perhaps saved" not in notes(app)
    assert "The disk is full." in [info.value for info in app.info]


def test_a_draft_that_the_store_did_not_take_is_written_later(
    monkeypatch: pytest.MonkeyPatch, inputs: spinemkt.Inputs
) -> None:
    def full(self: Store, *given: object) -> None:
        raise StoreError("database or disk is full; there is no room left.")

    act = Store.keep_draft
    monkeypatch.setattr(drafts, "PAUSE", 0.01)
    monkeypatch.setattr(Store, "keep_draft", full)
    Store().save("shared", "Plan A", PLAN.to_text(), "v")
    app = moved(1.4)
    assert drafts.writer.flush()
    opened_shelf(app)
    assert "disk is full" in notes(app)["Nothing can be saved just now"]
    app.selectbox(key="saved_name").set_value("Plan A").run()
    assert "use_saved" in keys(app)
    monkeypatch.setattr(Store, "keep_draft", act)
    while drafts.writer._held or not drafts.writer.flush():
        pass
    assert "Nothing can be saved just now" not in notes(app.run())
    assert opened().button(key="continue").label.endswith("My scenario")


def test_a_missing_folder_is_said_with_its_place(saved: Path) -> None:
    app = coded(PLAN)
    saved_as(app, "Mine")
    for file in saved.parent.iterdir():
        file.unlink()
    saved.parent.rmdir()
    saved_as(app, "Mine too")
    assert any("unable to open database file; the file must be there" in info.value for info in app.info)
    opened_shelf(app)
    assert "unable to open" in notes(app)["Saved scenarios and drafts cannot be used just now"]
    assert shown(app).changes == PLAN.changes
    saved.parent.mkdir()


@pytest.mark.parametrize("change", ["text = 'evil'", "saved_at = 'soon'", "number = -3", "checksum = ''"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_damaged_version_among_several_breaks_nothing(
    saved: Path, inputs: spinemkt.Inputs, change: str, number: int
) -> None:
    store = Store()
    for size in (1.2, 1.5, 1.8):
        store.save("shared", "Grows", moved_by(size).to_text(), "v")
    with sqlite3.connect(saved) as connection:
        connection.execute(f"UPDATE spinemkt_version SET {change} WHERE number = {number}")
    app = opened_shelf(opened())
    app.selectbox(key="saved_name").set_value("Grows").run()
    (box,) = [box for box in app.selectbox if str(box.key).startswith("version_")]
    assert sum("damaged" in option for option in box.options) == 1
    for at in range(3):
        app.selectbox(key=box.key).set_value(at).run()
        assert not app.exception
        damaged = [warning for warning in app.warning if warning.proto.title == "This scenario is damaged"]
        assert bool(damaged) == ("damaged" in box.options[at])
        if not damaged:
            app.button(key="use_saved").click().run()
            assert shown(app).changes == moved_by((1.8, 1.5, 1.2)[at]).changes


def test_a_name_without_any_version_left_breaks_nothing(saved: Path) -> None:
    Store().save("shared", "Gone", PLAN.to_text(), "v")
    with sqlite3.connect(saved) as connection:
        connection.execute("DELETE FROM spinemkt_version")
    app = opened_shelf(opened())
    app.selectbox(key="saved_name").set_value("Gone").run()
    assert not app.exception
    assert [warning.proto.title for warning in app.warning] == ["This scenario is damaged"]


def moved_by(size: float) -> Scenario:
    return Scenario("Grows", "", (spinemkt.Change("added_delay", "set", size),))


# A name that others use


def test_another_readers_name_is_asked_before_it_is_replaced(inputs: spinemkt.Inputs) -> None:
    saved_as(coded(OTHER), "Board case")
    app = saved_as(coded(PLAN), "board  CASE")
    (said,) = [warning for warning in app.warning if warning.proto.title.startswith("This name is taken")]
    assert re.search(
        r"Board case, version 1, saved \d\d \w+ \d{4}, \d\d:\d\d UTC: 1 change; .*6 weeks", said.value.replace("\\", "")
    )
    assert [(one.name, one.version) for one in Store().list("shared")] == [("Board case", 1)]
    app.text_input(key="save_name").set_value("My own").run()
    assert "save_over" not in keys(app)
    app.text_input(key="save_name").set_value("BOARD case").run()
    app.button(key="save").click().run()
    app.button(key="save_over").click().run()
    assert [info.value for info in app.info] == ["Saved as 'Board case', version 2."]
    assert name_of(app) == "Board case"
    assert not app.warning
    versions = Store().history("shared", "Board case")
    assert [Scenario.from_text(one.text).changes for one in versions] == [PLAN.changes, OTHER.changes]


def test_what_changes_between_the_question_and_the_answer_is_asked_again() -> None:
    saved_as(coded(OTHER), "Board case")
    app = saved_as(coded(PLAN), "Board case")
    Store().save("shared", "Board case", moved_by(1.2).to_text(), "v")
    app.button(key="save_over").click().run()
    assert "version 2" in app.warning[0].value
    assert len(Store().history("shared", "Board case")) == 2


def test_a_choice_is_for_what_was_on_the_page_when_it_was_asked() -> None:
    saved_as(coded(OTHER), "Board case")
    app = saved_as(coded(PLAN), "Board case")
    assert "save_over" in keys(app)
    app.session_state["scenario"] = Scenario("Plan A", "", (SBRT, PRICE)).to_link()
    app.run()
    app.text_input(key="save_name").set_value("Board case").run()
    assert "save_over" not in keys(app)


def test_what_the_reader_saved_or_opened_needs_no_question() -> None:
    app = saved_as(coded(PLAN), "Mine")
    other = opened_shelf(opened())
    other.selectbox(key="saved_name").set_value("Mine").run()
    other.button(key="use_saved").click().run()
    for reader, version in ((app, 2), (app, 3)):
        reader.session_state["scenario"] = Scenario("Mine", "", (SBRT,) * (version - 1)).to_link()
        saved_as(reader.run(), "MINE")
        assert [info.value for info in reader.info] == [f"Saved as 'Mine', version {version}."]
    other.session_state["scenario"] = Scenario("Mine", "", (LATE,)).to_link()
    saved_as(other.run(), "Mine")
    assert "version 3" in other.warning[0].value


def test_the_very_same_is_no_conflict() -> None:
    saved_as(coded(PLAN), "Mine")
    app = saved_as(coded(PLAN), "Mine")
    assert [info.value for info in app.info] == ["Saved as 'Mine', version 1."]


def test_what_is_saved_for_all_is_said_where_it_is_saved() -> None:
    assert saving.SHARED in [caption.value for caption in coded(PLAN).caption]


# Tabs


def test_two_tabs_keep_both_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = moved(1.4), moved(1.7)
    third = moved(1.5)
    assert drafts.writer.flush()
    shelf.store.clear()  # as after a restart of the server
    app = opened()
    help = app.button(key="continue").help.replace("\\", "")
    assert re.match(r"\d\d \w+ \d{4}, \d\d:\d\d UTC: .*x 1\.5\. 2 more left unsaved", help)
    opened_shelf(app)
    lines = [line.value for line in app.markdown if line.value.startswith("Left unsaved")]
    assert len(lines) == 3
    assert all("UTC" in line for line in lines)
    for number, one in enumerate((third, second, first)):
        app.button(key=f"use_left_{number}").click().run()
        assert shown(app).changes == shown(one).changes
    reads(monkeypatch, "bob")
    assert "continue" not in keys(opened())


# Own data that ended


def using_own() -> AppTest:
    return given(opened("own_data"), FILE).button(key="use_own").click().run()


def test_own_data_that_ended_with_a_reload_are_said_until_dismissed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = using_own()
    assert ENDED not in notes(app)
    assert drafts.writer.flush()
    shelf.store.clear()  # as after a restart of the server
    again = opened()
    assert re.search(r"own data \(1 row in unit costs\) on \d\d .* UTC\. They end with a reload", notes(again)[ENDED])
    assert "upload the file again." in notes(again)[ENDED]
    assert [link.proto.page for link in again.get("page_link") if link.proto.label == "Upload again"] == ["own_data"]
    again.switch_page("../pages/segments.py").run()
    assert ENDED in notes(again)
    again.button(key="dismiss_own_ended").click().run()
    assert ENDED not in notes(again)
    assert drafts.writer.flush()
    assert ENDED not in notes(opened())
    reads(monkeypatch, "bob")
    assert ENDED not in notes(opened())


def test_own_data_that_were_removed_or_are_in_use_again_have_not_ended() -> None:
    app = using_own()
    assert drafts.writer.flush()
    again = opened("own_data")
    assert ENDED in notes(again)
    given(again, FILE).button(key="use_own").click().run()
    assert ENDED not in notes(again)
    again.button(key="remove_own").click().run()
    assert drafts.writer.flush()
    assert ENDED not in notes(opened())
    assert not app.exception


def test_the_saved_scenario_is_named_as_the_way_back() -> None:
    saved_as(using_own(), "With our prices")
    assert drafts.writer.flush()
    assert "the saved scenario 'With our prices'" in notes(opened())[ENDED]


# Short links


def stacked() -> Scenario:
    """A scenario whose link is longer than some programs let through."""
    changes = [
        spinemkt.Change(
            "unit_cost",
            "scale",
            1 + at / 97,
            spinemkt.where_of(modality=name),
            note=sha256(name.encode()).hexdigest() * 2,
        )
        for at, name in enumerate(MODALITIES)
    ]
    return Scenario("Long plan", "", tuple(changes))


def shared(app: AppTest) -> str:
    app.session_state["share"] = True
    app.run()
    assert not app.exception
    return " ".join(element.value for element in app.get("html"))


def test_share_says_how_long_the_link_is() -> None:
    app = coded(PLAN)
    assert re.search(r"The link has [\d,]+ letters\.<", shared(app))
    assert "make_short" not in keys(app)


def test_a_long_link_gets_a_short_one_that_opens_the_saved_scenario(inputs: spinemkt.Inputs) -> None:
    plan = stacked()
    app = coded(plan, region="Europe")
    assert "mail and chat programs and proxies may cut links beyond 1,800 letters" in shared(app)
    app.button(key="make_short").click().run()
    (address,) = re.findall(r"Short link<input readonly data-fixed value='([^']*)'", shared(app))
    assert len(address) < 200
    assert "region=Europe" in address
    (id,) = re.findall(r"saved=([0-9a-f]{16})", address)
    assert drafts.writer.flush()
    before = Store().drafts(drafts_owner())
    other = opened(link={"saved": id, "region": "Europe"})
    assert shown(other).changes == plan.changes
    assert name_of(other) == "Long plan"
    assert not notes(other)
    assert "saved" not in other.query_params
    assert drafts.writer.flush()
    assert Store().drafts(drafts_owner()) == before  # what came by a link is nobody's draft


def drafts_owner() -> str:
    return sha256(f"{shelf.SHELF} ann".encode()).hexdigest()[:40]


def test_a_short_link_replaces_nothing_of_another_reader() -> None:
    Store().save("shared", "Long plan", PLAN.to_text(), "v")
    app = coded(stacked())
    shared(app)
    app.button(key="make_short").click().run()
    (id,) = re.findall(r"saved=([0-9a-f]{16})", shared(app))
    assert Scenario.from_text(Store().load("shared", "Long plan").text).changes == PLAN.changes
    assert Store().find("shared", id).name.startswith("Long plan (link ")


def test_a_short_link_brings_own_data_along(inputs: spinemkt.Inputs) -> None:
    saved_as(using_own(), "With our prices")
    app = opened(link={"saved": Store().load("shared", "With our prices").id})
    assert [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("Own data in use")]
    assert ENDED not in notes(app)


CANNOT = "The saved scenario of this link cannot be opened"


@pytest.mark.parametrize(
    ("id", "change", "words"),
    [
        ("0" * 16, "", "No scenario with the id"),
        ("<b>x</b>", "", "has 16 letters"),
        ("", "UPDATE spinemkt_version SET text = 'evil'", "is damaged"),
        ("", "UPDATE spinemkt_scenario SET deleted = 1", "was deleted. It can be brought back"),
        ("", "DELETE FROM spinemkt_version", "No scenario with the id"),
    ],
)
def test_a_short_link_that_cannot_be_opened_is_worded(
    saved: Path, inputs: spinemkt.Inputs, id: str, change: str, words: str
) -> None:
    kept = Store().save("shared", "Plan A", PLAN.to_text(), "v")
    with sqlite3.connect(saved) as connection:
        connection.execute(change)
    app = opened(link={"saved": id or kept.id})
    assert words in notes(app)[CANNOT].replace("\\", "")
    assert text_of(app, "sm-value") == text_of(opened(), "sm-value")


def test_a_short_link_while_the_store_is_silent_can_be_tried_again(hang: Callable) -> None:
    kept = Store().save("shared", "Plan A", PLAN.to_text(), "v")
    event = hang("find")
    app = opened(link={"saved": kept.id})
    assert "Reload this page in half a minute" in notes(app)[CANNOT]
    assert app.query_params["saved"] == kept.id
    event.set()
    shelf.store.clear()
    assert shown(opened(link={"saved": kept.id})).changes == PLAN.changes
    assert linked.length_words(1800).endswith("1,800 letters.")
