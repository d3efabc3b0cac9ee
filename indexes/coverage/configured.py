"""The sources of coverage named in the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from compare.errors import InputError
from compare.ports import Fetcher
from compare.ports.coverage import CoverageSource
from compare.ports.harvesting import Feed, Harvester
from indexes.coverage.gdelt import GDELT, Gdelt
from indexes.coverage.mediacloud import MEDIA_CLOUD, MediaCloud
from indexes.coverage.newsapi import NEWSAPI, NewsApi
from indexes.coverage.rss_search import GOOGLE_NEWS, PLACE, GoogleNews, RssSearch
from indexes.coverage.watched_feeds import WatchedFeeds
from indexes.ingest.decode.url import is_web
from indexes.ingest.discovery import Discovery

NAMES = ("feeds", "gdelt", "google-news", "mediacloud", "newsapi")


def sources(
    named: Iterable[str],
    keys: dict[str, str],
    fetcher: Fetcher,
    harvester: Harvester,
    feeds: Callable[[], Sequence[Feed]],
) -> list[CoverageSource]:
    """The sources with these names, in their order; `keys` maps names to API keys.

    Raises InputError for names that `check_name` rejects, and for a missing key.
    """
    return [_source(each, keys, fetcher, harvester, feeds) for each in named]


def check_name(said: str) -> None:
    """Raises InputError unless this is a source: one of NAMES, or a URL containing `{query}`.

    A name may be followed by `=` and the URL of another server with the same API.
    """
    name, _, address = said.partition("=")
    if is_web(said) and PLACE in said:
        return
    if name not in NAMES or (address and not is_web(address)):
        raise InputError(
            f"PARALLAX_COVERAGE names {', '.join(NAMES)}, or addresses with {PLACE} in them, with spaces between: not "
            f"“{said[:80]}”."
        )


def _source(
    said: str, keys: dict[str, str], fetcher: Fetcher, harvester: Harvester, feeds: Callable[[], Sequence[Feed]]
) -> CoverageSource:
    check_name(said)
    if is_web(said) and PLACE in said:
        return RssSearch(fetcher, said)
    name, _, address = said.partition("=")
    if name == "feeds":
        return WatchedFeeds(harvester, Discovery(fetcher), feeds)
    if name == "gdelt":
        return Gdelt(fetcher, address or GDELT)
    if name == "google-news":
        return GoogleNews(fetcher, address or GOOGLE_NEWS)
    key = keys.get(name, "").strip()
    if not key:
        raise InputError(
            f"{name} needs a key: set PARALLAX_{name.upper()}_KEY, or remove {name} from PARALLAX_COVERAGE."
        )
    if name == "newsapi":
        return NewsApi(fetcher, key, address or NEWSAPI)
    return MediaCloud(fetcher, key, address or MEDIA_CLOUD)
