"""Correcting events by page, API and command: permissions, effects, and undo."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from compare.errors import InputError
from compare.ports import Filter
from compare.services.service import Parallax
from tests.test_compare_corrections import DAM, TRAM, articles
from web import create_app
from web.settings import Settings


@pytest.fixture
def app(service: Parallax) -> Flask:
    service.add([*articles(DAM), *articles(TRAM)])
    return create_app(Settings(hosts="news.example"), service)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def events(client: FlaskClient) -> list[dict]:
    return sorted(client.get("/api/v1/events").json["events"], key=lambda each: -len(each["articles"]))


def test_the_event_page_splits_an_event_and_undoes_it(client: FlaskClient) -> None:
    dam, _ = events(client)
    chosen, title = dam["articles"][0]["id"], dam["articles"][0]["title"]
    answer = client.post(f"/events/{dam['id']}/correct", data={"do": "split", "article": chosen})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert '<a href="/corrections">Corrections</a>' in page.text
    assert re.search(rf'Split off: <a href="/articles/{chosen}">[^<]*{title}</a>', client.get("/corrections").text)
    assert "Grouping changed." in page.text
    assert client.get(f"/api/v1/articles/{chosen}").json["event"] != dam["id"]
    undo = re.search(r'action="(/corrections/\d+/undo)"', page.text)
    assert undo is not None
    assert client.post(undo[1]).status_code == 303
    assert client.get(f"/api/v1/articles/{chosen}").json["event"] == dam["id"]
    assert "undone" in client.get("/corrections").text


def test_the_event_page_moves_articles_and_merges_events(client: FlaskClient) -> None:
    dam, tram = events(client)
    assert f'<option value="{tram["id"]}">' in client.get(f"/events/{dam['id']}").text
    form = {"do": "move", "article": dam["articles"][0]["id"], "into": tram["id"]}
    client.post(f"/events/{dam['id']}/correct", data=form)
    assert sorted(len(each["articles"]) for each in events(client)) == [2, 3]
    client.post(f"/events/{dam['id']}/correct", data={"do": "merge", "into": tram["id"]})
    assert [len(each["articles"]) for each in events(client)] == [5]
    assert client.get("/corrections").text.count(">Undo") == 2


def test_the_api_makes_lists_and_undoes_corrections(client: FlaskClient) -> None:
    dam, tram = events(client)
    answer = client.post("/api/v1/corrections", json={"kind": "merge", "events": [dam["id"], tram["id"]]})
    assert answer.status_code == 201
    made = answer.json
    assert made["events"][0] == dam["id"]
    assert {each["before"] for each in made["articles"]} == {dam["id"], tram["id"]}
    assert client.get("/api/v1/corrections").json["corrections"] == [made]
    assert client.post(f"/api/v1/corrections/{made['number']}/undo").json == {"undone": made["number"]}
    assert len(events(client)) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "merge", "events": ["x", "y"]}, 404),
        ({"kind": "merge", "events": []}, 400),
        ({"kind": "burn"}, 400),
        ({"kind": "split", "event": "x", "strange": 1}, 400),
        ([], 400),
    ],
)
def test_an_impossible_correction_is_a_problem_document(client: FlaskClient, body: object, status: int) -> None:
    answer = client.post("/api/v1/corrections", json=body)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("data", [{"do": "merge"}, {"do": "burn"}, {"do": "split"}, {}])
def test_a_form_without_a_choice_says_what_to_choose(client: FlaskClient, data: dict[str, str]) -> None:
    dam, _ = events(client)
    answer = client.post(f"/events/{dam['id']}/correct", data=data)
    assert answer.status_code == 400
    assert "hoose" in answer.text


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, {}),
        ({"Sec-Fetch-Site": "same-site"}, {}),
        ({"Origin": "https://evil.example"}, {}),
        ({"Origin": "null"}, {}),
        ({"Host": "news.example", "Origin": "http://news.example"}, {}),
        ({}, {"REMOTE_ADDR": "203.0.113.9"}),
    ],
)
def test_remote_clients_may_not_change_anything(
    client: FlaskClient, headers: dict[str, str], where: dict[str, str]
) -> None:
    dam, tram = events(client)
    for path, body in [
        ("/api/v1/corrections", {"json": {"kind": "merge", "events": [dam["id"], tram["id"]]}}),
        ("/api/v1/corrections/1/undo", {}),
        (f"/events/{dam['id']}/correct", {"data": {"do": "merge", "into": tram["id"]}}),
        ("/corrections/1/undo", {}),
    ]:
        assert client.post(path, headers=headers, environ_base=where, **body).status_code == 403, path
    assert len(events(client)) == 2


def test_nothing_is_changed_under_an_unknown_host_name(client: FlaskClient) -> None:
    dam, tram = events(client)
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    for path, body in [
        ("/api/v1/corrections", {"json": {"kind": "merge", "events": [dam["id"], tram["id"]]}}),
        (f"/events/{dam['id']}/correct", {"data": {"do": "merge", "into": tram["id"]}}),
    ]:
        assert client.post(path, headers=headers, **body).status_code == 400, path
    assert len(events(client)) == 2


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://localhost"}, {"Host": "[::1]:8000"}],
)
def test_a_form_from_the_same_site_is_accepted(client: FlaskClient, headers: dict[str, str]) -> None:
    dam, tram = events(client)
    form = {"do": "merge", "into": tram["id"]}
    assert client.post(f"/events/{dam['id']}/correct", data=form, headers=headers).status_code == 303


def test_a_setting_decides_who_may_change_things(service: Parallax) -> None:
    service.add(articles(DAM))
    far = {"REMOTE_ADDR": "203.0.113.9"}
    event = service.events(Filter(), 1)[0].event
    for changes, status in [("none", 403), ("all", 201)]:
        client = create_app(Settings(changes=changes), service).test_client()
        body = {"kind": "split", "event": event.id, "articles": [event.article_ids[0]]}
        assert client.post("/api/v1/corrections", json=body, environ_base=far).status_code == status
    with pytest.raises(InputError, match="PARALLAX_CHANGES"):
        create_app(Settings(changes="some"), service)


def test_the_command_makes_lists_and_undoes_corrections(command: Callable[..., str]) -> None:
    first, second, *_ = json.loads(command("events", "--json"))["events"]
    made = json.loads(command("correct", "merge", first["id"], second["id"], "--json"))
    assert len(json.loads(command("events", made["events"][0], "--json"))["articles"]) == len(
        first["articles"] + second["articles"]
    )
    assert command("correct", "list").startswith("   1  merge")
    assert command("correct", "undo") == "Correction 1 is undone.\n"
    command("correct", "split", first["id"], first["articles"][0]["id"])
    command("correct", "move", second["id"], first["articles"][0]["id"])
    assert "(undone)" in command("correct", "list")
    assert "changed" in command("recluster", "--since", "2027-01-01")
