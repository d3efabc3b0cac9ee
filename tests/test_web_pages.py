"""The pages over the sample stories, and over hostile articles."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from benchmarks.quality.report import below
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.services.service import Parallax
from web import create_app
from web.settings import Settings


@pytest.fixture(scope="module")
def client(sample_archive: Path) -> FlaskClient:
    return create_app(Settings(data=sample_archive)).test_client()


@pytest.fixture(scope="module")
def event(client: FlaskClient) -> dict:
    return max(client.get("/api/v1/events").json["events"], key=lambda each: len(each["articles"]))


@pytest.fixture(scope="module")
def addresses(client: FlaskClient, event: dict) -> list[str]:
    ids = [article["id"] for article in event["articles"]]
    return [
        "/", f"/events/{event['id']}", f"/events/{event['id']}?show=all", f"/articles/{ids[0]}", "/method", "/compare/texts", "/corrections",
        f"/compare?article={ids[0]}&article={ids[1]}", f"/compare?article={ids[0]}&article={ids[1]}&article={ids[2]}&hide=agreement",
        f"/compare?article={ids[0]}&article={ids[1]}&kind=attribution", "/search",
    ]  # fmt: skip


def test_every_page_answers_with_one_heading_and_a_title(client: FlaskClient, addresses: list[str]) -> None:
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(re.findall("<h1", answer.text)) == 1, address
        assert re.search("<title>.+ · Parallax</title>", answer.text), address


def without_data(page: str) -> str:
    """A page without its JSON-LD data, which browsers do not execute, and which no tag in it can close."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert all("<" not in each and json.loads(each) for each in found)
    return re.sub(r'<script type="application/ld\+json">.*?</script>', "", page, flags=re.DOTALL)


def test_no_page_has_inline_script_or_style_or_an_outside_resource(client: FlaskClient, addresses: list[str]) -> None:
    for address in addresses:
        answer = client.get(address)
        shown = without_data(answer.text)
        assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=\"/static/)", shown), address
        assert not re.search(r"(?:src|<link[^>]*href)=\"(?:https?:)?//", shown), address
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_no_internal_link_is_broken(client: FlaskClient, addresses: list[str]) -> None:
    links = {
        link.replace("&amp;", "&")
        for each in addresses
        for link in re.findall(r'href="(/[^"#]*)', client.get(each).text)
    }
    assert len(links) > 50
    broken = [link for link in links if client.get(link).status_code != 200]
    assert broken == []


def test_every_link_fragment_exists_on_its_page(client: FlaskClient, addresses: list[str]) -> None:
    links = {
        link.replace("&amp;", "&")
        for each in addresses
        for link in re.findall(r'href="(/[^"]*#[^"]*)', client.get(each).text)
    }
    missing = [
        link for link in links if f'id="{link.partition("#")[2]}"' not in client.get(link.partition("#")[0]).text
    ]
    assert missing == []


def test_a_page_with_a_json_version_links_it(client: FlaskClient, addresses: list[str]) -> None:
    for address in addresses:
        twin = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)"', client.get(address).text)
        if twin:
            assert client.get(twin.group(1).replace("&amp;", "&")).is_json, address
    assert sum('rel="alternate"' in client.get(address).text for address in addresses) >= 7


def test_an_article_page_loses_no_word_of_the_text(client: FlaskClient, event: dict) -> None:
    for each in event["articles"][:3]:
        page = client.get(f"/articles/{each['id']}").text
        shown = re.sub(r"<aside.*?</aside>|<[^>]+>", " ", page, flags=re.DOTALL)
        text = client.get(f"/api/v1/articles/{each['id']}").json["text"]
        missing = [word for word in re.findall(r"[A-Za-z]{4,}", text) if word not in shown]
        assert missing == []


def test_side_by_side_shows_every_passage_of_every_article(client: FlaskClient, event: dict) -> None:
    ids = [article["id"] for article in event["articles"][:3]]
    page = client.get("/compare?article=" + "&article=".join(ids)).text
    for each in ids:
        for passage in client.get(f"/api/v1/articles/{each}").json["passages"]:
            assert f'id="p-{each}-{passage["index"]}"' in page


def test_hiding_agreement_hides_rows_without_a_difference(client: FlaskClient, event: dict) -> None:
    ids = [article["id"] for article in event["articles"][:2]]
    everything = client.get(f"/compare?article={ids[0]}&article={ids[1]}").text
    hidden = client.get(f"/compare?article={ids[0]}&article={ids[1]}&hide=agreement").text
    assert hidden.count('role="row"') < everything.count('role="row"')
    assert hidden.count("row differs") == everything.count("row differs")


def test_every_kind_that_is_offered_as_a_filter_has_rows(client: FlaskClient) -> None:
    seen: set[str] = set()
    for event in client.get("/api/v1/events?limit=100").json["events"]:
        page = f"/compare?{'&'.join('article=' + each['id'] for each in event['articles'][:4])}"
        for kind in re.findall(r'href="/compare\?[^"]*kind=(\w+)"', client.get(page).text):
            assert "No rows match this filter" not in client.get(f"{page}&kind={kind}").text, (page, kind)
            seen.add(kind)
    assert seen


def test_each_home_page_filter_shows_as_many_events_as_it_counts(
    client: FlaskClient,
) -> None:
    offered = re.findall(r'<a href="/\?kind=(\w+)">.*?class="count">(\d+)<', client.get("/").text, re.DOTALL)
    assert {"figures", "omission"} <= {kind for kind, _ in offered}
    for kind, count in offered:
        lines = re.findall(r'<div class="line">(.*?)</div>', client.get(f"/?kind={kind}").text, re.DOTALL)
        assert len(lines) == int(count), kind
        assert all(re.findall(r"k-(\w+)", line) == [kind] for line in lines), kind


def test_a_saved_event_has_every_contested_fact_and_no_dead_links(client: FlaskClient, event: dict) -> None:
    page, saved = (client.get(f"/events/{event['id']}{each}").text for each in ("", "/share"))
    (contested,) = re.findall(r'id="h-contested">Contested \((\d+)\)<', page)
    assert page.count('<article class="finding') == 3 < int(contested) == saved.count('<article class="finding')
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", saved.partition("</style>")[2]))
    offered = (
        "Export",
        "Find other coverage",
        "Side by side",
        "All passages",
        "Download all",
        "Select a row",
    )
    for words in offered:
        assert words in re.sub(r"<[^>]+>", "", page), words
        assert not re.search(rf"\b{words}\b", text), words


def test_a_headline_contradicted_by_its_text_is_in_the_api_but_on_no_page(service: Parallax) -> None:
    texts = [f"A landslide killed 31 villagers in Quirpa on {day}. Rain had fallen." for day in ("Tuesday", "3 March")]
    titles = ["Quirpa landslide kills 44 villagers", "Landslide in Quirpa"]
    articles = [
        Article(Outlet(name), title, text, published=Moment.parse("2026-03-03"))
        for name, title, text in zip(("One", "Two"), titles, texts, strict=True)
    ]
    service.add(articles)
    client = create_app(service=service).test_client()
    (event,) = client.get("/api/v1/events").json["events"]
    beside = f"/compare?article={articles[0].id}&article={articles[1].id}"
    form = {"outlet": ["One", "Two"], "title": titles, "published": ["", ""], "text": texts}
    pages = [client.get(each).text for each in (f"/events/{event['id']}", beside, f"{beside}&view=linear")]
    pages += [client.get(f"/articles/{articles[0].id}").text, client.post("/compare/texts", data=form).text]
    assert not any("headline: 44 villagers" in page for page in pages)
    (told,) = client.get(f"/api/v1/events/{event['id']}").json["comparison"]["headlines"]
    assert (told["article"], told["rule"]) == (articles[0].id, "placement.headline")
    assert told["reason"].startswith("headline: 44 villagers")


def test_the_first_article_is_the_base_by_default_and_can_be_changed(client: FlaskClient, event: dict) -> None:
    ids = [article["id"] for article in event["articles"][:2]]
    page = client.get(f"/compare?article={ids[0]}&article={ids[1]}").text
    assert f"/compare?article={ids[1]}&amp;article={ids[0]}" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/events/nothing", 404), ("/articles/nothing", 404), ("/nothing", 404), ("/compare", 400), ("/compare?article=x&article=y", 404),
        ("/?since=soon", 400), ("/compare?article=x&article=y&kind=lies", 404), ("/?after=nothing", 404), ("/search?q=" + "x" * 2000, 400),
    ],
)  # fmt: skip
def test_a_wrong_address_is_an_error_page_with_the_reason(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "Traceback" not in answer.text


def test_an_empty_archive_says_how_to_add_articles(service: Parallax) -> None:
    assert "parallax add" in create_app(service=service).test_client().get("/").text


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_hostile_articles_are_escaped(service: Parallax) -> None:
    texts = [f"The harbour closed at {n} on Monday, {HOSTILE} said. The mayor agreed with it." for n in (7, 9)]
    articles = [
        Article(Outlet(f"{HOSTILE}{n}"), HOSTILE, text, f"https://a.example/{n}?{HOSTILE}", None, Moment.parse("2026-01-01"), metadata={HOSTILE: HOSTILE})
        for n, text in enumerate(texts)
    ]  # fmt: skip
    service.add(articles)
    client = create_app(service=service).test_client()
    event = client.get("/api/v1/events").json["events"][0]
    ids = [article.id for article in articles]
    pages = ["/", f"/events/{event['id']}", f"/articles/{ids[0]}", f"/compare?article={ids[0]}&article={ids[1]}"]
    pages += [f"/search?q={HOSTILE}", f"/search?q=harbour+{HOSTILE}", f"/nothing/{HOSTILE}", f"/?outlet={HOSTILE}"]
    for page in pages:
        text = client.get(page).text
        assert "<img" not in text, page
        assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", without_data(text)), page


def test_pasted_texts_are_compared_and_not_stored(service: Parallax) -> None:
    client = create_app(service=service).test_client()
    form = {
        "outlet": ["The Courier", "The Herald", "", ""],
        "title": ["Bridge shut", "Bridge closed", "", ""],
        "published": ["2026-03-02", "", "", ""],
        "text": [
            "Cracks closed the Hallam bridge on Monday.",
            "Cracks closed the Hallam bridge on Monday.\n\nFerries run.",
            "",
            "",
        ],
    }
    page = client.post("/compare/texts", data=form)
    assert page.status_code == 200
    assert "Side by side" in page.text
    assert "not stored" in page.text
    assert service.count() == (0, 0)


def test_pasted_texts_are_side_by_side_where_no_link_leads_to_a_single_column(service: Parallax) -> None:
    texts = ["Cracks closed the Hallam bridge.", "The Hallam bridge was closed."]
    form = {"outlet": ["", ""], "title": ["", ""], "published": ["", ""], "text": texts, "view": "linear"}
    page = create_app(service=service).test_client().post("/compare/texts", data=form)
    assert page.status_code == 200
    assert "Side by side" in page.text


@pytest.mark.parametrize(
    ("field", "values", "said"),
    [
        ("text", ["Only one text here.", "", ""], "Paste at least two texts; there is only one."),
        ("text", ["", " ", ""], "Paste at least two texts; there is none."),
        ("published", ["soon", "", ""], "Text 1, Published: “soon” is not a date"),
        ("published", ["", "", "soon"], "Text 3, Published: “soon” is not a date"),
        ("text", ["The same.", "The same.", ""], "differ"),
    ],
)
def test_a_problem_with_pasted_texts_is_shown_above_the_form_which_keeps_them(
    service: Parallax, field: str, values: list[str], said: str
) -> None:
    empty = ["", "", ""]
    texts = ["The first text.", "", "The second text."]
    form = {"outlet": empty, "title": empty, "published": empty, "text": texts, field: values}
    page = create_app(service=service).test_client().post("/compare/texts", data=form)
    assert page.status_code == 400
    (problem,) = re.findall(r'id="problem">([^<]*)<', page.text)
    assert said in problem
    assert form["text"][0] in page.text


def test_problems_name_the_text_box_by_its_number_in_the_form(service: Parallax) -> None:
    form = {"outlet": [""] * 3, "title": [""] * 3, "published": ["", "gestern", ""], "text": ["", "One.", "Two."]}
    page = create_app(service=service).test_client().post("/compare/texts", data=form).text
    (problem,) = re.findall(r'id="problem">([^<]*)<', page)
    assert problem.startswith("Text 2, Published: ")


def test_styles_and_scripts_are_smaller_than_60_kb_together() -> None:
    static = Path(__file__).resolve().parents[1] / "web" / "static"
    assert sum(path.stat().st_size for path in static.iterdir()) < 60_000


def columns(page: str) -> list[str]:
    """The names of the columns of the coverage map."""
    coverage = page[page.index('id="coverage-map"') :].partition("<ol>")[0]
    return [html.unescape(each) for each in re.findall(r"<text transform[^>]*>(.*?)</text>", coverage)]


def test_copies_are_folded_expanded_on_demand_and_can_be_represented_by_another(client: FlaskClient) -> None:
    event = next(
        each
        for each in client.get("/api/v1/events").json["events"]
        if each["counts"]["origins"] < each["counts"]["articles"]
    )
    address, counts = f"/events/{event['id']}", event["counts"]
    origin = next(each for each in client.get(f"/api/v1{address}").json["comparison"]["origins"] if each["copies"])
    source, copy = origin["articles"][:2]
    folded = client.get(address).text
    assert len(columns(folded)) == counts["origins"]
    assert f'href="{address}?copies=all"' in folded
    assert len(columns(client.get(f"{address}?copies=all").text)) == counts["articles"]
    heads = {article["id"]: article["outlet"] for article in event["articles"]}
    assert any(heads[source].startswith(each.rstrip("…")) for each in columns(folded))
    assert not any(heads[copy].startswith(each.rstrip("…")) for each in columns(folded))
    chosen = columns(client.get(f"{address}?shown={copy}").text)
    assert any(heads[copy].startswith(each.rstrip("…")) for each in chosen)
    assert not any(heads[source].startswith(each.rstrip("…")) for each in chosen)
    assert all(article["id"] in folded for article in event["articles"])


def test_a_reprint_does_not_change_the_divergence_count_of_an_event(client: FlaskClient) -> None:
    for event in client.get("/api/v1/events").json["events"]:
        compared = client.get(f"/api/v1/events/{event['id']}").json["comparison"]
        facts = client.get(f"/api/v1/events/{event['id']}/facts?limit=200&contested=true").json["facts"]
        told = Counter(kind for fact in facts for kind in fact["kinds"])
        elsewhere = {"omission", "placement"}  # what headlines and whole articles add stands in no fact
        assert all(event["totals"].get(kind) == number for kind, number in told.items() if kind not in elsewhere)
        if event["counts"]["origins"] < event["counts"]["articles"]:
            assert sum(event["totals"].values()) < sum(compared["totals"].values())
        else:
            assert event["totals"] == compared["totals"]


def test_the_method_page_shows_the_measured_figures_for_the_pinned_data(client: FlaskClient) -> None:
    page = client.get("/method").text
    floors = json.loads((Path(__file__).parents[1] / "benchmarks" / "quality" / "floors.json").read_text("utf-8"))
    report = json.loads((Path(__file__).parents[1] / "web" / "measured.json").read_text("utf-8"))
    assert below(report, floors) == []
    assert report["digest"] in page
    for name, figures in report["end_to_end"]["reader"]["pairs"].items():
        if name.startswith("shown "):
            assert f"{figures['r']:.2f}" in page
            assert not figures["raised"] or f"{figures['p']:.2f}" in page
