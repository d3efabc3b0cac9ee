"""No function over text, and no reader, takes more than n log n: what is read four times as long takes no ten times."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from compare.article import Article, Outlet
from compare.facts import facts_of
from compare.facts.quotations import quotations_of, quoted_within
from compare.passage import Passage, split
from compare.reuse import prepare_reuse
from compare.rows import rows_of
from compare.text.cleaning import furniture_spans, is_furniture
from compare.text.truncation import breaks_off
from indexes.ingest.kinds import Kind
from tests.inputs import found
from web.revising import changes

QUICK_S = 0.15
"""A time below which a ratio says nothing."""
MOST = 10.0
"""Four times as much input: a square takes 16 times as long, n log n hardly 5."""

PIECES = {
    "closing marks": "”", "opening marks": "“", "straight marks": '"', "single marks": "‘a’ ", "a mark a line": "a”\n",
    "Chinese": "她走了。", "Chinese stops": "。", "copyright": "© ", "spaces": " ", "dots": ". ", "brackets": "(",
    "digits": "1", "numbers": "12 ", "words": "word ", "fragments": "a. b ", "exclamations": "!?", "lines": "a\n",
    "empty lines": "\n \n", "names": "John Smith said ", "titles": "Mr. ", "by-lines": "By Ann Lee, Reuters ", "apostrophes": "'",
    "dashes": "— ", "letters": "x", "sentences": "Officials said two people were hurt. ",
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
}


def seconds(work: Callable[[str], object], text: str) -> float:
    """Of the processor, not of the clock: a busy machine does not count."""
    start = time.process_time()
    work(text)
    return time.process_time() - start


def grows(work: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """How many times as long four times as much takes; 0 where both are quick. The least of three measurements."""
    work(make(50))
    ratios = []
    for _ in range(3):
        small, large = seconds(work, make(size)), seconds(work, make(4 * size))
        if large < QUICK_S:
            return 0.0
        ratios.append(large / max(small, 1e-4))
        if ratios[-1] < MOST:
            break
    return min(ratios)


@pytest.mark.parametrize("name", EXTRACTORS)
def test_an_extractor_takes_n_log_n(name: str) -> None:
    size = 1_500 if name == "facts" else 12_000
    grown = {
        piece: grows(EXTRACTORS[name], lambda n, part=part: part * (n // len(part)), size)  # type: ignore[misc]
        for piece, part in PIECES.items()
    }
    assert {piece: ratio for piece, ratio in grown.items() if ratio >= MOST} == {}


def test_rows_take_n_log_n() -> None:
    def work(text: str) -> None:
        own = [Passage("a", k, k, k, k + 1, each) for k, each in enumerate(text.split())]
        rows_of([own, [replace(each, article_id="b") for each in own]], [])

    assert grows(work, lambda n: "x " * n, 4_000) < MOST


def attributes(size: int) -> str:
    return " ".join(f"a{number}='x'" for number in range(size // 8))


PARAGRAPH = "<p>" + "The mayor of Ravno said on Monday that two people were killed in the quake. " * 6 + "</p>"
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
}


def read(kind: Kind) -> Callable[[str], object]:
    return lambda text: found(text.encode(), kind)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_n_log_n(name: str) -> None:
    def page(size: int) -> str:
        body = PAGES[name](size)
        return f"<!doctype html><html><head><title>Quake</title></head><body><article>{body}</article></body></html>"

    assert grows(read("html"), page, 12_000) < MOST


ROW = '{"title": "Quake", "text": "The mayor of Ravno said on Monday that two people were killed.", "outlet": "A"}'
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
    "attributes": ("feed", lambda n: f"<rss {attributes(n)}><channel/></rss>"),
    "text": ("text", lambda n: "The mayor spoke on Monday.\n" * (n // 27)),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_in_n_log_n(name: str) -> None:
    kind, make = FILES[name]
    assert grows(read(kind), make, 40_000) < MOST
