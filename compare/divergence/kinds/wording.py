"""Wording: different words for the same thing, with different connotations."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.evidence import measured
from compare.divergence.pair import Pair, Side
from compare.divergence.reasons import compare_words
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence
from compare.text.analysis import LexiconMatch
from compare.text.terms import STOP_WORDS

_LABEL = Rule(
    "wording.label", "wording", "Outside quotations, the two use words with a different slant for the same thing."
)
_LOADED = Rule("wording.loaded", "wording", "One has a loaded word before a noun that stands without one in the other.")
_REPORT = Rule("wording.report", "wording", "The same speaker’s words are introduced by verbs with a different slant.")
RULES = (_LABEL, _LOADED, _REPORT)

_JUDGEMENTS = {0: "neutral", -1: "negative", 1: "positive or softened"}
_REPORTS = {0: "neutral", -1: "casts doubt on it", 1: "presents it as true"}
"""The meaning of the grades of a label or loaded word, and of a reporting verb."""

_ALIKE = 0.2
"""Minimum overlap at which two labels count as names of the same thing (set by hand)."""

_SAME_STATEMENT = 0.5
"""Minimum overlap at which one speaker counts as saying the same thing in both passages (set by hand)."""

THING = "said of"
"""What the evidence calls the thing that a label names."""

_TO_NOUN = 3
"""Number of words within which the noun follows that a loaded word describes (set by hand)."""

_MOST = 3
"""Maximum number of labels that one match shows, in the order of the text."""


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """A divergence for each thing that the two passages name with different connotations."""
    if pair.overlap < _ALIKE:
        return []
    left, right = _labels(pair.a), _labels(pair.b)
    found: list[Divergence] = []
    for thing, senses_a in left.items():
        senses_b = right.get(thing, [])
        pairing = _different(pair, senses_a, senses_b)
        if pairing is not None:
            a, b = pair.a.words(pairing[0].start, pairing[0].end), pair.b.words(pairing[1].start, pairing[1].end)
            if not any(each.a == (a,) or each.b == (b,) for each in found):
                reason = compare_words(pair.called, a, b, f"word choice: {thing}")
                said_of = Evidence(THING, thing, thing)
                judged = Evidence("the word", *(_JUDGEMENTS[each.grade] for each in pairing))
                alike = measured("overlap", pair, _ALIKE)
                found.append(_LABEL.finding(reason, 0.7, (a,), (b,), said_of, judged, alike))
    return (found + _loaded(pair) + _reported(pair))[:_MOST]


def _loaded(pair: Pair) -> list[Divergence]:
    """Loaded words before a noun that the other passage uses without one."""
    found = []
    for side, other in ((pair.a, pair.b), (pair.b, pair.a)):
        judged = {each.start for each in other.facts.of("loaded")}
        for found_word in side.facts.of("loaded"):
            noun = _noun_after(side, found_word.end, other)
            if noun is None or side.is_quoted(found_word.start) or _word(side, found_word) in other.facts.content:
                continue
            if side.facts.tokens[found_word.start - 1].lemma in {"be", "to"} and found_word.start:
                continue  # "is alarming experts"
            place = next(at for at, token in enumerate(other.facts.tokens) if token.lemma == noun[1])
            if not judged.isdisjoint(range(place - _TO_NOUN, place)):
                continue
            mine, theirs = side.words(found_word.start, noun[0] + 1), other.words(place, place + 1)
            told = [(mine, _JUDGEMENTS[found_word.grade]), (theirs, _JUDGEMENTS[0])]
            (a, grade_a), (b, grade_b) = told if side is pair.a else told[::-1]
            reason = compare_words(pair.called, a, b, f"loaded word, only in {pair.name(side)}")
            evidence = Evidence("the word", grade_a, grade_b), measured("overlap", pair, _ALIKE)
            found.append(_LOADED.finding(reason, 0.55, (a,), (b,), *evidence))
    return found


def _noun_after(side: Side, start: int, other: Side) -> tuple[int, str] | None:
    """The position and lemma of the first word after `start` that is also in the other passage."""
    for place in range(start, min(start + _TO_NOUN, len(side.facts.tokens))):
        token = side.facts.tokens[place]
        if not token.is_word or token.low in STOP_WORDS:
            return None
        if token.lemma in other.facts.content and token.lemma in side.facts.content:
            return place, token.lemma
    return None


def _reported(pair: Pair) -> list[Divergence]:
    """The same speaker "said" in one and "admitted" or "claimed" in the other."""
    for x in pair.a.sources:
        for y in pair.b.sources:
            if x.grade != y.grade and x.words & y.words and pair.overlap >= _SAME_STATEMENT:
                a, b = pair.a.span(x.verb_start, x.verb_end), pair.b.span(y.verb_start, y.verb_end)
                reason = compare_words(pair.called, a, b, "word choice: reporting verb")
                verbs = Evidence("the verb", _REPORTS[x.grade], _REPORTS[y.grade])
                return [_REPORT.finding(reason, 0.6, (a,), (b,), verbs, measured("overlap", pair, _SAME_STATEMENT))]
    return []


def _labels(side: Side) -> dict[str, list[LexiconMatch]]:
    """The labels outside quotations, by the thing they name: quoted words are the speaker's."""
    found: dict[str, list[LexiconMatch]] = {}
    for found_word in side.facts.of("labels"):
        if not side.is_quoted(found_word.start):
            found.setdefault(found_word.group, []).append(found_word)
    return found


def _different(
    pair: Pair, left: Sequence[LexiconMatch], right: Sequence[LexiconMatch]
) -> tuple[LexiconMatch, LexiconMatch] | None:
    """Two labels of different grade, unless one of them is in both passages."""
    words_a = {_word(pair.a, each) for each in left}
    words_b = {_word(pair.b, each) for each in right}
    for x in left:
        for y in right:
            if x.grade != y.grade and _word(pair.a, x) not in words_b and _word(pair.b, y) not in words_a:
                return x, y
    return None


def _word(side: Side, found_word: LexiconMatch) -> str:
    return " ".join(token.lemma for token in side.facts.tokens[found_word.start : found_word.end])
