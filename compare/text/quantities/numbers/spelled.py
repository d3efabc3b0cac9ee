"""Numbers in words: "twenty-three", "two hundred and five", "three point two"."""

from __future__ import annotations

from collections.abc import Sequence

from text_to_num import text2num  # type: ignore[import-untyped]

from compare.text.tokens import Token, bag

NUMBER_WORDS = bag(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen zero nought twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"
)
_DIGITS = {
    word: str(digit)
    for digit, word in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
} | {"nought": "0", "oh": "0"}
_ORDINALS = {
    word: number
    for number, word in enumerate(("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 2)
} | {"tenth": 10, "eleventh": 11, "twelfth": 12}
_TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True)
)
ORDINAL_BEGINNINGS = frozenset((*_ORDINALS, *_TENS))
"""Words that an ordinal number may begin with."""
LONGEST = 24
"""Maximum number of words of one number."""
_MOST_DIGITS = 8
"""Maximum number of digits of an ordinal number, and of words after a decimal point."""


def spelled(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The value of number words up to thousands, and where they end."""
    end = place
    while (
        end < len(tokens)
        and end - place < LONGEST
        and (
            tokens[end].low in NUMBER_WORDS
            or (tokens[end].low in {"-", "and"} and end + 1 < len(tokens) and _joins(tokens, place, end))
        )
    ):
        end += 1
    if (read := _value(" ".join(t.low for t in tokens[place:end] if t.text != "-"))) is not None:
        return _with_decimals(tokens, read, end)
    read = _value(tokens[place].low)
    return None if read is None else _with_decimals(tokens, read, place + 1)


def ordinal(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The value of "fifth", "21st", "100,000th" or "twenty-first", and where it ends."""
    token = tokens[place]
    if token.is_number:
        digits = token.text.replace(",", "")
        is_plain = digits.isdecimal() and len(digits) <= _MOST_DIGITS
        is_ordinal = is_plain and place + 1 < len(tokens) and tokens[place + 1].low == _ending(int(digits))
        return (float(digits), place + 2) if is_ordinal else None
    if token.low in _ORDINALS:
        return float(_ORDINALS[token.low]), place + 1
    at = place + 1 + (place + 1 < len(tokens) and tokens[place + 1].text == "-")
    unit = tokens[at].low if token.low in _TENS and at < len(tokens) else ""
    value = 1 if unit == "first" else _ORDINALS.get(unit, 10)
    return (float(_TENS[token.low] + value), at + 1) if value < 10 else None


def _ending(number: int) -> str:
    """The letters that turn digits into an ordinal: "21st", "12th"."""
    return "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _with_decimals(tokens: Sequence[Token], value: float, end: int) -> tuple[float, int]:
    """ "eight point five": the digits after the decimal point, one word each."""
    if value != int(value) or end + 1 >= len(tokens) or tokens[end].low != "point":
        return value, end
    last = end + 1
    while last < len(tokens) and tokens[last].low in _DIGITS and last - end <= _MOST_DIGITS:
        last += 1
    digits = "".join(_DIGITS[token.low] for token in tokens[end + 1 : last])
    return (float(f"{int(value)}.{digits}"), last) if digits else (value, end)


def _value(words: str) -> float | None:
    if words == "nought":
        return 0.0
    try:
        return float(text2num(words, "en"))
    except ValueError:
        return None


def _joins(tokens: Sequence[Token], start: int, place: int) -> bool:
    """A hyphen joins "twenty-three"; "and" joins "hundred and five"."""
    following = tokens[place + 1].low
    if tokens[place].text == "-":
        return (
            tokens[place - 1].low.endswith("ty") and following in NUMBER_WORDS and not following.endswith(("ty", "een"))
        )
    return tokens[place - 1].low in {"hundred", "thousand"} and following in NUMBER_WORDS
