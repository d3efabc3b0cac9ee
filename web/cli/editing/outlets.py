"""The commands `parallax outlets …`: names and facts that users give to outlets."""

from __future__ import annotations

from typing import Any

import click

from web.api import serialisers
from web.cli import output
from web.cli.comparing import compares
from web.cli.options import json_option, service_of
from web.cli.renamed import renamed
from web.views.filters import number


@click.group()
def outlets() -> None:
    """List outlets, rename and merge them, and import facts about them with source and date."""


@outlets.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List all outlets with their number of articles and the facts about them."""
    service = service_of(context)
    found = serialisers.outlets(service.outlets)
    if as_json:
        output.print_json({"outlets": found})
        return
    for each in found:
        also = f"  (also {', '.join(each.also)})" if each.also else ""
        click.echo(f"{each.name or 'Unknown outlet'}  {number(each.articles, 'article')}{also}")
        for fact in each.facts:
            click.echo(f"    {fact.attribute}: {fact.value} ({fact.source}, {fact.date})")


@outlets.command("import")
@click.argument("table", type=click.File("rb"))
@click.pass_context
def import_(context: click.Context, table: Any) -> None:
    """Import facts about outlets from TABLE: CSV with the columns outlet, source, date, and one for each attribute."""
    from indexes.ingest.formats.outlet_table import read_outlet_facts

    facts = read_outlet_facts(table.read())
    service_of(context).outlets.add_facts(facts)
    named = len({each.outlet.id for each in facts})
    click.echo(f"{number(len(facts), 'fact')} of {number(named, 'outlet')}.")


@outlets.command("remove-source")
@click.argument("source")
@click.pass_context
def remove_source(context: click.Context, source: str) -> None:
    """Remove all facts about outlets that come from SOURCE."""
    click.echo(f"Removed {number(service_of(context).outlets.remove_source(source), 'fact')}.")


@outlets.command()
@click.argument("name")
@click.argument("new_name")
@click.pass_context
@compares
def rename(context: click.Context, name: str, new_name: str) -> None:
    """Show the outlet NAME as NEW_NAME, also in articles added later. If NEW_NAME is in use, the two become one."""
    changed = service_of(context).outlets.rename(name, new_name)
    click.echo(f"{number(len(changed), 'article')} of “{name}” now under “{new_name}”.")


@outlets.command("reset-name")
@click.argument("name")
@click.pass_context
@compares
def reset_name(context: click.Context, name: str) -> None:
    """Show the outlet NAME under its original name again."""
    changed = service_of(context).outlets.reset_name(name)
    click.echo(f"{number(len(changed), 'article')} under “{name}” again.")


for _command, _old in ((import_, "learn"), (remove_source, "forget"), (rename, "call"), (reset_name, "uncall")):
    outlets.add_command(renamed(_command, _old, f"outlets {_command.name}"))
