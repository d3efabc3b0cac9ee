"""Decodes bytes to text without silent guesses."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import webencodings

from compare.errors import UnreadableError
from indexes.ingest.decode.detection import C1, detected, is_contradicted
from indexes.ingest.kinds import TAKEN

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PACKED = "a file compressed by {}: unpack it, for example with “{}”, and add the result"
_MAGIC = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"BZh", _PACKED.format("bzip2", "bunzip2")), (b"\xfd7zXZ\0", _PACKED.format("xz", "unxz")),
    (b"7z\xbc\xaf\x27\x1c", _PACKED.format("7-Zip", "7z x")), (b"Rar!\x1a\x07", _PACKED.format("RAR", "unrar x")),
    (b"SQLite format 3", "a SQLite database"), (b"\x7fELF", "a program"), (b"RIFF", "audio or video"),
)  # fmt: skip
_HEAD = 4096
_FEW = 0.001
"""Share of a page's bytes that may be invalid: with more, the page is in another encoding (set by hand)."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w:.-]{2,40})["']""",
    re.IGNORECASE,
)
_SUPERSETS = {"gbk": "gb18030"}  # as in the Encoding Standard (WHATWG)
_NOT_OF_THE_WEB = {"hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr"}
"""Labels of encodings for which browsers show an empty page."""
_OLDER = re.compile(r"(?:ibm|cp)-?\d{3,4}|johab|mac[-_]?[a-z]+|hz")
"""Labels of DOS encodings and older ones, which browsers do not know."""
_LIKE_ASCII = frozenset({"iso2022_jp", "hz", "iso2022_kr"})
"""Encodings whose bytes are always valid UTF-8, so that a declaration has to be trusted."""
_ESCAPES = {b"\x1b$B": "iso2022_jp", b"\x1b$@": "iso2022_jp", b"\x1b$)C": "iso2022_kr"}
_UNICODE = frozenset({"utf-8", "utf-16le", "utf-16be", "x-user-defined", "replacement"})
_SHORTEST_UTF_16 = 16
_UNDECLARED = "windows-1252"
"""The encoding in which browsers read a page that declares none and is not UTF-8."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The decoded text; `problem` says how its encoding differs from the declared one ("" if it does not)."""

    text: str
    problem: str = ""


def check_is_text(head: bytes) -> None:
    """Raises UnreadableError, with a description, if bytes with this beginning are not text."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(f"this looks like {name}. {TAKEN}")
    if b"\0" in head and unicode_of(head) is None:
        raise UnreadableError(f"this is binary data, not text. {TAKEN}")


def decode(data: bytes) -> str:
    """Decode by byte order mark, or as UTF-8. Raises UnreadableError."""
    check_is_text(data[:_HEAD])
    encoding = unicode_of(data[:_HEAD]) or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeError:
        raise _not_utf_8(data) from None


def decode_markup(data: bytes, charset: str | None = None) -> Decoded:
    """The text of HTML or XML: by byte order mark, as UTF-8, or by the charset declared by the server or the document.

    Labels are those of the Encoding Standard, as in browsers. A wrongly declared encoding is detected if possible, and
    reported; a few damaged bytes become U+FFFD, and are reported, too. Raises UnreadableError if nothing fits.
    """
    check_is_text(data[:_HEAD])
    declared = [charset or "", *_declared(data)]
    encodings = [unicode_of(data[:_HEAD]) or "utf-8", *_codecs(declared), *_escaped(data)]
    encodings.sort(key=lambda each: each not in _LIKE_ASCII)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if encoding.startswith("utf-") or encoding in _LIKE_ASCII or not is_contradicted(data, text, encoding):
            return Decoded(text)
    said = next(filter(None, declared), "")
    return _mislabelled(data, f"declared as {said[:40]}" if said else "without a declared encoding")


def _mislabelled(data: bytes, said: str) -> Decoded:
    """The text of bytes that match none of the declared encodings. Raises UnreadableError."""
    bad = data.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    good = sum(len(each) for each in re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data))
    if bad > good:  # not just UTF-8 with a few damaged bytes
        encoding = detected(data)
        text = data.decode(encoding or _UNDECLARED, "replace")
        if encoding and not C1.search(text) and text.count("\N{REPLACEMENT CHARACTER}") <= len(data) * _FEW:
            return Decoded(text, f"the text, {said}, is in another encoding; it was read as {encoding}.")
    if bad <= len(data) * _FEW:
        text = data.decode("utf-8", "replace")
        return Decoded(text, f"{bad:,} damaged bytes were replaced by U+FFFD (the text is {said}).")
    raise _not_utf_8(data)


def unicode_of(head: bytes) -> str | None:
    """The Unicode encoding indicated by a byte order mark or by zero bytes at every other position."""
    if marked := next((name for mark, name in _BOMS if head.startswith(mark)), None):
        return marked
    zeros = [head[start::2].count(0) for start in (0, 1)]
    if min(zeros) > 0 or max(zeros) < len(head) // 4 or len(head) < _SHORTEST_UTF_16:
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _declared(data: bytes) -> list[str]:
    found = _DECLARED.search(data[:_HEAD])
    return [label.decode("ascii", "replace") for label in found.groups() if label] if found else []


def _codecs(labels: list[str]) -> Iterator[str]:
    """Python's codec names for these labels, except Unicode ones, which are recognised by their bytes."""
    for label in labels:
        plain = label.strip().strip("\"'").lower()
        encoding = webencodings.lookup(plain)
        if plain in _NOT_OF_THE_WEB:
            yield _NOT_OF_THE_WEB[plain]
        elif encoding is not None and encoding.name not in _UNICODE:
            yield _SUPERSETS.get(encoding.name, encoding.codec_info.name)
        elif encoding is None and _OLDER.fullmatch(plain):
            with suppress(LookupError):
                yield codecs.lookup(plain).name


def _escaped(data: bytes) -> list[str]:
    """The encoding whose escape sequences, which do not occur in other text, are in the data."""
    return [encoding for escape, encoding in _ESCAPES.items() if escape in data]


def _not_utf_8(data: bytes) -> UnreadableError:
    place = 1
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start + 1
    return UnreadableError(f"this is not UTF-8 (byte {place:,} is invalid); save it as UTF-8.")
