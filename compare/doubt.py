"""Doubt: an article of an event that may be about a different one, by the names and the days that it alone has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compare.article import Article
from compare.facts import facts_of
from compare.passage import Passage

_STRANGE = 0.25
"""Share of an article's names that others must mention. Tuned on two event sets: of articles in their own event 0.2 %
(ecb) and 3 % (roundups) lie below it, of articles put into a look-alike event 33 %, into any other one 57 %."""

_FEWEST_NAMES = 4
"""Different names below which an article says too little of whom it is about (chosen)."""

_MOST_MENTIONS = 3
"""A name counts as often as it is mentioned, up to this (chosen)."""

_DAYS = 10.0
"""Days between an article and the nearest other one from which they hardly report the same day's news (chosen)."""

_NAMED = 4  # names in a reason


@dataclass(frozen=True, slots=True)
class Doubt:
    """The article may not belong to its event; `reason` says by what."""

    article_id: str
    reason: str


def doubts(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> list[Doubt]:
    """The articles that may be about a different event, in order; of two, both are told by one: the second."""
    read = [_Mentions(article, each) for article, each in zip(articles, passages, strict=True)]
    found = []
    for place, article in enumerate(articles):
        others = [*read[:place], *read[place + 1 :]]
        if not others or (len(articles) == 2 and place == 0):
            continue
        strange = read[place].unknown_to(others)
        days = _days_apart(article, [*articles[:place], *articles[place + 1 :]])
        if strange:
            found.append(Doubt(article.id, f"the others hardly name whom and what it names: {', '.join(strange)}"))
        elif days >= _DAYS:
            found.append(Doubt(article.id, f"published {days:.0f} days from the nearest of the others"))
    return found


def _days_apart(article: Article, others: Sequence[Article]) -> float:
    """Days between an article and the nearest of the others; 0 if that is unknown."""
    if article.published is None:
        return 0.0
    return min((article.published.days_apart(each.published) for each in others if each.published), default=0.0)


class _Mentions:
    """The names that an article mentions, and all its words."""

    def __init__(self, article: Article, passages: Sequence[Passage]) -> None:
        self.counts: Counter[str] = Counter()
        self.words: set[str] = set()
        for text in (article.title, *(passage.text for passage in passages)):
            facts = facts_of(text, article.published)
            self.words.update(token.lemma for token in facts.tokens)
            self.counts.update(word for name in facts.names for word in name.words)

    def unknown_to(self, others: Iterable[_Mentions]) -> list[str]:
        """The names most mentioned that no other has, if that is nearly all of them; [] if not."""
        known = set[str]().union(*(each.words for each in others))
        weights = {word: min(count, _MOST_MENTIONS) for word, count in self.counts.items()}
        shared = sum(weight for word, weight in weights.items() if word in known)
        if len(weights) < _FEWEST_NAMES or shared >= _STRANGE * sum(weights.values()):
            return []
        strange = [word for word, _ in self.counts.most_common() if word not in known]
        return [word.title() for word in strange[:_NAMED]]
