"""The contract of all readers: any bytes yield articles, links and faults, within limits."""

from __future__ import annotations

import gzip
import io
import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compare.errors import TooLargeError, UnreadableError
from compare.model.article import Article
from compare.text.passages import split
from indexes.ingest import Defaults, Fault, Link, read, read_with_links
from indexes.ingest.kinds import KINDS, TAKEN, Kind, kind_of_name, kind_of_type, sniff
from indexes.ingest.readers import READERS
from tests.fuzz import fuzz
from tests.inputs import ATOM, PAGE, RSS, VALID, found, zip_of

CASES = [(kind, number) for kind, inputs in VALID.items() for number in range(len(inputs))]
BOMB = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))


def test_every_input_kind_has_a_reader_an_example_and_a_display_name() -> None:
    assert set(READERS) == set(KINDS) == set(VALID) == set(get_args(Kind))
    assert all(known.said in TAKEN for known in KINDS.values())


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_a_valid_input_gives_articles_or_links_without_faults(kind: Kind, number: int) -> None:
    results = found(VALID[kind][number], kind)
    assert results
    assert [each for each in results if isinstance(each, Fault)] == []


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_the_kind_is_detected_from_the_first_bytes_compressed_or_not(kind: Kind, number: int) -> None:
    data = VALID[kind][number]
    if kind == "csv":
        pytest.skip("a table is not told from text")
    assert sniff(data[:4096]) in ({"json", "jsonl"} if kind == "json" else {kind})
    if kind != "zip":
        assert _without_places(found(gzip.compress(data))) == _without_places(found(data, kind))


def _without_places(results: list[Article | Link | Fault]) -> list[object]:
    return [each.message if isinstance(each, Fault) else each for each in results]


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_the_same_bytes_give_the_same_articles_with_exact_offsets(kind: Kind, number: int) -> None:
    once, again = found(VALID[kind][number], kind), found(VALID[kind][number], kind)
    assert once == again
    for article in (each for each in once if isinstance(each, Article)):
        for passage in split(article):
            assert article.text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_corrupted_bytes_give_only_articles_links_and_faults(kind: Kind, number: int) -> None:
    data = VALID[kind][number]
    place = st.integers(0, len(data))
    pieces = st.one_of(
        st.binary(max_size=20), st.sampled_from([b"<", b">", b"\0", b"]]>", b"{", b'"', b"\r\n", b"&x;", b"9" * 20])
    )
    change = st.tuples(place, place, pieces)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(change, min_size=1, max_size=4))
    def holds(changes: list[tuple[int, int, bytes]]) -> None:
        changed = data
        for start, length, piece in changes:
            changed = changed[:start] + piece + changed[start + length % 50 :]
        _check_contract(changed, kind)

    holds()


def _check_contract(data: bytes, kind: Kind) -> None:
    for each in found(data, kind):
        assert isinstance(each, Article | Link | Fault)
    try:
        for each in READERS[kind](io.BufferedReader(io.BytesIO(data)), "input", Defaults()):  # type: ignore[arg-type]
            assert isinstance(each, Article | Link | Fault)
    except (UnreadableError, TooLargeError) as error:
        assert str(error)


@pytest.mark.parametrize("kind", list(VALID))
@pytest.mark.parametrize("other", list(VALID))
def test_no_format_reader_fails_on_bytes_of_another_format(kind: Kind, other: Kind) -> None:
    for data in VALID[other]:
        _check_contract(data, kind)
        _check_contract(data[: len(data) // 2], kind)


@pytest.mark.parametrize("doctype", [f'<!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{BOMB}]>', '<!DOCTYPE rss [<!ENTITY e12 SYSTEM "file:///etc/passwd">]>',
                                     '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e12 SYSTEM "http://127.0.0.1:9/x">]>'])  # fmt: skip
def test_xml_entities_are_neither_expanded_nor_fetched(doctype: str) -> None:
    start = time.process_time()
    for document in (RSS, ATOM):
        hostile = document.replace("?>", f"?>{doctype}", 1).replace("Engineers", "&e12;Engineers")
        for each in found(hostile.encode(), "feed"):
            assert not isinstance(each, Article) or ("root:" not in each.text and len(each.text) < 2_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("piece", ["<item>", "<item><title>x</title></item>", "<b>", "<a href='"])
def test_a_feed_of_unclosed_tags_is_parsed_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    for _ in itertools.islice(found(f"<rss><channel>{piece * 50_000}".encode(), "feed"), 10):
        pass
    assert time.process_time() - start < 10


def test_a_deeply_nested_page_is_a_fault_or_an_article() -> None:
    for tag in ("<div>", "<b>", "<table><tr><td>", "<ul><li>"):
        _check_contract(f"<html><body>{tag * 5_000}{PAGE}".encode(), "html")


@pytest.mark.parametrize("kind", ["feed", "opml", "html", "json", "text"])
def test_a_document_that_unpacks_to_too_much_is_a_fault(kind: Kind) -> None:
    (only,) = (
        found(gzip.compress(b" " * 30_000_000 + b"x"), kind)
        if kind != "text"
        else found(gzip.compress(b"word " * 6_000_000), kind)
    )
    assert isinstance(only, Fault)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [("text/html; charset=utf-8", "html"), ("application/rss+xml", "feed"), ("TEXT/CSV", "csv"), ("application/xml", None), (None, None), ("application/feed+json", "json")],
)  # fmt: skip
def test_content_types_are_known(content_type: str | None, kind: Kind | None) -> None:
    assert kind_of_type(content_type) == kind


@pytest.mark.parametrize("content_type", ["application/msword", "image/png", "video/mp4"])
def test_an_unsupported_content_type_is_an_error_listing_the_supported_ones(content_type: str) -> None:
    with pytest.raises(UnreadableError, match=content_type) as caught:
        kind_of_type(content_type)
    assert TAKEN in str(caught.value)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", "text"), ("a.JSONL.gz", "jsonl"), ("b/a.warc.gz", "warc"), ("a.xml", None), ("a.opml", "opml"), ("a.zip", "zip"), ("a.atom", "feed"),
     ("a.PDF", "pdf"), ("a.docx", "docx"), ("a.eml", "eml"), ("inbox.mbox.gz", "mbox")],
)  # fmt: skip
def test_suffixes_are_known(name: str, kind: Kind | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<?xml version='1.0'?><!-- x --><invoice><sum>1</sum></invoice>", "invoice"),
        (zip_of({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "office"),
    ],
)
def test_unsupported_input_is_named(data: bytes, said: str) -> None:
    (only,) = found(data)
    assert isinstance(only, Fault)
    assert said in only.message
    assert TAKEN in only.message


def test_a_feed_that_is_sent_as_a_page_is_read_as_a_feed() -> None:
    assert found(RSS.encode(), "html") == found(RSS.encode(), "feed")


def test_links_in_a_file_are_faults_unless_they_are_followed(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS, encoding="utf-8")
    article, fault = read([tmp_path])
    assert isinstance(article, Article)
    assert isinstance(fault, Fault)
    assert "https://weir.example/otter" in fault.message
    assert "feed.xml" in fault.source
    _, link = read_with_links([tmp_path])
    assert isinstance(link, Link)
    assert link.url == "https://weir.example/otter"


def test_a_stream_that_fails_is_a_fault_at_its_position() -> None:
    class Failing(io.RawIOBase):
        def __init__(self) -> None:
            self.parts: Iterator[bytes] = iter([gzip.compress(b'{"text": "A."}\n' * 10)[:30]])

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            part = next(self.parts, b"")
            buffer[: len(part)] = part
            return len(part)

    from indexes.ingest.readers import read_stream

    results = list(read_stream(Failing(), "pipe", "jsonl", Defaults()))  # type: ignore[arg-type]
    assert isinstance(results[-1], Fault)


def test_fuzzing_reports_what_it_read_and_hides_no_exception(tmp_path: Path) -> None:
    assert "no exception" in fuzz("text", 0.2, random.Random(1))

    def broken(data: bytes, kind: Kind) -> None:
        raise KeyError(kind)

    with pytest.raises(KeyError):
        fuzz("text", 1, random.Random(1), broken, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
