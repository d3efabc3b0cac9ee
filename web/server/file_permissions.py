"""File permissions: only the owner may use files, unless the setting says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from web.settings import Settings

_CATALOGUE = "catalogue"
_OWN = (f"{_CATALOGUE}*.sqlite*", "grouping.cache*", "vectors/*")  # the second was written by earlier versions


def keep_private(settings: Settings) -> None:
    """Create files only for their owner in this process, and restrict the files of an older archive.

    A folder is only changed if it contains an archive.
    """
    mask = settings.umask
    os.umask(mask)
    for path in _files(settings.data):
        with suppress(OSError):  # owned by another user, or mounted read-only
            mode = path.lstat().st_mode & 0o7777
            if mode & mask and not path.is_symlink():
                path.chmod(mode & ~mask)


def _files(data: Path) -> Iterator[Path]:
    if not (data / f"{_CATALOGUE}.sqlite").is_file():
        return
    yield from (data, data / "vectors")
    for pattern in _OWN:
        yield from data.glob(pattern)
