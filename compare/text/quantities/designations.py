"""Designations: digits that neither count nor measure, as in "G7", "F-16", "24/7", "page 12" and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from compare.text.dates.calendar_words import CALENDAR_WORDS
from compare.text.quantities.currencies import code_of, prefix
from compare.text.quantities.numbers.number import Number
from compare.text.quantities.numbers.powers import exponent_at
from compare.text.quantities.numbers.spelled import NUMBER_WORDS, spelled
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, low_at

_LABELS = bag(
    "page room gate platform chapter section article paragraph line lane grade junction number figure appendix season "
    "episode route version clause suite apartment size act scene verse interstate highway terminal runway stage tier"
)
"""Nouns before a number in a series, which they do not count."""
_SERIES = bag("channel title formula flight phase level group model gen generation proposition prop amendment big pac")
"""The same, if they are capitalised in a sentence that is not a headline."""
_ALSO_NAMES = bag("channel group")  # these may end the name of a place or a company
_NO_COUNT = bag("figure figures digit digits star")
"""Nouns in "a six-figure sum" and "a five-star hotel"."""
_DIALLED = bag("call dial phone telephone tel ring text whatsapp fax hotline helpline")
_REACH = 4
"""Maximum number of tokens before a telephone number that introduce it: "call us on …" (set by hand)."""
_MOST_GROUPS = 8
"""Maximum number of groups of digits in a telephone number or ISBN."""
_SHORTEST_CODE = 7
"""Number of digits of three hyphenated groups from which they are not votes (set by hand)."""
_FEWEST_LETTERS = 4
"""Maximum number of letters of a word that only headlines in capitals capitalise."""
_LONGEST_UNIT = 5
_VOWELS = frozenset("aeiouy")
_DASHES = frozenset("-–")
_CLOSING = frozenset(".,;:!?)”’\"'")
_MEASURED = bag("category magnitude")
"""Words before a number that measures something, although in capitals they may look like a name."""
_ERAS = frozenset({"BC", "BCE", "AD", "CE", "B.C.", "A.D."})
_YEAR = re.compile(r"1\d{3}|20\d\d")
_BEFORE_A_YEAR = bag("in since until by of from")
_FIRST_YEAR = 1800
"""Later years are read as dates."""
_FIRST_CENTURY, _LAST_CENTURY = 11, 20
"""The first half of a year in words: "nineteen eighty-four", "twenty twenty-six"."""
_TEN, _HUNDRED = 10, 100
_MOST_DIGITS = 4
"""Maximum number of digits in the name of a product."""
_DECADES = bag("twenties thirties forties fifties sixties seventies eighties nineties hundreds")


def designation_end(tokens: Sequence[Token], number: Number, has_plain: bool) -> int | None:
    """The end of digits of a name, a label, a telephone number or an ISBN; None if `number` counts or measures."""
    if low_at(tokens, number.end) == "-" and low_at(tokens, number.end + 1) in _NO_COUNT:
        return number.end
    if (end := _year_end(tokens, number)) is not None:
        return end
    if not tokens[number.start].is_number:
        if has_plain and _is_word_of_name(tokens, number):
            return number.end
        return number.end if _has_ending(tokens, number.end, {"s"}) or _is_labelled(tokens, number.start) else None
    if (end := _groups(tokens, number.start)) is not None:
        return end
    if _is_of_name(tokens, number.start) or _is_labelled(tokens, number.start):
        return number.end
    if _is_of_product(tokens, number, has_plain) or (has_plain and _is_in_series(tokens, number)):
        return number.end
    if _is_joined_to_name(tokens, number.end, has_plain):
        return number.end + 2
    return number.end if _has_ending(tokens, number.end, {"s"}) else None


def _year_end(tokens: Sequence[Token], number: Number) -> int | None:
    """The end of a year that is not recognised as a date: "1939-1945", "1066", "44 BC", "'25", "nineteen eighty".

    Also the end of the minute of a match with stoppage time ("90+3").
    """
    start, end = number.start, number.end
    if end < len(tokens) and tokens[end].text in _ERAS:
        return end + 1
    if not tokens[start].is_number:
        return _spelled_year_end(tokens, number)
    if end > start + 1:
        return None
    digits, before = tokens[start].text, low_at(tokens, start - 1) if start else ""
    following = tokens[end : end + 2]
    touches = len(following) == 2 and tokens[start].end + 1 == following[1].start and following[1].text.isdecimal()
    if touches and following[0].text == "+" and len(digits) < 3:
        return end + 2
    if _YEAR.fullmatch(digits):
        if touches and following[0].text in _DASHES and _YEAR.fullmatch(following[1].text):
            return end + 2 if _counts_nothing(tokens, end + 2) else None
        return end if before in _BEFORE_A_YEAR and int(digits) < _FIRST_YEAR and _counts_nothing(tokens, end) else None
    is_short = before in {"'", "’"} and tokens[start - 1].end == tokens[start].start and len(digits) == len("25")
    return end if is_short else None


def _spelled_year_end(tokens: Sequence[Token], number: Number) -> int | None:
    """The end of "nineteen eighty-four" and "the nineteen-eighties"."""
    if not _FIRST_CENTURY <= number.value <= _LAST_CENTURY or number.end != number.start + 1:
        return None
    at = number.end + (low_at(tokens, number.end) in _DASHES)
    if low_at(tokens, at) in _DECADES:
        return at + 1
    rest = spelled(tokens, at) if at < len(tokens) and not tokens[at].is_number else None
    if rest is None or not _TEN <= rest[0] < _HUNDRED or low_at(tokens, rest[1]) in _DASHES:
        return None  # "twenty thirty-year-olds"
    return rest[1] if _counts_nothing(tokens, rest[1]) else None


def _is_of_product(tokens: Sequence[Token], number: Number, has_plain: bool) -> bool:
    """True for "a Falcon 9 rocket", "the Peugeot 208 costs …" and "14 Challenger 2 tanks".

    The name has an article or a number before it, and the sentence is not a headline in capitals.
    """
    start = number.start
    is_plain = number.end == start + 1 and tokens[start].text.isdecimal() and prefix(tokens, start) is None
    first = name_before(tokens, start)
    if is_plain and first and tokens[first - 1].is_number and is_name_with_digits(tokens, first, start, has_plain):
        return True
    if not is_plain or not _is_lower(tokens, number.end) or low_at(tokens, start - 1) in _MEASURED:
        return False
    if first in {0, start} or not has_plain:
        return False
    before = tokens[first - 1]
    counts = before.is_number or before.low in NUMBER_WORDS
    return counts or before.low in {"a", "an"} or (before.low == "the" and first == 1)


def _is_in_series(tokens: Sequence[Token], number: Number) -> bool:
    """True for "Channel 4 viewers", "Title 42 migrants" and "Big 12 schools", not for "in the Channel 12 migrants"."""
    start, digits = number.start, tokens[number.start].text
    if number.end != start + 1 or not digits.isdecimal() or len(digits) > _MOST_DIGITS:
        return False
    if not start or not tokens[start - 1].is_capital or tokens[start - 1].low not in _SERIES:
        return False
    is_name = start > 1 and (tokens[start - 2].is_capital or tokens[start - 2].low == "the")
    return not is_name or tokens[start - 1].low not in _ALSO_NAMES


def name_before(tokens: Sequence[Token], start: int) -> int:
    """The first of the capitalised words before the token `start`."""
    while start and tokens[start - 1].is_capital and tokens[start - 1].low not in STOP_WORDS:
        start -= 1
    return start


def is_name_with_digits(tokens: Sequence[Token], first: int, at: int, has_plain: bool) -> bool:
    """True for the tokens `first` to `at` in "40 PlayStation 5 consoles": a name and its digits, behind a number.

    Not for "3 Black 19-year-old men", nor for a headline in capitals if a word is inflected: "Kills 12, Injures 40".
    """
    name, digits = tokens[first:at], low_at(tokens, at)
    if not name or not digits.isdecimal() or len(digits) > _MOST_DIGITS or low_at(tokens, at + 1) in _DASHES:
        return False
    if any(not each.is_word or each.text.islower() or each.low in CALENDAR_WORDS for each in name):
        return False
    return has_plain or all(each.low == each.lemma for each in name)


def _is_lower(tokens: Sequence[Token], place: int) -> bool:
    """True if there is a lower-case word, or the end of the sentence, at `place`."""
    return place >= len(tokens) or tokens[place].text.islower() or tokens[place].text in _CLOSING


def is_model(tokens: Sequence[Token], number: Number) -> bool:
    """True for "Citroën 2CV" and "Leopard 2A6": a name before digits with capital letters attached."""
    if not number.start or number.end >= len(tokens):
        return False
    before, after = tokens[number.start - 1], tokens[number.end]
    touches = after.start == tokens[number.end - 1].end and after.text.isupper()
    return touches and before.is_capital and before.low not in STOP_WORDS and prefix(tokens, number.start) is None


def _is_of_name(tokens: Sequence[Token], start: int) -> bool:
    """True for "G7", "F-16" and "iPhone 15"."""
    if not start:
        return False
    before = tokens[start - 1]
    if before.text == "-" and start > 1:
        name = tokens[start - 2]
        touches = name.end == before.start and before.end == tokens[start].start
        return touches and name.is_capital and name.low not in _MEASURED and not code_of(name)
    if not before.is_word:
        return False
    if before.end == tokens[start].start:
        return prefix(tokens, start) is None
    return before.text[0].islower() and not before.text.islower()


def _is_word_of_name(tokens: Sequence[Token], number: Number) -> bool:
    """True for "the Group of Seven" and "the Big Four": capitals in a sentence that is not a headline in capitals."""
    at = number.start - 1 - (low_at(tokens, number.start - 1) == "of")
    is_name = at >= 0 and tokens[number.start].is_capital and tokens[at].is_capital
    return is_name and number.end == number.start + 1 and tokens[at].low not in STOP_WORDS | _MEASURED


def has_plain_words(tokens: Sequence[Token]) -> bool:
    """False for a headline, in which all but function words are capitalised; other functions take the result as
    `has_plain`."""
    plain = (token for token in tokens if token.text.islower() and token.low not in STOP_WORDS)
    return any(len(token.text) >= _FEWEST_LETTERS for token in plain)


def _is_joined_to_name(tokens: Sequence[Token], end: int, has_plain: bool) -> bool:
    """True for the 401 of "401(k)" and the 7 of "7-Eleven"."""
    following = tokens[end : end + 3]
    if len(following) < 2 or following[0].start != tokens[end - 1].end or following[0].end != following[1].start:
        return False
    if following[0].text == "-":
        return following[1].text.istitle() and len(following[1].text) > 1 and has_plain
    is_letter = len(following[1].text) == 1 and following[1].text.islower()
    return following[0].text == "(" and is_letter and following[-1].text == ")"


def _is_labelled(tokens: Sequence[Token], start: int) -> bool:
    """True for "page 12", "No. 10" and "number three", not for "the number 12"."""
    if not start:
        return False
    before = tokens[start - 1]
    if before.text == "." and start > 1:
        return tokens[start - 2].text in {"No", "no", "Nr", "Art", "art", "p"} and tokens[start - 2].end == before.start
    is_label = before.low in _LABELS and (before.low != "number" or start < 2 or tokens[start - 2].low != "the")
    return before.text == "No" or (is_label and (before.is_capital or _counts_nothing(tokens, start + 1)))


def _counts_nothing(tokens: Sequence[Token], place: int) -> bool:
    """True if no noun or unit can follow: the end of a clause, a function word or a name."""
    return place >= len(tokens) or not tokens[place].text.islower() or tokens[place].low in STOP_WORDS


def _groups(tokens: Sequence[Token], start: int) -> int | None:
    """The end of "+44 20 7946 0958", "0123 456 789", "555-0142" or "978-3-16-148410-0"; None if none begins at
    `start`.
    """
    end, joined = start + 1, 0
    while end < len(tokens) and end - start < 2 * _MOST_GROUPS:
        at = end + (tokens[end].text in {"-", "–", "/"})
        if at >= len(tokens) or not tokens[at].text.isdecimal() or tokens[at].start > tokens[at - 1].end + 1:
            break
        joined += at > end
        end = at + 1
    groups = [token.text for token in tokens[start:end] if token.is_number]
    before = [token.low for token in tokens[max(0, start - _REACH) : start]]
    starts_with_zero = len(groups[0]) > 1 and groups[0].isdecimal() and groups[0][0] == "0"
    touches_plus = bool(before) and before[-1] == "+" and tokens[start - 1].end == tokens[start].start
    later_zero = joined and any(len(group) > 2 and group[0] == "0" for group in groups[1:])
    is_long = joined > 1 and sum(map(len, groups)) >= _SHORTEST_CODE
    is_dialled = not _DIALLED.isdisjoint(before) and _counts_nothing(tokens, end)
    if starts_with_zero or later_zero or is_long or is_dialled or (touches_plus and len(groups) > 1):
        return end
    return None


def unknown_end(tokens: Sequence[Token], number: Number, units: Collection[int]) -> int:
    """The end of "40xx", "1080p", "40 hl", "40^3" and "1000 000", whose unit or value is unknown; 0 for other numbers.

    `units` are the tokens at which a unit begins.
    """
    if number.end == len(tokens):
        return 0
    if (raised := exponent_at(tokens, number.end)) is not None:
        return raised[1]  # perhaps a footnote
    is_unknown = tokens[number.end].text in {"00", "000"} or _has_unknown_letters(tokens, number.end, units)
    return number.end + 1 if is_unknown else 0


def _has_unknown_letters(tokens: Sequence[Token], at: int, units: Collection[int]) -> bool:
    if tokens[at].low in {"grand", "mil"} and _counts_nothing(tokens, at + 1):
        return True  # "ten grand", in an unknown currency
    if not tokens[at - 1].is_number or _has_ending(tokens, at, {"s", "x", "fold"}):
        return False
    word = tokens[at]
    if word.low == "h" and at + 1 < len(tokens) and tokens[at + 1].is_number and word.end == tokens[at + 1].start:
        return True  # "2h15"
    if not word.is_word or at in units or code_of(word):
        return False
    is_abbreviation = 1 < len(word.text) <= _LONGEST_UNIT and word.text.islower() and _VOWELS.isdisjoint(word.low)
    return word.start == tokens[at - 1].end or is_abbreviation


def _has_ending(tokens: Sequence[Token], place: int, endings: Collection[str]) -> bool:
    touches = 0 < place < len(tokens) and tokens[place].start == tokens[place - 1].end
    if touches and tokens[place].text in {"'", "’"} and tokens[place].end == _start(tokens, place + 1):
        place += 1  # "45's"
    return touches and tokens[place].low in endings


def _start(tokens: Sequence[Token], place: int) -> int:
    return tokens[place].start if place < len(tokens) else -1
