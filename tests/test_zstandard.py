"""Zstandard: pages of web archives, packed files, and web archives with a dictionary."""

from __future__ import annotations

import json
import random
import struct
import sys
import tracemalloc

import pytest

from compare.text.cleaning.truncation import CUT
from indexes.ingest.decode.streams import MAX_FILE
from tests.test_recovery import BODY, PAGE, articles, faults, warc

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROW = json.dumps({"title": "Ferry aground", "outlet": "Skarn Post", "text": BODY}).encode()
WORDS = [f"{first}{last}" for first in ("har", "fer", "sto", "ris") for last in ("bour", "ry", "rm", "ing", "ned")]


def long_page() -> bytes:
    chance = random.Random(5)
    text = "".join(f"<p>The ferry: {' '.join(chance.choices(WORDS, k=60))}.</p>" for _ in range(900))
    return PAGE.replace(b"</article>", text.encode() + b"</article>")


@pytest.mark.parametrize("body", [zstd.compress(PAGE), zstd.compress(PAGE[:200]) + zstd.compress(PAGE[200:]), PAGE])
def test_a_zstandard_compressed_page_of_a_web_archive_is_read(body: bytes) -> None:
    assert "Skarn ran aground" in articles(warc("zstd", body))[0].text


def test_a_page_with_a_missing_end_is_marked() -> None:
    packed = zstd.compress(long_page())
    assert articles(warc("zstd", packed[: len(packed) * 2 // 3]))[0].metadata[CUT] == "yes"
    assert CUT not in articles(warc("zstd", packed))[0].metadata


@pytest.mark.parametrize("packed", [zstd.compress(ROW), zstd.compress(ROW[:90]) + zstd.compress(ROW[90:])])
def test_a_compressed_file_is_read(packed: bytes) -> None:
    assert articles(packed)[0].title == "Ferry aground"
    assert not faults(packed)


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_web_archive_with_a_dictionary_is_read(is_packed: bool) -> None:
    samples = [warc("identity", PAGE.replace(b"42", str(number).encode())) for number in range(400)]
    words = zstd.train_dict(samples, 4000)
    content = zstd.compress(words.dict_content) if is_packed else words.dict_content
    frame = struct.pack("<4sI", b"]*M\x18", len(content)) + content
    records = b"".join(zstd.compress(each, zstd_dict=words) for each in samples[:3])
    assert len(articles(frame + records)) == 3
    assert not faults(frame + records)


@pytest.mark.parametrize("kind", ["warc", None])
def test_damage_is_reported_once_and_what_precedes_it_is_read(kind: None) -> None:
    whole = b"".join(zstd.compress(warc("identity", PAGE.replace(b"42", str(at).encode()))) for at in range(3))
    told = faults(whole[:-20], kind)
    assert "Zstandard data is damaged or truncated" in told
    assert told.count("Zstandard") == 1
    assert len(articles(whole[:-20], kind)) == 2


def test_a_decompression_bomb_takes_no_more_memory_than_a_page_may() -> None:
    bomb = zstd.compress(bytes(10 * MAX_FILE))
    tracemalloc.start()
    told = faults(warc("zstd", bomb))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than" in told
    assert most < 6 * MAX_FILE
