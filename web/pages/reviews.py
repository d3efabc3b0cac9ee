"""The forms for reviewing differences and matches; they make the same service calls as the API."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError
from compare.model.match import Verdict
from web.api.requests.bodies import LinkInput, LinkReviewInput, ReviewInput, validated
from web.current import current_service
from web.server.permissions import check_may_change

reviews = Blueprint("reviews", __name__)

_PAGES = ("/events/", "/compare?", "/corrections", "/articles/", "/notebooks/")
"""Prefixes of the URLs to which a form may redirect."""
_VERDICTS: dict[str, Verdict | None] = {"": None, "confirmed": "confirmed", "dismissed": "dismissed"}


@reviews.post("/divergences/<divergence_id>/review")
@reviews.post("/divergences/<divergence_id>/judge")
def review(divergence_id: str) -> ResponseReturnValue:
    """Confirm or dismiss a difference, or undo that, depending on the button; then redirect to the page of the form."""
    check_may_change(request, current_app.config["CHANGES"])
    form = {"articles": request.form.getlist("article"), "verdict": request.form.get("verdict") or None}
    body = validated(ReviewInput, form)
    current_service().reviews.review(body.articles, divergence_id, body.verdict, waits=False)
    return redirect(own_page(request.form.get("back", "")), 303)


@reviews.post("/events/<event_id>/judge")
def review_in_event(event_id: str) -> ResponseReturnValue:
    """Review all differences of a card at once; the page then confirms this and offers an undo.

    Raises InputError if the form lacks a difference or a verdict.
    """
    check_may_change(request, current_app.config["CHANGES"])
    wanted = list(dict.fromkeys(request.form.getlist("finding")))
    said = request.form.get("verdict", "")
    if not wanted or said not in _VERDICTS:
        raise InputError("This request lacks a difference or a verdict. Use the buttons on the page.")
    current_service().reviews.review_in_event(event_id, wanted, _VERDICTS[said])
    return redirect(_with_message(own_page(request.form.get("back", "")), wanted[0]), 303)


def _with_message(back: str, judged: str) -> str:
    """The URL of the page, at its message about the divergence `judged`."""
    page = back.partition("#")[0]
    return f"{page}{'&' if '?' in page else '?'}{urlencode({'judged': judged})}#judged"


@reviews.post("/links/<link_id>/review")
def review_link(link_id: str) -> ResponseReturnValue:
    """Confirm or reject a match, or undo that, depending on the button; then redirect to the page of the form."""
    check_may_change(request, current_app.config["CHANGES"])
    form = {"articles": request.values.getlist("article"), "verdict": request.form.get("verdict") or None}
    body = validated(LinkReviewInput, form)
    current_service().links.review(body.articles, link_id, body.verdict)
    return _back(link_id, request.args.get("at", ""))


@reviews.post("/links")
def add_link() -> ResponseReturnValue:
    """Link two sentences by the numbers shown on the page, which count from 1. Raises InputError if one is not a
    number."""
    check_may_change(request, current_app.config["CHANGES"])
    sides = [_side(name) for name in ("a", "b")]
    body = validated(LinkInput, dict(zip(("a", "b"), sides, strict=True)))
    made = current_service().links.add((body.a.article, body.a.index), (body.b.article, body.b.index))
    return _back(made.id, f"p-{body.a.article}-{body.a.index}")


def _side(name: str) -> dict[str, object]:
    number = request.form.get(f"{name}_sentence", "").strip()
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 6):
        raise InputError("Enter one sentence number for each article. The numbers are shown before the sentences.")
    return {"article": request.form.get(name, ""), "index": int(number) - 1}


def _back(link_id: str, anchor: str) -> ResponseReturnValue:
    """Redirect to the page of the form, at a sentence; the page has a message about the link."""
    address = own_page(request.form.get("back", ""))
    said = urlencode({"reviewed": link_id})
    fragment = f"#{anchor}" if anchor.replace("-", "").isalnum() else ""
    return redirect(f"{address}{'&' if '?' in address else '?'}{said}{fragment}", 303)


def own_page(address: str) -> str:
    """The URL, if it is a page of this site with such forms. Raises InputError for any other."""
    parts = urlsplit(address)
    own = address.startswith(_PAGES) and not parts.netloc and "\\" not in address
    if not own or not address.isprintable():
        raise InputError("The page to return to is not on this site.")
    return address
