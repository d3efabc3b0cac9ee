"""The commands `parallax alerts …`: webhooks that are called when something new matches a search or a filter."""

from __future__ import annotations

from typing import get_args

import click

from compare.model.match import KINDS, Kind
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.stores.operations.activity import ActivityKind
from compare.services.stores.operations.alerts import INTERVALS, Alert, AlertQuery, Delivery, Pace
from web.api.alerts.serialisers import alert_resource
from web.cli.options import filters, json_option, service_of, settings_of
from web.cli.output import print_list
from web.wiring import build_poster


@click.group()
def alerts() -> None:
    """Create, list, test and remove alerts."""


@alerts.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--on", multiple=True, required=True, type=click.Choice(get_args(ActivityKind)), help="What the alert is about."
)
@click.option("--query", default="", help="Only results of this search.")
@filters
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only with divergences of this kind.")
@click.option("--silent", is_flag=True, help="Of revisions, only those without a correction notice.")
@click.option(
    "--pace",
    type=click.Choice(list(INTERVALS)),
    default="at once",
    show_default=True,
    help="How often the alert is sent.",
)
@click.pass_context
def add(
    context: click.Context,
    name: str,
    url: str,
    on: tuple[ActivityKind, ...],
    query: str,
    outlets: tuple[str, ...],
    about: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    kinds: tuple[Kind, ...],
    silent: bool,
    pace: Pace,
) -> None:
    """Create an alert that posts to the webhook at URL, and print its secret, which is shown only once."""
    ids = Filter.of_names(outlets).outlets
    wanted = AlertQuery(on, query, ids, about, since, until, kinds, silent)
    made = service_of(context).alerts.add(name, url, wanted, pace)
    click.echo(f"{made.id}\n{made.secret}")


@alerts.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List all alerts."""
    found = service_of(context).alerts.all()
    print_list(as_json, "alerts", [alert_resource(each) for each in found], map(_line, found))


@alerts.command()
@click.argument("alert_id")
@click.pass_context
def test(context: click.Context, alert_id: str) -> None:
    """Send a test message and print the result."""
    service = service_of(context)
    poster = build_poster(settings_of(context))
    wanted = service.alerts.test(alert_id)
    while sent := service.alerts.send_next(poster):
        if sent.id == wanted.id:
            click.echo(_told(sent))
            context.exit(0 if sent.state == "delivered" else 1)
    click.echo("Another process is sending it: see the log of the alert.")


@alerts.command()
@click.argument("alert_id")
@click.pass_context
def remove(context: click.Context, alert_id: str) -> None:
    """Remove the alert ALERT_ID. Nothing more is sent for it."""
    service_of(context).alerts.remove(alert_id)
    click.echo(f"Removed: {alert_id}")


def _line(alert: Alert) -> str:
    state = "on" if alert.is_on else alert.problem or "paused"
    return f"{alert.id}  {alert.name}: {', '.join(alert.query.on)}, {alert.pace}, {state}"


def _told(delivery: Delivery) -> str:
    return f"{delivery.state}: {delivery.problem or delivery.status}"
