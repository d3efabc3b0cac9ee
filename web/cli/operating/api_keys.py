"""The commands `parallax api-key …`: credentials for programs that use the JSON API."""

from __future__ import annotations

import click

from web.cli.options import json_option, service_of
from web.cli.output import print_list
from web.cli.renamed import renamed
from web.views.filters import moment


@click.group("api-key")
def api_key() -> None:
    """Create and revoke API keys, which let programs add and change things through the JSON API."""


@api_key.command()
@click.argument("name")
@click.pass_context
def create(context: click.Context, name: str) -> None:
    """Create an API key for NAME and print it. It is shown only once."""
    click.echo(service_of(context).api_keys.create(name))


@api_key.command()
@click.argument("name")
@click.pass_context
def revoke(context: click.Context, name: str) -> None:
    """Revoke the API key of NAME."""
    service_of(context).api_keys.revoke(name)
    click.echo(f"Revoked: {name}")


@api_key.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List the names of all API keys. The keys themselves are not stored."""
    found = service_of(context).api_keys.all()
    keys = [{"name": each.name, "made": each.made.isoformat()} for each in found]
    lines = (f"{each.name}  created {moment(each.made)}" for each in found)
    print_list(as_json, "api_keys", keys, lines, "No API keys.")


token = renamed(
    click.Group(commands={"make": create, "remove": revoke, "list": list_}, help=api_key.help), "token", "api-key"
)
