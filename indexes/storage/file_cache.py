"""A value kept in a file from one process to the next."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from indexes.storage.atomic_write import atomic_write, clear


class FileCache:
    """Implements `compare.ports.Cache`: the stamp and a digest in the first line, then the data.

    Replaced whole or not at all; what is damaged is as good as not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, stamp: str) -> bytes | None:
        """What was last saved, if it was saved with this stamp."""
        try:
            with self._path.open("rb") as file:
                head, data = file.readline(), file.read()
        except OSError:
            return None
        return data if head == _head(stamp, data) else None

    def save(self, stamp: str, data: bytes) -> None:
        """Keep `data` in the place of what was there; where that cannot be written, nothing happens."""
        with suppress(OSError):
            clear(self._path)
            with atomic_write(self._path) as beside:
                beside.write_bytes(_head(stamp, data) + data)


def _head(stamp: str, data: bytes) -> bytes:
    return f"{stamp} {hashlib.sha256(data).hexdigest()}\n".encode()
