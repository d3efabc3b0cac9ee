"""Bytes to text, without guessing wrong in silence."""

from __future__ import annotations

import codecs
import re

from compare.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip file or an office document"), (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"SQLite format 3", "a SQLite database"), (b"\x7fELF", "a program"), (b"RIFF", "a sound or a film"),
)  # fmt: skip
_TAKEN = "Parallax reads text, HTML, JSON, JSONL and CSV, also with .gz."
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)


def check_is_text(head: bytes) -> None:
    """Raise UnreadableError, saying what was seen, if bytes that begin so are no text."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(f"this looks like {name}. {_TAKEN}")
    if b"\0" in head and not any(head.startswith(bom) for bom, _ in _BOMS):
        raise UnreadableError(f"this is binary data, not text. {_TAKEN}")


def decode(data: bytes, html: bool = False) -> str:
    """By byte order mark, as UTF-8, or (HTML) by the charset that the page declares. Raises UnreadableError."""
    check_is_text(data[:4096])
    declared = _DECLARED.search(data[:4096]) if html else None
    encodings = [next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")]
    encodings += [declared.group(1).decode("ascii")] if declared else []
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    place = _first_bad(data)
    raise UnreadableError(f"this is not UTF-8 (byte {place:,} is the first that is not); save it as UTF-8.")


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return 1
