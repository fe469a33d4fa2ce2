"""Sessions that ended: what they hold is closed without waiting for the next page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionClient
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from tests.own_loop import run
from ui import warm


class Client(SessionClient):
    """A browser that listens to nothing."""

    def write_forward_msg(self, msg: Any) -> None:
        """Drop it."""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def loops_of_ended(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, list[bool]]]:
    """Let sessions come and go; how many were closed, and which loops are closed, at once and two minutes later."""
    clock, storage = Clock(), MemorySessionStorage()
    monkeypatch.setattr(storage._cache, "_timer", clock)
    manager = WebsocketSessionManager(storage, MemoryUploadedFileManager("files"), ScriptCache(), None)
    monkeypatch.setattr(warm, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    script = ScriptData("dashboard.py", False)
    ids = [manager.connect_session(Client(), script, {}) for _ in range(4)]
    loops = [manager.get_session_info(id).session._script_event_loop for id in ids]  # type: ignore[union-attr]
    for id in ids[1:]:
        manager.disconnect_session(id)
    found = []
    for clock.now in (60.0, 121.0):
        found.append((warm.close_ended(), [loop.is_closed() for loop in loops]))
    manager.close_session(ids[0])
    return found


def test_what_ended_sessions_hold_is_closed_once_no_browser_can_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(loops_of_ended(monkeypatch)) == [(0, [False] * 4), (3, [False, True, True, True])]


def test_streamlit_keeps_its_sessions_where_they_are_looked_for() -> None:
    assert (
        "self._session_mgr" in Runtime.__init__.__code__.co_names
        or "_session_mgr" in Runtime.__init__.__code__.co_names
    )
