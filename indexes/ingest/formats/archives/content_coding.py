"""HTTP content codings of pages in web archives: gzip, brotli and Zstandard, complete or truncated."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from compare.errors import UnreadableError
from indexes.ingest.decode.streams import MAX_FILE
from indexes.ingest.formats.archives.gzip import MAGIC
from indexes.ingest.formats.archives.zstandard import unzstd

GZIP = frozenset({"gzip", "x-gzip"})
"""Both names of one coding."""


class Unpacked(NamedTuple):
    """The bytes of a page, at most one more than MAX_FILE, and whether its end is missing."""

    data: bytes
    is_cut: bool = False


def unpack(data: bytes, coding: str) -> Unpacked:
    """The page that is compressed in `data` with this coding (in lower case); other data is returned unchanged.
    Archives may decompress pages and keep the header, and servers may put names of charsets into it. Raises
    UnreadableError if the coding is another one, or the data are damaged.
    """
    if data.lstrip()[:1] == b"<":
        return Unpacked(data)
    if coding in GZIP:
        return _gunzip(data)
    if coding == "br":
        return _without_brotli(data)
    if coding == "zstd":
        return Unpacked(*unzstd(data, MAX_FILE + 1))
    raise UnreadableError(
        f"the page is compressed as “{coding[:40]}”, which is not supported: save the page itself, or an archive of it "
        "with gzip, brotli or Zstandard."
    )


def _gunzip(data: bytes) -> Unpacked:
    parts: list[bytes] = []
    size = 0
    while data.startswith(MAGIC) and size <= MAX_FILE:
        member = zlib.decompressobj(wbits=31)
        try:
            parts.append(member.decompress(data, MAX_FILE + 1 - size))
        except zlib.error:
            raise UnreadableError("the gzip data of this page is damaged.") from None
        size += len(parts[-1])
        if not member.eof:
            return Unpacked(b"".join(parts), size <= MAX_FILE)
        data = member.unused_data
    if not parts:
        raise UnreadableError("the gzip data of this page is damaged.")
    return Unpacked(b"".join(parts))


def _without_brotli(data: bytes) -> Unpacked:
    import brotli

    decompressor = brotli.Decompressor()
    try:
        unpacked: bytes = decompressor.process(data, output_buffer_limit=MAX_FILE + 1)
    except brotli.error:
        raise UnreadableError("the brotli data of this page is damaged.") from None
    return Unpacked(unpacked, bool(data) and len(unpacked) <= MAX_FILE and not decompressor.is_finished())
