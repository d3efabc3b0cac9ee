"""Compression, CORS and rate limits, by settings."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.services.service import Parallax
from web import create_app
from web.settings import Settings

SITE = "https://news.example"


@pytest.fixture
def filled(service: Parallax) -> Parallax:
    service.add(Article(Outlet("Courier"), f"Story {n}", f"Tram line {n} opened in Orly on Monday.") for n in range(9))
    return service


def client_of(service: Parallax, **settings: object) -> FlaskClient:
    return create_app(Settings(**settings), service).test_client()


@pytest.mark.parametrize("address", ["/", "/api/v1/articles", "/api/v1/articles.csv", "/method"])
def test_responses_are_compressed_for_clients_that_accept_it(filled: Parallax, address: str) -> None:
    client = client_of(filled)
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_a_compressed_answer_that_has_not_changed_is_304(filled: Parallax) -> None:
    client = client_of(filled)
    first = client.get("/api/v1/articles", headers={"Accept-Encoding": "gzip"})
    etag = first.headers["ETag"]
    assert etag != client.get("/api/v1/articles").headers["ETag"]
    asked = {"Accept-Encoding": "gzip", "If-None-Match": etag}
    assert client.get("/api/v1/articles", headers=asked).status_code == 304
    filled.add([Article(Outlet("Herald"), "Another", "A bridge was closed.")])
    assert client.get("/api/v1/articles", headers=asked).status_code == 200


def test_other_sites_use_the_api_only_if_a_setting_allows_them(filled: Parallax) -> None:
    asked = {"Origin": SITE}
    assert "Access-Control-Allow-Origin" not in client_of(filled).get("/api/v1/events", headers=asked).headers
    named = client_of(filled, cors=f"{SITE}, https://other.example")
    answer = named.get("/api/v1/events", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    preflight = named.options(
        "/api/v1/articles",
        headers=asked | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"},
    )
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"].casefold()
    for headers in ({"Origin": "https://stranger.example"}, {"Origin": SITE + ".evil.example"}):
        assert "Access-Control-Allow-Origin" not in named.get("/api/v1/events", headers=headers).headers
    assert "Access-Control-Allow-Origin" not in named.get("/", headers=asked).headers


def test_a_site_allowed_to_read_may_not_change_anything_without_an_api_key(filled: Parallax) -> None:
    client = client_of(filled, cors="*")
    body = {"kind": "merge", "events": ["a", "b"]}
    sent = {"Origin": SITE, "Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/v1/corrections", json=body, headers=sent).status_code == 403


def test_rate_limited_clients_get_retry_after(filled: Parallax) -> None:
    client = client_of(filled, rate_limit="3 per minute")
    assert [client.get("/api/v1/outlets").status_code for _ in range(3)] == [200] * 3
    refused = client.get("/api/v1/outlets")
    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert client.get("/").status_code == 429
    assert client.get("/static/parallax.css").status_code == 200
    assert client.get("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


@pytest.mark.parametrize("given", [{"rate_limit": "often"}, {"cors": "news.example"}, {"cors": "https://a.example/x"}])
def test_an_invalid_setting_is_refused_with_an_example(service: Parallax, given: dict[str, str]) -> None:
    with pytest.raises(InputError, match="PARALLAX_"):
        create_app(Settings(**given), service)
