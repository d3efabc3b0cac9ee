"""A value that is cached in a file from one process to the next."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from indexes.storage.atomic_write import atomic_write, clear


class FileCache:
    """Implements `compare.ports.Cache`: the stamp and a digest in the first line, then the data.

    The file is replaced atomically; damaged data counts as missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, stamp: str) -> bytes | None:
        """The last saved value, if it was saved with this stamp."""
        try:
            with self._path.open("rb") as file:
                head, data = file.readline(), file.read()
        except OSError:
            return None
        return data if head == _head(stamp, data) else None

    def save(self, stamp: str, data: bytes) -> None:
        """Replace the saved value; does nothing if the file cannot be written."""
        with suppress(OSError):
            clear(self._path)
            with atomic_write(self._path) as beside:
                beside.write_bytes(_head(stamp, data) + data)


def _head(stamp: str, data: bytes) -> bytes:
    return f"{stamp} {hashlib.sha256(data).hexdigest()}\n".encode()
