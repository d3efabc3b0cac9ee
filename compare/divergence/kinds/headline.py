"""Headlines against their own text: a figure, or a yes or no, that the article itself contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compare.divergence.agreement import agree
from compare.divergence.kinds import contradiction, figures
from compare.divergence.pair import Pair, pair_sides, side_of
from compare.divergence.reasons import compare_values, compare_words
from compare.divergence.rule import Rule
from compare.model.article import Article
from compare.model.match import Divergence, Span
from compare.model.passage import Passage
from compare.text.quantities.quantity import Quantity

RULES = (
    Rule(
        "placement.headline",
        "placement",
        "A headline gives a figure, or a yes or no, that a passage of its own article contradicts and none supports.",
    ),
)

_ALIKE = 0.6
"""Minimum similarity of headline and passage that are about the same thing (set by hand: of 1,516 articles of the gold
event sets, the two whose headline was wrongly called a conflict without it lie below).
"""

_CONTAINED = 0.6
"""Minimum share of a headline's concepts in a passage that gives the opposite answer: a headline is short, and
`likeness` would require the same share of the passage. None of the 1,671 articles of the gold event sets is called a
conflict.
"""

_SIDES = ("headline", "text")

_EVERYDAY = frozenset({"trend", "outcome", "tie"})
"""Questions whose words ("drop", "lose", "level") often mean something else: for these, the two must be similar."""


@dataclass(frozen=True, slots=True)
class HeadlineConflict:
    """The headline says `title` (offsets are relative to the headline), the passage says `spans`."""

    article_id: str
    reason: str
    title: Span
    passage: Passage
    spans: tuple[Span, ...]


def headline_conflicts(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> list[HeadlineConflict]:
    """The conflict for each article whose text contradicts its headline; none if any passage supports the headline."""
    found = (_conflict(article, tuple(own)) for article, own in zip(articles, passages, strict=True))
    return [each for each in found if each is not None]


def _conflict(article: Article, own: tuple[Passage, ...]) -> HeadlineConflict | None:
    pairs = list(_pairs(article, own))
    if not pairs:
        return None
    return _of_figures(pairs) or _of_answers(pairs)


def _pairs(article: Article, own: tuple[Passage, ...]) -> Iterable[Pair]:
    """The headline, analysed as the only passage of a text, paired with each passage of the article."""
    title = Article(article.outlet, "", article.title, published=article.published)
    passage = Passage(title.id, 0, 0, 0, len(article.title), article.title)
    head = side_of(passage, title, (passage,))
    for each in own:
        if each.text != article.title:
            yield pair_sides(head, side_of(each, article, own), _SIDES)


def _of_figures(pairs: Sequence[Pair]) -> HeadlineConflict | None:
    for pair in pairs:
        for conflict in figures.conflicts(pair):
            told = conflict.a
            if not conflict.is_of_status and pair.likeness < _ALIKE:
                continue
            if isinstance(told, Quantity) and told.hedge == "vague":
                continue  # a headline may say "several" of nineteen
            if isinstance(told, Quantity) and not any(
                agree(told, each) for other in pairs for each in other.b.facts.quantities
            ):
                a = pair.a.span(told.start, told.end)
                b = pair.b.span(conflict.b.start, conflict.b.end)
                reason = compare_values(_SIDES, a, b, conflict.what)
                return HeadlineConflict(pair.b.article.id, reason, a, pair.b.passage, (b,))
    return None


def _of_answers(pairs: Sequence[Pair]) -> HeadlineConflict | None:
    said = contradiction.answers(pairs[0].a)
    for pair in pairs if said else ():
        asked = [question for question in said if question in contradiction.answers(pair.b)]
        found = contradiction.contradiction(pair, max(pair.likeness, pair.overlap))
        if found is None or not _is_of_one(pair, found, asked):
            continue
        borne_out = any(
            said[question][0] & contradiction.answers(other.b).get(question, (frozenset(),))[0]
            for question in asked
            for other in pairs
        )
        if not borne_out:
            a, b = found.a[0], found.b[0]
            reason = compare_words(_SIDES, a, b, "opposite")
            return HeadlineConflict(pair.b.article.id, reason, a, pair.b.passage, (b,))
    return None


def _is_of_one(pair: Pair, found: Divergence, asked: Sequence[str]) -> bool:
    """Whether headline and passage are about the same thing, as the rule requires."""
    if pair.likeness >= _ALIKE:
        return True
    return found.rule == "contradiction.opposites" and pair.overlap >= _CONTAINED and _EVERYDAY.isdisjoint(asked)
