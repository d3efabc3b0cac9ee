"""Findings can be exported: every divergence with everything needed to quote it, as JSON, JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import lxml.html
import pytest
from flask.testing import FlaskClient

from compare.comparison.coverage_gaps import CLEAR
from compare.comparison.method import METHOD
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from tests.pages import every_page
from tests.test_compare_reviews import DAY, TEXTS
from web import create_app
from web.cli import output
from web.settings import Settings
from web.views.event import page as event_view


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    return client_with(service, TEXTS)


def client_with(service: Parallax, texts: Mapping[str, str]) -> FlaskClient:
    titles = {"Halyard": "=HYPERLINK(1)", "Courier": "Landslide, “31” or 44?\nIn Quirpa"}
    service.add(
        Article(Outlet(name), titles[name], text, url=f"https://{name.lower()}.example/a", published=DAY)
        for name, text in texts.items()
    )
    return create_app(Settings(), service).test_client()


STATEMENT = (
    " “The ministry has known since May that the slope above the old school could slip, and it kept the survey in a "
    "drawer,” the geologist Dora Lind told the parliament on Wednesday."
)
SILENT = TEXTS | {"Halyard": TEXTS["Halyard"] + STATEMENT}


def event_of(client: FlaskClient) -> dict:
    (found,) = client.get("/api/v1/events").json["events"]
    return found


def test_every_divergence_has_exact_offsets_in_the_texts(client: FlaskClient) -> None:
    rows = client.get(f"/api/v1/events/{event_of(client)['id']}/divergences").json["divergences"]
    matches = client.get(f"/api/v1/events/{event_of(client)['id']}").json["comparison"]["matches"]
    assert {each["id"] for each in rows} == {found["id"] for match in matches for found in match["divergences"]}
    assert [each["weight"] for each in rows] == sorted((each["weight"] for each in rows), reverse=True)
    for row in rows:
        assert row["method"] == METHOD
        for side in (row["a"], row["b"]):
            text = client.get(f"/api/v1/articles/{side['article']}").json["text"]
            assert side["passage"] in text
            for target in side["targets"]:
                quote, position = target["selector"]
                assert text[position["start"] : position["end"]] == quote["exact"]
                assert f"{quote['prefix']}{quote['exact']}{quote['suffix']}" in text


def test_csv_has_the_same_rows_and_no_formulas(client: FlaskClient) -> None:
    address = f"/api/v1/events/{event_of(client)['id']}/divergences"
    answer = client.get(f"{address}.csv")
    assert answer.mimetype == "text/csv"
    head, *rows = list(csv.reader(io.StringIO(answer.text)))
    assert {
        "id",
        "kind",
        "reason",
        "score",
        "method",
        "a_outlet",
        "b_url",
        "b_published",
        "a_targets_selector_exact",
    } <= set(head)
    told = client.get(address).json["divergences"]
    assert [row[0] for row in rows] == [each["id"] for each in told]
    figures = dict(zip(head, next(row for row in rows if row[1] == "figures"), strict=True))
    assert {figures["a_quote"], figures["b_quote"]} == {"31 villagers", "44 villagers died"}
    assert {figures["a_url"], figures["b_url"]} == {"https://halyard.example/a", "https://courier.example/a"}
    assert {figures["a_title"], figures["b_title"]} == {"'=HYPERLINK(1)", "Landslide, “31” or 44?\nIn Quirpa"}


def test_coverage_gaps_are_exported_with_everything_needed_to_quote_them(client: FlaskClient) -> None:
    found = event_of(client)
    rows = client.get(f"/api/v1/events/{found['id']}/omissions").json["omissions"]
    told = client.get(f"/api/v1/events/{found['id']}").json["comparison"]
    assert (
        len(rows) == len(told["omissions"]) > sum(each["shown"] for each in rows) == told["totals"].get("omission", 0)
    )
    listed = {(each["passage"]["text"], each["article"]): each for each in told["omissions"]}
    for row in rows:
        omission = listed.pop((row["a"]["quote"], row["b"]["article"]))
        assert (row["kind"], row["method"], row["verdict"]) == ("omission", METHOD, omission["verdict"])
        assert row["a"]["quote"] == omission["passage"]["text"]
        assert (row["b"]["article"], row["b"]["quote"], row["b"]["targets"]) == (omission["article"], "", [])
        assert row["a"]["url"] and row["b"]["url"] and row["a"]["published"]
    table = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/events/{found['id']}/omissions.csv").text)))
    assert [each["a_quote"] for each in table] == [each["a"]["quote"] for each in rows]


def test_the_numbers_of_coverage_gaps_on_a_page_cover_all_parts_of_a_long_list(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = client_with(service, SILENT)
    found = event_of(held)
    rows = held.get(f"/api/v1/events/{found['id']}/omissions").json["omissions"]
    monkeypatch.setattr(event_view, "ROWS", 1)
    told = lxml.html.fromstring(held.get(f"/events/{found['id']}").text).get_element_by_id("missing")
    assert told.findtext("h2") == f"Coverage gaps ({sum(each['shown'] for each in rows)})"
    last = held.get(f"/events/{found['id']}?part={len(rows)}").text
    assert f"Show weaker ({sum(not each['shown'] for each in rows)})" in last


def test_the_filter_for_coverage_gaps_leads_to_them_and_back(service: Parallax) -> None:
    held = client_with(service, SILENT)
    address = f"/events/{event_of(held)['id']}"
    chips = "//nav[@aria-label='Filter by kind of difference']/a"
    (chip,) = (
        each for each in lxml.html.fromstring(held.get(address).text).xpath(chips) if "gap" in each.text_content()
    )
    assert chip.get("href").endswith("#missing")
    page = lxml.html.fromstring(held.get(f"{address}?kind=omission").text)
    assert page.xpath("//*[@id='missing']") and not page.xpath("//*[@id='contested']")
    assert not page.xpath("//nav[@aria-label='On this page']/a[starts-with(@href, '#contested')]")
    for kind in ("omission", "contradiction"):
        narrowed = lxml.html.fromstring(held.get(f"{address}?kind={kind}").text)
        assert "All kinds" in [each.text_content() for each in narrowed.xpath(chips)]


def test_a_reprint_changes_neither_the_coverage_gaps_nor_their_number_anywhere(
    service: Parallax, capsys: pytest.CaptureFixture[str]
) -> None:
    lamp = (
        "The hillside above Quirpa gave way on Tuesday, and the landslide killed 31 villagers there. Rescue teams with "
        "dogs dug through the night. The school was closed for a week." + STATEMENT
    )
    texts = SILENT | {"Lamp": lamp, "Relay": SILENT["Halyard"] + " Relay added nothing to it."}
    hours = {"Halyard": 10, "Courier": 10, "Lamp": 11, "Relay": 8}
    dates = {name: Moment.parse(f"2026-03-03T{hour:02}:00:00Z") for name, hour in hours.items()}
    service.add(
        Article(Outlet(name), name, text, url=f"https://{name.lower()}.example/a", published=dates[name])
        for name, text in texts.items()
    )
    held = create_app(Settings(), service).test_client()
    found = event_of(held)
    assert (found["counts"]["articles"], found["counts"]["origins"]) == (4, 3)
    assert found["totals"]["omission"] == 1
    page = lxml.html.fromstring(held.get(f"/events/{found['id']}").text)
    assert page.get_element_by_id("missing").findtext("h2") == "Coverage gaps (1)"
    query = "&".join(f"article={each['id']}" for each in found["articles"])
    side_by_side = lxml.html.fromstring(held.get(f"/compare?{query}").text)
    chips = [" ".join(each.text_content().split()) for each in side_by_side.xpath("//nav[@aria-label='Filter rows']/a")]
    assert [each for each in chips if "coverage gap" in each] == ["∅coverage gap 1"]
    assert [each["shown"] for each in held.get(f"/api/v1/omissions?{query}").json["omissions"]] == [True]
    output.event(*service.event(found["id"]))
    assert capsys.readouterr().out.count("1 coverage gap") == 2


def test_pages_start_with_the_coverage_gaps_marked_shown_in_the_api(service: Parallax) -> None:
    held = client_with(service, SILENT)
    found = event_of(held)
    rows = held.get(f"/api/v1/events/{found['id']}/omissions").json["omissions"]
    page = lxml.html.fromstring(held.get(f"/events/{found['id']}").text).get_element_by_id("missing")
    first = [each.text_content() for each in page.xpath("./ul/li/blockquote/p")]
    weaker = [each.text_content() for each in page.xpath("./details//li/blockquote/p")]
    assert [row["shown"] for row in rows] == sorted((row["shown"] for row in rows), reverse=True)
    assert set(first) == {row["a"]["passage"] for row in rows if row["shown"]} != set()
    assert set(weaker) == {row["a"]["passage"] for row in rows if not row["shown"]} != set()
    assert f"Show weaker ({len(weaker)})" in page.text_content()
    assert page.findtext("h2") == f"Coverage gaps ({len(first)})"
    assert all(row["worth"] >= CLEAR for row in rows if row["shown"])


def test_lists_and_filters_count_the_coverage_gaps_that_are_shown_first(service: Parallax) -> None:
    held = client_with(service, SILENT)
    event = event_of(held)
    page = lxml.html.fromstring(held.get(f"/events/{event['id']}").text)
    first = page.xpath("//section[@id='missing']/ul/li")
    assert len(first) == event["totals"]["omission"] > 0
    chip = page.xpath("//nav[contains(@class, 'totals')]/a[span[contains(@class, 'k-omission')]]")[0]
    assert chip.text_content().split()[-1] == str(len(first))
    narrowed = lxml.html.fromstring(held.get(chip.get("href")).text)
    assert narrowed.xpath("//section/@id")[1:3] == ["missing", "coverage-map"]
    assert len(narrowed.xpath("//section[@id='missing']/ul/li")) == len(first)
    assert held.get("/api/v1/events?kind=omission").json["events"] != []


def test_the_list_of_events_names_coverage_gaps_if_nothing_is_contested(service: Parallax) -> None:
    stored = client_with(service, SILENT)
    event = event_of(stored)
    for each in stored.get(f"/api/v1/events/{event['id']}/divergences?shown=true").json["divergences"]:
        pair = [each["a"]["article"], each["b"]["article"]]
        stored.put(f"/api/v1/divergences/{each['id']}", json={"articles": pair, "verdict": "dismissed"})
    assert "What some outlets leave out" in stored.get("/").text
    assert "No clear difference found." not in stored.get("/").text


def test_the_format_follows_the_parameter_or_the_accept_header(client: FlaskClient) -> None:
    ids = "&".join(f"article={each['id']}" for each in event_of(client)["articles"])
    address = f"/api/v1/divergences?{ids}"
    lines = client.get(address.replace("?", ".jsonl?"))
    assert [json.loads(line) for line in lines.text.splitlines()] == client.get(address).json["divergences"]
    assert client.get(address, headers={"Accept": "text/csv"}).mimetype == "text/csv"
    assert client.get(address, headers={"Accept": "text/html,*/*;q=0.1"}).mimetype == "application/json"


@pytest.mark.parametrize("query", ["", "?article=a", "?article=a&article=a", ".csv?article=b&article=c", ".xml"])
def test_invalid_requests_are_rejected(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/divergences{query}").status_code in {400, 404}


@pytest.mark.parametrize("of_event", [True, False])
@pytest.mark.parametrize("name", ["divergences", "omissions"])
def test_the_pages_of_a_list_contain_every_item_once(client: FlaskClient, name: str, of_event: bool) -> None:
    event = event_of(client)
    asked = "&".join(f"article={each['id']}" for each in event["articles"])
    address = f"/api/v1/events/{event['id']}/{name}" if of_event else f"/api/v1/{name}?{asked}"
    whole = client.get(address).json
    assert whole["next"] is None
    assert len(whole[name]) > 1
    assert every_page(client, address, name, 1) == whole[name]
    after = "&after=x" if "?" in address else "?after=x"
    assert client.get(f"{address}{after}").status_code == 404


def test_events_are_filtered_by_kind_and_sorted_by_divergence(client: FlaskClient, service: Parallax) -> None:
    service.add([Article(Outlet("Packet"), "Tram", "A tram line opened in Orly.", published=DAY)])
    slide = next(each for each in service.events(Filter(), 5) if len(each.articles) == 2).event.id
    assert [each["id"] for each in client.get("/api/v1/events?kind=figures").json["events"]] == [slide]
    assert client.get("/api/v1/events?sort=divergence").json["events"][0]["id"] == slide
    assert client.get("/api/v1/events?kind=contradiction").json["events"] == []
    assert client.get("/api/v1/events?kind=lies").status_code == 400
    assert client.get("/?sort=size").status_code == 400
    page = client.get("/?kind=figures&sort=divergence").text
    current = lxml.html.document_fromstring(page).xpath("//nav[@class='facets']/a[@aria-current]")
    assert [" ".join(each.text_content().split()) for each in current] == ["#figures 1", "Most contested"]
    assert slide in page
    assert "Tram" not in page
