"""Responses of lists are cached while the archive stays the same, and no longer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from time import sleep

import pytest
from flask import Response
from flask.testing import FlaskClient

from compare.model.article import Article, Outlet
from compare.ports import Filter
from compare.services.service import Parallax
from web import create_app
from web.server.response_cache import ResponseCache

LISTS = ("/", "/api/v1/events", "/api/v1/articles")


class CountedResponse:
    """Creates a response, and counts the calls."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.times = 0

    def __call__(self) -> Response:
        self.times += 1
        return self.response


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    service.add([Article(Outlet("The Courier"), "Bridge shut", "Cracks closed the Hallam bridge on Monday.")])
    return create_app(service=service).test_client()


@pytest.mark.parametrize("address", LISTS)
def test_a_repeated_request_gets_the_same_list(client: FlaskClient, address: str) -> None:
    first, again = client.get(address), client.get(address)
    assert first.status_code == again.status_code == 200
    assert again.data == first.data
    for name in ("Content-Type", "Link", "Vary", "ETag", "Cache-Control"):
        assert again.headers.get(name) == first.headers.get(name)


@pytest.mark.parametrize("address", LISTS)
def test_the_list_of_events_shows_what_was_added_since(client: FlaskClient, service: Parallax, address: str) -> None:
    assert b"Ferries are back" not in client.get(address).data
    service.add([Article(Outlet("The Herald"), "Ferries are back", "The ferries to Aldery run again since Tuesday.")])
    assert b"Ferries are back" in client.get(address).data


def test_a_list_no_longer_shows_what_was_removed(client: FlaskClient, service: Parallax) -> None:
    assert b"Bridge shut" in client.get("/").data
    service.removals.article(service.articles(Filter(), 10)[0].id)
    assert b"Bridge shut" not in client.get("/").data


def test_cached_responses_depend_on_format_theme_and_filter(client: FlaskClient) -> None:
    assert client.get("/api/v1/articles").json
    assert client.get("/api/v1/articles.csv").mimetype == "text/csv"
    assert client.get("/api/v1/articles", headers={"Accept": "application/jsonl"}).mimetype == "application/jsonl"
    assert client.get("/api/v1/articles?outlet=Nobody").json == {"articles": [], "next": None}
    assert b"data-theme" not in client.get("/").data
    client.set_cookie("theme", "dark")
    assert b'data-theme="dark"' in client.get("/").data


def test_head_and_conditional_requests_work_with_the_cache(client: FlaskClient) -> None:
    assert client.head("/").data == b""
    answer = client.get("/api/v1/events")
    assert answer.data
    assert client.get("/api/v1/events", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_response_is_computed_once_per_archive_version() -> None:
    kept, make = ResponseCache(), CountedResponse(Response("a list", headers={"Link": "<?after=3>"}))
    answers = [kept.get("list", version, make) for version in (1, 1, 2, 2, 2)]
    assert make.times == 2
    assert {each.get_data(as_text=True) for each in answers} == {"a list"}
    assert all(each.headers["Link"] == "<?after=3>" for each in answers)


def test_concurrent_requests_wait_for_one_computation() -> None:
    kept, make, together = ResponseCache(), CountedResponse(Response("a list")), Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return kept.get("list", 1, make).get_data(as_text=True)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == ["a list"] * 8
    assert make.times == 1


def test_errors_cookies_and_large_responses_are_not_cached() -> None:
    personal = Response("yours")
    personal.set_cookie("theme", "dark")
    for answer in (Response("gone", 404), personal, Response("a" * 600_000)):
        kept, make = ResponseCache(), CountedResponse(answer)
        for _ in range(2):
            assert kept.get("list", 1, make).get_data() == answer.get_data()
        assert make.times == 2


def test_personal_responses_are_not_shared() -> None:
    kept, together = ResponseCache(), Barrier(4)
    numbers = count()

    def make() -> Response:
        sleep(0.05)  # so that the others wait
        personal = Response("yours")
        personal.set_cookie("number", str(next(numbers)))
        return personal

    def ask(_: int) -> str:
        together.wait()
        return kept.get("list", 1, make).headers["Set-Cookie"]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 4


def test_temporary_failures_are_retried() -> None:
    kept = ResponseCache()

    def fail() -> Response:
        raise LookupError

    with pytest.raises(LookupError):
        kept.get("list", 1, fail)
    assert kept.get("list", 1, CountedResponse(Response("a list"))).get_data() == b"a list"


def test_the_response_cache_evicts_the_least_recently_used() -> None:
    kept, make = ResponseCache(), CountedResponse(Response("a list"))
    for number in range(1000):
        kept.get(number, 1, make)
    kept.get(999, 1, make)
    assert make.times == 1000
    kept.get(0, 1, make)
    assert make.times == 1001
