"""Alerts, their queries, and their deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from compare.model.match import Kind
from compare.model.moment import Moment
from compare.services.stores.operations.activity import ActivityKind

Pace = Literal["at once", "hourly", "daily"]
DeliveryState = Literal["waiting", "delivered", "failed"]
DeliveryKind = Literal["news", "test"]

INTERVALS: dict[Pace, timedelta] = {"at once": timedelta(), "hourly": timedelta(hours=1), "daily": timedelta(days=1)}
"""How long an alert collects entries before it sends a digest of them."""


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What an alert reports: log entries of the kinds `on` that match a search (`q`, "" for none) and a filter.

    `outlets` are ids, `about` are facts about outlets (see `Outlets.narrowed`), `differences` are the kinds of
    divergence that an event or a fact must have; empty means any. With `silent`, only revisions whose text does not
    mention the change are reported.
    """

    on: tuple[ActivityKind, ...]
    q: str = ""
    outlets: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    since: Moment | None = None
    until: Moment | None = None
    differences: tuple[Kind, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search or filter with its webhook.

    `seen` is the last number of the activity log that was checked, `due` is the earliest time of the next check (UTC).
    `problem` says why the alert was switched off; it is "" if it is on or a user paused it.
    """

    id: str
    name: str
    url: str
    secret: str
    query: AlertQuery
    pace: Pace
    made: Moment
    seen: int
    due: datetime
    is_on: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for a webhook and the state of its delivery; every attempt has the same `id`, so receivers can drop
    repeats.

    `items` is the number of entries that it reports, `status` the HTTP status of the last response, `due` the time of
    the next attempt (UTC).
    """

    number: int
    id: str
    alert_id: str
    kind: DeliveryKind
    made: datetime
    items: int
    body: str
    state: DeliveryState = "waiting"
    attempts: int = 0
    due: datetime | None = None
    status: int | None = None
    problem: str = ""


class AlertStore(Protocol):
    """Stores alerts and their deliveries; part of the catalogue."""

    def put(self, alert: Alert) -> None:
        """Store a new alert."""
        ...

    def switch(self, alert_id: str, is_on: bool, problem: str = "", seen: int | None = None) -> bool:
        """Switch an alert on or off; entries up to number `seen` are skipped. False if there is no such alert."""
        ...

    def renew(self, alert_id: str, secret: str) -> bool:
        """Replace the secret of an alert. False if there is no such alert."""
        ...

    def all(self) -> list[Alert]:
        """All alerts, by name."""
        ...

    def get(self, alert_id: str) -> Alert:
        """Raises NotFoundError."""
        ...

    def drop(self, alert_id: str) -> bool:
        """Delete an alert and its deliveries. False if there is no such alert."""
        ...

    def claim(self, now: datetime, lease_s: float, last: int) -> Alert | None:
        """Claim an alert that is on, due, and has not checked entry `last`, for `lease_s` seconds; None if there is
        none.
        """
        ...

    def advance(self, alert: Alert, seen: int, due: datetime, delivery: Delivery | None) -> bool:
        """Store how far an alert was checked together with its message, if any: both or neither.

        False, and nothing is stored, if the alert was changed, removed or checked by another process after it was
        claimed.
        """
        ...

    def put_delivery(self, delivery: Delivery) -> None:
        """Store a message to be sent. Of the finished messages of an alert, only the last hundred are kept."""
        ...

    def deliveries(self, alert_id: str, limit: int) -> list[Delivery]:
        """The messages of an alert, latest first."""
        ...

    def claim_delivery(self, now: datetime, lease_s: float) -> tuple[Delivery, Alert] | None:
        """Claim a due message of an alert that is on (or a test message of any alert) for `lease_s` seconds; None if
        there is none.
        """
        ...

    def update_delivery(self, delivery: Delivery) -> None:
        """Store the result of an attempt."""
        ...
