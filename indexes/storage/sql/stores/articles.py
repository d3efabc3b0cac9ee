"""Articles, revisions and passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, and_, delete, exists, func, or_, select, update

from compare.errors import NotFoundError
from compare.model.article import Article
from compare.model.passage import Passage
from compare.ports import Filter, Ids, PassagesState
from indexes.storage.sql import passage_keys
from indexes.storage.sql.database import Store
from indexes.storage.sql.fulltext import index
from indexes.storage.sql.fulltext.query_words import Row
from indexes.storage.sql.rows import article_of, article_row, chunks, conditions, is_current, passage_of, passage_row
from indexes.storage.sql.schema import (
    articles,
    feed_articles,
    link_reviews,
    meta,
    notebook_entries,
    notebook_sources,
    origin_articles,
    passages,
    reviews,
    vectors,
)
from indexes.storage.sql.stores import passage_removals
from indexes.storage.sql.stores.cell_judgements import forget_cells
from indexes.storage.sql.stores.comparisons import forget_pairs
from indexes.storage.sql.stores.events import leave_events, update_latest
from indexes.storage.sql.stores.profiles import forget_profile
from indexes.storage.sql.tables import IDENTITY
from indexes.storage.sql.upsert import insert

_STATE = select(meta).where(meta.c.key.in_([IDENTITY, passage_removals.NUMBER]))

Held = tuple[Article, Sequence[Passage]]

_NAMING: tuple[Column[Any], ...] = (
    reviews.c.a,
    reviews.c.b,
    link_reviews.c.a,
    link_reviews.c.b,
    feed_articles.c.article_id,
    origin_articles.c.article_id,
)
"""Columns with the id of an article; their rows are deleted with it."""


class ArticleRows(Store):
    """Stores articles with the passages of their current revision, and earlier revisions."""

    def revisions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The current revision of each of `article_ids` that is stored."""
        columns = articles.c
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for ids in chunks(article_ids):
                statement = select(columns.id, columns.revision).where(columns.id.in_(ids), is_current(columns))
                found.update((row.id, row.revision) for row in connection.execute(statement))
        return found

    def add(self, added: Sequence[Held]) -> dict[str, list[int]]:
        """Store articles with their passages; returns each article's passage keys, in order.

        An article that is stored in the same revision is not changed. Another revision of it becomes the current one;
        the previous one is kept, but its passages are no longer found.
        """
        keys: dict[str, list[int]] = {}
        with self._database.writing() as connection:
            for wave in _waves(added):
                held = self.revisions([article.id for article, _ in wave])
                known = [article.id for article, _ in wave if held.get(article.id) == article.revision]
                new = [each for each in wave if held.get(each[0].id) != each[0].revision]
                _retire(connection, [article.id for article, _ in new if article.id in held])
                keys.update(_keys(connection, known))
                keys.update(_put(connection, new))
                update_latest(connection, [article.id for article, _ in new if article.id in held])
        return keys

    def remove(self, article_id: str) -> None:
        """Delete an article with its revisions, reviews and comparisons, and remove it from its event. Raises
        NotFoundError.

        An event without other articles is deleted; a vector is deleted with the last passage that has its text.
        """
        with self._database.writing() as connection:
            if article_id not in self.revisions([article_id]):
                raise _unknown(article_id)
            hashes = select(passages.c.text_hash).join(articles).where(articles.c.id == article_id)
            orphans = list(connection.scalars(hashes.distinct()))
            _retire(connection, [article_id])
            connection.execute(delete(articles).where(articles.c.id == article_id))
            for some in chunks(orphans):
                kept = set(connection.scalars(select(passages.c.text_hash).where(passages.c.text_hash.in_(some))))
                gone = [each for each in some if each not in kept]
                connection.execute(delete(vectors).where(vectors.c.text_hash.in_(gone)))
            quoting = select(notebook_sources.c.entry).where(notebook_sources.c.article_id == article_id)
            connection.execute(delete(notebook_entries).where(notebook_entries.c.number.in_(quoting)))
            for column in _NAMING:
                connection.execute(delete(column.table).where(column == article_id))
            forget_pairs(connection, [article_id])
            forget_cells(connection, article_id)
            forget_profile(connection, article_id)
            leave_events(connection, [article_id])

    def get(self, article_id: str) -> Article:
        """The current revision. Raises NotFoundError for an unknown id."""
        return self.many([article_id])[0]

    def many(self, article_ids: Sequence[str]) -> list[Article]:
        """Articles in the order of the ids. Raises NotFoundError that names the first unknown one."""
        found: dict[str, Article] = {}
        with self._database.reading() as connection:
            for ids in chunks(article_ids):
                statement = select(articles).where(articles.c.id.in_(ids), is_current(articles.c))
                found.update((row.id, article_of(row)) for row in connection.execute(statement))
        for each in article_ids:
            if each not in found:
                raise _unknown(each)
        return [found[each] for each in article_ids]

    def at(self, urls: Sequence[str]) -> list[Article]:
        """The articles with one of these `urls`, in the order in which they were added."""
        found: list[Article] = []
        with self._database.reading() as connection:
            for some in chunks(urls):
                at = select(articles).where(articles.c.url.in_(some), is_current(articles.c))
                found += [article_of(row) for row in connection.execute(at.order_by(articles.c.row))]
        return found

    def with_text(self, revisions: Sequence[str]) -> list[Article]:
        """The articles whose current revision is one of these, in the order in which they were added."""
        found: list[Article] = []
        with self._database.reading() as connection:
            for some in chunks(list(dict.fromkeys(revisions))):
                same = select(articles).where(articles.c.revision.in_(some), is_current(articles.c))
                found += [article_of(row) for row in connection.execute(same.order_by(articles.c.row))]
        return found

    def history(self, article_id: str) -> list[Article]:
        """All stored revisions, in the order in which they were added, the current one last. Raises NotFoundError."""
        statement = select(articles).where(articles.c.id == article_id).order_by(articles.c.current, articles.c.row)
        with self._database.reading() as connection:
            found = [article_of(row) for row in connection.execute(statement)]
        if not found:
            raise _unknown(article_id)
        return found

    def page(self, where: Filter, limit: int, after: str | None = None) -> list[Article]:
        """Articles by publication, latest first (undated last), then by id; `after` is the id of the last article
        already seen.

        Raises NotFoundError for an unknown `after`. Articles that are added meanwhile neither hide nor repeat another
        one, because the position is that of `after` and not a count.
        """
        columns = articles.c
        statement = select(articles).where(columns.current == 1, *conditions(where))
        with self._database.reading() as connection:
            if after is not None:
                seen = connection.scalar(select(columns.published_from).where(columns.id == after, is_current(columns)))
                if seen is None:
                    raise _unknown(after)
                earlier = columns.published_from < seen
                statement = statement.where(or_(earlier, and_(columns.published_from == seen, columns.id > after)))
            ordered = statement.order_by(columns.published_from.desc(), columns.id).limit(limit)
            return [article_of(row) for row in connection.execute(ordered)]

    def count(self, where: Filter | None = None) -> int:
        """The number of articles that match `where`."""
        statement = select(func.count()).where(articles.c.current == 1, *conditions(where or Filter()))
        return self._number(statement, "" if where and where != Filter() else "articles")

    def without_passages(self, number: int) -> list[str]:
        """As `ArticleStore.without_passages`."""
        columns = articles.c
        has_passages = exists().where(passages.c.article == columns.row)
        statement = select(columns.id).where(columns.current == 1, ~has_passages).order_by(columns.row)
        with self._database.reading() as connection:
            return list(connection.scalars(statement.limit(number)))

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of the current revision, in order. Raises NotFoundError."""
        with self._database.reading() as connection:
            current = select(articles.c.row, articles.c.text).where(articles.c.id == article_id, is_current(articles.c))
            article = connection.execute(current).one_or_none()
            if article is None:
                raise _unknown(article_id)
            statement = select(passages).where(passages.c.article == article.row).order_by(passages.c.index)
            return [passage_of(row, article_id, article.text) for row in connection.execute(statement)]

    def passage_keys(self, where: Filter) -> Ids:
        """Keys of all current passages of the articles that match `where`, in ascending order."""
        statement = select(passages.c.key).join(articles).where(*conditions(where)).order_by(passages.c.key)
        if where == Filter():
            statement = select(passages.c.key).order_by(passages.c.key)
        with self._database.reading() as connection:
            return np.fromiter(connection.scalars(statement), np.int64)

    def count_passages(self, after: int = -1) -> int:
        """As `compare.services.stores.articles.ArticleStore.count_passages`."""
        statement = select(func.count()).select_from(passages).where(passages.c.key > after)
        with self._database.reading() as connection:
            return connection.scalar(statement) or 0

    def removed_keys(self, after: int) -> Ids | None:
        """As `compare.services.stores.articles.ArticleStore.removed_keys`."""
        with self._database.reading() as connection:
            return passage_removals.keys(connection, after)

    def passages_state(self) -> PassagesState:
        """As `compare.services.stores.articles.ArticleStore.passages_state`."""
        with self._database.reading() as connection:
            values = {row.key: row.value for row in connection.execute(_STATE)}
            return PassagesState(
                values.get(IDENTITY, ""), passage_keys.last(connection), int(values.get(passage_removals.NUMBER, 0))
            )


def _unknown(article_id: str) -> NotFoundError:
    return NotFoundError(f"There is no article “{article_id[:80]}”.")


def _waves(added: Sequence[Held]) -> Iterator[list[Held]]:
    """`added` in parts without two revisions of one article, so that a later revision follows an earlier one."""
    wave: dict[str, Held] = {}
    for each in added:
        if each[0].id in wave:
            yield list(wave.values())
            wave = {}
        wave[each[0].id] = each
    if wave:
        yield list(wave.values())


def _keys(connection: Connection, article_ids: Sequence[str]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {each: [] for each in article_ids}
    for ids in chunks(article_ids):
        statement = select(articles.c.id, passages.c.key).join(passages).where(articles.c.id.in_(ids))
        for article_id, key in connection.execute(statement.order_by(passages.c.key)):
            keys[article_id].append(key)
    return keys


def _put(connection: Connection, added: Sequence[Held]) -> dict[str, list[int]]:
    """Insert articles that are new, or stored only in other revisions; returns the keys of their passages."""
    if not added:
        return {}
    rows = [article_row(article) for article, _ in added]
    new = insert(connection, articles)
    columns = {name: new.excluded[name] for name in rows[0]}
    connection.execute(new.on_conflict_do_update(index_elements=["id", "revision"], set_=columns), rows)
    numbers: dict[str, int] = {}
    for some in chunks([article.id for article, _ in added]):
        statement = select(articles.c.id, articles.c.row).where(articles.c.id.in_(some), is_current(articles.c))
        numbers.update((row.id, row.row) for row in connection.execute(statement))
    key = passage_keys.last(connection)
    keys: dict[str, list[int]] = {}
    passage_rows: list[dict[str, Any]] = []
    lexical_rows: list[Row] = []
    for article, found in added:
        keys[article.id] = list(range(key + 1, key + 1 + len(found)))
        key += len(found)
        each_key = keys[article.id]
        passage_rows += [passage_row(k, numbers[article.id], p) for k, p in zip(each_key, found, strict=True)]
        lexical_rows += _lexical_rows(zip(each_key, (p.text for p in found), strict=True), article.title)
    if passage_rows:
        connection.execute(insert(connection, passages), passage_rows)
    passage_keys.give(connection, key)
    index.insert(connection, lexical_rows)
    return keys


def _lexical_rows(passages_of_one: Iterable[tuple[int, str]], title: str) -> list[Row]:
    return [(key, text, "" if number else title) for number, (key, text) in enumerate(passages_of_one)]


def _retire(connection: Connection, article_ids: Sequence[str]) -> None:
    """Delete the passages of current revisions, which are no longer current then."""
    removed: list[int] = []
    for ids in chunks(article_ids):
        statement = select(passages, articles.c.title, articles.c.text).join(articles).where(articles.c.id.in_(ids))
        by_article: dict[int, list[Any]] = {}
        for row in connection.execute(statement.order_by(passages.c.key)):
            by_article.setdefault(row.article, []).append(row)
        for rows in by_article.values():
            texts = ((row.key, row.text[row.start : row.end]) for row in rows)
            index.delete(connection, _lexical_rows(texts, rows[0].title))
            connection.execute(delete(passages).where(passages.c.article == rows[0].article))
            removed += [row.key for row in rows]
        connection.execute(update(articles).where(articles.c.id.in_(ids)).values(current=0))
    if removed:
        passage_removals.record(connection, removed)
