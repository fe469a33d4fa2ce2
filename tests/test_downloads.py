"""Every file of every page, made as Streamlit makes it: in a thread of its own that knows no session."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from html import unescape
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Change, Scenario
from spinemkt.analysis.market import modality_facts, pathway, per_patient
from spinemkt.analysis.uncertainty_views import dispersion, outcomes
from spinemkt.analysis.view import View
from spinemkt.charts.twin import readable
from spinemkt.documents.options import DECIDE_TABS, EVIDENCE_TABS, SURE_TABS
from spinemkt.evidence.defusing import restored
from spinemkt.scenario.presets import load_scenarios
from tests.test_exports import running
from tests.test_own_data import laid
from tests.test_own_data_app import FILE, using
from tests.test_pages import html_of, opened, popovers
from ui import address, cache, drawing, files, filters, look, shelf, workspace
from ui.own import Own
from ui.text import unbroken

NAME = "a,=1+1,b"
SCENARIO = Scenario(NAME, changes=(Change("unit_cost", "scale", 3.0),))
PRESET = next(iter(load_scenarios().values()))
PINS = ".".join(address.written(one) for one in (SCENARIO, PRESET))

# Pages in the states that have files: what is set in the session, and how many files there are.
STATES: tuple[tuple[str, dict[str, object], int], ...] = (
    ("overview", {}, 4),
    ("overview", {"ranges": "95", "textures": True, "region": ["europe"], "years": (2024, 2034)}, 4),
    ("overview", {"ranges": "off"}, 3),
    ("segments", {}, 3),
    ("segments", {"form": "grid", "across": "region", "by": "modality"}, 3),
    ("regions", {}, 4),
    ("regions", {"per_million": True, "region": ["europe"], "quantity": "patients"}, 4),
    ("modalities", {}, 6),
    ("modalities", {"curve": "proton", "first": "proton", "second": "open_surgery"}, 6),
    ("pathway", {}, 3),
    ("pathway", {"step": "symptoms", "region": ["europe"]}, 3),
    ("landscape", {}, 4),
    ("evidence", {"evidence_tab": EVIDENCE_TABS[1]}, 1),
    ("evidence", {"evidence_tab": EVIDENCE_TABS[2]}, 1),
    ("evidence", {"evidence_tab": EVIDENCE_TABS[7]}, 1),
    ("reconcile", {}, 1),
    ("lab", {}, 4),
    ("lab", {"share": True, "lab_split": "region"}, 5),
    ("change", {}, 2),
    ("change", {"between": "scenario"}, 2),
    ("change", {"between": "pins", "pins": PINS}, 2),
    ("compare", {"pins": PINS}, 3),
    ("sensitivity", {"sure_tab": SURE_TABS[0]}, 2),
    ("sensitivity", {"sure_tab": SURE_TABS[1]}, 2),
    ("sensitivity", {"sure_tab": SURE_TABS[2]}, 1),
    ("sensitivity", {"sure_tab": SURE_TABS[3]}, 0),
    ("opportunities", {"decide_tab": DECIDE_TABS[0]}, 1),
    ("opportunities", {"decide_tab": DECIDE_TABS[1]}, 3),
    ("own_data", {"own_tables": ["unit_costs.csv", "market_events.csv"]}, 5),
    ("answers", {}, 0),
)


@pytest.fixture(autouse=True)
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database of each test's own."""
    monkeypatch.setenv("SPINEMKT_DATABASE", f"sqlite:///{tmp_path / 'scenarios.sqlite'}")
    shelf.store.clear()
    yield
    shelf.store.clear()


Made = dict[str, Callable[[], bytes | str]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Made:
    """What makes the files of the page drawn last, by the name of the file."""
    found: Made = {}

    def add(self: MediaFileManager, make: Callable, *args: object, file_name: str = "", **more: object) -> str:
        found[file_name] = make
        return file_name

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return found


def elsewhere(make: Callable[[], bytes | str]) -> bytes:
    """What is made in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(make).result()
    return made if isinstance(made, bytes) else made.encode()


@lru_cache(maxsize=1)
def in_use() -> Own:
    """Own data as a session has taken them; all sessions here have the same, so that what is run on them is kept."""
    return using().session_state[cache.OWN]


def page(name: str, state: dict[str, object], offered: Made) -> AppTest:
    """A page under a scenario and own data, with all of its tables and menus of files open."""
    app = opened(name, {cache.OWN: in_use(), "scenario": address.written(SCENARIO), **state})
    for key in popovers(app):
        if key.startswith(("table_", "export_")):
            app.session_state[key] = True
    offered.clear()
    app.run()
    assert not app.exception
    assert not app.error
    return app


def told(content: bytes) -> dict[str, str]:
    """What a file says of itself."""
    lines = [line for line in content.decode("utf-8-sig").splitlines() if line.startswith("# ")]
    return dict(line.removeprefix("# ").split(": ", 1) for line in lines)


def table(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), comment="#", encoding="utf-8-sig", keep_default_na=False, na_values=[""])


def twins(app: AppTest) -> list[pd.DataFrame]:
    return [one.value for one in app.dataframe]


def same(file: pd.DataFrame, shown: pd.DataFrame, names: dict[str, str]) -> bool:
    """Whether a file says what the table on the screen shows, as it is or made readable; it may have more years."""
    years = next((list(shown[name]) for name in shown if name in ("year", "Year")), None)
    kept = file[file["year"].astype(str).isin(map(str, years))] if years and "year" in file else file
    kept = kept.reset_index(drop=True)
    return any(alike(read, shown) for read in (readable(kept, names), kept))


def alike(read: pd.DataFrame, shown: pd.DataFrame) -> bool:
    """Whether two tables hold the same, as far as four digits say."""
    if len(read.columns) != len(shown.columns) or len(read) != len(shown):
        return False
    for place in range(len(read.columns)):
        left, right = read.iloc[:, place], shown.iloc[:, place]
        if pd.api.types.is_numeric_dtype(left) and pd.api.types.is_numeric_dtype(right):
            if not np.allclose(left.astype(float), right.astype(float), rtol=2e-3, atol=0, equal_nan=True):
                return False
        elif [str(cell).lstrip("'") for cell in left.astype(object).fillna("")] != [
            str(cell).lstrip("'") for cell in right.fillna("")
        ]:
            return False
    return True


@pytest.mark.parametrize(("name", "state", "count"), STATES, ids=[f"{name}-{n}" for n, (name, *_) in enumerate(STATES)])
def test_every_file_is_what_the_page_shows(
    inputs: spinemkt.Inputs, offered: Made, name: str, state: dict[str, object], count: int
) -> None:
    app = page(name, state, offered)
    shown = [one.value for one in app.dataframe]
    own_tables = {*inputs.cells, "own_data_in_use.csv"} if name == "own_data" else set()
    tables = [file for file in offered if file.endswith(".csv") and file not in own_tables]
    pictures = [file for file in offered if file.endswith((".png", ".svg"))]
    slides = [file for file in offered if file.endswith(".pptx")]
    assert len(app.get("download_button")) == len(offered) == count + len([*tables, *pictures, *slides])
    charts = [key for key in popovers(app) if key.startswith("table_")]
    assert len(pictures) == 2 * (len(charts) - sum("sm-alone" in html for html in html_of(app)))
    for file in tables:
        content = elsewhere(offered[file])
        assert_same(elsewhere(offered[file.replace(".csv", ".xlsx")]), content)
        assert not running(content)
        said, read = told(content), table(content)
        assert "own data" in said["data version"], file
        if "scenario" in said and file not in OTHERS:
            assert "1+1,b: unit_cost x 3 from 2026" in said["scenario"]
        assert len(set(read.columns.str.casefold())) == len(read.columns)
        if file in MADE:
            expected = MADE[file](own(inputs), state)
            assert alike(read, expected), file
            assert list(read.columns) == [str(column) for column in expected.columns]
        elif file in WORDS:
            words = unbroken(" ".join(unescape(html) for html in html_of(app))).replace("\u00a0", " ")
            worded = read.drop(columns="unit", errors="ignore")
            cells = [restored(cell) for cell in worded.to_numpy().ravel() if isinstance(cell, str)]
            first = [cell.partition("; ")[0].partition(" [")[0] for cell in cells]
            assert first
            assert [cell for cell in first if cell not in words] == []
        else:
            if file == "offer_forecast.csv":  # on the screen, lines join the ranges of the years that were drawn
                read = read[read["year"].isin((2026, 2030, 2035))]
                shown = [one[one["Year"].isin(("2026", "2030", "2035"))] if "Year" in one else one for one in shown]
            assert any(same(read, one, inputs.country_names) for one in shown), file


def assert_same(book: bytes, csv: bytes) -> None:
    """The workbook of a table has the cells of its CSV, and says the same of itself; nothing in it is a formula."""
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    assert sheets.sheetnames == ["Table", "About"]
    (heads, *rows), expected = sheets["Table"].iter_rows(values_only=True), table(csv)
    assert list(heads) == list(expected.columns)
    assert len(rows) == len(expected)
    for cells, wanted in zip(rows, expected.itertuples(index=False), strict=True):
        for cell, other in zip(cells, wanted, strict=True):
            if isinstance(cell, str):
                assert cell == str(other).replace("'=", "=").removeprefix("'")
            else:
                assert cell == pytest.approx(other) or (cell is None and pd.isna(other))
    assert {cell.data_type for sheet in sheets for row in sheet for cell in row} <= {"s", "n"}
    about = dict(sheets["About"].iter_rows(values_only=True))
    assert {name: str(value or "") for name, value in about.items()} == {
        name: value.replace("'=", "=") for name, value in told(csv).items()
    }


# Files that show other scenarios than the reader's alone.
OTHERS = ("at_stake.csv", "own_in_use.csv")
# Tables that are written as words: each cell stands on the page.
WORDS = ("beside.csv", "moves.csv", "outcomes.csv", "weak.csv")


@lru_cache(maxsize=1)
def own(inputs: spinemkt.Inputs) -> spinemkt.Result:
    """The run of the scenario on the own data, made here."""
    return spinemkt.run(laid(inputs, FILE[:2]), SCENARIO)


def _step(run: spinemkt.Result, state: dict[str, object]) -> pd.DataFrame:
    view = pathway.of_pathway(View(region=tuple(state.get("region", ()))))  # type: ignore[arg-type]
    return pathway.element_table(run, view, "symptoms")


def _draws(run: spinemkt.Result, state: dict[str, object]) -> pd.DataFrame:
    drawn = dispersion.drawn(run, outcomes.looked_at(View()), SCENARIO, cache.DRAWS, 0)
    return dispersion.table_of_draws(drawn)


# Tables held against what is made here, of a run of the scenario on the own data.
MADE: dict[str, Callable[[spinemkt.Result, dict[str, object]], pd.DataFrame]] = {
    "prices.csv": lambda run, state: modality_facts.price_table(run, View()),
    "step_symptoms.csv": _step,
    "draws.csv": _draws,
    "patient.csv": lambda run, state: per_patient.table(
        run, View(region=tuple(map(str, state.get("region", ()))), quantity=str(state.get("quantity", "spend")))
    ),
}


@pytest.mark.parametrize(
    "look_up",
    [cache.inputs, address.current, look.theme, workspace.reader, filters.view, cache.mine, files.scenario_line],
)
def test_nothing_of_a_reader_is_looked_up_without_a_session(look_up: Callable[[], object]) -> None:
    with pytest.raises(drawing.NoSession, match="outside a session"), ThreadPoolExecutor(1) as thread:
        thread.submit(look_up).result()


def test_a_lookup_in_a_file_is_refused_not_made_of_other_data(offered: Made) -> None:
    view = View()
    with pytest.raises(drawing.NoSession):
        elsewhere(lambda: str(cache.result(view)))
    with pytest.raises(drawing.NoSession):
        elsewhere(lambda: str(cache.ensemble_of(Scenario(), view, [2030])))


@pytest.mark.parametrize("name", ["overview", "lab"])
def test_a_total_has_a_row_with_its_range_for_every_year(offered: Made, name: str) -> None:
    app = page(name, {}, offered)
    file = {"overview": "total.csv", "lab": "lab_gap.csv"}[name]
    read = table(elsewhere(offered[file]))
    assert list(read["year"]) == list(View().span)
    assert read.notna().all().all()
    assert (read["p10"] < read["p90"]).all()
    assert any(same(read, one.value, {}) for one in app.dataframe)


def test_the_file_of_a_refused_scenario_names_the_baseline_that_is_shown(offered: Made) -> None:
    app = using()
    app.session_state["scenario"] = address.written(
        Scenario("Too far", changes=(Change("uptake_ceiling", "scale", 90.0, spinemkt.where_of(modality="sbrt_srs")),))
    )
    app.session_state["export_by_region"] = True
    app.switch_page("../pages/overview.py").run()
    assert app.warning
    assert told(elsewhere(offered["by_region.csv"]))["scenario"] == "Base case"


def test_large_numbers_on_screen_have_their_thousands_apart(offered: Made) -> None:
    app = page("regions", {}, offered)
    shown = next(one for one in app.dataframe if {"Country", "Value"} <= set(one.value.columns))
    assert "Name" not in shown.value
    assert "Unit" not in shown.value
    assert json.loads(shown.proto.columns)["Value"]["type_config"]["format"].startswith("%,.")
    assert shown.value["Value"].max() > 1e9
    assert any("Unit: constant 2025 USD a year." in caption.value for caption in app.caption)
