"""JSON API for changes: adding articles, corrections, and reviews."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app, request

from compare.errors import ApiKeyError, InputError
from compare.model.article import Article
from compare.services.jobs.fetch_jobs import FetchInput
from compare.services.stores.operations.api_keys import ApiKey
from web.api import records, schemas, serialisers
from web.api.blueprint import PREFIX, answers, api
from web.api.requests import bodies, parameters
from web.api.responses import cut, listed, one
from web.current import current_service
from web.server.permissions import check_may_change, check_switched_on, seen
from web.server.workers.background import Worker
from web.server.workers.fetch_worker import FetchWorker

_API_KEY: list[dict[str, list[str]]] = [{"token": []}]


def _api_key() -> ApiKey:
    """The API key of the request. Raises ApiKeyError if it is not valid, NotAllowedError if changes are disabled."""
    check_switched_on(current_app.config["CHANGES"])
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer":
        raise ApiKeyError("Send an API key: Authorization: Bearer … (`parallax api-key create NAME` creates one).")
    return current_service().api_keys.check(secret.strip())


def check_permission() -> None:
    """Raises NotAllowedError unless the request has an API key, or the setting allows changes without one."""
    if "Authorization" in request.headers:
        _api_key()
    else:
        check_may_change(request, current_app.config["CHANGES"])


@api.post("/articles", responses=answers(schemas.Job, 202), security=_API_KEY)
def add(header: parameters.AddHeader, body: bodies.ArticlesInput) -> Response:
    """Add articles. They are stored when this responds; the job at `Location` shows the progress."""
    api_key = _api_key()
    texts = [each.article() for each in body.articles if isinstance(each, bodies.ArticleInput)]
    pages = tuple(each.file() for each in body.articles if isinstance(each, bodies.PageInput))
    if pages:
        return _fetch_later(FetchInput(files=pages), api_key, header.key, texts)
    job = current_service().jobs.submit(texts, api_key.name, header.key)
    worker: Worker = current_app.extensions["worker"]
    worker.wake()
    return one(records.job(seen(job)), 202, Location=f"{PREFIX}/jobs/{job.id}")


@api.post("/urls", responses=answers(schemas.Job, 202), security=_API_KEY)
def add_urls(header: parameters.AddHeader, body: bodies.UrlsInput) -> Response:
    """Fetch these URLs and add the pages; for a feed, add the articles listed in it."""
    return _fetch_later(FetchInput(tuple(dict.fromkeys(body.urls))), _api_key(), header.key)


@api.post("/coverage", responses=answers(schemas.Job, 202), security=_API_KEY)
def find_coverage(header: parameters.AddHeader, body: bodies.CoverageInput) -> Response:
    """Find other reports of an event in the configured sources, and add those that belong to it."""
    api_key, root, service = _api_key(), body.root, current_service()
    if not current_app.config["COVERAGE"]:
        raise InputError("No coverage source is enabled. Set PARALLAX_COVERAGE and restart the server.")
    if isinstance(root, bodies.WordsToCoverInput):
        return _fetch_later(FetchInput(query=root.query()), api_key, header.key)
    if isinstance(root, bodies.EventToCoverInput):
        query, seed = service.coverage.query_for(event_id=root.event)
    else:
        query, seed = service.coverage.query_for(article_id=root.article)
    return _fetch_later(FetchInput(query=query, seed=seed), api_key, header.key)


def _fetch_later(wanted: FetchInput, api_key: ApiKey, key: str, articles: Sequence[Article] = ()) -> Response:
    job = current_service().fetch_jobs.submit(wanted, api_key.name, key, articles)
    worker: FetchWorker = current_app.extensions["fetch_worker"]
    worker.wake()
    current_app.extensions["worker"].wake()
    return one(records.job(seen(job)), 202, Location=f"{PREFIX}/jobs/{job.id}")


@api.get("/jobs/<job_id>", responses=answers(schemas.Job))
def job(path: parameters.JobPath) -> Response:
    """The progress of a job."""
    return one(records.job(seen(current_service().jobs.get(path.job_id))))


@api.get("/jobs/<job_id>/comparison", responses=answers(schemas.Comparison))
def job_comparison(path: parameters.JobPath) -> Response:
    """The result of a comparison job; it is kept for an hour."""
    return one(serialisers.comparison(current_service().compared_texts(path.job_id)))


@api.get("/comparing", responses=answers(schemas.Pending))
def comparing() -> Response:
    """The number of events waiting to be compared in the background, and the progress."""
    found = current_service().comparing.pending()
    return one(schemas.Pending(events=found.events, done=found.done, total=found.total))


@api.get("/corrections", responses=answers(schemas.CorrectionList))
def corrections(query: parameters.CorrectionsQuery) -> Response:
    """Corrections of events, latest first."""
    found = current_service().corrections.page(query.limit + 1, query.after or None)
    shown, following = cut(found, query.limit, lambda each: each.number)
    return listed(schemas.CorrectionList(corrections=[records.correction(each) for each in shown], next=following))


@api.post("/corrections", responses=answers(schemas.Correction, 201))
def correct(body: bodies.CorrectionInput) -> Response:
    """Merge events, split an event, or move articles."""
    check_permission()
    root, service = body.root, current_service()
    if isinstance(root, bodies.MergeInput):
        made = service.corrections.merge(root.events)
    elif isinstance(root, bodies.SplitInput):
        made = service.corrections.split(root.event, root.articles)
    else:
        made = service.corrections.move(root.articles, root.event)
    return one(records.correction(made), 201)


@api.post("/corrections/<int:number>/undo", responses=answers(schemas.Undone))
def undo(path: parameters.CorrectionPath) -> Response:
    """Undo a correction."""
    check_permission()
    current_service().corrections.undo(path.number)
    return one(schemas.Undone(undone=path.number))


@api.get("/reviews", responses=answers(schemas.ReviewList))
def reviews(query: parameters.ReviewsQuery) -> Response:
    """Reviews of divergences, latest first."""
    found, following = _reviews(query)
    return listed(schemas.ReviewList(reviews=found, next=following))


@api.get("/judgements", responses=answers(schemas.JudgementList), deprecated=True)
def judgements(query: parameters.ReviewsQuery) -> Response:
    """Old name of `/reviews`."""
    found, following = _reviews(query)
    return listed(schemas.JudgementList(judgements=found, next=following))


def _reviews(query: parameters.ReviewsQuery) -> tuple[list[schemas.Review], str | None]:
    found = current_service().reviews.page(query.limit + 1, query.after or None, query.verdict)
    shown, following = cut(found, query.limit, lambda each: each.id)
    return [records.review(each) for each in shown], following


@api.put("/divergences/<divergence_id>", responses=answers(schemas.Reviewed))
def judge(path: parameters.DivergencePath, body: bodies.ReviewInput) -> Response:
    """Confirm or dismiss a divergence, or withdraw its review (null)."""
    check_permission()
    divergence = current_service().reviews.review(body.articles, path.divergence_id, body.verdict, waits=False)
    return one(schemas.Reviewed(id=path.divergence_id, verdict=divergence.verdict))
