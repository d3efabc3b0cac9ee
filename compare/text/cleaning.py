"""Page furniture: by-lines, credits, captions, invitations, time stamps and lists of links, as spans of a text.

`furniture_spans` finds what only its place in the text shows: whole paragraphs, and furniture that stands in one
paragraph with text. `is_furniture` judges one sentence by itself. Both are cautious: to remove a sentence of the
article is worse than to leave a line of its page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from compare.text import cues
from compare.text.paragraphs import paragraph_spans

Span = tuple[int, int]

_MOST_WORDS = 40
_MOST_CAPTION_WORDS = 60
_MOST_POINTING_WORDS = 22
"""Of a label and a headline; where there is more, a sentence follows."""
_MOST_CHARACTERS = 600
"""Longer sentences and paragraphs are text, whatever they begin with."""
_EDGES = " \t\r\n-–—•⦁*|>→←»«\u200b\ufeff"
_BRACKETS = "[]()"

_INTERFACE_WORDS = """
ad advertisement advertising all article below by caption close comment comments content continue continued
    continues copied copy daily email embed enlarge facebook flipboard for gallery google hide home image images in
    instagram link linkedin listen live loading main manage media menu messenger minutes more mute newsletter newsletters
    next now of on or page pause photo photos pinterest play plus post prev previous print pullquote read reddit related
    replay reprints save search share show sign slideshow sponsored story subscribe telegram text the this to toggle
    transcript tweet twitter up video videos via view watch whatsapp your"""
_INTERFACE_CORE_WORDS = """
ad advertisement caption close comments copied embed facebook flipboard instagram linkedin loading newsletter
    newsletters pinterest prev print pullquote reddit replay share slideshow sponsored subscribe toggle tweet twitter
    whatsapp"""
_INTERFACE = frozenset(_INTERFACE_WORDS.split())
_INTERFACE_CORE = frozenset(_INTERFACE_CORE_WORDS.split())
_MOST_INTERFACE_WORDS = 14
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*(?=\s|$)")
_READ_MORE = re.compile(r"(?<=\S)\s(?:[Rr]ead more|READ MORE)\W*$")
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[.!?…][\"”’')\]]*\s*$")

_ENDS_SENTENCE = re.compile(r"(?<![mM])[.!?]$")

_FOOT = 4
"""Last paragraphs in which a text may say who wrote it."""
_HEAD = 3
"""First paragraphs in which a name alone is a by-line."""
_LEAST_PARAGRAPHS = 6
"""A text of fewer has no head and no foot: it is too short to tell."""
_REPEATED = 3
_MOST_REPEATED_WORDS = 12
_LONGEST_REST = 300
"""Characters that an invitation within a paragraph may go on for."""


def is_furniture(sentence: str) -> bool:
    """True if a sentence is one of the things that pages carry around an article, and no part of it."""
    if len(sentence) > _MOST_CHARACTERS:
        return False
    line = " ".join(sentence.strip(_EDGES).split())
    bare = line.strip(_EDGES + _BRACKETS)
    if not bare or len(line.split()) > _MOST_WORDS:
        return False
    return _is_label(line, bare) or _is_invitation(bare)


def _is_label(line: str, bare: str) -> bool:
    """True for what its shape tells: labels, by-lines, credits, time stamps, words of an interface."""
    return bool(
        cues.LABELLED.match(bare)
        or (cues.POINTING.match(bare) and len(bare.split()) <= _MOST_POINTING_WORDS)
        or cues.SHOWN.fullmatch(line)
        or cues.BY_LINE.fullmatch(bare)
        or cues.CREDIT.fullmatch(bare)
        or _is_stamp(bare)
        or _is_interface(bare)
        or _is_link(bare)
    )


def _is_invitation(line: str) -> bool:
    """True for what asks the reader for something or speaks of the page, unless it reports what someone said."""
    if cues.REPORTED.search(line):
        return False
    return bool(
        cues.INVITING.match(line) or any(all(each.search(line) for each in patterns) for patterns in cues.TOGETHER)
    )


def _is_stamp(line: str) -> bool:
    return bool(cues.STAMP.fullmatch(line) and cues.STAMP_NEEDS.search(line)) and not _ENDS_SENTENCE.search(line)


def _is_interface(line: str) -> bool:
    words = [word.casefold() for word in _WORDS.findall(line)]
    if not words or len(words) > _MOST_INTERFACE_WORDS or not _INTERFACE_CORE.intersection(words):
        return False
    return all(word in _INTERFACE or word.isdecimal() for word in words)


def _is_link(line: str) -> bool:
    """True for a headline with "Read more" behind it."""
    found = _READ_MORE.search(line)
    return bool(found) and not _END.search(line[: found.start()])


def furniture_spans(text: str) -> list[Span]:
    """(start, end) of furniture that is known by its place, in order and without overlap; linear in the text's length."""
    paragraphs = paragraph_spans(text)
    lines = [" ".join(text[start:end].split()) if end - start <= _MOST_CHARACTERS else "" for start, end in paragraphs]
    times = Counter(lines)
    spans: list[Span] = []
    for place, ((start, end), line) in enumerate(zip(paragraphs, lines, strict=True)):
        if line and (
            _is_caption(line)
            or _is_link(line)
            or _is_repeated(line, times)
            or _tells_author(text, start, line, place, lines)
        ):
            spans.append((start, end))
        else:
            spans += _joined([*_inside(text, start, end)])
    return spans


def _is_caption(line: str) -> bool:
    if len(line.split()) > _MOST_CAPTION_WORDS or cues.REPORTED.search(line):
        return False
    return bool(cues.CREDIT_LAST.search(line) or re.match(r"(?:Image|Media|Video) (?:copyright|caption)\b", line))


def _is_repeated(line: str, times: Counter[str]) -> bool:
    return times[line] >= _REPEATED and not _DIGIT.search(line) and len(line.split()) <= _MOST_REPEATED_WORDS and not _END.search(line)


def _tells_author(text: str, start: int, line: str, place: int, lines: Sequence[str]) -> bool:
    """True for a name alone at the head, or a sentence at the foot on what someone writes, if the text names them nowhere else."""
    if len(lines) < _LEAST_PARAGRAPHS:
        return False
    if place < _HEAD and re.fullmatch(cues.NAME, line) and len(line.split()) <= 3 and not _END.search(line):
        return text.count(line.split()[-1], start + len(line)) == 0
    if place < len(lines) - _FOOT:
        return False
    found = cues.ROLE.match(line)
    if not found or not cues.ROLE_NOUN.search(_SENTENCE_END.split(line[found.start("verb") :], maxsplit=1)[0]):
        return False
    return not any(found["name"].split()[-1] in each for each in lines[_HEAD:place] if len(each.split()) > 6)


def _inside(text: str, start: int, end: int) -> Iterator[Span]:
    """Furniture within one paragraph."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    for pattern in (cues.STAMP_FIRST, cues.BY_LINE_FIRST, cues.CREDIT_FIRST, cues.HIGHLIGHTS):
        found = pattern.match(text, start, end)
        if found and found.end() < end:
            yield found.span()
    for found in cues.INSIDE.finditer(text, start, end):
        if found["word"]:
            yield found.span("word")
        else:
            limit = min(end, found.end() + _LONGEST_REST)
            stop = _SENTENCE_END.search(text, found.end(), limit)
            if stop or limit == end:
                yield found.start("rest"), stop.end() if stop else end


def _joined(spans: list[Span]) -> list[Span]:
    """The same places in order, as spans that do not overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
