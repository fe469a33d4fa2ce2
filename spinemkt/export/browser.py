"""Charts as vector drawings, by the browser that the machine has: one without a window, kept warm for the process.

Plotly draws in a browser only. Kaleido finds the system's Chromium, Chrome or Edge and hands it charts, described as
data. The page that it opens is a local file which may load nothing from any network.
"""

from __future__ import annotations

import asyncio
import atexit
import os
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from concurrent.futures import TimeoutError as Late
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any, TypeVar

from spinemkt.errors import ExportError

FONTS = Path(__file__).with_name("fonts")
FAMILY = "Source Sans 3"
WEIGHTS = {"SourceSans3-Regular.ttf": "400", "SourceSans3-SemiBold.ttf": "500 900"}
SECONDS = 120  # for one chart; the first one waits for the browser to start, too
IDLE = 180  # seconds without a chart, after which the browser is closed
MISSING = (
    "Pictures of charts are drawn by a browser, and none was found on this machine. Install Chromium, Google Chrome or "
    "Microsoft Edge (on Debian and Ubuntu: apt-get install chromium), or set BROWSER_PATH to the program."
)
_BROKEN = "The browser that draws pictures of charts failed twice: {reason}. Charts, tables and other files still work."
# Nothing but what the page holds itself and the local scripts that Kaleido and Plotly bring.
_POLICY = (
    "default-src 'none'; script-src file:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "connect-src data:"
)
_HEAD = """<!DOCTYPE html>
<html>
    <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{policy}">
        <style>{faces}</style>
        <style id="head-style"></style>
        <title>Chart</title>
"""
_FACE = '@font-face {{font-family: "{family}"; font-weight: {weight}; src: url(data:font/ttf;base64,{font})}}'
_FOOT = """
    </head>
    <body style="margin: 0"><p style="font-family: '{family}'">a <b>b</b></p><img id="kaleido-image"></body>
</html>
"""

_Value = TypeVar("_Value")


class ChartBrowser:
    """A browser that starts with its first chart; any thread may ask, one chart is drawn after another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None
        self._idle: asyncio.TimerHandle | None = None

    def svg(self, figure: Mapping[str, Any], width: int, height: int, topology: str | None = None) -> bytes:
        """Return a chart as SVG; raises ExportError where there is no browser, or it fails twice.

        figure: Plotly's description, data and layout. width, height: in pixels. topology: address of the base map.
        """
        from kaleido.errors import KaleidoError

        options = {"format": "svg", "width": width, "height": height}
        reason = ""
        with self._lock:
            for _ in range(2):
                try:
                    return self._wait(self._drawn(dict(figure), options, topology))
                except ExportError:
                    raise
                except KaleidoError as error:  # of this chart, not of the browser
                    raise ExportError(f"The chart cannot be drawn as a picture: {error}") from None
                except Exception as error:  # the browser may fail in any way
                    reason = str(error) or type(error).__name__
                    self._stop()
            raise ExportError(_BROKEN.format(reason=reason))

    def close(self) -> None:
        """Close the browser; the next chart starts it anew."""
        with self._lock:
            self._stop()

    async def _drawn(self, figure: dict[str, Any], options: dict[str, Any], topology: str | None) -> bytes:
        if self._idle:
            self._idle.cancel()
        if self._kaleido is None:
            self._kaleido = await _opened()
        found = await self._kaleido.calc_fig(figure, options, topojson=topology)
        self._idle = asyncio.get_running_loop().call_later(IDLE, self._leave)
        return bytes(found)

    def _leave(self) -> None:
        """Close the browser that nobody has asked for a while, from a thread that may wait."""
        Thread(target=self.close, daemon=True).start()

    def _wait(self, work: Coroutine[Any, Any, _Value], seconds: float = SECONDS) -> _Value:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            Thread(target=self._loop.run_forever, name="charts", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _stop(self) -> None:
        kaleido, self._kaleido = self._kaleido, None
        if kaleido is None:
            return
        try:
            self._wait(kaleido.close(), 20)
        except (Exception, Late):  # what is broken need not close well
            return


def missing() -> str:
    """What a machine needs that has no browser to draw with; empty where there is one."""
    from choreographer.browsers.chromium import Chromium

    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    return "" if found and Path(found).is_file() else MISSING


@cache
def chart_browser() -> ChartBrowser:
    """The one browser of this process; closed when the process ends."""
    browser = ChartBrowser()
    atexit.register(browser.close)
    return browser


async def _opened() -> Any:
    """Start the browser with its page; ExportError where the machine has none."""
    from choreographer.errors import BrowserFailedError, ChromeNotFoundError
    from kaleido import Kaleido
    from kaleido._page_generator import KJS_PATH, PageGenerator

    page = PageGenerator(mathjax=False)  # Plotly's script is that of the installed package
    faces = [
        _FACE.format(family=FAMILY, weight=weight, font=b64encode((FONTS / name).read_bytes()).decode())
        for name, weight in WEIGHTS.items()
    ]
    page.header = _HEAD.format(policy=_POLICY, faces="".join(faces))
    page.footer = f'\n        <script src="{KJS_PATH.as_uri()}"></script>' + _FOOT.format(family=FAMILY)
    try:
        browser = Kaleido(timeout=SECONDS, page_generator=page)
    except ChromeNotFoundError:
        raise ExportError(MISSING) from None
    try:
        await browser.open()
    except BrowserFailedError as error:
        raise RuntimeError(f"it did not start ({error})") from None
    return browser
