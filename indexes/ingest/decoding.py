"""Bytes to text, without guessing wrong in silence."""

from __future__ import annotations

import codecs
import re

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
_IS_CHARSET = re.compile(r"utf-.*|ascii|iso8859-.*|cp\d+|koi8.*|gb.*|big5.*|euc.*|shift_jis.*|iso2022.*|tis-620|mac-.*")
_HEAD = 4096
_FEW = 0.001
"""Share of a page's bytes that may be wrong: more, and it is in another encoding (chosen)."""
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)


def check_is_text(head: bytes) -> None:
    """Raise UnreadableError, saying what was seen, if bytes that begin so are no text."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(f"this looks like {name}. {TAKEN}")
    if b"\0" in head and not any(head.startswith(bom) for bom, _ in _BOMS):
        raise UnreadableError(f"this is binary data, not text. {TAKEN}")


def decode(data: bytes, html: bool = False, charset: str | None = None) -> str:
    """By byte order mark, as UTF-8, or (HTML) by the charset that its sender or the page itself declares.

    A page with a few bytes that are wrong keeps them as U+FFFD. Raises UnreadableError.
    """
    check_is_text(data[:_HEAD])
    declared = _DECLARED.search(data[:_HEAD]) if html else None
    encodings = [next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")]
    encodings += _known(charset or "") + _known(declared.group(1).decode("ascii") if declared else "")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    text = data.decode("utf-8", "replace")
    if html and text.count("\N{REPLACEMENT CHARACTER}") <= len(data) * _FEW:
        return text
    place = _first_bad(data)
    raise UnreadableError(f"this is not UTF-8 (byte {place:,} is the first that is not); save it as UTF-8.")


def _known(charset: str) -> list[str]:
    """Python's names of an encoding of HTML; none if there is no such one. ISO 8859-1 stands for Windows 1252 there."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return []
    if not _IS_CHARSET.fullmatch(name):
        return []
    return ["cp1252", name] if name in {"iso8859-1", "ascii"} else [name]


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return 1
