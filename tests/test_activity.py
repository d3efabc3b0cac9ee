"""The activity log: new items are logged once, in order, and nothing that a killed process left is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from compare.comparison.filters import DivergenceFilter
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services import activity
from compare.services.activity import ActivityLog
from compare.services.service import Parallax
from compare.services.stores.operations.activity import Activity, ActivityFilter, ActivityKind
from indexes.storage.sql.catalogue import SqlCatalogue

FIRST = (
    "Engineers opened the gates of the Corran dam on Tuesday. Four farms below the dam were flooded on Tuesday night."
)
SECOND = (
    "The gates of the Corran dam were opened on Tuesday by engineers. "
    "Nine farms below the dam were flooded on Tuesday night."
)
OTHER = "Parliament in Selm voted for the new tram line. The mayor praised the vote and the tram."
EVERY: tuple[ActivityKind, ...] = ("article", "event", "fact", "revision")


def article(outlet: str, body: str, url: str | None = None, modified: str | None = None) -> Article:
    return Article(
        Outlet(outlet), body.split(".")[0], body, url or f"https://{outlet}.example/1",
        published=Moment.parse("2026-02-03"), modified=Moment.parse(modified) if modified else None,
    )  # fmt: skip


def kinds(found: list[Activity]) -> list[str]:
    return [each.kind for each in found]


def test_articles_events_and_contested_facts_are_logged_once(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", SECOND), article("c", OTHER)])
    assert service.activity.note() > 0
    noted = service.activity.after(0, EVERY, 100)
    assert sorted(set(kinds(noted))) == ["article", "event", "fact"]
    assert kinds(noted).count("article") == 3
    assert kinds(noted).count("event") == 1  # the third article stands alone
    assert [each.number for each in noted] == sorted(each.number for each in noted)
    assert service.activity.note() == 0
    assert service.activity.after(0, EVERY, 100) == noted


def test_a_contested_fact_is_logged_with_its_event(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", SECOND)])
    service.activity.note()
    (event,) = service.activity.latest(ActivityFilter("event"), 10)
    facts = list(service.activity.latest(ActivityFilter("fact"), 10))
    assert {each.context for each in facts} == {event.subject}
    assert service.activity.last() >= facts[0].number


def test_a_changed_text_is_logged_as_a_revision_not_as_an_article(service: Parallax) -> None:
    service.add([article("a", FIRST)])
    service.activity.note()
    before = service.activity.last()
    changed = article("a", f"{FIRST} No one was hurt.")
    service.add([changed])
    service.activity.note()
    (revision,) = service.activity.after(before, EVERY, 100)
    assert (revision.kind, revision.subject, revision.context) == ("revision", changed.id, changed.revision)


def test_an_article_changed_before_it_was_logged_is_an_article_and_a_revision(service: Parallax) -> None:
    service.add([article("a", FIRST)])
    service.add([article("a", f"{FIRST} No one was hurt.")])
    service.activity.note()
    assert kinds(service.activity.after(0, EVERY, 100)) == ["article", "revision"]


def test_removed_items_are_not_listed(service: Parallax) -> None:
    one, other = article("a", FIRST), article("b", SECOND)
    service.add([one, other])
    service.activity.note()
    service.removals.article(one.id)
    assert [each.subject for each in service.activity.latest(ActivityFilter("article"), 10)] == [other.id]
    removed = service.activity.of("article", [one.id, other.id])
    assert len(removed) == 2  # the log itself stays


def test_entries_are_filtered_and_listed_latest_first(service: Parallax) -> None:
    service.add([article("a", FIRST)])
    service.activity.note()
    service.add([article("b", SECOND), article("c", OTHER)])
    service.activity.note()
    every = list(service.activity.latest(ActivityFilter("article"), 10))
    assert [each.number for each in every] == sorted((each.number for each in every), reverse=True)
    (of_b,) = service.activity.latest(ActivityFilter("article", Filter(outlets=("b",))), 10)
    assert of_b in every
    assert list(service.activity.latest(ActivityFilter("event", Filter(outlets=("c",))), 10)) == []
    assert len(list(service.activity.latest(ActivityFilter("event", Filter(outlets=("b",))), 10))) == 1
    having = DivergenceFilter(("figures",), shown=True)
    assert len(list(service.activity.latest(ActivityFilter("event", having=having), 10))) == 1
    none = DivergenceFilter(("placement",), shown=True)
    assert list(service.activity.latest(ActivityFilter("event", having=none), 10)) == []


def test_no_more_entries_are_read_than_requested(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "_ROWS_AT_ONCE", 2)
    service.add([article(f"o{number}", f"{OTHER} It cost {number} crowns.") for number in range(7)])
    service.activity.note()
    found = list(service.activity.latest(ActivityFilter("article"), 5))
    assert len({each.number for each in found}) == 5
    assert len(list(service.activity.latest(ActivityFilter("article"), 50))) == 7
    assert found == sorted(found, key=lambda each: -each.number)


def test_after_a_process_is_killed_between_two_steps_the_next_one_logs_the_rest(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", SECOND)])
    store = service._catalogue
    store.activity.note_stored(datetime.now(UTC))  # and killed before the facts were noted
    assert "fact" not in kinds(service.activity.after(0, EVERY, 100))
    service.activity.note()
    assert "fact" in kinds(service.activity.after(0, EVERY, 100))


def test_two_concurrent_processes_log_nothing_twice(service: Parallax) -> None:
    service.add([article("a", FIRST), article("b", SECOND)])
    store = service._catalogue
    (compared,) = store.activity.compared_anew(10)
    other = ActivityLog(store.activity, lambda event_id: service.event(event_id)[1])
    other.note()
    before = service.activity.after(0, EVERY, 100)
    facts = [each.subject for each in before if each.kind == "fact"]
    assert store.activity.note_facts(compared, facts, datetime.now(UTC)) == 0
    assert store.activity.note_stored(datetime.now(UTC)) == 0
    assert service.activity.after(0, EVERY, 100) == before


def test_an_archive_of_an_earlier_version_gets_its_activity_log_when_opened(tmp_path: Path) -> None:
    place = tmp_path / "catalogue.sqlite"
    SqlCatalogue(place).close()
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        for table in ("alert_deliveries", "alerts", "activity_compared", "activity"):
            connection.execute(text(f"DROP TABLE {table}"))
    engine.dispose()
    catalogue = SqlCatalogue(place)
    assert catalogue.activity.last() == 0
    assert catalogue.activity.note_stored(datetime.now(UTC)) == 0
    catalogue.close()


def test_a_read_only_catalogue_is_not_changed(tmp_path: Path) -> None:
    place = tmp_path / "catalogue.sqlite"
    SqlCatalogue(place).close()
    catalogue = SqlCatalogue(place, read_only=True)
    assert catalogue.activity.note_stored(datetime.now(UTC)) == 0
    assert catalogue.activity.compared_anew(10) == []
    assert catalogue.alerts.claim(datetime.now(UTC), 1.0, 10) is None
    assert catalogue.alerts.claim_delivery(datetime.now(UTC), 1.0) is None
    catalogue.close()


@pytest.mark.parametrize("kind", EVERY)
def test_an_empty_archive_has_no_activity(service: Parallax, kind: ActivityKind) -> None:
    assert service.activity.note() == 0
    assert service.activity.last() == 0
    assert list(service.activity.latest(ActivityFilter(kind), 10)) == []
