"""The supported kinds of input: their names, suffixes and content types, and how their first bytes look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from compare.errors import UnreadableError

Kind = Literal[
    "text", "html", "json", "jsonl", "csv", "feed", "opml", "sitemap", "pdf", "docx", "eml", "mbox", "warc", "zip"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    said: str
    suffixes: tuple[str, ...]
    types: tuple[str, ...]


KINDS: dict[Kind, _Known] = {
    "text": _Known("text", (".txt", ".text", ".md"), ("text/plain", "text/markdown")),
    "html": _Known("HTML", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml")),
    "json": _Known(
        "JSON (articles, JSON Feed, ninjs)", (".json",), ("application/json", "application/feed+json", "text/json")
    ),
    "jsonl": _Known(
        "JSONL", (".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
    ),
    "csv": _Known("CSV", (".csv", ".tsv"), ("text/csv", "text/tab-separated-values")),
    "feed": _Known(
        "RSS and Atom",
        (".rss", ".atom", ".rdf"),
        ("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    ),
    "opml": _Known("OPML", (".opml",), ("text/x-opml", "text/x-opml+xml", "application/opml+xml")),
    "sitemap": _Known("sitemaps", (), ()),
    "pdf": _Known("PDF", (".pdf",), ("application/pdf", "application/x-pdf")),
    "docx": _Known(
        "Word (DOCX)", (".docx",), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
    ),
    "eml": _Known("mail (EML)", (".eml",), ("message/rfc822",)),
    "mbox": _Known("mailboxes (MBOX)", (".mbox",), ("application/mbox",)),
    "warc": _Known("WARC", (".warc",), ("application/warc",)),
    "zip": _Known("zip archives of these", (".zip",), ("application/zip", "application/x-zip-compressed")),
}
TAKEN = f"Parallax reads {', '.join(known.said for known in KINDS.values())}, also with .gz or .zst."

_XML = (".xml",)
_TELLS_NOTHING = {
    "", "application/octet-stream", "binary/octet-stream", "application/xml", "text/xml", "application/gzip",
    "application/x-gzip", "application/zstd",
}  # fmt: skip
_BY_SUFFIX: dict[str, Kind | None] = {suffix: kind for kind, known in KINDS.items() for suffix in known.suffixes}
_BY_SUFFIX |= dict.fromkeys(_XML)
_BY_TYPE: dict[str, Kind] = {each: kind for kind, known in KINDS.items() for each in known.types}
_HTML = re.compile(rb"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([a-z][\w.-]*)", re.IGNORECASE)
_XML_PROLOGUE = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_XML_KINDS: dict[bytes, Kind] = {b"rss": "feed", b"feed": "feed", b"rdf": "feed", b"opml": "opml", b"html": "html",
                               b"urlset": "sitemap", b"sitemapindex": "sitemap"}  # fmt: skip
_MARKED = (b"<?xml", b"<rss", b"<feed", b"<opml", b"<rdf:rdf", b"<urlset", b"<sitemapi")
_LATE_XML = re.compile(rb"<\?xml\b[^<>]*\?>\s*<(?:rss|feed|rdf:rdf|opml|urlset|sitemapindex)\b", re.IGNORECASE)
"""A feed or list that follows warnings of the program that wrote it."""
_ZIP, _WORD = b"PK\x03\x04", b"word/"
_MAILBOX = re.compile(rb"From \S+ .{0,80}\d{4}\r?\n[A-Za-z-]+:")
_HEADER = re.compile(
    rb"^(from|subject|date|received|return-path|message-id|mime-version):", re.IGNORECASE | re.MULTILINE
)
_HEAD_OF_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+")
_FEWEST_HEADERS = 3
"""Names of headers that distinguish mail from a text whose first line contains a colon."""


def suffixes() -> list[str]:
    """All supported suffixes."""
    return list(_BY_SUFFIX)


def is_taken(name: str) -> bool:
    """True if the name of a file shows that its kind is supported."""
    return _suffix(name) in _BY_SUFFIX


def kind_of_name(name: str) -> Kind | None:
    """The kind by the suffix of a file's name; None if that does not decide, as for .xml."""
    return _BY_SUFFIX.get(_suffix(name))


def kind_of_type(content_type: str | None) -> Kind | None:
    """The kind by an HTTP content type; None if that does not decide, as for application/octet-stream. Raises
    UnreadableError for an unsupported type.
    """
    plain = (content_type or "").partition(";")[0].strip().casefold()
    if plain in _TELLS_NOTHING:
        return None
    if plain not in _BY_TYPE:
        raise UnreadableError(f"this is {plain[:80]}. {TAKEN}")
    return _BY_TYPE[plain]


def sniff(head: bytes) -> Kind:
    """The kind by the first bytes. Raises UnreadableError for XML that is neither a feed nor a list of feeds."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if kind := _by_mark(start):
        return kind
    if _HTML.match(start):
        return "html"
    if start[:10].lower().startswith(_MARKED):
        return _sniff_xml(start)
    if late := _LATE_XML.search(start):
        return _sniff_xml(start[late.start() :])
    if start.startswith((b"{", b"[")):
        return _sniff_json(start)
    return "eml" if _is_mail(start) else "text"


def _by_mark(start: bytes) -> Kind | None:
    """The kind of a file that begins with a signature; None for others."""
    if start.startswith(_ZIP):
        return "docx" if _WORD in start else "zip"
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"WARC/"):
        return "warc"
    return "mbox" if _MAILBOX.match(start) else None


def _is_mail(start: bytes) -> bool:
    """Whether it begins with the headers of a message; a text with a heading such as “Date:” has fewer."""
    head = _HEAD_OF_MAIL.match(start)
    return head is not None and len({each.lower() for each in _HEADER.findall(head.group())}) >= _FEWEST_HEADERS


def _sniff_xml(start: bytes) -> Kind:
    element = _XML_ELEMENT.search(_XML_PROLOGUE.sub(b"", start))
    name = element.group(1).lower() if element else b""
    if name not in _XML_KINDS:
        raise UnreadableError(f"this is XML whose first element is “{name[:40].decode('ascii', 'replace')}”. {TAKEN}")
    return _XML_KINDS[name]


def _sniff_json(start: bytes) -> Kind:
    if start.startswith(b"["):
        return "json" if start[1:].lstrip().startswith((b"{", b"]")) else "text"
    line, newline, _ = start.partition(b"\n")
    return "json" if newline and not line.rstrip().endswith(b"}") else "jsonl"


def _suffix(name: str) -> str:
    return PurePath(name.lower().removesuffix(".gz").removesuffix(".zst")).suffix
