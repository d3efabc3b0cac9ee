"""Harvester: fetches URLs, and reads the feeds and articles found there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from compare.errors import InputError, UnreadableError
from compare.model.article import Article
from compare.ports import Failed, Fetched, Fetcher, FetchRequest
from compare.ports.harvesting import Feed, FeedAnswer, Link, LinkOutcome
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.formats.html import read_page
from indexes.ingest.kinds import kind_of_type
from indexes.ingest.readers import Found, kind_seen, read_stream

MOST_LINKS = 1_000
"""Maximum number of links of one feed or list that are followed."""

_SINGLE = frozenset({"text", "pdf", "docx"})
"""Kinds other than pages of which a URL has one article."""

_FEWEST_WORDS = 25
"""Minimum number of words of a fetched page: news in brief has more, and the start of an article behind a consent wall
has fewer (set by hand).
"""


class WebHarvester:
    """Implements `compare.ports.harvesting.Harvester` with a fetcher and the readers."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def feed(self, feed: Feed) -> FeedAnswer | Failed:
        """The content of a feed if it has changed since the last response."""
        fetched = self._fetcher.fetch(feed.url, feed.etag, feed.last_modified)
        if isinstance(fetched, Failed):
            return fetched
        if fetched.not_modified:
            return FeedAnswer((), (), (), fetched.etag or feed.etag, fetched.last_modified or feed.last_modified, True)
        found = list(_read(fetched, Defaults()))
        faults = [each for each in found if isinstance(each, Fault)]
        articles = tuple(each for each in found if isinstance(each, Article))
        links = tuple(each for each in found if isinstance(each, Link))[:MOST_LINKS]
        if faults and not articles and not links:
            return Failed(feed.url, faults[0].message, retry=True)
        problems = tuple(each.message for each in faults)
        return FeedAnswer(articles, links, problems, fetched.etag, fetched.last_modified)

    def pages(self, links: Iterable[Link]) -> Iterator[LinkOutcome]:
        """The articles behind links, in the order in which they arrive."""
        wanted = {link.url: link for link in links}
        for fetched in self._fetcher.fetch_all(FetchRequest(url) for url in wanted):
            yield _outcome(wanted[fetched.url], fetched)

    def all(self, links: Iterable[Link]) -> Iterator[Article | Fault | LinkOutcome]:
        """The articles at URLs; a feed or list is followed once. A URL that cannot be fetched yields the outcome of its
        link, one that cannot be read a Fault.
        """
        wanted = {link.url: link for link in links}
        further: dict[str, Link] = {}
        for fetched in self._fetcher.fetch_all(FetchRequest(url) for url in wanted):
            if isinstance(fetched, Failed):
                yield LinkOutcome(wanted[fetched.url], None, fetched)
                continue
            for each in _read(fetched, Defaults(published=wanted[fetched.url].published)):
                if isinstance(each, Link):
                    further.setdefault(each.url, each)
                else:
                    yield each
        for outcome in self.pages(list(further.values())[:MOST_LINKS]):
            yield outcome.article or outcome


def _outcome(link: Link, fetched: Fetched | Failed) -> LinkOutcome:
    if isinstance(fetched, Failed):
        return LinkOutcome(link, None, fetched)
    found = list(_read(fetched, Defaults(outlet=link.outlet or None, published=link.published)))
    articles = [each for each in found if isinstance(each, Article)]
    if len(articles) == 1:
        return LinkOutcome(link, articles[0])
    reason = next((each.message for each in found if isinstance(each, Fault)), "there is no article behind this link")
    reason = "there is a list of articles behind this link" if articles else reason
    return LinkOutcome(link, None, Failed(link.url, reason, retry=False))


def enough(article: Article) -> Article:
    """The article. Raises UnreadableError if it is too short: a consent wall, or a page that needs JavaScript."""
    if len(article.text.split()) < _FEWEST_WORDS:
        raise UnreadableError(
            "this page has too little text for an article; it may show a consent form or need JavaScript."
        )
    return article


def _read(fetched: Fetched, defaults: Defaults) -> Iterator[Found]:
    """The content of a response; its own URL takes precedence over what others state."""
    own = Defaults(defaults.outlet, fetched.final_url, defaults.published)
    try:
        kind = kind_seen(kind_of_type(fetched.content_type), fetched.body[:4096])
        if kind == "html":
            article, problems = read_page(fetched.body, own, fetched.charset)
            yield enough(article)
            yield from (Fault(fetched.url, None, problem) for problem in problems)
            return
    except InputError as error:
        yield Fault(fetched.url, None, str(error))
        return
    yield from read_stream(io.BytesIO(fetched.body), fetched.url, kind, own if kind in _SINGLE else Defaults())
