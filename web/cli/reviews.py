"""The commands `parallax judge …`: what readers say of divergences."""

from __future__ import annotations

import click

from web.api import records
from web.cli.options import json_option, service_of
from web.cli.output import print_json
from web.views.filters import moment

_divergence = click.argument("divergence_id", metavar="DIVERGENCE")
_articles = click.argument("article_ids", nargs=2, metavar="ARTICLE ARTICLE")


@click.group()
def judge() -> None:
    """Confirm or dismiss divergences, by the ids that `parallax compare --json` prints; or take that back."""


@judge.command()
@_divergence
@_articles
@click.pass_context
def confirm(context: click.Context, divergence_id: str, article_ids: tuple[str, str]) -> None:
    """Say that DIVERGENCE between two articles is right."""
    click.echo(f"Confirmed: {service_of(context).judge(article_ids, divergence_id, 'confirmed').reason}")


@judge.command()
@_divergence
@_articles
@click.pass_context
def dismiss(context: click.Context, divergence_id: str, article_ids: tuple[str, str]) -> None:
    """Say that DIVERGENCE between two articles is none: it counts no longer."""
    click.echo(f"Dismissed: {service_of(context).judge(article_ids, divergence_id, 'dismissed').reason}")


@judge.command()
@_divergence
@_articles
@click.pass_context
def withdraw(context: click.Context, divergence_id: str, article_ids: tuple[str, str]) -> None:
    """Take back what was said of DIVERGENCE."""
    click.echo(f"Taken back: {service_of(context).judge(article_ids, divergence_id, None).reason}")


@judge.command(name="list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many to list.")
@json_option
@click.pass_context
def list_(context: click.Context, limit: int, as_json: bool) -> None:
    """List what readers said, the latest first."""
    found = service_of(context).judgements(limit)
    if as_json:
        print_json({"judgements": [records.judgement(each) for each in found]})
    else:
        lines = [f"{each.id}  {each.verdict:9}  {moment(each.made)}  {each.kind}: {each.reason}" for each in found]
        click.echo("\n".join(lines) or "Nothing has been judged.")
