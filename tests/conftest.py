"""What the tests share: the inputs and the run they are read from, and copies of the data with one file broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import spinemkt
from spinemkt.evidence.inputs import DATA_FOLDER

BrokenData = Callable[..., Path]


@pytest.fixture(scope="session")
def inputs() -> spinemkt.Inputs:
    return spinemkt.load_inputs()


@pytest.fixture(scope="session")
def result(inputs: spinemkt.Inputs) -> spinemkt.Result:
    return spinemkt.run(inputs)


@pytest.fixture
def broken_data(tmp_path: Path) -> BrokenData:
    """Copy the data and rewrite one file; called again, it breaks the same copy further."""
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)

    def broken(file: str, change: Callable[[str], str | bytes | None]) -> Path:
        path = folder / file
        content = change(path.read_text(encoding="utf-8"))
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return broken
