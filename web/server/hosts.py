"""The host names that the server answers to, and the proxy whose forwarded headers it trusts."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, request
from waitress.proxy_headers import proxy_headers_middleware

from compare.errors import InputError
from web.setting_types import ANY
from web.settings import Settings

_WILDCARDS = {"0.0.0.0", "::", ""}  # noqa: S104 (compared with, not listened on)
_FORWARDED = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"}


def register(app: Flask, settings: Settings) -> None:
    """Refuse requests for other host names, and use forwarded headers from the configured proxy only.

    Otherwise a page whose name resolves to this machine (DNS rebinding) could read everything.
    """
    served = settings.hosts | ({settings.host.lower()} - _WILDCARDS)

    @app.before_request
    def check_host() -> None:
        host = hostname(request.host)
        if ANY not in served and not is_loopback(host) and host not in served:
            raise InputError(f"“{host[:80]}” is not a name of this server. Add its names to PARALLAX_HOSTS.")

    if settings.proxy:
        app.wsgi_app = proxy_headers_middleware(  # type: ignore[method-assign]
            app.wsgi_app,
            trusted_proxy=settings.proxy,
            trusted_proxy_headers=_FORWARDED,
            clear_untrusted=False,  # they still reveal a proxy: see `web.server.permissions.is_local`
        )


def hostname(host: str) -> str:
    """The name or address in a `Host` header, in lower case, without port and brackets; "" if it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
