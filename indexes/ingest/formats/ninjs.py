"""IPTC ninjs 1.x and 2.x: news items of agencies in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexes.ingest.decode.entities import without_entities
from indexes.ingest.page.markup import text_of
from indexes.ingest.release import check_release

_SIGNS = ("versioncreated", "pubstatus", "bodies", "headlines", "body_text", "body_xhtml", "firstcreated")
_KEPT = frozenset(
    {
        "type", "pubstatus", "urgency", "slugline", "ednote", "copyrightholder", "copyrightnotice",
        "usageterms", "located", "embargoed", "embargoedreason",
    }
)  # fmt: skip


def is_ninjs(value: Any) -> bool:
    """True for an object with a `uri` and one of the fields that only ninjs has."""
    return isinstance(value, Mapping) and isinstance(value.get("uri"), str) and any(sign in value for sign in _SIGNS)


def row_of_ninjs(item: Mapping[str, Any]) -> dict[str, Any]:
    """The named values of a news item, for `article_of`.

    Raises UnreadableError for an item that its source has embargoed or withdrawn.
    """
    check_release(item)
    first = item.get("firstcreated") or item.get("contentcreated")
    version = item.get("versioncreated")
    row = {
        "outlet": _name(item.get("infosources") or item.get("infosource")) or _name(item.get("source")),
        "title": _best(item, "headline", "headlines") or item.get("title"),
        "text": _body(item),
        "url": item.get("url") or _address(item["uri"]),
        "published": first or version,
        "modified": version if first and version != first else None,
        "language": item.get("language"),
        "author": item.get("byline") or item.get("by"),
        "uri": item["uri"],
    }
    return {name: item[name] for name in _KEPT if name in item} | {name: value for name, value in row.items() if value}


def _address(uri: str) -> str | None:
    return uri if uri.startswith(("http://", "https://")) else None


def _body(item: Mapping[str, Any]) -> str:
    """The text: the XHTML body if there is one, because it has paragraphs, otherwise the plain one."""
    marked, plain = item.get("body_xhtml") or item.get("body_html"), item.get("body_text")
    if isinstance(marked, str) and (text := text_of(marked)):
        return text
    if isinstance(plain, str) and plain.strip():
        return without_entities(plain)[0]
    bodies = [each for each in _list(item.get("bodies")) if isinstance(each.get("value"), str)]
    texts = [_plain(each) for each in sorted(bodies, key=_rank)]
    return next(filter(str.strip, texts), "") or _any_body(item)


def _any_body(item: Mapping[str, Any]) -> str:
    """The longest of further bodies, such as `body_nitf` or source-specific ones."""
    others = [text_of(value) for name, value in item.items() if name.startswith("body_") and isinstance(value, str)]
    return max(others, key=len, default="")


def _rank(body: Mapping[str, Any]) -> tuple[bool, bool]:
    """Rank of a body: marked-up first, then the main one; summaries and captions are not bodies."""
    role = str(body.get("role", "")).casefold()
    return role in {"caption", "summary", "teaser", "description"}, not _is_marked(body)


def _plain(body: Mapping[str, Any]) -> str:
    value = str(body["value"])
    return text_of(value) if _is_marked(body) else without_entities(value)[0]


def _is_marked(body: Mapping[str, Any]) -> bool:
    kind = str(body.get("contenttype", "")).casefold()
    return any(sign in kind for sign in ("html", "xml")) or (not kind and "</p>" in str(body["value"]))


def _best(item: Mapping[str, Any], single: str, many: str) -> str | None:
    """The headline: the only one in 1.x, the main one of the list in 2.x."""
    listed = [each for each in _list(item.get(many)) if isinstance(each.get("value"), str) and each["value"].strip()]
    main = sorted(listed, key=lambda each: str(each.get("role", "main")).casefold() not in {"main", "headline"})
    found = item.get(single) or (main[0]["value"] if main else None)
    return text_of(found) if isinstance(found, str) else None


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _name(value: Any) -> str | None:
    """The first name in a text, an object or a list of objects."""
    if isinstance(value, str):
        return value
    for each in _list(value if isinstance(value, list) else [value]):
        if name := each.get("name") or each.get("literal"):
            return str(name)
    return None
