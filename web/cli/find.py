"""The command `parallax find`."""

from __future__ import annotations

from dataclasses import asdict

import click

from compare.errors import NotFoundError
from compare.model.moment import Moment
from compare.ports.coverage import CoverageQuery
from compare.services.coverage.query import query_of_words
from compare.services.service import Parallax
from compare.services.stores.operations.jobs import SearchedSource
from web.cli import output
from web.cli.comparing import Patience, compare_changes, with_patience
from web.cli.options import MOMENT, json_option, service_of, settings_of
from web.views.filters import number
from web.wiring import build_sources


@click.command()
@click.argument("about", nargs=-1, required=True)
@click.option("--since", type=MOMENT, help="Only published on or after this day (for search terms).")
@click.option("--until", type=MOMENT, help="Only published on or before this day (for search terms).")
@json_option
@click.pass_context
@with_patience
def find(
    context: click.Context,
    about: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    as_json: bool,
    patience: Patience,
) -> None:
    """Find other reports of an event and add them. ABOUT is the id of an article or an event, or search terms.

    The sources in PARALLAX_COVERAGE are queried with the names and rare words of the event and its dates. Results are
    fetched as far as robots.txt allows, and added if clustering assigns them to the same event.
    """
    service = service_of(context)
    sources, harvester = build_sources(settings_of(context), service)
    query, seed = _query(service, about, since, until)
    with output.progress_bar("page") as bar:
        found = service.coverage.find(sources, harvester, query, seed, bar.update_to)
    report = service.add(found.articles)
    events = list(dict.fromkeys(service.events_of([*seed, *(each.id for each in found.articles)]).values()))
    if as_json:
        asked = [
            asdict(SearchedSource(each.source, each.query_text, each.found, each.problem)) for each in found.answers
        ]
        output.print_json({**asdict(report), "asked": asked, "refusals": found.refused, "events": events})
        compare_changes(service, patience)
        return
    for each in found.answers:
        click.echo(f"{each.source}: {each.query_text or '–'} → {number(each.found, 'report')}")
        if each.problem:
            output.print_error(f"{each.source}: {each.problem}")
    for line in found.refused:
        output.print_error(line)
    click.echo(output.added(report))
    compare_changes(service, patience)
    for event_id in events[:1]:
        output.event(*service.event(event_id))


def _query(
    service: Parallax, about: tuple[str, ...], since: Moment | None, until: Moment | None
) -> tuple[CoverageQuery, tuple[str, ...]]:
    """The query for an article or an event, or for search terms."""
    if len(about) == 1:
        for name in ("article_id", "event_id"):
            try:
                return service.coverage.query_for(**{name: about[0]})
            except NotFoundError:
                continue
    first, last = (each.earliest.date() if each else None for each in (since, until))
    return query_of_words(" ".join(about), first, last), ()
