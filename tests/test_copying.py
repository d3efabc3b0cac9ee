"""A copy of a catalogue in another database is identical, row by row, however often it was interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from compare.errors import CatalogueError, ConflictError
from compare.model.event import Event
from compare.model.moment import Moment
from compare.ports import Filter
from compare.ports.harvesting import Feed, Link
from indexes.storage.migration import copy
from indexes.storage.sql.catalogue import SqlCatalogue
from tests.fakes import FakeEmbedder
from tests.test_indexes_catalogue import article, embed, store_article

ROOT = Path(__file__).resolve().parents[1]


def quiet(done: int, total: int) -> None:
    assert 0 <= done <= total


def require_same_words(one: SqlCatalogue, other: SqlCatalogue, query: str) -> None:
    found, again = (each.search.by_words(query, 99, Filter()).scores for each in (one, other))
    assert again == [(key, pytest.approx(score, rel=1e-9)) for key, score in found], query


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A catalogue with rows in most tables, and with removed passages."""
    place = tmp_path / "source.sqlite"
    with closing(SqlCatalogue(place)) as catalogue:
        made = [article(f"a{number}", f"It rained {number} times. It stopped.") for number in range(30)]
        store_article(catalogue, *made, article("a1", "It snowed. It stopped."), article("gone"))
        embed(catalogue, FakeEmbedder(), ["It snowed.", "It stopped."])
        catalogue.events.put([Event("one", tuple(each.id for each in made[:20])), Event("two", (made[20].id,))])
        catalogue.corrections.note("merge", Moment.parse("2026-03-04T10:00:00Z"), [], [])
        catalogue.feeds.put([Feed("https://example.org/feed", "Gull")])
        catalogue.feeds.put_links("https://example.org/feed", [Link("https://example.org/zürich 🌊")])
        catalogue.put_meta("a", "b")
        catalogue.articles.remove(article("gone").id)
    return place


@pytest.fixture
def target(tmp_path: Path) -> str:
    """A place without a catalogue."""
    return str(tmp_path / "target" / "catalogue.sqlite")


@pytest.fixture
def empty(target: str) -> Iterator[Callable[[], SqlCatalogue]]:
    """Opens the catalogue at the target."""
    opened: list[SqlCatalogue] = []

    def open_target() -> SqlCatalogue:
        opened.append(SqlCatalogue(target))
        return opened[-1]

    yield open_target
    for each in opened:
        each.close()


def test_a_migrated_catalogue_has_the_same_content_and_can_be_written(
    source: Path, target: str, empty: Callable[[], SqlCatalogue]
) -> None:
    told = copy(source, target, quiet)
    assert (told.rows["articles"], told.rows["passages"], told.rows["corrections"]) == (31, 60, 1)
    one, other = SqlCatalogue(source), empty()
    assert other.faults() == []
    assert other.identity != one.identity
    assert other.get_meta("a") == "b"
    assert other.articles.passages_state()[1:] == one.articles.passages_state()[1:]
    assert other.articles.page(Filter(), 99) == one.articles.page(Filter(), 99)
    assert other.articles.history(article("a1").id) == one.articles.history(article("a1").id)
    for query in ("rained", "snowed", '"it stopped"', "title a7"):
        require_same_words(one, other, query)
    assert store_article(other, article("new")) == store_article(one, article("new"))
    numbers = [
        each.corrections.note("split", Moment.parse("2026-03-05T10:00:00Z"), [], []).number for each in (one, other)
    ]
    assert numbers[0] == numbers[1]
    one.close()


def test_migrating_back_restores_the_original(source: Path, target: str, tmp_path: Path) -> None:
    back = tmp_path / "back.sqlite"
    assert copy(source, target, quiet).digest == copy(target, back, quiet).digest == _digest(back, tmp_path)


def _digest(place: Path, folder: Path) -> str:
    return copy(place, folder / "once more.sqlite", quiet).digest


def test_a_target_that_is_not_empty_is_refused_and_left_unchanged(source: Path, target: str) -> None:
    with closing(SqlCatalogue(target)) as catalogue:
        store_article(catalogue, article("theirs"))
    with pytest.raises(ConflictError, match="not empty"):
        copy(source, target, quiet)
    with closing(SqlCatalogue(target)) as catalogue:
        assert [each.id for each in catalogue.articles.page(Filter(), 9)] == [article("theirs").id]


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("rows", [1, 20, 70, 120])
def test_an_interrupted_migration_is_not_opened_and_resumes_with_later_changes(
    source: Path, target: str, empty: Callable[[], SqlCatalogue], rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexes.storage.migration._ROWS", 7)

    def interrupt(done: int, total: int) -> None:
        if done >= rows:
            raise StoppedError

    with pytest.raises(StoppedError):
        copy(source, target, interrupt)
    with pytest.raises(CatalogueError, match="unfinished copy"):
        empty()
    with closing(SqlCatalogue(source)) as one:
        one.articles.remove(article("a3").id)
        one.articles.remove(article("a29").id)
        store_article(one, article("later", "Frost came. It stopped."), article("a5", "Fog came."))
    copy(source, target, quiet)
    other = empty()
    assert other.faults() == []
    with closing(SqlCatalogue(source)) as one:
        assert other.articles.page(Filter(), 99) == one.articles.page(Filter(), 99)
        assert other.articles.passages_state()[1:] == one.articles.passages_state()[1:]
        for query in ("rained", "frost", "it stopped"):
            require_same_words(one, other, query)


def test_another_catalogue_is_not_copied_into_an_unfinished_copy(source: Path, target: str, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        copy(source, target, interrupt)
    with closing(SqlCatalogue(tmp_path / "other.sqlite")) as other:
        store_article(other, article("b"))
    with pytest.raises(ConflictError, match="not empty"):
        copy(tmp_path / "other.sqlite", target, quiet)


_COPY = """
import sys
import indexes.storage.migration
indexes.storage.migration._ROWS = 3
indexes.storage.migration.copy(sys.argv[1], sys.argv[2], lambda done, total: print(done, flush=True))
"""


def test_a_migration_that_is_killed_repeatedly_still_completes(
    source: Path, target: str, empty: Callable[[], SqlCatalogue]
) -> None:
    for rows in (5, 60, 100):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [sys.executable, "-c", _COPY, str(source), target],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= rows:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    copy(source, target, quiet)
    assert empty().faults() == []


def test_additions_during_a_migration_are_copied_completely_or_not_at_all(
    source: Path, target: str, empty: Callable[[], SqlCatalogue]
) -> None:
    with closing(SqlCatalogue(source)) as one:
        before = one.articles.page(Filter(), 99)
        added = False

        def add(done: int, total: int) -> None:
            nonlocal added
            if not added:
                added = True
                store_article(one, article("meanwhile"))

        copy(source, target, add)
    assert empty().articles.page(Filter(), 99) == before
