from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from compare.errors import InputError
from compare.ports import Failed, Fetched, Fetcher, FetchRequest
from indexes.fetching import FetchSettings, HttpFetcher
from indexes.fetching.addresses import is_public
from indexes.fetching.settings import networks
from tests.fetching import NOW, FakeClock, Page, Site, answer, fetcher, in_turn, redirect, serving
from web.settings import Settings
from web.wiring import build_fetcher

PAGE = answer(200, "<p>Überall</p>".encode(), Content_Type="text/html; charset=utf-8", ETag='"a1"')


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def reason(outcome: Fetched | Failed) -> str:
    assert isinstance(outcome, Failed)
    assert outcome.reason == " ".join(outcome.reason.split())
    return outcome.reason


# What is fetched


def test_a_page_comes_with_what_its_headers_say(site: Site) -> None:
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


def test_a_request_says_who_asks_and_carries_nothing_secret(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = answer(200, b"x", Set_Cookie="id=1; Path=/")
    one = fetcher(user_agent="Reader/2 (mail@paper.example)")
    assert one.fetch(site.url()).status == one.fetch(site.url()).status == 200
    assert all(each["user-agent"] == "Reader/2 (mail@paper.example)" for each in site.headers)
    assert all(each["host"] == f"127.0.0.1:{site.port}" for each in site.headers)
    assert not any("cookie" in each or "authorization" in each for each in site.headers)


@pytest.mark.parametrize("declared", ["text/html; charset=klingon", "text/html; charset=hex", "text/html", "/;;=", ""])
def test_a_charset_that_is_none_is_not_passed_on(site: Site, declared: str) -> None:
    site.pages["/"] = answer(200, b"x", Content_Type=declared)
    assert fetcher().fetch(site.url()).charset is None


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_a_packed_body_is_unpacked(site: Site, coding: str, pack: Callable[[bytes], bytes]) -> None:
    site.pages["/"] = answer(200, pack(b"news " * 1000), Content_Encoding=coding)
    assert fetcher().fetch(site.url()).body == b"news " * 1000


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == '"a1"' and handler.headers.get("If-Modified-Since") == "day"
        (answer(304, ETag='"a1"') if known else PAGE)(handler)

    site.pages["/"] = page
    again = fetcher().fetch(site.url(), etag='"a1"', last_modified="day")
    assert (again.not_modified, again.status, again.body, again.etag) == (True, 304, b"", '"a1"')
    assert fetcher().fetch(site.url(), etag='"a2"', last_modified="day").body == "<p>Überall</p>".encode()


def test_a_304_that_nobody_asked_for_is_a_failure(site: Site) -> None:
    site.pages["/"] = answer(304)
    assert "304" in reason(fetcher().fetch(site.url()))


def test_validators_that_are_no_header_are_left_out(site: Site) -> None:
    site.pages["/"] = PAGE
    assert fetcher().fetch(site.url(), etag='"a\r\nX-Evil: 1"', last_modified="§日").status == 200
    assert not any("if-none-match" in each or "x-evil" in each for each in site.headers)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    site.pages |= {"/a": redirect("b/c", status), "/b/c": redirect(site.url("/d", "other.example")), "/d": PAGE}
    found = fetcher().fetch(site.url("/a"))
    assert (found.url, found.final_url, found.status) == (site.url("/a"), site.url("/d", "other.example"), 200)


def test_redirects_that_do_not_end_are_a_failure(site: Site) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    assert "circle" in reason(fetcher().fetch(site.url("/a")))
    assert "circle" in reason(fetcher().fetch(site.url("/0")))
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
def test_a_redirect_is_checked_as_a_first_url_is(site: Site, to: str) -> None:
    site.pages["/"] = redirect(to)
    outcome = fetcher().fetch(site.url())
    assert isinstance(outcome, Failed)
    assert not outcome.retry
    assert site.asked == ["/robots.txt", "/"]


def test_a_redirect_without_a_target_is_a_failure(site: Site) -> None:
    site.pages["/"] = answer(302)
    assert reason(fetcher().fetch(site.url())) == "127.0.0.1 answered 302 (Found)"


# Limits


def slow(first: bytes, pause: float = 0.1) -> Page:
    """A page that sends `first`, and then a byte now and then."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        for _ in range(200):
            time.sleep(pause)
            handler.wfile.write(b"x")

    return page


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"],
)
def test_a_body_that_drips_is_given_up_in_time(site: Site, first: bytes) -> None:
    site.pages["/"] = slow(first)
    began = time.monotonic()
    outcome = fetcher(total_s=0.4).fetch(site.url())
    assert time.monotonic() - began < 2
    assert isinstance(outcome, Failed)
    assert outcome.retry


EMPTY_BLOCKS = b"\x00\x00\x00\xff\xff" * 200_000  # of deflate (RFC 1951, section 3.2.4): they unpack to nothing


@pytest.mark.parametrize(
    ("headers", "begin", "go_on"),
    [(b"", b"", bytes(1_000_000)), (b"Content-Encoding: gzip\r\n", gzip.compress(b"")[:10], EMPTY_BLOCKS)],
)
def test_a_body_that_is_too_large_is_given_up_early(site: Site, headers: bytes, begin: bytes, go_on: bytes) -> None:
    sent = 0

    def page(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + begin)
        for _ in range(100):
            handler.wfile.write(go_on)
            sent += len(go_on)

    site.pages["/"] = page
    assert "larger" in reason(fetcher().fetch(site.url()))
    assert sent < 12_000_000  # what the buffers of two sockets may have taken


def test_a_body_that_says_it_is_too_large_is_not_read(site: Site) -> None:
    site.pages["/"] = slow(b"HTTP/1.1 200 OK\r\nContent-Length: 2000001\r\n\r\n")
    assert "larger" in reason(fetcher().fetch(site.url()))


def gzip_bomb(size: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()


def brotli_bomb(size: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.finish()


@pytest.mark.parametrize(("coding", "bomb"), [("gzip", gzip_bomb), ("br", brotli_bomb)])
def test_a_bomb_is_noticed_while_it_is_small(site: Site, coding: str, bomb: Callable[[int], bytes]) -> None:
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
    assert "larger" in reason(outcome)
    assert peak < 8_000_000


def test_a_body_packed_twice_is_refused(site: Site) -> None:
    site.pages["/"] = answer(200, gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip")
    assert "more than once" in reason(fetcher().fetch(site.url()))


def test_a_damaged_packed_body_is_a_failure(site: Site) -> None:
    site.pages["/"] = answer(200, b"no gzip at all", Content_Encoding="gzip")
    assert "damaged" in reason(fetcher().fetch(site.url()))


def test_endless_headers_are_a_failure(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))

    site.pages["/"] = page
    assert isinstance(fetcher().fetch(site.url()), Failed)


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "127.0.0.1",
        "127.255.255.254",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    one = HttpFetcher(resolve=lambda host, port: [address])
    assert "not a public address" in reason(one.fetch("http://paper.example/"))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2606:4700::1111", "64:ff9b::808:808", "2a00:1450::1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "0",
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
    ],
)
def test_loopback_is_refused_however_it_is_written(site: Site, host: str) -> None:
    outcome = HttpFetcher().fetch(f"http://{host}:{site.port}/")
    assert isinstance(outcome, Failed)
    assert not outcome.retry or "looked up" in outcome.reason
    assert site.asked == []


def test_a_name_with_one_private_address_is_refused_whole(site: Site) -> None:
    one = fetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    assert "10.0.0.1" in reason(one.fetch(site.url(host="paper.example")))


def test_a_name_is_looked_up_once_for_a_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer of the resolver would be the server's, and nobody asks for it."""
    asked: list[str] = []
    system = socket.getaddrinfo

    def only_addresses(host: str, *rest: Any, **named: Any) -> Any:
        ip_address(host)
        return system(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", only_addresses)

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.9" if len(asked) % 2 else "127.0.0.1"]

    first = networks("127.0.0.9")
    one = fetcher(resolve=resolve, private=first, attempts=1)
    assert "failed" in reason(one.fetch(site.url(host="paper.example")))
    assert asked == ["paper.example"]
    assert site.asked == []


def test_a_name_that_turns_private_between_two_requests_is_refused(site: Site) -> None:
    site.pages["/"] = PAGE
    answers = iter(["127.0.0.1", "10.0.0.1"])
    one = fetcher(resolve=lambda host, port: [next(answers)])
    assert "10.0.0.1" in reason(one.fetch(site.url(host="paper.example")))
    assert site.asked == ["/robots.txt"]


def test_an_address_of_ipv4_is_the_same_in_the_clothes_of_ipv6(site: Site) -> None:
    site.pages["/"] = PAGE
    assert fetcher().fetch(site.url(host="[::ffff:127.0.0.1]")).status == 200


def test_the_second_address_is_tried_where_the_first_does_not_answer(site: Site) -> None:
    site.pages["/"] = PAGE
    one = fetcher(resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    assert one.fetch(site.url(host="paper.example")).status == 200


def test_a_name_that_cannot_be_looked_up_may_be_tried_again() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    for each in (resolve, lambda host, port: []):
        outcome = fetcher(resolve=each).fetch("http://paper.example/")
        assert isinstance(outcome, Failed)
        assert outcome.retry


def test_the_exceptions_are_networks_and_hosts(site: Site) -> None:
    site.pages["/"] = PAGE
    assert networks(" 127.0.0.1 ,::1, 10.0.0.0/8,") == networks("127.0.0.1/32,::1/128,10.0.0.0/8")
    own = build_fetcher(Settings(fetch_private="127.0.0.1"))
    assert own.fetch(site.url()).status == 200
    assert isinstance(own.fetch("http://127.0.0.2:1024/"), Failed)
    for wrong in ("localhost", "10.0.0.1/8", "10.0.0.0/33", "1;2"):
        with pytest.raises(InputError):
            build_fetcher(Settings(fetch_private=wrong))


@pytest.mark.parametrize("wrong", ["", "(Mozilla)", "A\r\nB: c", "Pärallax"])
def test_a_user_agent_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        FetchSettings(wrong)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://paper.example/",
        "gopher://paper.example/",
        "javascript:alert(1)",
        "paper.example",
        "//paper.example/",
        "http:///x",
        "http://user@paper.example/",
        "http://user:pw@paper.example/",
        "http://good.example\\@127.0.0.1/",
        "http://paper.example:22/",
        "http://paper.example:0/",
        "http://paper.example:65536/",
        "http://paper.example:x/",
        "http://a..b/",
        "http://.example/",
        "http://paper.example./",
        "http://%31%32%37.0.0.1/",
        "http://[fe80::1%25eth0]/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1",
        "http://pa%00per.example/",
    ],
)
def test_what_is_no_url_of_a_web_page_is_refused(url: str) -> None:
    outcome = fetcher().fetch(url)
    assert isinstance(outcome, Failed)
    assert not outcome.retry


@given(
    st.text()
    | st.builds("{}{}{}".format, st.sampled_from(["http://", "HTTPS://", "//", "http:", ""]), st.text(), st.text())
    | st.builds("http://{}:{}/{}".format, st.text("a.-_[]:%@xn1é", max_size=20), st.integers(-9, 99999), st.text())
)
@hypothesis_settings(max_examples=400)
def test_no_string_raises(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("there is no net")

    one = fetcher(resolve=resolve)
    outcome = one.fetch(url)
    assert isinstance(outcome, Failed)
    assert outcome.url == url
    assert "unexpected" not in outcome.reason


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
def test_no_answer_raises(lasting_site: Site, data: bytes) -> None:
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


def test_tls_is_checked_for_the_name_and_spoken_with_the_checked_address(certificate: Path) -> None:
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
def test_an_error_says_if_a_retry_is_worth_it_and_is_not_made_at_once(site: Site, status: int, retry: bool) -> None:
    site.pages["/"] = answer(status, b"a page about the error")
    outcome = fetcher().fetch(site.url())
    assert str(status) in reason(outcome)
    assert (outcome.retry, outcome.status, outcome.not_before) == (retry, status, None)
    assert site.count()["/"] == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_error_that_may_pass_is_tried_again_with_growing_pauses(site: Site, status: int) -> None:
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


def test_a_lost_connection_is_tried_again(site: Site) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    def cut_short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")

    site.pages["/"] = in_turn(hang_up, cut_short, PAGE)
    assert fetcher().fetch(site.url()).status == 200
    site.pages["/"] = cut_short
    assert reason(fetcher().fetch(site.url())).startswith("127.0.0.1 did not answer in proper HTTP")


def test_nobody_at_the_port_is_a_failure_worth_a_retry(site: Site) -> None:
    site.pages |= {"/": redirect(site.url(host="127.0.0.9")), "/robots.txt": redirect(site.url(host="127.0.0.9"))}
    clock = FakeClock()
    outcome = fetcher(clock=clock).fetch(site.url())
    assert "refused" in reason(outcome)
    assert (outcome.retry, outcome.not_before) == (True, clock.now() + timedelta(seconds=300))
    assert len(clock.slept) == 2


@pytest.mark.parametrize("text", ["20", "Wed, 04 Mar 2026 09:30:20 GMT", "Wed, 04 Mar 2026 10:30:20 +0100"])
def test_a_short_pause_that_a_host_asks_for_is_kept(site: Site, text: str) -> None:
    clock = FakeClock()
    site.pages["/"] = in_turn(answer(429, Retry_After=text), PAGE)
    assert fetcher(clock=clock).fetch(site.url()).status == 200
    assert clock.slept == [20]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3600", 3600), ("Wed, 04 Mar 2026 10:30:00 GMT", 3600), ("9" * 50, 2_592_000),
     ("Fri, 31 Dec 9999 23:59:59 GMT", 2_592_000)],
)  # fmt: skip
def test_a_long_pause_is_reported_and_kept_by_all_that_ask_this_host(site: Site, text: str, seconds: int) -> None:
    site.pages |= {"/": answer(503, Retry_After=text), "/other": PAGE}
    one = fetcher()
    outcome = one.fetch(site.url())
    assert outcome == Failed(site.url(), reason(outcome), True, NOW + timedelta(seconds=seconds), 503)
    other = one.fetch(site.url("/other"))
    assert isinstance(other, Failed)
    assert (other.retry, other.not_before) == (True, NOW + timedelta(seconds=seconds))
    assert site.asked == ["/robots.txt", "/"]


@pytest.mark.parametrize("text", ["soon", "-5", "1.5", "Wed, 99 Foo 2026", "²", "Wed, 04 Mar 2020 09:30:20 GMT"])
def test_a_pause_that_is_none_is_passed_over(site: Site, text: str) -> None:
    site.pages["/"] = in_turn(answer(503, Retry_After=text), PAGE)
    assert fetcher().fetch(site.url()).status == 200


# robots.txt


def test_robots_are_heeded_by_name_and_longest_rule(site: Site) -> None:
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: parallax\nDisallow: /private/*.html$\nAllow: /private/open\n"
    site.pages |= {"/robots.txt": answer(200, text), "/": PAGE, "/private/open.html": PAGE, "/private/a.html": PAGE}
    one = fetcher()
    assert one.fetch(site.url()).status == 200
    assert "robots.txt" in reason(one.fetch(site.url("/private/a.html")))
    assert isinstance(fetcher(user_agent="Other/1").fetch(site.url()), Failed)
    assert site.count()["/private/a.html"] == 0
    assert site.count()["/robots.txt"] == 2


def test_a_redirect_into_what_robots_forbid_is_not_followed(site: Site) -> None:
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nDisallow: /b"), "/a": redirect("/b"), "/b": PAGE}
    assert "robots.txt" in reason(fetcher().fetch(site.url("/a")))
    assert site.count()["/b"] == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_robots_allows_all(site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": answer(status), "/": PAGE}
    assert fetcher().fetch(site.url()).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_robots_are_in_trouble_is_not_asked_for_a_while(site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": answer(status), "/": PAGE}
    clock = FakeClock()
    one = fetcher(clock=clock)
    outcome = one.fetch(site.url())
    assert "robots.txt" in reason(outcome)
    assert outcome.retry
    assert outcome.not_before == clock.now() + timedelta(seconds=300)
    site.pages["/robots.txt"] = answer(404)
    assert isinstance(one.fetch(site.url()), Failed)
    assert site.count()["/"] == 0
    clock.sleep(301)
    assert one.fetch(site.url()).status == 200


def test_robots_are_asked_for_again_after_a_day(site: Site) -> None:
    clock = FakeClock()
    site.pages |= {"/": PAGE, "/2": PAGE}
    one = fetcher(clock=clock)
    one.fetch(site.url())
    one.fetch(site.url("/2"))
    assert site.count()["/robots.txt"] == 1
    clock.sleep(24 * 3600 + 1)
    one.fetch(site.url())
    assert site.count()["/robots.txt"] == 2


def test_robots_that_redirect_are_followed_and_without_an_end_there_are_none(site: Site) -> None:
    site.pages |= {"/": PAGE, "/robots.txt": redirect("/moved"), "/moved": answer(200, b"User-agent: *\nDisallow: /")}
    assert isinstance(fetcher().fetch(site.url()), Failed)
    site.pages["/moved"] = redirect("/robots.txt")
    assert fetcher().fetch(site.url()).status == 200


def test_of_huge_robots_the_beginning_counts(site: Site) -> None:
    rest = b"#" + b"x" * 3_000_000
    site.pages |= {"/": PAGE, "/robots.txt": answer(200, b"User-agent: *\nDisallow: /a\n" + rest), "/a": PAGE}
    assert fetcher().fetch(site.url()).status == 200
    assert isinstance(fetcher().fetch(site.url("/a")), Failed)


def test_robots_made_to_fill_the_memory_are_not_read(site: Site) -> None:
    agents = b"".join(b"User-agent: %d\n" % number for number in range(12_000))
    site.pages |= {"/": PAGE, "/robots.txt": answer(200, agents + b"Disallow: /x\n" * 18_000)}
    began = time.monotonic()
    assert "too many rules" in reason(fetcher().fetch(site.url()))
    assert time.monotonic() - began < 2


# Manners


def test_a_host_is_left_alone_between_requests(site: Site) -> None:
    clock = FakeClock()
    site.pages |= {f"/{n}": PAGE for n in range(4)}
    one = fetcher(clock=clock, delay_s=3.0, host_concurrency=1)
    outcomes = list(one.fetch_all([FetchRequest(site.url(f"/{n}")) for n in range(4)]))
    assert all(isinstance(each, Fetched) for each in outcomes)
    assert clock.slept == [3, 3, 3]
    one.fetch(site.url("/1", "other.example"))
    assert clock.slept == [3, 3, 3]


@pytest.mark.parametrize(
    ("delay", "slept"), [(b"7.5", [7.5, 7.5]), (b"0.1", [2, 2]), (b"soon", [2, 2]), (b"-1", [2, 2])]
)
def test_a_crawl_delay_goes_before_a_shorter_delay(site: Site, delay: bytes, slept: list[float]) -> None:
    clock = FakeClock()
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nCrawl-delay: " + delay), "/": PAGE}
    one = fetcher(clock=clock, delay_s=2.0)
    assert all(one.fetch(site.url()).status == 200 for _ in range(3))
    assert clock.slept == slept


def test_a_long_queue_at_a_slow_host_is_waited_for(site: Site) -> None:
    clock = FakeClock()
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nCrawl-delay: 20"), "/": PAGE}
    outcomes = list(fetcher(clock=clock, host_concurrency=3).fetch_all([FetchRequest(site.url())] * 7))
    assert all(isinstance(each, Fetched) for each in outcomes)
    assert clock.slept == [20] * 6


@pytest.mark.parametrize(("delay", "seconds"), [(b"600", 600), (b"1e300", 2_592_000)])
def test_a_crawl_delay_that_is_too_long_to_wait_is_reported(site: Site, delay: bytes, seconds: int) -> None:
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nCrawl-delay: " + delay), "/": PAGE}
    one = fetcher()
    assert one.fetch(site.url()).status == 200
    outcome = one.fetch(site.url())
    assert outcome == Failed(site.url(), reason(outcome), True, NOW + timedelta(seconds=seconds))


def test_requests_at_once_are_bounded_in_all_and_for_each_host(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.05)
        PAGE(handler)

    site.pages |= {f"/{n}": page for n in range(12)}
    urls = [site.url(f"/{n}", "a.example") for n in range(12)]
    assert len(list(fetcher().fetch_all(map(FetchRequest, urls)))) == 12
    assert site.most_at_once == 2
    site.most_at_once = 0
    urls = [site.url(f"/{n}", f"{name}.example") for n in range(6) for name in "abcdef"]
    assert len(list(fetcher(concurrency=5).fetch_all(map(FetchRequest, urls)))) == 36
    assert site.most_at_once == 5


@pytest.mark.parametrize(("hosts", "most"), [("abcdefgh", 3), ("a", 2)])
def test_they_are_bounded_for_many_who_fetch_single_pages_too(site: Site, hosts: str, most: int) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.05)
        PAGE(handler)

    site.pages["/"] = page
    one = fetcher(concurrency=3)
    with ThreadPoolExecutor(8) as pool:
        assert all(
            pool.map(lambda n: one.fetch(site.url("/", f"{hosts[n % len(hosts)]}.example")).status == 200, range(16))
        )
    assert site.most_at_once == most


def test_one_slow_host_does_not_keep_the_others_waiting(site: Site) -> None:
    site.pages |= {"/slow": slow(b""), "/": PAGE}
    requests = [FetchRequest(site.url("/slow", "slow.example"))] * 4 + [
        FetchRequest(site.url("/", f"{n}.example")) for n in "abc"
    ]
    outcomes = list(fetcher(total_s=0.6, concurrency=3).fetch_all(requests))
    assert [isinstance(each, Fetched) for each in outcomes[:3]] == [True] * 3
    assert len(outcomes) == 7


def test_one_bad_url_never_loses_the_rest(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages |= {"/good": PAGE, "/gone": answer(410)}
    one: Fetcher = fetcher()
    urls = ["", "no url", "http://[", "http://10.0.0.1/", "\ud800", site.url("/gone"), *[site.url("/good")] * 3]
    outcomes = list(one.fetch_all([FetchRequest(url) for url in urls]))
    assert sorted(each.url for each in outcomes) == sorted(urls)
    assert sum(isinstance(each, Fetched) for each in outcomes) == 3

    def fault(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("indexes.fetching.fetcher.HttpFetcher._follow", fault)
    assert "unexpected" in reason(one.fetch(site.url("/good")))


def test_work_stops_where_nobody_asks_for_more(site: Site) -> None:
    site.pages |= {f"/{n}": PAGE for n in range(100)}
    outcomes = fetcher().fetch_all([FetchRequest(site.url(f"/{n}")) for n in range(100)])
    next(outcomes)
    outcomes.close()
    assert len(site.asked) <= 5
    assert list(fetcher().fetch_all([])) == []


def test_nothing_of_the_network_is_imported_before_it_is_needed() -> None:
    command = "import sys, web.wiring; print(sorted({'httpx2', 'httpcore2', 'protego'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert result.stdout.strip() == "[]"


def test_defaults_are_polite() -> None:
    defaults = FetchSettings()
    assert defaults.private == ()
    assert defaults.delay_s >= 1
    assert defaults.product == "Parallax"
    assert replace(defaults, user_agent="Reader_x/2").product == "Reader_x"
