"""Decodes bytes to text without silent guesses."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
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
_SUPERSETS = {"gbk": "gb18030"}  # as in the Encoding Standard (WHATWG)
_NOT_OF_THE_WEB = {"hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr"}
"""Labels of which browsers show nothing."""
_OLDER = re.compile(r"(?:ibm|cp)-?\d{3,4}|johab|mac[-_]?[a-z]+|hz")
"""Labels of the encodings of DOS and of older systems, which browsers do not know."""
_LIKE_ASCII = frozenset({"iso2022_jp", "hz", "iso2022_kr"})
"""Whose bytes are always UTF-8 too, so that a declaration has to be believed."""
_UNICODE = frozenset({"utf-8", "utf-16le", "utf-16be", "x-user-defined", "replacement"})
_SAMPLE = 20_000
_MANY = 0.15
"""Share of bytes beyond ASCII from which a text is in another script than the Latin one (chosen)."""
_MOST_LATIN = 0.4
"""The same, from which a text that is declared as of the Latin script is of another (chosen)."""
_SHORTEST_UTF_16 = 16
_LATIN = frozenset({"cp1252", "iso8859-2", "cp1250", "iso8859-15"})
_OF_LATIN_SCRIPT = ("windows-1252", "iso-8859-2", "windows-1250", "windows-1257")
"""Encodings that are tried for a text of the Latin script, the most used first."""
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s'’.,:;/&@*=+_\-–—\xad]+(?=[^\W\d_])|[^\W\d_][¹²³ª]|[¹³ª][^\W\d_]")
_SCRIPT = re.compile(rb"<(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")
_FEWEST_BYTES = 256
"""A detector is not asked about less: it would always find something (chosen)."""
_C1 = re.compile("[\x80-\x9f]")
_UNDECLARED = "windows-1252"
"""What browsers read a page in that declares nothing and is not UTF-8."""


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
    encodings = [unicode_of(data[:_HEAD]) or "utf-8", *_codecs(declared)]
    encodings.sort(key=lambda each: each not in _LIKE_ASCII)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if encoding not in _LATIN or not _is_of_another_script(data, text):
            return Decoded(text)
    said = next(filter(None, declared), "")
    return _mislabelled(data, f"declared as {said[:40]}" if said else "without a declared encoding")


def _mislabelled(data: bytes, said: str) -> Decoded:
    """The text of bytes that match none of the declared encodings. Raises UnreadableError."""
    bad = data.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    good = sum(len(each) for each in re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data))
    if bad > good:  # not just UTF-8 with a few damaged bytes
        encoding = _detected(data)
        text = data.decode(encoding or _UNDECLARED, "replace")
        if encoding and not _C1.search(text) and text.count("\N{REPLACEMENT CHARACTER}") <= len(data) * _FEW:
            return Decoded(text, f"the text, {said}, is in another encoding; it was read as {encoding}.")
    if bad <= len(data) * _FEW:
        text = data.decode("utf-8", "replace")
        return Decoded(text, f"{bad:,} damaged bytes were replaced by U+FFFD (the text is {said}).")
    raise _not_utf_8(data)


def _detected(data: bytes) -> str:
    """The detected encoding: windows-1252 if there are too few non-ASCII letters for a detector.

    "" if it cannot be detected.
    """
    shown = _shown(data)
    if _beyond_ascii(shown) < (_MANY if len(shown) >= _FEWEST_BYTES else _MOST_LATIN):
        return min(_OF_LATIN_SCRIPT, key=lambda each: _strange(shown.decode(each, "replace")))
    from charset_normalizer import from_bytes  # only mislabelled pages need it

    best = from_bytes(shown).best()
    return best.encoding if best and len(shown) >= _FEWEST_BYTES else ""


def unicode_of(head: bytes) -> str | None:
    """The Unicode encoding indicated by a byte order mark or by zero bytes at every other position."""
    if marked := next((name for mark, name in _BOMS if head.startswith(mark)), None):
        return marked
    zeros = [head[start::2].count(0) for start in (0, 1)]
    if min(zeros) > 0 or max(zeros) < len(head) // 4 or len(head) < _SHORTEST_UTF_16:
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _is_of_another_script(data: bytes, text: str) -> bool:
    """True for text that cannot be in the Latin script, such as Cyrillic letters declared as ISO 8859-1."""
    shown = _shown(data)
    is_other = len(shown) >= _FEWEST_BYTES and _beyond_ascii(shown) >= _MOST_LATIN
    return is_other or bool(_C1.search(text))


def _shown(data: bytes) -> bytes:
    """The first words of a document, without markup, scripts and styles."""
    start, *scripts = _SCRIPT.split(data)
    rests = [each[max(0, each.find(b"</")) :] for each in scripts]
    return b" ".join(_TAG.sub(b" ", b"<".join([start, *rests])).split())[:_SAMPLE]


def _beyond_ascii(shown: bytes) -> float:
    return sum(byte > 0x7F for byte in shown) / max(1, len(shown))


def _strange(text: str) -> int:
    """The number of symbols inside words, and of characters that are useless in text."""
    return len(_SIGN_IN_WORD.findall(text)) + len(_C1.findall(text)) + text.count("\N{REPLACEMENT CHARACTER}")


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


def _not_utf_8(data: bytes) -> UnreadableError:
    place = 1
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start + 1
    return UnreadableError(f"this is not UTF-8 (byte {place:,} is the first that is not); save it as UTF-8.")
