"""Lists of articles in JSON and JSONL; a malformed row does not affect the others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any

from compare.errors import InputError, UnreadableError
from compare.model.article import Article
from compare.ports.harvesting import Link
from indexes.ingest.article_of import MAX_TEXT, Defaults, Fault, article_of, link_of
from indexes.ingest.decode.encodings import decode
from indexes.ingest.decode.streams import whole
from indexes.ingest.formats.feeds.json_feed import is_json_feed, rows_of_feed
from indexes.ingest.formats.ninjs import is_ninjs, row_of_ninjs
from indexes.ingest.rows import ReadRows, Row, read_here

MAX_LINE = 4 * MAX_TEXT
_LISTS = ("articles", "items", "results", "data", "documents")
_OWN = ("text", "body", "url")
"""Fields of an object that is itself an article, whatever lists it contains."""


def read_jsonl(
    stream: IO[bytes], name: str, defaults: Defaults, read_rows: ReadRows = read_here
) -> Iterator[Article | Link | Fault]:
    """The articles of a stream of JSON objects, one per line; only some lines are in memory at a time."""
    return read_rows(_json_rows(stream, name), _json_row, name, defaults)


def _json_rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(stream), 1):
        if line is None:
            yield Row(Fault(name, number, f"the line is longer than {MAX_LINE:,} bytes."), number, 0)
        elif line.strip():
            yield Row(line, number, len(line))


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Lines of limited length; None in place of a longer one, which is skipped."""
    while line := stream.readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _json_row(line: bytes, name: str, number: int, defaults: Defaults) -> Iterator[Article | Link | Fault]:
    try:
        row, repeated = _loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        yield Fault(name, number, "the line is not UTF-8.")
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply or a number too long"
        yield Fault(name, number, f"the line is not JSON ({reason}).")
    else:
        for each in _rows_in(row) if isinstance(row, Mapping) else [row]:
            yield from articles_of_row(each, name, number, defaults, is_escaped=not is_json_feed(row))
        if repeated:
            yield Fault(name, number, repeated)


def _loads(text: str) -> tuple[Any, str]:
    """The value of a JSON text, and the fields that an object has several times with different values ("": none)."""
    repeated: dict[str, None] = {}

    def object_of(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            repeated.update((name, None) for name, value in pairs if value != found[name])
        return found

    value = json.loads(text, strict=False, object_pairs_hook=object_of)
    names = ", ".join(f"“{name[:40]}”" for name in islice(repeated, 5))
    return value, f"these fields occur several times, and the last value of each was read: {names}." if names else ""


def read_json(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Link | Fault]:
    """The articles of one JSON document: an object, a list of objects, or an object with such a list.

    Raises UnreadableError if it is not JSON, TooLargeError if it is too long.
    """
    try:
        value, repeated = _loads(decode(whole(stream)))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"this is not JSON ({error}).") from None
    is_feed = is_json_feed(value)
    if isinstance(value, Mapping):
        value = _rows_in(value)
    if not isinstance(value, list):
        raise UnreadableError("this JSON is neither an object nor a list of objects.")
    for number, row in enumerate(value, 1):
        yield from articles_of_row(row, f"{name}, article {number}", None, defaults, is_escaped=not is_feed)
    if repeated:
        yield Fault(name, None, repeated)


def _rows_in(value: Mapping[str, Any]) -> list[Any]:
    """The articles in an object: the items of a JSON Feed, a list under a usual name, or the object itself."""
    if is_json_feed(value):
        return rows_of_feed(value)
    if is_ninjs(value) or any(isinstance(value.get(name), str) for name in _OWN):
        return [value]
    return next((value[key] for key in _LISTS if isinstance(value.get(key), list)), [value])


def articles_of_row(
    row: Any, name: str, line: int | None, defaults: Defaults, *, is_escaped: bool = True
) -> Iterator[Article | Link | Fault]:
    """The content of one row of named values, and its problems. HTML entities of an `is_escaped` row are decoded."""
    if not isinstance(row, Mapping):
        yield Fault(name, line, "this is not a JSON object with the fields of an article.")
        return
    try:
        if is_ninjs(row):
            row, is_escaped = row_of_ninjs(row), False
        if link := link_of(row):
            yield link
            return
        article, problems = article_of(row, defaults, is_escaped=is_escaped)
    except InputError as error:
        yield Fault(name, line, str(error))
        return
    yield article
    for problem in problems:
        yield Fault(name, line, problem)
