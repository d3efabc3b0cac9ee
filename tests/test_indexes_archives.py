"""WARC, gzip and zip: read as streams, with limits, and damage affects only itself."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.speed.archive import archived
from compare.model.article import Article
from indexes.ingest import Defaults, Fault
from indexes.ingest.article_of import RecordFilter
from indexes.ingest.formats.archives import warc as warc_module
from indexes.ingest.formats.archives import zip as zipped_module
from indexes.ingest.formats.archives.gzip import Gunzip
from indexes.ingest.readers import Found, read_stream
from tests.inputs import BODY, PAGE, RSS, found, warc_info, warc_record, zip_of

URLS = [f"https://weir.example/{number}" for number in range(5)]
RECORDS = [warc_record(url, PAGE.replace("early", f"early, {url[-1]}").encode()) for url in URLS]


def urls(results: list[Found]) -> list[str | None]:
    return [each.url for each in results if isinstance(each, Article)]


def faults(results: list[Found]) -> list[str]:
    return [str(each) for each in results if isinstance(each, Fault)]


@pytest.mark.parametrize("packed", [b"".join, lambda records: b"".join(map(gzip.compress, records)), lambda records: gzip.compress(b"".join(records))],
                         ids=["plain", "a gzip member each", "one gzip member"])  # fmt: skip
def test_pages_of_a_web_archive_are_articles_with_their_original_addresses(packed: object) -> None:
    results = found(packed([warc_info(), *RECORDS]))  # type: ignore[operator]
    assert urls(results) == URLS
    assert faults(results) == []
    assert all(
        isinstance(each, Article) and BODY[1] in each.text and each.outlet.name == "The Weir" for each in results
    )


def test_the_benchmark_archive_has_each_page_at_a_distinct_address() -> None:
    results = found(archived([PAGE.encode(), PAGE.replace("Engineers", "Divers").encode()]))
    assert urls(results) == ["https://n0.example/", "https://n1.example/"]
    assert [each.text.split()[0] for each in results if isinstance(each, Article)] == ["Engineers", "Divers"]


def test_records_that_are_not_pages_are_skipped() -> None:
    others = [
        warc_record("https://weir.example/x", b"gone", status="404 Not Found"),
        warc_record("https://weir.example/p", b"\x89PNG", kind="image/png"),
        RECORDS[0].replace(b"WARC-Type: response", b"WARC-Type: revisit"),
        RECORDS[0].replace(b"WARC-Type: response", b"WARC-Type: metadata"),
    ]
    assert found(b"".join([warc_info(), *others, RECORDS[1]]))[0] == found(RECORDS[1])[0]
    (only,) = found(b"".join([warc_info(), *others]))
    assert isinstance(only, Fault)
    assert "no HTML page" in only.message


def _cut_in_the_middle(record: bytes) -> bytes:
    return record[: len(record) // 2]


def _without_length(record: bytes) -> bytes:
    return record.replace(b"Content-Length", b"Content-Ltd")


def _too_long(record: bytes) -> bytes:
    return record.replace(b"Content-Length: ", b"Content-Length: 9")


def _too_short(record: bytes) -> bytes:
    length = str(len(record.split(b"\r\n\r\n", 1)[1]) - 4).encode()
    return record.replace(b"Content-Length: " + length, b"Content-Length: 99")


def _noise(record: bytes) -> bytes:
    return b"\0\xff noise\n" * 50


@pytest.mark.parametrize("damage", [_cut_in_the_middle, _without_length, _too_long, _too_short, _noise])
def test_a_damaged_record_is_one_fault_and_the_rest_is_read(damage: object) -> None:
    data = b"".join([warc_info(), RECORDS[0], damage(RECORDS[1]), *RECORDS[2:]])  # type: ignore[operator]
    results = found(data)
    assert urls(results) == [URLS[0], *URLS[2:]]
    assert len(faults(results)) == 1
    assert "record" in faults(results)[0]


@pytest.mark.parametrize("damage", ["cut", "changed", "noise"])
def test_a_damaged_gzip_member_is_one_fault_and_the_rest_is_read(damage: str) -> None:
    packed = [gzip.compress(each) for each in (warc_info(), *RECORDS)]
    half = len(packed[2]) // 2
    packed[2] = {
        "cut": packed[2][:half],
        "changed": packed[2][:half] + bytes([packed[2][half] ^ 0xFF]) + packed[2][half + 1 :],
        "noise": b"\1\2\3 noise" * 40,
    }[damage]
    results = found(b"".join(packed))
    assert urls(results) == [URLS[0], *URLS[2:]]
    assert len(faults(results)) == 1
    assert "gzip" in faults(results)[0]


def test_a_page_truncated_by_the_web_archive_is_marked() -> None:
    (article,) = found(warc_record(URLS[0], PAGE.encode(), ["WARC-Truncated: length"]))
    assert isinstance(article, Article)
    assert article.metadata["cut"] == "yes"


def test_a_chunked_and_compressed_response_is_decompressed() -> None:
    body = gzip.compress(PAGE.encode())
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    block = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + chunks
    )
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <{URLS[0]}>\r\nContent-Length: {len(block)}\r\n\r\n"
    (article,) = found(head.encode() + block + b"\r\n\r\n")
    assert isinstance(article, Article)
    assert article.url == URLS[0]


def test_the_charset_of_the_response_counts() -> None:
    page = PAGE.replace("Una Brandt", "Uña Brandt").replace("“", "").replace("”", "").encode("cp1252")
    (article,) = found(warc_record(URLS[0], page, kind="text/html; charset=ISO-8859-1"))
    assert isinstance(article, Article)
    assert "Uña Brandt" in article.text


def test_a_web_archive_is_never_read_into_memory_at_once() -> None:
    class Records(io.RawIOBase):
        def __init__(self) -> None:
            self.left: Iterator[bytes] = iter([warc_info(), *RECORDS * 200])
            self.waiting, self.given = b"", 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.waiting = self.waiting or next(self.left, b"")
            data, self.waiting = self.waiting[: len(buffer)], self.waiting[len(buffer) :]
            buffer[: len(data)] = data
            self.given += len(data)
            return len(data)

    source = Records()
    first = next(read_stream(source, "records", "warc", Defaults()))  # type: ignore[arg-type]
    assert isinstance(first, Article)
    assert source.given < 200_000


def test_twenty_pages_a_second_are_read() -> None:
    found(RECORDS[0])  # what is imported and compiled once
    page = PAGE.replace(
        "</article>", "".join(f"<p>{number}: {each}</p>" for number in range(15) for each in BODY) + "</article>"
    )
    data = b"".join(warc_record(f"https://weir.example/{n}", page.encode()) for n in range(40))
    start = time.process_time()
    assert len(urls(found(data))) == 40
    assert time.process_time() - start < 40 / 20


def test_gunzip_continues_after_a_damaged_member() -> None:
    members = [gzip.compress(os.urandom(50_000) + bytes([number])) for number in range(4)]
    good = [gzip.decompress(each) for each in members]
    damaged = bytearray(members[1])
    damaged[len(damaged) // 2] ^= 0xFF
    stream = Gunzip(io.BytesIO(members[0] + bytes(damaged) + members[2] + b"\0\0" + members[3]))
    read, raised = b"", 0
    buffer = memoryview(bytearray(10_000))
    while True:
        try:
            size = stream.readinto(buffer)
        except gzip.BadGzipFile:
            raised += 1
            continue
        if not size:
            break
        read += buffer[:size]
    assert raised == 1
    assert read.startswith(good[0])
    assert read.endswith(good[2] + good[3])


def test_gunzip_gives_the_same_as_the_standard_library() -> None:
    data = b"".join(b"line %d\n" % number for number in range(200_000))
    packed = gzip.compress(data[:1000]) + gzip.compress(data[1000:]) + gzip.compress(b"")
    assert io.BufferedReader(Gunzip(io.BytesIO(packed))).read() == data


def test_the_members_of_a_zip_are_read_in_order_each_by_its_kind() -> None:
    results = found(
        zip_of(
            {
                "a.txt": b"One\n\nA.",
                "b/feed.xml": RSS.encode(),
                "c.bin": b"\0",
                "__MACOSX/d.txt": b"x",
                "../e.csv": b"text\nE.\n",
            }
        )
    )
    assert [each.text for each in results if isinstance(each, Article)] == ["A.", "\n".join(BODY), "E."]
    assert faults(results) == []


def test_no_zip_member_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found(zip_of({"../../a.txt": b"One\n\nA.", "/b.txt": b"Two\n\nB.", "c\\d.txt": b"C"}))
    assert list(tmp_path.rglob("*")) == []
    assert not (tmp_path.parents[1] / "a.txt").exists()


@pytest.mark.parametrize(("name", "data"), [("in.zip", zip_of({"a.txt": b"A."})), ("a.jsonl.gz", gzip.compress(b'{"text": "A."}', mtime=0)), ("a.tar", b"x"),
                                            ("in.txt", zip_of({"a.txt": b"A."})), ("in.jsonl", gzip.compress(b"x", mtime=0))])  # fmt: skip
def test_a_nested_archive_is_refused_with_a_message(name: str, data: bytes) -> None:
    results = found(zip_of({name: data, "z.txt": b"Good\n\nText."}))
    assert [type(each) for each in results] == [Fault, Article]
    assert "unpack it first" in faults(results)[0]


def test_a_zip_in_a_gzip_is_read_from_memory() -> None:
    (article,) = found(gzip.compress(zip_of({"a.txt": b"One\n\nA."})))
    assert isinstance(article, Article)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    (only,) = found(zip_of({"bomb.jsonl": b" " * 50_000_000}))
    assert isinstance(only, Fault)
    assert "is compressed more than" in only.message


def test_a_zip_bomb_unpacks_to_no_more_than_its_declared_size() -> None:
    data = zip_of({"bomb.txt": b"Title\n\n" + b"word " * 100_000})
    real = (500_007).to_bytes(4, "little")
    assert data.count(real) >= 1
    for each in found(data.replace(real, (1000).to_bytes(4, "little"))):
        assert isinstance(each, Fault) or (isinstance(each, Article) and len(each.text) <= 1000)


@pytest.mark.parametrize(
    ("bound", "value", "said"), [("MAX_MEMBERS", 2, "members"), ("MAX_UNPACKED", 10, "when unpacked")]
)
def test_the_number_and_size_of_members_are_bounded(
    bound: str, value: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipped_module, bound, value)
    (only,) = found(zip_of({f"{number}.txt": b"One\n\nText." for number in range(3)}))
    assert isinstance(only, Fault)
    assert said in only.message


def test_a_damaged_or_encrypted_member_does_not_affect_the_others() -> None:
    data = bytearray(zip_of({"a.txt": b"One\n\n" + os.urandom(50).hex().encode(), "b.txt": b"Two\n\nB."}))
    data[40] ^= 0xFF
    results = found(bytes(data))
    assert isinstance(results[0], Fault)
    assert isinstance(results[-1], Article)


def test_a_zip_member_without_a_name_is_read() -> None:
    data = zip_of({"a.txt": b"One\n\nA.", "b.txt": b"Two\n\nB."})
    place = data.index(b"PK\x01\x02")
    nameless = data[: place + 28] + b"\0\0" + data[place + 30 : place + 46] + data[place + 51 :]
    assert all(isinstance(each, Article | Fault) for each in found(nameless))


def test_a_zip_without_readable_files_is_reported() -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("picture.png", b"\x89PNG")
    (only,) = found(empty.getvalue())
    assert isinstance(only, Fault)
    assert "contains no supported file" in only.message


DAYS = [warc_record(f"https://{host}/a", PAGE.replace("early", f"early, {number}").encode()).replace(b"2026-02-03T09", day.encode() + b"T09")
        for number, (host, day) in enumerate([("news.weir.example", "2026-02-01"), ("weir.example", "2026-02-03"),
                                              ("weirs.example", "2026-02-03"), ("dyke.example", "2026-02-05")])]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found_at"),
    [
        (RecordFilter(("weir.example",)), ["https://news.weir.example/a", "https://weir.example/a"]),
        (RecordFilter(since=date(2026, 2, 3)), ["https://weir.example/a", "https://weirs.example/a", "https://dyke.example/a"]),
        (RecordFilter(("weir.example", "dyke.example"), date(2026, 2, 2), date(2026, 2, 5)), ["https://weir.example/a", "https://dyke.example/a"]),
        (RecordFilter(until=date(2026, 2, 1)), ["https://news.weir.example/a"]),
    ],
    ids=["a host and those below it", "since", "hosts and days", "until"],
)  # fmt: skip
@pytest.mark.parametrize("pack", [b"".join, lambda records: b"".join(map(gzip.compress, records))], ids=["plain", "gz"])
def test_web_archive_records_are_filtered_by_host_and_day(
    wanted: RecordFilter, found_at: list[str], pack: Callable[[list[bytes]], bytes]
) -> None:
    results = found(pack([warc_info(), *DAYS]), defaults=Defaults(wanted=wanted))
    assert urls(results) == found_at
    assert faults(results) == []


def test_filtered_records_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    monkeypatch.setattr(warc_module, "within", lambda seconds, work, record, defaults: parsed.append(record))
    found(b"".join([warc_info(), *DAYS * 50]), defaults=Defaults(wanted=RecordFilter(("dyke.example",))))
    assert len(parsed) == 50
    assert all(b"https://dyke.example/a" in each for each in parsed)


def test_an_archive_without_pages_of_the_hosts_is_reported_and_a_damaged_filtered_record_is_not() -> None:
    cut = DAYS[0].replace(b"Content-Length: ", b"Content-Length: 9")
    (only,) = found(b"".join([warc_info(), *DAYS]), defaults=Defaults(wanted=RecordFilter(("no.example",))))
    assert "of these hosts and days" in str(only)
    assert urls(found(b"".join([*DAYS[1:], cut]), defaults=Defaults(wanted=RecordFilter(("dyke.example",))))) == [
        "https://dyke.example/a"
    ]


@pytest.mark.parametrize("data", [PAGE.encode(), RSS.encode(), b"One\n\nAn otter was seen."])
def test_only_web_archives_can_be_filtered_by_host_and_day(data: bytes) -> None:
    (only,) = found(data, defaults=Defaults(wanted=RecordFilter(("weir.example",))))
    assert "only web archives" in str(only)


def test_a_zip_directory_that_is_too_long_is_refused_before_it_is_read() -> None:
    one = zip_of({"a.txt": b"Quake\n\nThe mayor spoke."})
    at = one.index(b"PK\1\2")
    directory, end = one[at : one.index(b"PK\5\6")], one[one.index(b"PK\5\6") :]
    many = directory * (11_000_000 // len(directory))
    claimed = end[:8] + b"\xff\xff\xff\xff" + len(many).to_bytes(4, "little") + end[16:]
    start = time.process_time()
    (fault,) = found(one[:at] + many + claimed)
    assert "the list of members of this archive has 1" in str(fault)
    assert time.process_time() - start < 1
