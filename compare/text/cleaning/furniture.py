"""Page furniture: by-lines, credits, captions, calls to action and time stamps that are not part of the article.

`furniture_spans` finds furniture by its position: whole paragraphs, and furniture in a paragraph with text.
`is_furniture` checks a single sentence. Both are conservative: removing a sentence of the article is worse than keeping
a line of furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from compare.text.cleaning import furniture_cues, furniture_shapes
from compare.text.segmentation.paragraphs import paragraph_spans

Span = tuple[int, int]

_MOST_WORDS = 40
_MOST_CAPTION_WORDS = 45
_MOST_POINTING_WORDS = 22
"""Maximum number of characters of a label and a headline."""
_MOST_CHARACTERS = 600
"""Longer sentences and paragraphs are text, whatever their first words are."""
_EDGES = " \t\r\n-–—•⦁*~|>→←»«\u200b\ufeff"
_BRACKETS = "[]()"

_INTERFACE_WORDS = """
    ad advertisement advertising all article below by caption close comment comments content continue
    continued continues copied copy daily email embed enlarge facebook flipboard for gallery google hide
    home image images in instagram link linkedin listen live loading main manage media menu messenger
    minutes more mute newsletter newsletters next now of on or page pause photo photos pinterest play plus
    post prev previous print pullquote read reddit related replay reprints save search share show sign
    slideshow sponsored story subscribe telegram text the this to toggle transcript tweet twitter up video
    videos via view watch whatsapp your
"""
_INTERFACE_CORE_WORDS = """
    ad advertisement caption close comments copied embed facebook flipboard instagram linkedin loading
    newsletter newsletters pinterest prev print pullquote reddit replay share slideshow sponsored subscribe
    toggle tweet twitter whatsapp
"""
_INTERFACE = frozenset(_INTERFACE_WORDS.split())
_INTERFACE_CORE = frozenset(_INTERFACE_CORE_WORDS.split())
_MOST_INTERFACE_WORDS = 14

_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LETTER = re.compile(r"[A-Za-z©]")
_DIGIT = re.compile(r"\d")
_READ_MORE = re.compile(r"(?<=\S)\s(?:[Rr]ead more|READ MORE)\W*$")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*(?=\s|$)")
_END = re.compile(r"[.!?…][\"”’')\]]*\s*$")
_STAMP_END = re.compile(r"(?<![mM])[.!?]$")

_HEAD = 3
_FOOT = 4
"""Number of paragraphs at each end of a text that may name its author."""
_LEAST_PARAGRAPHS = 6
"""A text with fewer paragraphs has neither head nor foot."""
_SHORT = 6
"""Maximum number of words of a paragraph that may be a by-line or a name."""
_REPEATED = 3
_MOST_REPEATED_WORDS = 12
_MOST_CAPITALS = 0.3
"""Maximum share of paragraphs in capitals of a text that is not written in capitals."""
_LEAST_CAPITAL_WORDS = 5
_LONGEST_REST = 300
"""Maximum number of characters of a call to action within a paragraph."""
_FIRST = (
    furniture_shapes.STAMP_FIRST,
    furniture_shapes.BY_LINE_FIRST,
    furniture_shapes.CREDIT_FIRST,
    furniture_cues.HIGHLIGHTS,
    furniture_cues.POINTING_FIRST,
)
"""What precedes the first sentence of a paragraph."""
_GOES_ON_ABOUT = re.compile(r"(?:He|She|They|His|Her|Their|Follow|Email|E-mail)\b")


def is_furniture(sentence: str) -> bool:
    """True if a sentence is page furniture and not part of the article."""
    if len(sentence) > _MOST_CHARACTERS:
        return False
    line = " ".join(sentence.strip(_EDGES).split())
    bare = line.strip(_EDGES + _BRACKETS)
    if not bare or len(line.split()) > _MOST_WORDS:
        return False
    if not _LETTER.search(bare):
        return bool(furniture_shapes.NUMBER.fullmatch(bare))
    return _is_shaped_so(line, bare) or _is_invitation(bare)


def _is_shaped_so(line: str, bare: str) -> bool:
    """True for labels, pointers, by-lines, credits, time stamps and user-interface text."""
    return bool(
        furniture_cues.LABELLED.match(bare)
        or (furniture_cues.POINTING.match(bare) and len(bare.split()) <= _MOST_POINTING_WORDS)
        or furniture_cues.SHOWN.fullmatch(line)
        or furniture_shapes.BY_LINE.fullmatch(bare)
        or furniture_shapes.CREDIT.fullmatch(bare)
        or _is_stamp(bare)
        or _is_interface(bare)
        or _is_link(bare)
    )


def _is_invitation(line: str) -> bool:
    """True if the sentence asks the reader to do something or refers to the page, unless it reports
    what someone said.
    """
    if furniture_cues.REPORTED.search(line):
        return False
    if furniture_cues.INVITING.match(line):
        return True
    low = line.casefold()
    return any(
        any(needle in low for needle in needles) and all(pattern.search(line) for pattern in patterns)
        for needles, patterns in furniture_cues.TOGETHER
    )


def _is_stamp(line: str) -> bool:
    return bool(
        furniture_shapes.STAMP.fullmatch(line) and furniture_shapes.STAMP_NEEDS.search(line)
    ) and not _STAMP_END.search(line)


def _is_interface(line: str) -> bool:
    words = [word.casefold() for word in _WORDS.findall(line)]
    if not words or len(words) > _MOST_INTERFACE_WORDS or not _INTERFACE_CORE.intersection(words):
        return False
    return all(word in _INTERFACE or word.isdecimal() for word in words)


def _is_link(line: str) -> bool:
    """True for a headline followed by "Read more"."""
    found = _READ_MORE.search(line)
    return found is not None and not _END.search(line[: found.start()])


def furniture_spans(text: str) -> list[Span]:
    """(start, end) of furniture recognised by position, in order, without overlap; in time linear
    in the text's length.
    """
    paragraphs = paragraph_spans(text)
    lines = [" ".join(text[start:end].split()) if end - start <= _MOST_CHARACTERS else "" for start, end in paragraphs]
    times = Counter(lines)
    has_capitals = 0 < sum(map(str.isupper, lines)) <= _MOST_CAPITALS * len(lines) and len(lines) >= _LEAST_PARAGRAPHS
    spans: list[Span] = []
    on_author = False
    for place, ((start, end), line) in enumerate(zip(paragraphs, lines, strict=True)):
        on_author = _is_on_author(line, place, lines) or (on_author and bool(_GOES_ON_ABOUT.match(line)))
        if (
            on_author
            or _is_caption(line)
            or _is_link(line)
            or _is_repeated(line, times)
            or _is_name(line, place, lines)
            or (has_capitals and place >= _HEAD and _is_headline_in_capitals(line))
        ):
            spans.append((start, end))
        else:
            spans += _joined(_inside(text, start, end))
    return spans


def _is_caption(line: str) -> bool:
    if len(line.split()) > _MOST_CAPTION_WORDS or furniture_cues.REPORTED.search(line):
        return False
    return bool(furniture_shapes.CREDIT_LAST.search(line) or furniture_cues.CAPTION.match(line))


def _is_headline_in_capitals(line: str) -> bool:
    """True for a line in capitals without a full stop: another article's headline, or a label."""
    if not line.isupper() or len(line.split()) < _LEAST_CAPITAL_WORDS:
        return False
    return not _END.search(line) and not _DIGIT.search(line)


def _is_repeated(line: str, times: Counter[str]) -> bool:
    """True for a line without a full stop that occurs in the text repeatedly."""
    if not line or times[line] < _REPEATED or len(line.split()) > _MOST_REPEATED_WORDS:
        return False
    return not _DIGIT.search(line) and not _END.search(line)


def _is_name(line: str, place: int, lines: Sequence[str]) -> bool:
    """Whether a line at the start or end of a text is only a name that the text does not mention."""
    if len(lines) < _LEAST_PARAGRAPHS or _HEAD <= place < len(lines) - 1:
        return False
    name = line.strip(_EDGES)
    if len(name.split()) > _HEAD or _END.search(name) or not furniture_shapes.NAME.fullmatch(name):
        return False
    return not _speaks_of(name, lines, place)


def _is_on_author(line: str, place: int, lines: Sequence[str]) -> bool:
    """Whether a line at the end says what someone writes or edits, if the text does not mention that person."""
    if len(lines) < _LEAST_PARAGRAPHS or place < len(lines) - _FOOT:
        return False
    found = furniture_shapes.ROLE.match(line)
    if not found:
        return False
    sentence = _SENTENCE_END.split(line[found.start("verb") :], maxsplit=1)[0]
    return bool(furniture_shapes.ROLE_NOUN.search(sentence)) and not _speaks_of(found["name"], lines, place)


def _speaks_of(name: str, lines: Sequence[str], place: int) -> bool:
    """True if another paragraph that is not a by-line or about an author contains the last word of a name."""
    last = name.split()[-1].strip(".,")
    return any(
        last in each and len(each.split()) > _SHORT and not furniture_shapes.ROLE.match(each)
        for at, each in enumerate(lines)
        if at != place
    )


def _inside(text: str, start: int, end: int) -> Iterator[Span]:
    """Page furniture inside a paragraph."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    for pattern in _FIRST:
        found = pattern.match(text, start, end)
        if found and found.end() < end:
            yield found.span()
    for found in furniture_cues.INSIDE.finditer(text, start, end):
        if found["word"]:
            yield found.span("word")
            continue
        limit = min(end, found.end() + _LONGEST_REST)
        stop = _SENTENCE_END.search(text, found.end(), limit)
        if stop or limit == end:
            yield found.start("rest"), stop.end() if stop else end


def _joined(spans: Iterator[Span]) -> list[Span]:
    """The same spans in order, merged so that they do not overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
