"""Who a pronoun is that stands for the source of an attribution: "he", "who", "which" and "it"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from compare.attribution.source_names import are_of_one, own_name
from compare.attribution.statements import DOCUMENTS
from compare.model.attribution import Attribution, Offsets
from compare.model.passage import Passage
from compare.text.analysis import Facts, Source
from compare.text.speech.reported_speech import source_at
from compare.text.terms import DETERMINERS, STOP_WORDS
from compare.text.tokens import Token, bag

PERSONAL = bag("he she his her")
"""Pronouns that refer to a person who spoke."""

RELATIVE = bag("who which that")
"""Pronouns that refer to the noun before them."""

_DETERMINERS = DETERMINERS | bag("another one each every some our my two three four five six")
_OWNED = bag("of from at for in with")
"""Words before a name to which "who" does not refer: "an officer of the Port Authority, who"."""

_LONGEST = 8
"""Tokens of a noun phrase at most (chosen)."""

_REMEMBERED = 8
"""Attributions, and sentences, that a pronoun looks back at most (chosen)."""

_MOST_PLAIN = 2
"""Words in lower case after a determiner, at most: more may contain a verb ("the mayor told reporters") (chosen)."""


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier attribution of the article: its speaker, and the last passage that it reaches."""

    speaker: Source | None
    last: int


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The passages of an article, their facts, and which of them are quoted in full."""

    passages: Sequence[Passage]
    facts: Callable[[Passage], Facts]
    is_quoted: Callable[[Passage], bool]

    def referent(
        self, word: str, attribution: Attribution, first: int, named: int, before: Sequence[Before]
    ) -> Source | None:
        """Who the pronoun `word` is, which is the source of an attribution; None if uncertain.

        The attribution starts in passage `first`; its source is in passage `named`.
        """
        if attribution.source is None:
            return None
        if word in RELATIVE:
            return self._before_relative(word, attribution.source, attribution.cue, named)
        late = before[-_REMEMBERED:]
        near = [each.speaker for each in late if each.speaker is not None and self._is_near(each.last, first)]
        if word in PERSONAL:
            return _only([each for each in near if _is_one_person(each)])
        return self._document(attribution, named, near) if word == "it" else None

    def _is_near(self, last: int, first: int) -> bool:
        """Whether at most sentences that are quoted in full stand between the two."""
        between = self.passages[last + 1 : first] if first - last <= _REMEMBERED else ()
        return first - last <= 1 or (bool(between) and all(self.is_quoted(each) for each in between))

    def _before_relative(self, word: str, source: Offsets, cue: Offsets, named: int) -> Source | None:
        passage = self.passages[named]
        tokens = self.facts(passage).tokens
        place = sum(each.end <= source[0] - passage.start for each in tokens)
        end = place - (place > 0 and tokens[place - 1].text == ",")
        span = phrase_before(tokens, end)
        if span is None or (word == "who" and span[0] and tokens[span[0] - 1].low in _OWNED):
            return None
        return self._source(named, span, cue)

    def _document(self, attribution: Attribution, named: int, near: Sequence[Source]) -> Source | None:
        """The document that "it" is: of the same sentence or, failing that, the only one of the sentence before."""
        bodies = [each for each in near if _is_body(each)] if self._opens(attribution, named) else []
        here = list(self._documents(named, attribution))
        found = here[-1:] or (list(self._documents(named - 1, attribution)) if named else [])
        heads = {each.words & DOCUMENTS for each in found}
        if len(heads) == 1 and all(each.words & DOCUMENTS for each in bodies):
            return found[-1]
        return _only(bodies) if not found else None

    def _opens(self, attribution: Attribution, named: int) -> bool:
        """Whether no name stands before the source in its sentence: "China objects, as it made clear"."""
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


def phrase_before(tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before token `end`: a name, "US officials", "a Times report"; None if unsure."""
    start, plain = end, 0
    while start and end - start < _LONGEST:
        token = tokens[start - 1]
        if token.low in _DETERMINERS or token.low.endswith("'s"):
            return (start - 1, end) if start < end and plain <= _MOST_PLAIN else None
        if not token.is_word or (token.low in STOP_WORDS and not token.text.isupper()):
            break
        plain += not token.is_capital
        start -= 1
    first = end - 1
    while first > start and tokens[first - 1].is_capital:
        first -= 1
    return (first, end) if start < end and (tokens[end - 1].is_capital or tokens[end - 1].low.endswith("s")) else None


def _only(found: Sequence[Source]) -> Source | None:
    """The source, if all are one."""
    names = [own_name(each.text) for each in found]
    alike = all(
        x.names - x.roles == found[0].names - found[0].roles or (name and names[0] and are_of_one(name, names[0]))
        for x, name in zip(found, names, strict=True)
    )
    return max(found, key=lambda each: len(each.names), default=None) if alike else None


def _is_one_person(source: Source) -> bool:
    """Whether "he" or "she" can refer to this source: somebody with a name, or "the mayor"."""
    name = own_name(source.text)
    if name is not None:
        return not name.is_body and not name.acronym
    return source.is_person and not source.names and not source.text.endswith("s")


def _is_body(source: Source) -> bool:
    name = own_name(source.text)
    return bool(source.words & DOCUMENTS) or (name is not None and (name.is_body or bool(name.acronym)))
