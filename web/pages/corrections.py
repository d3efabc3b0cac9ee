"""The list of corrections and reviews, and the forms that correct events with the same service calls as the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.comparison.reviews.links import LinkReview
from compare.errors import InputError, NotFoundError
from compare.model.article import Article
from compare.model.event import Correction
from compare.services.service import Parallax
from compare.services.stores.reviews import Review
from web.current import current_service
from web.server.permissions import check_may_change
from web.views.page import Page

correcting = Blueprint("correcting", __name__)

_SHOWN = 100
_NAMED = 5  # articles of a correction


@dataclass(frozen=True, slots=True)
class CorrectionContext:
    """A correction in the list.

    `events` are the ids and titles of the events that it changed (None: the event no longer exists). `articles` is the
    number of articles that it moved to another event, and `moved` are the first of them.
    """

    correction: Correction
    events: tuple[tuple[str, str | None], ...]
    moved: tuple[Article, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class LinkReviewContext:
    """A review of a match in the list: `sides` are its passages, each with its article (None: removed since then)."""

    review: LinkReview
    sides: tuple[tuple[Article | None, str], ...]


@dataclass(frozen=True, slots=True)
class CorrectionsPage(Page):
    """What users changed, newest first.

    `corrections` are changes to the grouping, `links` reviews of matches, and `reviews` reviews of differences.
    """

    template: ClassVar[str] = "corrections.html"
    corrections: Sequence[CorrectionContext]
    links: Sequence[LinkReviewContext]
    reviews: Sequence[Review]


@correcting.get("/corrections")
def corrections() -> ResponseReturnValue:
    """The latest corrections of events, reviews of matches and reviews of differences."""
    service = current_service()
    return CorrectionsPage(
        corrections=[_shown(each) for each in service.corrections.page(_SHOWN)],
        links=[_link(each) for each in service.links.list(_SHOWN)],
        reviews=service.reviews.page(_SHOWN),
        twin=f"/api/v1/corrections?limit={_SHOWN}",
    ).render()


@correcting.post("/events/<event_id>/correct")
def correct(event_id: str) -> ResponseReturnValue:
    """Split, move or merge, depending on the button; then redirect to the resulting event.

    Raises InputError if the form is incomplete, ConflictError if it would change nothing or empty an event, and
    NotFoundError if an event or article is gone.
    """
    check_may_change(request, current_app.config["CHANGES"])
    chosen, into = request.form.getlist("article"), request.form.get("into", "")
    wanted = request.form.get("do", "")
    if wanted in {"move", "merge"} and not into:
        raise InputError("Choose the other event first, then try again.")
    if wanted == "split":
        made = current_service().corrections.split(event_id, chosen)
    elif wanted == "move":
        made = current_service().corrections.move(chosen, into)
    elif wanted == "merge":
        made = current_service().corrections.merge([event_id, into])
    else:
        raise InputError("Choose an action: split, move or merge.")
    return redirect(f"/events/{made.event_ids[0]}?corrected={made.number}", 303)


@correcting.post("/corrections/<int:number>/undo")
def undo(number: int) -> ResponseReturnValue:
    """Undo a correction; then redirect to the list. Raises ConflictError if it cannot be undone."""
    check_may_change(request, current_app.config["CHANGES"])
    current_service().corrections.undo(number)
    return redirect("/corrections", 303)


def _shown(correction: Correction) -> CorrectionContext:
    view = current_service()
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
    service = current_service()
    return LinkReviewContext(review, tuple((_held(service, id_), text) for id_, text in (review.a, review.b)))


def _held(view: Parallax, article_id: str) -> Article | None:
    """The article, or None if it has been removed since then."""
    try:
        return view.article(article_id).article
    except NotFoundError:
        return None
