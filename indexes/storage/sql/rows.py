"""Converts articles and passages to rows and back, and filters to conditions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.ports import Filter
from indexes.storage.sql import schema

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Item = TypeVar("Item")


def text_hash(text: str) -> bytes:
    """The key of a vector: the first 128 bits of SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def article_row(article: Article) -> dict[str, Any]:
    """The columns of an article's current revision."""
    return {
        "id": article.id,
        "revision": article.revision,
        "current": 1,
        "outlet_id": article.outlet.id,
        "outlet": article.outlet.name,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "language": article.language,
        "published": article.published and article.published.isoformat(),
        "published_from": _start(article.published) if article.published else schema.UNDATED,
        "published_before": _end(article.published) if article.published else schema.UNDATED,
        "modified": article.modified and article.modified.isoformat(),
        "metadata": json.dumps(dict(article.metadata), ensure_ascii=False),
        "first_outlet": article.first_outlet and article.first_outlet.name,
    }


def article_of(row: Any) -> Article:
    """The article in a row of `schema.articles`, or in any object with its columns as attributes."""
    return Article(
        outlet=Outlet(row.outlet),
        title=row.title,
        text=row.text,
        url=row.url,
        language=row.language,
        published=Moment.parse(row.published) if row.published else None,
        modified=Moment.parse(row.modified) if row.modified else None,
        metadata=MappingProxyType(json.loads(row.metadata)),
        first_outlet=None if row.first_outlet is None else Outlet(row.first_outlet),
    )


def passage_row(key: int, article: int, passage: Passage) -> dict[str, Any]:
    """The columns of a passage of the article in row `article`."""
    return {
        "key": key,
        "article": article,
        "index": passage.index,
        "paragraph": passage.paragraph,
        "start": passage.start,
        "end": passage.end,
        "text_hash": text_hash(passage.text),
    }


def passage_of(row: Row[Any], article_id: str, text: str) -> Passage:
    """The passage in a row of `schema.passages`; `text` is that of its article."""
    return Passage(
        article_id, row._mapping[schema.passages.c.index], row.paragraph, row.start, row.end, text[row.start : row.end]
    )


def conditions(where: Filter) -> list[ColumnElement[bool]]:
    """The conditions of a filter on `schema.articles`; the row must be current.

    A day includes all its times: an article of "2 February" matches a filter that begins at 11:00 of that day.
    """
    columns = schema.articles.c
    found: list[ColumnElement[bool]] = []
    if where.articles is not None:
        found.append(columns.id.in_(where.articles))
    if where.outlets:
        found.append(columns.outlet_id.in_(where.outlets))
    if where.since is not None:
        found.append(columns.published_before > _start(where.since))
    if where.until is not None:
        found += [columns.published_from < _end(where.until), columns.published_from > schema.UNDATED]
    return found


def is_current(columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """Whether a row of `schema.articles` is the current revision, in statements that find rows by another column.

    Without statistics, SQLite takes an index on `current`, which almost every row shares, for the most selective one,
    and reads all articles. Adding 0 keeps it from using that index.
    """
    current: ColumnElement[bool] = columns["current"] + 0 == 1
    return current


def chunks(items: Sequence[Item], size: int = 5000) -> Iterator[Sequence[Item]]:
    """`items` in parts that fit into one statement; SQLite allows 32,766 values."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _start(moment: Moment) -> int:
    return (moment.earliest - _EPOCH) // _MICROSECOND


def _end(moment: Moment) -> int:
    """The first microsecond after it."""
    return (moment.latest - _EPOCH) // _MICROSECOND + (0 if moment.is_day else 1)
