"""Malformed input is repaired or rejected, and repairs are reported."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib

import brotli
import pytest

from compare.model.article import Article
from compare.text.cleaning.truncation import CUT
from indexes.ingest import Defaults, Fault, Link
from indexes.ingest.decode.encodings import decode_markup
from indexes.ingest.formats.xml import parse_xml
from indexes.ingest.kinds import Kind
from indexes.ingest.readers import Found, read_stream

BODY = "The ferry to Skarn ran aground on Friday with 42 people aboard. " * 15


def found(data: bytes, kind: Kind | None = None) -> list[Found]:
    return list(read_stream(io.BytesIO(data), "input", kind, Defaults()))


def articles(data: bytes, kind: Kind | None = None) -> list[Article]:
    return [each for each in found(data, kind) if isinstance(each, Article)]


def faults(data: bytes, kind: Kind | None = None) -> str:
    return " ".join(str(each) for each in found(data, kind) if isinstance(each, Fault))


def feed(title: str = "Ferry aground", link: str = "https://skarn.example/1", body: str = BODY) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Skarn Post</title><item>'
        f"<title>{title}</title><link>{link}</link><guid>1</guid>"
        f"<description><![CDATA[<p>{body}</p>]]></description></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("Gunn & Sons sold", "Gunn & Sons sold"),
        ("R&D cut", "R&D cut"),
        ("Caf&eacute; shut &ndash; again", "Café shut – again"),
        ("Ferry&nbsp;aground &hellip;", "Ferry aground …"),
        ("Fer\x0bry a\x1fground", "Ferry aground"),
        ("Ferry&#8; aground&#x1F;", "Ferry aground"),
        ("A &unknown; thing", "A &unknown; thing"),
        ("Kept &amp; whole &#233;", "Kept & whole é"),
    ],
)
def test_the_title_of_a_malformed_feed_is_read_completely(title: str, meant: str) -> None:
    data = feed(title).encode()
    assert articles(data)[0].title == meant
    assert ("not well-formed" in faults(data)) == (title != "Kept &amp; whole &#233;")


def test_a_link_with_bare_ampersands_keeps_its_parameters() -> None:
    assert articles(feed(link="https://skarn.example/s?id=7&page=2&copy=1").encode())[0].url == (
        "https://skarn.example/s?id=7&page=2&copy=1"
    )


def test_the_text_around_a_control_character_is_kept() -> None:
    [article] = articles(feed(body=BODY.replace("aground", "a\x08ground")).encode())
    assert article.text == " ".join(BODY.split())


def test_a_list_of_feeds_keeps_its_addresses() -> None:
    data = b'<opml version="2.0"><body><outline text="A & B" xmlUrl="https://f.example/x?k=1&l=2"/></body></opml>'
    assert [each.url for each in found(data) if isinstance(each, Link)] == ["https://f.example/x?k=1&l=2"]
    assert "2 bare" in faults(data)


def test_xml_that_cannot_be_repaired_reports_that_text_may_be_missing() -> None:
    data = feed().replace("</title><link>", "</titel><link>").encode()
    assert "text may be missing" in faults(data)


def test_an_entity_that_a_feed_declares_is_not_resolved_and_what_follows_it_is_kept() -> None:
    text = feed("Before &who; after").partition("?>")[2]
    root = parse_xml(f'<!DOCTYPE rss [<!ENTITY who "x">]>{text}'.encode()).root
    assert root is not None
    assert "after" in articles(f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY who "x">]>{text}'.encode())[0].title


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "渡轮搁浅镕喆"),
        ("shift_jis", "cp932", "①髙橋市長"),
        ("x-sjis", "cp932", "①髙橋"),
        ("iso-8859-1", "cp1252", "“Fähre” – 5 €"),
        ("us-ascii", "cp1252", "“Fähre”"),
        ("ks_c_5601-1987", "cp949", "여객선 똠"),
        ("big5", "big5hkscs", "渡輪擱淺"),
        ("koi8-r", "koi8-r", "Паром на мели"),
        ("iso-2022-jp", "iso2022_jp", "座礁した船"),
        ("iso-8859-9", "cp1254", "ışık"),
        ("windows-31j", "cp932", "㈱ 座礁"),
        ("hz-gb-2312", "hz", "渡轮搁浅"),
        ("iso-2022-kr", "iso2022_kr", "여객선"),
        ("ibm850", "cp850", "Fähre für Zürich, dès l'été"),
        ("cp437", "cp437", "Fähre, déjà"),
        ("macintosh", "mac_roman", "“Fähre” – été"),
    ],
)
def test_encoding_labels_mean_what_they_mean_in_browsers(label: str, codec: str, text: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'
    decoded = decode_markup(page.encode(codec))
    assert text in decoded.text
    assert not decoded.problem


def test_the_encoding_of_an_xml_declaration_counts() -> None:
    data = feed("Паром на мели").replace("utf-8", "windows-1251").encode("cp1251")
    assert articles(data)[0].title == "Паром на мели"
    assert not faults(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_windows_1252_declared_as_unicode_is_read_and_reported(encoding: str) -> None:
    data = feed("Café – “closed”").replace("utf-8", encoding).encode("cp1252")
    assert articles(data)[0].title == "Café – “closed”"
    assert "windows-1252" in faults(data)


def test_a_text_in_another_script_declared_as_utf_8_is_read_in_its_encoding() -> None:
    text = "Паром сел на мель в пятницу, на борту находились сорок два человека. Причины выясняет комиссия порта. " * 15
    data = feed("Паром на мели", body=text).encode("cp1251")
    assert articles(data)[0].title == "Паром на мели"
    assert "another encoding" in faults(data)


def test_damaged_bytes_are_counted() -> None:
    data = feed("Größe", body=BODY * 5).encode().replace(b"aground", b"agr\xc3und", 1)
    assert "1 damaged bytes" in faults(data)


def test_a_utf_8_page_declared_as_latin_1_is_read_as_utf_8() -> None:
    assert decode_markup("<meta charset=iso-8859-1><p>Größe".encode()).text.endswith("Größe")
    assert decode_markup(codecs.BOM_UTF8 + "<p>Größe".encode()).text == "<p>Größe"


HEADER = "title,text,outlet\r\n"
GOOD = f'"Ferry","{BODY.strip()}","Skarn"\r\n'


@pytest.mark.parametrize(
    "broken",
    [
        'Bad,"never closed, and on\r\n',
        '"never closed,text,Skarn\r\n',
        'Bad,text,"never closed\r\n',
        "Bad,a text, with a comma,Skarn\r\n",
    ],
)
@pytest.mark.parametrize("after", [GOOD, GOOD.replace('"Ferry"', "Ferry"), GOOD.replace('"Skarn"', "Skarn")])
def test_a_broken_row_is_reported_and_the_other_rows_are_read(broken: str, after: str) -> None:
    data = (HEADER + GOOD + broken + after).encode()
    assert [(each.title, each.outlet.name) for each in articles(data, "csv")] == [("Ferry", "Skarn")] * 2
    assert "line 3" in faults(data, "csv")


def test_an_open_quotation_mark_in_the_last_row_is_named() -> None:
    data = (HEADER + GOOD + 'Bad,"never closed').encode()
    assert len(articles(data, "csv")) == 1
    assert "line 3" in faults(data, "csv")


def test_a_cell_of_many_lines_is_one_text_and_marks_inside_a_cell_are_kept() -> None:
    data = (HEADER + f'Ferry,"{BODY}\r\n\r\nA ""second"" paragraph.",Skarn\r\nBoat,a 5" pipe {BODY},Skarn\r\n').encode()
    first, second = articles(data, "csv")
    assert first.text.endswith('A "second" paragraph.')
    assert second.text.startswith('a 5" pipe')
    assert not faults(data, "csv")


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "\ufeffsep=;\r\n"])
def test_the_sep_line_of_excel_sets_the_delimiter(line: str) -> None:
    data = (line + f"title;text;outlet\r\nFerry;{BODY.strip()}, and on;Skarn\r\n").encode()
    assert [(each.title, each.outlet.name) for each in articles(data, "csv")] == [("Ferry", "Skarn")]


def warc(coding: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://skarn.example/1\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


PAGE = f"<html><head><title>Ferry aground</title></head><body><article><h1>Ferry aground</h1><p>{BODY}</p></article></body></html>".encode()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("br", brotli.compress(PAGE)),
        ("br", PAGE),
        ("x-gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("identity", PAGE),
        ("none", PAGE),
        ("utf-8", PAGE),
        ("gzip", gzip.compress(PAGE[:200], mtime=0) + gzip.compress(PAGE[200:], mtime=0)),
        ("gzip", gzip.compress(PAGE, mtime=0) + b"\0\0junk"),
    ],
)
def test_web_content_codings_are_read_in_archives(coding: str, body: bytes) -> None:
    assert "Skarn ran aground" in articles(warc(coding, body))[0].text


@pytest.mark.parametrize(
    ("coding", "said"), [("lzma", "“lzma”, which is not supported"), ("br", "brotli data"), ("zstd", "Zstandard data")]
)
def test_an_unsupported_compression_is_named(coding: str, said: str) -> None:
    assert said in faults(warc(coding, b"\x28\xb5\x2f\xfd\x00\x01\x02"))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("GZIP", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("gzip", PAGE),
        ("", PAGE),
    ],
)
def test_content_codings_in_any_case_or_wrongly_named_are_read(coding: str, body: bytes) -> None:
    assert "Skarn ran aground" in articles(warc(coding, body))[0].text


@pytest.mark.parametrize(("coding", "packed"), [("gzip", gzip.compress(PAGE, mtime=0)), ("br", brotli.compress(PAGE))])
def test_a_truncated_page_of_a_web_archive_is_marked(coding: str, packed: bytes) -> None:
    assert articles(warc(coding, packed[:-12]))[0].metadata[CUT] == "yes"
    assert CUT not in articles(warc(coding, packed))[0].metadata


def test_a_bare_less_than_sign_loses_neither_text_nor_parameters() -> None:
    data = feed("Under < 5 and > 3").replace("<link>https", "<link>https", 1).encode()
    assert articles(data)[0].title == "Under < 5 and > 3"
    assert "bare “<”" in faults(data)


def test_an_undeclared_xml_prefix_is_read_by_its_usual_meaning() -> None:
    data = feed("Ferry").replace("description>", "content:encoded>").encode()
    assert "Skarn ran aground" in articles(data)[0].text
    assert "undeclared prefixes" in faults(data)


def test_program_output_before_a_feed_is_skipped_and_reported() -> None:
    data = b"<b>Warning</b>: no such table\n" + feed("Ferry").encode()
    assert [each.title for each in articles(data, "feed")] == ["Ferry"]
    assert "text before this XML" in faults(data, "feed")


def test_a_feed_after_printed_warnings_is_recognised_without_a_file_name() -> None:
    data = b"<br />Warning: too many connections\n" + feed("Ferry").encode()
    assert [each.title for each in articles(data)] == ["Ferry"]


def two_items(first: str) -> bytes:
    return feed(first).replace("</channel>", feed("Second").partition("</title>")[2].removesuffix("</rss>")).encode()


def test_an_unterminated_section_loses_no_other_story() -> None:
    document = two_items("First").replace(b"]]></description>", b"</description>", 1)
    assert [each.title for each in articles(document)] == ["First", "Second"]
    assert "CDATA" in faults(document)


def test_a_last_unterminated_section_is_read_completely() -> None:
    assert articles(feed().replace("]]>", "").encode())[0].text == " ".join(BODY.split())


def test_terminated_sections_are_left_unchanged() -> None:
    assert [each.title for each in articles(two_items("First"))] == ["First", "Second"]
    assert not faults(two_items("First"))


def test_nested_cdata_sections_are_read() -> None:
    body = f"<![CDATA[{BODY}]]]]><![CDATA[>"
    assert articles(feed(body=body).encode())[0].text == " ".join(BODY.split())


def test_a_custom_entity_of_a_feed_is_reported() -> None:
    text = feed("Before &who; after").partition("?>")[2]
    assert "&who;" in faults(f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY who "x">]>{text}'.encode())


def test_base64_content_of_an_entry_is_not_text() -> None:
    entry = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Skarn</title><entry><title>Ferry</title><link href="https://skarn.example/1"/><content type="image/png">aGVsbG8=</content></entry></feed>'
    assert [type(each) for each in found(entry.encode(), "feed")] == [Link]


def test_a_surrogate_pair_of_character_references_is_one_character() -> None:
    assert articles(feed("Ferry &#xD83D;&#xDE00;").encode())[0].title == "Ferry \U0001f600"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("label", ["utf-8", "utf-16", "windows-1252"])
def test_utf_16_is_detected_from_the_bytes(encoding: str, label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body><p>Größe – 5 €</p></body></html>'
    assert decode_markup(page.encode(encoding)).text == page


CYRILLIC = "Паром сел на мель в пятницу, на борту находились сорок два человека. Причины выясняет комиссия порта. " * 6
POLISH = "Most zostanie otwarty w poniedziałek, powiedział burmistrz. Ściągnięto żółtą łódź z Łodzi. " * 6


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (CYRILLIC, "cp1251", "iso-8859-1"),
        (CYRILLIC, "cp1251", "windows-1252"),
        (POLISH, "iso8859_2", "utf-8"),
        (POLISH, "cp1250", "iso-8859-2"),
        (POLISH, "cp1250", "utf-8"),
    ],
)
def test_an_encoding_label_that_the_bytes_contradict_is_reported(text: str, codec: str, label: str) -> None:
    filler = "<script>" + "var a = 1;" * 500 + "</script>"
    decoded = decode_markup(f'<meta charset="{label}">{filler}<p>{text}</p>'.encode(codec))
    assert text in decoded.text
    assert "another encoding" in decoded.problem


@pytest.mark.parametrize("text", ["Größe: „5 €“ – Café", "naïve façade, señor, Ærø", "80 % für 5 m² à 3 µm"])
def test_a_correctly_labelled_latin_text_is_left_unchanged(text: str) -> None:
    decoded = decode_markup(f"<meta charset=iso-8859-1><p>{text * 20}</p>".encode("cp1252"))
    assert text in decoded.text
    assert not decoded.problem


@pytest.mark.parametrize(
    "text", ["Le maire a déclaré que le pont serait ouvert dès l’été.", "Größe: „5 €“ – für alle in Zürich", CYRILLIC]
)
def test_a_doubly_encoded_text_is_decoded_and_reported(text: str) -> None:
    twice = "".join(
        bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte)
        for byte in text.encode()
    )
    row = json.dumps({"title": twice, "text": twice, "outlet": "Skarn"}).encode()
    (article,) = articles(row, "jsonl")
    assert (article.title, article.text) == (text.strip(), text)
    assert "encoded twice" in faults(row, "jsonl")


@pytest.mark.parametrize("text", ["Ã is a letter; so are Â and Å.", "Größe für Zürich, Köln, Münster", "São João, não"])
def test_a_correctly_encoded_text_is_left_unchanged(text: str) -> None:
    row = json.dumps({"title": "Letters", "text": text, "outlet": "Skarn"}).encode()
    assert articles(row, "jsonl")[0].text == text
    assert not faults(row, "jsonl")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_table_as_spreadsheets_write_it_is_read(encoding: str) -> None:
    data = ("title;text;outlet\r\n" + "Größe;Fähre auf Grund – 5 €;Skarn\r\n" * 2).encode(encoding)
    assert [each.text for each in articles(data, "csv")] == ["Fähre auf Grund – 5 €"] * 2
    assert ("windows-1252" in faults(data, "csv")) == (encoding == "cp1252")


@pytest.mark.parametrize("damage", [b"x", b"\0\xd8", b"\0\xdc"], ids=["half a character", "high", "low surrogate"])
def test_a_table_in_damaged_utf_16_is_read(damage: bytes) -> None:
    data = "title,text,outlet\r\nFerry,A ferry ran aground.,Skarn\r\nTram,A tram line opened".encode("utf-16") + damage
    found = articles(data, "csv")
    assert [each.text for each in found] == ["A ferry ran aground.", "A tram line opened\ufffd"]


def test_utf_16_tables_without_a_byte_order_mark_are_detected() -> None:
    data = f"title,text,outlet\r\nFerry,{BODY.strip()},Skarn\r\n".encode("utf-16-le")
    assert [(each.title, each.outlet.name) for each in articles(data, "csv")] == [("Ferry", "Skarn")]


def test_blanks_before_quoted_cells_are_ignored() -> None:
    data = f'title, text, outlet\r\n"Ferry", "{BODY.strip()}, and on", "Skarn"\r\n'.encode()
    (article,) = articles(data, "csv")
    assert (article.text, article.outlet.name) == (f"{BODY.strip()}, and on", "Skarn")


def test_empty_lines_and_repeated_table_headers_are_not_rows() -> None:
    data = ("\r\n\r\n" + HEADER + GOOD + "\r\n" + HEADER + GOOD).encode()
    assert len(articles(data, "csv")) == 2
    assert not faults(data, "csv")


def test_the_first_of_two_equally_named_columns_is_used_and_the_other_kept_as_metadata() -> None:
    data = f"title,text,text,outlet\r\nFerry,{BODY.strip()},other,Skarn\r\n".encode()
    (article,) = articles(data, "csv")
    assert article.text == BODY.strip()
    assert article.metadata["text 2"] == "other"


def test_escaped_quotation_marks_belong_to_the_text() -> None:
    data = (HEADER + 'Ferry,"He said \\"no\\" today",Skarn\r\n').encode()
    assert articles(data, "csv")[0].text == 'He said "no" today'


@pytest.mark.parametrize(
    ("magic", "program"),
    [
        (b"BZh91AY&SY", "bunzip2"),
        (b"\xfd7zXZ\0", "unxz"),
        (b"7z\xbc\xaf\x27\x1c", "7z x"),
    ],
)
def test_a_file_in_an_unsupported_compression_says_how_to_unpack_it(magic: bytes, program: str) -> None:
    assert program in faults(magic + bytes(range(256)) * 20)
