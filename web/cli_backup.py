"""The commands that keep an archive as one file, and put it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from web import cli_text
from web.cli_options import json_option
from web.settings import Settings
from web.wiring import catalogue_file

if TYPE_CHECKING:
    from indexes.backup import Backup

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=_PATH)
@click.option("--replace", is_flag=True, help="Replace the file if there is one.")
@json_option
@click.pass_context
def backup(context: click.Context, target: Path, replace: bool, as_json: bool) -> None:
    """Write the whole archive into the file TARGET, while others use it.

    It is one state of it: of what is added meanwhile, each batch is in it whole or not at all. The copy is checked
    before it takes its place. The vector index is not in it, as it is made from the rest.
    """
    from indexes.backup import back_up

    with cli_text.progress_bar("page") as bar:
        made = back_up(catalogue_file(context.find_object(Settings)), target, replace, bar.update_to)
    if as_json:
        cli_text.print_json(_values(made))
    else:
        click.echo(f"{made.file} holds {_holds(made)}.")


@click.command()
@click.argument("source", type=_PATH)
@click.option("--replace", is_flag=True, help="Replace an archive that holds articles; it is kept beside.")
@json_option
@click.pass_context
def restore(context: click.Context, source: Path, replace: bool, as_json: bool) -> None:
    """Put the archive in the file SOURCE, a backup, into the data folder; a server that runs goes on with it.

    The vector index is made anew by whoever needs it first.
    """
    from indexes.backup import restore as put_back

    with cli_text.progress_bar("page") as bar:
        found, kept = put_back(source, catalogue_file(context.find_object(Settings)), replace, bar.update_to)
    if as_json:
        cli_text.print_json({**_values(found), "kept": str(kept) if kept else None})
        return
    click.echo(f"Restored {_holds(found)}.")
    if kept:
        click.echo(f"What was there before is kept in {kept}.")


def _holds(made: Backup) -> str:
    articles, events = cli_text.number(made.articles, "article"), cli_text.number(made.events, "event")
    return f"{articles} in {events}, with {cli_text.number(made.corrections, 'correction')}"


def _values(made: Backup) -> dict[str, object]:
    return {
        "file": str(made.file),
        "articles": made.articles,
        "events": made.events,
        "corrections": made.corrections,
    }
