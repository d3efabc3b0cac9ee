"""Runs one part of a benchmark in its own process, with its own memory and caches."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any


def in_own_process(target: Callable[..., None], *arguments: Any) -> Any:
    """Run `target(*arguments, results)` in a new process, and return what it puts into the queue `results`.

    `target` is a module-level function. Raises RuntimeError if the process fails.
    """
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    process = context.Process(target=target, args=(*arguments, results))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"{target.__module__}.{target.__name__} ended with exit code {process.exitcode}")
    return results.get()
