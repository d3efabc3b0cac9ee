"""JSON Feed 1 and 1.1 (jsonfeed.org): the same as RSS, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexes.ingest.decode.entities import without_entities
from indexes.ingest.decode.url import is_web
from indexes.ingest.formats.feeds.entry import Entry, row_of_entry

_VERSION = "jsonfeed.org/version/"


def is_json_feed(value: Any) -> bool:
    """True for the object of a JSON Feed."""
    return (
        isinstance(value, Mapping)
        and _VERSION in str(value.get("version", ""))[:100]
        and isinstance(value.get("items"), list)
    )


def rows_of_feed(feed: Mapping[str, Any]) -> list[Any]:
    """The items of a feed as rows of named values; an item without its full text has a URL and no text."""
    return [_row(item, feed) if isinstance(item, Mapping) else item for item in feed["items"]]


def _row(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    authors = item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author") or []
    entry = Entry(
        url=_string(item.get("url")) or _string(item.get("external_url")) or _address(item.get("id")),
        title=_string(item.get("title")),
        content=_string(item.get("content_html")) or without_entities(_string(item.get("content_text")))[0],
        is_markup=bool(_string(item.get("content_html"))),
        summary=_string(item.get("summary")),
        published=_string(item.get("date_published")),
        modified=_string(item.get("date_modified")),
        language=_string(item.get("language")) or _string(feed.get("language")),
        author="; ".join(_names(authors if isinstance(authors, list) else [authors])),
        feed=_string(feed.get("title")),
        base=_string(feed.get("home_page_url")) or _string(feed.get("feed_url")),
    )
    return row_of_entry(entry)


def _names(authors: list[Any]) -> list[str]:
    return [each["name"] for each in authors if isinstance(each, Mapping) and isinstance(each.get("name"), str)]


def _address(value: Any) -> str:
    return value if is_web(_string(value)) else ""


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
