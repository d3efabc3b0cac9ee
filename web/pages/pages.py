"""The pages: the same service calls as the API, shown for reading. All are complete without JavaScript."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from compare.model.article import Article
from compare.services.service import Parallax
from web.pages import queries
from web.pages import revisions as revising
from web.pages.outlets import choices, offered
from web.pages.queries import address
from web.views import article as reading
from web.views import search_hits
from web.views.measured import measured

pages = Blueprint("pages", __name__)

_COLUMNS = 4
_RESULTS = 40
_LOOK_AGAIN_S = 3
_FIELDS = ("outlet", "title", "published", "text")


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@pages.get("/articles/<article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article, with who else reports what it reports."""
    service = _service()
    view = service.article(article_id)
    others: list[Article] = []
    comparison = None
    if view.event_id:
        summary, comparison = service.event(view.event_id)
        others = [each for each in summary.articles if each.id != article_id]
    matches = comparison.matches_of(article_id) if comparison else []
    context = reading.article_context(view, matches, others, comparison, queries.part_of(request.args))
    revised = len(service.history(article_id)) - 1
    return render_template(
        "article.html",
        article=context,
        here=lambda **changed: address(f"/articles/{article_id}", request.args, **changed),
        revised=revised,
        facts=service.outlets.known([view.article.outlet.id]),
        twin=f"/api/v1/articles/{article_id}",
    )


@pages.get("/articles/<article_id>/revisions")
def revisions(article_id: str) -> ResponseReturnValue:
    """How the text of an article changed."""
    history = _service().history(article_id)
    here = f"/articles/{article_id}/revisions"
    return render_template(
        "revisions.html",
        it=history[-1],
        history=history,
        shown=revising.revisions_context(history, queries.part_of(request.args)),
        here=lambda **changed: address(here, request.args, **changed),
        twin=f"/api/v1/articles/{article_id}/revisions",
    )


@pages.get("/search")
def search() -> ResponseReturnValue:
    """Passages across outlets."""
    service, arguments = _service(), request.args
    query = queries.text_of(arguments, "q")
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    folded = arguments.get("copies") != "all"
    found = service.search(query, service.outlets.filtered(where, about), _RESULTS, folded) if query else []
    event_of = service.events_of([hit.article.id for hit in found])
    return render_template(
        "search.html",
        query=query,
        corrected=service.spelling(query) if query else None,
        groups=search_hits.search_groups(found, event_of, service.titles(sorted(set(event_of.values())))),
        outlets=offered(service.outlets.held(), where.outlets),
        said=choices(service.outlets.known()),
        chosen=where.outlets,
        folded=folded,
        arguments=arguments,
        twin=address("/api/v1/search", arguments) if query else None,
    )


@pages.get("/feeds")
def feeds() -> ResponseReturnValue:
    """The feeds that are watched, page by page."""
    return render_template(
        "feeds.html",
        shown=queries.Part.of(_service().feed_watcher.feeds(), queries.part_of(request.args)),
        here=lambda **changed: address("/feeds", request.args, **changed),
        twin="/api/v1/feeds",
    )


@pages.get("/method")
def method() -> ResponseReturnValue:
    """How conclusions are drawn."""
    return render_template("method.html", measured=measured())
