"""A file that defines levers, scenarios or cards, and is broken, is named in the page, without a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from spinemkt.errors import DataError
from spinemkt.evidence import names
from spinemkt.scenario import cards, levers, presets, text
from tests.conftest import BrokenData
from tests.test_pages import MAIN
from ui.ready import ready

CACHES = (
    levers.lever_groups,
    levers.levers,
    presets._bundled,
    cards.deck,
    text.bundled_dictionary,
    names._codes,
    names._lists,
    names._spellings,
)
FIRST = "scenarios/01_advanced_stage_prevalence.toml"
BROKEN: dict[str, tuple[str, Callable[[str], str | bytes | None], str]] = {
    "levers: not TOML": ("levers.toml", lambda old: old + "\n[[", "it is not TOML"),
    "levers: missing": ("levers.toml", lambda old: None, "the file is missing from"),
    "levers: not UTF-8": ("levers.toml", lambda old: b"\xff" + old.encode(), "it is not TOML"),
    "levers: no groups": ("levers.toml", lambda old: old.replace("[groups]", "[sets]"), "'groups' is missing"),
    "levers: a table is a number": ("levers.toml", lambda old: "levers = 1\ngroups = 2", "has the wrong form"),
    "levers: unknown parameter": (
        "levers.toml",
        lambda old: old.replace('parameter = "', 'parameter = "un', 1),
        "is missing or not known",
    ),
    "levers: unknown operation": ("levers.toml", lambda old: old.replace('"scale"', '"stretch"', 1), "stretch"),
    "cards: not TOML": ("opportunities.toml", lambda old: "[kinds", "it is not TOML"),
    "cards: missing": ("opportunities.toml", lambda old: None, "the file is missing from"),
    "cards: a table is a list": ("opportunities.toml", lambda old: "cards = []\nkinds = []", "has the wrong form"),
    "scenarios: not TOML": (FIRST, lambda old: "=", "not TOML"),
    "scenarios: wrong shape": (FIRST, lambda old: "levers = 3", "levers"),
    "scenarios: nested too deep": (FIRST, lambda old: "a = " + "[" * 5_000, "TOML"),
    "dictionary: not TOML": ("dictionary.toml", lambda old: "=", "it is not TOML"),
    "names: countries missing": ("countries.csv", lambda old: None, "the file is missing from"),
    "names: countries without names": (
        "countries.csv",
        lambda old: old.replace("name", "title", 1),
        "'name' is missing",
    ),
    "names: countries not UTF-8": ("countries.csv", lambda old: b"\xff" + old.encode(), "has the wrong form"),
    "names: not TOML": ("country_names.toml", lambda old: "=", ""),
    "names: wrong shape": ("country_names.toml", lambda old: "other_names = 1", ""),
}


def forget() -> None:
    for kept in CACHES:
        kept.cache_clear()


@pytest.fixture
def folder(broken_data: BrokenData, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrokenData]:
    """Break a copy of the data, and let everything that defines the app be read from that copy."""

    def broken(file: str, change: Callable[[str], str | bytes | None]) -> Path:
        made = broken_data(file, change)
        for module in (names, cards, levers, presets, text):
            monkeypatch.setattr(module, "DATA_FOLDER", made)
        forget()
        return made

    yield broken
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_definition_is_named_in_the_page(folder: BrokenData, name: str) -> None:
    file, change, said = BROKEN[name]
    made = folder(file, change)
    app = AppTest.from_file(str(MAIN), default_timeout=120).run()
    assert not app.exception
    (error,) = app.error
    assert error.proto.title == "The data folder cannot be used"
    assert file in error.value
    assert said in error.value
    assert "Traceback" not in error.value
    assert len(error.value) < 12_000
    assert made.is_dir()


def test_no_scenarios_at_all_are_said(folder: BrokenData) -> None:
    made = folder(FIRST, lambda old: None)
    for file in (made / "scenarios").glob("*.toml"):
        file.unlink()
    with pytest.raises(DataError, match="scenarios; there are no scenarios in"):
        presets.load_scenarios()


def test_sound_definitions_are_ready() -> None:
    assert ready()
