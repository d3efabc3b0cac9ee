"""Sums: "five men and two women" are seven people, "two hours and 30 minutes" is one duration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isclose

from compare.text.lexicon import LexiconMatch
from compare.text.quantities.counted_nouns import Counting
from compare.text.quantities.numbers.number import number_at
from compare.text.quantities.quantity import UNKNOWN, Quantity
from compare.text.tokens import Token, bag

_PERSONS = frozenset({
    "people", "locals", "police", "protesters", "walkers", "workers", "soldiers", "fighters", "students", "children",
    "women", "men", "passengers", "crew", "patients", "migrants", "medics", "firefighters",
})  # fmt: skip
_ADDED = _PERSONS | bag(
    "son daughter brother sister parent grandparent grandchild grandson granddaughter cousin nephew niece sibling"
)
"""Groups that, counted together, are counted as people."""
_COLLECTIVE = bag("crew staff police crowd mob labour labor public")
"""Nouns of groups, for which "a" or "an" does not mean a single person."""
_AND = frozenset({"and", ",", "&"})
_POSSESSIVE = frozenset({"his", "her", "their"})
_SAID_BY_NOUN = frozenset({"aboard"})
"""What "passengers" and "crew" imply about those counted."""
_FEWEST = 2
_MEASURES = frozenset({"duration", "length", "mass"})
"""Dimensions in which a larger and a smaller unit are often combined."""


def with_sums(
    quantities: Sequence[Quantity], tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch]
) -> tuple[Quantity, ...]:
    """The quantities with the sum of each enumeration of different people; its summands are then marked as parts.

    "A man" counts as one if it is enumerated with others. A larger and a smaller unit in a row become one quantity.
    """
    measured = _with_shared_nouns(_compounds(quantities, tokens), tokens)
    singles = _singles(tokens, lexicon_matches)
    found: list[Quantity] = []
    for run in _runs(sorted((*measured, *singles), key=lambda each: each.start), tokens):
        unsaid = all(each in singles and not each.status for each in run)  # "a man and a woman said"
        if len(run) < _FEWEST or unsaid:
            found += [each for each in run if each not in singles]
            continue
        found.append(
            replace(
                run[0],
                end=run[-1].end,
                low=sum(each.low for each in run),
                high=sum(each.high for each in run),
                counted=run[0].counted if len({each.counted for each in run}) == 1 else "people",
                status=_status(run),
                hedge=next((each.hedge for each in run if each.hedge), ""),
                grain=max(each.grain for each in run),
            )
        )
        found += [replace(each, is_part=True) for each in run]
    return tuple(found)


def _status(run: Sequence[Quantity]) -> frozenset[str]:
    """What happened to all of them; if there is anything else, without what their nouns imply."""
    told = frozenset[str]().union(*(each.status for each in run))
    return told - _SAID_BY_NOUN or told


def _compounds(quantities: Sequence[Quantity], tokens: Sequence[Token]) -> list[Quantity]:
    """The quantities, with "two hours and 30 minutes", "6ft 2in" and "2 dollars and 50 cents" as one each."""
    places = _Places(tokens)
    found: list[Quantity] = []
    for each in quantities:
        last = found[-1] if found else None
        between = [token.low for token in places.between(last, each)] if last is not None else []
        each = each if last is None else _in_unit_of(last, each, between, tokens)
        if last is not None and _is_rest(last, each, between):
            found[-1] = replace(
                last, end=each.end, low=last.low + each.low, high=last.high + each.high, grain=each.grain
            )
        else:
            found.append(each)
    return found


def _with_shared_nouns(quantities: Sequence[Quantity], tokens: Sequence[Token]) -> list[Quantity]:
    """The quantities; in "five French and two German tourists", the first counts tourists, too."""
    places = _Places(tokens)
    found = list(quantities)
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        with_noun = replace(first, counted=first.counted or second.counted)
        adjective = tokens[min(second.place + 1, len(tokens) - 1)]
        if _share_noun(with_noun, second, places) and adjective.is_capital and not _is_plural(adjective):
            found[at] = with_noun
            found[at + 1] = replace(second, is_part=second.is_part or first.is_part)  # "including three French and …"
    return found


def _in_unit_of(last: Quantity, after: Quantity, between: Sequence[str], tokens: Sequence[Token]) -> Quantity:
    """`after` in the unit of the quantity before it: cents after dollars, and the 80 of "by 20 crowns to 80"."""
    is_sum = last.dimension.startswith("money")
    if is_sum and after.dimension == "money small cent" and between in ([], ["and"]):
        return replace(
            after, dimension=last.dimension, low=after.low / 100, high=after.high / 100, grain=after.grain / 100
        )
    is_bare = after.dimension == "count" and not after.counted and not after.hedge
    if is_bare and last.change == "by" and between == ["to"] and (is_sum or last.dimension in _MEASURES):
        return _level(last, after, tokens)
    return after


def _level(change: Quantity, level: Quantity, tokens: Sequence[Token]) -> Quantity:
    """The bare 80 of "by 20 crowns to 80" in the unit of the change.

    Its unit is unknown in "by 3 million crowns to 9", which may be nine million, and after "by a decade" and "by 2
    hours and 30 minutes".
    """
    factor = _factor(change, tokens)
    is_scaled_alone = factor is not None and change.grain > factor and level.grain <= 1
    if factor is None or is_scaled_alone:
        return replace(level, dimension=UNKNOWN, change="to")
    low, high, grain = (each * factor for each in (level.low, level.high, level.grain))
    return replace(level, dimension=change.dimension, low=low, high=high, grain=grain, change="to")


def _factor(measured: Quantity, tokens: Sequence[Token]) -> float | None:
    """The number of base units in the unit in which a quantity is written; None if that is not certain."""
    number = number_at(tokens, measured.place)
    if number is None:
        return 1.0 if measured.dimension.startswith("money") else None  # "$20", "a decade"
    factor = measured.grain / number.grain if number.grain and not number.or_thousands else 0.0
    return factor if factor and isclose(measured.low, number.value * factor) else None


def _is_rest(last: Quantity, after: Quantity, between: Sequence[str]) -> bool:
    """True if `after` is less than one of the unit in which `last` is measured."""
    is_measured = last.dimension in _MEASURES or last.dimension.startswith("money")
    if last.dimension != after.dimension or not is_measured or after.hedge:
        return False
    return last.low == last.high and after.high < last.grain and between in ([], ["and"])


def _singles(tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch]) -> list[Quantity]:
    """ "A man", "a child": one each."""
    people = [each for each in lexicon_matches if each.kind == "people" and each.group in _PERSONS]
    counting = Counting(tokens, lexicon_matches) if people else None
    found = []
    for each in people:
        article = each.start - 1
        if counting is None or each.start == 0 or tokens[article].low not in {"a", "an"}:
            continue
        noun = tokens[each.end - 1]
        if noun.low != noun.lemma or noun.low in _COLLECTIVE:
            continue
        status, end = counting.status(article, each.end)
        start, last = tokens[article].start, tokens[end - 1].end
        found.append(Quantity(start, last, 1.0, 1.0, "count", each.group, status, grain=1.0, place=article))
    return found


class _Places:
    """Finds the tokens between quantities."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._starts = {token.start: place for place, token in enumerate(tokens)}
        self._ends = {token.end: place + 1 for place, token in enumerate(tokens)}

    def between(self, first: Quantity, second: Quantity) -> Sequence[Token]:
        """The tokens after `first` and before `second`."""
        return self._tokens[self._ends[first.end] : self._starts[second.start]]

    def names_adults(self, quantity: Quantity) -> bool:
        """Whether it counts adults, who are people but not children."""
        inside = self._tokens[self._starts[quantity.start] : self._ends[quantity.end]]
        return any(token.lemma == "adult" for token in inside)


def _runs(quantities: Sequence[Quantity], tokens: Sequence[Token]) -> Iterator[list[Quantity]]:
    """The quantities in order, grouped by enumeration."""
    places = _Places(tokens)
    run: list[Quantity] = []
    for each in quantities:
        if run and _goes_on(run, each, places):
            run.append(each)
            continue
        if run:
            yield run
        run = [each]
    if run:
        yield run


def _share_noun(last: Quantity, after: Quantity, places: _Places) -> bool:
    """True for "five French" and "two German tourists", not for "12 Norlanders and two Vellish soldiers"."""
    words = places.between(last, after)
    same = last.counted and last.counted == after.counted and last.dimension == after.dimension == "count"
    is_adjective = len(words) > 1 and words[0].is_capital and not _is_plural(words[0])
    return bool(same and is_adjective and {each.low for each in words[1:]} <= _AND)


def _is_plural(word: Token) -> bool:
    """True for "Norlanders", false for "Swiss" and "US"."""
    return word.text.endswith("s") and not word.text.endswith("ss")


def _goes_on(run: Sequence[Quantity], after: Quantity, places: _Places) -> bool:
    last = run[-1]
    words = [token.low for token in places.between(last, after)]
    if words[1:] and words[-1] in _POSSESSIVE:
        words.pop()  # "a woman and her two children"
    if _share_noun(last, after, places):
        return not last.is_part and not after.is_part
    if not words or not _AND.issuperset(words):
        return False
    if not all(each.dimension == "count" and each.counted in _ADDED and not each.is_part for each in (last, after)):
        return False
    groups = {each.counted for each in run if not places.names_adults(each)} - {"children"}  # "two boys, three girls"
    statuses = {told for each in (*run, after) if (told := each.status - _SAID_BY_NOUN)}
    return after.counted not in groups and "people" not in {*groups, after.counted} and len(statuses) <= 1
