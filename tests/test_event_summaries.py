"""Summaries of events in lists: stored when events are compared, and equal to their comparison."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from compare.services.summaries import summarise

DAM = "At least 12 people died when the Weir dam burst on Tuesday. Its gates had stood open since noon."
WEIR = "At least 14 people died when the Weir dam burst on Tuesday. The gates of the dam had stood open."
LATER = "Some 15 people died when the Weir dam burst on Tuesday. Gates of the dam stood open at noon."


def article(outlet: str, text: str, address: str | None = None) -> Article:
    return Article(Outlet(outlet), text.split(".")[0], text, address, published=Moment.parse("2026-02-03"))


@pytest.fixture
def filled_service(service: Parallax) -> Parallax:
    service.add(
        [article("A", DAM), article("B", WEIR), article("C", "Voters chose a new mayor of Tarn. He won by far.")]
    )
    return service


def test_the_list_of_events_agrees_with_the_comparison(filled_service: Parallax) -> None:
    for summary in filled_service.events(Filter(), 10):
        own, comparison = filled_service.event(summary.event.id)
        assert summary == own == summarise(own.event, comparison)
    assert any(summary.counts.origins == 2 for summary in filled_service.events(Filter(), 10))


def test_the_list_of_events_reads_no_comparison(filled_service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled_service.events(Filter(), 10)

    def never(*_: object) -> None:
        raise AssertionError("a comparison was read")

    monkeypatch.setattr(filled_service._catalogue.results, "stored_comparison", never)
    monkeypatch.setattr(filled_service._catalogue.comparisons, "stored_pairs", never)
    assert filled_service.events(Filter(), 10) == before


def test_the_list_of_events_takes_a_constant_number_of_sql_statements(filled_service: Parallax) -> None:
    filled_service.add([article("D", "Snow closed the mountain railway. Schools in the upper valley stay shut today.")])
    taken = []
    for limit in (1, 3):
        with statements() as found:
            assert len(filled_service.events(Filter(), limit)) == limit
        taken.append(len(found))
    assert taken[0] == taken[1]


def test_an_event_that_gains_an_article_keeps_its_divergences_while_it_is_compared(filled_service: Parallax) -> None:
    before = next(each for each in filled_service.events(Filter(), 10) if len(each.articles) == 2)
    filled_service.comparing.delegate_to(lambda: None)
    filled_service.add([article("D", LATER)])
    now = next(each for each in filled_service.events(Filter(), 10) if len(each.articles) == 3)
    assert (now.progress.done, now.progress.total) == (1, 3)
    assert now.top == before.top
    filled_service.comparing.run_all()
    then = next(each for each in filled_service.events(Filter(), 10) if len(each.articles) == 3)
    assert then.progress.done == 3
    assert then == filled_service.event(then.event.id)[0]


def test_a_damaged_summary_is_treated_as_missing(filled_service: Parallax) -> None:
    event_id = next(each.event.id for each in filled_service.events(Filter(), 10) if len(each.articles) == 2)
    signature = filled_service._catalogue.results.stored_summaries([event_id])[event_id][0]
    filled_service._catalogue.results.store_summary(event_id, signature, "damaged")
    summary = next(each for each in filled_service.events(Filter(), 10) if each.event.id == event_id)
    assert summary.top == ()
    assert (summary.progress.done, summary.progress.total) == (1, 1)


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []

    def told(connection: object, cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", told)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", told)
