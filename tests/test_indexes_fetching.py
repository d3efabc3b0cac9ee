from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from compare.ports import Failed, Fetched
from tests.fetching import NOW, PAGE, FakeClock, Site, answer, fetcher, in_turn, reason, redirect, serving, slow


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


# What is fetched


def test_a_fetched_page_has_the_data_of_its_headers(site: Site) -> None:
    site.pages["/a?b=%C3%A4"] = answer(
        200, b"<p>x</p>", Content_Type='Text/HTML; charset="ISO-8859-1"', ETag='W/"7"', Last_Modified="some day"
    )
    url = site.url("/a?b=ä#part")
    assert fetcher().fetch(url) == Fetched(
        url=url,
        final_url=site.url("/a?b=%C3%A4"),
        status=200,
        content_type="text/html",
        charset="iso-8859-1",
        body=b"<p>x</p>",
        etag='W/"7"',
        last_modified="some day",
        not_modified=False,
        fetched=NOW,
    )


def test_a_request_has_a_user_agent_and_no_credentials(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = answer(200, b"x", Set_Cookie="id=1; Path=/")
    one = fetcher(user_agent="Reader/2 (mail@paper.example)")
    assert one.fetch(site.url()).status == one.fetch(site.url()).status == 200
    assert all(each["user-agent"] == "Reader/2 (mail@paper.example)" for each in site.headers)
    assert all(each["host"] == f"127.0.0.1:{site.port}" for each in site.headers)
    assert not any("cookie" in each or "authorization" in each for each in site.headers)


@pytest.mark.parametrize("declared", ["text/html; charset=klingon", "text/html; charset=hex", "text/html", "/;;=", ""])
def test_an_unknown_charset_is_ignored(site: Site, declared: str) -> None:
    site.pages["/"] = answer(200, b"x", Content_Type=declared)
    assert fetcher().fetch(site.url()).charset is None


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_a_compressed_body_is_decompressed(site: Site, coding: str, pack: Callable[[bytes], bytes]) -> None:
    site.pages["/"] = answer(200, pack(b"news " * 1000), Content_Encoding=coding)
    assert fetcher().fetch(site.url()).body == b"news " * 1000


def test_unchanged_content_is_not_sent_again(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == '"a1"' and handler.headers.get("If-Modified-Since") == "day"
        (answer(304, ETag='"a1"') if known else PAGE)(handler)

    site.pages["/"] = page
    again = fetcher().fetch(site.url(), etag='"a1"', last_modified="day")
    assert (again.not_modified, again.status, again.body, again.etag) == (True, 304, b"", '"a1"')
    assert fetcher().fetch(site.url(), etag='"a2"', last_modified="day").body == "<p>Überall</p>".encode()


def test_an_unrequested_304_is_a_failure(site: Site) -> None:
    site.pages["/"] = answer(304)
    assert "304" in reason(fetcher().fetch(site.url()))


def test_invalid_cache_validators_are_not_sent(site: Site) -> None:
    site.pages["/"] = PAGE
    assert fetcher().fetch(site.url(), etag='"a\r\nX-Evil: 1"', last_modified="§日").status == 200
    assert not any("if-none-match" in each or "x-evil" in each for each in site.headers)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    site.pages |= {"/a": redirect("b/c", status), "/b/c": redirect(site.url("/d", "other.example")), "/d": PAGE}
    found = fetcher().fetch(site.url("/a"))
    assert (found.url, found.final_url, found.status) == (site.url("/a"), site.url("/d", "other.example"), 200)


def test_endless_redirects_are_a_failure(site: Site) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    assert "loop" in reason(fetcher().fetch(site.url("/a")))
    assert "loop" in reason(fetcher().fetch(site.url("/0")))
    assert site.count()["/5"] == 1
    assert site.count()["/6"] == 0


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "//192.168.1.1:8080/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://me:secret@paper.example/",
        "http://paper.example:25/",
        "http://",
        "http://[/",
    ],
)
def test_a_redirect_target_is_checked_like_the_first_url(site: Site, to: str) -> None:
    site.pages["/"] = redirect(to)
    outcome = fetcher().fetch(site.url())
    assert isinstance(outcome, Failed)
    assert not outcome.retry
    assert site.asked == ["/robots.txt", "/"]


def test_a_redirect_without_a_target_is_a_failure(site: Site) -> None:
    site.pages["/"] = answer(302)
    assert reason(fetcher().fetch(site.url())) == "127.0.0.1 answered 302 (Found)"


# Limits


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"],
)
def test_a_body_that_arrives_too_slowly_times_out(site: Site, first: bytes) -> None:
    site.pages["/"] = slow(first)
    began = time.monotonic()
    outcome = fetcher(total_s=0.4).fetch(site.url())
    assert time.monotonic() - began < 2
    assert isinstance(outcome, Failed)
    assert outcome.retry


EMPTY_BLOCKS = b"\x00\x00\x00\xff\xff" * 200_000  # of deflate (RFC 1951, section 3.2.4): they unpack to nothing


@pytest.mark.parametrize(
    ("headers", "begin", "go_on"),
    [(b"", b"", bytes(1_000_000)), (b"Content-Encoding: gzip\r\n", gzip.compress(b"", mtime=0)[:10], EMPTY_BLOCKS)],
)
def test_a_body_that_is_too_large_is_abandoned_early(site: Site, headers: bytes, begin: bytes, go_on: bytes) -> None:
    sent = 0

    def page(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + begin)
        for _ in range(100):
            handler.wfile.write(go_on)
            sent += len(go_on)

    site.pages["/"] = page
    assert "too large" in reason(fetcher().fetch(site.url()))
    assert sent < 12_000_000  # what the buffers of two sockets may have taken


def test_a_body_with_too_large_a_content_length_is_not_read(site: Site) -> None:
    site.pages["/"] = slow(b"HTTP/1.1 200 OK\r\nContent-Length: 2000001\r\n\r\n")
    assert "too large" in reason(fetcher().fetch(site.url()))


def gzip_bomb(size: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()


def brotli_bomb(size: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.finish()


@pytest.mark.parametrize(("coding", "bomb"), [("gzip", gzip_bomb), ("br", brotli_bomb)])
def test_a_zip_bomb_is_detected_early(site: Site, coding: str, bomb: Callable[[int], bytes]) -> None:
    packed = bomb(300_000_000)
    assert len(packed) < 2_000_000
    site.pages["/"] = answer(200, packed, Content_Encoding=coding)
    one = fetcher()
    one.fetch(site.url("/warm"))
    tracemalloc.start()
    try:
        outcome = one.fetch(site.url())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "too large" in reason(outcome)
    assert peak < 8_000_000


def test_a_body_compressed_twice_is_refused(site: Site) -> None:
    site.pages["/"] = answer(200, gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip")
    assert "more than once" in reason(fetcher().fetch(site.url()))


def test_a_damaged_compressed_body_is_a_failure(site: Site) -> None:
    site.pages["/"] = answer(200, b"no gzip at all", Content_Encoding="gzip")
    assert "damaged" in reason(fetcher().fetch(site.url()))


def test_endless_headers_are_a_failure(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))

    site.pages["/"] = page
    assert isinstance(fetcher().fetch(site.url()), Failed)


@pytest.fixture(scope="module")
def lasting_site() -> Iterator[Site]:
    with serving() as site:
        yield site


def odd(status: int, name: bytes, value: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %d\r\n%s: %s\r\n\r\n%s" % (status, name, value, body)


NAMES = [b"Location", b"Content-Type", b"Content-Length", b"Content-Encoding", b"Transfer-Encoding", b"Retry-After"]
VALUES = [b"gzip", b"br", b"chunked", b"text/html; charset=", b"http://", b"//"]


@given(
    st.binary()
    | st.builds(
        odd,
        st.sampled_from([100, 101, 200, 204, 206, 302, 304, 429, 999]),
        st.sampled_from(NAMES),
        st.sampled_from(VALUES) | st.binary() | st.builds(bytes.__add__, st.sampled_from(VALUES), st.binary()),
        st.binary(),
    )
)
@hypothesis_settings(max_examples=300)
def test_parsing_any_answer_never_raises(lasting_site: Site, data: bytes) -> None:
    lasting_site.pages["/"] = lambda handler: handler.wfile.write(data) and None
    outcome = fetcher(attempts=1, total_s=0.2).fetch(lasting_site.url(), etag="x")
    assert isinstance(outcome, Fetched) or "unexpected" not in reason(outcome)


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate of this test, and is not there")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=paper.example", "-addext", "subjectAltName=DNS:paper.example",
         "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    return folder


def test_tls_verifies_the_host_name_and_connects_to_the_checked_address(certificate: Path) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    context.sni_callback = lambda connection, name, context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate / "certificate.pem"))
    with serving(context) as site:
        site.pages |= {"/": PAGE, "/slow": slow(b"HTTP/1.1 200 OK\r\n\r\n")}
        found = fetcher(context=trusting).fetch(site.url("/", "paper.example", "https"))
        assert found.body == "<p>Überall</p>".encode()
        assert site.headers[-1]["host"] == f"paper.example:{site.port}"
        assert set(names) == {"paper.example"}
        drip = fetcher(context=trusting, total_s=0.5).fetch(site.url("/slow", "paper.example", "https"))
        assert "in time" in reason(drip)
        for context_, name in ((trusting, "other.example"), (trusting, "127.0.0.1"), (None, "paper.example")):
            outcome = fetcher(context=context_).fetch(site.url("/", name, "https"))
            assert "certificate" in reason(outcome)
            assert not outcome.retry
        assert len(site.asked) == 4


# Errors and retries


@pytest.mark.parametrize(
    ("status", "retry"), [(400, False), (401, False), (404, False), (410, False), (408, True), (500, True), (599, True)]
)
def test_an_error_says_whether_to_retry_and_is_not_retried_immediately(site: Site, status: int, retry: bool) -> None:
    site.pages["/"] = answer(status, b"a page about the error")
    outcome = fetcher().fetch(site.url())
    assert str(status) in reason(outcome)
    assert (outcome.retry, outcome.status, outcome.not_before) == (retry, status, None)
    assert site.count()["/"] == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_temporary_error_is_retried_with_exponential_backoff(site: Site, status: int) -> None:
    clock = FakeClock()
    site.pages |= {"/": in_turn(answer(status), answer(status), PAGE), "/never": answer(status)}
    one = fetcher(clock=clock)
    assert one.fetch(site.url()).status == 200
    first, second = clock.slept
    assert 0.5 <= first <= 1.5
    assert 1 <= second <= 3
    outcome = one.fetch(site.url("/never"))
    assert isinstance(outcome, Failed)
    assert (outcome.retry, outcome.status, site.count()["/never"]) == (True, status, 3)


def test_a_lost_connection_is_retried(site: Site) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    def cut_short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")

    site.pages["/"] = in_turn(hang_up, cut_short, PAGE)
    assert fetcher().fetch(site.url()).status == 200
    site.pages["/"] = cut_short
    assert reason(fetcher().fetch(site.url())).startswith("127.0.0.1 did not respond with valid HTTP")


def test_a_refused_connection_is_a_failure_worth_a_retry(site: Site) -> None:
    site.pages |= {"/": redirect(site.url(host="127.0.0.9")), "/robots.txt": redirect(site.url(host="127.0.0.9"))}
    clock = FakeClock()
    outcome = fetcher(clock=clock).fetch(site.url())
    assert "refused" in reason(outcome)
    assert (outcome.retry, outcome.not_before) == (True, clock.now() + timedelta(seconds=300))
    assert len(clock.slept) == 2


@pytest.mark.parametrize("text", ["20", "Wed, 04 Mar 2026 09:30:20 GMT", "Wed, 04 Mar 2026 10:30:20 +0100"])
def test_a_short_retry_after_is_respected(site: Site, text: str) -> None:
    clock = FakeClock()
    site.pages["/"] = in_turn(answer(429, Retry_After=text), PAGE)
    assert fetcher(clock=clock).fetch(site.url()).status == 200
    assert clock.slept == [20]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3600", 3600), ("Wed, 04 Mar 2026 10:30:00 GMT", 3600), ("9" * 50, 2_592_000),
     ("Fri, 31 Dec 9999 23:59:59 GMT", 2_592_000)],
)  # fmt: skip
def test_a_long_retry_after_is_reported_and_applies_to_all_requests_to_the_host(
    site: Site, text: str, seconds: int
) -> None:
    site.pages |= {"/": answer(503, Retry_After=text), "/other": PAGE}
    one = fetcher()
    outcome = one.fetch(site.url())
    assert outcome == Failed(site.url(), reason(outcome), True, NOW + timedelta(seconds=seconds), 503)
    other = one.fetch(site.url("/other"))
    assert isinstance(other, Failed)
    assert (other.retry, other.not_before) == (True, NOW + timedelta(seconds=seconds))
    assert site.asked == ["/robots.txt", "/"]


@pytest.mark.parametrize("text", ["soon", "-5", "1.5", "Wed, 99 Foo 2026", "²", "Wed, 04 Mar 2020 09:30:20 GMT"])
def test_an_invalid_retry_after_is_ignored(site: Site, text: str) -> None:
    site.pages["/"] = in_turn(answer(503, Retry_After=text), PAGE)
    assert fetcher().fetch(site.url()).status == 200
