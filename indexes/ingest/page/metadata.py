"""Metadata of a page: title, outlet, authors, dates, language and URL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from indexes.ingest.decode.dates import is_to_come, is_usable
from indexes.ingest.decode.url import absolute, host_of, same_site
from indexes.ingest.page.json_ld import Node, article_among, names_in, nodes_of, plain, types_of
from indexes.ingest.page.markup import element_text, letters_of
from indexes.ingest.page.outlet_name import (
    MOST_OF,
    domain_label,
    is_akin,
    name_in_text,
    name_in_title,
    outlet_of,
    parts_of,
)

_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "date.published", "published",
    "publish-date", "pubdate", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.created", "citation_publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "dcterms.modified",
)
_AUTHORS = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "cxenseparse:author")
_LANGUAGES = ("inlanguage", "og:locale", "content-language", "dc.language")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher")
_SITE_TYPES = ("newsmediaorganization", "website", "organization")
_LOCKED = frozenset({"locked", "premium", "paid", "subscriber"})
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_BY = re.compile(r"^\s*by:?\s+", re.IGNORECASE)
_DATED = re.compile(
    r"[\s,|•·–-]+(?:on )?"
    r"(?:\w{3,9}\.? \d{1,2},? \d{4}|\d{1,2} \w{3,9} \d{4}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\b.*"
)
"""The date and time after a name in a by-line."""
_RIGHTS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©,]{0,200}+(?:by\s{1,5}+)?(?:\d{4}(?:\s{0,5}+[-–]\s{0,5}+\d{2,4})?)?[\s,.|]{0,200}+"
    r"(?:by\s{1,5}+)?"
    r"([^\W\d_][\w&’' -]{1,60}?)\s{0,5}(?:[.,|–—(]|all rights|$)",
    re.IGNORECASE | re.MULTILINE,
)
_AUTHOR_LINKS = "//*[@rel='author' or @itemprop='author']"
_MOST_AUTHORS = 10
_SEPARATORS = "|–—•·»«›‹:>-"
_MOST_META = 500
_MOST_LINKS = 2_000
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts that a page states about its article; "" for missing ones. Dates are as written.

    `authors` are joined by "; ". `is_locked` is True for a page that is not free to read, `is_marked` for one with the
    mark-up of an article. `words` (the declared number of words) and `body` (the declared text) are values of its
    JSON-LD, of any type. `release` are the fields that may hold the article back.
    """

    title: str
    outlet: str
    url: str
    published: str
    modified: str
    language: str
    authors: str
    is_locked: bool
    is_marked: bool
    words: Any
    body: Any
    release: Mapping[str, Any]

    @property
    def is_told(self) -> bool:
        """True if it has a publication or modification date, or an author."""
        return bool(self.published or self.modified or self.authors)


def facts_of_page(tree: Any, url: str | None) -> PageFacts:
    """The metadata of a page; `url` is where the page was found. JSON-LD is the most reliable source, then meta tags,
    then visible text.
    """
    nodes = nodes_of(script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    article, meta = article_among(nodes), _meta(tree)
    address = _address(tree, meta, url)
    heading = " ".join((tree.findtext(".//title") or "").split())[:_LONGEST]
    outlet = _outlet(nodes, article, meta, host_of(address), heading)
    label = domain_label(host_of(address))
    if not outlet and not address:
        outlet = _guessed_outlet(tree, heading)
    elif label and not is_akin(outlet, label, share=MOST_OF):
        outlet = name_in_text(f"{' | '.join(meta.values())} | {tree.text_content()}", label) or outlet
    return PageFacts(
        title=_title(tree, article, meta, heading, outlet, host_of(address)),
        outlet=outlet,
        url=address,
        published=_date(article, meta, "datePublished", _PUBLISHED),
        modified=_date(article, meta, "dateModified", _MODIFIED),
        language=_language(tree, article, meta),
        authors="; ".join(_authors(tree, article, nodes, meta)),
        is_locked=_is_locked(article, meta),
        is_marked=bool(article),
        words=article.get("wordCount"),
        body=article.get("articleBody"),
        release={name: value for name, value in meta.items() if "embargo" in name}
        | {"creativeWorkStatus": article.get("creativeWorkStatus")},
    )


def _meta(tree: Any) -> dict[str, str]:
    """The contents of meta tags by name, property or itemprop, in lower case; the first of each."""
    found: dict[str, str] = {}
    for number, tag in enumerate(tree.iter("meta")):
        if number > _MOST_META:
            break
        content = " ".join((tag.get("content") or "").split())[:_LONGEST]
        said = " ".join(tag.get(each) or "" for each in ("name", "property", "itemprop", "http-equiv"))
        for name in said.lower().split() if content else ():
            found.setdefault(name, content)
    return found


def _first(meta: Mapping[str, str], names: Sequence[str]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _date(article: Node, meta: Mapping[str, str], name: str, names: Sequence[str]) -> str:
    """The date under `name` in JSON-LD, or else in meta tags; placeholders are ignored."""
    said = [plain(article.get(name)), *(meta[each] for each in names if each in meta)]
    usable = [each for each in said if is_usable(each)]
    return next((each for each in usable if not is_to_come(each)), usable[0] if usable else "")


def _address(tree: Any, meta: Mapping[str, str], url: str | None) -> str:
    """The canonical URL of the article, if it is on the same site as the page.

    Portals that reprint an article name that of its source as the canonical one, but the page is theirs; and no page
    may pretend to be one of another site.
    """
    links = (link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    canonical = next(filter(None, (absolute(link, url) for link in links)), "")
    own = absolute(meta.get("og:url", ""), url)
    at = url or own or canonical
    said = [each for each in (canonical, own) if each and same_site(each, at)]
    return next((each for each in said if not _is_home(each) or _is_home(at)), at)


def _is_home(url: str) -> bool:
    """True for the front page of a site, which some templates declare as the canonical URL of every page."""
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query and not parts.fragment


def _outlet(nodes: list[Node], article: Node, meta: Mapping[str, str], host: str, heading: str) -> str:
    names = names_in(article.get("publisher"), nodes) + [meta[name] for name in _SITES[:1] if name in meta]
    names += [
        name for kind in _SITE_TYPES for node in nodes if kind in types_of(node) for name in names_in(node, nodes)[:1]
    ]
    names += [meta[name] for name in _SITES[1:] if name in meta]
    return outlet_of(names, host, heading)


def _guessed_outlet(tree: Any, heading: str) -> str:
    """The outlet of a page that gives neither an outlet nor a URL: a part of its title that is the name of a linked
    host, or else the holder of its copyright."""
    links = islice(tree.xpath("//@href | //@src | //@action | //@content"), _MOST_LINKS)
    for label in dict.fromkeys(domain_label(host_of(link)) for link in links):
        if found := name_in_title(heading, label):
            return found
    holders = [found.group(1) for found in _RIGHTS.finditer(tree.text_content())]
    return " ".join(holders[-1].split()) if holders else ""


def _title(tree: Any, article: Node, meta: Mapping[str, str], heading: str, outlet: str, host: str) -> str:
    """The headline, without the outlet's name before or after it; of several, the visible one."""
    largest = [text for each in tree.iter("h1") if (text := element_text(each))]
    given = [plain(article.get("headline")), meta.get("og:title", ""), meta.get("twitter:title", "")]
    titles = [title for each in given if (title := _without_outlet(each, outlet, host))]
    headings = {letters_of(each) for each in largest}
    said = next((each for each in titles if letters_of(each) in headings), titles[0] if titles else "")
    inside = next((each for each in largest if _is_kept_apart(each, said)), "")
    if inside:
        return inside
    shown = [each for each in largest if each.casefold() in heading.casefold() and not _is_outlet(each, outlet, host)]
    return said or (shown[0] if shown else "") or _without_outlet(heading, outlet, host)


def _is_kept_apart(heading: str, title: str) -> bool:
    """True if `title` is `heading` with a bar or dash and a shorter text before or after it, such as a section."""
    before, _, after = title.casefold().partition(heading.casefold())
    around = (before.rstrip()[-1:] + after.lstrip()[:1]).strip(_SEPARATORS)
    return heading.casefold() in title.casefold() and not around and 2 * len(heading) > len(title) > len(heading)


def _without_outlet(title: str, outlet: str, host: str) -> str:
    parts = parts_of(title)
    if len(parts) < 2:
        return "" if _is_outlet(title, outlet, host) else title
    for part in (parts[-1], parts[0]):
        if _is_outlet(part, outlet, host):
            rest = title.removesuffix(part) if part is parts[-1] else title.removeprefix(part)
            return rest.strip().strip(_SEPARATORS).strip()
    return title


def _is_outlet(text: str, outlet: str, host: str) -> bool:
    letters = letters_of(text)
    return bool(letters) and letters in {letters_of(outlet), letters_of(host), domain_label(host)}


def _authors(tree: Any, article: Node, nodes: list[Node], meta: Mapping[str, str]) -> list[str]:
    names = names_in(article.get("author"), nodes) or names_in(article.get("creator"), nodes)
    names = names or [meta[name] for name in _AUTHORS if name in meta][:1]
    names = names or [element_text(each) for each in tree.xpath(_AUTHOR_LINKS)[:_MOST_AUTHORS]]
    names = [_DATED.sub("", _BY.sub("", name[:_LONGEST])) for name in dict.fromkeys(names)]
    return [name for name in names if name and not name.startswith(("http:", "https:", "@")) and len(name) <= 100]


def _language(tree: Any, article: Node, meta: Mapping[str, str]) -> str:
    """The language as the shortest tag ("en", also of "en-GB")."""
    spoken = article.get("inLanguage")
    said = [plain(spoken.get("alternateName") or spoken.get("name") if isinstance(spoken, Mapping) else spoken)]
    said += [tree.getroottree().getroot().get("lang") or "", _first(meta, _LANGUAGES)]
    return next((tag.group(1).lower() for each in said if (tag := _LANGUAGE.fullmatch(each))), "")


def _is_locked(article: Node, meta: Mapping[str, str]) -> bool:
    free = str(article.get("isAccessibleForFree", "")).casefold()
    return free in {"false", "no", "0"} or meta.get("article:content_tier", "").casefold() in _LOCKED
