"""What is shown as a finding, what is behind “Show weaker”, and how lists of the API are filtered by it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask.testing import FlaskClient

from compare.comparison.event_comparison import ComparisonParts, assemble
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy
from compare.model.event import with_single_origins
from compare.model.match import Omission
from compare.ports import Filter, Hit
from compare.services.service import Parallax
from tests.fakes import FakeEmbedder
from tests.test_compare_fact import toll_reports
from tests.test_compare_reviews import articles
from tests.test_compare_service import service_in
from tests.test_web_reviews import card_form
from web import create_app
from web.export.self_contained import self_contained
from web.settings import Settings

NEVER = DisplayPolicy({})
CARD = '<article class="finding'


def service_with_policy(folder: Path, policy: DisplayPolicy) -> Parallax:
    """Reports of two outlets about a landslide, with a difference in a figure (probability 0.9) and in detail."""
    service = service_in(folder, FakeEmbedder(), policy=policy)
    service.add(articles())
    return service


def client_of(service: Parallax) -> FlaskClient:
    return create_app(Settings(log="none"), service).test_client()


@pytest.fixture
def shown(tmp_path: Path) -> FlaskClient:
    """A service in which divergences are shown."""
    return client_of(service_with_policy(tmp_path, SHOW_ALL))


@pytest.fixture
def hidden(tmp_path: Path) -> FlaskClient:
    """A service in which no divergence is precise enough to be shown."""
    return client_of(service_with_policy(tmp_path, NEVER))


def event_of(client: FlaskClient) -> dict[str, Any]:
    (found,) = client.get("/api/v1/events").json["events"]
    return found


def page_of(client: FlaskClient, query: str = "") -> str:
    return client.get(f"/events/{event_of(client)['id']}{query}").text


def beside(client: FlaskClient, query: str = "") -> str:
    ids = "&".join(f"article={each['id']}" for each in event_of(client)["articles"])
    return client.get(f"/compare?{ids}{query}").text


def kinds(client: FlaskClient, address: str) -> list[str]:
    return [each["kind"] for each in client.get(address).json["divergences"]]


# -- pages


def test_an_event_without_divergences_says_so_and_weaker_coverage_gaps_do_not_lead(hidden: FlaskClient) -> None:
    page = page_of(hidden)
    assert "No clear difference found." in page
    assert CARD not in page
    assert page.index('id="contested"') < page.index('id="coverage-map"') < page.index('id="missing"')
    assert page.count('id="missing"') == page.count('id="alone"') == 1


def test_an_event_with_divergences_leads_with_them(shown: FlaskClient) -> None:
    page = page_of(shown)
    assert "No clear difference found." not in page
    assert page.index(CARD) < page.index('id="coverage-map"') < page.index('id="missing"')
    assert page.count('id="missing"') == page.count('id="alone"') == 1
    assert "weaker=1" not in page


def test_an_event_of_one_article_does_not_mention_divergences(tmp_path: Path) -> None:
    service = service_in(tmp_path, FakeEmbedder())
    service.add(articles()[:1])
    page = page_of(client_of(service))
    assert "No clear difference" not in page
    assert page.count('id="alone"') == 1


def test_weaker_divergences_are_behind_a_link_with_their_count(hidden: FlaskClient) -> None:
    address = re.search(r'href="([^"]+weaker=1)#weaker">Show weaker \(1\)', page_of(hidden))
    assert address
    page = hidden.get(address[1]).text
    assert page.count(CARD) == 1
    assert "weaker: 90%" in page
    assert "No clear difference found." in page
    assert "Hide weaker" in page


def test_side_by_side_marks_weaker_divergences_only_on_demand(hidden: FlaskClient) -> None:
    page = beside(hidden)
    assert "<mark" not in page
    assert "no clear difference" in page
    assert "Show weaker (1)" in page
    weaker = beside(hidden, "&weaker=1")
    assert '<mark class="k-figures' in weaker
    assert "1 difference." in weaker
    assert "Hide weaker" in weaker


def test_pasted_texts_have_the_same_toggle(hidden: FlaskClient) -> None:
    form = {"outlet": ["A", "B"], "title": ["", ""], "published": ["", ""], "text": [each.text for each in articles()]}
    page = hidden.post("/compare/texts", data=form).text
    assert "<mark" not in page
    assert 'name="weaker" value="1">Show weaker (1)' in page
    weaker = hidden.post("/compare/texts", data=form | {"weaker": "1"}).text
    assert '<mark class="k-figures' in weaker
    assert "Hide weaker" in weaker
    assert "<mark" not in hidden.post("/compare/texts", data=form | {"weaker": ["", "1"]}).text


def test_the_list_of_events_hides_weaker_divergences_and_links_them(hidden: FlaskClient) -> None:
    page = hidden.get("/").text
    assert CARD not in page
    assert "No clear difference found." in page
    assert f"/events/{event_of(hidden)['id']}?weaker=1#weaker" in page


def test_an_article_page_lists_only_shown_kinds(shown: FlaskClient, tmp_path: Path) -> None:
    article = event_of(shown)["articles"][0]["id"]
    assert "k-figures" in shown.get(f"/articles/{article}").text
    never = client_of(service_with_policy(tmp_path / "never", NEVER))
    assert "k-figures" not in never.get(f"/articles/{article}").text


def test_a_confirmed_weaker_divergence_is_shown(hidden: FlaskClient) -> None:
    page = page_of(hidden, "?weaker=1")
    answer = hidden.post(f"/events/{event_of(hidden)['id']}/judge", data=card_form(page) | {"verdict": "confirmed"})
    assert answer.status_code == 303
    page = page_of(hidden)
    assert "No clear difference found." not in page
    assert page.count(CARD) == 1
    assert event_of(hidden)["totals"]["figures"] == 1


def test_an_event_page_shows_three_divergences_and_links_the_others(tmp_path: Path) -> None:
    service = service_in(tmp_path, FakeEmbedder())
    told = (
        "The landslide in Quirpa killed {} villagers on Tuesday.",
        "Engineers counted {} cracks in the dam above Weir.",
        "Some {} soldiers were sent to clear the northern road.",
        "The hospital of Orly treated {} injured children overnight.",
        "Aldermark promised {} million crowns for new houses.",
    )
    service.add(
        replace(one, text=" ".join(each.format(count) for each in told))
        for one, count in zip(articles(), (31, 44), strict=True)
    )
    client = client_of(service)
    page = page_of(client, "?copies=all")
    assert page.count(CARD) == 3
    every = re.search(r'href="([^"]+show=all)#contested">Show 2 more', page)
    assert every
    assert client.get(html.unescape(every[1])).text.count(CARD) == 5


def test_totals_count_shown_divergences(shown: FlaskClient, tmp_path: Path) -> None:
    assert {kind for kind, _ in event_of(shown)["totals"].items()} == {"figures"}
    assert event_of(shown)["weaker"] == 0
    never = client_of(service_with_policy(tmp_path / "never", NEVER))
    assert event_of(never)["totals"] == {}
    assert event_of(never)["weaker"] == 1


# -- stored


def test_another_policy_is_applied_to_cached_comparisons(tmp_path: Path) -> None:
    client = client_of(service_with_policy(tmp_path, NEVER))
    assert event_of(client)["top"] == []
    service = service_in(tmp_path, FakeEmbedder(), policy=DisplayPolicy({"figures": 0.9}))
    service.comparing.run_all()
    again = client_of(service)
    assert [each["kind"] for each in event_of(again)["top"]] == ["figures"]


# -- the API


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"figures", "detail"}),
        ("shown=all", {"figures", "detail"}),
        ("shown=true", {"figures"}),
        ("shown=false", {"detail"}),
        ("kind=detail", {"detail"}),
        ("kind=detail&kind=figures", {"figures", "detail"}),
        ("kind=detail&shown=true", set()),
        ("min_probability=0.9", {"figures"}),
        ("min_probability=0.91", set()),
        ("outlet=halyard", {"figures", "detail"}),
        ("outlet=The+Packet", set()),
        ("outlet=The+Packet&outlet=COURIER", {"figures", "detail"}),
    ],
)
def test_divergences_are_filtered(shown: FlaskClient, query: str, expected: set[str]) -> None:
    event = event_of(shown)
    ids = "&".join(f"article={each['id']}" for each in event["articles"])
    assert set(kinds(shown, f"/api/v1/events/{event['id']}/divergences?{query}")) == expected
    assert set(kinds(shown, f"/api/v1/divergences?{ids}&{query}")) == expected


def test_every_format_of_a_list_has_the_same_rows(shown: FlaskClient) -> None:
    address = f"/api/v1/events/{event_of(shown)['id']}/divergences"
    lines = shown.get(f"{address}.jsonl?shown=true").text.splitlines()
    (row,) = csv.DictReader(io.StringIO(shown.get(f"{address}.csv?shown=true").text))
    assert [json.loads(line) for line in lines] == shown.get(f"{address}?shown=true").json["divergences"]
    assert (row["kind"], row["shown"], row["probability"]) == ("figures", "True", "0.9")


def test_shown_divergences_come_before_weaker_and_weaker_before_dismissed_ones(tmp_path: Path) -> None:
    service = service_with_policy(tmp_path, DisplayPolicy({"detail": 0.0}))
    client = client_of(service)
    address = f"/api/v1/events/{event_of(client)['id']}/divergences"
    first, *others = client.get(address).json["divergences"]
    assert first["kind"] == "detail" and first["shown"] is True
    assert [each["shown"] for each in others] == [False] * len(others) and others
    service.reviews.review([first["a"]["article"], first["b"]["article"]], first["id"], "dismissed")
    last = client.get(address).json["divergences"][-1]
    assert (last["id"], last["shown"], last["verdict"]) == (first["id"], False, "dismissed")


def test_matches_have_the_requested_divergences(shown: FlaskClient) -> None:
    event = event_of(shown)
    addresses = [f"/api/v1/events/{event['id']}/matches", f"/api/v1/articles/{event['articles'][0]['id']}/matches"]
    for address in addresses:
        every = shown.get(address).json["matches"]
        carried = shown.get(f"{address}?shown=true").json["matches"]
        assert len(carried) == len(every) >= 1
        assert {each["kind"] for match in carried for each in match["divergences"]} == {"figures"}
        assert {d["kind"] for m in shown.get(f"{address}?shown=false").json["matches"] for d in m["divergences"]} == {
            "detail"
        }
        with_figures = shown.get(f"{address}?kind=figures").json["matches"]
        assert with_figures == [m for m in every if any(d["kind"] == "figures" for d in m["divergences"])] != []
        assert shown.get(f"{address}?kind=wording").json["matches"] == []
        likeliest = max(match["probability"] for match in every)
        assert shown.get(f"{address}?min_probability={likeliest + 0.001:.4f}").json["matches"] == []
        assert shown.get(f"{address}?outlet=Courier").json["matches"] == every
        assert shown.get(f"{address}?outlet=Packet").json["matches"] == []


def test_events_are_filtered_by_shown_divergences_and_their_probability(tmp_path: Path) -> None:
    client = client_of(service_with_policy(tmp_path, DisplayPolicy({"figures": 0.5})))

    def found(query: str) -> int:
        return len(client.get(f"/api/v1/events?{query}").json["events"])

    assert found("kind=figures") == found("kind=figures&shown=true") == found("kind=figures&shown=all") == 1
    assert found("kind=figures&shown=false") == 0
    assert found("kind=detail") == 0
    assert found("kind=detail&shown=all") == found("kind=detail&shown=false") == 1
    assert found("min_probability=0.9") == found("shown=true") == found("shown=false") == 1
    assert found("min_probability=0.91") == found("min_probability=0.91&shown=all") == 0
    assert found("kind=omission") == 0
    assert found("kind=omission&shown=false") == found("kind=omission&shown=all") == 1
    assert found("kind=figures&outlet=Packet") == 0


@pytest.mark.parametrize("query", ["shown=maybe", "kind=lies", "min_probability=2", "min_probability=nan", "shown="])
@pytest.mark.parametrize(
    "path", ["events", "events/{event}/matches", "events/{event}/divergences", "divergences?{ids}"]
)
def test_an_invalid_filter_is_a_problem_document(shown: FlaskClient, path: str, query: str) -> None:
    event = event_of(shown)
    ids = "&".join(f"article={each['id']}" for each in event["articles"])
    address = f"/api/v1/{path.format(event=event['id'], ids=ids)}"
    answer = shown.get(f"{address}{'&' if '?' in address else '?'}{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"]


def test_the_openapi_document_describes_the_filters(shown: FlaskClient) -> None:
    paths = shown.get("/api/v1/openapi.json").json["paths"]
    for path in ("/events", "/events/{event_id}/matches", "/events/{event_id}/divergences", "/divergences"):
        described = {each["name"]: each for each in paths[f"/api/v1{path}"]["get"]["parameters"]}
        assert {"shown", "kind", "min_probability", "outlet"} <= described.keys()
        assert all(described[name]["description"] for name in ("shown", "kind", "min_probability", "outlet"))


def test_the_command_lists_shown_divergences_and_counts_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from web.cli import output

    service = service_with_policy(tmp_path, NEVER)
    (event,) = service.events(Filter(), 5)
    output.comparison_text(service.event(event.event.id)[1])
    told = capsys.readouterr().out
    assert "31 villagers · " not in told
    assert "1 weaker difference not shown" in told


def test_the_command_uses_the_words_of_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    from web.cli import output

    stored_articles, (a, b) = toll_reports("The dam broke.", "Rain fell.")
    gap = Omission(a, b.article_id, "cannot tell", "published earlier", None, 0.0)
    parts = ComparisonParts((), (gap,), with_single_origins((), stored_articles))
    output.comparison_text(assemble(stored_articles, [(a,), (b,)], parts))
    output.hits([Hit(a, stored_articles[0], 1.0, 0.3, "loose", exact=False)])
    told = capsys.readouterr().out
    assert "0 matched sentences; differences: none" in told
    assert "1 weaker coverage gap not shown (--json shows all)." in told
    assert "O0 reports" not in told
    assert "related  " in told


def saved_text(client: FlaskClient, query: str = "") -> str:
    """The visible text of the saved page of an event, without text that only appears in print."""
    root = lxml.html.document_fromstring(client.get(f"/events/{event_of(client)['id']}/share{query}").text)
    for each in root.xpath("//style | //*[contains(concat(' ', @class, ' '), ' printed ')]"):
        each.drop_tree()
    return " ".join(root.text_content().split())


def test_a_saved_event_has_weaker_divergences_labelled_as_such(hidden: FlaskClient) -> None:
    saved = hidden.get(f"/events/{event_of(hidden)['id']}/share").text
    assert saved.count(CARD) == page_of(hidden, "?weaker=1").count(CARD) > page_of(hidden).count(CARD) == 0
    assert "Too uncertain to count as differences." in saved_text(hidden)
    assert "Hide weaker" not in saved_text(hidden)


def test_a_saved_event_lists_its_articles_with_their_addresses_and_no_controls(shown: FlaskClient) -> None:
    articles = event_of(shown)["articles"]
    saved = saved_text(shown)
    listed = saved[saved.index("Articles, oldest first") :]
    assert articles and all(each["title"] in listed for each in articles)
    page = (
        '<head></head><section id="articles"><form class="choose"><ol class="timeline"><li><a href="/articles/1">A ferry sank</a>'
        '<p class="note printed">https://halyard.example/ferry</p></li></ol></form></section>'
    )
    root = lxml.html.document_fromstring(self_contained(page, "", "http://127.0.0.1/events/1"))
    assert root.xpath("//p[@class='note']/text()") == ["https://halyard.example/ferry"]
    assert not any(words in saved for words in ("Compare selected", "Select two to four", "Fix grouping"))


def test_a_saved_event_says_what_it_leaves_out(shown: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The first" not in saved_text(shown)
    monkeypatch.setattr("web.views.event.page.FINDINGS", 0)
    monkeypatch.setattr("web.views.event.page.ROWS", 1)
    saved = saved_text(shown)
    assert "The first 0 of 1." in saved
    assert "This page shows part 1 of " in saved
    assert "Next part" in page_of(shown) and "Next part" not in saved
    assert "Previous part" in page_of(shown, "?part=2") and "Previous part" not in saved_text(shown, "?part=2")
