"""How much of each passage's quotations is in the other one: features that indicate a cut or paraphrased quotation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from math import log1p

from compare.divergence.kinds.quotation import likeness, utterances
from compare.divergence.pair import Pair, Side, speakers
from compare.text.speech.utterances import are_same, utterance_words
from compare.text.terms import STOP_WORDS
from compare.text.tokens import lemma

_MOST_WORDS = 150
"""Maximum number of words of a passage that are compared in order, which takes quadratic time: more than 99 % of the
passages have fewer.
"""


def quotation_features(pair: Pair) -> dict[str, float]:
    """Features that indicate one statement quoted in two ways, by name.

    A feature of each side is given as the higher and the lower value. `quoted words` is a logarithm; shares are between
    0 and 1.
    """
    left, right = dict(_of_side(pair.a, pair.b)), dict(_of_side(pair.b, pair.a))
    found = {f"{name}, higher": max(left[name], right[name]) for name in left}
    found |= {f"{name}, lower": min(left[name], right[name]) for name in left}
    met = [(likeness(x[1], y[1]), are_same(x[2], y[2])) for x in utterances(pair.a) for y in utterances(pair.b)]
    cited = [speakers(pair, side) for side in (pair.a, pair.b)]
    return found | {
        "quoted alike": max((share for share, _ in met), default=0.0),
        "quoted alike, not the same": max((share for share, same in met if not same), default=0.0),
        "quoted the same": float(any(same for _, same in met)),
        "same speaker": float(any(x.words & y.words for x in cited[0] for y in cited[1])),
    }


def _of_side(side: Side, other: Side) -> Iterator[tuple[str, float]]:
    quoted = [word for each in utterances(side) for word in each[1]]
    there = [word for each in utterances(other) for word in each[1]]
    meaning, theirs, all_theirs = _meaning(quoted), _meaning(there), _meaning(_low(other.facts.text))
    yield "quoted words", log1p(len(quoted))
    yield "quoted share", len(quoted) / max(1, len(utterance_words(side.facts.text)))
    yield "quoted and covered", len(meaning & all_theirs) / max(1, len(meaning))
    yield "quoted and covered outside quotations", len(meaning & (all_theirs - theirs)) / max(1, len(meaning))
    yield "quoted in order", _in_order(quoted, _low(other.facts.text))


def _low(text: str) -> list[str]:
    return [each.low for each in utterance_words(text)]


def _meaning(words: Sequence[str]) -> set[str]:
    return {lemma(each) for each in words if each not in STOP_WORDS}


def _in_order(quoted: Sequence[str], there: Sequence[str]) -> float:
    """The share of the quoted words that are in the other passage in the same order."""
    matcher = SequenceMatcher(None, quoted[:_MOST_WORDS], there[:_MOST_WORDS], autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(1, min(len(quoted), _MOST_WORDS))
