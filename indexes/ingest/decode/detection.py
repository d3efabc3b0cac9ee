"""Detects the encoding of bytes whose label is missing or does not fit the resulting letters."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from compare.text.tokens import bag
from indexes.language import detect

_SAMPLE = 20_000
_MANY = 0.15
"""Share of bytes beyond ASCII from which a text is in a non-Latin script (set by hand)."""
_MOST_LATIN = 0.4
"""The same for a text that is declared to be in a Latin script (set by hand)."""
_FEWEST_BYTES = 256
"""Minimum number of bytes for which a detector is used, unless enough of them are beyond ASCII (set by hand)."""
_ENOUGH_BEYOND = 100
"""Number of bytes beyond ASCII from which a detector was right on each of the texts tried; on 40 to 70, 3 in 100 were
wrong.
"""
_LATIN = frozenset({"cp1252", "iso8859-2", "cp1250", "iso8859-15", "cp1254", "cp1257"})
_OF_LATIN_SCRIPT = ("windows-1252", "iso-8859-2", "windows-1250", "windows-1257")
"""Encodings that are tried for a text in a Latin script, most common first."""
_OF_LANGUAGES = (
    (bag("cs sk pl hu ro hr sl bs"), ("windows-1250", "iso-8859-2", "iso-8859-16")),
    (bag("tr az"), ("windows-1254", "iso-8859-9")),
    (bag("lt lv et"), ("windows-1257", "iso-8859-13")),
    (bag("vi"), ("windows-1258",)),
)
"""Languages in a Latin script whose letters are not in windows-1252, and the encodings that contain them."""
_ACCENTED = 0.01
"""Share of bytes beyond ASCII from which the language of a text determines its encoding (set by hand)."""
_FEWEST_STRANGE = 3
"""Number of symbols inside words from which a text in a Latin script may be in another encoding (set by hand)."""
_MESSIER, _LESS_COHERENT, _CLEAN = 0.08, 0.15, 0.1
"""The difference by which a label must be worse than a clean reading, in the measures of charset-normalizer (set by
hand). Correct labels lost by 0 in both, wrong ones by at least .119 in the first or .225 in the second.
"""
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s'’.,:;/&@*=+_\-–—\xad]+(?=[^\W\d_])|[^\W\d_][¹²³ª]|[¹³ª][^\W\d_]")
_TWO_SCRIPTS = re.compile("[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")
"""Latin letters next to Greek, Cyrillic, Hebrew or Arabic ones, which no word has."""
_MOST_MIXED = 0.005
"""Share of such places in a text that is in no other encoding (set by hand)."""
_SCRIPT = re.compile(rb"<(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")
C1 = re.compile("[\x80-\x9f]")
"""Control characters that no text has: a sign of the wrong encoding."""


class _Reading(NamedTuple):
    """Measures of charset-normalizer: how unlikely a text is by its characters, and how likely by its language."""

    encoding: str
    chaos: float
    coherence: float


def is_contradicted(data: bytes, text: str, encoding: str) -> bool:
    """Whether the letters of `text`, decoded from `data` in the declared `encoding`, show that it is in another one."""
    if C1.search(text):
        return True
    shown = _shown(data)
    if len(_TWO_SCRIPTS.findall(shown.decode(encoding, "ignore"))) > max(_FEWEST_STRANGE, _MOST_MIXED * len(shown)):
        return True
    if encoding in _LATIN and len(shown) >= _FEWEST_BYTES and _beyond_ascii(shown) >= _MOST_LATIN * len(shown):
        return True
    if encoding in _LATIN and _beyond_ascii(shown) < _MANY * len(shown):
        return _has_signs_in_words(shown, encoding) or _is_of_other_language(shown, encoding)
    if _beyond_ascii(shown) < _ENOUGH_BEYOND:
        return False
    best = _measured(shown)
    if best is None or best.chaos > _CLEAN or shown.decode(best.encoding, "ignore") == shown.decode(encoding, "ignore"):
        return False
    own = _measured(shown, encoding)
    return own is None or own.chaos >= best.chaos + _MESSIER or own.coherence <= best.coherence - _LESS_COHERENT


def detected(data: bytes) -> str:
    """The detected encoding: one of the Latin script if there are too few other letters for a detector.

    "" if it cannot be detected.
    """
    shown = _shown(data)
    beyond = _beyond_ascii(shown)
    is_enough = len(shown) >= _FEWEST_BYTES or beyond >= _ENOUGH_BEYOND
    if beyond < (_MANY if is_enough else _MOST_LATIN) * len(shown):
        return _of_latin_script(shown)
    best = _measured(shown) if is_enough else None
    return best.encoding if best else ""


def _of_latin_script(shown: bytes) -> str:
    """The encoding with the fewest signs in words among those of the language of the text, or among all."""
    fitting = _of_language(shown) or _OF_LATIN_SCRIPT
    return min(fitting, key=lambda each: _strange(shown.decode(each, "replace")))


def _of_language(shown: bytes) -> tuple[str, ...]:
    """The encodings of the language of a text, which its ASCII letters show; none if windows-1252 has all letters of
    that language.
    """
    if _beyond_ascii(shown) < _ACCENTED * len(shown):
        return ()
    language = detect(shown.decode("windows-1252", "replace"))
    return next((encodings for languages, encodings in _OF_LANGUAGES if language in languages), ())


def _is_of_other_language(shown: bytes, encoding: str) -> bool:
    """True for a text in Hungarian that is declared as windows-1252."""
    fitting = _of_language(shown)
    if not fitting or encoding in map(_codec, fitting):
        return False
    best = min(fitting, key=lambda each: _strange(shown.decode(each, "replace")))
    return shown.decode(best, "replace") != shown.decode(encoding, "replace")


def _has_signs_in_words(shown: bytes, encoding: str) -> bool:
    """True for "osiad³", which is “osiadł” in windows-1250."""
    signs = _strange(shown.decode(encoding, "replace"))
    fewest = min(_strange(shown.decode(each, "replace")) for each in _OF_LATIN_SCRIPT)
    return signs >= _FEWEST_STRANGE and 4 * fewest <= signs


def _measured(shown: bytes, *encodings: str) -> _Reading | None:
    """The best reading in any encoding, or in one of those given; None if there is none."""
    from charset_normalizer import from_bytes  # only pages in old encodings need it

    names = [_codec(each).replace("-", "_") for each in encodings]
    try:
        best = from_bytes(shown, cp_isolation=names or None).best()
    except (ValueError, LookupError):  # an encoding that it does not know
        return None
    return _Reading(best.encoding, best.chaos, best.coherence) if best else None


def _codec(encoding: str) -> str:
    return codecs.lookup(encoding).name


def _shown(data: bytes) -> bytes:
    """The first words of a document, without markup, scripts and styles."""
    start, *scripts = _SCRIPT.split(data)
    rests = [each[max(0, each.find(b"</")) :] for each in scripts]
    return b" ".join(_TAG.sub(b" ", b"<".join([start, *rests])).split())[:_SAMPLE]


def _beyond_ascii(shown: bytes) -> int:
    return sum(byte > 0x7F for byte in shown)


def _strange(text: str) -> int:
    """The number of symbols inside words, and of characters that are useless in text."""
    return len(_SIGN_IN_WORD.findall(text)) + len(C1.findall(text)) + text.count("\N{REPLACEMENT CHARACTER}")
