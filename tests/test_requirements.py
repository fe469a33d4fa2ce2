"""The lock files hold every package that is installed: pinned, with hashes, and as the short lists say."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("requirements.txt", "tests/requirements.txt")


def listed(path: Path) -> list[Requirement]:
    """The requirements of a short list, those of the lists it includes first."""
    found: list[Requirement] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if included := line.removeprefix("-r ") if line.startswith("-r ") else "":
            found += listed(path.parent / included)
        elif line:
            found.append(Requirement(line))
    return found


def locked(path: Path) -> dict[str, tuple[Requirement, list[str]]]:
    """Name -> requirement and hashes of each package of a lock file."""
    found = {}
    for entry in re.split(r"\n(?=\S)", path.with_suffix(".lock").read_text(encoding="utf-8").strip()):
        requirement, *hashes = (part.strip() for part in entry.split("\\\n"))
        package = Requirement(requirement)
        found[canonicalize_name(package.name)] = package, hashes
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_pins_what_its_list_asks_for(name: str) -> None:
    lock = locked(ROOT / name)
    for asked in listed(ROOT / name):
        package, _ = lock[canonicalize_name(asked.name)]
        assert package.specifier == asked.specifier, f"{asked} against {package}; run: make lock"


@pytest.mark.parametrize("name", LISTS)
def test_each_locked_package_has_one_version_and_its_hashes(name: str) -> None:
    for package, hashes in locked(ROOT / name).values():
        assert re.fullmatch(r"==[^,*]+", str(package.specifier)), package
        assert hashes, package
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes), package


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_holds_all_that_its_packages_need(name: str) -> None:
    lock = locked(ROOT / name)
    for package, _ in lock.values():
        if package.marker and not package.marker.evaluate():
            continue
        for needed in map(Requirement, requires(package.name) or []):
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in lock, f"{package.name} needs {needed}; run: make lock"
                version = str(lock[canonicalize_name(needed.name)][0].specifier).removeprefix("==")
                assert needed.specifier.contains(version, prereleases=True), f"{package.name} needs {needed}"


def test_the_app_is_tested_with_the_versions_it_runs_with() -> None:
    app, tests = (locked(ROOT / name) for name in LISTS)
    assert app.items() <= tests.items()
