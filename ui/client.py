"""Asks the store of scenarios in threads of their own: nobody waits longer than PATIENCE for a store that is silent.

After a silence it is not asked for PAUSE seconds, or until it answers late; then one call tries it again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from spinemkt.errors import DamagedError, SilentError, SpinemktError, StoreError, UncertainError
from ui import render_lock

if TYPE_CHECKING:
    from spinemkt.scenario.store import Store

PATIENCE = 2.0  # seconds
PAUSE = 30.0  # seconds, times the calls that hang
AT_ONCE = 0.05  # seconds in which a store usually answers: so long a page keeps its turn
SILENT = "The store of scenarios does not answer."

Answer = TypeVar("Answer")


class Client:
    """A store, opened when it is first asked; `silent` and `trouble` say why it cannot be used just now."""

    def __init__(self, opening: Callable[[], Store]) -> None:
        self._opening = opening
        self._store: Store | None = None
        self._lock = Lock()
        self._hanging: set[Call[Any]] = set()
        self._again: float | None = None  # when a silent store may be asked again
        self._troubles: dict[bool, str] = {}  # by whether it was to write

    def start(self, act: Callable[[Store], Answer], writes: bool = False) -> Call[Answer]:
        """Begin a call. Raises SilentError at once, without asking, while the store is taken to be silent."""
        call = Call(self, act, writes)
        with self._lock:
            if self._again is not None:
                if monotonic() < self._again:
                    raise SilentError(SILENT)
                self._hanging.add(call)
                self._pause()
        Thread(target=call.run, name="store", daemon=True).start()
        return call

    def ask(self, act: Callable[[Store], Answer], writes: bool = False) -> Answer:
        """Begin a call and wait for its answer, as `start` and `Call.result` do."""
        return self.start(act, writes).result()

    def probe(self) -> None:
        """Ask a silent store something small if it is time to, without waiting for the answer."""
        if self._again is not None and monotonic() >= self._again:
            with suppress(SilentError):  # another reader's page was faster
                self.start(lambda store: store.draft("probe"))

    @property
    def silent(self) -> bool:
        """Whether the store did not answer when it was last asked."""
        return self._again is not None

    @property
    def trouble(self) -> tuple[str, bool]:
        """Why the store failed last, and whether only writing fails; no words where it did not."""
        return self._troubles.get(False) or self._troubles.get(True, ""), False not in self._troubles

    def opened(self) -> Store:
        """The store; raises StoreError where it cannot be opened."""
        if self._store is None:
            self._store = self._opening()
        return self._store

    def hangs(self, call: Call[Any]) -> None:
        """Take the store to be silent, for a call was not answered in time."""
        with self._lock:
            if not call.ended.is_set():
                self._hanging.add(call)
                self._pause()

    def ends(self, call: Call[Any], error: SpinemktError | None) -> None:
        """Take note of how a call ended, in time or late."""
        failed = isinstance(error, StoreError) and not isinstance(error, DamagedError)
        with self._lock:
            call.ended.set()
            late = call in self._hanging and monotonic() > call.until
            self._hanging.discard(call)
            if not (failed and late):
                self._again = None
            if failed:
                self._troubles[call.writes] = str(error)
                return
            for writes in {False, call.writes}:
                self._troubles.pop(writes, None)

    def _pause(self) -> None:
        self._again = monotonic() + PAUSE * max(1, len(self._hanging))


class Call(Generic[Answer]):
    """One call to the store in a thread of its own; its result can be asked for again later."""

    def __init__(self, client: Client, act: Callable[[Store], Answer], writes: bool) -> None:
        self.writes, self.ended = writes, Event()
        self._client, self._act = client, act
        self.until = monotonic() + PATIENCE
        self._answer: Answer
        self.error: SpinemktError | None = None

    def run(self) -> None:
        """Do it."""
        try:
            self._answer = self._act(self._client.opened())
        except SpinemktError as error:
            self.error = error
        except BaseException as error:
            self.error = StoreError(f"The store of scenarios failed: {type(error).__name__}.")
            raise
        finally:
            self._client.ends(self, self.error)

    def result(self) -> Answer:
        """Wait for the answer. Raises what the store raised; where none came in time SilentError, or UncertainError."""
        if not self.ended.wait(max(0.0, min(AT_ONCE, self.until - monotonic()))):
            with render_lock.release():
                self.ended.wait(max(0.0, self.until - monotonic()))
        if not self.ended.is_set():
            self._client.hangs(self)
            if self.writes:
                raise UncertainError(f"{SILENT} It is not known yet whether it has done what was asked.")
            raise SilentError(SILENT)
        if self.error:
            raise self.error
        return self._answer
