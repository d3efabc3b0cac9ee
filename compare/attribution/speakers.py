"""The speaker of each attribution in an article: the source as written, and the referent of a pronoun."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from compare.attribution.source_names import own_name
from compare.model.article import Article
from compare.model.attribution import Attribution, Offsets
from compare.model.passage import Passage
from compare.text.analysis import Source, facts_of
from compare.text.speech.quotations import quoted_within
from compare.text.speech.reported_speech import source_at
from compare.text.tokens import bag

PROBABLE = 0.5
"""Minimum probability of a reported attribution: it is more likely right than wrong."""

_PERSONAL = bag("he she his her")
"""Pronouns that refer to a person who spoke; others may refer to anything."""

_MOSTLY = 0.5
"""Share of the content inside quotation marks from which it is direct speech."""


Form = Literal["direct", "indirect", "mention"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """An attribution in an article's passages.

    `cued` is the index of the passage with the cue, `named` that of the passage with the source. `written` is the
    source as it is written, with offsets in that passage. `speaker` is who that is: the same, or the referent of a
    pronoun; None if that is uncertain. `quoted` is the number of words inside quotation marks.

    `form` is "direct" if most of the content is inside quotation marks, "indirect" if a reporting verb introduces a
    paraphrase, and "mention" if the text only says what somebody wants, feels or does ("opposes the plan").
    """

    attribution: Attribution
    cued: int
    named: int
    written: Source | None
    speaker: Source | None
    quoted: int
    form: Form

    def covers(self, start: int, end: int) -> bool:
        """Whether any of the content lies between these offsets of the article."""
        return any(first < end and start < last for first, last in self.attribution.content)


def spoken_of(article: Article, passages: Sequence[Passage], attributions: Sequence[Attribution]) -> tuple[Spoken, ...]:
    """The probable attributions, in the order of their cues, each with its speaker."""
    starts = [each.start for each in passages]
    found: list[Spoken] = []
    for each in attributions:
        if each.probability < PROBABLE or not each.content:
            continue
        cued, named = _passage(starts, each.cue), _passage(starts, each.source or each.cue)
        written = _source(article, passages[named], each)
        speaker = _antecedent(written, found, cued) if written and written.kind == "pronoun" else written
        quoted, is_direct = _quoted(article.text, each.content)
        form: Form = "direct" if is_direct else "indirect" if _is_reported(article, passages[cued], each) else "mention"
        found.append(Spoken(each, cued, named, written, speaker, quoted, form))
    return tuple(found)


def _passage(starts: Sequence[int], span: Offsets) -> int:
    return max(bisect_right(starts, span[0]) - 1, 0)


def _source(article: Article, passage: Passage, attribution: Attribution) -> Source | None:
    """The source as analysed in its passage."""
    if attribution.source is None:
        return None
    facts = facts_of(passage.text, article.published)
    source, cue = (
        (span[0] - passage.start, min(span[1], passage.end) - passage.start)
        for span in (attribution.source, attribution.cue)
    )
    return source_at(facts.text, facts.tokens, facts.lexicon_matches, source, cue)


def _is_reported(article: Article, passage: Passage, attribution: Attribution) -> bool:
    """Whether the cue contains a word for saying, writing or finding."""
    start, end = (each - passage.start for each in attribution.cue)
    facts = facts_of(passage.text, article.published)
    return any(
        each.kind == "reporting"
        and each.group in {"verbs", "credits", "accounts", "denials"}
        and start <= facts.tokens[each.start].start < end
        for each in facts.lexicon_matches
    ) or passage.text[start:end].strip() in {":", ","}


def _antecedent(pronoun: Source, before: Sequence[Spoken], cued: int) -> Source | None:
    """Who spoke in the same or previous sentence, if it was exactly one person."""
    if pronoun.text.casefold() not in _PERSONAL:
        return None
    near = takewhile(lambda each: cued - each.cued <= 1, reversed(before))
    people = [each.speaker for each in near if each.speaker is not None and _is_one_person(each.speaker)]
    names = {each.names - each.roles for each in people}
    return people[0] if len(names) == 1 else None


def _is_one_person(source: Source) -> bool:
    """Whether "he" or "she" can refer to this source: somebody with a name, or "the mayor"."""
    name = own_name(source.text)
    if name is not None:
        return not name.is_body and not name.acronym
    return source.is_person and not source.names and not source.text.endswith("s")


def _quoted(text: str, content: Sequence[Offsets]) -> tuple[int, bool]:
    """The number of quoted words in the content, and whether most of it is quoted."""
    words, characters = 0, 0
    for start, end in content:
        for each in quoted_within(text, start, end):
            words += len(text[start + each.start : start + each.end].split())
            characters += each.end - each.start
    return words, characters > _MOSTLY * sum(end - start for start, end in content)
