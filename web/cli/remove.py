"""The commands `parallax remove …`."""

from __future__ import annotations

from typing import get_args

import click

from compare.services.removals import Removable
from web.cli.options import service_of
from web.cli.output import number

_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def remove() -> None:
    """Remove an article, an outlet or a feed whole; it stays away until that is lifted."""


def _confirm(yes: bool, what: str) -> None:
    if not yes:
        click.confirm(f"Remove {what} for good, with revisions, vectors and matches?", abort=True)


@remove.command()
@click.argument("article_id")
@_yes
@click.pass_context
def article(context: click.Context, article_id: str, yes: bool) -> None:
    """Remove ARTICLE_ID."""
    _confirm(yes, f"article {article_id}")
    service_of(context).removing.article(article_id)
    click.echo("Removed 1 article.")


@remove.command()
@click.argument("name")
@_yes
@click.pass_context
def outlet(context: click.Context, name: str, yes: bool) -> None:
    """Remove all articles of the outlet NAME."""
    _confirm(yes, f"all articles of {name}")
    click.echo(f"Removed {number(service_of(context).removing.outlet(name), 'article')}.")


@remove.command()
@click.argument("url")
@_yes
@click.pass_context
def feed(context: click.Context, url: str, yes: bool) -> None:
    """Remove the feed at URL with the articles that no other feed brought."""
    _confirm(yes, f"the feed {url} and its articles")
    click.echo(f"Removed {number(service_of(context).removing.feed(url), 'article')}.")


@remove.command(name="list")
@click.pass_context
def list_(context: click.Context) -> None:
    """List what was removed and stays away."""
    found = service_of(context).removing.all()
    click.echo("\n".join(f"{kind}  {each}" for kind, each in found) or "Nothing was removed.")


@remove.command()
@click.argument("kind", type=click.Choice(get_args(Removable)))
@click.argument("name")
@click.pass_context
def lift(context: click.Context, kind: Removable, name: str) -> None:
    """Let what was removed come in again: KIND is article, outlet or feed, NAME as `list` tells it."""
    service_of(context).removing.lift(kind, name)
    click.echo(f"It may come in again: {kind} {name}")
