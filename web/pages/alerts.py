"""The pages of alerts: make one from a search or a filter, test it, pause it, and see what was sent.

The address of a webhook may be a secret itself, so that only who may change things sees them.
"""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from compare.errors import ParallaxError
from compare.services.service import Parallax
from compare.services.stores.activity import ActivityKind
from compare.services.stores.alerts import INTERVALS, Alert, AlertQuery, Pace
from web.pages import queries
from web.pages.outlets import offered
from web.server.permissions import check_may_change

alerts = Blueprint("alerts", __name__, url_prefix="/alerts")

KINDS: dict[ActivityKind, str] = {
    "article": "new articles",
    "event": "new events",
    "fact": "contested facts",
    "revision": "changed texts",
}
_MOST_SUGGESTED = 60  # characters of a search in the name of its alert
_LOOK_AGAIN_S = 2


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@alerts.before_request
def _check() -> None:
    check_may_change(request, current_app.config["CHANGES"])


@alerts.app_template_filter("alert_kind")
def _kind(kind: ActivityKind) -> str:
    return KINDS[kind]


@alerts.app_template_filter("host")
def _host(url: str) -> str:
    """The host of an address alone: what is behind it may be a secret."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@alerts.get("")
def listing() -> ResponseReturnValue:
    """All alerts."""
    return render_template("alerts.html", alerts=_service().alerts.all(), twin="/api/v1/alerts")


@alerts.get("/new")
def form() -> ResponseReturnValue:
    """The form for a new alert, filled in with the search or the filter of the page that led here."""
    return _form(request.args)


@alerts.post("")
def make() -> ResponseReturnValue:
    """Make an alert; the page shows its secret. A problem shows the form again, with what was typed."""
    given = request.form
    try:
        pace: Pace = next((each for each in INTERVALS if each == given.get("pace")), "at once")
        made = _service().alerts.add(given.get("name", ""), given.get("url", "").strip(), _query(given), pace)
    except ParallaxError as error:
        return _form(given, str(error)), 400
    return _page(made, made.secret), 201


@alerts.get("/<alert_id>")
def alert(alert_id: str) -> ResponseReturnValue:
    """An alert and what was sent for it; while a test is under way, the page looks again by itself."""
    found = _service().alerts.get(alert_id)
    waits = any(each.kind == "test" and each.state == "waiting" for each in _service().alerts.deliveries(alert_id, 5))
    return _page(found), {"Refresh": str(_LOOK_AGAIN_S)} if waits else {}


@alerts.post("/<alert_id>/test")
def test(alert_id: str) -> ResponseReturnValue:
    """Send a message that tells of nothing."""
    _service().alerts.test(alert_id)
    current_app.extensions["notifier"].wake()
    return redirect(f"/alerts/{alert_id}", 303)


@alerts.post("/<alert_id>/pause")
def pause(alert_id: str) -> ResponseReturnValue:
    """Send nothing for now."""
    _service().alerts.pause(alert_id)
    return redirect(f"/alerts/{alert_id}", 303)


@alerts.post("/<alert_id>/resume")
def resume(alert_id: str) -> ResponseReturnValue:
    """Send again what is new from now on."""
    _service().alerts.go_on(alert_id)
    return redirect(f"/alerts/{alert_id}", 303)


@alerts.post("/<alert_id>/secret")
def renew(alert_id: str) -> ResponseReturnValue:
    """Another secret, which the page shows."""
    renewed = _service().alerts.renew(alert_id)
    return _page(renewed, renewed.secret)


@alerts.post("/<alert_id>/remove")
def remove(alert_id: str) -> ResponseReturnValue:
    """Send nothing any more."""
    _service().alerts.remove(alert_id)
    return redirect("/alerts", 303)


def _page(alert: Alert, secret: str = "") -> str:
    deliveries = _service().alerts.deliveries(alert.id)
    return render_template(
        "alert.html", alert=alert, secret=secret, deliveries=deliveries, twin=f"/api/v1/alerts/{alert.id}"
    )


def _form(given: queries.Arguments, problem: str = "") -> str:
    query = queries.text_of(given, "q")
    return render_template(
        "alert_new.html",
        given=given,
        problem=problem,
        suggested=query[:_MOST_SUGGESTED],
        kinds=KINDS,
        on=given.getlist("on") or (["article"] if query else ["event", "fact"]),
        outlets=offered(_service().outlets.held(), given.getlist("outlet")),
        chosen=queries.filter_of(given).outlets if not problem else given.getlist("outlet"),
        paces=list(INTERVALS),
    )


def _query(given: queries.Arguments) -> AlertQuery:
    """Raises InputError for a date or a kind of difference that is none."""
    where = queries.filter_of(given)
    on = tuple(each for each in get_args(ActivityKind) if each in given.getlist("on"))
    return AlertQuery(
        on,
        queries.text_of(given, "q"),
        where.outlets,
        tuple(queries.about_of(given)),
        where.since,
        where.until,
        tuple(queries.kinds_of(given)),
        bool(given.get("silent")),
    )
