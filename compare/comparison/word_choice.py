"""Labelling: by which words the articles of an event call the same thing, and how they say that somebody spoke."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from compare.divergence.kinds.wording import THING
from compare.model.article import Article
from compare.model.match import Match
from compare.model.passage import Passage
from compare.text.analysis import Facts, facts_of
from compare.text.quotations import quoted_within
from compare.text.tokens import lemma

SAYING = "saying something"
"""The thing whose labels are reporting verbs."""

_ALWAYS = frozenset(
    {
        SAYING, "people who protest", "a protest", "armed opponents", "an armed act", "those in power", "a ruler",
        "foreign people without papers", "dead civilians", "opponents of abortion",
        "supporters of abortion rights", "those who doubt", "sex work", "hate groups",
    }
)  # fmt: skip
"""Sections of `compare/data/labels.txt` whose words hardly ever mean anything else."""


@dataclass(frozen=True, slots=True)
class LabelUse:
    """The characters `start` to `end` of an article; `quoted` if they are somebody's words and not the outlet's."""

    article_id: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A word for a thing: its judgement (0 plain, -1 a bad light, 1 a good one), and every place where it is used."""

    thing: str
    word: str
    grade: int
    uses: tuple[LabelUse, ...]

    def within(self, article_ids: Collection[str]) -> Label | None:
        """The label with its uses in these articles; None if there are none."""
        uses = tuple(each for each in self.uses if each.article_id in article_ids)
        return replace(self, uses=uses) if uses else None


def labels_of(
    articles: Sequence[Article], passages: Sequence[Sequence[Passage]], matches: Iterable[Match] = ()
) -> list[Label]:
    """The words for each thing that the event's outlets call by words of different judgement, thing by thing.

    Words for people, bodies and acts of force are listed wherever they stand. Most others label something only where
    the passage beside says so: of those only the words are listed that stand against each other in one of `matches`.
    Quoted words are listed, but do not make a thing one that is called differently.
    """
    opposed = _opposed(matches)
    uses: dict[tuple[str, str, int], list[LabelUse]] = defaultdict(list)
    for article, own in zip(articles, passages, strict=True):
        for passage in own:
            quotations = quoted_within(article.text, passage.start, passage.end)
            read = _read(facts_of(passage.text, article.published))
            for thing, word, grade, start, end in read:
                if thing not in _ALWAYS and (thing, word) not in opposed:
                    continue
                quoted = any(each.start <= start < each.end for each in quotations)
                use = LabelUse(article.id, passage.start + start, passage.start + end, quoted)
                uses[thing, word, grade].append(use)
    grades: dict[str, set[int]] = defaultdict(set)
    for (thing, _, grade), each in uses.items():
        if not all(use.quoted for use in each):
            grades[thing].add(grade)
    found = [Label(*key, tuple(each)) for key, each in uses.items() if len(grades[key[0]]) > 1]
    return sorted(found, key=lambda label: (label.thing == SAYING, label.thing, -len(label.uses), label.word))


def _opposed(matches: Iterable[Match]) -> set[tuple[str, str]]:
    """Each thing that matching passages label differently, with each of the words."""
    found = set()
    for each in (each for match in matches for each in match.divergences if each.rule == "wording.label"):
        words = {_word(span.text) for span in (*each.a, *each.b)}
        found |= {(told.a, word) for told in each.evidence if told.what == THING for word in words}
    return found


def _word(text: str) -> str:
    return " ".join(lemma(each) for each in text.casefold().split())


def _read(facts: Facts) -> Iterator[tuple[str, str, int, int, int]]:
    """Each label of a passage: the thing, the word, its grade, and its first and last character."""
    for found_word in facts.of("labels"):
        tokens = facts.tokens[found_word.start : found_word.end]
        yield (
            found_word.group,
            " ".join(each.lemma for each in tokens),
            found_word.grade,
            tokens[0].start,
            tokens[-1].end,
        )
    for source in facts.sources:
        yield SAYING, _word(source.verb), source.grade, source.verb_start, source.verb_end
