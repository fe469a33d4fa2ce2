"""What the tests share: inputs, the run they are read from, one browser, copies of the data with one file broken."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache as once
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

import spinemkt
from spinemkt import memory
from spinemkt.evidence.inputs import DATA_FOLDER
from tests.browser_fixtures import Tabs, launch, serving
from tests.few_draws import draw_few

expect.set_options(timeout=40_000)  # machines that run tests are busy
settings.register_profile("tests", deadline=None)  # for the same reason
settings.load_profile("tests")

# Streamlit's test runner looks through all installed packages for components each time that a test opens the app.
manifest_scanner.scan_component_manifests = once(manifest_scanner.scan_component_manifests)

draw_few()

# A process that runs thousands of tests holds more than a server: it would empty the caches of the app all the time.
memory.RELIEF = 3 * memory.RELIEF


# Files that open page after page of the app, or run long for another reason; `make test-fast` leaves them out.
SLOW = {
    "test_additions",
    "test_counts",
    "test_downloads",
    "test_export_menu",
    "test_ensemble",
    "test_hostile_controls",
    "test_influence",
    "test_keeping_app",
    "test_lineage",
    "test_lineage_pages",
    "test_opportunities_page",
    "test_own_data",
    "test_own_data_app",
    "test_own_data_hostile",
    "test_own_data_reader",
    "test_pages",
    "test_ranges",
    "test_scenario_app",
    "test_scenario_pages",
    "test_sensitivity",
    "test_sensitivity_page",
    "test_store",
    "test_uploads",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow: all in a browser, and the files above.

    A test in a browser is tried twice: on a busy machine a click may come before the page that it is meant for.
    """
    for item in items:
        in_browser = "browser" in getattr(item, "fixturenames", ())
        if in_browser:
            item.add_marker(pytest.mark.flaky(reruns=1))
        if in_browser or item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)


BrokenData = Callable[..., Path]


@pytest.fixture(scope="session")
def inputs() -> spinemkt.Inputs:
    return spinemkt.load_inputs()


@pytest.fixture(scope="session")
def result(inputs: spinemkt.Inputs) -> spinemkt.Result:
    return spinemkt.run(inputs)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def all_tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def tabs(all_tabs: Tabs) -> Iterator[Tabs]:
    """Tabs for one test; they are put in order when it is over."""
    yield all_tabs
    all_tabs.give_back()


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the server that tests in a browser share."""
    return tmp_path_factory.mktemp("shelf") / "scenarios.sqlite"


@pytest.fixture(scope="session")
def url(shared_database: Path) -> Iterator[str]:
    """The server that tests in a browser share; a file whose tests need one of their own has its own `url`."""
    with serving(environment={"SPINEMKT_DATABASE": f"sqlite:///{shared_database}"}) as address:
        yield address


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit leaves the last script it ran as `__main__`, which processes started by a later test would run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def broken_data(tmp_path: Path) -> BrokenData:
    """Copy the data and rewrite one file; called again, it breaks the same copy further."""
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)

    def broken(file: str, change: Callable[[str], str | bytes | None]) -> Path:
        path = folder / file
        content = change(path.read_text(encoding="utf-8"))
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return broken
