"""Quotation: the same statement cut, altered, or paraphrased."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from compare.divergence.pair import Pair, Side, speakers
from compare.divergence.reasons import compare_words, quote
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence, Span
from compare.text.analysis import Quotation
from compare.text.speech.quotations import quoted_within
from compare.text.speech.utterances import Word, are_same, utterance_words
from compare.text.terms import STOP_WORDS
from compare.text.tokens import lemma

_CUT = Rule("quotation.cut", "quotation", "Both quote the same statement, and one quotation is a part of the other.")
_ALTERED = Rule(
    "quotation.altered",
    "quotation",
    "Both quote the same statement, but the words inside the quotation marks differ.",
)
_PARAPHRASE = Rule("quotation.paraphrase", "quotation", "One quotes what the other paraphrases.")
RULES = (_CUT, _ALTERED, _PARAPHRASE)

_TAG = 90
"""Maximum number of characters of a speaker's name inside an interrupted quotation (set by hand)."""

_SAME_UTTERANCE = 0.5
"""Share of the shorter quotation's words, in order, that the longer one must contain to be the same utterance (set by
hand).
"""

_PARAPHRASED = 0.3
"""Share of a quotation's content words that makes the other passage a paraphrase of it (set by hand on the gold pairs).
"""

_ALIKE = 0.4
"""Minimum overlap at which the same speaker may have said the same in quite different words (set by hand)."""

_FEWEST = 4
"""Minimum number of content words that a paraphrase must share with a quotation (set by hand on the gold pairs)."""

_AROUND = 2
"""Number of passages before and after in which a quotation may continue (set by hand)."""

_NEARLY_ALL = 0.9
"""Minimum share of the words quoted by another passage that must also be quoted here: “Gen.” and “General” differ (set
by hand).
"""

_LONG = 4
"""Number of words from which a quotation is an utterance and not a term (set by hand)."""

_SUBSTANTIAL = 1
"""Minimum number of words of a quotation that counts; shorter ones mark a term (set by hand)."""


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """At most one: a statement that both quote with different or fewer words, or else one that only
    one of them quotes.
    """
    left, right = utterances(pair.a), utterances(pair.b)
    met = False
    for x in left:
        for y in right:
            if likeness(x[1], y[1]) >= _SAME_UTTERANCE:
                met = True
                if (divergence := _altered(pair, x, y)) is not None:
                    return [divergence]
    if met or any(each.rule == "attribution.source" for each in earlier):
        return []
    for side, other, own in ((pair.a, pair.b, left), (pair.b, pair.a, right)):
        for quotation, words, _ in own:
            if (divergence := _paraphrased(pair, side, other, quotation, words)) is not None:
                return [divergence]
    return []


_Utterance = tuple[Quotation, tuple[str, ...], tuple[Word, ...]]
"""A quotation, its normalised words, and its position in the passage."""


def is_unaltered(pair: Pair) -> bool:
    """True if neither article leaves out or changes what the other quotes.

    Either both quote the same statement, and everything one of them lacks is in an adjacent passage; or nearly all
    words that only one of the passages quotes are in quotations around the other one.
    """
    left, right = utterances(pair.a), utterances(pair.b)
    if not left and not right:
        return False
    met = [(x, y) for x in left for y in right if likeness(x[1], y[1]) >= _SAME_UTTERANCE]
    if met and all(_altered(pair, x, y) is None for x, y in met):
        return True
    a, b = ({word for _, words, _ in each for word in words} for each in (left, right))
    return _is_around(a - b, pair.b) and _is_around(b - a, pair.a)


def _is_around(words: set[str], side: Side) -> bool:
    """True if nearly all of these words are quoted in or around the passage."""
    return len(words & _quoted_around(side)) >= _NEARLY_ALL * len(words)


def utterances(side: Side) -> list[_Utterance]:
    """The quotations of a passage with their words."""
    joined: list[Quotation] = []
    for each in side.quotations:
        if joined and _is_interrupted(side, joined[-1], each):
            joined[-1] = Quotation(joined[-1].start, each.end, each.single)
        else:
            joined.append(each)
    found = [(each, _spoken(side, each)) for each in joined]
    return [(quotation, _low(words), words) for quotation, words in found if len(words) >= _SUBSTANTIAL]


def _is_interrupted(side: Side, first: Quotation, second: Quotation) -> bool:
    """True if only a speaker tag separates the two ("…," Ana Mott said, "…")."""
    if second.start - first.end > _TAG or side.facts.text[first.end - 1] in ".!?":
        return False
    return any(first.end <= source.verb_start < second.start for source in side.sources)


def _spoken(side: Side, quotation: Quotation) -> tuple[Word, ...]:
    """The words of a quotation, without an interrupting speaker tag."""
    parts = [each for each in side.quotations if each.start < quotation.end and each.end > quotation.start]
    return tuple(
        word._replace(start=each.start + word.start, end=each.start + word.end)
        for each in parts
        for word in utterance_words(side.facts.text[each.start : each.end])
    )


def _low(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(each.low for each in words)


def likeness(x: Sequence[str], y: Sequence[str]) -> float:
    """The share of the shorter statement's words that are, in order, in the longer one."""
    if len(set(x) & set(y)) < _SAME_UTTERANCE * min(len(set(x)), len(set(y))):
        return 0.0
    blocks = SequenceMatcher(None, x, y, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / min(len(x), len(y))


def _altered(pair: Pair, x: _Utterance, y: _Utterance) -> Divergence | None:
    """None if the words are the same, or if the missing ones are in an adjacent passage."""
    if are_same(x[2], y[2]) or (_has_around(pair.a, x[1], y[1]) and _has_around(pair.b, y[1], x[1])):
        return None
    a, b = pair.a.span(x[0].start, x[0].end), pair.b.span(y[0].start, y[0].end)
    if _is_part(x[1], y[1]):
        reason = f"{pair.called[0]} drops {quote(_dropped(pair.b, y, x[1]))}"
    elif _is_part(y[1], x[1]):
        reason = f"{pair.called[1]} drops {quote(_dropped(pair.a, x, y[1]))}"
    else:
        reason = compare_words(pair.called, a, b, "quoted differently")
        return _ALTERED.finding(reason, 0.8, (a,), (b,), _quoted(pair, a, b))
    return _CUT.finding(reason, 0.85, (a,), (b,), _quoted(pair, a, b))


def _quoted(pair: Pair, a: Span, b: Span) -> Evidence:
    """How many words each side quotes."""
    return Evidence("quoted", _words_quoted(pair.a, a), _words_quoted(pair.b, b))


def _words_quoted(side: Side, span: Span) -> str:
    return f"{len(span.text.split())} words" if side.covers(span.start - side.passage.start) else "not quoted"


def _dropped(side: Side, utterance: _Utterance, kept: Sequence[str]) -> str:
    """What precedes or follows the part of the statement that the other one keeps, whichever is longer."""
    _, words, places = utterance
    first = next(at for at in range(len(words)) if tuple(words[at : at + len(kept)]) == tuple(kept))
    dropped = max(places[:first], places[first + len(kept) :], key=len)
    return side.facts.text[dropped[0].start : dropped[-1].end]


def _has_around(side: Side, mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """True if the words that only the other passage quotes are in quotations just before or after this passage."""
    missing = set(theirs) - set(mine)
    if not missing:
        return sorted(mine) != sorted(theirs)
    return missing <= _quoted_around(side)


def _quoted_around(side: Side) -> set[str]:
    """The words in the quotations of a passage, and of those just before and after it."""
    at = side.passage.index
    around = side.passages[max(0, at - _AROUND) : at + _AROUND + 1]
    start, end = around[0].start, around[-1].end
    text = side.article.text[start:end]
    return {
        word
        for each in quoted_within(side.article.text, start, end)
        for word in _low(utterance_words(text[each.start : each.end]))
    }


def _is_part(x: Sequence[str], y: Sequence[str]) -> bool:
    """True if the words of `x` are a continuous part of `y`."""
    return any(tuple(y[at : at + len(x)]) == tuple(x) for at in range(len(y) - len(x) + 1))


def _paraphrased(pair: Pair, side: Side, other: Side, quotation: Quotation, words: Sequence[str]) -> Divergence | None:
    """A quotation that the other passage paraphrases: with its content words, or from the same speaker."""
    meaning = {lemma(word) for word in words if word not in STOP_WORDS}
    shared = meaning & other.facts.content - side.names
    by_words = len(meaning) >= _FEWEST and len(shared) >= max(_FEWEST, _PARAPHRASED * len(meaning))
    if not by_words and not _is_told_by_same(pair, side, other, words, len(shared)):
        return None
    span = side.span(quotation.start, quotation.end)
    told = _where(other, shared) if len(shared) > 1 else other.whole()
    reason = f"{pair.name(side)} quotes {quote(span)}; {pair.name(other)} paraphrases"
    a, b = (span, told) if side is pair.a else (told, span)
    return _PARAPHRASE.finding(reason, 0.6, (a,), (b,), _quoted(pair, a, b))


def _is_told_by_same(pair: Pair, side: Side, other: Side, words: Sequence[str], shared: int) -> bool:
    """True if the other passage reports the same speaker's words or acts, without quoting."""
    if len(words) < _LONG or other.quotations:
        return False
    sources = speakers(pair, side)
    if any(x.words & y.words for x in sources for y in other.sources):
        return shared > 0 or pair.overlap >= _ALIKE
    return shared > 1 and any(x.names & other.names for x in sources)


def _where(side: Side, shared: set[str]) -> Span:
    """From the first to the last of the shared words."""
    places = [place for place, token in enumerate(side.facts.tokens) if token.lemma in shared]
    return side.words(places[0], places[-1] + 1)
