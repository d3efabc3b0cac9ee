"""The pages: the same service calls as the API, shown for reading. All are complete without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.filters import DivergenceFilter
from compare.errors import InputError, NotFoundError
from compare.model.article import Article
from compare.model.match import Kind
from compare.services.jobs import Job
from compare.services.service import Parallax
from web.api import request_bodies
from web.api.request_parameters import MOST_LISTED
from web.pages import queries
from web.pages import revisions as revising
from web.pages.outlets import by_outlet, choices
from web.pages.queries import address
from web.server.concurrency import working
from web.views import article as reading
from web.views import contexts, search_hits
from web.views.aligned_rows import RowContext
from web.views.measured import measured

pages = Blueprint("pages", __name__)

_EVENTS = 12
_COLUMNS = 4
_RESULTS = 40
_OTHER_EVENTS = 60  # that an article may be moved to, in the form
_LOOK_AGAIN_S = 3
_FIELDS = ("outlet", "title", "published", "text")


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@pages.get("/")
def events() -> ResponseReturnValue:
    """The latest events, or those that diverge most."""
    service, arguments = _service(), request.args
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    after = queries.text_of(arguments, "after") or None
    kinds, order = queries.kinds_of(arguments), queries.order_of(arguments)
    having = DivergenceFilter(tuple(kinds), shown=True) if kinds else None
    found = service.events(service.outlets.narrowed(where, about), _EVENTS + 1, after, having, order)
    return render_template(
        "events.html",
        cards=[contexts.event_card(each) for each in found[:_EVENTS]],
        more=address("/", arguments, after=found[_EVENTS - 1].event.id) if len(found) > _EVENTS else None,
        held=service.count(),
        pending=service.comparing.pending(),
        outlets=service.outlets.held(),
        said=choices(service.outlets.known()),
        chosen=where.outlets,
        kinds=kinds,
        order=order,
        filtered=bool(where.outlets or about or where.since or where.until or kinds or after),
        arguments=arguments,
        twin=address("/api/v1/events", arguments),
    )


@pages.get("/events/<event_id>")
def event(event_id: str) -> ResponseReturnValue:
    """One event."""
    asked = request.args.get("show", "")
    most = None if asked == "all" else int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    summary, comparison = _service().event(event_id)
    unfolded = request.args.get("copies") == "all"
    shown = comparison if unfolded else fold(comparison, request.args.getlist("shown"))
    part = queries.part_of(request.args)
    context = contexts.event_context(summary, shown, most, request.args.get("weaker") == "1", part)
    corrected = request.args.get("corrected", "")
    return render_template(
        "event.html",
        event=context,
        unfolded=unfolded,
        back=address(f"/events/{event_id}", request.args, corrected=None) + "#diverge",
        here=lambda **changed: address(f"/events/{event_id}", request.args, **changed),
        said=by_outlet(_service().outlets.known([each.outlet.id for each in shown.articles])),
        others=_service().events_near(event_id, _OTHER_EVENTS),
        corrected=int(corrected) if corrected.isascii() and corrected.isdigit() and len(corrected) < 9 else None,
        twin=f"/api/v1/events/{event_id}",
    )


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


@pages.get("/compare")
def compare() -> ResponseReturnValue:
    """Articles side by side; the first is the base."""
    wanted = list(dict.fromkeys(request.args.getlist("article")))
    if len(wanted) > _COLUMNS:
        raise InputError(f"Side by side there is room for {_COLUMNS} articles: choose fewer.")
    with working():
        comparison = _service().compare_soon(wanted)
    kind, hide, weaker = _rows_wanted(request.args)
    page = render_template(
        "linear.html" if request.args.get("view") == "linear" else "compare.html",
        compared=contexts.comparison_context(comparison, _wanted(kind, hide), weaker, queries.part_of(request.args)),
        stored=True,
        most=MOST_LISTED,
        back=address("/compare", request.args),
        kind=kind,
        hide=hide,
        weaker=weaker,
        bases=[address("/compare", _based(wanted, each), kind=kind, weaker="1" if weaker else None) for each in wanted],
        here=lambda **changed: address("/compare", request.args, **changed),
        twin=address("/api/v1/compare", _based(wanted, wanted[0])),
    )
    if not comparison.pending:
        return page
    current_app.extensions["worker"].wake()
    return page, {"Refresh": str(_LOOK_AGAIN_S)}


def _rows_wanted(arguments: queries.Arguments) -> tuple[Kind | None, bool, bool]:
    """Rows of which kind, whether those that agree are hidden, and whether weaker divergences are listed, too."""
    kind = next(iter(queries.kinds_of(arguments)), None)
    return kind, arguments.get("hide") == "agreement", arguments.get("weaker") == "1"


def _wanted(kind: Kind | None, hide: bool) -> Callable[[RowContext], bool]:
    """Whether a row is shown: of one kind only, or only where articles do not agree."""
    return lambda row: (not kind or row.shows(kind)) and (not hide or bool(row.number) or row.carriers == 1)


def _based(wanted: list[str], base: str) -> queries.Arguments:
    """The addresses' arguments with another base article in front."""
    return queries.Arguments([("article", each) for each in [base, *(each for each in wanted if each != base)]])


@pages.get("/compare/texts")
def compare_form() -> ResponseReturnValue:
    """The form to paste texts into."""
    return render_template("texts.html", places=range(_COLUMNS), given=None, problem="")


@pages.post("/compare/texts")
def compare_texts() -> ResponseReturnValue:
    """Pasted texts side by side; nothing is stored. A problem shows the form again, with what was typed."""
    fields = [request.form.getlist(name) for name in _FIELDS]
    given = [
        dict(zip(("outlet", "title", "published", "text"), each, strict=True)) for each in zip(*fields, strict=False)
    ]
    try:
        body = {"articles": [{k: v for k, v in each.items() if v.strip()} for each in given if each["text"].strip()]}
        articles = [each.article() for each in request_bodies.validated(request_bodies.GivenComparison, body).articles]
        if len(articles) > _COLUMNS:
            raise InputError(f"Side by side there is room for {_COLUMNS} texts: give fewer.")
        with working():
            found = _service().compare_texts_soon(articles)
    except InputError as error:
        return render_template("texts.html", places=range(_COLUMNS), given=given, problem=str(error)), 400
    if isinstance(found, Job):
        current_app.extensions["worker"].wake()
        return redirect(f"/compare/jobs/{found.id}", 303)
    return _texts_compared(found, [each for each in given if each["text"].strip()], None)


@pages.get("/compare/jobs/<job_id>")
def compare_job(job_id: str) -> ResponseReturnValue:
    """Pasted texts side by side, or, as long as they are being compared in the background, that they are."""
    service = _service()
    job = service.jobs.get(job_id)
    if job.kind != "compare" or job.state == "failed":
        raise NotFoundError("These texts could not be compared: give them again.")
    if not job.ended:
        told = "These texts are long and are compared in the background. This page looks again by itself."
        page = render_template("error.html", title="Comparing", status=202, detail=told)
        return page, 202, {"Refresh": str(_LOOK_AGAIN_S)}
    comparison = service.compared_texts(job_id)
    given = [
        {"outlet": each.outlet.name, "title": each.title, "text": each.text}
        | {"published": each.published.isoformat() if each.published else ""}
        for each in comparison.articles
    ]
    return _texts_compared(comparison, given, f"/compare/jobs/{job_id}")


def _texts_compared(comparison: Comparison, given: list[dict[str, str]], own: str | None) -> ResponseReturnValue:
    """Texts side by side; filters are links where the page has an address of its `own`, else they send them again."""
    kind, hide, weaker = _rows_wanted(request.values)
    return render_template(
        "compare.html",
        compared=contexts.comparison_context(comparison, _wanted(kind, hide), weaker, queries.part_of(request.values)),
        here=(lambda **changed: address(own, request.args, **changed)) if own else None,
        stored=False,
        given=given,
        back="",
        kind=kind,
        hide=hide,
        weaker=weaker,
        twin=None,
    )


@pages.get("/search")
def search() -> ResponseReturnValue:
    """Passages across outlets."""
    service, arguments = _service(), request.args
    query = queries.text_of(arguments, "q")
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    folded = arguments.get("copies") != "all"
    found = service.search(query, service.outlets.narrowed(where, about), _RESULTS, folded) if query else []
    event_of = service.events_of([hit.article.id for hit in found])
    return render_template(
        "search.html",
        query=query,
        groups=search_hits.search_groups(found, event_of, service.titles(sorted(set(event_of.values())))),
        outlets=service.outlets.held(),
        said=choices(service.outlets.known()),
        chosen=where.outlets,
        folded=folded,
        arguments=arguments,
        twin=address("/api/v1/search", arguments) if query else None,
    )


@pages.get("/feeds")
def feeds() -> ResponseReturnValue:
    """The feeds that are watched."""
    return render_template("feeds.html", feeds=_service().watching.feeds(), twin="/api/v1/feeds")


@pages.get("/method")
def method() -> ResponseReturnValue:
    """How conclusions are drawn."""
    return render_template("method.html", measured=measured())
