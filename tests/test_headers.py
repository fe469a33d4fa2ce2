"""What every answer tells the browser, and which names and pages the server answers to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_reader import finish
from ui import headers
from ui.headers import Guard

HERE = "127.0.0.1:8501"


def answer(
    monkeypatch: pytest.MonkeyPatch,
    host: str | None = HERE,
    origin: str | None = None,
    kind: str = "http",
    hosts: str = "",
    frames: str = "",
) -> list[Any]:
    """What comes back; the first message of the app is an empty page, or an accepted socket."""
    for name, value in ((headers.HOSTS, hosts), (headers.FRAMES, frames)):
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    answers: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]}
        await send(start if kind == "http" else {"type": "websocket.accept"})

    async def send(message: Any) -> None:
        answers.append(message)

    given = [(name, value) for name, value in ((b"host", host), (b"origin", origin)) if value is not None]
    sent = [(name, value.encode("latin-1")) for name, value in given]
    extensions = {"websocket.http.response": {}}
    finish(Guard(app)({"type": kind, "path": "/", "headers": sent, "extensions": extensions}, None, send))
    return answers


def welcome(*arguments: Any, **more: Any) -> bool:
    return answer(*arguments, **more)[0].get("status", 200) == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", [HERE, "localhost", "LOCALHOST:80", "[::1]:8501", "localhost.:8501"])
def test_this_machine_is_answered(monkeypatch: pytest.MonkeyPatch, host: str, kind: str) -> None:
    assert welcome(monkeypatch, host, kind=kind)
    assert welcome(monkeypatch, host, f"http://{host}", kind)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.example:8501", "127.0.0.1@evil.example", "", None, "a b", "[::1",
     "\xe9", "127.0.0.1/x", "0.0.0.0", "127.0.0.1:8501.evil.example"],
)  # fmt: skip
def test_a_foreign_name_is_refused(monkeypatch: pytest.MonkeyPatch, host: str | None, kind: str) -> None:
    assert not welcome(monkeypatch, host, kind=kind)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://127.0.0.1:9999", "http://127.0.0.1:8501.evil.example", "file://"]
)  # fmt: skip
def test_a_foreign_page_is_refused(monkeypatch: pytest.MonkeyPatch, origin: str, kind: str) -> None:
    assert not welcome(monkeypatch, HERE, origin, kind)
    assert welcome(monkeypatch, HERE, f"http://{HERE}", kind)


def test_names_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    both = "market.example.com, *.spine.example"
    assert welcome(monkeypatch, "market.example.com", hosts=both)
    assert welcome(monkeypatch, "a.spine.example:443", hosts=both)
    assert welcome(
        monkeypatch, HERE, "https://market.example.com", hosts=both
    )  # a proxy that does not pass the name on
    assert not welcome(monkeypatch, "example.com", hosts=both)
    assert not welcome(monkeypatch, "spine.example", hosts=both)
    assert welcome(monkeypatch, "anything.example", "https://other.example", hosts="*")


@pytest.mark.parametrize("wrong", ["https://market.example.com", "a b/c", "evil;x", "*example.com"])
def test_what_is_no_name_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    with pytest.raises(ValueError, match=headers.HOSTS):
        welcome(monkeypatch, hosts=wrong)


def sent(monkeypatch: pytest.MonkeyPatch, **more: Any) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in answer(monkeypatch, **more)[0]["headers"]}


def test_every_answer_has_the_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (sent(monkeypatch), sent(monkeypatch, host="evil.example")):
        assert found["x-content-type-options"] == "nosniff"
        assert found["referrer-policy"] == "same-origin"
        rules = dict(rule.split(" ", 1) for rule in found["content-security-policy"].split("; "))
        assert rules["frame-ancestors"] == "'self'"
        assert rules["object-src"] == "'none'"
        assert "unsafe" not in rules["script-src"].replace("'wasm-unsafe-eval'", "")
        sources = {source for rule in rules.values() for source in rule.split()}
        assert all(source in ("data:", "blob:") or source[0] == source[-1] == "'" for source in sources)


def test_frames_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = "'self' https://portal.example.com"
    assert sent(monkeypatch, frames=frames)["content-security-policy"].endswith(f"frame-ancestors {frames}")
    for wrong in ("portal.example.com", "https://a; script-src *", "'unsafe-inline'"):
        with pytest.raises(ValueError, match=headers.FRAMES):
            sent(monkeypatch, frames=wrong)
