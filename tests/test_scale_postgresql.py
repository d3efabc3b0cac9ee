"""The catalogue on a real PostgreSQL: the contract of every catalogue, and the same answers as SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compare.errors import CatalogueError, InputError
from compare.model.article import Article
from compare.ports import Filter
from compare.services.service import Parallax
from compare.text.passages import split
from indexes.ingest import Defaults, Fault, read
from indexes.samples import STORIES
from indexes.search import Searcher
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.live import LiveIndex
from tests import postgresql
from tests.fakes import FakeEmbedder
from tests.test_indexes_catalogue import *  # noqa: F403 (the contract: it runs here with the fixtures of this module)
from tests.test_indexes_catalogue import article, store_article

pytestmark = pytest.mark.scale


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server, with {} in place of the name of the database."""
    with postgresql.running() as address:
        yield address


@pytest.fixture
def place(server: str) -> Iterator[str]:
    """The URL of an empty database."""
    with postgresql.database(server) as address:
        yield address


@pytest.fixture
def pair(place: str, tmp_path: Path) -> Iterator[tuple[SqlCatalogue, SqlCatalogue]]:
    """A catalogue in a file and one on the server."""
    pair = SqlCatalogue(tmp_path / "catalogue.sqlite"), SqlCatalogue(place)
    yield pair
    for each in pair:
        each.close()


_WORDS = st.sampled_from(
    [
        "the",
        "rain",
        "rains",
        "raining",
        "Minister",
        "ministers’",
        "resigned",
        "relational",
        "skies",
        "happily",
        "Zürich",
        "naïve",
        "école",
        "2026",
        "1,500",
        "U.S.",
        "o'clock",
        "don't",
        "_x_",
        "x́y",
        "Ωmega",
        "ПРИВЕТ",
        "雨",
        "ab",
        "generalization",
        "oscillators",
        "yes",
    ]
)
_TEXTS = st.lists(st.lists(_WORDS | st.text(max_size=6), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=8)
_QUERIES = st.lists(_WORDS | st.just('"') | st.just("minister resigned"), min_size=1, max_size=8).map(" ".join)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=_TEXTS, queries=st.lists(_QUERIES, min_size=1, max_size=4), gone=st.booleans())
def test_full_text_search_gives_the_same_scores_in_every_database(
    pair: tuple[SqlCatalogue, SqlCatalogue], texts: list[str], queries: list[str], gone: bool
) -> None:
    made = [
        Article(article("x").outlet, f"Of {text[:20]}", text, url=f"https://example.org/{uuid4()}") for text in texts
    ]
    keys = [each.articles.add([(one, split(one)) for one in made]) for each in pair]
    if gone:
        for each in pair:
            each.articles.remove(made.pop().id if each is pair[1] else made[-1].id)
    assert keys[0] == keys[1]
    for query in [*queries, texts[0]]:
        one, other = (each.search.by_words(query, 50, Filter()) for each in pair)
        assert one.scores == [(key, pytest.approx(score, rel=1e-9)) for key, score in other.scores], query
        assert (one.passages, one.counts) == (other.passages, other.counts)
    assert [each.faults() for each in pair] == [[], []]


def test_the_sample_stories_give_the_same_results_as_in_sqlite(
    pair: tuple[SqlCatalogue, SqlCatalogue], tmp_path: Path
) -> None:
    embedder = FakeEmbedder()
    articles = [each for each in read([str(STORIES)], Defaults()) if not isinstance(each, Fault)]
    services = []
    for number, catalogue in enumerate(pair):
        index = LiveIndex(tmp_path / f"v{number}", catalogue, embedder.fingerprint, embedder.dimension)
        search = Searcher(catalogue, index, embedder)
        services.append(Parallax(catalogue, embedder, index, search))
        services[-1].add(articles)
    one, other = services
    queries = [each.title for each in articles] + ["minister resigned over leak", '"the minister"', "zzz qqq"]
    for query in queries:
        for where in (Filter(), Filter(outlets=(articles[0].outlet.id,))):
            assert one.search(query, where, 20) == other.search(query, where, 20), query
    events = [[each.event.id for each in service.events(Filter(), 99)] for service in services]
    assert events[0] == events[1]
    for event in events[0]:
        assert one.event(event)[1] == other.event(event)[1]
    assert other.maintenance.faults() == []


def test_readers_see_a_consistent_state_while_another_process_writes(catalogue: SqlCatalogue, place: str) -> None:
    other = SqlCatalogue(place)
    store_article(catalogue, article("a"))
    seen: list[int] = []
    with other.reading():
        seen.append(other.articles.count())
    with other.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one()
        store_article(catalogue, article("b"))
        assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one() == before
    assert other.articles.count() == 2
    other.close()


def test_a_writer_waits_for_another_and_sees_its_changes(catalogue: SqlCatalogue, place: str) -> None:
    other = SqlCatalogue(place)
    keys: list[int] = []

    def write() -> None:
        keys.extend(store_article(other, article("b"))[article("b").id])

    with catalogue.transaction():
        first = store_article(catalogue, article("a"))[article("a").id]
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert other.articles.passages_state() == (other.identity, 0, 0)
    thread.join(20)
    assert keys == [max(first) + 1, max(first) + 2]
    other.close()


def test_a_lock_held_too_long_is_reported_with_a_message(
    catalogue: SqlCatalogue, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SqlCatalogue(place)
    monkeypatch.setattr("indexes.storage.sql.postgresql._PATIENCE_MS", 50)
    with (
        catalogue.transaction(),
        pytest.raises(CatalogueError, match="is locked, because another process is writing to it"),
    ):
        other.put_meta("a", "b")
    other.close()


def test_a_restarted_server_is_used_again(catalogue: SqlCatalogue, server: str) -> None:
    store_article(catalogue, article("a"))
    postgresql.sql(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'parallax'")
    assert catalogue.articles.count() == 1


def test_an_unreachable_server_or_missing_database_is_reported_without_a_password(server: str) -> None:
    with pytest.raises(CatalogueError, match=r"p on 127\.0\.0\.1:9 cannot be reached") as caught:
        SqlCatalogue("postgresql+psycopg://una:hush@127.0.0.1:9/p")
    assert "hush" not in str(caught.value)
    with pytest.raises(CatalogueError, match="does not exist"):
        SqlCatalogue(server.format("nowhere"))


@pytest.mark.parametrize("wrong", ["postgresql://", "postgresql+asyncpg://a:hush@b/c", "postgresql+psycopg://u:hush@h"])
def test_a_database_url_without_a_database_is_refused(wrong: str) -> None:
    with pytest.raises(CatalogueError, match="PARALLAX_DATABASE") as caught:
        SqlCatalogue(wrong)
    assert "hush" not in str(caught.value)


def test_a_database_of_another_program_is_refused_and_not_modified(place: str) -> None:
    server, name = place.replace(place.split("/")[-1].split("?")[0], "{}"), place.split("/")[-1].split("?")[0]
    postgresql.sql(server, "CREATE TABLE theirs (a int)", name)
    with pytest.raises(CatalogueError, match="not a catalogue of Parallax"):
        SqlCatalogue(place)
    assert postgresql.sql(server, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name) == [("theirs",)]


def test_an_invalid_character_is_refused(catalogue: SqlCatalogue) -> None:
    with pytest.raises(InputError, match=r"U\+FFFF"):
        store_article(catalogue, article("a", "It \uffff rained."))
    assert catalogue.articles.count() == 0
