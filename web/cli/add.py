"""The command `parallax add`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from compare.model.article import Article
from compare.model.moment import Moment
from compare.services.jobs.shared_adding import add_together
from web.cli import output
from web.cli.comparing import compares
from web.cli.options import MOMENT, json_option, service_of, settings_of
from web.wiring import build_harvester, failure_note, is_shared

if TYPE_CHECKING:
    from compare.ports.harvesting import Link, LinkOutcome
    from compare.services.stores.operations.jobs import AddReport
    from indexes.ingest import Defaults, Fault
    from indexes.ingest.article_of import RecordFilter


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--outlet", help="Outlet of articles that do not name one.")
@click.option("--url", help="URL of the article, for a single file.")
@click.option("--published", type=MOMENT, help="Publication date of articles that do not give one.")
@click.option(
    "--host", "hosts", multiple=True, help="For web archives: only this host and its subdomains (repeatable)."
)
@click.option("--since", type=MOMENT, help="For web archives: only pages fetched on or after this day.")
@click.option("--until", type=MOMENT, help="For web archives: only pages fetched on or before this day.")
@click.option("--follow", is_flag=True, help="Also fetch articles that feeds and tables only link to.")
@click.option("--samples", is_flag=True, help="Add the sample stories that ship with Parallax.")
@json_option
@click.pass_context
@compares
def add(
    context: click.Context,
    sources: tuple[str, ...],
    outlet: str | None,
    url: str | None,
    published: Moment | None,
    hosts: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    follow: bool,
    samples: bool,
    as_json: bool,
) -> None:
    """Add articles from SOURCES: files, folders, URLs, or - for standard input.

    Formats: text, HTML, JSON, JSONL and CSV; feeds (RSS, Atom, JSON Feed) and ninjs; web archives (WARC); all of them
    also as .gz or .zst, or in a .zip. The first line of a text file is its title, unless it is a sentence. For a URL,
    the page is fetched; for the URL of a feed, the articles that it lists.

    Articles that are already stored are skipped quickly. Files that cannot be read are reported on standard error, and
    the rest is added (exit code 1 if anything could not be read). A URL that may become available later is stored, and
    `parallax watch` tries it again. Links in files are reported, and fetched with --follow. If the catalogue is on a
    server, all adding processes share the work. Articles are safe as soon as they are stored, and reported then.
    Changed events are compared afterwards, for about a minute; a server, `parallax compare` or the next add does the
    rest.
    """
    from indexes.ingest import Defaults
    from indexes.samples import STORIES

    wanted = [*sources, *([str(STORIES)] if samples else [])]
    if not wanted:
        raise click.UsageError("Give files, folders or URLs to add, or - for standard input.")
    found = _found(context, wanted, Defaults(outlet, url, published, _records(hosts, since, until)), follow)
    report, faults = _add(context, found)
    if as_json:
        output.print_json({**asdict(report), "faults": [asdict(fault) for fault in faults]})
    else:
        click.echo(output.added(report))
    if faults:
        context.exit(1)


def _add(context: click.Context, found: Iterable[Article | Fault | LinkOutcome]) -> tuple[AddReport, list[Fault]]:
    """Add the articles in `found`; everything else is reported on standard error."""
    from indexes.ingest import Fault

    faults: list[Fault] = []
    service = service_of(context)

    def articles() -> Iterator[Article]:
        for each in found:
            if isinstance(each, Article):
                yield each
                continue
            fault = each if isinstance(each, Fault) else Fault(each.link.url, None, failure_note(service, each))
            faults.append(fault)
            output.print_error(fault)

    with output.progress_bar("passage") as bar:
        if is_shared(settings_of(context)):
            report = add_together(service.jobs, articles(), bar.report)
        else:
            report = service.add(articles(), bar.report)
    return report, faults


def _records(hosts: tuple[str, ...], since: Moment | None, until: Moment | None) -> RecordFilter | None:
    """The filter for records of web archives; None for all records."""
    from indexes.ingest.article_of import RecordFilter

    if not (hosts or since or until):
        return None
    plain = tuple(each.strip().lower().removeprefix("www.") for each in hosts)
    return RecordFilter(plain, *(each.earliest.date() if each else None for each in (since, until)))


def _found(
    context: click.Context, sources: list[str], defaults: Defaults, follow: bool
) -> Iterator[Article | Fault | LinkOutcome]:
    """The contents of files, then the contents of URLs."""
    from compare.ports.harvesting import Link
    from indexes.ingest import Fault, read_with_links
    from indexes.ingest.decode.url import is_web

    links: list[Link] = [Link(each) for each in sources if is_web(each)]
    files = [each for each in sources if not is_web(each)]
    for each in read_with_links(files, defaults, sys.stdin.buffer):
        if not isinstance(each, Link):
            yield each
        elif follow:
            links.append(each)
        else:
            yield Fault(each.title or each.url, None, str(each))
    if links:
        yield from build_harvester(settings_of(context)).all(links)
