"""The data of searches: passages by their words, and the fields for ranking and showing them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, select

from compare.model.article import Article
from compare.ports import Candidate, Filter, FoundByWords, FoundPassage
from indexes.storage.sql import passage_keys
from indexes.storage.sql.database import Store
from indexes.storage.sql.fulltext import index
from indexes.storage.sql.fulltext.query_words import common_words
from indexes.storage.sql.rows import article_of, chunks, conditions, passage_of
from indexes.storage.sql.schema import PASSAGE_TEXT, articles, event_articles, passages

_FOUND = (
    select(passages, articles)
    .join_from(passages, articles)
    .where(passages.c.key.in_(bindparam("keys", expanding=True)))
)
_COLUMNS = (
    passages.c.key,
    passages.c.article,
    func.coalesce(event_articles.c.event, ""),
    passages.c.index,
    articles.c.title,
    PASSAGE_TEXT,
)
_JOINED = passages.join(articles).outerjoin(event_articles, event_articles.c.article_id == articles.c.id)
_CANDIDATES = select(*_COLUMNS).select_from(_JOINED).where(passages.c.key.in_(bindparam("keys", expanding=True)))
_CANDIDATES_AS_JSON = (
    select(func.json_group_array(func.json_array(*_COLUMNS)))
    .select_from(_JOINED)
    .where(passages.c.key.in_(select(literal_column("value")).select_from(func.json_each(bindparam("keys")))))
)
"""Built once, because searches are fast; SQLite returns one row of JSON (see `fulltext.fts5`)."""


class PassageSearch(Store):
    """Implements `compare.services.stores.articles.SearchStore`."""

    def found(self, scores: Mapping[int, float]) -> list[FoundPassage]:
        """The stored passages with these keys, highest score first."""
        held: dict[int, Article] = {}
        found: list[FoundPassage] = []
        with self._database.reading() as connection:
            for keys in chunks(list(scores)):
                for row in connection.execute(_FOUND, {"keys": keys}):
                    article = held.get(row.article) or held.setdefault(row.article, article_of(row))
                    passage = passage_of(row, article.id, article.text)
                    found.append(FoundPassage(row.key, passage, article, scores[row.key]))
        return sorted(found, key=lambda each: (-each.score, each.key))

    def by_words(self, query: str, k: int, where: Filter) -> FoundByWords:
        """As `compare.services.stores.articles.SearchStore.by_words`."""
        with self._database.reading() as connection:
            counts = index.counts(connection, query)
            found = index.search(connection, query, k, conditions(where), common_words(counts))
            return FoundByWords(passage_keys.last(connection), found, counts)

    def word_counts(self, query: str) -> dict[str, int]:
        """As `compare.services.stores.articles.SearchStore.word_counts`."""
        with self._database.reading() as connection:
            return index.counts(connection, query)

    def candidates(self, keys: Sequence[int]) -> list[Candidate]:
        """As `compare.services.stores.articles.SearchStore.candidates`."""
        if not keys:
            return []
        with self._database.reading() as connection:
            return [Candidate(*_complete(row)) for row in _candidate_rows(connection, keys)]

    def vocabulary(self, start: str) -> list[tuple[str, int]]:
        """As `compare.services.stores.articles.SearchStore.vocabulary`."""
        with self._database.reading() as connection:
            return index.vocabulary(connection, start)


def _complete(row: Sequence[Any]) -> Sequence[Any]:
    """The row. Raises ValueError for one of a damaged catalogue, which lacks a value."""
    if None in row:
        raise ValueError("a row lacks a value")
    return row


def _candidate_rows(connection: Connection, keys: Sequence[int]) -> Iterable[Any]:
    if connection.dialect.name == "sqlite":
        found: list[Any] = json.loads(
            connection.execute(_CANDIDATES_AS_JSON, {"keys": json.dumps(list(keys))}).scalar_one()
        )
        return found
    return [row for some in chunks(keys) for row in connection.execute(_CANDIDATES, {"keys": some})]
