"""HTML entities in fields that should be plain text."""

from __future__ import annotations

import re
from html import unescape

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_entities(text: str) -> tuple[str, int]:
    """The text with its HTML entities decoded, and their number."""
    known = [each for each in _ENTITY.findall(text) if unescape(each) != each]
    return (_ENTITY.sub(lambda found: unescape(found.group()), text) if known else text), len(known)
