"""The JSON API, version 1: the same service calls as the pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError
from compare.match import Match
from compare.service import Parallax
from web import exporting, queries, resources
from web.changes import check_may_change
from web.queries import Place

api = Blueprint("api", __name__, url_prefix="/api/v1")


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


def _page(name: str, found: list[Any], limit: int, resource: Any, identity: Any) -> ResponseReturnValue:
    """One page of a list that was asked for `limit` + 1 of: with the cursor of the next if there is more."""
    shown = found[:limit]
    following = identity(shown[-1]) if len(found) > limit else None
    return jsonify({name: [resource(each) for each in shown], "next": following})


@api.get("/events")
def events() -> ResponseReturnValue:
    """Events, latest first, or those first that diverge most."""
    limit, where = queries.limit_of(request.args), queries.filter_of(request.args)
    after = queries.text_of(request.args, "after") or None
    kinds, order = queries.kinds_of(request.args), queries.order_of(request.args)
    found = _service().events(where, limit + 1, after, kinds, order)
    return _page("events", found, limit, resources.event_summary, lambda each: each.event.id)


@api.get("/events/<event_id>")
def event(event_id: str) -> ResponseReturnValue:
    """One event with its comparison."""
    return jsonify(resources.event(*_service().event(event_id)))


@api.get("/articles")
def articles() -> ResponseReturnValue:
    """Articles, latest first."""
    limit = queries.limit_of(request.args)
    after = queries.text_of(request.args, "after") or None
    found = _service().articles(queries.filter_of(request.args), limit + 1, after)
    return _page("articles", found, limit, resources.article, lambda each: each.id)


@api.get("/articles/<article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article with its text and passages."""
    return jsonify(resources.article_view(_service().article(article_id)))


@api.get("/articles/<article_id>/revisions")
def revisions(article_id: str) -> ResponseReturnValue:
    """All revisions of an article with their texts, the current one last."""
    found = _service().history(article_id)
    return jsonify({"revisions": [resources.article(each, text=True) for each in found]})


@api.get("/compare")
def compare() -> ResponseReturnValue:
    """The comparison of articles that are held."""
    return jsonify(resources.comparison(_service().compare(request.args.getlist("article"))))


@api.post("/compare")
def compare_texts() -> ResponseReturnValue:
    """The comparison of articles in the body; nothing is stored."""
    articles = queries.given_articles(queries.json_of(request))
    return jsonify(resources.comparison(_service().compare_texts(articles)))


@api.get("/corrections")
def corrections() -> ResponseReturnValue:
    """What people did to events, the latest first."""
    found = _service().corrections(queries.limit_of(request.args))
    return jsonify({"corrections": [resources.correction(each) for each in found]})


@api.post("/corrections")
def correct() -> ResponseReturnValue:
    """Merge events, split one, or move articles."""
    check_may_change(request, current_app.config["CHANGES"])
    wanted = queries.given_correction(queries.json_of(request))
    if wanted.kind == "merge":
        made = _service().merge(wanted.events)
    elif wanted.kind == "split":
        made = _service().split(wanted.event, wanted.articles)
    else:
        made = _service().move(wanted.articles, wanted.event)
    return jsonify(resources.correction(made)), 201


@api.post("/corrections/<int:number>/undo")
def undo(number: int) -> ResponseReturnValue:
    """Take a correction back."""
    check_may_change(request, current_app.config["CHANGES"])
    _service().undo(number)
    return jsonify({"undone": number})


@api.get("/divergences")
def divergences() -> ResponseReturnValue:
    """Every divergence of an event, or of articles, as JSON, JSON Lines or CSV: complete, never capped."""
    event_id, article_ids = request.args.get("event"), request.args.getlist("article")
    if bool(event_id) == bool(article_ids):
        raise InputError("Name an event, or two articles or more.")
    compared = _service().event(event_id)[1] if event_id else _service().compare(article_ids)
    rows = exporting.findings(compared)
    wanted = queries.format_of(request)
    if wanted == "csv":
        answer = Response(exporting.as_csv(rows), mimetype="text/csv")
        answer.headers["Content-Disposition"] = "attachment; filename=divergences.csv"
    elif wanted == "jsonl":
        answer = Response(exporting.as_jsonl(rows), mimetype="application/jsonl")
    else:
        answer = jsonify({"divergences": rows})
    answer.vary.add("Accept")
    return answer


@api.get("/judgements")
def judgements() -> ResponseReturnValue:
    """What readers said of divergences, the latest first."""
    found = _service().judgements(queries.limit_of(request.args))
    return jsonify({"judgements": [resources.judgement(each) for each in found]})


@api.put("/divergences/<divergence_id>")
def judge(divergence_id: str) -> ResponseReturnValue:
    """Confirm or dismiss a divergence, or take that back."""
    check_may_change(request, current_app.config["CHANGES"])
    given = queries.given_judgement(queries.json_of(request))
    divergence = _service().judge(given.articles, divergence_id, given.verdict)
    return jsonify({"id": divergence_id, "verdict": divergence.verdict})


@api.get("/search")
def search() -> ResponseReturnValue:
    """Passages that say what `q` says."""
    query = queries.required(request.args, "q")
    hits = _service().search(query, queries.filter_of(request.args), queries.limit_of(request.args))
    return jsonify(resources.search(query, hits))


@api.get("/matches")
def matches() -> ResponseReturnValue:
    """All matches of an article with the others of its event; or those of an event, page by page."""
    if event_id := request.args.get("event"):
        return _matches_of_event(event_id)
    found = _service().matches(queries.required(request.args, "article"))
    return jsonify({"matches": [resources.match(each) for each in found]})


def _matches_of_event(event_id: str) -> ResponseReturnValue:
    """In an order that no new article changes: `after` is the place of the last one seen, whatever has come since."""
    limit = queries.limit_of(request.args)
    after = queries.place_of(request.args)
    every = sorted(_service().event(event_id)[1].matches, key=_place)
    found = [each for each in every if after is None or _place(each) > after]
    return _page("matches", found[: limit + 1], limit, resources.match, lambda each: ".".join(map(str, _place(each))))


def _place(match: Match) -> Place:
    return (match.a.article_id, match.a.index, match.b.article_id, match.b.index)


@api.get("/outlets")
def outlets() -> ResponseReturnValue:
    """All outlets."""
    return jsonify({"outlets": [resources.outlet(each) for each in _service().outlets()]})
