"""The commands `parallax watch` and `parallax feeds …`."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import click

from compare.errors import LockedError
from compare.ports.harvesting import Feed, Harvester
from compare.services.service import Parallax
from indexes.ingest.discovery import Discovery
from web.api import records
from web.cli import output
from web.cli.comparing import Patience, compare_changes, with_patience
from web.cli.options import json_option, service_of, settings_of
from web.views.filters import number
from web.wiring import build_discovery, build_harvester

_POLL_S = 20.0  # between two rounds: feeds are due minutes or hours apart


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--once", is_flag=True, help="Check the feeds that are due once, and exit.")
@click.pass_context
@with_patience
def watch(context: click.Context, sources: tuple[str, ...], once: bool, patience: Patience) -> None:
    """Watch feeds and add new articles as they appear, until interrupted.

    SOURCES are OPML files, or URLs of feeds, of news sitemaps, or of sites, whose feeds and news sitemaps are
    discovered; without any, the feeds that are already watched. Two of these processes share the work. Errors are
    reported on standard error and retried later.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopping the service should act like Ctrl-C
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
            compare_changes(service, patience)
            if once:
                return
            time.sleep(_POLL_S)
    except KeyboardInterrupt:
        click.echo("Stopped. The next start continues from here.")


def look(service: Parallax, harvester: Harvester, once: bool) -> None:
    """One round; if another process has locked the catalogue, the next round continues it."""
    try:
        with service.long_lock_timeout():
            for each in service.feed_watcher.round(harvester):
                click.echo(str(each), err=each.kind == "problem")
    except LockedError as error:
        if once:
            raise
        output.print_error(error)


def _feeds(source: str, discovery: Discovery) -> list[Feed]:
    """The feeds of an OPML file or of a URL. Raises UnreadableError or UsageError."""
    from indexes.ingest.decode.url import is_web
    from indexes.ingest.formats.feeds.opml import read_opml

    if is_web(source):
        found = discovery.at(source)
        for problem in found.problems:
            output.print_error(f"{source}: {problem}")
        for each in found.all:
            click.echo(f"Watching {each.url}{f' ({each.title})' if each.title else ''}")
        return list(found.all)
    try:
        return read_opml(Path(source).read_bytes())
    except OSError as error:
        raise click.UsageError(f"{source} cannot be opened ({error.strerror or error}).") from None


@click.group()
def feeds() -> None:
    """List and remove watched feeds."""


@feeds.command(name="list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List all feeds: when they last responded, problems, and their number of articles."""
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
    """Stop watching the feed at URL; its articles stay."""
    service_of(context).feed_watcher.unfollow(url)
    click.echo(f"No longer watched: {url}")
