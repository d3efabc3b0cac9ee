"""Every source of coverage against a local server that responds in its documented format, and with every error."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.errors import InputError
from compare.model.moment import Moment
from compare.ports.coverage import CoverageAnswer, CoverageQuery, CoverageSource
from compare.ports.harvesting import Feed, Link
from compare.services.coverage.query import is_met_by
from indexes.coverage.configured import sources
from indexes.coverage.gdelt import Gdelt
from indexes.coverage.mediacloud import MediaCloud
from indexes.coverage.newsapi import NewsApi
from indexes.coverage.rss_search import GoogleNews, RssSearch, own_address
from indexes.coverage.search_service import boolean, with_parameters
from indexes.coverage.watched_feeds import WatchedFeeds
from indexes.ingest.discovery import Discovery
from indexes.ingest.harvester import WebHarvester
from tests.fetching import answer, fetcher, redirect, serving
from tests.newsroom import FAULTS, OUTLETS, Newsroom, as_json, gdelt, mediacloud, newsapi, rss, sitemap, title

QUERY = CoverageQuery(("Lund",), ("crane", "Una Brandt", "basin"), date(2026, 3, 1), date(2026, 3, 4), "en")
KEY = "s3cret-key"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        yield room


def source(name: str, room: Newsroom) -> CoverageSource:
    asking = fetcher(total_s=1.0, attempts=1)
    made: dict[str, CoverageSource] = {
        "gdelt": Gdelt(asking, room.url("/gdelt")),
        "newsapi": NewsApi(asking, KEY, room.url("/newsapi")),
        "mediacloud": MediaCloud(asking, KEY, room.url("/mediacloud?cs=34412234")),
        "google-news": GoogleNews(asking, room.url("/google-news")),
        "rss": RssSearch(asking, room.url("/rss?format=rss&q={query}")),
    }
    return made[name]


FORMS: dict[str, Any] = {"gdelt": gdelt, "newsapi": newsapi, "mediacloud": mediacloud, "google-news": rss, "rss": rss}
JSON = ["gdelt", "newsapi", "mediacloud"]


@pytest.mark.parametrize("name", FORMS)
def test_a_coverage_source_gives_reports_with_title_outlet_and_time(name: str, newsroom: Newsroom) -> None:
    newsroom.site.pages[f"/{name}"] = FORMS[name](newsroom.reports(range(5)))
    found = source(name, newsroom).search(QUERY)
    assert found.problem == ""
    assert [each.url for each in found.links] == [newsroom.url(f"/report/{number}") for number in range(5)]
    assert all(title(number) in each.title for number, each in enumerate(found.links))
    assert all(each.published and each.published.isoformat().startswith("2026-03-02") for each in found.links)
    if name != "gdelt":  # which names the domain alone
        assert [each.outlet for each in found.links] == list(OUTLETS)


def test_each_service_is_queried_in_its_own_syntax_for_the_date_range(newsroom: Newsroom) -> None:
    asked: dict[str, dict[str, str]] = {}
    for name, form in FORMS.items():
        newsroom.site.pages[f"/{name}"] = form([])
        source(name, newsroom).search(QUERY)
        asked[name] = newsroom.asked(f"/{name}")
    either = '(crane OR "Una Brandt" OR basin)'
    assert asked["gdelt"].items() >= {"query": f"Lund {either}", "mode": "artlist", "format": "json"}.items()
    assert asked["gdelt"].items() >= {"startdatetime": "20260301000000", "enddatetime": "20260304235959"}.items()
    assert asked["newsapi"].items() >= {"q": f"Lund AND {either}", "from": "2026-03-01", "language": "en"}.items()
    assert (
        asked["mediacloud"].items() >= {"q": f"Lund AND {either}", "start": "2026-03-01", "end": "2026-03-04"}.items()
    )
    assert asked["mediacloud"]["cs"] == "34412234"
    assert asked["google-news"]["q"] == f"Lund {either} after:2026-02-28 before:2026-03-05"
    assert asked["google-news"].items() >= {"hl": "en-US", "gl": "US", "ceid": "US:en"}.items()
    assert asked["rss"] == {"format": "rss", "q": "Lund crane Una Brandt"}


@pytest.mark.parametrize(("name", "header"), [("newsapi", "x-api-key"), ("mediacloud", "authorization")])
def test_an_api_key_is_sent_only_to_its_service_and_not_to_a_redirect_target(
    name: str, header: str, newsroom: Newsroom
) -> None:
    newsroom.site.pages[f"/{name}"] = redirect(newsroom.site.url("/elsewhere", host="other.example"))
    newsroom.site.pages["/elsewhere"] = FORMS[name]([])
    found = source(name, newsroom).search(QUERY)
    assert KEY in newsroom.headers_of(f"/{name}")[header]
    assert header not in newsroom.headers_of("/elsewhere")
    assert KEY not in f"{found}"
    assert not any(KEY in each for each in newsroom.site.asked)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", JSON)
def test_failures_of_a_service_are_reported_in_a_line_without_an_exception(
    name: str, fault: str, newsroom: Newsroom
) -> None:
    newsroom.site.pages[f"/{name}"], said = FAULTS[fault]
    found = source(name, newsroom).search(QUERY)
    assert found.links == ()
    assert said in found.problem
    assert "\n" not in found.problem
    if fault == "too many requests":
        assert "try again after 2026-03-04 09:32 UTC" in found.problem
    if fault == "not allowed" and name != "gdelt":
        assert "_KEY" in found.problem


@pytest.mark.parametrize("fault", [each for each in FAULTS if each not in {"words", "half an answer", "another form", "a list that is none", "a page"}])  # fmt: skip
@pytest.mark.parametrize("name", ["google-news", "rss"])
def test_failures_of_a_feed_search_are_reported_in_a_line(name: str, fault: str, newsroom: Newsroom) -> None:
    newsroom.site.pages[f"/{name}"], said = FAULTS[fault]
    assert said in source(name, newsroom).search(QUERY).problem


@pytest.mark.parametrize(
    "body", [b"<html><body>Sorry</body></html>", b'{"articles": []}', b"no feed", b"<rss><channel><ite"]
)
def test_an_address_that_is_not_a_feed_is_reported(body: bytes, newsroom: Newsroom) -> None:
    newsroom.site.pages["/rss"] = answer(200, body, Content_Type="text/html")
    found = source("rss", newsroom).search(QUERY)
    assert found.problem
    assert not found.links


def test_the_error_message_of_newsapi_is_passed_on(newsroom: Newsroom) -> None:
    newsroom.site.pages["/newsapi"] = as_json({"status": "error", "code": "rateLimited", "message": "Too many today."})
    assert source("newsapi", newsroom).search(QUERY).problem == "Too many today."


def test_an_empty_gdelt_response_means_no_results(newsroom: Newsroom) -> None:
    newsroom.site.pages["/gdelt"] = as_json({})
    assert source("gdelt", newsroom).search(QUERY) == CoverageAnswer("gdelt", 'Lund (crane OR "Una Brandt" OR basin)')


def test_malformed_rows_and_invalid_addresses_are_left_out(newsroom: Newsroom) -> None:
    rows = [3, None, {}, {"url": 7, "title": "x"}, {"url": "javascript:alert(1)", "title": "x"}, {"url": "file:///etc/passwd"},
            {"url": "https://weir.example/x", "title": {"a": 1}, "seendate": ["no"], "domain": None}]  # fmt: skip
    newsroom.site.pages["/gdelt"] = as_json({"articles": rows})
    assert [each.url for each in source("gdelt", newsroom).search(QUERY).links] == ["https://weir.example/x"]


def test_a_service_whose_robots_txt_forbids_it_is_not_queried(newsroom: Newsroom) -> None:
    newsroom.site.pages["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /\n", Content_Type="text/plain")
    newsroom.site.pages["/gdelt"] = gdelt(newsroom.reports([0]))
    assert "robots.txt" in source("gdelt", newsroom).search(QUERY).problem
    assert not any(each.startswith("/gdelt") for each in newsroom.site.asked)


def test_a_service_at_a_private_address_is_not_queried_unless_a_setting_allows_it() -> None:
    asking = fetcher(private=(), resolve=lambda host, port: ["10.0.0.7"])
    assert "not a public address" in Gdelt(asking, "http://gdelt.example/doc").search(QUERY).problem


# -- Google News


def in_google(url: str) -> str:
    data = url.encode()
    head = bytes([len(data)]) if len(data) < 128 else bytes([len(data) % 128 + 128, len(data) // 128])
    return base64.urlsafe_b64encode(b"\x08\x13\x22" + head + data + b"\xd2\x01\x00").decode().rstrip("=")


def test_an_encoded_google_news_address_is_decoded_and_a_hidden_one_is_reported(newsroom: Newsroom) -> None:
    long = f"https://weir.example/{'x' * 150}"
    hidden = base64.urlsafe_b64encode(b"\x08\x13\x22\x30AU_yqL" + b"a" * 41).decode()
    rows = [(f"https://news.google.com/rss/articles/{each}?oc=5", f"Crane {number}", "The Weir")
            for number, each in enumerate([in_google("https://weir.example/a"), in_google(long), hidden])]  # fmt: skip
    newsroom.site.pages["/google-news"] = rss(rows)
    found = source("google-news", newsroom).search(QUERY)
    assert [each.url for each in found.links] == ["https://weir.example/a", long]
    assert "no URL for 1 of these" in found.problem
    assert "Crane 2" in found.problem


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_google_news_address_stays_or_becomes_a_web_address(said: str) -> None:
    url = f"https://news.google.com/rss/articles/{said}"
    assert own_address(url) == url or own_address(url).startswith(("http://", "https://"))


# -- watched feeds and their sites' news sitemaps


def watched(newsroom: Newsroom, *paths: str) -> WatchedFeeds:
    asking = fetcher(total_s=1.0, attempts=1)
    return WatchedFeeds(
        WebHarvester(asking), Discovery(asking), lambda: [Feed(newsroom.url(each), "") for each in paths]
    )


def test_matching_entries_of_watched_feeds_and_news_sitemaps_are_found(newsroom: Newsroom) -> None:
    others = [(newsroom.url("/tax"), "Tax on sugar doubles in Aldmoor", "The Weir")]
    newsroom.site.pages["/feed"] = rss([*newsroom.reports([3, 4]), *others])
    newsroom.site.pages["/news-sitemap.xml"] = answer(200, sitemap([*newsroom.reports([0, 3]), *others]))
    found = watched(newsroom, "/feed").search(QUERY)
    assert {each.url for each in found.links} == {newsroom.url(f"/report/{number}") for number in (0, 3, 4)}
    assert found.query_text == 'titles with Lund (crane OR "Una Brandt" OR basin), in 1 feed and 1 news sitemap'


def test_entries_outside_the_date_range_do_not_match_the_query(newsroom: Newsroom) -> None:
    newsroom.site.pages["/feed"] = rss([])
    newsroom.site.pages["/news-sitemap.xml"] = answer(200, sitemap(newsroom.reports([3]), "2026-02-01"))
    assert watched(newsroom, "/feed").search(QUERY).links == ()


def test_a_feed_that_does_not_respond_is_named_and_the_others_are_fetched(newsroom: Newsroom) -> None:
    newsroom.site.pages["/feed"] = rss(newsroom.reports([3]))
    found = watched(newsroom, "/feed", "/gone").search(QUERY)
    assert len(found.links) == 1
    assert "1 of them did not answer" in found.problem
    assert "404" in found.problem


def test_the_absence_of_watched_feeds_is_reported(newsroom: Newsroom) -> None:
    assert "no feed is watched" in watched(newsroom).search(QUERY).problem


# -- settings


def made(setting: str, **keys: str) -> list[CoverageSource]:
    return sources(setting.split(), keys, fetcher(), WebHarvester(fetcher()), list)


def test_no_coverage_source_is_enabled_by_default() -> None:
    assert made("") == []
    both = made("gdelt newsapi=https://proxy.example/v2 https://s.example/?q={query} feeds", newsapi=KEY)
    assert [each.name for each in both] == ["gdelt", "newsapi", "s.example", "feeds"]


@pytest.mark.parametrize(
    "setting", ["bing", "gdelt=ftp://x.example", "newsapi", "mediacloud", "https://s.example/?q=x"]
)
def test_an_invalid_setting_names_the_valid_values(setting: str) -> None:
    with pytest.raises(InputError, match=r"PARALLAX_COVERAGE|_KEY"):
        made(setting)


# -- words


def test_quotation_marks_in_a_phrase_do_not_become_query_syntax() -> None:
    assert boolean(CoverageQuery(('a" OR (b',), ("c)",))) == '"a OR b" c'


@given(st.text(max_size=40), st.text(max_size=40))
def test_added_parameters_can_be_parsed_from_the_address(name: str, value: str) -> None:
    from urllib.parse import parse_qsl, urlsplit

    address = with_parameters("https://s.example/x?a=1", {f"n{name}": value})
    assert dict(parse_qsl(urlsplit(address).query)) == {"a": "1"} | ({f"n{name}": value} if value else {})


@pytest.mark.parametrize(
    ("said", "published", "meets"),
    [
        ("Crane falls in Lund", "2026-03-02", True),
        ("Una Brandt speaks of the crane", None, True),
        ("Crane falls", None, False),
        ("Crane falls in Lund", "2026-04-02", False),
        ("Crane falls in Lund", "2026-02-27", False),
    ],
)
def test_a_title_matches_a_query_with_two_of_its_phrases_in_its_date_range(
    said: str, published: str | None, meets: bool
) -> None:
    assert is_met_by(QUERY, said, Moment.parse(published) if published else None) is meets


def test_links_say_who_reports_what(newsroom: Newsroom) -> None:
    newsroom.site.pages["/newsapi"] = newsapi(newsroom.reports([2]))
    (link,) = source("newsapi", newsroom).search(QUERY).links
    moment = Moment.parse("2026-03-02T09:30:00Z")
    assert link == Link(newsroom.url("/report/2"), title(2), moment, "Harbour Post")
