"""An event that cannot be assembled says why, on each of its pages, and is never taken for one that is compared."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from compare.comparison.filters import DivergenceFilter
from compare.model.failure import ASSEMBLING, Failure
from compare.ports import Filter
from compare.services import activity, summaries
from compare.services.comparing import compare as comparing
from compare.services.service import Parallax
from tests.test_activity import FIRST, SECOND
from tests.test_compare_service import VOTE, article
from web import create_app
from web.cli import output
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
def compared_ids(service: Parallax) -> dict[str, str]:
    """The id of an event that is compared, of an article of it, and of another event."""
    service.add([article(POISON, FIRST), article("B", SECOND)])
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
def broken(
    request: pytest.FixtureRequest, compared_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    module = summaries if request.param == "facts" else comparing
    name = {"joined": "joined", "fold": "fold", "facts": "facts_of"}[request.param]
    monkeypatch.setattr(module, name, breaking(getattr(module, name)))
    return compared_ids


def test_an_event_that_cannot_be_assembled_says_why_and_its_pages_work(
    service: Parallax, broken: dict[str, str]
) -> None:
    client = create_app(Settings(), service).test_client()
    wrong = {
        page: answer.status_code for page in PAGES if (answer := client.get(page.format(**broken))).status_code > 299
    }
    assert wrong == {}
    page = client.get(f"/events/{broken['event']}").text
    assert f"This event could not be compared: {WHY}." in page
    wrongly_said = ["Traceback", "No clear difference", "the rest succeeded", "The next version", 'id="contested"']
    assert [each for each in wrongly_said if each in page] == []
    comparison = client.get(f"/api/v1/events/{broken['event']}").json["comparison"]
    assert comparison["problem"] == f"This event could not be compared: {WHY}."
    (failure,) = comparison["failures"]
    assert (failure["step"], failure["problem"]) == ("assembling the event", WHY)
    assert client.get(f"/api/v1/events/{broken['other']}").json["comparison"]["problem"] == ""
    assert client.get(f"/api/v1/events/{broken['other']}").json["comparison"]["matches"]


def test_the_command_line_does_not_say_that_an_unassembled_event_has_no_differences(
    service: Parallax, broken: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    output.event(*service.event(broken["event"]))
    said = capsys.readouterr().out
    assert f"This event could not be compared: {WHY}." in said
    assert "differences: none" not in said


@pytest.mark.parametrize("broken", ["joined", "fold"], indirect=True)
def test_an_unassembled_event_keeps_its_rank_and_its_summary(service: Parallax, broken: dict[str, str]) -> None:
    event = service.event(broken["event"])[0].event
    results, having = service._catalogue.results, DivergenceFilter(("figures",), shown=True)

    def known() -> tuple[object, list[str]]:
        found = service.events(Filter(), 5, having=having)
        return results.stored_summaries([event.id]), [each.event.id for each in found]

    before = known()
    assert before[1] == [event.id]
    service._comparer.rank_anew(event)
    assert known() == before


def test_the_contested_facts_of_an_unassembled_event_are_logged_once_it_can_be_assembled(
    service: Parallax, compared_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "_EVENTS_AT_ONCE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(comparing, "joined", breaking(comparing.joined))
        service.activity.note()
        assert [each.event_id for each in service._catalogue.activity.compared_anew(5)] == [compared_ids["event"]]
        assert service.activity.after(0, ["fact"], 5) == []
    service.activity.note()
    assert {each.context for each in service.activity.after(0, ["fact"], 5)} == {compared_ids["event"]}
    assert service._catalogue.activity.compared_anew(5) == []


def test_doctor_names_an_event_that_cannot_be_assembled_once(service: Parallax, broken: dict[str, str]) -> None:
    for _ in range(3):
        service.event(broken["event"])
    (fault,) = service.maintenance.faults()
    assert fault.startswith("Assembling the event failed for ")
    assert WHY in fault


@pytest.mark.parametrize("texts", [(FIRST, SECOND), (FIRST,)], ids=["several articles", "one article"])
def test_doctor_no_longer_names_an_event_that_can_be_assembled_again(
    service: Parallax, texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    service.add([article(f"{POISON} {number}", text) for number, text in enumerate(texts)])
    (event,) = service.events(Filter(), 5)
    with monkeypatch.context() as patch:
        patch.setattr(comparing, "fold", lambda *given: 1 / 0)
        service.event(event.event.id)
        (fault,) = service.maintenance.faults()
        assert "each time it is opened, this is tried again" in fault
    assert service.maintenance.faults() == []


def test_reading_an_event_stores_one_failure_and_keeps_those_of_comparing_it(
    service: Parallax, compared_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = service._catalogue.comparisons
    earlier = Failure((compared_ids["article"],), "comparing", "ValueError: no", "1")
    stored.store_failures(compared_ids["event"], [earlier])
    numbers = count()

    def fails(*given: Any) -> Any:
        raise ValueError(f"number {next(numbers)}")

    monkeypatch.setattr(comparing, "fold", fails)
    for _ in range(3):
        service.event(compared_ids["event"])
    kept, new = stored.stored_failures(compared_ids["event"])
    assert kept == earlier
    assert (new.step, new.problem) == (ASSEMBLING, "ValueError: number 0")
    stored.store_failure(compared_ids["event"], replace(new, problem="another", method="next"))
    assert [each.problem for each in stored.stored_failures(compared_ids["event"])] == ["ValueError: no", "another"]


def test_a_partly_compared_event_lists_no_assembly_failure(service: Parallax, compared_ids: dict[str, str]) -> None:
    stored = service._catalogue.comparisons
    stored.store_failure(compared_ids["event"], Failure((compared_ids["article"],), ASSEMBLING, WHY, "1"))
    service._catalogue.results.store_comparison(compared_ids["event"], "outdated", "")
    assert service.event(compared_ids["event"])[1].failures == ()


@pytest.mark.parametrize(("address", "told"), [("127.0.0.1", True), ("192.0.2.7", False)])
def test_an_event_page_that_fails_names_the_event_and_shows_the_reason_to_this_machine_only(
    service: Parallax,
    compared_ids: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    address: str,
    told: bool,
) -> None:
    monkeypatch.setattr(event_pages, "event_context", breaking(event_pages.event_context))
    client = create_app(Settings(), service).test_client()
    answer = client.get(f"/events/{compared_ids['event']}", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 500
    assert f"This request for the event “{compared_ids['event']}” failed." in answer.text
    assert (WHY in answer.text) is told
    assert compared_ids["event"] in caplog.text
    assert client.get(f"/events/{compared_ids['other']}").status_code == 200
    assert client.get(f"/api/v1/events/{compared_ids['event']}").status_code == 200
    assert service._catalogue.comparisons.stored_failures() == []


def test_an_error_unrelated_to_an_event_names_no_event(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(Settings(), service).test_client()
    monkeypatch.setattr(Parallax, "article", lambda *given: 1 / 0)
    answer = client.get("/api/v1/articles/none")
    assert answer.status_code == 500
    assert answer.json["detail"] == "Something went wrong. The error has been logged. Please try again."
