"""Clustering profiles, and what is read to find similar articles."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, delete, func, literal_column, select

from compare.ports.profiles import ArticleProfile, Bag, Changes, Member, NearestArticles, Posting
from compare.text.document_frequency import Ids
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks, is_current
from indexes.storage.sql.schema import (
    article_profiles,
    articles,
    event_articles,
    profile_neighbours,
    profile_postings,
    term_counts,
)
from indexes.storage.sql.tables import meta_value, put_meta_values
from indexes.storage.sql.upsert import insert

_METHOD, _MADE_TO, _NUMBER = "profile_method", "profiles_made_to", "profiles"
"""Keys of `meta`: how profiles are made, up to which row of `articles` they were made (or `_ALL`), and their number."""
_ALL = "all"

_NUMBERS, _WEIGHTS, _ROWS = np.dtype("<u4"), np.dtype("<f4"), np.dtype("<i8")
_BAGS = {"terms": "term_weights", "figures": "figure_weights", "dates": "date_weights"}


class ProfileRows(Store):
    """Implements `compare.services.stores.profiles.ProfilesStore`."""

    def is_complete(self, method: str) -> bool:
        """As `ProfilesStore.is_complete`."""
        with self._database.reading() as connection:
            return (meta_value(connection, _METHOD), meta_value(connection, _MADE_TO)) == (method, _ALL)

    def begin(self, method: str) -> None:
        """As `ProfilesStore.begin`."""
        with self._database.writing() as connection:
            if meta_value(connection, _METHOD) != method:
                for table in (profile_postings, profile_neighbours, term_counts, article_profiles):
                    connection.execute(delete(table))
                put_meta_values(connection, {_METHOD: method, _MADE_TO: "0", _NUMBER: "0"})

    def blank(self, number: int) -> list[str]:
        """As `ProfilesStore.blank`."""
        columns = article_profiles.c
        statement = select(columns.article_id).where(func.length(columns.terms) == 0).order_by(columns.row)
        with self._database.reading() as connection:
            return list(connection.scalars(statement.limit(number)))

    def lacking(self, number: int) -> list[str]:
        """As `ProfilesStore.lacking`."""
        with self._database.writing() as connection:
            made_to = meta_value(connection, _MADE_TO)
            if made_to == _ALL:
                return []
            columns = articles.c
            statement = select(columns.row, columns.id).where(is_current(columns), columns.row > int(made_to or 0))
            rows = connection.execute(statement.order_by(columns.row).limit(number)).all()
            put_meta_values(connection, {_MADE_TO: str(rows[-1].row) if rows else _ALL})
            return [row.id for row in rows]

    def rows_of(self, article_ids: Collection[str]) -> dict[str, int]:
        """As `ProfileStore.rows_of`."""
        columns = article_profiles.c
        return dict(self._found(select(columns.article_id, columns.row), columns.article_id, article_ids))

    def free_rows(self, article_ids: Collection[str]) -> dict[str, int]:
        """The rows of the current revisions in `articles`."""
        columns = articles.c
        return dict(self._found(select(columns.id, columns.row).where(is_current(columns)), columns.id, article_ids))

    def profiles(self, rows: Collection[int]) -> dict[int, ArticleProfile]:
        """As `ProfileStore.profiles`."""
        with self._database.reading():  # which reports damaged rows
            found = self._found(select(article_profiles), article_profiles.c.row, rows)
            return {row.row: _profile(row) for row in found}

    def nearest(self, rows: Collection[int]) -> dict[int, NearestArticles]:
        """As `ProfileStore.nearest`."""
        with self._database.reading():
            found = self._found(select(profile_neighbours), profile_neighbours.c.row, rows)
            return {
                row.row: NearestArticles(
                    np.frombuffer(row.nearest, _ROWS),
                    np.frombuffer(row.terms, _WEIGHTS),
                    np.frombuffer(row.vector, _WEIGHTS),
                )
                for row in found
            }

    def postings(self, terms: Collection[int], newest: int) -> dict[int, Posting]:
        """As `ProfileStore.postings`."""
        with self._database.reading() as connection:
            of_dialect = _postings_as_json if connection.dialect.name == "sqlite" else _postings
            return {term: _posting(rows) for term, rows in of_dialect(connection, terms, newest) if rows}

    def documents(self) -> int:
        """As `ProfileStore.documents`."""
        with self._database.reading() as connection:
            return int(meta_value(connection, _NUMBER) or 0)

    def counts(self, terms: Ids) -> NDArray[np.int32]:
        """As `ProfileStore.counts`."""
        columns, wanted = term_counts.c, terms.tolist()
        found = dict(self._found(select(columns.term, columns.number), columns.term, wanted))
        return np.array([found.get(term, 0) for term in wanted], np.int32)

    def events_of(self, rows: Collection[int]) -> dict[int, str]:
        """As `ProfileStore.events_of`."""
        profile, placed = article_profiles.c, event_articles.c
        joined = article_profiles.join(event_articles, placed.article_id == profile.article_id)
        return dict(self._found(select(profile.row, placed.event).select_from(joined), profile.row, rows))

    def members(self, event_ids: Collection[str]) -> list[Member]:
        """As `ProfileStore.members`."""
        profile, placed = article_profiles.c, event_articles.c
        joined = event_articles.join(article_profiles, profile.article_id == placed.article_id)
        columns = (profile.row, profile.article_id, placed.event, placed.settled, placed.position)
        found = self._found(select(*columns).select_from(joined), placed.event, event_ids)
        ordered = sorted(found, key=lambda row: (row.event, row.position))
        return [Member(row.row, row.article_id, row.event, bool(row.settled)) for row in ordered]

    def add(self, changes: Changes) -> None:
        """As `ProfileStore.add`."""
        with self._database.writing() as connection:
            for table, rows in _rows_of(changes).items():
                if rows:
                    connection.execute(insert(connection, table), rows)
            _add_neighbours(connection, changes.nearest)
            _count(connection, changes.counts, len(changes.profiles))

    def _found(self, statement: Any, column: ColumnElement[Any], values: Collection[Any]) -> list[Any]:
        """The rows of `statement` whose `column` has one of these values."""
        with self._database.reading() as connection:
            return [
                row for some in _among(connection, column, values) for row in connection.execute(statement.where(some))
            ]


def forget_profile(connection: Connection, article_id: str) -> None:
    """Delete the profile of an article and its index entries; others keep it as a neighbour."""
    row = connection.execute(select(article_profiles).where(article_profiles.c.article_id == article_id)).one_or_none()
    if row is None:
        return
    terms = np.frombuffer(row.terms, _NUMBERS).tolist()
    posted = profile_postings.c
    for some in chunks(terms):
        connection.execute(delete(profile_postings).where(posted.term.in_(some), posted.row == row.row))
    connection.execute(delete(profile_neighbours).where(profile_neighbours.c.row == row.row))
    connection.execute(delete(article_profiles).where(article_profiles.c.row == row.row))
    _count(connection, dict.fromkeys(terms, -1), -1)


def _among(
    connection: Connection, column: ColumnElement[Any], values: Collection[Any]
) -> Iterator[ColumnElement[bool]]:
    """Conditions that a column has one of these values: one parameter for all of them in SQLite."""
    if connection.dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(values)))
        yield column.in_(select(literal_column("value")).select_from(each))
    else:
        for some in chunks(list(values)):
            yield column.in_(some)


def _postings_as_json(connection: Connection, terms: Collection[int], newest: int) -> Iterator[tuple[int, list[Any]]]:
    found = connection.exec_driver_sql(_POSTINGS, (newest, json.dumps(list(terms))))
    return ((term, json.loads(rows)) for term, rows in found)


_POSTINGS = """
    SELECT asked.value, (
        SELECT json_group_array(json_array(row, first_day, last_day)) FROM (
            SELECT row, first_day, last_day FROM profile_postings WHERE term = asked.value ORDER BY row DESC LIMIT ?
        )
    ) FROM json_each(?) AS asked"""


def _postings(connection: Connection, terms: Collection[int], newest: int) -> Iterator[tuple[int, list[Any]]]:
    columns = profile_postings.c
    for term in terms:
        statement = select(columns.row, columns.first_day, columns.last_day).where(columns.term == term)
        yield term, [tuple(row) for row in connection.execute(statement.order_by(columns.row.desc()).limit(newest))]


def _posting(rows: Sequence[Any]) -> Posting:
    """The newest come first in `rows`."""
    found = np.array(rows, np.float64)[::-1]  # exact for rows below 2**53; an unknown day is nan
    return Posting(found[:, 0].astype(np.int64), found[:, 1:].astype(np.float32))


def _profile(row: Any) -> ArticleProfile:
    terms, figures, dates = (
        Bag(np.frombuffer(getattr(row, ids), _NUMBERS), np.frombuffer(getattr(row, weights), _WEIGHTS))
        for ids, weights in _BAGS.items()
    )
    vector, triples = np.frombuffer(row.vector, _WEIGHTS), np.frombuffer(row.triples, _NUMBERS)
    days = (_day(row.first_day), _day(row.last_day))
    return ArticleProfile(row.article_id, terms, figures, dates, vector, days, {}, triples)


def _day(value: float | None) -> float:
    return float("nan") if value is None else value


def _rows_of(changes: Changes) -> dict[Any, list[dict[str, Any]]]:
    profiles, postings = [], []
    for row, each in changes.profiles.items():
        first, last = (None if np.isnan(day) else float(day) for day in each.days)
        days = {"row": row, "first_day": first, "last_day": last}
        bags = {ids: (getattr(each, ids), weights) for ids, weights in _BAGS.items()}
        packed = {ids: bag.ids.astype(_NUMBERS).tobytes() for ids, (bag, _) in bags.items()}
        packed |= {weights: bag.weights.astype(_WEIGHTS).tobytes() for bag, weights in bags.values()}
        packed |= {"vector": each.vector.astype(_WEIGHTS).tobytes(), "triples": each.triples.astype(_NUMBERS).tobytes()}
        profiles.append({**days, "article_id": each.article_id, **packed})
        postings += [{"term": term, **days} for term in changes.keys[row]]
    return {article_profiles: profiles, profile_postings: postings}


def _add_neighbours(connection: Connection, nearest: Mapping[int, NearestArticles]) -> None:
    rows = [
        {
            "row": row,
            "nearest": each.rows.astype(_ROWS).tobytes(),
            "terms": each.terms.astype(_WEIGHTS).tobytes(),
            "vector": each.vector.astype(_WEIGHTS).tobytes(),
        }
        for row, each in nearest.items()
    ]
    if rows:
        put = insert(connection, profile_neighbours)
        changed = {name: put.excluded[name] for name in ("nearest", "terms", "vector")}
        connection.execute(put.on_conflict_do_update(index_elements=["row"], set_=changed), rows)


def _count(connection: Connection, counts: Mapping[int, int], documents: int) -> None:
    """Add to the numbers of profiles that contain terms, and of all profiles."""
    if counts:
        put = insert(connection, term_counts)
        total = {"number": term_counts.c.number + put.excluded.number}
        rows = [{"term": term, "number": number} for term, number in sorted(counts.items())]
        connection.execute(put.on_conflict_do_update(index_elements=["term"], set_=total), rows)
    if documents:
        put_meta_values(connection, {_NUMBER: str(int(meta_value(connection, _NUMBER) or 0) + documents)})
