"""RSS, Atom, JSON Feed and OPML: full texts become articles, teasers become links."""

from __future__ import annotations

import json

import pytest

from compare.errors import UnreadableError
from compare.model.article import Article
from compare.model.moment import Moment
from indexes.ingest import Defaults, Fault, Link
from indexes.ingest.formats.feeds.opml import Feed, read_opml
from indexes.ingest.formats.feeds.rss import MAX_ENTRIES
from tests.inputs import ATOM, BODY, JSON_FEED, OPML, PARAGRAPHS, RSS, found


@pytest.mark.parametrize("document", [RSS, ATOM, JSON_FEED], ids=["rss", "atom", "json feed"])
def test_an_entry_with_its_full_text_is_an_article_and_one_without_is_a_link(document: str) -> None:
    article, link = found(document.encode())
    assert isinstance(article, Article)
    assert isinstance(link, Link)
    assert article.text == "\n".join(BODY)
    assert article.title.startswith("Dam gates opened")
    assert article.url == "https://weir.example/dam"
    assert article.outlet.name == "The Weir"
    assert article.published == Moment.parse("2026-02-03T08:00:00Z")
    assert article.metadata["author"].startswith("Una Lind")
    assert link.url == "https://weir.example/otter"
    assert link.title.startswith("Otter seen")


def test_a_feed_says_when_an_entry_was_changed_and_its_language() -> None:
    article = found(ATOM.encode())[0]
    assert isinstance(article, Article)
    assert article.modified == Moment.parse("2026-02-03T10:00:00Z")
    assert article.language == "en"


def test_all_authors_are_kept() -> None:
    article = found(JSON_FEED.encode())[0]
    assert isinstance(article, Article)
    assert article.metadata["author"] == "Una Lind; Ole Marsh"


def rss(item: str, channel: str = "<title>The Weir</title>") -> bytes:
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{head}<channel>{channel}<item>{item}</item></channel></rss>".encode()


MEDIA = (
    '<media:title xmlns:media="http://search.yahoo.com/mrss/">Photo of a dam</media:title>'
    '<media:description xmlns:media="http://search.yahoo.com/mrss/">The dam. Photo: Una Lind</media:description>'
    '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="https://weir.example/x.jpg"/>'
    '<itunes:title xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">Podcast</itunes:title>'
)


@pytest.mark.parametrize("item", [f"{MEDIA}{{}}", f"{{}}{MEDIA}"], ids=["before", "after"])
def test_a_picture_or_recording_gives_neither_title_nor_text(item: str) -> None:
    content = f"<content:encoded><![CDATA[{PARAGRAPHS}]]></content:encoded>"
    own = f"<title>Dam gates opened</title><link>https://weir.example/dam</link>{content}"
    (only,) = found(rss(item.format(own)))
    assert isinstance(only, Article)
    assert (only.title, only.text) == ("Dam gates opened", "\n".join(BODY))


def test_the_address_that_a_service_replaced_is_that_of_the_entry() -> None:
    replaced = '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://weir.example/dam</f:origLink>'
    content = f"<content:encoded><![CDATA[{PARAGRAPHS}]]></content:encoded>"
    (only,) = found(rss(f"<title>Dam</title><link>http://feeds.example/~r/weir/1</link>{replaced}{content}"))
    assert isinstance(only, Article)
    assert only.url == "https://weir.example/dam"


def test_a_feed_that_ends_in_a_tag_gives_no_article_of_its_remains() -> None:
    content = f"<content:encoded><![CDATA[{PARAGRAPHS}]]></content:encoded>"
    whole = rss(f"<title>A</title><link>https://weir.example/a</link>{content}")
    second = b"<item><title>B</title><link>https://weir.example/b</link><content:encoded><![CD"
    entries = found(whole.removesuffix(b"</channel></rss>") + second)
    assert [each.text for each in entries if isinstance(each, Article)] == ["\n".join(BODY)]
    assert any(isinstance(each, Fault) and "may be missing" in each.message for each in entries)


def test_a_section_may_be_opened_in_lower_case_and_the_text_of_an_unfinished_one_is_kept() -> None:
    head = "<title>A</title><link>https://weir.example/a</link><content:encoded>"
    article, *told = found(rss(f"{head}<![cdata[{PARAGRAPHS}]]></content:encoded>"))
    assert isinstance(article, Article)
    assert article.text == "\n".join(BODY)
    cut = rss(f"<title>A</title><description>x</description><content:encoded><![CDATA[{' '.join(BODY)}")
    article, *told = found(cut.partition(b"</item>")[0])
    assert isinstance(article, Article)
    assert article.text == " ".join(BODY)
    assert told


@pytest.mark.parametrize(
    "end",
    ["… Continue reading", "Subscribe to read the full story", " [...]", "… Read more", "Keep reading at The Weir"],
)
def test_feed_content_that_breaks_off_is_only_a_teaser(end: str) -> None:
    content = f"<content:encoded><![CDATA[<p>{BODY[0]}</p><p>{BODY[1]}{end}</p>]]></content:encoded>"
    (only,) = found(rss(f"<title>Dam</title><link>https://weir.example/dam</link>{content}"))
    assert isinstance(only, Link)


def test_a_long_description_is_the_article_and_a_short_one_is_not() -> None:
    link = "<title>Dam</title><link>https://weir.example/dam</link>"
    long = found(rss(f"{link}<description><![CDATA[{PARAGRAPHS * 3}]]></description>"))[0]
    assert isinstance(long, Article)
    assert isinstance(found(rss(f"{link}<description>{BODY[0]}</description>"))[0], Link)


def test_a_feed_entry_without_a_link_is_an_article() -> None:
    (only,) = found(rss(f"<title>Dam</title><description>{BODY[0]}</description>"))
    assert isinstance(only, Article)
    assert only.text == BODY[0]


def test_an_entry_without_text_or_link_is_a_fault_and_the_others_are_read() -> None:
    item = f"<title>Empty</title></item><item><title>Dam</title><description>{BODY[0]}</description>"
    fault, article = found(rss(item))
    assert isinstance(fault, Fault)
    assert "entry 1" in fault.source
    assert isinstance(article, Article)


def test_a_syndicated_entry_belongs_to_its_source() -> None:
    item = f'<title>Dam</title><source url="https://dyke.example/rss">The Dyke</source><description>{BODY[0]}</description>'
    (only,) = found(rss(item))
    assert isinstance(only, Article)
    assert only.outlet.name == "The Dyke"


@pytest.mark.parametrize("title", ["The Weir | Valley news", "Valley news - The Weir", "The Weir » Sport", "The Weir: Politics", "The Weir"])  # fmt: skip
def test_the_outlet_is_the_part_of_the_feed_title_that_matches_its_domain(title: str) -> None:
    item = f"<title>Dam</title><link>https://www.theweir.example/dam</link><content:encoded>{BODY[0]}</content:encoded>"
    (only,) = found(rss(item, f"<title>{title}</title>"))
    assert isinstance(only, Article)
    assert only.outlet.name == "The Weir"


def test_missing_feed_fields_are_filled_in() -> None:
    item = f"<title>Dam</title><description>{BODY[0]}</description>"
    (only,) = found(rss(item, ""), defaults=Defaults("The Dyke", None, Moment.parse("2026-01-01")))
    assert isinstance(only, Article)
    assert (only.outlet.name, only.published) == ("The Dyke", Moment.parse("2026-01-01"))


def test_an_rdf_feed_has_its_items_beside_the_channel() -> None:
    document = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Weir</title></channel><item><title>Dam</title>
    <dc:date>2026-02-03T08:00:00+01:00</dc:date><description>{BODY[0]}</description></item></rdf:RDF>"""
    (only,) = found(document.encode())
    assert isinstance(only, Article)
    assert (only.outlet.name, only.published) == ("The Weir", Moment.parse("2026-02-03T07:00:00Z"))


def test_a_stray_section_end_loses_no_text_and_is_reported() -> None:
    article, *_, fault = found(RSS.replace("<title>Dam gates", "<title>Hot ]]> Dam gates").encode())
    assert isinstance(article, Article)
    assert article.title.startswith("Hot")
    assert "]]>" in str(fault)


def test_character_references_of_windows_1252_are_read_as_in_browsers() -> None:
    article = found(RSS.replace("<title>Dam gates", "<title>Dam&#146;s gates &#150; ").encode())[0]
    assert isinstance(article, Article)
    assert article.title.startswith("Dam’s gates –")


def test_a_truncated_feed_gives_its_complete_entries() -> None:
    article, *_ = found(RSS[: RSS.index("<title>Otter")].encode())
    assert isinstance(article, Article)


def test_a_feed_in_another_encoding_is_read() -> None:
    document = RSS.replace("UTF-8", "ISO-8859-1").replace("Una Lind", "Uña Lind")
    article = found(document.encode("cp1252", "replace").replace(b"\x85", b"..."))[0]
    assert isinstance(article, Article)
    assert article.metadata["author"] == "Uña Lind"


def test_an_endless_feed_is_read_up_to_a_limit() -> None:
    last = found(b"<rss><channel>" + b"<item/>" * (MAX_ENTRIES + 5))[-1]
    assert isinstance(last, Fault)
    assert f"{MAX_ENTRIES:,}" in last.message


def test_a_json_feed_with_invalid_items_reports_them() -> None:
    feed = {**json.loads(JSON_FEED), "items": [7, {"id": "x"}, {"id": "2", "content_text": "A text."}]}
    results = found(json.dumps(feed).encode())
    assert [type(each) for each in results] == [Fault, Fault, Article]


def test_opml_names_each_feed_once() -> None:
    assert read_opml(OPML.encode()) == [
        Feed("https://weir.example/feed.xml", "The Weir"),
        Feed("https://dyke.example/rss", "The Dyke"),
    ]


def test_the_feeds_of_opml_are_links() -> None:
    assert found(OPML.encode()) == [
        Link("https://weir.example/feed.xml", "The Weir"),
        Link("https://dyke.example/rss", "The Dyke"),
    ]


@pytest.mark.parametrize("data", [b"", b"no xml", b"<opml><body/></opml>", b"<rss/>", b"\0\xff"])
def test_a_file_that_is_not_opml_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_opml(data)


def test_entries_with_a_shared_link_become_articles_from_their_teasers() -> None:
    items = "".join(
        f"<item><title>{title}</title><link>https://orrin.example/</link><description>{teaser}</description></item>"
        for title, teaser in (("Mill burns", "The mill burned down."), ("Goats stop train", "Goats stood on the line."))
    )
    data = f"<rss version='2.0'><channel><title>Orrin Post</title>{items}</channel></rss>".encode()
    entries = found(data, "feed")
    assert [(each.title, each.text) for each in entries if isinstance(each, Article)] == [
        ("Mill burns", "The mill burned down."),
        ("Goats stop train", "Goats stood on the line."),
    ]
