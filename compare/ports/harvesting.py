"""Harvesting: feeds, their links, and the articles behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from compare.model.article import Article
from compare.model.moment import Moment
from compare.ports.fetching import Failed


@dataclass(frozen=True, slots=True)
class Link:
    """The URL of an article or a feed; the other fields come from the linking page."""

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


class Harvester(Protocol):
    """Fetches and reads feeds and links. Does not raise for a URL that fails."""

    def feed(self, feed: Feed) -> FeedAnswer | Failed:
        """The content of a feed if it has changed since the last response."""
        ...

    def pages(self, links: Iterable[Link]) -> Iterator[LinkOutcome]:
        """The articles behind links, in the order in which they arrive."""
        ...
