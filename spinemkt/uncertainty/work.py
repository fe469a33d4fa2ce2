"""Blocks of draws shared out over threads, processes or a cluster; progress, and an end when the reader wants one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

Progress = Callable[[int, int], Any]

TASKS_A_WORKER = 2
STEPS = 50  # of progress that is told, and chances to cancel


def shared_out(
    task: Callable[..., Any],
    arguments: Sequence[Any],
    count: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    tasks: int | None = None,
) -> list[Any]:
    """Call task(*arguments, range of numbers) until every number below count is done; return the answers in order.

    executor: anything with `submit` that returns futures; threads of this process by default. progress is called with
    (numbers done, count) after each answer; when it raises, what has not begun is cancelled and the error goes on.
    """
    pool = executor or _threads()
    parts = min(count, tasks or (STEPS if progress else TASKS_A_WORKER * (os.cpu_count() or 1)))
    edges = [count * part // parts for part in range(parts + 1)]
    ranges = [range(first, last) for first, last in pairwise(edges)]
    futures: list[Future] = [pool.submit(task, *arguments, numbers) for numbers in ranges]
    answers = []
    try:
        for numbers, future in zip(ranges, futures, strict=True):
            answers.append(future.result())
            if progress is not None:
                progress(numbers.stop, count)
    finally:
        for future in futures:
            future.cancel()
    return answers


@cache
def _threads() -> Executor:
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="draws")


class Here(Executor):
    """An executor that runs a task where it is submitted: for work that has been shared out already."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """Run a task and return its finished future."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
