"""Reported speech: who is said to have said what a passage reports, with which verb, and how certain it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from compare.text.lexicon import LexiconMatch, is_known
from compare.text.quantities.numbers.spelled import NUMBER_WORDS
from compare.text.speech.subjects import (
    AUXILIARIES,
    PRONOUNS,
    QUOTE_MARKS,
    agent_after,
    is_pronoun,
    owner_before,
    speaker_after,
    subject_of,
)
from compare.text.terms import DETERMINERS, STOP_WORDS
from compare.text.tokens import Token, bag

_NOUNS_TOO = bag("report claim post note comment state answer estimate tweet")
_ACTS_TOO = bag("announce declare post tweet reply inform notify brief hear learn write")
"""Verbs that report a statement only if its words follow."""

_CONTENT_FOLLOWS = frozenset({"that", ":", ",", "“", '"', "."})
_WRITINGS = bag(
    "report statement memo letter document email post sign text study survey poll paper results result data "
    "note message tweet review investigation inquiry audit figures analysis"
)
_CLAIMED_THINGS = frozenset({"life", "lives", "victory", "responsibility", "credit"})
_DETERMINERS = DETERMINERS | bag("my our no any some each of in such one")

SourceKind = Literal["named", "unnamed", "institution", "pronoun"]


@dataclass(frozen=True, slots=True)
class Source:
    """The characters `start` to `end` name the source; `words` are the lemmas of that name and its titles.

    `verb` is the reporting verb ("according to" for a credit), `verb_start` to `verb_end` are its offsets; `grade` is
    -1 if it expresses doubt, 1 if it presents the statement as true, otherwise 0; `roles` are the offices named;
    `denies` is true if the speaker denies it; `is_metonym` is true if a place stands for those who speak there.
    """

    start: int
    end: int
    text: str
    words: frozenset[str]
    names: frozenset[str]
    roles: frozenset[str]
    kind: SourceKind
    verb: str
    verb_start: int
    verb_end: int
    grade: int
    denies: bool = False
    is_metonym: bool = False

    @property
    def is_person(self) -> bool:
        """True for a name, or an office with "the": a possible referent of "he" or "she"."""
        return bool(self.names) or (bool(self.roles) and self.text.casefold().startswith("the "))


class Verb(NamedTuple):
    """The reporting words: offsets, text, and their grade in the lexicon (see `Source`)."""

    start: int
    end: int
    text: str
    grade: int
    denies: bool
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Hedge:
    """The characters `start` to `end` express that the outlet itself does not vouch for the statement.

    `is_hearsay` is true for "reportedly" and "is thought to", false for a mere "probably" or "appears to".
    """

    start: int
    end: int
    is_hearsay: bool


def sources_of(text: str, tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch]) -> tuple[Source, ...]:
    """The sources in `tokens`, in order; one source per reporting verb or credit."""
    reports = [each for each in lexicon_matches if each.kind == "reporting"]
    roles = {each.start: tokens[each.start].lemma for each in reports if each.group in {"roles", "unnamed"}}
    metonyms = {each.start for each in reports if each.group == "metonyms"}
    denials = {each.start for each in reports if each.group == "denials"}
    found: list[Source] = []
    for each in reports:
        span = _speaker(tokens, each)
        if span is not None:
            start, end = tokens[each.start].start, tokens[each.end - 1].end
            negated = _is_negated(tokens, each.start)
            verb = Verb(start, end, text[start:end], each.grade, each.start in denials, negated)
            source = _source(text, tokens, span, verb, roles, not metonyms.isdisjoint(range(*span)))
            if source is not None and not any(source.start == other.start for other in found):
                found.append(source)
    return tuple(found)


def source_at(
    text: str,
    tokens: Sequence[Token],
    lexicon_matches: Sequence[LexiconMatch],
    source: tuple[int, int],
    cue: tuple[int, int],
) -> Source | None:
    """The source found by the tagger: offsets of its name and of its cue, which may be outside `text`.

    None if no part of the name identifies it.
    """
    reports = [each for each in lexicon_matches if each.kind == "reporting"]
    inside = _tokens_within(tokens, source)
    cued = range(*_tokens_within(tokens, cue))
    said = [each for each in reports if each.start in cued and each.group in {"verbs", "credits", "accounts"}]
    roles = {each.start: tokens[each.start].lemma for each in reports if each.group in {"roles", "unnamed"}}
    metonyms = {each.start for each in reports if each.group == "metonyms"}
    denies = any(each.group == "denials" and each.start in cued for each in reports)
    told = next((each for each in said if each.grade), None)
    grade, place = (told.grade, told.start) if told else (0, cued.start)  # "did not deny" may be the whole cue
    verb = Verb(*cue, text[max(cue[0], 0) : max(cue[1], 0)], grade, denies, _is_negated(tokens, place))
    return _source(text, tokens, inside, verb, roles, not metonyms.isdisjoint(range(*inside)))


def _tokens_within(tokens: Sequence[Token], span: tuple[int, int]) -> tuple[int, int]:
    """The tokens that the characters of `span` overlap: the first, and the one after the last."""
    first = sum(each.end <= span[0] for each in tokens)
    return first, max(first, sum(each.start < span[1] for each in tokens))


def _speaker(tokens: Sequence[Token], found_word: LexiconMatch) -> tuple[int, int] | None:
    """The tokens that name the speaker, according to the kind of reporting word."""
    if found_word.group == "verbs":
        agent = _agent_of_passive(tokens, found_word)
        return agent or (subject_of(tokens, found_word) if _is_verb(tokens, found_word) else None)
    if found_word.group == "credits":
        return speaker_after(tokens, found_word.end)
    return owner_before(tokens, found_word.start) if found_word.group == "accounts" else None


def hedges_of(tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch]) -> tuple[Hedge, ...]:
    """The words in `tokens` with which the outlet distances itself, in order."""
    return tuple(
        Hedge(tokens[each.start].start, tokens[each.end - 1].end, each.grade < 0)
        for each in lexicon_matches
        if each.kind == "reporting" and each.group == "hedges"
    )


def _agent_of_passive(tokens: Sequence[Token], found_word: LexiconMatch) -> tuple[int, int] | None:
    """The agent if a form of "be" precedes the verb, "by" follows it, and the statement comes next."""
    before = [each.low for each in tokens[max(0, found_word.start - 3) : found_word.start]]
    if not {"is", "are", "was", "were", "been", "being", "be"}.intersection(before):
        return None
    span = agent_after(tokens, found_word.end)
    if span is None:
        return None
    follower = tokens[span[1]].low if span[1] < len(tokens) else ""
    return span if follower in {"to", "that", ":"} or "it" in before else None


def _is_verb(tokens: Sequence[Token], found_word: LexiconMatch) -> bool:
    """False for a noun ("the report", "a claim"), an infinitive ("to say") and a participle that modifies something
    else.
    """
    before = tokens[found_word.start - 1].low if found_word.start else ""
    token = tokens[found_word.start]
    after = [each.low for each in tokens[found_word.end : found_word.end + 4]]
    if token.lemma == "claim" and not _CLAIMED_THINGS.isdisjoint(after):
        return False
    if before in _DETERMINERS or before in {"to", "'s"} or before.endswith("'s"):
        return False
    if token.lemma in _NOUNS_TOO and not token.low.endswith("ed"):
        return _is_verb_of_noun(tokens, found_word.start)
    if token.lemma in _ACTS_TOO and not _CONTENT_FOLLOWS.intersection(after[:2]):
        return False
    if token.low in {"read", "reads"}:
        return before in _WRITINGS
    if token.low in {"found", "find", "show", "shows", "showed"} and before not in _WRITINGS:
        return (
            _is_subject(tokens, found_word.start - 1)
            and bool(after)
            and (after[0] == "that" or len(tokens) - found_word.end < 4)
        )
    if token.low.endswith("ing") and token.low not in {"saying", "adding", "telling", "claiming", "insisting"}:
        return before in {"is", "was", "are", "were"}
    at = found_word.start - 1
    while at >= 0 and (tokens[at].low in AUXILIARIES or tokens[at].low.endswith("ly") or tokens[at].low == "first"):
        if tokens[at].low in {"was", "were", "been", "be", "is", "are"}:
            return not token.low.endswith(("ed", "d", "n"))
        at -= 1
    return at < 0 or tokens[at].low not in _DETERMINERS or at == found_word.start - 1


def _is_verb_of_noun(tokens: Sequence[Token], place: int) -> bool:
    """True if a word that can be a noun follows a subject, and has a verb ending or a statement after it."""
    token = tokens[place]
    if token.low == token.lemma and not _CONTENT_FOLLOWS.intersection(each.low for each in tokens[place + 1 :][:1]):
        return False  # "Jersey state officials"
    return not token.is_capital and _is_subject(tokens, place - 1) and tokens[place - 1].low not in QUOTE_MARKS


def _is_subject(tokens: Sequence[Token], place: int) -> bool:
    """True for a word that a verb may follow: a name, a pronoun, a plural, or a closing punctuation mark."""
    if place < 0:
        return False
    token = tokens[place]
    if token.low in NUMBER_WORDS:
        return False
    plural = token.low.endswith("s") and token.lemma != token.low
    return token.is_capital or token.low in PRONOUNS or plural or token.text in QUOTE_MARKS or token.text == ","


def _source(
    text: str,
    tokens: Sequence[Token],
    span: tuple[int, int],
    verb: Verb,
    roles: dict[int, str],
    is_metonym: bool,
) -> Source | None:
    start, end = span
    inside = tokens[start:end]
    words = frozenset(token.lemma for token in inside if token.is_word and token.low not in STOP_WORDS)
    capitals = frozenset(token.lemma for place, token in enumerate(inside, start) if _is_name(tokens, place))
    offices = frozenset(role for place, role in roles.items() if start <= place < end)
    pronoun = next((token.low for token in inside if is_pronoun(token)), None)
    if not inside or (not words and pronoun is None):
        return None
    kind: SourceKind = (
        "pronoun" if not words or (pronoun and len(inside) == 1) else "named" if capitals - offices else "unnamed"
    )
    first, last = tokens[start].start, tokens[end - 1].end
    # "did not deny" presents it as true, "did not confirm" is neutral
    grade, denies = (max(-verb.grade, 0), False) if verb.is_negated else (verb.grade, verb.denies)
    return Source(
        first, last, text[first:last], words, capitals, offices, kind, verb.text, verb.start, verb.end,
        grade, denies, is_metonym,
    )  # fmt: skip


def _is_negated(tokens: Sequence[Token], place: int) -> bool:
    return any(
        token.low in {"not", "never"} or token.low.endswith("n't") for token in tokens[max(0, place - 2) : place]
    )


def _is_name(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    if not token.is_capital or token.low in STOP_WORDS or token.low in {"mr", "mrs", "ms", "dr", "sen", "rep"}:
        return False
    starts = place == 0 or tokens[place - 1].text in {".", "“", '"'}
    if not starts or (place + 1 < len(tokens) and tokens[place + 1].is_capital):
        return True
    return token.lemma == token.low and not is_known(token.lemma)
