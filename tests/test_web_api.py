"""The JSON API: shapes, offsets, pagination, and one format of errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compare.model.article import Article, Outlet
from compare.model.match import KINDS
from compare.model.moment import Moment
from compare.services.service import Parallax
from web import create_app
from web.settings import Settings

ONE = {
    "outlet": "The Courier",
    "title": "Bridge shut",
    "text": "Cracks closed the Hallam bridge on Monday. “We will wait,” said Dora Lind.",
}
TWO = {
    "outlet": "The Herald",
    "title": "Bridge closed",
    "text": "🌉 The Hallam bridge closed on Monday after cracks were found.\r\n\r\nFerries run.",
}


@pytest.fixture(scope="module")
def client(sample_archive: Path) -> FlaskClient:
    return create_app(Settings(data=sample_archive)).test_client()


@pytest.fixture
def fresh_client(service: Parallax) -> FlaskClient:
    return create_app(service=service).test_client()


def check_comparison(comparison: dict) -> None:
    texts = {article["id"]: article["text"] for article in comparison["articles"]}
    for match in comparison["matches"]:
        known = {"id", "a", "b", "strength", "probability", "strong_probability", "score", "divergences"}
        assert set(match) == known | {"verdict", "judged_by"}
        assert match["strength"] in {"strong", "weak"}
        assert 0 <= match["strong_probability"] <= match["probability"] <= 1
        assert match["score"] == match["probability"]
        for side in ("a", "b"):
            passage = match[side]
            assert texts[passage["article"]][passage["start"] : passage["end"]] == passage["text"]
            for divergence in match["divergences"]:
                assert divergence["kind"] in KINDS
                assert divergence["reason"]
                assert 0 <= divergence["probability"] <= 1
                assert divergence["confidence"] == divergence["probability"]
                assert divergence["shown"] is (divergence["kind"] != "detail")
                for span in divergence[side]:
                    assert texts[passage["article"]][span["start"] : span["end"]] == span["text"]
    for omission in comparison["omissions"]:
        passage = omission["passage"]
        assert texts[passage["article"]][passage["start"] : passage["end"]] == passage["text"]
        assert omission["article"] in texts


def test_a_comparison_slices_the_stored_texts_exactly(client: FlaskClient) -> None:
    matches = 0
    for event in client.get("/api/v1/events").json["events"]:
        comparison = client.get(f"/api/v1/events/{event['id']}").json["comparison"]
        matches += len(comparison["matches"])
        check_comparison(comparison)
    assert matches > 100


def test_stored_articles_are_compared(client: FlaskClient) -> None:
    ids = [article["id"] for article in client.get("/api/v1/events").json["events"][0]["articles"]][:2]
    comparison = client.get("/api/v1/compare", query_string={"article": ids}).json
    assert [article["id"] for article in comparison["articles"]] == ids
    check_comparison(comparison)


def test_articles_in_the_body_are_compared_as_given_and_not_stored(fresh_client: FlaskClient) -> None:
    answer = fresh_client.post("/api/v1/compare", json={"articles": [ONE, TWO]})
    assert answer.status_code == 200
    assert [article["text"] for article in answer.json["articles"]] == [ONE["text"], TWO["text"]]
    assert answer.json["matches"]
    check_comparison(answer.json)
    assert fresh_client.get("/api/v1/articles").json["articles"] == []


def test_the_matches_of_an_article_are_those_of_its_event(client: FlaskClient) -> None:
    event = client.get("/api/v1/events").json["events"][0]
    comparison = client.get(f"/api/v1/events/{event['id']}").json["comparison"]
    article = event["articles"][0]["id"]
    expected = sum(article in (match["a"]["article"], match["b"]["article"]) for match in comparison["matches"])
    matches = client.get(f"/api/v1/articles/{article}/matches").json["matches"]
    assert len(matches) == expected
    assert all(match["a"]["article"] == article for match in matches)


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [(0, 40, 200), (0.0, 40.0, 200), (0.5, 40, 400), ("0", 40, 400), (False, 40, 400), (0, 0, 400), (0, 1e300, 400)],
)
def test_an_index_is_an_integer_as_defined_by_json_schema(client: FlaskClient, start, end, status) -> None:
    article = client.get("/api/v1/articles?limit=1").json["articles"][0]["id"]
    answer = client.post("/api/v1/matches", json={"article": article, "start": start, "end": end})
    assert answer.status_code == status


def test_the_api_returns_an_article_with_its_text_and_passages(client: FlaskClient) -> None:
    listed = client.get("/api/v1/articles?limit=3").json["articles"]
    for each in listed:
        article = client.get(f"/api/v1/articles/{each['id']}").json
        assert all(article["text"][p["start"] : p["end"]] == p["text"] for p in article["passages"])
        assert article["event"]


def test_outlet_and_date_filters_apply_to_articles_and_events(client: FlaskClient) -> None:
    outlet = client.get("/api/v1/outlets").json["outlets"][0]
    found = client.get("/api/v1/articles", query_string={"outlet": outlet["name"], "limit": 200}).json["articles"]
    assert len(found) == outlet["articles"]
    late = client.get("/api/v1/articles?since=2026-05-01&limit=200").json["articles"]
    early = client.get("/api/v1/articles?until=2026-04-30&limit=200").json["articles"]
    assert len(late) + len(early) == len(client.get("/api/v1/articles?limit=200").json["articles"])
    assert all(article["published"] >= "2026-05-01" for article in late)
    assert all(article["published"] < "2026-05-01" for article in early)
    assert client.get("/api/v1/events?since=2030-01-01").json == {"events": [], "next": None}


@pytest.mark.parametrize("name", ["articles", "events"])
def test_the_pages_of_a_list_neither_skip_nor_repeat(fresh_client: FlaskClient, service: Parallax, name: str) -> None:
    def article(number: int) -> Article:
        words = " ".join(f"word{number}x{each}" for each in range(12))
        day = None if number % 5 == 0 else Moment.parse(f"2026-01-{1 + number % 9:02}")
        return Article(Outlet("The Courier"), f"Story {number}", f"{words}.", published=day)

    service.add(article(number) for number in range(25))
    seen: list[str] = []
    after, number = None, 25
    while True:
        page = fresh_client.get(f"/api/v1/{name}", query_string={"limit": 4, "after": after}).json
        seen += [each["id"] for each in page[name]]
        after = page["next"]
        if after is None:
            break
        service.add([article(number)])  # while someone reads, articles come in
        number += 1
    assert len(seen) == len(set(seen))
    first = {f"Story {each}" for each in range(25)}
    titles = {
        each["title"] for each in fresh_client.get("/api/v1/articles?limit=200").json["articles"] if each["id"] in seen
    }
    assert name == "events" or first <= titles


WRONG = [
    ("GET", "/api/v1/events/nothing", None, 404),
    ("GET", "/api/v1/articles/nothing", None, 404),
    ("GET", "/api/v1/articles/nothing/matches", None, 404),
    ("GET", "/api/v1/matches", None, 405),
    ("GET", "/api/v1/compare", None, 400),
    ("GET", "/api/v1/compare?article=nothing&article=none", None, 404),
    ("GET", "/api/v1/search", None, 400),
    ("GET", "/api/v1/search?q=%00", None, 400),
    ("GET", "/api/v1/search?q=" + "x" * 3000, None, 400),
    ("GET", "/api/v1/articles?limit=0", None, 400),
    ("GET", "/api/v1/articles?limit=²", None, 400),
    ("GET", "/api/v1/articles?limit=" + "9" * 50, None, 400),
    ("GET", "/api/v1/articles?since=2026-13-01", None, 400),
    ("GET", "/api/v1/articles?after=nothing", None, 404),
    ("GET", "/api/v1/nothing", None, 404),
    ("PUT", "/api/v1/events", None, 405),
    ("POST", "/api/v1/compare", b"no json", 400),
    ("POST", "/api/v1/compare", b"[]", 400),
    ("POST", "/api/v1/compare", b'{"articles": [{"text": "One."}]}', 400),
    ("POST", "/api/v1/compare", b'{"articles": [{"text": "One."}, {"text": 2}]}', 400),
    ("POST", "/api/v1/compare", b'{"articles": [{"text": "One."}, {"text": "\\ud800"}]}', 400),
    ("POST", "/api/v1/compare", b'{"articles": [{"text": "One."}, {"text": " \\n"}]}', 400),
    ("POST", "/api/v1/compare", b'{"articles": [{"text": "One."}, {"text": "Two.", "published": "soon"}]}', 400),
    ("POST", "/api/v1/compare", b'{"articles": [{"text": "One."}, {"text": "Two.", "url": "javascript:x"}]}', 400),
    ("POST", "/api/v1/compare", b'{"articles": [' + b'{"text": "One."},' * 99 + b'{"text": "Two."}]}', 400),
    ("POST", "/api/v1/compare", b" " * 9_000_000, 413),
]


@pytest.mark.parametrize(("method", "address", "body", "status"), WRONG)
def test_every_error_is_a_problem_document(
    fresh_client: FlaskClient, method: str, address: str, body: bytes | None, status: int
) -> None:
    answer = fresh_client.open(address, method=method, data=body, content_type="application/json" if body else None)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert answer.json["status"] == status
    assert answer.json["detail"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "outlet", "since", "until", "limit", "after", "article"]), st.text(max_size=20)
        ),
        max_size=4,
    )
)
def test_no_query_gives_a_500(fresh_client: FlaskClient, arguments: list[tuple[str, str]]) -> None:
    for path in (
        "/api/v1/events",
        "/api/v1/articles",
        "/api/v1/compare",
        "/api/v1/divergences",
        "/api/v1/search",
        "/",
        "/search",
    ):
        answer = fresh_client.get(
            path, query_string=[(key, value.encode("utf-8", "replace")) for key, value in arguments]
        )
        assert answer.status_code in {200, 400, 404}, answer.text
