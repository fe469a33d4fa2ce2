"""Long work in a thread of its own: how far it is, and an end whenever the reader wants one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic
from typing import Any

from spinemkt.errors import SpinemktError
from spinemkt.uncertainty.parallel import Progress

# Blocks of all long work queue here, so that the threads of quick answers stay free.
QUEUE = ThreadPoolExecutor(1, thread_name_prefix="long")
PATIENCE = 120.0  # seconds after which work that nobody looks at ends


class Ended(Exception):
    """Nobody waits for the work any more."""


class Job:
    """Work that reports its progress: call(progress) runs at once, in the background.

    It is running, done, cancelled, left (nobody has looked at it for too long) or failed. share: how much is done, 0 to
    1. result: what the work returned. error: why it failed.
    """

    def __init__(self, work: Callable[[Progress], Any], patience: float = PATIENCE) -> None:
        self.share = 0.0
        self.result: Any = None
        self.error = ""
        self._state = "running"
        self._stop, self._patience, self._seen = Event(), patience, monotonic()
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def look(self) -> str:
        """Return the state, and say that somebody waits."""
        self._seen = monotonic()
        return "cancelled" if self._stop.is_set() else self._state

    def cancel(self) -> None:
        """End the work; what has been calculated is let go."""
        self._stop.set()

    def wait(self, seconds: float) -> str:
        """Wait until the thread has ended, at most so long, and return the state."""
        self._thread.join(seconds)
        return self.look()

    def _progress(self, done: int, whole: int) -> None:
        self.share = done / whole
        if self._stop.is_set() or monotonic() - self._seen > self._patience:
            raise Ended("cancelled" if self._stop.is_set() else "left")

    def _run(self, work: Callable[[Progress], Any]) -> None:
        try:
            self.result = work(self._progress)
            self._state = "done"
        except Ended as end:
            self._state = str(end)
        except (SpinemktError, MemoryError) as error:
            self.error = str(error) or "There is not enough memory for so many simulations."
            self._state = "failed"
        except Exception:
            self.error = "The simulations could not be finished; try fewer."
            self._state = "failed"
            raise
