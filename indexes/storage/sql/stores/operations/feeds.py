"""Watched feeds, and their links to articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from compare.model.moment import Moment
from compare.ports.harvesting import Feed, Link
from compare.services.stores.operations.feeds import FollowedLink, WaitingLink
from indexes.storage.sql.database import Store
from indexes.storage.sql.schema import feed_articles, feed_links, feeds
from indexes.storage.sql.timestamps import time_of
from indexes.storage.sql.upsert import insert


class FeedRows(Store):
    """Implements `compare.services.stores.operations.feeds.FeedStore`."""

    def put(self, new: Sequence[Feed]) -> int:
        """As `FeedStore.put`."""
        rows = [{"url": each.url, **_values(each)} for each in new]
        with self._database.writing() as connection:
            put = insert(connection, feeds).on_conflict_do_nothing()
            return sum(connection.execute(put, row).rowcount for row in rows)

    def all(self) -> list[Feed]:
        """As `FeedStore.all`."""
        brought = select(func.count()).where(feed_articles.c.feed == feeds.c.url).scalar_subquery()
        every = select(feeds, brought.label("articles")).order_by(feeds.c.title, feeds.c.url)
        with self._database.reading() as connection:
            return [_feed(row, row.articles) for row in connection.execute(every)]

    def claim(self, now: datetime, lease_s: float) -> Feed | None:
        """As `FeedStore.claim`."""
        due = select(feeds).where(feeds.c.due <= now.timestamp()).order_by(feeds.c.due, feeds.c.url).limit(1)
        with self._database.writing_rows() as connection:
            row = connection.execute(due.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            lease = now.timestamp() + lease_s
            connection.execute(update(feeds).where(feeds.c.url == row.url).values(due=lease))
            return _feed(row)

    def update(self, feed: Feed) -> None:
        """As `FeedStore.update`."""
        with self._database.writing_rows() as connection:
            connection.execute(update(feeds).where(feeds.c.url == feed.url).values(_values(feed)))

    def note_articles(self, url: str, article_ids: Sequence[str]) -> None:
        """As `FeedStore.note_articles`."""
        rows = [{"feed": url, "article_id": each} for each in article_ids]
        with self._database.writing() as connection:
            if rows and connection.scalar(select(feeds.c.url).where(feeds.c.url == url)) is not None:
                connection.execute(insert(connection, feed_articles).on_conflict_do_nothing(), rows)

    def drop(self, url: str) -> bool:
        """As `FeedStore.drop`."""
        with self._database.writing() as connection:
            return connection.execute(delete(feeds).where(feeds.c.url == url)).rowcount == 1

    def put_links(self, feed_url: str, links: Sequence[Link]) -> int:
        """As `FeedStore.put_links`."""
        with self._database.writing() as connection:
            put = insert(connection, feed_links)
            fresh = {"title": put.excluded.title, "published": put.excluded.published, "due": 0.0, "failures": 0}
            changed = feed_links.c.published.is_distinct_from(put.excluded.published)
            statement = put.on_conflict_do_update(index_elements=["url"], set_=fresh, where=changed)
            if connection.scalar(select(feeds.c.url).where(feeds.c.url == feed_url)) is None:
                return 0
            return sum(connection.execute(statement, _link_values(feed_url, each)).rowcount for each in links)

    def claim_links(self, now: datetime, lease_s: float, limit: int) -> list[WaitingLink]:
        """As `FeedStore.claim_links`."""
        columns = feed_links.c
        due = select(feed_links).where(columns.due <= now.timestamp()).order_by(columns.due, columns.url).limit(limit)
        with self._database.writing_rows() as connection:
            rows = list(connection.execute(due.with_for_update(skip_locked=True)))
            mine = columns.url.in_([row.url for row in rows])
            connection.execute(update(feed_links).where(mine).values(due=now.timestamp() + lease_s))
        return [WaitingLink(_link(row), row.failures) for row in rows]

    def give_back_links(self, urls: Sequence[str], now: datetime) -> None:
        """As `FeedStore.give_back_links`."""
        with self._database.writing() as connection:
            mine = feed_links.c.url.in_(list(urls))
            connection.execute(update(feed_links).where(mine).values(due=now.timestamp()))

    def update_links(self, outcomes: Sequence[FollowedLink]) -> None:
        """As `FeedStore.update_links`."""
        with self._database.writing() as connection:
            for each in outcomes:
                mine = feed_links.c.url == each.url
                failures = feed_links.c.failures + 1 if each.problem else 0
                due = each.again.timestamp() if each.again else None
                connection.execute(
                    update(feed_links).where(mine).values(due=due, problem=each.problem, failures=failures)
                )
                feed = connection.scalar(select(feed_links.c.feed).where(mine))
                if each.article_id is not None and feed is not None:
                    row = {"feed": feed, "article_id": each.article_id}
                    connection.execute(insert(connection, feed_articles).values(row).on_conflict_do_nothing())


def _values(feed: Feed) -> dict[str, Any]:
    return {
        "title": feed.title,
        "checked": _seconds(feed.checked),
        "succeeded": _seconds(feed.succeeded),
        "due": _seconds(feed.due),
        "interval_s": feed.interval_s,
        "problem": feed.problem,
        "failures": feed.failures,
        "etag": feed.etag,
        "last_modified": feed.last_modified,
    }


def _feed(row: Row[tuple[object, ...]], articles: int = 0) -> Feed:
    return Feed(
        url=row.url,
        title=row.title,
        checked=_time(row.checked),
        succeeded=_time(row.succeeded),
        due=_time(row.due),
        interval_s=row.interval_s,
        problem=row.problem,
        failures=row.failures,
        articles=articles,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def _link_values(feed_url: str, link: Link) -> dict[str, Any]:
    published = link.published.isoformat() if link.published else None
    return {
        "url": link.url, "feed": feed_url, "title": link.title, "outlet": link.outlet, "published": published,
        "due": 0.0, "problem": "", "failures": 0,
    }  # fmt: skip


def _link(row: Row[tuple[object, ...]]) -> Link:
    return Link(row.url, row.title, Moment.parse(row.published) if row.published else None, row.outlet)


def _seconds(time: datetime | None) -> float | None:
    """Seconds since 1970, UTC."""
    return time.timestamp() if time else None


def _time(seconds: float | None) -> datetime | None:
    return time_of(seconds) if seconds is not None else None
