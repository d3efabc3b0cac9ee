"""Requests of remote users are limited: their origin, dates, the amount of work, and the size of responses."""

from __future__ import annotations

import re
import time
from pathlib import Path
from threading import BoundedSemaphore
from types import SimpleNamespace
from typing import Any

import pytest

from compare.model.article import Article, Outlet
from compare.model.limits import CELLS_AT_ONCE, TOKENS_AT_ONCE, cells, count_tokens
from compare.model.moment import Moment
from compare.services.jobs.jobs import ATTEMPTS, GIVEN_UP, STALE_S
from compare.services.service import Parallax
from indexes.storage.sql.stores.operations import jobs as catalogue_jobs
from tests.fakes import CountingTagger
from tests.killing import opened
from tests.waiting import wait_until
from web import create_app
from web.settings import Settings
from web.views.event.page import ROWS

TEXTS = [
    {"outlet": "A", "text": "The bridge was closed on Monday, the mayor said."},
    {"outlet": "B", "text": "The bridge was shut on Monday, the mayor said."},
]


def client_of(service: Parallax, **settings: Any) -> Any:
    return create_app(Settings(**settings), service).test_client()


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}])
def test_a_page_of_another_site_cannot_trigger_changes(service: Parallax, header: dict[str, str]) -> None:
    client = client_of(service)
    assert client.post("/api/v1/compare", json={"articles": TEXTS}, headers=header).status_code == 403
    assert client.post("/api/v1/matches", json={"text": "The bridge."}, headers=header).status_code == 403
    form = {"outlet": ["A", "B"], "title": ["", ""], "published": ["", ""], "text": [each["text"] for each in TEXTS]}
    assert client.post("/compare/texts", data=form, headers=header).status_code == 403
    assert client.post("/compare/texts", data=form).status_code == 200


def test_an_extension_with_an_api_key_and_an_allowed_site_can_add(service: Parallax) -> None:
    key = service.api_keys.create("extension")
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://reader.example"}
    asked = {"json": {"articles": TEXTS}}
    with_key = foreign | {"Authorization": f"Bearer {key}"}
    assert client_of(service).post("/api/v1/compare", headers=with_key, **asked).status_code == 200
    named = client_of(service, cors="https://reader.example")
    assert named.post("/api/v1/compare", headers=foreign, **asked).status_code == 200
    assert named.post("/api/v1/compare", headers={"Origin": "https://x.example"}, **asked).status_code == 403


@pytest.mark.parametrize(
    "published", ["2026-03-04", "2026-03-04T09:30:00Z", "2026-03-04T09:30:00.5+01:00", "9999-12-30"]
)
def test_published_accepts_a_date_and_a_time_with_its_zone(service: Parallax, published: str) -> None:
    texts = [TEXTS[0] | {"published": published}, TEXTS[1]]
    assert client_of(service).post("/api/v1/compare", json={"articles": texts}).status_code == 200


@pytest.mark.parametrize(
    "published",
    [
        {"earliest": "2026-03-04T00:00:00", "latest": "2026-03-04T00:00:00"},
        {"earliest": "2026-03-04T00:00:00Z", "latest": "2026-03-05T00:00:00Z"},
        ["2026-03-04"], 20260304, True, "20260304", "2026-W10-3", "2026-03-04T09:30:00", "2026-03-04T09", "today", "",
        "2026-02-30", "2026-03-04\n",
    ],
)  # fmt: skip
def test_published_accepts_nothing_else(service: Parallax, published: Any) -> None:
    texts = [TEXTS[0] | {"published": published}, TEXTS[1]]
    answer = client_of(service).post("/api/v1/compare", json={"articles": texts})
    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"


def long_texts(sentences: int) -> list[dict[str, str]]:
    told = [
        " ".join(f"Officer {n} of {outlet} saw bridge {n % 7} closed." for n in range(sentences)) for outlet in "AB"
    ]
    return [{"outlet": outlet, "text": text} for outlet, text in zip("AB", told, strict=True)]


def test_page_and_json_of_an_event_do_not_grow_with_its_texts(service: Parallax) -> None:
    told = "Officials said {} people were killed on Monday in Ravno."
    texts = {name: " ".join(told.format(2 + (n * n + len(name)) % 3) for n in range(450)) for name in ("A", "Bee")}
    service.add([Article(Outlet(name), "Bridge closed", text) for name, text in texts.items()])
    client = client_of(service)
    (event,) = client.get("/api/v1/events").json["events"]
    answer = client.get(f"/api/v1/events/{event['id']}")
    left = answer.json["comparison"]["left_out"]
    assert min(left["text"].values()) > 1000
    assert left["matches"] > 0
    assert len(answer.data) < 6_000_000
    page = client.get(f"/events/{event['id']}")
    assert len(page.data) < 3_000_000
    assert "are compared" in page.text
    assert client.get(f"/events/{event['id']}?part=2").status_code == 200


def add_texts(service: Parallax, texts: list[dict[str, str]]) -> list[str]:
    """Adds texts from different years, so that they are not compared automatically; returns their ids."""
    articles = [
        Article(Outlet(each["outlet"]), "Bridges", each["text"], published=Moment.parse(f"20{10 + number}-01-01"))
        for number, each in enumerate(texts)
    ]
    service.add(articles)
    ids = [each.id for each in articles]
    assert len(set(service.events_of(ids).values())) == len(ids)
    return ids


def test_side_by_side_is_paged_without_missing_rows(service: Parallax) -> None:
    texts = [{"outlet": name, "text": "\n\n".join(f"{name} saw bridge {n}." for n in range(260))} for name in "AB"]
    client = client_of(service)
    form = {name: [each.get(name, "") for each in texts] for name in ("outlet", "title", "published", "text")}
    place = client.post("/compare/texts", data=form).headers["Location"]
    wait_until(lambda: client.get(place).status_code == 200)
    first = client.get(place).text
    parts = int(re.search(r"part 1 of (\d+)", first)[1])
    pages = [first, *(client.get(f"{place}?part={number}").text for number in range(2, parts + 1))]
    assert parts > 1
    assert all(page.count("data-row=") <= 2 * ROWS for page in pages)
    anchors = [each for page in pages for each in re.findall(r'class="passage[^"]*"\s+id="([^"]+)"', page)]
    assert len(anchors) == len(set(anchors)) == 520
    assert client.get(f"{place}?part={parts + 1}").status_code == 200


def test_event_responses_have_a_bounded_size(service: Parallax) -> None:
    many = " ".join(f"Mayor {name}us Vaas said so." for name in map(spelled, range(1_500)))
    service.add([Article(Outlet(name), "Bridge closed", f"{many} End {name}.") for name in ("A", "Bee")])
    client = client_of(service)
    (event,) = client.get("/api/v1/events").json["events"]
    assert len(client.get(f"/events/{event['id']}").data) < 3_000_000


def test_an_article_of_very_many_lines_is_paged(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.views.article.PARAGRAPHS", 3)
    service.add([Article(Outlet("A"), "Bridge", "\n\n".join(f"Officer {n} saw bridge {n} closed." for n in range(8)))])
    client = client_of(service)
    (article,) = client.get("/api/v1/articles").json["articles"]
    pages = [client.get(f"/articles/{article['id']}?part={number}").text for number in (1, 2, 3)]
    assert [page.count('class="para"') for page in pages] == [3, 3, 2]
    assert "part 2 of 3" in pages[1]
    assert all(f"Officer {n} saw" in "".join(pages) for n in range(8))


def spelled(number: int) -> str:
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in f"{number:04}").capitalize()


def test_texts_of_a_comparison_are_truncated_at_its_limit_and_it_is_reported(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.serialisers._MOST_TEXT", 40)
    found = client_of(service).post("/api/v1/compare", json={"articles": TEXTS}).json
    for article, given in zip(found["articles"], TEXTS, strict=True):
        assert article["text"] == given["text"][:20]
        assert found["left_out"]["text_not_sent"][article["id"]] == len(given["text"]) - 20


def test_stored_articles_beyond_the_limit_are_compared_in_the_background(service: Parallax) -> None:
    ids = add_texts(service, long_texts(70))
    client = client_of(service)
    asked = "&".join(f"article={each}" for each in ids)
    first = client.get(f"/api/v1/compare?{asked}").json
    assert first["progress"] == {"done": 0, "total": 1}
    assert first["matches"] == []
    wait_until(lambda: client.get(f"/api/v1/compare?{asked}").json["progress"]["done"] == 1)
    assert client.get(f"/api/v1/compare?{asked}").json["matches"]
    page = client.get(f"/compare?{asked}")
    assert "Refresh" not in page.headers
    for name in ("divergences", "omissions"):
        assert client.get(f"/api/v1/{name}?{asked}").status_code == 200


def test_a_page_viewed_while_comparing_refreshes(service: Parallax) -> None:
    ids = add_texts(service, long_texts(70))
    client = client_of(service)
    client.application.extensions["worker"] = SimpleNamespace(wake=lambda: None)
    asked = "&".join(f"article={each}" for each in ids)
    page = client.get(f"/compare?{asked}")
    assert int(page.headers["Refresh"]) > 0
    assert "0 of 1 article pair" in page.text
    body = {"articles": ids, "verdict": "confirmed"}
    for answer in (
        client.get(f"/api/v1/divergences?{asked}"),
        client.get(f"/api/v1/omissions?{asked}"),
        client.put("/api/v1/divergences/none", json=body),
    ):
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0


def test_a_deleted_pair_result_is_computed_again(service: Parallax) -> None:
    ids = add_texts(service, long_texts(70))
    assert service.compare_soon(ids).pending
    service.jobs.run_next()
    assert not service.compare_soon(ids).pending
    article = service.article(ids[0]).article
    service.removals.article(article.id)
    service.removals.undo("article", article.id)
    service.add([article])
    assert service.compare_soon(ids).pending
    service.jobs.run_next()
    assert not service.compare_soon(ids).pending


def test_cells_are_the_pairs_of_passages_of_any_two_articles() -> None:
    assert cells([60, 60]) == CELLS_AT_ONCE == 3600
    assert cells([2, 3, 4]) == 2 * 3 + 2 * 4 + 3 * 4


def test_up_to_60_passages_beside_60_are_compared_at_once(service: Parallax) -> None:
    answer = client_of(service).post("/api/v1/compare", json={"articles": long_texts(60)})
    assert answer.status_code == 200
    assert answer.json["matches"]


@pytest.mark.parametrize("kind", ["texts", "held"])
def test_a_few_passages_full_of_figures_are_compared_by_a_job(service: Parallax, kind: str) -> None:
    texts = [{"outlet": name, "text": f"{'“a”' * 7_000} End {name}."} for name in "AB"]
    client = client_of(service)
    if kind == "texts":
        assert client.post("/api/v1/compare", json={"articles": texts}).status_code == 202
    else:
        asked = "&".join(f"article={each}" for each in add_texts(service, texts))
        assert client.get(f"/api/v1/compare?{asked}").json["progress"] == {"done": 0, "total": 1}


def texts_full_of_figures(sentences: int) -> list[dict[str, str]]:
    """Two texts with slightly more than this number of tokens."""
    return [{"outlet": name, "text": f"The bridge was closed. {'“a” ' * (sentences // 3)}End {name}."} for name in "AB"]


@pytest.mark.parametrize(("tokens", "tagged"), [(600, 2), (TOKENS_AT_ONCE, 0)])
def test_after_a_restart_cached_pairs_are_shown_without_tagging_long_articles(
    tmp_path: Path, tokens: int, tagged: int
) -> None:
    before = opened(tmp_path, tagger=CountingTagger())
    ids = add_texts(before, texts_full_of_figures(tokens))
    before._comparer.store_pairs(before._catalogue.articles.many(ids))
    tagger = CountingTagger()
    again = opened(tmp_path, tagger=tagger)
    assert not again.compare_soon(ids).pending
    assert len(tagger.given) == tagged


def test_counterparts_of_a_passage_are_found_without_tagging_long_articles(tmp_path: Path) -> None:
    add_texts(opened(tmp_path), texts_full_of_figures(TOKENS_AT_ONCE))
    tagger = CountingTagger()
    found = opened(tmp_path, tagger=tagger).counterparts_of_text("The bridge was closed.")
    assert found.matches
    assert tagger.given == [""]


def test_failed_comparisons_say_why_and_are_not_tried_again_at_once(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.time()
    monkeypatch.setattr(catalogue_jobs, "now_s", lambda: clock)
    client = client_of(service)
    client.application.extensions["worker"] = SimpleNamespace(wake=lambda: None)
    asked = "&".join(f"article={each}" for each in add_texts(service, long_texts(70)))
    pasted = client.post("/api/v1/compare", json={"articles": long_texts(71)}).json["id"]
    client.get(f"/compare?{asked}")
    for _ in range(2 * ATTEMPTS):
        service._catalogue.jobs.claim()  # and then the process dies
        clock += STALE_S + 1
    assert service.jobs.run_next() is None
    assert GIVEN_UP in client.get(f"/compare?{asked}").text
    assert GIVEN_UP in client.get(f"/compare/jobs/{pasted}").text
    for page in (f"/compare?{asked}", f"/compare/jobs/{pasted}", f"/api/v1/jobs/{pasted}"):
        assert GIVEN_UP not in client.get(page, environ_base={"REMOTE_ADDR": "192.0.2.7"}).text
    assert client.get(f"/api/v1/compare?{asked}").status_code == 409
    assert client.post("/api/v1/compare", json={"articles": long_texts(71)}).json["state"] == "failed"
    assert service.jobs.run_next() is None
    clock += 3601
    assert client.get(f"/api/v1/compare?{asked}").status_code == 200


def test_only_the_latest_results_of_pasted_texts_are_kept(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_jobs, "_RESULTS", 3)
    client = client_of(service)
    places = [pasted(client, number) for number in range(5)]
    assert [client.get(each).status_code for each in places] == [404, 404, 200, 200, 200]


def test_results_of_pasted_texts_are_bounded_in_size_and_the_last_one_is_always_kept(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(service)
    places = [pasted(client, number) for number in range(3)]
    monkeypatch.setattr(catalogue_jobs, "_RESULT_CHARACTERS", 10)
    places.append(pasted(client, 3))
    assert [client.get(each).status_code for each in places] == [404, 404, 404, 200]


def pasted(client: Any, number: int) -> str:
    """The URL of the comparison of two short pasted texts."""
    form = {"outlet": ["A", "B"], "title": ["", ""], "published": ["", ""]}
    page = client.post(
        "/compare/texts", data=form | {"text": [f"{each['text']} Part {number}." for each in TEXTS]}
    ).text
    return re.search(r"/compare/jobs/\w+", page)[0]


def test_tokens_are_counted_alike_in_words_and_marks() -> None:
    assert count_tokens("The mayor said “no”.") == 1 + 2 + 1 + 1 + 1 + 1 + 1
    assert count_tokens("她说") == 2


def test_more_passages_are_compared_by_a_job(service: Parallax) -> None:
    client = client_of(service)
    answer = client.post("/api/v1/compare", json={"articles": long_texts(70)})
    assert answer.status_code == 202
    place = answer.headers["Location"]
    wait_until(lambda: client.get(place).json["state"] == "done")
    job = client.get(place).json
    assert (job["kind"], job["result"]) == ("compare", f"{place}/comparison")
    found = client.get(job["result"]).json
    assert [len(each["text"]) for each in found["articles"]] == [len(each["text"]) for each in long_texts(70)]
    assert found["matches"]
    assert client.post("/api/v1/compare", json={"articles": long_texts(70)}).json["id"] == job["id"]
    assert service.count() == (0, 0)
    assert "side by side" in client.get(f"/compare/jobs/{job['id']}").text.casefold()


def test_work_that_would_take_hours_is_refused(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compare.services.comparing.synchronous.CELLS", 5000)
    answer = client_of(service).post("/api/v1/compare", json={"articles": long_texts(80)})
    assert answer.status_code == 413


def test_concurrent_anonymous_work_is_bounded_and_the_rest_gets_retry_after(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.server.concurrency._WAIT_S", 0.05)
    client = client_of(service)
    places = client.application.extensions["working"] = BoundedSemaphore(1)
    key = service.api_keys.create("program")
    with places:
        busy = client.post("/api/v1/compare", json={"articles": TEXTS})
        assert busy.status_code == 503
        assert int(busy.headers["Retry-After"]) > 0
        with_key = {"Authorization": f"Bearer {key}"}
        assert client.post("/api/v1/compare", json={"articles": TEXTS}, headers=with_key).status_code == 200
        assert client.get("/healthz").status_code == 200
    assert client.post("/api/v1/compare", json={"articles": TEXTS}).status_code == 200


@pytest.mark.parametrize("asked", ["divergence", "link"])
def test_opening_the_save_form_of_an_uncompared_item_waits_for_a_slot(
    service: Parallax, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr("web.server.concurrency._WAIT_S", 0.05)
    a, b = add_texts(service, TEXTS)
    client = client_of(service)
    address = f"/notebooks/save?article={a}&article={b}&{asked}=none"
    assert client.get(address).status_code == 404
    places = client.application.extensions["working"] = BoundedSemaphore(1)
    with places:
        assert client.get(address).status_code == 503


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/corrections/{}/undo"),
        ("POST", "/api/v1/corrections/{}/undo"),
        ("POST", "/notebooks/{notebook}/entries/{}"),
        ("PUT", "/api/v1/notebooks/{notebook}/entries/{}"),
        ("DELETE", "/api/v1/notebooks/{notebook}/entries/{}"),
    ],
)
@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**300], ids=["greatest", "too large", "huge"])
def test_a_number_too_large_for_the_database_is_not_a_server_error(
    service: Parallax, method: str, path: str, number: int
) -> None:
    client = client_of(service)
    notebook = service.notebooks.make("Weirs").id
    body = {"json" if path.startswith("/api") else "data": {"note": "x"}}
    answer = client.open(path.format(number, notebook=notebook), method=method, **body)
    assert 400 <= answer.status_code < 500
