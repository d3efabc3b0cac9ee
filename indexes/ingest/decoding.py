"""Bytes to text, without guessing wrong in silence."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import webencodings

from compare.errors import UnreadableError
from indexes.ingest.kinds import TAKEN

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"SQLite format 3", "a SQLite database"), (b"\x7fELF", "a program"), (b"RIFF", "a sound or a film"),
)  # fmt: skip
_HEAD = 4096
_FEW = 0.001
"""Share of a page's bytes that may be wrong: more, and it is in another encoding (chosen)."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w:.-]{2,40})["']""",
    re.IGNORECASE,
)
_SUPERSETS = {"gbk": "gb18030"}  # what the Encoding Standard (WHATWG) decodes it as
_LIKE_ASCII = frozenset({"iso2022_jp"})
"""Whose bytes are always UTF-8 too, so that a declaration has to be believed."""
_UNICODE = frozenset({"utf-8", "utf-16le", "utf-16be", "x-user-defined", "replacement"})
_SAMPLE = 20_000
_MANY = 0.15
"""Share of bytes beyond ASCII from which a text is in another script than the Latin one (chosen)."""
_FEWEST_BYTES = 256
"""A detector is not asked about less: it would always find something (chosen)."""
_C1 = re.compile("[\x80-\x9f]")
_UNDECLARED = "windows-1252"
"""What browsers read a page in that declares nothing and is not UTF-8."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes; `problem` says how it differs from what was declared ("" if it does not)."""

    text: str
    problem: str = ""


def check_is_text(head: bytes) -> None:
    """Raise UnreadableError, saying what was seen, if bytes that begin so are no text."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(f"this looks like {name}. {TAKEN}")
    if b"\0" in head and not any(head.startswith(bom) for bom, _ in _BOMS):
        raise UnreadableError(f"this is binary data, not text. {TAKEN}")


def decode(data: bytes) -> str:
    """By byte order mark, or as UTF-8. Raises UnreadableError."""
    check_is_text(data[:_HEAD])
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeError:
        raise _not_utf_8(data) from None


def decode_markup(data: bytes, charset: str | None = None) -> Decoded:
    """The text of HTML or XML: by byte order mark, as UTF-8, or by the charset that its sender or it itself declares.

    Labels are those of the Encoding Standard, as browsers read them. What is in another encoding than it says is read
    in that, if it can be told, and the problem named; a few damaged bytes become U+FFFD, and are named too. Raises
    UnreadableError if nothing fits.
    """
    check_is_text(data[:_HEAD])
    declared = [charset or "", *_declared(data)]
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    encodings = [bom or "utf-8", *_codecs(declared)]
    encodings.sort(key=lambda each: each not in _LIKE_ASCII)
    for encoding in encodings:
        try:
            return Decoded(data.decode(encoding))
        except UnicodeError:
            continue
    said = next(filter(None, declared), "")
    return _mislabelled(data, f"declared as {said[:40]}" if said else "without a declared encoding")


def _mislabelled(data: bytes, said: str) -> Decoded:
    """The text of bytes that are in none of the encodings that are declared. Raises UnreadableError."""
    bad = data.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    good = sum(len(each) for each in re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data))
    if bad > good:  # not UTF-8 with a few damaged bytes
        encoding = _detected(data)
        text = data.decode(encoding or _UNDECLARED, "replace")
        if encoding and not _C1.search(text) and text.count("\N{REPLACEMENT CHARACTER}") <= len(data) * _FEW:
            return Decoded(text, f"the text, {said}, is in another encoding; it was read as {encoding}.")
    if bad <= len(data) * _FEW:
        text = data.decode("utf-8", "replace")
        return Decoded(text, f"{bad:,} damaged bytes were replaced by U+FFFD (the text is {said}).")
    raise _not_utf_8(data)


def _detected(data: bytes) -> str:
    """The encoding of a text: windows-1252 where letters beyond ASCII are few, which tell a detector too little.

    "" where it cannot be told.
    """
    if sum(byte > 0x7F for byte in data[:_SAMPLE]) < _MANY * len(data[:_SAMPLE]):
        return _UNDECLARED
    from charset_normalizer import from_bytes  # only mislabelled pages need it

    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best and len(data) >= _FEWEST_BYTES else ""


def _declared(data: bytes) -> list[str]:
    found = _DECLARED.search(data[:_HEAD])
    return [label.decode("ascii", "replace") for label in found.groups() if label] if found else []


def _codecs(labels: list[str]) -> Iterator[str]:
    """Python's names of the encodings of these labels, but for those of Unicode, which a page shows by its bytes."""
    for label in labels:
        encoding = webencodings.lookup(label.strip().strip("\"'"))
        if encoding is not None and encoding.name not in _UNICODE:
            yield _SUPERSETS.get(encoding.name, encoding.codec_info.name)


def _not_utf_8(data: bytes) -> UnreadableError:
    place = 1
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start + 1
    return UnreadableError(f"this is not UTF-8 (byte {place:,} is the first that is not); save it as UTF-8.")
