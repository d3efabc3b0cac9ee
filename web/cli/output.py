"""The text output of the `parallax` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from textwrap import fill
from typing import Any

import click
from pydantic_core import to_jsonable_python
from tqdm import tqdm

from compare.comparison.event_comparison import Comparison, Finding
from compare.model.event import Correction
from compare.ports import Hit
from compare.services.stores.comparisons import Pending
from compare.services.stores.operations.jobs import AddReport
from compare.services.summaries import EventSummary
from web.cli.terminal import cleaned_for, echo_bold, unguarded
from web.server.permissions import not_compared
from web.views.filters import counts, kind_name, number, titled

_WIDTH = 96
_OFTEN_S, _SELDOM_S = 0.5, 5.0  # seconds between two updates of a progress bar, on a terminal and in a log


class Bar:
    """A progress bar on standard error."""

    def __init__(self, bar: tqdm[Any]) -> None:
        self._bar = bar

    def report(self, report: AddReport) -> None:
        """Show the progress of adding."""
        self._bar.set_postfix_str(f"{report.added + report.revised:,} articles, {report.known:,} known", refresh=False)
        self.update_to(report.passages, None)

    def compared(self, pending: Pending) -> None:
        """Show the progress of comparing."""
        self._bar.set_postfix_str(
            f"comparing: {number(pending.events, 'event')} left, {pending.done:,} of {pending.total:,} pairs",
            refresh=False,
        )
        self._bar.update(0)

    def update_to(self, done: int, total: int | None) -> None:
        """Show that `done` of `total` (None: unknown) is done."""
        if total is not None:
            self._bar.total = total
        self._bar.update(done - self._bar.n)


@contextmanager
def progress_bar(unit: str) -> Iterator[Bar]:
    """A progress bar that counts `unit`s."""
    often = _OFTEN_S if sys.stderr.isatty() else _SELDOM_S
    with tqdm(unit=f" {unit}s", file=unguarded(sys.stderr), dynamic_ncols=True, mininterval=often) as bar:
        yield Bar(bar)


def print_error(problem: object) -> None:
    """Print one line on standard error without breaking a progress bar."""
    tqdm.write(cleaned_for(sys.stderr, f"parallax: {problem}"), file=unguarded(sys.stderr))


def print_json(value: Any) -> None:
    """Print JSON, indented."""
    click.echo(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2))


def print_list(as_json: bool, name: str, resources: Sequence[Any], lines: Iterable[str], none: str = "") -> None:
    """Print `resources` as JSON under `name`, or `lines` as text, or the text `none` if there are none."""
    if as_json:
        print_json({name: resources})
    elif text := "\n".join(lines) or none:
        click.echo(text)


def correction_line(correction: Correction) -> str:
    """A correction, in one line."""
    state = "  (undone)" if correction.undone else ""
    events = " ".join(correction.event_ids)
    articles = number(len(correction.after), "article")
    return (
        f"{correction.number:4}  {correction.kind:5}  {correction.made.isoformat()}  {articles}, events {events}{state}"
    )


def added(report: AddReport) -> str:
    """The result of adding, in one line."""
    return (
        f"Added {number(report.added, 'article')} ({number(report.passages, 'passage')}); "
        f"{report.revised:,} revised, {report.known:,} already known"
        f"{f', {report.refused:,} removed earlier and skipped' if report.refused else ''}."
    )


def events(found: Sequence[EventSummary]) -> None:
    """Print a list of events."""
    if not found:
        click.echo("No events. Add articles with `parallax add PATH…`.")
    for each in found:
        _head(each)
        click.echo()


def event(summary: EventSummary, comparison: Comparison) -> None:
    """Print an event: its articles, then where they diverge."""
    _head(summary)
    click.echo()
    for article in summary.articles:
        published = article.published.isoformat() if article.published else "undated"
        outlet = article.outlet.name or "unknown outlet"
        click.echo(f"  {article.id}  {published:20}  {outlet}: {titled(article.title)}")
    click.echo()
    comparison_text(comparison)


def comparison_text(comparison: Comparison) -> None:
    """Print the differences of a comparison, most important first, and the coverage gaps."""
    if comparison.problem:
        click.echo(not_compared(comparison.problem))
        return
    outlet = {article.id: article.outlet.name or titled(article.title)[:30] for article in comparison.articles}
    totals = ", ".join(f"{count} {kind_name(kind)}" for kind, count in comparison.totals().items())
    click.echo(f"{number(len(comparison.matches), 'matched sentence')}; differences: {totals or 'none'}")
    for failure in comparison.failures:
        names = " and ".join(outlet[each] for each in failure.article_ids if each in outlet)
        click.echo(f"\n{click.style('failed', bold=True)}  {failure.step} {names}: {failure.problem}")
    for doubt in comparison.outliers:
        _headed("different event?", f"{outlet[doubt.article_id]}: {doubt.reason}")
    for finding in comparison.findings():
        _finding(finding, outlet)
    if weaker := comparison.count_weaker():
        click.echo(f"\n{number(weaker, 'weaker difference')} not shown (--json shows all).")
    clear = comparison.clear_gaps
    if weaker := len(comparison.omissions) - len(clear):
        click.echo(f"\n{number(weaker, 'weaker coverage gap')} not shown (--json shows all).")
    for each in (one for one in comparison.omissions if one in clear):
        reporting, silent = outlet[each.passage.article_id], outlet[each.article_id]
        click.echo(f"\n{kind_name('omission')}  {reporting} reports; {silent}: {each.reason}")
        _quote("", each.passage.text)


def hits(found: Sequence[Hit]) -> None:
    """Print the results of a search."""
    if not found:
        click.echo("No results (nothing close enough).")
    for hit in found:
        published = hit.article.published.isoformat() if hit.article.published else "undated"
        closeness = "related" if hit.closeness == "loose" else hit.closeness
        click.echo(f"{closeness:7}  {hit.article.id}  {hit.article.outlet.name or 'unknown outlet'}, {published}")
        click.echo(f"       {titled(hit.article.title)}")
        _quote("       ", hit.passage.text)


def _head(summary: EventSummary) -> None:
    echo_bold(titled(summary.headline.title))
    click.echo()
    click.echo(f"{summary.event.id}  {counts(summary.counts)}")
    if summary.progress.done < summary.progress.total:
        click.echo(f"  {summary.progress.done} of {number(summary.progress.total, 'pair')} of articles compared so far")
    if summary.totals:
        click.echo("  " + ", ".join(f"{count} {kind_name(kind)}" for kind, count in summary.totals.items()))


def _finding(finding: Finding, outlet: dict[str, str]) -> None:
    match = finding.match
    _headed(finding.divergence.kind, finding.divergence.reason)
    _quote(f"{outlet[match.a.article_id]}: ", match.a.text)
    _quote(f"{outlet[match.b.article_id]}: ", match.b.text)


def _headed(head: str, text: str) -> None:
    click.echo()
    echo_bold(head)
    click.echo(f"  {text}")


def _quote(lead: str, text: str) -> None:
    click.echo(fill(f"{lead}{text}", _WIDTH, initial_indent="    ", subsequent_indent="      "))
