"""The commands `parallax correct …`."""

from __future__ import annotations

import click

from compare.model.event import Correction
from web.api import records
from web.cli.comparing import compares
from web.cli.options import json_option, service_of
from web.cli.output import correction_line, print_json, print_list


def _tell(correction: Correction, as_json: bool) -> None:
    print_json(records.correction(correction)) if as_json else click.echo(correction_line(correction))


@click.group()
def correct() -> None:
    """Merge events, split an event, or move articles. Clustering keeps these corrections until they are undone."""


@correct.command()
@click.argument("event_ids", nargs=-1, required=True, metavar="EVENT…")
@json_option
@click.pass_context
@compares
def merge(context: click.Context, event_ids: tuple[str, ...], as_json: bool) -> None:
    """Merge two or more events."""
    _tell(service_of(context).corrections.merge(event_ids), as_json)


@correct.command()
@click.argument("event_id", metavar="EVENT")
@click.argument("article_ids", nargs=-1, required=True, metavar="ARTICLE…")
@json_option
@click.pass_context
@compares
def split(context: click.Context, event_id: str, article_ids: tuple[str, ...], as_json: bool) -> None:
    """Move articles of an event into a new event."""
    _tell(service_of(context).corrections.split(event_id, article_ids), as_json)


@correct.command()
@click.argument("event_id", metavar="EVENT")
@click.argument("article_ids", nargs=-1, required=True, metavar="ARTICLE…")
@json_option
@click.pass_context
@compares
def move(context: click.Context, event_id: str, article_ids: tuple[str, ...], as_json: bool) -> None:
    """Move articles from their events to EVENT."""
    _tell(service_of(context).corrections.move(article_ids, event_id), as_json)


@correct.command()
@click.argument("number", type=click.IntRange(1), required=False)
@json_option
@click.pass_context
@compares
def undo(context: click.Context, number: int | None, as_json: bool) -> None:
    """Undo the correction NUMBER, or the latest one."""
    undone = service_of(context).corrections.undo(number)
    print_json({"undone": undone.number}) if as_json else click.echo(f"Correction {undone.number} is undone.")


@correct.command(name="list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many to list.")
@json_option
@click.pass_context
def list_(context: click.Context, limit: int, as_json: bool) -> None:
    """List corrections, latest first."""
    found = service_of(context).corrections.page(limit)
    resources = [records.correction(each) for each in found]
    print_list(as_json, "corrections", resources, map(correction_line, found), "Nothing has been corrected.")
