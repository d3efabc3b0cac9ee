"""Tables of articles: passages, vectors and outlets."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint, func

from indexes.storage.sql.column_types import Key, Text
from indexes.storage.sql.schema.base import metadata

UNDATED = -(2**62)
"""`published_from` of an article without a date: it sorts after all others."""

articles = Table(
    "articles",
    metadata,
    Column("row", Key, primary_key=True),
    Column("id", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("current", Integer, nullable=False),  # 1 for the current revision of each id, which searches find
    Column("outlet_id", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("language", Text),
    Column("published", Text),
    Column("published_from", BigInteger, nullable=False),  # microseconds since 1970, UTC
    Column("published_before", BigInteger, nullable=False),
    Column("modified", Text),
    Column("metadata", Text, nullable=False),  # a JSON object of texts
    Column("first_outlet", Text),  # the outlet's name in the source, if a user renamed it
    UniqueConstraint("id", "revision"),
    Index("articles_by_revision", "revision"),
    Index("articles_by_url", "url"),
    Index("articles_latest", "current", "published_from", "id"),
    Index("articles_of_outlet", "outlet_id"),
    Index("articles_by_outlet", "current", "outlet_id", "outlet"),  # a covering index: counting does not read the texts
    sqlite_autoincrement=True,
)

passages = Table(
    "passages",
    metadata,
    Column("key", Key, primary_key=True),  # never reused, so that a vector index cannot confuse two
    Column("article", Key, ForeignKey("articles.row"), nullable=False),
    Column("index", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_hash", LargeBinary, nullable=False),
    Index("passages_of_article", "article"),
    Index("passages_by_text", "text_hash"),  # whether a removed passage's vector is still needed
    sqlite_autoincrement=True,
)
"""Passages of current revisions; their text is `text[start:end]` of the article."""

passage_removals = Table(
    "passage_removals",
    metadata,
    Column("number", Key, primary_key=True, autoincrement=False),  # counts all passages that were ever removed
    Column("key", BigInteger, nullable=False),
)
"""The keys of the passages that were removed last, so that a vector index can follow without reading all keys."""

models = Table(
    "models",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("fingerprint", Text, nullable=False, unique=True),
)

vectors = Table(
    "vectors",
    metadata,
    Column("row", Key, primary_key=True),  # in order of insertion, so that related rows are adjacent
    Column("text_hash", LargeBinary, nullable=False),
    Column("model", Integer, ForeignKey("models.number"), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
    UniqueConstraint("text_hash", "model"),
)

outlet_facts = Table(
    "outlet_facts",
    metadata,
    Column("outlet_id", Text, primary_key=True),
    Column("attribute", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("outlet", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("dated", Text, nullable=False),
)

outlet_names = Table(
    "outlet_names",
    metadata,
    Column("outlet_id", Text, primary_key=True),  # of the name in the source
    Column("outlet", Text, nullable=False),
    Column("called", Text, nullable=False),
)
"""Names that users gave to outlets; outlets with the same name are merged."""

_start, _length = passages.c.start + 1, passages.c.end - passages.c.start

PASSAGE_TEXT = func.substr(articles.c.text, _start, _length, type_=articles.c.text.type)
