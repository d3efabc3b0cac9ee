"""Web addresses."""

from __future__ import annotations

import re
from string import printable
from urllib.parse import quote, urljoin, urlsplit

from tld import get_fld

_LONGEST = 2_000  # bytes, percent-encoded: PostgreSQL indexes up to 2,704
_MOBILE = re.compile(r"^(?:m|mobile|amp)\.(?=.*\.)")


def is_web(url: str) -> bool:
    """True for an http or https URL with a host."""
    try:
        parts = urlsplit(url)
        encoded = quote(url, safe=printable)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(encoded) <= _LONGEST
    except ValueError:
        return False


def host_of(url: str | None) -> str:
    """The host of a URL in lower case, without "www."; "" if there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url and is_web(url) else ""


def domain_of(host: str) -> str:
    """The registered domain of a host; the host itself if that is unknown."""
    return registered(host) or host


def registered(host: str) -> str:
    """The registered domain of a host, by the Public Suffix List: "weir.co.uk" for "news.weir.co.uk".

    "" if its suffix is not in the list.
    """
    return get_fld(host, fail_silently=True, fix_protocol=True, search_private=True) or ""


def same_site(one: str, other: str) -> bool:
    """True if two URLs are on one host, or one host is a subdomain of the other, such as mobile pages."""
    first, second = (_MOBILE.sub("", host_of(each)) for each in (one, other))
    return bool(first and second) and (first == second or first.endswith(f".{second}") or second.endswith(f".{first}"))


def absolute(url: str, base: str | None) -> str:
    """`url` relative to `base`; "" if the result is not a web address."""
    try:
        joined = urljoin(base or "", url.strip()) if url.strip() else ""
    except ValueError:
        return ""
    return joined if is_web(joined) else ""
