"""What a batch or a list costs does not depend on the size of the archive: no statement reads a whole table that grows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from compare.model.article import Article, Outlet
from compare.model.event import EventOrder
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from web.settings import Settings
from web.wiring import build_service

SMALL = {"outlet_names", "comparing", "comparison_failures"}
"""Tables that do not grow with the archive: of outlets that users renamed, and of events that wait to be compared."""


def article(
    number: int, text: str = "The dam above the town burst at night. Ten people were taken to safety."
) -> Article:
    url = f"https://outlet{number % 5}.example/{number}"
    day = Moment.parse(f"2026-03-{1 + number % 28:02}")
    return Article(
        Outlet(f"Outlet {number % 5}"), f"Dam {number} bursts", f"{text} Report {number}.", url, published=day
    )


@pytest.fixture
def service(tmp_path: Path) -> Parallax:
    service = build_service(Settings(data=tmp_path, reader="none"))
    service.add([article(number) for number in range(30)])
    return service


@contextmanager
def plans() -> Iterator[dict[str, list[str]]]:
    """The query plan of each statement that is executed inside."""
    found: dict[str, list[str]] = {}

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, __: Any, many: bool) -> None:
        if statement not in found and re.match(r"\s*(select|insert|update|delete)", statement, re.IGNORECASE):
            explained = cursor.connection.cursor().execute(
                f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters
            )
            found[statement] = [row[3] for row in explained]

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


def whole_tables(plan: list[str]) -> list[str]:
    """The steps that read a whole table, or all articles because they are all current."""
    scanned = [
        step for step in plan if (found := re.match(r"SCAN (\w+)\b(?! VIRTUAL)", step)) and found[1] not in SMALL
    ]
    return [*scanned, *(step for step in plan if step.endswith("(current=?)"))]


def add_more(service: Parallax) -> None:
    service.add([article(number) for number in range(100, 110)])


def revise(service: Parallax) -> None:
    service.add([replace(article(3), text="The dam held after all, and nobody had to leave the town.")])


def remove(service: Parallax) -> None:
    service.removals.article(article(4).id)


@pytest.mark.parametrize("work", [add_more, revise, remove])
def test_no_statement_reads_a_whole_table(work: Callable[[Parallax], None], service: Parallax) -> None:
    with plans() as found:
        work(service)
    assert len(found) > 10
    reading_all = {statement: whole_tables(plan) for statement, plan in found.items() if whole_tables(plan)}
    assert reading_all == {}


@pytest.mark.parametrize("order", ["latest", "divergence"])
def test_a_list_of_the_events_of_an_outlet_reads_them_in_order(order: EventOrder, service: Parallax) -> None:
    with plans() as found:
        assert service.events(Filter(outlets=("outlet 1",)), 5, order=order)
    (plan,) = [plan for statement, plan in found.items() if "event_outlets" in statement]
    assert [step for step in plan if "COVERING INDEX event_outlets" in step and "(outlet_id=?)" in step]
    assert not [step for step in plan if "FOR ORDER BY" in step]  # only events of the same rank are sorted
