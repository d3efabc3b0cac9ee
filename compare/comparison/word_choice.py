"""Word choice: different words that articles of an event use for the same concept in matching passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from compare.model.article import Article
from compare.model.match import Match, Span
from compare.model.passage import Passage
from compare.text.speech.quotations import quoted_within
from compare.text.tokens import lemma

_MARKED = frozenset({"wording.reader", "wording.endpoint"})
"""Rules whose words a reader marked; word lists are evidence for the reader, and their words are not labels."""

_MOST_WORDS = 4
"""Maximum number of words of a label: longer stretches are rephrased statements."""


@dataclass(frozen=True, slots=True)
class LabelUse:
    """Characters `start` to `end` of an article; `quoted` if somebody else says them, and not the outlet."""

    article_id: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A word or phrase for a `thing` (identified by the two words most used for it), with all its uses."""

    thing: str
    word: str
    uses: tuple[LabelUse, ...]

    def within(self, article_ids: Collection[str]) -> Label | None:
        """The label with its uses in these articles; None if there are none."""
        uses = tuple(each for each in self.uses if each.article_id in article_ids)
        return replace(self, uses=uses) if uses else None


def labels_of(
    articles: Sequence[Article], passages: Sequence[Sequence[Passage]], matches: Iterable[Match] = ()
) -> list[Label]:
    """The contrasting words in matching passages, thing by thing.

    Only shown divergences of wording whose words a reader marked count: they fill the same role in one statement. Words
    contrasted with the same word are labels for one thing.
    """
    held = {article.id: article for article in articles}
    uses: dict[str, set[LabelUse]] = defaultdict(set)
    against: dict[str, set[str]] = defaultdict(set)
    for one, other in _opposed(matches):
        words = [_word(span.text) for _, span in (one, other)]
        if not all(words) or words[0] == words[1]:
            continue
        against[words[0]].add(words[1])
        against[words[1]].add(words[0])
        for word, (article_id, span) in zip(words, (one, other), strict=True):
            if article_id in held:
                uses[word].add(_use(held[article_id], span))
    found = []
    for group in _connected(against):
        ordered = sorted((word for word in group if uses[word]), key=lambda word: (-len(uses[word]), word))
        thing = " / ".join(ordered[:2])
        found += [Label(thing, word, _in_order(uses[word])) for word in ordered if len(ordered) > 1]
    return sorted(found, key=lambda label: (label.thing, -len(label.uses), label.word))


_Place = tuple[str, Span]


def _opposed(matches: Iterable[Match]) -> Iterator[tuple[_Place, _Place]]:
    """The words contrasted by a shown divergence of wording, with their articles."""
    for match in matches:
        for each in match.divergences:
            if each.rule in _MARKED and each.is_finding and each.a and each.b:
                yield (match.a.article_id, each.a[0]), (match.b.article_id, each.b[0])


def _word(text: str) -> str:
    """The lemmas of the words; "" if there are more words than in a label."""
    words = text.casefold().split()
    return " ".join(lemma(each) for each in words) if len(words) <= _MOST_WORDS else ""


def _use(article: Article, span: Span) -> LabelUse:
    quoted = any(each.start <= 0 < each.end for each in quoted_within(article.text, span.start, span.end))
    return LabelUse(article.id, span.start, span.end, quoted)


def _in_order(uses: Iterable[LabelUse]) -> tuple[LabelUse, ...]:
    return tuple(sorted(uses, key=lambda each: (each.article_id, each.start)))


def _connected(against: dict[str, set[str]]) -> Iterator[list[str]]:
    """The connected components of the words."""
    seen: set[str] = set()
    for first in against:
        if first in seen:
            continue
        group, waiting = [], [first]
        seen.add(first)
        while waiting:
            group.append(waiting.pop())
            new = against[group[-1]] - seen
            seen |= new
            waiting += new
        yield group
