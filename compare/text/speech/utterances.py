"""Utterances: the words of a quotation, normalised for spelling, typography, figures and editorial brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from compare.text.dates.calendar_words import MONTHS, SHORT_MONTHS, month_of
from compare.text.quantities.numbers.number import number_at
from compare.text.quantities.numbers.spelled import ordinal
from compare.text.tokens import Token, bag, low_at, tokens_of

_MASKED = re.compile(r"([^\W\d_]*)(?:\*+[\w*-]*?|(?<![^\W\d_]{2})(?:—|--+|_{2,}))([^\W\d_]*)(?![\w*])")
"""A word with letters left out: "s***", "f***ing", "f—ing"."""
_WORD = re.compile(
    r"[^\W\d_]*\*[\w*-]*|\b[b-hj-z](?:—|--+|_{2,})[^\W\d_]*|\w*\[[^\[\]]{0,200}\]\w*|\([^()\[\]]{1,60}\)"
    r"|(?:[A-Z]\.){2,}|\w+(?:['’]\w+)*|…|\.\.\.|%"
)
_BRACKETS = re.compile(r"(\w*)[\[(]([^\[\]()]*)[\])](\w*)")
_BRITISH = re.compile(
    r"(?<=[a-z]{2})our(?=s|ed|ing|able|ite|less|ful|hood|$)|(?<=[a-z])is(?=e[sd]?$|ing$|ation)|tre(?=s?$)"
    r"|(?<=[a-z]{2})enc(?=e[sd]?$)|(?<=[a-z])ll(?=ed$|ing$|ers?$)|mme(?=s?$)"
)
_AMERICAN = {"our": "or", "is": "iz", "tre": "ter", "enc": "ens", "ll": "l", "mme": "m"}
"""British spellings and their American equivalents; applied to both sides, so that it need not be right for every word.
"""

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
"""Words that negate a statement: even in brackets, they are part of it."""

_MONTHS = frozenset((*MONTHS, *SHORT_MONTHS))
_MOST_REPLACED = 4
"""Maximum number of words that an editor's brackets may replace (set by hand)."""


_NOT_SAID = frozenset({"a", "an", "the", "um", "uh", "er", "erm"})
"""Articles and hesitations, which are ignored when two quotations are compared."""
_OMISSION = "…"
_RANK = "th"
"""What distinguishes the value of an ordinal from that of a number: "fifth" and "five" are different words."""
_MASK = "*"
_MOST_MASKED = 2
"""Maximum number of words that one masked word may stand for: "s***hole" for "shit-hole" (set by hand)."""


class Word(NamedTuple):
    """The characters `start` to `end` form the word `low`; `is_editorial` if an editor added it in brackets."""

    low: str
    start: int
    end: int
    is_editorial: bool = False


@lru_cache(maxsize=8192)
def utterance_words(text: str) -> tuple[Word, ...]:
    """The words of an utterance in lower case, with numbers and ordinals as values ("#5", "#5th"); contractions are
    expanded, "[sic]" removed.
    """
    tokens = tokens_of(text)
    numbers = {}
    place = 0
    while place < len(tokens):
        word, end = _number(tokens, place)
        if word:
            numbers[tokens[place].start] = (word, tokens[end - 1].end)
        place = end
    return tuple(_read(text, numbers))


def _number(tokens: Sequence[Token], place: int) -> tuple[str, int]:
    """The value of the number or ordinal at `place`, "" if there is none, and the token after it."""
    rank = (1.0, place + 1) if tokens[place].low == "first" else ordinal(tokens, place)
    if rank is not None:
        value, end = rank
        return f"#{value:.12g}{'' if _is_beside_month(tokens, place, end) else _RANK}", end
    number = number_at(tokens, place)
    if number is None:
        return "", place + 1
    return f"#{number.value / 100 if number.is_share else number.value:.12g}", number.end


def _is_beside_month(tokens: Sequence[Token], start: int, end: int) -> bool:
    """True for the day of a date, which may be an ordinal or not: "March 1st", "March the 1st", "1st of March"."""
    before, after = start - 1 - (low_at(tokens, start - 1) == "the"), end + (low_at(tokens, end) == "of")
    return any(0 <= at < len(tokens) and month_of(tokens[at]) is not None for at in (before, after))


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
        elif (masked := _MASKED.fullmatch(match.group())) is not None:
            yield Word(f"{masked[1]}{_MASK}{masked[2]}".casefold(), start, end)
        elif (brackets := _BRACKETS.fullmatch(match.group())) is not None:
            yield from _editorial(brackets, start)
        elif match.group().casefold() == "per" and text[end : end + 5].casefold() == " cent":
            continue
        else:
            is_cent = match.group().casefold() == "cent" and text[max(0, start - 4) : start].casefold() == "per "
            for word in ["percent"] if is_cent else _plain(match.group()):
                yield Word(word, start, end)


def _editorial(brackets: re.Match[str], start: int) -> Iterator[Word]:
    """Editorial insertions: "[W]e" and "W[e]" are one word, "[sic]" none, "[…]" an omission.

    An explanation in round brackets is also an insertion, unless it contains a number, which is part of what was said.
    """
    before, inside, after = brackets.groups()
    if before or after:
        for word in _plain(before + inside + after):
            yield Word(word, start, brackets.end() - brackets.start() + start)
    elif "".join(inside.split()) in {"…", "...", "--", "—"}:
        yield Word(_OMISSION, start, start + len(inside) + 2)
    elif inside.casefold().strip() != "sic":
        said = utterance_words(inside)
        is_counted = brackets.group()[0] == "(" and any(each.low.startswith("#") for each in said)
        for each in said:
            is_editorial = not is_counted and each.low not in _TURNS
            yield Word(each.low, start + 1 + each.start, start + 1 + each.end, is_editorial)


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
    """ "March 3" and "3 of March" as "3 March"."""
    words = [each for at, each in enumerate(words) if not _joins_day(words[max(0, at - 1) : at + 2])]
    for place in range(len(words) - 1):
        month, day = words[place : place + 2]
        if month.low in _MONTHS and day.low.startswith("#") and not day.low.endswith(_RANK):
            words[place : place + 2] = [day, month]
    return words


def _joins_day(words: Sequence[Word]) -> bool:
    """True for the "of" of "3 of March" in the middle of `words`."""
    return len(words) == 3 and words[1].low == "of" and words[0].low.startswith("#") and words[2].low in _MONTHS


def are_same(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """True for the same words, ignoring articles.

    An editorial bracket may stand for up to four words, or for none. An omission mark may stand for any words that do
    not negate, and a masked word ("s***") for one with the same first and last letters.
    """
    left, right = (_with_day_first([each for each in side if each.low not in _NOT_SAID]) for side in (x, y))
    plain = ["".join(each.low for each in side if each.low != _OMISSION) for side in (left, right)]
    if plain[0] == plain[1]:
        return True  # "co-operate"
    if not any(each.is_editorial or each.low == _OMISSION or _MASK in each.low for each in (*left, *right)):
        return False
    reached = [[False] * (len(right) + 1) for _ in range(len(left) + 1)]
    reached[0][0] = True
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if reached[i][j]:
                for more in _steps(left, right, i, j):
                    reached[i + more[0]][j + more[1]] = True
                for more in _steps(right, left, j, i):
                    reached[i + more[1]][j + more[0]] = True
    return reached[-1][-1]


def _steps(own: Sequence[Word], other: Sequence[Word], i: int, j: int) -> Iterator[tuple[int, int]]:
    """How many words of both continue from `own[i]` and `other[j]` with the same meaning."""
    if i == len(own):
        return
    word, rest = own[i], len(other) - j
    if rest and word.low == other[j].low:
        yield 1, 1
    if word.is_editorial:
        yield from ((1, step) for step in range(min(_MOST_REPLACED, rest) + 1))
    if word.low == _OMISSION:
        yield 1, 0
        if rest and other[j].low not in _TURNS:
            yield 0, 1
    if _MASK in word.low:
        for step in range(1, min(_MOST_MASKED, rest) + 1):
            if _masks(word.low, "".join(each.low for each in other[j : j + step])):
                yield 1, step


def _masks(masked: str, word: str) -> bool:
    """True for "s*" and "shit", and for "f*ing" and "f*g": the remaining letters of both agree."""
    first, _, last = masked.partition(_MASK)
    if _MASK not in word:
        return len(word) > len(first) + len(last) and word.startswith(first) and word.endswith(last)
    start, _, end = word.partition(_MASK)
    begins = first.startswith(start) or start.startswith(first)
    return begins and (last.endswith(end) or end.endswith(last))
