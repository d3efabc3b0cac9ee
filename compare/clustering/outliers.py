"""Outliers: articles that may be about a different event, because the others lack their names and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compare.model.article import Article
from compare.model.passage import Passage
from compare.text.analysis import facts_of

_STRANGE = 0.25
"""Share of an article's names that others must mention. Tuned on two event sets: of articles in their own event 0.2 %
(ecb) and 3 % (roundups) lie below it, of articles put into a look-alike event 33 %, into any other one 57 %."""

_FEWEST_NAMES = 4
"""Minimum number of different names; an article with fewer says too little about its subject (set by hand)."""

_MOST_MENTIONS = 3
"""Maximum number of mentions of a name that are counted (set by hand)."""

_DAYS = 10.0
"""Number of days between an article and the nearest other one above which they are unlikely to report the same day's
news (set by hand).
"""

_NAMED = 4  # maximum names in a reason


@dataclass(frozen=True, slots=True)
class Outlier:
    """An article that may not belong to its event; `reason` says why."""

    article_id: str
    reason: str


def outliers(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> list[Outlier]:
    """The articles that may be about a different event, in order; of two articles, only the second is reported."""
    read = [_Mentions.of(article, each) for article, each in zip(articles, passages, strict=True)]
    apart = _groups_apart(articles, read)
    found = []
    for place, article in enumerate(articles):
        others = [*read[:place], *read[place + 1 :]]
        if not others or (len(articles) == 2 and place == 0):
            continue
        unknown = read[place].unknown_to(others)
        days = _days_apart(article, [*articles[:place], *articles[place + 1 :]])
        if unknown:
            found.append(Outlier(article.id, f"the others hardly mention the names in it: {', '.join(unknown)}"))
        elif place in apart:
            found.append(Outlier(article.id, apart[place]))
        elif days >= _DAYS:
            found.append(Outlier(article.id, f"published {days:.0f} days from the nearest of the others"))
    return found


def _groups_apart(articles: Sequence[Article], read: Sequence[_Mentions]) -> dict[int, str]:
    """Why a smaller group of articles may not belong, by the position of each article: two events may have been merged.

    Articles are in one group if one of them mentions the names of the other. A group is an outlier if the rest mentions
    hardly any of its names (see `unknown_to`). Of 93 pairs of merged events in the two sets, 46 are detected this way
    and 2 without it; of 959 articles in their own event, none is reported.
    """
    groups: list[list[int]] = []
    for place, mentions in enumerate(read):
        if not mentions.counts:
            continue
        near = [group for group in groups if any(mentions.is_like(read[other]) for other in group)]
        groups = [group for group in groups if group not in near] + [[*(p for group in near for p in group), place]]
    groups.sort(key=lambda group: (-len(group), group))
    found: dict[int, str] = {}
    for group in groups[1:]:
        rest = [place for place in range(len(read)) if place not in group]
        unknown = _Mentions.of_all([read[place] for place in group]).unknown_to(read[place] for place in rest)
        if len(group) > 1 and unknown:
            days = min(_days_apart(articles[place], [articles[other] for other in rest]) for place in group)
            when = f"; published {days:.0f} days from the nearest of the rest" if days >= 1 else ""
            several = "1 other" if len(group) == 2 else f"{len(group) - 1} others"
            reason = f"it and {several} mention names that the rest hardly mention: {', '.join(unknown)}{when}"
            found |= dict.fromkeys(group, reason)
    return found


def _days_apart(article: Article, others: Sequence[Article]) -> float:
    """Days between an article and the nearest of the others; 0 if unknown."""
    if article.published is None:
        return 0.0
    return min((article.published.days_apart(each.published) for each in others if each.published), default=0.0)


@dataclass(frozen=True, slots=True)
class _Mentions:
    """The names that an article mentions, how often, and all its words."""

    counts: Counter[str]
    words: set[str]

    @classmethod
    def of(cls, article: Article, passages: Sequence[Passage]) -> _Mentions:
        """What an article mentions in headline and text."""
        facts = [facts_of(text, article.published) for text in (article.title, *(each.text for each in passages))]
        names = Counter(word for each in facts for name in each.names for word in name.words)
        return cls(names, {token.lemma for each in facts for token in each.tokens})

    @classmethod
    def of_all(cls, several: Sequence[_Mentions]) -> _Mentions:
        """What several articles mention together."""
        names = sum((each.counts for each in several), Counter[str]())
        return cls(names, set[str]().union(*(each.words for each in several)))

    def is_like(self, other: _Mentions) -> bool:
        """True if one of the two mentions enough of the names of the other."""
        return max(self._known(other.words), other._known(self.words)) >= _STRANGE

    def _known(self, words: set[str]) -> float:
        """The share of the names that are among `words`."""
        weights = {word: min(count, _MOST_MENTIONS) for word, count in self.counts.items()}
        return sum(weight for word, weight in weights.items() if word in words) / sum(weights.values())

    def unknown_to(self, others: Iterable[_Mentions]) -> list[str]:
        """The most mentioned names that no other article has, if that is nearly all of them; otherwise []."""
        known = set[str]().union(*(each.words for each in others))
        if len(self.counts) < _FEWEST_NAMES or self._known(known) >= _STRANGE:
            return []
        unknown = [word for word, _ in self.counts.most_common() if word not in known]
        return [word.title() for word in unknown[:_NAMED]]
