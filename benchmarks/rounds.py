"""Timings that are robust to noise: rounds of operations are interleaved, and a ratio that varies too much is
rejected."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

MOST_SPREAD = 2.0
"""The factor between the quartiles of a ratio above which it is rejected."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of the times of two operations, in each round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of all rounds."""
        return median(self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        """The first and the third quartile."""
        ordered = sorted(self.rounds)
        return ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]

    @property
    def is_refused(self) -> bool:
        """Whether the rounds differ too much for the median to be meaningful."""
        low, high = self.spread
        return high > MOST_SPREAD * low

    def __str__(self) -> str:
        low, high = self.spread
        if self.is_refused:
            return f"refused: the rounds differ from {low:.2f} to {high:.2f}"
        return f"{self.median:.2f} ({low:.2f} to {high:.2f})"


def seconds_of(work: Callable[..., Any], *arguments: Any, **named: Any) -> float:
    """The wall-clock seconds of a call."""
    start = time.perf_counter()
    work(*arguments, **named)
    return time.perf_counter() - start


def interleaved(works: Mapping[str, Callable[[int], Any]], rounds: int, warm: int = 2) -> dict[str, list[float]]:
    """The seconds of each operation in each round. Operations get the number of the round, and take turns in going
    first.
    """
    names = list(works)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(warm + rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            start = time.perf_counter()
            works[name](number)
            if number >= warm:
                taken[name].append(time.perf_counter() - start)
    return taken


def ratio(taken: Mapping[str, list[float]], one: str, *others: str) -> Ratio:
    """The ratio of `one` to the sum of `others`, in each round."""
    sums = [sum(each) for each in zip(*(taken[other] for other in others), strict=True)]
    return Ratio(tuple(a / b for a, b in zip(taken[one], sums, strict=True)))


class Machine:
    """The load of the machine during a measurement, and the time stolen by its hypervisor."""

    def __init__(self) -> None:
        self._before = _processor_ticks()

    def told(self) -> str:
        """The current load, and the share of processor time since the start that was busy or stolen."""
        before, after = self._before, _processor_ticks()
        passed = [now - then for then, now in zip(before, after, strict=True)]
        whole = sum(passed) or 1
        idle, stolen = passed[3] + passed[4], passed[7]
        return (
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, "
            f"{100 * (whole - idle) / whole:.0f} % busy, {100 * stolen / whole:.1f} % stolen"
        )


def _processor_ticks() -> list[int]:
    """user, nice, system, idle, iowait, irq, softirq and steal of all processors; zeros where not available."""
    try:
        return [int(each) for each in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]
    except OSError:
        return [0] * 8
