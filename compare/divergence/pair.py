"""The two sides of a match as the rules see them: facts, quotations, shared content, and spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from compare.attribution.speakers import ResolvedAttribution
from compare.divergence.reasons import Names, names_of
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.limits import STATEMENTS
from compare.model.match import Match, Span
from compare.model.passage import Passage
from compare.text.analysis import Facts, Hedge, Quotation, Source, facts_of
from compare.text.speech.quotations import quoted_within

_BACK = 3
"""Number of previous passages that are searched for the referent of "he" (set by hand)."""

_FEW = 2
"""Minimum number of shared words that show which part of a passage both report (set by hand)."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One passage of an article, with its facts.

    `passages` and `attributions` are all those of the article; `attributions` is None if no tagger was run.
    `quotations` are clipped from those of the article, so they may extend beyond the passage. `said` are the sources in
    the passage: those found by the tagger, or else by the grammar.
    """

    passage: Passage
    article: Article
    passages: tuple[Passage, ...]
    attributions: tuple[ResolvedAttribution, ...] | None
    facts: Facts
    quotations: tuple[Quotation, ...]
    concepts: frozenset[str]
    names: frozenset[str]
    said: tuple[Source, ...]
    speaking: frozenset[str]

    def span(self, start: int, end: int) -> Span:
        """Characters of the passage as a span of the article's text."""
        offset = self.passage.start
        return Span(offset + start, offset + end, self.facts.text[start:end])

    def words(self, start: int, end: int) -> Span:
        """Tokens `start` to `end` as a span of the article's text."""
        return self.span(self.facts.tokens[start].start, self.facts.tokens[end - 1].end)

    def whole(self) -> Span:
        """The whole passage as a span."""
        return self.span(0, len(self.facts.text))

    @property
    def sources(self) -> list[Source]:
        """The sources, except those inside a quotation."""
        return [each for each in self.said if not self.covers(each.verb_start)]

    @property
    def hedges(self) -> list[Hedge]:
        """The hedges by which the outlet distances itself from a statement."""
        return [each for each in self.facts.hedges if not self.covers(each.start)]

    def covers(self, at: int) -> bool:
        """True if a quotation covers this character."""
        return any(each.start <= at < each.end for each in self.quotations)

    def is_quoted(self, place: int) -> bool:
        """True if the token is inside a quotation."""
        return self.covers(self.facts.tokens[place].start)


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two passages that may report the same fact, and how much of their content is shared.

    `overlap` is the share of the shorter passage's concepts in the other one, `likeness` the share of all concepts that
    both have (Dice), both from 0 to 1: a long passage may overlap with dissimilar ones. `gap` is the number of hours by
    which B was certainly published after A (negative if before; 0 if unknown). `called` are the labels of the two sides
    in reasons. `match` is None if the passages were not matched by alignment.
    """

    a: Side
    b: Side
    overlap: float
    likeness: float
    gap: float
    called: Names
    match: Match | None = None

    def name(self, side: Side) -> str:
        """The label of the article on this side."""
        return self.called[0 if side is self.a else 1]

    @property
    def is_strong(self) -> bool:
        """True for a strong match."""
        return self.match is not None and self.match.strength == "strong"

    @property
    def is_alone(self) -> bool:
        """True if each article is just this passage: a user selected them to see how they differ."""
        return len(self.a.passages) == len(self.b.passages) == 1

    @property
    def shares_names(self) -> bool:
        """True unless both passages have names other than speakers and share none."""
        left, right = self.a.names - self.a.speaking, self.b.names - self.b.speaking
        return not left or not right or not self.a.names.isdisjoint(self.b.names)

    @property
    def is_of_same(self) -> bool:
        """False if the two seem to be about different people or organisations.

        This is the case if they share no name, or if each gives a full name that the other lacks; speakers are ignored.
        """
        return self.shares_names and not (_lacks_a_name(self.a, self.b) and _lacks_a_name(self.b, self.a))


def _lacks_a_name(side: Side, other: Side) -> bool:
    """True if a name of two or more words is mostly missing from the other passage."""
    return any(
        2 * len(name.words - other.facts.content) >= len(name.words) > 1
        and not any(source.start <= name.start < source.end for source in side.said)
        for name in side.facts.names
    )


def pair_of(match: Match, a: EmbeddedArticle, b: EmbeddedArticle) -> Pair:
    """The sides of `match`, whose passages are from the articles `a` and `b`."""
    left = side_of(match.a, a.article, a.passages, a.attributions)
    right = side_of(match.b, b.article, b.passages, b.attributions)
    return pair_sides(left, right, names_of(a.article, b.article), match)


def pair_sides(left: Side, right: Side, called: Names, match: Match | None = None) -> Pair:
    """The pair of two sides."""
    smaller = min(len(left.concepts), len(right.concepts))
    shared = len(left.concepts & right.concepts)
    overlap = shared / smaller if smaller else 0.0
    likeness = 2 * shared / (len(left.concepts) + len(right.concepts)) if smaller else 0.0
    return Pair(left, right, overlap, likeness, _hours(left.article, right.article), called, match)


def side_of(
    passage: Passage,
    article: Article,
    passages: tuple[Passage, ...],
    attributions: tuple[ResolvedAttribution, ...] | None = None,
) -> Side:
    """One side of a pair: a passage of `article`, whose passages and attributions are given."""
    side = _analysed(passage, article, _written(passage, attributions))
    return replace(side, passages=passages, attributions=attributions)


def _written(passage: Passage, attributions: Sequence[ResolvedAttribution] | None) -> tuple[Source, ...] | None:
    """The sources that the tagger found in a passage; None if it did not read the article."""
    if attributions is None:
        return None
    return tuple(
        each.written for each in attributions if each.source_passage == passage.index and each.written is not None
    )


@lru_cache(maxsize=4096)
def _analysed(passage: Passage, article: Article, tagged: tuple[Source, ...] | None) -> Side:
    """A side without the data shared by all passages of its article."""
    facts = facts_of(passage.text, article.published).bounded(STATEMENTS)
    groups = {f"{each.kind} {each.group}" for each in facts.lexicon_matches if each.kind in {"people", "statuses"}}
    said = facts.sources if tagged is None else tagged[:STATEMENTS]
    return Side(
        passage=passage,
        article=article,
        passages=(),
        attributions=None,
        facts=facts,
        quotations=quoted_within(article.text, passage.start, passage.end)[:STATEMENTS],
        concepts=facts.content | groups,
        names=frozenset(word for name in facts.names for word in name.words),
        said=said,
        speaking=frozenset(word for source in said for word in source.words),
    )


def speakers(pair: Pair, side: Side) -> list[Source]:
    """Who says what a passage quotes or reports; for "he said" and a quotation without a tag, the last or the next
    speaker.
    """
    if side.attributions is not None:
        return _tagged_speakers(pair, side, side.attributions) or _credited(side)
    named = [each for each in side.sources if each.kind != "pronoun"]
    quoted = sum(each.end - each.start for each in side.quotations)
    if named or not (side.sources or quoted > len(side.facts.text) / 2):
        return named
    at = side.passage.index
    before = side.passages[max(0, at - _BACK) : at]
    for passage in (*reversed(before), *side.passages[at + 1 : at + 2]):
        found = [each for each in facts_of(passage.text, side.article.published).sources if each.is_person]
        if found:
            return found[-1:]
    return []


def credits_of(pair: Pair, side: Side) -> list[Source]:
    """The sources that a passage credits with what both report; without a tagger, all its sources."""
    return side.sources if side.attributions is None else speakers(pair, side)


def _tagged_speakers(pair: Pair, side: Side, attributions: Sequence[ResolvedAttribution]) -> list[Source]:
    """The sources that the tagger credits with what both passages report, wherever the source is named; each once.

    An attribution counts if most of the shared words are in its content, or if hardly any words are shared.
    """
    start, end = side.passage.start, side.passage.end
    shared = pair.a.facts.content & pair.b.facts.content - side.speaking
    places = [start + each.start for each in side.facts.tokens if each.lemma in shared]
    found = [
        each.speaker
        for each in attributions
        if each.speaker is not None
        and each.covers(start, end)
        and (len(places) < _FEW or 2 * sum(each.covers(at, at + 1) for at in places) > len(places))
    ]
    return list(dict.fromkeys(found))


def _credited(side: Side) -> list[Source]:
    """The source at the start or end of a sentence: "according to the coastguard, …" counts even if the tagger is
    unsure and finds no source in the passage.
    """
    if side.said:
        return []
    whole = side.facts.text.rstrip(" .!?")
    return [
        each
        for each in side.facts.sources
        if each.verb.casefold() == "according to" and (each.verb_start == 0 or each.end == len(whole))
    ]


def _hours(a: Article, b: Article) -> float:
    if a.published is None or b.published is None:
        return 0.0
    if a.published.before(b.published):
        return max((b.published.earliest - a.published.latest).total_seconds() / 3600, 0.01)
    if b.published.before(a.published):
        return -max((a.published.earliest - b.published.latest).total_seconds() / 3600, 0.01)
    return 0.0
