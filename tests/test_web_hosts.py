"""Which host names are answered, and whose `X-Forwarded-*` headers are trusted."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.services.service import Parallax
from web import create_app
from web.settings import Settings

FOREIGN = ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.7", "x",
           "evil.example@localhost", "localhost, evil.example", "[::1", "", ".", "x" * 300]  # fmt: skip
OWN = ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000"]


@pytest.fixture
def filled(service: Parallax) -> Parallax:
    service.add([Article(Outlet("Gull"), "Tram", "A tram line opened on Monday.")])
    return service


def client_of(service: Parallax, **settings: object) -> FlaskClient:
    return create_app(Settings(**settings), service).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize("host", FOREIGN)
def test_requests_with_an_unknown_host_name_are_rejected(filled: Parallax, host: str) -> None:
    client = client_of(filled)
    for path in ("/", "/api/v1/articles", "/api/v1/articles.jsonl", "/static/parallax.css", "/healthz", "/nowhere"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            answer = client.open(path, method=method, headers={"Host": host})
            assert answer.status_code == 400, (path, method)
            assert "Tram" not in answer.text
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", OWN)
def test_host_names_of_this_machine_are_accepted(filled: Parallax, host: str) -> None:
    assert client_of(filled).get("/api/v1/articles", headers={"Host": host}).status_code == 200


def test_configured_host_names_are_accepted(filled: Parallax) -> None:
    client = client_of(filled, hosts="News.example, [2001:db8::7]", host="192.0.2.7")
    status = {host: client.get("/", headers={"Host": host}).status_code for host in (
        "news.example", "NEWS.EXAMPLE:443", "[2001:db8::7]:8000", "192.0.2.7:8000", "localhost", "a.news.example", "news.example.evil")}  # fmt: skip
    assert list(status.values()) == [200, 200, 200, 200, 200, 400, 400], status
    assert client_of(filled, hosts="*").get("/", headers={"Host": "any.example"}).status_code == 200


def test_a_request_for_an_unknown_host_name_is_told_which_setting_to_use(filled: Parallax) -> None:
    assert (
        "PARALLAX_HOSTS"
        in client_of(filled).get("/api/v1/events", headers={"Host": "evil.example"}).get_json()["detail"]
    )


def test_forwarded_headers_count_only_from_the_proxy_that_is_named(filled: Parallax) -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "news.example", "X-Forwarded-Proto": "https"}
    by_stranger = {"REMOTE_ADDR": "198.51.100.3"}
    plain, proxied = client_of(filled, hosts="news.example"), client_of(filled, hosts="news.example", proxy="127.0.0.1")
    seen: list[tuple[str | None, str, str]] = []
    for client in (plain, proxied):
        client.application.after_request(lambda answer: seen.append(_seen()) or answer)  # type: ignore[func-returns-value]
        client.get("/healthz", headers=told)
        client.get("/healthz", headers=told, environ_base=by_stranger)
    assert seen == [
        ("127.0.0.1", "localhost", "http"),
        ("198.51.100.3", "localhost", "http"),
        ("203.0.113.9", "news.example", "https"),
        ("198.51.100.3", "localhost", "http"),
    ]


def _seen() -> tuple[str | None, str, str]:
    from flask import request

    return request.remote_addr, request.host, request.scheme


@pytest.mark.parametrize("proxy", ["", "127.0.0.1"])
@pytest.mark.parametrize("client_address", ["203.0.113.9", "127.0.0.1", "::1"])
def test_a_proxied_client_is_not_treated_as_this_machine(filled: Parallax, proxy: str, client_address: str) -> None:
    client = client_of(filled, proxy=proxy)
    sent = {"X-Forwarded-For": client_address}
    assert client.post("/outlets/call", data={"outlet": "Gull", "called": "Tern"}, headers=sent).status_code == 403
    assert client.get("/metrics", headers=sent).status_code == 403


def test_a_proxy_that_names_a_foreign_host_is_refused(filled: Parallax) -> None:
    client = client_of(filled, proxy="127.0.0.1")
    assert client.get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("given", [{"hosts": "https://news.example"}, {"hosts": "news.example:80"}, {"proxy": "proxy"}])
def test_an_invalid_setting_is_refused_with_an_example(service: Parallax, given: dict[str, str]) -> None:
    with pytest.raises(InputError, match="PARALLAX_"):
        create_app(Settings(**given), service)  # type: ignore[arg-type]
