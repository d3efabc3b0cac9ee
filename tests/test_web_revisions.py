"""A text that changed at the same URL: the old one is kept, and removed and added words are shown."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.diff.revisions import changes
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.services.service import Parallax
from web import create_app
from web.settings import Settings

URL = "https://halyard.example/dam"


def version(title: str, text: str, modified: str | None = None) -> Article:
    return Article(Outlet("Halyard"), title, text, URL, modified=Moment.parse(modified) if modified else None)


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    service.add([version("Dam breaks", "The dam broke at dawn.\nTwo farms were flooded.")])
    service.add([version("Dam breaks", "The dam broke at dawn.\nThree farms were flooded.")])
    service.add(
        [version("Dam <b>broke</b>", "The dam broke at dawn.\nThree farms were flooded. One is lost.", "2026-03-03")]
    )
    return create_app(Settings(), service).test_client()


TEXTS = st.text(st.sampled_from("ab \n."), max_size=60)


@given(TEXTS, TEXTS)
def test_diff_pieces_join_to_both_texts(old: str, new: str) -> None:
    pieces = list(changes(old, new))
    assert "".join(each.text for each in pieces if each.change != "insert") == old
    assert "".join(each.text for each in pieces if each.change != "delete") == new


def test_a_long_rewrite_is_summarised_without_comparing_every_word() -> None:
    old, new = "a " * 30_000, "b " * 30_000
    assert [each.change for each in changes(old, new)] == ["delete", "insert"]


def test_the_revisions_page_shows_every_change_latest_first_and_escaped(client: FlaskClient) -> None:
    (article,) = client.get("/api/v1/articles").json["articles"]
    assert "Revised 2 times" in client.get(f"/articles/{article['id']}").text
    page = client.get(f"/articles/{article['id']}/revisions").text
    assert page.index("One is lost.") < page.index("Two</del>")
    assert '<ins><span class="unseen">added: </span>Three</ins>' in page
    assert page.count("Silent edit:") == 1
    assert re.search(r"Modified <time datetime=\"2026-03-03[^>]*>3 March 2026", page)
    assert "<b>broke</b>" not in page
    assert "broke" in page


def test_the_api_gives_every_revision_the_current_one_last(client: FlaskClient) -> None:
    (article,) = client.get("/api/v1/articles").json["articles"]
    found = client.get(f"/api/v1/articles/{article['id']}/revisions").json["revisions"]
    assert [each["text"].count("Three") for each in found] == [0, 1, 1]
    assert found[-1]["revision"] == article["revision"]
    assert client.get("/api/v1/articles/none/revisions").status_code == 404
    assert client.get("/articles/none/revisions").status_code == 404


def test_an_article_with_one_revision_says_so(client: FlaskClient, service: Parallax) -> None:
    service.add([Article(Outlet("Courier"), "Tram", "A tram line opened in Orly.")])
    single = next(each["id"] for each in client.get("/api/v1/articles").json["articles"] if each["title"] == "Tram")
    assert "only one revision" in client.get(f"/articles/{single}/revisions").text
    assert "Revised" not in client.get(f"/articles/{single}").text
