"""A value kept in a file from one process to the next."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path


class FileCache:
    """Implements `compare.ports.Cache`: the stamp in the first line, then the data; replaced whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, stamp: str) -> bytes | None:
        """What was last saved, if it was saved with this stamp."""
        try:
            with self._path.open("rb") as file:
                return file.read() if file.readline().decode("utf-8", "replace").rstrip("\n") == stamp else None
        except OSError:
            return None

    def save(self, stamp: str, data: bytes) -> None:
        """Keep `data` in the place of what was there; where that cannot be written, nothing happens."""
        temporary = None
        try:
            with tempfile.NamedTemporaryFile(dir=self._path.parent, prefix=".cache-", delete=False) as file:
                temporary = Path(file.name)
                file.write(f"{stamp}\n".encode())
                file.write(data)
            temporary.replace(self._path)
        except OSError:
            if temporary is not None:
                with suppress(OSError):
                    temporary.unlink()
