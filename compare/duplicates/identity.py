"""Article identity: whether a text is a revision of a known article, the same page at another URL, or a new article.

URLs are not enough: sites declare one canonical URL for many pages, feeds give one link to all their items, and one
page has many URLs. Therefore title, text and date decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from unicodedata import normalize

from compare.duplicates.urls import addresses_of_page, page_key, place_key
from compare.model.article import SHARED_ADDRESS, Article, address_id, digest
from compare.ports.articles import ArticleLookup
from compare.text.cleaning.zero_width import without_invisible
from compare.text.terms import content_stems, shingles, words

_VARIATION = re.compile("[\ufe00-\ufe0f]")
"""Variation selectors, which choose between emoji and text presentation of a character."""
_SHINGLE = 3
_SAME_TEXT = 0.15
"""Share of the shorter text's word triples that occur in the other one: independent texts share less than .05 (set by
hand).
"""
_NEARLY_ALL = 0.8
_SAME_TITLE = 0.5
_SAME_WORDS = 0.35
_DAY = timedelta(days=1)
_MOST_COMPARED = 100
"""Maximum number of articles at one URL with which a text is compared, newest first: bounds the cost of a feed with a
single link.
"""


def visible(text: str) -> str:
    """`text` as a person sees it: without soft hyphens, zero-width characters and variation selectors, in composed
    characters (NFC), and with normalised white space.
    """
    return " ".join(_VARIATION.sub("", normalize("NFC", without_invisible(text))).split())


class _Revision:
    """An article with its comparison keys, each computed on first use."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def title(self) -> str:
        return visible(self.article.title).casefold()

    @cached_property
    def seen(self) -> tuple[str, str]:
        """The visible text."""
        return visible(self.article.title), visible(self.article.text)

    @cached_property
    def triples(self) -> Set[Hashable]:
        folded = [word.casefold() for word in words(self.seen[1])]
        return set(shingles(folded, _SHINGLE)) or {tuple(folded)}

    @cached_property
    def stems(self) -> tuple[Set[Hashable], Set[Hashable]]:
        """The stems of the title, and those of the text."""
        return set(content_stems(self.title)), set(content_stems(self.seen[1]))


def _is_same_page(one: _Revision, other: _Revision) -> bool:
    """True if two articles at one URL are revisions of one article."""
    alike = _share(one.triples, other.triples)
    if _is_another_day(one.article, other.article):
        return alike >= (_SAME_TEXT if one.title == other.title else _NEARLY_ALL)
    if alike >= _SAME_TEXT or one.title == other.title:
        return True
    titles, texts = (_share(*sides) for sides in zip(one.stems, other.stems, strict=True))
    return titles >= _SAME_TITLE and texts >= _SAME_WORDS


def _is_another_day(one: Article, other: Article) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(one.published.earliest - other.published.earliest) >= _DAY


def _share(one: Set[Hashable], other: Set[Hashable]) -> float:
    """The share of the smaller set that is in the other one."""
    return len(one & other) / max(1, min(len(one), len(other)))


def identified(articles: Sequence[Article], held: ArticleLookup) -> list[Article]:
    """The same articles, each with the identity of its match in `held` or earlier in `articles`.

    An article that looks the same as the stored one is returned as the stored one, so that it is not a revision.
    """
    own = held.revisions([each.id for each in articles])
    unsettled = [each for each in articles if each.url and own.get(each.id) != each.revision]
    if not unsettled:
        return list(articles)
    pages = _Pages([*_candidates(unsettled, held), *held.with_text([each.revision for each in unsettled])])
    for each in held.at(pages.shared_by(unsettled)):
        pages.put(each)
    return [pages.identified(each) for each in articles]


def _candidates(articles: Iterable[Article], held: ArticleLookup) -> list[Article]:
    """The stored articles at a URL of one of these pages."""
    ids = [address_id(url) for each in articles for url in addresses_of_page(each.url or "")]
    ids += [_apart(each).id for each in articles]
    return held.many(list(held.revisions(list(dict.fromkeys(ids)))))


def _apart(article: Article) -> Article:
    """The article with an identity distinct from others at its URL."""
    when = article.published.isoformat() if article.published else ""
    mark = digest(visible(article.title).casefold(), when)
    return replace(article, metadata=MappingProxyType({**article.metadata, SHARED_ADDRESS: mark}))


class _Page:
    """The latest revision of each article at the URLs of one page."""

    def __init__(self) -> None:
        self.revisions: dict[str, _Revision] = {}
        self._by_title: dict[str, str] = {}
        self._by_seen: dict[tuple[str, str], str] = {}

    def put(self, article: Article) -> None:
        revision = _Revision(article)
        self.revisions[article.id] = revision
        self._by_title[revision.title] = self._by_seen[revision.seen] = article.id

    def find(self, article: Article) -> Article | None:
        """The article without a visible difference, or else one of which it is a revision."""
        new = _Revision(article)
        if same := self._by_seen.get(new.seen):
            return self.revisions[same].article
        likely = [self._by_title[new.title]] if new.title in self._by_title else []
        for each in (*likely, *islice(reversed(self.revisions), _MOST_COMPARED)):
            if _is_same_page(self.revisions[each], new):
                return self.revisions[each].article
        return None


def _same_anywhere(article: Article) -> str:
    """The same for one article of one outlet at addresses that differ only in host and parameters."""
    day = article.published.earliest.date().isoformat() if article.published else ""
    return digest(article.outlet.id, place_key(article.url or ""), day, *_Revision(article).seen)


class _Pages:
    """Pages grouped by equivalent URLs."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._pages: dict[str, _Page] = defaultdict(_Page)
        self._by_text: dict[str, Article] = {}
        for each in articles:
            self.put(each)

    def put(self, article: Article) -> None:
        """Add a stored article."""
        page = self._pages[page_key(article.url or "")]
        if article.id not in page.revisions:
            page.put(article)
        if article.url:
            self._by_text.setdefault(_same_anywhere(article), article)

    def shared_by(self, articles: Iterable[Article]) -> list[str]:
        """The URLs at which a different article is known."""
        pages = [self._pages[page_key(each.url or "")] for each in articles if self._is_other(each)]
        return sorted({each.article.url or "" for page in pages for each in page.revisions.values()})

    def _is_other(self, article: Article) -> bool:
        page = self._pages[page_key(article.url or "")]
        return bool(page.revisions) and page.find(article) is None

    def identified(self, article: Article) -> Article:
        """The article with the identity of an existing one, or with its own; later articles on its page are compared
        with it.
        """
        if not article.url:
            return article
        page = self._pages[page_key(article.url)]
        if same := self._by_text.get(_same_anywhere(article)):
            return same
        found = page.find(article)
        if found is not None and _Revision(found).seen == _Revision(article).seen:
            return found
        if found is not None:
            article = _as(article, found)
        elif page.revisions:
            article = _apart(article)
        page.put(article)
        self._by_text[_same_anywhere(article)] = article
        return article


def _as(article: Article, held: Article) -> Article:
    """The article with the URL and identity of a stored one."""
    metadata: Mapping[str, str] = {name: value for name, value in article.metadata.items() if name != SHARED_ADDRESS}
    if SHARED_ADDRESS in held.metadata:
        metadata = {**metadata, SHARED_ADDRESS: held.metadata[SHARED_ADDRESS]}
    return replace(article, url=held.url, metadata=MappingProxyType(dict(metadata)))
