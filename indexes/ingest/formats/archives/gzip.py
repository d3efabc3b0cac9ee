"""Gzip, member by member, so that damage affects only one member."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, Any, NoReturn

MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16
_STEP = 1 << 18
"""Number of bytes that are decompressed at a time: a bomb costs no more than what is read of it."""


class Gunzip(io.RawIOBase):
    """The decompressed content of a stream of gzip members.

    Reading raises gzip.BadGzipFile once for each damaged or truncated place; the next read continues at the next
    member, if there is one.
    """

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._member: Any = None
        self._waiting = b""
        self._is_lost = False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill with the next bytes; 0 at the end. Raises gzip.BadGzipFile."""
        wanted = min(len(buffer), _STEP)
        while True:
            if self._member is None and not self._next_member():
                return 0
            data = self._unpacked(wanted)
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _next_member(self) -> bool:
        """Start the next member; False at the end."""
        if self._is_lost:
            self._find_member()
        self._waiting = self._waiting.lstrip(b"\0") or self._packed.read(_CHUNK).lstrip(b"\0")
        if not self._waiting:
            return False
        self._member = zlib.decompressobj(wbits=31)
        return True

    def _unpacked(self, wanted: int) -> bytes:
        """The next bytes of this member; empty if it needs more input or has ended."""
        given = self._waiting or self._packed.read(_CHUNK)
        try:
            data: bytes = self._member.decompress(given, wanted)
        except zlib.error:
            self._waiting = given[1:]  # a swallowed member may start right after
            self._lose()
        if self._member.eof:
            self._waiting, self._member = self._member.unused_data, None
        else:
            self._waiting = self._member.unconsumed_tail
            if not given and not data:
                self._lose()
        return data

    def _lose(self) -> NoReturn:
        self._member, self._is_lost = None, True
        raise gzip.BadGzipFile("damaged or truncated")

    def _find_member(self) -> None:
        """Skip to the first bytes of the next member."""
        while (place := self._waiting.find(MAGIC)) < 0:
            chunk = self._packed.read(_CHUNK)
            self._waiting = self._waiting[-len(MAGIC) + 1 :] + chunk if chunk else b""
            if not chunk:
                break
        self._waiting, self._is_lost = self._waiting[max(place, 0) :], False
