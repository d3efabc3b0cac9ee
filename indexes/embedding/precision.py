"""The precision in which this machine computes the encoder fastest: measured once, and stored for each processor."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from indexes.embedding import int8_linear
from indexes.model_registry import ENCODER_PRECISIONS, FLOATS

_WORTH = 1.1
"""Minimum speed-up for which a less exact precision is used (set by hand: smaller differences vary between runs)."""

_SIZE, _INNER = 384, 1536  # of the packaged model's layers
_TOKENS = 256  # a fraction of a batch: all of them together take a few milliseconds
_ROUNDS = 12
_LONGEST_S = 0.3
"""No round starts after this time; on a slow machine, the first one takes 0.1 s."""

_lock = Lock()
_known: dict[str, dict[str, float]] = {}


def quickest(cpuinfo: str, among: Sequence[str] = FLOATS) -> str:
    """The fastest precision of `among` on this machine, whose /proc/cpuinfo is given. It is measured on first use, in
    less than 0.5 s, and stored under the name of the processor in `parallax` in the user's cache folder
    (`XDG_CACHE_HOME`, by default `~/.cache`); if that is not writable, each process measures it.
    """
    name = _name(cpuinfo)
    with _lock:
        if name not in _known:
            _known[name] = _kept(name) or _measured_and_kept(name, cpuinfo)
        return fastest({each: taken for each, taken in _known[name].items() if each in among})


def fastest(seconds: Mapping[str, float]) -> str:
    """The precision that takes the least time; a less exact one only if it is clearly faster."""
    best = "fp32"
    for each in ENCODER_PRECISIONS:  # the most exact first
        if each in seconds and seconds[each] * _WORTH < seconds[best]:
            best = each
    return best


def measured(cpuinfo: str) -> dict[str, float]:
    """Seconds that a feed-forward layer takes in each precision that is possible here, in one thread. They take turns,
    and the shortest time of each counts, because other work on the machine only makes times longer.
    """
    import torch

    with ThreadPoolExecutor(1, initializer=torch.set_num_threads, initargs=(1,)) as alone:
        return alone.submit(_timed, _layers(int8_linear.is_possible(cpuinfo))).result()


def _timed(layers: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    import torch

    taken: dict[str, float] = {}
    until = time.perf_counter() + _LONGEST_S
    with torch.inference_mode():
        for _ in range(_ROUNDS):
            for name, run in layers.items():
                start = time.perf_counter()
                run()
                taken[name] = min(taken.get(name, float("inf")), time.perf_counter() - start)
            if time.perf_counter() > until:
                break
    return taken


def _layers(in_8_bits: bool) -> dict[str, Callable[[], Any]]:
    """A feed-forward layer of the packaged model's shape, with random weights, in each precision."""
    import torch

    chance = torch.Generator().manual_seed(0)
    given = torch.randn(_TOKENS, _SIZE, generator=chance)
    up, down = (torch.randn(*shape, generator=chance) / _SIZE**0.5 for shape in ((_INNER, _SIZE), (_SIZE, _INNER)))
    no_bias = torch.zeros(_INNER)

    def pair(dtype: Any) -> tuple[int8_linear.Linear, int8_linear.Linear]:
        first = int8_linear.Linear(up.to(dtype), no_bias.to(dtype), gelu=True)
        return first, int8_linear.Linear(down.to(dtype), no_bias[:_SIZE].to(dtype))

    made: dict[str, Callable[[], Any]] = {}
    for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        made[name] = _run(*pair(dtype), given.to(dtype))
    if in_8_bits:
        first, second = pair(torch.float32)
        seen = int8_linear.Measured(first)
        seen(given)
        made["int8"] = _run(int8_linear.ByChannel(seen, int8_linear.AFTER_NORM), int8_linear.ByToken(second), given)
    return made


def _run(first: Callable[[Any], Any], second: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
    return lambda: second(first(given))


def _name(cpuinfo: str) -> str:
    """The name of the processor, from properties that all processors of its kind share: not its clock or number of
    cores.
    """
    alike = ("vendor_id", "cpu family", "model", "model name", "stepping", "flags", "Features", "CPU part")
    lines = {" ".join(line.split()) for line in cpuinfo.splitlines() if line.partition(":")[0].strip() in alike}
    import torch

    return hashlib.sha256("\n".join([torch.__version__, *sorted(lines)]).encode()).hexdigest()[:16]


def _file() -> Path:
    """Raises RuntimeError if the user has no home folder."""
    folder = os.environ.get("XDG_CACHE_HOME")
    return (Path(folder) if folder else Path.home() / ".cache") / "parallax" / "precision.json"


def _read() -> dict[str, dict[str, float]]:
    """The stored precisions; {} if there are none, or if they cannot be read."""
    try:
        found = json.loads(_file().read_text("utf-8"))
        return {name: {each: float(taken[each]) for each in taken} for name, taken in found.items()}
    except (OSError, RuntimeError, ValueError, TypeError, AttributeError):
        return {}


def _kept(name: str) -> dict[str, float] | None:
    found = _read().get(name)
    return found if found and "fp32" in found else None


def _measured_and_kept(name: str, cpuinfo: str) -> dict[str, float]:
    taken = measured(cpuinfo)
    with suppress(OSError, RuntimeError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}.part")
        beside.write_text(json.dumps(_read() | {name: taken}, indent=2) + "\n", "utf-8")
        beside.replace(file)
    return taken
