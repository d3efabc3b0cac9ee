"""Alerts: managing them, checking them for new entries, and sending their messages until they are accepted."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from compare.errors import ConflictError, InputError, NotFoundError
from compare.ports import Failed, Posted, Poster
from compare.services.activity import ActivityLog
from compare.services.alerts.signature import new_secret, signed_headers
from compare.services.clock import now as this_moment
from compare.services.clock import utc_now
from compare.services.stores.operations.activity import Activity
from compare.services.stores.operations.alerts import (
    INTERVALS,
    Alert,
    AlertQuery,
    AlertStore,
    Delivery,
    DeliveryKind,
    Pace,
)

MOST_ALERTS = 200
MOST_NAME = 100
MOST_ADDRESS = 2_000
ADDRESS = r"^https?://[!-~]+$"
MOST_ITEMS = 100
"""Maximum number of items in one message; it also states how many more there are."""

_ROWS = 500
"""Maximum number of log entries that are checked for one message."""
_LEASE_S = 120.0
"""How long a claim on an alert or message lasts: longer than a search or a request takes."""
_DELAYS = tuple(timedelta(seconds=each) for each in (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 24 * 3600))
"""Delays after the first attempt, the second and so on; after the last one, the message is dropped."""
_GONE = 410

Found = Callable[[AlertQuery, Sequence[Activity]], Sequence[Mapping[str, object]]]
"""Selects the log entries that match a query, and describes each by fields that JSON can represent."""


class Alerts:
    """Alerts over their store. Several processes can work at once; if one stops, another continues after a while."""

    def __init__(self, store: AlertStore, log: ActivityLog, now: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._log = log
        self._now = now or utc_now

    def add(self, name: str, url: str, query: AlertQuery, pace: Pace = "at once") -> Alert:
        """Create an alert for what is new from now on. Its secret is shown to users only once.

        Raises InputError for an invalid name, URL or query, and ConflictError if there are too many alerts.
        """
        name = " ".join("".join(each if each.isprintable() else " " for each in name).split())
        if not name or len(name) > MOST_NAME:
            raise InputError(f"Give the alert a name of 1 to {MOST_NAME} characters.")
        _check_address(url)
        if not query.on:
            raise InputError("Choose what the alert is about: articles, events, contested facts or revisions.")
        if pace not in INTERVALS:
            raise InputError(f"An alert is sent {', '.join(INTERVALS)}: choose one of these.")
        if len(self._store.all()) >= MOST_ALERTS:
            raise ConflictError(f"There are {MOST_ALERTS} alerts already: remove one first.")
        self._log.note()  # stored articles are not new, even if they have not been logged yet
        due = self._now() + INTERVALS[pace]
        alert = Alert(secrets.token_hex(8), name, url, new_secret(), query, pace, this_moment(), self._log.last(), due)
        self._store.put(alert)
        return alert

    def all(self) -> list[Alert]:
        """All alerts, by name."""
        return self._store.all()

    def get(self, alert_id: str) -> Alert:
        """Raises NotFoundError."""
        return self._store.get(alert_id)

    def deliveries(self, alert_id: str, limit: int = 100) -> list[Delivery]:
        """Sent and pending messages of an alert, latest first. Raises NotFoundError."""
        return self._store.deliveries(self.get(alert_id).id, limit)

    def remove(self, alert_id: str) -> None:
        """Delete an alert; nothing more is sent for it, including pending messages. Raises NotFoundError."""
        _found(self._store.drop(alert_id), alert_id)

    def pause(self, alert_id: str) -> None:
        """Pause an alert: nothing is sent until it is resumed. Raises NotFoundError."""
        _found(self._store.switch(alert_id, is_on=False), alert_id)

    def resume(self, alert_id: str) -> None:
        """Resume an alert for what is new from now on; pending messages are sent. Raises NotFoundError."""
        self._log.note()
        _found(self._store.switch(alert_id, is_on=True, seen=self._log.last()), alert_id)

    def renew(self, alert_id: str) -> Alert:
        """Replace the secret of an alert; the new one is shown to users only once. Raises NotFoundError."""
        _found(self._store.renew(alert_id, new_secret()), alert_id)
        return self.get(alert_id)

    def test(self, alert_id: str) -> Delivery:
        """Queue a test message without items, to be sent at once. Raises NotFoundError."""
        delivery = self._message(self.get(alert_id), [], "test")
        self._store.put_delivery(delivery)
        return delivery

    # -- background work

    def collect(self, found: Found) -> int:
        """Check every due alert for new entries; returns how many messages are to be sent.

        If the process dies, nothing is lost or reported twice: the position in the log is stored together with the
        message.
        """
        collected, last = 0, self._log.last()
        while alert := self._store.claim(self._now(), _LEASE_S, last):
            new = self._log.after(alert.seen, alert.query.on, _ROWS)
            is_all = len(new) < _ROWS
            items = found(alert.query, new)
            message = self._message(alert, items, "news") if items else None
            due = self._now() + INTERVALS[alert.pace] if is_all else self._now()
            kept = self._store.advance(alert, last if is_all else new[-1].number, due, message)
            collected += bool(kept and message)
        return collected

    def send_next(self, poster: Poster) -> Delivery | None:
        """Send the message that is due first, and store the result; None if none is due."""
        claimed = self._store.claim_delivery(self._now(), _LEASE_S)
        if claimed is None:
            return None
        delivery, alert = claimed
        body = delivery.body.encode()
        outcome = poster.post(alert.url, signed_headers(alert.secret, delivery.id, self._now(), body), body)
        told = self._after_attempt(delivery, outcome)
        self._store.update_delivery(told)
        if isinstance(outcome, Failed) and outcome.status == _GONE and delivery.kind == "news":
            self._store.switch(alert.id, is_on=False, problem=f"Switched off: {outcome.reason}.")
        return told

    def _after_attempt(self, delivery: Delivery, outcome: Posted | Failed) -> Delivery:
        attempts = delivery.attempts + 1
        if isinstance(outcome, Posted):
            return replace(delivery, state="delivered", attempts=attempts, due=None, status=outcome.status, problem="")
        told = replace(delivery, attempts=attempts, status=outcome.status, problem=outcome.reason)
        if not outcome.retry or attempts > len(_DELAYS) or delivery.kind == "test":
            return replace(told, state="failed", due=None)
        due = self._now() + _DELAYS[attempts - 1]
        return replace(told, due=max(due, outcome.not_before or due))

    def _message(self, alert: Alert, items: Sequence[Mapping[str, object]], kind: DeliveryKind) -> Delivery:
        made = self._now()
        told = {
            "type": f"parallax.{kind}",
            "timestamp": f"{made:%Y-%m-%dT%H:%M:%SZ}",
            "data": {
                "alert": {"id": alert.id, "name": alert.name},
                "items": list(items[:MOST_ITEMS]),
                "left_out": max(0, len(items) - MOST_ITEMS),
            },
        }
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return Delivery(0, f"msg_{secrets.token_hex(16)}", alert.id, kind, made, len(items), body, due=made)


def _check_address(url: str) -> None:
    if len(url) > MOST_ADDRESS or not re.fullmatch(ADDRESS, url):
        raise InputError(
            "The URL of a webhook must start with http:// or https:// and have at most "
            f"{MOST_ADDRESS:,} ASCII characters."
        )


def _found(there_was: bool, alert_id: str) -> None:
    if not there_was:
        raise NotFoundError(f"There is no alert “{alert_id[:80]}”.")
