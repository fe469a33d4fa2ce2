"""Blocks of draws mapped over threads, processes or a cluster, with progress and cancellation."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

Progress = Callable[[int, int], Any]

MOST_TASKS = 64  # small answers that are taken in as they come; large ones would pile up


def map_blocks(
    task: Callable[..., Any],
    arguments: Sequence[Any],
    count: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    tasks: int | None = None,
) -> Iterator[tuple[range, Any]]:
    """Call task(*arguments, range of numbers) until every number below count is done; yield (range, answer) in order.

    executor: anything with `submit` that returns futures; threads of this process by default. progress is called with
    (numbers done, count) after each answer; when it raises, or when nobody asks on, what has not begun is cancelled.
    """
    pool = executor or _threads()
    parts = min(count, tasks or MOST_TASKS)
    ranges = [range(*edges) for edges in pairwise(count * part // parts for part in range(parts + 1))]
    futures: list[Future] = [pool.submit(task, *arguments, numbers) for numbers in ranges]
    try:
        for numbers in ranges:
            yield numbers, futures[0].result()
            futures.pop(0)  # its answer is the caller's now
            if progress is not None:
                progress(numbers.stop, count)
    finally:
        for future in futures:
            future.cancel()


@cache
def _threads() -> Executor:
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="draws")


class InlineExecutor(Executor):
    """An executor that runs each task at once in the calling thread: for work that is already parallel."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """Run a task and return its finished future."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
