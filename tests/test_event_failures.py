"""An event that cannot be assembled or shown says why, on each of its pages; everything else goes on."""

from __future__ import annotations

from typing import Any

import pytest

from compare.ports import Filter
from compare.services import summaries
from compare.services.comparing import compare as comparing
from compare.services.service import Parallax
from tests.test_compare_service import DAM, VOTE, WEIR, article
from web import create_app
from web.pages import events as event_pages
from web.settings import Settings

POISON = "The Poison Post"
WHY = "OverflowError: a number too large"
PAGES = [
    "/events/{event}", "/events/{event}?copies=all", "/events/{event}/share", "/api/v1/events/{event}/citation", "/figures?event={event}",
    "/articles/{article}", "/export/divergences.csv?event={event}", "/", "/search?q=dam", "/api/v1/events/{event}",
    "/api/v1/events/{event}/facts", "/api/v1/events/{event}/figures", "/api/v1/events/{event}/divergences",
    "/api/v1/events/{event}/omissions", "/api/v1/events/{event}/origins", "/api/v1/events", "/api/v1/atom/events", "/api/v1/atom/facts",
]  # fmt: skip


@pytest.fixture
def held(service: Parallax) -> dict[str, str]:
    """The id of an event that is compared, of an article of it, and of another event."""
    service.add([article(POISON, DAM), article("B", WEIR)])
    service.add([article(each, f"{VOTE} So says {each}.", day="2025-07-03") for each in "CD"])
    of = {POISON in {one.outlet.name for one in each.articles}: each for each in service.events(Filter(), 5)}
    return {"event": of[True].event.id, "article": of[True].articles[0].id, "other": of[False].event.id}


def breaking(step: Any) -> Any:
    """The step, which cannot process articles of one outlet that have matches."""

    def run(first: Any, *given: Any, **named: Any) -> Any:
        if any(POISON in str(each) for each in (first, *given)) and getattr(first, "matches", True):
            raise OverflowError("a number too large")
        return step(first, *given, **named)

    return run


@pytest.fixture(params=["joined", "fold", "facts"])
def broken(request: pytest.FixtureRequest, held: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    module = summaries if request.param == "facts" else comparing
    name = {"joined": "joined", "fold": "fold", "facts": "facts_of"}[request.param]
    monkeypatch.setattr(module, name, breaking(getattr(module, name)))
    return held


def test_an_event_that_cannot_be_assembled_says_why_and_breaks_no_page(
    service: Parallax, broken: dict[str, str]
) -> None:
    client = create_app(Settings(), service).test_client()
    wrong = {
        page: answer.status_code for page in PAGES if (answer := client.get(page.format(**broken))).status_code > 299
    }
    assert wrong == {}
    page = client.get(f"/events/{broken['event']}").text
    assert f"Assembling the event {POISON}" in page
    assert WHY in page
    assert "Traceback" not in page
    (failure,) = client.get(f"/api/v1/events/{broken['event']}").json["comparison"]["failures"]
    assert (failure["step"], failure["problem"]) == ("assembling the event", WHY)
    assert client.get(f"/api/v1/events/{broken['other']}").json["comparison"]["matches"]


def test_doctor_names_an_event_that_cannot_be_assembled_once(service: Parallax, broken: dict[str, str]) -> None:
    for _ in range(3):
        service.event(broken["event"])
    (fault,) = service.maintenance.faults()
    assert fault.startswith("Assembling the event failed for ")
    assert WHY in fault


def test_a_page_of_an_event_that_cannot_be_made_says_why_and_the_others_are_shown(
    service: Parallax, held: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_pages, "event_context", breaking(event_pages.event_context))
    client = create_app(Settings(), service).test_client()
    answer = client.get(f"/events/{held['event']}")
    assert answer.status_code == 500
    assert f"This event cannot be shown: {WHY}." in answer.text
    assert client.get(f"/events/{held['other']}").status_code == 200
    assert client.get(f"/api/v1/events/{held['event']}").status_code == 200
    (fault,) = service.maintenance.faults()
    assert fault.startswith("Showing the event failed for ")


def test_an_error_about_no_event_says_nothing_of_one(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(Settings(), service).test_client()
    monkeypatch.setattr(Parallax, "event", breaking(lambda *given: None))
    monkeypatch.setattr(Parallax, "open_event", lambda *given: 1 / 0)
    answer = client.get("/events/none")
    assert answer.status_code == 500
    assert "cannot be shown" not in answer.text
