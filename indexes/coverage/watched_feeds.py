"""The watched feeds and the news sitemaps of their sites: their current entries, selected by title and day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

from compare.ports import Failed
from compare.ports.coverage import CoverageAnswer, CoverageQuery
from compare.ports.harvesting import Feed, FeedAnswer, Harvester
from compare.services.adding.watch import GIVEN
from compare.services.coverage.query import is_met_by
from indexes.coverage.search_service import MOST_RESULTS, boolean
from indexes.ingest.decode.url import is_web
from indexes.ingest.discovery import Discovery

_MOST_FEEDS = 100
_AT_ONCE = 8
_NONE = "no feed is watched; `parallax watch ADDRESS` starts watching one."
_NAMED = 3  # maximum number of feeds that a message names


@dataclass(frozen=True, slots=True)
class WatchedFeeds:
    """Implements `CoverageSource`; `feeds` returns the feeds watched at the moment."""

    harvester: Harvester
    discovery: Discovery
    feeds: Callable[[], Sequence[Feed]]
    name: str = "feeds"

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """In the order of the feeds. This does not affect when `parallax watch` checks them."""
        watched = [each for each in self.feeds() if each.url != GIVEN.url and is_web(each.url)][:_MOST_FEEDS]
        if not watched:
            return CoverageAnswer(self.name, "", problem=_NONE)
        with ThreadPoolExecutor(_AT_ONCE, "feeds") as pool:
            sitemaps = list(chain.from_iterable(pool.map(self.discovery.news_sitemaps, _sites(watched))))
            known = {each.url for each in watched}
            every = [*watched, *(each for each in sitemaps if each.url not in known)]
            answers = list(pool.map(self._look, every))
        where = f"{_counted(len(watched), 'feed')} and {_counted(len(every) - len(watched), 'news sitemap')}"
        query_text = f"titles with {boolean(query)}, in {where}"
        answered = [each for each in answers if isinstance(each, FeedAnswer)]
        named = {each.url: each for answer in answered for each in answer.links}
        links = [each for each in named.values() if is_met_by(query, each.title, each.published)]
        written = (each for answer in answered for each in answer.articles)
        articles = [each for each in written if is_met_by(query, each.title, each.published)]
        silent = [each for each in answers if isinstance(each, Failed)]
        return CoverageAnswer(
            self.name, query_text, tuple(links[:MOST_RESULTS]), tuple(articles[:MOST_RESULTS]), _problem(silent)
        )

    def _look(self, feed: Feed) -> FeedAnswer | Failed:
        return self.harvester.feed(
            Feed(feed.url, feed.title)
        )  # the full feed, not only changes since the last response


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _sites(feeds: Sequence[Feed]) -> list[str]:
    """The URLs of the hosts of feeds, without duplicates."""
    parts = [urlsplit(each.url) for each in feeds]
    return list(dict.fromkeys(f"{each.scheme}://{each.netloc}/" for each in parts))


def _problem(silent: Sequence[Failed]) -> str:
    if not silent:
        return ""
    named = "; ".join(f"{each.url}: {each.reason}" for each in silent[:_NAMED])
    return f"{len(silent)} of them did not answer ({named})."
