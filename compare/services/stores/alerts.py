"""Alerts, what they wait for, and what was sent for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from compare.model.match import Kind
from compare.model.moment import Moment
from compare.services.stores.activity import ActivityKind

Pace = Literal["at once", "hourly", "daily"]
DeliveryState = Literal["waiting", "delivered", "failed"]
DeliveryKind = Literal["news", "test"]

INTERVALS: dict[Pace, timedelta] = {"at once": timedelta(), "hourly": timedelta(hours=1), "daily": timedelta(days=1)}
"""How long an alert gathers what is new before it sends a digest of it."""


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What an alert waits for: things of these kinds that fit a search (`q`, "" for none) and a filter.

    `outlets` are ids, `about` what is said of outlets (see `Outlets.narrowed`), `differences` the kinds of divergence
    that an event or a fact must have; each is empty for any. `silent`: of revisions only those that tell of no change.
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

    `seen` is the number in the activity log up to which it was looked through, `due` when it is looked through next at
    the earliest (UTC); `problem` is why it was switched off, "" as long as it is on or a person paused it.
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
    """One message for a webhook and how it fared; `id` stays the same in every attempt, so that it counts once.

    `items` is how many things it tells of, `status` that of the last answer, `due` when it is tried (again), in UTC.
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
    """Keeps alerts and their deliveries; part of the catalogue."""

    def put(self, alert: Alert) -> None:
        """Keep a new alert."""
        ...

    def switch(self, alert_id: str, is_on: bool, problem: str = "", seen: int | None = None) -> bool:
        """Switch an alert on or off; what came up to number `seen` is passed over. False if there is none."""
        ...

    def renew(self, alert_id: str, secret: str) -> bool:
        """Give an alert another secret; False if there is none of that id."""
        ...

    def all(self) -> list[Alert]:
        """All alerts, by name."""
        ...

    def get(self, alert_id: str) -> Alert:
        """Raises NotFoundError."""
        ...

    def drop(self, alert_id: str) -> bool:
        """Forget an alert with its deliveries; False if there is none of that id."""
        ...

    def claim(self, now: datetime, lease_s: float, last: int) -> Alert | None:
        """An alert that is on, due, and behind number `last` of the log; nobody else gets it for so many seconds."""
        ...

    def advance(self, alert: Alert, seen: int, due: datetime, delivery: Delivery | None) -> bool:
        """Keep up to where an alert was looked through, with what is to be sent: both or neither.

        False, and nothing kept, if it was changed, removed or looked through by another process since it was claimed.
        """
        ...

    def put_delivery(self, delivery: Delivery) -> None:
        """Keep a message to be sent; of those that are done only the last hundred of an alert stay."""
        ...

    def deliveries(self, alert_id: str, limit: int) -> list[Delivery]:
        """Those of an alert, the latest first."""
        ...

    def claim_delivery(self, now: datetime, lease_s: float) -> tuple[Delivery, Alert] | None:
        """A message that is due, of an alert that is on (or a test of any), which nobody else gets for so long."""
        ...

    def tell_delivery(self, delivery: Delivery) -> None:
        """Keep how an attempt fared."""
        ...
