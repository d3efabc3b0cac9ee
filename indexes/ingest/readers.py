"""The registry of readers: for each kind of input the function that turns its bytes into articles."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import IO, Any, cast

from compare.errors import InputError, UnreadableError
from compare.model.article import Article
from compare.ports.harvesting import Link
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.deadline import within
from indexes.ingest.decode.encodings import check_is_text
from indexes.ingest.decode.streams import whole
from indexes.ingest.documents.docx import read_docx
from indexes.ingest.documents.mail import read_eml, read_mbox
from indexes.ingest.documents.pdf import read_pdf
from indexes.ingest.formats.archives import zstandard
from indexes.ingest.formats.archives.gzip import Gunzip
from indexes.ingest.formats.archives.warc import read_warc
from indexes.ingest.formats.archives.zip import read_zip
from indexes.ingest.formats.csv import read_csv
from indexes.ingest.formats.feeds.opml import read_feed_list
from indexes.ingest.formats.feeds.rss import read_feed
from indexes.ingest.formats.feeds.sitemap import read_sitemap
from indexes.ingest.formats.html import read_html
from indexes.ingest.formats.json_tables import read_json, read_jsonl
from indexes.ingest.formats.plain_text import read_text
from indexes.ingest.kinds import Kind, kind_of_name, sniff
from indexes.ingest.rows import read_in_time

Found = Article | Link | Fault
Reader = Callable[[IO[bytes], str, Defaults], Iterator[Found]]
"""A stream, its name (for faults) and defaults → its content. Raises UnreadableError or TooLargeError, nothing else."""

_ZIP = b"PK\x03\x04"
_SURE = frozenset({b"<?xml", b"<rss ", b"<feed", b"<urls", b"<site", b"%pdf-"})
_HEAD = 4096
_BUFFER = 1 << 16
_BINARY: frozenset[Kind] = frozenset({"warc", "zip", "pdf", "docx", "eml", "mbox"})
_DOCUMENTS: frozenset[Kind] = frozenset({"json", "feed", "opml", "sitemap", "pdf", "docx", "eml"})
"""Kinds of files that are parsed as a whole; pages and records of archives have their own deadline."""
_TABLES = {"jsonl": read_jsonl, "csv": read_csv}
"""Kinds whose rows have a deadline."""
DOCUMENT_S = 300.0
"""Seconds within which such a file must be read: 20 MB of entries take about one minute."""


def _html(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Found]:
    article, problems = read_html(whole(stream), name, defaults)
    yield article
    yield from (Fault(name, None, problem) for problem in problems)


def _text(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Found]:
    article, problems = read_text(whole(stream), defaults)
    yield article
    yield from (Fault(name, None, problem) for problem in problems)


def _zip(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Found]:
    return read_zip(stream, name, lambda member, place: _read_member(member, place, defaults))


READERS: Mapping[Kind, Reader] = MappingProxyType(
    {
        "text": _text,
        "html": _html,
        "json": read_json,
        "jsonl": read_jsonl,
        "csv": read_csv,
        "feed": read_feed,
        "opml": read_feed_list,
        "sitemap": read_sitemap,
        "pdf": read_pdf,
        "docx": read_docx,
        "eml": read_eml,
        "mbox": read_mbox,
        "warc": read_warc,
        "zip": _zip,
    }
)


def read_stream(stream: IO[bytes], name: str, kind: Kind | None, defaults: Defaults) -> Iterator[Found]:
    """The content of one stream, also packed (gzip, Zstandard); if `kind` is None, it is detected by the first bytes.

    Unreadable content is a Fault.
    """
    try:
        buffered = _peekable(stream)
        first = buffered.peek(4)[:4]
        if first[:2] == b"\x1f\x8b":
            buffered = io.BufferedReader(Gunzip(buffered), _BUFFER)
        elif first in zstandard.MAGICS:
            buffered = io.BufferedReader(zstandard.Unzstd(buffered), _BUFFER)
        head = buffered.peek(_HEAD)[:_HEAD]
        if not head.strip():
            raise UnreadableError("this is empty.")
        seen = kind_seen(kind, head)
        if defaults.wanted and seen not in {"warc", "zip"}:
            raise UnreadableError("only web archives (WARC) can be filtered by host and day: omit these options.")
        if seen not in _BINARY:
            check_is_text(head)
        if seen in _DOCUMENTS:
            yield from _document(buffered, seen, name, defaults)
        elif (read_table := _TABLES.get(seen)) is not None:
            yield from read_table(buffered, name, defaults, read_in_time)
        else:
            yield from READERS[seen](buffered, name, defaults)
    except InputError as error:
        yield Fault(name, None, str(error))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Fault(name, None, "the gzip data is damaged or truncated; what precedes the damage was read.")


def _document(stream: IO[bytes], kind: Kind, name: str, defaults: Defaults) -> Iterator[Found]:
    """The content, read in another process. Also raises UnreadableError if that takes longer than `DOCUMENT_S`."""
    found, error = within(DOCUMENT_S, read_document, whole(stream), kind, name, defaults)
    yield from found
    if error is not None:
        raise error


def read_document(data: bytes, kind: Kind, name: str, defaults: Defaults) -> tuple[list[Found], InputError | None]:
    """Everything that the reader of a kind finds, and the error that it raised at the end, if any."""
    found: list[Found] = []
    try:
        for each in READERS[kind](io.BytesIO(data), name, defaults):
            found.append(each)  # noqa: PERF402 (what came before an error is kept)
    except InputError as error:
        return found, error
    return found, None


def kind_seen(said: Kind | None, head: bytes) -> Kind:
    """The declared kind, unless the first bytes clearly show another one: servers send feeds as pages or as text."""
    if said is None or (head.startswith(_ZIP) and said != "docx"):
        return sniff(head)
    if said in {"html", "text"} and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() in _SURE:
        return sniff(head)
    return said


def _read_member(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Found]:
    """A member of an archive, which must not be an archive itself."""
    buffered = _peekable(stream)
    packed = (b"\x1f\x8b", *zstandard.MAGICS, *(() if kind_of_name(name) == "docx" else (_ZIP,)))
    if buffered.peek(4).startswith(packed):
        yield Fault(name, None, "an archive within an archive is not opened; unpack it first.")
    else:
        yield from read_stream(buffered, name, kind_of_name(name), defaults)


def _peekable(stream: IO[bytes]) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(Any, stream), _BUFFER)
