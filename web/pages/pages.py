"""The pages of articles, feeds and the method, which show the results of the same service calls as the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from compare.model.article import Article
from compare.ports.harvesting import Feed
from compare.services.stores.outlets import OutletFact
from web.current import current_service
from web.pages import queries
from web.pages.queries import PageAddress, Part, address
from web.views import article as reading
from web.views.measured import Measured, measured
from web.views.page import Page
from web.views.revisions import RevisionsContext, revisions_context

pages = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class ArticlePage(Page):
    """One article, and the other articles that report the same facts.

    `article` is its text with the counterparts of each paragraph, `revised` the number of its later revisions, `facts`
    users' data about its outlet. `here` builds the URL of another part.
    """

    template: ClassVar[str] = "article.html"
    article: reading.ArticleContext
    revised: int
    facts: Sequence[OutletFact]
    here: PageAddress


@dataclass(frozen=True, slots=True)
class RevisionsPage(Page):
    """The revisions of an article.

    `it` is the current revision, `history` are all revisions, oldest first, and `shown` are the changes in one part of
    them. `here` builds the URL of another part.
    """

    template: ClassVar[str] = "revisions.html"
    it: Article
    history: Sequence[Article]
    shown: RevisionsContext
    here: PageAddress


@dataclass(frozen=True, slots=True)
class FeedsPage(Page):
    """The watched feeds: `shown` are those of one part, and `here` builds the URL of another."""

    template: ClassVar[str] = "feeds.html"
    shown: Part[Feed]
    here: PageAddress


@dataclass(frozen=True, slots=True)
class MethodPage(Page):
    """How the method works, and how accurate it is: `measured` are the figures."""

    template: ClassVar[str] = "method.html"
    measured: Measured


@pages.get("/articles/<article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article, with the other articles that report the same facts."""
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
    """How the method works."""
    return MethodPage(measured()).render()
