"""Adding by page and API: texts, files, pages as browsers show them, URLs; rejected input, and permissions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from compare.ports import Filter
from compare.services.coverage.query import query_of_words
from compare.services.jobs.fetch_jobs import MOST_URLS, FetchInput, SubmittedFile
from compare.services.service import Parallax
from compare.services.stores.operations.jobs import Job
from indexes.ingest.fetch_input import collect
from indexes.ingest.harvester import WebHarvester
from tests.documents import PARTS, TITLE, press_release
from tests.fetching import fetcher, serving
from tests.inputs import PAGE
from tests.newsroom import Newsroom, article_page, rss, title
from web import create_app
from web.settings import Settings
from web.wiring import failure_note

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
TEXT = "\n".join(PARTS)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        yield room


class Site:
    """The application for a service, whose jobs the test runs itself."""

    def __init__(self, service: Parallax, **settings: Any) -> None:
        self.app = create_app(Settings(**settings), service)
        self.service = service
        for worker in ("fetch_worker", "worker"):
            self.app.extensions[worker].wake = lambda: None
        self.client: FlaskClient = self.app.test_client()
        self.secret = service.api_keys.create("desk")

    def api(self, path: str, body: dict[str, Any], **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"}
        return self.client.post(f"/api/v1{path}", json=body, headers=headers, **more)

    def gather(self, sources: tuple[Any, ...] = ()) -> Job | None:
        """Run the next fetch job, with a fetcher that can reach this machine, and add its articles."""
        harvester = WebHarvester(fetcher(total_s=10.0, attempts=1))
        done = self.service.fetch_jobs.run_next(
            lambda wanted, told: collect(
                wanted, harvester, lambda failed: f"{failed.link.url}: {failure_note(self.service, failed)}", told
            ),
            lambda query, seed, told: self.service.coverage.find(sources, harvester, query, seed, told),
        )
        self.service.jobs.run_next()
        return self.service.jobs.get(done.id) if done else None


@pytest.fixture
def site(service: Parallax) -> Site:
    return Site(service)


def titles(service: Parallax) -> set[str]:
    return {each.title for each in service.articles(Filter(), 50)}


def test_a_pasted_text_is_added_and_its_job_page_links_to_it(site: Site, service: Parallax) -> None:
    fields = {
        "outlet": "The Weir",
        "title": TITLE,
        "text": TEXT,
        "published": "2026-03-02",
        "url": "https://weir.example/a",
    }
    answer = site.client.post("/add", data=fields)
    assert answer.status_code == 303
    assert service.jobs.run_next()
    page = site.client.get(answer.location)
    (held,) = service.articles(Filter(), 5)
    assert (held.title, held.outlet.name, held.url) == (TITLE, "The Weir", "https://weir.example/a")
    assert f"/articles/{held.id}" in page.text
    assert "1 article added" in page.text
    assert "Refresh" not in page.headers


def test_the_first_line_of_a_pasted_text_is_its_headline_as_in_a_file(site: Site, service: Parallax) -> None:
    site.client.post("/add", data={"outlet": "The Weir", "text": f"{TITLE}\n\n{TEXT}"})
    assert service.jobs.run_next()
    (held,) = service.articles(Filter(), 5)
    assert (held.title, held.text.strip()) == (TITLE, TEXT.strip())


def test_files_are_read_in_the_background_and_each_refusal_is_reported(site: Site, service: Parallax) -> None:
    files = [(io.BytesIO(data), name) for name, data in
             {"release.pdf": press_release(), "page.html": PAGE.encode(), "photo.png": b"\x89PNG\0\0", "empty.txt": b""}.items()]  # fmt: skip
    answer = site.client.post("/add", data={"file": files}, content_type="multipart/form-data")
    waiting = site.client.get(answer.location)
    assert waiting.headers["Refresh"] == "2"
    assert "Reading" in waiting.text
    job = site.gather()
    assert job is not None
    assert (job.state, job.report.added) == ("done", 2)
    assert titles(service) == {TITLE, "Dam gates opened early"}
    assert len(job.outcome.refused) == 2
    page = site.client.get(answer.location).text
    assert "photo.png" in page
    assert "empty.txt" in page


def test_addresses_and_feeds_are_fetched_and_failures_are_reported(
    site: Site, service: Parallax, newsroom: Newsroom
) -> None:
    newsroom.site.pages["/feed"] = rss(newsroom.reports([0, 1]))
    given = f"{newsroom.url('/feed')}\n{newsroom.url('/report/2')} {newsroom.url('/gone')}\nftp://weir.example/x"
    answer = site.client.post("/add", data={"addresses": given})
    job = site.gather()
    assert job is not None
    assert titles(service) == {title(number) for number in (0, 1, 2)}
    assert len(job.outcome.held) == 3
    assert [re.sub(r"127.0.0.1(:\d+)?", "HOST", each) for each in job.outcome.refused] == [
        "ftp://weir.example/x: only http and https URLs are fetched.",
        "http://HOST/gone: HOST answered 404 (Not Found).",
    ]
    assert "404" in site.client.get(answer.location).text


def test_no_private_address_is_fetched_from_the_page(site: Site, service: Parallax) -> None:
    asking = fetcher(private=(), resolve=lambda host, port: ["10.0.0.7"])
    site.client.post("/add", data={"addresses": "http://intranet.example/"})
    harvester = WebHarvester(asking)
    job = service.fetch_jobs.run_next(
        lambda wanted, told: collect(wanted, harvester, lambda failed: failure_note(service, failed), told),
        lambda *given: None,  # type: ignore[arg-type, return-value]
    )
    assert job is not None
    assert job.state == "done"
    assert "not a public address" in job.outcome.refused[0]


def test_an_empty_form_or_invalid_date_shows_the_form_again_with_its_input(site: Site) -> None:
    answer = site.client.post("/add", data={})
    assert answer.status_code == 400
    assert "Enter a URL, choose a file or paste a text." in answer.text
    answer = site.client.post("/add", data={"text": "An otter was seen.", "published": "soon", "outlet": "<b>Weir"})
    assert answer.status_code == 400
    assert "An otter was seen." in answer.text
    assert "&lt;b&gt;Weir" in answer.text
    answer = site.client.post(
        "/add", data={"addresses": " ".join(f"https://a.example/{n}" for n in range(MOST_URLS + 1))}
    )
    assert f"give at most {MOST_URLS}" in answer.text


@pytest.mark.parametrize("path", ["/add", "/find"])
def test_remote_clients_and_other_sites_cannot_add_or_search_coverage(path: str, service: Parallax) -> None:
    data = {"text": TEXT, "words": "crane Lund"}
    local = Site(service, coverage="gdelt")
    assert local.client.post(path, data=data, environ_base=STRANGER).status_code == 403
    assert local.client.post(path, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    none = create_app(Settings(changes="none", coverage="gdelt"), service).test_client()
    assert none.post(path, data=data).status_code == 403
    assert service.jobs.waiting() == 0
    assert "allowed only on the machine" in local.client.get("/add", environ_base=STRANGER).text


def test_remote_clients_can_add_if_a_setting_lets_everybody_change_things(service: Parallax) -> None:
    site = Site(service, changes="all")
    assert site.client.post("/add", data={"text": TEXT}, environ_base=STRANGER).status_code == 303
    assert service.jobs.run_next()
    assert service.count()[0] == 1


@pytest.mark.parametrize("path", ["/articles", "/urls", "/coverage"])
def test_clients_cannot_add_or_search_coverage_without_an_api_key(path: str, service: Parallax) -> None:
    site = Site(service, coverage="gdelt")
    body = {"articles": [{"text": "x"}], "urls": ["https://a.example"], "words": "crane"}
    own = {"/articles": "articles", "/urls": "urls", "/coverage": "words"}[path]
    assert site.client.post(f"/api/v1{path}", json={own: body[own]}).status_code == 401
    assert service.jobs.waiting() == 0


# -- pages as a browser shows them


def test_a_page_as_rendered_by_a_browser_is_added_through_the_api(site: Site, service: Parallax) -> None:
    answer = site.api("/articles", {"articles": [{"html": PAGE, "url": "https://weir.example/dam?utm_source=x"}, {"text": TEXT, "title": TITLE}]})  # fmt: skip
    assert answer.status_code == 202
    assert answer.json["kind"] == "gather"
    site.gather()
    told = site.client.get(answer.headers["Location"]).json
    assert (told["state"], told["added"]) == ("done", 2)
    assert titles(service) == {TITLE, "Dam gates opened early"}
    assert {each.url for each in service.articles(Filter(), 5)} == {"https://weir.example/dam", None}
    assert set(told["held"]) == {each.id for each in service.articles(Filter(), 5)}


def test_a_page_without_an_article_is_refused_with_a_message(site: Site) -> None:
    shell = "<html><body><div id=app></div><script>go()</script></body></html>"
    answer = site.api("/articles", {"articles": [{"html": shell, "url": "https://weir.example/x"}]})
    site.gather()
    told = site.client.get(answer.headers["Location"]).json
    assert (told["state"], told["added"]) == ("done", 0)
    assert told["refusals"]
    assert "https://weir.example/x" in told["refusals"][0]


def test_html_pages_and_texts_are_compared_without_being_stored(site: Site, service: Parallax) -> None:
    pages = [{"html": article_page(number).decode(), "url": f"https://{number}.example/a"} for number in (0, 1)]
    answer = site.client.post("/api/v1/compare", json={"articles": [*pages, {"text": TEXT, "title": TITLE}]})
    assert answer.status_code == 200
    assert [each["title"] for each in answer.json["articles"]] == [title(0), title(1), TITLE]
    assert service.count() == (0, 0)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ({"html": PAGE}, "url of article 1: "),
        ({"html": PAGE, "url": "javascript:alert(1)"}, "url of article 1: "),
        ({"html": PAGE, "url": "https://a[b.example/1"}, "url of article 1: "),
        ({"html": " ", "url": "https://a.example"}, "html of article 1: "),
        ({"html": "x" * 4_000_001, "url": "https://a.example"}, "html of article 1: "),
        ({"url": "https://a.example"}, "text of article 1: "),
        ({"text": "An otter was seen.", "published": "yesterday"}, "published of article 1: "),
    ],
)
def test_an_invalid_page_is_refused_with_its_position(site: Site, page: dict[str, str], said: str) -> None:
    for path in ("/articles", "/compare"):
        answer = site.api(path, {"articles": [page, {"text": "An otter was seen."}]})
        assert answer.status_code == 400
        assert answer.json["detail"].startswith(said)


def test_a_page_that_takes_too_long_ends_the_comparison_but_not_the_server(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.requests.submitted_pages.PAGES_S", 0.0)
    long = "<html><body><article>" + "<p>An otter was seen in the harbour at dawn.</p>" * 50_000 + PAGE
    body = {"articles": [{"html": long, "url": "https://a.example/x"}, {"text": "An otter was seen."}]}
    answer = site.client.post("/api/v1/compare", json=body)
    assert answer.status_code == 400
    assert "took longer" in answer.json["detail"]


def test_an_article_is_opened_beside_stored_articles_of_its_event(
    site: Site, service: Parallax, newsroom: Newsroom
) -> None:
    site.api("/urls", {"urls": [newsroom.url("/report/0"), newsroom.url("/report/1"), newsroom.url("/tax")]})
    site.gather()
    held = {each.title: each.id for each in service.articles(Filter(), 5)}
    first, second, alone = held[title(0)], held[title(1)], held["Tax on sugar doubles in Aldmoor"]
    assert site.client.get(f"/articles/{first}/beside").location == f"/compare?article={first}&article={second}"
    assert site.client.get(f"/articles/{alone}/beside").location == f"/articles/{alone}?alone=1"
    answer = site.api("/articles", {"articles": [{"html": article_page(2).decode(), "url": "https://post.example/2"}]})
    site.gather()
    leads = site.client.get(f"/jobs/{answer.json['id']}?then=compare")
    assert leads.status_code == 303
    assert leads.location.endswith("/beside")


# -- the queue


def test_fetch_input_round_trips() -> None:
    wanted = FetchInput(("https://a.example",), (SubmittedFile("a.pdf", b"\0\xff", "https://b.example", "Weir"),),
                    query_of_words("“Una Brandt” crane"), ("a1",))  # fmt: skip
    assert FetchInput.loaded(wanted.dumped()) == wanted


def test_one_idempotency_key_fetches_once_and_a_different_request_with_it_conflicts(
    site: Site, service: Parallax
) -> None:
    def submit(url: str) -> str:
        return service.fetch_jobs.submit(FetchInput((url,)), "desk", "k1").id

    assert submit("https://a.example") == submit("https://a.example")
    with pytest.raises(Exception, match="idempotency key"):
        submit("https://b.example")


def test_one_fetch_job_runs_at_a_time_without_blocking_add_jobs(site: Site, service: Parallax) -> None:
    for name in "ab":
        service.fetch_jobs.submit(FetchInput((f"https://{name}.example",)), "desk")
    assert service._catalogue.jobs.claim_fetch_job() is not None
    assert service._catalogue.jobs.claim_fetch_job() is None
    assert service.jobs.run_next() is None


def test_fetch_errors_are_reported_in_the_job(site: Site, service: Parallax) -> None:
    service.fetch_jobs.submit(FetchInput(("https://a.example",)), "desk")

    def breaks(*given: Any) -> Any:
        raise RuntimeError("/home/una/secret")

    job = service.fetch_jobs.run_next(breaks, breaks)
    assert job is not None
    assert (job.state, job.problem) == ("failed", "Something went wrong on the server; the error has been logged.")


def test_a_fetch_job_keeps_what_it_fetched_even_if_the_process_dies_before_adding_it(
    site: Site, service: Parallax
) -> None:
    service.fetch_jobs.submit(FetchInput(files=(SubmittedFile("a.html", PAGE.encode()),)), "desk")
    harvester = WebHarvester(fetcher())
    job = service.fetch_jobs.run_next(lambda wanted, told: collect(wanted, harvester, str, told), lambda *given: None)  # type: ignore[arg-type, return-value]
    assert job is not None
    assert service._catalogue.jobs.get(job.id).kind == "add"
    assert service.jobs.run_next()
    assert titles(service) == {"Dam gates opened early"}
