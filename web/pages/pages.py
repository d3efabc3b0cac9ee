"""The pages of articles, search, feeds and the method, which show the results of the same service calls as the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from compare.model.article import Article
from compare.ports import OutletCount
from compare.services.stores.operations.feeds import Feed
from compare.services.stores.outlets import OutletFact
from web.current import current_service
from web.pages import queries
from web.pages.outlets import choices, offered
from web.pages.queries import PageAddress, Part, address
from web.views import article as reading
from web.views import search_hits
from web.views.measured import Measured, measured
from web.views.page import Page
from web.views.revisions import RevisionsContext, revisions_context

pages = Blueprint("pages", __name__)

_RESULTS = 40


@dataclass(frozen=True, slots=True)
class ArticlePage(Page):
    """One article and who else reports what it reports.

    `article` is its text with the counterparts of each paragraph, `revised` the number of its later revisions, `facts`
    what users said about its outlet. `here` makes the address of another part.
    """

    template: ClassVar[str] = "article.html"
    article: reading.ArticleContext
    revised: int
    facts: Sequence[OutletFact]
    here: PageAddress


@dataclass(frozen=True, slots=True)
class RevisionsPage(Page):
    """The revisions of an article.

    `it` is the current revision, `history` are all, oldest first, and `shown` are the changes in one part of them.
    `here` makes the address of another part.
    """

    template: ClassVar[str] = "revisions.html"
    it: Article
    history: Sequence[Article]
    shown: RevisionsContext
    here: PageAddress


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """The results of a search, by event, or only the form if the query is empty.

    `groups` are the results, and `corrected` is the query with its spelling corrected (None: as it was). The form
    offers `outlets` and `said`, the values of each attribute of outlets; `chosen` are the ids of the outlets that are
    selected, `folded` is whether reprints are hidden, and `arguments` has the other fields as they were sent.
    """

    template: ClassVar[str] = "search.html"
    corrected: str | None
    groups: Sequence[search_hits.SearchGroup]
    outlets: Sequence[OutletCount]
    said: Mapping[str, Sequence[str]]
    chosen: Sequence[str]
    folded: bool
    arguments: queries.Arguments


@dataclass(frozen=True, slots=True)
class FeedsPage(Page):
    """The watched feeds: `shown` are those of one part, and `here` makes the address of another."""

    template: ClassVar[str] = "feeds.html"
    shown: Part[Feed]
    here: PageAddress


@dataclass(frozen=True, slots=True)
class MethodPage(Page):
    """How Parallax finds what it shows, and how well: `measured` are the figures."""

    template: ClassVar[str] = "method.html"
    measured: Measured


@pages.get("/articles/<article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article, with who else reports what it reports."""
    service = current_service()
    view = service.article(article_id)
    others: list[Article] = []
    comparison = None
    if view.event_id:
        summary, comparison = service.event(view.event_id)
        others = [each for each in summary.articles if each.id != article_id]
    matches = comparison.matches_of(article_id) if comparison else []
    return ArticlePage(
        article=reading.article_context(view, matches, others, comparison, queries.part_of(request.args)),
        revised=len(service.history(article_id)) - 1,
        facts=service.outlets.known([view.article.outlet.id]),
        here=partial(address, f"/articles/{article_id}", request.args),
        twin=f"/api/v1/articles/{article_id}",
    ).render()


@pages.get("/articles/<article_id>/revisions")
def revisions(article_id: str) -> ResponseReturnValue:
    """How the text of an article changed."""
    history = current_service().history(article_id)
    return RevisionsPage(
        it=history[-1],
        history=history,
        shown=revisions_context(history, queries.part_of(request.args)),
        here=partial(address, f"/articles/{article_id}/revisions", request.args),
        twin=f"/api/v1/articles/{article_id}/revisions",
    ).render()


@pages.get("/search")
def search() -> ResponseReturnValue:
    """Passages across outlets. Raises InputError if a date in the address is invalid."""
    service, arguments = current_service(), request.args
    query = queries.text_of(arguments, "q")
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    folded = arguments.get("copies") != "all"
    found = service.search(query, service.outlets.filtered(where, about), _RESULTS, folded) if query else []
    event_of = service.events_of([hit.article.id for hit in found])
    return SearchPage(
        query=query,
        corrected=service.spelling(query) if query else None,
        groups=search_hits.search_groups(found, event_of, service.titles(sorted(set(event_of.values())))),
        outlets=offered(service.outlets.held(), where.outlets),
        said=choices(service.outlets.known()),
        chosen=where.outlets,
        folded=folded,
        arguments=arguments,
        twin=address("/api/v1/search", arguments, limit=str(_RESULTS)) if query else "",
    ).render()


@pages.get("/feeds")
def feeds() -> ResponseReturnValue:
    """The watched feeds, part by part."""
    return FeedsPage(
        shown=Part.of(current_service().feed_watcher.feeds(), queries.part_of(request.args)),
        here=partial(address, "/feeds", request.args),
        twin="/api/v1/feeds",
    ).render()


@pages.get("/method")
def method() -> ResponseReturnValue:
    """How Parallax finds what it shows."""
    return MethodPage(measured()).render()
