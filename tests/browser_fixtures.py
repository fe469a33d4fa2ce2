"""What the browser tests and the benchmark share: a server on a free local port, Chromium, and waiting for a page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
NAMES = ("chromium", "chromium-browser", "google-chrome")
GROUPS = {
    "Market": (
        "Market overview",
        "Segments",
        "Regions",
        "Treatments",
        "Care pathway",
        "Competitive landscape",
    ),
    "Scenarios": ("Scenario builder", "Compare", "Growth drivers"),
    "Strategy": ("Opportunities",),
    "Evidence": ("Sensitivity", "Evidence", "Reconcile a report", "FAQ and glossary", "Use your own data"),
}
GROUP_OF = {title: group for group, titles in GROUPS.items() for title in titles}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Script idle, frame complete, nothing stale or still loading, and every chart that has a foot is drawn.
_SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
    return app && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('h1.sm-question')
        && document.querySelector('.sm-footer, [data-testid="stMain"] [data-testid="stAlert"]')
        && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
        && charts.length + document.querySelectorAll('.sm-alone').length
            === document.querySelectorAll('[class*="st-key-foot_"]').length
        && charts.every(chart => chart.querySelector('.main-svg'));
}"""


@contextmanager
def serving(
    script: str | Path = "dashboard.py", base_path: str = "", environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a Streamlit script on a free port of this machine, yield its address once healthy, and stop it.

    environment: variables of the server beside those of this process.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.baseUrlPath": base_path,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    process = subprocess.Popen(
        command + [f"--{name}={value}" for name, value in options.items()],
        cwd=ROOT,
        env=os.environ | dict(environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}/{base_path}".rstrip("/")
        _wait_for_health(url, process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait_for_health(url: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with code {process.returncode} before it was healthy"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.02)
    raise AssertionError(f"no healthy server after {START_SECONDS} s")


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine; fail with what to do when there is none."""
    found = [path for path in map(shutil.which, NAMES) if path]
    assert found, f"No browser on the path ({', '.join(NAMES)}). `make browser` installs Chromium."
    return playwright.chromium.launch(executable_path=found[0], args=FLAGS)


class Tabs:
    """Tabs that test after test uses: where the app has been drawn before, it is drawn again in half the time.

    Each is of a context of its own, and comes without cookies, without anything stored, and looking as it was asked.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: list[tuple[dict[str, Any], Page]] = []
        self._used: list[tuple[dict[str, Any], Page]] = []

    def take(self, **options: Any) -> Page:
        """A tab with these options of a context, among them the viewport, which nobody else has at the moment."""
        found = next((one for one in self._free if one[0] == options), None)
        if found:
            self._free.remove(found)
        else:
            found = options, self._browser.new_context(**options).new_page()
        self._used.append(found)
        return found[1]

    def give_back(self) -> None:
        """Make the tabs that are in use ready for the next test; one that a test has closed is let go of."""
        for options, page in self._used:
            context = page.context
            for other in context.pages:
                if other is not page:
                    other.close()
            if page.is_closed():
                context.close()
                continue
            with suppress(PlaywrightError):  # a page that has not been opened stores nothing
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.goto("about:blank")
            context.clear_cookies()
            page.emulate_media(media="null")
            page.set_viewport_size(options["viewport"])
            self._free.append((options, page))
        self._used = []


def menu_link(page: Page, title: str) -> Locator:
    """Open the group of the menu that holds a page unless it is open, and return the link to the page."""
    link = page.get_by_role("menuitem", name=title, exact=True)
    if not link.is_visible():
        page.get_by_test_id("stTopNavSection").get_by_text(GROUP_OF[title], exact=True).click()
    return link


def settle(page: Page) -> None:
    """Wait until the script is idle and every chart is drawn: a minute, as the server may just have started."""
    page.wait_for_function(_SETTLED, timeout=60_000)
