"""The commands `parallax backup` and `parallax restore`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli import output
from web.cli.options import json_option, settings_of
from web.views.filters import number
from web.wiring import catalogue_file

if TYPE_CHECKING:
    from indexes.storage.backup import Backup
    from indexes.storage.restore import Plan

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=_PATH)
@click.option("--replace", is_flag=True, help="Replace an existing file.")
@json_option
@click.pass_context
def backup(context: click.Context, target: Path, replace: bool, as_json: bool) -> None:
    """Write the archive to the file TARGET, while others use it.

    The backup is one consistent state: each batch of articles that is being added is included completely or not at all.
    The copy is checked before it replaces an older one. The vector index is not included, because it can be rebuilt.
    """
    from indexes.storage.backup import back_up

    with output.progress_bar("page") as bar:
        made = back_up(catalogue_file(settings_of(context)), target, replace, bar.update_to)
    if as_json:
        output.print_json(_values(made))
    else:
        click.echo(f"{made.file} holds {_holds(made)}.")


@click.command()
@click.argument("source", type=_PATH)
@click.option(
    "--replace", is_flag=True, help="Replace an archive that contains articles; it is kept next to the new one."
)
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@json_option
@click.pass_context
def restore(context: click.Context, source: Path, replace: bool, dry_run: bool, as_json: bool) -> None:
    """Restore the archive from the backup SOURCE into the data folder; a running server continues with it.

    What will be done is printed first. API keys are not restored: the archive keeps its own. Removed items stay
    removed. The vector index is rebuilt when it is first needed.
    """
    from indexes.storage.restore import restore as put_back

    plans: list[Plan] = []

    def tell(plan: Plan) -> None:
        plans.append(plan)
        if not as_json:
            click.echo("\n".join(_told(plan, source)))

    with output.progress_bar("page") as bar:
        path = catalogue_file(settings_of(context))
        found, kept = put_back(source, path, replace, bar.update_to, tell, dry_run)
    if as_json:
        changed = {"dry_run": dry_run, "kept": str(kept) if kept else None}
        output.print_json({**_values(found), **_decided(plans[0]), **changed})
        return
    if dry_run:
        return
    click.echo(f"Restored {_holds(found)}.")
    if kept:
        click.echo(f"The previous archive is kept in {kept}.")


def _told(plan: Plan, source: Path) -> Iterator[str]:
    """The steps of a restore, one per line."""
    gives_way = "a damaged catalogue" if plan.held is None else number(plan.held, "article")
    yield f"{source} holds {_holds(plan.backup)}; it replaces {gives_way}."
    if plan.staying_away:
        yield f"Removed since, and not restored: {number(plan.staying_away, 'article')} of the backup."
    if not plan.knows_removals:
        yield "Removals from this archive cannot be read: items that the backup contains are restored."
    kept = f"those of this archive stay: {', '.join(plan.keys_kept)}" if plan.keys_kept else "this archive has none"
    yield f"API keys: none of the backup's {len(plan.keys_refused)} is restored; {kept}."


def _decided(plan: Plan) -> dict[str, object]:
    return {
        "replaced": plan.held,
        "staying_away": plan.staying_away,
        "keys_kept": plan.keys_kept,
        "keys_refused": plan.keys_refused,
    }


def _holds(made: Backup) -> str:
    articles, events = number(made.articles, "article"), number(made.events, "event")
    return f"{articles} in {events}, with {number(made.corrections, 'correction')}"


def _values(made: Backup) -> dict[str, object]:
    return {
        "file": str(made.file),
        "articles": made.articles,
        "events": made.events,
        "corrections": made.corrections,
    }
