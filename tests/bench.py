"""How long things take, as a table: `python -m tests.bench`, or some of PARTS by name.

Nothing is asserted. Every server is started here, on this machine, and stopped; every loop is bounded.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from compileall import compile_dir
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser_fixtures import ROOT, launch, serving, settle

if TYPE_CHECKING:
    from xarray import DataArray

MAIN = ROOT / "ui" / "main.py"
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
MOVES = 15
LONGEST = 10.0

FLOOR = """import streamlit as st
year = st.slider("Snapshot year", 2022, 2040, 2026)
quantity = st.segmented_control("Measure", ["Spend", "Patients"], default="Spend", required=True)
st.html(f"<h1 class='sm-question'>Floor</h1><p class='sm-value'>{quantity} {year}</p><p class='sm-footer'></p>")
"""

CHART_FLOOR = """import plotly.graph_objects as go
import streamlit as st
size = st.slider("Size", 0.0, 2.0, 1.0, 0.05)
st.html(f"<h1 class='sm-question'>Floor</h1><p class='sm-value'>{size:.2f}</p><p class='sm-footer'></p>")
st.plotly_chart(go.Figure([go.Scatter(x=[2026, 2035], y=[1, size])], {"template": "none"}), theme=None, key="main")
st.container(key="foot_main").write("foot")
"""

# Starts watching; resolves to [milliseconds to the first changed words, to the last change inside a chart].
WATCH = """() => {
    const words = () => [...document.querySelectorAll('.sm-value, .sm-state, .sm-answer, .sm-title, .sm-effect')]
        .map(part => part.textContent).join('|');
    const OLD = '[data-retained="true"]';  // a chart that another has replaced: hidden, cleared away later
    const before = words();
    let start = 0, text = 0, last = 0;
    const begin = () => { start = start || performance.now(); };
    ['keydown', 'pointerdown'].forEach(kind => document.addEventListener(kind, begin, {capture: true, once: true}));
    const watcher = new MutationObserver(changes => {
        const now = performance.now();
        if (!start) return;
        if (!text && words() !== before) text = now;
        // The style of a whole chart is left out: it says "hidden" until Streamlit has measured, which look.css undoes.
        const drawn = ({target, attributeName}) => target.closest?.('[data-testid="stPlotlyChart"]')
            && !target.closest(OLD) && !(attributeName === 'style' && target.matches('.js-plotly-plot'));
        if (text && changes.some(drawn)) last = now;
    });
    watcher.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
    window.moved = new Promise(resolve => {
        const until = performance.now() + LONGEST;
        const timer = setInterval(() => {
            const now = performance.now(), end = Math.max(text, last);
            const idle = document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning';
            if ((text && idle && now - end > 350) || now > until) {
                clearInterval(timer);
                watcher.disconnect();
                resolve(text ? [text - start, end - start] : null);
            }
        }, 20);
    });
}""".replace("LONGEST", str(int(LONGEST * 1000)))


@dataclass(frozen=True)
class Row:
    """One line of the table: what, the times in milliseconds, and a note."""

    what: str
    times: Sequence[float]
    note: str = ""

    @property
    def middle(self) -> float:
        return median(self.times)


def show(title: str, rows: Sequence[Row]) -> None:
    print(f"\n{title}\n{'':<50}{'median':>10}{'min':>10}{'max':>10}   n  ms")
    for row in rows:
        if row.times:
            low, high = min(row.times), max(row.times)
            print(f"{row.what:<50}{row.middle:>10.1f}{low:>10.1f}{high:>10.1f}{len(row.times):>4}  {row.note}")
        else:
            print(f"{row.what:<50}{'none':>10}  {row.note}")
    sys.stdout.flush()


def timed(call: Callable[[], object], repeats: int, warm: int = 1) -> list[float]:
    """Milliseconds of each of a number of calls, after some that do not count."""
    for _ in range(warm):
        call()
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
    return found


# The library


def library() -> None:
    import spinemkt
    from spinemkt.model.lookup import yearly_growth
    from spinemkt.model.run import country_cases, demand, run_stages
    from spinemkt.terms import TIERS

    inputs = spinemkt.load_inputs()
    result = spinemkt.run(inputs)
    folded, _ = demand(inputs, False)
    cases = country_cases(inputs)
    cases = cases.assign_coords(growth=yearly_growth(cases)).rename(country="place")
    tiers = list(inputs.tier_of_country.to_numpy())
    questions: list[tuple[str, tuple[str, ...], dict[str, object]]] = [
        ("spend", (), {}),
        ("spend", ("year",), {}),
        ("spend", ("region", "year"), {}),
        ("spend", ("treatment_type", "year"), {"region": "europe"}),
        ("spend", ("modality", "year"), {}),
        ("spend", ("country",), {"year": 2030}),
        ("spend", ("country", "year"), {"modality": ["sbrt_srs", "proton"]}),
        ("spend_nominal", ("primary", "treatment_type"), {"year": 2030}),
        ("episodes", ("end_user", "modality"), {"year": 2030}),
        ("modality_patients", ("presentation", "spine_level"), {"country": "FRA"}),
        ("diagnosed", ("country", "primary"), {"year": 2026}),
        ("spend", ("country", "modality", "year"), {}),
    ]

    def table(measure: str, by: tuple[str, ...], where: dict[str, object]) -> Callable[[], object]:
        return lambda: result.table(measure, by, where) if by else result.total(measure, where)

    def whole(demanded: DataArray, places: list[str]) -> Callable[[], object]:
        """Every arrow to spend, with nothing kept of the run before."""
        return lambda: run_stages(inputs, demanded, places, keep=False).plain("spend")

    rows = [
        Row("load_inputs()", timed(spinemkt.load_inputs, 5)),
        Row("run to spend, by tier, nothing kept", timed(whole(folded, list(TIERS)), 15)),
        Row("run(), parts kept, spend not asked yet", timed(lambda: spinemkt.run(inputs), 15)),
        Row("the same on 185 countries directly", timed(whole(cases, tiers), 3)),
        *(
            Row(f"{measure} by {', '.join(by) or 'nothing'}", timed(table(measure, by, where), 15), str(where or ""))
            for measure, by, where in questions
        ),
    ]
    rows.append(Row("all twelve tables", timed(lambda: [table(*question)() for question in questions], 5)))
    show("Library", rows)
    print(f"countries directly / by tier: {rows[3].middle / rows[1].middle:.1f}")


def uncertainty() -> None:
    from tests.bench_uncertainty import uncertainty as part

    part()


def bands() -> None:
    from tests.bench_bands import bands as part

    part()


def exports() -> None:
    from tests.bench_exports import exports as part

    part()


# The server's part of a page


@contextmanager
def bodies() -> Iterator[list[float]]:
    """Collect the milliseconds of every run of the script; code is compiled once, as a server does."""
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

    run, compiled, found = ScriptRunner._run_script, ScriptCache.get_bytecode, []

    def noted(self: ScriptRunner, data: object) -> None:
        start = time.perf_counter()
        run(self, data)  # type: ignore[arg-type]
        found.append((time.perf_counter() - start) * 1000)

    once = ScriptCache()
    ScriptRunner._run_script = noted  # type: ignore[method-assign, assignment]
    ScriptCache.get_bytecode = lambda self, path: compiled(once, path)  # type: ignore[method-assign]
    try:
        yield found
    finally:
        ScriptRunner._run_script, ScriptCache.get_bytecode = run, compiled  # type: ignore[method-assign]


def pages() -> None:
    """Time the script of each page in this process, ranges on: no network, no browser.

    A year moved to for the first time builds what the page shows of it, and is drawn again with its ranges; one
    moved to again finds all of it cached.
    """
    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)
    rows = []
    with bodies() as found:
        for page in PAGES:
            app = AppTest.from_file(str(MAIN), default_timeout=60).run()
            app.switch_page(f"../pages/{page}.py").run()
            fresh, again, same = [], [], []
            for turn in range(8):
                app.session_state["years"] = (2022, 2033 + turn)
                app.run()
                for year, times in ((2030, fresh), (2031, fresh), (2030, again), (2031, again), (2031, same)):
                    app.session_state["year"] = year
                    found.clear()
                    app.run()
                    times += found[:1]
            rows.append(Row(f"{page}: year moved, new to the server", fresh, "first drawing"))
            rows.append(Row(f"{page}: year moved, seen before", again))
            rows.append(Row(f"{page}: rerun without a change", same))
    show("Server's part of a page: the script's run", rows)


# The browser's part


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def moves(page: Page, act: Callable[[int], None], count: int, watch: str = WATCH) -> tuple[list[float], list[float]]:
    """Times to the first changed words and to the last redrawn chart, of each move."""
    texts, charts = [], []
    for number in range(count):
        page.evaluate(watch)
        act(number)
        found = page.evaluate("() => window.moved")
        if not found:
            print(f"move {number + 1} changed nothing for {LONGEST:.0f} s; the moves after it are left out")
            break
        texts.append(found[0])
        charts.append(found[1])
    return texts, charts


def slide(page: Page, key: str) -> Callable[[int], None]:
    def act(number: int) -> None:
        page.keyboard.press(key)

    page.get_by_role("slider", name="Snapshot year").focus()
    return act


def switch(page: Page) -> Callable[[int], None]:
    control = page.get_by_role("radiogroup", name="Measure")
    return lambda number: control.get_by_text("Spend" if number % 2 else "Patients", exact=True).click()


LEVER = "SBRT and radiosurgery, peak adoption"


def lab() -> None:
    """Time a lever of the scenario lab: the server's part, and in a browser beside the slider of a one-chart page."""
    lab_server()

    def act(page: Page, name: str, on: bool) -> Callable[[int], None]:
        page.get_by_role("slider", name=name).focus()
        return lambda number: page.keyboard.press("ArrowRight" if on or number % 2 else "ArrowLeft")

    found: list[Row] = []
    with chromium() as opened, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "floor.py"
        script.write_text(CHART_FLOOR, encoding="utf-8")
        for title, file, path, name, main, on in (
            ("one-chart page", script, "/", "Size", ".st-key-main", False),
            ("lab, amounts seen before", None, "/lab?group=mix", LEVER, ".st-key-lab_paths", False),
            ("lab, amounts new to the server", None, "/lab?group=mix", LEVER, ".st-key-lab_paths", True),
        ):
            with serving(file) if file else serving() as url:
                page = opened.new_page(viewport={"width": 1280, "height": 800})
                page.goto(f"{url}{path}")
                settle(page)
                watch = WATCH.replace('[data-testid="stPlotlyChart"]', main)
                moves(page, act(page, name, on), 4, watch)
                words, charts = moves(page, act(page, name, on), MOVES, watch)
                found += [Row(f"{title}: first words", words), Row(f"{title}: main chart", charts)]
                page.close()
    show("Lever in a browser", found)
    floor = found[1].middle
    print(f"Main chart / one-chart page: {', '.join(f'{row.middle / floor:.1f}' for row in found[3::2])}")


def lab_server() -> None:
    """Time a lever's run of the script, the callback included: until the effect, the main chart, all is sent."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)
    run, send = ScriptRunner._run_script, ScriptRunContext.enqueue
    times: dict[str, float] = {}

    def timed_run(self: ScriptRunner, data: object) -> None:
        times["start"] = time.perf_counter()
        run(self, data)  # type: ignore[arg-type]
        times["all"] = time.perf_counter()

    def noted(self: ScriptRunContext, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "plotly_chart":
            times.setdefault("main chart", time.perf_counter())
        elif "sm-effect" in element.html.body:
            times.setdefault("effect", time.perf_counter())
        send(self, message)

    ScriptRunner._run_script, ScriptRunContext.enqueue = timed_run, noted  # type: ignore[method-assign, assignment]
    try:
        app = AppTest.from_file(str(MAIN), default_timeout=60).run()
        app.query_params["group"] = "Modality mix"
        app.switch_page("../pages/lab.py").run()
        rows = []
        for title, amounts in (
            ("seen before", [1.5, 1.2] * MOVES),
            ("new to the server", [1 + step / 200 for step in range(1, 2 * MOVES)]),
        ):
            found: dict[str, list[float]] = {"effect": [], "main chart": [], "all": []}
            for number, amount in enumerate(amounts):
                times.clear()
                next(box for box in app.text_input if box.label == f"{LEVER}, times").set_value(f"{amount:g}").run()
                if number > 3:
                    for name, kept in found.items():
                        kept.append((times[name] - times["start"]) * 1000)
            rows += [Row(f"amount {title}: {name}", kept) for name, kept in found.items()]
    finally:
        ScriptRunner._run_script, ScriptRunContext.enqueue = run, send  # type: ignore[method-assign]
    show("Lever, server's part (AppTest; all includes the pause in which the browser draws)", rows)


def browser() -> None:
    floors: dict[str, float] = {}
    rows: list[Row] = []
    ratios: list[str] = []

    def add(name: str, kind: str, times: tuple[list[float], list[float]]) -> None:
        text, charts = Row(f"{name}, {kind}: first words", times[0]), Row(f"{name}, {kind}: all charts", times[1])
        rows.extend([text, charts] if name != "one-line page" else [text])
        if name == "one-line page":
            floors[kind.partition(",")[0]] = text.middle
        elif text.times:
            floor = floors[kind.partition(",")[0]]
            ratios.append(f"{name}, {kind}: words {text.middle / floor:.1f}, charts {charts.middle / floor:.1f}")

    with chromium() as found, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "floor.py"
        script.write_text(FLOOR, encoding="utf-8")
        with serving(script) as url:
            page = found.new_page(viewport={"width": 1280, "height": 800})
            page.goto(url)
            settle(page)
            moves(page, slide(page, "ArrowRight"), 3)
            moves(page, slide(page, "ArrowLeft"), 3)
            add("one-line page", "slider", moves(page, slide(page, "ArrowRight"), MOVES - 1))
            add("one-line page", "segmented control", moves(page, switch(page), MOVES))
            page.close()
        with serving() as url:
            for name, path in (("Overview", "/"), ("Regions", "/regions")):
                page = found.new_page(viewport={"width": 1280, "height": 800})
                page.goto(f"{url}{path}?years=2022&years=2040&year=2024")
                settle(page)
                add(name, "slider, new years", moves(page, slide(page, "ArrowRight"), MOVES))
                add(name, "slider, years seen", moves(page, slide(page, "ArrowLeft"), MOVES))
                moves(page, switch(page), 2)
                add(name, "segmented control, seen", moves(page, switch(page), MOVES))
                page.close()
    show("Browser: from the event to the DOM", rows)
    print("Ratio to the one-line page of the same run:\n  " + "\n  ".join(ratios))


def users() -> None:
    from tests.bench_load import users as part

    part()


def memory() -> None:
    from tests.bench_load import memory as part

    part()


# The start


STARTS = 5

# Notes when words first stand in a frame that the browser has drawn.
SHOWN = """() => new MutationObserver((changes, watcher) => {
    if (!document.querySelector('.sm-value, .sm-answer')) return;
    watcher.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.shown = Date.now(); }));
}).observe(document, {subtree: true, childList: true})"""


def started(browser: Browser, script: str | Path) -> tuple[float, float, float]:
    """Milliseconds from the process to its health, to the first words in a browser, and to all that is drawn."""
    begun = time.time()
    with serving(script) as url:
        healthy = time.time()
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(f"({SHOWN})()")
        page.goto(url)
        settle(page)
        stands = time.time()
        shown = page.wait_for_function("() => window.shown").json_value() / 1000
        page.close()
    return (healthy - begun) * 1000, (shown - begun) * 1000, (stands - begun) * 1000


def start() -> None:
    """Start the app, compiled as `make run` leaves it, and a one-line page in turns."""
    for folder in ("ui", "spinemkt"):
        compile_dir(ROOT / folder, quiet=1)
    floors, ours = [], []
    with chromium() as found, tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "floor.py"
        script.write_text(FLOOR, encoding="utf-8")
        for _ in range(STARTS):
            floors.append(started(found, script))
            ours.append(started(found, "dashboard.py"))
    steps = ("process to health", "process to the first headline in a browser", "process to all of the first page")
    rows = [Row(step, times) for step, times in zip(steps, zip(*ours, strict=True), strict=True)]
    floor = Row("one-line page: process to its words", [said for _, said, _ in floors])
    show("Start, each time a fresh process and an empty browser cache", [floor, *rows])
    print(f"First headline / one-line page: {rows[1].middle / floor.middle:.1f}")


PARTS = {
    "library": library,
    "uncertainty": uncertainty,
    "pages": pages,
    "bands": bands,
    "exports": exports,
    "browser": browser,
    "lab": lab,
    "users": users,
    "memory": memory,
    "start": start,
}


def main(wanted: Sequence[str]) -> None:
    if unknown := [name for name in wanted if name not in PARTS]:
        raise SystemExit(f"Unknown part {unknown[0]!r}; there are {', '.join(PARTS)}.")
    for name, part in PARTS.items():
        if not wanted or name in wanted:
            part()


if __name__ == "__main__":
    main(sys.argv[1:])
