"""Bytes to articles: any input yields articles and faults, and nothing else."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.duplicates.urls import without_tracking
from compare.model.article import Article
from compare.model.moment import Moment
from compare.text.headline import split_headline
from indexes.ingest import Defaults, Fault, Link, read
from indexes.ingest.article_of import MAX_TEXT, article_of
from indexes.ingest.kinds import Kind
from indexes.ingest.readers import read_stream

PAGE = """<!doctype html><html lang="en"><head><title>Dam gates opened early - The Weir</title>
<meta property="og:site_name" content="The Weir"><meta property="article:published_time" content="2026-02-03T08:00:00Z">
<link rel="canonical" href="https://weir.example/dam"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Dam gates opened early</h1>
<p>Engineers opened the gates of the Corran dam two days early on Tuesday, after a week of rain filled the valley.</p>
<p>“We had a metre to spare, and I did not want to use it,” said Una Brandt, who has run the dam for eleven years.</p>
<p>Farms below the dam were warned at noon; by the evening the lower meadows stood under forty centimetres of water.</p>
</article><footer>Subscribe to our newsletter</footer></body></html>"""


def of_bytes(data: bytes, kind: Kind | None = None, defaults: Defaults | None = None) -> list[Article | Fault]:
    return list(read_stream(io.BytesIO(data), "input", kind, defaults or Defaults()))


def article(data: bytes, kind: Kind | None = None, defaults: Defaults | None = None) -> Article:
    (only,) = of_bytes(data, kind, defaults)
    assert isinstance(only, Article)
    return only


def fault(data: bytes, kind: Kind | None = None) -> str:
    (only,) = of_bytes(data, kind)
    assert isinstance(only, Fault)
    return only.message


def test_the_first_line_of_a_text_is_its_title_and_the_rest_its_text() -> None:
    found = article(b"Dam opened\r\n\r\nThe gates were opened.\r\nFarms were warned.\r\n")
    assert (found.title, found.text) == ("Dam opened", "The gates were opened.\nFarms were warned.")


@pytest.mark.parametrize(
    ("first", "is_headline"),
    [
        ("Dam opened", True),
        ("Who opened the dam?", True),
        ("Dam opened by order of the U.S.", True),
        ("The gates were opened on Monday.", False),
        ("“The gates were opened.”", False),
        ("Nobody knew, it seems…", False),
        ("Gates " * 60 + "opened", False),
    ],
)
def test_a_first_line_that_is_a_sentence_is_text_in_a_file_and_when_pasted(first: str, is_headline: bool) -> None:
    text = f"{first}\nFarms were warned."
    expected = (first, "Farms were warned.") if is_headline else ("", text)
    assert split_headline(text) == expected
    found = article(text.encode())
    assert found.text == expected[1]
    assert not is_headline or found.title == first


def test_front_matter_gives_outlet_url_and_date_and_the_rest_is_metadata() -> None:
    text = b"---\noutlet: The Weir\nurl: https://weir.example/1\npublished: 2026-02-03\nauthor: U. Brandt\n---\nTitle\n\nText."
    found = article(text)
    assert (found.outlet.name, found.url, found.title, found.text) == (
        "The Weir",
        "https://weir.example/1",
        "Title",
        "Text.",
    )
    assert found.published == Moment.parse("2026-02-03")
    assert found.metadata == {"author": "U. Brandt"}


def test_a_text_that_only_begins_with_a_rule_has_no_front_matter() -> None:
    assert article(b"---\nThe end of an era\nIt is over.").text == "The end of an era\nIt is over."


def test_a_single_line_is_text_and_title() -> None:
    found = article(b"The gates were opened.")
    assert found.title == found.text == "The gates were opened."


def test_defaults_only_fill_in_missing_fields() -> None:
    defaults = Defaults("The Dyke", "https://dyke.example/2", Moment.parse("2026-01-01"))
    plain = article(b"Title\n\nText.", defaults=defaults)
    assert (plain.outlet.name, plain.url, plain.published) == (
        "The Dyke",
        "https://dyke.example/2",
        Moment.parse("2026-01-01"),
    )
    said = article(b'{"title": "T", "text": "Text.", "outlet": "The Weir", "date": "2026-02-03"}', defaults=defaults)
    assert (said.outlet.name, said.published) == ("The Weir", Moment.parse("2026-02-03"))


@pytest.mark.parametrize(
    "row",
    [
        {"title": "T", "text": "Body.", "outlet": "The Weir", "published": "2026-02-03T08:00:00Z", "url": "https://weir.example/a"},
        {"headline": "T", "articleBody": "Body.", "source": "The Weir", "datePublished": "2026-02-03 08:00:00+00:00", "link": "https://weir.example/a"},
        {"Title": "T", "MAINTEXT": "Body.", "publisher": {"id": 7, "name": "The Weir"}, "pubDate": "Tue, 03 Feb 2026 08:00:00 GMT", "URL": "https://weir.example/a"},
        {"title": "T", "body": "Body.", "publication": "The Weir", "date": 1770105600, "permalink": "https://weir.example/a"},
    ],
)  # fmt: skip
def test_columns_are_mapped_by_name(row: dict[str, object]) -> None:
    found = article(json.dumps(row).encode())
    assert (found.title, found.text, found.outlet.name, found.url) == (
        "T",
        "Body.",
        "The Weir",
        "https://weir.example/a",
    )
    assert found.published == Moment.parse("2026-02-03T08:00:00Z")


def test_unknown_columns_are_kept_as_metadata() -> None:
    found = article(b'{"text": "Body.", "id": 7, "mood": "grim", "tags": ["a", "b"], "empty": null}')
    assert found.metadata == {"id": "7", "mood": "grim", "tags": '["a", "b"]'}


def test_without_an_outlet_the_host_of_the_address_is_the_outlet() -> None:
    assert article(b'{"text": "Body.", "url": "https://www.weir.example/a"}').outlet.name == "weir.example"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://weir.example/dam?utm_source=rss&utm_medium=feed", "https://weir.example/dam"),
        ("https://weir.example/dam?id=7&fbclid=x&page=2#gates", "https://weir.example/dam?id=7&page=2"),
        ("https://weir.example/dam?GCLID=x#gates", "https://weir.example/dam"),
        ("https://weir.example/dam?utm=1&q=utm_source", "https://weir.example/dam?utm=1&q=utm_source"),
        ("https://weir.example/dam?", "https://weir.example/dam"),
    ],
)
def test_tracking_parameters_do_not_make_another_article(url: str, page: str) -> None:
    counted, plain = of_bytes(
        b"".join(json.dumps({"text": "A.", "url": each}).encode() + b"\n" for each in (url, page)), "jsonl"
    )
    assert isinstance(counted, Article)
    assert counted.url == page
    assert counted == plain
    (link,) = of_bytes(json.dumps({"title": "A", "url": url}).encode() + b"\n", "jsonl")
    assert isinstance(link, Link)
    assert link.url == page


@given(st.text("ab?&=#/_utm", max_size=30))
def test_an_address_without_tracking_parameters_stays_unchanged(rest: str) -> None:
    url = without_tracking(f"https://weir.example/{rest}")
    assert without_tracking(url) == url
    assert "utm_" in rest or url == f"https://weir.example/{rest}"


@pytest.mark.parametrize(
    ("named", "outlet"),
    [
        ("www.weir.example", "weir.example"),
        ("news.weir.co.uk", "weir.co.uk"),
        ("weir.example", "weir.example"),
        ("https://www.weir.co.uk/", "weir.co.uk"),
        ("Weir.com", "Weir.com"),
        ("St. Weir", "St. Weir"),
        ("u.k. weir", "u.k. weir"),
    ],
)
def test_an_outlet_named_by_its_host_is_named_by_its_domain(named: str, outlet: str) -> None:
    assert article(json.dumps({"text": "A.", "source_domain": named}).encode() + b"\n", "jsonl").outlet.name == outlet


@pytest.mark.parametrize(
    ("said", "language"),
    [("en", "en"), ("de-AT", "de-AT"), ("pt_BR", "pt_BR"), ("English", "en"), ("GERMAN", "de"), ("Elvish?", None)],
)
def test_a_language_is_recognised_by_its_tag_or_name(said: str, language: str | None) -> None:
    read = article(json.dumps({"text": "A.", "language": said}).encode() + b"\n", "jsonl")
    assert read.language == language
    assert read.metadata.get("language") == (None if language else said)


def test_a_bad_line_is_reported_by_number_and_good_lines_are_read() -> None:
    lines = [
        b'{"text": "One."}',
        b"{broken",
        b"",
        b'{"title": "no text"}',
        b'"a string"',
        b'{"text": "\xff"}',
        b'{"text": "Two."}',
    ]
    found = of_bytes(b"\n".join(lines), "jsonl")
    assert [each.text for each in found if isinstance(each, Article)] == ["One.", "Two."]
    assert [each.line for each in found if isinstance(each, Fault)] == [2, 4, 5, 6]


def test_an_invalid_date_or_address_is_left_out_and_the_rest_is_kept() -> None:
    found, *problems = of_bytes(b'{"text": "Body.", "published": "soon", "url": "javascript:alert(1)"}')
    assert isinstance(found, Article)
    assert (found.published, found.url) == (None, None)
    assert found.metadata == {"published": "soon", "url": "javascript:alert(1)"}
    assert len(problems) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_with_any_delimiter(delimiter: str) -> None:
    rows = [["headline", "body", "outlet"], ["One", '"First line\nsecond, line"', "A"], ["Two", "Text", "B"]]
    found = of_bytes("\n".join(delimiter.join(row) for row in rows).encode(), "csv")
    assert [(each.title, each.text) for each in found if isinstance(each, Article)] == [
        ("One", "First line\nsecond, line"),
        ("Two", "Text"),
    ]


@pytest.mark.parametrize("value", [[{"text": "A."}, {"text": "B."}], {"articles": [{"text": "A."}, {"text": "B."}]}])
def test_a_json_document_holds_a_list_of_articles(value: object) -> None:
    assert [
        each.text for each in of_bytes(json.dumps(value, indent=1).encode(), "json") if isinstance(each, Article)
    ] == ["A.", "B."]


@pytest.mark.parametrize(
    "text", ["<p>Gates <b>opened</b>.</p><p>R&amp;D stopped.</p>", ["Gates opened.", "R&D stopped."]]
)
def test_json_paragraphs_are_read_as_markup_or_list(text: object) -> None:
    found = article(json.dumps({"title": "Dam", "content": text}).encode())
    assert found.text.split() == ["Gates", "opened.", "R&D", "stopped."]


def test_a_literal_tab_in_a_json_string_is_kept() -> None:
    assert article(b'{"title": "Dam", "text": "Gates\topened."}').text == "Gates\topened."


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_field_that_occurs_twice_in_an_object_is_reported(suffix: str) -> None:
    found = of_bytes(b'{"title": "Dam", "title": "Dam", "text": "It held.", "text": "Gates opened."}', suffix)
    assert [each.text for each in found if isinstance(each, Article)] == ["Gates opened."]
    (told,) = (each.message for each in found if isinstance(each, Fault))
    assert "several times" in told
    assert ("“text”" in told, "“title”" in told) == (True, False)


def test_an_empty_table_is_reported() -> None:
    assert "column names" in fault(b'Dam,"Gates opened on Tuesday.",Weir\n', "csv")


@pytest.mark.parametrize(
    "text",
    [
        "This article has been removed.",
        "This story was withdrawn for legal reasons. Sorry.",
        "This content is no longer available.",
        "The story you were looking for is no longer available.",
        "EDITORS: This story has been withdrawn. A corrected version will follow.",
        "Content removed.",
        "Dieser Artikel ist nicht mehr verfügbar.",
        "The article has been removed.",
        "The page has been removed from our site.",
        "The article you requested has been removed. Go to the home page.",
        "This article was removed following a complaint.",
        "This page is not available in your region.",
        "Cet article n’est plus disponible sur notre site, pour des raisons de droit.",
    ],
)
def test_a_withdrawal_notice_is_not_an_article(text: str) -> None:
    assert "withdrew" in fault(json.dumps({"title": "Dam", "text": text}).encode())


@pytest.mark.parametrize(
    "text",
    [
        "The article was removed from the law on Tuesday.",
        "The text was removed by the council of Senn.",
        "The report was withdrawn by ministers on Monday after protests by the opposition in Senn.",
        "The report was withdrawn. It named 12 ministers.",
        "The post was deleted. A minister resigned.",
        "The story was removed from school curricula on Monday, the ministry said in Senn.",
        "The page is not available to readers in Norland, a court ruled on Monday.",
        "The content is no longer available to police, prosecutors in Senn said on Monday.",
        "The article was retracted by the journal Senn Science on Monday.",
        "The report is not available until Monday, the minister said.",
        "Questo articolo è stato rimosso dalla legge lunedì.",
        "Este artículo fue eliminado de la ley el lunes.",
    ],
)
def test_a_report_that_something_was_removed_is_an_article(text: str) -> None:
    assert article(json.dumps({"title": "Law", "text": text}).encode()).text == text


def test_control_characters_vanish_and_line_ends_of_other_programs_are_line_ends() -> None:
    row = {"title": "Dam \x08gates\x1b open", "text": "Gates \x08opened\x0con Tuesday.\u2028Farms\x0bflooded."}
    found = article(json.dumps(row).encode())
    assert (found.title, found.text) == ("Dam gates open", "Gates opened\non Tuesday.\nFarms\nflooded.")
    [in_table] = of_bytes(b"title,text\nDam \x08gates,Gates \x08opened.\n", "csv")
    assert isinstance(in_table, Article)
    assert (in_table.title, in_table.text) == ("Dam gates", "Gates opened.")


def test_entities_in_plain_fields_are_the_characters_that_they_mean_and_are_told() -> None:
    row = {"title": "R&amp;D prize", "text": "&ldquo;We won,&rdquo; said AT&T; and R&D &#8211; again &foo;."}
    found, *told = of_bytes(json.dumps(row).encode())
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("R&D prize", "“We won,” said AT&T; and R&D – again &foo;.")
    assert [str(each).partition(": ")[2] for each in told] == [
        "1 HTML entities in the title were decoded.",
        "3 HTML entities in the text were decoded.",
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Fer&shy;ry sank&#8203; at &#13; noon.", "Ferry sank at \n noon."),
        ("&lt;p&gt;A ferry sank.&lt;/p&gt;&lt;p&gt;Ten died.&lt;/p&gt;", "A ferry sank.\nTen died."),
        ("<p>Write &amp;lt;b&amp;gt; for bold.</p>", "Write &lt;b&gt; for bold."),
        (["A ferry &ndash; sank.", "Ten died."], "A ferry – sank.\n\nTen died."),
    ],
)
def test_what_entities_mean_is_read_like_any_other_character(text: object, read: str) -> None:
    found, *_ = of_bytes(json.dumps({"title": "Ferry", "text": text}).encode())
    assert isinstance(found, Article)
    assert found.text == read


def test_what_a_page_shows_is_not_decoded_again() -> None:
    found, problems = article_of({"title": "How &lt;b&gt; works", "text": "Write &lt;b&gt; for bold."}, Defaults())
    assert (found.title, found.text, problems) == ("How &lt;b&gt; works", "Write &lt;b&gt; for bold.", [])


def test_a_saved_page_gives_its_article_without_furniture() -> None:
    found = article(PAGE.encode())
    assert found.title == "Dam gates opened early"
    assert found.outlet.name == "The Weir"
    assert found.text.startswith("Engineers opened") or found.text.startswith(
        "Dam gates opened early\nEngineers opened"
    )
    assert "newsletter" not in found.text


def test_the_kind_is_detected_from_the_first_bytes() -> None:
    assert article(b'{\n "title": "T",\n "text": "Pretty."\n}').text == "Pretty."
    assert article(gzip.compress(b'{"text": "Packed."}\n')).text == "Packed."
    assert article("\ufeffTitle\n\nText.".encode("utf-16-le")).text == "Text."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"Title\n\nte\0xt", "binary"),
        (b"Title\n\n\xe9t\xe9 caf\xe9", "UTF-8"),
        (b"Title\n\n...", "no text"),
        (b"Title\n\n" + b"word " * 500_000, "characters"),
        (b"Title\n\n" + b"word " * 10_000_000, "MB"),
        (gzip.compress(b"Title\n\nSome text that is long enough." * 100, mtime=0)[:-20], "gzip"),
    ],
)  # fmt: skip
def test_unreadable_input_is_reported_with_the_reason(data: bytes, said: str) -> None:
    assert said in fault(data)


def test_a_gzip_bomb_costs_no_more_than_the_largest_file() -> None:
    bomb = gzip.compress(bytes(MAX_TEXT * 20).replace(b"\0", b"a"), 9)
    assert "MB" in fault(bomb)


def test_an_endless_line_is_skipped() -> None:
    found = of_bytes(b'{"text": "' + b"a" * (9 * MAX_TEXT) + b'"}\n{"text": "Good."}\n', "jsonl")
    assert [type(each) for each in found] == [Fault, Article]


def test_folders_are_read_recursively_in_name_order_without_other_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, text in (
        ("b/2.txt", "Two\n\nB."),
        ("1.txt", "One\n\nA."),
        ("notes.bin", "x"),
        ("b/3.jsonl", '{"text": "C."}'),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [each.text for each in read([tmp_path]) if isinstance(each, Article)] == ["A.", "B.", "C."]


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    problems = [str(each) for each in read([tmp_path / "none.txt", tmp_path])]
    assert len(problems) == 2
    assert "none.txt" in problems[0]


def test_a_stream_is_not_read_into_memory_at_once() -> None:
    """The first article is returned before the second line is read."""

    class Lines(io.RawIOBase):
        def __init__(self, lines: Iterator[bytes]) -> None:
            self.lines, self.given = lines, 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            line = next(self.lines, b"")
            self.given += bool(line)
            buffer[: len(line)] = line
            return len(line)

    source = Lines(b'{"text": "%s"}\n' % (b"word %d " % n * 1000) for n in range(1000))
    first = next(read_stream(source, "lines", "jsonl", Defaults()))  # type: ignore[arg-type]
    assert isinstance(first, Article)
    assert source.given < 30


@pytest.mark.parametrize("kind", [None, "text", "html", "json", "jsonl", "csv"])
def test_any_bytes_give_only_articles_and_faults(kind: Kind | None) -> None:
    pieces = [
        b"<html>",
        b"<p>",
        b'{"text":',
        b'"a"',
        b"}",
        b"\n",
        b",",
        b";",
        b"\0",
        b"\xff",
        b"---\n",
        b"title: x\n",
        b"[",
        b"]",
        b"\x1f\x8b",
        b"1e999",
        b"\xef\xbb\xbf",
        b'"',
    ]

    @given(st.lists(st.one_of(st.sampled_from(pieces), st.binary(max_size=30)), max_size=20))
    def holds(parts: list[bytes]) -> None:
        for each in of_bytes(b"".join(parts), kind):
            assert isinstance(each, Article | Fault)
            assert str(each)

    holds()
