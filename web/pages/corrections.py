"""The pages by which people correct events; the same service calls as the API and the command."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from compare.comparison.reviews.links import LinkReview
from compare.errors import InputError, NotFoundError
from compare.model.article import Article
from compare.model.event import Correction
from compare.services.service import Parallax
from web.server.permissions import check_may_change

correcting = Blueprint("correcting", __name__)

_SHOWN = 100
_NAMED = 5  # articles of a correction


@dataclass(frozen=True, slots=True)
class CorrectionContext:
    """A correction in the list: the events that it touched with their titles (None: ended), and the articles it moved.

    `moved` are the first of the articles that stand in another event than before, by outlet and title, of `articles`.
    """

    correction: Correction
    events: tuple[tuple[str, str | None], ...]
    moved: tuple[Article, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class LinkReviewContext:
    """What a reader said of a link in the list: the passages of both sides, each with its article (None: removed)."""

    review: LinkReview
    sides: tuple[tuple[Article | None, str], ...]


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@correcting.get("/corrections")
def corrections() -> ResponseReturnValue:
    """What people did to events, and what readers said of matches and divergences."""
    service = _service()
    return render_template(
        "corrections.html",
        corrections=[_shown(each) for each in service.corrections.page(_SHOWN)],
        links=[_link(each) for each in service.links.list(_SHOWN)],
        reviews=service.reviews.page(_SHOWN),
        twin=f"/api/v1/corrections?limit={_SHOWN}",
    )


@correcting.post("/events/<event_id>/correct")
def correct(event_id: str) -> ResponseReturnValue:
    """Split, move or merge, as the button says; then the event that it led to."""
    check_may_change(request, current_app.config["CHANGES"])
    chosen, into = request.form.getlist("article"), request.form.get("into", "")
    wanted = request.form.get("do", "")
    if wanted in {"move", "merge"} and not into:
        raise InputError("Choose the other event first, then try again.")
    if wanted == "split":
        made = _service().corrections.split(event_id, chosen)
    elif wanted == "move":
        made = _service().corrections.move(chosen, into)
    elif wanted == "merge":
        made = _service().corrections.merge([event_id, into])
    else:
        raise InputError("Choose an action: split, move or merge.")
    return redirect(f"/events/{made.event_ids[0]}?corrected={made.number}", 303)


@correcting.post("/corrections/<int:number>/undo")
def undo(number: int) -> ResponseReturnValue:
    """Take a correction back; then the list of corrections."""
    check_may_change(request, current_app.config["CHANGES"])
    _service().corrections.undo(number)
    return redirect("/corrections", 303)


def _shown(correction: Correction) -> CorrectionContext:
    view = _service()
    titles = {each.id: each.title for each in view.titles(correction.event_ids)}
    before = {each.article_id: each.event_id for each in correction.before}
    moved = [each.article_id for each in correction.after if before.get(each.article_id) != each.event_id]
    return CorrectionContext(
        correction,
        tuple((each, titles.get(each)) for each in correction.event_ids),
        tuple(filter(None, (_held(view, each) for each in moved[:_NAMED]))),
        len(moved),
    )


def _link(review: LinkReview) -> LinkReviewContext:
    service = _service()
    return LinkReviewContext(review, tuple((_held(service, id_), text) for id_, text in (review.a, review.b)))


def _held(view: Parallax, article_id: str) -> Article | None:
    """The article, unless it was removed since."""
    try:
        return view.article(article_id).article
    except NotFoundError:
        return None
