"""Exchanged roles: the same words, but agent and patient have changed places."""

from __future__ import annotations

from compare.divergence.evidence import measured
from compare.divergence.pair import Pair
from compare.divergence.reasons import compare_words
from compare.divergence.rule import Rule
from compare.model.match import Divergence
from compare.text.roles import Roles, roles_of
from compare.text.tokens import bag

RULE = Rule(
    "contradiction.roles",
    "contradiction",
    "Both use the same words, but the two that a verb, a comparison or “from … to” connects have changed places.",
)

_ALIKE = 0.8
"""Minimum similarity of two passages that use the same words, so that only the order differs (set by hand)."""

_MUTUAL = bag(
    "meet marry wed divorce join equal resemble border face play fight battle rival oppose match embrace kiss greet "
    "hug partner accompany rejoin contact visit"
)
"""Verbs for what two parties do to or with each other: the order does not matter."""

_SPOKEN = bag(
    "say tell ask accuse blame criticise criticize condemn denounce warn threaten praise thank congratulate call urge "
    "answer reply insult mock attack confront sanction expel shell"
)
"""Verbs for what two parties may do to each other in turn: one statement does not exclude the other."""


def exchanged(pair: Pair, alike: float) -> Divergence | None:
    """The two statements if each has in one role what the other has in the opposite role of the same verb.

    The passages are `alike` to this degree (0 to 1).
    """
    if alike < _ALIKE or pair.a.quotations or pair.b.quotations:
        return None
    left, right = (list(roles_of(side.facts.tokens)) for side in (pair.a, pair.b))
    for x in left:
        for y in right:
            if _are_exchanged(x, y):
                a, b = pair.a.words(x.start, x.end), pair.b.words(y.start, y.end)
                reason = compare_words(pair.called, a, b, "roles exchanged")
                return RULE.finding(reason, 0.7, (a,), (b,), measured("likeness", pair, _ALIKE))
    return None


def _are_exchanged(x: Roles, y: Roles) -> bool:
    verb = x.verb.partition(" ")[0]
    if x.verb != y.verb or verb in _MUTUAL or verb in _SPOKEN:
        return False
    same = x.second & y.second  # "from Brask to Senn every hour": the phrase continues after the exchanged words
    have_crossed = bool(x.first & y.second - same) and bool(y.first & x.second - same)
    return have_crossed and x.first.isdisjoint(y.first) and x.first.isdisjoint(x.second)
