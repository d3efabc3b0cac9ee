"""Web addresses as identities: which of them a page can be found under."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import product
from urllib.parse import SplitResult, urlsplit, urlunsplit

from url_normalize import url_normalize

_PREFIXES = ("", "www.", "m.", "mobile.", "amp.")
_PREFIX = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.[^.])")
_AMP_QUERIES = ("amp", "amp=1", "amp=true", "outputType=amp")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp$|\.amp$|(?<=/)amp(?=/)(?=/?$)")
_TRACKING = re.compile(
    r"(?:utm|at|hsa|itm|mtm|pk|piwik|matomo|vero|oly)_\w+|(?:fb|g|d|y|tt|tw)clid|msclkid|srsltid|[gw]braid|igshid?"
    r"|mc_[ce]id|_g[al]|_hs(?:enc|mi)|mkt_tok|wt_mc|xtor|ref_(?:src|url)|cmp(?:id)?|[no]cid|smid|smtyp|li_fat_id|epik",
    re.IGNORECASE,
)
_ROUTES = ("!", "/")
"""What the fragments begin with in which single-page applications keep the path of a page."""


def without_tracking(url: str) -> str:
    """`url` without what feeds, mails and advertisements add to it to count clicks: it is the same page."""
    start, mark, query = url.partition("?")
    query, hash_, fragment = query.partition("#")
    kept = "&".join(each for each in query.split("&") if not _TRACKING.fullmatch(each.partition("=")[0]))
    return f"{start}{mark if kept or not query else ''}{kept}{hash_}{fragment}"


def normalized(url: str) -> str:
    """`url` as RFC 3986 normalises it, without tracking and without a fragment that only names a place in the page.

    One that cannot be normalised, or whose path holds another address, is returned as it is but for its tracking.
    """
    page, hash_, fragment = without_tracking(url.strip()).partition("#")
    fragment = fragment if fragment.startswith(_ROUTES) else ""
    if "//" in page.partition("://")[2].partition("?")[0]:
        return page + hash_ * bool(fragment) + fragment
    with suppress(ValueError, UnicodeError):
        page = url_normalize(page) or page
    return page + hash_ * bool(fragment) + fragment


def page_key(url: str) -> str:
    """The same text for all addresses under which sites serve one page.

    They differ in scheme, in "www.", "m." and "amp.", in a slash at the end, and in the marks of AMP.
    """
    parts = _plain(url)
    return urlunsplit(parts) if parts else url


def addresses_of_page(url: str) -> list[str]:
    """The addresses that have the `page_key` of `url`, itself first: those that sites use, not all there could be."""
    parts = _plain(url)
    if parts is None:
        return [url]
    paths = [parts.path, f"{parts.path}/"]
    amp_paths = [f"{parts.path}/amp", f"{parts.path}/amp/", f"/amp{parts.path}", f"{parts.path}.amp"]
    amp_queries = [f"{parts.query}&{each}".lstrip("&") for each in _AMP_QUERIES]
    pages = [*product([*paths, *amp_paths], [parts.query]), *product(paths, amp_queries)]
    found = (
        urlunsplit((scheme, prefix + parts.netloc, path or "/", query, parts.fragment))
        for scheme, prefix, (path, query) in product(("https", "http"), _PREFIXES, pages)
    )
    return list(dict.fromkeys([url, normalized(url), *found]))


def _plain(url: str) -> SplitResult | None:
    """The parts that identify the page; None if `url` is no web address."""
    try:
        parts = urlsplit(normalized(url))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    path = _AMP_PATH.sub("", parts.path.rstrip("/")).rstrip("/")
    query = _joined(each for each in parts.query.split("&") if each not in _AMP_QUERIES)
    return SplitResult("https", _PREFIX.sub("", parts.netloc, count=1), path, query, parts.fragment)


def _joined(parameters: Iterable[str]) -> str:
    return "&".join(filter(None, parameters))
