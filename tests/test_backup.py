"""A backup is one consistent state, whatever happens meanwhile; a restore restores exactly what was backed up."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compare.errors import CatalogueError, ConflictError, InputError, ParallaxError
from compare.model.article import Article, Outlet
from compare.ports import Filter
from compare.services.service import Parallax
from indexes.storage.backup import back_up
from indexes.storage.restore import restore
from tests.killing import ALL, article, opened, state
from web.cli.main import parallax

ROOT = Path(__file__).resolve().parents[1]


def quiet(done: int, total: int) -> None:
    """Ignores progress."""


@pytest.fixture
def archive(tmp_path: Path) -> Parallax:
    service = opened(tmp_path / "archive")
    service.add(ALL)
    service.corrections.merge([event(service, 0), event(service, 3)])
    service.corrections.split(event(service, 6), [ALL[7].id])
    return service


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "catalogue.sqlite"


@pytest.fixture
def backup_file(archive: Parallax, catalogue_path: Path, tmp_path: Path) -> Path:
    back_up(catalogue_path, tmp_path / "kept.backup", False, quiet)
    return tmp_path / "kept.backup"


def event(service: Parallax, number: int) -> str:
    return service.events_of([ALL[number].id])[ALL[number].id]


def found(service: Parallax, query: str) -> set[str]:
    return {hit.article.id for hit in service.search(query, Filter(), 50, folded=False)}


def test_a_restored_archive_has_the_same_articles_events_matches_and_corrections(
    backup_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    told, before = restore(backup_file, other / "catalogue.sqlite", False, quiet)
    assert (told.articles, told.corrections, before) == (15, 2, None)
    assert state(other) == state(tmp_path / "archive")
    assert state(other)["comparisons"]
    service = opened(other)
    assert service.maintenance.faults() == []
    assert found(service, "ferry ran aground in fog") == {each.id for each in ALL[6:9]}
    assert service.corrections.undo().number == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["archive", "kept.backup", "other"]


def test_a_backup_is_a_single_file_and_reports_progress(
    archive: Parallax, catalogue_path: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    back_up(catalogue_path, tmp_path / "deep" / "kept.backup", False, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 10
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["kept.backup"]
    (tmp_path / "deep").chmod(0o555)
    assert restore(tmp_path / "deep" / "kept.backup", tmp_path / "new.sqlite", False, quiet)[0].articles == 15


ADDING = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.killing import article, opened
service = opened(Path(sys.argv[1]))
for number in range(1, 10_000):
    batch = [article(story, outlet, 50 * number) for story in (0, 1) for outlet in range(3)]
    service.add([replace(each, url=f"{each.url}/{number}") for each in batch])
    print(number, flush=True)
"""


@pytest.fixture
def adding(catalogue_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that adds batches of six articles, one after the other."""
    process = subprocess.Popen(
        [sys.executable, "-c", ADDING, str(catalogue_path.parent)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_backup_during_adds_has_each_batch_completely_or_not_at_all(
    archive: Parallax, adding: subprocess.Popen[str], catalogue_path: Path, tmp_path: Path
) -> None:
    numbers = []
    for number in range(4):
        acknowledged = archive.count()[0]
        told = back_up(catalogue_path, tmp_path / f"{number}.backup", False, quiet)
        folder = tmp_path / str(number)
        restore(told.file, folder / "catalogue.sqlite", False, quiet)
        service = opened(folder)
        held_now = service.articles(Filter(), 10_000)
        assert len(held_now) == told.articles >= acknowledged
        batches = [each.url.rsplit("/", 1)[1] for each in held_now if each.url and each.url.count("/") == 4]
        assert {batches.count(each) for each in batches} == {6}
        assert len(service.events_of([each.id for each in held_now])) == len(held_now)
        service.maintenance.warm()
        assert service.maintenance.faults() == []
        numbers.append(told.articles)
    assert adding.poll() is None
    assert len(set(numbers)) > 1


def test_running_processes_use_the_restored_catalogue(
    archive: Parallax, backup_file: Path, catalogue_path: Path
) -> None:
    archive.removals.outlet("courier")
    archive.add([article(0, 1, 9)])
    assert len(archive.history(ALL[1].id)) == 2
    told, before = restore(backup_file, catalogue_path, True, quiet)
    assert archive.count()[0] == told.articles == 10  # what was removed stays away
    assert len(found(archive, "dam broke before dawn")) == 2
    assert len(archive.history(ALL[1].id)) == 1
    assert archive.removals.all() == [("outlet", "courier")]
    assert archive.maintenance.faults() == []
    assert before is not None
    assert state(before.parent, before.name)["removed"] == [["outlet", "courier"]]


def test_adding_continues_on_a_restored_older_state(
    backup_file: Path, adding: subprocess.Popen[str], catalogue_path: Path
) -> None:
    assert adding.stdout is not None
    while int(adding.stdout.readline()) < 4:
        pass
    told, _ = restore(backup_file, catalogue_path, True, quiet)
    reached = int(adding.stdout.readline())
    while int(adding.stdout.readline()) < reached + 4:
        pass
    adding.kill()
    adding.wait()
    service = opened(catalogue_path.parent)
    service.maintenance.warm()
    assert service.maintenance.faults() == []
    held_now = [each for each in service.articles(Filter(), 10_000) if each.url and each.url.count("/") == 4]
    assert {each.url.rsplit("/", 1)[1] for each in held_now if each.url}.isdisjoint({"1", "2", "3"})
    assert service.count()[0] == told.articles + len(held_now)
    assert len(held_now) % 6 == 0
    assert held_now


def test_an_index_of_a_later_state_is_not_used_for_an_older_catalogue(
    archive: Parallax, backup_file: Path, catalogue_path: Path
) -> None:
    """The keys of the lost passages are assigned again to other passages."""
    archive.add(
        [Article(Outlet("Gull"), "Otter", "An otter was seen in the canal by four children.", "https://g.example/1")]
    )
    archive.maintenance.rebuild()
    other = opened(catalogue_path.parent)
    restore(backup_file, catalogue_path, True, quiet)
    others = "Snow fell on the pass. The pass stays shut. A plough is on its way up there."
    other.add([Article(Outlet("Gull"), "Snow", others, "https://g.example/2")])
    for service in (archive, opened(catalogue_path.parent)):
        assert [hit.article.title for hit in service.search("snow fell on the pass", Filter(), 1)] == ["Snow"]
        assert not any("Otter" in hit.article.title for hit in service.search("otter seen in canal", Filter(), 50))
        assert service.maintenance.faults() == []


def test_nothing_is_replaced_without_confirmation(archive: Parallax, backup_file: Path, catalogue_path: Path) -> None:
    before, content = state(catalogue_path.parent), backup_file.read_bytes()
    with pytest.raises(ConflictError, match="--replace"):
        back_up(catalogue_path, backup_file, False, quiet)
    with pytest.raises(ConflictError, match="15 articles: use --replace"):
        restore(backup_file, catalogue_path, False, quiet)
    with pytest.raises(InputError, match="not a backup"):
        restore(catalogue_path, catalogue_path, True, quiet)
    with pytest.raises(InputError, match="is a folder"):
        back_up(catalogue_path, catalogue_path.parent, True, quiet)
    assert (state(catalogue_path.parent), backup_file.read_bytes()) == (before, content)
    back_up(catalogue_path, backup_file, True, quiet)


def damage_missing(backup_file: Path) -> None:
    backup_file.unlink()


def damage_empty(backup_file: Path) -> None:
    backup_file.write_bytes(b"")


def damage_cut(backup_file: Path) -> None:
    backup_file.write_bytes(backup_file.read_bytes()[: backup_file.stat().st_size // 2])


def damage_page(backup_file: Path) -> None:
    content = bytearray(backup_file.read_bytes())
    content[3 * 4096 : 9 * 4096] = b"\xa5" * 6 * 4096
    backup_file.write_bytes(content)


def damage_text(backup_file: Path) -> None:
    content = backup_file.read_bytes()
    backup_file.write_bytes(content.replace(b"Witnesses in Weirhome", b"Witnesses in Weirhole"))


def damage_version(backup_file: Path) -> None:
    _execute(backup_file, "UPDATE meta SET value = '99' WHERE key = 'schema'")


def damage_foreign(backup_file: Path) -> None:
    _execute(backup_file, "DELETE FROM articles WHERE row = 1")


def damage_trigger(backup_file: Path) -> None:
    _execute(backup_file, "CREATE TRIGGER t AFTER INSERT ON articles BEGIN DELETE FROM articles; END")


def damage_type(backup_file: Path) -> None:
    _execute(backup_file, "UPDATE article_profiles SET figure_weights = 'a text'")


def damage_metadata(backup_file: Path) -> None:
    _execute(backup_file, "UPDATE articles SET metadata = '[]'")


def damage_date(backup_file: Path) -> None:
    _execute(backup_file, "UPDATE articles SET published = '9999-99-99'")


def damage_review(backup_file: Path) -> None:
    values = "'1', 'sold', '2026-03-04', 'a', 'x', 'b', 'x', '', ''"
    _execute(backup_file, f"INSERT INTO link_reviews VALUES ({values})")


def damage_kind(backup_file: Path) -> None:
    _execute(backup_file, "INSERT INTO judgements VALUES ('1', 'dismissed', '2026-03-04', 'a', 'b', 'taste', '')")


def damage_time(backup_file: Path) -> None:
    _execute(backup_file, "INSERT INTO judgements VALUES ('1', 'dismissed', 'soon', 'a', 'b', 'figures', '')")


def damage_other_program(backup_file: Path) -> None:
    backup_file.unlink()
    _execute(backup_file, "CREATE TABLE things (name)")


def damage_text_file(backup_file: Path) -> None:
    backup_file.write_text("no catalogue " * 1000)


def _execute(catalogue_path: Path, statement: str) -> None:
    with closing(sqlite3.connect(catalogue_path)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "damage",
    [
        damage_missing,
        damage_empty,
        damage_cut,
        damage_page,
        damage_text,
        damage_version,
        damage_foreign,
        damage_trigger,
        damage_type,
        damage_metadata,
        damage_date,
        damage_review,
        damage_kind,
        damage_time,
        damage_other_program,
        damage_text_file,
    ],
)
def test_an_incomplete_catalogue_is_not_restored(backup_file: Path, catalogue_path: Path, damage: object) -> None:
    before = state(catalogue_path.parent)
    assert callable(damage)
    damage(backup_file)
    with pytest.raises(CatalogueError) as raised:
        restore(backup_file, catalogue_path, True, quiet)
    assert str(backup_file) in str(raised.value)
    assert ".part" not in str(raised.value)
    assert state(catalogue_path.parent) == before
    assert [each.name for each in catalogue_path.parent.iterdir() if "part" in each.name or "before" in each.name] == []


def test_a_damaged_catalogue_is_replaced_by_a_backup_unless_a_process_uses_it(
    backup_file: Path, archive: Parallax, catalogue_path: Path, tmp_path: Path
) -> None:
    wanted = state(catalogue_path.parent)
    damaged = tmp_path / "damaged" / "catalogue.sqlite"
    damaged.parent.mkdir()
    archive._catalogue.close()  # type: ignore[attr-defined]
    shutil.copyfile(catalogue_path, damaged)
    code = "import sys, indexes.storage.sql.catalogue as c; c.SqlCatalogue(sys.argv[1]).articles.count(); print(1, flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(damaged)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"1\n"
    with damaged.open("r+b") as file:
        file.write(bytes(4096))
    try:
        with pytest.raises(ConflictError, match="is damaged: use --replace"):
            restore(backup_file, damaged, False, quiet)
        with pytest.raises(CatalogueError, match="in use"):
            restore(backup_file, damaged, True, quiet)
    finally:
        process.communicate(b"\n")
    told, before = restore(backup_file, damaged, True, quiet)
    assert told.articles == 15
    assert state(damaged.parent) == wanted
    assert before is not None
    assert before.read_bytes()[:4096] == bytes(4096)
    assert opened(damaged.parent).maintenance.faults() == []


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(parallax, ["--data", str(folder), *arguments])


def test_the_commands_report_what_they_did(archive: Parallax, catalogue_path: Path, tmp_path: Path) -> None:
    target, other = str(tmp_path / "a.backup"), tmp_path / "other"
    assert "15 articles in" in run(catalogue_path.parent, "backup", target).stdout
    assert isinstance(run(catalogue_path.parent, "backup", target).exception, ParallaxError)
    assert json.loads(run(catalogue_path.parent, "backup", target, "--replace", "--json").stdout)["articles"] == 15
    assert "Restored 15 articles" in run(other, "restore", target).stdout
    assert isinstance(run(other, "restore", target).exception, ParallaxError)
    assert "is kept in" in run(other, "restore", target, "--replace").stdout
    assert json.loads(run(other, "restore", target, "--replace", "--json").stdout)["kept"]
    assert isinstance(run(tmp_path / "none", "backup", str(tmp_path / "b.backup")).exception, ParallaxError)
    assert not (tmp_path / "none").exists()
