"""Files that only their owner may use, unless the setting says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from web.settings import Settings

_CATALOGUE = "catalogue"
_OWN = (f"{_CATALOGUE}*.sqlite*", "grouping.cache*", "vectors/*")


def keep_private(settings: Settings) -> None:
    """Let this process make no file that others may use, and take that right from the files of an older archive.

    A folder is only touched if it holds an archive.
    """
    mask = settings.umask
    os.umask(mask)
    for path in _files(settings.data):
        with suppress(OSError):  # of another owner, or mounted for reading
            mode = path.lstat().st_mode & 0o7777
            if mode & mask and not path.is_symlink():
                path.chmod(mode & ~mask)


def _files(data: Path) -> Iterator[Path]:
    if not (data / f"{_CATALOGUE}.sqlite").is_file():
        return
    yield from (data, data / "vectors")
    for pattern in _OWN:
        yield from data.glob(pattern)
