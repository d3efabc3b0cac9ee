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
def atomic_write(path: Path) -> Iterator[Path]:
    """A temporary file next to `path`; on success it is flushed to disk and renamed to `path` in one step."""
    beside = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    try:
        yield beside
        _flush(beside)
        beside.replace(path)
        _flush(path.parent)
    finally:
        remove_file(beside)


def remove_file(file: Path) -> None:
    """Remove a file if it exists and permissions allow it."""
    with suppress(OSError):
        file.unlink()


def clear(path: Path) -> None:
    """Remove the unfinished files of dead processes next to `path`; those of live processes stay."""
    old = time.time() - STALE_S
    for file in path.parent.glob(f"{path.name}.*.part*"):
        with suppress(OSError):
            if file.stat().st_mtime < old:
                file.unlink()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
