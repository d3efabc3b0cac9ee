"""Detail: one passage says more than the other: names, figures or many words."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.agreement import agree
from compare.divergence.pair import Pair, Side
from compare.divergence.reasons import quote
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Span
from compare.text.quantities.quantity import UNKNOWN

_MORE_WORDS = 5
"""Number of content words missing from the other passage that make a detail (set by hand on the gold pairs)."""

_MORE = Rule(
    "detail.more", "detail", f"One passage has names, figures, or at least {_MORE_WORDS} words that the other lacks."
)
RULES = (_MORE,)

_TWINS = 0.3
"""Similarity above which passages with different names report two similar events and not one (set by hand)."""


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """At most one divergence, with what only one side says, unless they differ more seriously or report different
    events.
    """
    if any(each.kind in {"contradiction", "figures", "update"} for each in earlier):
        return []
    if pair.likeness >= _TWINS and not pair.is_of_same:
        return []
    only_a, only_b = _only(pair.a, pair.b), _only(pair.b, pair.a)
    if not only_a and not only_b:
        return []
    told = zip(pair.called, (only_a, only_b), strict=True)
    parts = [f"only in {name}: {quote(spans[0])}" for name, spans in told if spans]
    return [_MORE.finding("; ".join(parts), 0.5, tuple(only_a), tuple(only_b))]


def _only(side: Side, other: Side) -> list[Span]:
    """Names and figures that the other passage lacks; if there are none, the longest run of words that it lacks.

    A name that an editor put in brackets is not a detail, nor is that of a unit.
    """
    measured = [each for each in side.facts.quantities if each.dimension not in {"count", "percent"}]
    spans = [
        side.span(name.start, name.end)
        for name in side.facts.names
        if name.words.isdisjoint(other.facts.content)
        and side.facts.text[name.start - 1 : name.start] != "["
        and not any(each.start <= name.start and name.end <= each.end for each in measured)
    ]
    known = {each.dimension for each in other.facts.quantities} | {UNKNOWN}
    spans += [
        side.span(each.start, each.end)
        for each in side.facts.quantities
        if each.dimension not in known and not any(agree(each, theirs) for theirs in other.facts.quantities)
    ]
    if spans:
        return sorted(spans, key=lambda span: span.start)
    return _run(side, other)


def _run(side: Side, other: Side) -> list[Span]:
    if len(side.facts.content - other.facts.content) < _MORE_WORDS:
        return []
    best, start = (0, 0), 0
    for place, token in enumerate(side.facts.tokens):
        if token.lemma in other.facts.content:
            start = place + 1
        elif place + 1 - start > best[1] - best[0]:
            best = (start, place + 1)
    return [side.words(*best)] if best[1] > best[0] else []
