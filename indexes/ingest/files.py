"""Files, folders and standard input: the one module of the readers that opens anything."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Literal, cast

from compare.article import Article
from compare.errors import InputError, TooLargeError, UnreadableError
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.decoding import check_is_text
from indexes.ingest.html import read_html
from indexes.ingest.tables import read_csv, read_json, read_jsonl
from indexes.ingest.text import read_text

MAX_FILE = 20_000_000
"""Bytes of a file that holds one article or one JSON document; JSONL and CSV may be of any size."""

_HEAD = 4096
Kind = Literal["text", "html", "json", "jsonl", "csv"]
_KINDS: dict[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def read(
    paths: Sequence[str | Path], defaults: Defaults | None = None, stdin: IO[bytes] | None = None
) -> Iterator[Article | Fault]:
    """All articles of files, folders (whole, in order of names) and `-` (stdin), as they are read.

    What cannot be read is a Fault in its place; everything else comes.
    """
    for path in paths:
        if str(path) == "-" and stdin is not None:
            yield from read_stream(stdin, "standard input", None, defaults or Defaults())
        else:
            yield from _read_path(Path(path), defaults or Defaults())


def _read_path(path: Path, defaults: Defaults) -> Iterator[Article | Fault]:
    if not path.is_dir():
        yield from _read_file(path, defaults)
        return
    files = [each for each in sorted(path.rglob("*")) if _kind_of(each.name) and each.is_file()]
    if not files:
        yield Fault(
            str(path), None, f"no file in this folder ends in one of {', '.join(_KINDS)}, or in these with .gz."
        )
    for each in files:
        yield from _read_file(each, defaults)


def _read_file(path: Path, defaults: Defaults) -> Iterator[Article | Fault]:
    try:
        with path.open("rb") as file:
            yield from read_stream(file, str(path), _kind_of(path.name), defaults)
    except OSError as error:
        yield Fault(str(path), None, f"cannot be opened ({error.strerror or error}).")


def _kind_of(name: str) -> Kind | None:
    return _KINDS.get(Path(name.lower().removesuffix(".gz")).suffix)


def read_stream(stream: IO[bytes], name: str, kind: Kind | None, defaults: Defaults) -> Iterator[Article | Fault]:
    """The articles of one stream; `kind` None: by its first bytes."""
    try:
        buffered = _peekable(stream)
        if buffered.peek(2)[:2] == b"\x1f\x8b":
            buffered = io.BufferedReader(gzip.GzipFile(fileobj=buffered), 1 << 16)
        head = buffered.peek(_HEAD)[:_HEAD]
        if not head.strip():
            raise UnreadableError("this is empty.")
        check_is_text(head)
        yield from _read_kind(kind or _sniff(head), buffered, name, defaults)
    except InputError as error:
        yield Fault(name, None, str(error))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Fault(name, None, "the gzip data is damaged or cut short; what came before it is kept.")


def _peekable(stream: IO[bytes]) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(Any, stream), 1 << 16)


def _read_kind(kind: Kind, stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Fault]:
    if kind == "jsonl":
        yield from read_jsonl(stream, name, defaults)
    elif kind == "csv":
        yield from read_csv(stream, name, defaults)
    elif kind == "json":
        yield from read_json(_whole(stream), name, defaults)
    elif kind == "html":
        yield read_html(_whole(stream), name, defaults)
    else:
        article, problems = read_text(_whole(stream), defaults)
        yield article
        yield from (Fault(name, None, problem) for problem in problems)


def _whole(stream: IO[bytes]) -> bytes:
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise TooLargeError(f"this is larger than {MAX_FILE // 1_000_000} MB; many articles go in as JSONL or CSV.")
    return data


def _sniff(head: bytes) -> Kind:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(start):
        return "html"
    if start.startswith(b"["):
        return "json" if start[1:].lstrip().startswith((b"{", b"]")) else "text"
    if not start.startswith(b"{"):
        return "text"
    line, newline, _ = start.partition(b"\n")
    return "json" if newline and not line.rstrip().endswith(b"}") else "jsonl"
