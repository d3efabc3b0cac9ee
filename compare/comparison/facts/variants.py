"""Variants of a fact: its articles grouped by the value, the words or the claim that they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from compare.divergence.values import values_agree
from compare.model.article import Article
from compare.model.match import Kind, Match, Span
from compare.model.passage import Passage
from compare.text.analysis import facts_of

Spans = tuple[Span, ...]
Pair = frozenset[Passage]


@dataclass(frozen=True, slots=True)
class Variant:
    """Passages that report a fact in the same way, in the order of the fact.

    `said` are the words of each that distinguish it from the other variants. A variant without any contains the
    passages that report the fact and leave open what the others disagree on.
    """

    passages: tuple[Passage, ...]
    said: Mapping[Passage, Spans]

    @property
    def lead(self) -> Passage:
        """The representative passage."""
        return next(iter(self.said), self.passages[0])

    @property
    def article_ids(self) -> tuple[str, ...]:
        """The articles with this variant, each once."""
        return tuple(dict.fromkeys(each.article_id for each in self.passages))


def variants_of(
    passages: Sequence[Passage], matches: Sequence[Match], articles: Mapping[str, Article], kind: Kind | None
) -> tuple[Variant, ...]:
    """The variants of a fact as separated by divergences of one kind; a single one if `kind` is None.

    `matches` are those between the passages. Two passages with such a shown divergence (or, if none is shown, with any
    such divergence) are never in one variant; the others are joined by the probability of their match, most certain
    first. The variant with most articles comes first.
    """
    if kind is None:
        return (Variant(tuple(passages), {}),)
    told = _told(passages, matches, kind)
    if kind == "figures":
        _read_values(told, articles)
    return tuple(
        Variant(tuple(group), {each: told.said[each] for each in group if each in told.said}) for group in _groups(told)
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What divergences of one kind say about the passages of a fact.

    `said` are the words in which a passage differs from another, `apart` the pairs that cannot be in one variant, and
    `alike` (0 to 1) how certain it is that other pairs say the same.
    """

    passages: Sequence[Passage]
    said: dict[Passage, Spans]
    apart: set[Pair]
    alike: dict[Pair, float]


def _told(passages: Sequence[Passage], matches: Sequence[Match], kind: Kind) -> _Told:
    differing = [(match, each) for match in matches for each in match.divergences if each.kind == kind and each.counts]
    shown = any(each.is_finding for _, each in differing)
    told = _Told(passages, {}, set(), {_pair(match.a, match.b): match.probability for match in matches})
    for match, each in sorted(differing, key=lambda found: (not found[1].is_finding, -found[1].probability)):
        pair = _pair(match.a, match.b)
        told.alike[pair] *= 1 - each.probability
        if each.is_finding or not shown:
            told.apart.add(pair)
        for passage, spans in ((match.a, each.a), (match.b, each.b)):
            if spans:
                told.said.setdefault(passage, spans)
    return told


def _read_values(told: _Told, articles: Mapping[str, Article]) -> None:
    """Among passages that no divergence separates, those with the same value are alike, if that can be determined.

    A passage without a marked value is assigned the one that agrees with a value marked in another; a passage without
    any value leaves it open.
    """
    published = {passage: articles[passage.article_id].published for passage in told.passages}
    marked = dict(told.said)

    def agree(p: Passage, q: Passage, words: str = "") -> bool | None:
        return values_agree(words or _words(told.said[p]), _words(told.said[q]), published[p], published[q])

    for passage in told.passages:
        if passage not in marked:
            for each in facts_of(passage.text, published[passage]).quantities:
                words = passage.text[each.start : each.end]
                if any(agree(passage, other, words) for other in marked):
                    span = Span(passage.start + each.start, passage.start + each.end, words)
                    told.said[passage] = (span,)
                    break
    for p, q in combinations(told.passages, 2):
        pair = _pair(p, q)
        if p not in told.said or q not in told.said:
            told.alike.pop(pair, None)
        elif (verdict := agree(p, q)) is not None:
            told.alike[pair] = float(verdict)
            if not verdict:
                told.apart.add(pair)


def _groups(told: _Told) -> list[list[Passage]]:
    """The passages of each variant: most articles first, those that leave it open last."""
    groups = _joined(told)
    open_ = []
    for passage in told.passages:
        if passage not in told.said:
            near = [group for group in groups if any(_likeness(told, passage, other) for other in group)]
            if len(near) == 1:
                near[0].append(passage)
            else:
                open_.append(passage)
    speaking = {each.article_id for group in groups for each in group}
    open_ = [each for each in open_ if each.article_id not in speaking]
    groups.sort(key=lambda group: -len({each.article_id for each in group}))
    return [*groups, open_] if open_ else groups


def _joined(told: _Told) -> list[list[Passage]]:
    """Groups of the passages with content, with no separated pair inside, most certain joined first."""
    saying = [each for each in told.passages if each in told.said]
    groups = [[each] for each in saying]
    for p, q in sorted(combinations(saying, 2), key=lambda pair: -_likeness(told, *pair)):
        left, right = (next(group for group in groups if each in group) for each in (p, q))
        if left is right or not _likeness(told, p, q):
            continue
        if not any(_pair(x, y) in told.apart for x in left for y in right):
            left.extend(right)
            groups.remove(right)
    return groups


def _likeness(told: _Told, p: Passage, q: Passage) -> float:
    """How certain it is that two passages say the same, from 0 (they do not, or it is unknown) to 1."""
    if _pair(p, q) in told.apart:
        return 0.0
    if p in told.said and q in told.said and _words(told.said[p]) == _words(told.said[q]):
        return 1.0
    return told.alike.get(_pair(p, q), 0.0)


def _words(spans: Iterable[Span]) -> str:
    return " … ".join(" ".join(each.text.split()) for each in spans).casefold()


def _pair(p: Passage, q: Passage) -> Pair:
    return frozenset((p, q))
