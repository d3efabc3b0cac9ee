"""Tables and objects of known programs, and news items of agencies."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from compare.model.article import Article
from compare.model.moment import Moment
from indexes.ingest import Fault, Link
from tests.inputs import BODY, NINJS, PARAGRAPHS, found

URL = "https://weir.example/dam"
DAY = Moment.parse("2026-02-03")
TIME = Moment.parse("2026-02-03T08:00:00Z")

FULL: dict[str, dict[str, Any]] = {
    "news-please": {
        "authors": ["Una Lind", "Ole Marsh"], "date_download": "2026-02-05 07:00:00", "date_modify": None,
        "date_publish": "2026-02-03 08:00:00", "description": "Gates opened.", "filename": "x.json", "image_url": None,
        "language": "en", "localpath": None, "source_domain": "weir.example", "maintext": "A text.",
        "title": "Dam gates opened", "title_page": None, "title_rss": None, "url": URL,
    },
    "newspaper": {
        "source_url": "https://weir.example", "url": URL, "title": "Dam gates opened", "top_image": "https://weir.example/i.jpg",
        "authors": ["Una Lind", "Ole Marsh"], "publish_date": "2026-02-03 08:00:00", "text": "A text.", "meta_lang": "en",
        "canonical_link": URL, "keywords": ["dam"], "summary": "Gates opened.",
    },
    "newsapi": {
        "source": {"id": None, "name": "weir.example"}, "author": "Una Lind; Ole Marsh", "title": "Dam gates opened",
        "description": "Gates opened.", "url": URL, "urlToImage": None, "publishedAt": "2026-02-03T08:00:00Z",
        "content": "A text.", "language": "en",
    },
    "media cloud": {
        "id": "7", "indexed_date": "2026-02-04", "language": "en", "media_name": "weir.example", "media_url": "weir.example",
        "publish_date": "2026-02-03 08:00:00", "title": "Dam gates opened", "url": URL, "text": "A text.",
        "authors": "Una Lind; Ole Marsh",
    },
    "json-ld": {
        "@type": "NewsArticle", "headline": "Dam gates opened", "articleBody": "A text.", "url": URL, "inLanguage": "en",
        "datePublished": "2026-02-03T08:00:00Z", "publisher": {"@type": "Organization", "name": "weir.example"},
        "author": [{"@type": "Person", "name": "Una Lind"}, {"@type": "Person", "name": "Ole Marsh"}],
    },
}  # fmt: skip

LISTS: dict[str, dict[str, str]] = {
    "gdelt doc": {"url": URL, "url_mobile": "", "title": "Dam gates opened", "seendate": "20260203T080000Z", "domain": "weir.example", "language": "English", "sourcecountry": "Corran"},
    "gdelt gkg": {"GKGRECORDID": "20260203080000-7", "DATE": "20260203080000", "SourceCommonName": "weir.example", "DocumentIdentifier": URL, "Themes": "FLOOD;DAM"},
    "media cloud": {"id": "7", "indexed_date": "2026-02-04", "language": "en", "media_name": "weir.example", "media_url": "weir.example", "publish_date": "2026-02-03T08:00:00Z", "title": "Dam gates opened", "url": URL},
}  # fmt: skip


def as_csv(row: dict[str, Any]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(row))
    writer.writeheader()
    writer.writerow({name: str(value) if isinstance(value, list | dict) else value for name, value in row.items()})
    return written.getvalue().encode()


@pytest.mark.parametrize("shape", list(FULL))
def test_json_of_other_programs_is_read(shape: str) -> None:
    (article,) = found(json.dumps(FULL[shape]).encode(), "jsonl")
    assert isinstance(article, Article)
    assert (article.title, article.text, article.url) == ("Dam gates opened", "A text.", URL)
    assert (article.outlet.name, article.published, article.language) == ("weir.example", TIME, "en")
    assert article.metadata["author"] == "Una Lind; Ole Marsh"


@pytest.mark.parametrize("shape", [name for name in FULL if name not in {"newsapi", "json-ld"}])
def test_the_rows_of_other_programs_are_read_from_csv_too(shape: str) -> None:
    (article,) = found(as_csv(FULL[shape]), "csv")
    assert isinstance(article, Article)
    assert (article.title, article.text, article.url, article.outlet.name) == (
        "Dam gates opened",
        "A text.",
        URL,
        "weir.example",
    )
    assert article.published == TIME


@pytest.mark.parametrize("shape", list(LISTS))
def test_article_lists_without_texts_give_links(shape: str) -> None:
    for link in (*found(as_csv(LISTS[shape]), "csv"), *found(json.dumps(LISTS[shape]).encode(), "jsonl")):
        assert isinstance(link, Link)
        assert (link.url, link.published, link.outlet) == (URL, TIME, "weir.example")


@pytest.mark.parametrize(("date", "moment"), [("20260203", DAY), ("20260203080000", TIME), ("20260203T080000Z", TIME), ("2026-02-03", DAY), ("20261399", None), ("99999999", None)])  # fmt: skip
def test_all_digit_dates_are_days_and_times(date: str, moment: Moment | None) -> None:
    article = found(json.dumps({"text": "A text.", "date": date}).encode())[0]
    assert isinstance(article, Article)
    assert article.published == moment


def test_a_text_truncated_by_a_service_is_marked() -> None:
    (article,) = found(json.dumps({"text": "The gates were opened and the… [+1234 chars]"}).encode())
    assert isinstance(article, Article)
    assert article.metadata["cut"] == "yes"


def test_the_rows_of_other_programs_round_trip() -> None:
    (article,) = found(json.dumps(FULL["news-please"]).encode())
    assert isinstance(article, Article)
    written = {
        "outlet": article.outlet.name,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "metadata": dict(article.metadata),
    }
    written |= {"language": article.language, "published": TIME.isoformat()}
    assert found(json.dumps(written).encode()) == [article]


def ninjs(**changes: Any) -> Any:
    item = {**NINJS, **changes}
    return found(json.dumps({name: value for name, value in item.items() if value is not None}, indent=1).encode())[0]


def test_a_news_item_of_an_agency_is_an_article() -> None:
    article = ninjs()
    assert (article.title, article.outlet.name, article.language) == ("Dam gates opened", "Valley Press", "en")
    assert (article.published, article.modified) == (TIME, Moment.parse("2026-02-03T10:00:00Z"))
    assert article.url == article.metadata["uri"] == "https://agency.example/items/7"
    assert article.metadata["author"] == "Una Lind"
    assert article.text == "\n".join(BODY)


def test_ninjs_2_has_lists_of_headlines_and_bodies() -> None:
    article = ninjs(
        headline=None, body_text=None, body_xhtml=None, byline=None, infosource=None, by="Una Lind", uri="tag:agency,7",
        headlines=[{"role": "short", "value": "Dam"}, {"role": "main", "value": "Dam gates opened"}],
        bodies=[{"role": "caption", "contenttype": "text/html", "value": "<p>Una Brandt.</p>"}, {"role": "main", "contenttype": "text/plain", "value": BODY[0]},
                {"role": "main", "contenttype": "application/xhtml+xml", "value": PARAGRAPHS}],
        infosources=[{"name": "Valley Press", "uri": "x"}],
    )  # fmt: skip
    assert (article.title, article.outlet.name, article.text) == ("Dam gates opened", "Valley Press", "\n".join(BODY))
    assert article.url is None
    assert article.metadata["author"] == "Una Lind"


def test_a_plain_text_body_and_a_single_date_are_enough() -> None:
    article = ninjs(body_xhtml=None, firstcreated=None, source="The Weir", infosource=None)
    assert (article.text, article.outlet.name) == (" ".join(BODY), "The Weir")
    assert (article.published, article.modified) == (Moment.parse("2026-02-03T10:00:00Z"), None)


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_withdrawn_item_is_a_fault(status: str) -> None:
    fault = ninjs(pubstatus=status)
    assert isinstance(fault, Fault)
    assert status in fault.message


def test_a_picture_contributes_no_text() -> None:
    fault = ninjs(type="picture", body_text=None, body_xhtml=None, uri="tag:agency,8")
    assert isinstance(fault, Fault)


@pytest.mark.parametrize("field", [*NINJS, "bodies", "headlines", "infosources", "pubstatus", "by"])
@pytest.mark.parametrize("value", [7, [], [7], {}, {"name": 7}, [{"value": 7}], [{"value": ""}], True, "x"])
def test_a_news_item_with_unexpected_fields_is_read(field: str, value: object) -> None:
    assert isinstance(ninjs(**{field: value}), Article | Fault | Link)


def test_metadata_is_bounded_and_omissions_are_reported() -> None:
    row = {"title": "Dam", "text": "A text.", "url": URL, **{f"field {number}": "x" * 20_000 for number in range(40)}}
    article, fault = found(json.dumps(row).encode(), "jsonl")
    assert isinstance(article, Article)
    assert 30_000 < sum(map(len, article.metadata.values())) <= 50_000
    assert isinstance(fault, Fault)
    assert "more fields were omitted" in fault.message
