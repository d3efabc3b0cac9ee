"""A catalogue in a file: errors are reported in words, and a copy of it is a catalogue."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from compare.comparison.filters import DivergenceFilter
from compare.errors import CatalogueError, LockedError
from compare.model.event import Event
from compare.model.match import KindFound
from compare.ports import Filter
from indexes.storage.sql import schema
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.storage.sql.fulltext.fts5 import match_expression
from indexes.storage.sql.fulltext.query_words import loose_words, phrases
from tests.test_indexes_catalogue import ANYTHING, article, store_article


@pytest.fixture
def catalogue(tmp_path: Path) -> SqlCatalogue:
    return SqlCatalogue(tmp_path / "catalogue.sqlite")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="\"*()-:^+NEAR AND OR{}\\'“”\0", max_size=40))
def test_no_typed_query_is_an_error(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE f USING fts5(text, title, tokenize='porter unicode61 remove_diacritics 2')"
    )
    expression = match_expression(query)
    assert bool(expression) == bool(phrases(query) or loose_words(query, ()))
    if expression:
        connection.execute("SELECT rowid FROM f WHERE f MATCH ?", (expression,)).fetchall()
    connection.close()


def test_a_catalogue_of_an_earlier_version_gets_missing_tables_and_columns(catalogue: SqlCatalogue) -> None:
    store_article(catalogue, article("a"), article("b", outlet="Heron"))
    catalogue.events.put([Event("two", (article("b", outlet="Heron").id,))])
    with sqlite3.connect(Path(catalogue.location)) as connection:
        connection.execute("DROP TABLE judgements")
        connection.execute("DROP TABLE event_outlets")
        connection.execute("DROP TABLE event_ranks")
        connection.execute("DROP TABLE event_kinds")
        connection.execute("CREATE TABLE event_ranks (event TEXT PRIMARY KEY, weight REAL, kinds TEXT NOT NULL)")
        connection.execute("ALTER TABLE articles DROP COLUMN first_outlet")
    again = SqlCatalogue(Path(catalogue.location))
    again.events.put([Event("one", (article("a").id,))])
    again.results.store_rank("one", 0.5, [KindFound("figures", True, 0.5)])
    assert again.events.page(ANYTHING, 5, None, DivergenceFilter(("figures",)))
    assert again.reviews.page(5) == []
    assert again.articles.page(Filter(outlets=("gull",)), 5) == [article("a")]
    assert [each.id for each in again.events.page(Filter(outlets=("heron",)), 5)] == ["two"]


def test_the_catalogue_version_changes_after_every_write_of_any_process(catalogue: SqlCatalogue) -> None:
    other = SqlCatalogue(Path(catalogue.location))
    seen = [catalogue.version()]
    for writer, name in ((catalogue, "a"), (other, "b"), (catalogue, "c")):
        store_article(writer, article(name))
        seen.append(catalogue.version())
        other.articles.page(ANYTHING, 5)
        assert catalogue.version() == seen[-1]
    assert len(set(seen)) == 4
    with pytest.raises(ZeroDivisionError), catalogue.transaction():
        store_article(catalogue, article("d"))
        _ = 1 / 0
    assert catalogue.version() == seen[-1]
    catalogue.close()
    assert isinstance(catalogue.version(), int)


def counts(catalogue: SqlCatalogue) -> tuple[int, int, list[int]]:
    numbers = [each.articles for each in catalogue.outlets.counts()]
    return catalogue.articles.count(), catalogue.events.count(), numbers


def test_counts_follow_every_write_of_any_process(catalogue: SqlCatalogue) -> None:
    other = SqlCatalogue(Path(catalogue.location))
    assert counts(catalogue) == counts(other) == (0, 0, [])
    for number, (writer, name) in enumerate(((catalogue, "a"), (other, "b"), (catalogue, "c")), 1):
        store_article(writer, article(name))
        writer.events.put([Event(name, (article(name).id,))])
        for each in (catalogue, other):
            articles, events, numbers = counts(each)
            assert articles == events == sum(numbers) == number
    with pytest.raises(ZeroDivisionError), catalogue.transaction():
        store_article(catalogue, article("d"))
        assert catalogue.articles.count() == 4
        _ = 1 / 0
    assert catalogue.articles.count() == other.articles.count() == 3


def test_counts_are_right_after_closing_although_versions_begin_again(catalogue: SqlCatalogue) -> None:
    assert counts(catalogue) == (0, 0, [])
    catalogue.close()
    other = SqlCatalogue(Path(catalogue.location))
    store_article(other, article("a"))
    assert counts(catalogue) == (1, 0, [1])


def test_unchanged_data_are_counted_once(catalogue: SqlCatalogue) -> None:
    store_article(catalogue, article("a"))
    first = counts(catalogue)
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    listen(Engine, "before_cursor_execute", note)
    try:
        assert counts(catalogue) == first
        assert found == []
        assert catalogue.articles.count(Filter(outlets=("gull",))) == 1
        assert len(found) == 1
    finally:
        remove(Engine, "before_cursor_execute", note)


def test_a_file_that_is_not_a_database_is_refused_with_a_message(tmp_path: Path) -> None:
    place = tmp_path / "catalogue.sqlite"
    place.write_text("This is a letter, and much longer than the header of a database. " * 20)
    with pytest.raises(CatalogueError, match="not a catalogue"):
        SqlCatalogue(place)


def test_a_database_of_another_program_is_refused_and_not_modified(tmp_path: Path) -> None:
    place = tmp_path / "catalogue.sqlite"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(CatalogueError, match="not a catalogue of Parallax"):
        SqlCatalogue(place)
    with sqlite3.connect(place) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_catalogue_of_a_newer_version_is_refused_with_a_message(catalogue: SqlCatalogue) -> None:
    with sqlite3.connect(Path(catalogue.location)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(CatalogueError, match=f"version 99, but this version of Parallax needs {schema.VERSION}"):
        SqlCatalogue(Path(catalogue.location))


def test_a_damaged_catalogue_is_reported_as_damaged(catalogue: SqlCatalogue) -> None:
    for number in range(40):
        store_article(catalogue, article(f"a{number}", "It rained hard all day. " * 50))
    catalogue.close()
    with Path(catalogue.location).open("r+b") as file:
        file.seek(20 * 4096)
        file.write(os.urandom(60 * 4096))
    try:
        found = "".join(SqlCatalogue(Path(catalogue.location)).faults())
    except CatalogueError as error:
        found = str(error)
    assert "damaged" in found


def test_a_catalogue_opened_read_only_rejects_writes(catalogue: SqlCatalogue) -> None:
    store_article(catalogue, article("a"))
    catalogue.events.put([Event("one", (article("a").id,))])
    reader = SqlCatalogue(f"sqlite:///{Path(catalogue.location)}", read_only=True)
    assert reader.articles.count() == 1
    assert len(reader.search.by_words("rained", 3, ANYTHING).scores) == 1
    with pytest.raises(CatalogueError, match="read-only"):
        store_article(reader, article("b"))
    reader.results.store_comparison("one", "s", "{}")
    assert reader.results.stored_comparison("one") is None
    assert reader.faults() == []


def test_a_missing_catalogue_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="does not exist"):
        SqlCatalogue(tmp_path / "none.sqlite", read_only=True)
    (tmp_path / "file").touch()
    with pytest.raises(CatalogueError):
        SqlCatalogue(tmp_path / "file" / "catalogue.sqlite")
    with pytest.raises(CatalogueError, match="is neither"):
        SqlCatalogue("mysql://user:secret@somewhere/else")


def test_a_lock_held_too_long_is_reported_with_a_message(
    catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexes.storage.sql.sqlite._BUSY_MS", 50)
    with catalogue.transaction(), pytest.raises(LockedError, match="locked, because another process is writing to it"):
        SqlCatalogue(Path(catalogue.location)).put_meta("a", "b")


def test_a_copied_folder_is_a_valid_catalogue(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    store_article(catalogue, article("a"))
    catalogue.close()
    shutil.copytree(tmp_path, tmp_path.parent / "copied here")
    assert SqlCatalogue(tmp_path.parent / "copied here" / "catalogue.sqlite").articles.count() == 1
