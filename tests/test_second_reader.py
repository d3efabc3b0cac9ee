"""A second reader judges events that a user opens: its judgements replace those of the first reader, and pages say
so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.comparing import queue
from compare.services.service import Parallax
from indexes.search import Searcher
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.live import LiveIndex
from tests import chat
from tests.chat import PATH, difference
from tests.fakes import FakeEmbedder, FakeReader
from tests.fetching import Site, answer
from web import create_app
from web.settings import Settings

TEXTS = {
    "Courier": "Twelve people were killed when the ferry Alma sank off Teven on Sunday, the coastguard said. "
    "Divers from Orly searched the wreck of the ferry Alma all night. A bell rang in the harbour church.",
    "Herald": "Nineteen people were killed on Sunday as the Alma, a ferry, sank near Teven, says the coastguard. "
    "All night the wreck of the ferry Alma was searched by divers who came from Orly. Schools stay closed.",
}
POST = (
    "Fourteen people were killed off Teven on Sunday: the ferry Alma sank, according to its coastguard. "
    "The divers, from Orly, spent the night at the wreck of that ferry. Flags hang at half mast."
)


def articles(**more: str) -> list[Article]:
    day = Moment.parse("2026-03-01T10:00:00Z")
    texts = (TEXTS | more).items()
    return [Article(Outlet(name), f"Ferry Alma sinks off Teven ({name})", text, published=day) for name, text in texts]


def deaths(cell: dict[str, Any]) -> dict[str, Any]:
    """A model that finds one divergence: between the numbers of deaths."""
    a, b = cell["a"]["passage"], cell["b"]["passage"]
    if "killed" not in a or "killed" not in b:
        return {"link": 0.05, "strong": 0.01, "divergences": []}
    words = [a.split(" were")[0]], [b.split(" were")[0]]
    found = [difference("figures", 0.95, *words), difference("wording", 0.9, ["killed"], ["killed"])]
    return {"link": 0.97, "strong": 0.9, "divergences": found}


@pytest.fixture
def open_archive(tmp_path: Path) -> Callable[..., Parallax]:
    """Opens the archive with a second reader (or None), as another process would."""

    def open_(site: Site | None, **also: Any) -> Parallax:
        catalogue, embedder = SqlCatalogue(tmp_path / "catalogue.sqlite"), FakeEmbedder()
        index = LiveIndex(tmp_path / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
        second = chat.reader(site, catalogue.judgements, **also) if site else None
        search = Searcher(catalogue, index, embedder)
        return Parallax(catalogue, embedder, index, search, reader=FakeReader(), second=second)

    return open_


def event_id(service: Parallax) -> str:
    (summary,) = service.events(Filter(), 5)
    return summary.event.id


def opened(service: Parallax) -> Any:
    """The comparison of the only event, after a user opened it and all pending work was done."""
    service.open_event(event_id(service))
    service.comparing.run_all()
    return service.event(event_id(service))[1]


def figures(comparison: Any) -> list[Any]:
    return [each for match in comparison.matches for each in match.divergences if each.rule == "figures.endpoint"]


@contextmanager
def client_of(service: Parallax) -> Iterator[FlaskClient]:
    yield create_app(Settings(log="none"), service).test_client()


def test_nothing_is_sent_until_an_event_is_opened(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site)
        service.add(articles())
        service.events(Filter(), 5)
        service.event(event_id(service))  # as feeds, exports and alerts read it
        service.search("ferry", Filter(), 5)
        service.compare_texts(articles())
        service.comparing.run_all()
        assert site.bodies == []
        comparison = opened(service)
        assert len(site.bodies) == 1
        assert comparison.second.judged == comparison.second.cells > 0


def test_second_reader_judgements_replace_those_of_the_reader_and_are_labelled_as_uncalibrated(
    open_archive: Callable[..., Parallax],
) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site)
        service.add(articles())
        before = service.event(event_id(service))[1]
        after = opened(service)
    assert {match.judged_by for match in before.matches} == {""}
    (match,) = after.matches  # the pair of sentences about divers is no match to this model
    assert match.judged_by == f"judge-1 at 127.0.0.1:{site.port}"
    assert (round(match.probability, 2), match.strength) == (0.97, "strong")
    (found,) = figures(after)
    assert [found.a[0].text, found.b[0].text] == ["Twelve people were killed", "Nineteen people were killed"]
    told = {each.what: each.a for each in found.evidence}
    assert told["judged by"] == match.judged_by
    assert told["its own probability, not calibrated"] == "0.95"
    assert not found.shown


def test_only_configured_kinds_are_shown_from_the_configured_probability(
    open_archive: Callable[..., Parallax],
) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site, floors={"figures": 0.9, "wording": 0.99})
        service.add(articles())
        shown = [each.divergence.kind for each in opened(service).findings()]
    assert shown == ["figures"]


def test_a_kind_is_shown_from_the_configured_probability_even_below_one_half(
    open_archive: Callable[..., Parallax],
) -> None:
    def unsure(cell: dict[str, Any]) -> dict[str, Any]:
        judged = deaths(cell)
        return judged | {"divergences": [each | {"probability": 0.4} for each in judged["divergences"]]}

    with chat.chat(unsure) as site:
        service = open_archive(site, floors={"figures": 0.3})
        service.add(articles())
        shown = [each.divergence.kind for each in opened(service).findings()]
    assert shown == ["figures"]


def test_second_judgements_are_kept_and_ignored_without_a_second_reader(
    open_archive: Callable[..., Parallax],
) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site)
        service.add(articles())
        judged = opened(service)
        again = opened(open_archive(site))
        assert again.matches == judged.matches
        assert len(site.bodies) == 1
        without = open_archive(None).event(event_id(service))[1]
        assert without.second is None
        assert not figures(without)
        assert not without.pending


def test_another_process_sees_new_reviews(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        one, other = open_archive(site), open_archive(site)
        one.add(articles())
        assert other.event(event_id(one))[1].second is None
        opened(one)
        assert figures(other.event(event_id(one))[1])


def test_if_the_second_reader_fails_the_readers_results_are_kept_and_it_is_retried(
    open_archive: Callable[..., Parallax], monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat.chat(deaths) as site:
        right, site.pages[PATH] = site.pages[PATH], answer(401)
        service = open_archive(site)
        service.add(articles())
        before = service.event(event_id(service))[1]
        failed = opened(service)
        assert failed.matches == before.matches
        assert failed.second.judged == 0
        assert "answered 401" in failed.second.problem
        site.pages[PATH] = right
        assert opened(service).second.problem  # it is left alone for a while
        monkeypatch.setattr(queue, "_ASKED_AGAIN_AFTER_S", 0.0)
        service = open_archive(site)  # whose client does not rest
        healed = opened(service)
        assert healed.second.problem == ""
        assert figures(healed)


def test_with_the_budget_spent_the_readers_results_are_kept(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site, requests=0)
        service.add(articles())
        comparison = opened(service)
        assert comparison.second.problem == "today’s budget is spent"
        assert comparison.matches
        assert site.bodies == []


def test_a_joining_article_costs_only_its_own_pairs(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site)
        service.add(articles())
        opened(service)
        asked = len(site.bodies)
        service.add(articles(Post=POST))
        comparison = opened(service)
        assert (comparison.second.pairs, comparison.progress.total) == (3, 3)
        assert len(site.bodies) == asked + 2


def test_reviews_are_deleted_with_their_article(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site)
        service.add(articles())
        opened(service)
        catalogue: Any = service._catalogue
        ids = [each.id for each in articles()]
        assert catalogue.comparisons.second_pairs(ids)
        service.removals.article(ids[0])
        assert not catalogue.comparisons.second_pairs(ids)
        with catalogue.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM cell_judgements").scalar() == 0


def test_the_pages_and_the_api_say_which_reader_judged(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site, model="judge <b>")
        service.add(articles())
        opened(service)
        ids = "&".join(f"article={each.id}" for each in articles())
        with client_of(service) as client:
            for page in (f"/events/{event_id(service)}", f"/compare?{ids}"):
                html = client.get(page).text
                assert f"Checked again by judge &lt;b&gt; at 127.0.0.1:{site.port}" in html
                assert "not calibrated" in html
            assert "judge &lt;b&gt; at" in client.get("/method").text
            event = client.get(f"/api/v1/events/{event_id(service)}").json
        assert event["comparison"]["second_reader"]["judged"] == event["comparison"]["second_reader"]["cells"]
        assert event["comparison"]["matches"][0]["judged_by"] == f"judge <b> at 127.0.0.1:{site.port}"


def test_an_event_is_opened_by_its_page_and_its_api_address(open_archive: Callable[..., Parallax]) -> None:
    for address in ("/events/", "/api/v1/events/"):
        with chat.chat(deaths) as site:
            service = open_archive(site, model=f"judge of {address}")
            service.add(articles())
            with client_of(service) as client:
                assert client.get(address + event_id(service)).status_code == 200
            service.comparing.run_all()
            assert len(site.bodies) == 1


def test_the_page_says_why_the_packaged_reader_judged_the_rest(open_archive: Callable[..., Parallax]) -> None:
    with chat.chat(deaths) as site:
        service = open_archive(site, requests=0)
        service.add(articles())
        opened(service)
        with client_of(service) as client:
            html = client.get(f"/events/{event_id(service)}").text
    assert "results: today’s budget is spent" in html


def test_without_a_second_reader_no_page_mentions_one(open_archive: Callable[..., Parallax]) -> None:
    service = open_archive(None)
    service.add(articles())
    with client_of(service) as client:
        for page in (f"/events/{event_id(service)}", "/method"):
            html = client.get(page).text
            assert "Checked again" not in html
            assert "second reader" not in html
            assert ".endpoint" not in html
        event = client.get(f"/api/v1/events/{event_id(service)}").json
    assert event["comparison"]["second_reader"] is None


def test_the_method_page_names_a_configured_cross_encoder(tmp_path: Path, service: Parallax) -> None:
    reader = FakeReader("the cross-encoder “mine”", {})
    service = Parallax(
        service._catalogue, FakeEmbedder(), service._index, service._index, reader=reader  # type: ignore[arg-type]
    )  # fmt: skip
    service.add(articles())
    comparison = service.event(event_id(service))[1]
    assert {each.judged_by for each in comparison.matches} == {reader.name}
    with client_of(service) as client:
        assert "Compared by the cross-encoder “mine”" in client.get(f"/events/{event_id(service)}").text
