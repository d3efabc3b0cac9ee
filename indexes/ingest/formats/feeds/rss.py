"""RSS 0.9 to 2.0 and Atom: entries with their full text become articles, others links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from itertools import islice
from typing import IO, Any

from compare.errors import InputError, UnreadableError
from compare.model.article import Article
from compare.ports.harvesting import Link
from indexes.ingest.article_of import Defaults, Fault, article_of, link_of
from indexes.ingest.decode.streams import whole
from indexes.ingest.formats.feeds.entry import Entry, row_of_entry
from indexes.ingest.formats.xml import parse_xml
from indexes.ingest.page.markup import content_of, name_of

MAX_ENTRIES = 20_000
"""Maximum number of entries of one feed that are read: a newspaper's whole year."""
_ROOTS = frozenset({"rss", "feed", "rdf"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_OF_MEDIA = frozenset({"media", "itunes", "googleplay", "podcast"})
_MEDIA = ("{http://search.yahoo.com/mrss", "{http://www.itunes.com/dtds/podcast")


def read_feed(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Link | Fault]:
    """The articles and links of a feed, in its order. Raises UnreadableError if it is not a feed, TooLargeError."""
    parsed = parse_xml(whole(stream))
    root = parsed.root
    if name_of(root) not in _ROOTS:
        raise UnreadableError(f"this is not an RSS or Atom feed: its first element is “{name_of(root)[:40]}”.")
    feed = next((child for child in root if name_of(child) == "channel"), root)
    head = Entry(feed=_of(feed, "title"), language=_language(feed), base=_address(feed))
    number = 0
    shared = _shared_addresses(root)
    for number, element in enumerate(root.iter("{*}item", "{*}entry"), 1):
        if number > MAX_ENTRIES:
            break
        yield from _read_entry(element, head, shared, f"{name}, entry {number}", defaults)
    if not number:
        yield Fault(name, None, "this feed has no entries.")
    yield from (Fault(name, None, problem) for problem in parsed.problems)
    if number > MAX_ENTRIES:
        yield Fault(name, None, f"this feed has more than {MAX_ENTRIES:,} entries; the rest is ignored.")


def _shared_addresses(root: Any) -> Set[str]:
    """URLs that entries with different titles share: the page there is not the article of any of them."""
    titles: dict[str, set[str]] = defaultdict(set)
    for element in islice(root.iter("{*}item", "{*}entry"), MAX_ENTRIES):
        titles[_address(element)].add(_of(element, "title"))
    return {address for address, found in titles.items() if len(found) > 1}


def _read_entry(
    element: Any, head: Entry, shared: Set[str], name: str, defaults: Defaults
) -> Iterator[Article | Link | Fault]:
    entry = _entry(element, head)
    row = row_of_entry(entry, leads_to_text=entry.url not in shared)
    try:
        if link := link_of(row):
            yield link
            return
        article, problems = article_of(row, defaults)
    except InputError as error:
        yield Fault(name, None, str(error))
        return
    yield article
    yield from (Fault(name, None, problem) for problem in problems)


def _entry(element: Any, head: Entry) -> Entry:
    content = _child(element, "content", "encoded")
    source = _child(element, "source")
    return Entry(
        url=_address(element),
        title=_of(element, "title"),
        content=content_of(content) if content is not None and _is_text(content.get("type") or "") else "",
        is_markup=content is None or content.get("type") != "text",
        summary=_of(element, "description", "summary"),
        published=_of(element, "pubdate", "published", "issued", "date", "created"),
        modified=_of(element, "updated", "modified"),
        language=_language(element) or head.language,
        author="; ".join(_authors(element)),
        outlet=_source_name(source),
        feed=head.feed,
        base=element.base if element.base and element.base.startswith("http") else head.base,
    )


def _is_text(kind: str) -> bool:
    """False for Atom content of another media type, such as a Base64 image."""
    return "/" not in kind or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))


def _child(element: Any, *names: str) -> Any:
    """The first child with one of these names, in the order of the names; none of an attached picture or recording."""
    own = [child for child in element if not _is_of_media(child)]
    children = {name_of(child): child for child in reversed(own)}
    return next((children[name] for name in names if name in children), None)


def _is_of_media(element: Any) -> bool:
    """True for elements of Media RSS and of podcasts, such as <media:title>, which describe a file."""
    if not isinstance(element.tag, str):
        return False
    prefix = (element.prefix or "").casefold()
    return prefix in _OF_MEDIA or element.tag.casefold().startswith(_MEDIA)


def _of(element: Any, *names: str) -> str:
    child = _child(element, *names)
    return content_of(child).strip() if child is not None else ""


def _language(element: Any) -> str:
    return element.get(f"{_XML}lang") or _of(element, "language")


def _source_name(source: Any) -> str:
    """The outlet of an entry that was taken from another feed."""
    if source is None:
        return ""
    return _of(source, "title") if len(source) else (source.text or "").strip()


def _address(element: Any) -> str:
    """The URL of an entry or a feed: the one that a service such as FeedBurner replaced, the Atom link to the page
    itself, the RSS link, or an id that is a URL.
    """
    if (replaced := _of(element, "origlink")).startswith("http"):
        return replaced
    links = [child for child in element if name_of(child) == "link"]
    pages = [
        link for link in links if link.get("rel", "alternate") == "alternate" and "html" in link.get("type", "html")
    ]
    for link in pages:
        if found := (link.get("href") or link.text or "").strip():
            return str(found)
    origin = _of(element, "guid") or _of(element, "id")
    return origin if origin.startswith("http") else ""


def _authors(element: Any) -> list[str]:
    """The authors' names of an entry; RSS has them in brackets after an e-mail address."""
    names = []
    for child in element:
        if name_of(child) in {"author", "creator"}:
            name = _of(child, "name") if len(child) else (child.text or "").strip()
            names.append(name.partition("(")[2].rstrip(")") if "@" in name and "(" in name else name)
    return [name for name in dict.fromkeys(names) if name and "@" not in name]
