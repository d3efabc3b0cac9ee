"""Where an article names people: runs of capitalised words, and what they show about first names and surnames."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import takewhile

from compare.text.analysis import Facts
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, low_at

Span = tuple[int, int]
"""Tokens `first` to `end` of a passage."""

MASCULINE = bag("he him his himself mr")
FEMININE = bag("she her hers herself ms mrs miss")
ENOUGH = 2
"""Number of votes from which the pronouns of a person are known (set by hand)."""

_TITLES = bag("mr mrs ms miss dr sen rep gov sir prof rev capt lt sgt")
_SUFFIXES = bag("i ii iii iv jr sr")
_IN_BODIES = bag("the of and & for")
PARTICLES = bag("de van von der den al bin la el du da di del")

BODIES = bag(
    "ministry court jury police army military navy hospital union employer company firm carrier operator airline club "
    "league federation family charity agency department office bureau board panel committee commission council "
    "regulator watchdog authority government party opposition parliament bank insurer service church newspaper "
    "broadcaster magazine study survey poll report data document memo letter audit tank institute university group "
    "organisation organization embassy"
)
"""Lemmas, among the words for sources, of nouns for organisations and documents."""

NAMED_BODIES = bag("kremlin house pentagon vatican un eu nato")
"""Lemmas, among the words for sources, of bodies by their name."""

GROUPS = BODIES | NAMED_BODIES
"""Lemmas, among the words for sources, that do not denote a person."""

_SINGULAR = bag("is was has does isn't wasn't hasn't doesn't")
_LONGEST_NAME = 4
"""Maximum number of capitalised words in a person's name, with titles (set by hand)."""


def offices_of(facts: Facts) -> set[int]:
    """The positions of words for a person's office: "mayor", "spokesman", but not "company"."""
    offices = [each for each in facts.of("reporting") if each.group in {"roles", "unnamed"}]
    places = {place for each in offices for place in range(each.start, each.end)}
    return {place for place in places if facts.tokens[place].lemma not in GROUPS}


def runs_of(tokens: Sequence[Token], places: Sequence[int]) -> Iterator[Span]:
    """Runs of capitalised words at these positions, with initials: "Ms. Ana R. Mott"."""
    allowed = set(places)
    place = 0
    while place < len(tokens):
        end = place
        while end in allowed and _goes_on(tokens, place, end):
            end += 1
        if end > place and tokens[end - 1].is_word and tokens[end - 1].is_capital:
            yield place, end
        place = max(end, place + 1)


def _is_apposed(tokens: Sequence[Token], end: int, offices: Container[int]) -> bool:
    """Whether an office follows a name between commas: "Ana Mott, a port official,"."""
    if low_at(tokens, end) != ",":
        return False
    later = takewhile(lambda place: tokens[place].is_word, range(end + 1, len(tokens)))
    return any(place in offices for place in later)


def note_names(
    given: dict[str, set[str]],
    tokens: Sequence[Token],
    span: Span,
    offices: Container[int],
    singular: Container[str] = (),
) -> None:
    """Add what a run of capitalised words shows about a surname; `singular` are names in "s" that are not plurals."""
    first, end = span
    words = [each for each in tokens[first:end] if each.is_word and each.low not in _SUFFIXES]
    if not words or words[-1].text.isupper() or end - 1 in offices:
        return
    titled = words[0].low in _TITLES
    held = len(words) > 1 and (
        any(place in offices for place in range(first - 1, end - 2)) or _is_apposed(tokens, end, offices)
    )
    is_body = low_at(tokens, first - 1) in _IN_BODIES and len(words) > 1
    is_plural = words[-1].low == f"{words[-1].lemma}s" and words[-1].low not in singular  # "Democrats"
    if not (titled or held) and (is_body or is_plural or len(words) > _LONGEST_NAME):
        return
    if titled or held:
        given[surname_of(tokens, end)].add(".")
    if len(words) == 1 and low_at(tokens, first - 1) != "the":
        given[surname_of(tokens, end)].add("")
    if len(words) > 1 + titled:
        given[surname_of(tokens, end)].add(words[-2].low)


def _goes_on(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether the token at `place` belongs to the name that begins at `first`."""
    token = tokens[place]
    if token.text == ".":
        return place > first and len(tokens[place - 1].text) == 1
    if place > first and tokens[place - 1].low.endswith("'s"):
        return False
    after = tokens[place + 1 : place + 2]
    if token.text == "-":
        before = tokens[place - 1]
        return (
            place > first and bool(after) and after[0].is_capital and before.end == token.start and len(before.text) > 1
        )
    if token.low in PARTICLES:
        return bool(after) and after[0].is_capital
    return token.is_word and token.is_capital and (token.low not in STOP_WORDS)


def surname_of(tokens: Sequence[Token], end: int) -> str:
    """The last word of a name that ends before token `end`, in lower case, without "Jr." and the like."""
    last = end - 1
    while last > 0 and tokens[last].low in _SUFFIXES:
        last -= 1
    return tokens[last].low.removesuffix("'s")


def is_possessive(tokens: Sequence[Token], end: int) -> bool:
    """Whether a name that ends before token `end` is an owner: "Mott's boat", "Vaas' boat"."""
    last = tokens[end - 1]
    is_bare = last.low.endswith("s") and low_at(tokens, end) in {"'", "’"} and tokens[end].start == last.end
    return last.low.endswith("'s") or is_bare


def singular_of(tokens: Sequence[Token], places: Sequence[int]) -> Iterator[str]:
    """Names in "s" that are no plurals, in lower case: "Vaas was late", "Vaas says"."""
    for first, end in runs_of(tokens, places):
        after = tokens[end : end + 1]
        is_singular = any(each.low in _SINGULAR or each.low == f"{each.lemma}s" for each in after)
        if end - first == 1 and is_singular and tokens[first].low.endswith("s"):
            yield tokens[first].low


def gender_of(token: Token) -> list[str]:
    """ "he" or "she" for a pronoun or a title."""
    return ["he"] * (token.low in MASCULINE) + ["she"] * (token.low in FEMININE)


def votes_of(token: Token) -> list[str]:
    """What a pronoun after a name shows: "his" may be somebody else's more often than "he"."""
    return gender_of(token) * (ENOUGH if token.low in {"he", "she"} else 1)
