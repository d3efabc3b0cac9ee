"""Exported files: flat tables over many events, reviews as training data, self-contained pages."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import lxml.html
import pytest
from flask.testing import FlaskClient
from lxml import etree

from compare.comparison.reviews.divergences import divergence_id
from compare.model.article import Article, Outlet
from compare.model.event import Event
from compare.ports import Filter
from compare.services.service import Parallax
from compare.services.summaries import summarise
from tests import test_compare_fact as given
from tests.test_compare_reviews import DAY, TEXTS
from tests.test_link_reviews import of_figures, review, unlinked
from training.data import gold
from web import create_app
from web.export.research import COLUMNS, rows
from web.export.reviews import training_rows
from web.export.tables import as_csv_lines, as_xlsx
from web.settings import Settings

OTHERS = {
    "Halyard": "A tram line opened in Orly on Monday. It cost 40 million crowns, the mayor of Orly said.",
    "Courier": "On Monday a tram line was opened in Orly. The mayor of Orly said it cost 60 million crowns.",
}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    for title, texts in (("Landslide", TEXTS), ("=Tram", OTHERS)):
        service.add(
            Article(Outlet(name), title, text, url=f"https://{name.lower()}.example/{title[-4:]}", published=DAY)
            for name, text in texts.items()
        )
    return create_app(Settings(), service).test_client()


def table(client: FlaskClient, name: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/export/{name}.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_is_flat_and_names_event_and_sources(client: FlaskClient, name: str) -> None:
    rows = table(client, name)
    held = {each["id"] for each in client.get("/api/v1/events").json["events"]}
    assert rows
    assert {each["event"] for each in rows} == held or name in {"omissions", "figures"}
    for row in rows:
        assert list(row) == list(COLUMNS[name])
        assert not any(value.startswith(("[", "{")) for value in row.values())
        assert [value for key, value in row.items() if key.endswith("url")]


def test_rows_equal_those_of_the_api(client: FlaskClient) -> None:
    found = client.get("/api/v1/events").json["events"]
    told = [
        each["id"]
        for one in found
        for each in client.get(f"/api/v1/events/{one['id']}/divergences").json["divergences"]
    ]
    assert sorted(each["divergence"] for each in table(client, "divergences")) == sorted(told)
    facts = [each["id"] for one in found for each in client.get(f"/api/v1/events/{one['id']}/facts").json["facts"]]
    assert {each["fact"] for each in table(client, "facts")} == set(facts)
    assert len(table(client, "articles")) == 4


def test_passages_in_no_variant_of_a_fact_have_rows_without_a_variant() -> None:
    again = "Some of them died later."
    articles = [given.article("O0", given.FIVE, again), given.article("O1", given.FOUR, hour=10)]
    a, b = (given.passage(*pair) for pair in zip(articles, (given.FIVE, given.FOUR), strict=True))
    more = given.passage(articles[0], again, 1)
    toll = given.differ("figures", a, b, ("5 people", "4 people"))
    whole = given.comparison(articles, [[a, more], [b]], [given.match(a, b, 0.9, toll), given.match(more, b, 0.8)])
    told = rows("facts", (summarise(Event("e", tuple(each.id for each in articles)), whole), whole))
    assert {(row["passage"], row["variant"] is None, row["said"]) for row in told} == {
        (given.FIVE, False, "5 people"),
        (given.FOUR, False, "4 people"),
        (again, True, ""),
    }


def test_events_can_be_selected_by_id_search_or_filter(client: FlaskClient) -> None:
    slide = next(
        each for each in client.get("/api/v1/events").json["events"] if each["headline"]["title"] == "Landslide"
    )
    asked = (f"?event={slide['id']}", "?q=landslide+in+Quirpa", f"?event={slide['id']}&q=tram")
    for query in asked:
        assert {each["event"] for each in table(client, "articles", query)} == {slide["id"]}
    assert table(client, "articles", "?kind=contradiction") == []
    assert table(client, "articles", "?since=2030-01-01") == []
    page = client.get(f"/export?event={slide['id']}").text
    assert f'value="{slide["id"]}" checked' in page
    assert client.get("/export/lies.csv").status_code == client.get("/export/facts.doc").status_code == 400
    assert client.get("/export/facts.csv?event=none").status_code == 404


def test_the_workbook_has_the_same_cells_and_no_formula(client: FlaskClient) -> None:
    rows = table(client, "articles")
    book = zipfile.ZipFile(io.BytesIO(client.get("/export/articles.xlsx").data))
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{SHEET}f"))
    cells = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{SHEET}row")]
    assert len(cells) == len(rows) + 1
    assert "=Tram" in {text for row in cells for text in row}
    assert "'=Tram" in {each["title"] for each in rows}


def test_tables_accept_any_text() -> None:
    rows = [{"a": "\x00\x1b\ud800 =1+1", "b": float("inf")}, {"a": "x" * 40_000, "b": True}]
    assert as_xlsx(("a", "b"), rows, "T").startswith(b"PK")
    assert len(list(as_csv_lines(("a", "b"), rows))) == 3


@pytest.mark.parametrize("view", ["", "&view=rows", "&view=linear"])
def test_a_saved_page_is_self_contained_and_names_its_origin(client: FlaskClient, view: str) -> None:
    (one, *_) = client.get("/api/v1/events").json["events"]
    ids = "&".join(f"article={each['id']}" for each in one["articles"])
    for address in (f"/events/{one['id']}/share", f"/compare/share?{ids}{view}"):
        answer = client.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        root = lxml.html.document_fromstring(answer.text)
        assert not root.xpath("//script | //link | //form | //button | //img | //iframe | //input | //nav")
        assert all(each.startswith(("#", "https://")) for each in root.xpath("//@href"))
        assert not root.xpath("//@src | //@*[starts-with(name(), 'on')]")
        text = " ".join(root.text_content().split())
        assert "Exported from Parallax" in text
        assert f"http://localhost{address}" in text
        for article in one["articles"]:
            assert article["outlet"] in text


def test_exported_reviews_are_in_a_fold_that_is_not_used_for_measuring(
    client: FlaskClient, service: Parallax, tmp_path: Path
) -> None:
    slide = next(each.event.id for each in service.events(Filter(), 5) if "Landslide" in each.headline.title)
    comparison = service.event(slide)[1]
    match = of_figures(comparison)
    figures = next(each for each in match.divergences if each.kind == "figures")
    both = [match.a.article_id, match.b.article_id]
    service.reviews.review(both, divergence_id(match, figures), "confirmed")
    added = service.links.add(*unlinked(comparison))
    rows = {each["id"]: each for each in training_rows(service)}
    assert (rows[added.id]["strength"], rows[added.id]["labels"]) == ("strong", [])
    (told,) = (each for key, each in rows.items() if key != added.id)
    assert (told["labels"], told["spans"]["figures"][0]["a"]) == (["figures"], [each.text for each in figures.a])
    review(service, "rejected", match)
    rows = {each["id"]: each for each in training_rows(service)}
    assert {each["strength"] for each in rows.values()} == {"strong", "none"}
    file = tmp_path / "reviews.jsonl"
    file.write_text("\n".join(map(json.dumps, rows.values())), "utf-8")
    pairs = gold.read_reviews(file)
    assert {each.fold for each in pairs} == {-1}
    assert sorted(each.cells[0].strength for each in pairs) == [gold.NONE, gold.STRONG]
