"""The forms by which readers confirm, reject and add links between sentences; the same service calls as the API's."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError
from compare.services.service import Parallax
from web.api.requests.bodies import GivenLink, GivenLinkReview, validated
from web.pages.reviews import own_page
from web.server.permissions import check_may_change

links = Blueprint("links", __name__)


@links.post("/links/<link_id>/review")
def review(link_id: str) -> ResponseReturnValue:
    """Confirm, reject or take back, as the button says; then the page from which it came."""
    check_may_change(request, current_app.config["CHANGES"])
    form = {"articles": request.values.getlist("article"), "verdict": request.form.get("verdict") or None}
    given = validated(GivenLinkReview, form)
    _service().links.review(given.articles, link_id, given.verdict)
    return _back(link_id, request.args.get("at", ""))


@links.post("/links")
def add() -> ResponseReturnValue:
    """Link two sentences, which people count from 1."""
    check_may_change(request, current_app.config["CHANGES"])
    sides = [_side(name) for name in ("a", "b")]
    given = validated(GivenLink, dict(zip(("a", "b"), sides, strict=True)))
    made = _service().links.add((given.a.article, given.a.index), (given.b.article, given.b.index))
    return _back(made.id, f"p-{given.a.article}-{given.a.index}")


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


def _side(name: str) -> dict[str, object]:
    number = request.form.get(f"{name}_sentence", "").strip()
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 6):
        raise InputError("Enter one sentence number for each article. The numbers are shown before the sentences.")
    return {"article": request.form.get(name, ""), "index": int(number) - 1}


def _back(link_id: str, anchor: str) -> ResponseReturnValue:
    """The page that the form names, which says what was done, at a sentence."""
    address = own_page(request.form.get("back", ""))
    said = urlencode({"reviewed": link_id})
    fragment = f"#{anchor}" if anchor.replace("-", "").isalnum() else ""
    return redirect(f"{address}{'&' if '?' in address else '?'}{said}{fragment}", 303)
