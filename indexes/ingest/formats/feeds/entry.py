"""An entry of a feed in any format, as a row of named values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compare.text.cleaning.furniture import is_furniture
from compare.text.cleaning.truncation import breaks_off
from indexes.ingest.decode.url import absolute, host_of
from indexes.ingest.page.markup import text_of
from indexes.ingest.page.outlet_name import outlet_of

_FULL_SUMMARY = 150
"""Number of words from which a text in a description field counts as the whole article: teasers have up to 80 (set by
hand).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of a feed entry; "" if missing. `content` is the full text according to the feed."""

    url: str = ""
    title: str = ""
    content: str = ""
    is_markup: bool = True
    summary: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    author: str = ""
    outlet: str = ""
    feed: str = ""
    base: str = ""


def row_of_entry(entry: Entry, *, leads_to_text: bool = True) -> dict[str, Any]:
    """The named values of an entry, for `article_of`; without a text if the feed has only a teaser and a link.

    If the link does not lead to the text of the entry, the teaser is the text.
    """
    url = absolute(entry.url, entry.base)
    text = _text(entry, bool(url) and leads_to_text)
    row = {
        "outlet": entry.outlet or outlet_of([entry.feed], host_of(url)),
        "title": text_of(entry.title),
        "text": text,
        "url": url,
        "published": entry.published or entry.modified,
        "modified": entry.modified if entry.published and entry.modified != entry.published else "",
        "language": entry.language,
        "author": entry.author,
    }
    return {name: value for name, value in row.items() if value}


def _text(entry: Entry, has_link: bool) -> str:
    """The full text; "" if it is elsewhere. Without a link, the available text is used."""
    content = _clean(text_of(entry.content) if entry.is_markup else entry.content)
    summary = _clean(text_of(entry.summary))
    if not has_link:
        return max(content, summary, key=len)
    if content and content != summary and not breaks_off(content):
        return content
    longest = max(content, summary, key=len)
    return longest if len(longest.split()) >= _FULL_SUMMARY and not breaks_off(longest) else ""


def _clean(text: str) -> str:
    """Without the notices that publishing systems append to entries."""
    lines = text.strip().split("\n")
    while len(lines) > 1 and is_furniture(lines[-1]) and not breaks_off(lines[-1]):
        lines.pop()
    return "\n".join(lines)
