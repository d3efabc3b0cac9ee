"""The commands `parallax watch` and `parallax feeds …`."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import click

from compare.errors import LockedError
from compare.services.service import Parallax
from compare.services.stores.feeds import Feed, Harvester
from indexes.ingest.discovery import Discovery
from web.api import records
from web.cli import output
from web.cli.options import json_option, service_of, settings_of
from web.views.filters import number
from web.wiring import build_discovery, build_harvester

_LOOK_S = 20.0  # from one round to the next: feeds are due minutes or hours apart


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--once", is_flag=True, help="Check the feeds that are due once, and exit.")
@click.pass_context
def watch(context: click.Context, sources: tuple[str, ...], once: bool) -> None:
    """Watch feeds: add what is new, as it comes, until interrupted.

    SOURCES are OPML files, or the addresses of feeds, of news sitemaps, or of sites, whose feeds and news sitemaps are
    looked for; without any, what is watched already. Two of these at once share the work. What goes wrong is told on
    standard error, and tried again later.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops a service means Ctrl-C, too
    context.call_on_close(lambda: signal.signal(signal.SIGTERM, before))
    service = service_of(context)
    settings = settings_of(context)
    discovery = build_discovery(settings)
    known = {each.url for each in service.feed_watcher.feeds()}
    service.feed_watcher.follow([feed for each in sources if each not in known for feed in _feeds(each, discovery)])
    if not service.feed_watcher.feeds():
        raise click.UsageError("No feeds are watched yet: give an OPML file, or the URL of a site or a feed.")
    harvester = build_harvester(settings)
    try:
        while True:
            look(service, harvester, once)
            if once:
                return
            time.sleep(_LOOK_S)
    except KeyboardInterrupt:
        click.echo("Stopped. The next start continues from here.")


def look(service: Parallax, harvester: Harvester, once: bool) -> None:
    """One round; where another process has the catalogue locked, the next round does what is left of it."""
    try:
        with service.patient():
            for each in service.feed_watcher.round(harvester):
                click.echo(str(each), err=each.kind == "problem")
    except LockedError as error:
        if once:
            raise
        output.complain(error)


def _feeds(source: str, discovery: Discovery) -> list[Feed]:
    """The feeds of an OPML file, or what is at an address. Raises UnreadableError, UsageError."""
    from indexes.ingest.decode.url import is_web
    from indexes.ingest.formats.feeds.opml import read_opml

    if is_web(source):
        found = discovery.at(source)
        for problem in found.problems:
            output.complain(f"{source}: {problem}")
        for each in found.all:
            click.echo(f"Watching {each.url}{f' ({each.title})' if each.title else ''}")
        return list(found.all)
    try:
        return read_opml(Path(source).read_bytes())
    except OSError as error:
        raise click.UsageError(f"{source} cannot be opened ({error.strerror or error}).") from None


@click.group()
def feeds() -> None:
    """List the feeds that are watched, and drop some."""


@feeds.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List all feeds: when they last answered, what was wrong, and how many articles they brought."""
    found = [records.feed(each) for each in service_of(context).feed_watcher.feeds()]
    if as_json:
        output.print_json({"feeds": found})
        return
    for each in found:
        state = f"problem: {each.problem}" if each.problem else f"last answer {each.succeeded or 'none yet'}"
        click.echo(f"{each.url}  {number(each.articles, 'article')}, {state}")


@feeds.command()
@click.argument("url")
@click.pass_context
def drop(context: click.Context, url: str) -> None:
    """Watch the feed at URL no longer; its articles stay."""
    service_of(context).feed_watcher.unfollow(url)
    click.echo(f"No longer watched: {url}")
