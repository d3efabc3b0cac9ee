"""How much of two articles is read is bounded: the most likely candidates, and the result says what was left out."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

from compare.alignment import align_with_reader, prepare
from compare.alignment.likeliest import likeliest
from compare.model.article import Article, Outlet
from compare.ports import Filter
from compare.services.service import Parallax
from compare.text.passages import split
from indexes.reader import reader as trained
from indexes.reader.reader import TrainedReader
from indexes.shared_threads import SharedThreads
from tests.fakes import FakeEmbedder, FakeReader
from tests.test_compare_alignment import FERRY, FERRY_TOO, article
from tests.test_compare_decisions import DECISIONS, reading_of
from tests.test_compare_service import service_in
from tests.waiting import wait_until
from web import create_app
from web.settings import Settings


def test_the_likeliest_cells_are_chosen_within_the_token_limit() -> None:
    logits, tokens = np.array([1, 5, 3, 4], np.float32), np.array([10, 10, 10, 10], np.int64)
    assert likeliest(logits, tokens, 20).tolist() == [1, 3]
    assert likeliest(logits, tokens, 19).tolist() == [1]
    assert likeliest(logits, tokens, 40).tolist() == [0, 1, 2, 3]
    assert likeliest(logits[:0], tokens[:0], 40).tolist() == []


def test_candidates_beyond_the_token_limit_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = [prepare(article("A", *FERRY)), prepare(article("B", *FERRY_TOO))]
    read = reading_of(*sides, {(0, 3): 3.0})
    whole = align_with_reader(*sides, read, decisions=DECISIONS)
    monkeypatch.setattr("compare.alignment.SCREENED_TOKENS", 0)
    none = align_with_reader(*sides, read, decisions=DECISIONS)
    assert [len(whole.matches), len(whole.unread)] == [1, 0]
    assert none.matches == []
    assert len(none.unread) > 1


NAMES = ["Ann", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal", "Ida", "Jan"]
FORMS = {"A": "{} says that bridge {} of Ravno is closed.", "Bee": "The bridge numbered {1} of Ravno was shut by {0}."}


def long_articles() -> list[Article]:
    """Two reports of one event in different words."""
    return [
        Article(
            Outlet(outlet), "Bridges of Ravno closed", " ".join(form.format(*each[::-1]) for each in enumerate(NAMES))
        )
        for outlet, form in FORMS.items()
    ]


@pytest.fixture
def bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parallax:
    """An archive in which only a few of the candidates of two articles are read."""
    monkeypatch.setattr("compare.alignment.SCREENED_TOKENS", 100)
    return service_in(tmp_path, FakeEmbedder(), reader=FakeReader())


def test_page_and_api_say_how_many_possible_matches_were_not_read(bounded: Parallax) -> None:
    bounded.add(long_articles())
    client = create_app(Settings(), bounded).test_client()
    (event,) = client.get("/api/v1/events").json["events"]
    assert client.get(f"/api/v1/events/{event['id']}").json["comparison"]["left_out"]["unread"] > 0
    page = " ".join(client.get(f"/events/{event['id']}").text.split())
    assert "could not be checked, because these articles are too long" in page


def test_truncation_of_pasted_texts_is_reported_when_they_are_opened_again(bounded: Parallax) -> None:
    job = bounded.store_compared(bounded.compare_texts(long_articles()))
    assert bounded.compared_texts(job.id).left_out.unread > 0


def test_no_omission_is_reported_if_its_candidates_were_not_read(
    bounded: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compare.alignment.SCREENED_TOKENS", 0)
    bounded.add(long_articles())
    _, comparison = bounded.event(bounded.events(Filter(), 1)[0].event.id)
    assert comparison.matches == ()
    assert comparison.left_out.unread >= 10
    assert comparison.omissions == ()


@pytest.mark.model
def test_the_larger_model_judges_the_likeliest_cells_within_its_token_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Article(Outlet("A"), "Ferry sinks", "The ferry Alma sank off Port Teven on Sunday with 41 people aboard.")
    text = "The ferry Alma sank near Port Teven on Sunday. A ferry carrying 41 people, the Alma, went down."
    second = Article(Outlet("B"), "Alma goes down", text)
    sides, cells = ((first, split(first)), (second, split(second))), np.array([[0, 0], [0, 1]], np.int64)
    whole = TrainedReader().read(*sides, cells)
    assert whole.unread.tolist() == []
    monkeypatch.setattr(trained, "JUDGED_TOKENS", 110)
    part = TrainedReader().read(*sides, cells)
    likely = int(np.argmax(part.screened[:, 0]))
    assert part.unread.tolist() == [cells[1 - likely].tolist()]
    assert part.strength[likely] == pytest.approx(whole.strength[likely], abs=0.2)
    assert part.strength[1 - likely].tolist() == [trained.UNJUDGED] * 2


def test_a_long_reading_shares_the_threads_with_others() -> None:
    threads, go, taken, results = SharedThreads("test"), Event(), [], []

    def tasks() -> Any:
        for number in range(50):
            taken.append(number)
            yield lambda number=number: (go.wait(), number)[1]

    reading = Thread(target=lambda: results.extend(threads.results(tasks())))
    reading.start()
    wait_until(lambda: len(taken) == threads._at_once)
    assert threads._at_once < 50
    go.set()
    assert list(threads.results([lambda: "mine"])) == ["mine"]
    reading.join()
    assert results == list(range(50))
