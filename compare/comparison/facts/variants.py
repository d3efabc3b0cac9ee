"""Variants of a fact: its articles grouped by the value, words or claim that they report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

from compare.divergence.values import values_agree
from compare.model.match import Kind, Match, Span
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.text.analysis import facts_of
from compare.text.terms import written_words

Spans = tuple[Span, ...]

OF_WORDS = frozenset({"attribution", "quotation", "wording"})
"""Kinds whose variants are the words of articles: an article that does not use the words of any variant is in none of
them.
"""

_VERBATIM = OF_WORDS - {"attribution"}
"""Kinds in which different words are different variants; in other kinds, the same source may be named differently."""

_GAP = 20
"""Characters between marked words of a quotation that are also marked: it is read as a whole."""

Pair = tuple[int, int]
"""The positions of two passages in the order of the fact, the smaller one first."""

Value = tuple[str, Moment | None]
"""The words of a value, with the publication date if they contain a date that it resolves."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Passages that report a fact in the same way, in the order of the fact.

    `spans` contains the words of each passage that distinguish it from the other variants. A variant without any
    contains the passages that report the fact and leave open what the others disagree on.
    """

    passages: tuple[Passage, ...]
    spans: Mapping[Passage, Spans]

    @property
    def lead(self) -> Passage:
        """The representative passage."""
        return next(iter(self.spans), self.passages[0])

    @property
    def article_ids(self) -> tuple[str, ...]:
        """The articles with this variant, each once."""
        return tuple(dict.fromkeys(each.article_id for each in self.passages))

    def saying(self, spans: Iterable[Span]) -> frozenset[str]:
        """The articles with a passage of this variant that contains these words, whatever its punctuation."""
        own = [_written(each.text) for each in spans]
        return frozenset(each.article_id for each in self.passages if all(map(_written(each.text).__contains__, own)))


def variants_of(
    passages: Sequence[Passage], matches: Sequence[Match], published: Mapping[str, Moment | None], kind: Kind | None
) -> tuple[Variant, ...]:
    """The variants of a fact as separated by divergences of one kind; a single one if `kind` is None.

    `matches` are those between the passages. Two passages with such a shown divergence (or, if none is shown, with any
    such divergence) are never in one variant; the others are joined by the probability of their match, most certain
    first. If a variant is certain words, as of a quotation, a passage is only in one whose words it contains. The
    variant with most articles comes first. `published` are the publication times of articles, by id.
    """
    if kind is None:
        return (Variant(tuple(passages), {}),)
    evidence = _evidence(passages, matches, kind)
    if kind == "figures":
        _read_values(evidence, [published[each.article_id] for each in passages])
    passages = evidence.passages
    return tuple(
        Variant(
            tuple(passages[each] for each in group),
            {passages[each]: evidence.spans[each] for each in group if each in evidence.spans},
        )
        for group in _groups(evidence, kind)
    )


def joined(passage: Passage, kind: Kind, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of a passage in order.

    Of a quotation, those with only a few characters between them are one, and if some of them are inside quotation
    marks, those outside are left out: they are not what was said.
    """
    found: list[Span] = []
    for each in sorted(spans, key=lambda span: span.start):
        start, end = (found[-1].start, max(found[-1].end, each.end)) if found else (each.start, each.end)
        is_near = kind == "quotation" and bool(found) and each.start - found[-1].end <= _GAP
        if is_near and end - start < len(passage.text):  # a mark of the whole passage would not be shown
            found[-1] = Span(start, end, passage.text[start - passage.start : end - passage.start])
        else:
            found.append(each)
    quoted = facts_of(passage.text).quotations if kind == "quotation" else ()
    inside = (
        s for s in found if any(s.start < passage.start + q.end and passage.start + q.start < s.end for q in quoted)
    )
    return tuple(inside) or tuple(found)


@dataclass(frozen=True, slots=True)
class _VariantEvidence:
    """The evidence from divergences of one kind about the passages of a fact, which are identified by their positions.

    `spans` are the words in which a passage differs from another, `apart` the passages that cannot be in a variant with
    it, and `alike` (0 to 1) how certain it is that other pairs say the same.
    """

    passages: Sequence[Passage]
    spans: dict[int, Spans]
    apart: Mapping[int, set[int]]
    alike: dict[Pair, float]

    def separate(self, p: int, q: int) -> None:
        """Never put these two into one variant."""
        self.apart[p].add(q)
        self.apart[q].add(p)


def _evidence(passages: Sequence[Passage], matches: Sequence[Match], kind: Kind) -> _VariantEvidence:
    at = {passage: number for number, passage in enumerate(passages)}
    evidence = _VariantEvidence(
        passages, {}, defaultdict(set), {_pair(at[each.a], at[each.b]): each.probability for each in matches}
    )
    differing = [(match, each) for match in matches for each in match.divergences if each.kind == kind and each.counts]
    shown = any(each.is_finding for _, each in differing)
    for match, each in sorted(differing, key=lambda found: (not found[1].is_finding, -found[1].probability)):
        a, b = at[match.a], at[match.b]
        evidence.alike[_pair(a, b)] *= 1 - each.probability
        if each.is_finding or not shown:
            evidence.separate(a, b)
        elif kind in OF_WORDS:
            continue  # words that are too uncertain to be a variant of their own
        for passage, spans in ((a, each.a), (b, each.b)):
            if spans:
                evidence.spans.setdefault(passage, spans)
    return evidence


def _read_values(evidence: _VariantEvidence, published: Sequence[Moment | None]) -> None:
    """Among passages that no divergence separates, those with the same value are alike, if that can be determined.

    A passage without a marked value is assigned the one that agrees with a value marked in another; a passage without
    any value leaves it open. `published` is the publication time of each passage.
    """
    agree = cache(_values_agree)  # most articles of a large event give one of a few values
    marked = {_value(_words(spans), published[number]) for number, spans in evidence.spans.items()}
    for number, passage in enumerate(evidence.passages):
        if number in evidence.spans:
            continue
        for each in facts_of(passage.text, published[number]).quantities:
            words = passage.text[each.start : each.end]
            if any(agree(_value(words, published[number]), other) for other in marked):
                evidence.spans[number] = (Span(passage.start + each.start, passage.start + each.end, words),)
                break
    values = {number: _value(_words(spans), published[number]) for number, spans in evidence.spans.items()}
    for pair in combinations(range(len(evidence.passages)), 2):
        p, q = pair
        if p not in values or q not in values:
            evidence.alike.pop(pair, None)
        elif (verdict := agree(values[p], values[q])) is not None:
            evidence.alike[pair] = float(verdict)
            if not verdict:
                evidence.separate(p, q)


def _value(words: str, published: Moment | None) -> Value:
    return words, published if facts_of(words, published).dates else None


def _values_agree(a: Value, b: Value) -> bool | None:
    return values_agree(a[0], b[0], a[1], b[1])


def _groups(evidence: _VariantEvidence, kind: Kind) -> list[list[int]]:
    """The passages of each variant: most articles first, those that leave it open last."""
    groups = _joined(evidence, kind in _VERBATIM)
    articles = [each.article_id for each in evidence.passages]
    worded = [[[_written(span.text) for span in evidence.spans[each]] for each in group] for group in groups]
    open_ = []
    saying = {articles[each] for group in groups for each in group}
    for passage in range(len(evidence.passages)):
        if passage not in evidence.spans:
            if kind in OF_WORDS:
                near = _most_repeated(_written(evidence.passages[passage].text), groups, worded)
            else:
                near = [group for group in groups if any(_alike(evidence, passage, other) for other in group)]
            if articles[passage] in saying:  # what it says it says elsewhere: it does not join the others
                near = [group for group in near if articles[passage] in {articles[each] for each in group}]
            if len(near) == 1:
                near[0].append(passage)
            else:
                open_.append(passage)
    speaking = {articles[each] for group in groups for each in group}
    open_ = [each for each in open_ if articles[each] not in speaking]
    groups.sort(key=lambda group: -len({articles[each] for each in group}))
    return [*groups, open_] if open_ else groups


def _most_repeated(
    text: str, groups: Sequence[list[int]], worded: Sequence[Sequence[Sequence[str]]]
) -> list[list[int]]:
    """The groups with the longest words that a text contains; `worded` are those of each passage of each group."""
    longest = [
        max((len("".join(own)) for own in group if all(each in text for each in own)), default=0) for group in worded
    ]
    return [group for group, length in zip(groups, longest, strict=True) if length and length == max(longest)]


def _joined(evidence: _VariantEvidence, verbatim: bool) -> list[list[int]]:
    """Groups of the passages with content, with no separated pair inside, most certain joined first."""
    words = {each: _words(evidence.spans[each]) for each in range(len(evidence.passages)) if each in evidence.spans}

    def likeness_of(p: int, q: int) -> float:
        if verbatim:
            return float(_repeat_each_other(evidence, p, q))
        return 1.0 if words[p] == words[q] else evidence.alike.get((p, q), 0.0)

    likely = [(likeness_of(p, q), (p, q)) for p, q in combinations(words, 2) if q not in evidence.apart[p]]
    group_of = {each: [each] for each in words}
    barred = {each: set(evidence.apart[each]) for each in words}  # by the first passage of a group
    for likeness, (p, q) in sorted(likely, key=lambda found: -found[0]):
        left, right = group_of[p], group_of[q]
        if likeness and left is not right and barred[left[0]].isdisjoint(right):
            left.extend(right)
            barred[left[0]] |= barred[right[0]]
            group_of |= dict.fromkeys(right, left)
    return sorted({group[0]: group for group in group_of.values()}.values(), key=lambda group: group[0])


def _repeat_each_other(evidence: _VariantEvidence, p: int, q: int) -> bool:
    """True if one of two passages contains the words that distinguish the other."""
    pairs = ((evidence.passages[p].text, evidence.spans[q]), (evidence.passages[q].text, evidence.spans[p]))
    return any(all(_written(span.text) in _written(text) for span in spans) for text, spans in pairs)


def _alike(evidence: _VariantEvidence, p: int, q: int) -> float:
    """How certain it is that a passage without words of its own says the same as another one, from 0 to 1."""
    return 0.0 if q in evidence.apart[p] else evidence.alike.get(_pair(p, q), 0.0)


def _words(spans: Iterable[Span]) -> str:
    return " … ".join(" ".join(each.text.split()) for each in spans).casefold()


@lru_cache(maxsize=4096)
def _written(text: str) -> str:
    """The words of a text, separated by spaces."""
    return f" {' '.join(each.low for each in written_words(text, 0, len(text)))} "


def _pair(p: int, q: int) -> Pair:
    return (p, q) if p < q else (q, p)
