"""Negation: words that reverse a statement, and the clauses that they affect."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.tokens import Token, bag

_NEGATORS = bag(
    "no not never none neither nor nobody nothing nowhere without cannot hardly scarcely barely deny avoid escape "
    "prevent lack"
)
_BEFORE = {"fail": "to", "refuse": "to", "decline": "to", "rule": "out", "free": "from"}
"""Words that negate only before this one: "failed to", "ruled out"."""

_NOT_MEANT = frozenset(
    {"yet", "only", "just", "least", "until", "doubt", "longer", "matter", "sooner", "less", "fewer", "more"}
)
"""After "not" or "no": "not only", "no longer", "no doubt", "no fewer than" do not negate anything."""

_BOUNDARY = bag(
    '. ; : ! ? — – “ ” " but while although though whereas because after before when which who and or if whether unless'
)


_OTHERS = frozenset(
    {"all", "every", "everyone", "always", "necessarily", "entirely", "fully", "exactly", "merely", "simply", "solely"}
)
"""After "not", these are negated, and not the statement: "not all schools", "not necessarily"."""

_DENIED_INSTEAD = frozenset({"until", "till", "before", "because", "unless", "except", "without"})
"""Later in the sentence, "not" may apply only to the part that these introduce (when, why or unless), and not to the
statement.
"""

_SENTENCE_ENDS = frozenset({".", ";", ":", "!", "?", "but", "and"})
_QUOTES = frozenset('“”"')
_FURTHEST = 14
"""Number of words after "not" that are searched for them (set by hand)."""


def negations_of(tokens: Sequence[Token]) -> tuple[int, ...]:
    """The indices of negating tokens, in order."""
    found = []
    for place, token in enumerate(tokens):
        follower = tokens[place + 1].low if place + 1 < len(tokens) else ""
        negates = token.low.endswith("n't") or token.lemma in _NEGATORS or follower == _BEFORE.get(token.lemma)
        if negates and not (token.low in ("not", "no") and follower in _NOT_MEANT) and not _is_of_part(tokens, place):
            found.append(place)
    return tuple(found)


def _is_of_part(tokens: Sequence[Token], place: int) -> bool:
    """True if "not" negates only part of the statement: "not open until Monday", "because of a leak, not the storm"."""
    token = tokens[place]
    if token.low != "not" and not token.low.endswith("n't"):
        return False
    if place and tokens[place - 1].text == ",":
        return True  # "a leak, not the storm"
    for after in tokens[place + 1 : place + 1 + _FURTHEST]:
        if after.low in _DENIED_INSTEAD:
            return True
        if after.low in _SENTENCE_ENDS or after.text in _QUOTES:
            return False
    return place + 1 < len(tokens) and tokens[place + 1].low in _OTHERS


def clauses_of(tokens: Sequence[Token]) -> tuple[int, ...]:
    """The clause number of each token: punctuation and conjunctions start a new clause."""
    numbers = []
    clause = 0
    for place, token in enumerate(tokens):
        if token.low in _BOUNDARY or (token.low == "," and _separates(tokens, place)):
            clause += 1
        numbers.append(clause)
    return tuple(numbers)


def _separates(tokens: Sequence[Token], place: int) -> bool:
    """A comma before a conjunction or relative pronoun ends a clause; one in an enumeration or apposition does not."""
    follower = tokens[place + 1].low if place + 1 < len(tokens) else ""
    return follower in _BOUNDARY or follower in {"with", "according", "he", "she", "they", "it"}


def negated(place: int, negations: Sequence[int], clauses: Sequence[int]) -> bool:
    """True if an odd number of negators precede the token in its clause."""
    return sum(clauses[each] == clauses[place] and each < place for each in negations) % 2 == 1
