"""Alerts and their messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, delete, or_, select, update

from compare.errors import NotFoundError
from compare.model.moment import Moment
from compare.services.stores.operations.alerts import Alert, AlertQuery, Delivery
from indexes.storage.sql.database import Store
from indexes.storage.sql.schema import alert_deliveries, alerts
from indexes.storage.sql.timestamps import time_of
from indexes.storage.sql.upsert import insert

_KEPT = 100  # finished messages of an alert


class AlertRows(Store):
    """Implements `compare.services.stores.operations.alerts.AlertStore`."""

    def put(self, alert: Alert) -> None:
        """As `AlertStore.put`."""
        values = {
            "id": alert.id,
            "name": alert.name,
            "url": alert.url,
            "secret": alert.secret,
            "query": _query_text(alert.query),
            "pace": alert.pace,
            "made": alert.made.isoformat(),
            "seen": alert.seen,
            "due": alert.due.timestamp(),
            "leased": 0.0,
            "is_on": int(alert.is_on),
            "problem": alert.problem,
        }
        with self._database.writing() as connection:
            connection.execute(insert(connection, alerts).values(values))

    def switch(self, alert_id: str, is_on: bool, problem: str = "", seen: int | None = None) -> bool:
        """As `AlertStore.switch`."""
        values = {"is_on": int(is_on), "problem": problem} | ({} if seen is None else {"seen": seen})
        return self._update_alert(alert_id, values)

    def renew(self, alert_id: str, secret: str) -> bool:
        """As `AlertStore.renew`."""
        return self._update_alert(alert_id, {"secret": secret})

    def all(self) -> list[Alert]:
        """All alerts, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(alerts).order_by(alerts.c.name, alerts.c.id))
            return [_alert(row) for row in rows]

    def get(self, alert_id: str) -> Alert:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(select(alerts).where(alerts.c.id == alert_id)).one_or_none()
            if row is None:
                raise NotFoundError(f"There is no alert “{alert_id[:80]}”.")
            return _alert(row)

    def drop(self, alert_id: str) -> bool:
        """As `AlertStore.drop`."""
        with self._database.writing() as connection:
            return connection.execute(delete(alerts).where(alerts.c.id == alert_id)).rowcount == 1

    def claim(self, now: datetime, lease_s: float, last: int) -> Alert | None:
        """As `AlertStore.claim`."""
        columns, seconds = alerts.c, now.timestamp()
        wanted = and_(columns.is_on == 1, columns.due <= seconds, columns.leased <= seconds, columns.seen < last)
        first = select(alerts).where(wanted).order_by(columns.due, columns.id).limit(1)
        with self._claimed(first, alerts, seconds + lease_s) as claimed:
            return _alert(claimed[1]) if claimed else None

    def advance(self, alert: Alert, seen: int, due: datetime, delivery: Delivery | None) -> bool:
        """As `AlertStore.advance`."""
        columns = alerts.c
        same = and_(columns.id == alert.id, columns.seen == alert.seen, columns.is_on == 1)
        values = {"seen": seen, "due": due.timestamp(), "leased": 0.0}
        with self._database.writing() as connection:
            if not connection.execute(update(alerts).where(same).values(values)).rowcount:
                return False
            if delivery is not None:
                _put_delivery(connection, delivery)
            return True

    def put_delivery(self, delivery: Delivery) -> None:
        """As `AlertStore.put_delivery`."""
        with self._database.writing() as connection:
            _put_delivery(connection, delivery)

    def deliveries(self, alert_id: str, limit: int) -> list[Delivery]:
        """As `AlertStore.deliveries`."""
        columns = alert_deliveries.c
        latest = select(alert_deliveries).where(columns.alert == alert_id).order_by(columns.number.desc())
        with self._database.reading() as connection:
            return [_delivery(row) for row in connection.execute(latest.limit(limit))]

    def claim_delivery(self, now: datetime, lease_s: float) -> tuple[Delivery, Alert] | None:
        """As `AlertStore.claim_delivery`."""
        columns, seconds = alert_deliveries.c, now.timestamp()
        is_wanted = or_(alerts.c.is_on == 1, columns.kind == "test")
        due = and_(columns.state == "waiting", columns.due <= seconds, columns.leased <= seconds, is_wanted)
        joined = select(alert_deliveries).join(alerts, alerts.c.id == columns.alert)
        first = joined.where(due).order_by(columns.due, columns.number).limit(1)
        with self._claimed(first, alert_deliveries, seconds + lease_s) as claimed:
            if claimed is None:
                return None
            connection, row = claimed
            of = connection.execute(select(alerts).where(alerts.c.id == row.alert)).one()
            return _delivery(row), _alert(of)

    def update_delivery(self, delivery: Delivery) -> None:
        """As `AlertStore.update_delivery`."""
        mine = alert_deliveries.c.number == delivery.number
        with self._database.writing_rows() as connection:
            connection.execute(update(alert_deliveries).where(mine).values(_progress(delivery)))

    @contextmanager
    def _claimed(self, first: Select[Any], table: Table, leased: float) -> Iterator[tuple[Connection, Row[Any]] | None]:
        """Lease the row of `table` that `first` selects, until `leased` (seconds since 1970); None if there is none.

        Most claims find nothing, so the first query takes no lock.
        """
        if self._database.read_only or not self._exists(first):
            yield None
            return
        with self._database.writing_rows() as connection:
            row = connection.execute(first.with_for_update(skip_locked=True, of=table)).one_or_none()
            if row is not None:
                connection.execute(update(table).where(table.c.id == row.id).values(leased=leased))
            yield None if row is None else (connection, row)

    def _exists(self, first: Select[Any]) -> bool:
        with self._database.reading() as connection:
            return connection.execute(first).one_or_none() is not None

    def _update_alert(self, alert_id: str, values: dict[str, Any]) -> bool:
        with self._database.writing() as connection:
            return connection.execute(update(alerts).where(alerts.c.id == alert_id).values(values)).rowcount == 1


def _put_delivery(connection: Connection, delivery: Delivery) -> None:
    """Store a message; of the finished ones of its alert, only the last are kept."""
    columns = alert_deliveries.c
    values = {
        "id": delivery.id,
        "alert": delivery.alert_id,
        "kind": delivery.kind,
        "made": delivery.made.timestamp(),
        "items": delivery.items,
        "body": delivery.body,
        **_progress(delivery),
    }
    connection.execute(insert(connection, alert_deliveries).values(values))
    done = and_(columns.alert == delivery.alert_id, columns.state != "waiting")
    newest = select(columns.number).where(done).order_by(columns.number.desc()).limit(_KEPT)
    connection.execute(delete(alert_deliveries).where(done, columns.number.not_in(newest.scalar_subquery())))


def _progress(delivery: Delivery) -> dict[str, Any]:
    """The columns that sending changes."""
    return {
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due": delivery.due.timestamp() if delivery.due else None,
        "leased": 0.0,
        "status": delivery.status,
        "problem": delivery.problem,
    }


def _query_text(query: AlertQuery) -> str:
    dates = {"since": query.since and query.since.isoformat(), "until": query.until and query.until.isoformat()}
    return json.dumps(asdict(query) | dates, ensure_ascii=False)


def _query(text: str) -> AlertQuery:
    kept = json.loads(text)
    dates = {name: Moment.parse(kept[name]) if kept[name] else None for name in ("since", "until")}
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return AlertQuery(**(kept | lists | dates))


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        name=row.name,
        url=row.url,
        secret=row.secret,
        query=_query(row.query),
        pace=row.pace,
        made=Moment.parse(row.made),
        seen=row.seen,
        due=time_of(row.due),
        is_on=bool(row.is_on),
        problem=row.problem,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        number=row.number,
        id=row.id,
        alert_id=row.alert,
        kind=row.kind,
        made=time_of(row.made),
        items=row._mapping[alert_deliveries.c["items"]],
        body=row.body,
        state=row.state,
        attempts=row.attempts,
        due=None if row.due is None else time_of(row.due),
        status=row.status,
        problem=row.problem,
    )
