"""Finding coverage: from an article, an event or words, through local sources, to one event with all outlets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from compare.errors import InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.ports.coverage import CoverageQuery, CoverageSource
from compare.ports.harvesting import Feed
from compare.services.coverage.query import query_of, query_of_words
from compare.services.service import Parallax
from indexes.coverage.gdelt import Gdelt
from indexes.coverage.newsapi import NewsApi
from indexes.coverage.rss_search import RssSearch
from indexes.coverage.watched_feeds import WatchedFeeds
from indexes.ingest import read
from indexes.ingest.discovery import Discovery
from indexes.ingest.harvester import WebHarvester
from indexes.samples import STORIES
from tests.fakes import FakeEmbedder
from tests.fetching import answer, fetcher, serving
from tests.newsroom import DAY, OUTLETS, Newsroom, body, gdelt, newsapi, rss, title
from tests.test_web_adding import Site
from web.cli.main import parallax


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        room.site.pages["/gdelt"] = gdelt(
            [*room.reports([1, 2]), (room.url("/tax"), "Tax in Lund", "The Weir"), (room.url("/gone"), "Gone", "x")]
        )
        room.site.pages["/newsapi"] = newsapi(room.reports([2, 3]))
        room.site.pages["/feed"] = rss(room.reports([4]))
        room.site.pages["/rss"] = answer(429, Retry_After="90")
        yield room


def sources(room: Newsroom) -> tuple[CoverageSource, ...]:
    asking = fetcher(total_s=10.0, attempts=1)
    feeds = WatchedFeeds(WebHarvester(asking), Discovery(asking), lambda: [Feed(room.url("/feed"), "")])
    return (Gdelt(asking, room.url("/gdelt")), NewsApi(asking, "k", room.url("/newsapi")), feeds,
            RssSearch(asking, room.site.url("/rss?q={query}", host="limited.example")))  # fmt: skip


def report(number: int = 0) -> Article:
    return Article(Outlet(OUTLETS[number]), title(number), "\n".join(body(number)), None, "en", Moment.parse(DAY))


def ids(service: Parallax) -> list[str]:
    return [each.id for each in service.articles(Filter(), 20)]


@pytest.mark.parametrize("about", ["article", "event"])
def test_one_report_becomes_an_event_of_five_outlets(about: str, service: Parallax, newsroom: Newsroom) -> None:
    service.add([report()])
    site = Site(service, coverage="gdelt newsapi feeds")
    (held,) = ids(service)
    named = held if about == "article" else service.events_of([held])[held]
    answer_ = site.client.post("/find", data={about: named})
    job = site.gather(sources(newsroom))
    assert job is not None
    (event,) = service.events(Filter(), 5)
    assert {each.outlet.name for each in event.articles} == set(OUTLETS)
    assert len(job.outcome.held) == 4
    asked = {each.source: each for each in job.outcome.asked}
    assert [(each.found, bool(each.problem)) for each in job.outcome.asked] == [
        (4, False),
        (2, False),
        (1, False),
        (0, True),
    ]
    assert "Lund" in asked["gdelt"].query
    assert "429" in asked["limited.example"].problem
    assert any("/tax: about another event" in each for each in job.outcome.refused)
    assert any("/gone: 127.0.0.1 answered 404" in each for each in job.outcome.refused)
    leads = site.client.get(answer_.location)
    assert leads.location == f"/events/{event.event.id}?found={job.id}#coverage"
    page = site.client.get(leads.location.partition("#")[0]).text
    assert "4 reports found and added" in page
    assert asked["gdelt"].query.split()[0] in page
    assert "answered 429" in page


def test_full_text_search_prefers_the_event_with_most_matching_reports(service: Parallax, newsroom: Newsroom) -> None:
    site = Site(service, coverage="gdelt")
    site.client.post("/find", data={"words": "“Una Brandt” crane", "since": "2026-03-01", "until": "2026-03-05"})
    job = site.gather(sources(newsroom)[:2])
    assert job is not None
    (event,) = service.events(Filter(), 5)
    assert {each.title for each in event.articles} == {title(number) for number in (1, 2, 3)}
    assert newsroom.asked("/gdelt")["query"] == '"Una Brandt" crane'


def test_stored_pages_are_not_fetched_again_or_reported_as_new(service: Parallax, newsroom: Newsroom) -> None:
    site = Site(service, coverage="gdelt")
    site.api("/urls", {"urls": [newsroom.url("/report/1"), newsroom.url("/report/2")]})
    site.gather()
    newsroom.site.pages["/gdelt"] = gdelt(newsroom.reports([1, 2]))
    before = len(newsroom.site.asked)
    answer_ = site.client.post("/find", data={"article": ids(service)[0]})
    job = site.gather(sources(newsroom)[:1])
    assert job is not None
    assert not any("/report/" in each for each in newsroom.site.asked[before:])
    page = site.client.get(answer_.location).text
    assert "No other reports found" in page
    assert "Back to the event" in page


def test_a_failing_coverage_source_does_not_affect_the_others(service: Parallax, newsroom: Newsroom) -> None:
    service.add([report()])
    newsroom.site.pages["/gdelt"] = answer(200, b"<html>Down for maintenance</html>", Content_Type="text/html")
    site = Site(service, coverage="gdelt")
    site.client.post("/find", data={"article": ids(service)[0]})
    job = site.gather(sources(newsroom))
    assert job is not None
    assert [bool(each.problem) for each in job.outcome.asked] == [True, False, False, True]
    assert len(service.events(Filter(), 5)[0].articles) == 4


def test_a_report_that_robots_txt_forbids_is_not_fetched(service: Parallax, newsroom: Newsroom) -> None:
    service.add([report()])
    robots = b"User-agent: *\nDisallow: /report/2\n"
    newsroom.site.pages["/robots.txt"] = answer(200, robots, Content_Type="text/plain")
    site = Site(service, coverage="gdelt")
    site.client.post("/find", data={"article": ids(service)[0]})
    job = site.gather(sources(newsroom)[:1])
    assert job is not None
    assert len(job.outcome.held) == 1
    assert any("/report/2" in each and "robots.txt" in each for each in job.outcome.refused)
    assert "/report/2" not in newsroom.site.asked


def test_the_api_reports_the_queries_and_what_was_found(service: Parallax, newsroom: Newsroom) -> None:
    service.add([report()])
    site = Site(service, coverage="gdelt")
    answer_ = site.api("/coverage", {"article": ids(service)[0]})
    assert answer_.status_code == 202
    site.gather(sources(newsroom)[:1])
    told = site.client.get(answer_.headers["Location"]).json
    assert (told["state"], told["added"]) == ("done", 2)
    assert told["asked"][0]["source"] == "gdelt"
    assert len(told["held"]) == 2
    assert site.api("/coverage", {"article": "unknown"}).status_code == 404
    assert site.api("/coverage", {"event": "unknown"}).status_code == 404
    assert site.api("/coverage", {"words": "…"}).status_code == 400
    assert site.api("/coverage", {"word": "crane"}).status_code == 400


def test_no_service_is_queried_until_a_setting_names_a_source(service: Parallax, newsroom: Newsroom) -> None:
    service.add([report()])
    site = Site(service)
    (held,) = ids(service)
    for answer_ in (site.client.post("/find", data={"article": held}), site.api("/coverage", {"article": held})):
        assert answer_.status_code == 400
        assert "PARALLAX_COVERAGE" in answer_.text
    assert service.jobs.waiting() == 0
    assert 'href="/add#coverage"' in site.client.get(f"/articles/{held}").text
    assert newsroom.site.asked == []


def test_the_command_finds_and_adds_coverage_and_prints_its_queries(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.wiring.SentenceEmbedder", lambda *given: FakeEmbedder())
    monkeypatch.setattr("web.wiring.build_fetcher", lambda settings: fetcher(total_s=10.0, attempts=1))
    environment = {"PARALLAX_COVERAGE": f"gdelt={newsroom.url('/gdelt')}"}
    result = CliRunner().invoke(
        parallax,
        ["--data", str(tmp_path / "a"), "find", "“Una Brandt”", "crane", "--since", "2026-03-01"],
        env=environment,
    )
    assert result.exit_code == 0, result.output
    assert 'gdelt: "Una Brandt" crane → 4 reports' in result.output
    assert "Added 2 articles" in result.output
    assert "about another event" in result.output


def test_the_command_reports_a_source_that_is_not_configured(tmp_path: Path) -> None:
    result = CliRunner().invoke(parallax, ["--data", str(tmp_path / "a"), "find", "crane", "Lund"])
    assert result.exit_code != 0
    assert isinstance(result.exception, InputError)
    assert "PARALLAX_COVERAGE" in str(result.exception)


# -- queries


STORIES_READ = {place.name: [each for each in read([place]) if isinstance(each, Article)]
                for place in sorted(STORIES.iterdir()) if place.is_dir()}  # fmt: skip


@pytest.mark.parametrize("story", STORIES_READ)
def test_the_coverage_query_of_a_report_finds_most_of_its_event_and_few_others(story: str) -> None:
    def finds(query: CoverageQuery, article: Article) -> bool:
        text = f"{article.title} {article.text}".casefold()
        assert article.published and query.since and query.until
        if not query.since <= article.published.earliest.date() <= query.until:
            return False
        return all(each.casefold() in text for each in query.required) and any(
            each.casefold() in text for each in query.any_of
        )

    articles = STORIES_READ[story]
    found = [[finds(query_of([one]), other) for other in articles if other is not one] for one in articles]
    assert sum(map(sum, found)) > 0.5 * sum(map(len, found))
    query = query_of(articles)
    assert sum(finds(query, each) for each in articles) >= 0.75 * len(articles)
    others = [each for name, found in STORIES_READ.items() if name != story for each in found]
    assert sum(finds(query, each) for each in others) <= 0.05 * len(others)


def test_a_coverage_query_has_the_days_and_language_of_its_articles() -> None:
    query = query_of([report()])
    assert (f"{query.since}", f"{query.until}", query.language) == ("2026-02-27", "2026-03-05", "en")
    undated = query_of([Article(Outlet("A"), title(0), body(0)[0])])
    assert (undated.since, undated.until) == (None, None)


def test_no_coverage_query_contains_the_outlet_name() -> None:
    text = "Harbour Post readers saw the crane of Lund fall on Monday. Harbour Post asked Una Brandt."
    query = query_of([Article(Outlet("Harbour Post"), "Crane falls", text)])
    assert not any("Post" in each for each in (*query.required, *query.any_of))


@pytest.mark.parametrize("said", ["", "…", '""', " ".join(f"word{chr(97 + n)}" for n in range(20))])
def test_uninformative_or_too_many_search_words_are_refused(said: str) -> None:
    with pytest.raises(InputError):
        query_of_words(said)


def test_an_article_without_informative_words_is_refused(service: Parallax) -> None:
    with pytest.raises(InputError, match="your own search terms"):
        query_of([Article(Outlet("A"), "It is so", "It is so, and was.")])
    with pytest.raises(NotFoundError):
        service.coverage.query_for("unknown")


def test_coverage_links_are_public_web_pages(service: Parallax) -> None:
    rows: list[Any] = [("http://10.0.0.7/x", "Crane in Lund", "x"), ("file:///etc/passwd", "Crane in Lund", "x")]
    with serving() as own:
        room = Newsroom(own)
        room.fill()
        room.site.pages["/gdelt"] = gdelt(rows)
        found = service.coverage.find(
            sources(room)[:1], WebHarvester(fetcher(total_s=10.0, attempts=1)), query_of_words("crane")
        )
    assert found.articles == ()
    assert any("not a public address" in each for each in found.refused)
