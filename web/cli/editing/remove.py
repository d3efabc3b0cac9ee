"""The commands `parallax remove …`."""

from __future__ import annotations

from typing import get_args

import click

from compare.services.stores.operations.removals import Removable
from web.cli.comparing import compares
from web.cli.options import service_of
from web.cli.renamed import renamed
from web.views.filters import number

_yes = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")


@click.group()
def remove() -> None:
    """Remove an article, an outlet or a feed. It is not added again until this is undone."""


def _confirm(yes: bool, what: str) -> None:
    if not yes:
        click.confirm(f"Remove {what} for good, with revisions, vectors and matches?", abort=True)


@remove.command()
@click.argument("article_id")
@_yes
@click.pass_context
@compares
def article(context: click.Context, article_id: str, yes: bool) -> None:
    """Remove ARTICLE_ID."""
    _confirm(yes, f"article {article_id}")
    service_of(context).removals.article(article_id)
    click.echo("Removed 1 article.")


@remove.command()
@click.argument("name")
@_yes
@click.pass_context
@compares
def outlet(context: click.Context, name: str, yes: bool) -> None:
    """Remove all articles of the outlet NAME."""
    _confirm(yes, f"all articles of {name}")
    click.echo(f"Removed {number(service_of(context).removals.outlet(name), 'article')}.")


@remove.command()
@click.argument("url")
@_yes
@click.pass_context
@compares
def feed(context: click.Context, url: str, yes: bool) -> None:
    """Remove the feed at URL, and the articles that came from no other feed."""
    _confirm(yes, f"the feed {url} and its articles")
    click.echo(f"Removed {number(service_of(context).removals.feed(url), 'article')}.")


@remove.command(name="list")
@click.pass_context
def list_(context: click.Context) -> None:
    """List what was removed."""
    found = service_of(context).removals.all()
    click.echo("\n".join(f"{kind}  {each}" for kind, each in found) or "Nothing has been removed.")


@remove.command()
@click.argument("kind", type=click.Choice(get_args(Removable)))
@click.argument("name")
@click.pass_context
def undo(context: click.Context, kind: Removable, name: str) -> None:
    """Allow a removed item to be added again. KIND is article, outlet or feed; NAME is as in `list`."""
    service_of(context).removals.undo(kind, name)
    click.echo(f"Can be added again: {kind} {name}")


remove.add_command(renamed(undo, "lift", "remove undo"))
