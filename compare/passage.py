"""Passages: the sentences of an article, as exact offsets into its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from compare.article import Article
from compare.boilerplate import is_boilerplate

_LONGEST = 1_000
"""Characters of a passage. Longer "sentences" are lists, tables or lost punctuation; the model reads 256 tokens."""

_WRAPPED_WIDTH = 90
_WRAPPED_LINES = 5

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BLOCK = re.compile(r"(?:[^\n]|\n(?![ \t\r]*\n))+")
_HAS_WORD = re.compile(r"[^\W_]")
_OPENS_LOWER = re.compile(r"[\W_]*[a-zà-öø-ÿ]")
_ENDS_IN_TIME = re.compile(r"\b[ap]\.\s?m\.$", re.IGNORECASE)
_GOES_ON_AFTER_TIME = re.compile(
    r"(?:on |\(|[A-Z]{2,4}\b|Eastern|Central|Mountain|Pacific|local|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_ENDS_IN_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'‘])(?:Mr|Mrs|Ms|Mx|Dr|[DRI]-[A-Z]|Rep|Reps|Sen|Sens|Gov|Govs|Gen|Col|Lt|Maj|Capt|Cmdr|Sgt|Rev|Hon|Messrs|Mmes|Supt|Insp|"
    r"No|Nos|Art|Sec|vs|v|approx|ca)\.$"
)
_OPENS_NAME_OR_NUMBER = re.compile(r"[“\"'‘(]*[A-Z0-9]")
_CLAUSE_END = re.compile(r"[;:,–—]\s|\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: `article.text[start:end] == text`; `paragraph` and `index` count from 0."""

    article_id: str
    index: int
    paragraph: int
    start: int
    end: int
    text: str


def split(article: Article) -> list[Passage]:
    """The passages of an article, in order: its sentences without boilerplate (see `compare.boilerplate`)."""
    passages: list[Passage] = []
    for paragraph, start, end in sentence_spans(article.text, article.language or "en"):
        text = article.text[start:end]
        if not is_boilerplate(text):
            passages.append(Passage(article.id, len(passages), paragraph, start, end, text))
    return passages


def sentence_spans(text: str, language: str = "en") -> list[tuple[int, int, int]]:
    """(paragraph, start, end) of each sentence that has a letter or a digit, without white space at its ends.

    Paragraph boundaries come first; within one, `sentencex` finds the sentences, and what it splits too much is joined.
    """
    spans: list[tuple[int, int, int]] = []
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _sentences(text[start:end], language):
            for begin, stop in _bounded(text, start + first, start + last):
                if _HAS_WORD.search(text, begin, stop):
                    spans.append((paragraph, begin, stop))
    return spans


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines; or, where lines are wrapped at a fixed width, blocks between empty lines."""
    pattern = _BLOCK if _is_wrapped(text) else _LINE
    for found in pattern.finditer(text):
        if not found.group().isspace():
            yield found.span()


def _is_wrapped(text: str) -> bool:
    """True if most lines end within a sentence and none is long, as in text wrapped by a mail program."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    if len(lines) < _WRAPPED_LINES or max(map(len, lines)) > _WRAPPED_WIDTH:
        return False
    open_ended = sum(line[-1].isalnum() or line[-1] in ",-" for line in lines)
    return open_ended > len(lines) / 2


def _sentences(paragraph: str, language: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences of one paragraph, trimmed."""
    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries(language, paragraph):
        start, end = _trimmed(paragraph, boundary["start_index"], boundary["end_index"])
        if start == end:
            continue
        if spans and _belongs(paragraph[spans[-1][0] : spans[-1][1]], paragraph[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _belongs(before: str, after: str) -> bool:
    """True if a boundary between the two is no end of a sentence."""
    tail = before[-40:]
    if not _HAS_WORD.search(after) or _OPENS_LOWER.match(after):
        return True
    if _ENDS_IN_TIME.search(tail):
        return bool(_GOES_ON_AFTER_TIME.match(after))
    return bool(_ENDS_IN_ABBREVIATION.search(tail) and _OPENS_NAME_OR_NUMBER.match(after))


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or, if it is too long, parts of it that end at the last clause, or word, that fits."""
    while end - start > _LONGEST:
        breaks = [found.end() for found in _CLAUSE_END.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        clauses = [place for place in breaks if not text[place - 2].isalnum()]
        cut = (clauses or breaks or [start + _LONGEST])[-1]
        yield _trimmed(text, start, cut)
        start = _trimmed(text, cut, end)[0]
    if start < end:
        yield start, end
