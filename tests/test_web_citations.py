"""Citations are read back by the readers of each format as they were meant, whatever stands in titles and names."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from web.citations.embedded import article_json_ld, coins
from web.citations.formats import FORMATS, to_bibtex, to_csl, to_ris
from web.citations.references import Citing, Reference

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


def test_a_line_break_cannot_begin_another_record() -> None:
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


def test_coins_has_what_zotero_reads() -> None:
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
