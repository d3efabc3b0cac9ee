"""The commands `parallax reviews …`: confirm and dismiss divergences."""

from __future__ import annotations

import click

from web.api import records
from web.cli.editing.review_data import export
from web.cli.options import json_option, service_of
from web.cli.output import print_list
from web.cli.renamed import renamed
from web.views.filters import moment

_divergence = click.argument("divergence_id", metavar="DIVERGENCE")
_articles = click.argument("article_ids", nargs=2, metavar="ARTICLE ARTICLE")


@click.group()
def reviews() -> None:
    """Confirm or dismiss divergences by their ids, which `parallax compare --json` prints; export reviews."""


@reviews.command()
@_divergence
@_articles
@click.pass_context
def confirm(context: click.Context, divergence_id: str, article_ids: tuple[str, str]) -> None:
    """Confirm that DIVERGENCE between two articles is right."""
    click.echo(f"Confirmed: {service_of(context).reviews.review(article_ids, divergence_id, 'confirmed').reason}")


@reviews.command()
@_divergence
@_articles
@click.pass_context
def dismiss(context: click.Context, divergence_id: str, article_ids: tuple[str, str]) -> None:
    """Dismiss DIVERGENCE between two articles as wrong. It no longer counts."""
    click.echo(f"Dismissed: {service_of(context).reviews.review(article_ids, divergence_id, 'dismissed').reason}")


@reviews.command()
@_divergence
@_articles
@click.pass_context
def withdraw(context: click.Context, divergence_id: str, article_ids: tuple[str, str]) -> None:
    """Withdraw the review of DIVERGENCE."""
    click.echo(f"Withdrawn: {service_of(context).reviews.review(article_ids, divergence_id, None).reason}")


@reviews.command(name="list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many to list.")
@json_option
@click.pass_context
def list_(context: click.Context, limit: int, as_json: bool) -> None:
    """List reviews, latest first."""
    found = service_of(context).reviews.page(limit)
    lines = (f"{each.id}  {each.verdict:9}  {moment(each.made)}  {each.kind}: {each.reason}" for each in found)
    print_list(as_json, "reviews", [records.review(each) for each in found], lines, "No reviews.")


reviews.add_command(export)
judge = renamed(reviews, "judge", "reviews")
