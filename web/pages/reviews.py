"""The form by which readers confirm or dismiss a divergence; the same service call as the API's."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError
from compare.model.match import Verdict
from compare.services.service import Parallax
from web.api.requests.bodies import GivenReview, validated
from web.server.permissions import check_may_change

reviews = Blueprint("reviews", __name__)

_PAGES = ("/events/", "/compare?", "/corrections", "/articles/", "/notebooks/")
"""Beginnings of the addresses to which a form may lead back."""
_VERDICTS: dict[str, Verdict | None] = {"": None, "confirmed": "confirmed", "dismissed": "dismissed"}


@reviews.post("/divergences/<divergence_id>/review")
@reviews.post("/divergences/<divergence_id>/judge")
def review(divergence_id: str) -> ResponseReturnValue:
    """Confirm, dismiss or withdraw, as the button says; then redirect to the page of the form."""
    check_may_change(request, current_app.config["CHANGES"])
    form = {"articles": request.form.getlist("article"), "verdict": request.form.get("verdict") or None}
    given = validated(GivenReview, form)
    service: Parallax = current_app.extensions["parallax"]
    service.reviews.review(given.articles, divergence_id, given.verdict, waits=False)
    return redirect(own_page(request.form.get("back", "")), 303)


@reviews.post("/events/<event_id>/judge")
def review_in_event(event_id: str) -> ResponseReturnValue:
    """The same for all differences of a card at once; the page then says what was done, and how to undo it."""
    check_may_change(request, current_app.config["CHANGES"])
    wanted = list(dict.fromkeys(request.form.getlist("finding")))
    said = request.form.get("verdict", "")
    if not wanted or said not in _VERDICTS:
        raise InputError("This request names no difference or no verdict. Use the buttons on the page.")
    service: Parallax = current_app.extensions["parallax"]
    service.reviews.review_in_event(event_id, wanted, _VERDICTS[said])
    return redirect(_told(own_page(request.form.get("back", "")), wanted[0]), 303)


def _told(back: str, judged: str) -> str:
    """The page with what was judged, at the place where it says so."""
    page = back.partition("#")[0]
    return f"{page}{'&' if '?' in page else '?'}{urlencode({'judged': judged})}#judged"


def own_page(address: str) -> str:
    """The address if it is one of this site's pages. Raises InputError for any other."""
    parts = urlsplit(address)
    own = address.startswith(_PAGES) and not parts.netloc and "\\" not in address
    if not own or not address.isprintable():
        raise InputError("The page to return to is not on this site.")
    return address
