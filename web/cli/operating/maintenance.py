"""The commands `parallax reindex`, `recluster`, `export` and `doctor`."""

from __future__ import annotations

import json
from typing import Any

import click

from compare.model.moment import Moment
from compare.ports import Filter
from web.api import serialisers
from web.cli import output as cli_text
from web.cli.comparing import compares
from web.cli.options import (
    json_option,
    service_of,
    settings_of,
    since_filter,
    unchecked_service_of,
    until_filter,
)
from web.cli.renamed import renamed
from web.views.filters import number
from web.wiring import catalogue_name, reader_faults


@click.command()
@json_option
@click.pass_context
def reindex(context: click.Context, as_json: bool) -> None:
    """Rebuild the vector index from the catalogue, with vectors that are missing or damaged."""
    with cli_text.progress_bar("vector") as bar:
        vectors = service_of(context).maintenance.rebuild(bar.update_to)
    cli_text.print_json({"vectors": vectors}) if as_json else click.echo(f"The index has {vectors:,} vectors.")


@click.command()
@click.option("--event", "event_id", help="Export this event with its comparison, as one JSON object.")
@click.option("--output", "-o", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Output file.")
@click.pass_context
def export(context: click.Context, event_id: str | None, output: Any) -> None:
    """Write all articles as JSONL (which `parallax add` takes), or one event with its comparison as JSON."""
    service = service_of(context)
    if event_id:
        output.write(serialisers.event(*service.event(event_id)).model_dump_json(indent=2) + "\n")
        return
    for view in service.maintenance.export():
        output.write(json.dumps(serialisers.exported(view.article), ensure_ascii=False) + "\n")


@click.command()
@since_filter
@until_filter
@json_option
@click.pass_context
@compares
def recluster(context: click.Context, since: Moment | None, until: Moment | None, as_json: bool) -> None:
    """Cluster the articles of a period again. Corrections are kept."""
    with cli_text.progress_bar("article") as bar:
        changed = service_of(context).recluster(Filter((), since, until), bar.update_to)
    if as_json:
        cli_text.print_json({"changed": [each.id for each in changed]})
    else:
        click.echo(f"{number(len(changed), 'event')} changed.")


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check the archive and the models: report problems and how to solve them (exit code 1 if there are any)."""
    service = unchecked_service_of(context)
    model = reader_faults(settings_of(context))
    faults = [*service.maintenance.faults(), *(model or [])]
    articles, events_held = service.count()
    waiting = service.comparing.pending().events
    location = catalogue_name(settings_of(context))
    if as_json:
        counts = {"catalogue": location, "articles": articles, "events": events_held, "not_compared": waiting}
        cli_text.print_json(counts | {"reader_model": _told(model), "faults": faults})
    else:
        click.echo(f"{articles:,} articles in {events_held:,} events, kept in {location}.")
        if waiting:
            click.echo(f"{number(waiting, 'event')} waiting to be compared, by a server or by `parallax compare`.")
        click.echo(f"The reader's model: {_told(model)}.")
        click.echo("\n".join(f"✗ {fault}" for fault in faults) or "No problems found.")
    if faults:
        context.exit(1)


def _told(faults: list[str] | None) -> str:
    if faults is None:
        return "not used"
    return "missing or damaged" if faults else "installed"


rebuild = renamed(reindex, "rebuild", "reindex")
regroup = renamed(recluster, "regroup", "recluster")
