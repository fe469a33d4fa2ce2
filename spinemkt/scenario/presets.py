"""The scenarios that come with the data: one text file each in data/scenarios."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.definitions import read_bytes, shaped
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.scenario.scenario import Scenario

FOLDER = "scenarios"
GROUPS = {  # by the first digit of a file's number
    "0": "Market drivers",
    "1": "Opportunities",
    "2": "Challenges",
    "3": "Outlook",
    "4": "Market events",
    "5": "Market events",
    "6": "Stress tests",
}


def load_scenarios() -> dict[str, Scenario]:
    """Return the bundled scenarios by name, in the order of their files; raise DataError that names a broken one."""
    return {scenario.name: scenario for _, scenario in _bundled()}


def scenario_groups() -> dict[str, list[Scenario]]:
    """Return the bundled scenarios by the name of their group, in the order of their files; raise as load_scenarios."""
    groups: dict[str, list[Scenario]] = {}
    for group, scenario in _bundled():
        groups.setdefault(group, []).append(scenario)
    return groups


@cache
def _bundled() -> tuple[tuple[str, Scenario], ...]:
    """The group and the scenario of each file."""
    found = [(_group(path), _read(path)) for path in sorted((DATA_FOLDER / FOLDER).glob("*.toml"))]
    if not found:
        raise DataError([Fault(FOLDER, None, None, None, f"there are no scenarios in {DATA_FOLDER / FOLDER}")])
    return tuple(found)


def _group(path: Path) -> str:
    if path.name[0] not in GROUPS:
        file = f"{FOLDER}/{path.name}"
        raise DataError([Fault(file, None, None, path.name, f"its name starts with one of {', '.join(GROUPS)}")])
    return GROUPS[path.name[0]]


def _read(path: Path) -> Scenario:
    file = f"{FOLDER}/{path.name}"
    content = read_bytes(path, file)
    with shaped(file):
        return Scenario.from_text(content)
