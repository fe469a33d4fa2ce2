"""The store of saved scenarios: what it keeps, what it refuses, and what it survives."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spinemkt.errors import ConflictError, DamagedError, RefusalError, SpinemktError, StoreError, UncertainError
from spinemkt.scenario import database
from spinemkt.scenario.saved import LAST_NUMBER, NAME_LENGTH, TEXT_BYTES, checksum, label, read, same
from spinemkt.scenario.store import MOST_DRAFTS, Saved, Store

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("SPINEMKT_TEST_DATABASE", "")  # a PostgreSQL URL; the tests make a schema of their own there
DATA = "2026.11-abc"
SHELF = "team"

hostile = settings(max_examples=300, derandomize=True, suppress_health_check=list(HealthCheck))


WITH_SERVER = pytest.mark.skipif(not SERVER, reason="SPINEMKT_TEST_DATABASE names no PostgreSQL")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=WITH_SERVER)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'scenarios.sqlite'}"
        return
    schema = f"spinemkt_test_{os.getpid()}"
    execute(SERVER, f"CREATE SCHEMA {schema}")
    try:
        address = sa.make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
        yield address.render_as_string(hide_password=False)
    finally:
        execute(SERVER, f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store._database._engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a SQLite store can be made."""
    return tmp_path / "scenarios.sqlite"


def opened(file: Path) -> Store:
    return Store(f"sqlite:///{file}")


def execute(url: str, *statements: str, **values: object) -> list[tuple[object, ...]]:
    """Run SQL behind the store's back; return the rows of the last statement."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        results = [connection.execute(sa.text(statement), values) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def names(saved: list[Saved]) -> list[str]:
    return [one.name for one in saved]


# --------------------------------------------------------------------------------------------- versions and names
def test_a_saved_scenario_comes_back(store: Store, url: str) -> None:
    saved = store.save(SHELF, "  More SBRT ", "scale = 1.2\r\n# ü 漢 😀\n", DATA)
    assert (saved.shelf, saved.name, saved.version, saved.deleted, saved.damaged) == (SHELF, "More SBRT", 1, False, "")
    assert (saved.text, saved.data_version) == ("scale = 1.2\r\n# ü 漢 😀\n", DATA)
    assert saved.saved_at is not None
    assert timedelta(0) <= datetime.now(UTC) - saved.saved_at < timedelta(hours=1)
    assert store.load(SHELF, "More SBRT") == saved
    assert Store(url).list(SHELF) == [saved]
    assert store.list("another shelf") == []


def test_each_new_text_is_a_version_and_an_equal_one_is_none(store: Store) -> None:
    first = store.save(SHELF, "a", "one", DATA)
    second = store.save(SHELF, "a", "two", "data of 2027")
    assert store.save(SHELF, "a", "two", DATA) == second
    third = store.save(SHELF, "a", "one", DATA)
    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert store.history(SHELF, "a") == [third, second, first]
    assert store.list(SHELF) == [third]
    assert store.load(SHELF, "a", 2) == second


def test_the_newest_stands_first(store: Store) -> None:
    for name in ("a", "b", "c", "a"):
        store.save(SHELF, name, f"text {len(store.list(SHELF))}", DATA)
    assert names(store.list(SHELF)) == ["a", "c", "b"]


def test_names_are_one_without_regard_to_case_form_and_gaps(store: Store) -> None:
    store.save(SHELF, "Straße  für é", "one", DATA)
    store.save("other", "Straße  für é", "one", DATA)
    again = store.save(SHELF, "STRASSE FÜR É", "two", DATA)
    assert (again.name, again.version) == ("Straße  für é", 2)  # respelled by rename alone
    assert store.save(SHELF, "STRASSE FÜR É", "two", DATA) == again
    assert store.list(SHELF) == [again]
    assert store.load(SHELF, "straße für é") == again
    assert store.load("other", "straße für é").version == 1


def test_delete_is_undone_by_restore(store: Store) -> None:
    saved = store.save(SHELF, "a", "one", DATA)
    store.delete(SHELF, "A")
    store.delete(SHELF, "a")
    assert store.list(SHELF) == []
    assert [(one.name, one.deleted) for one in store.list(SHELF, deleted=True)] == [("a", True)]
    with pytest.raises(RefusalError, match="'a' on shelf 'team' is deleted; restore it first"):
        store.load(SHELF, "a")
    assert [one.text for one in store.history(SHELF, "a")] == ["one"]
    store.restore(SHELF, "a")
    store.restore(SHELF, "a")
    assert store.list(SHELF) == [saved]
    assert store.list(SHELF, deleted=True) == []


@pytest.mark.parametrize(("text", "versions"), [("two", 2), ("one", 1)])
def test_a_name_deleted_and_saved_anew_keeps_its_history(store: Store, text: str, versions: int) -> None:
    store.save(SHELF, "a", "one", DATA)
    store.delete(SHELF, "a")
    anew = store.save(SHELF, "a", text, DATA, expected_version=0)
    assert (anew.version, anew.deleted) == (versions, False)
    assert store.list(SHELF) == [anew]
    assert len(store.history(SHELF, "a")) == versions


def test_rename_takes_the_history_along(store: Store) -> None:
    store.save(SHELF, "a", "one", DATA)
    store.save(SHELF, "a", "two", DATA)
    renamed = store.rename(SHELF, "a", "b")
    assert (renamed.name, renamed.version) == ("b", 2)
    assert [one.version for one in store.history(SHELF, "b")] == [2, 1]
    assert store.rename(SHELF, "b", "B").name == "B"
    assert names(store.list(SHELF)) == ["B"]


def test_rename_to_a_taken_name_is_refused(store: Store) -> None:
    for name in ("a", "b", "gone"):
        store.save(SHELF, name, "text", DATA)
    store.delete(SHELF, "gone")
    with pytest.raises(RefusalError, match=r"'a' .* cannot become 'B': found that name taken; choose another"):
        store.rename(SHELF, "a", "B")
    with pytest.raises(RefusalError, match=r"cannot become 'gone': found that name taken; restore it or"):
        store.rename(SHELF, "a", "gone")
    with pytest.raises(RefusalError, match="restore it first"):
        store.rename(SHELF, "gone", "c")
    assert sorted(names(store.list(SHELF))) == ["a", "b"]


def test_what_is_not_there_is_refused_with_the_nearest(store: Store) -> None:
    store.save(SHELF, "More SBRT", "one", DATA)
    for act in (store.load, store.history, store.delete, store.restore, lambda *key: store.rename(*key, "x")):
        with pytest.raises(RefusalError, match=r"'More SBR' on shelf 'team' is not .* Did you mean 'More SBRT'\?"):
            act(SHELF, "More SBR")
    with pytest.raises(RefusalError, match="has no version 7; allowed: 1 to 1"):
        store.load(SHELF, "More SBRT", 7)
    for version in (0, -1, 2**70, 1.0, True, "1"):
        with pytest.raises(RefusalError, match="must be a whole number"):
            store.load(SHELF, "More SBRT", version)  # type: ignore[arg-type]


def test_the_draft_of_a_shelf_comes_back(store: Store, url: str) -> None:
    assert store.draft(SHELF) is None
    store.keep_draft(SHELF, "one")
    store.keep_draft(SHELF, "two\n")
    store.keep_draft("other", "")
    assert Store(url).draft(SHELF) == "two\n"
    assert store.draft("other") == ""
    assert store.list(SHELF) == []


def test_of_an_owners_drafts_the_newest_stay(store: Store, url: str) -> None:
    for number in range(MOST_DRAFTS + 3):
        store.keep_draft(f"tab {number}", f"text {number}", "ann")
        store.keep_draft("tab 0", f"first tab at {number}", "ann")
        store.keep_draft(f"bob {number % 2}", f"bob's {number}", "bob")
    store.keep_draft("alone", "nobody's")
    kept = Store(url).drafts("ann")
    assert [one.text for one in kept][:3] == ["first tab at 10", "text 10", "text 9"]
    assert len(kept) == MOST_DRAFTS
    assert all(one.kept_at is not None and not one.damaged for one in kept)
    assert [one.text for one in store.drafts("bob")] == ["bob's 10", "bob's 9"]
    assert store.draft("alone") == "nobody's"
    assert store.drafts("nobody") == []
    execute(url, "UPDATE spinemkt_draft SET text = 'evil' WHERE shelf = 'tab 10'")
    execute(url, "UPDATE spinemkt_draft SET kept_at = 'soon' WHERE shelf = 'tab 9'")
    damaged = {one.damaged: one.text for one in store.drafts("ann") if one.damaged}
    assert damaged == {"It is not as it was kept.": "", "Its time is damaged: found 'soon'.": ""}
    assert len(store.drafts("ann")) == MOST_DRAFTS


FIRST_SCHEMA = """
DROP TABLE spinemkt_draft;
CREATE TABLE spinemkt_draft (shelf TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL, checksum TEXT NOT NULL);
UPDATE spinemkt_schema SET version = 1
"""


def test_drafts_of_the_first_schema_find_their_owner(store: Store, url: str) -> None:
    who = "a1" * 20
    execute(url, *FIRST_SCHEMA.split(";"))
    for name in (f"draft now {who}", f"draft before {who}", "team"):
        values = {"name": name, "mark": checksum(name, "mine")}
        execute(url, "INSERT INTO spinemkt_draft VALUES (:name, 'mine', :mark)", **values)
    again = Store(url)
    assert [(one.text, one.kept_at, one.damaged) for one in again.drafts(who)] == [("mine", None, "")] * 2
    assert again.draft("team") == "mine"


def test_a_version_is_found_by_its_id(store: Store, url: str) -> None:
    first, second = (store.save(SHELF, "a", text, DATA) for text in ("one", "two"))
    assert store.find(SHELF, first.id) == first
    assert store.find(SHELF, second.id) == second == store.load(SHELF, "a")
    store.rename(SHELF, "a", "b")
    assert store.find(SHELF, first.id).name == "b"
    store.delete(SHELF, "b")
    assert store.find(SHELF, first.id).deleted
    for shelf, id in (("other", first.id), (SHELF, "0" * 16)):
        with pytest.raises(RefusalError, match="No scenario with the id"):
            store.find(shelf, id)
    for bad in ("", "x" * 16, "%", None, 7, "\ud800", first.id[:15]):
        with pytest.raises(RefusalError, match="16 letters"):
            store.find(SHELF, bad)  # type: ignore[arg-type]
    execute(url, "UPDATE spinemkt_version SET text = 'evil' WHERE number = 1")
    with pytest.raises(DamagedError, match="'b' on shelf 'team', version 1, is damaged"):
        store.find(SHELF, first.id)


# ------------------------------------------------------------------------------------------------------ conflicts
def test_a_save_in_between_is_a_conflict_and_loses_nothing(store: Store) -> None:
    store.save(SHELF, "a", "one", DATA, expected_version=0)
    store.save(SHELF, "a", "theirs", DATA, expected_version=1)
    with pytest.raises(ConflictError, match="expected version 1, found version 2") as raised:
        store.save(SHELF, "A", "mine", DATA, expected_version=1)
    assert (raised.value.expected, raised.value.found) == (1, 2)
    with pytest.raises(ConflictError, match="expected version 1, found version 2"):
        store.save(SHELF, "a", "theirs", DATA, expected_version=1)
    with pytest.raises(ConflictError, match="expected no such name, found version 2"):
        store.save(SHELF, "a", "mine", DATA, expected_version=0)
    assert [(one.name, one.text) for one in store.history(SHELF, "a")] == [("a", "theirs"), ("a", "one")]
    store.rename(SHELF, "a", "b")
    with pytest.raises(ConflictError, match="expected version 2, found no such name"):
        store.save(SHELF, "a", "mine", DATA, expected_version=2)
    assert names(store.list(SHELF)) == ["b"]


def test_threads_saving_at_once_lose_nothing(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda number: store.save(SHELF, "a", f"text {number}", DATA), range(32)))
    assert sorted(one.version for one in saved) == list(range(1, 33))
    assert {one.version: one.text for one in store.history(SHELF, "a")} == {one.version: one.text for one in saved}


COUNT = """
import sys
from spinemkt.errors import ConflictError
from spinemkt.scenario.store import Store
sys.stdin.readline()
store, done = Store(sys.argv[1]), 0
while done < 20:
    there = store.list("team")
    version, text = (there[0].version, there[0].text) if there else (0, "0")
    try:
        store.save("team", "count", str(int(text) + 1), "data", expected_version=version)
        done += 1
    except ConflictError:
        pass
"""


def child(code: str, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, url],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_two_processes_saving_at_once_lose_nothing(url: str) -> None:
    """Both open a database that is not there yet, then count in turn, each from what the other one saved."""
    counting = [child(COUNT, url) for _ in range(2)]
    for process in counting:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in counting:
        assert process.communicate()[1] == ""
        assert process.returncode == 0
    saved = Store(url).load("team", "count")
    assert (saved.text, saved.version) == ("40", 40)


SAVE = """
import os, sys
from spinemkt.scenario.store import Store
for turn in sys.stdin:  # one process imports, then for each turn another one saves and is killed
    if pid := os.fork():
        os.waitpid(pid, 0)
        print("killed", flush=True)
    else:
        print(os.getpid(), flush=True)
        store = Store(sys.argv[1])
        for number in range(200):
            store.keep_draft("team", f"draft {number}")
            saved = store.save("team", f"name {number % 7}", f"{turn.strip()}, {number:03} " + "x" * 5_000, "data")
            print(f"{saved.name}|{saved.version}|{saved.text[:11]}", flush=True)  # short: a pipe takes it whole
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork and no kill -9")
def test_every_confirmed_save_survives_kill_9(url: str) -> None:
    with child(SAVE, url) as process:
        assert process.stdin and process.stdout
        confirmed = set()
        for turn, saves in enumerate((0, 1, 2, 9, 25, 50)):
            process.stdin.write(f"turn {turn}\n")
            process.stdin.flush()
            victim = int(process.stdout.readline())
            for _ in range(saves):
                confirmed.add(said := process.stdout.readline().strip())
                assert said.startswith("name"), f"the saving process ended by itself: {said!r}"
            time.sleep(0.003 * turn)  # so that it falls now into a draft, now into a save
            os.kill(victim, signal.SIGKILL)
            while (said := process.stdout.readline().strip()) != "killed":
                confirmed.add(said)
                assert said.startswith("name"), f"what started the saving ended: {said!r}"
            store = Store(url)
            kept = {
                f"{one.name}|{one.version}|{one.text[:11]}"
                for name in store.list("team")
                for one in store.history("team", name.name)
            }
            assert confirmed <= kept
            assert not any(one.damaged for one in store.list("team"))
            assert store.draft("team") is not None or not confirmed
        process.stdin.close()
    assert len(confirmed) >= 87
    if url.startswith("sqlite"):
        assert execute(url, "PRAGMA integrity_check") == [("ok",)]


# ------------------------------------------------------------------------------------------- what is not let in
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("", ""),
        (" \t\n\u3000", ""),
        ("a\nb", "ab"),
        ("a\0b", "ab"),
        ("a\x1b[31mred", "a[31mred"),
        ("abc\u202ecod.exe", "abccod.exe"),
        ("a\u200bb", "ab"),
        ("a\u2028b", "ab"),
        ("\u3164", ""),
        ("\ud800", ""),
        ("\ufdd0 a", "a"),
        ("é" * (NAME_LENGTH + 1), "é" * NAME_LENGTH),
    ],
)
def test_names_that_cannot_be_seen_are_refused(store: Store, name: str, near: str) -> None:
    with pytest.raises(RefusalError, match=r"The name cannot be used: found .*; allowed: 1 to 80 visible") as raised:
        store.save(SHELF, name, "text", DATA)
    assert str(raised.value).endswith(f" Did you mean {near!r}?" if near else "characters.")
    for what, act in {
        "shelf": lambda: store.list(name),
        "new name": lambda: store.rename(SHELF, "a", name),
        "data version": lambda: store.save(SHELF, "a", "text", name),
    }.items():
        with pytest.raises(RefusalError, match=f"The {what} cannot be used"):
            act()
    assert store.list(SHELF) == []


def test_a_name_is_counted_in_its_one_form(store: Store) -> None:
    assert store.save(SHELF, "e\u0301" * NAME_LENGTH, "text", DATA).name == "é" * NAME_LENGTH


def test_what_is_no_text_is_refused(store: Store) -> None:
    for act in (lambda text: store.save(SHELF, "a", text, DATA), lambda text: store.keep_draft(SHELF, text)):
        for text, rule in {
            "a\0b": r"found '\\x00' at character 2",
            "ab\udc80": r"found '\\udc80' at character 3",
            "é" * (TEXT_BYTES // 2) + "x": "found 400,001 bytes; allowed: 400,000",
            b"bytes": "must be text: found b'bytes'",
            None: "must be text: found None",
        }.items():
            with pytest.raises(RefusalError, match=rule):
                act(text)
    with pytest.raises(RefusalError, match="The name must be text: found 7"):
        store.save(SHELF, 7, "text", DATA)  # type: ignore[arg-type]
    with pytest.raises(RefusalError, match="The expected version must be a whole number: found -1"):
        store.save(SHELF, "a", "text", DATA, expected_version=-1)
    assert store.list(SHELF) == []
    assert store.draft(SHELF) is None
    assert len(store.save(SHELF, "a", "é" * (TEXT_BYTES // 2), DATA).text) == TEXT_BYTES // 2


ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=100)


@hostile
@given(name=ANY_TEXT, text=ANY_TEXT)
def test_any_name_and_text_is_refused_or_comes_back(store: Store, name: str, text: str) -> None:
    try:
        saved = store.save(SHELF, name, text, DATA)
    except RefusalError:
        return
    assert saved.text == text
    assert same(saved.name) == same(unicodedata.normalize("NFC", name.strip()))
    for spelling in (name, saved.name, same(saved.name), name.upper(), name.lower()):
        if same(spelling) == same(saved.name) and len(unicodedata.normalize("NFC", spelling)) <= NAME_LENGTH:
            assert store.load(SHELF, spelling) == saved


# ------------------------------------------------------------------------------------------- what is not let out
DAMAGE = {
    "text changed": ("UPDATE spinemkt_version SET text = 'evil' WHERE number = 2", "checksum differs"),
    "text cut": ("UPDATE spinemkt_version SET text = '' WHERE number = 2", "checksum differs"),
    "checksum": ("UPDATE spinemkt_version SET checksum = 'x' WHERE number = 2", "checksum differs"),
    "data version": ("UPDATE spinemkt_version SET data_version = 'y' WHERE number = 2", "checksum differs"),
    "time": ("UPDATE spinemkt_version SET saved_at = 'soon' WHERE number = 2", "checksum differs"),
    "number": ("UPDATE spinemkt_version SET number = -3 WHERE number = 2", "found -3"),
    "name": ("UPDATE spinemkt_scenario SET name = 'z' WHERE key = 'a'", "not as it was saved"),
    "control": ("UPDATE spinemkt_scenario SET name = :control WHERE key = 'a'", "not as it was saved"),
    "deleted": ("UPDATE spinemkt_scenario SET deleted = 7 WHERE key = 'a'", "not as it was saved"),
    "long": ("UPDATE spinemkt_version SET text = :long WHERE number = 2", "checksum differs"),
}
DAMAGE_OF_TYPE = {
    "text is bytes": ("UPDATE spinemkt_version SET text = x'ff00' WHERE number = 2", "checksum differs"),
    "text is not UTF-8": ("UPDATE spinemkt_version SET text = CAST(x'ff61' AS TEXT) WHERE number = 2", "checksum"),
    "number is text": ("UPDATE spinemkt_version SET number = 'two' WHERE number = 2", "found 'two'"),
    "number is huge": (f"UPDATE spinemkt_version SET number = {2**62} WHERE number = 2", "found 46116860184"),
    "name is bytes": ("UPDATE spinemkt_scenario SET name = x'ff' WHERE key = 'a'", "not as it was saved"),
    "name is not UTF-8": ("UPDATE spinemkt_scenario SET name = CAST(x'ff' AS TEXT) WHERE key = 'a'", "not as it was"),
    "deleted is text": ("UPDATE spinemkt_scenario SET deleted = 'no' WHERE key = 'a'", "not as it was saved"),
    "no version": ("DELETE FROM spinemkt_version WHERE scenario_id = 1", "must be a whole number: found None"),
}


@pytest.mark.parametrize("case", [*DAMAGE, *DAMAGE_OF_TYPE])
def test_a_damaged_row_is_listed_hides_no_other_and_heals(store: Store, url: str, case: str) -> None:
    if case in DAMAGE_OF_TYPE and not url.startswith("sqlite"):
        pytest.skip("PostgreSQL holds a column to its type")
    for name, text in (("a", "one"), ("b", "one"), ("a", "two")):
        store.save(SHELF, name, text, DATA)
    statement, why = {**DAMAGE, **DAMAGE_OF_TYPE}[case]
    execute(url, statement, control="a\x1b[2J", long="x" * 1_000_000)
    listed = {one.name: one for one in store.list(SHELF)}
    assert set(listed) == {"a", "b"}
    assert why in listed["a"].damaged
    assert (listed["a"].text, listed["a"].saved_at) == ("", None)
    assert listed["b"].text == "one"
    with pytest.raises(StoreError, match=r"'a' on shelf 'team', version \d, is damaged: .* history"):
        store.load(SHELF, "a")
    store.history(SHELF, "a")
    store.delete(SHELF, "a")
    assert names(store.list(SHELF)) == ["b"]
    healed = store.save(SHELF, "a", "two", DATA)
    assert not healed.damaged
    assert store.load(SHELF, "a") == healed
    assert store.list(SHELF)[0] == healed


@pytest.mark.parametrize("name", ["x", "(damaged)"])
def test_a_row_without_any_name_is_listed(store: Store, url: str, name: str) -> None:
    store.save(SHELF, "a", "one", DATA)
    execute(url, "UPDATE spinemkt_scenario SET name = :name, key = 'Y'", name=name)
    assert [(one.name, one.damaged != "") for one in store.list(SHELF)] == [("(damaged)", True)]


@pytest.mark.parametrize("change", ["text = 'evil'", "checksum = ''"])
def test_a_damaged_draft_is_said_and_replaced(store: Store, url: str, change: str) -> None:
    store.keep_draft(SHELF, "mine")
    execute(url, f"UPDATE spinemkt_draft SET {change}")
    with pytest.raises(DamagedError, match="The draft on shelf 'team' is damaged"):
        store.draft(SHELF)
    store.keep_draft(SHELF, "next")
    assert store.draft(SHELF) == "next"


VALUES = st.one_of(
    st.none(), st.integers(), st.floats(), st.binary(max_size=9), ANY_TEXT, st.sampled_from(["a", "A", "é", 0, 1, 2])
)
TIMES = st.one_of(
    VALUES, st.datetimes().map(str), st.sampled_from(["0001-01-01T00:00:00+23:59", "2026-11-21T08:00:00Z"])
)


@hostile
@given(st.tuples(VALUES, VALUES, VALUES, VALUES, VALUES, VALUES, TIMES), st.booleans())
def test_any_row_is_damaged_or_keeps_to_the_rules(cells: tuple[object, ...], signed: bool) -> None:
    """Also where somebody has made the checksum fit."""
    row = SimpleNamespace(
        **dict(zip(("name", "key", "deleted", "number", "text", "data_version", "saved_at"), cells, strict=True))
    )
    row.checksum = checksum(row.number, row.text, row.data_version, row.saved_at) if signed else row.text
    saved = read(SHELF, row)
    assert saved.name == "(damaged)" or label("name", saved.name) == saved.name
    assert type(saved.version) is int and 0 <= saved.version <= LAST_NUMBER
    if not saved.damaged:
        assert (saved.text, saved.version) == (row.text, row.number)
        assert saved.saved_at is not None
        assert label("data version", saved.data_version) == saved.data_version


def test_a_row_signed_by_somebody_else_is_checked_all_the_same() -> None:
    good = {"name": "a", "key": "a", "deleted": 0, "number": 1, "text": "t", "data_version": "d"}
    good["saved_at"] = "2026-11-21T08:00:00+00:00"
    for change, why in {
        (): "",
        ("number", 0): "found 0",
        ("text", "a\0b"): "no text",
        ("text", "x" * (TEXT_BYTES + 1)): "too long",
        ("data_version", "\x07"): "data version cannot be used",
        ("saved_at", "2026-11-21T08:00:00"): "time is damaged",
        ("saved_at", "0001-01-01T00:00:00+23:59"): "time is damaged",
        ("saved_at", 7): "time is damaged",
        ("text", "a\ud800"): "no text",
    }.items():
        row = SimpleNamespace(**{**good, **(dict([change]) if change else {})})
        row.checksum = checksum(row.number, row.text, row.data_version, row.saved_at)
        damaged = read(SHELF, row).damaged
        assert why in damaged and bool(why) == bool(damaged)


# ------------------------------------------------------------------------------------------------- the database
def test_sqlite_is_set_to_lose_nothing(file: Path) -> None:
    connection = opened(file)._database._connect()
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "fullfsync", "busy_timeout")
    }
    connection.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "fullfsync": 1,
        "busy_timeout": 1000 * database.BUSY_SECONDS,
    }


def test_the_environment_says_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new" / "100% ü#?"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "new" / "100% ü#?"))
    monkeypatch.delenv(database.VARIABLE, raising=False)
    store = Store()
    assert store.place == str(tmp_path / "new" / "100% ü#?" / "spinemkt" / "scenarios.sqlite")
    store.save(SHELF, "a", "one", DATA)
    assert names(Store().list(SHELF)) == ["a"]
    assert os.name == "nt" or Path(store.place).parent.stat().st_mode & 0o077 == 0  # nobody else's business
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'named.sqlite'}")
    assert Store().place == str(tmp_path / "named.sqlite")
    assert Store().list(SHELF) == []


def test_the_folder_is_the_one_of_the_user(tmp_path: Path) -> None:
    folder = database.data_folder
    assert folder({"XDG_DATA_HOME": str(tmp_path)}, windows=False) == tmp_path / "spinemkt"
    assert folder({"LOCALAPPDATA": str(tmp_path)}, windows=True) == tmp_path / "spinemkt"
    assert folder({"XDG_DATA_HOME": "data"}, windows=False) == Path.home() / ".local" / "share" / "spinemkt"
    assert folder({}, windows=True) == Path.home() / "AppData" / "Local" / "spinemkt"
    assert not folder({}, windows=False).is_relative_to(ROOT)


def test_a_folder_that_cannot_be_made_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "taken"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "taken"))
    monkeypatch.delenv(database.VARIABLE, raising=False)
    with pytest.raises(StoreError, match=r"folder for saved scenarios cannot be made: .*SPINEMKT_DATABASE"):
        Store()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no address", "cannot be read; allowed: sqlite:///FILE or postgresql://"),
        ("postgresql://u:secret@host:port/x", "cannot be read"),
        ("postgres://u:secret@host/x", r"Unknown kind of database 'postgres' .* Did you mean 'postgresql'\?"),
        ("mysql://u:secret@host/x", "Unknown kind of database 'mysql'"),
        ("sqlite://", "keeps saved scenarios in a file"),
        ("sqlite:///:memory:", "keeps saved scenarios in a file"),
        ("sqlite:///a.sqlite?mode=memory", "with no options"),
    ],
)
def test_an_address_of_another_kind_is_refused_without_its_password(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as raised:
        Store(url)
    assert "secret" not in str(raised.value)


def test_postgresql_without_its_driver_or_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match=r"postgresql://u:\*\*\*@127.0.0.1:9/x cannot be used") as raised:
        Store("postgresql://u:secret@127.0.0.1:9/x")
    assert "secret" not in str(raised.value)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r'pip install "psycopg\[binary\]"'):
        Store("postgresql://u:secret@127.0.0.1:9/x")


def test_a_database_that_cannot_be_opened_is_said(file: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/a.sqlite cannot be used: unable to open.*; the file must be there"):
        opened(tmp_path / "nowhere" / "a.sqlite")
    with pytest.raises(StoreError, match="unable to open"):
        opened(tmp_path)
    file.write_text("this is no database, but a letter\n" * 100)
    with pytest.raises(StoreError, match="file is not a database; this file is no store"):
        opened(file)
    assert file.read_text().startswith("this is no database")


def test_a_database_taken_away_is_said(file: Path) -> None:
    store = opened(file)
    file.rename(file.with_name("elsewhere"))
    for act in (lambda: store.save(SHELF, "a", "one", DATA), lambda: store.list(SHELF), lambda: store.draft(SHELF)):
        with pytest.raises(StoreError, match="unable to open database file; the file must be there"):
            act()
    assert not file.exists()
    file.touch()
    with pytest.raises(StoreError, match=r"no such table.*; the file is not the store that was opened"):
        store.list(SHELF)


def test_a_cut_file_is_said(file: Path) -> None:
    store = opened(file)
    for number in range(20):
        store.save(SHELF, f"name {number}", "x" * 9_000, DATA)
    file.write_bytes(file.read_bytes()[:20_000])
    with pytest.raises(StoreError, match="malformed; the file is damaged"):
        store.list(SHELF)


def test_a_locked_database_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(file)
    store.save(SHELF, "a", "one", DATA)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="database is locked; another program has held it"):
        store.save(SHELF, "a", "two", DATA)
    assert store.load(SHELF, "a").text == "one"  # readers do not wait
    assert opened(file).list(SHELF)
    other.close()
    assert store.save(SHELF, "a", "two", DATA).version == 2


def test_a_full_disk_is_said_and_what_is_saved_can_be_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, connect = opened(file), database.Database._connect
    saved = store.save(SHELF, "a", "one", DATA)
    pages = execute(f"sqlite:///{file}", "PRAGMA page_count")[0][0]

    def full(self: database.Database, mode: str = "rw") -> sqlite3.Connection:
        connection = connect(self, mode)
        connection.execute(f"PRAGMA max_page_count={pages}")
        return connection

    monkeypatch.setattr(database.Database, "_connect", full)
    store = opened(file)
    acts = (lambda text: store.save(SHELF, "b", text, DATA), lambda text: store.keep_draft("tab", text, "ann"))
    for act in acts:
        with pytest.raises(
            StoreError, match=r"is full; there is no room left on the disk; what is saved can still"
        ) as e:
            act("x" * 100_000)
        assert not isinstance(e.value, UncertainError)
    assert store.list(SHELF) == [saved]
    assert opened(file).load(SHELF, "a") == saved
    monkeypatch.setattr(database.Database, "_connect", connect)
    assert opened(file).save(SHELF, "b", "x" * 100_000, DATA).version == 1


def test_a_server_lost_while_it_keeps_leaves_it_open(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(file)

    def lost(connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, ConnectionError("server closed the connection"))

    sa.event.listen(store._database._engine, "commit", lost)
    with pytest.raises(StoreError, match="server closed") as raised:
        store.save(SHELF, "a", "one", DATA)
    assert not isinstance(raised.value, UncertainError)  # a file keeps nothing then
    monkeypatch.setattr(store._database, "_certain", False)
    with pytest.raises(UncertainError, match="It is not known whether it was kept"):
        store.save(SHELF, "a", "one", DATA)


def test_opening_is_tried_again_while_another_process_makes_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many processes that switch a new file to WAL at once, a few are told at once that it is locked."""
    connect, refusals = sqlite3.connect, [sqlite3.OperationalError("database is locked")] * 2

    def busy(*args: object, **options: object) -> sqlite3.Connection:
        if refusals:
            raise refusals.pop()
        return connect(*args, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", busy)
    assert opened(file).list(SHELF) == []
    assert refusals == []


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that may be read, and a user who is not root, whom no permission stops."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        user = os.geteuid()
        opened(folder / "there.sqlite").save(SHELF, "a", "one", DATA)
        (folder / "there.sqlite").chmod(0o444)
        folder.chmod(0o555)
        if user == 0:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if user == 0:
                os.seteuid(0)
            folder.chmod(stat.S_IRWXU)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system has other permissions")
def test_a_read_only_folder_is_said(nobody: Path) -> None:
    with pytest.raises(
        StoreError, match=r"new.sqlite cannot be used: unable to open.*its folder be there and writable"
    ):
        opened(nobody / "new.sqlite")
    with pytest.raises(StoreError, match=r"there.sqlite cannot be used: (unable to open|attempt to write a readonly)"):
        opened(nobody / "there.sqlite")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system has other permissions")
def test_a_read_only_file_is_said_and_can_be_read(nobody: Path) -> None:
    os.seteuid(0) if os.getuid() == 0 else None
    nobody.chmod(0o777)
    os.seteuid(65534) if os.getuid() == 0 else None
    store = opened(nobody / "there.sqlite")
    assert names(store.list(SHELF)) == ["a"]
    with pytest.raises(StoreError, match="readonly database; its file and folder must be writable"):
        store.save(SHELF, "a", "two", DATA)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE spinemkt_schema SET version = 5", "has schema version 5, this app knows 1 to 4; update the app"),
        ("UPDATE spinemkt_schema SET version = 0", r"schema version is damaged: found \[0\]"),
        ("DELETE FROM spinemkt_schema", r"schema version is damaged: found \[\]"),
        ("INSERT INTO spinemkt_schema VALUES (1)", r"schema version is damaged: found \[4, 1\]"),
        ("DROP TABLE spinemkt_schema", "already exists"),
    ],
)
def test_a_schema_that_is_not_known_is_left_alone(store: Store, url: str, statement: str, words: str) -> None:
    store.save(SHELF, "a", "one", DATA)
    execute(url, statement)
    with pytest.raises(StoreError, match=words):
        Store(url)
    assert execute(url, "SELECT text FROM spinemkt_version") == [("one",)]


def test_an_older_schema_is_brought_up_to_date(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(SHELF, "a", "one", DATA)
    steps = ("ALTER TABLE spinemkt_scenario ADD COLUMN note TEXT", "UPDATE spinemkt_scenario SET note = 'new'")
    real = database.MIGRATIONS
    monkeypatch.setattr(database, "MIGRATIONS", (*real, *steps))
    assert Store(url).load(SHELF, "a").text == "one"
    assert execute(url, "SELECT note FROM spinemkt_scenario") == [("new",)]
    assert execute(url, "SELECT version FROM spinemkt_schema") == [(6,)]
    monkeypatch.setattr(database, "MIGRATIONS", (*real, *steps, "no SQL"))
    with pytest.raises(StoreError, match="syntax error"):
        Store(url)
    assert execute(url, "SELECT version FROM spinemkt_schema") == [(6,)]


def test_every_refusal_is_one_of_the_library() -> None:
    assert all(issubclass(error, SpinemktError) for error in (StoreError, RefusalError, ConflictError))
