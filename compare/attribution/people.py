"""The people whom an article names, their pronouns, and which of them is the subject of a sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from compare.attribution.person_names import (
    ENOUGH,
    MASCULINE,
    Span,
    gender_of,
    is_possessive,
    note_names,
    offices_of,
    runs_of,
    singular_of,
    surname_of,
    votes_of,
)
from compare.attribution.source_names import COMMON
from compare.model.article import Article
from compare.model.attribution import Offsets
from compare.model.passage import Passage
from compare.text.analysis import Facts, facts_of
from compare.text.names import NO_NAMES
from compare.text.speech.quotations import quoted_within
from compare.text.speech.subjects import AUXILIARIES, PRONOUNS
from compare.text.terms import FINITE_AUXILIARIES, STOP_WORDS
from compare.text.tokens import Token, bag, low_at

_FINITE = FINITE_AUXILIARIES | bag("left found")
_SAID = bag("said says added adds wrote writes asked explained tweeted continued")
"""Verbs that may precede their subject: "“We are late,” said Ana Mott"."""


_APPOSING = bag("who whose a an the")
_MARKS = frozenset("“”\"‘’'`")
_SUBORDINATE = bag("as when while that because after before if although though since until where whether than")
_BEFORE_SUBJECT = _SUBORDINATE | bag(", : ; ( - – — and but yet so then also")
_OF = bag("of from at with")

_ARTICLES = bag("the a an one")
_LONGEST_OFFICE = 5
"""Maximum number of words before an office: "the deputy Sarn port director" (set by hand)."""

_CONJUNCTIONS = bag("but and yet so still nonetheless however meanwhile")
_LONGEST_SUBJECT = 6
"""Maximum number of words of a plural subject (set by hand)."""

_SURE = 3
"""How many times more often than the others one set of pronouns must refer to a person (set by hand)."""

_PLAIN = 2
"""Number of lower-case words from which a headline does not count as title case (set by hand)."""

_FAR = 4
"""Number of tokens after a present-tense verb within which no other verb may follow: "Mott supporters in Sarn cheered"
(set by hand).
"""


class Mention(NamedTuple):
    """A person in a passage: the tokens of the name with titles, and the surname in lower case.

    `is_owner` is true for "Mott's", `is_subordinate` for the subject of "when Mott spoke", `is_described` for "the
    mayor".
    """

    span: Span
    surname: str
    is_owner: bool
    is_subordinate: bool
    is_described: bool


class People:
    """The people of an article, by their surnames.

    A surname is a word that occurs alone in one place and after a first name in another, or that follows "Ms." or the
    like: no list of first names or of people is needed.
    """

    def __init__(
        self,
        article: Article,
        passages: Sequence[Passage],
        facts: Callable[[Passage], Facts],
        told: Sequence[Offsets] = (),
    ) -> None:
        """`told` are the contents of attributions; people mentioned in them are rarely "he" outside of them."""
        self._text, self._passages, self._facts = article.text, passages, facts
        self._told = sorted(told)
        self._headline = facts_of(article.title, article.published)

    def mentions(self, index: int, until: int | None = None) -> list[Mention]:
        """The people named in a passage outside quotation marks, before the character `until` of the passage."""
        found = []
        tokens = self._facts(self._passages[index]).tokens
        outside = self.outside(index)
        named = [each for each in runs_of(tokens, outside) if surname_of(tokens, each[1]) in self._surnames]
        described = set(self._described(index, outside))
        for first, end in sorted([*named, *described]):
            if until is None or tokens[end - 1].end <= until:
                is_subordinate = low_at(tokens, first - 1) in _SUBORDINATE
                is_owner = is_possessive(tokens, end)
                surname, is_described = surname_of(tokens, end), (first, end) in described
                found.append(Mention((first, end), surname, is_owner, is_subordinate, is_described))
        return found

    def _described(self, index: int, outside: Sequence[int]) -> Iterator[Span]:
        """Holders of an office who are not named: "the mayor", "a Sarn port spokesman"."""
        facts = self._facts(self._passages[index])
        tokens, offices = facts.tokens, offices_of(facts)
        for place in outside:
            if place in offices and tokens[place].low == tokens[place].lemma and not _is_followed(tokens, place):
                words = range(place - 1, max(-1, place - 1 - _LONGEST_OFFICE), -1)
                first = next((at for at in words if tokens[at].low in STOP_WORDS or not tokens[at].is_word), None)
                is_apposed = first is not None and low_at(tokens, first - 1) == "," == low_at(tokens, place + 1)
                if first is not None and tokens[first].low in _ARTICLES and not is_apposed:
                    yield first, place + 1

    def subjects(self, index: int, until: int | None = None) -> list[Mention]:
        """The people who are the subject of a clause, in order: "Ana Mott" in "On Monday, Ana Mott of Sarn said …".

        Those in clauses that somebody is said to have said count only if there are no others.
        """
        found = [
            each for each in self.mentions(index, until) if not each.is_owner and self._is_subject(index, each.span)
        ]
        tokens, offset = self._facts(self._passages[index]).tokens, self._passages[index].start
        return [each for each in found if not self._is_told(tokens[each.span[0]].start + offset)] or found

    def opening(self, index: int) -> Span | None:
        """The subject at the start of a passage, if it is not a single person: "Many sailors", "Ana Mott and Jon
        Beck".
        """
        tokens = self._facts(self._passages[index]).tokens
        outside = set(self.outside(index))
        first = 0
        while first < len(tokens) and (tokens[first].low in _CONJUNCTIONS or tokens[first].text == ","):
            first += 1
        end = first
        while end < len(tokens) and end - first <= _LONGEST_SUBJECT and end in outside and tokens[end].is_word:
            if end > first and is_before_verb(tokens, end):
                break
            if end > first and tokens[end].low in STOP_WORDS - {"and"}:
                return None
            end += 1
        is_whole = first < end < len(tokens) and is_before_verb(tokens, end) and tokens[first].low not in PRONOUNS
        return (first, end) if is_whole else None

    def is_surname(self, word: str) -> bool:
        """Whether somebody in the article has this surname, in lower case."""
        return word in self._surnames

    def can_be(self, surname: str, pronoun: str) -> bool:
        """False if the article refers to the person by other pronouns."""
        gender = self._genders.get(surname)
        return gender is None or (gender == "he") == (pronoun in MASCULINE)

    def outside(self, index: int) -> list[int]:
        """The positions of the tokens of a passage that are not inside quotation marks."""
        passage = self._passages[index]
        quoted = quoted_within(self._text, passage.start, passage.end)
        return [
            place
            for place, token in enumerate(self._facts(passage).tokens)
            if not any(each.start <= token.start < each.end for each in quoted)
        ]

    def _is_subject(self, index: int, span: Span) -> bool:
        facts = self._facts(self._passages[index])
        tokens, is_held = facts.tokens, span[0] - 1 in offices_of(facts)
        first, end = span
        before = low_at(tokens, first - 1)
        opens = all(each.low in STOP_WORDS and each.low not in _OF for each in tokens[:first])
        if before in _SAID and low_at(tokens, first - 2) in {*_MARKS, ","}:
            return not is_before_verb(tokens, end)
        if before == "and" and first > 1 and tokens[first - 2].is_capital:
            return False  # "Ana Mott and Jon Beck said"
        if not (opens or before in _BEFORE_SUBJECT or before in _MARKS or is_held):
            return False
        if low_at(tokens, end) == ",":
            return opens or (
                before == "," and (low_at(tokens, end + 1) in _APPOSING or is_before_verb(tokens, end + 1))
            )
        return is_before_verb(tokens, _after_origin(tokens, end))

    def _is_told(self, at: int) -> bool:
        place = bisect_right(self._told, at, key=lambda each: each[0]) - 1
        return place >= 0 and at < self._told[place][1]

    @cached_property
    def _given(self) -> dict[str, set[str]]:
        """The first names of each surname: "" where it occurs alone, "." where a title or an office precedes it."""
        given: dict[str, set[str]] = defaultdict(set)
        for index in range(len(self._passages)):
            facts = self._facts(self._passages[index])
            for span in runs_of(facts.tokens, self.outside(index)):
                note_names(given, facts.tokens, span, offices_of(facts), self._singular)
        tokens = self._headline.tokens
        if sum(each.low == each.text and each.low not in STOP_WORDS for each in tokens) >= _PLAIN:  # no title case
            for span in runs_of(tokens, range(len(tokens))):
                note_names(given, tokens, span, offices_of(self._headline), self._singular)
        return given

    @cached_property
    def _last_words(self) -> frozenset[str]:
        """The last words of all names, in lower case."""
        tokens = (self._facts(each).tokens for each in self._passages)
        return frozenset(each[end - 1].low for each in tokens for _, end in runs_of(each, range(len(each))))

    @cached_property
    def _singular(self) -> frozenset[str]:
        tokens = [self._facts(each).tokens for each in self._passages]
        return frozenset(name for index, each in enumerate(tokens) for name in singular_of(each, self.outside(index)))

    @cached_property
    def _surnames(self) -> frozenset[str]:
        return frozenset(
            surname
            for surname, given in self._given.items()
            if surname not in NO_NAMES | COMMON
            and ("." in given or ("" in given and len(given) > 1))
            and f"{surname}s" not in self._last_words  # "Republican", next to "Republicans"
        )

    @cached_property
    def _genders(self) -> dict[str, str]:
        """ "he" or "she" for each person whose pronoun the article shows."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for index in range(len(self._passages)):
            tokens = self._facts(self._passages[index]).tokens
            named = self.mentions(index)
            for each in named:
                votes[each.surname].update(gender_of(tokens[each.span[0]]) * _SURE)
            if len({each.surname for each in named}) == 1:
                after = (place for place in self.outside(index) if place >= named[0].span[1])
                votes[named[0].surname].update(one for place in after for one in votes_of(tokens[place]))
        return {
            surname: gender
            for surname, counts in votes.items()
            for gender, other in (("he", "she"), ("she", "he"))
            if counts[gender] >= ENOUGH and counts[gender] >= _SURE * counts[other] and self._is_one(surname)
        }

    def _is_one(self, surname: str) -> bool:
        """Whether only one person of the article has this surname."""
        return len(self._given[surname] - {"", "."}) <= 1


def _is_followed(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word is not the last one of its noun phrase: "the mayor Ana Mott", "the president's plan"."""
    if tokens[place].low.endswith("'s"):
        return True
    if place + 1 >= len(tokens):
        return False
    after = tokens[place + 1]
    return after.is_capital or (after.is_word and after.low not in STOP_WORDS and not is_before_verb(tokens, place + 1))


def is_before_verb(tokens: Sequence[Token], place: int) -> bool:
    """Whether there is a verb at this position, possibly after an adverb: "has also said", "flatly denied", "sings"."""
    while place < len(tokens) and (tokens[place].low in AUXILIARIES or tokens[place].low.endswith("ly")):
        if tokens[place].low in _FINITE:
            return True
        place += 1
    if place >= len(tokens):
        return False
    token, later = tokens[place], tokens[place + 1 : place + 1 + _FAR]
    is_present = token.low == f"{token.lemma}s" or token.low == f"{token.lemma}es"
    return is_finite(token) or (is_present and not token.is_capital and not any(is_finite(each) for each in later))


def is_finite(token: Token) -> bool:
    """Whether a word is certainly a finite verb: "was", "told", "earned"."""
    if token.low in _FINITE or token.low.endswith("n't"):
        return True
    is_past = token.lemma != token.low and not token.low.endswith(("s", "ing", "er", "est"))
    return is_past and token.is_word and not token.is_capital


def _after_origin(tokens: Sequence[Token], end: int) -> int:
    """The position after a place of origin that follows a name: "of Sarn", "of the Sarn Gazette"."""
    while low_at(tokens, end) in _OF:
        last = after = end + 1 + (low_at(tokens, end + 1) == "the")
        while last < len(tokens) and tokens[last].is_capital:
            last += 1
        if last == after:
            return end
        end = last
    return end
