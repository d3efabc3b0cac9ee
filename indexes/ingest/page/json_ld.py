"""JSON-LD of a page: schema.org data about the article, even if it is malformed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_LONGEST = 2_000_000
_MOST_NODES = 5_000
_INTO = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_ARTICLE = ("article", "posting", "report")
_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.DOTALL
)
_STRING = r'\s*:\s*"((?:[^"\\]|\\.){1,2000})"'
_FIELDS = {
    name: re.compile(f'"{name}"{_STRING}') for name in ("headline", "datePublished", "dateModified", "inLanguage")
} | {
    name: re.compile(rf'"{name}"\s*:\s*\[?\s*\{{[^{{}}]{{0,1000}}?"name"{_STRING}') for name in ("publisher", "author")
}
_IS_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(true|false)', re.IGNORECASE)

Node = Mapping[str, Any]


def nodes_of(scripts: Iterator[str]) -> list[Node]:
    """All top-level objects of a page's JSON-LD, including those in a list or graph, outer ones first."""
    waiting: list[Any] = [value for script in scripts for value in _values(script[:_LONGEST])]
    found: list[Node] = []
    for each in waiting:  # the list grows during the loop
        if len(found) > _MOST_NODES:
            break
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, Mapping):
            found.append(each)
            waiting.extend(each[key] for key in _INTO if isinstance(each.get(key), list | Mapping))
    return found


def article_among(nodes: list[Node]) -> Node:
    """The first object that is an article of some type, those with a headline first; {} if there is none."""
    articles = [node for node in nodes if any(name.endswith(_ARTICLE) for name in types_of(node))]
    return next((node for node in articles if node.get("headline")), articles[0] if articles else {})


def types_of(node: Node) -> list[str]:
    """The types of an object, in lower case and without "schema.org"."""
    types = node.get("@type")
    return [str(each).rpartition("/")[2].casefold() for each in (types if isinstance(types, list) else [types])]


def names_in(value: Any, nodes: list[Node]) -> list[str]:
    """The names of people or organisations, given as texts, as objects, or by reference to another object."""
    found = []
    for each in value if isinstance(value, list) else [value]:
        each = _referred(each, nodes)
        name = each.get("name") or each.get("legalName") if isinstance(each, Mapping) else each
        found += [plain(one) for one in (name if isinstance(name, list) else [name])]
    return list(dict.fromkeys(filter(None, found)))


def plain(value: Any) -> str:
    """A JSON-LD string on one line, with HTML entities resolved; "" for other values."""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _referred(value: Any, nodes: list[Node]) -> Any:
    if not isinstance(value, Mapping) or "name" in value or "@id" not in value:
        return value
    return next((node for node in nodes if node.get("@id") == value["@id"] and "name" in node), value)


def _values(script: str) -> list[Any]:
    """The JSON values of a script; for malformed JSON, the fields that can be recovered."""
    text = _WRAPPING.sub("", script).strip()
    for attempt in (text, _COMMA.sub("", text)):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    return [found] if (found := _made_out(text)) else []


def _made_out(text: str) -> dict[str, Any]:
    """The fields of the article that can be recovered from JSON-LD that is not valid JSON."""
    found: dict[str, Any] = {}
    for name, pattern in _FIELDS.items():
        if match := pattern.search(text):
            found[name] = _unescaped(match.group(1))
    if free := _IS_FREE.search(text):
        found["isAccessibleForFree"] = free.group(1)
    return found | {"@type": "Article"} if found else {}


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
