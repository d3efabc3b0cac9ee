"""Compression, requests from other sites, and rate limits."""

from __future__ import annotations

from flask import Flask, request
from flask_compress import Compress
from flask_cors import CORS
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from web.server.permissions import check_same_site
from web.setting_types import ANY
from web.settings import Settings

_COMPRESSED = [
    "text/html", "text/css", "text/csv", "text/javascript", "image/svg+xml",
    "application/json", "application/jsonl", "application/problem+json", "application/atom+xml",
]  # fmt: skip
_ALLOWED_HEADERS = ["Accept", "Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"]
_EXPOSED_HEADERS = ["ETag", "Link", "Location", "Retry-After"]


def register(app: Flask, settings: Settings) -> None:
    """Compress responses, allow the API to other sites, and limit the rate of requests, as the settings say.

    Requests that cause work are refused if they come from pages of sites that the settings do not name.
    """
    app.config["COMPRESS_MIMETYPES"] = _COMPRESSED
    Compress(app)
    origins = ANY if settings.cors == (ANY,) else list(settings.cors)
    if origins:
        CORS(
            app,
            resources={r"/api/*": {"origins": origins}},
            allow_headers=_ALLOWED_HEADERS,
            expose_headers=_EXPOSED_HEADERS,
        )
    if settings.rate_limit:
        _limit(app, settings.rate_limit)

    @app.before_request
    def same_site() -> None:
        check_same_site(request, origins)


def _limit(app: Flask, rate: str) -> None:
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[rate],
        application_limits_exempt_when=lambda: request.endpoint == "static",
        headers_enabled=True,
        storage_uri="memory://",
    )
