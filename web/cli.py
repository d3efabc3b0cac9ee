"""The `parallax` command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import click

from compare.article import Article
from compare.errors import InputError, ParallaxError
from compare.event import EventOrder
from compare.match import KINDS, Kind
from compare.moment import Moment
from compare.ports import Filter
from compare.service import Parallax
from web import cli_text
from web.api import resources
from web.cli_correct import correct
from web.cli_judge import judge
from web.cli_token import token
from web.settings import Settings
from web.wiring import build_service


class _Moment(click.ParamType):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Moment:
        try:
            return Moment.parse(value)
        except InputError as error:
            self.fail(str(error), param, ctx)


_MOMENT = _Moment()
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_outlet_filter = click.option("--outlet", "outlets", multiple=True, help="Only of this outlet (may be repeated).")
_since_filter = click.option("--since", type=_MOMENT, help="Only published on or after this date.")
_until_filter = click.option("--until", type=_MOMENT, help="Only published on or before this date.")


def _filters(command: Any) -> Any:
    return _outlet_filter(_since_filter(_until_filter(command)))


def _filter(outlets: tuple[str, ...], since: Moment | None, until: Moment | None) -> Filter:
    return Filter(tuple(" ".join(outlet.casefold().split()) for outlet in outlets), since, until)


def _service(context: click.Context) -> Parallax:
    return build_service(context.find_object(Settings))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the archive. [parallax-data]")
@click.version_option(package_name="parallax-news", prog_name="parallax")
@click.pass_context
def parallax(context: click.Context, data: Path | None) -> None:
    """Show how different outlets tell the same event.

    Start with `parallax add PATH…`, then `parallax serve`. Every setting is also read from the environment, as
    PARALLAX_DATA for --data.
    """
    context.obj = Settings.read(data=data)


@parallax.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--outlet", help="The outlet of articles that do not name theirs.")
@click.option("--url", help="The address of the article (for a single one).")
@click.option("--published", type=_MOMENT, help="When articles that do not say so were published.")
@click.option("--samples", is_flag=True, help="Add the sample stories that ship with Parallax.")
@_json_option
@click.pass_context
def add(
    context: click.Context,
    paths: tuple[Path, ...],
    outlet: str | None,
    url: str | None,
    published: Moment | None,
    samples: bool,
    as_json: bool,
) -> None:
    """Add articles from PATHS: files, folders, or - for standard input.

    Text, HTML, JSON, JSONL and CSV; feeds (RSS, Atom, JSON Feed) and agencies' ninjs; web archives (WARC); all of them
    also as .gz or in a .zip. A plain text file has its title in the first line.

    What is known already costs nothing; what cannot be read is named on standard error, and the rest is added (exit
    code 1 if anything could not be read). Links to articles whose text is elsewhere, as in most feeds, are named too
    and not followed.
    """
    from indexes.ingest import Defaults, Fault, read
    from indexes.samples import STORIES

    wanted: list[str | Path] = [*paths, *([STORIES] if samples else [])]
    if not wanted:
        raise click.UsageError("Name files or folders to add, or - for standard input.")
    faults: list[Fault] = []

    def articles() -> Iterator[Article]:
        for each in read(wanted, Defaults(outlet, url, published), sys.stdin.buffer):
            if isinstance(each, Fault):
                faults.append(each)
                cli_text.complain(each)
            else:
                yield each

    with cli_text.progress_bar("passage") as bar:
        report = _service(context).add(articles(), bar.report)
    if as_json:
        cli_text.print_json({**asdict(report), "faults": [asdict(fault) for fault in faults]})
    else:
        click.echo(cli_text.added(report))
    if faults:
        context.exit(1)


@parallax.command()
@click.argument("event_id", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many events to list.")
@_filters
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only diverging in this kind.")
@click.option(
    "--sort", type=click.Choice(get_args(EventOrder)), default="latest", show_default=True, help="Which first."
)
@_json_option
@click.pass_context
def events(
    context: click.Context,
    event_id: str | None,
    limit: int,
    outlets: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    kinds: tuple[Kind, ...],
    sort: EventOrder,
    as_json: bool,
) -> None:
    """List the latest events; with EVENT_ID, show its articles and where they diverge."""
    service = _service(context)
    if event_id:
        summary, comparison = service.event(event_id)
        cli_text.print_json(resources.event(summary, comparison)) if as_json else cli_text.event(summary, comparison)
        return
    found = service.events(_filter(outlets, since, until), limit, None, kinds, sort)
    if as_json:
        cli_text.print_json({"events": [resources.event_summary(each) for each in found]})
    else:
        cli_text.events(found)


@parallax.command()
@click.argument("articles", nargs=-1, required=True)
@_json_option
@click.pass_context
def compare(context: click.Context, articles: tuple[str, ...], as_json: bool) -> None:
    """Compare ARTICLES: two or more ids, or two or more files, which are not stored."""
    if all(Path(each).is_file() for each in articles):
        comparison = _service(context).compare_texts(_read_all(articles))
    else:
        comparison = _service(context).compare(articles)
    cli_text.print_json(resources.comparison(comparison)) if as_json else cli_text.comparison_text(comparison)


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
@_filters
@_json_option
@click.pass_context
def search(
    context: click.Context,
    query: tuple[str, ...],
    limit: int,
    outlets: tuple[str, ...],
    since: Moment | None,
    until: Moment | None,
    as_json: bool,
) -> None:
    """Find passages that say what QUERY says, in any words."""
    text = " ".join(query)
    service = _service(context)
    hits = service.search(text, _filter(outlets, since, until), limit)
    if as_json:
        cli_text.print_json(resources.search(text, hits, service.events_of([hit.article.id for hit in hits])))
    else:
        cli_text.hits(hits)


@parallax.command()
@click.option("--host", help="Address to listen on. [127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [8000]")
@click.option("--samples", is_flag=True, help="Load the sample stories first, if the archive is empty.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, samples: bool) -> None:
    """Serve the pages and the JSON API."""
    from web import server

    given = context.find_object(Settings)
    settings = Settings.read(data=given.data, host=host, port=port)
    if samples and _service(context).count()[0] == 0:
        click.echo("Loading the sample stories …")
        # In a process of its own: the server must fork before torch and FAISS have threads.
        command = [sys.executable, "-m", "web.cli", "--data", str(settings.data), "add", "--samples"]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 (our own command)
            raise InputError("The sample stories could not be loaded; the lines above say why.")
    click.echo(f"Parallax is at http://{settings.host}:{settings.port} (Ctrl-C stops it).")
    server.serve(settings)


@parallax.command()
@_json_option
@click.pass_context
def rebuild(context: click.Context, as_json: bool) -> None:
    """Build the vector index anew from the catalogue."""
    with cli_text.progress_bar("vector") as bar:
        number = _service(context).rebuild(bar.update_to)
    cli_text.print_json({"vectors": number}) if as_json else click.echo(f"The index holds {number:,} vectors.")


@parallax.command()
@click.option("--event", "event_id", help="Export this event with its comparison, as one JSON object.")
@click.option("--output", "-o", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="File to write.")
@click.pass_context
def export(context: click.Context, event_id: str | None, output: Any) -> None:
    """Write all articles as JSONL (which `parallax add` takes), or one event with its comparison as JSON."""
    service = _service(context)
    if event_id:
        output.write(resources.event(*service.event(event_id)).model_dump_json(indent=2) + "\n")
        return
    for view in service.export():
        output.write(json.dumps(resources.exported(view.article), ensure_ascii=False) + "\n")


@parallax.command()
@_since_filter
@_until_filter
@_json_option
@click.pass_context
def regroup(context: click.Context, since: Moment | None, until: Moment | None, as_json: bool) -> None:
    """Look at all events of a window of time anew, together; what people corrected stays."""
    with cli_text.progress_bar("article") as bar:
        changed = _service(context).regroup(Filter((), since, until), bar.update_to)
    if as_json:
        cli_text.print_json({"changed": [each.id for each in changed]})
    else:
        click.echo(f"{cli_text.number(len(changed), 'event')} changed.")


@parallax.command()
@_json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check the archive; says what is wrong and what to do (exit code 1 if anything is)."""
    service = _service(context)
    faults = service.faults()
    articles, events_held = service.count()
    if as_json:
        cli_text.print_json({"articles": articles, "events": events_held, "faults": faults})
    else:
        click.echo(f"{articles:,} articles in {events_held:,} events.")
        click.echo("\n".join(f"✗ {fault}" for fault in faults) or "No fault found.")
    if faults:
        context.exit(1)


parallax.add_command(correct)
parallax.add_command(judge)
parallax.add_command(token)


def main() -> None:
    """Run the command; an error that Parallax raises on purpose is one line on standard error and exit code 1."""
    try:
        parallax()
    except ParallaxError as error:
        click.echo(f"parallax: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
