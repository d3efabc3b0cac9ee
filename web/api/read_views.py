"""JSON API for reading: events, articles, comparisons and search, with the same service calls as the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Response, current_app

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts.facts import Fact, Place, fact_of
from compare.comparison.filters import select_matches
from compare.errors import BusyError
from compare.model.article import Article, digest
from compare.model.match import Match
from compare.services.comparing.event_failures import checked
from compare.services.search import chosen
from web.api import records, schemas, serialisers
from web.api.blueprint import NOT_COMPARED, PREFIX, answers, api
from web.api.facts import EventFacts
from web.api.findings import findings, missing
from web.api.requests import bodies, parameters
from web.api.requests.submitted_pages import articles_of
from web.api.requests.types import Paged, Rows
from web.api.responses import cut, fitting, listed, one, page_after
from web.current import current_service
from web.server.concurrency import working
from web.server.permissions import seen
from web.server.response_cache import cached

Item = TypeVar("Item")


@api.get("/events", responses=answers(schemas.EventList))
@cached
def events(query: parameters.EventsQuery) -> Response:
    """Events, latest first, or most divergent first."""
    service = current_service()
    where = query.filter(service.outlets)
    found = service.events(where, query.limit + 1, query.after or None, query.having(), query.sort)
    most = fitting(found[: query.limit], lambda each: sum(map(_size, each.articles)))
    shown, following = cut(found, most, lambda each: each.event.id)
    return listed(schemas.EventList(events=[serialisers.event_summary(each) for each in shown], next=following))


@api.get("/events/<event_id>", responses=answers(schemas.Event))
def event(path: parameters.EventPath) -> Response:
    """One event with its comparison."""
    return one(serialisers.event(*current_service().open_event(path.event_id)))


@api.get("/events/<event_id>/matches", responses=answers(schemas.MatchList) | NOT_COMPARED)
def event_matches(path: parameters.EventPath, query: parameters.MatchesQuery) -> Response:
    """The matches of an event, paged; none is skipped or repeated when articles are added meanwhile."""
    comparison = _event(path.event_id)
    held = serialisers.by_id(comparison.articles)
    every = sorted(select_matches(comparison.matches, query.wanted(), held), key=_place)
    shown, following = _page(every, query, _place)
    return listed(schemas.MatchList(matches=[serialisers.one_match(each, held) for each in shown], next=following))


@api.get("/events/<event_id>/facts", responses=answers(schemas.FactList) | NOT_COMPARED)
def event_facts(path: parameters.EventPath, query: parameters.FactsQuery) -> Response:
    """The facts that several articles of an event report, with their variants, paged."""
    of = EventFacts.of(_event(path.event_id))
    shown, following = _page([each for each in of.facts if query.wants(each.is_contested)], query, _place_of_fact)
    return listed(schemas.FactList(facts=[of.fact(each) for each in shown], next=following))


@api.get("/events/<event_id>/facts/<fact_id>", responses=answers(schemas.Fact) | NOT_COMPARED)
def event_fact(path: parameters.FactPath) -> Response:
    """One fact of an event with its variants."""
    comparison = _event(path.event_id)
    return one(EventFacts.of(comparison).fact(fact_of(fold(comparison), path.fact_id)))


@api.get("/events/<event_id>/figures", responses=answers(schemas.FigureTable) | NOT_COMPARED)
def event_figures(path: parameters.EventPath, query: parameters.FiguresQuery) -> Response:
    """The figures of an event as a table, paged by fact: one row per figure, one column per article."""
    of = EventFacts.of(_event(path.event_id))
    shown, following = _page([each for each in of.facts if of.has_figures(each)], query, _place_of_fact)
    return listed(schemas.FigureTable(figures=[row for each in shown for row in of.figures(each)], next=following))


def _event(event_id: str) -> Comparison:
    """The comparison of an event, for a list of a part of it. Raises ComparisonError if it could not be compared."""
    return checked(current_service().event(event_id)[1])


def _page(every: Sequence[Item], query: Paged, place: Callable[[Item], Place]) -> tuple[Sequence[Item], str | None]:
    """The requested page of items in the order of their places, and its `next`."""
    after = _place_of(query.after)
    found = [each for each in every if after is None or place(each) > after][: query.limit + 1]
    return cut(found, query.limit, lambda each: ".".join(map(str, place(each))))


def _place_of_fact(fact: Fact) -> Place:
    return fact.place


def _place(match: Match) -> Place:
    """The sort key of matches, which new articles do not change."""
    return (match.a.article_id, match.a.index, match.b.article_id, match.b.index)


def _place_of(after: str) -> Place | None:
    if not after:
        return None
    a, index, b, other = after.split(".")
    return (a, int(index), b, int(other))


@api.get("/events/<event_id>/divergences", responses=answers(schemas.FindingList) | NOT_COMPARED)
def event_divergences(path: parameters.EventPath, query: parameters.FindingsQuery) -> Response:
    """The divergences of an event, shown ones first, with everything needed to quote them."""
    return listed(findings(_event(path.event_id), query.wanted(), query.limit, query.after))


@api.get("/events/<event_id>/omissions", responses=answers(schemas.MissingList) | NOT_COMPARED)
def event_omissions(path: parameters.EventPath, query: Rows) -> Response:
    """What some articles of an event report and others do not."""
    return listed(missing(_event(path.event_id), query.limit, query.after))


@api.get("/events/<event_id>/origins", responses=answers(schemas.OriginList) | NOT_COMPARED)
def event_origins(path: parameters.EventPath) -> Response:
    """The independent origins of an event, each with its articles."""
    origins = _event(path.event_id).origins
    return listed(schemas.OriginList(origins=[serialisers.origin(each) for each in origins]))


@api.get("/articles", responses=answers(schemas.ArticleList))
@cached
def articles(query: parameters.ArticlesQuery) -> Response:
    """Articles, latest first."""
    service = current_service()
    found = service.articles(query.filter(service.outlets), query.limit + 1, query.after or None)
    shown, following = cut(found, fitting(found[: query.limit], _size), lambda each: each.id)
    return listed(schemas.ArticleList(articles=[serialisers.article(each) for each in shown], next=following))


def _size(each: Article) -> int:
    """The size of an article in a list, without its text."""
    return len(each.title) + sum(len(name) + len(value) for name, value in each.metadata.items())


@api.get("/articles/<article_id>", responses=answers(schemas.ArticleView))
def article(path: parameters.ArticlePath) -> Response:
    """One article with its text and its first passages."""
    return one(serialisers.article_view(current_service().article(path.article_id)))


@api.get("/articles/<article_id>/passages", responses=answers(schemas.PassageList))
def article_passages(path: parameters.ArticlePath, query: Rows) -> Response:
    """The passages of an article, each identified by quotation and by position."""
    view = current_service().article(path.article_id)
    shown, following = page_after(view.passages, query.limit, query.after, lambda each: each.index)
    return listed(schemas.PassageList(passages=serialisers.passages(view.article, shown), next=following))


@api.get("/articles/<article_id>/matches", responses=answers(schemas.Counterparts) | NOT_COMPARED)
def article_matches(path: parameters.ArticlePath, query: parameters.SelectedMatches) -> Response:
    """The matches of an article with the others of its event; `a` is always this article."""
    every = current_service().counterparts(path.article_id)
    matches = select_matches(every.matches, query.wanted(), serialisers.by_id([every.own, *every.articles]))
    return one(serialisers.counterparts(chosen(every.own, matches, every.articles)))


@api.get("/articles/<article_id>/revisions", responses=answers(schemas.RevisionList))
def article_revisions(path: parameters.ArticlePath, query: parameters.RevisionsQuery) -> Response:
    """The revisions of an article with their texts, the current one last."""
    found = current_service().history(path.article_id)
    shown, following = page_after(found, query.limit, query.after, lambda each: each.revision)
    revisions = [serialisers.article_with_text(each) for each in shown]
    return listed(schemas.RevisionList(revisions=revisions, next=following))


@api.get("/outlets", responses=answers(schemas.OutletList))
def outlets(query: Rows) -> Response:
    """Outlets by name, with their number of articles and the users' data about them."""
    found = serialisers.outlets(current_service().outlets)
    shown, following = page_after(found, query.limit, query.after, lambda each: digest(each.id))
    return listed(schemas.OutletList(outlets=list(shown), next=following))


@api.get("/feeds", responses=answers(schemas.FeedList))
def feeds(query: Rows) -> Response:
    """The watched feeds by title, with their state."""
    found = current_service().feed_watcher.feeds()
    shown, following = page_after(found, query.limit, query.after, lambda each: digest(each.url))
    return listed(schemas.FeedList(feeds=[records.feed(each) for each in shown], next=following))


@api.get("/compare", responses=answers(schemas.Comparison) | NOT_COMPARED)
def compare(query: parameters.CompareQuery) -> Response:
    """The comparison of stored articles; `progress` tells whether it is complete."""
    with working():
        found = current_service().compare_soon(query.article)
    if found.pending:
        current_app.extensions["worker"].wake()
    return one(serialisers.comparison(found))


@api.post("/compare", responses=answers(schemas.Comparison) | {202: schemas.Job} | NOT_COMPARED)
def compare_texts(body: bodies.ComparisonInput) -> Response:
    """The comparison of articles in the body, which are not stored; with more than 60 × 60 passages, by a job."""
    with working():
        found = current_service().compare_texts_soon(articles_of(body.articles))
    if isinstance(found, Comparison):
        return one(serialisers.comparison(found))
    current_app.extensions["worker"].wake()
    return one(records.job(seen(found)), 202, Location=f"{PREFIX}/jobs/{found.id}")


@api.get("/divergences", responses=answers(schemas.FindingList) | NOT_COMPARED)
def divergences(query: parameters.ComparedQuery) -> Response:
    """The divergences of these articles, shown ones first, with everything needed to quote them."""
    return listed(findings(_compared(query.article), query.wanted(), query.limit, query.after))


@api.get("/omissions", responses=answers(schemas.MissingList) | NOT_COMPARED)
def omissions(query: parameters.ComparedOmissionsQuery) -> Response:
    """What some of these articles report and others do not."""
    return listed(missing(_compared(query.article), query.limit, query.after))


def _compared(article_ids: list[str]) -> Comparison:
    """The complete comparison of stored articles. Raises BusyError while it is incomplete."""
    with working():
        found = current_service().compare_soon(article_ids)
    if found.pending:
        current_app.extensions["worker"].wake()
        raise BusyError("These articles are long and are being compared in the background: try again later.")
    return found


@api.get("/search", responses=answers(schemas.HitList))
def search(query: parameters.SearchQuery) -> Response:
    """Passages that say what `q` says or contain its words; none if nothing is close enough."""
    service = current_service()
    hits = service.search(query.q, query.filter(service.outlets), query.limit, query.copies == "fold")
    event_of = service.events_of([hit.article.id for hit in hits])
    return listed(serialisers.search(query.q, hits, event_of, service.spelling(query.q)))


@api.post("/matches", responses=answers(schemas.Counterparts))
def matches(body: bodies.PassageInput) -> Response:
    """The counterparts of a passage across outlets, either of a stored article or of any text."""
    root, service = body.root, current_service()
    if isinstance(root, bodies.TextInput):
        with working():
            return one(serialisers.counterparts(service.counterparts_of_text(root.text)))
    return one(serialisers.counterparts(service.counterparts(root.article, root.start, root.end)))
