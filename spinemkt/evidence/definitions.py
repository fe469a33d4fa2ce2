"""Files that define what the data are and what can be done with them: read as TOML, their faults in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spinemkt.errors import DataError, Fault, SpinemktError


def read_toml(path: Path, file: str) -> dict[str, Any]:
    """Read a file in UTF-8 as TOML; raises DataError that names it where it is missing, unreadable or not TOML."""
    return parsed(read_bytes(path, file), file)


def read_bytes(path: Path, file: str) -> bytes:
    """Read a file whole; raises DataError that names it where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _broken(file, f"the file is missing from {path.parent}") from None
    except OSError as error:
        raise _broken(file, f"it cannot be read: {error.strerror}") from error


def parsed(content: bytes | str, file: str) -> dict[str, Any]:
    """Read TOML; raises DataError that names the file."""
    try:
        return tomllib.loads(content.decode("utf-8-sig") if isinstance(content, bytes) else content)
    except (ValueError, RecursionError) as error:  # of TOML and of UTF-8
        raise _broken(file, f"it is not TOML: {error}") from error


@contextmanager
def shaped(file: str) -> Iterator[None]:
    """While entries are taken from a file: raises DataError where one is missing, not known or of another form."""
    try:
        yield
    except DataError:
        raise
    except SpinemktError as error:
        raise _broken(file, str(error)) from error
    except KeyError as error:
        raise _broken(file, f"the entry {error} is missing or not known") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise _broken(file, f"an entry has the wrong form: {error}") from error


def _broken(file: str, said: str) -> DataError:
    return DataError([Fault(file, None, None, None, said)])
