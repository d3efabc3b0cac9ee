"""Confirming and dismissing divergences by page, API and command: permissions, effects, and undo."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from compare.errors import NotFoundError
from compare.services.service import Parallax
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


def event(client: FlaskClient) -> dict:
    (found,) = client.get("/api/v1/events").json["events"]
    return client.get(f"/api/v1/events/{found['id']}").json


def figures(client: FlaskClient) -> tuple[str, list[str]]:
    found = next(each for each in event(client)["top"] if each["kind"] == "figures")
    return found["id"], [each["article"] for each in found["passages"]]


def form_of(page: str, divergence: str) -> dict[str, list[str]]:
    """The hidden fields of the form that reviews a divergence."""
    form = re.search(rf'action="/divergences/{divergence}/judge">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[1]):
        fields.setdefault(name, []).append(value.replace("&amp;", "&"))
    return fields


def card_form(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form that reviews the first card of an event."""
    form = re.search(r'action="/events/[^"]+/judge">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[1]):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


def test_the_event_page_shows_the_reason_and_dismisses(client: FlaskClient) -> None:
    divergence, _ = figures(client)
    address = f"/events/{event(client)['id']}"
    page = client.get(address).text
    assert "exactly 31 locals killed" in page
    assert "Rule <code>figures.count</code>" in page
    answer = client.post(f"{address}/judge", data=card_form(page) | {"verdict": "dismissed"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{address}?judged={divergence}#judged"
    page = client.get(answer.headers["Location"]).text
    assert re.search(r'id="judged".*<b>Dismissed</b> and no longer counted', page, re.DOTALL)
    assert "1 dismissed difference" in page
    assert "figures" not in event(client)["totals"]
    client.post(f"{address}/judge", data=card_form(page) | {"verdict": ""})
    assert event(client)["totals"]["figures"] == 1


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"verdict": "dismissed"}, 400),
        ({"finding": ["none"], "verdict": "dismissed"}, 404),
        ({"finding": ["none"], "verdict": "perhaps"}, 400),
    ],
)
def test_a_card_is_reviewed_only_through_divergences_of_its_event(client: FlaskClient, form: dict, status: int) -> None:
    address = f"/events/{event(client)['id']}"
    assert client.post(f"{address}/judge", data=form | {"back": address}).status_code == status
    assert client.get("/api/v1/reviews").json["reviews"] == []


def test_a_match_is_confirmed_side_by_side(client: FlaskClient) -> None:
    divergence, ids = figures(client)
    address = f"/compare?article={ids[0]}&article={ids[1]}"
    form = form_of(client.get(address).text, divergence)
    assert client.post(f"/divergences/{divergence}/judge", data=form | {"verdict": "confirmed"}).status_code == 303
    assert "✓ confirmed" in client.get(address).text
    corrections = client.get("/corrections").text
    assert "Confirmed" in corrections
    undo = re.search(rf'action="(/divergences/{divergence}/review)"', corrections)
    assert undo is not None
    answer = client.post(undo[1], data=form | {"verdict": "", "back": "/corrections"})
    assert answer.headers["Location"] == "/corrections"
    assert "✓ confirmed" not in client.get(address).text


def test_the_api_makes_lists_and_withdraws_link_reviews(client: FlaskClient) -> None:
    divergence, ids = figures(client)
    body = {"articles": ids, "verdict": "dismissed"}
    answer = client.put(f"/api/v1/divergences/{divergence}", json=body)
    assert answer.json == {"id": divergence, "verdict": "dismissed"}
    (told,) = client.get("/api/v1/reviews").json["reviews"]
    assert (told["divergence"], told["verdict"], told["kind"]) == (divergence, "dismissed", "figures")
    matches = event(client)["comparison"]["matches"]
    verdicts = {each["id"]: each["verdict"] for match in matches for each in match["divergences"]}
    assert verdicts[divergence] == "dismissed"
    client.put(f"/api/v1/divergences/{divergence}", json=body | {"verdict": None})
    assert client.get("/api/v1/reviews").json["reviews"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [({"verdict": "perhaps"}, 400), ({"articles": ["x"]}, 400), ({"articles": ["x", "y"]}, 404), ({"more": 1}, 400)],
)
def test_an_invalid_review_is_refused(client: FlaskClient, change: dict, status: int) -> None:
    divergence, ids = figures(client)
    body = {"articles": ids, "verdict": "dismissed"} | change
    assert client.put(f"/api/v1/divergences/{divergence}", json=body).status_code == status
    assert client.get("/api/v1/reviews").json["reviews"] == []


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "/events/\\x", "", "/events/a\nb"]
)
def test_the_form_only_links_back_to_pages_of_this_site(client: FlaskClient, back: str) -> None:
    divergence, ids = figures(client)
    data = {"article": ids, "verdict": "dismissed", "back": back}
    assert client.post(f"/divergences/{divergence}/judge", data=data).status_code == 400


def test_remote_clients_and_other_sites_may_not_review_links(client: FlaskClient, service: Parallax) -> None:
    divergence, ids = figures(client)
    body = {"articles": ids, "verdict": "dismissed"}
    address = f"/api/v1/divergences/{divergence}"
    assert client.put(address, json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.put(address, json=body, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    none = create_app(Settings(changes="none"), service).test_client()
    assert none.post(f"/divergences/{divergence}/judge", data=body).status_code == 403
    assert service.reviews.page(5) == []


def test_the_command_makes_lists_and_withdraws_reviews(command: Callable[..., str]) -> None:
    top = json.loads(command("events", "--json"))["events"][0]["top"][0]
    named = (top["id"], *(each["article"] for each in top["passages"]))
    assert command("reviews", "list") == "No reviews.\n"
    assert command("reviews", "dismiss", *named) == f"Dismissed: {top['reason']}\n"
    (told,) = json.loads(command("reviews", "list", "--json"))["reviews"]
    assert (told["divergence"], told["verdict"]) == (top["id"], "dismissed")
    assert top["id"] not in {each["id"] for each in json.loads(command("events", "--json"))["events"][0]["top"]}
    assert command("reviews", "confirm", *named) == f"Confirmed: {top['reason']}\n"
    assert command("reviews", "withdraw", *named) == f"Withdrawn: {top['reason']}\n"
    assert command("reviews", "list") == "No reviews.\n"
    with pytest.raises(NotFoundError):
        command("reviews", "dismiss", "0" * 16, *named[1:])
