"""Own data in the app: seen before they are taken, in one session alone, kept with a saved scenario only."""

from __future__ import annotations

import gc
import sqlite3
import weakref
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from starlette.formparsers import MultiPartParser
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Scenario
from spinemkt.documents.options import EVIDENCE_TABS
from spinemkt.scenario.levers import levers
from spinemkt.scenario.store import Store
from tests.test_own_data import HEAD, OURS, book, laid, lines
from tests.test_pages import PAGES, check, control_of, html_of, opened, text_of
from ui import cache, drafts, own, render_lock, shelf, upload, warm

FILE = ("unit_costs.csv", lines(OURS).encode(), "text/csv")
BAD = ("unit_costs.csv", lines(OURS.replace("pert", "<b>pret</b>")).encode(), "text/csv")
SECRET = "9000"


@pytest.fixture(autouse=True)
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database of each test's own."""
    file = tmp_path / "scenarios.sqlite"
    monkeypatch.setenv("SPINEMKT_DATABASE", f"sqlite:///{file}")
    shelf.store.clear()
    yield file
    shelf.store.clear()


def given(app: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    """The page on own data with files in its uploader."""
    (uploader,) = [found for found in app.file_uploader if found.key.startswith("own_files")]
    return uploader.set_value(list(files)).run()


def using() -> AppTest:
    app = given(opened("own_data"), FILE)
    return app.button(key="use_own").click().run()


def marks(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("Own data in use")]


def spend(app: AppTest) -> list[str]:
    return text_of(app, "sm-value")


def test_the_page_without_own_data(inputs: spinemkt.Inputs) -> None:
    app = opened("own_data")
    check(app, 0)
    assert text_of(app, "sm-answer") == [
        f"No own data are in use: every number rests on the bundle, data {inputs.version}."
    ]
    assert not marks(app)
    assert [button.key for button in app.get("download_button")] == ["template_xlsx"]


def test_faults_are_shown_and_nothing_is_taken() -> None:
    app = given(opened("own_data"), BAD)
    check(app, 0)
    (said,) = app.warning
    assert said.proto.title == "1 fault; nothing was taken"
    (table,) = app.dataframe
    assert table.value.to_numpy().tolist() == [
        [
            "unit_costs.csv",
            "2",
            "distribution",
            "<b>pret</b>",
            "it must be one of: pert, beta, fixed.",
        ]
    ]
    assert not [button for button in app.button if button.key == "use_own"]
    assert not marks(app.switch_page("../pages/overview.py").run())


def test_a_preview_changes_nothing_until_it_is_taken(inputs: spinemkt.Inputs) -> None:
    app = given(opened("own_data"), FILE)
    check(app, 1)
    assert "No own data are in use" in text_of(app, "sm-answer")[0]
    assert ["unit costs", "unit_cost, conventional_ebrt", "value", "7500.0", SECRET, "changed"] in (
        app.dataframe[0].value.to_numpy().tolist()
    )
    before = spend(opened())
    assert spend(app.switch_page("../pages/overview.py").run()) == before


def test_the_faults_name_file_and_sheet(inputs: spinemkt.Inputs) -> None:
    head, row = lines(OURS.replace("conventional_ebrt", "conventional_eb")).splitlines()
    content = book({"unit_costs": [head.split(","), row.split(",")]})
    app = given(opened("own_data"), ("prices.xlsx", content, upload.XLSX))
    (found,) = app.dataframe[0].value.to_dict("records")
    assert [found[name] for name in ("File", "Sheet", "Row", "Column", "Found", "Nearest")] == [
        "prices.xlsx",
        "unit_costs",
        "2",
        "modality",
        "conventional_eb",
        "conventional_ebrt",
    ]


def test_a_corrected_file_replaces_the_faulty_one() -> None:
    app = given(opened("own_data"), BAD, FILE)
    check(app, 1)
    assert any("unit\\_costs.csv: given 2 times; the last one counts" in info.value for info in app.info)
    assert marks(app.button(key="use_own").click().run())
    assert given(opened("own_data"), FILE, BAD).warning


def test_what_was_read_in_another_form_is_said() -> None:
    text = lines(OURS.replace(",", ";").replace("9000", "9000,5"), head=HEAD.replace(",", ";"))
    app = given(opened("own_data"), ("unit_costs.csv", text.encode(), "text/csv"))
    check(app, 1)
    (said,) = app.info
    assert said.proto.title == "How the files were read"
    assert "its columns are separated by semicolons" in said.value
    assert "decimal commas read as points: 1 cell" in said.value
    app.button(key="use_own").click().run()
    assert marks(app)
    assert [info.proto.title for info in app.info] == ["How the files were read"]


def test_a_factor_is_asked_about_before_it_is_used() -> None:
    text = lines(OURS.replace("9000", "900000").replace("10000", "1000000"))
    app = given(opened("own_data"), ("unit_costs.csv", text.encode(), "text/csv"))
    (said,) = app.warning
    assert "is about 120 times the one built in" in said.value
    assert app.button(key="use_own").disabled
    app.checkbox(key=own.MEANT).check().run()
    assert marks(app.button(key="use_own").click().run())


def test_uploads_are_read_one_at_a_time_and_out_of_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    read = own.read_upload

    def reading(*args: object) -> list:
        seen.append((own._reading.locked(), render_lock._mine.holds))
        return read(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(own, "read_upload", reading)
    check(given(opened("own_data"), FILE), 1)
    assert seen == [(True, False)]
    assert not own._reading.locked()


def test_what_is_taken_is_marked_on_every_page_and_removed(inputs: spinemkt.Inputs) -> None:
    app = using()
    check(app, 1)
    version = laid(inputs, FILE[:2]).version
    assert not app.dataframe[0].value.empty
    for page in (*PAGES, "lab", "compare", "change", "sensitivity"):
        app.switch_page(f"../pages/{page}.py").run()
        check(app)
        assert marks(app) == ["Own data in use: 1 row in unit costs"]
        assert any(f"data {version}" in html for html in html_of(app) if "sm-footer" in html)
    app.switch_page("../pages/overview.py").run()
    evidence = text_of(app, "sm-evidence")
    assert [line.endswith("own data") for line in evidence] == [True, False, False, False, False]
    feet = [line for line in text_of(app, "sm-sources") if line.startswith("Sources:")]
    assert feet
    assert all(line.endswith("Own data: unit costs.") for line in feet)

    app.switch_page("../pages/own_data.py").run()
    app.button(key="remove_own").click().run()
    assert not marks(app)
    assert spend(app.switch_page("../pages/overview.py").run()) == spend(opened())


@pytest.mark.parametrize("tab", EVIDENCE_TABS)
def test_the_evidence_shows_own_data(tab: str) -> None:
    app = using()
    app.session_state["evidence_tab"] = tab
    check(app.switch_page("../pages/evidence.py").run())
    if tab == "Parameters":
        table = app.dataframe[0].value
        assert table.loc[table["own"] != "", "id"].tolist() == ["unit_cost[conventional_ebrt]"]


def test_no_other_session_sees_own_data(inputs: spinemkt.Inputs) -> None:
    """Two readers by turns, on every page: one with own data, one without."""
    bare = {page: (spend(opened(page)), text_of(opened(page), "sm-answer")) for page in PAGES}
    mine = using()
    other = opened()
    for page in PAGES:
        mine.switch_page(f"../pages/{page}.py").run()
        other.switch_page(f"../pages/{page}.py").run()
        assert (spend(other), text_of(other, "sm-answer")) == bare[page]
        assert not marks(other)
        assert "own data" not in " ".join(html for html in html_of(other) if "<style" not in html)
        assert marks(mine)
    assert spend(mine.switch_page("../pages/overview.py").run()) != bare["overview"][0]


def test_what_is_computed_on_own_data_goes_with_the_session() -> None:
    app = using()
    app.switch_page("../pages/overview.py").run()
    gone = weakref.ref(app.session_state[cache.OWN].inputs)
    assert gone() is not None
    assert any(loaded is gone() for loaded, _ in cache.RUNS._kept)
    del app
    gc.unfreeze()  # as tidying does before it collects: what lived when it last did is out of collections until then
    for _ in range(3):
        gc.collect()
        while not cache.GONE.empty():
            cache.forget(cache.GONE.get())
    assert not [key for key in cache.RUNS._kept if key[0] is gone() and gone() is not None]


def test_a_saved_scenario_brings_own_data_back(inputs: spinemkt.Inputs, saved: Path) -> None:
    app = using()
    app.text_input(key="save_name").set_value("With our prices").run()
    app.button(key="save").click().run()
    assert [info.value for info in app.info] == ["Saved as 'With our prices', version 1."]
    text = Store().load("shared", "With our prices").text
    assert OURS in text

    other = opened()
    other.session_state["open_scenario"] = True
    other.run()
    other.selectbox(key="saved_name").set_value("With our prices").run()
    assert "Brings own data: unit costs." in [caption.value for caption in other.caption]
    other.button(key="use_saved").click().run()
    assert not other.exception
    assert marks(other) == ["Own data in use: 1 row in unit costs"]
    assert spend(other) == spend(app.switch_page("../pages/overview.py").run())


def test_own_data_that_no_longer_fit_are_refused() -> None:
    plan = Scenario("Old", own=(("unit_costs.csv", lines(OURS.replace("conventional_ebrt", "ebrt"))),))
    Store().save("shared", "Old", plan.to_text(), "v")
    app = opened()
    app.session_state["open_scenario"] = True
    app.run()
    app.selectbox(key="saved_name").set_value("Old").run()
    app.button(key="use_saved").click().run()
    (said,) = [warning.value for warning in app.warning]
    assert said.startswith("Its own data cannot be used with these data: unit\\_costs.csv, row 2, column modality")
    assert not marks(app)


def test_links_and_drafts_carry_no_own_data(monkeypatch: pytest.MonkeyPatch, saved: Path) -> None:
    monkeypatch.setattr(drafts, "reader", lambda: "ann")
    app = using()
    app.session_state["group"] = levers()["sbrt_ceiling"].group
    app.switch_page("../pages/lab.py").run()
    control_of(app, "box_sbrt_ceiling_None").set_value(1.5).run()
    code = app.session_state["scenario"]
    plan = Scenario.from_link(code)
    assert plan.changes
    assert (plan.own, plan.found) == ((), ())
    assert drafts.writer.flush()
    with sqlite3.connect(saved) as connection:
        kept = [text for (text,) in connection.execute("SELECT text FROM spinemkt_draft ORDER BY kept_at")]
    assert kept[0] == "1 row in unit costs\n"  # which tables, not what they hold
    assert plan.changes == Scenario.from_text(kept[1]).changes
    assert not any(SECRET in text or "own_data" in text for text in kept)

    monkeypatch.setattr(drafts, "reader", lambda: "bob")
    elsewhere = opened(link={"scenario": code})
    (said,) = [info.value for info in elsewhere.info]
    assert said.startswith(f"It was made on data {plan.data}".replace("_", "\\_")[:30])
    assert "Own data do not travel with a link" in said
    assert not marks(elsewhere)


def test_uploads_stay_off_the_disk() -> None:
    before = MultiPartParser.spool_max_size
    try:
        warm.uploads_in_memory()
        assert MultiPartParser.spool_max_size > 20 * 2**20
    finally:
        MultiPartParser.spool_max_size = before


EXTREMES = {
    "no lung cancer": ("cancer_incidence.csv", lambda f: f[f["primary"] == "lung"].assign(new_cases="0")),
    "only the United States": ("cancer_incidence.csv", lambda f: f[f["country"] != "USA"].assign(new_cases="0")),
    "one price alone": (
        "unit_costs.csv",
        lambda f: f[(f["parameter"] == "unit_cost") & (f["modality"] != "mri")].assign(value="0", low="0", high="0"),
    ),
    "a whole region is empty": (
        "countries.csv",
        lambda f: f[f["region"] == "latin_america"].assign(region="north_america", tier="united_states"),
    ),
}
ANYTHING = {
    "external_checks.csv": lambda f: pd.concat(
        [f.assign(measure=found, check_id=f["check_id"] + found) for found in ("foo", "treated", "")]
    ),
    "evidence_points.csv": lambda f: f.assign(
        modality="<b>x</b>", base="%{x}<a href='http://a.example'>y</a>", point_id="o" + f["point_id"]
    ),
    "outcome_evidence.csv": lambda f: f.assign(
        outcome="<script>x</script>", unit="**b**", outcome_id="o" + f["outcome_id"]
    ),
}


@pytest.mark.parametrize("name", [*EXTREMES, "anything"])
def test_extreme_own_data_leave_every_page_whole(inputs: spinemkt.Inputs, name: str) -> None:
    """Published figures, points and outcomes of anything are given together: they stand in tables of their own."""
    changes = ANYTHING if name == "anything" else dict([EXTREMES[name]])
    files = [(file, change(inputs.cells[file]).to_csv(index=False).encode()) for file, change in changes.items()]
    app = given(opened("own_data"), *((file, content, "text/csv") for file, content in files))
    assert not app.dataframe[0].value.columns.isin(["Rule"]).any(), app.warning[0].value
    if app.get("checkbox"):
        app.checkbox(key=own.MEANT).check().run()
    app.button(key="use_own").click().run()
    assert marks(app)
    for page in ("own_data", *PAGES, "lab", "sensitivity"):
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception, (page, app.exception[0].stack_trace[-3:])


NOTHING = {
    "no cancers at all": (
        "cancer_incidence.csv",
        lambda f: f.assign(new_cases="0"),
        "they leave no spend in 2022; every year needs some",
    ),
    "nobody has access": (
        "access.csv",
        lambda f: f[f["unit"] == "fraction"].assign(value="0", low="0", high="0"),
        "they leave no locally treated patients in 2022; every year needs some",
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_own_data_that_leave_nothing_are_refused(inputs: spinemkt.Inputs, name: str) -> None:
    file, change, rule = NOTHING[name]
    app = given(opened("own_data"), (file, change(inputs.cells[file]).to_csv(index=False).encode(), "text/csv"))
    check(app, 0)
    assert app.dataframe[0].value["Rule"].tolist() == [rule]
