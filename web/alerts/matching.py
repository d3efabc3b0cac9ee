"""Matching new items to the query of an alert, and describing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from compare.errors import NotFoundError
from compare.ports import Filter
from compare.services.service import Parallax
from compare.services.stores.operations.activity import Activity
from compare.services.stores.operations.alerts import AlertQuery
from web.atom.document import Entry
from web.atom.entries import Entries

_MOST_HITS = 1_500
_HITS_OF_ARTICLE = 3  # of one article, as in a search


class AlertMatcher:
    """Matches new items to queries for `Alerts.collect`; `base` is the URL of this server, without a trailing slash."""

    def __init__(self, service: Parallax, base: str) -> None:
        self._service = service
        self._base = base

    def __call__(self, query: AlertQuery, new: Sequence[Activity]) -> list[Mapping[str, object]]:
        """The fields of each of these items that match the query, in their order."""
        articles_of = {each.number: self._articles_of(each) for each in new}
        wanted = self._wanted(query, sorted({article for found in articles_of.values() for article in found}))
        entries = Entries(self._service, self._base)
        fitting = (each for each in new if not wanted.isdisjoint(articles_of[each.number]))
        return [_fields(each, entry) for each in fitting if (entry := _entry(entries, query, each))]

    def _articles_of(self, each: Activity) -> Sequence[str]:
        """The articles of an item; none if it was deleted."""
        if each.kind in ("article", "revision"):
            return [each.subject]
        try:
            return self._service.article_ids(each.context if each.kind == "fact" else each.subject)
        except NotFoundError:
            return []

    def _wanted(self, query: AlertQuery, article_ids: Sequence[str]) -> set[str]:
        """The subset of these article ids that match the filter and the search of a query."""
        if not article_ids:
            return set()
        named = Filter(query.outlets, query.since, query.until)
        where = replace(self._service.outlets.filtered(named, query.about), articles=tuple(article_ids))
        if not query.q:
            return {each.id for each in self._service.articles(where, len(article_ids))}
        most = min(_MOST_HITS, _HITS_OF_ARTICLE * len(article_ids))
        return {hit.article.id for hit in self._service.search(query.q, where, most, folded=False)}


def _entry(entries: Entries, query: AlertQuery, each: Activity) -> Entry | None:
    made: dict[str, Callable[[], Entry | None]] = {
        "article": lambda: entries.article(each),
        "event": lambda: entries.event(each, query.differences),
        "fact": lambda: entries.fact(each, query.differences),
        "revision": lambda: entries.revision(each, query.silent),
    }
    return made[each.kind]()


def _fields(each: Activity, entry: Entry) -> dict[str, object]:
    return {
        "kind": each.kind,
        "id": each.subject,
        "title": entry.title,
        "url": entry.link,
        "summary": entry.summary,
        "noted": f"{each.noted:%Y-%m-%dT%H:%M:%SZ}",
        "outlets": list(entry.authors),
        "differences": list(entry.categories),
        "original": entry.via,
    }
