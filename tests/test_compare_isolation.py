"""An error in one article affects only that article: it is reported, and everything else continues."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from compare.comparison import codec, pair_comparison
from compare.comparison.pair_comparison import PairResult
from compare.divergence.kinds import headline
from compare.errors import ModelError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.adding import cluster
from compare.services.comparing import queue, tagging
from compare.services.comparing.compare import Comparer
from compare.services.comparing.queue import GIVEN_UP
from compare.services.service import Parallax
from compare.services.stores.comparisons import ATTEMPTS, LEASE_S
from compare.text import passages as text_passages
from compare.text.analysis import facts_of
from indexes.ingest import Fault, read
from indexes.storage.sql.schema import comparing
from indexes.storage.sql.stores import comparisons as queue_store
from tests.fakes import CountingTagger, FakeEmbedder
from tests.test_compare_service import DAM, VOTE, WEIR, article, service_in
from tests.waiting import wait_until
from web import create_app
from web.settings import Settings

POISON = "The Poison Post"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A method that cannot compare articles of one outlet."""
    compare_pair = pair_comparison.compare_pair

    def breaks(a: Any, b: Any, *more: Any) -> PairResult:
        if POISON in {a.embedded.article.outlet.name, b.embedded.article.outlet.name}:
            raise OverflowError("a number too large")
        return compare_pair(a, b, *more)

    monkeypatch.setattr(pair_comparison, "compare_pair", breaks)


def three() -> list[Article]:
    return [article("A", DAM), article(POISON, f"{WEIR} It rained."), article("B", WEIR)]


def test_a_pair_that_cannot_be_compared_is_reported_and_the_others_are_compared(
    service: Parallax, broken: None
) -> None:
    articles = three()
    service.add(articles)
    (summary,) = service.events(Filter(), 5)
    _, comparison = service.event(summary.event.id)
    assert comparison.pending == ()
    assert {each.article_ids for each in comparison.failures} == {
        (articles[0].id, articles[1].id),
        (articles[1].id, articles[2].id),
    }
    assert {each.step for each in comparison.failures} == {"comparing"}
    assert comparison.failures[0].problem == "OverflowError: a number too large"
    assert comparison.matches
    assert all(articles[1].id not in (each.a.article_id, each.b.article_id) for each in comparison.matches)


def test_doctor_page_and_api_name_what_failed_and_for_which_method(service: Parallax, broken: None) -> None:
    service.add(three())
    faults = service.maintenance.faults()
    assert len(faults) == 2
    assert all("OverflowError" in each and f"method {codec.METHOD} fake-64" in each for each in faults)
    client = create_app(Settings(), service).test_client()
    assert client.get("/").status_code == 200
    event = client.get("/api/v1/events").json["events"][0]
    told = client.get(f"/api/v1/events/{event['id']}").json["comparison"]["failures"]
    assert [each["step"] for each in told] == ["comparing", "comparing"]
    assert "OverflowError: a number too large" in client.get(f"/events/{event['id']}").text


def test_a_new_method_version_retries_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pair_comparison, "compare_pair", lambda *given: 1 / 0)
        service_in(tmp_path, FakeEmbedder()).add([article("A", DAM), article("B", WEIR)])
    same = service_in(tmp_path, FakeEmbedder())
    same.comparing.run_all()
    assert len(same.maintenance.faults()) == 1
    monkeypatch.setattr("compare.comparison.codec.METHOD", "next")
    following = service_in(tmp_path, FakeEmbedder())
    following.comparing.run_all()
    assert following.maintenance.faults() == []
    assert following.event(following.events(Filter(), 1)[0].event.id)[1].matches


def test_all_events_are_checked_once_per_method_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service_in(tmp_path, FakeEmbedder()).add([article("A", DAM), article("B", WEIR)])
    looked: list[str] = []
    outdated = queue_store._outdated
    monkeypatch.setattr(queue_store, "_outdated", lambda *given: (looked.append(given[1]), outdated(*given))[1])
    service = service_in(tmp_path, FakeEmbedder())
    service.add([article("C", f"{WEIR} It rained.")])
    assert looked == []
    monkeypatch.setattr("compare.comparison.codec.METHOD", "next")
    for _ in range(2):
        following = service_in(tmp_path, FakeEmbedder())
        following.comparing.run_all()
        assert [each.startswith("next") for each in looked] == [True]
    assert following.event(following.events(Filter(), 1)[0].event.id)[1].matches


class Died(BaseException):
    """Simulates the death of the process, which no code in it can catch."""


@pytest.fixture
def given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parallax:
    """An archive after a text has killed every process that compared it, until no attempts are left."""
    service, clock = service_in(tmp_path, FakeEmbedder()), time.time()
    monkeypatch.setattr(queue_store, "now_s", lambda: clock)
    service.comparing.delegate_to(lambda: None)
    service.add([*three()[1:], *(article(each, f"{VOTE} So says {each}.", day="2025-07-03") for each in "CD")])
    died = 0
    with monkeypatch.context() as patched:
        patched.setattr(pair_comparison, "compare_pair", _dying(pair_comparison.compare_pair))
        while service.comparing.pending().events and died < 2 * ATTEMPTS:
            try:
                service.comparing.run_next()
            except Died:
                died += 1
                clock += LEASE_S + 1
    assert died == ATTEMPTS
    return service


def _dying(compare_pair: Any) -> Any:
    def compare(a: Any, b: Any, *more: Any) -> PairResult:
        if POISON in {a.embedded.article.outlet.name, b.embedded.article.outlet.name}:
            raise Died
        return compare_pair(a, b, *more)

    return compare


def test_a_text_that_kills_its_process_every_time_is_given_up_and_reported_and_the_others_are_compared(
    given_up: Parallax,
) -> None:
    (fault,) = given_up.maintenance.faults()
    assert GIVEN_UP in fault
    client = create_app(Settings(), given_up).test_client()
    pages = [client.get(f"/events/{each['id']}").text for each in client.get("/api/v1/events").json["events"]]
    assert sorted(GIVEN_UP in page for page in pages) == [False, True]
    assert sorted("Comparing:" in page for page in pages) == [False, True]
    assert not given_up.comparing.run_next()


def test_given_up_events_are_compared_when_an_article_changes(given_up: Parallax) -> None:
    given_up.add([article(POISON, f"{WEIR} It rained and snowed.")])
    while given_up.comparing.run_next():
        pass
    assert given_up.maintenance.faults() == []


def test_given_up_events_are_compared_by_the_next_method_version(
    given_up: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up.comparing.run_all()
    assert len(given_up.maintenance.faults()) == 1
    monkeypatch.setattr("compare.comparison.codec.METHOD", "next")
    given_up.comparing.run_all()
    assert given_up.maintenance.faults() == []


def test_an_event_being_compared_without_progress_reports_is_left_to_its_process(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, compare_pair = time.time(), pair_comparison.compare_pair
    monkeypatch.setattr(queue_store, "now_s", lambda: clock)
    monkeypatch.setattr(queue, "LEASE_S", 0.03)
    store = service._catalogue.comparisons

    def is_claimed() -> bool:
        with store._database.reading() as connection:
            return connection.scalar(select(comparing.c.leased)) > clock

    def long(a: Any, b: Any, *more: Any) -> PairResult:
        nonlocal clock
        clock += 10
        wait_until(is_claimed)
        return compare_pair(a, b, *more)

    monkeypatch.setattr(pair_comparison, "compare_pair", long)
    service.add(three()[:2])
    assert service.comparing.pending().events == 0
    assert service.maintenance.faults() == []


def test_an_unreadable_headline_does_not_keep_others_from_being_checked(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    conflict = headline._conflict

    def breaks(article: Article, own: Any) -> Any:
        if article.outlet.name == POISON:
            raise ValueError("unreadable")
        return conflict(article, own)

    monkeypatch.setattr(headline, "_conflict", breaks)
    articles = three()
    service.add(articles)
    _, comparison = service.event(service.events(Filter(), 1)[0].event.id)
    (failure,) = comparison.failures
    assert (failure.article_ids, failure.step) == ((articles[1].id,), "checking the headline")
    assert len(comparison.matches) > 2


def test_an_unusable_model_is_not_reported_as_a_fault_of_the_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*given: Any) -> PairResult:
        raise ModelError("no such model")

    monkeypatch.setattr(pair_comparison, "compare_pair", breaks)
    with pytest.raises(ModelError):
        pair_comparison.PairComparer().compare(None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        f"Grains of sand: 1{'0' * 308} grains.",
        f"Grains of sand: 1{'0' * 5000} grains.",
        f"A share of 0.{'0' * 400}1 percent.",
        f"At {'1' * 5000}:30 p.m. it began.",
        f"The {'9' * 400}th of them.",
        "A " + "million " * 80 + "people.",
        f"{'٣' * 400} people and 1,{'000,' * 200}000 more.",
        "Between 5 and 1" + "0" * 400 + " people.",
    ],
)
def test_an_absurdly_large_number_is_not_a_figure(service: Parallax, text: str) -> None:
    assert all(abs(each.high) < 1e21 or each.hedge == "at least" for each in facts_of(text).quantities)
    service.add([article("A", f"{DAM} {text}"), article("B", f"{WEIR} {text.replace('1', '2')}")])
    assert service.maintenance.faults() == []


def test_articles_with_the_null_date_of_a_database_are_added_without_a_date(service: Parallax, tmp_path: Path) -> None:
    for name in ("Courier", "Herald"):
        told = f"{name}: a strong earthquake struck Ravno. The mayor called for calm on Tuesday."
        item = {
            "source": {"name": name},
            "title": "Quake in Ravno",
            "url": f"https://{name}.example/q",
            "content": told,
        }
        item["publishedAt"] = "0001-01-01T00:00:00Z"
        (tmp_path / f"{name}.json").write_text(json.dumps({"articles": [item]}))
    found = list(read([tmp_path]))
    articles = [each for each in found if isinstance(each, Article)]
    assert [each.published for each in articles] == [None, None]
    assert sum("0001-01-01" in str(each) for each in found if isinstance(each, Fault)) == 2
    for each in (*articles, article("A", DAM)):
        service.add([each])
    events = service.events(Filter(), 5)
    assert sum(len(each.articles) for each in events) == 3
    assert service.maintenance.faults() == []
    client = create_app(Settings(), service).test_client()
    assert all(client.get(f"/events/{each.event.id}").status_code == 200 for each in events)


@pytest.mark.parametrize(
    "published",
    ["0001-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-12:00"],
)
def test_the_earliest_and_latest_dates_are_accepted(service: Parallax, published: str) -> None:
    when = Moment.parse(published)
    assert Moment.parse(when.isoformat()) == when
    for days in (-400, -1, 1, 400):
        assert when.moved(days).earliest.tzinfo is not None
    told = "Last Monday, yesterday, tomorrow, in December and on 31 December the gates were opened."
    articles = [Article(Outlet(name), "Dam", f"{DAM} {told} {name}.", published=when) for name in "AB"]
    service.add([*articles, article("C", VOTE)])
    assert service.maintenance.faults() == []
    client = create_app(Settings(), service).test_client()
    for event in client.get("/api/v1/events").json["events"]:
        assert client.get(f"/events/{event['id']}").status_code == 200
    assert client.get("/").status_code == 200


def _breaking(step: Any) -> Any:
    def run(*given: Any) -> Any:
        if any(POISON in str(each) for each in given):
            raise OverflowError("a number too large")
        return step(*given)

    return run


def test_an_article_that_cannot_be_tagged_is_reported_and_the_rest_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "resolve_attributions", _breaking(tagging.resolve_attributions))
    service, articles = service_in(tmp_path, FakeEmbedder(), tagger=CountingTagger()), three()
    service.add(articles)
    (summary,) = service.events(Filter(), 5)
    _, comparison = service.event(summary.event.id)
    assert comparison.pending == ()
    assert [(each.article_ids, each.step) for each in comparison.failures] == [
        ((articles[1].id,), "finding who says what")
    ]
    assert {(each.a.article_id, each.b.article_id) for each in comparison.matches} >= {(articles[0].id, articles[2].id)}
    (fault,) = service.maintenance.faults()
    assert "OverflowError: a number too large" in fault
    client = create_app(Settings(), service).test_client()
    assert "OverflowError" in client.get(f"/events/{summary.event.id}").text
    asked = "&".join(f"article={each.id}" for each in articles)
    assert "finding who says what" in str(client.get(f"/api/v1/compare?{asked}").json["failures"])


def test_an_article_that_cannot_be_clustered_has_an_event_of_its_own_and_the_others_are_added(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "profile", _breaking(cluster.profile))
    assert service.add(three()).added == 3
    assert sorted(len(each.articles) for each in service.events(Filter(), 5)) == [1, 2]
    (fault,) = service.maintenance.faults()
    assert fault.startswith("Clustering failed for ")
    assert POISON not in fault
    assert "OverflowError: a number too large" in fault


def test_an_article_that_cannot_be_split_is_shown_as_a_whole_and_the_others_are_added(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = three()
    monkeypatch.setattr(text_passages, "split", _breaking(text_passages.split))
    assert service.add(articles).added == 3
    assert service.article(articles[1].id).article.text == articles[1].text
    assert [len(service.article(each.id).passages) for each in articles] == [2, 0, 1]
    (fault,) = service.maintenance.faults()
    assert fault.startswith(f"Splitting into sentences failed for {articles[1].id}")
    assert "OverflowError: a number too large" in fault
    client = create_app(Settings(), service).test_client()
    pages = [client.get(f"/events/{each['id']}").text for each in client.get("/api/v1/events").json["events"]]
    assert any(f"Splitting into sentences {POISON}: OverflowError" in " ".join(each.split()) for each in pages)


def test_a_pasted_text_that_cannot_be_split_is_reported(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_passages, "split", _breaking(text_passages.split))
    texts = [{"outlet": each.outlet.name, "text": each.text} for each in three()]
    answer = create_app(Settings(), service).test_client().post("/api/v1/compare", json={"articles": texts})
    assert answer.status_code == 200
    assert [each["step"] for each in answer.json["failures"]] == ["splitting into sentences"]


@pytest.fixture
def inconclusive(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of events whose pairs were compared but could not be combined, one per attempt."""
    attempts: list[str] = []

    def fails(self: Comparer, event_id: str, *given: Any) -> None:
        attempts.append(event_id)
        raise OverflowError("a number too large")

    monkeypatch.setattr(Comparer, "keep", fails)
    service.add(three()[::2])
    return attempts


def test_an_event_that_cannot_be_assembled_is_reported_and_not_retried_when_read(
    service: Parallax, inconclusive: list[str]
) -> None:
    client = create_app(Settings(), service).test_client()
    for _ in range(3):
        (event,) = client.get("/api/v1/events").json["events"]
        assert "OverflowError" in client.get(f"/events/{event['id']}").text
        service.comparing.run_all()
    assert len(inconclusive) == 1
    assert len(service.maintenance.faults()) == 1
    service.add([article("D", f"{DAM} Nobody slept.")])
    assert len(inconclusive) == 2


def test_reading_an_event_that_was_given_up_writes_nothing(service: Parallax, inconclusive: list[str]) -> None:
    service.events(Filter(), 5)
    before = _queued(service)
    for _ in range(3):
        service.event(service.events(Filter(), 5)[0].event.id)
        assert not service.comparing.run_next()
    assert _queued(service) == before


def _queued(service: Parallax) -> list[Any]:
    with service._catalogue.comparisons._database.reading() as connection:
        return list(connection.execute(select(comparing)))


def test_no_event_is_given_up_because_of_a_temporary_model_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, clock = service_in(tmp_path, FakeEmbedder()), time.time()
    monkeypatch.setattr(queue_store, "now_s", lambda: clock)
    service.comparing.delegate_to(lambda: None)
    service.add(three())
    with monkeypatch.context() as patched:
        patched.setattr(pair_comparison, "compare_pair", _raising(ModelError("out of memory")))
        for _ in range(2 * ATTEMPTS):
            with pytest.raises(ModelError):
                service.comparing.run_next()
            clock += 3600
    while service.comparing.run_next():
        pass
    assert service.maintenance.faults() == []
    assert service.events(Filter(), 5)[0].progress.done == 3


def _raising(error: Exception) -> Any:
    def fails(*given: Any) -> None:
        raise error

    return fails
