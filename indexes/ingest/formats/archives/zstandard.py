"""Zstandard: compressed files, including web archives whose records share a dictionary (WARC with Zstandard)."""

from __future__ import annotations

import io
import struct
import sys
from typing import IO

from compare.errors import TooLargeError, UnreadableError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY_MAGIC = b"]*M\x18"
"""The first bytes of the frame with the dictionary of a web archive's records."""
MAGICS = (_MAGIC, _DICTIONARY_MAGIC)
_HEAD = struct.Struct("<4sI")
_LARGEST_DICTIONARY = 50_000_000
_DAMAGED = "the Zstandard data is damaged or truncated; what precedes the damage was read."


class Unzstd(io.RawIOBase):
    """The content of a stream of Zstandard frames.

    Reading raises UnreadableError where it is damaged or truncated; nothing is read after that.
    """

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._file: zstd.ZstdFile | None = None
        self._is_lost = False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill with the next bytes; 0 at the end. Raises UnreadableError or TooLargeError."""
        if self._is_lost:
            return 0
        try:
            if self._file is None:
                self._file = _opened(self._packed)
            return self._file.readinto1(buffer)
        except (zstd.ZstdError, EOFError, ValueError):
            self._is_lost = True
            raise UnreadableError(_DAMAGED) from None


class _Rest(io.RawIOBase):
    """A stream, preceded by bytes that were already read from it."""

    def __init__(self, first: bytes, stream: IO[bytes]) -> None:
        self._first = first
        self._stream = stream

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        first, self._first = self._first, b""
        return first or self._stream.read(size)


def unzstd(data: bytes, most: int) -> tuple[bytes, bool]:
    """The first `most` decompressed bytes of some frames, and whether the end is missing. Raises UnreadableError."""
    parts: list[bytes] = []
    size = 0
    while data.startswith(_MAGIC) and size < most:
        frame = zstd.ZstdDecompressor()
        try:
            parts.append(frame.decompress(data, most - size))
        except zstd.ZstdError:
            raise UnreadableError("the Zstandard data of this page is damaged.") from None
        size += len(parts[-1])
        if not frame.eof and size:
            return b"".join(parts), size < most
        data = frame.unused_data
    if not size:
        raise UnreadableError("the Zstandard data of this page is damaged.")
    return b"".join(parts), False


def _opened(packed: IO[bytes]) -> zstd.ZstdFile:
    """The content, with the dictionary that may come first. Raises EOFError, TooLargeError, ValueError or ZstdError."""
    first = packed.read(_HEAD.size)
    if first.startswith(_DICTIONARY_MAGIC):
        return zstd.ZstdFile(packed, zstd_dict=_dictionary(packed, first))
    return zstd.ZstdFile(_Rest(first, packed))


def _dictionary(stream: IO[bytes], head: bytes) -> zstd.ZstdDict:
    """The dictionary in the frame that begins with `head`. Raises EOFError, TooLargeError, ValueError or ZstdError."""
    _, size = _HEAD.unpack(head)
    if size > _LARGEST_DICTIONARY:
        raise TooLargeError(f"the dictionary of this archive is larger than {_LARGEST_DICTIONARY // 1_000_000} MB.")
    data = stream.read(size)
    if data.startswith(_MAGIC):
        data = zstd.ZstdDecompressor().decompress(data, _LARGEST_DICTIONARY)
    return zstd.ZstdDict(data)
