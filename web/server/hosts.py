"""Which names this server answers to, and which proxy may say on whose behalf it asks."""

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
    """Refuse requests to a name that is not served, and take forwarded headers from the proxy that is named.

    A page of a foreign name that is made to point at this machine (DNS rebinding) could otherwise read all.
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
            clear_untrusted=False,  # they still tell that there was a proxy: see `web.server.permissions.is_local`
        )


def hostname(host: str) -> str:
    """The name or address in a `Host` header, in lower case and without port and brackets; "" if it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a name or address is that of this machine to itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
