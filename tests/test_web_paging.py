"""Clients page through matches while articles are added, and are told when nothing has changed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter, OutletCount
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from tests.fakes import FakeEmbedder
from tests.pages import every_page
from tests.test_compare_service import service_in
from web import create_app
from web.api import serialisers
from web.settings import Settings

DAY = Moment.parse("2026-03-03T10:00:00Z")
FACTS = (
    "The dam at Weir broke before dawn.", "Two farms in the valley were flooded.", "Engineers had warned in May.",
    "The mayor of Orly asked for an inquiry.", "The road to the quarry is closed.", "Rain is forecast for Sunday.",
)  # fmt: skip


def report(number: int) -> Article:
    text = "\n\n".join(f"{fact[:-1]}, witness {number} said." for fact in FACTS)
    return Article(Outlet(f"Outlet {number}"), "The dam at Weir breaks", text, published=DAY)


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    service.add([report(number) for number in range(6)])
    return create_app(Settings(), service).test_client()


def key(match: dict) -> tuple:
    return tuple((match[side]["article"], match[side]["start"]) for side in "ab")


def test_paging_while_articles_are_added_skips_and_repeats_no_match(client: FlaskClient, service: Parallax) -> None:
    (event,) = service.events(Filter(), 5)
    address = f"/api/v1/events/{event.event.id}/matches?limit=7"
    before = {key(each) for each in client.get(address.replace("limit=7", "limit=200")).json["matches"]}
    assert len(before) > 50
    seen, after, coming = [], "", 6
    while after is not None:
        page = client.get(f"{address}&after={after}").json
        seen += [key(each) for each in page["matches"]]
        after = page["next"]
        if coming < 10:
            service.add([report(coming)])
            coming += 1
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


@pytest.mark.parametrize(
    ("articles", "matches"), [(20, 1_000), pytest.param(61, 10_000, marks=pytest.mark.scale)], ids=["1000", "10000"]
)
def test_very_many_matches_can_be_paged_while_articles_are_added(tmp_path: Path, articles: int, matches: int) -> None:
    """With pages of the maximum size; runs only at scale, because comparing 61 articles takes most of a minute."""
    service = service_in(tmp_path, FakeEmbedder(), max_articles=80)
    service.add(report(number) for number in range(articles))
    (event,) = service.events(Filter(), 5)
    before = {key(each) for each in every_match(service, event.event.id)}
    assert len(before) >= matches
    client = create_app(Settings(), service).test_client()
    seen, after, coming = [], "", articles
    while after is not None:
        page = client.get(f"/api/v1/events/{event.event.id}/matches?limit=200&after={after}").json
        seen += [key(each) for each in page["matches"]]
        after = page["next"]
        if coming < articles + 3:
            service.add([report(coming)])
            coming += 1
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def every_match(service: Parallax, event_id: str) -> list[dict]:
    comparison = service.event(event_id)[1]
    held = serialisers.by_id(comparison.articles)
    return [serialisers.one_match(each, held).model_dump() for each in comparison.matches]


def test_passages_and_revisions_are_paged(client: FlaskClient, service: Parallax) -> None:
    url = "https://weir.example/dam"
    for number in range(12):
        service.add([Article(Outlet("W"), "Dam", "\n\n".join(FACTS[: number % 6 + 1]) + f"\n\nPart {number}.", url)])
    article = next(each for each in client.get("/api/v1/articles?outlet=W").json["articles"])
    passages = client.get(f"/api/v1/articles/{article['id']}/passages").json["passages"]
    assert len(passages) == 7
    assert every_page(client, f"/api/v1/articles/{article['id']}/passages", "passages") == passages
    report = every_page(client, f"/api/v1/articles/{article['id']}/revisions", "revisions")
    assert [each["text"].rpartition(" ")[2] for each in report] == [f"{number}." for number in range(12)]
    assert len(client.get(f"/api/v1/articles/{article['id']}/revisions").json["revisions"]) == 10
    assert client.get(f"/api/v1/articles/{article['id']}/revisions?limit=11").status_code == 400
    page = client.get(f"/articles/{article['id']}/revisions").text
    assert page.count("<section") == 10
    assert "part 1 of 2" in page
    assert client.get(f"/articles/{article['id']}/revisions?part=2").text.count("<section") == 1


@pytest.mark.parametrize("name", ["articles", "events"])
def test_a_page_of_a_list_is_shorter_where_articles_have_much_metadata(
    service: Parallax, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    days = [Moment.parse(f"20{10 + number}-03-03") for number in range(6)]
    service.add(replace(report(number), published=day, metadata={"m": "x" * 900}) for number, day in enumerate(days))
    whole = create_app(Settings(), service).test_client().get(f"/api/v1/{name}").json[name]
    monkeypatch.setattr("web.api.responses._MOST_CHARACTERS", 2_000)
    client = create_app(Settings(), service).test_client()  # the first one keeps its whole answer
    assert len(whole) == 6
    assert len(client.get(f"/api/v1/{name}").json[name]) == 2
    assert every_page(client, f"/api/v1/{name}", name) == whole


@pytest.mark.parametrize("after", ["x", "a.b.c.d", "a.1.b", "a.1.b.999999999999", "a.1.b.2.", "ä.1.b.٣"])
def test_an_invalid_cursor_is_refused(client: FlaskClient, service: Parallax, after: str) -> None:
    (event,) = service.events(Filter(), 5)
    answer = client.get(f"/api/v1/events/{event.event.id}/matches", query_string={"after": after})
    assert answer.status_code == 400
    assert client.get("/api/v1/events/none/matches").status_code == 404


def test_unchanged_content_is_304_and_changed_content_is_sent_again(client: FlaskClient, service: Parallax) -> None:
    first = client.get("/api/v1/events")
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    assert client.get("/api/v1/events", headers={"If-None-Match": etag}).status_code == 304
    service.add([report(7)])
    again = client.get("/api/v1/events", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["ETag"] != etag
    assert "ETag" not in client.get("/api/v1/events/none").headers


NAMES = [f"Outlet {number:04}" for number in range(1_203)]


@pytest.fixture
def crowded(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An archive with very many outlets and feeds."""
    held = [OutletCount(name.casefold(), name, 1 + (name == NAMES[7])) for name in NAMES]
    monkeypatch.setattr(service.outlets, "held", lambda: held)
    service.add([report(0)])
    service.feed_watcher.follow([Feed(f"https://{name[7:]}.example/{'x' * 400}", name) for name in NAMES])
    return create_app(Settings(), service).test_client()


@pytest.mark.parametrize(("kind", "named"), [("outlets", "name"), ("feeds", "title")])
def test_outlets_and_feeds_are_paged_without_duplicates(crowded: FlaskClient, kind: str, named: str) -> None:
    seen, after, pages = [], "", 0
    while after is not None:
        page = crowded.get(f"/api/v1/{kind}?limit=500&after={after}").json
        assert len(page[kind]) <= 500
        seen += [each[named] for each in page[kind]]
        after, pages = page["next"], pages + 1
    assert (seen, pages) == (NAMES, 3)
    assert len(crowded.get(f"/api/v1/{kind}").json[kind]) == 1_000
    assert 'rel="next"' in crowded.get(f"/api/v1/{kind}.csv").headers["Link"]
    assert crowded.get(f"/api/v1/{kind}?after=gone").status_code == 404


@pytest.mark.parametrize("kind", ["outlets", "feeds"])
def test_the_outlets_and_feeds_pages_are_paged(crowded: FlaskClient, kind: str) -> None:
    seen: set[str] = set()
    address: str | None = f"/{kind}"
    while address:
        page = crowded.get(address).text
        rows = page[page.index("<tbody") : page.index("</tbody>")]
        assert 0 < len(re.findall(r"<tr\b", rows)) <= 200
        seen |= {name for name in NAMES if name in rows}
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following.group(1) if following else None
    assert seen == set(NAMES)


@pytest.mark.parametrize("address", ["/", "/search?q=dam"])
def test_a_form_offers_the_outlets_with_the_most_articles_and_the_chosen_one(
    crowded: FlaskClient, address: str
) -> None:
    joint = "&" if "?" in address else "?"
    page = crowded.get(f"{address}{joint}outlet={NAMES[-1]}").text
    assert page.count("<option") < 600
    assert f'value="{NAMES[7].casefold()}"' in page
    assert f'value="{NAMES[-1].casefold()}" selected' in page
