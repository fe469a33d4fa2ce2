"""How long ranges take on a page, first words apart from the ranges: a part of `python -m tests.bench`."""

from __future__ import annotations

import logging
import time

from tests.bench import MAIN, MOVES, Row, chromium, show, timed
from tests.browser_fixtures import serving, settle

PAGES = ("overview", "segments", "regions", "modalities", "lab", "compare", "change")

# Milliseconds from a key to the bar's new effect, and to its new range.
BOTH = """() => {
    const of = name => document.querySelector(name)?.textContent;
    const before = [of('.sm-effect'), of('.sm-effect-range')];
    let start = 0;
    document.addEventListener('keydown', () => { start = start || performance.now(); }, {capture: true, once: true});
    window.moved = new Promise(resolve => {
        const found = [0, 0], until = performance.now() + 8000;
        const timer = setInterval(() => {
            const now = [of('.sm-effect'), of('.sm-effect-range')];
            now.forEach((text, place) => {
                if (start && !found[place] && text && text !== before[place]) found[place] = performance.now() - start;
            });
            if ((found[0] && found[1]) || performance.now() > until) { clearInterval(timer); resolve(found); }
        }, 4);
    });
}"""


def bands() -> None:
    """Time a lever that no reader has moved so before, at 2,000 draws, on each page.

    Body: Streamlit's test runner, in this process. The first drawing is without the calculation of ranges; then the
    draws; then the second drawing.
    """
    _body()
    _browser()


def _body() -> None:
    from streamlit.testing.v1 import AppTest

    from spinemkt import Change, Scenario
    from ui import cache, ranges

    logging.disable(logging.WARNING)
    cache.warm()
    fill, apart = ranges.fill, {"draws": 0.0}

    def watched() -> None:
        start = time.perf_counter()
        try:
            fill()
        finally:
            apart["draws"] += (time.perf_counter() - start) * 1000

    ranges.fill = watched
    rows = []
    for number, page in enumerate(PAGES):
        app = AppTest.from_file(str(MAIN), default_timeout=60).run()
        app.switch_page(f"../pages/{page}.py").run()
        first, draws, off = [], [], []
        for turn in range(8):
            for level, times in (("off", off), ("80", first)):
                size = 1.01 + 0.001 * turn + 0.01 * number + (0.0005 if level == "off" else 0.0)
                app.session_state["ranges"] = level
                app.session_state["scenario"] = Scenario("Moved", "", (Change("unit_cost", "scale", size),)).to_link()
                apart["draws"] = 0.0
                (whole,) = timed(app.run, 1, 0)
                times.append(whole - apart["draws"])
                if level == "80":
                    draws.append(apart["draws"])
        rows.append(Row(f"{page}: ranges off", off))
        rows.append(Row(f"{page}: both drawings, without the draws", first))
        rows.append(Row(f"{page}: the draws", draws))
    ranges.fill = fill
    show("A lever nobody has moved so, 2,000 draws (AppTest rerun, which includes the test runner's own work)", rows)


def _browser() -> None:
    words, reach = [], []
    with chromium() as opened, serving() as url:
        page = opened.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{url}/lab?group=mix")
        settle(page)
        page.get_by_role("slider", name="SBRT and radiosurgery, peak adoption").focus()
        for number in range(MOVES + 2):
            page.evaluate(BOTH)
            page.keyboard.press("ArrowRight")
            found = page.evaluate("() => window.moved")
            if number > 1 and all(found):
                words.append(found[0])
                reach.append(found[1])
            page.wait_for_timeout(700)
    show("Scenario builder in a browser, from the key", [Row("effect in the bar", words), Row("its range", reach)])
