"""Many readers on one process, and what it holds in memory: parts of `python -m tests.bench`."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.bench import Row, show
from tests.browser_fixtures import serving

THINK, ARRIVAL, SECONDS = 3.0, 10.0, 25.0
CROWDS = (("overview", 1), ("overview", 20), ("overview", 120), ("lab", 10), ("lab", 20), ("lab", 60))
IDLE = 40.0  # seconds without a reader's move, after which a process gives back what it can
STAY = float(os.environ.get("SPINEMKT_BENCH_MINUTES", "3")) * 60
WALK = ("overview", "segments", "regions", "modalities", "lab", "lab", "pathway", "sensitivity")


@dataclass
class Waits:
    """Milliseconds from a move to its first changed words, and to the end of the script; and what failed."""

    words: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Reader:
    """A browser without a screen: opens a page and moves its sliders as Streamlit's own front end would."""

    def __init__(self, socket: ClientConnection, chance: random.Random) -> None:
        self._socket, self._chance = socket, chance
        self.sliders: dict[str, tuple[Any, str]] = {}  # by label: the newest slider, and the fragment it stands in

    async def open(self, page: str) -> None:
        """Open a page."""
        message = _message()
        message.rerun_script.page_name = "" if page == "overview" else page
        self.sliders.clear()
        await self._run(message)

    async def move(self, page: str, waits: Waits) -> None:
        """Move the year, or on the lab a lever to an amount that nobody has seen."""
        levers = [label for label in self.sliders if label not in ("Snapshot year", "Years")]
        label = self._chance.choice(levers) if page == "lab" and levers else "Snapshot year"
        slider, fragment = self.sliders[label]
        steps = round((slider.max - slider.min) / slider.step)
        message = _message()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add(id=slider.id)
        state.double_array_value.data[:] = [slider.min + slider.step * self._chance.randint(0, steps)]
        start = time.perf_counter()
        words = await self._run(message)
        waits.ends.append((time.perf_counter() - start) * 1000)
        if words:
            waits.words.append((words - start) * 1000)

    async def _run(self, message: Any) -> float:
        """Send a message and take in what comes until the script has finished; when the first words came, or 0."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        await self._socket.send(message.SerializeToString())
        words = 0.0
        async with asyncio.timeout(90):
            while True:
                answer = ForwardMsg.FromString(await self._socket.recv())  # type: ignore[arg-type]
                kind = answer.WhichOneof("type")
                if kind == "delta":
                    element = answer.delta.new_element
                    if element.slider.label:
                        self.sliders[element.slider.label] = element.slider, answer.delta.fragment_id
                    elif not words and any(mark in element.html.body for mark in ("sm-effect", "sm-answer")):
                        words = time.perf_counter()
                if kind == "script_finished" and answer.script_finished in (0, 3):  # the whole script, or fragments
                    return words


def _message() -> Any:
    from streamlit.proto.BackMsg_pb2 import BackMsg

    message = BackMsg()
    message.rerun_script.query_string = ""
    return message


async def _reader(url: str, number: int, pages: Sequence[str], until: float, waits: Waits) -> None:
    """Open a page, then move something every few seconds; where there are several pages, go from one to the next."""
    chance = random.Random(number)
    loop = asyncio.get_running_loop()
    await asyncio.sleep(chance.uniform(0, ARRIVAL))
    address = url.replace("http", "ws") + "/_stcore/stream"
    try:
        async with connect(address, subprotocols=["streamlit"], max_size=None, compression=None) as socket:  # type: ignore[list-item]
            reader, page = Reader(socket, chance), chance.choice(pages)
            await reader.open(page)
            while loop.time() < until:
                await asyncio.sleep(chance.uniform(THINK - 1, THINK + 1))
                if len(pages) > 1 and chance.random() < 0.2:
                    page = chance.choice(pages)
                    await reader.open(page)
                else:
                    await reader.move(page, waits)
    except (OSError, TimeoutError, EOFError, KeyError) as error:
        waits.failures.append(repr(error))


async def _crowd(url: str, size: int, pages: Sequence[str], seconds: float) -> tuple[Waits, Waits]:
    """The waits while readers arrive, and once all are there."""
    loop = asyncio.get_running_loop()
    waits = Waits()
    await _reader(url, 0, pages, 0.0, waits)  # the first one waits for the data to load; that is not counted here
    readers = [_reader(url, number, pages, loop.time() + ARRIVAL + seconds, waits) for number in range(size)]
    everyone = asyncio.gather(*readers)
    await asyncio.sleep(ARRIVAL)
    words, ends = len(waits.words), len(waits.ends)
    await everyone
    return Waits(waits.words[:words], waits.ends[:ends]), Waits(waits.words[words:], waits.ends[ends:], waits.failures)


def users() -> None:
    """Time moves of many readers: of the year on Overview, of a lever to ever new amounts on the lab."""
    for page, size in CROWDS:
        with serving() as url:
            arriving, there = asyncio.run(_crowd(url, size, [page], SECONDS))
        rows = [
            Row("while they arrive: first words", arriving.words),
            Row("while they arrive: all", arriving.ends),
            Row("once all are there: first words", there.words),
            Row("once all are there: all", there.ends),
        ]
        show(f"{size} readers on {page}, one move each {THINK:.0f} s", rows)
        for name, found in (("first words", there.words), ("all", there.ends)):
            if len(found) > 1:
                cuts = quantiles(found, n=20)
                print(f"{name}: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, {len(found) / SECONDS:.1f} a second")
        print(f"{len(there.failures)} readers failed {there.failures[:1] or ''}")


# Memory


def resident(process: int) -> float:
    """Resident memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _watched(process: int, work: Any) -> tuple[list[float], Any]:
    """Memory each quarter of a second while some work lasts, and what that returns."""
    task, found = asyncio.ensure_future(work), []
    while not task.done():
        found.append(resident(process))
        await asyncio.sleep(0.25)
    return found, task.result()


def memory() -> None:
    """Watch the memory of a server: its first page, ten readers who walk about, and after they have gone."""
    if not Path("/proc/self/statm").exists():
        print("Memory is read from /proc, which this system has not.")
        return
    with serving() as url:
        process = _server(url)
        first, _ = asyncio.run(_watched(process, _crowd(url, 1, ["overview"], 0.0)))
        busy, (_, waits) = asyncio.run(_watched(process, _crowd(url, 10, WALK, STAY)))
        time.sleep(IDLE)
        rows = [
            Row("first page", first[-1:]),
            Row(f"ten readers on all pages, {STAY / 60:.0f} minutes", busy),
            Row(f"{IDLE:.0f} s after they have gone", [resident(process)]),
        ]
    show("Resident memory of a process, in MB", rows)
    print(f"{len(waits.ends)} moves, {len(waits.failures)} readers failed {waits.failures[:1] or ''}")


def _server(url: str) -> int:
    """The process that listens at an address: a child of this one."""
    port = url.rpartition(":")[2]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if f"--server.port={port}" in words:
            return int(folder.name)
    sys.exit(f"No process serves {url}.")
