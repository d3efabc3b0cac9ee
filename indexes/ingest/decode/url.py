"""Web addresses."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from tld import get_fld

_LONGEST = 2_000
_MOBILE = re.compile(r"^(?:m|mobile|amp)\.(?=.*\.)")


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


def domain_of(host: str) -> str:
    """The domain that was registered for a host; the host itself where that is not known."""
    return registered(host) or host


def registered(host: str) -> str:
    """The domain that was registered for a host, by the Public Suffix List: "weir.co.uk" of "news.weir.co.uk".

    "" where the list knows nothing of its ending.
    """
    return get_fld(host, fail_silently=True, fix_protocol=True, search_private=True) or ""


def same_site(one: str, other: str) -> bool:
    """True if two addresses are on one host, or the host of one is below that of the other, as for its mobile pages."""
    first, second = (_MOBILE.sub("", host_of(each)) for each in (one, other))
    return bool(first and second) and (first == second or first.endswith(f".{second}") or second.endswith(f".{first}"))


def absolute(url: str, base: str | None) -> str:
    """`url` as seen from `base`; "" if that is no web address."""
    try:
        joined = urljoin(base or "", url.strip()) if url.strip() else ""
    except ValueError:
        return ""
    return joined if is_web(joined) else ""
