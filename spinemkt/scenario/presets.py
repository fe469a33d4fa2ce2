"""The scenarios that come with the data: one text file each in data/scenarios."""

from __future__ import annotations

from functools import cache

from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.scenario.scenario import Scenario


def load_scenarios() -> dict[str, Scenario]:
    """Return the bundled scenarios by name, in the order of their files."""
    return dict(_bundled())


@cache
def _bundled() -> tuple[tuple[str, Scenario], ...]:
    found = [Scenario.from_text(path.read_bytes()) for path in sorted((DATA_FOLDER / "scenarios").glob("*.toml"))]
    return tuple((scenario.name, scenario) for scenario in found)
