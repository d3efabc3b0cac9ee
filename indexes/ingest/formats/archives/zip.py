"""Zip archives: members are never written to disk, and their total size is limited."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

from compare.errors import TooLargeError, UnreadableError
from indexes.ingest.article_of import Fault
from indexes.ingest.kinds import TAKEN, is_taken

MAX_MEMBERS = 10_000
MAX_UNPACKED = 2_000_000_000
"""Maximum number of bytes to which all members together may unpack."""
MAX_RATIO = 200
"""Maximum ratio by which a member may grow when it is unpacked; news text grows 3 to 10 times, a bomb 1000 times."""
_SMALL = 1_000_000
"""Number of bytes below which the ratio is meaningless: a short repetitive file."""
_MAX_PACKED = 200_000_000
"""Maximum number of bytes of an archive that comes through a pipe and is held in memory."""
_MAX_DIRECTORY = 10_000_000
_END_MARK, _LARGE_END_MARK = b"PK\5\6", b"PK\6\6"
_END, _LARGE_END = struct.Struct("<12xI6x"), struct.Struct("<40xQ8x")
_LARGE_LOCATOR = 20
_LONGEST_END = 65_535 + 22 + 20 + 56
"""The end of a zip archive, in the older and the larger (ZIP64) form: the size of its list of members, and the
surrounding fields.
"""
_NESTED = (".zip", ".gz", ".zst", ".warc.gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_OFFICE = ("[content_types].xml", "mimetype", "meta-inf/container.xml")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on damaged bytes; NotImplementedError, for an unknown method, is a RuntimeError."""
_IS_ENCRYPTED = 0x1

Read = Callable[[IO[bytes], str], Iterator[Any]]


def read_zip(stream: IO[bytes], name: str, read_member: Read) -> Iterator[Any]:
    """What `read_member` (called with a stream and its name) finds in each member, in order. Raises UnreadableError if
    it is not a readable zip archive, TooLargeError if it exceeds a limit.
    """
    with _opened(stream) as archive:
        members = [
            each for each in archive.infolist() if not each.filename.endswith("/") and not _is_hidden(each.filename)
        ]
        _check(members)
        taken = [each for each in members if is_taken(each.filename) or _is_nested(each.filename)]
        if not taken:
            raise UnreadableError(f"this archive contains no supported file. {TAKEN}")
        for each in taken:
            yield from _read_member(archive, each, f"{name}, {each.filename[:200]}", read_member)


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    if not stream.seekable():
        data = stream.read(_MAX_PACKED + 1)
        if len(data) > _MAX_PACKED:
            raise TooLargeError(f"this archive is larger than {_MAX_PACKED // 1_000_000} MB; give it as a file.")
        stream = io.BytesIO(data)
    if (size := _directory_size(stream)) > _MAX_DIRECTORY:
        raise TooLargeError(
            f"the list of members of this archive has {size:,} bytes; at most {_MAX_DIRECTORY:,} are supported."
        )
    try:
        return zipfile.ZipFile(stream)
    except _DAMAGE as error:
        raise UnreadableError(f"this zip archive is damaged ({error}).") from None


def _directory_size(stream: IO[bytes]) -> int:
    """The size of the member list in bytes, which `zipfile` parses before anything can be checked; 0 if unknown."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - _LONGEST_END))
    tail = stream.read(_LONGEST_END)
    stream.seek(0)
    at = len(tail) - _END.size
    if tail[at : at + 4] != _END_MARK or tail[-2:] != b"\0\0":
        at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return 0
    large = at - _LARGE_LOCATOR - _LARGE_END.size
    if large >= 0 and tail[large : large + 4] == _LARGE_END_MARK:
        return int(_LARGE_END.unpack_from(tail, large)[0])
    return int(_END.unpack_from(tail, at)[0])


def _check(members: list[zipfile.ZipInfo]) -> None:
    """Raise if members are not articles or exceed a limit; no member can be larger than it declares."""
    if any(each.filename.casefold() in _OFFICE for each in members):
        raise UnreadableError(f"this looks like an office document or a book. {TAKEN}")
    if len(members) > MAX_MEMBERS:
        raise TooLargeError(f"this archive has {len(members):,} members; at most {MAX_MEMBERS:,} are supported.")
    if (total := sum(each.file_size for each in members)) > MAX_UNPACKED:
        raise TooLargeError(f"this archive has {total:,} bytes when unpacked; at most {MAX_UNPACKED:,} are supported.")
    for each in members:
        if each.file_size > max(_SMALL, MAX_RATIO * each.compress_size):
            raise TooLargeError(f"“{each.filename[:80]}” is compressed more than {MAX_RATIO} times.")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, read_member: Read) -> Iterator[Any]:
    if _is_nested(member.filename):
        yield Fault(name, None, "an archive within an archive is not opened; unpack it first.")
    elif member.flag_bits & _IS_ENCRYPTED:
        yield Fault(name, None, "this member is protected by a password.")
    else:
        try:
            with archive.open(member) as stream:
                yield from read_member(stream, name)
        except _DAMAGE as error:
            yield Fault(name, None, f"this member is damaged ({error or type(error).__name__}).")


def _is_nested(name: str) -> bool:
    return name.lower().endswith(_NESTED)


def _is_hidden(name: str) -> bool:
    """True for files that operating systems add to archives: "__MACOSX/…", ".DS_Store"."""
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in name.split("/"))
