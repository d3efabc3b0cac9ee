"""Findings as rows that travel: one divergence a line, in JSON, JSON Lines or CSV, with all that quoting it needs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from compare.article import Article
from compare.comparison import Comparison, Finding
from compare.judging import divergence_id
from compare.kept import METHOD
from compare.match import Span

Json = dict[str, Any]

_AROUND = 32  # characters of prefix and suffix in a selector
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SIDE_FIELDS = ("outlet", "title", "url", "published", "article", "revision", "passage", "quote", "start", "end")
FIELDS = (
    "id", "kind", "reason", "rule", "confidence", "strength", "score", "weight", "verdict", "method",
    *(f"{side}_{field}" for side in "ab" for field in _SIDE_FIELDS),
)  # fmt: skip
"""The columns of the CSV."""


def findings(comparison: Comparison) -> list[Json]:
    """Every divergence of a comparison, dismissed ones with their verdict among them; those that matter most first."""
    held = {article.id: article for article in comparison.articles}
    return [_finding(each, held) for each in (*comparison.findings(), *comparison.dismissed())]


def selectors(article: Article, start: int, end: int) -> list[Json]:
    """Characters `start` to `end` of an article as W3C Web Annotation selectors: by quotation, and by position."""
    text = article.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - _AROUND) : start],
        "suffix": text[end : end + _AROUND],
    }
    return [quote, {"type": "TextPositionSelector", "start": start, "end": end}]


def _finding(finding: Finding, held: dict[str, Article]) -> Json:
    match, divergence = finding.match, finding.divergence
    return {
        "id": divergence_id(match, divergence),
        "kind": divergence.kind,
        "reason": divergence.reason,
        "rule": divergence.rule,
        "confidence": divergence.confidence,
        "strength": match.strength,
        "score": round(match.score, 4),
        "weight": round(finding.weight, 4),
        "verdict": divergence.verdict,
        "method": METHOD,
        "a": _side(held[match.a.article_id], match.a.text, divergence.a),
        "b": _side(held[match.b.article_id], match.b.text, divergence.b),
    }


def _side(article: Article, passage: str, spans: Sequence[Span]) -> Json:
    return {
        "outlet": article.outlet.name,
        "title": article.title,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "article": article.id,
        "revision": article.revision,
        "passage": passage,
        "targets": [{"selector": selectors(article, span.start, span.end)} for span in spans],
    }


def as_jsonl(rows: Iterable[Json]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_csv(rows: Iterable[Json]) -> str:
    """The same as CSV (RFC 4180) with a head line; the spans of a side are put together in one column each.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front: articles are hostile input.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for row in rows:
        flat = {field: row.get(field) for field in FIELDS[:10]}
        for side in "ab":
            targets = [each["selector"] for each in row[side]["targets"]]
            flat |= {f"{side}_{field}": row[side].get(field) for field in _SIDE_FIELDS}
            flat[f"{side}_quote"] = " … ".join(quote["exact"] for quote, _ in targets)
            flat[f"{side}_start"] = " ".join(str(position["start"]) for _, position in targets)
            flat[f"{side}_end"] = " ".join(str(position["end"]) for _, position in targets)
        writer.writerow([_safe(flat[field]) for field in FIELDS])
    return out.getvalue()


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
