"""The last few of what is costly to keep, shared by all readers, and let go of where a reader's own data go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class LruCache:
    """At most so many answers, each made for some inputs and a key; the one used least lately goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, Hashable], Any] = OrderedDict()
        self._lock = Lock()

    def of(self, loaded: Hashable, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what was made of inputs under a key, or make it."""
        with self._lock:
            if (loaded, key) in self._kept:
                self._kept.move_to_end((loaded, key))
                return self._kept[loaded, key]
        made = make()
        with self._lock:
            made = self._kept.setdefault((loaded, key), made)  # two readers may have made it at once
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def keep(self, most: int) -> None:
        """Let go of all but the last so many."""
        with self._lock:
            while len(self._kept) > most:
                self._kept.popitem(last=False)

    def shrink(self, size: Callable[[Any], int], most: int) -> None:
        """Let go of the least used until the sizes of the rest sum to a number; the last one stays."""
        with self._lock:
            sizes = {key: size(made) for key, made in self._kept.items()}
            while len(sizes) > 1 and sum(sizes.values()) > most:
                key, _ = self._kept.popitem(last=False)
                del sizes[key]

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()

    def forget(self, loaded: Hashable) -> None:
        """Let go of everything that was made of some inputs."""
        with self._lock:
            for key in [key for key in self._kept if key[0] is loaded]:
                del self._kept[key]
