"""Alerts and their messages for the JSON API and `--json`."""

from __future__ import annotations

from datetime import datetime

from compare.services.stores.operations import alerts
from web.api import schemas


def alert_resource(each: alerts.Alert) -> schemas.Alert:
    """An alert, without its secret."""
    query = each.query
    return schemas.Alert(
        id=each.id,
        name=each.name,
        url=each.url,
        on=list(query.on),
        q=query.q,
        outlet=list(query.outlets),
        about=list(query.about),
        since=query.since and query.since.isoformat(),
        until=query.until and query.until.isoformat(),
        kind=list(query.differences),
        silent=query.silent,
        pace=each.pace,
        made=each.made.isoformat(),
        active=each.is_on,
        problem=each.problem,
    )


def delivery_resource(each: alerts.Delivery) -> schemas.Delivery:
    """A message of an alert and its delivery."""
    return schemas.Delivery(
        id=each.id,
        kind=each.kind,
        made=_time(each.made),
        items=each.items,
        state=each.state,
        attempts=each.attempts,
        due=_time(each.due) if each.due else None,
        status=each.status,
        problem=each.problem,
    )


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
