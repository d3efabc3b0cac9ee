"""Posting webhooks: what is sent, and where nothing may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from compare.ports import Failed, Posted
from indexes.fetching.posting import HttpPoster
from indexes.fetching.settings import FetchSettings
from tests.fetching import NOW, QUICK, FakeClock, Site, answer, redirect, serving, slow


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def poster(**changed: Any) -> HttpPoster:
    return HttpPoster(replace(QUICK, **changed), clock=FakeClock())


def failure(outcome: Posted | Failed) -> Failed:
    assert isinstance(outcome, Failed)
    return outcome


def test_body_and_headers_arrive_unchanged(site: Site) -> None:
    site.pages["/hook?a=1"] = answer(204)
    body = '{"ü": 1}'.encode() * 50_000
    assert poster().post(site.url("/hook?a=1"), {"Webhook-Id": "msg_1"}, body) == Posted(site.url("/hook?a=1"), 204)
    assert site.bodies == [body]
    assert site.headers[0]["webhook-id"] == "msg_1"
    assert site.headers[0]["user-agent"] == QUICK.user_agent
    assert site.headers[0]["host"] == f"127.0.0.1:{site.port}"


def test_nothing_is_sent_to_a_private_address_unless_a_setting_allows_it(site: Site) -> None:
    site.pages["/"] = answer(200)
    for host, resolve in (("127.0.0.1", None), ("hook.example", lambda host, port: ["10.0.0.7"])):
        outcome = HttpPoster(FetchSettings(), resolve=resolve).post(site.url("/", host), {}, b"x")
        assert "not a public address" in failure(outcome).reason
        assert not failure(outcome).retry
    assert site.asked == []
    assert isinstance(poster().post(site.url("/"), {}, b"x"), Posted)


def test_a_host_name_with_one_private_address_is_refused(site: Site) -> None:
    outcome = HttpPoster(FetchSettings(), resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"]).post(
        site.url("/", "hook.example"), {}, b"x"
    )
    assert "not a public address" in failure(outcome).reason
    assert site.asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_never_followed(site: Site, status: int) -> None:
    site.pages["/"] = redirect("/elsewhere", status)
    site.pages["/elsewhere"] = answer(200)
    outcome = failure(poster().post(site.url("/"), {}, b"secret"))
    assert "redirects are not followed" in outcome.reason
    assert site.asked == ["/"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example/",
        "http://user:word@x.example/",
        "http://x.example:25/",
        "x",
        "http://",
        "",
    ],
)
def test_only_web_addresses_are_posted_to(url: str) -> None:
    assert not failure(poster().post(url, {}, b"x")).retry


def test_an_http_error_is_reported_with_its_status_and_retry_time(site: Site) -> None:
    site.pages["/busy"] = answer(503, Retry_After="120")
    site.pages["/gone"] = answer(410)
    busy, gone = (failure(poster().post(site.url(path), {}, b"x")) for path in ("/busy", "/gone"))
    assert (busy.status, busy.retry, busy.not_before) == (503, True, NOW + timedelta(seconds=120))
    assert (gone.status, gone.retry) == (410, False)


def test_only_the_head_of_a_response_is_read(site: Site) -> None:
    site.pages["/long"] = slow(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 100_000, pause=0.01)
    assert isinstance(poster(total_s=2.0).post(site.url("/long"), {}, b"x"), Posted)


def test_a_response_head_that_arrives_too_slowly_times_out(site: Site) -> None:
    site.pages["/slow"] = slow(b"HTTP/1.1 200 OK\r\nX-A: ")
    outcome = failure(poster(total_s=0.5).post(site.url("/slow"), {}, b"x"))
    assert outcome.retry
    assert "in time" in outcome.reason


def test_a_refused_connection_may_be_retried() -> None:
    with serving() as closed:
        url = closed.url("/")
    assert failure(poster().post(url, {}, b"x")).retry


def test_a_header_with_a_line_break_is_a_failure_not_an_exception(site: Site) -> None:
    site.pages["/"] = answer(200)
    assert isinstance(poster().post(site.url("/"), {"X": "a\r\nB: c"}, b"x"), Failed)
    assert site.asked == []
