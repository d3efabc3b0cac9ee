"""The Atom feeds: valid on real and hostile stories, linked from pages, cached, and with conditional requests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.services.service import Parallax
from tests.rfc4287 import ATOM, faults_of
from tests.test_activity import FIRST, OTHER, SECOND, article
from web import create_app
from web.settings import Settings
from web.wiring import build_service

FEEDS = ("events", "facts", "articles", "revisions", "search?q=minister+resigned")
HOSTILE = "</title>]]><script>alert(1)</script>&amp;&#0; \x07\u202e\ufffe\U0001f600 \"'<b>"


def client_of(service: Parallax) -> FlaskClient:
    return create_app(service=service).test_client()


def entries(document: bytes) -> list[etree._Element]:
    assert faults_of(document) == []
    return etree.fromstring(document).findall(f"{ATOM}entry")


def titles(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(f"/api/v1/atom/{address}")
    assert answer.status_code == 200, answer.text
    return [each.findtext(f"{ATOM}title") or "" for each in entries(answer.data)]


@pytest.fixture(scope="module")
def samples(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A copy of the sample archive with a filled activity log."""
    import shutil

    folder = tmp_path_factory.mktemp("atom") / "archive"
    shutil.copytree(sample_archive, folder)
    service = build_service(Settings(data=folder))
    service.activity.note()
    return client_of(service)


@pytest.mark.parametrize("feed", FEEDS)
def test_every_feed_of_the_sample_stories_is_valid(samples: FlaskClient, feed: str) -> None:
    answer = samples.get(f"/api/v1/atom/{feed}")
    assert answer.mimetype == "application/atom+xml"
    found = entries(answer.data)
    assert bool(found) != (feed == "revisions")
    for each in found:
        page = each.find(f"{ATOM}link[@rel='alternate']").get("href")
        assert samples.get(page.removeprefix("http://localhost").partition("#")[0]).status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_is_valid_for_any_article_text(service: Parallax, feed: str) -> None:
    for number, body in enumerate((FIRST.replace("farms", f"farms {HOSTILE}"), f"{SECOND} A minister resigned.")):
        outlet, url = Outlet(f"{HOSTILE} {number}"), f"https://x{number}.example/{HOSTILE}"
        service.add([Article(outlet, HOSTILE, body, url, metadata={"author": HOSTILE})])
        service.add([Article(outlet, f"{HOSTILE}!", f"{body} It rained {number} days.", url)])
    service.activity.note()
    answer = client_of(service).get(f"/api/v1/atom/{feed}")
    found = entries(answer.data)
    assert found
    for each in found:
        content = html.fragment_fromstring(each.findtext(f"{ATOM}content"), create_parent="div")
        assert not content.xpath(".//script|.//b|.//@onerror")


def test_a_new_contested_fact_is_first_in_the_feed_immediately(service: Parallax) -> None:
    client = client_of(service)
    assert titles(client, "facts") == []
    service.add([article("a", FIRST), article("b", SECOND)])
    service.activity.note()
    (fact, *_) = titles(client, "facts")
    assert "Four" in fact
    assert "Nine" in fact
    (event,) = titles(client, "events")
    assert event


def test_a_dismissed_fact_is_no_longer_reported(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", SECOND)])
    service.activity.note()
    (event,) = client_of(service).get("/api/v1/events").json["events"]
    for each in client_of(service).get(f"/api/v1/events/{event['id']}/divergences").json["divergences"]:
        sides = [each["a"]["article"], each["b"]["article"]]
        service.reviews.review(sides, each["id"], "dismissed")
    assert titles(client_of(service), "facts") == []


def test_feeds_accept_the_filters_of_the_pages(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", SECOND), article("c", OTHER)])
    service.activity.note()
    client = client_of(service)
    assert len(titles(client, "articles")) == 3
    assert titles(client, "articles?outlet=c") == ["Parliament in Selm voted for the new tram line"]
    assert titles(client, "articles?since=2030-01-01") == []
    assert len(titles(client, "articles?limit=2")) == 2
    assert titles(client, "events?outlet=c") == []
    assert len(titles(client, "events?kind=figures")) == 1
    assert titles(client, "events?kind=placement") == []
    assert titles(client, "facts?kind=quotation") == []
    assert titles(client, "search?q=tram+line&outlet=a") == []
    assert titles(client, "search?q=tram+line") == ["Parliament in Selm voted for the new tram line"]
    (event,) = client.get("/api/v1/events?outlet=a").json["events"]
    assert titles(client, f"facts?event={event['id']}") == titles(client, "facts")
    assert titles(client, "facts?event=0") == []


def test_only_silent_edits_are_listed_unless_all_revisions_are_requested(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", OTHER)])
    service.add([article("a", f"{FIRST} No one was hurt."), article("b", f"{OTHER} It rained.", modified="2026-03-01")])
    service.activity.note()
    client = client_of(service)
    (silent,) = titles(client, "revisions")
    assert silent.startswith("Silent edit: Engineers")
    assert min(titles(client, "revisions?changes=all")).startswith("Revised: Parliament")
    assert titles(client, "revisions?outlet=b") == []
    document = client.get("/api/v1/atom/revisions").data
    assert "<ins> No one was hurt.</ins>" in etree.fromstring(document).findtext(f"{ATOM}entry/{ATOM}content")


def test_a_long_change_is_summarised_in_a_few_words(service: Parallax) -> None:
    service.add([article("a", " ".join(f"Word{number} was said." for number in range(3_000)))])
    service.add([article("a", " ".join(f"Term{number} was said." for number in range(3_000)))])
    service.activity.note()
    assert len(client_of(service).get("/api/v1/atom/revisions").data) < 10_000


def test_a_feed_that_has_not_changed_is_not_sent_again(service: Parallax) -> None:
    service.add([article("a", FIRST)])
    service.activity.note()
    client = client_of(service)
    first = client.get("/api/v1/atom/articles")
    assert first.headers["Cache-Control"] == "max-age=60"
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = client.get("/api/v1/atom/articles", headers={header: value})
        assert (again.status_code, again.data) == (304, b"")
    service.add([article("b", OTHER)])
    service.activity.note()
    changed = client.get("/api/v1/atom/articles", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert len(entries(changed.data)) == 2


def test_many_requests_for_one_feed_build_it_once(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    service.add([article("a", FIRST)])
    service.activity.note()
    client = client_of(service)
    first = client.get("/api/v1/atom/articles?outlet=a&limit=5")
    monkeypatch.setattr(service.activity, "latest", lambda *arguments: pytest.fail("it is read again"))
    again = client.get("/api/v1/atom/articles?limit=5&outlet=a")  # the same in another order
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.data == first.data


@pytest.mark.parametrize(
    "address",
    ["articles?limit=0", "articles?limit=101", "articles?since=soon", "events?kind=x", "search", "search?q=", "search?q=%20",
     "revisions?changes=loud", "facts?event=" + "x" * 201],
)  # fmt: skip
def test_an_invalid_request_is_a_problem_document(service: Parallax, address: str) -> None:
    answer = client_of(service).get(f"/api/v1/atom/{address}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("/", 3), ("/?outlet=halyard&kind=figures&since=2026-01-01", 3), ("/outlets", 1), ("/search?q=minister", 1),
        ("/search", 0), ("/method", 0), ("EVENT", 1),
    ],
)  # fmt: skip
def test_a_page_links_its_feeds_with_its_filters(samples: FlaskClient, page: str, feeds: int) -> None:
    event = samples.get("/api/v1/events").json["events"][0]["id"]
    text = samples.get(page.replace("EVENT", f"/events/{event}")).text
    links = html.document_fromstring(text).xpath("//head/link[@type='application/atom+xml']/@href")
    assert len(links) == feeds
    for link in links:
        assert re.search(r"/api/v1/atom/\w+", link)
        assert ("outlet=halyard" in link) == ("outlet=halyard" in page)
        answer = samples.get(link)
        assert answer.status_code == 200
        assert faults_of(answer.data) == []


def test_an_outlet_has_a_feed_of_its_silent_edits(samples: FlaskClient) -> None:
    page = html.document_fromstring(samples.get("/outlets").text)
    links = [each for each in page.xpath("//td/a/@href") if "/atom/revisions?outlet=" in each]
    assert len(links) == len(samples.get("/api/v1/outlets").json["outlets"])
    assert faults_of(samples.get(links[0]).data) == []


def test_undated_and_unnamed_articles_have_atom_entries(service: Parallax) -> None:
    service.add(
        [Article(Outlet(""), "", OTHER), Article(Outlet("x"), "T", FIRST, published=Moment.parse("0001-01-01"))]
    )
    service.activity.note()
    assert sorted(titles(client_of(service), "articles")) == ["T", "Untitled"]
    service.add([Article(Outlet("y"), "", FIRST, "https://y.example/1")])
    service.add([Article(Outlet("y"), "", FIRST.replace(".", " again.", 1), "https://y.example/1")])
    service.activity.note()
    assert [each for each in titles(client_of(service), "revisions") if not each.endswith(": Untitled")] == []
    assert titles(client_of(service), "revisions")
