"""Alerts by page, API and command: created from a search or a filter, tested, paused, and hidden from other users."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

from compare.services.alerts.signature import signature
from compare.services.service import Parallax
from compare.services.stores.operations.alerts import AlertQuery
from tests.fetching import Site, answer, serving
from tests.test_activity import FIRST, article
from tests.waiting import wait_until
from web import create_app
from web.settings import Settings

HOSTILE = "<script>alert(1)</script>\"'>"
STRANGER = {"REMOTE_ADDR": "192.0.2.7"}


def alert_json(site: Site | None = None, **changed: Any) -> dict[str, Any]:
    url = site.url("/hook") if site else "https://hook.example/"
    return {"name": "Dams", "url": url, "on": ["article", "fact"]} | changed


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.pages["/hook"] = answer(204)
        yield site


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    return create_app(Settings(webhook_private="127.0.0.0/8"), service).test_client()


def test_an_alert_is_created_read_paused_and_removed_through_the_api(client: FlaskClient) -> None:
    wanted = alert_json(
        q="dam gates", outlet=["Halyard"], since="2026-02-01", kind=["figures"], pace="daily", silent=True
    )
    made = client.post("/api/v1/alerts", json=wanted)
    assert made.status_code == 201
    alert, secret = made.json["alert"], made.json["secret"]
    assert secret.startswith("whsec_")
    assert {name: alert[name] for name in ("name", "url", "on", "q", "since", "kind", "pace", "silent", "active")} == {
        **{name: wanted[name] for name in ("name", "url", "on", "q", "since", "kind", "pace", "silent")}, "active": True,
    }  # fmt: skip
    assert alert["outlet"] == ["halyard"]
    address = f"/api/v1/alerts/{alert['id']}"
    assert client.get("/api/v1/alerts").json == {"alerts": [alert]}
    assert client.get(address).json == alert
    assert secret not in client.get(address).text + client.get(f"/alerts/{alert['id']}").text
    assert client.put(address, json={"active": False}).json["active"] is False
    assert client.put(address, json={"active": True}).json["active"] is True
    renewed = client.post(f"{address}/secret").json
    assert renewed["alert"] == alert
    assert renewed["secret"] != secret
    assert client.delete(address).json["id"] == alert["id"]
    assert client.get(address).status_code == 404


def test_the_test_button_calls_the_webhook_and_the_log_shows_the_result(client: FlaskClient, site: Site) -> None:
    made = client.post("/api/v1/alerts", json=alert_json(site)).json
    address = f"/alerts/{made['alert']['id']}"
    assert client.post(f"{address}/test").headers["Location"] == address
    wait_until(lambda: client.get(f"/api/v1{address}/deliveries").json["deliveries"][0]["state"] != "waiting")
    (delivery,) = client.get(f"/api/v1{address}/deliveries").json["deliveries"]
    assert (delivery["kind"], delivery["state"], delivery["status"], delivery["attempts"]) == (
        "test",
        "delivered",
        204,
        1,
    )
    (headers,), (body,) = site.headers, site.bodies
    told = signature(made["secret"], headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == told
    page = client.get(address)
    assert "delivered" in page.text
    assert "Refresh" not in page.headers


def test_an_article_added_through_the_api_reaches_the_webhook(
    service: Parallax, client: FlaskClient, site: Site
) -> None:
    client.post("/api/v1/alerts", json=alert_json(site, on=["article"]))
    token = service.api_keys.create("me")
    body = {"articles": [{"outlet": "a", "title": "Dam", "text": FIRST, "url": "https://a.example/1"}]}
    client.post("/api/v1/articles", json=body, headers={"Authorization": f"Bearer {token}"})
    wait_until(lambda: bool(site.bodies))
    assert b'"title":"Dam"' in site.bodies[0]


def test_a_private_address_is_contacted_only_if_a_setting_allows_it(service: Parallax, site: Site) -> None:
    client = create_app(Settings(fetch_private="127.0.0.0/8"), service).test_client()  # which is for fetching alone
    made = client.post("/api/v1/alerts", json=alert_json(site)).json["alert"]
    client.post(f"/api/v1/alerts/{made['id']}/test")
    address = f"/api/v1/alerts/{made['id']}/deliveries"
    wait_until(lambda: client.get(address).json["deliveries"][0]["state"] == "failed")
    assert "not a public address" in client.get(address).json["deliveries"][0]["problem"]
    assert site.asked == []


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["", "/ID", "/ID/deliveries", "/ID/test", "/ID/secret"])
def test_remote_clients_need_an_api_key_to_read_or_create_alerts(service: Parallax, method: str, path: str) -> None:
    alert = service.alerts.add("Dams", "https://hook.example/secret", AlertQuery(("article",)))
    client = create_app(service=service).test_client()
    address = f"/api/v1/alerts{path.replace('ID', alert.id)}"
    body = {"json": {"active": False} if method == "PUT" else alert_json()} if method in ("POST", "PUT") else {}
    answer_ = client.open(address, method=method, environ_base=STRANGER, **body)
    assert answer_.status_code in (403, 405)
    assert b"hook.example" not in answer_.data
    if answer_.status_code == 403:
        secret = service.api_keys.create("me")
        kept = client.open(
            address, method=method, environ_base=STRANGER, headers={"Authorization": f"Bearer {secret}"}, **body
        )
        assert kept.status_code < 300


@pytest.mark.parametrize("path", ["", "/new", "/ID", "/ID/test", "/ID/pause", "/ID/remove", "/ID/secret"])
def test_alert_pages_are_closed_to_remote_clients_and_other_sites(service: Parallax, path: str) -> None:
    alert = service.alerts.add("Dams", "https://hook.example/secret", AlertQuery(("article",)))
    client = create_app(service=service).test_client()
    address = f"/alerts{path.replace('ID', alert.id)}"
    for sent in ({"environ_base": STRANGER}, {"headers": {"Sec-Fetch-Site": "cross-site"}}):
        for method in ("GET", "POST"):
            told = client.open(address, method=method, **sent)
            assert told.status_code in (403, 405), (method, sent)
            assert b"hook.example" not in told.data
    assert service.alerts.get(alert.id) == alert


def test_a_search_or_filter_links_to_an_alert_with_the_same_query(service: Parallax, client: FlaskClient) -> None:
    service.add([article("halyard", FIRST)])
    page = html.document_fromstring(client.get("/search?q=dam+gates&outlet=halyard&since=2026-02-01").text)
    (link,) = page.xpath("//a[starts-with(@href, '/alerts/new')]/@href")
    form = html.document_fromstring(client.get(link).text).forms[-1]
    assert form.fields["q"] == form.fields["name"] == "dam gates"
    assert list(form.fields["outlet"]) == ["halyard"]
    assert form.fields["since"] == "2026-02-01"
    form.fields["url"] = "https://hook.example/"
    made = client.post("/alerts", data=MultiDict(form.form_values()))
    assert made.status_code == 201
    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", made.text)
    (alert,) = client.get("/api/v1/alerts").json["alerts"]
    assert (alert["q"], alert["outlet"], alert["on"]) == ("dam gates", ["halyard"], ["article"])
    page = html.document_fromstring(client.get("/?kind=figures").text)
    (link,) = page.xpath("//a[starts-with(@href, '/alerts/new')]/@href")
    assert html.document_fromstring(client.get(link).text).forms[-1].fields["kind"] == "figures"


def test_an_invalid_form_is_shown_again_with_its_input_and_the_problem(client: FlaskClient) -> None:
    for changed, said in (({"url": "gopher://x"}, "http://"), ({"name": ""}, "name"), ({"since": "soon"}, "date")):
        typed = {"name": HOSTILE, "url": "https://x.example/", "on": "article", "q": HOSTILE} | changed
        answer_ = client.post("/alerts", data=typed)
        assert answer_.status_code == 400
        assert said in answer_.text
        page = html.document_fromstring(answer_.text)
        assert page.forms[-1].fields["q"] == HOSTILE
        assert not page.xpath("//main//script")


def test_alert_pages_escape_names_and_show_only_the_host_of_an_address(service: Parallax, client: FlaskClient) -> None:
    alert = service.alerts.add(HOSTILE, f"https://hook.example/{HOSTILE}", AlertQuery(("fact",), q=HOSTILE))
    for address in ("/alerts", f"/alerts/{alert.id}"):
        page = html.document_fromstring(client.get(address).text)
        assert HOSTILE in page.text_content()
        assert not page.xpath("//main//script")
    assert (
        "hook.example/" not in html.document_fromstring(client.get("/alerts").text).xpath("//table")[0].text_content()
    )


def test_the_buttons_of_an_alert_page_work(service: Parallax, client: FlaskClient) -> None:
    alert = service.alerts.add("Dams", "https://hook.example/", AlertQuery(("article",)))
    address = f"/alerts/{alert.id}"
    client.post(f"{address}/pause")
    assert ">Resume<" in client.get(address).text
    client.post(f"{address}/resume")
    assert ">Pause<" in client.get(address).text
    assert "whsec_" in client.post(f"{address}/secret").text
    client.post(f"{address}/remove")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [{"name": ""}, {"name": " "}, {"url": "ftp://x"}, {"on": []}, {"on": ["x"]}, {"kind": ["x"]}, {"pace": "never"},
     {"since": "soon"}, {"q": "x" * 1001}, {"more": 1}, {"about": ["x"]}, {"url": "https://x.example/\x00"}],
)  # fmt: skip
def test_an_invalid_alert_is_refused_with_a_message(client: FlaskClient, changed: dict[str, Any]) -> None:
    answer_ = client.post("/api/v1/alerts", json=alert_json(**changed))
    assert answer_.status_code == 400
    assert answer_.json["detail"]
    assert client.get("/api/v1/alerts").json["alerts"] == []


def test_the_command_creates_lists_tests_and_removes_alerts(
    command: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARALLAX_WEBHOOK_PRIVATE", "127.0.0.0/8")
    made = command("alerts", "add", "Dams", site.url("/hook"), "--on", "article", "--query", "dam", "--pace", "hourly")
    alert_id, secret = made.split()
    assert secret.startswith("whsec_")
    assert f"{alert_id}  Dams: article, hourly, on" in command("alerts", "list")
    assert "delivered: 204" in command("alerts", "test", alert_id)
    assert len(site.bodies) == 1
    command("alerts", "remove", alert_id)
    assert command("alerts", "list").strip() == ""
