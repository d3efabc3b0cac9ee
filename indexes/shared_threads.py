"""Threads in which a model computes for all its callers in turns: a long task does not keep a short one waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class SharedThreads:
    """As many threads as torch would use for one operation, each of which computes alone.

    Torch threads that share an operation wait for each other at every step.
    """

    def __init__(self, name: str) -> None:
        """Starts no thread yet; `name` is the prefix of their names."""
        import torch

        number = torch.get_num_threads()
        self._threads = ThreadPoolExecutor(number, name, torch.set_num_threads, (1,))
        self._at_once = number + 1

    def results(self, tasks: Iterable[Callable[[], T]]) -> Iterator[T]:
        """The results of these tasks, in order; must not be called by a task.

        Only as many tasks wait as keep the threads busy, so those of another caller are not behind all of them.
        """
        waiting: deque[Future[T]] = deque()
        for task in tasks:
            waiting.append(self._threads.submit(task))
            if len(waiting) >= self._at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
