"""Jobs and API keys: accepted articles are added once, whoever repeats the request and whichever process dies."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from compare.errors import ApiKeyError, ConflictError, InputError, ModelError, NotFoundError
from compare.model.article import Article, Outlet
from compare.ports import Filter
from compare.services.jobs.fetch_jobs import FetchInput
from compare.services.jobs.jobs import ATTEMPTS, GIVEN_UP, STALE_S, Jobs
from compare.services.service import Parallax
from compare.services.stores.operations.jobs import AddReport
from indexes.storage.sql.schema import jobs as jobs_table
from indexes.storage.sql.stores.operations import jobs as catalogue_jobs
from tests.waiting import wait_until
from web.server.workers.background import Worker


def article(number: int) -> Article:
    return Article(Outlet("The Courier"), f"Story {number}", f"Tram line {number} opened in Orly on Monday.")


def test_a_job_adds_its_articles_and_reports_the_result(service: Parallax) -> None:
    service.add([article(1)])
    job = service.jobs.submit([article(1), article(2)], "me")
    assert (job.state, job.articles) == ("waiting", 2)
    assert service.count()[0] == 1
    done = service.jobs.run_next()
    assert done is not None
    assert service.jobs.get(job.id) == done
    assert (done.state, done.report.added, done.report.known) == ("done", 1, 1)
    assert service.count()[0] == 2
    assert service.jobs.run_next() is None


def test_a_repeated_request_is_the_same_job_and_a_different_one_with_its_key_is_rejected(service: Parallax) -> None:
    first = service.jobs.submit([article(1)], "me", "key")
    assert service.jobs.submit([article(1)], "me", "key") == first
    assert service.jobs.submit([article(1)], "you", "key") != first
    assert service.jobs.submit([article(1)], "me") != first
    with pytest.raises(ConflictError, match="idempotency key"):
        service.jobs.submit([article(2)], "me", "key")


def test_jobs_run_in_order_of_submission(service: Parallax) -> None:
    jobs = [service.jobs.submit([article(number)], "me") for number in range(3)]
    ran = [service.jobs.run_next() for _ in jobs]
    assert [job.id for job in ran if job] == [job.id for job in jobs]


def test_a_job_whose_process_died_is_run_again(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    job = service.jobs.submit([article(1)], "me")
    assert service._catalogue.jobs.claim() is not None  # and then the process dies
    assert service.jobs.get(job.id).state == "running"
    assert service.jobs.run_next() is None
    later = time.time() + STALE_S + 1
    monkeypatch.setattr(catalogue_jobs, "now_s", lambda: later)
    done = service.jobs.run_next()
    assert done is not None
    assert (done.id, done.state) == (job.id, "done")


@pytest.fixture
def lose_process(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Claims a job, adds some of its articles and dies; returns the claim after its lease has expired."""
    clock = time.time()
    monkeypatch.setattr(catalogue_jobs, "now_s", lambda: clock)

    def lose(added: int = 0) -> object:
        nonlocal clock
        claimed = service._catalogue.jobs.claim()
        if claimed and added:
            service._catalogue.jobs.update(replace(claimed[0], report=AddReport(added=added)))
        clock += STALE_S + 1
        return claimed

    return lose


def test_a_job_that_kills_its_process_every_time_fails_and_the_next_one_runs(
    service: Parallax, lose_process: Callable[..., object]
) -> None:
    harmful = service.jobs.submit([article(1)], "me")
    next_one = service.jobs.submit([article(2)], "me")
    assert all(lose_process() for _ in range(ATTEMPTS))
    done = service.jobs.run_next()
    assert done is not None
    assert done.id == next_one.id
    failed = service.jobs.get(harmful.id)
    assert (failed.state, failed.problem) == ("failed", GIVEN_UP)
    assert service.jobs.run_next() is None


def test_progress_before_a_process_dies_resets_the_attempts_of_a_job(
    service: Parallax, lose_process: Callable[..., object]
) -> None:
    large = service.jobs.submit([article(1)], "me")
    assert all(lose_process(added=1) for _ in range(2 * ATTEMPTS))
    done = service.jobs.run_next()
    assert done is not None
    assert (done.id, done.state) == (large.id, "done")


def test_a_fetch_job_that_kills_its_process_every_time_fails(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = service.fetch_jobs.submit(FetchInput(urls=("https://weir.example/a",)), "me")
    clock = time.time()
    monkeypatch.setattr(catalogue_jobs, "now_s", lambda: clock)
    for _ in range(ATTEMPTS):
        assert service._catalogue.jobs.claim_fetch_job() is not None
        clock += 3600
    assert service._catalogue.jobs.claim_fetch_job() is None
    assert (service.jobs.get(job.id).state, service.jobs.get(job.id).problem) == ("failed", GIVEN_UP)


def test_a_slow_job_with_a_heartbeat_is_not_reclaimed(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = time.time()
    monkeypatch.setattr(catalogue_jobs, "now_s", lambda: clock)
    store = service._catalogue.jobs

    def has_beaten() -> bool:
        with store._database.reading() as connection:
            return connection.scalar(select(jobs_table.c.told)) == clock

    def work(articles: Sequence[Article]) -> str:
        nonlocal clock
        for _ in range(3):
            clock += 0.7 * STALE_S
            wait_until(has_beaten)
        assert store.claim() is None
        return "compared"

    jobs = Jobs(store, service.add, work, lambda articles: None, lambda articles: [], beat_s=0.01)
    jobs.submit([article(1)], "me", kind="compare")
    done = jobs.run_next()
    assert done is not None
    assert done.state == "done"


@pytest.mark.parametrize(
    ("error", "problem"), [(ModelError("The model is gone."), "The model is gone."), (ZeroDivisionError("x"), "logged")]
)
def test_a_job_that_fails_says_why_and_the_next_one_runs(
    service: Parallax, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str
) -> None:
    failing = service.jobs.submit([article(1)], "me")
    next_one = service.jobs.submit([article(2)], "me")

    def fail(texts: list[str], progress: object = None) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(service._embedder, "encode", fail)
        service.jobs.run_next()
    told = service.jobs.get(failing.id)
    assert told.state == "failed"
    assert problem in told.problem
    done = service.jobs.run_next()
    assert done is not None
    assert (done.id, done.state) == (next_one.id, "done")


def test_empty_and_unknown_jobs_are_rejected(service: Parallax) -> None:
    with pytest.raises(InputError, match="no article"):
        service.jobs.submit([], "me")
    with pytest.raises(NotFoundError, match="nothing"):
        service.jobs.get("nothing")


def test_a_woken_worker_adds_pending_articles(service: Parallax) -> None:
    jobs = [service.jobs.submit([article(number)], "me") for number in range(3)]
    Worker(service).wake()
    wait_until(lambda: all(service.jobs.get(job.id).state == "done" for job in jobs))
    assert len(service.articles(Filter(), 5)) == 3


def test_an_api_key_works_until_it_is_revoked_and_is_not_stored(service: Parallax) -> None:
    secret = service.api_keys.create("my  program")
    assert service.api_keys.check(secret).name == "my program"
    assert secret not in str(service.api_keys.all())
    service.api_keys.revoke("my program")
    with pytest.raises(ApiKeyError):
        service.api_keys.check(secret)
    with pytest.raises(NotFoundError):
        service.api_keys.revoke("my program")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_an_api_key_needs_a_readable_name(service: Parallax, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        service.api_keys.create(name)


def test_api_keys_share_neither_name_nor_secret(service: Parallax) -> None:
    first, second = service.api_keys.create("a"), service.api_keys.create("b")
    assert first != second
    with pytest.raises(InputError, match="already"):
        service.api_keys.create("a")
    assert [each.name for each in service.api_keys.all()] == ["a", "b"]


@pytest.mark.parametrize("secret", ["", "plx_", "\ud800", "a"])
def test_any_other_text_is_not_an_api_key(service: Parallax, secret: str) -> None:
    service.api_keys.create("a")
    with pytest.raises(ApiKeyError):
        service.api_keys.check(secret)
