"""URLs as identities: under which of them a page can be found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import product
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from url_normalize import url_normalize

_MOST_FIELDS = 100  # maximum length of a URL that is parsed
_PREFIXES = ("", "www.", "m.", "mobile.", "amp.")
_PREFIX = re.compile(r"(?:www\d?|m|mobile|mobil|wap|touch|3g|amp)\.(?=[^.]+\.[^.])")
_AMP_QUERIES = ("amp", "amp=1", "amp=true", "outputType=amp", "output=amp")
_AMP_QUERY = re.compile(
    r"_?amp(?:=(?:1|true|yes))?|(?:outputtype|output|format|type)=amp|(?:m|mobile)=(?:1|true)", re.IGNORECASE
)
_AMP_PATH = re.compile(r"^/amp(?=/.)|/(?:amp|print)$|[./]amp(?:\.html?)?$|(?<=/)amp(?=/)(?=/?$)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
"""The name of the file that a server sends for a folder."""
_ENCODED_MARK = re.compile(r"%(2[17-9ACac]|3[ABab]|40)")
"""Punctuation that may occur in a path either literally or encoded: ! ' ( ) * , : ; @."""
_TRACKING = re.compile(
    r"(?:utm|at|hsa|hss|itm|mtm|pk|piwik|matomo|vero|oly|ns|gad|fb_action|__cf_chl|_branch|_x_tr|soc|ss)_\w+|utm-\w+"
    r"|(?:fb|g|d|y|tt|tw|wbra)clid|gclsrc|msclkid|srsltid|[gw]braid|igsh(?:id)?|mibextid|mbid|tblci|dicbo|fb_(?:ref|source)|sfnsn|spm|trk|s=\d\d"
    r"|mc_[ce]id|_g[al]|_hs(?:enc|mi)|mkt_tok|wt_mc|xtor|ref_(?:src|url)|cmp(?:id)?|[nov]cid|icid|intcid|smid|smtyp"
    r"|li_fat_id|epik|emc|partner|ftag|wtrid|taid|tpcc|ito|guccounter|guce_referrer(?:_sig)?|__twitter_impression|rdt"
    r"|traffic_source|campaign_id|share_id|PHPSESSID|ASPSESSIONID\w*|jsessionid",
    re.IGNORECASE,
)
_REFERRER = re.compile(r"(?:ref|referr?er|via|source|src|share)=[a-z_.-]*", re.IGNORECASE)
"""Values that name a referrer in one word; a value with a digit may identify the page."""
_PRINT = re.compile(
    r"(?:print|printable|printer_?friendly|print_?view)(?:=(?:1|true|yes|y|on)?)?|(?:view|mode|output|format|display)=print",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/(?:[a-z]+/)?|(?:www\.)?google\.[a-z.]{2,6}/amp/|(?:www\.)?bing\.com/amp/"
    r"|(?:www\.)?bing-amp\.com/c/)(s/)?(?=[\w-]+(?:\.[\w-]+)+(?:[/?#]|$))",
    re.IGNORECASE,
)
_AMP_CACHE_QUERY = re.compile(r"amp_\w+|usqp")
_REDIRECT = re.compile(
    r"https?://[^/?#]+/(?:[^?#]*/)?(?:url|l\.php|away(?:\.php)?|redir(?:ect)?|out|outbound|exit|goto|click|apiclick\.aspx"
    r"|t3_\w+)\?(.*)",
    re.IGNORECASE,
)
"""Paths of services that count a click and redirect to the URL in a parameter."""
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_TARGETS = ("url", "q", "u", "z", "to", "target", "dest", "destination", "redirect")
"""Parameters of a redirect that contain the target URL."""
_ROUTES = ("!", "/")
"""Prefixes of fragments in which single-page applications store the path of a page."""


def without_tracking(url: str) -> str:
    """`url` without tracking parameters of feeds, mails and advertisements: it is the same page."""
    start, mark, query = url.partition("?")
    query = query.replace("&amp;", "&").removeprefix("amp;")
    query, hash_, fragment = query.partition("#")
    kept = "&".join(each for each in query.split("&") if not _is_tracking(each))
    return f"{start}{mark if kept or not query else ''}{kept}{hash_}{fragment}"


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    is_known = _TRACKING.fullmatch(name) or _TRACKING.fullmatch(parameter)
    return bool(is_known or _REFERRER.fullmatch(parameter) or _PRINT.fullmatch(parameter))


def unwrapped(url: str) -> str:
    """The URL of the page itself if `url` is a copy in an AMP cache or a click-counting redirect."""
    if found := _AMP_CACHE.match(url):
        page, mark, query = url[found.end() :].partition("?")
        kept = "&".join(each for each in query.split("&") if not _AMP_CACHE_QUERY.match(each))
        return f"http{'s' * bool(found.group(1))}://{page}{mark if kept else ''}{kept}"
    if found := _REDIRECT.match(url):
        held = parse_qs(found.group(1), max_num_fields=_MOST_FIELDS) if found.group(1).count("&") < _MOST_FIELDS else {}
        targets = [value for name in _TARGETS for value in held.get(name, ())]
        return next((each for each in targets if each.startswith(("https://", "http://"))), url)
    return url


def normalized(url: str) -> str:
    """`url` normalised as in RFC 3986, without tracking and without a fragment that only marks a place in the page.

    A URL that cannot be normalised, or whose path contains another URL, is returned unchanged except for tracking. A
    copy in an AMP cache, or a click-counting redirect, becomes the URL of the page itself.
    """
    page, hash_, fragment = without_tracking(unwrapped(url.strip())).partition("#")
    fragment = fragment if fragment.startswith(_ROUTES) else ""
    if "//" in page.partition("://")[2].partition("?")[0]:
        return page + hash_ * bool(fragment) + fragment
    page = _SESSION.sub("", page)
    with suppress(ValueError, UnicodeError):
        page = url_normalize(page) or page
    return page + hash_ * bool(fragment) + fragment


def page_key(url: str) -> str:
    """The same text for all URLs under which sites serve one page.

    These differ in scheme, in "www.", "m." and "amp.", in a trailing slash, in the order of parameters, in the encoding
    of punctuation, and in AMP markers.
    """
    parts = _plain(url)
    return urlunsplit(parts) if parts else url


def place_key(url: str) -> str:
    """The path of a page, regardless of host and parameters; two texts with the same one may still differ."""
    parts = _plain(url)
    return f"{parts.path}#{parts.fragment}" if parts else url


def addresses_of_page(url: str) -> list[str]:
    """The URLs with the `page_key` of `url`, itself first: those in common use, not all possible ones."""
    parts = _plain(url)
    if parts is None:
        return [url]
    paths = [parts.path, f"{parts.path}/"]
    amp_paths = [
        f"{parts.path}/amp",
        f"{parts.path}/amp/",
        f"/amp{parts.path}",
        f"{parts.path}.amp",
        f"{parts.path}/print",
    ]
    amp_queries = [f"{parts.query}&{each}".lstrip("&") for each in _AMP_QUERIES]
    pages = [*product([*paths, *amp_paths], [parts.query]), *product(paths, amp_queries)]
    found = (
        urlunsplit((scheme, prefix + parts.netloc, path or "/", query, parts.fragment))
        for scheme, prefix, (path, query) in product(("https", "http"), _PREFIXES, pages)
    )
    return list(dict.fromkeys([url, normalized(url), *found]))


def _plain(url: str) -> SplitResult | None:
    """The parts that identify the page; None if `url` is not a web address."""
    try:
        parts = urlsplit(normalized(url))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    path = parts.path if ":" in parts.path else re.sub("/{2,}", "/", parts.path)
    path = _INDEX.sub("", _ENCODED_MARK.sub(lambda found: chr(int(found[1], 16)), path).rstrip("/"))
    path = _AMP_PATH.sub("", path).rstrip("/")
    query = _joined(sorted(each for each in parts.query.split("&") if not _AMP_QUERY.fullmatch(each)))
    host = _PREFIX.sub("", parts.netloc.rpartition("@")[2], count=1)
    return SplitResult("https", host, path, query, parts.fragment)


def _joined(parameters: Iterable[str]) -> str:
    return "&".join(filter(None, parameters))
