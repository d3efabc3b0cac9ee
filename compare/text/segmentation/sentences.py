"""Splits text into sentences with exact offsets."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence

from sentencex import get_sentence_boundaries

from compare.text.segmentation.paragraphs import paragraph_spans

Span = tuple[int, int]

_log = logging.getLogger(__name__)

LONGEST = 1_000
"""Maximum number of characters of a sentence. Longer ones are lists, tables or text without punctuation; the model
reads 256 tokens.
"""
_WINDOW = 4_000
_FRAGMENT_WORDS = 5
"""Minimum number of words of a part of a sentence that remains next to a removed span."""

_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
"""White space of more than one byte: after an initial, `sentencex` treats it as one byte and panics."""
_HAS_WORD = re.compile(r"[^\W_]")
_CONTINUES = re.compile(r"[\W_]*[a-zà-öø-ÿ]|\s*[,;:)\]](?!\s*[(\[])")
_ENDS_IN_TIME = re.compile(r"\b[ap]\.\s?m\.$", re.IGNORECASE)
_GOES_ON_AFTER_TIME = re.compile(
    r"(?:on |\(|[A-Z]{2,4}\b|Eastern|Central|Mountain|Pacific|local|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_ENDS_IN_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'‘—–/:]|\b(?:[Tt]hen|[Ee]x|[Vv]ice|[Mm]id|[Nn]on|[Pp]ro|[Aa]nti)-)"
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|[DRI]-[A-Z]|Rep|Reps|Sen|Sens|Gov|Govs|Amb|Adm|Brig|Gen|Col|Lt|Maj|Capt|Cmdr|Cpl|Pfc|Pvt|Spc|Sgt|"
    r"Rev|Fr|Hon|Pres|Messrs|Mmes|Supt|Insp|Det|Atty|No|Nos|Art|Sec|Prop|Fig|vs|v|approx|ca)\.$"
)
_ENDS_IN_INITIAL = re.compile(r"(?:^|[\s(“\"'‘-])(?:[A-Z]\.\s?)*[A-Z]\.$")
_OPENS_WITH_INITIAL = re.compile(r"[A-Z]\.(?:\s|,|[A-Z]\.|$)")
_OPENS_NAME_OR_NUMBER = re.compile(r"[“\"'‘(]*[A-Z0-9]")
_ENDS_IN_SPLIT_NUMBER = re.compile(r"(?:^|[^\w.])[^\W\d_]{0,3}[$€£¥-]?\d{1,3}(?:,\s?\d{3})*\.$")
_OPENS_WITH_FRACTION = re.compile(r"\d{1,3}(?:[a-z%]|\s?%|\s(?!\d)|[,.;)]|$)")
_LIST_NUMBER = re.compile(r"[(#]?(?:\d{1,3}|[ivx]{1,4}|[a-zA-Z])[.)]")
_GLUED = re.compile(r"[A-Z]{2,}\b|[A-Z]\.")
"""After a full stop without a space: the end of an address or of an abbreviation."""
_OPENING_QUOTE = re.compile(r"(?<=\s)[“\"‘]$")
_CLAUSE_END = re.compile(r"[;:,–—]\s|\s")


def sentence_spans(text: str, language: str = "en", without: Sequence[Span] = ()) -> list[tuple[int, int, int]]:
    """(paragraph, start, end) of each sentence that contains a letter or digit, trimmed.

    Paragraphs are split first; within a paragraph `sentencex` finds the sentences, and wrong splits are rejoined. No
    sentence overlaps the spans of `without`, which are in order; they end a sentence.
    """
    spans: list[tuple[int, int, int]] = []
    for paragraph, start, end, cut_before, cut_after in _pieces(text, without):
        found = [
            piece
            for first, last in _sentences(text[start:end], language)
            for piece in _bounded(text, start + first, start + last)
            if _HAS_WORD.search(text, *piece)
        ]
        if found and cut_before and _is_fragment(text, *found[0]):
            found = found[1:]
        if found and cut_after and _is_fragment(text, *found[-1]) and text[found[-1][1] - 1] not in '.!?”"':
            found = found[:-1]
        spans += [(paragraph, *piece) for piece in found]
    return spans


def _pieces(text: str, without: Sequence[Span]) -> Iterator[tuple[int, int, int, bool, bool]]:
    """(paragraph, start, end, cut before, cut after): the parts of each paragraph outside the spans of `without`."""
    removed = iter([*without, (len(text), len(text))])
    begin, stop = next(removed)
    for paragraph, (start, end) in enumerate(paragraph_spans(text)):
        cut = False
        while begin < end:
            if start < begin:
                yield paragraph, start, begin, cut, bool(text[stop:end].strip())
            start, cut = max(start, stop), start < begin or cut
            if stop > end:
                break
            begin, stop = next(removed)
        if start < end:
            yield paragraph, start, end, cut, False


def _is_fragment(text: str, start: int, end: int) -> bool:
    return len(text[start:end].split()) < _FRAGMENT_WORDS


def _sentences(paragraph: str, language: str) -> list[Span]:
    """(start, end) of the sentences of one paragraph, trimmed."""
    spans: list[Span] = []
    carried: int | None = None
    for begin, stop in _boundaries(paragraph, language):
        start, end = _trimmed(paragraph, begin, stop)
        start, carried = (start if carried is None else carried), None
        quote = _OPENING_QUOTE.search(paragraph, start, end)
        if quote and end < len(paragraph):
            carried = quote.start()
            end = _trimmed(paragraph, start, carried)[1]
        if start >= end:
            continue
        if spans and _belongs(paragraph, spans[-1], (start, end)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _boundaries(paragraph: str, language: str) -> Iterator[Span]:
    """Sentence boundaries by `sentencex`, which is called with `_WINDOW` characters at a time: its running time is
    quadratic.

    A window starts at the last sentence of the previous one, because that sentence may have been cut.
    """
    at = 0
    while at < len(paragraph):
        window = paragraph[at : at + _WINDOW]
        if not _HAS_WORD.search(window):
            yield at, at + len(window)
            at += len(window)
            continue
        found = [(at + start, at + end) for start, end in _found(window, language)]
        is_last = at + len(window) == len(paragraph)
        if not is_last and len(found) > 1:
            found.pop()
        yield from found
        at = max(found[-1][1], at + 1) if found else at + len(window)
        if is_last:
            return


def _found(window: str, language: str) -> list[Span]:
    """The sentence boundaries of `sentencex`; the whole window if it fails."""
    try:
        found = get_sentence_boundaries(language, _WIDE_SPACE.sub(" ", window))
    except BaseException as error:
        # A panic in Rust raises a BaseException, which would end the thread of a worker.
        if type(error).__name__ != "PanicException":
            raise
        _log.warning("sentencex failed on a text; its clauses are taken for sentences")
        return [(0, len(window))]
    return [(each["start_index"], each["end_index"]) for each in found]


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _belongs(text: str, before: Span, after: Span) -> bool:
    """True if a boundary between the two is not the end of a sentence."""
    if before[1] == after[0] and _GLUED.match(text, after[0], after[1]):
        return True
    tail, head = text[max(before[0], before[1] - 40) : before[1]], text[after[0] : min(after[1], after[0] + 40)]
    if not _HAS_WORD.search(text, *after) or _CONTINUES.match(head):
        return True
    if _ENDS_IN_TIME.search(tail):
        return bool(_GOES_ON_AFTER_TIME.match(head))
    if _ENDS_IN_SPLIT_NUMBER.search(tail) and _OPENS_WITH_FRACTION.match(head):
        return True
    if _LIST_NUMBER.fullmatch(text, *before):
        return True
    if _ENDS_IN_INITIAL.search(tail) and _OPENS_WITH_INITIAL.match(head):
        return True
    return bool(_ENDS_IN_ABBREVIATION.search(tail) and _OPENS_NAME_OR_NUMBER.match(head))


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The span, or, if it is too long, parts of it that end at the last clause or word that fits."""
    while end - start > LONGEST:
        breaks = [found.end() for found in _CLAUSE_END.finditer(text, start + LONGEST // 2, start + LONGEST)]
        clauses = [place for place in breaks if not text[place - 2].isalnum()]
        cut = (clauses or breaks or [start + LONGEST])[-1]
        yield _trimmed(text, start, cut)
        start = _trimmed(text, cut, end)[0]
    if start < end:
        yield start, end
