"""Comparing after a command that changes events: its result is printed first, and comparing is limited in time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from math import inf
from typing import Any, NamedTuple

import click

from compare.errors import StorageError
from compare.services.service import Parallax
from web.cli.options import used_service
from web.cli.output import print_error, progress_bar
from web.views.filters import number

COMPARING_S = 60.0
"""Seconds that a command spends on comparing changed events; the current pair of articles is then finished."""

_wait = click.option("--wait", is_flag=True, help="Compare all changed events, however long it takes.")
_skip = click.option("--no-compare", is_flag=True, help="Do not compare events now: a server or the next add does it.")


class Patience(NamedTuple):
    """How long the user is willing to wait for comparisons."""

    wait: bool
    no_compare: bool

    @property
    def seconds(self) -> float:
        """The number of seconds after which no further pair is started."""
        return 0.0 if self.no_compare else inf if self.wait else COMPARING_S


def with_patience(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options `--wait` and `--no-compare`, which the command gets as `patience`."""

    @wraps(command)
    def run(*given: Any, wait: bool, no_compare: bool, **options: Any) -> Any:
        if wait and no_compare:
            raise click.UsageError("Give --wait or --no-compare, not both.")
        return command(*given, patience=Patience(wait, no_compare), **options)

    return _wait(_skip(run))


def compares(command: Callable[..., Any]) -> Callable[..., Any]:
    """Like `with_patience`; the events that the command has changed are compared when it ends, also if it exits with a
    code."""

    @wraps(command)
    def run(context: click.Context, *given: Any, patience: Patience, **options: Any) -> None:
        code = 0
        try:
            command(context, *given, **options)
        except click.exceptions.Exit as ended:
            code = ended.exit_code
        if service := used_service(context):
            compare_changes(service, patience)
        context.exit(code)

    return with_patience(run)


def compare_changes(service: Parallax, patience: Patience) -> None:
    """Compare waiting events for as long as the user is willing to wait, and report on standard error how many are
    left."""
    if patience.no_compare:
        return
    with suppress(StorageError):
        service.comparing.request_outdated()
    if not service.comparing.pending().events:
        return
    with progress_bar("pair") as bar:
        service.comparing.run_all(bar.compared, patience.seconds)
    if left := service.comparing.pending().events:
        print_error(
            f"{number(left, 'event')} still waiting to be compared: a running server continues, or `parallax compare`."
        )
