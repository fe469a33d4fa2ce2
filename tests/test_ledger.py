"""The ledger of the projection: its last entry is what the model gives, and a damaged entry is named."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import spinemkt
from spinemkt.analysis import ledger as moves
from spinemkt.charts.ledger import projections
from spinemkt.errors import DataError
from spinemkt.evidence.ledger import AHEAD, MEASURES, ledger


def test_the_last_entry_is_what_the_model_gives(result: spinemkt.Result) -> None:
    last = ledger()[-1].figures
    for measure, found in moves.headline(result).items():
        assert found == pytest.approx(last[measure], rel=1e-9), 'run: make data WHY="why they moved"'


def test_every_entry_differs_from_the_one_before_and_names_its_data() -> None:
    entries = ledger()
    assert [moves.moved(*pair) for pair in pairwise(entries)] == [True] * (len(entries) - 1)
    for one in entries:
        assert one.version.endswith(f"-{one.sha256[:8]}")
        assert list(one.figures) == list(MEASURES)
        assert list(one.figures["spend"]) == list(AHEAD) == list(range(2026, 2041))
    assert [one.date for one in entries] == sorted(one.date for one in entries)


def test_movements_are_those_between_neighbours() -> None:
    entries = ledger()
    frame = moves.movements(entries, 2030)
    for place in range(1, len(entries)):
        before, after = (entry.figures["treated"][2030] for entry in entries[place - 1 : place + 1])
        assert frame["treated_change"].iloc[place] == pytest.approx(after / before - 1)
    assert frame.iloc[0][["spend_change", "diagnosed_change", "treated_change"]].isna().all()


def test_an_entry_is_read_as_it_was_written(result: spinemkt.Result, tmp_path: Path) -> None:
    entry = moves.present(result, "9.9.9", date(2027, 1, 31), "A reason, with a comma: 5%.")
    (tmp_path / "001.toml").write_text(entry.to_text(), encoding="utf-8")
    (read,) = ledger(tmp_path)
    assert (read.version, read.date, read.model, read.sha256) == (entry.version, entry.date, entry.model, entry.sha256)
    assert (read.reason, read.figures) == (entry.reason, entry.figures)


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda text: text.replace("[treated]", "[treat]"), "missing or not known: treat, treated"),
        (lambda text: re.sub(r"^2030 = .*$", "2030 = -1.0", text, flags=re.M), "spend must have a positive number"),
        (lambda text: re.sub(r"^2040 = .*\n", "", text, flags=re.M), "spend must have the years 2026 to 2040"),
        (lambda text: re.sub(r"^date = .*$", 'date = "soon"', text, flags=re.M), "date must be a day"),
        (lambda text: re.sub(r'^sha256 = "..', 'sha256 = "', text, flags=re.M), "64 hexadecimal digits"),
        (lambda text: re.sub(r"^reason = .*$", 'reason = ""', text, flags=re.M), "reason must not be empty"),
        (lambda text: text + "[", "it is not TOML"),
    ],
)
def test_a_damaged_entry_is_named(change, said: str, tmp_path: Path) -> None:
    text = ledger()[0].to_text()
    (tmp_path / "001.toml").write_text(change(text), encoding="utf-8")
    with pytest.raises(DataError, match=r"ledger/001\.toml") as error:
        ledger(tmp_path)
    assert said in str(error.value)


def test_a_gap_in_the_numbers_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no entry"):
        ledger(tmp_path)
    (tmp_path / "002.toml").write_text(ledger()[0].to_text(), encoding="utf-8")
    with pytest.raises(DataError, match=r"it must be called 001\.toml"):
        ledger(tmp_path)


def test_the_chart_names_each_version() -> None:
    drawn = projections(ledger(), "diagnosed", "light")
    assert len(drawn.figure.data) == len(ledger())
    counts = [entry.figures["diagnosed"][2026] for entry in ledger()]
    steps = [abs(after / before - 1) for before, after in pairwise(counts)]
    assert f"Version {steps.index(max(steps)) + 2}" in drawn.alt and "2026" in drawn.title
