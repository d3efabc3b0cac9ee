"""Schemas of the responses about alerts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compare.model.match import Kind
from compare.services.stores.operations.activity import ActivityKind
from compare.services.stores.operations.alerts import DeliveryKind, DeliveryState, Pace
from web.api.schemas.base import Rows, Schema


class Alert(Schema):
    """A saved search or filter with its webhook; `problem` says why it was turned off, unless a person paused it."""

    id: str
    name: str
    url: str
    on: list[ActivityKind]
    q: str
    outlet: list[str]
    about: list[str]
    since: str | None
    until: str | None
    kind: list[Kind]
    silent: bool
    pace: Pace
    made: str
    active: bool
    problem: str


class NewAlert(Schema):
    """An alert with the secret that signs its messages, which is never shown again."""

    alert: Alert
    secret: Annotated[str, Field(description="The secret of the signature, as in Standard Webhooks.")]


class AlertList(Rows):
    """All alerts, by name."""

    alerts: list[Alert]


class Delivery(Schema):
    """A message for a webhook and its delivery; times in UTC, `due` is the time of the next attempt."""

    id: str
    kind: DeliveryKind
    made: str
    items: int
    state: DeliveryState
    attempts: int
    due: str | None
    status: int | None
    problem: str


class DeliveryList(Rows):
    """The messages of an alert, latest first; of finished ones, the last hundred."""

    deliveries: list[Delivery]
