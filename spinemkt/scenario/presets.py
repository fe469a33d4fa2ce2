"""The scenarios that come with the data: one text file each in data/scenarios."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.definitions import read_bytes, shaped
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.scenario.scenario import Scenario

FOLDER = "scenarios"


def load_scenarios() -> dict[str, Scenario]:
    """Return the bundled scenarios by name, in the order of their files; raise DataError that names a broken one."""
    return dict(_bundled())


@cache
def _bundled() -> tuple[tuple[str, Scenario], ...]:
    found = [_read(path) for path in sorted((DATA_FOLDER / FOLDER).glob("*.toml"))]
    if not found:
        raise DataError([Fault(FOLDER, None, None, None, f"there are no scenarios in {DATA_FOLDER / FOLDER}")])
    return tuple((scenario.name, scenario) for scenario in found)


def _read(path: Path) -> Scenario:
    file = f"{FOLDER}/{path.name}"
    content = read_bytes(path, file)
    with shaped(file):
        return Scenario.from_text(content)
