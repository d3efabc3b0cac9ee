"""No function over text, and no reader, takes more than O(n log n)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from compare.alignment import prepare
from compare.attribution.citations import cited
from compare.attribution.source_counts import cited_sources
from compare.attribution.speakers import resolve_attributions
from compare.comparison.aligned_rows import rows_of
from compare.comparison.diff.revisions import changes
from compare.duplicates.near_duplicates import prepare_reuse
from compare.embedded_article import EmbeddedArticle
from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.attribution import Attribution
from compare.model.passage import Passage
from compare.text.analysis import facts_of
from compare.text.cleaning.furniture import furniture_spans, is_furniture
from compare.text.cleaning.truncation import breaks_off
from compare.text.passages import split
from compare.text.speech.quotations import quotations_of, quoted_within
from indexes.ingest import Defaults
from indexes.ingest.formats.html import parse_page
from indexes.ingest.kinds import Kind
from indexes.ingest.readers import read_document
from indexes.reader.weights import tokenizer
from indexes.tagger.inputs import tagger_input
from tests.documents import docx_of, mbox_of, message, pdf_of
from tests.fakes import FakeEmbedder
from tests.growth import MOST, grows
from tests.inputs import NINJS, warc_record, zip_of

PIECES = {
    "closing marks": "”", "opening marks": "“", "straight marks": '"', "single marks": "‘a’ ", "a mark a line": "a”\n",
    "Chinese": "她走了。", "Chinese stops": "。", "copyright": "© ", "spaces": " ", "dots": ". ", "brackets": "(",
    "digits": "1", "numbers": "12 ", "words": "word ", "fragments": "a. b ", "exclamations": "!?", "lines": "a\n",
    "empty lines": "\n \n", "names": "John Smith said ", "titles": "Mr. ", "by-lines": "By Ann Lee, Reuters ", "apostrophes": "'",
    "dashes": "— ", "letters": "x", "sentences": "Officials said two people were hurt. ", "initials a line": "Z .\n",
}  # fmt: skip


def article(text: str) -> Article:
    return Article(Outlet("A"), "Title", f"{text} end")


def quoted_everywhere(text: str) -> None:
    quotations_of.cache_clear()
    for start in range(0, len(text), 100):
        quoted_within(text, start, start + 100)


def revised(text: str) -> None:
    list(changes(text, text.replace("a", "b", len(text) // 50) + "c\n"))
    list(changes(text[::-1], text))


def embedded(text: str) -> EmbeddedArticle:
    own = article(text)
    passages = tuple(split(own))
    return EmbeddedArticle(own, passages, FakeEmbedder().encode([each.text for each in passages]).reshape(-1, 64))


def speakers(text: str) -> None:
    """Attributions as if every tenth word were a cue, with a source before it and content after it."""
    own = article(text)
    words = [(found.start(), found.end()) for found in re.finditer(r"\S{1,20}", own.text)]
    told = [Attribution(words[k - 1], words[k], (words[k + 1],), 0.9) for k in range(1, len(words) - 1, 10)]
    passages = split(own)
    if passages:
        inside = [
            each for each in told if passages[0].start <= each.source[0] and each.content[0][1] <= passages[-1].end
        ]  # type: ignore[index]
        cited([own], [passages], {own.id: resolve_attributions(own, passages, inside)})


EXTRACTORS: dict[str, Callable[[str], object]] = {
    "passages": lambda text: split(article(text)),
    "quotations": lambda text: quotations_of.__wrapped__(text),
    "quotations of passages": quoted_everywhere,
    "furniture": is_furniture,
    "furniture of a text": furniture_spans,
    "reprints": lambda text: prepare_reuse.__wrapped__(article(text)),
    "broken off": breaks_off,
    "facts": lambda text: facts_of.__wrapped__(text),
    "revisions": revised,
    "alignment": lambda text: prepare(embedded(text)),
    "words to tag": lambda text: tagger_input(text, (0,), tokenizer()),
    "speakers": speakers,
}


@pytest.mark.parametrize("name", EXTRACTORS)
def test_text_extraction_takes_n_log_n_time(name: str) -> None:
    size = 1_500 if name == "facts" else 12_000
    grown = {
        piece: grows(EXTRACTORS[name], lambda n, part=part: part * (n // len(part)), size)  # type: ignore[misc]
        for piece, part in PIECES.items()
    }
    assert {piece: ratio for piece, ratio in grown.items() if ratio >= MOST} == {}


def letters(number: int) -> str:
    """A unique word for a number, consisting only of letters."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


CITED: dict[str, Callable[[int], str]] = {
    "people of many names": lambda n: " ".join(f"Mayor Jon V{letters(k)} said so." for k in range(n // 25)),
    "people of one name": lambda n: " ".join(f"Jon V{letters(k)} Mott said so. Mott said so." for k in range(n // 35)),
    "offices": lambda n: " ".join(f"The {letters(k)} minister said so." for k in range(n // 28)),
}


@pytest.mark.parametrize("name", CITED)
def test_finding_sources_takes_n_log_n_time(name: str) -> None:
    def work(text: str) -> None:
        own = article(text)
        cited_sources([own], [split(own)])

    assert grows(work, CITED[name], 20_000) < MOST


def test_aligning_rows_takes_n_log_n_time() -> None:
    def work(text: str) -> None:
        own = [Passage("a", k, k, k, k + 1, each) for k, each in enumerate(text.split())]
        rows_of([own, [replace(each, article_id="b") for each in own]], [])

    assert grows(work, lambda n: "x " * n, 4_000) < MOST


def attributes(size: int) -> str:
    return " ".join(f"a{number}='x'" for number in range(size // 8))


PARAGRAPH = "<p>" + "The mayor of Ravno said on Monday that two people were killed in the quake. " * 6 + "</p>"


def card(number: int) -> str:
    """A box with another story."""
    place = f"V{letters(number)}"
    return (
        f"<section><h3>Goats of {place} stop train</h3><p>A herd of Jon K{letters(number)} walked along the line at {place} "
        "on Monday, and the mayor said that two people were late for their work.</p></section>"
    )


PAGES: dict[str, Callable[[int], str]] = {
    "attributes": lambda n: f"<p {attributes(n)}>x</p>{PARAGRAPH}",
    "attributes of many elements": lambda n: "<p a='1' b='2' c='3'>x</p>" * (n // 27) + PARAGRAPH,
    "copyright": lambda n: f"{PARAGRAPH}<p>{'© ' * (n // 2)}</p>",
    "copyright by": lambda n: f"{PARAGRAPH}<p>{'copyright by ' * (n // 13)}</p>",
    "tags that never end": lambda n: PARAGRAPH + "<a " * (n // 3),
    "quotes that never end": lambda n: PARAGRAPH + "<p a=' b=\"" * (n // 9),
    "entities": lambda n: f"{PARAGRAPH}<p>{'&amp;' * (n // 5)}</p>",
    "nested": lambda n: "<div>" * (n // 50) + PARAGRAPH,
    "comments": lambda n: PARAGRAPH + "<!-- " * (n // 5),
    "cards": lambda n: PARAGRAPH + "".join(map(card, range(n // 200))),
    "cards in cards": lambda n: PARAGRAPH + "".join(card(k).removesuffix("</section>") for k in range(n // 200)),
    "links between paragraphs": lambda n: PARAGRAPH + "<p>Two spoke.</p><a href=/a>Two people spoke</a>" * (n // 50),
    "headlines": lambda n: "<div>Quake</div>" * (n // 16),
    "marked words": lambda n: f"{PARAGRAPH}<p>{'<u>two</u> spoke ' * (n // 16)}</p>",
    "bold words": lambda n: f"{PARAGRAPH}<p>{'<b>two</b> spoke ' * (n // 16)}</p>",
    "titles of works": lambda n: f"{PARAGRAPH}<p>{'<cite>two</cite> spoke ' * (n // 22)}</p>",
    "short quotations": lambda n: f"{PARAGRAPH}<p>{'<q>two</q> spoke ' * (n // 16)}</p>",
    "exponents": lambda n: f"{PARAGRAPH}<p>{'m<sup>2</sup> of land ' * (n // 22)}</p>",
}


def read(kind: Kind) -> Callable[[str], object]:
    """Run the reader of a kind in this process, so that its time can be measured."""
    return lambda text: read_document(text.encode("latin-1"), kind, "input", Defaults())


def read_one_page(text: str) -> None:
    with suppress(InputError):
        parse_page(text.encode("latin-1"), Defaults())


@pytest.mark.parametrize("name", PAGES)
def test_reading_a_page_takes_n_log_n_time(name: str) -> None:
    def page(size: int) -> str:
        body = PAGES[name](size)
        return f"<!doctype html><html><head><title>Quake</title></head><body><article>{body}</article></body></html>"

    assert grows(read_one_page, page, 12_000) < MOST


ROW = '{"title": "Quake", "text": "The mayor of Ravno said on Monday that two people were killed.", "outlet": "A"}'
RECORD = warc_record(
    "https://weir.example/quake", f"<html><body><article>{PARAGRAPH}</article></body></html>".encode()
).decode()
OUTLINE = "<outline type='rss' text='Weir' xmlUrl='https://weir.example/f'/>"
ENTRY = {"url": "https://weir.example/a", "title": "Quake", "content_text": "The mayor of Ravno spoke on Monday."}
FILES: dict[str, tuple[Kind, Callable[[int], str]]] = {
    "rows": ("jsonl", lambda n: f"{ROW}\n" * (n // 100)),
    "a list": ("json", lambda n: "[" + ",".join([ROW] * (n // 100)) + "]"),
    "brackets": ("json", lambda n: "[" * n),
    "a table": ("csv", lambda n: "title,text,outlet\n" + '"Quake","The mayor of Ravno spoke.","A"\n' * (n // 40)),
    "open quotes": ("csv", lambda n: "title,text,outlet\n" + '"' * n),
    "entries": (
        "feed",
        lambda n: "<rss><channel>" + f"<item><title>Q</title><description>{PARAGRAPH[3:-4]}</description></item>" * (n // 500) + "</channel></rss>",
    ),
    "comments that never end": ("feed", lambda n: "<rss><channel>" + "<!-- " * (n // 5)),
    "literals that never end": ("feed", lambda n: "<rss><channel>" + "<![CDATA[" * (n // 9)),
    "undeclared prefixes": (
        "feed", lambda n: "<rss><channel>" + "".join(f"<p{k}:a/>" for k in range(n // 10)) + "</channel></rss>"
    ),
    "bare ampersands": ("feed", lambda n: "<rss><channel><title>" + "& " * (n // 2)),
    "attributes": ("feed", lambda n: f"<rss {attributes(n)}><channel/></rss>"),
    "pages of a web archive": ("warc", lambda n: RECORD * (n // 1_000)),
    "records without an end": ("warc", lambda n: "WARC/1.0\r\nContent-Length: 9\r\n\r\n" * (n // 31)),
    "records without a length": ("warc", lambda n: "WARC/1.0\r\n\r\n" * (n // 12)),
    "headers of a record": ("warc", lambda n: "WARC/1.0\r\n" + "A: b\r\n" * (n // 6)),
    "no record": ("warc", lambda n: "WARC/" + "x\n" * (n // 2)),
    "members": ("zip", lambda n: zip_of({f"{k}.txt": b"Quake\n\nThe mayor spoke." for k in range(n // 100)}).decode("latin-1")),
    "feeds": ("opml", lambda n: f"<opml><body>{OUTLINE * (n // 60)}</body></opml>"),
    "feeds in feeds": ("opml", lambda n: "<opml><body>" + "<outline text='a'>" * (n // 18) + OUTLINE),
    "attributes of a feed": ("opml", lambda n: f"<opml><body><outline {attributes(n)}/></body></opml>"),
    "items of an agency": ("json", lambda n: json.dumps([NINJS] * (n // 1_500))),
    "bodies of an item": ("json", lambda n: json.dumps(NINJS | {"bodies": [{"charcount": 4, "contenttype": "text/plain", "value": "News."}] * (n // 70)})),
    "mark-up of an item": ("json", lambda n: json.dumps(NINJS | {"body_xhtml": "<p>Two spoke.</p>" * (n // 17)})),
    "entries as JSON": ("json", lambda n: json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [ENTRY] * (n // 110)})),
    "pages of a sitemap": ("sitemap", lambda n: "<urlset>" + "<url><loc>https://weir.example/a</loc></url>" * (n // 45) + "</urlset>"),
    "pages of a PDF": ("pdf", lambda n: pdf_of([["The mayor of Ravno spoke on Monday."] * 20] * (n // 900)).decode("latin-1")),
    "lines of a PDF": ("pdf", lambda n: pdf_of([["The mayor of Ravno spoke on Monday."] * (n // 40)], packed=False).decode("latin-1")),
    "paragraphs of a Word document": ("docx", lambda n: docx_of(["The mayor of Ravno spoke on Monday."] * (n // 40)).decode("latin-1")),
    "messages": ("eml", lambda n: message("The mayor of Ravno spoke on Monday to the press.\n\n" * (n // 50)).as_bytes().decode("latin-1")),
    "lines of a message": ("eml", lambda n: message("The mayor of Ravno spoke.\n" * (n // 26)).as_bytes().decode("latin-1")),
    "headers of a message": ("eml", lambda n: "Subject: a\n" * (n // 11) + f"\n{PARAGRAPH}"),
    "messages of a mailbox": ("mbox", lambda n: mbox_of([message("The mayor of Ravno spoke on Monday to the press.\n\n" * 40)] * (n // 2_300)).decode("latin-1")),
    "lines of a mailbox": ("mbox", lambda n: mbox_of([message("From the mayor of Ravno, who spoke.\n" * (n // 36))]).decode("latin-1")),
    "parts of a message": ("eml", lambda n: "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\n\nab\n" * (n // 9)),
    "text": ("text", lambda n: "The mayor spoke on Monday.\n" * (n // 27)),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_reading_a_file_takes_n_log_n_time(name: str) -> None:
    kind, make = FILES[name]
    assert grows(read(kind), make, 40_000) < MOST
