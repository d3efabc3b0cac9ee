"""An event that cannot be assembled says why, on each of its pages, and is never taken for one that is compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from compare.comparison.filters import DivergenceFilter
from compare.comparison.reviews.divergences import divergence_id
from compare.comparison.reviews.links import link_id
from compare.model.failure import ASSEMBLING, Failure
from compare.ports import Filter
from compare.services import activity, summaries
from compare.services.comparing import compare as comparing
from compare.services.comparing import models, summary_codec
from compare.services.service import Parallax
from tests.test_activity import FIRST, SECOND
from tests.test_compare_service import VOTE, article
from web import create_app
from web.cli import output
from web.pages import events as event_pages
from web.settings import Settings

POISON = "The Poison Post"
WHY = "OverflowError: a number too large"
PATH = "/home/una/model.npy"
PAGES = [
    "/events/{event}", "/events/{event}?copies=all", "/events/{event}/share", "/api/v1/events/{event}/citation", "/figures?event={event}",
    "/articles/{article}", "/export/divergences.csv", "/export/articles.csv?event={event}", "/", "/search?q=dam", "/api/v1/events/{event}",
    "/api/v1/events", "/api/v1/atom/events", "/api/v1/atom/facts",
]  # fmt: skip
RESULTS = [
    "/api/v1/events/{event}/matches", "/api/v1/events/{event}/facts", "/api/v1/events/{event}/facts/1", "/api/v1/events/{event}/figures",
    "/api/v1/events/{event}/divergences", "/api/v1/events/{event}/divergences.csv", "/api/v1/events/{event}/omissions.jsonl",
    "/api/v1/events/{event}/origins", "/api/v1/articles/{article}/matches", "/events/{event}/facts/1",
    "/export/divergences.csv?event={event}", "/export/omissions.xlsx?event={event}&event={other}",
]  # fmt: skip
"""Empty lists would say that there are no such results."""


@pytest.fixture
def compared_ids(service: Parallax) -> dict[str, str]:
    """The id of an event that is compared, of an article of it, and of another event."""
    service.add([article(POISON, FIRST), article("B", SECOND)])
    service.add([article(each, f"{VOTE} So says {each}.", day="2025-07-03") for each in "CD"])
    of = {POISON in {one.outlet.name for one in each.articles}: each for each in service.events(Filter(), 5)}
    return {"event": of[True].event.id, "article": of[True].articles[0].id, "other": of[False].event.id}


def breaking(step: Any) -> Any:
    """Makes the step fail for articles of one outlet that have matches."""

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


def test_results_of_an_event_that_cannot_be_assembled_are_no_empty_lists(
    service: Parallax, broken: dict[str, str]
) -> None:
    client = create_app(Settings(), service).test_client()
    for page in RESULTS:
        answer = client.get(page.format(**broken))
        assert answer.status_code == 409, page
        event = f"({broken['event']})" if page.startswith("/export/") else "This event"
        assert f"{event} could not be compared: {WHY}." in answer.text
        assert not page.startswith("/api/") or answer.content_type == "application/problem+json"
    figures = client.get("/figures?event={event}".format(**broken)).text
    assert WHY in figures
    assert "No two articles give a figure" not in figures


STRANGER = {"REMOTE_ADDR": "192.0.2.7"}


def test_remote_users_see_no_cause_of_an_event_that_cannot_be_assembled(
    service: Parallax, broken: dict[str, str]
) -> None:
    client = create_app(Settings(), service).test_client()
    for page in [*PAGES, *RESULTS]:
        client.get(page.format(**broken))  # what is cached for this machine is for no other
        assert "OverflowError" not in client.get(page.format(**broken), environ_base=STRANGER).text, page
    said = "This event could not be compared. The error has been logged."
    assert said in client.get(f"/events/{broken['event']}", environ_base=STRANGER).text
    assert said in client.get(f"/figures?event={broken['event']}", environ_base=STRANGER).text
    comparison = client.get(f"/api/v1/events/{broken['event']}", environ_base=STRANGER).json["comparison"]
    assert (comparison["problem"], comparison["failures"][0]["problem"]) == (said, "the error has been logged")
    for page in RESULTS:
        expected = said.replace("This event", f"({broken['event']})") if page.startswith("/export/") else said
        assert expected in client.get(page.format(**broken), environ_base=STRANGER).text, page


def test_remote_users_see_no_cause_of_a_failed_step(
    service: Parallax, compared_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = service.event(compared_ids["event"])[1]
    failed = replace(comparison, failures=(Failure((compared_ids["article"],), "comparing", f"OSError: {PATH}", "1"),))
    monkeypatch.setattr(service._comparer, "of_event", lambda *given: failed)
    client = create_app(Settings(), service).test_client()
    for page in (f"/events/{compared_ids['event']}", f"/api/v1/events/{compared_ids['event']}"):
        assert PATH in client.get(page).text
        there = client.get(page, environ_base=STRANGER).text
        assert (PATH in there, "the error has been logged" in there) == (False, True)


def test_the_document_of_the_api_describes_results_of_an_event_that_cannot_be_assembled(service: Parallax) -> None:
    paths = create_app(Settings(), service).test_client().get("/api/v1/openapi.json").json["paths"]
    told = {(path, how) for path, each in paths.items() for how, one in each.items() if "409" in one["responses"]}
    apart = {"/api/v1/events/{event_id}/citation"}
    listed = {path for path in paths if path.startswith("/api/v1/events/{event_id}/") and "get" in paths[path]} - apart
    compared = {f"/api/v1/{each}" for each in ("compare", "divergences", "omissions", "articles/{article_id}/matches")}
    assert told == {(each, "get") for each in listed | compared} | {("/api/v1/compare", "post")}


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


@pytest.fixture
def unranked(compared_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes computing the summary of an event with the poison fail, while the event can still be assembled."""
    return lambda: monkeypatch.setattr(summary_codec, "facts_of", breaking(summary_codec.facts_of))


def test_reviews_are_stored_if_the_summary_of_their_event_cannot_be_updated(
    service: Parallax, compared_ids: dict[str, str], unranked: Callable[[], None]
) -> None:
    comparison = service.event(compared_ids["event"])[1]
    finding = next(each for each in comparison.ranked() if each.divergence.kind != "detail")
    match, own = finding.match, divergence_id(finding.match, finding.divergence)
    sides, link = [match.a.article_id, match.b.article_id], link_id(match.a, match.b)
    before = service._catalogue.results.stored_summaries([compared_ids["event"]])
    unranked()
    client = create_app(Settings(), service).test_client()
    put = {"articles": sides, "verdict": "dismissed"}
    assert client.put(f"/api/v1/divergences/{own}", json=put).status_code == 200
    form = {"finding": own, "verdict": "confirmed", "back": f"/events/{compared_ids['event']}"}
    assert client.post(f"/events/{compared_ids['event']}/judge", data=form).status_code == 303
    assert [each.verdict for each in service.reviews.page(5)] == ["confirmed"]
    assert client.put(f"/api/v1/links/{link}", json={"articles": sides, "verdict": "rejected"}).status_code == 200
    assert [each.verdict for each in service.links.list(5)] == ["rejected"]
    assert service._catalogue.results.stored_summaries([compared_ids["event"]]) == before
    assert WHY in service._catalogue.comparisons.stored_failures(compared_ids["event"])[0].problem


COMPARED = [
    ("get", "/compare?article={article}&article={second}", {}),
    ("get", "/api/v1/compare?article={article}&article={second}", {}),
    ("get", "/api/v1/divergences?article={article}&article={second}", {}),
    ("get", "/api/v1/omissions?article={article}&article={second}", {}),
    ("post", "/api/v1/compare", {"json": {"articles": [{"text": FIRST}, {"text": SECOND}]}}),
    ("post", "/compare/texts", {"data": {"text": [FIRST, SECOND], "outlet": ["A", "B"], "title": ["", ""], "published": ["", ""]}}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "page", "sent"), COMPARED)
def test_articles_that_cannot_be_compared_are_reported_with_the_reason(
    service: Parallax, compared_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch, method: str, page: str, sent: Any
) -> None:
    def fails(*given: Any) -> Any:
        raise OverflowError("a number too large")

    monkeypatch.setattr(models, "build", fails)
    second = next(
        each.id for each in service.event(compared_ids["event"])[0].articles if each.id != compared_ids["article"]
    )
    client = create_app(Settings(), service).test_client()
    answer = getattr(client, method)(page.format(second=second, **compared_ids), **sent)
    assert answer.status_code == (400 if page == "/compare/texts" else 409)  # the form again, with the texts
    assert f"These articles could not be compared: {WHY}." in answer.text
    there = getattr(client, method)(page.format(second=second, **compared_ids), environ_base=STRANGER, **sent)
    assert (there.status_code, "OverflowError" in there.text) == (answer.status_code, False)
    assert "These articles could not be compared. The error has been logged." in there.text


@pytest.mark.parametrize(
    "error", [FileNotFoundError(2, "No such file", PATH), MemoryError(PATH)], ids=["file", "memory"]
)
@pytest.mark.parametrize(("method", "page", "sent"), COMPARED)
def test_an_error_of_the_machine_is_an_error_of_the_server_that_remote_users_see_without_its_cause(
    service: Parallax,
    compared_ids: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
    page: str,
    sent: Any,
    error: Exception,
) -> None:
    def fails(*given: Any) -> Any:
        raise error

    monkeypatch.setattr(models, "build", fails)
    second = next(
        each.id for each in service.event(compared_ids["event"])[0].articles if each.id != compared_ids["article"]
    )
    client = create_app(Settings(), service).test_client()
    named = page.format(second=second, **compared_ids)
    here = getattr(client, method)(named, **sent)
    assert (here.status_code, PATH in here.text) == (500, True)
    there = getattr(client, method)(named, environ_base=STRANGER, **sent)
    assert (there.status_code, PATH in there.text) == (500, False)
    assert {each.levelname for each in caplog.records if PATH in each.getMessage()} == {"ERROR"}
