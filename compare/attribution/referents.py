"""What a pronoun refers to when it is the source of an attribution: "he", "they", "who", "which" and "it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from compare.attribution.people import Mention, People
from compare.attribution.person_names import FEMININE, GROUPS, MASCULINE
from compare.attribution.relatives import antecedent, phrase_before
from compare.attribution.source_names import OFFICE_INITIALS, are_of_one, own_name
from compare.attribution.statements import DOCUMENTS
from compare.model.attribution import Attribution, Offsets
from compare.model.passage import Passage
from compare.text.analysis import Facts, Source
from compare.text.speech.reported_speech import source_at
from compare.text.terms import STOP_WORDS
from compare.text.tokens import bag, lemma, tokens_of

PERSONAL = bag("he she his her")
"""Pronouns that refer to a person who spoke."""

RELATIVE = bag("who which that")
"""Pronouns that refer to the noun before them."""

_REMEMBERED = 8
"""Maximum distance to an antecedent, in attributions and in sentences (set by hand)."""

_GROUPS = bag("people police crew staff")
_ONE = bag("a an one")
_AFTER_HEAD = re.compile(r",| (?:of|to|from|for|in|on|at|with|who|that|which|familiar|close)\b")


@dataclass(frozen=True, slots=True)
class EarlierAttribution:
    """An earlier attribution of the article: its speaker, the last passage of its content, and its source in lower
    case.
    """

    speaker: Source | None
    last: int
    word: str = ""


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The passages of an article, their facts, and which of them are quoted in full."""

    passages: Sequence[Passage]
    facts: Callable[[Passage], Facts]
    is_quoted: Callable[[Passage], bool]
    people: People

    def referent(
        self, word: str, attribution: Attribution, first: int, named: int, before: Sequence[EarlierAttribution]
    ) -> Source | None:
        """The referent of the pronoun `word`, which is the source of an attribution; None if uncertain.

        The attribution starts in passage `first`; its source is in passage `named`.
        """
        if attribution.source is None:
            return None
        if word in RELATIVE:
            return self._before_relative(word, attribution.source, attribution.cue, named)
        late = before[-_REMEMBERED:]
        near = [each.speaker for each in late if each.speaker is not None and self._is_near(each.last, first)]
        if word in PERSONAL:
            called = [each.speaker for each in before if each.word in _opposite(word)]
            others = {_surname(each.text) for each in called if each is not None} - {""}
            fitting = [each for each in near if _surname(each.text) not in others]
            return self._person(word, attribution, first, named, fitting)
        if word == "they":
            return self._several(attribution, first, named, near)
        return self._document(attribution, named, near) if word == "it" else None

    def _is_near(self, last: int, first: int) -> bool:
        """Whether no sentences stand between the two except those that are quoted in full."""
        between = self.passages[last + 1 : first] if first - last <= _REMEMBERED else ()
        return first - last <= 1 or (bool(between) and all(self.is_quoted(each) for each in between))

    def _person(
        self, word: str, attribution: Attribution, first: int, named: int, near: Sequence[Source]
    ) -> Source | None:
        """The subject of the same sentence, the last speaker, or the subject of the previous sentence."""
        until = (attribution.source or attribution.cue)[0] - self.passages[named].start
        here = [
            each
            for each in self._fitting(word, self.people.subjects(named, until))
            if not self._is_within(attribution.content, named, each)
        ]
        if here and self.passages[named].text[:until].casefold().endswith("to which "):
            return None  # "Mott asked Vaas to leave, to which he replied"
        if here:
            return self._source(named, here[-1].span, attribution.cue) if _are_one(here) else None
        spoke = [each for each in near if _is_one_person(each) and self._can_be(each, word)]
        if spoke:
            return None if self._is_about_another(word, first, spoke) else _only(spoke)
        return self._subject_before(word, attribution, first)

    def _is_within(self, content: Sequence[Offsets], index: int, mention: Mention) -> bool:
        """Whether a mention is in what "he" says: "Vaas opened the door, he said"."""
        passage = self.passages[index]
        at = passage.start + self.facts(passage).tokens[mention.span[0]].start
        return any(start <= at < end for start, end in content)

    def _several(self, attribution: Attribution, first: int, named: int, near: Sequence[Source]) -> Source | None:
        """The people at the start of this sentence, the last speakers or, otherwise, those of the previous one."""
        until = (attribution.source or attribution.cue)[0] - self.passages[named].start
        here = self._opening(named, attribution.cue)
        if here is not None and here.end < until:
            return here
        spoke = [each for each in near if self._is_several(each)]
        if spoke or first == 0 or self.is_quoted(self.passages[first - 1]):
            return _only(spoke)
        return self._opening(first - 1, attribution.cue)

    def _opening(self, index: int, cue: Offsets) -> Source | None:
        """The people at the start of a sentence."""
        span = self.people.opening(index)
        found = self._source(index, span, cue) if span else None
        return found if found is not None and self._is_several(found) else None

    def _is_several(self, source: Source) -> bool:
        """Whether "they" can refer to this source: "Sarn officials", "Democrats", "Ana Mott and Jon Beck"."""
        head = tokens_of(_AFTER_HEAD.split(source.text, maxsplit=1)[0])
        if source.kind != "pronoun" and any(each.low == "and" for each in head):
            return True
        if source.kind == "pronoun" or not head or self.people.is_surname(head[-1].low):
            return False
        is_plural = head[-1].low.endswith("s") and head[0].low not in _ONE
        if own_name(source.text) is not None:
            return head[-1].low == f"{head[-1].lemma}s"
        return is_plural or head[-1].low in _GROUPS

    def subject_before_comma(self, attribution: Attribution, cue_passage: int) -> Source | None:
        """The speaker, if a comma precedes the verb: "Mott left the board, arguing …", "Mott, a pilot, said …"."""
        until = attribution.cue[0] - self.passages[cue_passage].start
        if not self.passages[cue_passage].text[:until].rstrip().endswith(","):
            return None
        subjects = [each for each in self.people.subjects(cue_passage, until) if not each.is_subordinate]
        return self._source(cue_passage, subjects[0].span, attribution.cue) if len(subjects) == 1 else None

    def _is_about_another(self, word: str, first: int, spoke: Sequence[Source]) -> bool:
        """Whether the subject of the previous sentence is not its speaker: "Beck was asked by Judge Mott"."""
        subjects = self._fitting(word, self.people.subjects(first - 1)) if first else []
        speaking = {each.low for one in spoke for each in tokens_of(one.text)}
        return any(not each.is_subordinate for each in subjects) and not any(
            each.surname in speaking for each in subjects
        )

    def _subject_before(self, word: str, attribution: Attribution, first: int) -> Source | None:
        """The subject of the last sentence that is not quoted in full, skipping sentences that begin with `word`."""
        for index in range(first - 1, max(-1, first - 1 - _REMEMBERED), -1):
            if self.is_quoted(self.passages[index]):
                continue
            subjects, named = self.people.subjects(index), self.people.mentions(index)
            found = self._fitting(word, subjects)
            alone = [each for each in self._fitting(word, named) if not each.is_owner]
            if found:
                chief = min(found, key=lambda each: each.is_subordinate)
                return self._source(index, chief.span, attribution.cue)
            tokens = self.facts(self.passages[index]).tokens
            pronouns = {tokens[place].low for place in self.people.outside(index)} & _same(word)
            is_only = _are_one(named) and not pronouns and not named[0].is_described
            if _are_one(alone) and (subjects or is_only):
                return self._source(index, alone[0].span, attribution.cue)  # all others are not "he"
            if word not in pronouns or not all(each.is_described for each in alone):
                return None
        return None

    def _fitting(self, word: str, mentions: Sequence[Mention]) -> list[Mention]:
        return [each for each in mentions if self.people.can_be(each.surname, word)]

    def _can_be(self, source: Source, word: str) -> bool:
        name = own_name(source.text)
        if any(each.endswith("woman") for each in source.roles) and word in {"he", "his"}:
            return False
        if name is None:
            return True
        is_plural = len(name.words) == 1 and lemma(name.words[0]) != name.words[0]
        return (not is_plural or self.people.is_surname(name.words[0])) and self.people.can_be(name.words[-1], word)

    def _before_relative(self, word: str, source: Offsets, cue: Offsets, named: int) -> Source | None:
        facts = self.facts(self.passages[named])
        place = sum(each.end <= source[0] - self.passages[named].start for each in facts.tokens)
        span = antecedent(word, facts, place, self.people.mentions(named))
        return self._source(named, span, cue) if span else None

    def _document(self, attribution: Attribution, named: int, near: Sequence[Source]) -> Source | None:
        """The document that "it" refers to: in the same sentence or, failing that, the only one in the previous one."""
        bodies = [each for each in near if _is_body(each)] if self._opens(attribution, named) else []
        here = list(self._documents(named, attribution))
        found = here[-1:] or (list(self._documents(named - 1, attribution)) if named else [])
        heads = {each.words & DOCUMENTS for each in found}
        if len(heads) == 1 and all(each.words & DOCUMENTS for each in bodies):
            return found[-1]
        if found or bodies:
            return _only(bodies) if not found else None
        return self._body_before(attribution, named)

    def _body_before(self, attribution: Attribution, named: int) -> Source | None:
        """The organisation at the start of the previous sentence, for an "It" at the start of its own."""
        start = attribution.source[0] if attribution.source else attribution.cue[0]
        if start != self.passages[named].start or not named or self.is_quoted(self.passages[named - 1]):
            return None
        span = self.people.opening(named - 1)
        tokens = self.facts(self.passages[named - 1]).tokens
        is_name = span is not None and all(each.is_capital for each in tokens[slice(*span)])
        if span is None or not is_name or self.people.mentions(named - 1):
            return None
        found = self._source(named - 1, span, attribution.cue)
        return found if found is not None and not self._is_several(found) else None

    def _opens(self, attribution: Attribution, named: int) -> bool:
        """Whether no name precedes the source in its sentence: "China objects, as it made clear"."""
        passage = self.passages[named]
        until = (attribution.source or attribution.cue)[0] - passage.start
        before = [each for each in self.facts(passage).tokens if each.end <= until]
        return not any(each.is_capital and each.low not in STOP_WORDS for each in before)

    def _documents(self, index: int, attribution: Attribution) -> Iterator[Source]:
        passage = self.passages[index]
        tokens = self.facts(passage).tokens
        until = (attribution.source or attribution.cue)[0] - passage.start
        for place, token in enumerate(tokens):
            if token.end > until:
                return
            is_head = not any(each.lemma in DOCUMENTS for each in tokens[place + 1 : place + 2])  # "a survey report"
            span = phrase_before(tokens, place + 1) if token.lemma in DOCUMENTS and is_head else None
            found = self._source(index, span, attribution.cue) if span and span[1] - span[0] > 1 else None
            if found is not None and found.words & DOCUMENTS:
                yield found

    def _source(self, index: int, span: tuple[int, int], cue: Offsets) -> Source | None:
        passage = self.passages[index]
        facts = self.facts(passage)
        within = facts.tokens[span[0]].start, facts.tokens[span[1] - 1].end
        start, end = (min(each, passage.end) - passage.start for each in cue)
        return source_at(facts.text, facts.tokens, facts.lexicon_matches, within, (start, end))


def _same(word: str) -> frozenset[str]:
    """All forms of "he", or of "she"."""
    return FEMININE if word in FEMININE else MASCULINE


def _opposite(word: str) -> frozenset[str]:
    return MASCULINE if word in FEMININE else FEMININE


@lru_cache(maxsize=1024)
def _surname(source: str) -> str:
    name = own_name(source)
    return name.words[-1] if name is not None else ""


def owned(source: Source, owner: Source) -> Source:
    """The source with the name of its owner instead of "his" or "her"; unchanged if the owner has none."""
    name = own_name(owner.text)
    return source if name is None else replace(source, text=f"{name.text}’s {source.text.split(maxsplit=1)[1]}")


def _only(found: Sequence[Source]) -> Source | None:
    """The source, if all of them are the same."""
    names = [own_name(each.text) for each in found]
    alike = all(
        x.names - x.roles == found[0].names - found[0].roles or (name and names[0] and are_of_one(name, names[0]))
        for x, name in zip(found, names, strict=True)
    )
    return max(found, key=lambda each: len(each.names), default=None) if alike else None


def _are_one(mentions: Sequence[Mention]) -> bool:
    return len({each.surname for each in mentions}) == 1


def _is_one_person(source: Source) -> bool:
    """Whether "he" or "she" can refer to this source: somebody with a name, or "the mayor"."""
    name = own_name(source.text)
    if name is not None:
        return not name.is_body and not name.acronym
    head = _AFTER_HEAD.split(source.text, maxsplit=1)[0].casefold().split()
    if not head or head[-1] in GROUPS:
        return False
    if source.is_person and not source.names and not source.text.endswith("s"):
        return True
    is_one = head[0] in {"a", "an", "one", "the", "another"} or head[0].endswith(("'s", "’s"))
    return len(head) > 1 and is_one and head[-1] in source.roles | OFFICE_INITIALS


def _is_body(source: Source) -> bool:
    name = own_name(source.text)
    return bool(source.words & DOCUMENTS) or (name is not None and (name.is_body or bool(name.acronym)))
