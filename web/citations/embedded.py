"""Metadata that pages embed for programs: JSON-LD (schema.org), and COinS, which Zotero reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from web.citations.references import Reference

_CONTEXT = "https://schema.org"
_TEXT = 5_000  # maximum number of characters of a note in an attribute


def article_json_ld(reference: Reference) -> dict[str, Any]:
    """An article as a schema.org NewsArticle."""
    return {"@context": _CONTEXT} | _news_article(reference)


def event_json_ld(event: Reference, articles: list[Reference]) -> dict[str, Any]:
    """An event as a schema.org CollectionPage with its articles."""
    return {
        "@context": _CONTEXT,
        "@type": "CollectionPage",
        "name": event.title,
        "url": event.url,
        "hasPart": [_news_article(each) for each in articles],
    }


def _news_article(reference: Reference) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": reference.title,
        "url": reference.url,
        "publisher": {"@type": "Organization", "name": reference.container},
    }
    if reference.issued:
        found["datePublished"] = reference.issued.isoformat()
    if reference.authors:
        found["author"] = [{"@type": "Person", "name": name} for name in reference.authors]
    if reference.language:
        found["inLanguage"] = reference.language
    return found


def coins(reference: Reference) -> str:
    """The title of a COinS span (an OpenURL ContextObject of Dublin Core fields, as Zotero writes and reads it)."""
    pairs = [
        ("url_ver", "Z39.88-2004"),
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle" if reference.kind == "article" else "webpage"),
        ("rft.title", reference.title),
        ("rft.source", reference.container),
        ("rft.identifier", reference.url),
        *(("rft.creator", name) for name in reference.authors),
        ("rft.date", reference.issued.earliest.date().isoformat() if reference.issued else ""),
        ("rft.language", reference.language or ""),
        ("rft.description", reference.note[:_TEXT]),
    ]
    return urlencode([(name, value) for name, value in pairs if value])
