"""Web addresses."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

_LONGEST = 2_000


def is_web(url: str) -> bool:
    """True for an http or https address with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= _LONGEST
    except ValueError:
        return False


def host_of(url: str | None) -> str:
    """The host of an address in small letters, without "www."; "" if there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url and is_web(url) else ""


def absolute(url: str, base: str | None) -> str:
    """`url` as seen from `base`; "" if that is no web address."""
    try:
        joined = urljoin(base or "", url.strip()) if url.strip() else ""
    except ValueError:
        return ""
    return joined if is_web(joined) else ""
