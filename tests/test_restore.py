"""Removed API keys and articles stay removed, whichever backup is restored."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compare.errors import ApiKeyError
from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from compare.services.stores.operations.alerts import AlertQuery
from indexes.storage.backup import back_up
from indexes.storage.restore import Plan, restore
from tests.killing import ALL, opened, state
from web.cli.main import parallax

FEED = "https://gazette.example/feed"


def quiet(done: int, total: int) -> None:
    """Ignores progress."""


@pytest.fixture
def archive(tmp_path: Path) -> Parallax:
    service = opened(tmp_path / "archive")
    service.add(ALL)
    service.feed_watcher.follow([Feed(FEED, "Gazette")])
    service._catalogue.feeds.note_articles(FEED, [ALL[2].id])
    return service


@pytest.fixture
def catalogue_path(archive: Parallax, tmp_path: Path) -> Path:
    return tmp_path / "archive" / "catalogue.sqlite"


@pytest.fixture
def backup_file(tmp_path: Path) -> Path:
    return tmp_path / "kept.backup"


def ids(service: Parallax) -> set[str]:
    return {each.id for each in service.articles(Filter(), 100)}


def names(service: Parallax) -> list[str]:
    return [each.name for each in service.api_keys.all()]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(parallax, ["--data", str(folder), *arguments], catch_exceptions=False)


def test_restoring_does_not_bring_back_an_api_key_revoked_since_the_backup(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    revoked = archive.api_keys.create("revoked")
    back_up(catalogue_path, backup_file, False, quiet)
    archive.api_keys.revoke("revoked")
    newer = archive.api_keys.create("newer")
    restore(backup_file, catalogue_path, True, quiet)
    with pytest.raises(ApiKeyError):
        archive.api_keys.check(revoked)
    assert archive.api_keys.check(newer).name == "newer"
    assert names(archive) == ["newer"]


def test_restoring_keeps_an_api_key_that_was_replaced_since_the_backup(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    old = archive.api_keys.create("desk")
    back_up(catalogue_path, backup_file, False, quiet)
    archive.api_keys.revoke("desk")
    new = archive.api_keys.create("desk")
    restore(backup_file, catalogue_path, True, quiet)
    assert archive.api_keys.check(new).name == "desk"
    with pytest.raises(ApiKeyError):
        archive.api_keys.check(old)


@pytest.mark.parametrize("others", [True, False], ids=["archive", "nothing"])
def test_a_backup_of_another_archive_restores_no_api_key(
    archive: Parallax, catalogue_path: Path, backup_file: Path, tmp_path: Path, others: bool
) -> None:
    foreign = archive.api_keys.create("foreign")
    back_up(catalogue_path, backup_file, False, quiet)
    there = tmp_path / "other"
    if others:
        opened(there).api_keys.create("own")
    restore(backup_file, there / "catalogue.sqlite", True, quiet)
    other = opened(there)
    assert ids(other) == ids(archive)
    assert names(other) == (["own"] if others else [])
    with pytest.raises(ApiKeyError):
        other.api_keys.check(foreign)


def test_restoring_does_not_bring_back_an_alert_removed_since_the_backup(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    assert archive.activity.last() == 0  # nobody has looked yet, and so the backup has no log
    back_up(catalogue_path, backup_file.with_suffix(".early"), False, quiet)
    removed = archive.alerts.add("Removed", "https://hook.example/", AlertQuery(("article",)))
    archive.alerts.test(removed.id)
    back_up(catalogue_path, backup_file, False, quiet)
    archive.alerts.remove(removed.id)
    newer = archive.alerts.add("Newer", "https://hook.example/", AlertQuery(("article",)))
    for backup in (backup_file, backup_file.with_suffix(".early")):
        restore(backup, catalogue_path, True, quiet)
        again = opened(catalogue_path.parent)
        (standing,) = again.alerts.all()
        assert (standing.id, standing.secret) == (newer.id, newer.secret)
        assert again._catalogue.alerts.claim_delivery(datetime.now(UTC), 1.0) is None
        assert again.activity.after(standing.seen, ["article", "event", "revision"], 10) == []


def test_articles_removed_since_the_backup_stay_removed(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    back_up(catalogue_path, backup_file, False, quiet)
    archive.removals.article(ALL[0].id)
    archive.removals.outlet("herald")
    archive.removals.feed(FEED)
    removed, left = archive.removals.all(), ids(archive)
    restore(backup_file, catalogue_path, True, quiet)
    again = opened(catalogue_path.parent)
    assert ids(again) == left
    assert again.removals.all() == removed
    assert again.feed_watcher.feeds() == []
    assert again.maintenance.faults() == []
    assert again.add(ALL).refused > 0
    assert ids(again) == left | {ALL[2].id}  # the feed was removed, not its article


def test_articles_removed_before_the_backup_stay_removed(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    archive.removals.outlet("herald")
    back_up(catalogue_path, backup_file, False, quiet)
    archive.removals.undo("outlet", "herald")
    restore(backup_file, catalogue_path, True, quiet)
    assert ("outlet", "herald") in archive.removals.all()


def test_restore_announces_its_plan_before_changing_anything(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    archive.api_keys.create("desk")
    back_up(catalogue_path, backup_file, False, quiet)
    archive.api_keys.revoke("desk")
    archive.api_keys.create("other")
    archive.removals.outlet("herald")
    before, told = state(catalogue_path.parent), []

    def tell(plan: Plan) -> None:
        assert state(catalogue_path.parent) == before
        told.append((plan.held, plan.backup.articles, plan.staying_away, plan.keys_kept, plan.keys_refused))

    restore(backup_file, catalogue_path, False, quiet, tell, dry_run=True)
    assert state(catalogue_path.parent) == before
    assert not list(catalogue_path.parent.glob("*-before-*"))
    restore(backup_file, catalogue_path, True, quiet, tell)
    assert told == [(10, 10, 5, ("other",), ("desk",))] * 2


def test_restoring_over_a_damaged_catalogue_warns_that_its_removals_are_unknown(
    archive: Parallax, catalogue_path: Path, backup_file: Path
) -> None:
    archive.api_keys.create("desk")
    back_up(catalogue_path, backup_file, False, quiet)
    archive._catalogue.close()  # type: ignore[attr-defined]
    catalogue_path.write_bytes(b"\xa5" * 100_000)
    plans: list[Plan] = []
    restore(backup_file, catalogue_path, True, quiet, plans.append)
    assert [(each.held, each.knows_removals) for each in plans] == [(None, False)]
    assert names(opened(catalogue_path.parent)) == []


def test_the_command_announces_what_it_does_and_does_it(
    archive: Parallax, catalogue_path: Path, backup_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.cli.options.build_service", lambda settings: archive)  # with its fake model
    run(catalogue_path.parent, "api-key", "create", "desk")
    run(catalogue_path.parent, "backup", str(backup_file))
    run(catalogue_path.parent, "api-key", "revoke", "desk")
    run(catalogue_path.parent, "remove", "article", "--yes", ALL[0].id)
    planned = run(catalogue_path.parent, "restore", str(backup_file), "--dry-run").stdout
    assert "14 articles" in planned.splitlines()[0]
    assert "not restored: 1 article " in planned
    assert "none of the backup's 1 is restored; this archive has none" in planned
    done = run(catalogue_path.parent, "restore", str(backup_file), "--replace").stdout
    assert done.startswith(planned)
    assert "Restored 14 articles" in done
    assert run(catalogue_path.parent, "api-key", "list").stdout == "No API keys.\n"
    assert ALL[0].id in run(catalogue_path.parent, "remove", "list").stdout
    told = json.loads(run(catalogue_path.parent, "restore", str(backup_file), "--replace", "--json").stdout)
    assert (told["staying_away"], told["keys_kept"], told["keys_refused"]) == (1, [], ["desk"])
