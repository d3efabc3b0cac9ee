"""Watched feeds, and their links to articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from compare.model.article import Article
from compare.model.moment import Moment
from compare.ports import Failed


@dataclass(frozen=True, slots=True)
class Link:
    """The URL of an article or a feed; the other fields are what the linking page says about it."""

    url: str
    title: str = ""
    published: Moment | None = None
    outlet: str = ""

    def __str__(self) -> str:
        """Why the link is not an article, for users."""
        return f"only a link, which is not followed from here: {self.url}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and the state of fetching it. Times are in UTC, None if never; `problem` is "" if the last fetch
    succeeded.

    `etag` and `last_modified` are from the last response; `failures` counts consecutive failures, `articles` those
    added.
    """

    url: str
    title: str
    checked: datetime | None = None
    succeeded: datetime | None = None
    due: datetime | None = None
    interval_s: float = 0.0
    problem: str = ""
    failures: int = 0
    articles: int = 0
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """The content of a feed: complete articles, links to others, and one line for each entry that could not be read."""

    articles: tuple[Article, ...]
    links: tuple[Link, ...]
    problems: tuple[str, ...]
    etag: str | None
    last_modified: str | None
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """The result of following a link: an article, or why there is none."""

    link: Link
    article: Article | None
    failed: Failed | None = None


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link to follow, and its number of failures."""

    link: Link
    failures: int


@dataclass(frozen=True, slots=True)
class FollowedLink:
    """The result of following a link: the article, or a `problem` and when to try `again` (None: never)."""

    url: str
    article_id: str | None = None
    problem: str = ""
    again: datetime | None = None


class Harvester(Protocol):
    """Fetches and reads feeds and links. Does not raise for a URL that fails."""

    def feed(self, feed: Feed) -> FeedAnswer | Failed:
        """The content of a feed if it has changed since the last response."""
        ...

    def pages(self, links: Iterable[Link]) -> Iterator[LinkOutcome]:
        """The articles behind links, in the order in which they arrive."""
        ...


class FeedStore(Protocol):
    """Stores feeds and their links; part of the catalogue."""

    def put(self, feeds: Sequence[Feed]) -> int:
        """Store new feeds; returns how many were new."""
        ...

    def all(self) -> list[Feed]:
        """All feeds, by title and URL."""
        ...

    def claim(self, now: datetime, lease_s: float) -> Feed | None:
        """Claim a due feed for `lease_s` seconds; None if there is none."""
        ...

    def update(self, feed: Feed) -> None:
        """Store the state of a feed, except its `articles`; does nothing if it was removed."""
        ...

    def note_articles(self, url: str, article_ids: Sequence[str]) -> None:
        """Record that a feed brought these articles."""
        ...

    def drop(self, url: str) -> bool:
        """Delete a feed and its links. False if there is no feed with that URL."""
        ...

    def put_links(self, feed_url: str, links: Sequence[Link]) -> int:
        """Store links that are new, or whose date has changed; returns how many those are."""
        ...

    def claim_links(self, now: datetime, lease_s: float, limit: int) -> list[WaitingLink]:
        """Claim due links for `lease_s` seconds."""
        ...

    def give_back_links(self, urls: Sequence[str], now: datetime) -> None:
        """Release claimed links, as if they had not been claimed."""
        ...

    def update_links(self, told: Sequence[FollowedLink]) -> None:
        """Store the results of links, and the feed by which each article was added."""
        ...
