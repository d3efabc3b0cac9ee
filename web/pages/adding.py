"""The pages by which people add articles and look for other reports; what they ask for is done by jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError, NotAllowedError, NotFoundError
from compare.model.article import Article
from compare.services.coverage.query import query_of_words
from compare.services.jobs.gathering import GivenFile, Wanted
from compare.services.service import Parallax
from compare.services.stores.jobs import Job
from compare.services.summaries import EventTitle
from compare.text.headline import with_headline
from web.api.requests import bodies
from web.server.permissions import check_may_change

adding = Blueprint("adding", __name__)

_TOKEN = "\tpage"  # noqa: S105 (under which the jobs are kept: no API key has a name with a tab in it)
_FIELDS = ("outlet", "title", "published", "url", "text")
_LOOK_AGAIN_S = 2
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 8_000
_SHOWN = 30  # articles of a job
_MOST_BESIDE = 3


@dataclass(frozen=True, slots=True)
class JobContext:
    """The page of a job: the articles that it led to, their events, and the event whose coverage was looked for."""

    job: Job
    articles: tuple[Article, ...]
    events: tuple[EventTitle, ...]
    seed: EventTitle | None

    @property
    def is_search(self) -> bool:
        """Whether it looked for coverage."""
        return bool(self.job.outcome.asked or self.job.outcome.seed)


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


def _wake() -> None:
    current_app.extensions["gathering"].wake()
    current_app.extensions["worker"].wake()


@adding.get("/add")
def add_form() -> ResponseReturnValue:
    """The form to add articles."""
    return _form({}, "")


@adding.post("/add")
def add() -> ResponseReturnValue:
    """Add what was pasted, the files, and what is behind the addresses; a problem shows the form again."""
    check_may_change(request, current_app.config["CHANGES"])
    given = {name: request.form.get(name, "") for name in (*_FIELDS, "addresses")}
    try:
        articles, wanted = _pasted(given), Wanted(tuple(_addresses(given["addresses"])), tuple(_files()))
        service = _service()
        if wanted.urls or wanted.files:
            job = service.gathering.submit(wanted, _TOKEN, articles=articles)
        elif articles:
            job = service.jobs.submit(articles, _TOKEN)
        else:
            raise InputError("Enter a URL, choose a file or paste a text.")
    except InputError as error:
        return _form(given, str(error)), 400
    _wake()
    return redirect(f"/jobs/{job.id}", 303)


@adding.post("/find")
def find() -> ResponseReturnValue:
    """Look for other reports of an event, of that of an article, or of what some words say."""
    check_may_change(request, current_app.config["CHANGES"])
    service, form = _service(), request.form
    if not current_app.config["COVERAGE"]:
        raise InputError("No coverage source is enabled. Set PARALLAX_COVERAGE and restart the server.")
    if form.get("event") or form.get("article"):
        query, seed = service.coverage.query_for(form.get("article", ""), form.get("event", ""))
    else:
        query, seed = query_of_words(form.get("words", "")[:1000], _day("since"), _day("until")), ()
    job = service.gathering.submit(Wanted(query=query, seed=seed), _TOKEN)
    _wake()
    return redirect(f"/jobs/{job.id}", 303)


@adding.get("/jobs/<job_id>")
def job(job_id: str) -> ResponseReturnValue:
    """How far a job is; when it is done, where it led."""
    service = _service()
    found = service.jobs.get(job_id)
    if found.kind in {"compare", "pairs"}:
        return redirect(f"/compare/jobs/{found.id}", 303)
    context = _context(service, found)
    if found.state == "done" and context.articles:
        if request.args.get("then") == "compare":
            return redirect(f"/articles/{context.articles[0].id}/beside", 303)
        if context.is_search and "stay" not in request.args:
            return redirect(f"/events/{context.events[0].id}?found={found.id}#coverage", 303)
    page = render_template("job.html", it=context, twin=f"/api/v1/jobs/{found.id}")
    return page if found.ended else (page, {"Refresh": str(_LOOK_AGAIN_S)})


@adding.get("/articles/<article_id>/beside")
def beside(article_id: str) -> ResponseReturnValue:
    """An article beside what is held of its event; itself, where nothing else is."""
    service = _service()
    view = service.article(article_id)
    event = service.event(view.event_id)[0] if view.event_id else None
    own = {article_id, *(_copies(event.origins, article_id) if event else ())}
    others = [each.id for each in event.articles if each.id not in own][:_MOST_BESIDE] if event else []
    if not others:
        return redirect(f"/articles/{article_id}?alone=1", 303)
    return redirect(f"/compare?{'&'.join(f'article={each}' for each in [article_id, *others])}", 303)


def found_coverage() -> JobContext | None:
    """The search that the address of this page names, for the template that tells what was asked."""
    named = request.args.get("found", "")
    try:
        return _context(_service(), _service().jobs.get(named)) if named else None
    except NotFoundError:
        return None


def _form(given: dict[str, str], problem: str) -> str:
    try:
        check_may_change(request, current_app.config["CHANGES"])
        refused = ""
    except NotAllowedError as error:
        refused = str(error)
    return render_template("add.html", given=given, problem=problem, refused=refused)


def _pasted(given: dict[str, str]) -> list[Article]:
    """The article of the fields. Raises InputError for one that is none."""
    if not given["text"].strip():
        return []
    title, text = with_headline(given["title"], given["text"])
    given = given | {"title": title, "text": text}
    body = {name: given[name].strip() if name != "text" else given[name] for name in _FIELDS if given[name].strip()}
    return [bodies.validated(bodies.GivenArticle, body).article()]


def _addresses(text: str) -> list[str]:
    """The addresses in a text, each once; one without a scheme is taken for https."""
    found = (each.strip("<>,;") for each in text.split())
    named = (each if "://" in each else f"https://{each}" for each in found if each)
    return [each[:_LONGEST_ADDRESS] for each in dict.fromkeys(named)]


def _files() -> list[GivenFile]:
    files = ((each, each.read()) for each in request.files.getlist("file") if each.filename)
    return [GivenFile(" ".join((each.filename or "").split())[-_LONGEST_NAME:], data) for each, data in files]


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


def _copies(origins: Any, article_id: str) -> list[str]:
    return next((list(each.article_ids) for each in origins if article_id in each.article_ids), [])
