"""The interfaces: pages, JSON API and command line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response, request

from compare.services.service import Parallax
from web import errors
from web.alerts.matching import AlertMatcher
from web.alerts.notifier import Notifier
from web.api.blueprint import PREFIX
from web.api.openapi import document as openapi
from web.api.responses import Suffixes
from web.atom import links as atom_links
from web.citations import pages as citations
from web.pages.adding import adding, found_coverage
from web.pages.alerts import alerts
from web.pages.comparisons import comparisons
from web.pages.corrections import correcting
from web.pages.events import events
from web.pages.exports import exports
from web.pages.notebooks import notebooks
from web.pages.outlets import outlets
from web.pages.pages import pages
from web.pages.reviews import reviews
from web.pages.search import searching
from web.server import gateway, hosts, logs
from web.server.health import health
from web.server.response_cache import ResponseCache
from web.server.security_headers import SECURITY_HEADERS
from web.server.workers.background import Worker
from web.server.workers.fetch_worker import FetchWorker
from web.settings import Settings
from web.theme import chosen, theme
from web.views import filters

_PAGES = (
    health, events, searching, pages, comparisons, notebooks, exports, theme, adding, correcting, reviews, outlets,
    alerts,
)  # fmt: skip


def create_app(settings: Settings | None = None, service: Parallax | None = None) -> Flask:
    """The web application over `service`, or over one built from `settings` (or the environment)."""
    settings = settings or Settings.read()
    from web.wiring import build_service, check_reader

    if service is None:
        check_reader(settings)
        service = build_service(settings)
    app = openapi.new_app(__name__)
    _configure(app, settings)
    app.extensions["parallax"] = service
    app.extensions["answers"] = ResponseCache()
    _add_workers(app, settings, service)
    _add_server_parts(app, settings, service)
    atom_links.register(app)
    citations.register(app)
    for each in _PAGES:
        app.register_blueprint(each)
    openapi.register(app)
    app.after_request(_protect)
    app.after_request(_only_if_changed)
    app.wsgi_app = Suffixes(app.wsgi_app, f"{PREFIX}/", kept=[openapi.DOCUMENT])  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_request_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.max_request_mb * 1_000_000,
        CHANGES=settings.changes,
        COVERAGE=_named(settings.coverage),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.globals["theme"] = chosen
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(found_coverage=found_coverage, COVERAGE=lambda: app.config["COVERAGE"])


def _add_workers(app: Flask, settings: Settings, service: Parallax) -> None:
    """Start the threads that compare, fetch and notify; each sleeps until it is woken."""
    from web.wiring import build_fetch_jobs, build_poster, own_address

    notifier = Notifier(service, AlertMatcher(service, own_address(settings)), build_poster(settings))
    app.extensions["notifier"] = notifier
    worker = app.extensions["worker"] = Worker(service, notifier.wake)
    app.extensions["fetch_worker"] = FetchWorker(service, partial(build_fetch_jobs, settings, service), worker.wake)


def _add_server_parts(app: Flask, settings: Settings, service: Parallax) -> None:
    """Register the parts that handle every request, and the variables of every page."""
    from web.server import metrics

    logs.register(app)
    metrics.register(app, settings.metrics)
    hosts.register(app, settings)
    gateway.register(app, settings)
    filters.register(app)
    app.context_processor(
        lambda: {"reader_name": service.reader_name, "second_reader_name": service.second_reader_name}
    )
    errors.register(app)


def _named(coverage: Iterable[str]) -> list[str]:
    """The coverage sources as pages show them: names, and the hosts of URLs."""
    return [urlsplit(each).hostname or each.partition("=")[0] for each in coverage]


def _only_if_changed(response: Response) -> Response:
    """Add a strong ETag to API responses to GET; a client that has the same bytes gets 304."""
    if request.method in {"GET", "HEAD"} and request.path.startswith("/api/") and response.status_code == 200:
        response.add_etag()
        response.headers.setdefault("Cache-Control", "no-cache")  # may be stored, but must be revalidated
        response.make_conditional(request)
    return response


def _protect(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    if not request.path.startswith("/api/"):  # the API serves pages of other sites too, if PARALLAX_CORS allows it
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
