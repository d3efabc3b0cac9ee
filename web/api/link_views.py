"""JSON API for links between sentences: users confirm, reject and add them."""

from __future__ import annotations

from flask import Response

from web.api import records, schemas
from web.api.blueprint import answers, api
from web.api.requests import bodies, parameters
from web.api.requests.types import Paged
from web.api.responses import cut, listed, one
from web.api.write_views import check_permission
from web.current import current_service


@api.get("/links", responses=answers(schemas.LinkReviewList))
def link_reviews(query: Paged) -> Response:
    """Reviewed and added matches, latest first."""
    found = current_service().links.list(query.limit + 1, query.after or None)
    shown, following = cut(found, query.limit, lambda each: each.id)
    return listed(schemas.LinkReviewList(links=[records.link_review(each) for each in shown], next=following))


@api.post("/links", responses=answers(schemas.LinkReview, 201))
def add_link(body: bodies.LinkInput) -> Response:
    """Link two sentences of two articles; facts, totals and coverage are updated."""
    check_permission()
    made = current_service().links.add((body.a.article, body.a.index), (body.b.article, body.b.index))
    return one(records.link_review(made), 201)


@api.put("/links/<link_id>", responses=answers(schemas.LinkReviewed))
def review_link(path: parameters.LinkPath, body: bodies.LinkReviewInput) -> Response:
    """Confirm or reject a match, or withdraw (null) a review or an added link."""
    check_permission()
    current_service().links.review(body.articles, path.link_id, body.verdict)
    return one(schemas.LinkReviewed(id=path.link_id, verdict=body.verdict))
