"""Two thousand and more hostile links, texts and uploads: each is read whole or refused in words, and quickly left."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import random
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from spinemkt import Change, Scenario, where_of
from spinemkt.errors import SpinemktError
from spinemkt.scenario.link import LONGEST_LINK
from tests.test_scenario_app import KEYS, LEVER_KEYS, PLAN, VALUES, hostile, squeezed
from ui import shelf

EACH = 900
NAMES = (
    "<script>alert(1)</script>", "'; DROP TABLE spinemkt_scenario; --", "{{7*7}}", "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)", "\u202eevil", "\x00", "a\x07b", "x" * 81, " " * 80, "\U0001f600" * 20,
    "![x](http://a.example/x.png)",
)  # fmt: skip
NUMBERS = (
    "nan",
    "inf",
    "-inf",
    "1e309",
    "-1e308",
    "1e-400",
    "0x10",
    "1_000",
    "9" * 400,
    "true",
    "'1'",
    "[1]",
    "{}",
    "-0.0",
)
WORDS = (
    "[levers.where]\nregion = ['europe', 'europe', 'mars']", "[[levers]]\n[[levers]]", "[[events]]\nlabel = 1",
    "spend_then = { 2035 = nan }", "spend_then = { 1035 = 1.0 }", "levers = 3", "scenario = 2", "scenario = '1'",
    "name = 1", "x" + " = [" * 3000 + "]" * 3000, "a" + ".a" * 5000 + " = 1", "'''", '"""', "\ufeff", "\x00", "\ud800",
    "date = 2035-13-45", "t = 99:99:99", "[scenario]", "[[name]]", "#" * 5000, "\r", "parameter = 'added_delay'",
)  # fmt: skip


def told(read: Callable[[], Scenario]) -> str:
    """'read' where a scenario comes out that survives its own text and link, else how the refusal begins."""
    try:
        found = read()
    except SpinemktError as error:
        said = str(error)
        assert said.strip()
        assert len(said) < 2000
        said.encode()
        assert not any(word in said for word in ("Traceback", "Error(", "object at 0x", "NoneType", "pydantic"))
        return said.partition(":")[0][:40]
    assert Scenario.from_text(found.to_text()) == found
    assert Scenario.from_link(found.to_link()) == found
    return "read"


def text_of(seed: int) -> str:
    """A text of a scenario that somebody wrote badly, cut, or wrote to do harm."""
    chance = random.Random(seed)
    good = PLAN.to_text()
    kind = seed % 5
    if kind == 0:
        return good[: chance.randrange(len(good))]
    if kind == 1:
        name, story = (json.dumps(chance.choice(NAMES)) for _ in range(2))
        event = f"[[events]]\nlabel = {name}\nparameter = 'added_delay'\nset = 1"
        return f"scenario = 1\nname = {name}\nstory = {story}\n{event}"
    if kind == 2:
        number = chance.choice(NUMBERS)
        field = chance.choice(("set", "scale", "add", "year", "ramp"))
        more = "" if field in ("set", "scale", "add") else "add = 0.1\n"
        return f"scenario = 1\nname = 'a'\n[[levers]]\nparameter = 'added_delay'\n{more}{field} = {number}\n"
    if kind == 3:
        lines = good.splitlines()
        for _ in range(chance.randint(1, 3)):
            lines.insert(chance.randrange(len(lines)), chance.choice(WORDS))
        return "\n".join(lines)
    plain = {"scenario": 1, "name": "a", chance.choice(KEYS[:-2]): chance.choice(VALUES)}
    lever = {"parameter": "unit_cost", "scale": 1.5, chance.choice(LEVER_KEYS[:-2]): chance.choice(VALUES)}
    rows = "".join(f"{key} = {json.dumps(value)}\n" for key, value in plain.items())
    return rows + "[[levers]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in lever.items())


@dataclass
class Upload:
    """What Streamlit hands over: a size, and the bytes when asked for."""

    content: bytes
    size: int
    asked: int = 0

    def getvalue(self) -> bytes:
        self.asked += 1
        return self.content


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scenario.toml", content)
    return made.getvalue()


BOMB = bytes(20_000_000)
BOMBS = (zipped(BOMB), gzip.compress(BOMB), bz2.compress(BOMB), zipped(zipped(BOMB)), zipped(PLAN.to_text().encode()))


def upload(seed: int) -> Upload:
    chance = random.Random(seed)
    good = PLAN.to_text().encode()
    kind = seed % 6
    if kind == 0:
        content = bytes(chance.choices(range(256), k=chance.randint(0, 3000)))
    elif kind == 1:
        content = chance.choice(BOMBS)
    elif kind == 2:
        content = good.decode().encode(chance.choice(("utf-16", "utf-32", "utf-16-be", "utf-8-sig", "cp037")))
    elif kind == 3:
        at = chance.randrange(len(good))
        content = good[:at] + bytes([chance.randrange(256)]) * chance.randint(1, 40) + good[at:]
    elif kind == 4:
        content = good + b"#" * chance.choice((10, 100_000, 199_000, 300_000, 999_000, 1_000_001, 3_000_000))
    else:
        content = text_of(seed).encode("utf-8", "surrogatepass")
    return Upload(content, len(content))


def test_hostile_links_are_refused_in_words_or_read() -> None:
    found = Counter(told(lambda: Scenario.from_link(hostile(seed))) for seed in range(50_000, 50_000 + EACH))  # noqa: B023
    assert found["read"] < EACH / 2
    assert len(found) > 5


def test_hostile_texts_are_refused_in_words_or_read() -> None:
    found = Counter(told(lambda: Scenario.from_text(text_of(seed))) for seed in range(EACH))  # noqa: B023
    assert found["read"] < EACH / 2
    assert len(found) > 10


def test_hostile_uploads_are_refused_in_words_or_read_and_none_is_read_when_too_large() -> None:
    found: Counter[str] = Counter()
    for seed in range(EACH):
        file = upload(seed)
        found[told(lambda: shelf.read_file(file))] += 1  # noqa: B023
        assert file.asked == (file.size <= shelf.LARGEST_FILE)
    assert 0 < found["read"] < EACH / 3


@pytest.mark.parametrize("content", [b" " * 12_000_000, b"[" * 12_000_000, b'{"a":' + b" " * 12_000_000 + b"1}"])
def test_a_bomb_in_a_link_is_not_opened(content: bytes) -> None:
    code = squeezed(content)
    assert len(code) < LONGEST_LINK
    tracemalloc.start()
    try:
        assert told(lambda: Scenario.from_link(code)) != "read"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_in_a_link_is_a_name_or_refused(name: str) -> None:
    change = Change("uptake_ceiling", "scale", 1.2, where_of(modality="sbrt_srs"), 2030, 0, name, name)
    plain = {"scenario": 1, "name": name, "events": [{"label": name, "parameter": "uptake_ceiling", "scale": 1.2}]}
    told(lambda: Scenario.from_link(squeezed(json.dumps(plain).encode())))
    assert told(lambda: Scenario.from_text(Scenario(name, name, (change,)).to_text()))
