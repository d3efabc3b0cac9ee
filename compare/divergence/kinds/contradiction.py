"""Contradiction: two passages answer the same question with yes and no, for the same time and the same speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compare.divergence.evidence import measured
from compare.divergence.kinds import exchanged_roles
from compare.divergence.pair import Pair, Side
from compare.divergence.reasons import compare_words
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence
from compare.text.analysis import LexiconMatch
from compare.text.negation import negated
from compare.text.speech.subjects import PRONOUNS
from compare.text.terms import DETERMINERS, STOP_WORDS, stem
from compare.text.tokens import bag

_OPPOSITES = Rule(
    "contradiction.opposites",
    "contradiction",
    "Each passage has a word that answers the same question, one with yes and the other with no. Neither word is "
    "quoted, and neither report supersedes the other.",
)
_NEGATION = Rule(
    "contradiction.negation",
    "contradiction",
    "One passage negates a word that the other uses without negation, in a clause that both share.",
)
RULES = (_OPPOSITES, _NEGATION, exchanged_roles.RULE)

_ALIKE = 0.5
_MARGIN = 0.6
"""Likeness from which opposite words and lone negations count, and words marked doubtful ("?").

Chosen between the contradictions of the scenarios (.55 and more) and false ones read in round-ups (.43 and less).
"""

_SAME_CLAUSE = 0.5
"""Minimum share of the negated clause that the other passage must contain (set by hand)."""

_WHOLE_CLAUSE = 0.8
"""The same if the other passage also contains a negation, and may only word it differently (set by hand)."""

_AGENTS_DIFFER = frozenset({"stance", "decision", "outcome", "presence", "leave", "responsibility", "unity", "trend"})
"""Questions that each actor or thing answers separately."""

_OF_THINGS = frozenset({"trend"})
"""Of these, questions about things that a country or firm has several of: a shared name is not enough."""

_ACTS = frozenset({"stance", "decision", "opening", "start?", "measure"})
"""Questions that a verb answers."""

_DETERMINERS = DETERMINERS | bag("our no any")

_OPEN = bag("if whether unless otherwise may might could would should possibility possible")
"""Words for what has not happened yet."""

_GONE = bag("out off down lose loss lack shortage short miss absent end gone cut")
"""Words with a negative meaning but no negation ("power is out")."""

_OTHER_TIMES = bag("currently previously formerly initially originally since used earlier later eventually")
"""Words that contrast another time with that of the report."""

_AGENT_WORDS = 5
"""Number of words before a word in which a name is its agent or patient (set by hand)."""

_CLOSING = frozenset({"”", '"', "’’", "''"})


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """At most one contradiction; none if a later report supersedes."""
    found = None if any(each.kind == "update" for each in earlier) else contradiction(pair, pair.likeness)
    return [found] if found else []


def contradiction(pair: Pair, alike: float) -> Divergence | None:
    """The contradiction of two passages that are `alike` to this degree (0 to 1).

    None if their names differ and are not just exchanged.
    """
    if (roles := exchanged_roles.exchanged(pair, alike)) is not None:
        return roles
    would = alike >= _MARGIN
    if alike < _ALIKE or not pair.is_of_same:
        return None
    if any(_leaves_open(side, would) or _shifts(side) for side in (pair.a, pair.b)):
        return None
    return _opposites(pair, alike) or _negation(pair)


def _leaves_open(side: Side, would: bool) -> bool:
    """True if the passage reports, in the outlet's words, what may or would happen.

    "said that it would" reports what will happen, if `would` allows it.
    """
    reported = [each.verb_end for each in side.sources]
    return any(
        token.low in _OPEN
        and not side.is_quoted(place)
        and not (would and token.low == "would" and any(end <= token.start for end in reported))
        for place, token in enumerate(side.facts.tokens)
    )


def _shifts(side: Side) -> bool:
    """True if the passage contrasts two times, so that the two may refer to different ones."""
    return any(token.low in _OTHER_TIMES for token in side.facts.tokens)


def _opposites(pair: Pair, alike: float) -> Divergence | None:
    """The two sides of a question in the word list, with each passage on one side only."""
    left, right = answers(pair.a), answers(pair.b)
    for question, (answers_a, sense_a) in left.items():
        answers_b, sense_b = right.get(question, (frozenset(), sense_a))
        if len(answers_a) != 1 or len(answers_b) != 1 or answers_a == answers_b:
            continue
        if question.endswith("?") and alike < _MARGIN:
            continue
        if question == "truth" and not _same_speaker(pair):
            continue
        if question in _AGENTS_DIFFER and not _may_share_agent(pair, sense_a, sense_b):
            continue
        a, b = pair.a.words(sense_a.start, sense_a.end), pair.b.words(sense_b.start, sense_b.end)
        if sense_a.grade == sense_b.grade and _lemma(pair.a, sense_a) == _lemma(pair.b, sense_b):
            continue  # the same word, negated once: handled by `_negation`
        asked = question.rstrip("?")
        evidence = (
            Evidence("opposite answers to", asked, asked, "the same question"),
            measured("likeness", pair, _ALIKE),
        )
        return _OPPOSITES.finding(compare_words(pair.called, a, b, f"opposite: {asked}"), 0.7, (a,), (b,), *evidence)
    return None


def answers(side: Side) -> dict[str, tuple[frozenset[int], LexiconMatch]]:
    """The answers of a passage to each question (1 or -1, reversed by negation), and the position of the first one."""
    found: dict[str, tuple[frozenset[int], LexiconMatch]] = {}
    for found_word in side.facts.of("opposites"):
        if (
            side.is_quoted(found_word.start)
            or (found_word.group in _ACTS and _is_noun(side, found_word))
            or _tags(side, found_word)
        ):
            continue
        turned = negated(found_word.start, side.facts.negations, side.facts.clauses)
        answer = -found_word.grade if turned else found_word.grade
        answers, first = found.get(found_word.group, (frozenset(), found_word))
        found[found_word.group] = (answers | {answer}, first)
    return found


def _tags(side: Side, found_word: LexiconMatch) -> bool:
    """True for the verb of "…”, he continued", which only says that somebody spoke."""
    before = side.facts.tokens[max(0, found_word.start - 2) : found_word.start]
    return len(before) == 2 and before[0].text in _CLOSING and before[1].low in PRONOUNS


def _is_noun(side: Side, found_word: LexiconMatch) -> bool:
    """True if an article or possessive makes the word a noun ("the ban")."""
    return found_word.start > 0 and side.facts.tokens[found_word.start - 1].low in _DETERMINERS


def _lemma(side: Side, found_word: LexiconMatch) -> str:
    return side.facts.tokens[found_word.start].lemma


def _may_share_agent(pair: Pair, x: LexiconMatch, y: LexiconMatch) -> bool:
    """False if both sides name the agent before the word, and share no name or noun of it."""
    agents_a, agents_b = _agents(pair.a, x), _agents(pair.b, y)
    if x.group in _OF_THINGS:
        agents_a, agents_b = agents_a - pair.a.names, agents_b - pair.b.names
    return not agents_a or not agents_b or bool(agents_a & agents_b)


def _agents(side: Side, found_word: LexiconMatch) -> set[str]:
    """The content words before a word in its clause; empty for a passive or a pronoun."""
    facts = side.facts
    first = found_word.start
    while first and facts.clauses[first - 1] == facts.clauses[found_word.start]:
        first -= 1
    before = facts.tokens[first : found_word.start]
    if any(token.low in PRONOUNS or token.low in {"was", "were", "been", "being", "be"} for token in before):
        return set()
    return {token.lemma for token in before if token.lemma in facts.content}


def _same_speaker(pair: Pair) -> bool:
    return any(
        (x.words & y.words)
        for x in pair.a.facts.sources
        for y in pair.b.facts.sources
        if x.grade or y.grade or x.denies
    )


def _negation(pair: Pair) -> Divergence | None:
    """One passage negates what the other states in the same words, and negates nothing else."""
    for denying, stating in ((pair.a, pair.b), (pair.b, pair.a)):
        if not denying.facts.negations:
            continue
        found = _negated_word(denying, stating)
        if found is None:
            continue
        place, same = found
        negation = max(each for each in denying.facts.negations if each < place)
        if denying.facts.tokens[negation].lemma == "deny" or _is_of_others(denying, stating):
            continue  # the outlet only reports that somebody denies it, or it is denied for another time or number
        before, other = _name_before(denying, negation), _name_before(stating, same)
        if before and other and before.isdisjoint(other):
            continue  # it is denied about somebody else
        no, yes = denying.words(negation, place + 1), stating.words(same, same + 1)
        a, b = (no, yes) if denying is pair.a else (yes, no)
        reason = compare_words(pair.called, a, b, f"negated by {pair.name(denying)}")
        return _NEGATION.finding(reason, 0.6, (a,), (b,), measured("likeness", pair, _ALIKE))
    return None


def _name_before(side: Side, place: int) -> frozenset[str]:
    """The last name among the few words before a token: the person that this part of the sentence is about."""
    first = side.facts.tokens[max(0, place - _AGENT_WORDS)].start
    names = [each for each in side.facts.names if first <= each.start and each.end <= side.facts.tokens[place].start]
    return names[-1].words if names else frozenset()


def _is_of_others(denying: Side, stating: Side) -> bool:
    """True if the negating passage names a day or number that the other lacks: the negation may apply only to that."""
    days = [each for each in denying.facts.dates if each.kind == "day"]
    others = [each for each in stating.facts.dates if each.kind == "day"]
    if others and any(not any(day.may_equal(other) for other in others) for day in days):
        return True
    counts = {each.low for each in denying.facts.quantities if each.dimension == "count"}
    stated = {each.low for each in stating.facts.quantities if each.dimension == "count"}
    return bool(counts and stated and counts != stated)


def _negated_word(denying: Side, stating: Side) -> tuple[int, int] | None:
    """A word that one passage negates and the other asserts: its positions."""
    facts = denying.facts
    stated = {stem(word) for word in stating.facts.content - stating.names}
    for negation in facts.negations:
        place = _first_content(denying, negation)
        if place is None or stem(facts.tokens[place].lemma) not in stated or denying.is_quoted(place):
            continue
        if not negated(place, facts.negations, facts.clauses):
            continue
        same = _place_of(stem(facts.tokens[place].lemma), stating)
        if same is None or _says_no(stating, same) or negated(same, stating.facts.negations, stating.facts.clauses):
            continue
        if _clause_overlap(denying, place, stating) >= (_WHOLE_CLAUSE if stating.facts.negations else _SAME_CLAUSE):
            return place, same
    return None


def _first_content(side: Side, negation: int) -> int | None:
    """The word that a negator applies to: the next content word in its clause, skipping adverbs."""
    facts = side.facts
    for place in range(negation + 1, len(facts.tokens)):
        token = facts.tokens[place]
        if facts.clauses[place] != facts.clauses[negation]:
            return None
        if token.is_word and token.low not in STOP_WORDS and not token.low.endswith("ly"):
            return place
    return None


def _place_of(wanted: str, side: Side) -> int | None:
    places: Iterable[int] = (place for place, token in enumerate(side.facts.tokens) if stem(token.lemma) == wanted)
    return next((place for place in places if not side.is_quoted(place)), None)


def _says_no(side: Side, place: int) -> bool:
    """True if another word in the same clause is negative ("cleared of", "rejected")."""
    clause = side.facts.clauses[place]
    tokens = zip(side.facts.tokens, side.facts.clauses, strict=True)
    if any(number == clause and token.lemma in _GONE for token, number in tokens):
        return True
    return any(
        each.grade < 0 and side.facts.clauses[each.start] == clause and not each.start <= place < each.end
        for each in side.facts.of("opposites")
        if not each.group.endswith("?") and not (each.group in _ACTS and _is_noun(side, each))
    )


def _clause_overlap(a: Side, place_a: int, b: Side) -> float:
    """The share of the negated clause's content words in the other passage."""
    clause = {
        token.lemma
        for token, number in zip(a.facts.tokens, a.facts.clauses, strict=True)
        if number == a.facts.clauses[place_a] and token.lemma in a.facts.content
    }
    return len(clause & b.facts.content) / len(clause) if clause else 0.0
