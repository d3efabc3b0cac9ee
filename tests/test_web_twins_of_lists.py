"""The pages of single articles, lists and records agree with their JSON twins, and every page has one or needs none."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from compare.model.article import Outlet
from compare.model.moment import Moment
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from compare.services.stores.operations.alerts import AlertQuery
from compare.services.stores.outlets import OutletFact
from tests.test_compare_reviews import articles
from tests.test_web_templates import PAGES, calls
from tests.test_web_twins import Shown
from web import create_app
from web.settings import Settings

WITHOUT_TWIN = {
    "add.html",
    "alert_new.html",
    "choose.html",
    "error.html",
    "export.html",
    "method.html",
    "save.html",
    "texts.html",
}
"""Forms, messages and documentation."""


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    first, second = (replace(each, url=f"https://{each.outlet.id}.example/a") for each in articles())
    service.add([first, second])
    service.add([replace(first, text=first.text.replace("31", "33"))])
    return create_app(Settings(), service).test_client()


def rows(shown: Shown) -> list[list[str]]:
    """The cells of the first table of a page."""
    found = shown.all("(//table)[1]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_the_article_page_and_its_json_have_the_same_title_text_and_event(client: FlaskClient) -> None:
    listed = client.get("/api/v1/articles").json["articles"]
    assert len(listed) == 2
    for each in listed:
        shown = Shown(client, f"/articles/{each['id']}")
        twin = shown.twin
        assert shown.texts("//h1") == [twin["title"]]
        assert shown.texts("//span[starts-with(@class, 'passage')]") == [one["text"] for one in twin["passages"]]
        assert shown.all("//p[@class='links']/a[starts-with(@href, '/events/')]/@href") == [f"/events/{twin['event']}"]
        assert twin["outlet"] in shown.texts("//p[@class='by']")[0]


def test_the_revisions_page_and_its_json_have_the_same_versions(client: FlaskClient) -> None:
    (revised,) = (
        each for each in client.get("/api/v1/articles").json["articles"] if "halyard" in (each["url"] or "").lower()
    )
    shown = Shown(client, f"/articles/{revised['id']}/revisions")
    versions = shown.twin["revisions"]
    assert f"{len(versions)} revisions" in shown.texts("//span[@class='counts']")[0]
    assert len(shown.all("//section[@class='revision']")) == len(versions) - 1 == 1
    changed = shown.texts("//p[@class='diff']//del | //p[@class='diff']//ins")
    assert changed == ["removed: 31", "added: 33"]
    assert "31" in versions[0]["text"]
    assert "33" in versions[1]["text"]


def test_the_feeds_page_and_its_json_have_the_same_state(client: FlaskClient, service: Parallax) -> None:
    service.feed_watcher.follow([Feed("https://weir.example/feed", "The Weir"), Feed("https://dyke.example/feed", "")])
    (claimed,) = (each for each in service._catalogue.feeds.all() if each.title)
    checked = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    service._catalogue.feeds.update(replace(claimed, checked=checked, problem="HTTP 503", failures=2))
    shown = Shown(client, "/feeds")
    twins = shown.twin["feeds"]
    assert [row[0] for row in rows(shown)] == [each["title"] + each["url"] for each in twins]
    assert [row[1] for row in rows(shown)] == [str(each["articles"]) for each in twins]
    for row, each in zip(rows(shown), twins, strict=True):
        assert row[4].startswith(each["problem"] or "none")
        assert ("(2 times)" in row[4]) == (each["failures"] == 2)


def test_the_outlets_page_and_its_json_have_the_same_names_and_attributes(
    client: FlaskClient, service: Parallax
) -> None:
    service.outlets.add_facts(
        [OutletFact(Outlet("Courier"), "country", "Aldermark", "own", Moment.parse("2026-01-01"))]
    )
    service.outlets.rename("Halyard", "The Halyard")
    shown = Shown(client, "/outlets")
    twins = shown.twin["outlets"]
    assert len(twins) == 2
    for row, each in zip(rows(shown), twins, strict=True):
        assert row[0].startswith(each["name"])
        assert all(name in row[0] for name in each["also"])
        assert row[1] == str(each["articles"])
        assert all(f"{fact['attribute']} {fact['value']}" in row[2] for fact in each["facts"])
        assert (row[2] == "none") == (not each["facts"])


def test_the_corrections_page_and_its_json_have_the_same_changes(client: FlaskClient, service: Parallax) -> None:
    (event,) = client.get("/api/v1/events").json["events"]
    moved = event["articles"][0]["id"]
    service.corrections.split(event["id"], [moved])
    shown = Shown(client, "/corrections")
    (twin,) = shown.twin["corrections"]
    (item,) = shown.all("(//ol)[1]/li")
    assert item.xpath(".//b/text()")[0].lower() == twin["kind"]
    assert [each["article"] for each in twin["articles"] if each["before"] != each["after"]] == [moved]
    assert "1 article moved" in item.text_content()
    assert f"/articles/{moved}" in item.xpath(".//a/@href")
    assert item.xpath(".//form/@action") == [f"/corrections/{twin['number']}/undo"]


def test_notebook_pages_and_their_json_have_the_same_entries(client: FlaskClient) -> None:
    made = [client.post("/api/v1/notebooks", json={"name": name}).json["id"] for name in ("Slide", "Road")]
    article = client.get("/api/v1/articles").json["articles"][0]["id"]
    answer = client.post(f"/api/v1/notebooks/{made[0]}/entries", json={"article": article, "index": 1, "note": "Why?"})
    assert answer.status_code == 201
    shown = Shown(client, "/notebooks")
    assert shown.all("//ul/li/a[b]/@href") == [f"/notebooks/{each['id']}" for each in shown.twin["notebooks"]]
    assert shown.texts("//ul/li/a/b") == [each["name"] for each in shown.twin["notebooks"]]
    notebook = Shown(client, f"/notebooks/{made[0]}")
    (entry,) = notebook.twin["entries"]
    assert notebook.texts("//blockquote") == [each["text"] for each in entry["quotations"]]
    assert notebook.texts("//p[@class='noted']") == [entry["note"]]
    assert notebook.all("//a[text()='Show in Parallax']/@href") == [entry["address"]]


def test_alert_pages_and_their_json_have_the_same_state(client: FlaskClient, service: Parallax) -> None:
    query = AlertQuery(("fact", "event"), q="landslide")
    one = service.alerts.add("Slides", "https://hook.example/x", query, "hourly")
    service.alerts.add("All", "https://hook.example/y", AlertQuery(("article",)))
    service.alerts.pause(one.id)
    shown = Shown(client, "/alerts")
    twins = shown.twin["alerts"]
    assert [row[0] for row in rows(shown)] == [each["name"] for each in twins] == ["All", "Slides"]
    assert [row[3] for row in rows(shown)] == [each["pace"] for each in twins]
    assert [row[4] for row in rows(shown)] == ["on" if each["active"] else "off" for each in twins] == ["on", "off"]
    alert = Shown(client, f"/alerts/{one.id}")
    assert alert.texts("//h1") == [alert.twin["name"]]
    told = dict(zip(alert.texts("//dl[@class='known']/dt"), alert.texts("//dl[@class='known']/dd"), strict=True))
    assert (told["Webhook"], told["Search"], told["Frequency"]) == (
        alert.twin["url"],
        alert.twin["q"],
        alert.twin["pace"],
    )


def test_the_job_page_and_its_json_have_the_same_progress(client: FlaskClient, service: Parallax) -> None:
    new = [replace(articles()[0], text="Another text about the harbour of Lund.", url=None)]
    job = service.jobs.submit(new, "desk")
    shown = Shown(client, f"/jobs/{job.id}")
    assert (shown.twin["state"], shown.twin["articles"]) == ("waiting", 1)
    assert "1 article" in " ".join(shown.texts("//main"))
    service.jobs.run_next()
    done = Shown(client, f"/jobs/{job.id}?stay=1")
    assert (done.twin["state"], done.twin["added"]) == ("done", 1)
    assert done.all("//main//a[starts-with(@href, '/articles/')]/@href")


def test_the_figures_page_and_its_json_have_the_same_values(client: FlaskClient) -> None:
    (event,) = client.get("/api/v1/events").json["events"]
    shown = Shown(client, f"/figures?event={event['id']}")
    twin: list[dict[str, Any]] = shown.twin["figures"]
    assert twin
    shown_rows = shown.all("//table/tbody/tr")
    assert len(shown_rows) == len(twin)
    for row, each in zip(shown_rows, twin, strict=True):
        text = row.text_content()
        assert all(f"{value['value']:g}" in text for value in each["values"])


def test_the_fact_page_and_its_json_have_the_same_variants(client: FlaskClient) -> None:
    (event,) = client.get("/api/v1/events").json["events"]
    facts = client.get(f"/api/v1/events/{event['id']}/facts").json["facts"]
    assert facts
    for each in facts:
        shown = Shown(client, f"/events/{event['id']}/facts/{each['id']}")
        assert shown.twin == each
        tellings = [one for variant in each["variants"] for one in variant["tellings"]]
        assert sorted(shown.texts("//blockquote")) == sorted(one["passage"]["text"] for one in tellings)
        assert (shown.texts("//h1") == ["Reported consistently"]) == (not each["contested"])
        assert not each["contested"] or shown.texts("//p[@class='lede']") == [each["reason"]]
    answer = client.get(f"/api/v1/events/{event['id']}/facts/unknown")
    assert answer.status_code == client.get(f"/events/{event['id']}/facts/unknown").status_code == 404


def test_every_page_but_forms_messages_and_documentation_has_a_json_version() -> None:
    pages = {each.__name__: each.template not in WITHOUT_TWIN for each in PAGES}
    made = [(call.func.id, call) for _, call in calls() if isinstance(call.func, ast.Name) and call.func.id in pages]
    assert {name for name, _ in made} == pages.keys()
    assert [name for name, call in made if any(each.arg == "twin" for each in call.keywords) != pages[name]] == []


def test_the_page_of_compared_texts_and_its_json_have_the_same_matches(client: FlaskClient) -> None:
    texts = [each.text for each in articles()]
    form = {"outlet": ["One", "Two"], "title": ["", ""], "published": ["", ""], "text": texts}
    page = client.post("/compare/texts", data=form).text
    (link,) = set(re.findall(r'href="(/api/v1/jobs/\w+/comparison)"', page))
    twin = client.get(link).json
    assert [each["text"] for each in twin["articles"]] == texts
    assert twin["matches"]
    assert Shown(client, link.replace("/api/v1/jobs/", "/compare/jobs/").removesuffix("/comparison")).twin == twin
