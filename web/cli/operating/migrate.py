"""The command `parallax migrate`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from web.cli import output
from web.cli.options import json_option, settings_of
from web.cli.renamed import renamed
from web.settings import Settings
from web.views.filters import number
from web.wiring import build_service, catalogue_location, is_shared


@click.command()
@click.option("--to", required=True, help="A data folder, or postgresql+psycopg://user:password@host/database.")
@click.option("--vectors", help="Also build a vector index there: faiss, or milvus://host:19530.")
@json_option
@click.pass_context
def migrate(context: click.Context, to: str, vectors: str | None, as_json: bool) -> None:
    """Copy the archive to another place: from its folder to servers, or back.

    The source archive is not changed. The copy is verified row by row. If the command is interrupted, run it again to
    resume; an unfinished copy cannot be opened.
    """
    from indexes.storage.migration import copy

    settings = settings_of(context)
    there = replace(settings, database=to) if is_shared(replace(settings, database=to)) else _folder(settings, to)
    with output.progress_bar("row") as bar:
        copied = copy(catalogue_location(settings), catalogue_location(there), bar.update_to)
    indexed = _index(replace(there, vectors=vectors)) if vectors else None
    if as_json:
        values = {"catalogue": copied.location, "rows": copied.rows, "digest": copied.digest, "vectors": indexed}
        output.print_json(values)
        return
    articles, events = (number(copied.rows[f"{each}s"], each) for each in ("article", "event"))
    click.echo(f"{copied.location} holds the same {articles} in {events}; digest {copied.digest[:16]}.")
    if indexed is not None:
        click.echo(f"The index there has {indexed:,} vectors.")
    click.echo("To use it, set PARALLAX_DATABASE (or --data), and PARALLAX_VECTORS.")


def _folder(settings: Settings, to: str) -> Settings:
    return replace(settings, data=Path(to), database="")


def _index(there: Settings) -> int:
    with output.progress_bar("vector") as bar:
        return build_service(there).maintenance.rebuild(bar.update_to)


move = renamed(migrate, "move", "migrate")
