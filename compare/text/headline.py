"""Whether a text begins with a headline: one rule for files that are added and for texts that are pasted."""

from __future__ import annotations

import re

_LONGEST = 300  # characters of a line that may be a headline
_SENTENCE_END = re.compile(r"(?<![A-Z])[.…][\"'”’»)]*$")
"""A full stop or an ellipsis; headlines end in “?” and “!”, too, and in initials ("U.S.")."""


def split_headline(text: str) -> tuple[str, str]:
    """The headline in the first line, and the text below it; ("", text) if that line is a sentence or the only line."""
    text = text.strip("\n")
    first, _, rest = text.partition("\n")
    line = first.strip()
    if not rest.strip() or len(line) > _LONGEST or _SENTENCE_END.search(line):
        return "", text
    return line, rest.strip("\n")


def with_headline(title: str, text: str) -> tuple[str, str]:
    """The headline and the text that a user typed; without a headline, the first line is used if it looks like one."""
    return (title, text) if title.strip() else split_headline(text.strip())
