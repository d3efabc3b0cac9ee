"""Plain text: the first line is the title unless it is a sentence; a small front matter may come before it."""

from __future__ import annotations

from compare.model.article import Article
from compare.text.headline import split_headline
from indexes.ingest.article_of import Defaults, article_of
from indexes.ingest.decode.encodings import decode

_FENCE = "---"
_MOST_KEYS = 50


def read_text(data: bytes, defaults: Defaults) -> tuple[Article, list[str]]:
    """The article of a text file, and the parts that were not understood. Raises UnreadableError, TooLargeError."""
    fields, text = _front_matter(decode(data).replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    title, body = ("", text.strip("\n")) if fields.get("title") else split_headline(text)
    return article_of(({"title": title} if title else {}) | fields | {"text": body}, defaults)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The `key: value` lines between two `---` lines at the top, and the text after them; ({}, text) without."""
    lines = text.split("\n", _MOST_KEYS + 2)
    if lines[0].strip() != _FENCE:
        return {}, text
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1 : _MOST_KEYS + 2], 1):
        if line.strip() == _FENCE:
            return fields, "\n".join(lines[number + 1 :])
        key, colon, value = line.partition(":")
        if line.strip() and not colon:
            break
        if value.strip():
            fields[key.strip().casefold()] = value.strip().strip("\"'")
    return {}, text
