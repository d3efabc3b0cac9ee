"""Invisible characters: soft hyphens and zero-width spaces only mark possible line breaks, and control characters are
remains of other programs.
"""

from __future__ import annotations

import re

_ALWAYS = "\u00ad\u200b\u2060-\u2064\ufeff\u180e"
_BETWEEN_LATIN = "\u200c-\u200f\u202a-\u202e\u2066-\u2069"
"""Joiners and direction marks, which are meaningful in other scripts and in emoji."""

_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f"
"""Control characters other than white space; those from U+0080 may be bytes of windows-1252."""

_LATIN = "\u0000-\u024f"
_INVISIBLE = re.compile(rf"[{_ALWAYS}{_CONTROLS}]+|(?:(?<=[{_LATIN}])|^)[{_BETWEEN_LATIN}]+(?=[{_LATIN}]|$)")


def without_invisible(text: str) -> str:
    """The text without invisible characters; joiners and direction marks are kept next to other scripts."""
    return _INVISIBLE.sub("", text)
