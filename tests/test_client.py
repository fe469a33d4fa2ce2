"""A store that does not answer, or fails: nobody waits for it, and what is not known is not said to be."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from spinemkt.errors import DamagedError, RefusalError, SilentError, StoreError, UncertainError
from spinemkt.scenario.store import Store
from ui import client as module
from ui.client import Client


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    monkeypatch.setattr(module, "AT_ONCE", 0.01)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'scenarios.sqlite'}")


def opening(store: Store) -> Callable[[], Store]:
    return lambda: store


@pytest.fixture
def hung() -> Iterator[Event]:
    """Until it is set, calls that wait for it hang."""
    event = Event()
    yield event
    event.set()


def test_an_answer_or_its_error_comes_back(store: Store) -> None:
    client = Client(opening(store))
    assert client.ask(lambda store: store.save("team", "a", "one", "d"), writes=True).version == 1
    with pytest.raises(RefusalError, match="not among the 1 there"):
        client.ask(lambda store: store.load("team", "b"))
    assert (client.silent, client.trouble[0]) == (False, "")


@pytest.mark.usefixtures("quick")
def test_a_silent_store_is_waited_for_once_and_not_asked_again(store: Store, hung: Event) -> None:
    client, asked = Client(opening(store)), list[int]()

    def hang(store: Store) -> None:
        asked.append(1)
        hung.wait()

    with pytest.raises(SilentError):
        client.ask(hang)
    for _ in range(100):
        with pytest.raises(SilentError):
            client.ask(hang)
        with pytest.raises(SilentError):
            client.ask(lambda store: store.list("team"))
    assert client.silent
    assert asked == [1]


@pytest.mark.usefixtures("quick")
def test_many_at_once_wait_no_longer_than_one(store: Store, hung: Event) -> None:
    client, errors = Client(opening(store)), list[Exception]()

    def reader() -> None:
        try:
            client.ask(lambda store: hung.wait())
        except SilentError as error:
            errors.append(error)

    readers = [Thread(target=reader) for _ in range(20)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert len(errors) == 20
    assert not hung.is_set()


@pytest.mark.usefixtures("quick")
def test_it_is_asked_again_after_a_while_by_one_call_alone(
    store: Store, hung: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, tried = Client(opening(store)), list[int]()
    monkeypatch.setattr(module, "PAUSE", 0.0)
    with pytest.raises(SilentError):
        client.ask(lambda store: hung.wait())
    monkeypatch.setattr(module, "PAUSE", 1000.0)
    probe = client.start(lambda store: (tried.append(1), hung.wait()))
    for _ in range(5):
        with pytest.raises(SilentError):
            client.start(lambda store: tried.append(2))
    assert client.silent
    hung.set()
    probe.result()
    assert not client.silent
    assert client.ask(lambda store: store.list("team")) == []
    assert 2 not in tried


@pytest.mark.usefixtures("quick")
def test_a_late_answer_ends_the_pause(store: Store, hung: Event) -> None:
    client = Client(opening(store))
    call = client.start(lambda store: hung.wait())
    with pytest.raises(SilentError):
        call.result()
    hung.set()
    assert call.ended.wait(30)
    while client.silent:
        sleep(0.001)
    assert client.ask(lambda store: store.list("team")) == []


@pytest.mark.usefixtures("quick")
def test_a_write_without_answer_is_neither_done_nor_refused_until_it_ends(store: Store, hung: Event) -> None:
    client = Client(opening(store))

    def slow(store: Store) -> int:
        hung.wait()
        return store.save("team", "a", "one", "d").version

    call = client.start(slow, writes=True)
    with pytest.raises(UncertainError, match="not known yet"):
        call.result()
    with pytest.raises(SilentError):  # what is not asked is surely not done
        client.ask(lambda store: store.save("team", "b", "one", "d"), writes=True)
    hung.set()
    assert call.ended.wait(30)
    assert call.result() == 1
    assert [one.name for one in store.list("team")] == ["a"]


def test_trouble_is_told_until_it_is_over_and_damaged_rows_are_none(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.sqlite"
    file.write_text("this is no database, but a letter\n" * 100)
    client = Client(lambda: Store(f"sqlite:///{file}"))
    with pytest.raises(StoreError, match="no store"):
        client.ask(lambda store: store.list("team"))
    said, only_writing = client.trouble
    assert "no store of scenarios" in said
    assert not only_writing
    assert not client.silent
    file.unlink()
    client.ask(lambda store: store.save("team", "a", "one", "d"), writes=True)
    assert client.trouble[0] == ""
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE spinemkt_version SET text = 'evil'")
    with pytest.raises(DamagedError):
        client.ask(lambda store: store.load("team", "a"))
    assert client.trouble[0] == ""


def test_writing_that_fails_leaves_reading(store: Store) -> None:
    client = Client(opening(store))

    def full(store: Store) -> None:
        raise StoreError("The disk is full.")

    with pytest.raises(StoreError):
        client.ask(full, writes=True)
    client.ask(lambda store: store.list("team"))
    assert client.trouble == ("The disk is full.", True)
    client.ask(lambda store: store.keep_draft("tab", "text"), writes=True)
    assert client.trouble[0] == ""


LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode=EXCLUSIVE")
connection.execute("BEGIN EXCLUSIVE")
connection.execute("INSERT INTO spinemkt_draft VALUES ('lock', '', '', '', '')")
print("locked", flush=True)
sys.stdin.readline()
"""


@pytest.mark.usefixtures("quick")
def test_a_file_that_another_process_holds_is_silence(store: Store) -> None:
    client = Client(opening(store))
    store.save("team", "a", "one", "d")
    with subprocess.Popen(
        [sys.executable, "-c", LOCK, store.place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin and other.stdout
        assert other.stdout.readline() == "locked\n"
        call = client.start(lambda store: store.save("team", "a", "two", "d"), writes=True)
        with pytest.raises(UncertainError):
            call.result()
        assert client.silent
        other.stdin.write("\n")
    assert call.ended.wait(30)
    assert call.result().version == 2
