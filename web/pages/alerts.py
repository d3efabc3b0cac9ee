"""The pages of alerts: create one from a search or a filter, test it, pause it, and see what was sent.

The URL of a webhook may itself be a secret, so these pages are shown only to those who may change things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, get_args
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import ParallaxError
from compare.ports import OutletCount
from compare.services.stores.operations.activity import ActivityKind
from compare.services.stores.operations.alerts import INTERVALS, Alert, AlertQuery, Delivery, Pace
from web.current import current_service
from web.pages import queries
from web.pages.outlets import offered
from web.server.permissions import check_may_change
from web.views.page import Page

alerts = Blueprint("alerts", __name__, url_prefix="/alerts")

KINDS: dict[ActivityKind, str] = {
    "article": "new articles",
    "event": "new events",
    "fact": "contested facts",
    "revision": "changed texts",
}
_MOST_SUGGESTED = 60  # characters of a search in the name of its alert
_LOOK_AGAIN_S = 2


@dataclass(frozen=True, slots=True)
class AlertsPage(Page):
    """All `alerts`."""

    template: ClassVar[str] = "alerts.html"
    alerts: Sequence[Alert]


@dataclass(frozen=True, slots=True)
class AlertPage(Page):
    """One `alert` and its `deliveries`, latest first; `secret` is its new signing secret ("": none was just
    created)."""

    template: ClassVar[str] = "alert.html"
    alert: Alert
    secret: str
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class NewAlertPage(Page):
    """The form for a new alert.

    `form` are the submitted fields, or the arguments of the page that linked here, and `problem` is why no alert was
    created ("": no problem). `suggested` is a name for the alert. The form lists `kinds` of items (those in `on` are
    checked), `outlets` (those in `chosen`, by id, are selected) and `paces`.
    """

    template: ClassVar[str] = "alert_new.html"
    form: queries.Arguments
    problem: str
    suggested: str
    kinds: Mapping[ActivityKind, str]
    on: Sequence[str]
    outlets: Sequence[OutletCount]
    chosen: Sequence[str]
    paces: Sequence[Pace]


@alerts.before_request
def _check() -> None:
    check_may_change(request, current_app.config["CHANGES"])


@alerts.app_template_filter("alert_kind")
def _kind(kind: ActivityKind) -> str:
    return KINDS[kind]


@alerts.app_template_filter("host")
def _host(url: str) -> str:
    """The host of a URL, or "" if it has none; the rest of it may be a secret."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@alerts.get("")
def listing() -> ResponseReturnValue:
    """All alerts."""
    return AlertsPage(current_service().alerts.all(), twin="/api/v1/alerts").render()


@alerts.get("/new")
def form() -> ResponseReturnValue:
    """The form for a new alert, filled in with the search or filter of the page that linked here.

    Raises InputError if a date of that filter is invalid.
    """
    return _form(request.args)


@alerts.post("")
def make() -> ResponseReturnValue:
    """Create an alert and show its secret; in case of an error, show the form again with its contents."""
    form = request.form
    try:
        pace: Pace = next((each for each in INTERVALS if each == form.get("pace")), "at once")
        made = current_service().alerts.add(form.get("name", ""), form.get("url", "").strip(), _query(form), pace)
    except ParallaxError as error:
        return _form(form, str(error)), 400
    return _page(made, made.secret), 201


@alerts.get("/<alert_id>")
def alert(alert_id: str) -> ResponseReturnValue:
    """An alert and its messages; the page refreshes while a test is under way. Raises NotFoundError."""
    stored = current_service().alerts
    found = stored.get(alert_id)
    waits = any(each.kind == "test" and each.state == "waiting" for each in stored.deliveries(alert_id, 5))
    return _page(found), {"Refresh": str(_LOOK_AGAIN_S)} if waits else {}


@alerts.post("/<alert_id>/test")
def test(alert_id: str) -> ResponseReturnValue:
    """Send a test message, which has no items."""
    current_service().alerts.test(alert_id)
    current_app.extensions["notifier"].wake()
    return redirect(f"/alerts/{alert_id}", 303)


@alerts.post("/<alert_id>/pause")
def pause(alert_id: str) -> ResponseReturnValue:
    """Pause an alert."""
    current_service().alerts.pause(alert_id)
    return redirect(f"/alerts/{alert_id}", 303)


@alerts.post("/<alert_id>/resume")
def resume(alert_id: str) -> ResponseReturnValue:
    """Resume an alert, for items that are new from now on."""
    current_service().alerts.resume(alert_id)
    return redirect(f"/alerts/{alert_id}", 303)


@alerts.post("/<alert_id>/secret")
def renew(alert_id: str) -> ResponseReturnValue:
    """Replace the secret of an alert and show the new one."""
    renewed = current_service().alerts.renew(alert_id)
    return _page(renewed, renewed.secret)


@alerts.post("/<alert_id>/remove")
def remove(alert_id: str) -> ResponseReturnValue:
    """Delete an alert."""
    current_service().alerts.remove(alert_id)
    return redirect("/alerts", 303)


def _page(alert: Alert, secret: str = "") -> str:
    deliveries = current_service().alerts.deliveries(alert.id)
    return AlertPage(alert, secret, deliveries, twin=f"/api/v1/alerts/{alert.id}").render()


def _form(form: queries.Arguments, problem: str = "") -> str:
    query = queries.text_of(form, "q")
    return NewAlertPage(
        form=form,
        problem=problem,
        suggested=query[:_MOST_SUGGESTED],
        kinds=KINDS,
        on=form.getlist("on") or (["article"] if query else ["event", "fact"]),
        outlets=offered(current_service().outlets.held(), form.getlist("outlet")),
        chosen=queries.filter_of(form).outlets if not problem else form.getlist("outlet"),
        paces=list(INTERVALS),
    ).render()


def _query(form: queries.Arguments) -> AlertQuery:
    """The query that the form describes. Raises InputError for an invalid date or kind of difference."""
    where = queries.filter_of(form)
    on = tuple(each for each in get_args(ActivityKind) if each in form.getlist("on"))
    return AlertQuery(
        on,
        queries.text_of(form, "q"),
        where.outlets,
        tuple(queries.about_of(form)),
        where.since,
        where.until,
        tuple(queries.kinds_of(form)),
        bool(form.get("silent")),
    )
