"""The commands `parallax outlets …`: what the user knows of outlets."""

from __future__ import annotations

from typing import Any

import click

from web.api import serialisers
from web.cli import output
from web.cli.options import json_option, service_of


@click.group()
def outlets() -> None:
    """List outlets, name and merge them, and keep what you know of them: your data, with its source and date."""


@outlets.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List all outlets with how many articles each has, and what is known of them and from whom."""
    service = service_of(context)
    found = serialisers.outlets(service.outlets)
    if as_json:
        output.print_json({"outlets": found})
        return
    for each in found:
        also = f"  (also {', '.join(each.also)})" if each.also else ""
        click.echo(f"{each.name or 'Unknown outlet'}  {output.number(each.articles, 'article')}{also}")
        for fact in each.facts:
            click.echo(f"    {fact.attribute}: {fact.value} ({fact.source}, {fact.date})")


@outlets.command()
@click.argument("table", type=click.File("rb"))
@click.pass_context
def learn(context: click.Context, table: Any) -> None:
    """Take what TABLE says: a CSV file with the columns outlet, source, date, and one for each attribute."""
    from indexes.ingest.formats.outlet_table import read_outlet_facts

    facts = read_outlet_facts(table.read())
    service_of(context).outlets.learn(facts)
    named = len({each.outlet.id for each in facts})
    click.echo(f"{output.number(len(facts), 'fact')} of {output.number(named, 'outlet')}.")


@outlets.command()
@click.argument("source")
@click.pass_context
def forget(context: click.Context, source: str) -> None:
    """Forget all that SOURCE says of outlets."""
    click.echo(f"Forgot {output.number(service_of(context).outlets.forget(source), 'fact')}.")


@outlets.command()
@click.argument("name")
@click.argument("called")
@click.pass_context
def call(context: click.Context, name: str, called: str) -> None:
    """Call the outlet NAME by the name CALLED, now and in what comes in later; with the same name two are one."""
    changed = service_of(context).outlets.call(name, called)
    click.echo(f"{output.number(len(changed), 'article')} of “{name}” now of “{called}”.")


@outlets.command()
@click.argument("name")
@click.pass_context
def uncall(context: click.Context, name: str) -> None:
    """Call the outlet NAME as its source does again."""
    changed = service_of(context).outlets.uncall(name)
    click.echo(f"{output.number(len(changed), 'article')} of “{name}” again.")
