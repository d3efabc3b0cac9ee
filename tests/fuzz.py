"""Fuzz every reader with damaged inputs, and check that it raises only its own errors.

    python -m tests.fuzz [--seconds 60] [--seed 0] [--kind feed] [--kind comparing]

`comparing` fuzzes the extractors and the whole comparison with hostile text. Prints one line per reader. Input that
breaks a reader is written to a file, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from compare.errors import TooLargeError, UnreadableError
from compare.model.article import Article
from compare.text.passages import split
from indexes.ingest import Defaults
from indexes.ingest.kinds import Kind
from indexes.ingest.readers import READERS
from tests.hostile import articles, check
from tests.inputs import VALID, found

Reader = Callable[[bytes, Kind], None]

PIECES = [b"<", b">", b"\0", b"]]>", b"{", b"}", b'"', b"\r\n", b"&x;", b"9" * 20, b"-1", b"\xff\xfe", b"\xef\xbb\xbf",
          b"\xed\xa0\x80", b"<![CDATA[", b"<!--", b"<?xml", b"PK\x03\x04", b"\x1f\x8b", b"Content-Length: ", b",,", b"null",
          b"NaN", b"[" * 500, b"<div>" * 500, b"2026-99-99T99:99", b"http://[", b"\\ud800"]  # fmt: skip
LONGEST = 200_000
COMPARING = "comparing"


def changed(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to eight changes: bytes inserted or flipped, or a part dropped, doubled or taken from another
    input."""
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice([0, 1, 8, 60, 600]))
        part = data[start:end]
        put = chance.choice(
            [
                chance.choice(PIECES),
                chance.randbytes(chance.randint(1, 12)),
                bytes(byte ^ (1 << chance.randrange(8)) for byte in part),
                b"",
                part * chance.randint(2, 40),
                chance.choice(chance.choice(list(VALID.values())))[start:end],
            ]
        )
        data = (data[:start] + put + data[end:])[:LONGEST]
    return data


def read(data: bytes, kind: Kind) -> None:
    """Read `data` with and without its kind; asserts that passages are slices of the text."""
    for each in found(data, kind):
        if isinstance(each, Article):
            assert all(each.text[one.start : one.end] == one.text for one in split(each))
    with contextlib.suppress(UnreadableError, TooLargeError):
        list(READERS[kind](io.BufferedReader(io.BytesIO(data)), "input", Defaults()))  # type: ignore[arg-type]


def fuzz(kind: Kind, seconds: float, chance: random.Random, reader: Reader = read, keep: Path | None = None) -> str:
    """Fuzz a reader for `seconds`; returns the number of inputs as text. Input that breaks the reader is stored in the
    folder `keep`, and the error is raised."""
    end, number, slowest = time.monotonic() + seconds, 0, 0.0
    while time.monotonic() < end:
        data = changed(chance.choice(VALID[kind]), chance)
        start = time.monotonic()
        try:
            reader(data, kind)
        except Exception:
            with tempfile.NamedTemporaryFile(prefix=f"parallax-{kind}-", dir=keep, delete=False) as kept:
                kept.write(data)
            print(f"{kind:6} broke on {kept.name}:", file=sys.stderr)
            raise
        number, slowest = number + 1, max(slowest, time.monotonic() - start)
    return f"{kind:6} {number:>8,} inputs in {seconds:g} s, the slowest {slowest * 1000:.0f} ms, no exception"


def compare(seconds: float) -> str:
    """Compare groups of hostile articles for `seconds`; returns their number as text. Raises errors with a minimised
    example."""
    end, number = time.monotonic() + seconds, 0

    @settings(max_examples=50, deadline=None, database=None, derandomize=False, suppress_health_check=list(HealthCheck))
    @given(articles())
    def some(found: list[Article]) -> None:
        nonlocal number
        check(found)
        number += 1

    while time.monotonic() < end:
        some()
    return f"{COMPARING} {number:,} groups of articles in {seconds:g} s, no failure"


def main() -> int:
    """Fuzz the named readers, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=60, help="for each reader (default: 60)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=[*VALID, COMPARING])
    asked = parser.parse_args()
    broken = 0
    for kind in asked.kind or [*VALID, COMPARING]:
        try:
            chance = random.Random(f"{asked.seed} {kind}")
            print(compare(asked.seconds) if kind == COMPARING else fuzz(kind, asked.seconds, chance), flush=True)
        except Exception:
            traceback.print_exc()
            broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
