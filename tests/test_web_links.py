"""Confirming, rejecting and adding links by page and API: permissions, effects, and undo."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from compare.services.service import Parallax
from tests.pages import every_page
from tests.test_compare_reviews import articles
from web import create_app
from web.settings import Settings


@pytest.fixture
def app(service: Parallax) -> Flask:
    service.add(articles())
    return create_app(Settings(), service)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(client: FlaskClient) -> str:
    (event,) = client.get("/api/v1/events").json["events"]
    return "/compare?" + "&".join(f"article={each['id']}" for each in event["articles"])


def compared(client: FlaskClient) -> dict:
    return client.get(f"/api/v1{address(client)}").json


def test_a_match_is_rejected_on_the_page_which_confirms_it_and_undoes_it(client: FlaskClient) -> None:
    here = address(client)
    page = client.get(here).text
    (match,) = (
        each for each in compared(client)["matches"] if any(d["kind"] == "figures" for d in each["divergences"])
    )
    action = re.search(rf'formaction="(/links/{match["id"]}/review\?[^"]*)" name="verdict" value="rejected"', page)
    assert action is not None
    target = action[1].replace("&amp;", "&")
    answer = client.post(target, data={"verdict": "rejected", "back": here})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{here}&reviewed={match['id']}#p-")
    told = client.get(answer.headers["Location"]).text
    assert "are not the same fact" in told
    assert "1 reviewed match" in told
    assert match["id"] not in {each["id"] for each in compared(client)["matches"]}
    assert "figures" not in compared(client)["totals"]
    client.post(target, data={"verdict": "", "back": here})
    assert compared(client)["totals"]["figures"] == 1
    assert "reviewed match" not in client.get(here).text


def test_two_sentences_are_linked_by_their_numbers_on_the_page(client: FlaskClient) -> None:
    here = address(client)
    ids = re.findall(r"article=(\w+)", here)
    before = {(each["a"]["index"], each["b"]["index"]) for each in compared(client)["matches"]}
    a, b = next((a, b) for a in range(2) for b in range(2) if (a, b) not in before)
    form = {"a": ids[0], "a_sentence": str(a + 1), "b": ids[1], "b_sentence": str(b + 1), "back": here}
    assert client.post("/links", data=form).status_code == 303
    added = [each for each in compared(client)["matches"] if each["verdict"] == "added"]
    assert [(each["a"]["index"], each["b"]["index"], each["probability"]) for each in added] == [(a, b, 1.0)]
    assert client.post("/links", data=form).status_code == 409
    for wrong in ("", "0", "x", "999999"):
        assert client.post("/links", data=form | {"a_sentence": wrong}).status_code in {400, 404}


def test_the_api_reviews_adds_lists_and_withdraws_links(client: FlaskClient) -> None:
    match = compared(client)["matches"][0]
    ids = [match["a"]["article"], match["b"]["article"]]
    where = f"/api/v1/links/{match['id']}"
    assert client.put(where, json={"articles": ids, "verdict": "confirmed"}).json == {
        "id": match["id"], "verdict": "confirmed",
    }  # fmt: skip
    assert next(each for each in compared(client)["matches"] if each["id"] == match["id"])["verdict"] == "confirmed"
    linked = {(each["a"]["index"], each["b"]["index"]) for each in compared(client)["matches"]}
    a, b = next((a, b) for a in range(2) for b in range(2) if (a, b) not in linked)
    body = {"a": {"article": ids[0], "index": a}, "b": {"article": ids[1], "index": b}}
    made = client.post("/api/v1/links", json=body)
    assert (made.status_code, made.json["verdict"]) == (201, "added")
    told = client.get("/api/v1/links").json["links"]
    assert {each["link"]: each["verdict"] for each in told} == {match["id"]: "confirmed", made.json["link"]: "added"}
    assert every_page(client, "/api/v1/links", "links", 1) == told
    for link in (match["id"], made.json["link"]):
        assert client.put(f"/api/v1/links/{link}", json={"articles": ids, "verdict": None}).status_code == 200
    assert client.get("/api/v1/links").json["links"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [({"verdict": "perhaps"}, 400), ({"articles": ["x"]}, 400), ({"articles": ["x", "y"]}, 404), ({"more": 1}, 400)],
)
def test_an_invalid_review_is_refused(client: FlaskClient, change: dict, status: int) -> None:
    match = compared(client)["matches"][0]
    body = {"articles": [match["a"]["article"], match["b"]["article"]], "verdict": "rejected"} | change
    assert client.put(f"/api/v1/links/{match['id']}", json=body).status_code == status
    assert client.get("/api/v1/links").json["links"] == []


def test_remote_clients_and_other_sites_may_not_review(client: FlaskClient, service: Parallax) -> None:
    match = compared(client)["matches"][0]
    body = {"articles": [match["a"]["article"], match["b"]["article"]], "verdict": "rejected"}
    where = f"/api/v1/links/{match['id']}"
    assert client.put(where, json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.put(where, json=body, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    none = create_app(Settings(changes="none"), service).test_client()
    form = {"verdict": "rejected", "back": address(client)}
    ids = "&".join(f"article={each}" for each in body["articles"])
    assert none.post(f"/links/{match['id']}/review?{ids}", data=form).status_code == 403
    assert none.post("/links", data=form).status_code == 403
    assert service.links.list(5) == []
