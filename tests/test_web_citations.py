"""Citations can be read by other programs of each format, whatever titles and names contain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from pylatexenc.latex2text import LatexNodes2Text

from compare.comparison.method import METHOD
from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from web import create_app
from web.citations.embedded import article_json_ld, coins
from web.citations.formats import FORMATS, to_bibtex, to_csl, to_ris
from web.citations.references import Citing, Reference
from web.settings import Settings

TODAY = date(2026, 3, 9)
CITING = Citing("http://news.example", TODAY)
ARTICLE = Article(
    Outlet("The Halm Gazette"),
    "Trams & 40% of {Halm}: \\cost_ #1 ~ ^ $5 “up”",
    "A tram line opened in Halm on Monday.",
    "https://gazette.example/tram?a=1&b={2}",
    "en",
    Moment.parse("2026-03-04T09:30:00Z"),
    metadata={"author": "Ann Lee; Barnes and Noble"},
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
articles = st.builds(
    lambda outlet, title, author, url, text: Article(
        Outlet(outlet), title, f"{text} x", url and f"https://x.example/{url}", metadata={"author": author}
    ),
    texts, texts, texts, st.one_of(st.none(), texts), texts,
)  # fmt: skip


def test_an_article_without_a_title_is_cited_by_a_name() -> None:
    reference = CITING.article(replace(ARTICLE, title=" \n"))
    (item,) = json.loads(to_csl([reference]))
    assert item["title"] == article_json_ld(reference)["headline"] == "Untitled"
    assert "title = {{Untitled}}" in to_bibtex([reference])
    assert "TI  - Untitled\r\n" in to_ris([reference])


def test_an_event_without_a_headline_is_cited_by_a_name(service: Parallax) -> None:
    service.add([replace(ARTICLE, title="")])
    (found,) = service.events(Filter(), 1)
    assert CITING.event(found)[0].title == "How outlets report the same event: Untitled"


def test_csl_json_has_the_fields_of_a_newspaper_article() -> None:
    (item,) = json.loads(to_csl([CITING.article(ARTICLE)]))
    assert item["type"] == "article-newspaper"
    assert item["container-title"] == "The Halm Gazette"
    assert item["issued"] == {"date-parts": [[2026, 3, 4]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 9]]}
    assert item["author"] == [{"literal": "Ann Lee"}, {"literal": "Barnes and Noble"}]
    assert item["URL"] == ARTICLE.url
    assert item["language"] == "en"


def test_bibtex_is_read_back_by_bibtexparser_with_every_special_character() -> None:
    library = bibtexparser.parse_string(to_bibtex([CITING.article(ARTICLE)]))
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {each.key: each.value for each in entry.fields}
    assert entry.entry_type == "article"
    told = fields["title"].replace(r"{\textbraceleft}", r"\{").replace(r"{\textbraceright}", r"\}")
    assert LatexNodes2Text().latex_to_text(told) == ARTICLE.title.replace("^", "\u02c6")  # as \\textasciicircum looks
    assert fields["journal"] == "The Halm Gazette"
    assert (fields["year"], fields["month"], fields["day"]) == ("2026", "mar", "4")
    assert fields["author"] == "Ann Lee and Barnes {and} Noble"
    assert fields["url"] == "https://gazette.example/tram?a=1&b=%7B2%7D"


def test_ris_is_read_back_by_rispy() -> None:
    (record,) = rispy.loads(to_ris([CITING.article(ARTICLE)]))
    assert record["type_of_reference"] == "NEWS"
    assert record["title"] == ARTICLE.title
    assert record["secondary_title"] == "The Halm Gazette"
    assert record["authors"] == ["Ann Lee", "Barnes and Noble"]
    assert (record["year"], record["date"]) == ("2026", "2026/03/04")
    assert record["urls"] == ["https://gazette.example/tram?a=1&b=%7B2%7D"]


@settings(max_examples=80)
@given(st.lists(articles, min_size=1, max_size=3, unique_by=lambda each: each.id))
def test_no_title_or_name_breaks_out_of_its_field(found: list[Article]) -> None:
    references = [CITING.article(each) for each in found]
    records = rispy.loads(to_ris(references))
    assert [each["id"] for each in records] == [each.key for each in references]
    assert [each.get("title", "") for each in records] == [each.title for each in references]
    library = bibtexparser.parse_string(to_bibtex(references))
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == [each.key for each in references]
    assert {each.key for each in library.entries[0].fields} <= {
        "author", "title", "journal", "year", "month", "day", "url", "urldate", "language", "note",
    }  # fmt: skip
    assert [each["title"] for each in json.loads(to_csl(references))] == [each.title for each in references]


def test_a_line_break_cannot_start_another_log_record() -> None:
    hostile = Article(Outlet("A\nER  - \nTY  - BOOK"), "x\r\nER  - \u2028TY  - BOOK\x85", "text", None)
    assert len(rispy.loads(to_ris([CITING.article(hostile)]))) == 1


def test_an_article_without_a_web_address_is_cited_at_its_page_here() -> None:
    for url in (None, "javascript:alert(1)", "file:///etc/passwd"):
        reference = CITING.article(Article(Outlet("A"), "T", "text", url))
        assert reference.url.startswith("http://news.example/articles/")


def test_an_undated_article_without_an_outlet_is_cited_without_inventing_any() -> None:
    reference = CITING.article(Article(Outlet(""), "T", "text"))
    assert reference.container == "Unknown outlet"
    for each in FORMATS.values():
        assert "1970" not in each.write([reference])
    assert "issued" not in json.loads(to_csl([reference]))[0]


def test_coins_has_the_fields_that_zotero_reads() -> None:
    fields = parse_qs(coins(CITING.article(ARTICLE)))
    assert fields["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert fields["rft.type"] == ["newspaperArticle"]
    assert fields["rft.title"] == [ARTICLE.title]
    assert fields["rft.source"] == ["The Halm Gazette"]
    assert fields["rft.identifier"] == [ARTICLE.url]
    assert fields["rft.date"] == ["2026-03-04"]
    assert fields["rft.creator"] == ["Ann Lee", "Barnes and Noble"]


def test_json_ld_is_a_news_article_of_schema_org() -> None:
    found = article_json_ld(CITING.article(ARTICLE))
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert found["headline"] == ARTICLE.title
    assert found["publisher"]["name"] == "The Halm Gazette"
    assert found["datePublished"] == "2026-03-04T09:30:00Z"


def test_lone_surrogates_never_reach_a_citation() -> None:
    with pytest.raises(InputError):
        Article(Outlet("A"), "\ud800", "text")
    assert isinstance(CITING.article(ARTICLE), Reference)


@pytest.fixture(scope="module")
def client(sample_archive: Path) -> FlaskClient:
    return create_app(Settings(data=sample_archive)).test_client()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("of", ["articles", "events"])
def test_an_article_and_an_event_are_cited_in_every_format(client: FlaskClient, of: str, form: str) -> None:
    thing = client.get(f"/api/v1/{of}").json[of][0]
    answer = client.get(f"/api/v1/{of}/{thing['id']}/citation?format={form}")
    assert answer.mimetype == FORMATS[form].mimetype
    assert answer.headers["Content-Disposition"].endswith(f'.{FORMATS[form].suffix}"')
    number = {
        "csl": lambda: len(json.loads(answer.text)),
        "bibtex": lambda: len(bibtexparser.parse_string(answer.text).entries),
        "ris": lambda: len(rispy.loads(answer.text)),
    }[form]()
    assert number == (1 if of == "articles" else 1 + len(thing["articles"]))
    assert (thing.get("title") or thing["headline"]["title"]) in LatexNodes2Text().latex_to_text(answer.text)


def test_a_divergence_is_cited_with_what_each_outlet_says_and_where(client: FlaskClient) -> None:
    event = client.get("/api/v1/events?sort=divergence").json["events"][0]
    finding = client.get(f"/api/v1/events/{event['id']}/divergences?shown=true").json["divergences"][0]
    sides = [finding[side]["article"] for side in "ab"]
    address = f"/api/v1/citation?divergence={finding['id']}&article={sides[0]}&article={sides[1]}"
    cited, *articles = json.loads(client.get(address).text)
    assert cited["URL"] == f"http://localhost/events/{event['id']}#diverge"
    assert cited["container-title"] == "Parallax"
    outlets = {each["container-title"] for each in articles}
    assert {finding["a"]["outlet"], finding["b"]["outlet"]} <= outlets
    assert finding["a"]["passage"][:100] in cited["note"] or finding["b"]["passage"][:100] in cited["note"]
    assert f"Method version {METHOD}" in cited["note"]
    assert client.get(address.replace(finding["id"], "0" * 16)).status_code == 404


def test_a_divergence_between_articles_of_two_events_is_cited_at_its_comparison(service: Parallax) -> None:
    first, second = "Four farms were flooded on Tuesday.", "Nine farms were flooded on Tuesday."
    articles = [Article(Outlet(name), name, text) for name, text in (("a", first), ("b", second))]
    service.add(articles)
    client = create_app(service=service).test_client()
    ids = [each.id for each in articles]
    for event in client.get("/api/v1/events").json["events"]:
        if len(event["articles"]) == 2:
            service.corrections.split(event["id"], [ids[1]])
    query = "&".join(f"article={each}" for each in ids)
    (finding, *_) = client.get(f"/api/v1/divergences?{query}").json["divergences"]
    cited = json.loads(client.get(f"/api/v1/citation?divergence={finding['id']}&{query}").text)
    assert cited[0]["URL"] == f"http://localhost/compare?{query}"
    assert len(cited) == 3


def test_pages_embed_what_zotero_and_search_engines_read(client: FlaskClient) -> None:
    event = client.get("/api/v1/events").json["events"][0]
    page = html.document_fromstring(client.get(f"/events/{event['id']}").text)
    (data,) = page.xpath("//head/script[@type='application/ld+json']/text()")
    assert [each["@type"] for each in json.loads(data)["hasPart"]] == ["NewsArticle"] * len(event["articles"])
    assert len(page.xpath("//span[@class='Z3988']")) == 1 + len(event["articles"])
    article = event["articles"][0]
    page = html.document_fromstring(client.get(f"/articles/{article['id']}").text)
    (data,) = page.xpath("//head/script[@type='application/ld+json']/text()")
    assert json.loads(data)["headline"] == article["title"]
    (title,) = page.xpath("//span[@class='Z3988']/@title")
    assert parse_qs(title)["rft.title"] == [article["title"]]
    for link in page.xpath("//a[contains(@href, '/citation?format=')]/@href"):
        assert client.get(link).status_code == 200


def test_every_divergence_on_a_page_can_be_cited_from_it(client: FlaskClient) -> None:
    event = client.get("/api/v1/events?sort=divergence").json["events"][0]
    page = html.document_fromstring(client.get(f"/events/{event['id']}").text)
    links = page.xpath("//a[contains(@href, '/citation?divergence=')]/@href")
    assert links
    for link in links:
        assert client.get(link).status_code == 200


def test_no_title_can_close_embedded_json(service: Parallax) -> None:
    hostile = Article(Outlet("</script><b>"), "</script><script>alert(1)</script><!--", "A text that says so.")
    service.add([hostile])
    page = create_app(service=service).test_client().get(f"/articles/{hostile.id}").text
    (data,) = html.document_fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["headline"] == hostile.title
    assert "<script>alert" not in page


def test_an_unknown_format_is_refused(client: FlaskClient) -> None:
    article = client.get("/api/v1/articles").json["articles"][0]
    assert client.get(f"/api/v1/articles/{article['id']}/citation?format=endnote").status_code == 400
    assert client.get("/api/v1/articles/nothing/citation").status_code == 404
