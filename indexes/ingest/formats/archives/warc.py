"""WARC: the pages of a web archive, one record at a time; a damaged record does not affect the others."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from gzip import BadGzipFile
from typing import IO, Any, NamedTuple

from compare.errors import InputError, TooLargeError, UnreadableError
from compare.model.article import Article
from compare.text.cleaning.truncation import mark_truncated
from indexes.ingest.article_of import Defaults, Fault, RecordFilter
from indexes.ingest.deadline import within
from indexes.ingest.decode.streams import MAX_FILE
from indexes.ingest.decode.url import is_web
from indexes.ingest.formats.archives.content_coding import Unpacked, unpack
from indexes.ingest.formats.html import PAGE_S, parse_page

logging.getLogger("warcio").addHandler(logging.NullHandler())  # we report what is wrong with a record ourselves

_BEGINS = b"WARC/"
_NEXT = re.compile(rb"WARC/[01]\.\d\r?\n[A-Za-z-]+:")
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,18})\s*$", re.IGNORECASE | re.MULTILINE)
_TARGET = re.compile(rb"^warc-target-uri:\s*(\S{1,4000})", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(rb"^warc-date:\s*(\S{1,40})", re.IGNORECASE | re.MULTILINE)
_LINE = 64_000
_MOST_HEADERS = 200
_CHUNK = 1 << 16
_OF_WARCIO = frozenset({"", "identity", "deflate"})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    charset: str | None
    data: bytes
    is_truncated: bool


def read_warc(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Fault]:
    """The articles of the HTML responses in a web archive; only the current record is in memory."""
    pages, wanted = 0, defaults.wanted
    for number, record in enumerate(_records(_Source(stream), wanted), 1):
        if record is None:
            continue
        place = f"{name}, record {number}"
        try:
            if isinstance(record, InputError):
                raise record
            found = within(PAGE_S, read_record, record, defaults)
            if found is not None:
                pages += 1
                place = f"{name}, record {number} ({found.url[:200]})"
                if found.article is not None:
                    yield found.article
                yield from (Fault(place, None, problem) for problem in found.problems)
        except InputError as error:
            pages += 1
            yield Fault(place, None, str(error))
    if not pages:
        which = " of these hosts and days" if wanted else ""
        yield Fault(name, None, f"this web archive contains no HTML page{which}.")


class _Read(NamedTuple):
    """The content of a record with a page: the article, or the problem why there is none."""

    url: str
    article: Article | None
    problems: list[str]


def read_record(record: bytes, defaults: Defaults) -> _Read | None:
    """The content of a record; None if it has no page. Raises UnreadableError or TooLargeError if it is damaged."""
    page = _page(record)
    if page is None:
        return None
    try:
        article, problems = _article(page, defaults)
    except InputError as error:
        return _Read(page.url, None, [str(error)])
    return _Read(page.url, article, problems)


def _article(page: _Page, defaults: Defaults) -> tuple[Article, list[str]]:
    """The article of a page, and how it was read if that differs from what it declares. Raises UnreadableError if it
    contains none, TooLargeError if it is too long.
    """
    article, problems = parse_page(page.data, Defaults(defaults.outlet, page.url, defaults.published), page.charset)
    article = replace(article, url=page.url) if is_web(page.url) else article
    return (mark_truncated(article) if page.is_truncated else article), problems


class _Source:
    """A stream with push-back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._ahead = b""

    def read(self, size: int) -> bytes:
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        return taken + self._stream.read(size - len(taken)) if len(taken) < size else taken

    def readline(self) -> bytes:
        line, newline, rest = self._ahead.partition(b"\n")
        self._ahead = rest
        return line + newline if newline else line + self._stream.readline(_LINE)

    def put_back(self, data: bytes) -> None:
        self._ahead = data + self._ahead


def _records(source: _Source, wanted: RecordFilter | None) -> Iterator[bytes | InputError | None]:
    """The bytes of each record, or why it could not be read; None for a record that is not wanted."""
    is_lost = False
    while True:
        try:
            line = source.readline()
            if not line:
                return
            if line.startswith(_BEGINS):
                is_lost = False
                yield _record(source, line, wanted)
            elif line.strip() and not is_lost:
                is_lost = True
                yield UnreadableError("this is not the start of a record; everything before the next one is skipped.")
        except InputError as error:
            is_lost = True
            yield error
        except (BadGzipFile, EOFError, zlib.error):
            is_lost = True
            yield UnreadableError("the gzip data of this record is damaged or truncated.")


def _record(source: _Source, first: bytes, wanted: RecordFilter | None) -> bytes | None:
    """A record, from its first line; None if it is not wanted. Raises UnreadableError if damaged, TooLargeError."""
    head = first
    for _ in range(_MOST_HEADERS):
        line = source.readline()
        head += line
        if not line.strip():
            break
    length = _LENGTH.search(head.replace(b"\r", b""))
    if length is None:
        raise UnreadableError("the record does not declare its length.")
    size = int(length.group(1))
    if wanted and not wanted.wants(_header(_TARGET, head).strip("<>"), _header(_DATE, head)):
        _pass_over(source, size)
        return None
    content = source.read(min(size, MAX_FILE))
    if size > MAX_FILE:
        _pass_over(source, size - MAX_FILE)
        raise TooLargeError(f"the record is larger than {MAX_FILE // 1_000_000} MB.")
    end = source.readline()
    if len(content) == size and not end.strip():
        return head + content
    if inner := _NEXT.search(content + end):
        source.put_back((content + end)[inner.start() :])
    raise UnreadableError("the record is damaged: it does not have its declared length.")


def _header(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head.replace(b"\r", b""))
    return found.group(1).decode("utf-8", "replace").strip() if found else ""


def _pass_over(source: _Source, size: int) -> None:
    while size > 0 and (chunk := source.read(min(size, _CHUNK))):
        size -= len(chunk)


def _page(record: bytes) -> _Page | None:
    """The page in a record; None if it contains something else (a request, an image, a server error).

    Raises UnreadableError if the record is damaged, TooLargeError if the page is too large.
    """
    try:
        return _parsed(record)
    except InputError:
        raise
    except Exception as error:  # warcio has no common base class for its errors on damaged bytes
        raise UnreadableError(f"the record is damaged ({type(error).__name__}).") from None


def _parsed(record: bytes) -> _Page | None:
    from warcio.archiveiterator import WARCIterator  # only web archives need it

    parsed: Any = next(iter(WARCIterator(io.BytesIO(record))))
    is_response = parsed.rec_type == "response" and parsed.http_headers is not None
    if (is_response and parsed.http_headers.get_statuscode() != "200") or parsed.rec_type not in {
        "response",
        "resource",
    }:
        return None
    said = parsed.http_headers.get_header("Content-Type") if is_response else parsed.content_type
    kind = Message()
    kind["Content-Type"] = said or ""
    if kind.get_content_type() not in _PAGES:
        return None
    data, is_cut = _content(parsed)
    if len(data) > MAX_FILE:
        raise TooLargeError(f"the page is larger than {MAX_FILE // 1_000_000} MB.")
    url = (parsed.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    is_truncated = is_cut or bool(parsed.rec_headers.get_header("WARC-Truncated"))
    return _Page(url, kind.get_content_charset(), data, is_truncated)


def _content(parsed: Any) -> Unpacked:
    """The decoded body of a record, up to one byte more than MAX_FILE. Raises UnreadableError."""
    coding = ""
    if parsed.http_headers is not None:
        coding = (parsed.http_headers.get_header("Content-Encoding") or "").strip().casefold()
    if coding in _OF_WARCIO:
        return Unpacked(parsed.content_stream().read(MAX_FILE + 1))
    parsed.http_headers.remove_header("Content-Encoding")  # warcio ignores what it cannot decompress, and a missing end
    return unpack(parsed.content_stream().read(MAX_FILE + 1), coding)
