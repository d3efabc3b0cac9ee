"""Utterances: the words of a quotation, normalised for spelling, typography, figures and editorial brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from compare.text.dates.calendar_words import MONTHS, SHORT_MONTHS
from compare.text.quantities.numbers.number import number_at
from compare.text.tokens import bag, tokens_of

_WORD = re.compile(r"\[[^\[\]]{0,200}\]\w*|(?:[A-Z]\.){2,}|\w+(?:['’]\w+)*|…|\.\.\.|%")
_BRACKETS = re.compile(r"\[([^\[\]]*)\](\w*)")
_BRITISH = re.compile(
    r"(?<=[a-z]{2})our(?=s|ed|ing|able|ite|less|ful|hood|$)|(?<=[a-z])is(?=e[sd]?$|ing$|ation)|tre(?=s?$)"
    r"|(?<=[a-z]{2})enc(?=e[sd]?$)|(?<=[a-z])ll(?=ed$|ing$|ers?$)|mme(?=s?$)"
)
_AMERICAN = {"our": "or", "is": "iz", "tre": "ter", "enc": "ens", "ll": "l", "mme": "m"}
"""British spellings count as the American ones; applied to both sides, so that it need not be right for each word."""

_CONTRACTED = {
    "won't": "will not",
    "can't": "can not",
    "shan't": "shall not",
    "cannot": "can not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "okay": "ok",
} | {
    f"{word}'s": f"{word} is"
    for word in ("he", "she", "it", "that", "this", "there", "here", "what", "who", "where", "how")
}
_ENDINGS = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'m": " am"}
_SAME = {"pct": "percent", "%": "percent", "grey": "gray", "tyre": "tire", "kerb": "curb", "plough": "plow"}
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "₹": "rupees", "¥": "yen"}
_TURNS = bag("not no never none without")
"""Words that turn a statement round: in brackets, too, they are part of it."""

_MONTHS = frozenset((*MONTHS, *SHORT_MONTHS))
_MOST_REPLACED = 4
"""Words that an editor's brackets may stand for (chosen)."""


_NOT_SAID = frozenset({"a", "an", "the", "…", "um", "uh", "er", "erm"})
"""Articles, marks of an omission, and hesitation: two quotations that differ in these alone give the same words."""


class Word(NamedTuple):
    """The characters `start` to `end` read `low`; `is_editorial` if an editor added it in brackets."""

    low: str
    start: int
    end: int
    is_editorial: bool = False


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of an utterance in lower case; numbers as values, contractions expanded, "[sic]" removed."""
    tokens = tokens_of(text)
    numbers = {}
    place = 0
    while place < len(tokens):
        number = number_at(tokens, place)
        if number is not None:
            value = number.value / 100 if number.is_share else number.value
            numbers[tokens[place].start] = (f"#{value:.12g}", tokens[number.end - 1].end)
        place = number.end if number is not None else place + 1
    return tuple(_read(text, numbers))


def _read(text: str, numbers: dict[int, tuple[str, int]]) -> Iterator[Word]:
    until = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start < until:
            continue
        if start in numbers:
            word, until = numbers[start]
            yield Word(word, start, until)
            if (currency := _CURRENCIES.get(text[start - 1 : start])) is not None:
                yield Word(currency, start, until)
        elif (brackets := _BRACKETS.fullmatch(match.group())) is not None:
            yield from _editorial(brackets, start)
        elif match.group().casefold() == "per" and text[end : end + 5].casefold() == " cent":
            continue
        else:
            is_cent = match.group().casefold() == "cent" and text[max(0, start - 4) : start].casefold() == "per "
            for word in ["percent"] if is_cent else _plain(match.group()):
                yield Word(word, start, end)


def _editorial(brackets: re.Match[str], start: int) -> Iterator[Word]:
    """Editorial insertions: "[W]e" is one word, "[sic]" none, "[…]" an omission."""
    inside, joined = brackets.groups()
    if joined:
        for word in _plain(inside + joined):
            yield Word(word, start, brackets.end() - brackets.start() + start)
    elif inside.strip() in {"…", "..."}:
        yield Word("…", start, start + len(inside) + 2)
    elif inside.casefold().strip() != "sic":
        for each in words_of(inside):
            yield Word(each.low, start + 1 + each.start, start + 1 + each.end, each.low not in _TURNS)


def _plain(word: str) -> list[str]:
    word = word.casefold().replace("’", "'").replace("...", "…")
    if len(word) > 2 and word.endswith("."):
        word = word.replace(".", "")
    if word in _CONTRACTED:
        return _CONTRACTED[word].split()
    if word.endswith("'s"):
        return [_spelled_alike(word.removesuffix("'s")) + "'s"]
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word.removesuffix(ending) + full).split()
    return [_spelled_alike(word)]


def _spelled_alike(word: str) -> str:
    word = _SAME.get(word, word)
    return _BRITISH.sub(lambda match: _AMERICAN[match.group()], word)


def _with_day_first(words: list[Word]) -> list[Word]:
    """ "March 3" in the order of "3 March"."""
    for place in range(len(words) - 1):
        month, day = words[place : place + 2]
        if month.low in _MONTHS and day.low.startswith("#"):
            words[place : place + 2] = [day, month]
    return words


def are_same(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """True for the same words, ignoring articles and marks of an omission.

    An editorial bracket may stand for up to four words, or for none.
    """
    left, right = (_with_day_first([each for each in side if each.low not in _NOT_SAID]) for side in (x, y))
    if not any(each.is_editorial for each in (*left, *right)):
        return "".join(each.low for each in left) == "".join(each.low for each in right)  # "co-operate"
    reached = [[False] * (len(right) + 1) for _ in range(len(left) + 1)]
    reached[0][0] = True
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if not reached[i][j]:
                continue
            if i < len(left) and j < len(right) and left[i].low == right[j].low:
                reached[i + 1][j + 1] = True
            if i < len(left) and left[i].is_editorial:
                for step in range(min(_MOST_REPLACED, len(right) - j) + 1):
                    reached[i + 1][j + step] = True
            if j < len(right) and right[j].is_editorial:
                for step in range(min(_MOST_REPLACED, len(left) - i) + 1):
                    reached[i + step][j + 1] = True
    return reached[-1][-1]
