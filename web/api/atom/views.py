"""Atom feeds of new events, contested facts, articles, search results, and changed texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request

from compare.services.stores.operations.activity import Activity, ActivityFilter
from web.api.atom import parameters
from web.api.blueprint import answers, api
from web.atom.cache import LASTS_S, DocumentCache
from web.atom.document import MIMETYPE, Entry, Feed, to_xml
from web.atom.entries import Entries
from web.current import current_service

_LOOKED_AT = 5
"""Number of rows of the log that are read per requested entry, because some facts are no longer contested."""
_SEARCHED, _FOUND = 1_000, 300
"""The number of latest articles that are searched, and of passages that are found in them."""

_ONLY_OF_FEEDS = ("limit", "event", "changes")
"""Parameters of a feed that the corresponding page does not have."""


def _answers() -> dict[Any, Any]:
    """An Atom document, or a problem document."""
    schema = {"type": "string", "description": "An Atom feed (RFC 4287)."}
    return answers({"description": "OK", "content": {MIMETYPE: {"schema": schema}}})


@api.get("/atom/events", responses=_answers())
def atom_events(query: parameters.EventFeedQuery) -> Response:
    """New events that at least two articles report, latest first, as an Atom feed."""
    wanted = ActivityFilter("event", query.filter(current_service().outlets), query.having())
    entries = partial(_latest, wanted, query.limit, Entries.event)
    return _feed("New events", "Events that several articles report.", "/", entries)


@api.get("/atom/facts", responses=_answers())
def atom_facts(query: parameters.FactFeedQuery) -> Response:
    """Contested facts, which outlets report differently, latest first, as an Atom feed."""
    wanted = ActivityFilter("fact", query.filter(current_service().outlets), query.having(), query.event)
    entries = partial(_latest, wanted, query.limit, partial(Entries.fact, kinds=query.kind))
    page = f"/events/{query.event}" if query.event else "/"
    return _feed("Contested facts", "What outlets report differently.", page, entries)


@api.get("/atom/articles", responses=_answers())
def atom_articles(query: parameters.FeedQuery) -> Response:
    """New articles, latest first, as an Atom feed."""
    wanted = ActivityFilter("article", query.filter(current_service().outlets))
    entries = partial(_latest, wanted, query.limit, Entries.article)
    return _feed("New articles", "New articles, most recently added first.", "/", entries)


@api.get("/atom/revisions", responses=_answers())
def atom_revisions(query: parameters.RevisionFeedQuery) -> Response:
    """Texts that outlets changed, by default only silent edits, latest first, as an Atom feed."""
    silent = query.changes == "silent"
    wanted = ActivityFilter("revision", query.filter(current_service().outlets))
    entries = partial(_latest, wanted, query.limit, partial(Entries.revision, silent=silent))
    return _feed("Silent edits" if silent else "Changed texts", "Articles that were changed.", "/outlets", entries)


@api.get("/atom/search", responses=_answers())
def atom_search(query: parameters.SearchFeedQuery) -> Response:
    """Articles that a search finds among the latest thousand, latest first, as an Atom feed."""
    service = current_service()
    where = query.filter(service.outlets)

    def found() -> Sequence[Entry]:
        latest = list(service.activity.latest(ActivityFilter("article", where), _SEARCHED))
        among = replace(where, articles=tuple(each.subject for each in latest))
        hits = {hit.article.id for hit in service.search(query.q, among, _FOUND, folded=False)}
        entries = map(Entries(service, _base()).article, (each for each in latest if each.subject in hits))
        return list(islice(filter(None, entries), query.limit))

    return _feed(f"Search: {query.q}", "Articles that this search finds.", "/search", found)


def _latest(wanted: ActivityFilter, limit: int, make: Callable[[Entries, Activity], Entry | None]) -> Sequence[Entry]:
    entries = Entries(current_service(), _base())
    made = (make(entries, each) for each in current_service().activity.latest(wanted, _LOOKED_AT * limit))
    return list(islice(filter(None, made), limit))


def _feed(title: str, subtitle: str, page: str, entries: Callable[[], Sequence[Entry]]) -> Response:
    """The feed at the requested URL, with its corresponding `page`; cached for a minute, or until there is more."""
    own, shown = _address(request.path), _address(page, _ONLY_OF_FEEDS)

    def made() -> tuple[bytes, Feed]:
        feed = Feed(title, subtitle, own, shown, entries())
        return to_xml(feed), feed

    cache: DocumentCache[tuple[bytes, Feed]] = current_app.extensions.setdefault("atom", DocumentCache())
    document, feed = cache.get(own, current_service().activity.last(), made)
    answer = Response(document, mimetype=MIMETYPE)
    answer.last_modified = feed.updated
    answer.cache_control.max_age = int(LASTS_S)
    return answer


def _address(path: str, without: Sequence[str] = ()) -> str:
    """The URL of a path with the parameters of this request, in canonical order."""
    pairs = sorted((key, value) for key, value in request.args.items(multi=True) if value and key not in without)
    return f"{_base()}{path}?{urlencode(pairs)}" if pairs else f"{_base()}{path}"


def _base() -> str:
    return request.host_url.rstrip("/")
