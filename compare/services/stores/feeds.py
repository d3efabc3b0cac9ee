"""Feeds that are watched, and the links in which they name articles."""

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
    """The address of an article, or of a feed, that can be fetched; all else is what the one who links to it says."""

    url: str
    title: str = ""
    published: Moment | None = None
    outlet: str = ""

    def __str__(self) -> str:
        """For a person: why this is no article."""
        return f"only a link, which is not followed from here: {self.url}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and how it fared: times in UTC, None if never; `problem` is why the last look failed ("" if it did not).

    `etag` and `last_modified` are of the last answer; `failures` counts those in a row; `articles` those it brought in.
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
    """What a feed said: whole articles, links to others, and what of it could not be read, in lines for people."""

    articles: tuple[Article, ...]
    links: tuple[Link, ...]
    problems: tuple[str, ...]
    etag: str | None
    last_modified: str | None
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What came of following a link: an article, or why there is none."""

    link: Link
    article: Article | None
    failed: Failed | None = None


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link to follow, and how often that failed."""

    link: Link
    failures: int


@dataclass(frozen=True, slots=True)
class FollowedLink:
    """What came of a link: the article, or a `problem`, and when to try `again` (None: not)."""

    url: str
    article_id: str | None = None
    problem: str = ""
    again: datetime | None = None


class Harvester(Protocol):
    """Fetches and reads; nothing is raised for an address."""

    def feed(self, feed: Feed) -> FeedAnswer | Failed:
        """What a feed says now, if it has changed since its last answer."""
        ...

    def pages(self, links: Iterable[Link]) -> Iterator[LinkOutcome]:
        """The articles behind links, as they come."""
        ...


class FeedStore(Protocol):
    """Keeps feeds and their links; part of the catalogue."""

    def put(self, feeds: Sequence[Feed]) -> int:
        """Keep feeds that are not kept yet; returns how many were new."""
        ...

    def all(self) -> list[Feed]:
        """All feeds, by title and address."""
        ...

    def claim(self, now: datetime, lease_s: float) -> Feed | None:
        """A feed that is due, which nobody else gets for so many seconds; None if none is."""
        ...

    def tell(self, feed: Feed) -> None:
        """Keep how a feed fared, but for its `articles`; nothing happens if it is kept no longer."""
        ...

    def note_articles(self, url: str, article_ids: Sequence[str]) -> None:
        """Keep that a feed brought these articles."""
        ...

    def drop(self, url: str) -> bool:
        """Forget a feed and its links; False if there is none of that address."""
        ...

    def put_links(self, feed_url: str, links: Sequence[Link]) -> int:
        """Keep links that are new, or whose date has changed since; returns how many those are."""
        ...

    def claim_links(self, now: datetime, lease_s: float, limit: int) -> list[WaitingLink]:
        """Links that wait and are due, which nobody else gets for so many seconds."""
        ...

    def give_back_links(self, urls: Sequence[str], now: datetime) -> None:
        """Let links that were claimed be claimed again from now on, as if they had not been."""
        ...

    def tell_links(self, told: Sequence[FollowedLink]) -> None:
        """Keep what came of links, and by which feed an article came in."""
        ...
