"""How much memory a process may hold: one number, SPINEMKT_MEMORY_MB, and what each cache gets of it."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

DEFAULT_MB = 700
FIXED_MB = 420  # libraries, data and one run of 2,000 draws
MOVE_MB = 100  # what readers' moves may take between two clean-ups
LEAST_MB = 100  # for caches, however small the limit: below it every move starts from nothing
MEGABYTE = 1_000_000

_STATM = Path("/proc/self/statm")
_ARENA_MAX = -8, 2  # of glibc: two heaps for all threads, so that none sits on memory that another one has freed


def _limit() -> int:
    written = os.environ.get("SPINEMKT_MEMORY_MB", "").strip()
    return int(written) if written.isdecimal() and len(written) < 10 and int(written) else DEFAULT_MB


LIMIT_MB = _limit()
RELIEF = max(LIMIT_MB - MOVE_MB, LIMIT_MB // 2) * MEGABYTE  # bytes in memory from which caches are emptied
CACHES = max(LIMIT_MB - FIXED_MB, LEAST_MB) * MEGABYTE
STEP_CACHE = CACHES * 2 // 5  # bytes, of steps of the chain that are not run again
ENSEMBLES = CACHES * 2 // 5  # bytes, of answers of all ensembles together
ENSEMBLE = ENSEMBLES * 3 // 4  # bytes, of answers of one ensemble


def resident() -> int:
    """Bytes of this process in memory; 0 where the system does not say."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def share_arenas() -> None:
    """Let all threads allocate from the same two heaps, where the C library is glibc."""
    if (libc := _glibc()) is not None:
        libc.mallopt(*_ARENA_MAX)


def give_back() -> None:
    """Return freed memory to the system, where the C library is glibc."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
