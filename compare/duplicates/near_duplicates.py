"""Near-duplicates and origins: which articles reprint the same text and count as one independent report.

A copy keeps the order of its source; independent reports of one event share words, names and quotations, but no long
run of them in the same order. Therefore the measure is the share of a text whose word triples are in the other text in
the same order (directional containment). Quoted words are available to everybody and count only in texts that consist
of little else; page furniture and agency credits are evidence of who copied, not text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from compare.model.article import Article
from compare.model.event import Copy, CopyKind, Origin
from compare.text.cleaning.furniture import is_furniture
from compare.text.speech.quotations import quotations_of
from compare.text.terms import shingles, written_words

_SHINGLE = 3  # words
_MOST_PLACES = 4
"""A triple that occurs in a text more often than this is a formula and proves nothing (set by hand)."""
_LEAST_WORDS = 25
"""Texts with fewer words are too short to tell a copy from a common phrase (set by hand)."""
_MOSTLY_QUOTED = 0.7
"""Share of quoted words from which quotations count as text (set by hand)."""
_COPIED = 0.5
"""Minimum share of the shorter text: on the gold copies .93 and more, on independent reports at most .13."""
_SCREEN = 0.2
"""Minimum share of triples, in any order, that is worth the exact comparison (set by hand, far below what `_COPIED`
needs).
"""
_VERBATIM = 0.92
"""Minimum share of each text in the other one; tuned on the same data to separate verbatim from edited copies."""
_EXCERPT = 0.6
"""Maximum share of the source between the first and the last word of an excerpt; tuned on the same data."""

_FEWEST_PARTICULARS = 4
_SAME_PARTICULARS = 0.5
"""Minimum share of the shorter text's figures and names in a copy (set by hand: edited reprints keep nearly all)."""
_PARTICULAR = re.compile(r"\d+(?:[.,]\d+)*|(?<=[\w,;] )[A-Z]\w+")
"""A figure, or a capitalised word that does not begin a sentence."""
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"”’)]*(?=\s)|\n|$)")
_DATELINE = re.compile(r"\s*(?:[A-Z][\w.,’' -]{0,40} )?\((?P<agency>[A-Z][\w. ]{1,24})\)\s*(?:[—–]|--?)\s")
_CREDIT = re.compile(
    r"\b(?P<agency>The (?:[A-Z]\w+ ){1,3}|(?<!\w )[A-Z]\w+ )contributed(?: reporting)? to this (?:report|story|article)"
    r"|\b(?:[Oo]riginally|[Ff]irst) (?:published|appeared) (?:by|in|on|at)\b|\b[Rr]eprinted (?:with permission|from)\b"
)


@dataclass(frozen=True, slots=True, eq=False)
class ReuseSide:
    """An article prepared for comparison with others: its words in order, and the positions of each triple.

    `counts` flags the words that count (not quoted); `credited` is true if the text names its source. `particulars` are
    the figures and names that vary in a template.
    """

    article: Article
    words: tuple[str, ...]
    counts: tuple[bool, ...]
    places: Mapping[tuple[str, ...], Sequence[int]]
    credited: bool
    particulars: frozenset[str]

    @property
    def size(self) -> int:
        """The number of words that count."""
        return sum(self.counts)


@lru_cache(maxsize=128)
def prepare_reuse(article: Article) -> ReuseSide:
    """Index the words of an article once, for any number of comparisons."""
    dateline = _DATELINE.match(article.text)
    begin = dateline.end() if dateline else 0
    quoted = bytearray(len(article.text))
    for each in quotations_of(article.text):
        quoted[each.start : each.end] = b"\1" * (each.end - each.start)
    words: list[str] = []
    plain: list[bool] = []
    particulars: set[str] = set()
    for sentence in _SENTENCE.finditer(article.text, begin):
        if not is_furniture(sentence.group()):
            particulars.update(_PARTICULAR.findall(sentence.group()))
            for word in written_words(article.text, *sentence.span()):
                words.append(word.low)
                plain.append(not quoted[word.start])
    if sum(plain) < max(_LEAST_WORDS, (1 - _MOSTLY_QUOTED) * len(plain)):
        plain = [True] * len(plain)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, shingle in enumerate(shingles(words, _SHINGLE)):
        places[shingle].append(place)
    credited = any(_names_another(article, each) for each in (dateline, _CREDIT.search(article.text)) if each)
    return ReuseSide(article, tuple(words), tuple(plain), places, credited, frozenset(particulars))


def _names_another(article: Article, credit: re.Match[str]) -> bool:
    """True unless the credit is to the article's own outlet, by name or initials ("AP")."""
    agency = (credit["agency"] or "").casefold().removeprefix("the ").strip()
    initials = "".join(word[0] for word in article.outlet.id.split())
    return not agency or (agency not in article.outlet.id and agency != initials)


@dataclass(frozen=True, slots=True)
class _Overlap:
    """What `copy` takes from `source`: the share of its words, and the share of `source` over which they are spread."""

    contained: float
    spread: float


def find_copy(a: ReuseSide, b: ReuseSide) -> Copy | None:
    """Which of two articles reprints the other, and how; None for independent texts or two texts from one template.

    The source is the text of which the other is an excerpt; otherwise the one that names no agency if the other does;
    otherwise the one published first; otherwise the longer one.
    """
    short, long = sorted((a, b), key=lambda side: (side.size, side.article.id))
    if short.size < _LEAST_WORDS or shared_triples(a, b) < _SCREEN:
        return None
    if _overlap(short, long).contained < _COPIED or _is_template(short, long):
        return None
    return _copy(long, short) if _is_source(long, short) else _copy(short, long)


def _is_template(short: ReuseSide, long: ReuseSide) -> bool:
    """True for two texts from one template: the words between figures and names are equal, the figures and names are
    not.
    """
    shared = len(short.particulars & long.particulars)
    return len(short.particulars) >= _FEWEST_PARTICULARS and shared < _SAME_PARTICULARS * len(short.particulars)


def _copy(source: ReuseSide, copy: ReuseSide) -> Copy:
    """How `copy` reprints `source`, if it does."""
    inside = _overlap(copy, source)
    kind: CopyKind = "edited"
    if copy.size <= source.size and inside.spread < _EXCERPT:
        kind = "excerpt"
    elif min(inside.contained, _overlap(source, copy).contained) >= _VERBATIM:
        kind = "verbatim"
    return Copy(source.article.id, copy.article.id, kind, round(inside.contained, 3))


def _is_source(long: ReuseSide, short: ReuseSide) -> bool:
    """True unless it is no excerpt, and credit or date show that `short` was first."""
    if _overlap(short, long).spread < _EXCERPT:
        return True
    if long.credited != short.credited:
        return short.credited
    when, other = long.article.published, short.article.published
    return not (when and other and other.before(when))


def shared_triples(a: ReuseSide, b: ReuseSide) -> float:
    """The share of the shorter text's word triples in the other one, in any order."""
    short, long = sorted((a, b), key=lambda side: (side.size, side.article.id))
    return sum(shingle in long.places for shingle in short.places) / max(1, len(short.places))


def _overlap(copy: ReuseSide, source: ReuseSide) -> _Overlap:
    """The longest chain of triples in both texts in the same order (Hunt and Szymanski's algorithm, 1977)."""
    ends: list[int] = []  # for each length, the end of the best chain in `source`
    last: list[int] = []  # for each length, the index of its last step
    steps: list[tuple[int, int, int]] = []  # (position in `copy`, position in `source`, index of the previous step)
    for place, shingle in enumerate(shingles(copy.words, _SHINGLE)):
        found = source.places.get(shingle, ())
        for there in reversed(found if len(found) <= _MOST_PLACES else ()):
            length = bisect_left(ends, there)
            steps.append((place, there, last[length - 1] if length else -1))
            ends[length : length + 1] = [there]
            last[length : length + 1] = [len(steps) - 1]
    if not last:
        return _Overlap(0.0, 0.0)
    covered, first = _covered(copy, steps, last[-1])
    spread = (ends[-1] + _SHINGLE - first) / len(source.words)
    return _Overlap(covered / max(1, copy.size), spread)


def _covered(copy: ReuseSide, steps: Sequence[tuple[int, int, int]], step: int) -> tuple[int, int]:
    """The number of counting words covered by the chain that ends with `step`, and its start in the source."""
    covered, until, there = 0, len(copy.words), 0
    while step >= 0:
        place, there, step = steps[step]
        covered += sum(copy.counts[place : min(place + _SHINGLE, until)])
        until = place
    return covered, there


def origins(articles: Sequence[Article], paraphrases: Sequence[Copy] = ()) -> list[Origin]:
    """Group articles by origin: every article is in exactly one, in the order of their first articles.

    Copies are assigned to the most complete text, whatever their order; `article_ids` starts with the source and
    continues in the given order, and each but the first has one of `copies`. `paraphrases` are copies that are already
    known (see `compare.duplicates.paraphrases`).
    """
    sides = [prepare_reuse(article) for article in articles]
    retold = {frozenset((each.source_id, each.copy_id)): each for each in paraphrases}
    gathered: dict[int, list[int]] = {}
    for number in sorted(range(len(sides)), key=lambda k: (-sides[k].size, sides[k].article.id)):
        found = [(root, copy) for root in gathered if (copy := _known(sides[root], sides[number], retold))]
        root = max(found, key=lambda each: each[1].contained)[0] if found else number
        gathered.setdefault(root, []).append(number)
    groups = sorted(sorted(numbers) for numbers in gathered.values())
    return [_origin([sides[number] for number in numbers], retold) for numbers in groups]


_Retold = Mapping[frozenset[str], Copy]


def _known(a: ReuseSide, b: ReuseSide, retold: _Retold) -> Copy | None:
    return find_copy(a, b) or retold.get(frozenset((a.article.id, b.article.id)))


def _origin(sides: Sequence[ReuseSide], retold: _Retold) -> Origin:
    source = sides[0]
    for side in sides[1:]:
        known = retold.get(frozenset((source.article.id, side.article.id)))
        long, short = sorted((source, side), key=lambda each: (-each.size, each.article.id))
        if known is not None:
            source = source if known.source_id == source.article.id else side
        else:
            source = long if _is_source(long, short) else short
    copies = tuple(
        retold.get(frozenset((source.article.id, side.article.id))) or _copy(source, side)
        for side in sides
        if side is not source
    )
    return Origin((source.article.id, *(copy.copy_id for copy in copies)), copies)
