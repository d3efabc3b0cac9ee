"""What strangers may ask for is bounded: whose page asks, what a date is, how much is compared, and how much is told."""

from __future__ import annotations

from typing import Any

import pytest

from compare.service import Parallax
from web import create_app
from web.settings import Settings

TEXTS = [
    {"outlet": "A", "text": "The bridge was closed on Monday, the mayor said."},
    {"outlet": "B", "text": "The bridge was shut on Monday, the mayor said."},
]


def client_of(service: Parallax, **settings: Any) -> Any:
    return create_app(Settings(**settings), service).test_client()


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}])
def test_a_page_of_another_site_cannot_make_it_work(service: Parallax, header: dict[str, str]) -> None:
    client = client_of(service)
    assert client.post("/api/v1/compare", json={"articles": TEXTS}, headers=header).status_code == 403
    assert client.post("/api/v1/matches", json={"text": "The bridge."}, headers=header).status_code == 403
    form = {"outlet": ["A", "B"], "title": ["", ""], "published": ["", ""], "text": [each["text"] for each in TEXTS]}
    assert client.post("/compare/texts", data=form, headers=header).status_code == 403
    assert client.post("/compare/texts", data=form).status_code == 200


def test_an_extension_with_an_api_key_and_a_page_that_the_operator_names_can(service: Parallax) -> None:
    key = service.tokens.make("extension")
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://reader.example"}
    asked = {"json": {"articles": TEXTS}}
    with_key = foreign | {"Authorization": f"Bearer {key}"}
    assert client_of(service).post("/api/v1/compare", headers=with_key, **asked).status_code == 200
    named = client_of(service, cors="https://reader.example")
    assert named.post("/api/v1/compare", headers=foreign, **asked).status_code == 200
    assert named.post("/api/v1/compare", headers={"Origin": "https://x.example"}, **asked).status_code == 403


@pytest.mark.parametrize(
    "published", ["2026-03-04", "2026-03-04T09:30:00Z", "2026-03-04T09:30:00.5+01:00", "9999-12-30"]
)
def test_published_takes_a_date_and_a_time_with_its_zone(service: Parallax, published: str) -> None:
    texts = [TEXTS[0] | {"published": published}, TEXTS[1]]
    assert client_of(service).post("/api/v1/compare", json={"articles": texts}).status_code == 200


@pytest.mark.parametrize(
    "published",
    [
        {"earliest": "2026-03-04T00:00:00", "latest": "2026-03-04T00:00:00"},
        {"earliest": "2026-03-04T00:00:00Z", "latest": "2026-03-05T00:00:00Z"},
        ["2026-03-04"], 20260304, True, "20260304", "2026-W10-3", "2026-03-04T09:30:00", "2026-03-04T09", "today", "",
        "2026-02-30", "2026-03-04\n",
    ],
)  # fmt: skip
def test_published_takes_nothing_else(service: Parallax, published: Any) -> None:
    texts = [TEXTS[0] | {"published": published}, TEXTS[1]]
    answer = client_of(service).post("/api/v1/compare", json={"articles": texts})
    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"
