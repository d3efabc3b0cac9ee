"""The pages for adding articles and finding other coverage, and the page of the jobs that do both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError, NotAllowedError, NotFoundError
from compare.model.article import Article
from compare.model.event import Origin
from compare.services.coverage.query import query_of_words
from compare.services.jobs.fetch_jobs import FetchInput, SubmittedFile
from compare.services.service import Parallax
from compare.services.stores.operations.jobs import Job
from compare.services.summaries import EventTitle
from compare.text.headline import with_headline
from web.api.requests import bodies
from web.current import current_service
from web.server.permissions import check_may_change, seen
from web.views.page import Page

adding = Blueprint("adding", __name__)

_TOKEN = "\tpage"  # noqa: S105 (under which the jobs are kept: no API key has a name with a tab in it)
_FIELDS = ("outlet", "title", "published", "url", "text")
_GIVEN = (*_FIELDS, "addresses")
_LOOK_AGAIN_S = 2
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 8_000
_SHOWN = 30  # articles of a job
_MOST_BESIDE = 3


@dataclass(frozen=True, slots=True)
class JobContext:
    """A job with its results.

    `articles` are the first articles that it added or that were already stored, `events` the events of all of them,
    those with most of them first. `seed` is the event whose coverage was searched for (None: it was another type of
    job).
    """

    job: Job
    articles: tuple[Article, ...]
    events: tuple[EventTitle, ...]
    seed: EventTitle | None

    @property
    def is_search(self) -> bool:
        """Whether it searched for coverage."""
        return bool(self.job.outcome.asked or self.job.outcome.seed)


@dataclass(frozen=True, slots=True)
class AddPage(Page):
    """The form to add articles.

    `form` are the submitted fields, by name. `problem` is why nothing was added ("": no problem), and `refused` why
    this visitor may not add anything ("": they may).
    """

    template: ClassVar[str] = "add.html"
    form: Mapping[str, str]
    problem: str
    refused: str


@dataclass(frozen=True, slots=True)
class JobPage(Page):
    """The progress and the results of a job, in `it`."""

    template: ClassVar[str] = "job.html"
    it: JobContext


def _wake() -> None:
    current_app.extensions["fetch_worker"].wake()
    current_app.extensions["worker"].wake()


@adding.get("/add")
def add_form() -> ResponseReturnValue:
    """The form to add articles."""
    return _form(dict.fromkeys(_GIVEN, ""), "")


@adding.post("/add")
def add() -> ResponseReturnValue:
    """Add the pasted text, the files and the pages at the URLs; in case of an error, show the form again."""
    check_may_change(request, current_app.config["CHANGES"])
    form = {name: request.form.get(name, "") for name in _GIVEN}
    try:
        articles, wanted = _pasted(form), FetchInput(tuple(_addresses(form["addresses"])), tuple(_files()))
        service = current_service()
        if wanted.urls or wanted.files:
            job = service.fetch_jobs.submit(wanted, _TOKEN, articles=articles)
        elif articles:
            job = service.jobs.submit(articles, _TOKEN)
        else:
            raise InputError("Enter a URL, choose a file or paste a text.")
    except InputError as error:
        return _form(form, str(error)), 400
    _wake()
    return redirect(f"/jobs/{job.id}", 303)


@adding.post("/find")
def find() -> ResponseReturnValue:
    """Search for coverage of an event, of the event of an article, or of some words.

    Raises InputError if no source is enabled, or if a date is invalid.
    """
    check_may_change(request, current_app.config["CHANGES"])
    service, form = current_service(), request.form
    if not current_app.config["COVERAGE"]:
        raise InputError("No coverage source is enabled. Set PARALLAX_COVERAGE and restart the server.")
    if form.get("event") or form.get("article"):
        query, seed = service.coverage.query_for(form.get("article", ""), form.get("event", ""))
    else:
        query, seed = query_of_words(form.get("words", "")[:1000], _day("since"), _day("until")), ()
    job = service.fetch_jobs.submit(FetchInput(query=query, seed=seed), _TOKEN)
    _wake()
    return redirect(f"/jobs/{job.id}", 303)


@adding.get("/jobs/<job_id>")
def job(job_id: str) -> ResponseReturnValue:
    """The progress of a job, and its results once it is done. Raises NotFoundError if there is no such job."""
    service = current_service()
    found = service.jobs.get(job_id)
    if found.kind in {"compare", "pairs"}:
        return redirect(f"/compare/jobs/{found.id}", 303)
    context = _context(service, seen(found))
    if found.state == "done" and context.articles:
        if request.args.get("then") == "compare":
            return redirect(f"/articles/{context.articles[0].id}/beside", 303)
        if context.is_search and "stay" not in request.args:
            return redirect(f"/events/{context.events[0].id}?found={found.id}#coverage", 303)
    page = JobPage(context, twin=f"/api/v1/jobs/{found.id}").render()
    return page if found.ended else (page, {"Refresh": str(_LOOK_AGAIN_S)})


@adding.get("/articles/<article_id>/beside")
def beside(article_id: str) -> ResponseReturnValue:
    """Redirect to an article side by side with others of its event, or to the article alone if there are none."""
    service = current_service()
    view = service.article(article_id)
    event = service.event(view.event_id)[0] if view.event_id else None
    own = {article_id, *(_copies(event.origins, article_id) if event else ())}
    others = [each.id for each in event.articles if each.id not in own][:_MOST_BESIDE] if event else []
    if not others:
        return redirect(f"/articles/{article_id}?alone=1", 303)
    return redirect(f"/compare?{'&'.join(f'article={each}' for each in [article_id, *others])}", 303)


def found_coverage() -> JobContext | None:
    """The search for coverage in the URL of this page, or None. Templates use it to show its sources."""
    named = request.args.get("found", "")
    try:
        return _context(current_service(), seen(current_service().jobs.get(named))) if named else None
    except NotFoundError:
        return None


def _form(form: dict[str, str], problem: str) -> str:
    try:
        check_may_change(request, current_app.config["CHANGES"])
        refused = ""
    except NotAllowedError as error:
        refused = str(error)
    return AddPage(form, problem, refused).render()


def _pasted(form: dict[str, str]) -> list[Article]:
    """The pasted article, or none if there is no text. Raises InputError if a field is invalid."""
    if not form["text"].strip():
        return []
    title, text = with_headline(form["title"], form["text"])
    form = form | {"title": title, "text": text}
    body = {name: form[name].strip() if name != "text" else form[name] for name in _FIELDS if form[name].strip()}
    return [bodies.validated(bodies.ArticleInput, body).article()]


def _addresses(text: str) -> list[str]:
    """The URLs in a text, each once, truncated to the maximum length. `https://` is added to those without a scheme."""
    found = (each.strip("<>,;") for each in text.split())
    named = (each if "://" in each else f"https://{each}" for each in found if each)
    return [each[:_LONGEST_ADDRESS] for each in dict.fromkeys(named)]


def _files() -> list[SubmittedFile]:
    files = ((each, each.read()) for each in request.files.getlist("file") if each.filename)
    return [SubmittedFile(" ".join((each.filename or "").split())[-_LONGEST_NAME:], data) for each, data in files]


def _day(name: str) -> date | None:
    said = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise InputError(f"“{said[:40]}” is not a valid date. Use the form 2026-02-28.") from None


def _context(service: Parallax, found: Job) -> JobContext:
    seed_events = service.events_of(found.outcome.seed)
    events = service.events_of(found.outcome.held)
    titles = {each.id: each for each in service.titles(list(dict.fromkeys([*seed_events.values(), *events.values()])))}
    ordered = sorted(dict.fromkeys(events.values()), key=lambda each: -list(events.values()).count(each))
    seed = next((titles[each] for each in seed_events.values() if each in titles), None)
    shown = [each for each in found.outcome.held if each in events][:_SHOWN]
    articles = tuple(service.article(each).article for each in shown)
    return JobContext(found, articles, tuple(titles[each] for each in ordered if each in titles), seed)


def _copies(origins: Sequence[Origin], article_id: str) -> list[str]:
    """The articles of the same origin, including this one."""
    return next((list(each.article_ids) for each in origins if article_id in each.article_ids), [])
