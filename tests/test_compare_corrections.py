"""Users' corrections of events persist, survive regrouping and new articles, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from compare.errors import InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax

DAM = [
    "Engineers opened the gates of the Corran dam on Tuesday after a week of rain. Farms below were warned.",
    "The gates of the Corran dam were opened on Tuesday by engineers, and farms below the dam got a warning.",
    "The Corran dam opened its gates on Tuesday, engineers said, after rain. Farms below the dam were warned.",
]
TRAM = [
    "Parliament in Selm voted for the new tram line. The mayor praised the vote and the tram.",
    "The new tram line was voted for by the parliament in Selm, and the mayor praised the vote on the tram.",
]


def articles(texts: Iterable[str], day: str = "2026-02-03") -> list[Article]:
    return [
        Article(Outlet(f"Outlet {number}"), text.split(".")[0], text, published=Moment.parse(day))
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def stored_ids(service: Parallax) -> list[str]:
    """The ids of two events: three articles on the dam, then two on the tram."""
    found = [*articles(DAM), *articles(TRAM)]
    service.add(found)
    return [each.id for each in found]


def events(service: Parallax) -> set[frozenset[str]]:
    return {frozenset(each.event.article_ids) for each in service.events(Filter(), 100)}


def event_of(service: Parallax, article_id: str) -> str:
    found = service.article(article_id).event_id
    assert found is not None
    return found


def test_the_fixture_is_two_events(service: Parallax, stored_ids: list[str]) -> None:
    assert events(service) == {frozenset(stored_ids[:3]), frozenset(stored_ids[3:])}


def test_merged_events_stay_merged_after_reclustering(service: Parallax, stored_ids: list[str]) -> None:
    correction = service.corrections.merge([event_of(service, stored_ids[3]), event_of(service, stored_ids[0])])
    assert events(service) == {frozenset(stored_ids)}
    assert correction.event_ids[0] == event_of(service, stored_ids[0])
    service.recluster(Filter())
    assert events(service) == {frozenset(stored_ids)}


def test_split_articles_get_a_separate_event_and_are_not_merged_again(service: Parallax, stored_ids: list[str]) -> None:
    service.corrections.split(event_of(service, stored_ids[0]), [stored_ids[1]])
    apart = {frozenset([stored_ids[0], stored_ids[2]]), frozenset([stored_ids[1]]), frozenset(stored_ids[3:])}
    assert events(service) == apart
    service.recluster(Filter())
    assert events(service) == apart
    service.add(articles([f"{DAM[0]} It rained."]))
    assert event_of(service, stored_ids[1]) != event_of(service, stored_ids[0])


def test_a_moved_article_stays_where_it_was_put(service: Parallax, stored_ids: list[str]) -> None:
    service.corrections.move([stored_ids[2]], event_of(service, stored_ids[3]))
    moved = {frozenset(stored_ids[:2]), frozenset(stored_ids[2:])}
    assert events(service) == moved
    service.recluster(Filter())
    assert events(service) == moved


def test_a_new_article_joins_an_event_that_was_corrected(service: Parallax, stored_ids: list[str]) -> None:
    service.corrections.merge([event_of(service, stored_ids[0]), event_of(service, stored_ids[3])])
    (new,) = articles([f"{TRAM[0]} It rained."])
    service.add([new])
    assert event_of(service, new.id) == event_of(service, stored_ids[0])


@pytest.mark.parametrize("kind", ["merge", "split", "move"])
def test_every_correction_is_undone_completely(service: Parallax, stored_ids: list[str], kind: str) -> None:
    before = [event_of(service, each) for each in stored_ids]
    orders = [service.event(each)[0].event for each in dict.fromkeys(before)]
    if kind == "merge":
        service.corrections.merge([before[0], before[3]])
    elif kind == "split":
        service.corrections.split(before[0], stored_ids[:2])
    else:
        service.corrections.move([stored_ids[0]], before[3])
    assert [event_of(service, each) for each in stored_ids] != before
    service.corrections.undo()
    assert [service.event(each)[0].event for each in dict.fromkeys(before)] == orders
    assert [each.undone for each in service.corrections.page(10)] == [True]


def test_corrections_are_undone_latest_first(service: Parallax, stored_ids: list[str]) -> None:
    first = service.corrections.split(event_of(service, stored_ids[0]), [stored_ids[1]])
    second = service.corrections.move([stored_ids[1]], event_of(service, stored_ids[3]))
    with pytest.raises(InputError, match=f"Correction {second.number}"):
        service.corrections.undo(first.number)
    service.corrections.undo(second.number)
    service.corrections.undo(first.number)
    assert events(service) == {frozenset(stored_ids[:3]), frozenset(stored_ids[3:])}
    with pytest.raises(InputError, match="already undone"):
        service.corrections.undo(first.number)
    with pytest.raises(InputError, match="no correction"):
        service.corrections.undo()
    with pytest.raises(NotFoundError):
        service.corrections.undo(99)


def test_an_impossible_correction_is_reported_and_changes_nothing(service: Parallax, stored_ids: list[str]) -> None:
    event = event_of(service, stored_ids[0])
    with pytest.raises(InputError, match="two"):
        service.corrections.merge([event, event])
    with pytest.raises(NotFoundError):
        service.corrections.merge([event, "nothing"])
    with pytest.raises(InputError, match="leave at least one"):
        service.corrections.split(event, stored_ids[:3])
    with pytest.raises(InputError, match="No article is selected"):
        service.corrections.split(event, [])
    with pytest.raises(InputError, match="not"):
        service.corrections.split(event, [stored_ids[3]])
    with pytest.raises(InputError, match="Nothing to move"):
        service.corrections.move([stored_ids[0]], event)
    with pytest.raises(NotFoundError):
        service.corrections.move(["nothing"], event)
    assert events(service) == {frozenset(stored_ids[:3]), frozenset(stored_ids[3:])}
    assert service.corrections.page(10) == []


def test_reclustering_a_period_leaves_other_events_unchanged(service: Parallax, stored_ids: list[str]) -> None:
    assert service.recluster(Filter(since=Moment.parse("2027-01-01"))) == []
    assert events(service) == {frozenset(stored_ids[:3]), frozenset(stored_ids[3:])}


def test_corrections_made_while_adding_are_not_undone_by_the_next_batch(
    service: Parallax, stored_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compare.services.adding.add._BATCH_CHARACTERS", 1)
    new = articles([f"{DAM[0]} It rained.", f"{DAM[1]} It snowed.", f"{DAM[2]} It hailed."])

    def arriving() -> Iterator[Article]:
        yield new[0]
        yield new[1]  # the first is held by now
        service.corrections.split(event_of(service, stored_ids[0]), [stored_ids[1]])
        service.add(articles([f"{TRAM[0]} It rained."], "2026-02-04"))
        yield new[2]

    service.add(arriving())
    assert event_of(service, stored_ids[1]) != event_of(service, stored_ids[0])
    assert event_of(service, new[2].id) in {event_of(service, stored_ids[0]), event_of(service, stored_ids[1])}
    assert sum(len(each) for each in events(service)) == service.count()[0] == 9
