from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from compare.ports import Failed, Fetched, Fetcher, FetchRequest
from indexes.fetching import FetchSettings
from tests.fetching import NOW, PAGE, FakeClock, Site, answer, counted, fetcher, reason, redirect, serving, slow


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


# robots.txt


def test_robots_txt_rules_apply_by_agent_and_longest_match(site: Site) -> None:
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: parallax\nDisallow: /private/*.html$\nAllow: /private/open\n"
    site.pages |= {"/robots.txt": answer(200, text), "/": PAGE, "/private/open.html": PAGE, "/private/a.html": PAGE}
    one = fetcher()
    assert one.fetch(site.url()).status == 200
    assert "robots.txt" in reason(one.fetch(site.url("/private/a.html")))
    assert isinstance(fetcher(user_agent="Other/1").fetch(site.url()), Failed)
    assert site.count()["/private/a.html"] == 0
    assert site.count()["/robots.txt"] == 2


def test_a_redirect_to_an_address_forbidden_by_robots_txt_is_not_followed(site: Site) -> None:
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nDisallow: /b"), "/a": redirect("/b"), "/b": PAGE}
    assert "robots.txt" in reason(fetcher().fetch(site.url("/a")))
    assert site.count()["/b"] == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_robots_txt_allows_everything(site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": answer(status), "/": PAGE}
    assert fetcher().fetch(site.url()).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_robots_txt_fails_is_not_contacted_for_a_while(site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": answer(status), "/": PAGE}
    clock = FakeClock()
    one = fetcher(clock=clock)
    outcome = one.fetch(site.url())
    assert "robots.txt" in reason(outcome)
    assert outcome.retry
    assert outcome.not_before == clock.now() + timedelta(seconds=300)
    site.pages["/robots.txt"] = answer(404)
    assert isinstance(one.fetch(site.url()), Failed)
    assert site.count()["/"] == 0
    clock.sleep(301)
    assert one.fetch(site.url()).status == 200


def test_robots_txt_is_fetched_again_after_a_day(site: Site) -> None:
    clock = FakeClock()
    site.pages |= {"/": PAGE, "/2": PAGE}
    one = fetcher(clock=clock)
    one.fetch(site.url())
    one.fetch(site.url("/2"))
    assert site.count()["/robots.txt"] == 1
    clock.sleep(24 * 3600 + 1)
    one.fetch(site.url())
    assert site.count()["/robots.txt"] == 2


def test_robots_txt_redirects_are_followed_and_an_endless_one_means_no_rules(site: Site) -> None:
    site.pages |= {"/": PAGE, "/robots.txt": redirect("/moved"), "/moved": answer(200, b"User-agent: *\nDisallow: /")}
    assert isinstance(fetcher().fetch(site.url()), Failed)
    site.pages["/moved"] = redirect("/robots.txt")
    assert fetcher().fetch(site.url()).status == 200


def test_only_the_beginning_of_a_huge_robots_txt_is_read(site: Site) -> None:
    rest = b"#" + b"x" * 3_000_000
    site.pages |= {"/": PAGE, "/robots.txt": answer(200, b"User-agent: *\nDisallow: /a\n" + rest), "/a": PAGE}
    assert fetcher().fetch(site.url()).status == 200
    assert isinstance(fetcher().fetch(site.url("/a")), Failed)


def test_a_robots_txt_made_to_fill_memory_is_not_read(site: Site) -> None:
    agents = b"".join(b"User-agent: %d\n" % number for number in range(12_000))
    site.pages |= {"/": PAGE, "/robots.txt": answer(200, agents + b"Disallow: /x\n" * 18_000)}
    began = time.process_time()
    assert "too many rules" in reason(fetcher().fetch(site.url()))
    assert time.process_time() - began < 2


# Manners


def test_requests_to_a_host_are_spaced(site: Site) -> None:
    clock = FakeClock()
    site.pages |= {f"/{n}": PAGE for n in range(4)}
    one = fetcher(clock=clock, delay_s=3.0, host_concurrency=1)
    outcomes = list(one.fetch_all([FetchRequest(site.url(f"/{n}")) for n in range(4)]))
    assert all(isinstance(each, Fetched) for each in outcomes)
    assert clock.slept == [3, 3, 3]
    one.fetch(site.url("/1", "other.example"))
    assert clock.slept == [3, 3, 3]


@pytest.mark.parametrize(
    ("delay", "slept"), [(b"7.5", [7.5, 7.5]), (b"0.1", [2, 2]), (b"soon", [2, 2]), (b"-1", [2, 2])]
)
def test_a_longer_crawl_delay_overrides_the_setting(site: Site, delay: bytes, slept: list[float]) -> None:
    clock = FakeClock()
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nCrawl-delay: " + delay), "/": PAGE}
    one = fetcher(clock=clock, delay_s=2.0)
    assert all(one.fetch(site.url()).status == 200 for _ in range(3))
    assert clock.slept == slept


def test_requests_wait_in_a_long_queue_for_a_slow_host(site: Site) -> None:
    clock = FakeClock()
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nCrawl-delay: 20"), "/": PAGE}
    outcomes = list(fetcher(clock=clock, host_concurrency=3).fetch_all([FetchRequest(site.url())] * 7))
    assert all(isinstance(each, Fetched) for each in outcomes)
    assert clock.slept == [20] * 6


@pytest.mark.parametrize(("delay", "seconds"), [(b"600", 600), (b"1e300", 2_592_000)])
def test_a_crawl_delay_that_is_too_long_to_wait_is_reported(site: Site, delay: bytes, seconds: int) -> None:
    site.pages |= {"/robots.txt": answer(200, b"User-agent: *\nCrawl-delay: " + delay), "/": PAGE}
    one = fetcher()
    assert one.fetch(site.url()).status == 200
    outcome = one.fetch(site.url())
    assert outcome == Failed(site.url(), reason(outcome), True, NOW + timedelta(seconds=seconds))


def test_concurrent_requests_are_bounded_in_total_and_per_host(site: Site) -> None:
    site.pages |= {f"/{n}": counted(site, PAGE) for n in range(12)}
    urls = [site.url(f"/{n}", "a.example") for n in range(12)]
    assert len(list(fetcher().fetch_all(map(FetchRequest, urls)))) == 12
    assert site.most_at_once == 2
    site.most_at_once = 0
    urls = [site.url(f"/{n}", f"{name}.example") for n in range(6) for name in "abcdef"]
    assert len(list(fetcher(concurrency=5).fetch_all(map(FetchRequest, urls)))) == 36
    assert site.most_at_once == 5


@pytest.mark.parametrize(("hosts", "most"), [("abcdefgh", 3), ("a", 2)])
def test_concurrent_single_page_requests_are_bounded_too(site: Site, hosts: str, most: int) -> None:
    site.pages["/"] = counted(site, PAGE)
    one = fetcher(concurrency=3)
    with ThreadPoolExecutor(8) as pool:
        assert all(
            pool.map(lambda n: one.fetch(site.url("/", f"{hosts[n % len(hosts)]}.example")).status == 200, range(16))
        )
    assert site.most_at_once == most


def test_one_slow_host_does_not_delay_the_others(site: Site) -> None:
    site.pages |= {"/slow": slow(b""), "/": PAGE}
    requests = [FetchRequest(site.url("/slow", "slow.example"))] * 4 + [
        FetchRequest(site.url("/", f"{n}.example")) for n in "abc"
    ]
    outcomes = list(fetcher(total_s=0.6, concurrency=3).fetch_all(requests))
    assert [isinstance(each, Fetched) for each in outcomes[:3]] == [True] * 3
    assert len(outcomes) == 7


def test_one_bad_url_does_not_affect_the_rest(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages |= {"/good": PAGE, "/gone": answer(410)}
    one: Fetcher = fetcher()
    urls = ["", "no url", "http://[", "http://10.0.0.1/", "\ud800", site.url("/gone"), *[site.url("/good")] * 3]
    outcomes = list(one.fetch_all([FetchRequest(url) for url in urls]))
    assert sorted(each.url for each in outcomes) == sorted(urls)
    assert sum(isinstance(each, Fetched) for each in outcomes) == 3

    def fault(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("indexes.fetching.fetcher.HttpFetcher._follow", fault)
    assert "unexpected" in reason(one.fetch(site.url("/good")))


def test_work_stops_when_its_results_are_no_longer_consumed(site: Site) -> None:
    site.pages |= {f"/{n}": PAGE for n in range(100)}
    outcomes = fetcher().fetch_all([FetchRequest(site.url(f"/{n}")) for n in range(100)])
    next(outcomes)
    outcomes.close()
    assert len(site.asked) <= 5
    assert list(fetcher().fetch_all([])) == []


def test_network_modules_are_imported_lazily() -> None:
    command = "import sys, web.wiring; print(sorted({'httpx2', 'httpcore2', 'protego'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False, timeout=300)
    assert result.stdout.strip() == "[]"


def test_defaults_are_polite() -> None:
    defaults = FetchSettings()
    assert defaults.private == ()
    assert defaults.delay_s >= 1
    assert defaults.product == "Parallax"
    assert replace(defaults, user_agent="Reader_x/2").product == "Reader_x"
