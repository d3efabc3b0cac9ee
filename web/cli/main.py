"""The `parallax` command."""

from __future__ import annotations

import subprocess
import sys
from math import inf
from pathlib import Path
from typing import get_args

import click

from compare.comparison.filters import DivergenceFilter
from compare.errors import InputError, ParallaxError
from compare.model.article import Article
from compare.model.event import EventOrder
from compare.model.match import KINDS, Kind
from compare.model.moment import Moment
from web.api import serialisers
from web.cli import output
from web.cli.add import add
from web.cli.alerts import alerts
from web.cli.comparing import COMPARING_S
from web.cli.editing.correct import correct
from web.cli.editing.outlets import outlets
from web.cli.editing.remove import remove
from web.cli.editing.reviews import judge, reviews
from web.cli.find import find
from web.cli.operating.api_keys import api_key, token
from web.cli.operating.backup import backup, restore
from web.cli.operating.install_reader import install_reader
from web.cli.operating.maintenance import doctor, export, rebuild, recluster, regroup, reindex
from web.cli.operating.migrate import migrate, move
from web.cli.operating.work import work
from web.cli.options import filter_of, filters, json_option, service_of, settings_of
from web.cli.terminal import guard
from web.cli.watch import feeds, watch
from web.server.file_permissions import keep_private
from web.settings import Settings
from web.views.filters import number
from web.wiring import check_coverage, check_reader, stored_articles


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the archive. [parallax-data]")
@click.version_option(package_name="parallax-news", prog_name="parallax")
@click.pass_context
def parallax(context: click.Context, data: Path | None) -> None:
    """Show how different outlets report the same event.

    Start with `parallax add PATH…`, then `parallax serve`. Every setting is also read from the environment, such as
    PARALLAX_DATA for --data.
    """
    context.obj = Settings.read(data=data)
    keep_private(context.obj)


@parallax.command()
@click.argument("event_id", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many events to list.")
@filters
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only with divergences of this kind.")
@click.option(
    "--sort", type=click.Choice(get_args(EventOrder)), default="latest", show_default=True, help="Sort order."
)
@json_option
@click.pass_context
def events(
    context: click.Context,
    event_id: str | None,
    limit: int,
    outlets: tuple[str, ...],
    about: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    kinds: tuple[Kind, ...],
    sort: EventOrder,
    as_json: bool,
) -> None:
    """List the latest events; with EVENT_ID, show its articles and where they diverge."""
    service = service_of(context)
    if event_id:
        summary, comparison = service.event(event_id)
        output.print_json(serialisers.event(summary, comparison)) if as_json else output.event(summary, comparison)
        return
    having = DivergenceFilter(kinds, shown=True) if kinds else None
    found = service.events(filter_of(service, outlets, about, since, until), limit, None, having, sort)
    if as_json:
        output.print_json({"events": [serialisers.event_summary(each) for each in found]})
    else:
        output.events(found)


@parallax.command()
@click.argument("articles", nargs=-1)
@click.option("--wait", is_flag=True, help="Compare all pairs of stored articles, however long it takes.")
@json_option
@click.pass_context
def compare(context: click.Context, articles: tuple[str, ...], wait: bool, as_json: bool) -> None:
    """Compare ARTICLES: two or more ids, for about a minute, or two or more files, which are not stored. Without
    ARTICLES, compare everything in the archive that is waiting to be compared.
    """
    if not articles:
        with output.progress_bar("pair") as bar:
            service_of(context).comparing.run_all(bar.compared)
        return
    if all(Path(each).is_file() for each in articles):
        comparison = service_of(context).compare_texts(_read_all(articles))
    else:
        comparison = service_of(context).compare(articles, inf if wait else COMPARING_S)
    output.print_json(serialisers.comparison(comparison)) if as_json else output.comparison_text(comparison)
    if comparison.pending:
        left = number(len(comparison.pending), "article pair")
        output.print_error(f"{left} still waiting to be compared: repeat the command, or use --wait.")


def _read_all(paths: tuple[str, ...]) -> list[Article]:
    from indexes.ingest import Defaults, Fault, read

    found: list[Article] = []
    for each in read(list(paths), Defaults(None, None, None)):
        if isinstance(each, Fault):
            raise InputError(str(each))
        found.append(each)
    return found


@parallax.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="How many passages to show.")
@filters
@json_option
@click.pass_context
def search(
    context: click.Context,
    query: tuple[str, ...],
    limit: int,
    outlets: tuple[str, ...],
    about: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    as_json: bool,
) -> None:
    """Find passages that say the same as QUERY, in any words."""
    text = " ".join(query)
    service = service_of(context)
    hits = service.search(text, filter_of(service, outlets, about, since, until), limit)
    if as_json:
        event_of = service.events_of([hit.article.id for hit in hits])
        output.print_json(serialisers.search(text, hits, event_of, service.spelling(text)))
    else:
        output.hits(hits)


@parallax.command()
@click.option("--host", help="Address to listen on. [127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [8000]")
@click.option("--samples", is_flag=True, help="Load the sample stories first, if the archive is empty.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, samples: bool) -> None:
    """Serve the pages and the JSON API."""
    from web.server import serve as server

    given = settings_of(context)
    settings = Settings.read(data=given.data, host=host, port=port)
    check_coverage(settings)
    check_reader(settings)
    held = stored_articles(settings)  # reports a damaged catalogue; open connections must not survive the fork
    if samples and held == 0:
        click.echo("Loading the sample stories …")
        # In another process: the server must fork before torch and FAISS start threads. The server compares.
        command = [
            sys.executable,
            "-m",
            "web.cli.main",
            "--data",
            str(settings.data),
            "add",
            "--samples",
            "--no-compare",
        ]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 (our own command)
            raise InputError("The sample stories could not be loaded; see the messages above.")
    click.echo(f"Parallax is running at http://{settings.host}:{settings.port} (press Ctrl-C to stop).")
    server.serve(settings)


_COMMANDS = (
    add, alerts, api_key, backup, correct, doctor, export, feeds, find, install_reader, migrate, outlets, recluster,
    reindex, remove, restore, reviews, watch, work,
)  # fmt: skip
_RENAMED = (judge, move, rebuild, regroup, token)

for _command in (*_COMMANDS, *_RENAMED):
    parallax.add_command(_command)


def main() -> None:
    """Run the command; expected errors are printed as one line on standard error, with exit code 1."""
    guard()
    try:
        parallax()
    except ParallaxError as error:
        click.echo(f"parallax: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
