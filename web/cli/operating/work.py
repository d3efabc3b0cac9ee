"""The command `parallax work`: the background work of an archive, in a process without a server."""

from __future__ import annotations

import signal
import time

import click

from web.alerts.matching import AlertMatcher
from web.alerts.notifier import Notifier
from web.cli.options import service_of, settings_of
from web.cli.watch import look
from web.server import logs
from web.server.workers.background import Worker
from web.wiring import build_harvester, build_poster, own_address

_POLL_S = 20.0  # between two rounds of feeds


@click.command()
@click.pass_context
def work(context: click.Context) -> None:
    """Do background work until interrupted: jobs, comparing, alerts, and watched feeds.

    A server also does all of this, except watching feeds; this command relieves it, and can run on another machine.
    Several of these processes share the work.
    """
    settings = settings_of(context)
    logs.configure(settings.log)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopping the service should act like Ctrl-C
    context.call_on_close(lambda: signal.signal(signal.SIGTERM, before))
    service = service_of(context)
    notifier = Notifier(service, AlertMatcher(service, own_address(settings)), build_poster(settings))
    harvester = build_harvester(settings)
    Worker(service, notifier.wake).wake()
    try:
        while True:
            if service.feed_watcher.feeds():
                look(service, harvester, once=False)
            time.sleep(_POLL_S)
    except KeyboardInterrupt:
        click.echo("Stopped. The next start continues from here.")
