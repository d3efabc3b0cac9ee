"""The store of watched feeds, and of their links to articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from compare.ports.harvesting import Feed, Link


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
        """Record that these articles came from a feed."""
        ...

    def drop(self, url: str) -> bool:
        """Delete a feed and its links. False if there is no feed with that URL."""
        ...

    def put_links(self, feed_url: str, links: Sequence[Link]) -> int:
        """Store links that are new, or whose date has changed; returns their number."""
        ...

    def claim_links(self, now: datetime, lease_s: float, limit: int) -> list[WaitingLink]:
        """Claim due links for `lease_s` seconds."""
        ...

    def give_back_links(self, urls: Sequence[str], now: datetime) -> None:
        """Release claimed links, as if they had not been claimed."""
        ...

    def update_links(self, outcomes: Sequence[FollowedLink]) -> None:
        """Store the results of links, and the feed by which each article was added."""
        ...
