"""Files, folders and standard input: the only module of the parsers that opens anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from compare.model.article import Article
from compare.ports.harvesting import Link
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.kinds import is_taken, kind_of_name, suffixes
from indexes.ingest.readers import Found, read_stream


def read(
    paths: Sequence[str | Path], defaults: Defaults | None = None, stdin: IO[bytes] | None = None
) -> Iterator[Article | Fault]:
    """All articles of files, folders (all files, sorted by name) and `-` (stdin), as they are read.

    Unreadable input becomes a Fault in its place, and so does a link, which is not followed; everything else is
    returned.
    """
    for name, each in _read(paths, defaults or Defaults(), stdin):
        yield Fault(name, None, f"{each}") if isinstance(each, Link) else each


def read_with_links(
    paths: Sequence[str | Path], defaults: Defaults | None = None, stdin: IO[bytes] | None = None
) -> Iterator[Found]:
    """As `read`, but links are returned as links, for callers that follow them."""
    return (each for _, each in _read(paths, defaults or Defaults(), stdin))


def _read(paths: Sequence[str | Path], defaults: Defaults, stdin: IO[bytes] | None) -> Iterator[tuple[str, Found]]:
    for path in paths:
        if str(path) == "-" and stdin is not None:
            name = "standard input"
            yield from ((name, each) for each in read_stream(stdin, name, None, defaults))
        else:
            yield from _read_path(Path(path), defaults)


def _read_path(path: Path, defaults: Defaults) -> Iterator[tuple[str, Found]]:
    if not path.is_dir():
        yield from ((str(path), each) for each in _read_file(path, defaults))
        return
    files = [each for each in sorted(path.rglob("*")) if is_taken(each.name) and each.is_file()]
    if not files:
        message = f"this folder contains no supported files: {', '.join(suffixes())}, also with .gz or .zst."
        yield str(path), Fault(str(path), None, message)
    for file in files:
        yield from ((str(file), each) for each in _read_file(file, defaults))


def _read_file(path: Path, defaults: Defaults) -> Iterator[Found]:
    try:
        with path.open("rb") as file:
            yield from read_stream(file, str(path), kind_of_name(path.name), defaults)
    except OSError as error:
        yield Fault(str(path), None, f"cannot be opened ({error.strerror or error}).")
