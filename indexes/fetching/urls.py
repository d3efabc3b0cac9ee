"""Which URLs may be requested. The checked URL is the one that is sent: it is parsed only once."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from indexes.fetching.failure import FetchError

if TYPE_CHECKING:
    from httpx2 import URL

_MAX_LENGTH = 8_000
"""Maximum number of characters of a URL; the minimum that servers should support (RFC 9110, section 4.1)."""
_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
"""A host name (RFC 1123, plus the underscore that some have), without a final dot, so that a host has one name."""
_PORTS = {None, 80, 443}
_FIRST_FREE_PORT = 1024  # lower ports belong to mail, remote shells and the like (RFC 6335, section 6)


def web_url(text: str, base: URL | None = None) -> URL:
    """The URL in `text` (relative to `base`, if given), without its fragment.

    Raises FetchError if it is not http or https with a host, or if it has a user name or a port other than 80, 443 and
    those from 1024.
    """
    from httpx2 import URL, InvalidURL  # takes a seventh of a second to import, and only fetching needs it

    if len(text) > _MAX_LENGTH:
        raise FetchError(f"the URL is longer than {_MAX_LENGTH:,} characters", retry=False)
    try:
        url = base.join(text.strip()) if base else URL(text.strip())
        url = url.copy_with(fragment=None)
    except (InvalidURL, ValueError) as error:
        raise FetchError(f"this is not a URL ({_printable(str(error))})", retry=False) from None
    if fault := _fault(url):
        raise FetchError(fault, retry=False)
    return url


def host_of(url: URL) -> str:
    """The host as it is resolved: a name in ASCII (“xn--” form if international), or an address."""
    return url.raw_host.decode("ascii")


def _fault(url: URL) -> str | None:
    if url.scheme not in {"http", "https"}:
        return "only http and https URLs are fetched"
    if url.userinfo:
        return "a URL with a user name or password is not fetched"
    if not _is_host(host_of(url)):
        return "the URL names no host"
    if url.port not in _PORTS and not _FIRST_FREE_PORT <= (url.port or 0) <= 65_535:
        return f"port {url.port} is not allowed"
    return None


def _is_host(host: str) -> bool:
    try:
        return bool(_NAME.fullmatch(host) or ip_address(host))
    except ValueError:
        return False


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)[:200]
