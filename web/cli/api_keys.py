"""The commands `parallax token …`: what programs show to be allowed to add articles."""

from __future__ import annotations

import click

from web.cli.options import json_option, service_of
from web.cli.output import print_json
from web.views.filters import moment


@click.group()
def token() -> None:
    """Make and remove tokens, which let programs add and change things by the JSON API."""


@token.command()
@click.argument("name")
@click.pass_context
def make(context: click.Context, name: str) -> None:
    """Make a token for NAME, and print it: it is shown only now."""
    click.echo(service_of(context).tokens.make(name))


@token.command()
@click.argument("name")
@click.pass_context
def remove(context: click.Context, name: str) -> None:
    """Remove the token of NAME: from now on it opens nothing."""
    service_of(context).tokens.remove(name)
    click.echo(f"Removed: {name}")


@token.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List the names of all tokens; the tokens themselves are not kept."""
    found = service_of(context).tokens.all()
    if as_json:
        print_json({"tokens": [{"name": each.name, "made": each.made.isoformat()} for each in found]})
    else:
        click.echo("\n".join(f"{each.name}  made {moment(each.made)}" for each in found) or "There is no token.")
