"""The speaker of each attribution in an article: the source as written, and the referent of a pronoun."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from compare.attribution.boundaries import trimmed
from compare.attribution.contents import is_direct, paragraphs_of, quoted_words, said_with_it, within_paragraph
from compare.attribution.people import People
from compare.attribution.referents import RELATIVE, EarlierAttribution, Pronouns, owned
from compare.attribution.statements import can_be_spoken, is_hearsay, is_statement
from compare.model.article import Article
from compare.model.attribution import Attribution, Offsets
from compare.model.passage import Passage
from compare.text.analysis import Facts, Source, facts_of
from compare.text.speech.quotations import quoted_within
from compare.text.speech.reported_speech import source_at
from compare.text.tokens import bag

PROBABLE = 0.5
"""Minimum probability of a reported attribution: it is more likely right than wrong."""


_WITHOUT_NAME = bag("which that")
_OWNERS = bag("his her")
_NARRATORS = bag("i we you")
_PRONOUNS = bag("he she it they who that which")

Form = Literal["direct", "indirect", "mention"]


@dataclass(frozen=True, slots=True)
class ResolvedAttribution:
    """An attribution in an article's passages.

    `cue_passage` is the index of the passage with the cue, `source_passage` that of the passage with the source.
    `written` is the source as it is written, with offsets in that passage. `speaker` is who that is: the same, or the
    referent of a pronoun; None if that is uncertain. `quoted` is the number of words inside quotation marks.

    `form` is "direct" if most of the content is inside quotation marks, "indirect" if a verb of saying introduces a
    paraphrase, and "mention" if the text only says what somebody wants, feels, does or denies ("opposes the plan").
    """

    attribution: Attribution
    cue_passage: int
    source_passage: int
    written: Source | None
    speaker: Source | None
    quoted: int
    form: Form

    def covers(self, start: int, end: int) -> bool:
        """Whether any of the content lies between these offsets of the article."""
        return any(first < end and start < last for first, last in self.attribution.content)


def resolve_attributions(
    article: Article, passages: Sequence[Passage], attributions: Sequence[Attribution]
) -> tuple[ResolvedAttribution, ...]:
    """The probable attributions, in the order of their cues, each with its speaker."""
    probable = [each for each in attributions if each.probability >= PROBABLE and each.content]
    return tuple(_Reader(article, passages, probable).read())


class _Reader:
    """Reads the attributions of an article."""

    def __init__(self, article: Article, passages: Sequence[Passage], attributions: Sequence[Attribution]) -> None:
        self._article, self._passages, self._attributions = article, passages, attributions
        self._starts = [each.start for each in passages]
        self._paragraphs = paragraphs_of(passages)
        told = [span for each in attributions for span in each.content]
        people = People(article, passages, self._facts, told)
        self._pronouns = Pronouns(passages, self._facts, self._is_quoted, people)

    def read(self) -> Iterator[ResolvedAttribution]:
        """Each attribution that has content in the paragraph of its cue."""
        before: list[EarlierAttribution] = []
        cues = sorted(each.cue[0] for each in self._attributions)
        for given in self._attributions:
            each = trimmed(self._article.text, within_paragraph(self._article.text, self._paragraphs, given))
            is_report = self._is_report(each)
            form = self._form(each) if is_report else "mention"
            if is_report and form == "mention":
                other = said_with_it(self._article.text, self._paragraphs, each)
                if other is not None and not _has_between(cues, each.cue[0], other.content[0][1]):
                    each, form, is_report = other, "direct", self._is_report(other)
            if each.content:
                found = self._resolved(each, form, is_report, before)
                yield found
                last = max(end for _, end in (each.cue, *each.content)) - 1
                word = self._article.text[slice(*each.source)].casefold() if each.source else ""
                before.append(EarlierAttribution(found.speaker, self._passage(last), word))

    def _resolved(
        self, attribution: Attribution, form: Form, is_report: bool, before: Sequence[EarlierAttribution]
    ) -> ResolvedAttribution:
        cue_passage, source_passage = self._passage(attribution.cue[0]), self._source_passage(attribution)
        written = self._source(source_passage, attribution)
        word = self._article.text[slice(*attribution.source)].casefold() if attribution.source else ""
        is_pronoun = word in RELATIVE if written is None else written.kind == "pronoun"  # not WHO, a body
        first = self._passage(min(start for start, _ in (attribution.cue, *attribution.content)))
        speaker = self._pronouns.referent(word, attribution, first, source_passage, before) if is_pronoun else written
        if attribution.source is None:
            speaker = self._pronouns.subject_before_comma(attribution, cue_passage)
        owner = word.partition(" ")[0]
        if speaker is not None and speaker is written and owner in _OWNERS:
            found = self._pronouns.referent(owner, attribution, first, source_passage, before)
            speaker = owned(speaker, found) if found else speaker
        if form == "indirect" and speaker is None and (attribution.source is None or word in _WITHOUT_NAME):
            form = "mention"  # "amid reports that …", "…, which suggests that": nobody says it
        if not is_report or is_hearsay(self._article.text, attribution):
            speaker = None
        quoted = quoted_words(self._article.text, attribution.content)
        return ResolvedAttribution(attribution, cue_passage, source_passage, written, speaker, quoted, form)

    def _is_report(self, attribution: Attribution) -> bool:
        """Whether the attribution reports a source. It does not if the article speaks for itself ("I asked"), if the
        content is part of what somebody else says, or if source and verb are in different paragraphs, and so in
        different statements.
        """
        source, cue, text = attribution.source, attribution.cue, self._article.text
        if source is not None and text[slice(*source)].casefold() in _NARRATORS:
            return False
        is_verb = any(each.isalpha() for each in text[slice(*cue)])
        cue_passage, source_passage = self._passage(cue[0]), self._source_passage(attribution)
        if is_verb and self._passages[source_passage].paragraph != self._passages[cue_passage].paragraph:
            return False
        is_vague = source is None or text[slice(*source)].casefold() in _PRONOUNS
        return not is_vague or not all(quoted_within(text, *each) for each in (cue, source or cue))

    def _form(self, attribution: Attribution) -> Form:
        cued = self._passages[self._passage(attribution.cue[0])]
        facts, text = self._facts(cued), self._article.text
        if is_direct(text, attribution.content):
            words = quoted_words(text, attribution.content)
            return "direct" if can_be_spoken(text, cued, facts, attribution, words) else "mention"
        source = self._source(self._source_passage(attribution), attribution)
        return "indirect" if is_statement(text, cued, facts, attribution, source) else "mention"

    def _passage(self, at: int) -> int:
        return max(bisect_right(self._starts, at) - 1, 0)

    def _source_passage(self, attribution: Attribution) -> int:
        """The passage with the name; for a source that a wrongly detected sentence end splits ("Const. Jon Beck"), the
        last one.
        """
        return self._passage(attribution.source[1] - 1 if attribution.source else attribution.cue[0])

    def _facts(self, passage: Passage) -> Facts:
        return facts_of(passage.text, self._article.published)

    def _is_quoted(self, passage: Passage) -> bool:
        return quoted_words(self._article.text, [(passage.start, passage.end)]) >= len(passage.text.split())

    def _source(self, index: int, attribution: Attribution) -> Source | None:
        """The source as analysed in its passage."""
        if attribution.source is None:
            return None
        passage = self._passages[index]
        facts = self._facts(passage)
        source, cue = _relative(attribution.source, passage), _relative(attribution.cue, passage)
        return source_at(facts.text, facts.tokens, facts.lexicon_matches, source, cue)


def _has_between(ordered: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the numbers, which are in ascending order, lies between the two."""
    return bisect_right(ordered, start) < bisect_left(ordered, end)


def _relative(span: Offsets, passage: Passage) -> Offsets:
    """Offsets in the passage; the end is inside it."""
    return span[0] - passage.start, min(span[1], passage.end) - passage.start
