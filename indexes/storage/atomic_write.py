"""Atomic writes: a file is replaced completely or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

STALE_S = 3600
"""An unfinished file older than this was left by a process that died."""


@contextmanager
def atomic_write(place: Path) -> Iterator[Path]:
    """A temporary file next to `place`; on success it is flushed to disk and renamed to `place` in one step."""
    beside = place.with_name(f"{place.name}.{uuid4().hex[:8]}.part")
    try:
        yield beside
        _flush(beside)
        beside.replace(place)
        _flush(place.parent)
    finally:
        remove_file(beside)


def remove_file(file: Path) -> None:
    """Remove a file if it exists and permissions allow it."""
    with suppress(OSError):
        file.unlink()


def clear(place: Path) -> None:
    """Remove the unfinished files of dead processes next to `place`; those of live processes stay."""
    old = time.time() - STALE_S
    for file in place.parent.glob(f"{place.name}.*.part*"):
        with suppress(OSError):
            if file.stat().st_mtime < old:
                file.unlink()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
