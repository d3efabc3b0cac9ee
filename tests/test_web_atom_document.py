"""Atom documents are valid for any titles, texts and URLs; and the validator finds errors."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from compare.model.article import Article
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.readers import read_stream
from tests.rfc4287 import ATOM, faults_of
from web.atom.document import Entry, Feed, permanent_id, to_xml

NOW = datetime(2026, 3, 4, 9, 30, 0, 123456, tzinfo=UTC)
FEED = Feed(
    "New events", "What is new", "http://news.example/api/v1/atom/events?since=2026-01-01", "http://news.example/", ()
)


def entry(**changed: object) -> Entry:
    values = {"id": permanent_id("event", "1"), "title": "A tram line opens", "link": "http://news.example/events/1",
              "updated": NOW, "html": "<p>Two outlets</p>"}  # fmt: skip
    return Entry(**(values | changed))


def feed(*entries: Entry) -> Feed:
    return Feed(FEED.title, FEED.subtitle, FEED.link, FEED.page, entries)


@settings(max_examples=50)
@given(
    st.lists(
        st.builds(
            entry,
            id=st.uuids().map(lambda each: each.urn),
            title=st.text(st.characters()),
            html=st.text(st.characters()),
            summary=st.text(st.characters()),
            link=st.text().map(lambda each: f"http://news.example/{each}"),
            via=st.one_of(st.none(), st.text(), st.text().map(lambda each: f"https://{each}")),
            authors=st.lists(st.text(st.characters())).map(tuple),
            categories=st.lists(st.text(st.characters())).map(tuple),
            published=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
        ),
        unique_by=lambda each: each.id,
        max_size=4,
    )
)
def test_an_atom_feed_is_valid_for_any_content(entries: list[Entry]) -> None:
    assert faults_of(to_xml(feed(*entries))) == []


def test_an_empty_feed_is_valid_and_stays_the_same() -> None:
    assert faults_of(to_xml(FEED)) == []
    assert to_xml(FEED) == to_xml(FEED)
    assert b"<updated>1970-01-01T00:00:00Z</updated>" in to_xml(FEED)


def test_plain_text_is_not_markup_and_html_is_escaped_once() -> None:
    document = etree.fromstring(to_xml(feed(entry(title="<script>alert(1)</script> & so", html="<p>&lt;b&gt;</p>"))))
    assert document.findtext(f"{ATOM}entry/{ATOM}title") == "<script>alert(1)</script> & so"
    assert document.findtext(f"{ATOM}entry/{ATOM}content") == "<p>&lt;b&gt;</p>"


def test_only_web_addresses_become_links() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://"):
        assert b"alert" not in to_xml(feed(entry(via=address)))
        assert b'rel="via"' not in to_xml(feed(entry(via=address)))
    assert b'rel="via" href="https://x.example/%C3%BC"' in to_xml(feed(entry(via="https://x.example/ü")))


def test_atom_ids_are_permanent_and_unique() -> None:
    assert permanent_id("event", "1") == permanent_id("event", "1")
    assert len({permanent_id("event", "1"), permanent_id("event", "2"), permanent_id("fact", "1")}) == 3


def test_the_feed_is_as_new_as_its_newest_entry() -> None:
    later = NOW.replace(year=2027)
    assert feed(entry(), entry(id=permanent_id("event", "2"), updated=later)).updated == later


def test_parallax_can_read_its_own_feeds() -> None:
    text = "<p>" + "A tram line opened in Halm on Monday, and it cost 40 million crowns. " * 4 + "</p>"
    found = list(read_stream(io.BytesIO(to_xml(feed(entry(html=text)))), "feed", "feed", Defaults()))
    assert not [each for each in found if isinstance(each, Fault)], found
    (article,) = found
    assert isinstance(article, Article)
    assert article.title == "A tram line opens"


VALID = to_xml(feed(entry(published=NOW, authors=("The Courier",), categories=("figures",), via="https://x.example/")))

BROKEN = {
    "not well-formed": (rb"</entry>", b""),
    "another root": (rb"<(/?)feed", rb"<\1rss"),
    "no id": (rb"<id>urn[^<]*</id>", b""),
    "two ids": (rb"(<id>urn[^<]*</id>)", rb"\1\1"),
    "no title": (rb"<title>A tram[^<]*</title>", b""),
    "no updated": (rb"<updated>[^<]*</updated>", b""),
    "a relative id": (rb"<id>urn:uuid:[^<]*", b"<id>events/1"),
    "a space in an address": (rb"http://news.example/events/1", b"http://news.example/events /1"),
    "a relative link": (rb'href="http://news.example/events/1"', b'href="/events/1"'),
    "a link to nowhere": (rb'href="http://news.example/events/1"', b""),
    "a bad percent sign": (rb"https://x.example/", b"https://x.example/%zz"),
    "no host": (rb'href="https://x.example/"', b'href="https:///x"'),
    "a date without a zone": (rb"<published>([^<]*)Z<", rb"<published>\1<"),
    "a day alone": (rb"<published>[^<]*<", b"<published>2026-03-04<"),
    "a day that does not exist": (rb"<published>2026-03-04", b"<published>2026-02-30"),
    "no author": (rb"<author>.*?</author>", b""),
    "a person without a name": (rb"<name>The Courier</name>", b""),
    "a person with a title": (rb"(<name>The Courier</name>)", rb"\1<title>x</title>"),
    "no term": (rb' term="figures"', b""),
    "html with elements": (rb"&lt;p&gt;Two outlets&lt;/p&gt;", b"<p>Two outlets</p>"),
    "a title of a media type": (rb"<title>A tram", b'<title type="text/html">A tram'),
    "an element that does not belong": (rb"<title>A tram", b"<subtitle>x</subtitle><title>A tram"),
    "two alternates": (rb'(<link rel="alternate" type="text/html" href="http://news.example/events/1"/>)', rb"\1\1"),
    "two contents": (rb'(<content.*?</content>)', rb"\1\1"),
    "no self": (rb'rel="self"', b'rel="related"'),
    "an entry twice": (rb"(<entry>.*</entry>)", rb"\1\1"),
    "nothing to read": (rb"<content.*?</content>", b""),
    "a generator twice": (rb"(<generator>.*?</generator>)", rb"\1\1"),
}  # fmt: skip


def test_the_document_used_by_the_validator_tests_is_valid() -> None:
    assert faults_of(VALID) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_the_feed_validator_finds(rule: str) -> None:
    pattern, replacement = BROKEN[rule]
    broken = re.sub(pattern, replacement, VALID, flags=re.DOTALL)
    assert broken != VALID
    assert faults_of(broken) != []
