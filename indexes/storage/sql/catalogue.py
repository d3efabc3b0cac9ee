"""The catalogue: articles, passages, vectors and events in one database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from sqlalchemy import Connection, func, literal, select

from compare.errors import InputError
from compare.model.event import CorrectionKind
from compare.model.match import Kind, LinkVerdict, Verdict
from compare.model.moment import Moment
from compare.model.notebook import ItemKind
from compare.services.stores.operations.activity import ActivityKind
from compare.services.stores.operations.jobs import JobKind, State
from indexes.storage.sql.database import Database
from indexes.storage.sql.fulltext import index as lexical
from indexes.storage.sql.rows import article_of, text_hash
from indexes.storage.sql.schema import (
    activity,
    articles,
    corrections,
    event_articles,
    events,
    jobs,
    link_reviews,
    notebook_entries,
    passages,
    reviews,
)
from indexes.storage.sql.stores.articles import ArticleRows
from indexes.storage.sql.stores.cell_judgements import CellJudgementRows
from indexes.storage.sql.stores.comparisons import ComparisonRows
from indexes.storage.sql.stores.event_results import EventResultRows
from indexes.storage.sql.stores.events import EventRows
from indexes.storage.sql.stores.operations.activity import ActivityRows
from indexes.storage.sql.stores.operations.alerts import AlertRows
from indexes.storage.sql.stores.operations.api_keys import ApiKeyRows
from indexes.storage.sql.stores.operations.feeds import FeedRows
from indexes.storage.sql.stores.operations.jobs import JobRows
from indexes.storage.sql.stores.operations.removals import RemovalRows
from indexes.storage.sql.stores.outlets import OutletRows
from indexes.storage.sql.stores.profiles import ProfileRows
from indexes.storage.sql.stores.reviews.corrections import CorrectionRows
from indexes.storage.sql.stores.reviews.link_reviews import LinkReviewRows
from indexes.storage.sql.stores.reviews.notebooks import NotebookRows
from indexes.storage.sql.stores.reviews.reviews import ReviewRows
from indexes.storage.sql.stores.search import PassageSearch
from indexes.storage.sql.stores.vectors import VectorRows
from indexes.storage.sql.tables import meta_value, put_meta_values


class SqlCatalogue(Database):
    """Implements `compare.services.stores.catalogue.Catalogue`; `Database` says how to open it.

    Thread-safe. All methods raise CatalogueError if the database is locked, damaged or missing.
    """

    def __init__(self, location: str | Path, read_only: bool = False, unfinished: bool = False) -> None:
        """As `indexes.storage.sql.database.Database`."""
        super().__init__(location, read_only, unfinished)
        self.articles = ArticleRows(self)
        self.vectors = VectorRows(self)
        self.search = PassageSearch(self)
        self.events = EventRows(self)
        self.profiles = ProfileRows(self)
        self.corrections = CorrectionRows(self)
        self.reviews = ReviewRows(self)
        self.link_reviews = LinkReviewRows(self)
        self.results = EventResultRows(self)
        self.comparisons = ComparisonRows(self)
        self.feeds = FeedRows(self)
        self.jobs = JobRows(self)
        self.notebooks = NotebookRows(self)
        self.outlets = OutletRows(self)
        self.removals = RemovalRows(self)
        self.api_keys = ApiKeyRows(self)
        self.alerts = AlertRows(self)
        self.activity = ActivityRows(self)
        self.judgements = CellJudgementRows(self)

    def get_meta(self, key: str) -> str | None:
        """The value of `key`."""
        with self.reading() as connection:
            return meta_value(connection, f"put:{key}")

    def put_meta(self, key: str, value: str) -> None:
        """Store a small text under `key`."""
        with self.writing() as connection:
            put_meta_values(connection, {f"put:{key}": value})

    def faults(self) -> list[str]:
        """Problems with the catalogue, one sentence each; [] if there are none."""
        damage = self.damage()
        if damage:
            return [
                f"The catalogue {self.location} is damaged ({damage}): `parallax restore` puts a backup in its place; "
                "without one, `parallax export` saves the articles that can still be read."
            ]
        with self.reading() as connection:
            return [fault for check in _CHECKS for fault in check(connection)]


def _wrong_offsets(connection: Connection) -> Iterator[str]:
    statement = select(articles.c.row, articles.c.id, articles.c.text).where(articles.c.current == 1)
    columns = passages.c
    for row in connection.execution_options(yield_per=200).execute(statement):
        found = connection.execute(
            select(columns.start, columns.end, columns.text_hash).where(columns.article == row.row)
        )
        wrong = sum(text_hash(row.text[each.start : each.end]) != each.text_hash for each in found)
        if wrong:
            yield f"{wrong} passages of article {row.id} do not match its text: remove it and add it again."


def _altered(connection: Connection) -> Iterator[str]:
    """The ids of articles derive from title, text and URL: they no longer match if a bit of the file has flipped."""
    for row in connection.execution_options(yield_per=200).execute(select(articles)):
        try:
            article = article_of(row)
            is_same = (article.id, article.revision) == (row.id, row.revision)
            is_same = is_same and all(isinstance(each, str) for each in article.metadata.values())
        except (InputError, TypeError, ValueError, RecursionError):
            is_same = False
        if not is_same:
            yield f"Article {row.id} was altered: restore a backup, or remove it and add it again."


def _unknown_values(connection: Connection) -> Iterator[str]:
    for column, values in _VALUES:
        if connection.scalar(select(literal(1)).where(column.not_in(get_args(values))).limit(1)):
            yield f"A value of {column} is unknown: restore a backup."


def _unreadable_reviews(connection: Connection) -> Iterator[str]:
    for table in (reviews, link_reviews):
        for row in connection.execute(select(table.c.id, table.c.made)):
            try:
                Moment.parse(row.made)
            except InputError:
                yield f"The review of {row.id} was altered: restore a backup."


def _stray_passages(connection: Connection) -> Iterator[str]:
    statement = (
        select(func.count()).select_from(passages.outerjoin(articles)).where(func.coalesce(articles.c.current, 0) == 0)
    )
    if number := connection.scalar(statement):
        yield f"{number} passages belong to no current revision of an article: restore the catalogue from a copy."


def _several_current(connection: Connection) -> Iterator[str]:
    statement = select(articles.c.id).group_by(articles.c.id).having(func.sum(articles.c.current) != 1)
    for article_id in connection.scalars(statement):
        yield f"Article {article_id} does not have exactly one current revision: remove it and add it again."


def _events_without_articles(connection: Connection) -> Iterator[str]:
    for event_id in connection.scalars(select(events.c.id).where(events.c.id.not_in(select(event_articles.c.event)))):
        yield f"Event {event_id} has no articles."
    held = select(articles.c.id).where(articles.c.current == 1)
    for row in connection.execute(select(event_articles).where(event_articles.c.article_id.not_in(held))):
        yield f"Event {row.event} names article {row.article_id}, which is not stored."


def _lexical_count(connection: Connection) -> Iterator[str]:
    indexed = lexical.count(connection)
    held = connection.scalar(select(func.count()).select_from(passages))
    if indexed != held:
        yield f"The full-text index contains {indexed:,} passages, and there are {held:,}: restore a copy."


_CHECKS = (
    _altered, _wrong_offsets, _stray_passages, _several_current, _events_without_articles, _lexical_count,
    _unknown_values, _unreadable_reviews,
)  # fmt: skip
_VALUES = (
    (reviews.c.verdict, Verdict), (reviews.c.kind, Kind), (link_reviews.c.verdict, LinkVerdict),
    (corrections.c.kind, CorrectionKind), (notebook_entries.c.kind, ItemKind), (activity.c.kind, ActivityKind),
    (jobs.c.kind, JobKind), (jobs.c.state, State),
)  # fmt: skip
"""The columns that have one of a few values."""
