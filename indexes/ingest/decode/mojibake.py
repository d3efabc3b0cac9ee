"""Double-encoded text (mojibake): "MÃ¼nchen" for "München", UTF-8 that was decoded as windows-1252."""

from __future__ import annotations

import re

_HALVES = {byte: bytes([byte]).decode("windows-1252", "replace") for byte in range(0x80, 0x100)}
_BYTES = {character: byte for byte, character in _HALVES.items() if character != "\N{REPLACEMENT CHARACTER}"}
_BYTES |= {chr(byte): byte for byte, character in _HALVES.items() if character == "\N{REPLACEMENT CHARACTER}"}
"""The byte of each character of windows-1252; for unassigned bytes, browsers use the control character."""


def _any_of(first: int, last: int) -> str:
    return "".join(re.escape(each) for each, byte in _BYTES.items() if first <= byte <= last)


_AFTER = f"[{_any_of(0x80, 0xBF)}]"
_TWICE = re.compile(
    f"[{_any_of(0xC2, 0xDF)}]{_AFTER}|[{_any_of(0xE0, 0xEF)}]{_AFTER}{{2}}|[{_any_of(0xF0, 0xF4)}]{_AFTER}{{3}}"
)
_FEWEST = 3
_MOST_OTHERS = 0.1
"""Maximum share of characters beyond ASCII that cannot come from double encoding (set by hand)."""


def decoded_once(text: str) -> str:
    """The text before its second encoding; `text` itself if it was encoded once.

    Text counts as double-encoded if nearly all its non-ASCII characters would be UTF-8 in windows-1252.
    """
    found = _TWICE.findall(text)
    beyond = sum(not each.isascii() for each in text)
    if len(found) < _FEWEST or beyond - sum(map(len, found)) > _MOST_OTHERS * beyond:
        return text
    return decoded_title(text)


def decoded_title(title: str) -> str:
    """The title of a double-encoded text: a title alone is too short to detect double encoding."""
    return _TWICE.sub(lambda match: _decoded(match.group()), title)


def _decoded(run: str) -> str:
    try:
        return bytes(_BYTES[each] for each in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
