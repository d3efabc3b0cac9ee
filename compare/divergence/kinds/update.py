"""Update: a later report supersedes an earlier one, so the difference is not a conflict."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.evidence import measured
from compare.divergence.kinds import figures
from compare.divergence.pair import Pair, Side
from compare.divergence.reasons import compare_values, compare_words
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence
from compare.text.analysis import LexiconMatch
from compare.text.quantities.quantity import Quantity
from compare.text.tokens import bag

_GROWING = bag(
    "killed injured arrested rescued displaced infected destroyed damaged charged dismissed gathered vaccinated"
) | {"taken hostage", "cancelled"}
_SHRINKING = frozenset({"missing", "trapped", "without power", "infected", "aboard"})
_STAGE_OVERLAP = 0.25
"""Minimum overlap at which a later stage belongs to the same story (set by hand)."""

_COUNT = Rule(
    "update.count", "update", "A figure that can only rise (or fall) as news comes in has done so in the later report."
)
_CUE = Rule("update.cue", "update", "The figures differ, and the later report says that its figure is newer.")
_STAGE = Rule("update.stage", "update", "The later report describes a further stage of the same process.")
RULES = (_COUNT, _CUE, _STAGE)


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """Figures superseded by a later report, or a later stage of the same process."""
    if abs(pair.gap) < figures.LATER:
        return []
    found = [each for conflict in figures.conflicts(pair) if (each := _of_figures(pair, conflict))]
    return found or _of_stages(pair)


def _of_figures(pair: Pair, conflict: figures.Conflict) -> Divergence | None:
    first, second = conflict.a, conflict.b
    later = pair.b if pair.gap > 0 else pair.a
    if not isinstance(first, Quantity) or not isinstance(second, Quantity):
        return None
    old, new = (first, second) if pair.gap > 0 else (second, first)
    cued = _is_cued(later)
    grown = new.low > old.high and (new.status & _GROWING or new.dimension == "area")
    shrunk = new.high < old.low and bool(new.status & _SHRINKING)
    if not (cued or grown or shrunk):
        return None
    a, b = pair.a.span(first.start, first.end), pair.b.span(second.start, second.end)
    reason = compare_values(pair.called, a, b, f"{conflict.what}; {pair.name(later)} is later")
    evidence = *figures.evidence_of(pair, conflict), _published(pair)
    return (_CUE if cued else _COUNT).finding(reason, 0.8, (a,), (b,), *evidence)


def _published(pair: Pair) -> Evidence:
    times = (each.article.published for each in (pair.a, pair.b))
    a, b = (each.isoformat() if each else "undated" for each in times)
    return Evidence("published", a, b, "one later")


def _is_cued(side: Side) -> bool:
    """True if the passage itself says that it is newer."""
    return any(each.group == "cues" for each in side.facts.of("stages"))


def _of_stages(pair: Pair) -> list[Divergence]:
    if pair.overlap < _STAGE_OVERLAP or not pair.is_of_same:
        return []
    earlier, later = (pair.a, pair.b) if pair.gap > 0 else (pair.b, pair.a)
    before, after = earlier.facts.of("stages"), later.facts.of("stages")
    reached = {each.group for each in before if _is_reached(earlier, each)}
    for new in after:
        old = _first(before, new.group, -1)
        if _is_reached(later, new) and old is not None and new.group not in reached and new.group != "cues":
            spans = earlier.words(old.start, old.end), later.words(new.start, new.end)
            a, b = spans if pair.gap > 0 else spans[::-1]
            reason = compare_words(pair.called, a, b, f"{new.group}; {pair.name(later)} is later")
            evidence = _published(pair), measured("overlap", pair, _STAGE_OVERLAP)
            return [_STAGE.finding(reason, 0.6, (a,), (b,), *evidence)]
    return []


def _is_reached(side: Side, found_word: LexiconMatch) -> bool:
    """True for a later stage that has been reached, not one that is still to come ("will win", "to make landfall")."""
    before = side.facts.tokens[found_word.start - 1].low if found_word.start else ""
    return found_word.grade > 0 and before not in {"to", "will", "would", "may", "could", "might", "not", "should"}


def _first(lexicon_matches: Sequence[LexiconMatch], group: str, grade: int) -> LexiconMatch | None:
    return next((each for each in lexicon_matches if each.group == group and each.grade == grade), None)
